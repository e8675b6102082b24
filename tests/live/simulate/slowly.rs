//! The slow second implementation: what happens at each minute of a span, and what it computes.

use chrono::{Datelike, Duration, Timelike};
use pdpe::clock::ZonedTime;
use pdpe::event::Event;
use pdpe::layers::college::CollegeFactors;
use pdpe::layers::time::TimeFactors;

use super::{World, differing, six};

/// An instant at which something happens, as a row of the CSV tells it.
#[derive(Debug, PartialEq)]
pub struct Instant {
    pub at: ZonedTime,
    pub boundaries: String,
    pub opened: Vec<String>,
    pub closed: Vec<String>,
    pub open_events: usize,
}

/// What was computed at an instant, and what came of it, as the CSV tells it.
#[derive(Debug, PartialEq)]
pub struct Computed {
    pub layers: String,
    pub cells_rescored: usize,
    pub cells_changed: usize,
    pub min: String,
    pub mean: String,
    pub max: String,
    pub best_cell: String,
}

/// Walks minute by minute and looks what the wall clock shows and which events are open.
pub fn instants(world: &World, from: ZonedTime, to: ZonedTime) -> Vec<Instant> {
    let shown = |at: ZonedTime| (at.date_naive(), at.iso_week(), (at.year(), at.month()), at.hour());
    let is_open = |event: &Event, at: ZonedTime| event.is_open(&world.model.proximity, at.to_utc());
    let mut found = Vec::new();
    let mut before = from;
    while before < to {
        let at = before + Duration::minutes(1);
        let (old, new) = (shown(before), shown(at));
        let turned =
            [("month", new.2 != old.2), ("week", new.1 != old.1), ("day", new.0 != old.0), ("hour", at.minute() == 0)];
        let boundaries: Vec<&str> = turned.iter().filter_map(|(name, turned)| turned.then_some(*name)).collect();
        let ids = |was_open: bool| -> Vec<String> {
            let turns = |event: &&Event| is_open(event, before) == was_open && is_open(event, at) != was_open;
            world.events.iter().filter(turns).map(|event| event.id.to_string()).collect()
        };
        let (opened, closed) = (ids(false), ids(true));
        if old != new || !boundaries.is_empty() || !opened.is_empty() || !closed.is_empty() {
            let open_events = world.events.iter().filter(|event| is_open(event, at)).count();
            found.push(Instant { at, boundaries: boundaries.join(" "), opened, closed, open_events });
        }
        before = at;
    }
    found
}

/// Scores the whole grid at each instant and compares it with the one before.
pub fn computed(world: &World, from: ZonedTime, instants: &[Instant]) -> Vec<Computed> {
    let factors = |at: ZonedTime| {
        let spending = TimeFactors::at(world.model.spending.times(), at).product();
        (spending.to_bits(), CollegeFactors::at(&world.model.college, at).multiplier().to_bits())
    };
    let mut before = (factors(from), world.scores(&world.events, from));
    let mut all = Vec::new();
    for instant in instants {
        let after = (factors(instant.at), world.scores(&world.events, instant.at));
        let turned: Vec<&Event> =
            instant.opened.iter().chain(&instant.closed).map(|id| world.events.with_id(id).next().unwrap()).collect();
        let reaches = |cell: &usize| {
            let place = world.grid.place(*cell);
            turned.iter().any(|event| event.place.distance_km(place) < event.reach_km(&world.model.proximity))
        };
        let count = (0..world.grid.len()).filter(reaches).count();
        let all_layers = [
            ("spending_propensity", before.0.0 != after.0.0),
            ("college_presence", before.0.1 != after.0.1),
            ("event_proximity", count > 0),
        ];
        let layers: Vec<&str> = all_layers.iter().filter_map(|(name, is)| is.then_some(*name)).collect();
        let scores = &after.1.combined_score;
        let max = scores.iter().copied().fold(f64::MIN, f64::max);
        let best = scores.iter().position(|score| score.to_bits() == max.to_bits()).unwrap();
        let sum: f64 = scores.iter().sum();
        all.push(Computed {
            cells_rescored: if before.0 == after.0 { count } else { world.grid.len() },
            layers: layers.join(" "),
            cells_changed: differing(&before.1, &after.1).len(),
            min: six(scores.iter().copied().fold(f64::MAX, f64::min)),
            mean: six(sum / f64::from(u32::try_from(scores.len()).unwrap())),
            max: six(max),
            best_cell: world.grid.id(best).to_owned(),
        });
        before = after;
    }
    all
}
