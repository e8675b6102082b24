//! What a truck may do: how long it stays, how fast it drives, where it starts and ends.

use crate::geo::LatLon;

/// The limits of a plan. All times are whole minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanSettings {
    /// Where the truck stands when the shift starts; none: it may start anywhere.
    pub start: Option<LatLon>,
    /// Where it has to be when the shift ends; none: it may end anywhere.
    pub end: Option<LatLon>,
    /// The most stops.
    pub stops: usize,
    /// Least and greatest length of service at a stop, and how it fades.
    pub stay: Stay,
    /// Minutes between arrival and service.
    pub setup_minutes: u32,
    /// Minutes between service and departure.
    pub teardown_minutes: u32,
    /// Speed on the road.
    pub speed_kmh: f64,
    /// Length of the road ÷ length of the straight line, 1 or more.
    pub detour: f64,
    /// Least distance between two stops of a truck, and between two trucks while both serve;
    /// 0: only the same place is not served twice.
    pub apart_km: f64,
    /// Breaks, in order of time; their windows do not overlap.
    pub breaks: Vec<Break>,
    /// Stops that are fixed, in order of time.
    pub keep: Vec<Kept>,
    /// Before this minute nothing new begins: stops that are kept may lie there.
    pub now: usize,
    /// How many trucks there are.
    pub trucks: usize,
}

/// A stretch of the shift in which a truck neither works nor drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// How long it is, 1 or more.
    pub length: usize,
    /// It starts at this minute at the earliest,
    pub from: usize,
    /// and has ended at this one.
    pub to: usize,
}

/// A stop that is fixed already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which truck, counted from 0.
    pub truck: usize,
    /// The cell, by its position.
    pub cell: usize,
    /// First minute of service.
    pub from: usize,
    /// End of service at the earliest, after `from`,
    pub least_to: usize,
    /// and at the latest.
    pub most_to: usize,
}

impl Default for PlanSettings {
    fn default() -> Self {
        Self {
            start: None,
            end: None,
            stops: 3,
            stay: Stay { least: 60, longest: None, half_life_minutes: None },
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
    /// Minutes on the road between places so far apart, rounded up to whole ones.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept within the type's range")]
    pub fn drive_minutes(&self, straight_km: f64) -> u32 {
        // A road of exactly so many minutes may come out a bit longer.
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

    /// The pieces of a leg between two stops that takes so many minutes in all.
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

/// How long a truck serves at a stop, in minutes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stay {
    /// At least, 1 or more.
    pub least: usize,
    /// At most; none: as long as the shift.
    pub longest: Option<usize>,
    /// After so long an hour is worth half of what it was; none: it stays as it was.
    pub half_life_minutes: Option<f64>,
}

impl Stay {
    pub(super) fn fade(&self) -> Option<Fade> {
        self.half_life_minutes.map(|half_life| Fade { half_life })
    }
}

/// What is left of a score after a time at the same place: 2^(−minutes ÷ half-life).
#[derive(Clone, Copy, Debug)]
pub(super) struct Fade {
    half_life: f64,
}

impl Fade {
    /// The factor that turns sums from the start of the shift into sums from the start of a stay.
    #[expect(clippy::cast_precision_loss, reason = "minutes of a shift")]
    pub fn growth(self, from: usize) -> f64 {
        (from as f64 / self.half_life).exp2()
    }

    /// What a minute counts, for a stay that began with the shift: the mean of the factor over the minute.
    #[expect(clippy::cast_precision_loss, reason = "minutes of a shift")]
    pub fn share(self, worth: &[f64], minute: usize) -> f64 {
        let rate = std::f64::consts::LN_2 / self.half_life;
        let mean = (-rate * minute as f64).exp() * -(-rate).exp_m1() / rate;
        (worth[minute + 1] - worth[minute]) * mean
    }

    /// The shares up to each minute.
    pub fn sums(self, worth: &[f64]) -> Vec<f64> {
        let mut sum = 0.0;
        let shares = (0..worth.len() - 1).map(|minute| {
            sum += self.share(worth, minute);
            sum
        });
        std::iter::once(0.0).chain(shares).collect()
    }
}
