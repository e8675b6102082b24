//! Forgetting by age: deliveries first, their keys not before seven days.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use pdpe::watch::journal::{Delivery, Forgotten, Journal, MOST_IN_MEMORY, Mark, State, Stored};

use super::{accepted, add, at, delivery, entries, keys};
use crate::common::{is_alone, temp_dir};

fn now() -> DateTime<Utc> {
    at("2026-10-31T12:00:00Z")
}

/// No delivery is needed for longer.
fn none() -> BTreeSet<u64> {
    BTreeSet::new()
}

/// Adds a delivery of so long ago and marks it.
fn add_of_age(journal: &Journal, key: &str, age: TimeDelta, mark: Mark) -> u64 {
    let mut delivery = delivery(key);
    delivery.received = now() - age;
    let seq = accepted(journal.submit(delivery).wait());
    journal.mark(seq, mark);
    seq
}

fn is_known(journal: &Journal, key: &str) -> bool {
    // Asked of a key that is not known, it would be from then on.
    matches!(journal.submit(delivery(key)).wait(), Ok(Stored::Duplicate { .. }))
}

#[test]
fn keys_are_kept_seven_days_though_their_deliveries_are_not() {
    let journal = Journal::in_memory().unwrap();
    let (day, moment) = (TimeDelta::days(1), TimeDelta::microseconds(1));
    add_of_age(&journal, "just older than seven days", day * 7 + moment, Mark::Applied);
    add_of_age(&journal, "seven days", day * 7, Mark::Applied);
    add_of_age(&journal, "just older than a day", day + moment, Mark::Applied);
    add_of_age(&journal, "a day", day, Mark::Applied);
    assert_eq!(journal.forget(now(), day, &none()), Ok(Forgotten { deliveries: 3, keys: 1 }));
    assert_eq!(keys(&entries(&journal)), ["a day"]);
    assert!(is_known(&journal, "seven days") && is_known(&journal, "just older than a day"));
    assert!(is_known(&journal, "a day") && !is_known(&journal, "just older than seven days"));
    assert_eq!(journal.counters().in_state(State::Applied), 1);
}

#[test]
fn keys_live_as_long_as_their_deliveries() {
    let journal = Journal::in_memory().unwrap();
    add_of_age(&journal, "91 days", TimeDelta::days(91), Mark::Applied);
    add_of_age(&journal, "30 days", TimeDelta::days(30), Mark::Applied);
    assert_eq!(journal.forget(now(), TimeDelta::days(90), &none()), Ok(Forgotten { deliveries: 1, keys: 1 }));
    assert!(is_known(&journal, "30 days") && !is_known(&journal, "91 days"));
}

#[test]
fn what_is_pending_is_never_forgotten_nor_its_key() {
    let journal = Journal::in_memory().unwrap();
    let age = TimeDelta::days(400);
    add_of_age(&journal, "pending", age, Mark::Pending);
    add_of_age(&journal, "unresolved", age, Mark::Unresolved { reason: "not known".into() });
    add_of_age(&journal, "dead", age, Mark::Dead { reason: "poison".into() });
    assert_eq!(journal.forget(now(), TimeDelta::days(90), &none()), Ok(Forgotten { deliveries: 2, keys: 2 }));
    assert_eq!(keys(&entries(&journal)), ["pending"]);
    assert!(is_known(&journal, "pending"));
    assert_eq!(State::ALL.map(|state| journal.counters().in_state(state)), [1, 0, 0, 0, 0]);
}

