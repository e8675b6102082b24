//! Results of publishing: counters, failures, and the consequences of one message.

use std::fmt;

use serde::Serialize;

use super::super::message::{Kind, MessageId};

/// Counters of the messages of one kind, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MessageCounters {
    /// Messages published.
    pub published: u64,
    /// Successful calls of subscribers.
    pub delivered: u64,
    /// Calls of a subscriber that failed or panicked, and answers that could not be delivered.
    pub failed: u64,
    /// Messages that wait in the inbox.
    pub queued: usize,
}

impl MessageCounters {
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            published: self.published + other.published,
            delivered: self.delivered + other.delivered,
            failed: self.failed + other.failed,
            queued: self.queued + other.queued,
        }
    }
}

/// A message that a subscriber failed to handle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The message; for an undelivered answer, the one it answers.
    pub message_id: MessageId,
    /// The kind of the message or answer.
    pub kind: Kind,
    /// The subscriber's name; for an undelivered answer, its author's.
    pub subscriber: String,
    /// The error.
    pub reason: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: message {} ({}): {}", self.subscriber, self.message_id, self.kind, self.reason)
    }
}

/// The consequences of [`Bus::publish`](super::Bus::publish), including answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The number of the message.
    pub message_id: MessageId,
    /// How many answers, and answers to answers, followed.
    pub answers: usize,
    /// Successful calls of subscribers.
    pub delivered: u64,
    /// Failed ones, and answers that could not be delivered.
    pub failed: u64,
}
