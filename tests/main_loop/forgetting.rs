//! Which deliveries are needed, so that what is forgotten by age changes no event that is to come.

use std::collections::BTreeSet;

use pdpe::event::Events;
use pdpe::model::Model;
use pdpe::watch::agenda::Agenda;
use pdpe::watch::journal::Mark;
use pdpe::watch::sources::Meaning;
use serde_json::{Value, json};

use crate::rig::{Options, Rig, read};
use crate::{added, at, attendance, delivery, eventbrite, removed, show};

/// The numbers of the deliveries that are needed of those that came before a time; a listener took
/// them in that knew these events from its files.
fn needed_of(files: &[Value], deliveries: &[(&str, Value)], before: &str) -> Vec<u64> {
    let read_one = |(received, body): &(&str, Value)| read(delivery("box", at(received), body));
    let files = files.iter().map(|event| match read_one(&("2026-01-01T00:00", added(event))).1.meanings.remove(0) {
        Meaning::AddOrUpdate(event) => *event,
        other => panic!("{other:?}"),
    });
    let mut agenda = Agenda::new(files.collect(), Model::default().proximity);
    for (seq, one) in (1..).zip(deliveries) {
        let (delivery, reading) = read_one(one);
        agenda.hear(seq, &delivery, &reading);
    }
    agenda.needed(at(before)).into_iter().collect()
}

fn needed(deliveries: &[(&str, Value)], before: &str) -> Vec<u64> {
    needed_of(&[], deliveries, before)
}

const NONE: [u64; 0] = [];
const JUNE: &str = "2026-06-01T12:00";
const JULY: &str = "2026-07-01T12:00";
const OCTOBER: &str = "2026-10-01T12:00";

#[test]
fn deliveries_of_an_event_are_needed_until_it_was_over_before() {
    let deliveries = [(JUNE, added(&show("a", "2026-12-24"))), (JULY, attendance("a", 3000))];
    assert_eq!(needed(&deliveries, "2026-05-01T00:00"), NONE, "they are not that old");
    assert_eq!(needed(&deliveries, "2026-06-02T00:00"), [1]);
    assert_eq!(needed(&deliveries, "2026-12-24T22:30"), [1, 2]);
    assert_eq!(needed(&deliveries, "2026-12-25T00:00"), NONE);
}

#[test]
fn deliveries_of_an_event_are_needed_together_until_the_last_of_them_is_old() {
    let deliveries = [(JUNE, added(&show("a", "2026-06-20"))), (JULY, attendance("a", 3000))];
    assert_eq!(needed(&deliveries, "2026-06-30T00:00"), [1]);
    assert_eq!(needed(&deliveries, "2026-07-02T00:00"), NONE);
}

#[test]
fn those_of_other_events_are_not_needed_for_it() {
    let deliveries =
        [(JUNE, added(&show("a", "2026-12-24"))), (JUNE, added(&show("b", "2026-06-20"))), (JULY, attendance("a", 9))];
    assert_eq!(needed(&deliveries, OCTOBER), [1, 3]);
}

#[test]
fn who_shares_a_delivery_with_an_event_that_is_needed_is_needed_too() {
    let mut agenda = Agenda::new(Events::new(), Model::default().proximity);
    let told = [vec![show("a", "2026-06-20"), show("b", "2026-12-24")], vec![show("a", "2026-06-21")]];
    for (seq, events) in (1..).zip(told.into_iter().chain([vec![show("c", "2026-06-20")]])) {
        let read = |event: &Value| read(delivery("box", at(JUNE), &added(event)));
        let (delivery, mut reading) = read(&events[0]);
        reading.meanings = events.iter().flat_map(|event| read(event).1.meanings).collect();
        agenda.hear(seq, &delivery, &reading);
    }
    // A restart would else find `a` as it was first.
    assert_eq!(agenda.needed(at(OCTOBER)), BTreeSet::from([1, 2]));
    assert_eq!(agenda.needed(at("2026-12-25T00:00")), BTreeSet::new());
}

#[test]
fn an_event_without_a_date_is_needed_from_its_last_delivery_for_as_long_as_any() {
    let mut undated = show("a", "2026-12-24");
    undated["start"].take();
    undated["end"].take();
    let mut put_off = undated.clone();
    put_off["status"] = json!("postponed");
    for event in [undated, put_off] {
        let deliveries =
            [(JUNE, added(&event)), (JULY, attendance("a", 3000)), (JULY, added(&show("b", "2026-07-02")))];
        assert_eq!(needed(&deliveries, "2026-07-01T00:00"), [1]);
        assert_eq!(needed(&deliveries, OCTOBER), NONE, "nor does it keep what came since");
        // In a file it is there whenever nothing else is said of it.
        assert_eq!(needed_of(&[event], &deliveries, OCTOBER), [1, 2]);
    }
}

#[test]
fn that_an_event_is_called_off_is_needed_until_it_would_be_over() {
    let mut called_off = show("a", "2026-12-24");
    called_off["status"] = json!("cancelled");
    // A file may say all the while that it is on.
    let deliveries = [(JUNE, added(&called_off))];
    assert_eq!(needed(&deliveries, "2026-12-24T22:30"), [1]);
    assert_eq!(needed(&deliveries, "2026-12-25T00:00"), NONE);
    let earlier = [(JUNE, added(&show("a", "2026-06-20"))), (JUNE, removed("a"))];
    assert_eq!(needed_of(&[show("a", "2026-12-24")], &earlier, "2026-12-24T22:30"), [1, 2]);
    assert_eq!(needed_of(&[show("a", "2026-12-24")], &earlier, "2026-12-25T00:00"), NONE);
}

#[test]
fn what_waited_for_an_event_is_needed_with_it() {
    let deliveries = [(JUNE, attendance("a", 3000)), (JULY, added(&show("a", "2026-12-24")))];
    assert_eq!(needed(&deliveries, OCTOBER), [1, 2]);
}

#[test]
fn what_came_after_the_clock_went_back_is_needed_too() {
    let deliveries = [(JULY, added(&show("a", "2026-06-20"))), (JUNE, attendance("a", 3000))];
    assert_eq!(needed(&deliveries, "2026-06-30T00:00"), [2]);
    assert_eq!(needed(&deliveries, OCTOBER), NONE);
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
