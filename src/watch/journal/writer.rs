//! The journal's thread: takes queued orders, writes them in one transaction, replies after COMMIT.

use std::mem;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, TransactionBehavior};

use super::counters::JournalStatus;
use super::file::{self, Identity};
use super::lock::Lock;
use super::order::{Order, Submission};
use super::{BATCH_LIMIT, Forgotten, JournalError, MOST_IN_MEMORY, Mark, State, Stored, table};

/// Owner of the database. The lock is dropped last.
pub(super) struct Writer {
    connection: Connection,
    orders: Receiver<Order>,
    shared: Arc<JournalStatus>,
    /// What waits to be written.
    submissions: Vec<Submission>,
    marks: Vec<(u64, Mark)>,
    /// The file and its lock; none in memory.
    place: Option<(Identity, Lock)>,
}

/// How often to retry while there is a fault.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// How long marks wait for deliveries to be written with.
const MARKS_WITHIN: Duration = Duration::from_millis(50);

/// What a committed batch changed.
#[derive(Default)]
struct Changes {
    receipts: Vec<Stored>,
    /// Changes of state; a new delivery has none before.
    moves: Vec<(Option<State>, State)>,
}

impl Writer {
    pub(super) fn new(
        connection: Connection,
        place: Option<(Identity, Lock)>,
        orders: Receiver<Order>,
        shared: Arc<JournalStatus>,
    ) -> Self {
        Self { connection, orders, shared, submissions: Vec::new(), marks: Vec::new(), place }
    }

    /// Executes orders until it is told to close or all senders are gone; then writes what is left.
    pub(super) fn run(mut self) {
        let mut is_closing = false;
        loop {
            let first = if is_closing { self.orders.try_recv().ok() } else { self.wait() };
            let Some(first) = first else { break };
            let mut next = Some(first);
            let mut is_full = false;
            while let Some(order) = next {
                is_closing |= self.take(order);
                is_full = self.submissions.len() + self.marks.len() >= BATCH_LIMIT;
                next = if is_full { None } else { self.orders.try_recv().ok() };
            }
            // Nobody waits for marks: they are written with the next deliveries, if some arrive soon.
            if is_full || is_closing || !self.submissions.is_empty() {
                self.commit();
            }
        }
        self.commit();
    }

    /// The next order; none if all senders are gone. Retries after a fault: while nothing can be written,
    /// deliveries are refused before they reach the journal, so none would show that the fault is over.
    fn wait(&mut self) -> Option<Order> {
        loop {
            let wait = match self.shared.fault() {
                Some(_) => TRY_AGAIN,
                None if !self.marks.is_empty() => MARKS_WITHIN,
                None => return self.orders.recv().ok(),
            };
            match self.orders.recv_timeout(wait) {
                Ok(order) => return Some(order),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => self.try_again(),
            }
        }
    }

    /// Writes the marks that are left, or a value that changes nothing.
    fn try_again(&mut self) {
        if !self.marks.is_empty() {
            return self.commit();
        }
        let is_there = self.place.as_ref().map_or(Ok(()), |(identity, _)| identity.check());
        let written = is_there
            .and_then(|()| file::write_nothing(&self.connection).map_err(|error| JournalError::writing(&error)));
        self.shared.set_fault(written.err());
    }

    /// Adds writes to the batch; commits it before any other order. Returns whether to close.
    fn take(&mut self, order: Order) -> bool {
        match order {
            Order::Submit(reply) => {
                self.submissions.push(reply);
                return false;
            }
            Order::Marks(marks) => {
                self.marks.extend(marks);
                return false;
            }
            _ => self.commit(),
        }
        // A caller that does not wait for the reply does not want it.
        match order {
            Order::Flush(reply) => drop(reply.send(self.all_marks_are_written())),
            Order::Page { filter, reply } => {
                let page = table::page(&self.connection, &filter);
                drop(reply.send(page.map_err(|error| JournalError::reading(&error))));
            }
            Order::Entry { seq, reply } => {
                let entry = table::entry(&self.connection, seq);
                drop(reply.send(entry.map_err(|error| JournalError::reading(&error))));
            }
            Order::Forget { deliveries, needed, keys, reply } => {
                drop(reply.send(self.forget(deliveries, &needed, keys)));
            }
            Order::Close => return true,
            Order::Submit(_) | Order::Marks(_) => {}
        }
        false
    }

