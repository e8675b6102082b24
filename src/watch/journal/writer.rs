//! The journal's thread: takes queued orders, writes them in one transaction, replies after COMMIT.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, TransactionBehavior};

use super::counters::JournalStatus;
use super::file::{self, Identity, LogState};
use super::lock::Lock;
use super::order::{Order, Submission};
use super::{BATCH_LIMIT, Delivery, Entry, Forgotten, JournalError, MOST_IN_MEMORY, Mark, State, Stored, table};

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
    /// Whether the log holds what the journal's file does not.
    is_log_needed: bool,
    /// Whether another program kept it from being copied.
    is_log_in_use: bool,
    /// The deliveries that only the log holds: if it is cut off, they are written again.
    recent: Recent,
    /// Deliveries that are missing; nothing more is accepted.
    lost: Option<JournalError>,
}

/// How often to retry while there is a fault, and to look at the files.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// How long marks wait for deliveries to be written with, and the log to be copied to the journal's file.
const MARKS_WITHIN: Duration = Duration::from_millis(50);

/// What a committed batch changed.
#[derive(Default)]
struct Changes {
    receipts: Vec<Stored>,
    /// Changes of state; a new delivery has none before.
    moves: Vec<(Option<State>, State)>,
}

/// The latest deliveries, up to a limit in bytes.
#[derive(Default)]
struct Recent {
    entries: VecDeque<Entry>,
    bytes: usize,
}

impl Recent {
    /// The most bytes of bodies. Before that the log is usually copied.
    const MOST_BYTES: usize = 16 << 20;

    /// When the log is copied although there is more to do.
    const COPIED_AT_BYTES: usize = 4 << 20;

    fn add(&mut self, seq: u64, delivery: &Delivery) {
        self.bytes += bytes_of(delivery);
        self.entries.push_back(Entry { seq, delivery: delivery.clone(), state: State::Pending, error: None });
        while self.bytes > Self::MOST_BYTES {
            self.bytes -= self.entries.pop_front().map_or(self.bytes, |oldest| bytes_of(&oldest.delivery));
        }
    }
}

/// The size of a delivery in memory, roughly.
fn bytes_of(delivery: &Delivery) -> usize {
    delivery.body.len() + 1000
}

impl Writer {
    pub(super) fn new(
        connection: Connection,
        place: Option<(Identity, Lock)>,
        orders: Receiver<Order>,
        shared: Arc<JournalStatus>,
    ) -> Self {
        Self {
            connection,
            orders,
            shared,
            submissions: Vec::new(),
            marks: Vec::new(),
            place,
            is_log_needed: true,
            is_log_in_use: false,
            recent: Recent::default(),
            lost: None,
        }
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
        self.close();
    }

    /// Leaves the journal in one file.
    fn close(mut self) {
        // A log that was cut off stays as it is: copying it would mix old pages with new ones.
        if self.check_files().is_ok() && self.lost.is_none() {
            file::close(self.connection);
        }
    }

    /// The next order; none if all senders are gone. Retries after a fault: while nothing can be written,
    /// deliveries are refused before they reach the journal, so none would show that the fault is over.
    fn wait(&mut self) -> Option<Order> {
        loop {
            let wait = match self.shared.fault() {
                Some(_) => TRY_AGAIN,
                None if !self.marks.is_empty() => MARKS_WITHIN,
                None if self.is_log_needed && !self.is_log_in_use && self.place.is_some() => MARKS_WITHIN,
                None if self.place.is_some() => TRY_AGAIN,
                None => return self.orders.recv().ok(),
            };
            match self.orders.recv_timeout(wait) {
                Ok(order) => return Some(order),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => self.try_again(),
            }
        }
    }

    /// Writes the marks that are left, copies the log, or looks whether all files are there.
    fn try_again(&mut self) {
        if !self.marks.is_empty() {
            return self.commit();
        }
        let mut written = self.check_files();
        if written.is_ok() && self.shared.fault().is_some() {
            written = file::write_nothing(&self.connection).map_err(|error| JournalError::writing(&error));
            self.is_log_needed = true;
        }
        if written.is_ok() && self.is_log_needed && self.place.is_some() {
            // Whoever removes or cuts off the log later then removes nothing.
            written = self.copy_log();
        }
        self.note_log();
        self.shared.set_fault(written.err());
    }

