//! The schedule: messages in their order, listed, cancelled, missed; its parts are beside it.

#![allow(clippy::unwrap_used)]

mod openings;
mod recurrence;
mod walk;

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use chrono::{DateTime, Duration, Utc, Weekday};
use chrono_tz::America::Chicago;
use chrono_tz::Tz;
use pdpe::event::{EventKey, Stage, Window};
use pdpe::live::openings::Openings;
use pdpe::live::recurrence::Recurrence;
use pdpe::live::schedule::Schedule;
use pdpe::live::timeline::{self, TimelineStep};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Midnight in London on 1 June 2024, a Saturday, and so many minutes.
fn minute(minutes: i64) -> DateTime<Utc> {
    utc("2024-06-01T00:00:00Z") + Duration::minutes(minutes)
}

fn id(name: &str) -> EventKey {
    crate::key(name)
}

fn window(opens: i64, closes: i64) -> Window {
    Window { opens: Some(minute(opens)), closes: Some(minute(closes)) }
}

/// A timeline with the openings of some events, which an engine keeps otherwise.
struct Timeline<T> {
    walk: timeline::Timeline<T>,
    windows: BTreeMap<EventKey, Window>,
    openings: Openings,
}

impl<T: Clone> Timeline<T> {
    fn new(now: DateTime<Utc>, zone: Tz) -> Self {
        Self { walk: timeline::Timeline::new(now, zone), windows: BTreeMap::new(), openings: Openings::default() }
    }

    fn set_event(&mut self, event: &EventKey, window: Option<Window>) {
        self.remove_event(event);
        self.openings.add(event, window.map(Stage::from).as_slice());
        self.windows.extend(window.map(|window| (event.clone(), window)));
    }

    fn remove_event(&mut self, event: &EventKey) {
        self.openings.remove(event, self.windows.remove(event).map(Stage::from).as_slice());
    }

    fn step(&mut self, until: DateTime<Utc>) -> Option<TimelineStep<T>> {
        self.walk.step(until, &self.openings)
    }

    fn next_due(&self) -> Option<DateTime<Utc>> {
        self.walk.next_due(&self.openings)
    }

    fn scheduled_events_pending(&self) -> usize {
        self.walk.scheduled_events_pending(&self.openings)
    }
}

impl<T> Deref for Timeline<T> {
    type Target = timeline::Timeline<T>;

    fn deref(&self) -> &Self::Target {
        &self.walk
    }
}

impl<T> DerefMut for Timeline<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.walk
    }
}

#[test]
fn messages_come_in_order_of_instant_and_then_of_scheduling() {
    let mut schedule = Schedule::new(Chicago);
    for (at, what) in [(30, "c"), (10, "a"), (30, "d"), (20, "b"), (31, "later")] {
        schedule.at(minute(at), what);
    }
    schedule.every(Recurrence::hourly(30).unwrap(), "e", minute(0));
    let due = schedule.due(minute(30));
    assert_eq!(due.iter().map(|due| due.what).collect::<Vec<_>>(), ["a", "b", "c", "d", "e"]);
    assert!(due.is_sorted_by_key(|due| (due.at, due.id)));
    assert_eq!(schedule.due(minute(30)), []);
    assert_eq!((schedule.len(), schedule.next_due()), (2, Some(minute(31))));
}

#[test]
fn what_is_scheduled_is_listed_counted_and_cancelled_by_its_number() {
    let mut schedule = Schedule::new(Chicago);
    assert!(schedule.is_empty() && schedule.next_due().is_none());
    let hourly = Recurrence::hourly(0).unwrap();
    let [late, soon] = [schedule.at(minute(90), "late"), schedule.every(hourly, "soon", minute(0))];
    let listed: Vec<_> = schedule.pending().map(|next| (next.id, next.at, next.recurrence, *next.what)).collect();
    assert_eq!(listed, [(soon, minute(60), Some(hourly), "soon"), (late, minute(90), None, "late")]);
    assert_eq!(schedule.len(), 2);

    assert_eq!(schedule.cancel(soon), Some("soon"));
    assert_eq!(schedule.cancel(soon), None);
    assert_eq!(schedule.due(minute(500)).len(), 1);
    assert_eq!(schedule.cancel(late), None, "delivered for good");
    assert!(schedule.is_empty());
    assert_ne!(schedule.at(minute(1), "new"), late, "numbers are not used again");
}

