//! A plan as a calendar: one event per stop.

use chrono::{DateTime, Utc};

use super::summary::proof;
use crate::clock::ZonedTime;
use crate::geo::LatLon;
use crate::itinerary::{Itinerary, StopStep};
use crate::output::calendar::{Entry, calendar};

/// The calendar. `stamp` is its time of creation.
pub(super) fn written(itinerary: &Itinerary, stamp: DateTime<Utc>) -> String {
    let days = itinerary.trucks.iter();
    let stops = days.flat_map(|day| (1..).zip(day.stops()).map(|(number, stop)| (day.truck, number, stop)));
    let entry = |(truck, number, stop): (usize, usize, &StopStep)| {
        // The same for the same stop of the same shift, so that a new import replaces an old plan.
        let [from, to] = [itinerary.from, itinerary.to].map(|at| at.to_utc().timestamp());
        Some(Entry {
            key: format!("{from}|{to}|{truck}|{number}"),
            start: stop.service_start,
            end: stop.service_end,
            summary: summary(itinerary, truck, stop),
            location: location(stop),
            place: LatLon::new(stop.lat, stop.lon).ok()?,
            description: description(itinerary, stop),
        })
    };
    calendar("plan", &stops.filter_map(entry).collect::<Vec<_>>(), stamp)
}

fn summary(itinerary: &Itinerary, truck: usize, stop: &StopStep) -> String {
    let place = stop.near.as_deref().unwrap_or(&stop.cell_id);
    if itinerary.trucks.len() > 1 { format!("Truck {truck}: serve at {place}") } else { format!("Serve at {place}") }
}

fn location(stop: &StopStep) -> String {
    let near = stop.near.as_deref().map(|near| format!("{near}, ")).unwrap_or_default();
    format!("{near}{:.6},{:.6}", stop.lat, stop.lon)
}

fn description(itinerary: &Itinerary, stop: &StopStep) -> String {
    let clock = |at: &ZonedTime| at.format("%H:%M").to_string();
    let mut lines = Vec::new();
    if let (Some(leave), Some(arrival), Some(km)) = (&stop.leave, &stop.arrival, stop.km) {
        lines.push(format!("Leave {}, arrive {} ({km:.1} km).", clock(leave), clock(arrival)));
    }
    lines.push(format!("Cell {}, {:.2} {}.", stop.cell_id, stop.value, itinerary.unit));
    lines.extend(stop.why.iter().map(|event| format!("Event: {event}.")));
    lines.push(format!("The plan: {:.2} {}, {}.", itinerary.value, itinerary.unit, proof(itinerary)));
    lines.join("\n")
}
