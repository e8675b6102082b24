//! The bus: who hears of what and when, what fails, and what is remembered and counted.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use pdpe::event::Event;
use pdpe::live::bus::{Bus, BusSettings, Inbox, InboxError, MessageCounters, SubscriberResult, SubscriptionId, Topic};
use pdpe::live::message::{
    AssumptionLayerUpdate, Body, Cause, Custom, Draft, EventAdded, GridUpdate, Kind, LayerType, Message, MessageId,
    UpdateType, VisualizationType, VisualizationUpdate, WebhookReceived,
};
use proptest::prelude::*;
use serde_json::json;

use crate::{at, event, place};

const NOW: &str = "2026-10-03T19:00:00-05:00";

fn custom(name: &str) -> Body {
    Custom { name: name.into(), data: json!(null) }.into()
}

fn webhook(name: &str) -> Body {
    WebhookReceived { source: "eventbrite".into(), webhook_type: name.into(), webhook_data: json!({}) }.into()
}

fn draft(body: Body) -> Draft {
    Draft::new(at(NOW), Cause::User, body)
}

/// What a custom message or a webhook is called.
fn name(message: &Message) -> String {
    match &message.body {
        Body::Custom(custom) => custom.name.clone(),
        Body::WebhookReceived(webhook) => webhook.webhook_type.clone(),
        other => other.kind().to_string(),
    }
}

fn counters(published: u64, delivered: u64, failed: u64, queued: usize) -> MessageCounters {
    MessageCounters { published, delivered, failed, queued }
}

/// Who heard of what, in this order.
type Log = RefCell<Vec<(usize, String)>>;

/// A subscriber that writes down what it hears, and answers a custom message `x` with two others,
/// `x1` and `x2`, as long as names are short.
fn listening<'s>(bus: &mut Bus<'s>, log: &'s Log, number: usize, topic: Topic, answering: bool) -> SubscriptionId {
    bus.subscribe(&number.to_string(), topic, move |message| {
        let name = name(message);
        log.borrow_mut().push((number, name.clone()));
        let answers = answering && name.len() < 3;
        Ok(if answers { vec![custom(&format!("{name}1")), custom(&format!("{name}2"))] } else { Vec::new() })
    })
}

fn topics() -> impl Strategy<Value = Topic> {
    prop_oneof![Just(Topic::All), Just(Topic::Kind(Kind::Custom)), Just(Topic::Kind(Kind::WebhookReceived))]
}

proptest! {
    /// Whether a message is published or queued, the same subscribers hear of it in the same order.
    #[test]
    fn queued_messages_reach_every_subscriber(
        subscribers in prop::collection::vec((topics(), any::<bool>()), 0..5),
        messages in prop::collection::vec((any::<bool>(), "[a-z]"), 0..6),
    ) {
        let bodies = || messages.iter().map(|(hook, name)| if *hook { webhook(name) } else { custom(name) });
        let [published, queued] = [false, true].map(|in_queue| {
            let log = Log::default();
            let mut bus = Bus::new(BusSettings::default());
            for (number, (topic, answering)) in subscribers.iter().enumerate() {
                listening(&mut bus, &log, number, *topic, *answering);
            }
            if in_queue {
                let inbox = bus.inbox();
                let bodies: Vec<Body> = bodies().collect();
                std::thread::spawn(move || bodies.into_iter().for_each(|body| inbox.publish_queued(draft(body)).unwrap()))
                    .join()
                    .unwrap();
                assert_eq!(bus.totals().queued, messages.len());
                assert_eq!(bus.dispatch_queued(), messages.len());
            } else {
                bodies().for_each(|body| { bus.publish(draft(body)); });
            }
            let history: Vec<Message> = bus.recent(Topic::All, usize::MAX).into_iter().cloned().collect();
            let totals = bus.totals();
            drop(bus);
            (log.into_inner(), history, totals)
        });
        prop_assert_eq!(&published, &queued);

        // And who hears of it are all whose topic it is, in the order of subscription.
        for (hook, name) in &messages {
            let heard: Vec<usize> = published.0.iter().filter(|(_, heard)| heard == name).map(|(number, _)| *number).collect();
            let times = messages.iter().filter(|other| other.1 == *name).count();
            prop_assert!(heard.len() >= times * subscribers.iter().filter(|(topic, _)| *topic == Topic::All).count());
            if times == 1 {
                let kind = if *hook { Kind::WebhookReceived } else { Kind::Custom };
                let expected: Vec<usize> = (0..subscribers.len())
                    .filter(|number| [Topic::All, Topic::Kind(kind)].contains(&subscribers[*number].0))
                    .collect();
                prop_assert_eq!(heard, expected);
            }
        }
    }
}

