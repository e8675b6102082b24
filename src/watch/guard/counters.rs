//! What became of those who came: numbers for whoever asks how the guard is doing.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::refusal::Refusal;

/// What a [`Guard`](super::Guard) has done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Connections that there are now.
    pub connections: usize,
    /// Of them, those that wait for a request to begin.
    pub idle: usize,
    /// Of them, those to which a long answer is being sent.
    pub long_answers: usize,
    /// Connections that came.
    pub accepted: u64,
    /// Connections that were sent away to make room.
    pub evicted: u64,
    /// Requests that were answered by the server behind.
    pub answered: u64,
    /// Requests that were refused, by the status they were refused with.
    pub refused: BTreeMap<u16, u64>,
    /// Times that no connection could be accepted or no thread started.
    pub exhausted: u64,
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
    refused: Mutex<BTreeMap<u16, u64>>,
}

impl Tally {
    pub(super) fn refuse(&self, refusal: Refusal) {
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner).entry(refusal.status()).or_default() += 1;
    }

    pub(super) fn so_far(&self, [connections, idle, long_answers]: [usize; 3], evicted: u64) -> Counters {
        Counters {
            connections,
            idle,
            long_answers,
            accepted: self.accepted.load(Ordering::Relaxed),
            evicted,
            answered: self.answered.load(Ordering::Relaxed),
            refused: self.refused.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            exhausted: self.exhausted.load(Ordering::Relaxed),
        }
    }
}
