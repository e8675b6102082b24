//! From when on a journal is needed, so that what is forgotten by age changes no event that is to come.

use chrono::{DateTime, Utc};
use pdpe::event::Events;
use pdpe::model::Model;
use pdpe::watch::agenda::Agenda;
use serde_json::{Value, json};

use crate::rig::read;
use crate::{added, at, attendance, delivery, show};

/// Deliveries to a listener that knows no event before, as they came.
fn needed_since(deliveries: &[(DateTime<Utc>, Value)], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let mut agenda = Agenda::new(Events::new(), Model::default().proximity);
    for (seq, (received, body)) in (1..).zip(deliveries) {
        let (delivery, reading) = read(delivery("box", *received, body));
        agenda.hear(seq, &delivery, &reading);
    }
    agenda.needed_since(now)
}

#[test]
fn deliveries_of_an_event_are_needed_until_it_is_over() {
    let june = at("2026-06-01T12:00");
    let deliveries = [(june, added(&show("a", "2026-12-24")))];
    assert_eq!(needed_since(&deliveries, at("2026-12-24T22:30")), Some(june));
    assert_eq!(needed_since(&deliveries, at("2026-12-25T00:00")), None);
}

#[test]
fn that_an_event_is_called_off_is_needed_until_it_would_be_over() {
    let june = at("2026-06-01T12:00");
    let mut called_off = show("a", "2026-12-24");
    called_off["status"] = json!("cancelled");
    // A file may say all the while that it is on.
    let deliveries = [(june, added(&called_off))];
    assert_eq!(needed_since(&deliveries, at("2026-12-24T22:30")), Some(june));
    assert_eq!(needed_since(&deliveries, at("2026-12-25T00:00")), None);
}

#[test]
fn what_waited_for_an_event_is_needed_with_it() {
    let (june, july) = (at("2026-06-01T12:00"), at("2026-07-01T12:00"));
    let deliveries = [(june, attendance("a", 3000)), (july, added(&show("a", "2026-12-24")))];
    assert_eq!(needed_since(&deliveries, at("2026-10-01T12:00")), Some(june));
}

#[test]
fn what_came_after_the_clock_went_back_is_needed_too() {
    let (june, may) = (at("2026-06-01T12:00"), at("2026-05-01T12:00"));
    let deliveries = [(june, added(&show("a", "2026-12-24"))), (may, attendance("a", 3000))];
    assert_eq!(needed_since(&deliveries, at("2026-10-01T12:00")), Some(may));
}
