//! The law of the loop: whatever is delivered, in whatever groups, while time goes on or back, the
//! scores are those of a fresh score; and a restart finds the same events.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use pdpe::event::Events;
use pdpe::model::Model;
use pdpe::watch::agenda::Agenda;
use pdpe::watch::journal::{Delivery, Mark};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::rig::{Options, Rig, read};
use super::{added, at, attendance, delivery, eventbrite, removed};

pub fn start() -> DateTime<Utc> {
    at("2026-10-03T17:30")
}

/// Ids at Eventbrite, so that its thin deliveries mean the same events.
fn id() -> impl Strategy<Value = String> {
    (1..7_u8).prop_map(|id| id.to_string())
}

fn event() -> impl Strategy<Value = Value> {
    let place = (38.9..39.4, -94.8..-94.3);
    let starts = prop_oneof![4 => (0..20_u32).prop_map(Some), 1 => Just(None)];
    let rest = (
        prop::option::of(0..60_000_u32),
        prop::option::of(0.5..20.0),
        prop::sample::select(&["", "postponed", "cancelled"][..]),
    );
    (id(), place, starts, rest).prop_map(|(id, (lat, lon), starts, (people, radius_km, status))| {
        let mut event = json!({ "id": id, "name": format!("Great Show {id}"), "lat": lat, "lon": lon });
        if let Some(half_hours) = starts {
            let start = start() + Duration::minutes(30 * i64::from(half_hours));
            event["start"] = json!(start.to_rfc3339());
        }
        if let Some(people) = people {
            event["attendance"] = json!(people);
        }
        if let Some(radius_km) = radius_km {
            event["radius_km"] = json!(radius_km);
        }
        if !status.is_empty() {
            event["status"] = json!(status);
        }
        event
    })
}

fn tweet() -> impl Strategy<Value = Value> {
    let says = prop::sample::select(&["I love it, great!", "Awful and boring.", "On the way"][..]);
    (0..8_u8, says, id(), any::<bool>()).prop_map(|(tweet, says, id, is_deleted)| {
        if is_deleted {
            return json!({ "tweet_delete_events": [{ "status": { "id": tweet.to_string() } }] });
        }
        let text = format!("{says} Great Show {id}");
        json!({ "tweet_create_events": [{ "id_str": tweet.to_string(), "text": text, "lang": "en" }] })
    })
}

/// Some of what there is to say of an event.
fn update() -> impl Strategy<Value = Value> {
    let kinds = prop::sample::select(&["updated", "postponed", "rescheduled"][..]);
    let starts = prop::option::of(prop::sample::select(
        &["2026-10-02", "2026-10-03", "2026-10-03T18:00", "2026-10-03T20:00", "2026-10-04T20:00"][..],
    ));
    let status = prop::option::of(prop::sample::select(&["scheduled", "postponed", "cancelled"][..]));
    (id(), kinds, starts, status, prop::option::of(-1.0..1.0)).prop_map(|(id, kind, start, status, sentiment)| {
        json!({ "type": kind, "event": { "id": id, "start": start, "status": status, "sentiment": sentiment } })
    })
}

/// An event as Ticketmaster has it, perhaps without its place or with a date to be announced.
fn ticket() -> impl Strategy<Value = Value> {
    let codes = prop::sample::select(&["onsale", "cancelled", "postponed", "rescheduled"][..]);
    (id(), codes, 3..5_u8, any::<bool>(), any::<bool>()).prop_map(|(id, code, day, has_place, is_to_come)| {
        let start = json!({ "localDate": format!("2026-10-0{day}"), "dateTBD": is_to_come });
        let venues = json!([{ "location": { "latitude": "39.05", "longitude": "-94.55" } }]);
        json!({ "id": id, "name": format!("Great Show {id}"), "dates": { "start": start, "status": { "code": code } },
                "_embedded": { "venues": if has_place { venues } else { json!([]) } } })
    })
}

fn body() -> impl Strategy<Value = (&'static str, Value)> {
    let actions =
        &["event.created", "event.published", "event.updated", "event.unpublished", "event.cancelled", "test"];
    let nonsense = &["{}", r#"{"type":"event.created","event":{"id":"1","lat":99}}"#, r#"{"type":"weather"}"#];
    prop_oneof![
        5 => event().prop_map(|event| ("box", added(&event))),
        2 => id().prop_map(|id| ("box", removed(&id))),
        2 => (id(), 0..60_000_u32).prop_map(|(id, people)| ("box", attendance(&id, people))),
        3 => update().prop_map(|update| ("box", update)),
        3 => ticket().prop_map(|ticket| ("ticketmaster", ticket)),
        3 => (id(), prop::sample::select(&actions[..])).prop_map(|(id, action)| ("eventbrite", eventbrite(&id, action))),
        2 => tweet().prop_map(|tweet| ("twitter", tweet)),
        1 => prop::sample::select(&nonsense[..]).prop_map(|text| ("box", serde_json::from_str(text).unwrap())),
    ]
}

/// Deliveries that come at once, and how many minutes go by before.
pub fn groups() -> impl Strategy<Value = Vec<(i64, Vec<(&'static str, Value)>)>> {
    let minutes = prop_oneof![3 => Just(0_i64), 3 => 0..90_i64, 1 => 90..2000_i64, 1 => -300..0_i64];
    prop::collection::vec((minutes, prop::collection::vec(body(), 0..8)), 1..10)
}

/// The last that was said of each delivery.
fn last_marks(marks: Vec<(u64, Mark)>) -> BTreeMap<u64, Mark> {
    marks.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_delivered_the_scores_are_right_and_a_restart_finds_the_same(groups in groups()) {
        let mut rig = Rig::start(Options::at(start()));
        let mut now = start();
        let mut all: Vec<Delivery> = Vec::new();
        for (minutes, bodies) in groups {
            now += Duration::minutes(minutes);
            rig.set_clock(now);
            rig.scores_are_right();
            let deliveries: Vec<Delivery> =
                bodies.iter().map(|(source, body)| read(delivery(source, now, body)).0).collect();
            all.extend(deliveries.clone());
            rig.deliver(deliveries);
            rig.scores_are_right();
        }
        prop_assert_eq!(rig.ask(|inside| inside.bus.totals().failed), 0);

        let mut again = Agenda::new(Events::new(), Model::published().proximity);
        let mut marks = Vec::new();
        for (seq, delivery) in (1..).zip(all) {
            let (delivery, reading) = read(delivery);
            marks.extend(again.apply(seq, &delivery, &reading).marks);
        }
        let events = |events: &Events| events.iter().cloned().collect::<Vec<_>>();
        prop_assert_eq!(events(&rig.events()), events(again.events()));
        prop_assert_eq!(rig.ask(|inside| inside.agenda.waiting()), again.waiting());
        prop_assert_eq!(last_marks(rig.marks()), last_marks(marks));
        let restarted = Rig::start(Options { agenda: again, ..Options::at(now) });
        restarted.scores_are_right();
    }
}
