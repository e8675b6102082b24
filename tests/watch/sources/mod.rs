//! The pure half of the webhooks: who may speak, what a delivery says and what it means.

#![allow(clippy::unwrap_used)]

mod ancestor;
mod eventbrite;
mod generic;
mod properties;
mod schemes;
mod secrets;
mod settings;
mod standard;
mod ticketmaster;
mod timestamped;
mod twitter;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use chrono_tz::America::Chicago;
use pdpe::event::Event;
use pdpe::watch::testing::Headers;
use pdpe::watch::testing::{AuthError, IdempotencyKey, Scheme, Secret, Unverified, Verifier};
use pdpe::watch::testing::{Meaning, Reading, Source};
use serde_json::Value;

/// The bytes of a file in `fixtures/`.
fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A file in `fixtures/` as JSON.
fn json(name: &str) -> Value {
    serde_json::from_slice(&fixture(name)).unwrap()
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn at_second(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

/// Reads a delivery without headers.
fn read(source: &str, body: &str) -> Reading {
    read_with(source, &Headers::default(), body)
}

fn read_with(source: &str, headers: &Headers, body: &str) -> Reading {
    Source::of_name(source).read(headers, body.as_bytes(), Chicago).unwrap_or_else(|error| panic!("{error}\n{body}"))
}

/// Type and meanings of a delivery without headers, in one line.
fn said(source: &str, body: &str) -> String {
    line(&read(source, body))
}

fn line(reading: &Reading) -> String {
    let meanings: Vec<String> = reading.meanings.iter().map(meaning).collect();
    format!("{}: {}", reading.webhook_type, meanings.join(" + "))
}

fn meaning(meaning: &Meaning) -> String {
    match meaning {
        Meaning::AddOrUpdate(event) => put(event),
        Meaning::Remove { id, reason } => format!("remove {id} {reason:?}"),
        Meaning::Postpone { id } => format!("postpone {id}"),
        Meaning::Update { id, fields, .. } => format!("update {id} {}", serde_json::Value::Object(fields.clone())),
        Meaning::SetAttendance { id, attendance } => format!("attendance {id} {attendance}"),
        Meaning::LookUp(wanted) => format!("look up {}", wanted.path()),
        Meaning::Sentiment(tweet) => format!("tweet {} {:.4}", tweet.id, tweet.sentiment.value()),
        Meaning::SentimentWithdrawn { tweet_id } => format!("no tweet {tweet_id}"),
        Meaning::Ping => "ping".into(),
        Meaning::Unknown | Meaning::NoStatement => "unknown".into(),
        Meaning::Unusable { id: Some(id), reason } => format!("unusable {id}: {reason}"),
        Meaning::Unusable { id: None, reason } => format!("unusable: {reason}"),
    }
}

fn put(event: &Event) -> String {
    format!("put {} {} {} {}", event.id, event.status.as_str(), event.place, event.source)
}

fn verifier(scheme: Scheme, secrets: &[&str]) -> Verifier {
    Verifier::new(scheme, secrets.iter().map(|secret| Secret::new(*secret).unwrap()).collect()).unwrap()
}

/// Whether a request with these headers is believed.
fn verify(
    verifier: &Verifier,
    headers: &[(String, String)],
    body: &[u8],
    received: DateTime<Utc>,
) -> Result<IdempotencyKey, AuthError> {
    let headers = Headers::new(headers.iter().cloned());
    verifier.verify(&Unverified { headers: &headers, token: None, body, received })
}

/// Headers from names and values.
fn headers(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
