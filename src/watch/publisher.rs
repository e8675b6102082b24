//! Publishes messages of the program in a running listener.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread::{self, ThreadId};
use std::time::Duration;

use chrono_tz::Tz;

use super::headers::Headers;
use super::journal::{Delivery, Journal, JournalError, Stored};
use super::main_loop::{ANSWERS_HEADER, Order, Wake};
use super::pulse::MOST_WAITING;
use super::pulse::Pulse;
use super::shared;
use super::sources::Source;
use super::sources::program::{PROGRAM, checked};
use crate::clock::{Pace, now};
use crate::live::message::{Body, Kind};

/// How long [`Publisher::publish`] waits for the journal.
const KEPT_WITHIN: Duration = Duration::from_secs(30);

/// Why a message is not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A message that cannot be applied.
    #[error("{0} is not published: {1}")]
    Unusable(Kind, String),
    /// The journal cannot keep a change of events: nothing is changed.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The queue is full; try again later.
    #[error("{0} is not published: {MOST_WAITING} messages wait already")]
    Full(Kind),
    /// It was published, and a subscriber failed.
    #[error("a subscriber failed: {0}")]
    Failed(String),
    /// The main loop has ended, or does not answer in time. The message may still be published.
    #[error("the main loop does not answer")]
    Silent,
    /// A subscriber waits for the thread that runs it.
    #[error("a subscriber cannot wait for the bus that calls it: answer with the message, or use publish_queued")]
    OnLoop,
}

/// A handle to publish messages from any thread. Clones lead to the same listener.
///
/// | message | effect |
/// |---|---|
/// | `event_added`, `event_updated`, `event_removed` | is written to the journal as a delivery of the source `pdpe.program`, then applied and published like every other change of events; a restart applies it again |
/// | `assumption_layer_update`, `grid_update` | the engine calculates that layer or those cells again, and reports the result |
/// | `time_change` | is refused: the listener's clock changes the time |
/// | others | reach the subscribers |
#[derive(Clone)]
pub struct Publisher(Arc<Parts>);

struct Parts {
    journal: Arc<Journal>,
    wakes: Sender<Wake>,
    pulse: Arc<Pulse>,
    pace: Pace,
    zone: Tz,
    on: OnceLock<ThreadId>,
    kept: AtomicU64,
}

impl Publisher {
    pub(super) fn new(journal: Arc<Journal>, wakes: Sender<Wake>, pulse: Arc<Pulse>, pace: Pace, zone: Tz) -> Self {
        Self(Arc::new(Parts { journal, wakes, pulse, pace, zone, on: OnceLock::new(), kept: AtomicU64::new(0) }))
    }

    /// The thread of the loop, on which nothing may wait for it.
    pub(super) fn runs_on(&self, thread: ThreadId) {
        let _ = self.0.on.set(thread); // it is set once
    }

    /// Publishes a message, and returns when it and everything that follows from it has been delivered.
    ///
    /// # Errors
    /// [`PublishError`].
    pub fn publish(&self, body: impl Into<Body>) -> Result<(), PublishError> {
        self.check_thread()?;
        let body = body.into();
        if !body.changes_events() {
            let (tell, told) = sync_channel(1);
            self.queue(body, 0, Some(tell))?;
            let failure = told.recv_timeout(shared::ANSWER_WITHIN).map_err(|_| PublishError::Silent)?;
            return failure.map_or(Ok(()), |failure| Err(PublishError::Failed(failure)));
        }
        let (tell, told) = sync_channel(1);
        self.keep(&body, 0, move |kept| drop(tell.send(kept)))?;
        told.recv_timeout(KEPT_WITHIN).map_err(|_| PublishError::Silent)??;
        // The answer comes after everything before it.
        shared::ask(&self.0.wakes, |_| ()).map_err(|_| PublishError::Silent)
    }

    /// Queues a message and returns at once. A change of events that the journal then cannot keep is logged
    /// as an error.
    ///
    /// # Errors
    /// [`PublishError`], except `OnLoop` and `Failed`.
    pub fn publish_queued(&self, body: impl Into<Body>) -> Result<(), PublishError> {
        self.submit(body.into(), 0)
    }

