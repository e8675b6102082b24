//! From when on a journal is needed, so that what is forgotten by age changes no event that is to come.

use chrono::{DateTime, Utc};
use pdpe::event::Events;
use pdpe::model::Model;
use pdpe::watch::agenda::Agenda;
use pdpe::watch::journal::Mark;
use serde_json::{Value, json};

use crate::rig::{Options, Rig, read};
use crate::{added, at, attendance, delivery, eventbrite, removed, show};

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

#[test]
fn what_was_taken_out_is_kept_until_it_is_over_and_the_journal_has_forgotten_it() {
    let (june, july) = (at("2026-06-01T12:00"), at("2026-07-01T12:00"));
    let mut rig = Rig::start(Options::at(june));
    for (id, day) in [("1", "2026-06-20"), ("2", "2026-12-24"), ("3", "2026-06-20")] {
        rig.deliver([added(&show(id, day)), removed(id)].iter().map(|body| delivery("box", june, body)));
    }
    rig.deliver([delivery("box", july, &added(&show("4", "2026-06-20")))]);
    rig.set_clock(july);
    // Published again it is as it was.
    let published = |rig: &mut Rig, id: &str| {
        rig.deliver([delivery("eventbrite", july, &eventbrite(id, "event.published"))]);
        rig.marks().pop().unwrap().1
    };
    rig.forget(june);
    assert_eq!(published(&mut rig, "1"), Mark::Applied, "the journal has it");
    rig.forget(july);
    assert_eq!(published(&mut rig, "2"), Mark::Applied, "it is not over");
    assert!(matches!(published(&mut rig, "3"), Mark::Unresolved { .. }));
    assert_eq!(rig.events().iter().map(|event| event.id.as_str().to_owned()).collect::<Vec<_>>(), ["1", "2", "4"]);
    rig.scores_are_right();
}
