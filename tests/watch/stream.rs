//! `/stream`: what happens, told to those who look on, and again to those who come back.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::PATIENCE;
use crate::client::Client;
use crate::support::{Listener, Setup, request, wait_until};

/// Viewers at a time.
const MOST: usize = 64;

/// A frame: its fields.
type Frame = BTreeMap<String, String>;

/// One who looks on.
struct Viewer {
    client: Client,
    text: String,
}

impl Viewer {
    fn of(listener: &Listener, headers: &str, query: &str) -> Self {
        let mut client = listener.client();
        client.send(format!("GET /stream{query} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"));
        let (status, head) = client.head().unwrap();
        assert_eq!(status, 200);
        assert!(head.contains(&("content-type".into(), "text/event-stream".into())), "{head:?}");
        assert!(head.contains(&("x-accel-buffering".into(), "no".into())), "a proxy would hold frames back: {head:?}");
        let mut viewer = Self { client, text: String::new() };
        assert_eq!(viewer.frame(), [("retry".to_owned(), "1000".to_owned())].into());
        viewer
    }

    fn frame(&mut self) -> Frame {
        loop {
            if let Some((frame, rest)) = self.text.split_once("\n\n") {
                let fields = frame.lines().filter_map(|line| line.split_once(": "));
                let frame = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                self.text = rest.to_owned();
                return frame;
            }
            let chunk = self.client.chunk().unwrap();
            assert!(!chunk.is_empty(), "it ended");
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The frames up to the first with cells.
    fn until_cells(&mut self) -> Vec<Frame> {
        let mut frames = Vec::new();
        while frames.last().is_none_or(|frame: &Frame| frame["event"] != "cells") {
            frames.push(self.frame());
        }
        frames
    }
}

fn create(listener: &Listener, id: &str, lat: f64) {
    let body = format!(r#"{{"type":"created","id":"{id}","lat":{lat},"lon":-94.58}}"#);
    assert_eq!(listener.post("/webhooks/generic/shop", body).status, 200);
}

#[test]
fn a_viewer_is_told_what_changed_and_the_cells_with_their_scores() {
    let listener = Listener::start(&["--now", "2026-10-03T19:00", "--clock-speed", "0.001"]);
    let mut viewer = Viewer::of(&listener, "", "");
    assert_eq!(viewer.frame()["event"], "reset");
    create(&listener, "a", 39.1);
    let frames = viewer.until_cells();
    let kinds: Vec<&str> = frames.iter().map(|frame| &*frame["event"]).collect();
    for kind in ["event_added", "grid_update", "cells"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert!(!kinds.contains(&"webhook_received"), "what senders wrote is nobody's business");
    let cells: Value = serde_json::from_str(&frames.last().unwrap()["data"]).unwrap();
    let told = cells["cells"].as_array().unwrap();
    assert_eq!(cells["cells_changed"].as_u64().unwrap(), told.len() as u64);
    let all = listener.json("/cells")["cells"].as_array().unwrap().clone();
    let in_reach: Vec<&Value> =
        all.iter().filter(|cell| cell["event_proximity_bonus"].as_f64().unwrap() > 0.0).collect();
    // Some are so near the edge of the event's reach that nothing of it shows in 6 decimals.
    assert!(in_reach.len() > 100 && told.len() >= in_reach.len());
    assert!(in_reach.iter().all(|cell| told.contains(cell)));
}

#[test]
fn who_comes_again_is_told_what_he_missed_and_nothing_twice() {
    let listener = Listener::start(&[]);
    let mut first = Viewer::of(&listener, "", "");
    let start = first.frame()["id"].clone();
    create(&listener, "a", 39.1);
    let seen = first.until_cells();
    create(&listener, "b", 39.2);
    let missed = first.until_cells();
    for (headers, query) in [
        (format!("Last-Event-ID: {}\r\n", seen.last().unwrap()["id"]), String::new()),
        (String::new(), format!("?last_event_id={}", seen.last().unwrap()["id"])),
    ] {
        assert_eq!(Viewer::of(&listener, &headers, &query).until_cells(), missed);
    }
    let mut from_start = Viewer::of(&listener, &format!("Last-Event-ID: {start}\r\n"), "");
    assert_eq!([from_start.until_cells(), from_start.until_cells()], [seen, missed.clone()]);
    // With nothing missed, the next is what happens next.
    let mut latest = Viewer::of(&listener, &format!("Last-Event-ID: {}\r\n", missed.last().unwrap()["id"]), "");
    create(&listener, "c", 39.0);
    assert_eq!(latest.until_cells(), first.until_cells());
}

#[test]
fn who_names_a_frame_that_nobody_knows_has_to_load_everything_anew() {
    let listener = Listener::start(&[]);
    let run = Viewer::of(&listener, "", "").frame()["id"].split('-').next().unwrap().to_owned();
    for id in [
        "1-1".to_owned(),
        format!("{run}-99"),
        format!("{run}-18446744073709551616"),
        format!("{run}--1"),
        format!("{run}-"),
        format!("-{run}-0"),
        run,
        "x".to_owned(),
        "-".to_owned(),
    ] {
        let frame = Viewer::of(&listener, &format!("Last-Event-ID: {id}\r\n"), "").frame();
        assert_eq!(frame["event"], "reset", "{id}");
        assert_eq!(frame["data"], format!("{{\"id\":\"{}\"}}", frame["id"]), "{id}");
    }
}

#[test]
fn the_places_of_viewers_who_have_gone_are_for_others() {
    let listener = Listener::start(&[]);
    let viewers: Vec<Viewer> = (0..MOST).map(|_| Viewer::of(&listener, "", "")).collect();
    let answer = listener.get("/stream");
    assert_eq!(answer.status, 503);
    assert!(answer.header("retry-after").is_some());
    for viewer in viewers {
        viewer.client.reset();
    }
    // Nothing happens meanwhile that would be told; at the next heartbeat it is noticed.
    wait_until("there is a place", || listener.stat("/stream/viewers") == 0);
    // Who only asks whether it is there takes no place.
    for _ in 0..2 * MOST {
        let mut client = Client::patient(listener.address, PATIENCE);
        client.send(request("HEAD", "/stream", &[], b""));
        assert_eq!(client.head().unwrap().0, 200);
        client.is_closed();
    }
    wait_until("there is a place", || listener.stat("/stream/viewers") == 0);
    assert_eq!(Viewer::of(&listener, "", "").frame()["event"], "reset");
}

#[test]
fn a_viewer_for_whom_megabytes_wait_is_let_go_and_has_to_load_everything_anew() {
    let listener = Listener::start(&["--now", "2026-10-03T19:00", "--clock-speed", "0.001"]);
    let mut viewer = Viewer::of(&listener, "", "");
    assert_eq!(viewer.frame()["event"], "reset");
    create(&listener, "a", 39.1);
    let seen = viewer.until_cells().pop().unwrap()["id"].clone();
    // It reads no more. Each move scores thousands of cells again.
    let mut lat = 39.1;
    while listener.stat("/stream/dropped") == 0 {
        lat += 0.0005;
        create(&listener, "a", lat);
        assert!(listener.stat("/stream/frames") < 2000, "only for the number of its frames it would be let go");
    }
    // What it has missed is not kept for so long either.
    let frame = Viewer::of(&listener, &format!("Last-Event-ID: {seen}\r\n"), "").frame();
    assert_eq!(frame["event"], "reset");
}

#[test]
fn viewers_are_let_go_when_it_stops_and_see_that_it_is_the_end() {
    let listener = Setup::new(&[]).start();
    let mut viewers: Vec<Viewer> = (0..8).map(|_| Viewer::of(&listener, "", "")).collect();
    let run = listener.stop();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!run.err.contains("without an answer"), "{run:?}");
    for viewer in &mut viewers {
        assert_eq!(viewer.frame()["event"], "reset");
        assert_eq!(viewer.client.chunk().unwrap(), b"", "the last chunk");
        viewer.client.is_closed();
    }
}
