//! Event proximity: the bonus of the events that are open and reach a cell.

use chrono::{DateTime, Utc};

use super::cells::Cells;
use super::check::{ModelError, fault, not_negative, positive};
use super::receipt::{Clamp, EventInReach, Factor};
use crate::clock::ZonedTime;
use crate::event::{Event, Events, Phases, Proximity, Stage, Timing};
use crate::geo::quadtree::Quadtree;
use crate::geo::{
    LatLon, NEAR_CHORD_SQUARED, ReachBox, UnitVector, chord_squared_of_km, km_of_chord_squared,
    near_km_of_chord_squared,
};
use crate::grid::BLOCK;
use crate::text::grouped;

/// If Π(1 − b) is at most this, 1 − Π(1 − b) rounds to exactly 1, whatever other events follow.
pub(crate) const NOTHING_LEFT: f64 = f64::EPSILON / 4.0; // 2^-54

/// How many events are multiplied in between two checks whether the product is used up.
const EVENTS_PER_CHECK: usize = 8;

/// The bonus of one event, prepared for many cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pull {
    at: UnitVector,
    radius_km: f64,
    reach_chord_squared: f64,
    scale: f64,
}

impl Pull {
    /// Prepares an event, with the factor of its phase.
    #[must_use]
    pub fn new(event: &Event, model: &Proximity, phase_factor: f64) -> Self {
        let radius_km = event.reach_km(model);
        Self {
            at: event.place.into(),
            radius_km,
            reach_chord_squared: chord_squared_of_km(radius_km),
            scale: phase_factor * event.scale(model),
        }
    }

    /// Whether a squared chord is within the radius.
    #[inline]
    fn reaches(&self, chord_squared: f64) -> bool {
        chord_squared < self.reach_chord_squared
    }

    /// The bonus at a squared chord within the radius: (1 − d ÷ radius) × scale, limited to 0…1.
    #[inline]
    fn bonus_at(&self, chord_squared: f64) -> f64 {
        let fall_off = 1.0 - km_of_chord_squared(chord_squared) / self.radius_km;
        (fall_off * self.scale).clamp(0.0, 1.0)
    }

    /// 1 − b for cells given as the coordinates x, y, z of unit vectors; 1 beyond the radius. The slices have the same
    /// length.
    #[expect(clippy::inline_always, reason = "so that it becomes vector code along with its caller")]
    #[inline(always)]
    pub fn missed_into(&self, [x, y, z]: [&[f64]; 3], missed: &mut [f64]) {
        let cells = missed.iter_mut().zip(x).zip(y).zip(z);
        if self.reach_chord_squared <= NEAR_CHORD_SQUARED {
            // No branch, so that the compiler vectorizes the loop: beyond the radius, the bonus is multiplied by 0.
            for (((missed, &x), &y), &z) in cells {
                let chord_squared = self.at.chord_squared(UnitVector { x, y, z });
                let fall_off = 1.0 - near_km_of_chord_squared(chord_squared) / self.radius_km;
                let bonus = (fall_off * self.scale).clamp(0.0, 1.0);
                *missed = 1.0 - bonus * f64::from(self.reaches(chord_squared));
            }
        } else {
            for (((missed, &x), &y), &z) in cells {
                let chord_squared = self.at.chord_squared(UnitVector { x, y, z });
                *missed = if self.reaches(chord_squared) { 1.0 - self.bonus_at(chord_squared) } else { 1.0 };
            }
        }
    }

    /// The number of cells, given as in [`Pull::missed_into`], within the radius.
    #[expect(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    #[must_use]
    pub fn count_reached(&self, [x, y, z]: [&[f64]; 3]) -> usize {
        let reaches = |((&x, &y), &z)| self.reaches(self.at.chord_squared(UnitVector { x, y, z }));
        let count: u64 = x.iter().zip(y).zip(z).map(|cell| u64::from(reaches(cell))).sum();
        usize::try_from(count).unwrap_or(usize::MAX)
    }

