//! Inputs as people have them, cut down from public files and bug reports: they are read as they are, or refused with
//! the way out. Each test says where its input comes from.

#![allow(clippy::unwrap_used)]

mod calendars;
mod identity;
mod names;
mod places;
mod tables;
mod without_effect;

use std::path::Path;

use serde_json::Value;

use crate::common::{Run, pdpe_in};

/// The events that `pdpe events` reads in some files, and the run.
fn events_in(dir: &Path, args: &[&str]) -> (Vec<Value>, Run) {
    let run = pdpe_in(dir, &[&["events", "--format", "ndjson"], args].concat(), b"");
    // It ends with 1 if no event is left.
    assert!(run.code == 0 || run.code == 1 && run.out.is_empty(), "{run:?}");
    let events = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (events, run)
}

/// A field of each event, as text.
fn each(events: &[Value], field: &str) -> Vec<String> {
    let text = |event: &Value| event[field].as_str().map_or_else(|| event[field].to_string(), str::to_owned);
    events.iter().map(text).collect()
}
