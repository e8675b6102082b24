//! What comes at once is done at once: each event once, as it is at the end.

use std::collections::BTreeMap;

use pdpe::live::message::{Body, Cause, Kind};
use pdpe::watch::journal::Mark;
use serde_json::json;

use super::rig::{Options, Rig};
use super::{added, at, attendance, delivery, removed, show};

const DAY: &str = "2026-10-03";

#[test]
fn what_comes_at_once_is_one_update_of_the_grid_with_each_event_once() {
    let now = at("2026-10-03T20:00");
    let mut rig = Rig::start(Options::at(now));
    rig.deliver([delivery("box", now, &added(&show("old", DAY)))]);
    rig.heard();
    let mut bodies = Vec::new();
    for number in 0..10 {
        let mut event = show(&format!("e{number}"), DAY);
        bodies.push(added(&event));
        for people in 1..=4 {
            event["lat"] = json!(39.0 + 0.01 * f64::from(number));
            bodies.extend([added(&event), attendance(&format!("e{number}"), people)]);
        }
    }
    // One that comes and goes, and one that goes and comes back.
    bodies.extend([added(&show("brief", DAY)), removed("brief"), removed("old"), added(&show("old", DAY))]);
    let count = bodies.len();
    rig.deliver(bodies.iter().map(|body| delivery("box", now, body)));

    let heard = rig.heard();
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for message in &heard {
        *counts.entry(message.body.kind()).or_default() += 1;
    }
    assert_eq!(counts[&Kind::WebhookReceived], count);
    assert_eq!((counts[&Kind::GridUpdate], counts[&Kind::VisualizationUpdate]), (1, 1));
    assert_eq!((counts[&Kind::EventAdded], counts[&Kind::EventUpdated]), (10, 1));
    assert_eq!(counts.get(&Kind::EventRemoved), None, "one that was never there is gone");
    let ids: Vec<&str> = heard
        .iter()
        .filter_map(|message| match &message.body {
            Body::EventAdded(added) => Some(added.event_data.event.id.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(ids, (0..10).map(|number| format!("e{number}")).collect::<Vec<_>>());
    // Each follows from the delivery that said the last of it.
    for message in &heard {
        if let (Body::EventAdded(added), Cause::Message(id)) = (&message.body, &message.cause) {
            let told = heard.iter().find(|told| told.message_id == *id).unwrap();
            let Body::WebhookReceived(received) = &told.body else { panic!("{told:?}") };
            assert_eq!(received.webhook_data["event"]["attendance"], 4);
            assert_eq!(added.event_data.event.attendance, Some(4));
        }
    }
    rig.scores_are_right();
    assert_eq!(rig.marks().len(), count + 1);
    assert!(rig.marks().iter().all(|(_, mark)| *mark == Mark::Applied));
}

#[test]
fn a_single_delivery_is_told_as_what_it_is() {
    let now = at("2026-10-03T20:00");
    let mut rig = Rig::start(Options::at(now));
    rig.deliver([delivery("box", now, &added(&show("a", DAY)))]);
    let kinds: Vec<Kind> = rig.heard().iter().map(|message| message.body.kind()).collect();
    let expected = [
        Kind::WebhookReceived,
        Kind::EventAdded,
        Kind::AssumptionLayerUpdate,
        Kind::GridUpdate,
        Kind::VisualizationUpdate,
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn what_is_put_in_and_taken_out_at_once_leaves_everything_as_it_was() {
    let now = at("2026-10-03T20:00");
    let mut rig = Rig::start(Options::at(now));
    rig.scores_are_right();
    let before = rig.ask(|inside| inside.engine.counters().cells_rescored);
    let bodies = [added(&show("a", DAY)), attendance("a", 9000), removed("a")];
    rig.deliver(bodies.iter().map(|body| delivery("box", now, body)));
    assert_eq!(rig.heard_of(Kind::GridUpdate), []);
    assert_eq!(rig.ask(|inside| inside.engine.counters().cells_rescored), before);
    rig.scores_are_right();
}

#[test]
fn none_of_thousands_that_wait_is_lost() {
    let now = at("2026-10-03T20:00");
    let mut rig = Rig::start(Options::at(now));
    rig.deliver((0..5_000).map(|people| delivery("box", now, &attendance("a", people))));
    let seqs: Vec<u64> = rig.marks().into_iter().map(|(seq, _)| seq).collect();
    assert!(seqs.iter().copied().eq(1..=5_000), "{} of them, in another order or not all", seqs.len());
}
