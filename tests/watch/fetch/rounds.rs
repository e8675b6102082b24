//! What waits for an answer of Eventbrite's is asked again, each question in its turn.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};
use std::time::Instant;

use pdpe::geo::LatLon;
use pdpe::grid::Grid;
use pdpe::live::message::EventAdded;
use pdpe::model::Model;
use pdpe::watch::journal::{Filter, Journal};
use pdpe::watch::run::{Watch, WatchSettings};
use pdpe::watch::testing::FetchSettings;
use serde_json::{Value, json};

use super::stand::{Act, Stand, bytes, json as answer, status};
use super::{PATIENCE, hike, listing, settings};
use crate::common::temp_dir;

/// A listener of one cell, with its journal in a folder.
fn watch(folder: &Path, fetch: Option<FetchSettings>) -> Watch {
    let mut grid = Grid::default();
    grid.push("a", LatLon::new(39.1, -94.58).unwrap());
    let settings = WatchSettings {
        names: None,
        address: "127.0.0.1:0".parse().unwrap(),
        journal: Some(folder.join("pdpe.db")),
        fetch,
        ..WatchSettings::new(Model::published(), grid)
    };
    Watch::start(settings).unwrap()
}

/// One question at a time, in their order, and so many that may wait.
fn fetch(stand: &Stand, queue_limit: usize) -> FetchSettings {
    FetchSettings { queue_limit, threads: 1, ..settings(&format!("http://{}/v3/", stand.address)) }
}