    fn all_marks_are_written(&self) -> Result<(), JournalError> {
        if self.marks.is_empty() { Ok(()) } else { Err(self.shared.fault().unwrap_or(JournalError::Closed)) }
    }

    /// Writes the batch and replies. Marks that could not be written stay for the next one.
    fn commit(&mut self) {
        if self.submissions.is_empty() && self.marks.is_empty() {
            return;
        }
        let written = self.try_commit();
        let submissions = mem::take(&mut self.submissions);
        match written {
            Ok(changes) => {
                self.marks.clear();
                self.count(&changes);
                self.shared.set_fault(None);
                for (reply, receipt) in submissions.into_iter().zip(changes.receipts) {
                    reply.send(Ok(receipt));
                }
                self.keep_memory_small();
            }
            Err(fault) => {
                self.shared.count(|counters| {
                    counters.failures += submissions.len() as u64;
                    counters.marks_owed = self.marks.len() as u64;
                });
                self.shared.set_fault(Some(fault.clone()));
                for reply in submissions {
                    reply.send(Err(fault.clone()));
                }
            }
        }
    }

    fn try_commit(&mut self) -> Result<Changes, JournalError> {
        if let Some((identity, _)) = &self.place {
            identity.check()?;
        }
        let mut changes = Changes::default();
        let write = |connection: &mut Connection, changes: &mut Changes| {
            // Rolls back when dropped before the commit.
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for delivery in self.submissions.iter().filter_map(Submission::delivery) {
                let receipt = table::insert(&transaction, delivery)?;
                if let Stored::Accepted { .. } = receipt {
                    changes.moves.push((None, State::Pending));
                }
                changes.receipts.push(receipt);
            }
            for (seq, mark) in &self.marks {
                if let Some(before) = table::mark(&transaction, *seq, mark)? {
                    changes.moves.push((Some(before), mark.state()));
                    if self.place.is_none() {
                        table::strip(&transaction, *seq)?;
                    }
                }
            }
            transaction.commit()
        };
        write(&mut self.connection, &mut changes).map_err(|error| JournalError::writing(&error))?;
        Ok(changes)
    }

    /// A journal in memory deletes its oldest deliveries beyond the limit.
    fn keep_memory_small(&mut self) {
        let kept = || self.shared.counters().by_state.iter().sum::<u64>();
        if self.place.is_none() && kept() > MOST_IN_MEMORY {
            // An error is retried with the next batch.
            let _ = self.forget(DateTime::<Utc>::MAX_UTC, "[]", DateTime::<Utc>::MAX_UTC);
        }
    }

    fn count(&self, changes: &Changes) {
        let new = |receipt: &Stored| match receipt {
            Stored::Accepted { seq } => Some(*seq),
            Stored::Duplicate { .. } => None,
        };
        let new: Vec<u64> = changes.receipts.iter().filter_map(new).collect();
        let committed = new.len() as u64;
        self.shared.count(|counters| {
            counters.last_seq = new.last().copied().unwrap_or(counters.last_seq);
            counters.batches += 1;
            counters.committed += committed;
            counters.duplicates += changes.receipts.len() as u64 - committed;
            counters.marks_owed = 0;
            for (before, after) in &changes.moves {
                if let Some(before) = before {
                    let count = &mut counters.by_state[*before as usize];
                    *count = count.saturating_sub(1);
                }
                counters.by_state[*after as usize] += 1;
            }
        });
    }

    fn forget(
        &mut self,
        deliveries: DateTime<Utc>,
        needed: &str,
        keys: DateTime<Utc>,
    ) -> Result<Forgotten, JournalError> {
        let written =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
                let forgotten = table::forget(&transaction, deliveries, needed, keys)?;
                transaction.commit()?;
                Ok(forgotten)
            });
        let (states, keys) = written.map_err(|error| JournalError::writing(&error))?;
        self.shared.count(|counters| {
            for (count, gone) in counters.by_state.iter_mut().zip(states) {
                *count = count.saturating_sub(gone);
            }
        });
        let deliveries = states.iter().sum();
        Ok(Forgotten { deliveries, keys: keys as u64 })
    }
}