    /// Copies the log to the journal's file, as far as no other program reads an older state.
    fn copy_log(&mut self) -> Result<(), JournalError> {
        let is_copied = file::copy_log(&self.connection).map_err(|error| JournalError::writing(&error))?;
        (self.is_log_needed, self.is_log_in_use) = (!is_copied, !is_copied);
        if is_copied {
            self.recent = Recent::default();
        }
        Ok(())
    }

    fn note_log(&mut self) {
        if let Some((identity, _)) = &mut self.place {
            identity.note_log();
        }
    }

    /// An error if the journal's file is not the one that was opened. If its log was removed, copies what the open
    /// log holds, and opens the journal again.
    fn check_files(&mut self) -> Result<(), JournalError> {
        if let Some(lost) = &self.lost {
            return Err(lost.clone());
        }
        let Some((identity, _)) = &self.place else { return Ok(()) };
        identity.check()?;
        let state = identity.log_state();
        if state == LogState::Whole {
            return Ok(());
        }
        let path = identity.path().to_owned();
        let what = if state == LogState::Cut { "cut off" } else { "removed or replaced" };
        tracing::warn!("the log of the journal {} was {what}: it is opened again", path.display());
        if state == LogState::Gone && self.is_log_needed {
            let copied = file::copy_log(&self.connection).map_err(|error| JournalError::writing(&error))?;
            if !copied {
                return Err(JournalError::Write("its log was removed, and another program reads the journal".into()));
            }
        }
        // The old one must be closed first: both would share its index.
        self.connection = file::open_in_memory()?;
        let (connection, identity) = file::open_to_write(&path)?;
        self.connection = connection;
        if let Some((own, _)) = &mut self.place {
            *own = identity;
        }
        let last = self.shared.counters().last_seq;
        let given = self.write_recent().map_err(|error| JournalError::writing(&error))?;
        if given < last {
            let missing = JournalError::Lost { path, first: given + 1, last };
            tracing::error!("{missing}");
            self.lost = Some(missing.clone());
            return Err(missing);
        }
        Ok(())
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
                drop(reply.send(page));
            }
            Order::Entry { seq, reply } => {
                let entry = table::entry(&self.connection, seq);
                drop(reply.send(entry));
            }
            Order::Forget { deliveries, needed, keys, reply } => {
                drop(reply.send(self.forget(deliveries, &needed, keys)));
            }
            Order::Close => return true,
            Order::Submit(_) | Order::Marks(_) => {}
        }
        false
    }

    /// Writes the recent deliveries that are missing in the journal. Returns the greatest number given so far; less
    /// than expected if some are missing for good.
    fn write_recent(&mut self) -> rusqlite::Result<u64> {
        let given = table::last_given(&self.connection)?;
        let missing: Vec<&Entry> = self.recent.entries.iter().filter(|entry| entry.seq > given).collect();
        if missing.first().is_none_or(|first| first.seq != given + 1) {
            return Ok(given);
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for entry in missing {
            table::copy(&transaction, entry)?;
        }
        transaction.commit()?;
        self.is_log_needed = true;
        table::last_given(&self.connection)
    }

    fn all_marks_are_written(&self) -> Result<(), JournalError> {
        if self.marks.is_empty() { Ok(()) } else { Err(self.shared.fault().unwrap_or(JournalError::Closed)) }
    }

    /// Writes the batch and replies. Marks that could not be written stay for the next one.
    fn commit(&mut self) {
        if self.submissions.is_empty() && self.marks.is_empty() {
            return;
        }
        let written = self.try_commit().and_then(|changes| {
            // What was written to a file that is not there any more is not kept.
            self.check_after_commit()?;
            Ok(changes)
        });
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
                if self.recent.bytes > Recent::COPIED_AT_BYTES {
                    let copied = self.copy_log();
                    self.note_log();
                    if let Err(fault) = copied {
                        self.shared.set_fault(Some(fault));
                    }
                }
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
        self.check_files()?;
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
        self.is_log_needed = true;
        if self.place.is_some() {
            for (submission, receipt) in self.submissions.iter().zip(&changes.receipts) {
                if let (Some(delivery), Stored::Accepted { seq }) = (submission.delivery(), receipt) {
                    self.recent.add(*seq, delivery);
                }
            }
        }
        Ok(changes)
    }

    /// Checks the files after a commit, before anybody is told of it.
    fn check_after_commit(&mut self) -> Result<(), JournalError> {
        if self.place.as_ref().is_some_and(|(identity, _)| identity.log_state() == LogState::Gone) {
            return self.check_files();
        }
        self.note_log();
        self.place.as_ref().map_or(Ok(()), |(identity, _)| identity.check())
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
