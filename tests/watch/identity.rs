//! Ids count within a source: nobody changes or removes what another one told. One crowd counts once.

use serde_json::{Value, json};

use crate::support::{Listener, Setup};

const NOW: [&str; 4] = ["--now", "2026-10-03T18:10", "--clock-speed", "0.001"];

fn post(listener: &Listener, source: &str, body: &Value) {
    assert_eq!(listener.post(&format!("/webhooks/generic/{source}"), body.to_string()).status, 200);
}

/// The events as `source id people`.
fn known(listener: &Listener) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let told =
        |event: &Value| format!("{} {} {}", text(&event["source"]), text(&event["id"]), text(&event["attendance"]));
    listener.json("/events")["events"].as_array().unwrap().iter().map(told).collect()
}

fn show(kind: &str, id: &str, name: &str, lat: f64, people: u32) -> Value {
    let event = json!({ "id": id, "name": name, "lat": lat, "lon": -94.5783, "start": "2026-10-03T19:00",
                        "attendance": people });
    json!({ "type": kind, "event": event })
}

#[test]
fn two_sources_with_one_number_have_two_events() {
    let file = r#"[{"id":"2","name":"Fair","lat":39.2,"lon":-94.6,"start":"2026-10-03T17:00","attendance":5}]"#;
    let listener = Setup::new(&[&NOW[..], &["--events", "fair.json"]].concat()).file("fair.json", file).start();
    post(&listener, "north-hall", &show("created", "2", "Concert", 39.0991, 1900));
    post(&listener, "south-hall", &show("created", "2", "Open day", 39.3, 100));
    let all = [" 2 5", "north-hall 2 1900", "south-hall 2 100"];
    assert_eq!(known(&listener), all);
    post(&listener, "south-hall", &json!({ "type": "deleted", "id": "2" }));
    assert_eq!(known(&listener), all[..2]);
    // Of no event that it has told: neither that of the other hall, nor that of the file.
    post(&listener, "nobody", &json!({ "type": "deleted", "id": "2" }));
    post(&listener, "nobody", &json!({ "type": "updated", "id": "2", "attendance": 90_000 }));
    assert_eq!(known(&listener), all[..2]);
    let again = listener.restart();
    assert_eq!(known(&again), all[..2], "after a restart");
    let states: Vec<Value> = again.journal().iter().map(|row| row["state"].clone()).collect();
    assert_eq!(states, ["applied", "applied", "applied", "unresolved", "unresolved"]);
}

#[test]
fn deliveries_about_other_things_change_no_event() {
    let listener = Listener::start(&NOW);
    post(&listener, "hall", &show("created", "2", "Concert", 39.0991, 1900));
    let others = [
        json!({ "type": "deleted", "entity_type": "promoter", "id": "2" }),
        json!({ "type": "updated", "event_type": "order.completed", "id": "2", "attendance": 1 }),
        json!({ "event_type": "product.deleted", "payload": { "id": "2" } }),
        json!({ "type": "deleted", "data": { "object": "order", "id": "2" } }),
        json!({ "type": "removed", "object_type": "Ticket_Type", "id": 2 }),
        json!({ "action": "deleted", "resource_type": "venues", "id": "2" }),
    ];
    for body in &others {
        post(&listener, "hall", body);
    }
    assert_eq!(known(&listener), ["hall 2 1900"]);
    let rows = listener.journal();
    let (states, types): (Vec<_>, Vec<_>) = rows[1..].iter().map(|row| (&row["state"], &row["type"])).unzip();
    assert_eq!(states, vec!["ignored"; others.len()]);
    assert_eq!(types[..2], ["promoter.deleted", "order.updated"]);
    // An event may have a type of its own.
    let concert =
        json!({ "type": "updated", "event_type": "concert", "entity_type": "event", "id": "2", "attendance": 7 });
    post(&listener, "hall", &concert);
    assert_eq!(known(&listener), ["hall 2 7"]);
    // The number of an envelope is not that of the event in it.
    post(
        &listener,
        "hall",
        &json!({ "id": "wh_15", "event": "EVENT.DELETED", "payload": { "object": "event", "id": "2" } }),
    );
    assert_eq!(known(&listener), [] as [&str; 0]);
}

#[test]
fn a_crowd_that_two_sources_list_counts_once_and_the_other_when_one_is_gone() {
    let listener = Listener::start(&NOW);
    let bonus = |listener: &Listener| {
        listener.json("/score?lat=39.08&lon=-94.5783&at=2026-10-03T19:00")["event_proximity_bonus"].as_f64().unwrap()
    };
    post(&listener, "tickets", &show("created", "t", "Royals vs. Yankees", 39.0991, 300));
    let once = bonus(&listener);
    // 60 m away.
    post(&listener, "radio", &show("created", "r", "Kansas City Royals v New York Yankees (VIP)", 39.0996, 200));
    assert_eq!(known(&listener), ["tickets t 300"]);
    assert!((bonus(&listener) - once).abs() < 1e-12);
    // The larger counts.
    post(&listener, "radio", &json!({ "type": "updated", "id": "r", "attendance": 25_000 }));
    assert_eq!(known(&listener), ["radio r 25000"]);
    assert_eq!(known(&listener.restart()), ["radio r 25000"]);
}

