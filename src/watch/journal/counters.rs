//! Counters and the latest fault of the journal's thread.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{JournalError, State};

/// Numbers of deliveries by state, in the order of [`State::ALL`].
pub(super) type ByState = [u64; State::ALL.len()];

/// What happened to deliveries since the journal was opened, and how many it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct JournalCounters {
    /// Deliveries accepted.
    pub committed: u64,
    /// Transactions that wrote deliveries or marks.
    pub batches: u64,
    /// Duplicates.
    #[serde(skip)]
    pub duplicates: u64,
    /// Deliveries that were not kept because of an error.
    pub failures: u64,
    /// The number of the latest delivery; 0 if there is none.
    #[serde(skip)]
    pub last_seq: u64,
    /// Marks that could not be written so far.
    pub marks_owed: u64,
    /// Deliveries in the journal.
    #[serde(skip)]
    pub(super) by_state: ByState,
}

impl JournalCounters {
    /// How many deliveries in a state the journal holds.
    pub fn in_state(&self, state: State) -> u64 {
        self.by_state[state as usize]
    }
}

/// Written by the journal's thread, read by all.
#[derive(Debug, Default)]
pub(super) struct JournalStatus {
    counters: Mutex<JournalCounters>,
    fault: Mutex<Option<JournalError>>,
}

impl JournalStatus {
    pub(super) fn counters(&self) -> JournalCounters {
        *locked(&self.counters)
    }

    pub(super) fn count(&self, change: impl FnOnce(&mut JournalCounters)) {
        change(&mut locked(&self.counters));
    }

    pub(super) fn fault(&self) -> Option<JournalError> {
        locked(&self.fault).clone()
    }

    pub(super) fn set_fault(&self, fault: Option<JournalError>) {
        *locked(&self.fault) = fault;
    }
}

/// A panic cannot leave numbers half written.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