fn request(watch: &Watch, head: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(watch.address()).unwrap();
    let length = body.len();
    let request = format!("{head} HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answered = String::new();
    stream.read_to_string(&mut answered).unwrap();
    answered
}

fn post(watch: &Watch, path: &str, action: &str) {
    let body = json!({"api_url": format!("https://www.eventbriteapi.com/v3/{path}/"), "config": {"action": action}});
    let answered = request(watch, "POST /webhooks/eventbrite", &body.to_string());
    assert!(answered.contains(" 200 "), "{answered}");
}

fn stats(watch: &Watch) -> Value {
    let answered = request(watch, "GET /stats", "");
    serde_json::from_str(answered.split_once("\r\n\r\n").unwrap().1).unwrap()
}

fn wait_until(watch: &Watch, what: &str, holds: impl Fn(&Value) -> bool) {
    let begun = Instant::now();
    while !holds(&stats(watch)) {
        assert!(begun.elapsed() < PATIENCE, "never happened: {what}; {}", stats(watch));
        std::thread::yield_now();
    }
}

/// The numbers of the events that were asked for.
fn asked(stand: &Stand) -> Vec<u32> {
    stand.paths().iter().map(|path| path.split('/').nth(3).unwrap().parse().unwrap()).collect()
}

#[test]
fn what_waited_before_a_start_is_asked_in_rounds_from_the_newest_on() {
    let folder = temp_dir();
    let before = watch(folder.path(), None);
    for (number, action) in
        [(1, "created"), (2, "created"), (3, "updated"), (4, "updated"), (5, "created"), (2, "updated")]
    {
        post(&before, &format!("events/{number}"), &format!("event.{action}"));
    }
    assert!(before.stop());

    let stand = Stand::new(|_, _| status(404));
    let watch = watch(folder.path(), Some(fetch(&stand, 2)));
    assert_eq!(stats(&watch)["webhooks"]["unresolved"], 6);
    // There is room for two, so that each has its turn in three times; then it begins anew.
    for gone in [2, 4, 5, 7] {
        watch.ask_again();
        wait_until(&watch, "all of them are answered", |stats| stats["fetch"]["gone"] == gone);
    }
    assert_eq!(asked(&stand), [2, 5, 4, 3, 1, 2, 5]);
    assert_eq!(stats(&watch)["fetch"]["refused"], 0);
    // One that came meanwhile is asked at once; what waits no longer is not asked.
    post(&watch, "events/6", "event.created");
    wait_until(&watch, "it is answered", |stats| stats["fetch"]["gone"] == 8);
    let known = br#"{"id":"3","lat":39.1,"lon":-94.6,"source":"eventbrite"}"#;
    let known = pdpe::listings::read(known, None, chrono_tz::UTC).unwrap().events.remove(0);
    watch.publish(EventAdded::new(known, chrono_tz::UTC)).unwrap();
    // What it is now is asked by the delivery that waited.
    wait_until(&watch, "it is known", |stats| stats["fetch"]["gone"] == 9);
    watch.ask_again();
    wait_until(&watch, "the rest is answered", |stats| stats["fetch"]["gone"] == 11);
    assert_eq!(asked(&stand)[7..], [6, 3, 4, 1]);
}

/// The answer to what is being asked comes when the journal cannot be written to, and is lost.
fn lost_once(folder: &Path, watch: &Watch, tell: &Sender<()>, failures: u64) {
    wait_until(watch, "it is asked", |stats| stats["fetch"]["in_flight"] == 1);
    let (file, away) = (folder.join("pdpe.db"), folder.join("away.db"));
    std::fs::rename(&file, &away).unwrap();
    tell.send(()).unwrap();
    wait_until(watch, "the answer is lost", |stats| stats["journal"]["failures"] == failures);
    std::fs::rename(&away, &file).unwrap();
}

#[test]
fn what_was_answered_when_nothing_could_be_kept_is_asked_again() {
    let folder = temp_dir();
    let (tell, told) = channel();
    let told = Mutex::new(Some(told));
    let (tell_attendees, attendees_told) = channel();
    let attendees_told = Mutex::new(Some(attendees_told));
    let attendees: Value = serde_json::from_slice(&listing("eventbrite_attendees.json")).unwrap();
    let count = attendees["pagination"]["object_count"].clone();
    let mut event: Value = serde_json::from_slice(&hike()).unwrap();
    event["id"] = json!("1");
    let stand = Stand::new(move |path, _| {
        let (told, body) = match path.split('?').next().unwrap().split('/').nth(4) {
            Some("attendees") => (&attendees_told, listing("eventbrite_attendees.json")),
            _ => (&told, event.to_string().into_bytes()),
        };
        match told.lock().unwrap().take() {
            Some(told) => Act::SayWhenTold(told, bytes(200, "application/json", "", &body)),
            None => answer(&body),
        }
    });
    let watch = watch(folder.path(), Some(fetch(&stand, 1000)));
    let events = || -> Value {
        let answered = request(&watch, "GET /events", "");
        serde_json::from_str(answered.split_once("\r\n\r\n").unwrap().1).unwrap()
    };
    post(&watch, "events/1", "event.created");
    lost_once(folder.path(), &watch, &tell, 1);
    assert_eq!(events()["events"], json!([]));
    watch.ask_again();
    wait_until(&watch, "the event is known", |_| events()["events"][0]["id"] == "1");
    wait_until(&watch, "nothing is asked", |stats| stats["fetch"]["in_flight"] == 0 && stats["fetch"]["waiting"] == 0);
    // No delivery waits for the number of those who come to an event that is known.
    post(&watch, "events/1/attendees/1", "attendee.updated");
    lost_once(folder.path(), &watch, &tell_attendees, 2);
    assert_eq!(stats(&watch)["webhooks"]["unresolved"], 0);
    watch.ask_again();
    wait_until(&watch, "its attendance is known", |_| events()["events"][0]["attendance"] == count);
}

#[test]
fn an_answer_is_kept_only_if_it_is_not_the_last_one_again() {
    let folder = temp_dir();
    // A draft, twice; shown, three times; and a draft again.
    let stand = Stand::new(|_, number| {
        let mut event: Value = serde_json::from_slice(&hike()).unwrap();
        if !(3..=5).contains(&number) {
            event["status"] = json!("draft");
        }
        answer(event.to_string().as_bytes())
    });
    let mut listening = watch(folder.path(), Some(fetch(&stand, 2)));
    // The journal holds so many deliveries once so many answers are there, and so many events are on.
    let holds = |listening: &Watch, answers: u64, journal: u64, events: usize| {
        wait_until(listening, "it is answered", |stats| stats["fetch"]["answered"] == answers);
        wait_until(listening, "nobody is asked any more", |stats| stats["fetch"]["in_flight"] == 0);
        wait_until(listening, "it is in the journal", |stats| stats["journal"]["committed"] == journal);
        wait_until(listening, "it is done", |stats| stats["engine"]["events"] == events);
    };
    let tell = |listening: &Watch, action: &str, number: u32| {
        // The same once more would be taken for a repetition.
        let url = format!("https://www.eventbriteapi.com/v3/events/{}/?number={number}", super::HIKE);
        let body = json!({ "api_url": url, "config": { "action": action } }).to_string();
        assert!(request(listening, "POST /webhooks/eventbrite", &body).contains(" 200 "));
    };
    tell(&listening, "event.created", 1);
    holds(&listening, 1, 2, 0);
    // What waits is asked again every hour.
    listening.ask_again();
    holds(&listening, 2, 2, 0);
    listening.ask_again();
    holds(&listening, 3, 3, 1);
    for (number, answers) in [(2, 4), (3, 5)] {
        tell(&listening, "event.updated", number);
        holds(&listening, answers, answers, 1);
    }
    tell(&listening, "event.updated", 4);
    holds(&listening, 6, 7, 0);
    let entries = |listening: Watch| {
        assert!(listening.stop());
        Journal::open(&folder.path().join("pdpe.db")).unwrap().entries(Filter::default()).count()
    };
    assert_eq!(entries(listening), 7);

    // A restart knows what was answered last.
    listening = watch(folder.path(), Some(fetch(&stand, 2)));
    tell(&listening, "event.updated", 5);
    holds(&listening, 1, 1, 0);
    // Where the event is another meanwhile, the same answer says something.
    tell(&listening, "event.published", 6);
    holds(&listening, 2, 3, 0);
    assert_eq!(entries(listening), 10);
}