#[test]
fn in_memory_bodies_go_when_they_are_done_and_the_oldest_deliveries_when_there_are_too_many() {
    if !is_alone(
        "journal::forget::in_memory_bodies_go_when_they_are_done_and_the_oldest_deliveries_when_there_are_too_many",
    ) {
        return;
    }
    let journal = Journal::in_memory().unwrap();
    let resident = || {
        let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
        pages.split(' ').nth(1).map_or(0, |pages| pages.parse::<u64>().unwrap() * 4096)
    };
    let before = resident();
    let add_all = |numbers: std::ops::Range<u64>, mark: &Mark| {
        for number in numbers.clone().step_by(500) {
            let some = number..numbers.end.min(number + 500);
            let tickets = some.clone().map(|number| {
                let body = vec![b'x'; 4096];
                journal.submit(Delivery { body, ..delivery(&format!("{number:064}")) })
            });
            for (seq, ticket) in some.clone().zip(tickets.collect::<Vec<_>>()) {
                assert_eq!(accepted(ticket.wait()), seq + 1);
            }
            journal.mark_all(some.map(|number| (number + 1, mark.clone())).collect());
        }
        journal.flush().unwrap();
    };
    let most = MOST_IN_MEMORY;
    add_all(0..1, &Mark::Pending);
    add_all(1..1001, &Mark::Unresolved { reason: "event 7 is not known".into() });
    add_all(1001..most + 6000, &Mark::Applied);
    // 420 MB of bodies came.
    assert!(resident() < before + (250 << 20), "{before} bytes became {}", resident());
    let kept = State::ALL.map(|state| journal.counters().in_state(state));
    assert!(kept[0] == 1 && kept[2] == 0 && (most - 1000..=most).contains(&(kept[0] + kept[1])), "{kept:?}");
    let shown = journal.entry(1).unwrap().unwrap().delivery;
    assert_eq!((shown.body.len(), shown.headers.len()), (4096, 1), "it is to be done yet");
    let shown = journal.entry(most + 6000).unwrap().unwrap().delivery;
    assert_eq!((shown.body.len(), shown.headers.len()), (0, 0));
    // A mark of one that is gone changes nothing.
    journal.mark(2, Mark::Applied);
    journal.flush().unwrap();
    assert_eq!(State::ALL.map(|state| journal.counters().in_state(state)), kept);
    let again =
        |number: u64| matches!(journal.submit(delivery(&format!("{number:064}"))).wait(), Ok(Stored::Duplicate { .. }));
    assert!(again(0) && again(most) && again(most + 5999) && !again(1));
}

#[test]
fn numbers_are_not_given_again_when_all_is_forgotten() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    let journal = Journal::open(&path).unwrap();
    for number in 0..2500 {
        add_of_age(&journal, &number.to_string(), TimeDelta::days(100), Mark::Applied);
    }
    assert_eq!(journal.forget(now(), TimeDelta::days(90), &none()), Ok(Forgotten { deliveries: 2500, keys: 2500 }));
    assert_eq!(entries(&journal), []);
    journal.close();
    assert_eq!(add(&Journal::open(&path).unwrap(), "next"), 2501);
}

#[test]
fn ages_beyond_all_time_forget_nothing_and_negative_ones_count_as_none() {
    let journal = Journal::in_memory().unwrap();
    add_of_age(&journal, "old", TimeDelta::days(1000), Mark::Applied);
    add_of_age(&journal, "future", TimeDelta::days(-1), Mark::Applied);
    assert_eq!(journal.forget(now(), TimeDelta::MAX, &none()), Ok(Forgotten::default()));
    assert_eq!(journal.forget(now(), TimeDelta::days(-100), &none()), Ok(Forgotten { deliveries: 1, keys: 1 }));
    assert_eq!(keys(&entries(&journal)), ["future"]);
}

#[test]
fn what_is_needed_is_kept_whatever_its_age_with_its_key() {
    let journal = Journal::in_memory().unwrap();
    // More than are forgotten at a time, with some that stay all along the way.
    for number in 1..=2500 {
        add_of_age(&journal, &number.to_string(), TimeDelta::days(400 - number / 10), Mark::Applied);
    }
    let needed = BTreeSet::from([1, 2, 1200, 2500, 9999]);
    let gone = Ok(Forgotten { deliveries: 2496, keys: 2496 });
    assert_eq!(journal.forget(now(), TimeDelta::days(90), &needed), gone);
    assert_eq!(keys(&entries(&journal)), ["1", "2", "1200", "2500"]);
    assert!(is_known(&journal, "1200") && !is_known(&journal, "1201"));
}
