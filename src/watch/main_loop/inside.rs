//! The state that questions to the loop can read: scores, events, messages, counters.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::clock::ZonedTime;
use crate::grid::Grid;
use crate::live::bus::{Bus, MessageCounters};
use crate::live::cache::CacheReport;
use crate::live::dispatcher::{Dispatcher, DispatcherCounters};
use crate::live::engine::{Engine, EngineCounters};
use crate::live::message::Kind;
use crate::output::{CellWriter, Column, Heading, RowFormat};
use crate::score::Scored;
use crate::score::Scores;
use crate::watch::agenda::Agenda;
use crate::watch::versions::Versions;

/// The state of the loop while a question is answered.
pub struct Inside<'a, 's> {
    /// The scores.
    pub engine: &'a mut Engine,
    /// The dispatcher.
    pub dispatcher: &'a Dispatcher,
    /// The messages.
    pub bus: &'a Bus<'s>,
    /// The events.
    pub agenda: &'a Agenda,
    /// The time of the loop.
    pub now: DateTime<Utc>,
    pub(super) snapshots: &'a mut Versions<Snapshot>,
}

/// Bytes of the scores of a cell.
const SCORES_BYTES: usize = 48;

/// All scores, shared by all questions until something changes.
#[derive(Debug)]
pub struct Snapshot {
    /// The cells.
    pub grid: Arc<Grid>,
    /// Their scores.
    pub scores: Scores,
    /// How many events are open.
    pub open_events: usize,
}

/// Counters of the parts inside the loop.
#[derive(Clone, Debug)]
pub struct Vitals {
    /// The dispatcher.
    pub dispatcher: DispatcherCounters,
    /// The engine.
    pub engine: EngineCounters,
    /// Its caches.
    pub cache: CacheReport,
    /// The messages of each kind, in the order of [`Kind::ALL`].
    pub messages: [MessageCounters; Kind::ALL.len()],
    /// Events known.
    pub events: usize,
    /// Events open.
    pub open_events: usize,
    /// Statements of deliveries that wait for an event.
    pub waiting: usize,
    /// The time of the scores.
    pub at: ZonedTime,
}

impl Inside<'_, '_> {
    /// The current scores; none while too many earlier ones are being read. Who reads them slowly should hold them
    /// weakly.
    pub fn snapshot(&mut self) -> Option<Arc<Snapshot>> {
        let engine = &*self.engine;
        let make = || Snapshot {
            grid: Arc::clone(engine.grid()),
            scores: engine.scores().clone(),
            open_events: engine.open_events(),
        };
        let bytes = engine.grid().len() * SCORES_BYTES;
        match self.snapshots.latest() {
            Some(latest) => Some(Arc::clone(latest)),
            None => self.snapshots.add(bytes, make).cloned(),
        }
    }

    /// The time of the scores: now, or the time of the last applied change while one is deferred.
    pub fn time(&self) -> ZonedTime {
        match self.engine.refresh_due() {
            None => self.now.with_timezone(&self.engine.model().timezone),
            Some(_) => self.engine.at(),
        }
    }

    /// The counters.
    pub fn vitals(&self) -> Vitals {
        Vitals {
            dispatcher: self.dispatcher.counters(self.engine.openings()),
            engine: self.engine.counters(),
            cache: self.engine.cache_report(),
            messages: Kind::ALL.map(|kind| self.bus.counters(kind)),
            events: self.agenda.events().len(),
            open_events: self.engine.open_events(),
            waiting: self.agenda.waiting(),
            at: self.time(),
        }
    }
}

/// The most cells that are listed; beyond that viewers load all of them.
const MOST_CELLS_TOLD: usize = 2000;

/// The cells that changed, with their scores, as JSON on one line.
pub(super) fn changed_cells(engine: &Engine, changed: &[usize]) -> Vec<u8> {
    #[derive(Serialize)]
    struct Head {
        timestamp: String,
        cells_changed: usize,
    }
    let head = Head { timestamp: engine.at().to_rfc3339(), cells_changed: changed.len() };
    // Writing to memory cannot fail.
    let mut json = serde_json::to_vec(&head).unwrap_or_default();
    json.pop();
    json.extend_from_slice(b",\"cells\":");
    if changed.len() > MOST_CELLS_TOLD {
        json.extend_from_slice(b"null}");
        return json;
    }
    let mut scored = Scored::default();
    for &cell in changed {
        scored.grid.append_cell(engine.grid(), cell);
        scored.scores.append_cell(engine.scores(), cell);
    }
    let heading = Heading {
        timestamp: String::new(),
        timezone: String::new(),
        model: String::new(),
        cell_degrees: None,
        place: None,
    };
    let writer = CellWriter { format: RowFormat::Json, columns: Column::usual(engine.model()), heading };
    json.push(b'[');
    let start = json.len();
    writer.cells(&scored, f64::NEG_INFINITY, &mut json);
    // The writer separates cells by line ends, and writes no others.
    json[start..].iter_mut().filter(|byte| **byte == b'\n').for_each(|byte| *byte = b' ');
    json.extend_from_slice(b"]}");
    json
}
