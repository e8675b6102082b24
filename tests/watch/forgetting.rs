//! What is long over is forgotten, on the disk and in the listener that runs: a restart finds the same.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta};
use pdpe::clock::Pace;
use pdpe::watch::journal::Forgotten;
use pdpe::watch::run::{Watch, WatchSettings};
use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::common::temp_dir;
use crate::one_cell::one_cell;
use crate::support::{JSON, request};

fn tell(watch: &Watch, bytes: &[u8]) -> Answer {
    let mut client = Client::of(watch.address());
    client.send(bytes);
    let answer = client.answer();
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

fn get(watch: &Watch, target: &str) -> Vec<u8> {
    tell(watch, &request("GET", target, &[], b"")).body
}

fn post(watch: &Watch, id: &str, date: &str) {
    let event = json!({ "id": id, "lat": 39.1, "lon": -94.58, "start": date });
    let body = json!({ "type": "added", "event": event }).to_string();
    tell(watch, &request("POST", "/webhooks/generic/box", &[JSON], body.as_bytes()));
}

fn ids(watch: &Watch) -> Vec<String> {
    let events: Value = serde_json::from_slice(&get(watch, "/events")).unwrap();
    events["events"].as_array().unwrap().iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn events_that_are_long_over_are_forgotten_while_it_runs_as_a_restart_would() {
    static HAND: AtomicI64 = AtomicI64::new(0);
    let set_clock = |at: &str| {
        let at = DateTime::parse_from_rfc3339(at).unwrap();
        HAND.store(at.timestamp_millis(), Ordering::SeqCst);
    };
    let folder = temp_dir();
    let start = || {
        let journal = Some(folder.path().join("pdpe.db"));
        let retention = TimeDelta::days(90);
        let settings = WatchSettings { journal, retention, pace: Pace::by_hand(&HAND), ..one_cell() };
        Watch::start(settings).unwrap()
    };
    set_clock("2026-03-01T12:00:00Z");
    let watch = start();
    for (id, date) in [("long over", "2026-03-02"), ("just over", "2026-05-30"), ("to come", "2026-12-24")] {
        post(&watch, id, date);
    }
    set_clock("2026-06-20T12:00:00Z");
    post(&watch, "on", "2026-06-20");
    let cells = get(&watch, "/cells");
    let forgotten = watch.forget_old().unwrap();
    assert_eq!(forgotten, Forgotten { deliveries: 1, keys: 1 });
    assert_eq!(get(&watch, "/cells"), cells);
    let left = ["just over", "on", "to come"];
    assert_eq!(ids(&watch), left);
    assert_eq!(watch.forget_old().unwrap(), Forgotten::default());
    assert!(watch.stop());

    let watch = start();
    assert_eq!(ids(&watch), left);
    assert_eq!(get(&watch, "/cells"), cells);
    set_clock("2027-06-20T12:00:00Z");
    assert_eq!(watch.forget_old().unwrap(), Forgotten { deliveries: 3, keys: 3 });
    assert_eq!(ids(&watch), [""; 0]);
    assert!(watch.stop());
    assert_eq!(ids(&start()), [""; 0]);
}
