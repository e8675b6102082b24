//! Clocks that jump: every boundary once, and scores of the time that it is.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::America::Chicago;
use pdpe::clock::boundaries;
use pdpe::live::engine::{CLOCK_CHANGED, EVENT_CLOSES, EVENT_OPENS, EngineSettings, REFRESH};
use pdpe::live::message::{Body, Message};

use super::rig::{Options, Rig, frames};
use super::{added, at, delivery, show};

/// The boundaries in messages: when, and of which kind.
fn turns(messages: &[Message]) -> Vec<String> {
    let turns = messages.iter().filter_map(|message| match &message.body {
        Body::TimeChange(change) => Some(format!("{} {}", change.new_time.to_rfc3339(), change.boundary_type)),
        _ => None,
    });
    turns.collect()
}

/// The boundaries there are, in the same words.
fn turns_between(from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<String> {
    let all = boundaries(from, to, Chicago);
    all.flat_map(|boundary| boundary.kinds.iter().map(move |kind| format!("{} {kind}", boundary.at.to_rfc3339())))
        .collect()
}

/// The `custom` messages of a name: when.
fn named(messages: &[Message], name: &str) -> Vec<DateTime<Utc>> {
    let is_named = |message: &&Message| matches!(&message.body, Body::Custom(custom) if custom.name == name);
    messages.iter().filter(is_named).map(|message| message.timestamp.to_utc()).collect()
}

#[test]
fn after_a_jump_forward_every_boundary_and_opening_is_met_once() {
    let from = at("2026-10-29T18:20");
    let mut rig = Rig::start(Options::at(from));
    rig.deliver([delivery("box", from, &added(&show("a", "2026-10-30")))]);
    rig.heard();
    // Over an evening, a month and the end of summer time.
    let to = at("2026-11-02T07:45");
    rig.set_clock(to);
    let heard = rig.heard();
    let expected = turns_between(from, to);
    assert!(expected.len() > 80 && expected.iter().any(|turn| turn.ends_with("month")));
    assert_eq!(turns(&heard), expected);
    assert_eq!(named(&heard, EVENT_OPENS), [at("2026-10-30T18:30")]);
    assert_eq!(named(&heard, EVENT_CLOSES), [at("2026-10-30T23:00")]);
    assert!(named(&heard, CLOCK_CHANGED).len() <= 1);
    assert_eq!(rig.scores_are_right(), at("2026-11-02T07:00"));
    // Nothing is left for later.
    rig.set_clock(to);
    assert_eq!(rig.heard(), []);
}

#[test]
fn after_a_jump_back_the_scores_are_those_of_the_new_time_and_what_is_shown_too() {
    let from = at("2026-10-03T19:40");
    let mut rig = Rig::start(Options::at(from));
    rig.deliver([delivery("box", from, &added(&show("a", "2026-10-03")))]);
    assert_eq!(rig.scores_are_right(), from);
    rig.heard();
    let back = at("2026-10-03T15:10");
    rig.set_clock(back);
    let heard = rig.heard();
    assert_eq!((turns(&heard), named(&heard, REFRESH)), (Vec::new(), vec![back]));
    assert_eq!(rig.scores_are_right(), back);
    assert_eq!(rig.marks().len(), 1, "the delivery was done again");
    // On the way on, what lies ahead comes as always, once.
    rig.set_clock(at("2026-10-03T23:30"));
    let heard = rig.heard();
    assert_eq!(turns(&heard), turns_between(back, at("2026-10-03T23:30")));
    assert_eq!(named(&heard, EVENT_OPENS), [at("2026-10-03T18:30")]);
    assert_eq!(named(&heard, EVENT_CLOSES), [at("2026-10-03T23:00")]);
    rig.scores_are_right();
}

#[test]
fn a_jump_back_is_told_to_viewers() {
    let from = at("2026-10-03T19:40");
    let rig = Rig::start(Options::at(from));
    let mut viewer = rig.feed.join(None).unwrap();
    frames(&mut viewer).next();
    rig.set_clock(at("2026-10-03T03:10"));
    rig.feed.close();
    let frames: Vec<String> = frames(&mut viewer).map(|frame| String::from_utf8(frame).unwrap()).collect();
    let cells = frames.iter().filter(|frame| frame.contains("event: cells\n")).collect::<Vec<_>>();
    assert!(cells.len() == 1 && cells[0].contains("\"timestamp\":\"2026-10-03T03:10:00-05:00\""), "{frames:#?}");
}

#[test]
fn a_clock_that_is_put_back_by_a_moment_stands_still() {
    let from = at("2026-10-03T19:00");
    let rig = Rig::start(Options::at(from - Duration::milliseconds(200)));
    rig.set_clock(from + Duration::milliseconds(300));
    assert_eq!(turns(&rig.heard()), turns_between(from - Duration::seconds(1), from));
    rig.set_clock(from - Duration::milliseconds(500));
    assert_eq!(rig.ask(|inside| inside.now), from + Duration::milliseconds(300));
    rig.set_clock(from + Duration::milliseconds(400));
    assert_eq!(rig.heard(), [], "an hour turned twice");
    assert_eq!(rig.scores_are_right(), from);
}

#[test]
fn turns_that_were_put_off_are_followed_when_they_are_due() {
    let engine = EngineSettings { min_recalc_interval_seconds: 90 * 60, ..EngineSettings::default() };
    let rig = Rig::start(Options { engine, ..Options::at(at("2026-10-03T15:50")) });
    let mut refreshed = Vec::new();
    let mut times = Vec::new();
    for minutes in 1..=250 {
        rig.set_clock(at("2026-10-03T15:50") + Duration::minutes(minutes));
        refreshed.extend(named(&rig.heard(), REFRESH));
        times.push(rig.scores_are_right());
    }
    times.dedup();
    // 16:00 at once, 17:00 at 17:30, 18:00 at 19:00 with that hour.
    let followed = ["2026-10-03T15:50", "2026-10-03T16:00", "2026-10-03T17:30", "2026-10-03T19:00"].map(at);
    assert_eq!(times, followed);
    assert_eq!(refreshed, [at("2026-10-03T17:30")]);
    // Slept over when it was due: once, now.
    rig.set_clock(at("2026-10-03T20:10"));
    rig.set_clock(at("2026-10-03T20:50"));
    assert_eq!(named(&rig.heard(), REFRESH), [at("2026-10-03T20:50")]);
    assert_eq!(rig.scores_are_right(), at("2026-10-03T20:50"));
}