#[test]
fn a_topic_is_a_kind_or_everything() {
    let log = Log::default();
    let mut bus = Bus::new(BusSettings::default());
    listening(&mut bus, &log, 0, Kind::WebhookReceived.into(), false);
    listening(&mut bus, &log, 1, Topic::All, false);
    listening(&mut bus, &log, 2, Kind::Custom.into(), false);
    bus.publish(draft(custom("a")));
    bus.publish(draft(webhook("b")));
    drop(bus);
    let expected = [(1, "a"), (2, "a"), (0, "b"), (1, "b")].map(|(number, name)| (number, name.to_owned()));
    assert_eq!(log.into_inner(), expected);
}

#[test]
fn a_subscription_ends_once() {
    let log = Log::default();
    let mut bus = Bus::new(BusSettings::default());
    let first = listening(&mut bus, &log, 0, Topic::All, false);
    let second = listening(&mut bus, &log, 1, Topic::All, false);
    assert!(bus.unsubscribe(first));
    assert!(!bus.unsubscribe(first));
    let third = listening(&mut bus, &log, 2, Topic::All, false);
    assert!(first != third && second != third);
    bus.publish(draft(custom("a")));
    drop(bus);
    assert_eq!(log.into_inner(), [(1, "a".to_owned()), (2, "a".to_owned())]);
}

#[test]
fn answers_are_queued_behind() {
    let log = Log::default();
    let mut bus = Bus::new(BusSettings::default());
    listening(&mut bus, &log, 0, Topic::All, true);
    listening(&mut bus, &log, 1, Topic::All, false);
    bus.inbox().publish_queued(draft(custom("b"))).unwrap();
    bus.publish(draft(custom("a")));
    bus.dispatch_queued();
    let order = |root: &str| ["", "1", "2", "11", "12", "21", "22"].map(|end| format!("{root}{end}"));
    let heard: Vec<String> = [order("a"), order("b")].concat();
    assert_eq!(bus.recent(Topic::All, usize::MAX).into_iter().map(name).collect::<Vec<_>>(), heard);
    // Both subscribers hear of a message before either hears of an answer to it.
    let expected: Vec<(usize, String)> = heard.iter().flat_map(|name| [(0, name.clone()), (1, name.clone())]).collect();
    drop(bus);
    assert_eq!(log.into_inner(), expected);
}

#[test]
fn answers_carry_their_cause_and_its_time() {
    let log = Log::default();
    let mut bus = Bus::new(BusSettings { first_id: MessageId(41), ..BusSettings::default() });
    listening(&mut bus, &log, 0, Topic::All, true);
    let published = bus.publish(draft(custom("aa")));
    assert_eq!((published.message_id, published.answers), (MessageId(41), 2));
    assert_eq!((published.delivered, published.failed), (3, 0));
    let answer = bus.message(MessageId(43)).unwrap();
    assert_eq!(
        (name(answer), &answer.cause, answer.timestamp),
        ("aa2".into(), &Cause::Message(MessageId(41)), at(NOW))
    );
    assert_eq!(bus.message(MessageId(41)).unwrap().cause, Cause::User);
    assert!(bus.message(MessageId(44)).is_none());
}

