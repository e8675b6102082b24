//! What all requests share: access to the loop, the journal, and counters.

use std::collections::BTreeMap;
use std::sync::mpsc::{Sender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::access::Access;
use super::cors::AllowedOrigin;
use super::door::{Counters, Gate};
use super::feed::Feed;
use super::fetch::Fetcher;
use super::journal::Journal;
use super::main_loop::{Inside, Wake};
use super::plans::Plans;
use super::pulse::Pulse;
use super::senders::Senders;
use super::versions::Versions;
use crate::clock::Pace;
use crate::grid::{Grid, Regular};
use crate::model::Model;
use crate::model::fitted::FitRecord;
use crate::output::Lattice;
use crate::places::Names;

/// The time limit of an answer from the loop.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// The loop does not answer, or not in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Silent;

/// What all requests share.
pub(super) struct Shared {
    pub model: Model,
    pub model_name: String,
    /// What the factors of a fitted model rest on.
    pub fit: Option<FitRecord>,
    /// What pages call the grid.
    pub title: String,
    /// What people call the cells, if that is known.
    pub names: Option<Names>,
    pub grid: Arc<Grid>,
    /// Its rows and columns, if it has any; computed when a map is first requested.
    pub lattice: OnceLock<Option<Lattice>>,
    /// The grid as a rule, if it has one.
    pub regular: Option<Regular>,
    pub access: Access,
    /// Pages of other sites that may read.
    pub cors: Vec<AllowedOrigin>,
    pub senders: RwLock<Arc<Senders>>,
    pub journal: Arc<Journal>,
    pub feed: Arc<Feed>,
    pub pulse: Arc<Pulse>,
    pub pace: Pace,
    /// How long the loop may be silent before it counts as failed.
    pub silence: Duration,
    pub tally: Tally,
    pub gates: Arc<Gates>,
    /// The answers of `/events`, with the version of the events in them.
    pub events: Mutex<Versions<(u64, Vec<u8>)>>,
    /// The plans that `/plan` computed.
    pub plans: Plans,
    /// Sends requests to Eventbrite, if a token is set.
    pub fetcher: Option<Arc<Fetcher>>,
    pub wakes: Sender<Wake>,
    /// The door's counters; set once it is open.
    pub door: OnceLock<Box<dyn Fn() -> Counters + Send + Sync>>,
}

/// How many requests are computed at a time. Requests that only wait, for the journal or for a
/// message, do not count.
#[derive(Debug)]
pub(super) struct Gates {
    /// Deliveries being verified and parsed: parsed JSON can take 32 times its length in memory.
    pub deliveries: Gate,
    /// Answers to GET requests.
    pub reads: Gate,
}

impl Default for Gates {
    fn default() -> Self {
        Self { deliveries: Gate::new(8), reads: Gate::new(8) }
    }
}

/// How long a request waits for a gate.
pub(super) const GATE_WITHIN: Duration = Duration::from_secs(10);

impl Shared {
    /// What people call the cells, with the venues of the events that are open at a time; asked inside the loop.
    pub fn names_at(&self) -> impl FnOnce(&Inside, DateTime<Utc>) -> Option<Names> + Send + use<> {
        let (names, proximity) = (self.names.clone(), self.model.proximity);
        move |inside, at| {
            let open = inside.agenda.events().iter().filter(|event| event.is_open(&proximity, at));
            Some(names?.with_venues(open.map(|event| (event.place, event.label().to_owned()))))
        }
    }

    /// The senders in force.
    pub fn senders(&self) -> Arc<Senders> {
        Arc::clone(&self.senders.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The door's counters; zeros before it is open.
    pub fn door_counters(&self) -> Counters {
        self.door.get().map(|door| door()).unwrap_or_default()
    }

    /// Whether the loop has shown a heartbeat recently.
    pub fn loop_is_alive(&self) -> bool {
        self.pulse.since_beat() < self.silence
    }

    /// Sends the loop a question and waits for the answer.
    pub fn ask<T: Send + 'static>(
        &self,
        question: impl for<'a, 's> FnOnce(&mut Inside<'a, 's>) -> T + Send + 'static,
    ) -> Result<T, Silent> {
        if self.loop_is_alive() { ask(&self.wakes, question) } else { Err(Silent) }
    }
}

/// Sends a question to the loop behind `wakes` and waits for the answer.
pub(super) fn ask<T: Send + 'static>(
    wakes: &Sender<Wake>,
    question: impl for<'a, 's> FnOnce(&mut Inside<'a, 's>) -> T + Send + 'static,
) -> Result<T, Silent> {
    let (sender, answer) = sync_channel(1);
    let ask = Wake::Ask(Box::new(move |inside| {
        // The asker may have given up.
        let _ = sender.send(question(inside));
    }));
    wakes.send(ask).map_err(|_| Silent)?;
    answer.recv_timeout(ANSWER_WITHIN).map_err(|_| Silent)
}

/// Counters of requests with deliveries.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Tallied>);

/// The values of [`Tally`] at one moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Tallied {
    /// POST requests to the path of a source.
    pub requests: u64,
    /// Deliveries acknowledged, including redeliveries.
    pub received: u64,
    /// Redeliveries.
    pub duplicate: u64,
    /// Deliveries that could not be kept.
    pub failed: u64,
    /// Requests refused, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// The same by source and reason, as text.
    pub refused: BTreeMap<String, u64>,
    /// Deliveries acknowledged, by source; unconfigured sources together.
    pub by_source: BTreeMap<String, u64>,
}

impl Tally {
    pub fn count(&self, change: impl FnOnce(&mut Tallied)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Counts a refused request; `of` is the source, if it is configured.
    pub fn reject(&self, of: Option<&str>, reason: &'static str) {
        self.count(|tallied| {
            *tallied.rejected.entry(reason).or_default() += 1;
            let words = of.map_or_else(|| reason.to_owned(), |source| format!("{source}: {reason}"));
            *tallied.refused.entry(words).or_default() += 1;
        });
    }

    pub fn so_far(&self) -> Tallied {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