    /// Marks the cells, given as in [`Pull::missed_into`], within the radius.
    #[expect(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    pub fn mark_reached(&self, [x, y, z]: [&[f64]; 3], reached: &mut [bool]) {
        for (((reached, &x), &y), &z) in reached.iter_mut().zip(x).zip(y).zip(z) {
            *reached |= self.reaches(self.at.chord_squared(UnitVector { x, y, z }));
        }
    }

    /// The distance of a cell in kilometres and the bonus there; `None` beyond the radius.
    #[must_use]
    pub fn distance_and_bonus(&self, cell: UnitVector) -> Option<(f64, f64)> {
        let chord_squared = self.at.chord_squared(cell);
        self.reaches(chord_squared).then(|| (km_of_chord_squared(chord_squared), self.bonus_at(chord_squared)))
    }
}

/// The events that are open at one time, in the order of their ids, with a quadtree of their areas.
///
/// A cell needs one squared distance for each event in its leaf of the quadtree. Where events are dense, about two
/// thirds of these reach the cell. The product stops early, without loss, once bonuses have multiplied to 1, which
/// takes about 75 events.
#[derive(Clone, Debug)]
pub struct OpenEvents {
    pulls: Vec<Pull>,
    reaches: Quadtree,
}

impl OpenEvents {
    /// Selects the events that are open at an instant.
    #[must_use]
    pub fn at(events: &Events, model: &Proximity, at: DateTime<Utc>) -> Self {
        let open = events.iter().filter_map(|event| Some((event, event.stage_at(model, at)?.factor)));
        let open: Vec<(&Event, f64)> = open.collect();
        let boxes: Vec<ReachBox> =
            open.iter().map(|(event, _)| ReachBox::new(event.place, event.reach_km(model))).collect();
        let pulls = open.into_iter().map(|(event, factor)| Pull::new(event, model, factor)).collect();
        Self { pulls, reaches: Quadtree::new(&boxes) }
    }

    /// The number of open events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pulls.len()
    }

    /// Whether no event is open.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pulls.is_empty()
    }

    /// 1 − Π(1 − b) at one place.
    #[must_use]
    pub fn bonus(&self, place: LatLon) -> f64 {
        let (UnitVector { x, y, z }, mut bonus) = (place.into(), [0.0]);
        self.bonuses_of(self.reaches.at(place.lat(), place.lon()), [&[x], &[y], &[z]], &mut bonus);
        bonus[0]
    }

    /// 1 − Π(1 − b) at each of some cells, no more than a block.
    ///
    /// Neighbours in one leaf share their candidates, so the inner loop runs over cells and becomes
    /// vector code.
    #[expect(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    pub fn bonuses_into(&self, cells: &Cells, bonuses: &mut [f64]) {
        let (lat, lon, [x, y, z]) = (cells.lat(), cells.lon(), cells.unit_vectors());
        let leaf = |cell: usize| self.reaches.at(lat[cell], lon[cell]);
        let mut start = 0;
        while start < bonuses.len() {
            let candidates = leaf(start);
            let end = (start + 1..bonuses.len()).find(|&cell| !std::ptr::eq(leaf(cell), candidates));
            let run = start..end.unwrap_or(bonuses.len());
            self.bonuses_of(candidates, [x, y, z].map(|column| &column[run.clone()]), &mut bonuses[run.clone()]);
            start = run.end;
        }
    }

    /// 1 − Π(1 − b) over some events at each of some cells, no more than a block.
    #[expect(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    fn bonuses_of(&self, events: &[u32], cells: [&[f64]; 3], bonuses: &mut [f64]) {
        let mut missed = [1.0; BLOCK];
        let missed = &mut missed[..bonuses.len()];
        bonuses.fill(1.0);
        for events in events.chunks(EVENTS_PER_CHECK) {
            for &event in events {
                self.pulls[event as usize].missed_into(cells, missed);
                for (left, missed) in bonuses.iter_mut().zip(&*missed) {
                    *left *= missed;
                }
            }
            if bonuses.iter().all(|&left| left <= NOTHING_LEFT) {
                break;
            }
        }
        for bonus in bonuses {
            *bonus = 1.0 - *bonus;
        }
    }
}

