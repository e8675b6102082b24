//! The live path through the public library API: boundaries, the
//! schedule, messages, the bus, the caches, the engine, and `pdpe simulate`, which replays them.

#![allow(clippy::unwrap_used)]

mod boundaries;
mod bus;
mod cache;
#[path = "../common/mod.rs"]
mod common;
mod driven;
mod engine;
mod message;
mod schedule;
mod simulate;

use chrono::{DateTime, FixedOffset, Utc};
use pdpe::event::{Event, EventId, EventKey, Status, Timing};
use pdpe::geo::LatLon;

/// An instant, with its offset.
fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn utc(text: &str) -> DateTime<Utc> {
    at(text).to_utc()
}

fn place(lat: f64, lon: f64) -> LatLon {
    LatLon::new(lat, lon).unwrap()
}

/// The key of an [`event`].
fn key(id: &str) -> EventKey {
    EventKey::new(EventId::new(id).unwrap(), "eventbrite")
}

/// An event of which nothing is known but its place and, as instants, its start and end.
fn event(id: &str, place: LatLon, start: &str, end: &str) -> Event {
    Event {
        id: EventId::new(id).unwrap(),
        name: String::new(),
        place,
        timing: Timing::span(utc(start), Some(utc(end))).unwrap(),
        attendance: None,
        radius_km: None,
        sentiment: 0.0,
        status: Status::Scheduled,
        source: "eventbrite".into(),
    }
}