#[test]
fn a_listing_counts_again_when_the_larger_is_gone() {
    let listener = Listener::start(&NOW);
    post(&listener, "tickets", &show("created", "t", "Royals vs. Yankees", 39.0991, 300));
    post(&listener, "radio", &show("created", "r", "Royals - Yankees", 39.0991, 25_000));
    let reasons: Vec<Value> =
        listener.messages("event_removed").iter().map(|message| message["reason"].clone()).collect();
    assert_eq!((known(&listener), reasons), (vec!["radio r 25000".to_owned()], vec![json!("listed_twice")]));
    post(&listener, "radio", &json!({ "type": "cancelled", "id": "r" }));
    assert_eq!(known(&listener), ["tickets t 300"]);
    // Two screens, another hour, and another place are other crowds.
    post(&listener, "radio", &show("created", "1", "Screen 1: Dune", 39.0991, 80));
    post(&listener, "radio", &show("created", "2", "Screen 2: Dune", 39.0991, 90));
    post(&listener, "radio", &show("created", "3", "Royals vs. Yankees", 39.1011, 90));
    assert_eq!(known(&listener), ["radio 1 80", "radio 2 90", "radio 3 90", "tickets t 300"]);
}

#[test]
fn no_source_changes_removes_or_shadows_what_others_or_files_have() {
    let file = r#"[{"id":"2","source":"file","name":"Fair","lat":39.2,"lon":-94.6,"start":"2026-10-03T17:00","attendance":5},
                   {"id":"3","name":"Parade","lat":39.25,"lon":-94.7,"start":"2026-10-03T17:00","attendance":6}]"#;
    let listener = Setup::new(&[&NOW[..], &["--events", "fair.json"]].concat()).file("fair.json", file).start();
    post(&listener, "hall", &show("created", "1", "Concert", 39.0991, 1900));
    post(&listener, "hall", &show("created", "2", "Open day", 39.3, 100));
    let before = listener.json("/events")["events"].clone();
    let fields = json!({ "lat": 39.5, "lon": -94.1, "start": "2027-01-01", "attendance": 99_000, "radius_km": 40.0,
                         "sentiment": -1.0, "status": "cancelled" });
    let with = |kind: &str, id: &str, source: Option<&str>, fields: &Value| {
        let mut event = fields.clone();
        event["id"] = id.into();
        if let Some(source) = source {
            event["source"] = source.into();
        }
        json!({ "type": kind, "event": event })
    };
    // Whatever another source says of their ids, and whatever source it claims to be.
    for id in ["1", "2", "3", "hall:1", "file:2", ":3"] {
        for kind in ["updated", "cancelled", "deleted", "postponed", "rescheduled", "unpublished", "changed"] {
            for source in [None, Some("hall"), Some("file"), Some("")] {
                post(&listener, "mallory", &with(kind, id, source, &json!({})));
                if kind == "updated" {
                    let partial = json!({ "attendance": 99_000, "status": "cancelled" });
                    post(&listener, "mallory", &with(kind, id, source, &partial));
                }
            }
        }
    }
    let theirs = |listener: &Listener| -> Vec<Value> {
        let events = listener.json("/events")["events"].as_array().unwrap().clone();
        events.into_iter().filter(|event| event["source"] != "mallory").collect()
    };
    assert_eq!(&theirs(&listener), before.as_array().unwrap());
    // Events of its own with the same ids stand beside them.
    for id in ["1", "2", "3"] {
        post(&listener, "mallory", &with("created", id, Some("hall"), &fields));
        post(&listener, "mallory", &with("deleted", id, Some("hall"), &json!({})));
        post(&listener, "mallory", &with("created", id, Some("file"), &fields));
    }
    assert_eq!(&theirs(&listener), before.as_array().unwrap());
    let replayed = listener.pdpe(&["journal", "replay", "--events", "fair.json", "-q"]).ok().out;
    let replayed: Value = serde_json::from_str(&replayed).unwrap();
    let kept: Vec<Value> =
        replayed["events"].as_array().unwrap().iter().filter(|event| event["source"] != "mallory").cloned().collect();
    assert_eq!(&kept, before.as_array().unwrap(), "after a replay");
    assert_eq!(&theirs(&listener.restart()), before.as_array().unwrap(), "after a restart");
}
