//! The journal: every delivery is on disk before it is acknowledged.
//!
//! ```text
//! any thread ─▶ submit ─▶ queue ─▶ the journal's thread: up to 256 in one transaction, COMMIT ─▶ answers
//! ```
//! One thread owns the database (`writer.rs`). It takes what waits, writes it in one transaction
//! and answers only when the system has said that it is on the disk (WAL, `synchronous=FULL`).
//! An answer is one of three: accepted, with the number of the delivery; a duplicate of an
//! earlier number; or an error, and then nothing is kept of the whole batch and its senders have
//! to be told to try again. The thread goes on after an error, and the next batch may succeed.
//!
//! The state of a listener is the fold of its journal: [`Journal::entries`] gives all deliveries
//! by number at the start, and while it runs [`Journal::submit_then`] answers in that order too.
//! [`Journal::mark`] keeps what became of each.
//!
//! [`Journal::open`] holds a lock, so that one journal has one writer. [`Reader`] looks into the
//! file beside it; [`record`] writes and reads deliveries as lines of JSON.
//!
//! ```
//! use std::collections::BTreeMap;
//! use chrono::DateTime;
//! use pdpe::watch::journal::{Delivery, Filter, Journal, Mark, Receipt};
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
//! assert_eq!(journal.submit(delivery.clone()).wait()?, Receipt::Accepted { seq: 1 });
//! assert_eq!(journal.submit(delivery).wait()?, Receipt::Duplicate { of: 1 });
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
mod table;
mod writer;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use rusqlite::Connection;

use counters::Status;
use lock::Lock;
use order::{Order, Submission};
use writer::Writer;

pub use counters::JournalCounters;
pub use delivery::{ASKED_AFTER_HEADER, Delivery, Entry, Filter, Mark, State, UnknownState};
pub use error::JournalError;
pub use order::SubmitResult;
pub use reader::Reader;

/// The journal in the working folder, unless another is named.
pub const FILE_NAME: &str = "pdpe.db";

/// How many days deliveries are kept, unless said otherwise.
pub const RETENTION_DAYS: i64 = 90;

/// How many days a delivery is known again at least, even where it is not kept so long itself.
pub const KEY_DAYS: i64 = 7;

/// How many of the latest deliveries a journal without a file knows; they take about 80 MB.
pub const MOST_IN_MEMORY: u64 = 100_000;

/// The largest body that is taken.
pub const BODY_LIMIT_BYTES: usize = 16 << 20;

/// How many submissions and marks one transaction holds at most.
pub const BATCH_LIMIT: usize = 256;

/// How many orders wait for the journal's thread at most.
const QUEUE_CAPACITY: usize = 1024;

/// What was made of a delivery; either way it is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Receipt {
    /// It is new.
    Accepted {
        /// Its number: counted from 1, above those of all earlier deliveries.
        seq: u64,
    },
    /// It came before: the source sent that key already.
    Duplicate {
        /// The number of the first.
        of: u64,
    },
}

/// How much a journal forgot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Deliveries.
    pub deliveries: u64,
    /// Idempotency keys.
    pub keys: u64,
}

/// The way to a journal's thread, for any number of threads. Dropped, it closes the journal.
#[derive(Debug)]
pub struct Journal {
    orders: SyncSender<Order>,
    shared: Arc<Status>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Journal {
    /// Opens a journal to write to it, and makes it if there is none; its files are for their
    /// owner alone.
    ///
    /// # Errors
    /// [`JournalError`] when another process writes to it, when the file is something else, is
    /// damaged, comes from a later version, or cannot be written.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let path = file::real_path(path)?;
        let lock = Lock::take(&path)?;
        let (connection, identity) = file::open_to_write(&path)?;
        Self::start(connection, Some((identity, lock)))
    }

    /// A journal without a file (`--no-journal`): nothing of it is left when the program ends. Of a
    /// delivery that is marked it keeps neither body nor headers, which are not read again,
    /// and of more than [`MOST_IN_MEMORY`] it forgets the oldest with their keys, but for those still
    /// pending.
    ///
    /// # Errors
    /// [`JournalError`] when there is no memory or no thread for it.
    pub fn in_memory() -> Result<Self, JournalError> {
        Self::start(file::open_in_memory()?, None)
    }

    fn start(connection: Connection, place: Option<(file::Identity, Lock)>) -> Result<Self, JournalError> {
        let shared = Arc::new(Status::default());
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
            .map_err(|error| JournalError::Thread { reason: error.to_string() })?;
        Ok(Self { orders, shared, thread: Mutex::new(Some(thread)) })
    }

    /// Hands in a delivery. It is kept when the ticket says so, and not before.
    pub fn submit(&self, delivery: Delivery) -> Ticket {
        let (sender, receiver) = sync_channel(1);
        // Who does not wait for the answer has dropped the ticket, and wants none.
        self.submit_then(delivery, move |_, answer| drop(sender.send(answer)));
        Ticket(receiver)
    }

