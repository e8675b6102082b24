//! What is forgotten by age changes no event that is to come, and a restart finds the same as there is.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use pdpe::event::Events;
use pdpe::live::message::{Body, Cause, RemovalReason};
use pdpe::model::Model;
use pdpe::watch::agenda::Agenda;
use pdpe::watch::journal::{Delivery, Mark};
use pdpe::watch::testing::Meaning;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::fold::{groups, start};
use super::rig::{Options, Rig, read};
use super::{added, at, attendance, delivery, eventbrite, known_to_eventbrite, removed, show};

/// Events as a file has them.
fn events(all: &[Value]) -> Events {
    let read = |event: &Value| read(delivery("box", DateTime::UNIX_EPOCH, &added(event))).1.meanings.remove(0);
    let event = |event: &Value| match read(event) {
        Meaning::AddOrUpdate(event) => *event,
        other => panic!("{other:?}"),
    };
    all.iter().map(event).collect()
}

/// The numbers of the deliveries that are needed of those that came before a time; a listener took
/// them in that knew these events from its files.
fn needed_of(files: &[Value], deliveries: &[(&str, Value)], before: &str) -> Vec<u64> {
    let mut agenda = Agenda::new(events(files), Model::published().proximity);
    for (seq, (received, body)) in (1..).zip(deliveries) {
        let (delivery, reading) = read(delivery("box", at(received), body));
        agenda.apply(seq, &delivery, &reading);
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
    // One that is of no use would wait for ever where the event is not known.
    let nowhere = json!({ "type": "event.updated", "event": { "id": "a", "lat": 99 } });
    let deliveries = [(JUNE, added(&show("a", "2026-06-20"))), (JULY, nowhere)];
    assert_eq!(needed(&deliveries, "2026-06-30T00:00"), [1]);
}

#[test]
fn those_of_other_events_are_not_needed_for_it() {
    let deliveries =
        [(JUNE, added(&show("a", "2026-12-24"))), (JUNE, added(&show("b", "2026-06-20"))), (JULY, attendance("a", 9))];
    assert_eq!(needed(&deliveries, OCTOBER), [1, 3]);
}

#[test]
fn who_shares_a_delivery_with_an_event_that_is_needed_is_needed_too() {
    let mut agenda = Agenda::new(Events::new(), Model::published().proximity);
    let told = [vec![show("a", "2026-06-20"), show("b", "2026-12-24")], vec![show("a", "2026-06-21")]];
    for (seq, events) in (1..).zip(told.into_iter().chain([vec![show("c", "2026-06-20")]])) {
        let read = |event: &Value| read(delivery("box", at(JUNE), &added(event)));
        let (delivery, mut reading) = read(&events[0]);
        reading.meanings = events.iter().flat_map(|event| read(event).1.meanings).collect();
        agenda.apply(seq, &delivery, &reading);
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
fn what_came_after_the_clock_went_back_is_as_old_as_what_came_before() {
    let deliveries = [(JULY, added(&show("a", "2026-06-20"))), (JUNE, attendance("a", 3000))];
    assert_eq!(needed(&deliveries, "2026-06-30T00:00"), NONE); // neither is old
    assert_eq!(needed(&deliveries, OCTOBER), NONE);
}

#[test]
fn what_was_taken_out_is_kept_until_it_is_over_and_the_journal_has_forgotten_it() {
    let (june, july) = (at("2026-06-01T12:00"), at("2026-07-01T12:00"));
    let mut rig = Rig::start(Options::at(june));
    for (id, day) in [("1", "2026-06-20"), ("2", "2026-12-24"), ("3", "2026-06-20")] {
        rig.deliver([
            known_to_eventbrite(&show(id, day), june),
            delivery("eventbrite", june, &eventbrite(id, "event.unpublished")),
        ]);
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

#[test]
fn an_event_that_is_long_over_is_forgotten_and_changes_no_score() {
    let (june, july) = (at(JUNE), at(JULY));
    let mut rig = Rig::start(Options::at(june));
    for (id, day) in [("1", "2026-06-20"), ("2", "2026-07-01"), ("3", "2026-06-20")] {
        rig.deliver([delivery("box", june, &added(&show(id, day)))]);
    }
    rig.deliver([delivery("box", june, &attendance("nobody knows", 7))]);
    rig.set_clock(july);
    rig.deliver([delivery("box", july, &attendance("3", 3000))]);
    let shown = rig.ask(|inside| inside.snapshot().unwrap().scores.clone());
    rig.heard();
    assert_eq!(rig.forget(at("2026-06-21T00:00")), BTreeSet::from([2, 3]));
    let told = rig.heard();
    let removed = told.iter().filter_map(|message| match &message.body {
        Body::EventRemoved(removed) => Some((removed.removed_event_id.as_str(), removed.reason, &message.cause)),
        Body::GridUpdate(_) => panic!("a cell was scored again"),
        _ => None,
    });
    assert_eq!(removed.collect::<Vec<_>>(), [("1", RemovalReason::Expired, &Cause::Clock)]);
    assert_eq!(rig.events().iter().map(|event| event.id.as_str().to_owned()).collect::<Vec<_>>(), ["2", "3"]);
    assert_eq!(rig.ask(|inside| inside.vitals().waiting), 0);
    assert_eq!(rig.ask(|inside| inside.snapshot().unwrap().scores.clone()), shown);
    rig.scores_are_right();
    // Another time there is nothing left to forget.
    assert_eq!(rig.forget(at("2026-06-21T00:00")), BTreeSet::from([2, 3]));
    assert_eq!(rig.heard(), []);
}

#[test]
fn what_a_file_says_of_an_event_is_there_again_when_deliveries_are_forgotten() {
    let in_file = events(&[show("1", "2026-06-20"), show("2", "2026-06-20")]);
    let agenda = Agenda::new(in_file.clone(), Model::published().proximity);
    let mut rig = Rig::start(Options { agenda, ..Options::at(at(JUNE)) });
    for body in [attendance("1", 3000), removed("2")] {
        rig.deliver([delivery("box", at(JUNE), &body)]);
    }
    assert_ne!(rig.events(), in_file);
    rig.set_clock(at(JULY));
    assert_eq!(rig.forget(at("2026-06-19T00:00")), BTreeSet::from([1, 2]));
    assert_ne!(rig.events(), in_file);
    assert_eq!(rig.forget(at("2026-06-21T00:00")), BTreeSet::new());
    assert_eq!(rig.events(), in_file);
    rig.scores_are_right();
}

#[test]
fn what_was_thought_of_an_event_is_forgotten_with_it() {
    let mut rig = Rig::start(Options::at(at(JUNE)));
    let told = || delivery("box", at(JUNE), &added(&show("1", "2026-06-20")));
    let tweet = json!({ "tweet_create_events": [{ "id_str": "7", "text": "I love it! #Show1", "lang": "en",
        "entities": { "hashtags": [{ "text": "Show1" }] } }] });
    let sentiment = |rig: &Rig| rig.events().with_id("1").next().unwrap().sentiment;
    rig.deliver([told(), delivery("twitter", at(JUNE), &tweet)]);
    assert!(sentiment(&rig) > 0.0);
    rig.forget(at(JULY));
    rig.deliver([told()]);
    assert_eq!(sentiment(&rig).to_bits(), 0.0_f64.to_bits());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_forgotten_a_restart_finds_the_same(groups in groups(), ages in prop::collection::vec(0..4000_i64, 10)) {
        let in_file = || Agenda::new(events(&[show("1", "2026-10-03"), show("9", "2026-10-05")]), Model::published().proximity);
        let mut rig = Rig::start(Options { agenda: in_file(), ..Options::at(start()) });
        let (mut now, mut seq, mut forgotten) = (start(), 0, DateTime::<Utc>::MIN_UTC);
        let mut journal: Vec<(u64, Delivery)> = Vec::new();
        for ((minutes, bodies), age) in groups.into_iter().zip(ages) {
            now += Duration::minutes(minutes);
            rig.set_clock(now);
            // Which event a tweet is for depends on all that are known when it comes.
            for (source, body) in bodies.into_iter().filter(|(source, _)| *source != "twitter") {
                seq += 1;
                let (delivery, _) = read(delivery(source, now, &body));
                journal.push((seq, delivery.clone()));
                rig.deliver([delivery]);
            }
            // What is deleted is never less than before, whatever the clock shows.
            let before = forgotten.max(now - Duration::minutes(age));
            forgotten = before;
            let needed = rig.forget(before);
            // What came after the clock went back is as old as what came before.
            let mut is_recent = false;
            journal.retain(|(seq, delivery)| {
                is_recent |= delivery.received >= before;
                is_recent || needed.contains(seq)
            });
            rig.scores_are_right();

            let mut again = in_file();
            for (seq, delivery) in &journal {
                let (delivery, reading) = read(delivery.clone());
                again.apply(*seq, &delivery, &reading);
            }
            prop_assert_eq!(&rig.events(), again.events());
            prop_assert_eq!(rig.ask(|inside| inside.agenda.waiting()), again.waiting());
            prop_assert_eq!(rig.ask(move |inside| inside.agenda.needed(before)), again.needed(before));
        }
        prop_assert_eq!(rig.ask(|inside| inside.bus.totals().failed), 0);
    }
}
