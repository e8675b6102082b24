//! The journal of deliveries through the public library API, real files and real processes.

#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stderr)] // a check that cannot be made says so

mod answers;
mod command;
mod disk;
mod files;
mod forget;
mod killed;
mod log;
mod records;
mod repair;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use pdpe::watch::journal::{Delivery, Entry, Filter, Journal, JournalError, Stored, SubmitResult};

pub fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap_or_else(|error| panic!("{text}: {error}")).to_utc()
}

/// A delivery of a key, otherwise like all others.
pub fn delivery(key: &str) -> Delivery {
    Delivery {
        source: "eventbrite".into(),
        idempotency_key: key.into(),
        received: at("2026-10-03T19:00:00.123456Z"),
        webhook_type: "event.created".into(),
        headers: BTreeMap::from([("x-eventbrite-event".into(), "event.created".into())]),
        body: format!("{{\"key\":\"{key}\"}}").into_bytes(),
    }
}

#[track_caller]
pub fn accepted(answer: SubmitResult) -> u64 {
    match answer {
        Ok(Stored::Accepted { seq }) => seq,
        other => panic!("not accepted: {other:?}"),
    }
}

/// Submits and waits.
#[track_caller]
pub fn add(journal: &Journal, key: &str) -> u64 {
    accepted(journal.submit(delivery(key)).wait())
}

fn entries(journal: &Journal) -> Vec<Entry> {
    journal.entries(Filter::default()).collect::<Result<_, JournalError>>().unwrap()
}

fn keys(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.delivery.idempotency_key.as_str()).collect()
}
