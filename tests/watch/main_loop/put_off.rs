//! Events that are moved, put off, called off and on again, and what is thought of them meanwhile.

use pdpe::event::{Event, Status, Timing};
use pdpe::watch::journal::Mark;
use serde_json::{Value, json};

use super::rig::{Options, Rig};
use super::{added, at, delivery, removed, show};

const DAY: &str = "2026-10-10";

/// A listener that knows of a show, some days before.
fn rig() -> Rig {
    let mut rig = Rig::start(Options::at(at("2026-10-01T12:00")));
    tell(&mut rig, &added(&show("a", DAY)));
    rig
}

fn tell(rig: &mut Rig, body: &Value) {
    rig.deliver([delivery("box", at("2026-10-01T12:00"), body)]);
}

/// Says something of the show.
fn say(rig: &mut Rig, kind: &str, mut said: Value) {
    said["id"] = json!("a");
    tell(rig, &json!({ "type": kind, "event": said }));
}

fn known(rig: &Rig) -> Option<Event> {
    rig.events().with_id("a").next().cloned()
}

fn timing(rig: &Rig) -> Timing {
    known(rig).unwrap().timing
}

fn span(start: &str, end: Option<&str>) -> Timing {
    Timing::Span { start: at(start), end: end.map(at) }
}

#[test]
fn an_event_that_is_moved_to_an_earlier_day_does_not_last_until_its_old_end() {
    let mut rig = rig();
    say(&mut rig, "updated", json!({ "start": "2026-10-10T18:00" }));
    assert_eq!(timing(&rig), span("2026-10-10T18:00", Some("2026-10-10T22:00")));
    say(&mut rig, "rescheduled", json!({ "start": "2026-10-03T19:30" }));
    assert_eq!(timing(&rig), span("2026-10-03T19:30", None));
    rig.set_clock(at("2026-10-08T20:00"));
    assert_eq!(rig.ask(|inside| inside.engine.open_events()), 0);
    rig.scores_are_right();
}

#[test]
fn the_midnight_of_a_day_is_no_end_once_the_hour_is_known() {
    let mut rig = rig();
    say(&mut rig, "updated", json!({ "start": DAY }));
    assert!(matches!(timing(&rig), Timing::WholeDays { .. }));
    say(&mut rig, "updated", json!({ "start": "2026-10-10T19:30" }));
    assert_eq!(timing(&rig), span("2026-10-10T19:30", None));
    // The last of several days was said.
    say(&mut rig, "updated", json!({ "start": DAY, "end": "2026-10-12" }));
    say(&mut rig, "updated", json!({ "start": "2026-10-10T19:30" }));
    assert_eq!(timing(&rig), span("2026-10-10T19:30", Some("2026-10-13T00:00")));
    say(&mut rig, "updated", json!({ "start": DAY, "end": "2026-10-12" }));
    say(&mut rig, "updated", json!({ "start": "2026-10-03T19:30" }));
    assert_eq!(timing(&rig), span("2026-10-03T19:30", None));
    // Nor does a day end at an hour that was known.
    say(&mut rig, "updated", json!({ "start": "2026-10-03T19:30", "end": "2026-10-03T22:00" }));
    say(&mut rig, "updated", json!({ "start": "2026-10-03T19:30", "time_unknown": true }));
    assert_eq!(timing(&rig), Timing::WholeDays { from: at("2026-10-03T00:00"), until: at("2026-10-04T00:00") });
}

#[test]
fn an_event_that_is_put_off_is_not_open_at_its_old_date() {
    for (kind, said) in [
        ("event.postponed", json!({})),
        ("postponed", json!({ "name": "Show a, later" })),
        ("event.updated", json!({ "status": "Postponed" })),
    ] {
        let mut rig = rig();
        say(&mut rig, kind, said);
        let event = known(&rig).unwrap();
        assert_eq!((event.status, event.timing), (Status::Postponed, Timing::Untimed), "{kind}");
        rig.set_clock(at("2026-10-10T20:00"));
        assert_eq!(rig.ask(|inside| inside.engine.open_events()), 0);
        rig.scores_are_right();
        // That it takes place says nothing of when.
        say(&mut rig, "event.updated", json!({ "status": "scheduled" }));
        let mark = rig.marks_of(3).pop().unwrap();
        assert!(matches!(&mark, Mark::Dead { reason } if reason.contains("no date")), "{mark:?}");
        assert_eq!(timing(&rig), Timing::Untimed);
        say(&mut rig, "event.rescheduled", json!({ "start": "2026-10-17T19:30" }));
        let event = known(&rig).unwrap();
        assert_eq!((event.status, event.timing), (Status::Rescheduled, span("2026-10-17T19:30", None)));
        // What is said once more of one that has a new date leaves it that.
        say(&mut rig, "event.postponed", json!({ "start": "2026-10-18T19:30" }));
        say(&mut rig, "event.updated", json!({ "status": "postponed", "attendance": 5 }));
        let event = known(&rig).unwrap();
        assert_eq!((event.status, event.timing), (Status::Postponed, span("2026-10-18T19:30", None)));
        rig.scores_are_right();
    }
}

