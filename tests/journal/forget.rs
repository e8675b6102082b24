//! Forgetting by age: deliveries first, their keys not before seven days.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use pdpe::watch::journal::{Forgotten, Journal, Mark, Receipt, State};

use super::{accepted, add, at, delivery, entries, keys};

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
    matches!(journal.submit(delivery(key)).wait(), Ok(Receipt::Duplicate { .. }))
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
    add_of_age(&journal, "30 days", TimeDelta::days(30), Mark::Applied);
    add_of_age(&journal, "91 days", TimeDelta::days(91), Mark::Applied);
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
fn numbers_are_not_given_again_when_all_is_forgotten() {
    let dir = super::common::temp_dir();
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
