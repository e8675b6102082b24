//! Subscribers that fail or panic: the others never notice, and the engine is healed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::Duration;
use pdpe::live::bus::{SubscriberResult, Topic};
use pdpe::live::engine::{EVENT_OPENS, TurnData};
use pdpe::live::message::{Custom, Kind, Message};
use pdpe::watch::testing::Subscriber;

use super::rig::{Options, Rig, frames};
use super::{added, at, attendance, delivery, removed, show};

const DAY: &str = "2026-10-03";

fn subscriber(
    name: &str,
    topic: impl Into<Topic>,
    hear: impl FnMut(&Message) -> SubscriberResult + Send + 'static,
) -> Subscriber {
    Subscriber { name: name.into(), topic: topic.into(), call: Box::new(hear) }
}

/// A subscriber that always panics, by whatever name: messages there were, and failures.
fn panics_always(name: &str) -> (u64, u64) {
    let now = at("2026-10-03T20:00");
    let grumbler = subscriber(name, Topic::All, |_| panic!("not again"));
    let mut rig = Rig::start(Options { subscribers: vec![grumbler], ..Options::at(now) });
    for body in [added(&show("a", DAY)), attendance("a", 5000), added(&show("b", DAY)), removed("a")] {
        rig.deliver([delivery("box", now, &body)]);
        rig.scores_are_right();
    }
    rig.deliver([added(&show("c", DAY)), removed("b")].iter().map(|body| delivery("box", now, body)));
    rig.set_clock(now + Duration::hours(30));
    rig.scores_are_right();
    let heard = rig.heard();
    let (failed, errors) =
        rig.ask(|inside| (inside.bus.totals().failed, inside.dispatcher.counters(inside.engine.openings()).errors));
    assert_eq!(failed, errors, "each failure is counted");
    assert_eq!(heard.iter().filter(|message| message.body.kind() == Kind::WebhookReceived).count(), 6);
    let last = rig.ask(|inside| inside.bus.failures().last().map(ToString::to_string)).unwrap();
    assert!(last.starts_with(name) && last.ends_with("panicked: not again"), "{last}");
    (heard.len() as u64, failed)
}

#[test]
fn a_subscriber_that_panics_harms_nobody() {
    let (messages, failures) = panics_always("grumbler");
    assert_eq!(messages, failures);
}

#[test]
fn nor_does_one_that_calls_itself_the_engine() {
    // An engine made anew in the midst of a burst may complain of what it finds done already.
    let (messages, failures) = panics_always("engine");
    assert!(failures >= messages, "{failures} for {messages}");
}

#[test]
fn an_engine_that_failed_is_put_right() {
    let now = at("2026-10-03T20:00");
    // Says that an event opens that nobody knows, once.
    let is_armed = Arc::new(AtomicBool::new(false));
    let liar = {
        let is_armed = Arc::clone(&is_armed);
        subscriber("liar", Kind::WebhookReceived, move |_| {
            if !is_armed.swap(false, Ordering::SeqCst) {
                return Ok(Vec::new());
            }
            let turn = TurnData { event_id: "nobody knows this one".into(), source: "box".into() };
            Ok(vec![Custom::new(EVENT_OPENS, &turn)?.into()])
        })
    };
    let mut rig = Rig::start(Options { subscribers: vec![liar], ..Options::at(now) });
    rig.deliver([added(&show("a", DAY)), added(&show("b", DAY))].iter().map(|body| delivery("box", now, body)));
    rig.scores_are_right();
    let mut viewer = rig.feed.join(None).unwrap();
    frames(&mut viewer).next();
    is_armed.store(true, Ordering::SeqCst);
    // Alone, and in the midst of others.
    rig.deliver([delivery("box", now, &added(&show("c", DAY)))]);
    assert_eq!(rig.ask(|inside| inside.bus.totals().failed), 1);
    assert!(
        frames(&mut viewer).take(40).any(|frame| frame.windows(14).any(|words| words == b"\nevent: reset\n")),
        "viewers are not told"
    );
    rig.scores_are_right();
    is_armed.store(true, Ordering::SeqCst);
    let bodies = [added(&show("d", DAY)), attendance("b", 700), removed("a"), added(&show("e", DAY))];
    rig.deliver(bodies.iter().map(|body| delivery("box", now, body)));
    assert_eq!(rig.ask(|inside| inside.bus.totals().failed), 2);
    rig.scores_are_right();
    rig.set_clock(now + Duration::hours(5));
    rig.scores_are_right();
    assert_eq!(rig.events().iter().map(|event| event.id.as_str().to_owned()).collect::<Vec<_>>(), ["b", "c", "d", "e"]);
}