#[test]
fn an_event_that_was_called_off_is_on_again_when_that_is_said() {
    let mut rig = rig();
    tell(&mut rig, &removed("a"));
    say(&mut rig, "event.updated", json!({ "attendance": 800 }));
    assert_eq!(known(&rig), None);
    say(&mut rig, "event.rescheduled", json!({ "start": "2026-10-17T19:30" }));
    let event = known(&rig).unwrap();
    assert_eq!((event.attendance, event.timing), (Some(800), span("2026-10-17T19:30", None)));
    tell(&mut rig, &removed("a"));
    say(&mut rig, "event.updated", json!({ "status": "postponed" }));
    assert_eq!(known(&rig), None);
    rig.scores_are_right();
}

#[test]
fn an_event_whose_date_is_to_be_announced_again_is_not_open_at_the_old_one() {
    let now = at("2026-10-03T20:00");
    let event = |start: Value| {
        json!({ "id": "t", "dates": { "start": start, "status": { "code": "onsale" } },
                "_embedded": { "venues": [{ "location": { "latitude": "39.0997", "longitude": "-94.5786" } }] } })
    };
    let mut rig = Rig::start(Options::at(now));
    let tell = |rig: &mut Rig, start: Value| rig.deliver([delivery("ticketmaster", now, &event(start))]);
    let open = |rig: &Rig| rig.ask(|inside| inside.engine.open_events());
    tell(&mut rig, json!({ "localDate": "2026-10-03" }));
    assert_eq!(open(&rig), 1);
    tell(&mut rig, json!({ "localDate": "2026-10-03", "dateTBD": true }));
    assert_eq!(open(&rig), 0);
    rig.scores_are_right();
    tell(&mut rig, json!({ "localDate": "2026-10-03", "dateTBD": false }));
    assert_eq!(open(&rig), 1);
}

#[test]
fn what_ticketmaster_says_of_an_event_is_newer_than_that_it_was_off() {
    let event = |code: &str, venues: &Value| {
        json!({ "id": "t", "dates": { "start": { "dateTime": "2026-10-04T00:30:00Z" }, "status": { "code": code } },
                "_embedded": { "venues": venues } })
    };
    let hall = json!([{ "location": { "latitude": "39.0997", "longitude": "-94.5786" } }]);
    for off in ["cancelled", "postponed"] {
        let mut rig = Rig::start(Options::at(at("2026-10-03T20:00")));
        let tell = |rig: &mut Rig, body: &Value| rig.deliver([delivery("ticketmaster", at("2026-10-03T20:00"), body)]);
        tell(&mut rig, &event(off, &json!([])));
        assert!(matches!(rig.marks_of(1)[..], [Mark::Unresolved { .. }]));
        tell(&mut rig, &event("rescheduled", &hall));
        let known = rig.events().with_id("t").next().cloned();
        assert_eq!(known.map(|event| event.status), Some(Status::Rescheduled), "{off}");
        assert_eq!(rig.ask(|inside| inside.engine.open_events()), 1);
        assert_eq!(rig.marks_of(1).last(), Some(&Mark::Applied));
        rig.scores_are_right();
    }
}

#[test]
fn what_a_source_itself_thinks_counts_again_when_the_last_tweet_is_gone() {
    let now = at("2026-10-01T12:00");
    let mut rig = Rig::start(Options::at(now));
    let told = |sentiment: f64| {
        let mut show = show("a", DAY);
        show["sentiment"] = json!(sentiment);
        added(&show)
    };
    let tweet = json!({ "tweet_create_events": [
        { "id_str": "1", "text": "I hate Show a, the worst ever.", "lang": "en" }] });
    let deletion = |id: &str| json!({ "tweet_delete_events": [{ "status": { "id": id } }] });
    let sentiment = |rig: &Rig| rig.events().with_id("a").next().unwrap().sentiment;
    let is = |rig: &Rig, expected: f64| assert_eq!(sentiment(rig).to_bits(), expected.to_bits());
    tell(&mut rig, &told(0.5));
    rig.deliver([delivery("twitter", now, &tweet)]);
    let tweeted = sentiment(&rig);
    assert!(tweeted < 0.0);
    rig.deliver([delivery("twitter", now, &deletion("1"))]);
    is(&rig, 0.5);
    let again = json!({ "tweet_create_events": [
        { "id_str": "2", "text": "I hate Show a, the worst ever.", "lang": "en" }] });
    rig.deliver([delivery("twitter", now, &again)]);
    is(&rig, tweeted);
    // Said meanwhile, in whole or in part, it waits; what says nothing of it leaves it.
    tell(&mut rig, &told(0.25));
    say(&mut rig, "updated", json!({ "sentiment": 0.75 }));
    say(&mut rig, "updated", json!({ "attendance": 9 }));
    is(&rig, tweeted);
    rig.deliver([delivery("twitter", now, &deletion("2"))]);
    is(&rig, 0.75);
    rig.scores_are_right();
}
