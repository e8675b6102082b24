//! `GET /metrics`: statistics for Prometheus. If the loop does not answer, `pdpe_loop_alive` is 0 and its
//! metrics are left out.

use super::exposition::Exposition;
use super::safe;
use crate::live::bus::MessageCounters;
use crate::live::cache::CacheCounters;
use crate::live::message::Kind;
use crate::watch::door::Response;
use crate::watch::fetch::FetchCounters;
use crate::watch::journal::State;
use crate::watch::main_loop::Vitals;
use crate::watch::shared::Shared;

/// A part of a name, its help text, and its value.
type Field<T> = (&'static str, &'static str, fn(&T) -> u64);

/// Counters since the start.
pub(super) fn metrics(shared: &Shared) -> Response {
    let mut text = Exposition::default();
    let vitals = shared.ask(|inside| inside.vitals()).ok();
    whole(&mut text, shared, vitals.is_some());
    if let Some(vitals) = &vitals {
        dispatcher(&mut text, vitals);
        engine(&mut text, vitals);
    }
    webhooks(&mut text, shared);
    journal(&mut text, shared);
    if let Some(fetcher) = &shared.fetcher {
        fetch(&mut text, fetcher.counters());
    }
    door(&mut text, shared);
    let timings = &shared.pulse.timings;
    for (name, help, durations) in [
        ("acknowledge", "From a complete request with a delivery to its acknowledgement", &timings.acknowledge),
        ("apply", "From the acknowledgement of a delivery until its effect can be read", &timings.apply),
        ("rescore", "Scoring again what a burst of deliveries affects", &timings.rescore),
        ("read", "Answering a GET request; of a stream, until it begins", &timings.read),
    ] {
        text.histogram(&format!("pdpe_{name}_duration_seconds"), help, &durations.so_far());
    }
    safe(Response::whole(200, Exposition::CONTENT_TYPE, text.finish()))
}

fn whole(text: &mut Exposition, shared: &Shared, loop_answers: bool) {
    let version = [(env!("CARGO_PKG_VERSION"), 1)];
    text.values("pdpe_build_info", "The running version", "version", version);
    text.value("pdpe_uptime_seconds", "Seconds since the start", shared.pulse.uptime().as_secs_f64());
    text.value("pdpe_loop_alive", "Whether the loop answers", u8::from(loop_answers));
    let journal = shared.journal.is_alive() && shared.journal.fault().is_none();
    text.value("pdpe_journal_alive", "Whether the latest deliveries could be kept", u8::from(journal));
}

fn dispatcher(text: &mut Exposition, vitals: &Vitals) {
    let walk = vitals.dispatcher;
    text.value("pdpe_dispatcher_running", "Whether anything is left to come", u8::from(walk.running));
    text.value("pdpe_dispatcher_messages_total", "Messages caused by time", walk.time_events_dispatched);
    text.value("pdpe_dispatcher_pending", "Openings, closings and messages to come", walk.scheduled_events_pending);
    text.value("pdpe_dispatcher_errors_total", "Messages that a subscriber failed to handle", walk.errors);
    let fields: [Field<MessageCounters>; 3] = [
        ("published", "Messages published", |counters| counters.published),
        ("delivered", "Successful calls of subscribers", |counters| counters.delivered),
        ("failed", "Failed calls of subscribers", |counters| counters.failed),
    ];
    for (name, help, field) in fields {
        let kinds = Kind::ALL.iter().zip(&vitals.messages).map(|(kind, counters)| (kind, field(counters)));
        text.values(&format!("pdpe_messages_{name}_total"), help, "kind", kinds);
    }
}

fn engine(text: &mut Exposition, vitals: &Vitals) {
    let engine = &vitals.engine;
    text.value("pdpe_engine_recalculations_total", "Instants and events scored again", engine.recalculations);
    text.value("pdpe_engine_cells_rescored_total", "Cells scored again", engine.cells_rescored);
    let layers = engine.calculations.iter().map(|count| (count.name.as_str(), count.times));
    text.values(
        "pdpe_engine_layer_calculations_total",
        "Calculations of a layer for the grid or for a single place",
        "layer",
        layers,
    );
    text.value("pdpe_engine_cells", "Cells of the grid", engine.cells_total);
    let seconds = vitals.at.timestamp();
    text.value("pdpe_engine_time_seconds", "The time of the scores, in seconds since 1970", seconds);
    text.value("pdpe_events", "Events known", vitals.events);
    text.value("pdpe_open_events", "Events open", vitals.open_events);
    text.value("pdpe_unresolved_deliveries", "Statements of deliveries that wait for an event", vitals.waiting);
    let caches = vitals.cache.by_name();
    let fields: [Field<CacheCounters>; 6] = [
        ("hits", "Lookups answered from a cache", |counters| counters.hits),
        ("misses", "Lookups that were computed", |counters| counters.misses),
        ("warmed", "Entries added by warming", |counters| counters.warmed),
        ("evicted", "Entries evicted for others", |counters| counters.evicted),
        ("expired", "Entries expired", |counters| counters.expired),
        ("invalidated", "Entries dropped because something they depend on changed", |counters| counters.invalidated),
    ];
    for (name, help, field) in fields {
        let values = caches.iter().map(|(cache, counters)| (*cache, field(counters)));
        text.values(&format!("pdpe_cache_{name}_total"), help, "cache", values);
    }
    let entries = caches.iter().map(|(cache, counters)| (*cache, counters.entries));
    text.values("pdpe_cache_entries", "Entries of a cache", "cache", entries);
    let links = caches.iter().map(|(cache, counters)| (*cache, counters.links));
    text.values("pdpe_cache_links", "Links from hours, places and events to entries", "cache", links);
}

