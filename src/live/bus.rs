//! The bus: delivers messages to subscribers in order, and counts results.
//!
//! A bus belongs to one thread, on which all subscribers are called, in the order of subscription. A
//! message is published in one of two ways, which reach the same subscribers in the same order:
//! - [`Bus::publish`] calls them before it returns;
//! - [`Inbox::publish_queued`], from any thread, puts the message into a bounded queue; the bus's thread
//!   publishes it in [`Bus::dispatch_queued`].
//!
//! Messages returned by a subscriber (answers) are queued. They are delivered when the current message has reached all
//! subscribers, before the next message is taken from the inbox. So all consequences of a message come before the next
//! message.
//!
//! If a subscriber fails or panics, the failure is counted and recorded in [`Bus::failures`]. The subscriber still
//! receives later messages, and other subscribers are not affected.
//!
//! # Adding a subscriber
//! ```
//! use std::cell::Cell;
//!
//! use chrono::DateTime;
//! use pdpe::clock::BoundaryKind;
//! use pdpe::live::bus::{Bus, BusSettings, Topic};
//! use pdpe::live::message::{Body, Cause, Draft, Kind, TimeChange, VisualizationType, VisualizationUpdate};
//!
//! let seen = Cell::new(0);
//! let mut bus = Bus::new(BusSettings::default());
//!
//! // One kind of message, answered with another.
//! let redraw = bus.subscribe("redraw", Kind::TimeChange, |message| {
//!     let Body::TimeChange(change) = &message.body else { return Err("not a time change".into()) };
//!     let update = VisualizationUpdate {
//!         visualization_type: VisualizationType::All,
//!         update_data: serde_json::json!({ "now": change.new_time }),
//!         real_time: true,
//!     };
//!     Ok(vec![update.into()])
//! });
//! // All messages, none answered.
//! bus.subscribe("count", Topic::All, |_| {
//!     seen.set(seen.get() + 1);
//!     Ok(Vec::new())
//! });
//!
//! let previous_time = DateTime::parse_from_rfc3339("2026-10-03T18:00:00-05:00")?;
//! let new_time = DateTime::parse_from_rfc3339("2026-10-03T19:00:00-05:00")?;
//! let change = TimeChange { previous_time, new_time, boundary_type: BoundaryKind::Hour };
//! bus.publish(Draft::new(new_time, Cause::Clock, change.clone()));
//! assert_eq!(seen.get(), 2); // the change, and the update it was answered with
//! assert_eq!(bus.counters(Kind::VisualizationUpdate).published, 1);
//!
//! bus.unsubscribe(redraw);
//! bus.inbox().publish_queued(Draft::new(new_time, Cause::Clock, change))?;
//! assert_eq!(bus.dispatch_queued(), 1);
//! assert_eq!(seen.get(), 3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod inbox;
mod outcome;

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::message::{Body, Cause, Draft, Kind, Message, MessageId, chain};

pub use inbox::{INBOX_CAPACITY, Inbox, InboxError};
pub use outcome::{Failure, MessageCounters, Published};

/// The result of a subscriber: messages that follow from the message, or why it failed.
pub type SubscriberResult = Result<Vec<Body>, SubscriberError>;

/// Why a subscriber failed.
pub type SubscriberError = Box<dyn std::error::Error + Send + Sync>;

/// Which messages a subscriber receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Every message.
    All,
    /// The messages of one kind.
    Kind(Kind),
}

impl Topic {
    fn holds(self, kind: Kind) -> bool {
        self == Self::All || self == Self::Kind(kind)
    }
}

impl From<Kind> for Topic {
    fn from(kind: Kind) -> Self {
        Self::Kind(kind)
    }
}

/// Identifies a subscription, to end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SubscriptionId(u64);

