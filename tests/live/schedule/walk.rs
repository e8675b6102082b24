//! The walk through time: boundaries, openings and closings, and messages in one order; sleeps and
//! jumps; and the whole against a plain list.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::America::Chicago;
use chrono_tz::Australia::Lord_Howe;
use chrono_tz::Tz;
use pdpe::clock::boundaries;
use pdpe::event::Window;
use pdpe::live::recurrence::Recurrence;
use pdpe::live::timeline::TimelineStep;
use proptest::prelude::*;

use super::{Timeline, id, minute, utc, window};

/// Everything up to an instant, a line each: how the walk is seen from outside.
pub fn walk(timeline: &mut Timeline<&'static str>, until: DateTime<Utc>) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some(moment) = timeline.step(until) {
        lines.extend(told(&moment));
    }
    lines
}

fn told(moment: &TimelineStep<&'static str>) -> Vec<String> {
    let at = moment.at.format("%dT%H:%M");
    let kinds = moment.boundary.iter().flat_map(|boundary| boundary.kinds.iter());
    let turns = moment.turns.iter().map(|turn| format!("{at} {} {:?}", turn.event, turn.kind));
    let messages = moment.messages.iter().map(|due| format!("{at} {}", due.what));
    kinds.map(|kind| format!("{at} {kind}")).chain(turns).chain(messages).collect()
}

#[test]
fn at_one_instant_boundaries_come_first_then_turns_then_messages() {
    let from = utc("2026-06-01T04:30:00Z");
    let midnight = utc("2026-06-01T05:00:00Z"); // a Monday in Chicago
    let mut timeline = Timeline::new(from, Chicago);
    timeline.at(midnight, "second");
    timeline.every(Recurrence::daily(0, 0).unwrap(), "third");
    timeline.set_event(&id("b"), Some(Window { opens: Some(midnight), closes: None }));
    timeline.set_event(&id("a"), Some(Window { opens: None, closes: Some(midnight) }));
    let moment = timeline.step(midnight).unwrap();
    assert_eq!(
        told(&moment),
        ["month", "week", "day", "hour", "a Closes", "b Opens", "second", "third"]
            .map(|what| format!("01T00:00 {what}"))
    );
    assert_eq!(moment.boundary.unwrap().previous.to_utc(), from);
    assert_eq!(timeline.step(midnight), None);
}

#[test]
fn boundaries_missed_while_asleep_are_delivered_once_in_order() {
    let from = utc("2024-12-31T12:00:00Z");
    let until = from + Duration::hours(40);
    let mut timeline = Timeline::new(from, Chicago);
    timeline.every(Recurrence::hourly(0).unwrap(), "hourly");
    timeline.set_event(&id("a"), Some(Window { opens: Some(from + Duration::minutes(61)), closes: None }));
    timeline.skip_missed(until);
    let (mut delivered, mut messages, mut turns) = (Vec::new(), Vec::new(), 0);
    while let Some(moment) = timeline.step(until) {
        delivered.extend(moment.boundary);
        messages.extend(moment.messages);
        turns += moment.turns.len();
    }
    assert_eq!(delivered, boundaries(from, until, Chicago).collect::<Vec<_>>());
    assert_eq!(delivered.len(), 40);
    assert_eq!(
        messages.iter().map(|due| due.at).collect::<Vec<_>>(),
        [until],
        "the recurring one once, at its latest time"
    );
    assert_eq!(turns, 1);
    assert_eq!(walk(&mut timeline, until), [] as [&str; 0]);
    assert_eq!(timeline.now().to_utc(), until);
}

#[test]
fn a_replay_meets_every_time_of_a_recurring_message() {
    let mut timeline = Timeline::new(minute(0), Tz::UTC);
    timeline.every(Recurrence::hourly(30).unwrap(), "half past");
    let halves = walk(&mut timeline, minute(600)).into_iter().filter(|line| line.contains("half past")).count();
    assert_eq!(halves, 10);
}

