//! `GET /health` and `GET /stats`: status and counters.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Problem, json};
use crate::live::message::Kind;
use crate::watch::door::Response;
use crate::watch::journal::State;
use crate::watch::shared::Shared;

/// Whether everything works: `ok` or `failing`.
pub(super) fn status(shared: &Shared) -> (u16, &'static str) {
    let journal = shared.journal.is_alive() && shared.journal.fault().is_none();
    let works = journal && shared.loop_is_alive() && !shared.door_counters().workers.are_stuck();
    (if works { 200 } else { 503 }, word(works))
}

fn word(works: bool) -> &'static str {
    if works { "ok" } else { "failing" }
}

/// The health, from shared state only: the loop might not answer.
pub(super) fn health(shared: &Shared) -> Response {
    #[derive(Serialize)]
    struct Health {
        status: &'static str,
        uptime_seconds: u64,
        journal: &'static str,
        r#loop: &'static str,
        workers: &'static str,
        version: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        fault: Option<String>,
    }
    let fault = shared.journal.fault();
    let journal = shared.journal.is_alive() && fault.is_none();
    let main_loop = shared.loop_is_alive();
    let workers = shared.door_counters().workers;
    let (code, status) = status(shared);
    let health = Health {
        status,
        uptime_seconds: shared.pulse.uptime().as_secs(),
        journal: word(journal),
        r#loop: word(main_loop),
        workers: word(!workers.are_stuck()),
        version: env!("CARGO_PKG_VERSION"),
        fault: fault.map(|fault| fault.to_string()).or_else(|| workers.are_stuck().then(|| workers.to_string())),
    };
    json(code, &health)
}

/// Counters since the start, and the contents of the journal.
///
/// Four numbers have the names of the program that pdpe replaces, for its dashboards:
///
/// | name | meaning |
/// |---|---|
/// | `webhooks_received` | all POST requests that reached the address of a source |
/// | `webhooks_processed` | those acknowledged with 200, and applied or waiting for their event; redeliveries too |
/// | `webhooks_failed` | those refused or not kept, and dead ones |
/// | `uptime_seconds` | whole seconds since the start |
pub(super) fn stats(shared: &Shared) -> Result<Response, Problem> {
    let vitals = shared.ask(|inside| inside.vitals())?;
    let tallied = shared.tally.so_far();
    let done = shared.pulse.so_far();
    let kept = shared.journal.counters();
    let mut journal = json!(kept);
    for state in State::ALL {
        journal[state.as_str()] = json!(kept.in_state(state));
    }
    let messages: Map<String, Value> = Kind::ALL
        .iter()
        .zip(vitals.messages)
        .map(|(kind, counters)| (kind.as_str().to_owned(), json!(counters)))
        .collect();
    let mut dispatcher = json!(vitals.dispatcher);
    dispatcher["messages"] = Value::Object(messages);
    let mut engine = json!(vitals.engine);
    engine["time"] = json!(vitals.at.to_rfc3339());
    engine["events"] = json!(vitals.events);
    engine["open_events"] = json!(vitals.open_events);
    engine["cache"] = json!(vitals.cache);
    Ok(json(
        200,
        &json!({
            "webhooks_received": tallied.requests,
            "webhooks_processed": tallied.received.saturating_sub(done.dead),
            "webhooks_failed": tallied.requests.saturating_sub(tallied.received) + done.dead,
            "model": shared.model_name,
            "uptime_seconds": shared.pulse.uptime().as_secs(),
            "dispatcher": dispatcher,
            "engine": engine,
            "webhooks": {
                "received": tallied.received,
                "processed": done.applied,
                "failed": done.dead + tallied.failed,
                "uptime_seconds": shared.pulse.uptime().as_secs(),
                "duplicate": tallied.duplicate,
                "rejected": tallied.rejected,
                "unknown": done.unknown,
                "unresolved": vitals.waiting,
                "dead": done.dead,
                "waiting": shared.pulse.waiting(),
                "by_source": tallied.by_source,
            },
            "journal": journal,
            "fetch": shared.fetcher.as_ref().map(|fetcher| fetcher.counters()),
            "stream": shared.feed.counters(),
            "door": shared.door_counters(),
        }),
    ))
}
