//! Counters of the door.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::refusal::Refusal;

/// Counters of a [`Door`](super::Door) since its start.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counters {
    /// Open connections.
    pub connections: usize,
    /// Of them, those that wait for a request to begin.
    pub idle: usize,
    /// Of them, those that receive a stream or another long answer.
    #[serde(skip)]
    pub long_answers: usize,
    /// Connections accepted.
    pub accepted: u64,
    /// Connections closed to make room.
    pub evicted: u64,
    /// Requests answered.
    pub answered: u64,
    /// Requests refused, by status.
    pub refused: BTreeMap<u16, u64>,
    /// Times that no connection could be accepted or no thread started.
    pub exhausted: u64,
    /// Panics while an answer was computed.
    pub panics: u64,
    /// Threads that are computing an answer.
    #[serde(flatten)]
    pub workers: Workers,
}

/// Threads that are computing an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Workers {
    /// How many.
    pub busy: usize,
    /// Of them, those that have taken longer than [`Limits::stuck`](super::Limits::stuck).
    pub stuck: usize,
    /// That limit.
    #[serde(skip)]
    pub limit: Duration,
}

impl Workers {
    /// With this many stuck threads the program no longer works: threads that wait for the same thing
    /// will not continue either.
    pub const MOST_STUCK: usize = 8;

    /// Whether that many threads are stuck.
    pub fn are_stuck(&self) -> bool {
        self.stuck >= Self::MOST_STUCK
    }
}

impl fmt::Display for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { busy, stuck, limit } = self;
        write!(f, "{stuck} of {busy} busy workers have worked on one request for more than {} s", limit.as_secs())
    }
}

/// The counters, shared by all threads.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Counters>);

impl Tally {
    pub(super) fn count(&self, change: impl FnOnce(&mut Counters)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(super) fn refuse(&self, refusal: Refusal) {
        self.count(|counters| *counters.refused.entry(refusal.status()).or_default() += 1);
    }

    pub(super) fn so_far(&self) -> Counters {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