#[test]
fn one_webhook_can_be_followed_through() {
    let found: Event = event("e", place(39.1, -94.5), "2026-10-04T00:00:00Z", "2026-10-04T03:00:00Z");
    let mut bus = Bus::new(BusSettings::default());
    bus.subscribe("source", Kind::WebhookReceived, |_| Ok(vec![EventAdded::new(found.clone(), chrono_tz::UTC).into()]));
    bus.subscribe("engine", Kind::EventAdded, |message| {
        let Body::EventAdded(added) = &message.body else { return Err("not an event".into()) };
        let layer = AssumptionLayerUpdate {
            layer_type: LayerType::of("event_proximity"),
            affected_area: None,
            recalculation_reason: format!("{} was added", added.event_data.event.id),
        };
        let grid = GridUpdate {
            affected_cells: None,
            cells_rescored: 3,
            cells_changed: 2,
            update_type: UpdateType::Incremental,
            trigger_event_id: Some(added.event_data.event.id.clone()),
        };
        Ok(vec![layer.into(), grid.into()])
    });
    bus.subscribe("map", Kind::GridUpdate, |_| {
        let visualization_type = VisualizationType::All;
        Ok(vec![VisualizationUpdate { visualization_type, update_data: json!(null), real_time: true }.into()])
    });
    let delivery = |seq| Cause::Delivery { source: "eventbrite".into(), seq };
    bus.publish(Draft::new(at(NOW), delivery(1), webhook("event.published")));
    bus.publish(Draft::new(at(NOW), delivery(2), webhook("event.published")));

    let last = bus.recent(Kind::VisualizationUpdate, 1)[0].message_id;
    let chain = bus.chain(last);
    let kinds: Vec<Kind> = chain.iter().map(|message| message.kind()).collect();
    assert_eq!(kinds, [Kind::WebhookReceived, Kind::EventAdded, Kind::GridUpdate, Kind::VisualizationUpdate]);
    assert_eq!(chain[0].cause, delivery(2));
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let run = || {
        let log = Log::default();
        let mut bus = Bus::new(BusSettings::default());
        listening(&mut bus, &log, 0, Topic::All, true);
        for name in ["a", "b", "c"] {
            bus.publish(draft(custom(name)));
        }
        serde_json::to_string(&bus.recent(Topic::All, usize::MAX)).unwrap()
    };
    assert_eq!(run(), run());
    assert!(
        run().starts_with(r#"[{"message_id":1,"timestamp":"2026-10-03T19:00:00-05:00","type":"custom","#),
        "{}",
        run()
    );
}

#[test]
fn a_subscriber_that_panics_or_fails_does_not_stop_the_others() {
    let heard = Cell::new(0);
    let calls = Cell::new(0);
    let mut bus = Bus::new(BusSettings::default());
    bus.subscribe("clumsy", Topic::All, |_| -> SubscriberResult {
        calls.set(calls.get() + 1);
        panic!("call {}", calls.get())
    });
    bus.subscribe("grumpy", Kind::Custom, |_| Err("not today".into()));
    bus.subscribe("quiet", Topic::All, |_| std::panic::panic_any(3));
    bus.subscribe("last", Topic::All, |_| {
        heard.set(heard.get() + 1);
        Ok(Vec::new())
    });
    let first = bus.publish(draft(custom("a")));
    bus.inbox().publish_queued(draft(webhook("b"))).unwrap();
    bus.dispatch_queued();

    assert_eq!((heard.get(), first.delivered, first.failed), (2, 1, 3));
    assert_eq!(bus.counters(Kind::Custom), counters(1, 1, 3, 0));
    assert_eq!(bus.counters(Kind::WebhookReceived), counters(1, 1, 2, 0));
    assert_eq!(bus.totals(), counters(2, 2, 5, 0));
    let failures: Vec<String> = bus.failures().map(ToString::to_string).collect();
    assert_eq!(
        failures,
        [
            "clumsy: message 1 (custom): panicked: call 1",
            "grumpy: message 1 (custom): not today",
            "quiet: message 1 (custom): panicked: without a message",
            "clumsy: message 2 (webhook_received): panicked: call 2",
            "quiet: message 2 (webhook_received): panicked: without a message",
        ]
    );
}

#[test]
fn a_full_inbox_is_an_error_the_caller_sees() {
    let inbox = Inbox::new(2);
    let mut bus = Bus::reading(inbox.clone(), BusSettings::default());
    inbox.publish_queued(draft(custom("a"))).unwrap();
    inbox.publish_queued(draft(webhook("b"))).unwrap();
    let error = inbox.publish_queued(draft(custom("c"))).unwrap_err();
    assert_eq!(error.to_string(), "the inbox is full: 2 messages are waiting, and this one (custom) was not accepted");
    assert_eq!(error, InboxError::Full { capacity: 2, draft: Box::new(draft(custom("c"))) });
    assert_eq!((inbox.len(), inbox.capacity(), bus.totals()), (2, 2, counters(0, 0, 0, 2)));
    assert_eq!((bus.counters(Kind::Custom).queued, bus.counters(Kind::GridUpdate).queued), (1, 0));

    assert_eq!(bus.dispatch_queued(), 2);
    assert!(inbox.is_empty());
    inbox.publish_queued(draft(custom("c"))).unwrap();
    assert_eq!(bus.dispatch_queued(), 1);
    assert_eq!(bus.dispatch_queued(), 0);
    assert_eq!(bus.recent(Topic::All, 9).into_iter().map(name).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(bus.totals(), counters(3, 0, 0, 0));
}

#[test]
fn an_inbox_nobody_reads_says_so() {
    let bus = Bus::new(BusSettings::default());
    let inbox = bus.inbox();
    drop(bus);
    let error = inbox.publish_queued(draft(custom("a"))).unwrap_err();
    assert_eq!(error, InboxError::Closed { draft: Box::new(draft(custom("a"))) });
}

#[test]
fn a_subscriber_may_queue_messages_itself() {
    let mut bus = Bus::new(BusSettings::default());
    let inbox = bus.inbox();
    bus.subscribe("again", Topic::All, move |_| {
        inbox.publish_queued(draft(custom("again")))?;
        Ok(Vec::new())
    });
    bus.publish(draft(custom("first")));
    // What comes in meanwhile is left for the next call, so this ends.
    assert_eq!([bus.dispatch_queued(), bus.dispatch_queued()], [1, 1]);
    assert_eq!(bus.totals(), counters(3, 3, 0, 1));
}

#[test]
fn many_threads_lose_nothing_and_keep_their_order() {
    const THREADS: usize = 4;
    const EACH: usize = 500;
    let inbox = Inbox::new(8);
    let heard = RefCell::new(vec![Vec::new(); THREADS]);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let inbox = inbox.clone();
            scope.spawn(move || {
                for number in 0..EACH {
                    let data = json!([thread, number]);
                    let mut next = draft(Custom { name: "count".into(), data }.into());
                    while let Err(InboxError::Full { draft, .. }) = inbox.publish_queued(next) {
                        next = *draft;
                        std::thread::yield_now();
                    }
                }
            });
        }
        let mut bus = Bus::reading(inbox.clone(), BusSettings { history: 1, ..BusSettings::default() });
        bus.subscribe("counting", Kind::Custom, |message| {
            let Body::Custom(custom) = &message.body else { return Err("not custom".into()) };
            let (thread, number): (usize, usize) = custom.read()?;
            heard.borrow_mut()[thread].push(number);
            Ok(Vec::new())
        });
        while bus.totals().published < (THREADS * EACH) as u64 {
            assert!(bus.wait_for_queued(Duration::from_secs(60)), "nothing came");
            bus.dispatch_queued();
        }
        assert_eq!(bus.totals(), counters((THREADS * EACH) as u64, (THREADS * EACH) as u64, 0, 0));
    });
    for numbers in heard.into_inner() {
        assert!(numbers.into_iter().eq(0..EACH));
    }
}

