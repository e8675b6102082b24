//! What the door has done so far, in numbers.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::connections::Sizes;
use super::refusal::Refusal;

/// What a [`Door`](super::Door) has done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Connections that there are now.
    pub connections: usize,
    /// Of them, those that wait for a request to begin.
    pub idle: usize,
    /// Of them, those to which a stream or another long answer is being sent.
    pub long_answers: usize,
    /// Connections that were accepted.
    pub accepted: u64,
    /// Connections that were closed to make room.
    pub evicted: u64,
    /// Requests that were answered.
    pub answered: u64,
    /// Requests that were refused, by status.
    pub refused: BTreeMap<u16, u64>,
    /// Times that no connection could be accepted or no thread started.
    pub exhausted: u64,
    /// Panics while an answer was computed.
    pub panics: u64,
    /// The threads that compute answers now.
    pub workers: Workers,
}

/// The threads of connections, as far as they are computing an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Workers {
    /// Threads that are computing an answer.
    pub busy: usize,
    /// Of them, those that have been at it for longer than [`Limits::stuck`](super::Limits::stuck).
    pub stuck: usize,
    /// That limit.
    pub limit: Duration,
}

impl Workers {
    /// So many stuck threads mean that the program no longer works: those that wait for the same thing
    /// will not go on either.
    pub const MOST_STUCK: usize = 8;

    /// Whether there are as many stuck threads as that, or more.
    #[must_use]
    pub fn are_stuck(&self) -> bool {
        self.stuck >= Self::MOST_STUCK
    }
}

impl fmt::Display for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { busy, stuck, limit } = self;
        write!(f, "{stuck} of {busy} busy workers have been at one request for more than {} s", limit.as_secs())
    }
}

/// Counts one more.
pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// The counters, counting.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) accepted: AtomicU64,
    pub(super) answered: AtomicU64,
    pub(super) exhausted: AtomicU64,
    pub(super) panics: AtomicU64,
    refused: Mutex<BTreeMap<u16, u64>>,
}

impl Tally {
    pub(super) fn refuse(&self, refusal: Refusal) {
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner).entry(refusal.status()).or_default() += 1;
    }

    pub(super) fn so_far(&self, sizes: Sizes, evicted: u64, limit: Duration) -> Counters {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counters {
            connections: sizes.connections,
            idle: sizes.idle,
            long_answers: sizes.long_answers,
            accepted: read(&self.accepted),
            evicted,
            answered: read(&self.answered),
            refused: self.refused.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            exhausted: read(&self.exhausted),
            panics: read(&self.panics),
            workers: Workers { busy: sizes.busy, stuck: sizes.stuck, limit },
        }
    }
}