    /// As [`Publisher::publish_queued`], after some answers of subscribers.
    pub(super) fn submit(&self, body: Body, answers: u32) -> Result<(), PublishError> {
        if !body.changes_events() {
            return self.queue(body, answers, None);
        }
        self.keep(&body, answers, |kept| {
            if let Err(error) = kept {
                tracing::error!(%error, "a message about an event could not be kept, and is not published");
            }
        })
    }

    /// Sends the loop an order with a reply.
    pub(super) fn order<T: Send + 'static>(
        &self,
        order: impl FnOnce(SyncSender<T>) -> Order,
    ) -> Result<T, PublishError> {
        self.check_thread()?;
        let (reply, answer) = sync_channel(1);
        self.0.wakes.send(Wake::Order(order(reply))).map_err(|_| PublishError::Silent)?;
        answer.recv_timeout(shared::ANSWER_WITHIN).map_err(|_| PublishError::Silent)
    }

    /// Checks that a message may be published.
    ///
    /// # Errors
    /// [`PublishError::Unusable`].
    pub(super) fn check(body: &Body) -> Result<(), PublishError> {
        let unusable = |reason: String| PublishError::Unusable(body.kind(), reason);
        match body {
            Body::TimeChange(_) => Err(unusable("the listener follows its own clock".into())),
            body if body.changes_events() => checked(body).map(drop).map_err(unusable),
            _ => Ok(()),
        }
    }

    pub(super) fn check_thread(&self) -> Result<(), PublishError> {
        let is_loop = self.0.on.get() == Some(&thread::current().id());
        if is_loop { Err(PublishError::OnLoop) } else { Ok(()) }
    }

    fn queue(&self, body: Body, answers: u32, reply: Option<SyncSender<Option<String>>>) -> Result<(), PublishError> {
        Self::check(&body)?;
        if self.0.pulse.is_full() {
            return Err(PublishError::Full(body.kind()));
        }
        self.0.pulse.wait(0);
        let order = Wake::Order(Order::Publish { body, answers, reply });
        self.0.wakes.send(order).map_err(|_| PublishError::Silent)
    }

    /// Writes a change of events to the journal, from which it goes to the loop.
    fn keep(
        &self,
        body: &Body,
        answers: u32,
        then: impl FnOnce(Result<(), JournalError>) + Send + 'static,
    ) -> Result<(), PublishError> {
        Self::check(body)?;
        let unusable = |reason: String| PublishError::Unusable(body.kind(), reason);
        let bytes = serde_json::to_vec(body).map_err(|error| unusable(error.to_string()))?;
        let reading = Source::Program.read(&Headers::default(), &bytes, self.0.zone);
        let reading = Box::new(reading.map_err(|error| unusable(error.to_string()))?);
        let number = self.0.kept.fetch_add(1, Ordering::Relaxed);
        let delivery = Delivery {
            source: PROGRAM.into(),
            // The same message may be published again.
            idempotency_key: format!("{}-{}-{number}", now().timestamp_micros(), std::process::id()),
            received: self.0.pace.now(),
            webhook_type: reading.webhook_type.clone(),
            headers: (answers > 0).then(|| (ANSWERS_HEADER.to_owned(), answers.to_string())).into_iter().collect(),
            body: bytes,
        };
        let (wakes, pulse) = (self.0.wakes.clone(), Arc::clone(&self.0.pulse));
        self.0.journal.submit_then(delivery, move |delivery, answer| {
            then(answer.map(|receipt| {
                if let Stored::Accepted { seq } = receipt {
                    pulse.wait(reading.bytes());
                    // If the loop has ended, the message is applied at the next start.
                    let _ = wakes.send(Wake::delivered(seq, delivery, reading));
                }
            }));
        });
        Ok(())
    }
}

impl std::fmt::Debug for Publisher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Publisher").finish_non_exhaustive()
    }
}
