//! The pulse of the main loop: heartbeat, backlog, and counters.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::histogram::Timings;
use super::journal::Mark;
use crate::clock::monotonic;

/// The most deliveries that wait for the loop; more are answered with 503.
pub const MOST_WAITING: usize = 20_000;

/// The most bytes that they take in memory.
const MOST_WAITING_BYTES: usize = 64 << 20;

/// Written by the main loop and the threads that wake it, read by all.
#[derive(Debug)]
pub struct Pulse {
    started: Instant,
    /// The latest heartbeat, in milliseconds since the start.
    beat: AtomicU64,
    waiting: AtomicUsize,
    waiting_bytes: AtomicUsize,
    done: Mutex<Done>,
    /// Durations.
    pub timings: Timings,
}

/// Counters of applied deliveries since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Deliveries that were applied, at once or later, and ignored ones.
    pub applied: u64,
    /// Deliveries about something that was not known when they arrived.
    pub unresolved: u64,
    /// Deliveries that cannot be applied.
    pub dead: u64,
    /// Deliveries of a type that does not concern events.
    pub unknown: u64,
}

impl Default for Pulse {
    fn default() -> Self {
        Self {
            started: monotonic(),
            beat: AtomicU64::default(),
            waiting: AtomicUsize::default(),
            waiting_bytes: AtomicUsize::default(),
            done: Mutex::default(),
            timings: Timings::default(),
        }
    }
}

impl Pulse {
    /// The time since the start.
    pub fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    /// The time since the latest heartbeat.
    pub fn since_beat(&self) -> Duration {
        self.uptime().saturating_sub(Duration::from_millis(self.beat.load(Ordering::Relaxed)))
    }

    /// Deliveries that the loop has not handled yet.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// The counters.
    pub fn so_far(&self) -> Done {
        *self.done()
    }

    /// Whether the loop has so much to do that nothing more should be accepted.
    pub(super) fn is_full(&self) -> bool {
        self.waiting() >= MOST_WAITING || self.waiting_bytes.load(Ordering::Relaxed) >= MOST_WAITING_BYTES
    }

    /// Counts a delivery that waits for the loop, and the bytes that it takes in memory.
    pub(super) fn wait(&self, bytes: usize) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        self.waiting_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn beat(&self) {
        let milliseconds = u64::try_from(self.uptime().as_millis()).unwrap_or(u64::MAX);
        self.beat.store(milliseconds, Ordering::Relaxed);
    }

    pub(super) fn finished(&self, deliveries: usize, bytes: usize) {
        // In tests deliveries may reach the loop without having been counted.
        let subtract = |from: &AtomicUsize, what: usize| {
            let _ =
                from.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |waiting| Some(waiting.saturating_sub(what)));
        };
        subtract(&self.waiting, deliveries);
        subtract(&self.waiting_bytes, bytes);
    }

    pub(super) fn count_mark(&self, mark: &Mark) {
        let mut done = self.done();
        match mark {
            Mark::Pending => {}
            Mark::Applied | Mark::Ignored { .. } => done.applied += 1,
            Mark::Unresolved { .. } => done.unresolved += 1,
            Mark::Dead { .. } => done.dead += 1,
        }
    }

    pub(super) fn count_unknown(&self) {
        self.done().unknown += 1;
    }

    fn done(&self) -> MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
