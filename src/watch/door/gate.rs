//! A limit on how many threads do something at the same time.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::monotonic;

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
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Debug)]
struct State {
    free: usize,
    waiting: usize,
}

impl Gate {
    /// A gate for so many threads.
    #[must_use]
    pub fn new(threads: usize) -> Self {
        Self { state: Mutex::new(State { free: threads, waiting: 0 }), freed: Condvar::new() }
    }

    /// Waits for a place; none if there is none in that time.
    pub fn enter(&self, wait: Duration) -> Option<Inside<'_>> {
        let mut state = self.lock();
        if state.free == 0 {
            let until = monotonic() + wait;
            state.waiting += 1;
            while state.free == 0 {
                let left = until.saturating_duration_since(monotonic());
                if left.is_zero() {
                    break;
                }
                state = self.freed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
            }
            state.waiting -= 1;
        }
        state.free = state.free.checked_sub(1)?;
        Some(Inside { gate: self })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner) // every change is complete
    }
}

/// A place inside a [`Gate`]; dropped, it is free for another thread.
#[derive(Debug)]
#[must_use = "the place is free as soon as this is dropped"]
pub struct Inside<'g> {
    gate: &'g Gate,
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        let mut state = self.gate.lock();
        state.free += 1;
        let somebody_waits = state.waiting > 0;
        drop(state);
        if somebody_waits {
            self.gate.freed.notify_one();
        }
    }
}
