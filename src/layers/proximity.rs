//! Event proximity: the bonus of the events that are open and reach a cell.

use chrono::{DateTime, Utc};

use super::cells::Cells;
use super::check::{ModelError, fault, not_negative, positive};
use super::receipt::{Clamp, EventInReach, Factor};
use crate::clock::ZonedTime;
use crate::event::{Event, Events, Phases, Proximity, Stage, Timing};
use crate::geo::quadtree::{Leaf, Quadtree};
use crate::geo::{
    Ball, BoundingBox, LatLon, NEAR_CHORD_SQUARED, ReachBox, UnitVector, chord_squared_of_km, km_of_chord_squared,
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
    reach_chord: f64,
    reach_chord_squared: f64,
    scale: f64,
}

impl Pull {
    /// Prepares an event, with the factor of its phase.
    #[must_use]
    pub fn new(event: &Event, model: &Proximity, phase_factor: f64) -> Self {
        let radius_km = event.reach_km(model);
        let reach_chord_squared = chord_squared_of_km(radius_km);
        Self {
            at: event.place.into(),
            radius_km,
            reach_chord: reach_chord_squared.sqrt(),
            reach_chord_squared,
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

    /// 1 − b for cells given as the coordinates x, y, z of unit vectors; 1 beyond the radius. Returns how many are within
    /// it. The slices have the same length.
    #[expect(clippy::inline_always, reason = "so that it becomes vector code along with its caller")]
    #[inline(always)]
    pub fn missed_into(&self, [x, y, z]: [&[f64]; 3], missed: &mut [f64]) -> u64 {
        let cells = missed.iter_mut().zip(x).zip(y).zip(z);
        let mut reached = 0;
        if self.reach_chord_squared <= NEAR_CHORD_SQUARED {
            // No branch, so that the compiler vectorizes the loop: beyond the radius, the bonus is multiplied by 0.
            for (((missed, &x), &y), &z) in cells {
                let chord_squared = self.at.chord_squared(UnitVector { x, y, z });
                let fall_off = 1.0 - near_km_of_chord_squared(chord_squared) / self.radius_km;
                let bonus = (fall_off * self.scale).clamp(0.0, 1.0);
                *missed = 1.0 - bonus * f64::from(self.reaches(chord_squared));
                reached += u64::from(self.reaches(chord_squared));
            }
        } else {
            for (((missed, &x), &y), &z) in cells {
                let chord_squared = self.at.chord_squared(UnitVector { x, y, z });
                *missed = if self.reaches(chord_squared) { 1.0 - self.bonus_at(chord_squared) } else { 1.0 };
                reached += u64::from(self.reaches(chord_squared));
            }
        }
        reached
    }

    /// Marks the cells, given as in [`Pull::missed_into`], within the radius with 1.
    #[expect(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    pub fn mark_reached(&self, [x, y, z]: [&[f64]; 3], reached: &mut [u64]) {
        for (((reached, &x), &y), &z) in reached.iter_mut().zip(x).zip(y).zip(z) {
            *reached |= u64::from(self.reaches(self.at.chord_squared(UnitVector { x, y, z })));
        }
    }

    /// Whether the radius may reach into a ball around some cells.
    #[must_use]
    #[inline]
    pub fn may_reach(&self, ball: &Ball) -> bool {
        let apart = self.reach_chord + ball.radius;
        self.at.chord_squared(ball.centre) <= apart * apart
    }

    /// A bonus that no place in a ball is below.
    fn least_bonus(&self, ball: &Ball) -> f64 {
        let farthest = self.at.chord_squared(ball.centre).sqrt() + ball.radius;
        if self.reaches(farthest * farthest) { self.bonus_at(farthest * farthest) } else { 0.0 }
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
/// A cell needs one squared distance for each event in its leaf of the quadtree. The product stops early, without loss,
/// once bonuses have multiplied to 1, which takes about 75 events. Where events are so dense that this is so everywhere
/// in a leaf, no event is looked at.
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
        let pulls: Vec<Pull> = open.into_iter().map(|(event, factor)| Pull::new(event, model, factor)).collect();
        let reaches = Quadtree::new(&boxes, |area, events| leaves_nothing(&pulls, area, events));
        Self { pulls, reaches }
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
        match self.reaches.leaf(place.lat(), place.lon()) {
            Some(Leaf { is_full: true, .. }) => return 1.0,
            Some(Leaf { members, .. }) => self.bonuses_of(members, [&[x], &[y], &[z]], &mut bonus, &mut [1.0]),
            None => {}
        }
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
        let (mut missed, mut start) = ([1.0; BLOCK], 0);
        while start < bonuses.len() {
            let Some(Leaf { area, members, is_full }) = self.reaches.leaf(lat[start], lon[start]) else {
                bonuses[start] = 0.0;
                start += 1;
                continue;
            };
            let end = start + leading(&lat[start..], &lon[start..], &area);
            let run = start..end;
            if is_full {
                bonuses[run].fill(1.0);
            } else {
                let unit_vectors = [&x[run.clone()], &y[run.clone()], &z[run.clone()]];
                self.bonuses_of(members, unit_vectors, &mut bonuses[run], &mut missed);
            }
            start = end;
        }
    }

    /// 1 − Π(1 − b) over some events at each of some cells. `missed` is a buffer of at least their number.
    #[expect(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    fn bonuses_of(&self, events: &[u32], cells: [&[f64]; 3], bonuses: &mut [f64], missed: &mut [f64]) {
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

/// Whether the bonuses of some events multiply to 1 everywhere in an area.
///
/// Takes the bonus of each at the farthest place. The sum of all rounding errors is far below the factor of two.
fn leaves_nothing(pulls: &[Pull], area: &BoundingBox, events: &[u32]) -> bool {
    let ball = Ball::around_box(area);
    let mut left = 1.0;
    events.iter().any(|&event| {
        left *= 1.0 - pulls[event as usize].least_bonus(&ball);
        left <= NOTHING_LEFT / 2.0
    })
}

/// How many of some places are in an area before the first that is not; at least one.
#[expect(clippy::needless_bitwise_bool, reason = "no branch, so that it becomes vector code along with its caller")]
#[inline(always)]
fn leading(lat: &[f64], lon: &[f64], area: &BoundingBox) -> usize {
    const CHUNK: usize = 16;
    let is_in =
        |lat: f64, lon: f64| (area.south <= lat) & (lat <= area.north) & (area.west <= lon) & (lon <= area.east);
    let mut count = 0;
    for (lat, lon) in lat.chunks_exact(CHUNK).zip(lon.chunks_exact(CHUNK)) {
        let mut inside = true;
        for (&lat, &lon) in lat.iter().zip(lon) {
            inside &= is_in(lat, lon);
        }
        if !inside {
            break;
        }
        count += CHUNK;
    }
    let rest = lat[count..].iter().zip(&lon[count..]);
    (count + rest.take_while(|&(&lat, &lon)| is_in(lat, lon)).count()).max(1)
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
