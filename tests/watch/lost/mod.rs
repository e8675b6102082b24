//! `pdpe watch` loses nothing: the real program, killed, out of room, reloaded, and for hours.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stderr)] // a check that cannot be made says so

mod client;
mod deliveries;
mod disk;
mod hours;
mod killed;
mod listener;
mod metrics;
mod signals;
mod soak;
mod start;

use std::path::Path;

use serde_json::Value;

use crate::common::{pdpe_in, write};
use listener::Listener;

/// Past the test runner, which keeps what a test that passes prints.
fn skipped(what: &str, why: &str) {
    use std::io::Write as _;
    let line = format!("SKIPPED: {what} is not tested: {why}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// The scores that a listener shows are those of `pdpe score` with its events at its time; the
/// cells and their time.
#[track_caller]
fn scores_are_right(dir: &Path, listener: &Listener) -> (String, String) {
    let mut client = listener.client();
    // Nobody sends anything meanwhile, so that the events stay as they are.
    let events = write(dir, "events_now.json", &client.get("/events").body);
    let cells = client.get("/cells").json();
    let at = cells["timestamp"].as_str().unwrap().to_owned();
    let args = ["score", "-q", "--events", events.to_str().unwrap(), "--at", &at, "--format", "json"];
    let scores: Value = serde_json::from_str(&pdpe_in(dir, &args, b"").ok().out).unwrap();
    let rows = |document: &Value| document["cells"].as_array().unwrap().clone();
    let differing = rows(&cells).into_iter().zip(rows(&scores)).find(|(cell, score)| cell != score);
    assert_eq!(differing, None, "at {at}");
    assert_eq!(rows(&cells).len(), rows(&scores).len());
    (cells["cells"].to_string(), at)
}
