//! The pulse of the main loop: its signs of life, how much waits for it, and what it has done.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::histogram::Timings;
use super::journal::Mark;
use crate::clock::monotonic;

/// Written by the main loop and by the threads that wake it, read by all.
#[derive(Debug)]
pub struct Pulse {
    started: Instant,
    /// When it was last seen alive, in milliseconds since the start.
    beat: AtomicU64,
    waiting: AtomicUsize,
    done: Mutex<Done>,
    /// How long things take.
    pub timings: Timings,
}

/// What the loop has done since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Deliveries that were followed, at once or once what they are about was known, and those
    /// that say nothing of events.
    pub applied: u64,
    /// Deliveries about something that was not known when they came.
    pub unresolved: u64,
    /// Deliveries that cannot be applied.
    pub dead: u64,
    /// Deliveries of a type that says nothing of events.
    pub unknown: u64,
}

impl Default for Pulse {
    fn default() -> Self {
        Self {
            started: monotonic(),
            beat: AtomicU64::default(),
            waiting: AtomicUsize::default(),
            done: Mutex::default(),
            timings: Timings::default(),
        }
    }
}

impl Pulse {
    /// Since when it runs.
    pub fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    /// How long ago the loop was last seen alive.
    pub fn since_beat(&self) -> Duration {
        self.uptime().saturating_sub(Duration::from_millis(self.beat.load(Ordering::Relaxed)))
    }

    /// Deliveries that the loop has not done yet.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// What the loop has done.
    pub fn so_far(&self) -> Done {
        *self.done()
    }

    /// One more delivery waits for the loop.
    pub(super) fn wait(&self) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn beat(&self) {
        let milliseconds = u64::try_from(self.uptime().as_millis()).unwrap_or(u64::MAX);
        self.beat.store(milliseconds, Ordering::Relaxed);
    }

    pub(super) fn finished(&self, deliveries: usize) {
        // Those of a test that hands deliveries to the loop by itself were not counted in.
        let _ = self
            .waiting
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |waiting| Some(waiting.saturating_sub(deliveries)));
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
