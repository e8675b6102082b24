//! The journal: every delivery is on disk before it is acknowledged. It is a database of `SQLite`.
//!
//! ```text
//! any thread ─▶ submit ─▶ queue ─▶ the journal's thread: up to 256 in one transaction, COMMIT ─▶ receipts
//! ```
//! One thread owns the database (`writer.rs`). It takes the queued deliveries, writes them in one
//! transaction, and replies after the commit is on disk (WAL, `synchronous=FULL`). The reply is one
//! of three: accepted, with the delivery's number; a duplicate of an earlier number; or an error, and
//! then nothing of the batch is kept and its senders have to send again. After an error the thread
//! continues with the next batch.
//!
//! The state of a listener is the fold of its journal: [`Journal::entries`] returns all deliveries by
//! number at the start, and [`Journal::submit_then`] replies in that order while it runs.
//! [`Journal::mark`] records the outcome of each.
//!
//! [`Journal::open`] takes a lock, so that a journal has one writer. [`Reader`] reads the file at the
//! same time; [`record`] writes and reads deliveries as lines of JSON.
//!
//! ```
//! use std::collections::BTreeMap;
//! use chrono::DateTime;
//! use pdpe::watch::journal::{Delivery, Filter, Journal, Mark, Stored};
//!
//! let journal = Journal::in_memory()?;
//! let delivery = Delivery {
//!     source: "eventbrite".into(),
//!     idempotency_key: "msg_1".into(),
//!     received: DateTime::UNIX_EPOCH,
//!     webhook_type: "event.created".into(),
//!     headers: BTreeMap::new(),
//!     body: b"{}".to_vec(),
//! };
//! assert_eq!(journal.submit(delivery.clone()).wait()?, Stored::Accepted { seq: 1 });
//! assert_eq!(journal.submit(delivery).wait()?, Stored::Duplicate { of: 1 });
//! journal.mark(1, Mark::Applied);
//! assert_eq!(journal.entries(Filter::default()).count(), 1);
//! journal.close();
//! # Ok::<(), pdpe::watch::journal::JournalError>(())
//! ```

mod counters;
mod delivery;
mod error;
mod file;
mod lock;
mod order;
mod reader;
pub mod record;
mod repair;
mod table;
mod wal;
mod writer;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use rusqlite::Connection;

use counters::JournalStatus;
use lock::Lock;
use order::{Order, Submission};
use writer::Writer;

pub use counters::JournalCounters;
pub use delivery::{ASKED_AFTER_HEADER, Delivery, Entry, Filter, Mark, State, UnknownState};
pub use error::JournalError;
pub use order::SubmitResult;
pub use reader::Reader;
pub use repair::{Repaired, repair};

/// The default file, in the working folder.
pub const FILE_NAME: &str = "pdpe.db";

/// The default retention in days.
pub const RETENTION_DAYS: i64 = 90;

/// How many days an idempotency key is kept at least, even if its delivery is deleted earlier.
pub const KEY_DAYS: i64 = 7;

/// The most deliveries a journal in memory holds; they take about 80 MB.
pub const MOST_IN_MEMORY: u64 = 100_000;

/// The largest body that is accepted.
pub const BODY_LIMIT_BYTES: usize = 16 << 20;

/// The most submissions and marks in one transaction.
pub const BATCH_LIMIT: usize = 256;

/// The most orders that wait for the journal's thread.
const QUEUE_CAPACITY: usize = 1024;

/// The result of a submission that is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stored {
    /// It is new.
    Accepted {
        /// Its number, counted from 1 and above all earlier ones.
        seq: u64,
    },
    /// The source sent a delivery with this key before.
    Duplicate {
        /// The number of the first one.
        of: u64,
    },
}

/// How much was deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Deliveries.
    pub deliveries: u64,
    /// Idempotency keys.
    pub keys: u64,
}

/// A handle to the journal's thread, for any number of threads. Dropping it closes the journal.
#[derive(Debug)]
pub struct Journal {
    orders: SyncSender<Order>,
    shared: Arc<JournalStatus>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Journal {
    /// Opens a journal for writing; creates it if it does not exist. Its files are readable by their
    /// owner only.
    ///
    /// # Errors
    /// [`JournalError`] when another process writes to it, or when the file is something else, is
    /// damaged, comes from a later version, or cannot be written.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let path = file::real_path(path)?;
        let lock = Lock::take(&path)?;
        let (connection, identity) = file::open_to_write(&path)?;
        Self::start(connection, Some((identity, lock)))
    }

