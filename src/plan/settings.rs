//! The limits of a truck: stays, speed, start and end.

use crate::geo::LatLon;

/// The limits of a plan. All times are whole minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanSettings {
    /// The place of the truck at the start of the shift; `None`: anywhere.
    pub start: Option<LatLon>,
    /// The required place at the end of the shift; `None`: anywhere.
    pub end: Option<LatLon>,
    /// The greatest number of stops.
    pub stops: usize,
    /// Least and greatest length of service at a stop, and its half-life.
    pub stay: StayLimits,
    /// Minutes between arrival and service.
    pub setup_minutes: u32,
    /// Minutes between service and departure.
    pub teardown_minutes: u32,
    /// Speed on the road.
    pub speed_kmh: f64,
    /// Length of the road ÷ length of the straight line, 1 or more.
    pub detour: f64,
    /// Least distance between two stops of a truck, and between two trucks that serve at the same time. With 0, only
    /// the same place is excluded.
    pub apart_km: f64,
    /// Breaks in order of time; their windows do not overlap.
    pub breaks: Vec<Break>,
    /// Fixed stops in order of time.
    pub keep: Vec<FixedStop>,
    /// The minute before which nothing new begins. Fixed stops may be earlier.
    pub now: usize,
    /// The number of trucks.
    pub trucks: usize,
}

/// A break, in which a truck neither serves nor drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// The length, 1 or more.
    pub length: usize,
    /// The earliest start.
    pub from: usize,
    /// The latest end.
    pub to: usize,
}

/// A fixed stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedStop {
    /// Which truck, counted from 0.
    pub truck: usize,
    /// The position of the cell.
    pub cell: usize,
    /// First minute of service.
    pub from: usize,
    /// The earliest end of service, after `from`.
    pub least_to: usize,
    /// The latest end of service.
    pub most_to: usize,
}

impl Default for PlanSettings {
    fn default() -> Self {
        Self {
            start: None,
            end: None,
            stops: 3,
            stay: StayLimits { least: 60, longest: None, half_life_minutes: None },
            setup_minutes: 20,
            teardown_minutes: 15,
            speed_kmh: 25.0,
            detour: 1.3,
            apart_km: 0.0,
            breaks: Vec::new(),
            keep: Vec::new(),
            now: 0,
            trucks: 1,
        }
    }
}

impl PlanSettings {
    /// Minutes of a drive over a distance, rounded up.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept within the type's range")]
    pub fn drive_minutes(&self, straight_km: f64) -> u32 {
        // Rounding may add to the length of a road of exactly whole minutes.
        const ROUNDING: f64 = 1e-9;
        let minutes = straight_km.max(0.0) * self.detour * 60.0 / self.speed_kmh - ROUNDING;
        minutes.ceil().clamp(0.0, f64::from(u32::MAX / 4)) as u32
    }

    pub(super) fn setup(&self) -> usize {
        self.setup_minutes as usize
    }

    pub(super) fn teardown(&self) -> usize {
        self.teardown_minutes as usize
    }

    /// The parts of a leg between two stops with this total of minutes.
    pub(super) fn leg(&self, minutes: usize) -> [usize; 3] {
        match minutes.checked_sub(self.setup() + self.teardown()) {
            Some(drive) => [self.teardown(), drive, self.setup()],
            None => [0, minutes, 0],
        }
    }

    /// Whether two places are too close to be stops of the same truck.
    pub(super) fn conflict(&self, one: LatLon, other: LatLon) -> bool {
        one == other || one.distance_km(other) < self.apart_km
    }
}

/// The length of service at a stop, in minutes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StayLimits {
    /// The least length, 1 or more.
    pub least: usize,
    /// The greatest length; `None`: the whole shift.
    pub longest: Option<usize>,
    /// The time after which a place is worth half; `None`: no fading.
    pub half_life_minutes: Option<f64>,
}

impl StayLimits {
    pub(super) fn fade(&self) -> Option<Fade> {
        self.half_life_minutes.map(|half_life| Fade { half_life })
    }
}

/// The exponential decay of a score during a stay: 2^(−minutes ÷ half-life).
#[derive(Clone, Copy, Debug)]
pub(super) struct Fade {
    half_life: f64,
}

impl Fade {
    /// The inverse of the factor, by minute: 1 in the middle of the shift.
    #[expect(clippy::cast_precision_loss, reason = "minutes of a shift")]
    pub fn growths(self, minutes: usize) -> Vec<f64> {
        let middle = 0.5 * minutes as f64;
        (0..=minutes).map(|minute| ((minute as f64 - middle) / self.half_life).exp2()).collect()
    }

    /// The value of a stay from each minute to the end of the shift, from the values without fading up to each minute:
    /// that of its first minute, the score × the mean factor, and of the rest.
    pub fn futures(self, worth: &[f64]) -> Vec<f64> {
        let rate = std::f64::consts::LN_2 / self.half_life;
        let (mean, factor) = (-(-rate).exp_m1() / rate, (-rate).exp());
        let mut futures = vec![0.0; worth.len()];
        for minute in (1..worth.len()).rev() {
            futures[minute - 1] = (worth[minute] - worth[minute - 1]) * mean + factor * futures[minute];
        }
        futures
    }

    /// The value of a stay, from the values without fading up to each minute.
    pub fn of_stay(self, worth: &[f64], from: usize, to: usize) -> f64 {
        self.futures(&worth[from..=to])[0]
    }
}