/// Limits of a bus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BusSettings {
    /// How many messages of each kind, and how many failures, are kept.
    pub history: usize,
    /// How many answers, and answers to answers, a message may lead to. Beyond that subscribers probably
    /// answer each other in circles: the answer is not delivered, which counts as a failure.
    pub answers: usize,
    /// The number of the first message.
    pub first_id: MessageId,
}

impl Default for BusSettings {
    fn default() -> Self {
        Self { history: 200, answers: 10_000, first_id: MessageId(1) }
    }
}

struct Subscription<'s> {
    id: SubscriptionId,
    name: String,
    topic: Topic,
    call: Box<dyn FnMut(&Message) -> SubscriberResult + 's>,
}

/// Delivers messages to subscribers, which may borrow data with the lifetime `'s`.
pub struct Bus<'s> {
    settings: BusSettings,
    inbox: Inbox,
    subscriptions: Vec<Subscription<'s>>,
    subscribed: u64,
    next_id: u64,
    /// Indexed by kind, in the order of [`Kind::ALL`].
    history: [VecDeque<Message>; Kind::ALL.len()],
    counters: [MessageCounters; Kind::ALL.len()],
    failures: VecDeque<Failure>,
}

impl<'s> Bus<'s> {
    /// A bus with an inbox of [`INBOX_CAPACITY`].
    pub fn new(settings: BusSettings) -> Self {
        Self::reading(Inbox::new(INBOX_CAPACITY), settings)
    }

    /// A bus with an existing inbox. An inbox belongs to one bus.
    pub fn reading(inbox: Inbox, settings: BusSettings) -> Self {
        Self {
            settings,
            inbox,
            subscriptions: Vec::new(),
            subscribed: 0,
            next_id: settings.first_id.0,
            history: Default::default(),
            counters: Default::default(),
            failures: VecDeque::new(),
        }
    }

    /// The inbox, for other threads.
    pub fn inbox(&self) -> Inbox {
        self.inbox.clone()
    }

    /// Adds a subscriber after all others; [`Bus::failures`] calls it `name`.
    pub fn subscribe(
        &mut self,
        name: &str,
        topic: impl Into<Topic>,
        subscriber: impl FnMut(&Message) -> SubscriberResult + 's,
    ) -> SubscriptionId {
        self.subscribed += 1;
        let id = SubscriptionId(self.subscribed);
        self.subscriptions.push(Subscription {
            id,
            name: name.to_owned(),
            topic: topic.into(),
            call: Box::new(subscriber),
        });
        id
    }

    /// Ends a subscription; false if it had already ended.
    pub fn unsubscribe(&mut self, id: SubscriptionId) -> bool {
        let before = self.subscriptions.len();
        self.subscriptions.retain(|subscription| subscription.id != id);
        self.subscriptions.len() < before
    }

    /// The number of the next message.
    pub fn next_id(&self) -> MessageId {
        MessageId(self.next_id)
    }

    /// Delivers a message, and then everything that follows from it.
    pub fn publish(&mut self, draft: Draft) -> Published {
        let before = self.totals();
        let message_id = MessageId(self.next_id);
        let mut waiting = VecDeque::from([draft]);
        let mut answers = 0;
        while let Some(draft) = waiting.pop_front() {
            let message = draft.numbered(MessageId(self.next_id));
            self.next_id += 1;
            for (subscriber, body) in self.deliver(&message) {
                if answers == self.settings.answers {
                    let reason = format!("not delivered: one message led to more than {answers} answers");
                    self.fail(message.message_id, body.kind(), subscriber, reason);
                    continue;
                }
                answers += 1;
                waiting.push_back(Draft::new(message.timestamp, Cause::Message(message.message_id), body));
            }
            let history = &mut self.history[message.kind() as usize];
            history.push_back(message);
            if history.len() > self.settings.history {
                history.pop_front();
            }
        }
        let after = self.totals();
        Published {
            message_id,
            answers,
            delivered: after.delivered - before.delivered,
            failed: after.failed - before.failed,
        }
    }

