//! Deliveries about what is not known yet, is gone, or comes back; what people say and how many come.

use pdpe::event::Timing;
use pdpe::live::message::Kind;
use pdpe::watch::journal::Mark;
use pdpe::watch::testing::ANSWERS;
use pdpe::watch::testing::{ASKED_AFTER_HEADER, ASKED_HEADER};
use serde_json::json;

use super::rig::{Options, Rig};
use super::{added, at, attendance, delivery, eventbrite, known_to_eventbrite, removed, show};

const DAY: &str = "2026-10-03";

#[test]
fn what_waits_for_an_event_is_done_in_order_once_it_is_known() {
    let now = at("2026-10-03T20:00");
    let mut rig = Rig::start(Options::at(now));
    for body in [attendance("a", 100), attendance("b", 7), attendance("a", 3000)] {
        rig.deliver([delivery("box", now, &body)]);
    }
    assert_eq!(rig.heard_of(Kind::EventAdded), []);
    for seq in 1..=3 {
        assert!(matches!(rig.marks_of(seq)[..], [Mark::Unresolved { .. }]), "{:?}", rig.marks_of(seq));
    }
    assert_eq!(rig.ask(|inside| inside.vitals().waiting), 3);
    rig.deliver([delivery("box", now, &added(&show("a", DAY)))]);
    rig.scores_are_right();
    assert_eq!(rig.events().with_id("a").next().unwrap().attendance, Some(3000));
    let applied: Vec<u64> =
        rig.marks().iter().filter(|(_, mark)| *mark == Mark::Applied).map(|(seq, _)| *seq).collect();
    assert_eq!(applied, [1, 3, 4]);
    assert_eq!(rig.ask(|inside| inside.vitals().waiting), 1);
    // A removal that came first counts too.
    rig.deliver([delivery("box", now, &removed("c"))]);
    rig.deliver([delivery("box", now, &added(&show("c", DAY)))]);
    assert!(rig.events().with_id("c").next().is_none());
    assert_eq!(rig.marks_of(5).last(), Some(&Mark::Applied));
    rig.scores_are_right();
}

#[test]
fn what_waited_and_is_of_no_use_is_dead_as_if_it_had_come_later() {
    let now = at("2026-10-03T20:00");
    let mut rig = Rig::start(Options::at(now));
    let north = json!({ "type": "updated", "event": { "id": "a", "lat": "north" } });
    rig.deliver([delivery("box", now, &north)]);
    assert!(matches!(rig.marks_of(1)[..], [Mark::Unresolved { .. }]), "{:?}", rig.marks_of(1));
    rig.deliver([delivery("box", now, &added(&show("a", DAY)))]);
    rig.deliver([delivery("box", now, &north)]);
    let (waited, came_later) = (rig.marks_of(1).pop().unwrap(), rig.marks_of(3).pop().unwrap());
    assert!(matches!(&came_later, Mark::Dead { reason } if reason.contains("north")), "{came_later:?}");
    assert_eq!(waited, came_later);
    rig.scores_are_right();
}

#[test]
fn a_thin_delivery_waits_and_somebody_is_asked() {
    let now = at("2026-10-03T20:00");
    let mut rig = Rig::start(Options::at(now));
    rig.deliver([delivery("eventbrite", now, &eventbrite("123", "event.created"))]);
    assert!(matches!(rig.marks_of(1)[..], [Mark::Unresolved { .. }]));
    assert!(rig.asked().iter().all(|asked| asked.path() == "events/123/?expand=venue") && !rig.asked().is_empty());
    rig.deliver([known_to_eventbrite(&show("123", DAY), now)]);
    assert_eq!(rig.marks_of(1).last(), Some(&Mark::Applied));
    rig.scores_are_right();
}