#[test]
fn a_clock_set_back_delivers_nothing_until_it_has_caught_up() {
    let mut timeline = Timeline::new(minute(0), Tz::UTC);
    timeline.set_event(&id("a"), Some(window(50, 70)));
    assert_eq!(walk(&mut timeline, minute(62)), ["01T00:50 a Opens", "01T01:00 hour"]);
    assert_eq!(walk(&mut timeline, minute(40)), [] as [&str; 0]);
    assert_eq!(walk(&mut timeline, minute(61)), [] as [&str; 0]);
    assert_eq!(timeline.now().to_utc(), minute(62));
    assert_eq!(walk(&mut timeline, minute(75)), ["01T01:10 a Closes"]);
}

/// A replay backwards never recalculated anything: what follows from the instant is met again.
#[test]
fn replay_backwards_meets_boundaries_and_turns_again_but_no_message_sent() {
    let mut timeline = Timeline::new(minute(0), Tz::UTC);
    timeline.set_event(&id("a"), Some(window(50, 70)));
    timeline.at(minute(55), "once");
    let first = walk(&mut timeline, minute(80));
    assert_eq!(first, ["01T00:50 a Opens", "01T00:55 once", "01T01:00 hour", "01T01:10 a Closes"]);
    timeline.move_to(minute(45));
    assert_eq!(timeline.scheduled_events_pending(), 2);
    assert_eq!(walk(&mut timeline, minute(80)), ["01T00:50 a Opens", "01T01:00 hour", "01T01:10 a Closes"]);
}

#[test]
fn going_forward_on_purpose_skips_boundaries_and_turns_but_loses_no_message() {
    let mut timeline = Timeline::new(minute(0), Tz::UTC);
    timeline.set_event(&id("a"), Some(window(50, 150)));
    timeline.at(minute(55), "once");
    timeline.every(Recurrence::hourly(15).unwrap(), "again");
    timeline.move_to(minute(100));
    assert_eq!(timeline.next_due(), Some(minute(100)));
    let late = timeline.step(minute(100)).unwrap();
    assert_eq!(late.at.to_utc(), minute(100));
    let times: Vec<_> = late.messages.iter().map(|due| (due.at, due.what)).collect();
    assert_eq!(times, [(minute(55), "once"), (minute(75), "again")]);
    assert_eq!(walk(&mut timeline, minute(150)), ["01T02:00 hour", "01T02:15 again", "01T02:30 a Closes"]);
}

#[test]
fn a_message_for_a_time_already_past_comes_at_the_next_step() {
    let mut timeline = Timeline::new(minute(100), Tz::UTC);
    timeline.at(minute(5), "late");
    let moment = timeline.step(minute(101)).unwrap();
    assert_eq!((moment.at.to_utc(), moment.boundary, moment.messages[0].at), (minute(100), None, minute(5)));
}

#[test]
fn what_is_scheduled_during_the_walk_is_met_in_its_place() {
    let mut timeline = Timeline::new(minute(0), Tz::UTC);
    timeline.at(minute(10), "first");
    timeline.at(minute(30), "third");
    assert_eq!(told(&timeline.step(minute(59)).unwrap()), ["01T00:10 first"]);
    timeline.at(minute(20), "second");
    let cancelled = timeline.at(minute(25), "cancelled");
    assert_eq!(timeline.schedule().pending().count(), 3);
    assert_eq!(timeline.cancel(cancelled), Some("cancelled"));
    assert_eq!(walk(&mut timeline, minute(59)), ["01T00:20 second", "01T00:30 third"]);
}

#[test]
fn a_clock_change_without_a_turn_is_a_moment_of_its_own() {
    let mut timeline = Timeline::<()>::new(utc("2025-10-04T15:00:00Z"), Lord_Howe);
    let moment = timeline.step(utc("2025-10-04T15:30:00Z")).unwrap();
    assert!(moment.boundary.unwrap().is_clock_change());
}

