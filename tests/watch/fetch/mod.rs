//! Asking Eventbrite, or rather a stand-in for it on loopback that misbehaves.

#![allow(clippy::unwrap_used)]

mod command;
mod faults;
#[cfg(unix)]
mod listener;
mod questions;
mod retries;
#[cfg(unix)]
mod rounds;
mod stand;

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use chrono_tz::America::Chicago;
use pdpe::watch::testing::Meaning;
use pdpe::watch::testing::Secret;
use pdpe::watch::testing::{EventbriteId, LookUp, answers};
use pdpe::watch::testing::{FetchCounters, FetchError, FetchSettings, Fetched, Fetcher};

use stand::Stand;

/// Long enough for anything that happens at all.
const PATIENCE: Duration = Duration::from_secs(60);

/// Longer than any test: what has to wait so long does not happen.
const FOR_EVER: Duration = Duration::from_secs(100_000);

const TOKEN: &str = "TOPSECRETTOKEN0123456789";

type Answer = (LookUp, Result<Meaning, FetchError>);

/// A fetcher that asks a stand-in, and what it was answered.
struct Asking {
    fetcher: Fetcher,
    answers: Receiver<Answer>,
}

impl Asking {
    fn new(stand: &Stand, change: impl FnOnce(&mut FetchSettings)) -> Self {
        let mut settings = settings(&format!("http://{}/v3/", stand.address));
        change(&mut settings);
        let (sender, answers) = channel();
        // A test that has seen enough no longer receives.
        let answered = move |what: LookUp, answer: Result<Fetched, FetchError>| {
            let answer = answer.map(|fetched| answers::meaning(&what, &fetched.body, Chicago).unwrap());
            drop(sender.send((what, answer)));
        };
        Self { fetcher: Fetcher::start(settings, || 0, answered).unwrap(), answers }
    }

    fn answer(&self) -> Answer {
        self.answers.recv_timeout(PATIENCE).unwrap()
    }

    /// Asks one question and waits for what comes of it.
    fn ask(&self, what: &LookUp) -> Result<Meaning, FetchError> {
        assert!(self.fetcher.ask(what.clone()));
        let (answered, answer) = self.answer();
        assert_eq!(&answered, what);
        answer
    }
}

/// Patient ones that do not wait between attempts.
fn settings(base: &str) -> FetchSettings {
    let mut settings = FetchSettings::new(Secret::new(TOKEN).unwrap(), Chicago);
    settings.base = base.parse().unwrap();
    settings.connect_within = PATIENCE;
    settings.answer_within = PATIENCE;
    settings.first_backoff = Duration::ZERO;
    settings
}

/// Waits until the counters are as a test needs them.
fn wait_until(fetcher: &Fetcher, what: &str, holds: impl Fn(FetchCounters) -> bool) {
    let begun = std::time::Instant::now();
    while !holds(fetcher.counters()) {
        assert!(begun.elapsed() < PATIENCE, "never happened: {what}; {:?}", fetcher.counters());
        std::thread::yield_now();
    }
}

fn id(id: &str) -> EventbriteId {
    EventbriteId::parse(id).unwrap()
}

fn event(number: &str) -> LookUp {
    LookUp::Event { id: id(number) }
}

/// A file of `fixtures/listings/`.
fn listing(name: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/listings").join(name)).unwrap()
}

/// The event of the captured list that Eventbrite would answer with.
fn hike() -> Vec<u8> {
    let list: serde_json::Value = serde_json::from_slice(&listing("eventbrite_events_expanded.json")).unwrap();
    list["events"][0].to_string().into_bytes()
}

const HIKE: &str = "53882456879";