#[test]
fn what_eventbrite_says_is_gone_is_not_asked_for_again() {
    let now = at("2026-10-03T20:00");
    let mut rig = Rig::start(Options::at(now));
    rig.deliver([delivery("eventbrite", now, &eventbrite("123", "event.created"))]);
    assert_eq!(rig.asked().len(), 1);
    // An event is made as a draft, and so the first answer to every new one.
    let mut answer = delivery(ANSWERS, now, &json!({ "id": "123", "status": "draft" }));
    answer.headers.insert(ASKED_HEADER.into(), rig.asked()[0].path());
    rig.deliver([answer]);
    assert_eq!(rig.asked().len(), 1, "the answer would be the same");
    assert_eq!(rig.marks_of(2), [Mark::Applied]);
    // The delivery itself waits on, for the event and not for the answer.
    assert_eq!(rig.ask(|inside| inside.vitals().waiting), 1);
    rig.deliver([known_to_eventbrite(&show("123", DAY), now)]);
    assert!(rig.events().with_id("123").next().is_some());
    assert_eq!(rig.marks_of(1).last(), Some(&Mark::Applied));
}

#[test]
fn what_was_asked_before_an_event_was_taken_out_does_not_bring_it_back() {
    let now = at("2026-10-03T20:00");
    let text = include_str!("../../../fixtures/listings/eventbrite_events_expanded.json");
    let event = serde_json::from_str::<serde_json::Value>(text).unwrap()["events"][0].clone();
    let id = event["id"].as_str().unwrap();
    let path = format!("events/{id}/?expand=venue");
    let answer = |asked_after: Option<u64>, event: &serde_json::Value| {
        let mut answer = delivery(ANSWERS, now, event);
        answer.headers.insert(ASKED_HEADER.into(), path.clone());
        answer.headers.extend(asked_after.map(|seq| (ASKED_AFTER_HEADER.into(), seq.to_string())));
        answer
    };
    let thin = |action: &str| delivery("eventbrite", now, &eventbrite(id, action));
    let gone = json!({ "id": id, "status": "deleted" });
    // Of an event that is known, and of one that is not yet.
    for first in [&["event.created", "answer"][..], &["event.created"]] {
        let mut rig = Rig::start(Options::at(now));
        let known = |rig: &Rig| rig.events().with_id(id).next().is_some();
        for action in first {
            rig.deliver([if *action == "answer" { answer(Some(1), &event) } else { thin(action) }]);
        }
        let asked_after = first.len() as u64;
        rig.deliver([thin("event.deleted")]);
        rig.deliver([answer(Some(asked_after), &event)]);
        assert!(!known(&rig), "it was asked before");
        rig.scores_are_right();
        // Of one that was not known it is followed, and then the removal that waited.
        let mark = rig.marks_of(asked_after + 2).pop().unwrap();
        assert_eq!(matches!(mark, Mark::Ignored { .. }), first.len() == 2, "{mark:?}");
        rig.deliver([answer(Some(asked_after), &event)]);
        assert!(!known(&rig), "nor does a second one");
        rig.deliver([answer(Some(asked_after + 1), &event)]);
        assert!(known(&rig), "Eventbrite knew of it");
        // An answer that it is gone is as old as its question, and the next one knows more.
        rig.deliver([answer(Some(asked_after + 1), &gone)]);
        assert!(!known(&rig));
        rig.deliver([answer(Some(asked_after + 1), &event)]);
        assert!(known(&rig));
        // Answers of journals written before do not say it.
        rig.deliver([thin("event.deleted")]);
        rig.deliver([answer(None, &event)]);
        assert!(known(&rig));
        rig.scores_are_right();
    }
}

#[test]
fn an_event_that_was_taken_out_comes_back_as_it_was_when_it_is_published() {
    let now = at("2026-10-03T20:00");
    let mut rig = Rig::start(Options::at(now));
    rig.deliver([known_to_eventbrite(&show("123", DAY), now)]);
    let before = rig.events().with_id("123").next().unwrap().clone();
    rig.deliver([delivery("eventbrite", now, &eventbrite("123", "event.unpublished"))]);
    assert!(rig.events().with_id("123").next().is_none());
    rig.scores_are_right();
    // How many come is not forgotten meanwhile; an update alone does not bring it back.
    let mut people = eventbrite("123", "attendee.updated");
    people["config"]["attendance"] = json!(800);
    rig.deliver([delivery("eventbrite", now, &people)]);
    rig.deliver([delivery("eventbrite", now, &eventbrite("123", "event.updated"))]);
    assert!(rig.events().with_id("123").next().is_none());
    rig.deliver([delivery("eventbrite", now, &eventbrite("123", "event.published"))]);
    let after = rig.events().with_id("123").next().unwrap().clone();
    assert_eq!(after, pdpe::event::Event { attendance: Some(800), ..before });
    rig.scores_are_right();
    assert!(rig.marks().iter().all(|(_, mark)| *mark == Mark::Applied));
}