    /// A journal in memory (`--no-journal`): it is lost when the program ends. It drops body and headers
    /// of a delivery once that is marked, and beyond [`MOST_IN_MEMORY`] the oldest deliveries that are
    /// not pending, with their keys.
    ///
    /// # Errors
    /// [`JournalError`] when there is no memory or no thread for it.
    pub fn in_memory() -> Result<Self, JournalError> {
        Self::start(file::open_in_memory()?, None)
    }

    fn start(connection: Connection, place: Option<(file::Identity, Lock)>) -> Result<Self, JournalError> {
        let shared = Arc::new(JournalStatus::default());
        let by_state = table::count_by_state(&connection).map_err(|error| JournalError::reading(&error))?;
        let span = table::span(&connection).map_err(|error| JournalError::reading(&error))?;
        shared.count(|counters| {
            counters.by_state = by_state;
            counters.last_seq = span.map_or(0, |(_, last)| last);
        });
        let (orders, inbox) = sync_channel(QUEUE_CAPACITY);
        let writer = Writer::new(connection, place, inbox, Arc::clone(&shared));
        let thread = thread::Builder::new()
            .name("journal".into())
            .spawn(move || writer.run())
            .map_err(|error| JournalError::Thread(error.to_string()))?;
        Ok(Self { orders, shared, thread: Mutex::new(Some(thread)) })
    }

    /// Submits a delivery. It is kept once the ticket says so.
    pub fn submit(&self, delivery: Delivery) -> Ticket {
        let (sender, receiver) = sync_channel(1);
        // A caller that dropped the ticket does not want the reply.
        self.submit_then(delivery, move |_, answer| drop(sender.send(answer)));
        Ticket(receiver)
    }

    /// Submits a delivery and calls `then` with it and the result, exactly once. Results with
    /// [`Stored::Accepted`] come in the order of their numbers.
    ///
    /// `then` runs on the journal's thread, or at once on this one if the queue is full: it must be quick
    /// and must not wait for the journal. A panic in it is caught.
    pub fn submit_then(&self, mut delivery: Delivery, then: impl FnOnce(Delivery, SubmitResult) + Send + 'static) {
        // The precision with which it will be read again.
        delivery.received = delivery.received.trunc_subsecs(6);
        let bytes = delivery.body.len();
        let reply = Submission::new(delivery, then);
        if bytes > BODY_LIMIT_BYTES {
            self.shared.count(|counters| counters.failures += 1);
            return reply.send(Err(JournalError::TooLarge(bytes)));
        }
        match self.orders.try_send(Order::Submit(reply)) {
            Ok(()) => {}
            Err(TrySendError::Full(Order::Submit(reply))) => {
                self.shared.count(|counters| counters.failures += 1);
                reply.send(Err(JournalError::Full(QUEUE_CAPACITY)));
            }
            // Dropping the submission replies that the journal is closed.
            Err(_) => self.shared.count(|counters| counters.failures += 1),
        }
    }

    /// Records the outcome of a delivery. A mark that cannot be written now is written with the next
    /// batch that can; one for a deleted delivery is dropped.
    pub fn mark(&self, seq: u64, mark: Mark) {
        self.mark_all(vec![(seq, mark)]);
    }

    /// Records the outcomes of several deliveries, as [`Journal::mark`] does for one.
    pub fn mark_all(&self, mut marks: Vec<(u64, Mark)>) {
        while !marks.is_empty() {
            let rest = marks.split_off(marks.len().min(BATCH_LIMIT));
            // If the thread has ended, the deliveries keep their state and are replayed at the next start.
            let _ = self.orders.send(Order::Marks(marks));
            marks = rest;
        }
    }

    /// Waits until everything submitted before is on disk.
    ///
    /// # Errors
    /// [`JournalError`] when a mark could not be written, or the journal is closed.
    pub fn flush(&self) -> Result<(), JournalError> {
        self.ask(Order::Flush)
    }

