//! `pdpe watch` loses nothing: the real program, killed, out of room, reloaded, and for hours.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stderr)] // a check that cannot be made says so

#[path = "../common/mod.rs"]
mod common;

mod client;
mod deliveries;
mod disk;
mod hours;
mod killed;
mod listener;
mod metrics;
mod signals;
mod start;

use std::path::Path;

use serde_json::Value;

use common::{pdpe_in, write};
use listener::Listener;

/// Past the test runner, which keeps what a test that passes prints.
fn skipped(what: &str, why: &str) {
    use std::io::Write as _;
    let line = format!("SKIPPED: {what} is not tested: {why}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// The scores that a listener shows are those of `pdpe score` with its events at its time; their
/// text and their time.
#[track_caller]
fn scores_are_right(dir: &Path, listener: &Listener) -> (String, String) {
    let mut client = listener.client();
    // Between two questions time may go on: then once more.
    for _ in 0..100 {
        let before = time_of_scores(&client.get("/cells?top=1").json());
        let (events, cells) = (client.get("/events"), client.get("/cells?format=csv"));
        if time_of_scores(&client.get("/cells?top=1").json()) != before {
            continue;
        }
        let events = write(dir, "events_now.json", &events.body);
        let args = ["score", "-q", "--events", events.to_str().unwrap(), "--at", &before, "--format", "csv"];
        let scores = pdpe_in(dir, &args, b"").ok().out;
        let cells = String::from_utf8(cells.body).unwrap();
        let differing = cells.lines().zip(scores.lines()).find(|(cell, score)| cell != score);
        assert_eq!(differing, None, "at {before}");
        assert_eq!(cells.lines().count(), scores.lines().count());
        return (cells, before);
    }
    panic!("time never stood still");
}

fn time_of_scores(cells: &Value) -> String {
    cells["timestamp"].as_str().unwrap().to_owned()
}
