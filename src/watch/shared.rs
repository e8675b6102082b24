//! What those who answer requests share: the way to the loop, the journal, and counters.

use std::collections::BTreeMap;
use std::sync::mpsc::{Sender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use super::access::Access;
use super::door::{Counters, Gate};
use super::feed::Feed;
use super::fetch::Fetcher;
use super::journal::Journal;
use super::main_loop::{Inside, Wake};
use super::plans::Plans;
use super::pulse::Pulse;
use super::senders::Senders;
use crate::clock::Pace;
use crate::grid::{Grid, Regular};
use crate::model::Model;
use crate::output::Lattice;

/// An answer of the loop that takes longer does not come any more.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// The most deliveries that wait for the loop; more are answered with 503.
pub const MOST_WAITING: usize = 20_000;

/// Nobody answers, or not in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Silent;

/// What all requests share.
pub(super) struct Shared {
    pub model: Model,
    pub model_name: String,
    /// What pages call the grid.
    pub title: String,
    pub grid: Arc<Grid>,
    /// Its rows and columns, if it has any; found when a map is first asked for.
    pub lattice: OnceLock<Option<Lattice>>,
    /// The grid, if it is one by rule.
    pub regular: Option<Regular>,
    pub access: Access,
    pub senders: RwLock<Arc<Senders>>,
    pub journal: Arc<Journal>,
    pub feed: Arc<Feed>,
    pub pulse: Arc<Pulse>,
    pub pace: Pace,
    /// How long the loop may be silent before it counts as dead.
    pub silence: Duration,
    pub tally: Tally,
    pub gates: Arc<Gates>,
    pub plans: Plans,
    /// Who asks Eventbrite, if anybody does.
    pub fetcher: Option<Arc<Fetcher>>,
    pub wakes: Sender<Wake>,
    /// What the door has done; set when it is open.
    pub door: OnceLock<Box<dyn Fn() -> Counters + Send + Sync>>,
}

/// How many requests are computed at a time. What only waits, for the journal or for the next message,
/// is not among them.
#[derive(Debug)]
pub(super) struct Gates {
    /// Deliveries that are verified and parsed: parsed, JSON can take 32 times its length in memory.
    pub deliveries: Gate,
    /// Answers to those who read.
    pub reads: Gate,
}

impl Default for Gates {
    fn default() -> Self {
        Self { deliveries: Gate::new(8), reads: Gate::new(8) }
    }
}

/// How long a request waits at a gate.
pub(super) const GATE_WITHIN: Duration = Duration::from_secs(10);

impl Shared {
    /// The senders in force.
    pub fn senders(&self) -> Arc<Senders> {
        Arc::clone(&self.senders.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the door has done; zeros before it is open.
    pub fn door_counters(&self) -> Counters {
        self.door.get().map(|door| door()).unwrap_or_default()
    }

    /// Whether the loop is alive, as far as can be seen from outside.
    pub fn loop_is_alive(&self) -> bool {
        self.pulse.since_beat() < self.silence
    }

    /// Asks the loop, and waits for the answer.
    pub fn ask<T: Send + 'static>(
        &self,
        question: impl for<'a, 's> FnOnce(&mut Inside<'a, 's>) -> T + Send + 'static,
    ) -> Result<T, Silent> {
        if self.loop_is_alive() { ask(&self.wakes, question) } else { Err(Silent) }
    }
}

/// Asks the loop that `wakes` leads to, and waits for the answer.
pub(super) fn ask<T: Send + 'static>(
    wakes: &Sender<Wake>,
    question: impl for<'a, 's> FnOnce(&mut Inside<'a, 's>) -> T + Send + 'static,
) -> Result<T, Silent> {
    let (sender, answer) = sync_channel(1);
    let ask = Wake::Ask(Box::new(move |inside| {
        // Who asked may have gone.
        let _ = sender.send(question(inside));
    }));
    wakes.send(ask).map_err(|_| Silent)?;
    answer.recv_timeout(ANSWER_WITHIN).map_err(|_| Silent)
}

/// What became of the requests with deliveries.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Tallied>);

/// As [`Tally`], at one moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Tallied {
    /// POST requests to the address of a source.
    pub requests: u64,
    /// Deliveries that were acknowledged, the first and repeated ones.
    pub received: u64,
    /// Those that came before.
    pub duplicate: u64,
    /// Deliveries that could not be kept.
    pub failed: u64,
    /// Requests that were not believed or not understood, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// The same by source and reason, for people.
    pub refused: BTreeMap<String, u64>,
    /// Deliveries acknowledged, by source; those without settings together.
    pub by_source: BTreeMap<String, u64>,
}

impl Tally {
    pub fn count(&self, change: impl FnOnce(&mut Tallied)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Counts a request that is refused; `of` is the source, if it is one of the settings.
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
