//! The inbox: the bounded queue through which messages reach a bus from any thread.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::super::message::{Draft, Kind};

/// The default capacity of an inbox.
pub const INBOX_CAPACITY: usize = 10_000;

/// Why a message was not accepted. The message is returned.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum InboxError {
    /// The queue is full; try again later.
    #[error("the inbox is full: {capacity} messages are waiting, and this one ({}) was not accepted", draft.body.kind())]
    Full {
        /// The capacity.
        capacity: usize,
        /// The message.
        draft: Box<Draft>,
    },
    /// The bus no longer exists.
    #[error("the inbox is closed, and this message ({}) was not accepted", draft.body.kind())]
    Closed {
        /// The message.
        draft: Box<Draft>,
    },
}

/// A handle to add messages to a bus from any thread. Clones use the same bus.
#[derive(Clone, Debug)]
pub struct Inbox(Arc<Channel>);

#[derive(Debug)]
struct Channel {
    capacity: usize,
    queue: Mutex<Queue>,
    arrived: Condvar,
}

#[derive(Debug, Default)]
struct Queue {
    drafts: VecDeque<Draft>,
    /// Counts by kind, in the order of [`Kind::ALL`].
    counts: [usize; Kind::ALL.len()],
    closed: bool,
}

impl Inbox {
    /// An empty inbox for a bus created with [`super::Bus::reading`].
    pub fn new(capacity: usize) -> Self {
        Self(Arc::new(Channel { capacity, queue: Mutex::default(), arrived: Condvar::new() }))
    }

    /// Adds a message to the queue; never blocks.
    ///
    /// # Errors
    /// [`InboxError`] when the queue is full or the bus no longer exists; it contains the message.
    pub fn publish_queued(&self, draft: Draft) -> Result<(), InboxError> {
        let mut queue = self.queue();
        if queue.closed {
            return Err(InboxError::Closed { draft: Box::new(draft) });
        }
        if queue.drafts.len() >= self.0.capacity {
            return Err(InboxError::Full { capacity: self.0.capacity, draft: Box::new(draft) });
        }
        queue.counts[draft.body.kind() as usize] += 1;
        queue.drafts.push_back(draft);
        drop(queue);
        self.0.arrived.notify_one();
        Ok(())
    }

    /// The number of waiting messages.
    pub fn len(&self) -> usize {
        self.queue().drafts.len()
    }

    /// Whether no message is waiting.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The capacity of the queue.
    pub fn capacity(&self) -> usize {
        self.0.capacity
    }

    /// The number of waiting messages of a kind.
    pub fn len_of(&self, kind: Kind) -> usize {
        self.queue().counts[kind as usize]
    }

    pub(super) fn take(&self) -> Option<Draft> {
        let mut queue = self.queue();
        let draft = queue.drafts.pop_front()?;
        queue.counts[draft.body.kind() as usize] -= 1;
        Some(draft)
    }

    pub(super) fn wait(&self, timeout: Duration) -> bool {
        let waited = self.0.arrived.wait_timeout_while(self.queue(), timeout, |queue| queue.drafts.is_empty());
        let (queue, _) = waited.unwrap_or_else(PoisonError::into_inner);
        !queue.drafts.is_empty()
    }

    pub(super) fn close(&self) {
        self.queue().closed = true;
    }

    /// No panic leaves the queue inconsistent, so a poisoned lock can be used.
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