/// All events that reach a place, open or not, in the order of their ids.
#[must_use]
pub fn receipt(model: &Proximity, events: &Events, at: ZonedTime, place: LatLon) -> Vec<EventInReach> {
    let local = |instant: DateTime<Utc>| instant.with_timezone(&at.timezone()).fixed_offset();
    let in_reach = |event: &Event| {
        let (window, stage) = (event.window(model), event.stage_at(model, at.to_utc()));
        let pull = Pull::new(event, model, stage.map_or(1.0, |stage| stage.factor));
        let (distance_km, bonus) = pull.distance_and_bonus(place.into())?;
        let (radius_km, scale, open) = (pull.radius_km, pull.scale, stage.is_some());
        let bonus = if open { bonus } else { 0.0 };
        Some(EventInReach {
            id: event.id.to_string(),
            name: event.name.clone(),
            distance_m: distance_km * 1000.0,
            radius_km,
            scale,
            factors: phase_factor(model, stage).into_iter().chain(crowd_factors(model, event)).collect(),
            status: event.status,
            opens: window.and_then(|window| window.opens).map(local),
            closes: window.and_then(|window| window.closes).map(local),
            time_unknown: matches!(event.timing, Timing::WholeDays { .. }),
            open,
            clamped: if open { Clamp::of((1.0 - distance_km / radius_km) * scale, bonus) } else { None },
            bonus,
        })
    };
    events.iter().filter_map(in_reach).collect()
}

/// The factor of the phase of an event, if the phases of the model differ.
#[must_use]
pub fn phase_factor(model: &Proximity, stage: Option<Stage>) -> Option<Factor> {
    let stage = stage.filter(|_| !model.phases.are_all_one())?;
    Some(Factor::new("phase", stage.phase.in_words(), stage.factor))
}

/// The other factors of the scale of an event, if the model has an exponent of the attendance.
#[must_use]
pub fn crowd_factors(model: &Proximity, event: &Event) -> Vec<Factor> {
    if model.attendance_exponent.is_none() {
        return Vec::new();
    }
    let expected = match (event.attendance, model.unknown_attendance.or(model.reference_attendance)) {
        (Some(people), _) => format!("{} expected", grouped(usize::try_from(people).unwrap_or(usize::MAX))),
        (None, Some(people)) => format!("attendance unknown, taken as {people}"),
        (None, None) => "attendance unknown".to_owned(),
    };
    let sentiment =
        Factor::new("sentiment", event.sentiment.to_string(), 1.0 + model.sentiment_strength * event.sentiment);
    vec![Factor::new("crowd", expected, event.crowd(model)), sentiment]
}

/// Checks what the types cannot express.
pub(super) fn check(model: &Proximity) -> Result<(), ModelError> {
    positive("proximity.radius_km", model.radius_km)?;
    if model.radius_km > 20_000.0 {
        return fault("proximity.radius_km", format!("{} km is more than half the Earth", model.radius_km));
    }
    not_negative("proximity.attendance_strength", model.attendance_strength)?;
    not_negative("proximity.sentiment_strength", model.sentiment_strength)?;
    if model.sentiment_strength > 1.0 {
        return fault("proximity.sentiment_strength", "must be at most 1, or a bonus could be negative");
    }
    let Phases { build_up, last_hour, during, first_hour, tail, .. } = model.phases;
    let factors = [build_up, last_hour, during, first_hour, tail];
    for (name, factor) in ["build_up", "last_hour", "during", "first_hour", "tail"].into_iter().zip(factors) {
        not_negative(format!("proximity.phases.{name}"), factor)?;
    }
    if let Some(exponent) = model.attendance_exponent {
        not_negative("proximity.attendance_exponent", exponent)?;
        if exponent > 2.0 {
            return fault("proximity.attendance_exponent", format!("{exponent} is too large; it must be at most 2"));
        }
        if model.reference_attendance.is_none() {
            let message = "needs reference_attendance, the attendance whose factor is 1";
            return fault("proximity.attendance_exponent", message);
        }
    }
    if let Some(reference) = model.reference_attendance {
        positive("proximity.reference_attendance", reference)?;
    }
    if let Some(people) = model.unknown_attendance {
        not_negative("proximity.unknown_attendance", people)?;
    }
    Ok(())
}