fn webhooks(text: &mut Exposition, shared: &Shared) {
    let (tallied, done) = (shared.tally.so_far(), shared.pulse.so_far());
    // Unconfigured sources are counted together, because their senders choose the names.
    text.values(
        "pdpe_webhooks_received_total",
        "Deliveries acknowledged, including redeliveries",
        "source",
        &tallied.by_source,
    );
    text.value("pdpe_webhooks_duplicate_total", "Redeliveries", tallied.duplicate);
    text.value("pdpe_webhooks_processed_total", "Deliveries applied or ignored", done.applied);
    let failed = done.dead + tallied.failed;
    text.value("pdpe_webhooks_failed_total", "Deliveries that could not be kept or applied", failed);
    text.value("pdpe_webhooks_dead_total", "Deliveries that cannot be applied", done.dead);
    text.value("pdpe_webhooks_unknown_total", "Deliveries that do not concern events", done.unknown);
    text.value("pdpe_webhooks_unresolved_total", "Deliveries about unknown events", done.unresolved);
    text.values("pdpe_webhooks_rejected_total", "Deliveries refused", "reason", tallied.rejected);
    text.value("pdpe_webhooks_waiting", "Deliveries in the journal that are not applied yet", shared.pulse.waiting());
}

fn journal(text: &mut Exposition, shared: &Shared) {
    let kept = shared.journal.counters();
    let states = State::ALL.map(|state| (state, kept.in_state(state)));
    text.values("pdpe_journal_deliveries", "Deliveries in the journal", "state", states);
    text.value("pdpe_journal_committed_total", "Deliveries written to the journal", kept.committed);
    text.value("pdpe_journal_batches_total", "Transactions of the journal", kept.batches);
    text.value("pdpe_journal_failures_total", "Deliveries that could not be written", kept.failures);
    text.value("pdpe_journal_marks_owed", "Outcomes that could not be written so far", kept.marks_owed);
}

fn fetch(text: &mut Exposition, fetch: FetchCounters) {
    text.value("pdpe_fetch_questions_total", "Requests to Eventbrite", fetch.asked);
    text.value("pdpe_fetch_coalesced_total", "Requests that were already queued", fetch.coalesced);
    text.value("pdpe_fetch_refused_total", "Requests refused because the queue was full", fetch.refused);
    text.value("pdpe_fetch_answered_total", "Requests answered", fetch.answered);
    text.values("pdpe_fetch_failed_total", "Requests without a usable answer", "reason", fetch.failed());
    text.value("pdpe_fetch_retries_total", "Attempts after the first", fetch.retries);
    text.value("pdpe_fetch_waiting", "Requests queued", fetch.waiting);
}

fn door(text: &mut Exposition, shared: &Shared) {
    let stream = shared.feed.counters();
    text.value("pdpe_stream_viewers", "Viewers of the stream", stream.viewers);
    text.value("pdpe_stream_frames_total", "Frames sent to viewers", stream.frames);
    text.value("pdpe_stream_dropped_total", "Viewers that did not keep up", stream.dropped);
    let door = shared.door_counters();
    text.value("pdpe_door_connections", "Connections", door.connections);
    text.value("pdpe_door_idle_connections", "Connections that wait for a request", door.idle);
    text.value("pdpe_door_accepted_total", "Connections accepted", door.accepted);
    text.value("pdpe_door_answered_total", "Requests answered", door.answered);
    text.values("pdpe_door_refused_total", "Requests refused before routing", "status", door.refused);
    text.value("pdpe_door_evicted_total", "Connections closed to make room", door.evicted);
    text.value("pdpe_door_exhausted_total", "Times that no connection could be accepted", door.exhausted);
    text.value("pdpe_workers_busy", "Threads that compute an answer", door.workers.busy);
    text.value("pdpe_workers_stuck", "Threads that have worked on one request for too long", door.workers.stuck);
    text.value("pdpe_door_panics_total", "Panics while an answer was computed", door.panics);
}