/// Something done to a timeline, and to the plain list it is compared with.
#[derive(Clone, Debug)]
enum Act {
    Walk(i64),
    Event(usize, Option<(i64, i64)>),
    Remove(usize),
    MoveTo(i64),
    Once(i64),
}

fn act() -> impl Strategy<Value = Act> {
    let time = 0..3000_i64;
    prop_oneof![
        3 => time.clone().prop_map(Act::Walk),
        3 => (0..6_usize, prop::option::of((time.clone(), 0..300_i64))).prop_map(|(event, span)| Act::Event(event, span)),
        1 => (0..6_usize).prop_map(Act::Remove),
        1 => time.clone().prop_map(Act::MoveTo),
        2 => time.prop_map(Act::Once),
    ]
}

proptest! {
/// Whatever is done in between, a walk meets what a plain list of all that there is says.
    #[test]
    fn a_walk_meets_what_a_plain_list_says(acts in prop::collection::vec(act(), 1..30)) {
        let mut timeline = Timeline::new(minute(0), Lord_Howe);
        let (mut now, mut windows, mut once, mut numbered) = (minute(0), vec![None; 6], Vec::new(), 0..);
        for act in acts {
            match act {
                Act::Event(event, span) => {
                    windows[event] = span.map(|(opens, long)| (minute(opens), minute(opens + long)));
                    let window = span.map(|(opens, long)| window(opens, opens + long));
                    timeline.set_event(&id(&event.to_string()), window);
                }
                Act::Remove(event) => {
                    windows[event] = None;
                    timeline.remove_event(&id(&event.to_string()));
                }
                Act::MoveTo(at) => {
                    now = minute(at);
                    timeline.move_to(now);
                }
                Act::Once(at) => {
                    let number = numbered.next().unwrap();
                    once.push((minute(at), number));
                    timeline.at(minute(at), number);
                }
                Act::Walk(until) => {
                    let until = minute(until);
                    let (mut met, mut expected) = (Vec::<(DateTime<Utc>, u8, String, i32)>::new(), Vec::new());
                    while let Some(moment) = timeline.step(until) {
                        let at = moment.at.to_utc();
                        prop_assert!(met.last().is_none_or(|(before, ..)| *before <= at));
                        met.extend(moment.boundary.map(|boundary| (at, 0, format!("{:?}", boundary.kinds), 0)));
                        met.extend(moment.turns.iter().map(|turn| (at, 1, format!("{} {:?}", turn.event, turn.kind), 0)));
                        met.extend(moment.messages.iter().map(|due| (at, 2, due.at.to_rfc3339(), due.what)));
                    }
                    expected.extend(boundaries(now, until, Lord_Howe).map(|boundary| (boundary.at.to_utc(), 0, format!("{:?}", boundary.kinds), 0)));
                    for (event, span) in windows.iter().enumerate() {
                        let Some((opens, closes)) = span.filter(|(opens, closes)| opens < closes) else { continue };
                        let turns = [(opens, "Opens"), (closes, "Closes")].into_iter().filter(|(at, _)| now < *at && *at <= until);
                        expected.extend(turns.map(|(at, kind)| (at, 1, format!("{event} {kind}"), 0)));
                    }
                    if until >= now {
                        let due = once.extract_if(.., |(at, _)| *at <= until);
                        expected.extend(due.map(|(at, what)| (at.max(now), 2, at.to_rfc3339(), what)));
                    }
                    expected.sort();
                    prop_assert_eq!(met, expected);
                    now = now.max(until);
                    prop_assert_eq!(timeline.now().to_utc(), now);
                }
            }
            let to_come = windows.iter().flatten().filter(|(opens, closes)| opens < closes);
            let turns: usize = to_come.map(|(opens, closes)| usize::from(*opens > now) + usize::from(*closes > now)).sum();
            prop_assert_eq!(timeline.scheduled_events_pending(), once.len() + turns);
        }
    }
}
