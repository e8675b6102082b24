//! A limit on how many threads do expensive work at the same time: a semaphore with a time-out.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Lets a number of threads through at the same time; others wait.
///
/// ```
/// use std::time::Duration;
/// use pdpe::watch::door::Gate;
///
/// let gate = Gate::new(1);
/// let inside = gate.enter(Duration::ZERO);
/// assert!(inside.is_some() && gate.enter(Duration::ZERO).is_none());
/// drop(inside);
/// assert!(gate.enter(Duration::ZERO).is_some());
/// ```
#[derive(Debug)]
pub struct Gate {
    free: Mutex<usize>,
    freed: Condvar,
}

impl Gate {
    /// A gate for this many threads.
    pub fn new(threads: usize) -> Self {
        Self { free: Mutex::new(threads), freed: Condvar::new() }
    }

    /// Waits for a place; none if none becomes free within `wait`.
    pub fn enter(&self, wait: Duration) -> Option<Admitted<'_>> {
        let waited = self.freed.wait_timeout_while(self.lock(), wait, |free| *free == 0);
        let (mut free, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *free = free.checked_sub(1)?;
        Some(Admitted { gate: self })
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place inside a [`Gate`]; dropping it frees the place.
#[derive(Debug)]
#[must_use = "the place is free as soon as this is dropped"]
pub struct Admitted<'g> {
    gate: &'g Gate,
}

impl Drop for Admitted<'_> {
    fn drop(&mut self) {
        *self.gate.lock() += 1;
        self.gate.freed.notify_one();
    }
}
