//! The route of a plan on a map: what the page draws and lists, and the instants it can show.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::MapInstant;
use crate::clock::{ZonedTime, boundaries};
use crate::event::Events;
use crate::itinerary::{Itinerary, Step};
use crate::model::Model;

/// The route of a truck.
#[derive(Serialize)]
pub(super) struct TruckRoute {
    truck: usize,
    /// Longitude and latitude of each place, in order.
    line: Vec<[f64; 2]>,
    steps: Vec<RouteStep>,
}

/// A step in the page's list. Stops are numbered on the map.
#[derive(Serialize)]
struct RouteStep {
    name: String,
    /// The time and value.
    more: String,
    /// Position of the cell on the map; `None`: not a cell.
    cell: Option<usize>,
    at: Option<[f64; 2]>,
    /// The instants of the map at which it begins and before which it ends.
    from: usize,
    until: usize,
}

/// The instants of a plan's map: each at which scores change or a step begins.
#[must_use]
pub fn instants(itinerary: &Itinerary, model: &Model, events: &Events) -> Vec<MapInstant> {
    let (from, to) = (itinerary.from.to_utc(), itinerary.to.to_utc());
    let turns: Vec<_> = boundaries(from, to, model.timezone).collect();
    let windows = events.iter().filter_map(|event| event.window(&model.proximity));
    let openings = windows.flat_map(|window| [window.opens, window.closes]).flatten();
    let steps = itinerary.trucks.iter().flat_map(|day| &day.steps).flat_map(times);
    let all: BTreeSet<DateTime<Utc>> = (turns.iter().map(|turn| turn.at.to_utc()))
        .chain(openings)
        .chain(steps.map(|at| at.to_utc()))
        .filter(|&at| from < at && at <= to)
        .chain([from])
        .collect();
    let instant = |at: DateTime<Utc>| {
        let turn = turns.iter().find(|turn| turn.at.to_utc() == at);
        let boundaries = turn.iter().flat_map(|turn| turn.kinds.iter()).collect();
        MapInstant { at: at.with_timezone(&model.timezone), boundaries }
    };
    all.into_iter().map(instant).collect()
}

fn times(of: &Step) -> Vec<ZonedTime> {
    match of {
        Step::Start { leave, .. } => vec![*leave],
        Step::Stop(stop) => stop.arrival.into_iter().chain([stop.service_start, stop.service_end]).collect(),
        Step::Break { from, to } => vec![*from, *to],
        Step::Return { leave, arrival, .. } => vec![*leave, *arrival],
    }
}

/// The routes of all trucks; `cell` finds the position of a cell by its id.
pub(super) fn routes(
    itinerary: &Itinerary,
    instants: &[MapInstant],
    cell: impl Fn(&str) -> Option<usize>,
) -> Vec<TruckRoute> {
    let index = |at: &ZonedTime| instants.partition_point(|instant| instant.at < *at);
    let clock = |at: &ZonedTime| at.format("%H:%M").to_string();
    let of_step = |step: &Step| match step {
        Step::Start { lat, lon, leave } => RouteStep {
            name: "Start".into(),
            more: format!("leave {}", clock(leave)),
            cell: None,
            at: Some([*lon, *lat]),
            from: 0,
            until: index(leave),
        },
        Step::Stop(stop) => {
            let arrive = stop.arrival.map(|at| format!("arrive {}, ", clock(&at))).unwrap_or_default();
            let (from, to) = (clock(&stop.service_start), clock(&stop.service_end));
            RouteStep {
                name: stop.near.clone().unwrap_or_else(|| stop.cell_id.clone()),
                more: format!("{arrive}serve {from}–{to}, {:.2} {}", stop.value, itinerary.unit),
                cell: cell(&stop.cell_id),
                at: Some([stop.lon, stop.lat]),
                from: index(&stop.service_start),
                until: index(&stop.service_end),
            }
        }
        Step::Break { from, to } => RouteStep {
            name: "Break".into(),
            more: format!("{}–{}", clock(from), clock(to)),
            cell: None,
            at: None,
            from: index(from),
            until: index(to),
        },
        Step::Return { lat, lon, leave, arrival, .. } => RouteStep {
            name: "End".into(),
            more: format!("leave {}, arrive {}", clock(leave), clock(arrival)),
            cell: None,
            at: Some([*lon, *lat]),
            from: index(arrival),
            until: instants.len(),
        },
    };
    let route = |day: &crate::itinerary::TruckDay| {
        let steps: Vec<RouteStep> = day.steps.iter().map(of_step).collect();
        TruckRoute { truck: day.truck, line: steps.iter().filter_map(|step| step.at).collect(), steps }
    };
    itinerary.trucks.iter().map(route).collect()
}