#[test]
fn a_recurring_task_that_was_missed_runs_once_with_its_latest_time() {
    let mut schedule = Schedule::new(Tz::UTC);
    schedule.every(Recurrence::hourly(10).unwrap(), "hourly", minute(0));
    schedule.every(Recurrence::daily(6, 0).unwrap(), "daily", minute(0));
    schedule.every(Recurrence::weekly(Weekday::Sun, 6, 0).unwrap(), "weekly", minute(0));
    schedule.at(minute(7), "once");
    let until = utc("2026-01-01T12:00:00Z");
    let due: Vec<_> = schedule.due(until).into_iter().map(|due| (due.at, due.what)).collect();
    assert_eq!(
        due,
        [
            (minute(7), "once"),
            (utc("2025-12-28T06:00:00Z"), "weekly"),
            (utc("2026-01-01T06:00:00Z"), "daily"),
            (utc("2026-01-01T11:10:00Z"), "hourly"),
        ]
    );
    assert_eq!(schedule.due(until), []);
    assert_eq!(schedule.next_due(), Some(utc("2026-01-01T12:10:00Z")));
}

#[test]
fn a_jump_backwards_delivers_nothing_twice() {
    let mut schedule = Schedule::new(Chicago);
    schedule.every(Recurrence::hourly(30).unwrap(), "again", minute(0));
    schedule.at(minute(40), "once");
    assert_eq!(schedule.due(minute(45)).len(), 2);
    for back in [0, 30, 40, 45] {
        assert_eq!(schedule.due(minute(back)), []);
    }
    assert_eq!(schedule.due(minute(90)).len(), 1);
}

#[test]
fn going_back_on_purpose_lets_recurring_tasks_recur_but_none_before_it_was_scheduled() {
    let mut schedule = Schedule::new(Chicago);
    schedule.every(Recurrence::hourly(30).unwrap(), "old", minute(0));
    schedule.every(Recurrence::hourly(15).unwrap(), "new", minute(120));
    schedule.at(minute(40), "once");
    schedule.due(minute(300));
    schedule.rewind(minute(60));
    let pending: Vec<_> = schedule.pending().map(|next| (next.at, *next.what)).collect();
    assert_eq!(pending, [(minute(90), "old"), (minute(135), "new")]);
    schedule.rewind(minute(200));
    assert_eq!(schedule.next_due(), Some(minute(90)), "what is due earlier stays due");
}

#[test]
fn a_hundred_thousand_are_scheduled_moved_and_delivered() {
    let (mut schedule, mut openings) = (Schedule::new(Chicago), Openings::default());
    let events: Vec<_> = (0..100_000_i64).map(|n| (id(&format!("event-{n}")), n * 7919 % 100_000)).collect();
    let ids: Vec<_> = events.iter().map(|(_, at)| schedule.at(minute(*at), *at)).collect();
    for (event, at) in &events {
        openings.add(event, &[window(*at, at + 10).into()]);
    }
    for (event, at) in events.iter().step_by(5) {
        openings.remove(event, &[window(*at, at + 10).into()]);
        openings.add(event, &[window(at + 5, at + 20).into()]);
    }
    assert_eq!((schedule.len(), openings.after(minute(-1)).count()), (100_000, 200_000));
    for id in ids.iter().step_by(2) {
        schedule.cancel(*id).unwrap();
    }
    let delivered: usize = (0..1000).map(|step| schedule.due(minute(step * 101)).len()).sum();
    assert_eq!((delivered, schedule.len()), (50_000, 0));
    let due = |from, until| openings.after(from).take_while(|turn| turn.at <= until).count();
    let turns: usize = (0..1000).map(|step| due(minute(step * 101 - 101), minute(step * 101))).sum();
    assert_eq!((turns, openings.after(minute(999 * 101)).count()), (200_000, 0));
}