#[test]
fn waiting_ends_with_a_message_or_with_the_timeout() {
    let bus = Bus::new(BusSettings::default());
    assert!(!bus.wait_for_queued(Duration::ZERO));
    let inbox = bus.inbox();
    let sender = std::thread::spawn(move || inbox.publish_queued(draft(custom("a"))));
    assert!(bus.wait_for_queued(Duration::from_secs(600)));
    sender.join().unwrap().unwrap();
    assert!(bus.wait_for_queued(Duration::ZERO)); // it is still there
}

#[test]
fn the_history_is_bounded_for_each_kind() {
    let mut bus = Bus::new(BusSettings { history: 3, ..BusSettings::default() });
    bus.publish(draft(webhook("w")));
    for name in ["a", "b", "c", "d", "e"] {
        bus.publish(draft(custom(name)));
    }
    bus.publish(draft(webhook("v")));
    let recent = |topic: Topic, limit| bus.recent(topic, limit).into_iter().map(name).collect::<Vec<_>>();
    assert_eq!(recent(Kind::Custom.into(), 9), ["c", "d", "e"]);
    assert_eq!(recent(Kind::Custom.into(), 2), ["d", "e"]);
    assert_eq!(recent(Topic::All, 9), ["w", "c", "d", "e", "v"]); // a rare kind outlives a frequent one
    assert_eq!(recent(Topic::All, 2), ["e", "v"]);
    assert!(recent(Kind::GridUpdate.into(), 9).is_empty() && recent(Topic::All, 0).is_empty());
    assert_eq!(bus.counters(Kind::Custom).published, 5);
    assert!(bus.message(MessageId(2)).is_none());
    assert_eq!(bus.message(MessageId(6)).map(name).as_deref(), Some("e"));
}

#[test]
fn failures_are_bounded_too() {
    let mut bus = Bus::new(BusSettings { history: 2, ..BusSettings::default() });
    bus.subscribe("grumpy", Topic::All, |message| Err(name(message).into()));
    for name in ["a", "b", "c"] {
        bus.publish(draft(custom(name)));
    }
    assert_eq!(bus.failures().map(|failure| failure.reason.as_str()).collect::<Vec<_>>(), ["b", "c"]);
    assert_eq!(bus.totals().failed, 3);
}

#[test]
fn answers_that_go_in_circles_end_as_failures() {
    let mut bus = Bus::new(BusSettings { answers: 5, ..BusSettings::default() });
    bus.subscribe("ping", Kind::Custom, |_| Ok(vec![webhook("pong")]));
    bus.subscribe("pong", Kind::WebhookReceived, |_| Ok(vec![custom("ping")]));
    let published = bus.publish(draft(custom("ping")));
    assert_eq!((published.answers, published.delivered, published.failed), (5, 6, 1));
    let failure = bus.failures().next().unwrap();
    assert_eq!((failure.message_id, failure.kind, failure.subscriber.as_str()), (MessageId(6), Kind::Custom, "pong"));
    assert!(failure.reason.contains("more than 5 answers"), "{failure}");
    assert_eq!(bus.counters(Kind::Custom), counters(3, 3, 1, 0));
}
