//! Orders to the journal's thread, and the reply to each submission, exactly once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use chrono::{DateTime, Utc};

use super::{Delivery, Entry, Filter, Forgotten, JournalError, Mark, Stored};

/// The result of a submission.
pub type SubmitResult = Result<Stored, JournalError>;

type Sender<T> = SyncSender<Result<T, JournalError>>;

/// An order.
pub(super) enum Order {
    Submit(Submission),
    Marks(Vec<(u64, Mark)>),
    Flush(Sender<()>),
    Page {
        filter: Filter,
        reply: Sender<Vec<Entry>>,
    },
    Entry {
        seq: u64,
        reply: Sender<Option<Entry>>,
    },
    /// `needed` is a JSON array of numbers.
    Forget {
        deliveries: DateTime<Utc>,
        needed: Arc<str>,
        keys: DateTime<Utc>,
        reply: Sender<Forgotten>,
    },
    Close,
}

type Then = Box<dyn FnOnce(Delivery, SubmitResult) + Send>;

/// A queued delivery with its callback. Dropping it replies that the journal is closed.
pub(super) struct Submission(Option<(Delivery, Then)>);

impl Submission {
    pub(super) fn new(delivery: Delivery, then: impl FnOnce(Delivery, SubmitResult) + Send + 'static) -> Self {
        Self(Some((delivery, Box::new(then))))
    }

    /// The delivery, until it is answered.
    pub(super) fn delivery(&self) -> Option<&Delivery> {
        self.0.as_ref().map(|(delivery, _)| delivery)
    }

    pub(super) fn send(mut self, answer: SubmitResult) {
        self.answer(answer);
    }

    fn answer(&mut self, answer: SubmitResult) {
        if let Some((delivery, then)) = self.0.take() {
            // A panic in the callback does not affect the journal.
            let _ = catch_unwind(AssertUnwindSafe(|| then(delivery, answer)));
        }
    }
}

impl Drop for Submission {
    fn drop(&mut self) {
        self.answer(Err(JournalError::Closed));
    }
}
