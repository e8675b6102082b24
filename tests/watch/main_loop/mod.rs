//! The loop of `pdpe watch` without a socket: its clock is set by hand, and what it does is seen
//! in its messages, in what it answers, and in what it says of deliveries.

#![allow(clippy::unwrap_used)]

mod bursts;
mod clocks;
mod crowds;
mod failures;
mod fold;
mod forgetting;
mod known_later;
mod printing;
mod put_off;
pub mod rig;
mod waiting;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::America::Chicago;
use pdpe::watch::journal::Delivery;
use serde_json::{Value, json};

/// An instant of Kansas City's wall clock.
fn at(wall: &str) -> DateTime<Utc> {
    pdpe::clock::parse_time(wall, Chicago, DateTime::UNIX_EPOCH).unwrap().at.to_utc()
}

/// A delivery that came at a time.
fn delivery(source: &str, received: DateTime<Utc>, body: &Value) -> Delivery {
    Delivery {
        source: source.into(),
        idempotency_key: body.to_string(),
        received,
        webhook_type: String::new(), // set by whoever reads it
        headers: BTreeMap::new(),
        body: body.to_string().into_bytes(),
    }
}

/// The event of an id downtown, from 19:30 to 22:00 on a day.
fn show(id: &str, day: &str) -> Value {
    json!({ "id": id, "name": format!("Show {id}"), "lat": 39.0997, "lon": -94.5786,
            "start": format!("{day}T19:30"), "end": format!("{day}T22:00") })
}

/// What Eventbrite would say of an event, told by the program.
fn known_to_eventbrite(event: &Value, received: DateTime<Utc>) -> Delivery {
    let mut event = event.clone();
    event["source"] = "eventbrite".into();
    let event = pdpe::listings::read(event.to_string().as_bytes(), None, Chicago).unwrap().events.remove(0);
    let body = pdpe::live::message::Body::from(pdpe::live::message::EventAdded::new(event, Chicago));
    delivery("pdpe.program", received, &serde_json::to_value(body).unwrap())
}

fn added(event: &Value) -> Value {
    json!({ "type": "event.created", "event": event })
}

fn removed(id: &str) -> Value {
    json!({ "type": "event.cancelled", "event": { "id": id } })
}

fn attendance(id: &str, people: u32) -> Value {
    json!({ "type": "event.updated", "event": { "id": id, "attendance": people } })
}

/// Eventbrite says that something happened to an event.
fn eventbrite(id: &str, action: &str) -> Value {
    json!({ "api_url": format!("https://www.eventbriteapi.com/v3/events/{id}/"), "config": { "action": action } })
}