#[test]
fn tweets_move_an_event_and_their_deletion_moves_it_back() {
    let now = at("2026-10-03T20:00");
    let mut rig = Rig::start(Options::at(now));
    let tweet = |id: &str, text: &str| {
        json!({ "tweet_create_events": [{
            "id_str": id, "text": text, "lang": "en",
            "coordinates": { "type": "Point", "coordinates": [-94.5786, 39.0997] },
        }] })
    };
    let deletion = |id: &str| json!({ "tweet_delete_events": [{ "status": { "id": id, "user_id": "1" } }] });
    rig.deliver([delivery("box", now, &added(&show("a", DAY)))]);
    let sentiment = |rig: &Rig| rig.events().with_id("a").next().unwrap().sentiment;
    rig.deliver([delivery("twitter", now, &tweet("1", "I love this, what a wonderful, amazing night!"))]);
    let happy = sentiment(&rig);
    assert!(happy > 0.3, "{happy}");
    rig.scores_are_right();
    rig.deliver([delivery("twitter", now, &tweet("2", "This is horrible, the worst, I hate it."))]);
    assert!(sentiment(&rig) < happy);
    rig.scores_are_right();
    // An update of the event says nothing of what people think.
    let mixed = sentiment(&rig);
    rig.deliver([delivery("box", now, &added(&show("a", DAY)))]);
    assert_eq!(sentiment(&rig).to_bits(), mixed.to_bits());
    rig.deliver([delivery("twitter", now, &deletion("2")), delivery("twitter", now, &deletion("3"))]);
    assert_eq!(sentiment(&rig).to_bits(), happy.to_bits());
    rig.deliver([delivery("twitter", now, &deletion("1"))]);
    assert_eq!(sentiment(&rig).to_bits(), 0.0_f64.to_bits());
    rig.scores_are_right();
}

#[test]
fn viewers_are_told_of_open_events_that_reach_no_cell() {
    let now = at("2026-10-03T20:00");
    let mut rig = Rig::start(Options::at(now));
    let shown = |rig: &Rig| rig.ask(|inside| (inside.snapshot().unwrap().open_events, inside.engine.open_events()));
    assert_eq!(shown(&rig), (0, 0));
    let mut elsewhere = show("a", DAY);
    elsewhere["lat"] = json!(45.0);
    rig.deliver([delivery("box", now, &added(&elsewhere))]);
    assert_eq!(shown(&rig), (1, 1));
}

#[test]
fn an_event_that_is_moved_by_its_start_alone_does_not_keep_an_end_before_it() {
    let now = at("2026-10-01T12:00");
    let mut rig = Rig::start(Options::at(now));
    let moved = |start: &str| json!({ "type": "event.rescheduled", "event": { "id": "a", "start": start } });
    let timing = |rig: &Rig| rig.events().with_id("a").next().unwrap().timing;
    rig.deliver([delivery("box", now, &added(&show("a", DAY)))]);
    rig.deliver([delivery("box", now, &moved("2026-10-03T20:00"))]);
    assert_eq!(timing(&rig), Timing::Span { start: at("2026-10-03T20:00"), end: Some(at("2026-10-03T22:00")) });
    rig.deliver([delivery("box", now, &moved("2026-10-04T19:30"))]);
    assert_eq!(timing(&rig), Timing::Span { start: at("2026-10-04T19:30"), end: None });
    assert_eq!(rig.marks_of(3), [Mark::Applied]);
}
