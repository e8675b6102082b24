//! What became of messages: how many there were, who failed on which, and what one led to.

use std::fmt;

use serde::Serialize;

use super::super::message::{Kind, MessageId};

/// What became of the messages of a kind, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MessageCounters {
    /// Messages that were given a number and brought to their subscribers.
    pub published: u64,
    /// Calls of a subscriber that went well.
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

/// A message that did not get through to a subscriber.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The message; for an answer that was not delivered, the one it answers.
    pub message_id: MessageId,
    /// The kind of what did not get through.
    pub kind: Kind,
    /// The name of the subscriber; for an answer that was not delivered, who gave it.
    pub subscriber: String,
    /// What it said.
    pub reason: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: message {} ({}): {}", self.subscriber, self.message_id, self.kind, self.reason)
    }
}

/// What [`Bus::publish`](super::Bus::publish) led to, answers included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The number of the message.
    pub message_id: MessageId,
    /// How many answers, and answers to answers, it led to.
    pub answers: usize,
    /// Calls of a subscriber that went well.
    pub delivered: u64,
    /// Those that did not, and answers that could not be delivered.
    pub failed: u64,
}