    /// The deliveries that match a filter, by number, read page by page.
    ///
    /// Includes those that arrive meanwhile. Ends after an error.
    pub fn entries(&self, filter: Filter) -> impl Iterator<Item = Result<Entry, JournalError>> + '_ {
        table::walk(filter, |filter| self.ask(|reply| Order::Page { filter: filter.clone(), reply }))
    }

    /// A delivery by its number, if it is kept.
    ///
    /// # Errors
    /// [`JournalError`] when it cannot be read.
    pub fn entry(&self, seq: u64) -> Result<Option<Entry>, JournalError> {
        self.ask(|reply| Order::Entry { seq, reply })
    }

    /// Deletes the deliveries received more than `keep` before `now`, except pending ones and those whose
    /// numbers are `needed`, and the keys of deleted ones received more than [`KEY_DAYS`] before `now`.
    /// Works in small transactions, between which deliveries are accepted.
    ///
    /// # Errors
    /// [`JournalError`] when the journal cannot be written; part of it may be done.
    pub fn forget(
        &self,
        now: DateTime<Utc>,
        keep: TimeDelta,
        needed: &BTreeSet<u64>,
    ) -> Result<Forgotten, JournalError> {
        let keep = keep.max(TimeDelta::zero());
        // Before the first representable instant there is nothing to delete.
        let before = |age| now.checked_sub_signed(age).unwrap_or(DateTime::<Utc>::MIN_UTC);
        let (deliveries, keys) = (before(keep), before(keep.max(TimeDelta::days(KEY_DAYS))));
        let needed: Arc<str> = serde_json::json!(needed).to_string().into();
        let mut sum = Forgotten::default();
        loop {
            let part = self.ask(|reply| Order::Forget { deliveries, needed: Arc::clone(&needed), keys, reply })?;
            sum.deliveries += part.deliveries;
            sum.keys += part.keys;
            if part == Forgotten::default() {
                return Ok(sum);
            }
        }
    }

    /// What happened to deliveries since the journal was opened, and how many there are.
    pub fn counters(&self) -> JournalCounters {
        self.shared.counters()
    }

    /// Why the latest batch could not be written; none if it could.
    pub fn fault(&self) -> Option<JournalError> {
        self.shared.fault()
    }

    /// Whether the journal's thread still runs.
    pub fn is_alive(&self) -> bool {
        self.thread().as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Writes and replies to everything queued, then closes the file and releases the lock. Later
    /// submissions get [`JournalError::Closed`].
    pub fn close(&self) {
        let Some(thread) = self.thread().take() else { return };
        // A thread that has ended takes no orders and only has to be joined.
        let _ = self.orders.send(Order::Close);
        let _ = thread.join();
    }

    /// Sends the thread an order and waits for the result.
    fn ask<T>(&self, order: impl FnOnce(SyncSender<Result<T, JournalError>>) -> Order) -> Result<T, JournalError> {
        let (reply, answer) = sync_channel(1);
        self.orders.send(order(reply)).map_err(|_| JournalError::Closed)?;
        answer.recv().unwrap_or(Err(JournalError::Closed))
    }

    /// The handle is set or taken as a whole, so a poisoned lock is harmless.
    fn thread(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.thread.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.close();
    }
}

/// The pending result of a submission.
#[derive(Debug)]
#[must_use = "a delivery is kept when its ticket says so"]
pub struct Ticket(Receiver<SubmitResult>);

impl Ticket {
    /// Waits for the result.
    ///
    /// # Errors
    /// [`JournalError`] when the delivery was not kept.
    pub fn wait(self) -> SubmitResult {
        self.0.recv().unwrap_or(Err(JournalError::Closed))
    }

    /// Waits for the result, at most for `limit`.
    ///
    /// # Errors
    /// [`JournalError`] when the delivery was not kept, or not in time: then it may still be kept later,
    /// and sending it again gives a duplicate.
    pub fn wait_for(self, limit: Duration) -> SubmitResult {
        match self.0.recv_timeout(limit) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => Err(JournalError::Late(limit)),
            Err(RecvTimeoutError::Disconnected) => Err(JournalError::Closed),
        }
    }
}