    /// Hands in a delivery and has `then` called with it and the answer, exactly once. Answers
    /// of [`Receipt::Accepted`] come in the order of their numbers.
    ///
    /// `then` runs on the journal's thread (or at once, on this one, if the delivery cannot even
    /// wait): it has to be quick and must not wait for the journal. A panic in it ends nothing.
    pub fn submit_then(&self, mut delivery: Delivery, then: impl FnOnce(Delivery, SubmitResult) + Send + 'static) {
        // As precise as it will be read again.
        delivery.received = delivery.received.trunc_subsecs(6);
        let bytes = delivery.body.len();
        let reply = Submission::new(delivery, then);
        if bytes > BODY_LIMIT_BYTES {
            self.shared.count(|counters| counters.failures += 1);
            return reply.send(Err(JournalError::TooLarge { bytes }));
        }
        match self.orders.try_send(Order::Submit(reply)) {
            Ok(()) => {}
            Err(TrySendError::Full(Order::Submit(reply))) => {
                self.shared.count(|counters| counters.failures += 1);
                reply.send(Err(JournalError::Full { waiting: QUEUE_CAPACITY }));
            }
            // Dropped, it is answered that the journal is closed.
            Err(_) => self.shared.count(|counters| counters.failures += 1),
        }
    }

    /// Keeps what became of a delivery. A mark that cannot be written now is written with the
    /// next batch that can; one for a delivery that is forgotten is dropped.
    pub fn mark(&self, seq: u64, mark: Mark) {
        self.mark_all(vec![(seq, mark)]);
    }

    /// Keeps what became of several deliveries, as [`Journal::mark`] does of one. They take no
    /// more room in the queue than a few deliveries.
    pub fn mark_all(&self, mut marks: Vec<(u64, Mark)>) {
        while !marks.is_empty() {
            let rest = marks.split_off(marks.len().min(BATCH_LIMIT));
            // Nobody is there to write it down: the deliveries stay as they are, and are replayed.
            let _ = self.orders.send(Order::Marks(marks));
            marks = rest;
        }
    }

    /// Waits until all that was handed in before is on the disk.
    ///
    /// # Errors
    /// [`JournalError`] when a mark could not be written so far, or the journal is closed.
    pub fn flush(&self) -> Result<(), JournalError> {
        self.ask(Order::Flush)
    }

    /// The deliveries of a filter by their numbers, read as they are taken, some at a time.
    ///
    /// What comes in meanwhile is among them. After an error there are no more.
    pub fn entries(&self, filter: Filter) -> impl Iterator<Item = Result<Entry, JournalError>> + '_ {
        table::walk(filter, |filter| self.ask(|reply| Order::Page { filter: filter.clone(), reply }))
    }

    /// The delivery of that number, if it is kept.
    ///
    /// # Errors
    /// [`JournalError`] when it cannot be read.
    pub fn entry(&self, seq: u64) -> Result<Option<Entry>, JournalError> {
        self.ask(|reply| Order::Entry { seq, reply })
    }

    /// Forgets the deliveries received more than `keep` before `now`, except those still pending and
    /// those whose numbers are `needed`, and the keys of those that are gone and received more than
    /// [`KEY_DAYS`] before `now`. Deliveries that come in meanwhile are not held up.
    ///
    /// # Errors
    /// [`JournalError`] when the journal cannot be written to; part of it may be done.
    pub fn forget(
        &self,
        now: DateTime<Utc>,
        keep: TimeDelta,
        needed: &BTreeSet<u64>,
    ) -> Result<Forgotten, JournalError> {
        let keep = keep.max(TimeDelta::zero());
        // Beyond the first representable instant there is nothing to forget.
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

    /// What has become of deliveries since the journal was opened, and how many there are.
    pub fn counters(&self) -> JournalCounters {
        self.shared.counters()
    }

    /// Why the latest batch could not be written; none if it could.
    pub fn fault(&self) -> Option<JournalError> {
        self.shared.fault()
    }

    /// Whether the journal's thread still takes orders.
    pub fn is_alive(&self) -> bool {
        self.thread().as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Writes and answers all that waits, then closes the file and lets go of the lock. What is
    /// handed in later is answered with [`JournalError::Closed`].
    pub fn close(&self) {
        let Some(thread) = self.thread().take() else { return };
        // A thread that has ended takes no orders, and is only to be waited for.
        let _ = self.orders.send(Order::Close);
        let _ = thread.join();
    }

    /// Gives the thread an order and waits for the result.
    fn ask<T>(&self, order: impl FnOnce(SyncSender<Result<T, JournalError>>) -> Order) -> Result<T, JournalError> {
        let (reply, answer) = sync_channel(1);
        self.orders.send(order(reply)).map_err(|_| JournalError::Closed)?;
        answer.recv().unwrap_or(Err(JournalError::Closed))
    }

    /// A handle is put or taken as a whole, so a poisoned lock is as good.
    fn thread(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.thread.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.close();
    }
}

/// Where the answer to a submission will be.
#[derive(Debug)]
#[must_use = "a delivery is kept when its ticket says so"]
pub struct Ticket(Receiver<SubmitResult>);

impl Ticket {
    /// Waits for the answer.
    ///
    /// # Errors
    /// [`JournalError`] when the delivery was not kept.
    pub fn wait(self) -> SubmitResult {
        self.0.recv().unwrap_or(Err(JournalError::Closed))
    }

    /// Waits for the answer, at most for `limit`.
    ///
    /// # Errors
    /// [`JournalError`] when the delivery was not kept, or not in that time: then it may still
    /// be, and if it is sent again it is a duplicate.
    pub fn wait_for(self, limit: Duration) -> SubmitResult {
        match self.0.recv_timeout(limit) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => Err(JournalError::Late { limit }),
            Err(RecvTimeoutError::Disconnected) => Err(JournalError::Closed),
        }
    }
}
