//! The times at which a truck leaves, arrives and takes its breaks, computed from its stops.

use super::breaks::taken;
use super::{PlanSettings, Scene, Stop};
use crate::geo::LatLon;

/// The timetable of a truck; minutes count from the start of the shift.
#[derive(Clone, Debug, PartialEq)]
pub struct Timetable {
    /// Its stops, with the way to each.
    pub visits: Vec<TimedStop>,
    /// Its breaks: start and end.
    pub pauses: Vec<(usize, usize)>,
    /// The drive to the end of the shift; `None` if the truck may end at its last stop.
    pub home: Option<Drive>,
}

/// A stop and the way to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimedStop {
    /// The stop.
    pub stop: Stop,
    /// The drive to it; `None` if the truck starts here.
    pub drive: Option<Drive>,
}

/// A drive by road.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drive {
    /// The departure.
    pub leave: usize,
    /// The arrival.
    pub arrive: usize,
    /// Length of the road: the straight line times the detour.
    pub road_km: f64,
}

/// A break does not fit between the stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("break {number} does not fit between the stops")]
pub struct NoBreak {
    /// The number of the break, counted from 1.
    pub number: usize,
}

/// The timetable of a truck with these stops. The truck leaves each stop as early as possible, and
/// drives to its first stop just in time.
///
/// # Errors
/// [`NoBreak`] if the breaks do not fit.
pub fn timetable(scene: &Scene, stops: &[Stop]) -> Result<Timetable, NoBreak> {
    let settings = scene.settings;
    let places = scene.values.places();
    let mut rest = &settings.breaks[..];
    let (mut visits, mut pauses) = (Vec::new(), Vec::new());
    let mut from: Option<(usize, LatLon)> = None;
    for &stop in stops {
        let to = places[stop.cell];
        let is_past = stop.service_start < settings.now;
        let road = way(settings, from.map(|(_, place)| place).or(settings.start), Some(to));
        let (begin, leg) = match from {
            _ if is_past => (from.map_or(0, |(end, _)| end), [0; 3]),
            None => (settings.now, [0, road.map_or(0, |(minutes, _)| minutes), settings.setup()]),
            Some((end, _)) => leave_at(settings, end, road.map_or(0, |(minutes, _)| minutes), settings.setup()),
        };
        // Breaks are taken as early as possible, so later legs have fewer of them.
        let fits = |count: &usize| taken(begin, leg, &rest[..*count]).is_some_and(|(end, _)| end <= stop.service_start);
        let count = (0..=rest.len()).rev().find(fits).unwrap_or(0);
        let mut leg_times = Times::new(begin, leg, &rest[..count]);
        if from.is_none() && count == 0 {
            // Arrives exactly when service at the first stop starts.
            leg_times.delay(stop.service_start.saturating_sub(leg_times.end));
        }
        pauses.append(&mut leg_times.pauses);
        rest = &rest[count..];
        let drive = road.filter(|_| !is_past).map(|(_, road_km)| leg_times.drive(road_km));
        visits.push(TimedStop { stop, drive });
        from = Some((stop.service_end, to));
    }
    let road = way(settings, from.map(|(_, place)| place), settings.end);
    let (begin, leg) = leave_at(settings, from.map_or(0, |(end, _)| end), road.map_or(0, |(minutes, _)| minutes), 0);
    let minutes = scene.values.minutes();
    if taken(begin, leg, rest).is_none_or(|(end, _)| end > minutes) && !rest.is_empty() {
        return Err(NoBreak { number: settings.breaks.len() - rest.len() + 1 });
    }
    let mut last = Times::new(begin, leg, rest);
    pauses.append(&mut last.pauses);
    Ok(Timetable { visits, pauses, home: road.map(|(_, road_km)| last.drive(road_km)) })
}

/// A leg after service that ends at a minute, which begins at `now` or later.
fn leave_at(settings: &PlanSettings, end: usize, drive: usize, setup: usize) -> (usize, [usize; 3]) {
    (end.max(settings.now.saturating_sub(settings.teardown())), [settings.teardown(), drive, setup])
}

/// Minutes and kilometres of a drive, if both places are known.
fn way(settings: &PlanSettings, from: Option<LatLon>, to: Option<LatLon>) -> Option<(usize, f64)> {
    let km = from?.distance_km(to?);
    Some((settings.drive_minutes(km) as usize, km * settings.detour))
}

/// The times of the parts of a leg.
struct Times {
    leave: usize,
    arrive: usize,
    end: usize,
    pauses: Vec<(usize, usize)>,
}

impl Times {
    fn new(begin: usize, leg: [usize; 3], breaks: &[super::Break]) -> Self {
        let (_, starts) = taken(begin, leg, breaks).unwrap_or_default();
        let length = |number: usize| breaks[number].length;
        let pauses: Vec<(usize, usize)> =
            starts.iter().enumerate().map(|(number, &(_, start))| (start, start + length(number))).collect();
        let mut at = begin;
        let after_breaks_before = |piece: usize, at: usize| {
            let before = starts.iter().zip(&pauses).filter(|((before, _), _)| *before == piece);
            before.map(|(_, &(_, end))| end).fold(at, usize::max)
        };
        at = after_breaks_before(0, at) + leg[0];
        let leave = after_breaks_before(1, at);
        let arrive = leave + leg[1];
        at = after_breaks_before(2, arrive) + leg[2];
        let end = after_breaks_before(3, at);
        Self { leave, arrive, end, pauses }
    }

    fn delay(&mut self, minutes: usize) {
        self.leave += minutes;
        self.arrive += minutes;
        self.end += minutes;
    }

    fn drive(&self, road_km: f64) -> Drive {
        Drive { leave: self.leave, arrive: self.arrive, road_km }
    }
}