    /// Publishes the messages in the inbox, in order; returns how many there were. Messages that arrive
    /// meanwhile are left for the next call.
    pub fn dispatch_queued(&mut self) -> usize {
        let waiting = self.inbox.len();
        for taken in 0..waiting {
            let Some(draft) = self.inbox.take() else { return taken };
            self.publish(draft);
        }
        waiting
    }

    /// Waits up to `timeout` for a message in the inbox; returns whether there is one.
    pub fn wait_for_queued(&self, timeout: Duration) -> bool {
        self.inbox.wait(timeout)
    }

    /// Calls the subscribers of a message; returns their answers, with the index of the subscriber.
    fn deliver(&mut self, message: &Message) -> Vec<(usize, Body)> {
        let kind = message.kind();
        self.counters[kind as usize].published += 1;
        let mut answers = Vec::new();
        for subscriber in 0..self.subscriptions.len() {
            let subscription = &mut self.subscriptions[subscriber];
            if !subscription.topic.holds(kind) {
                continue;
            }
            // A panic in a subscriber does not affect the bus.
            let reason = match catch_unwind(AssertUnwindSafe(|| (subscription.call)(message))) {
                Ok(Ok(bodies)) => {
                    self.counters[kind as usize].delivered += 1;
                    answers.extend(bodies.into_iter().map(|body| (subscriber, body)));
                    continue;
                }
                Ok(Err(error)) => error.to_string(),
                Err(panic) => format!("panicked: {}", words_of(panic.as_ref())),
            };
            self.fail(message.message_id, kind, subscriber, reason);
        }
        answers
    }

    fn fail(&mut self, message_id: MessageId, kind: Kind, subscriber: usize, reason: String) {
        self.counters[kind as usize].failed += 1;
        let subscriber = self.subscriptions[subscriber].name.clone();
        self.failures.push_back(Failure { message_id, kind, subscriber, reason });
        if self.failures.len() > self.settings.history {
            self.failures.pop_front();
        }
    }

    /// The latest messages of a topic, at most `limit`, the oldest of them first.
    pub fn recent(&self, topic: impl Into<Topic>, limit: usize) -> Vec<&Message> {
        let topic = topic.into();
        let mut found: Vec<&Message> = Kind::ALL
            .iter()
            .filter(|kind| topic.holds(**kind))
            .flat_map(|kind| self.history[*kind as usize].iter().rev().take(limit))
            .collect();
        found.sort_unstable_by_key(|message| message.message_id);
        found.split_off(found.len().saturating_sub(limit))
    }

    /// A message that is still kept.
    pub fn message(&self, id: MessageId) -> Option<&Message> {
        self.history.iter().find_map(|messages| {
            let place = messages.binary_search_by_key(&id, |message| message.message_id).ok()?;
            messages.get(place)
        })
    }

    /// The chain of causes that leads to a message, as far as it is kept; see [`chain`].
    pub fn chain(&self, id: MessageId) -> Vec<&Message> {
        chain(id, |id| self.message(id))
    }

    /// The latest failures, the oldest of them first.
    pub fn failures(&self) -> impl ExactSizeIterator<Item = &Failure> {
        self.failures.iter()
    }

    /// Counters of a kind of messages.
    pub fn counters(&self, kind: Kind) -> MessageCounters {
        MessageCounters { queued: self.inbox.len_of(kind), ..self.counters[kind as usize] }
    }

    /// Counters of all messages.
    pub fn totals(&self) -> MessageCounters {
        let counted = self.counters.iter().fold(MessageCounters::default(), |sum, counters| sum.plus(*counters));
        MessageCounters { queued: self.inbox.len(), ..counted }
    }
}

impl Drop for Bus<'_> {
    /// Closes the inbox: later calls of `publish_queued` fail.
    fn drop(&mut self) {
        self.inbox.close();
    }
}

/// The message of a panic.
fn words_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a message")
}
