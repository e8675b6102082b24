//! What the program asks of the loop: messages to publish, subscribers, schedules.
//!
//! A message that changes events never reaches the bus directly: it is submitted to the journal, and comes
//! back as a delivery. This holds for messages of the program, for those that fall due, and for answers of
//! subscribers.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use chrono::{DateTime, Utc};

use super::Running;
use crate::live::bus::{Bus, SubscriberError, SubscriberResult, SubscriptionId};
use crate::live::message::{Body, Cause, Draft};
use crate::live::recurrence::Recurrence;
use crate::live::schedule::ScheduleId;
use crate::watch::subscribers::Subscriber;

/// Submits a message that changes state, with the number of answers of subscribers that led to it.
pub type Submit = dyn Fn(Body, u32) -> Result<(), SubscriberError> + Send + Sync;

/// The header of a delivery with the number of answers of subscribers that led to it.
pub const ANSWERS_HEADER: &str = "x-pdpe-answers";

/// How many answers of subscribers that change state may lead to each other: more are probably a circle.
pub const MOST_ANSWERS: u32 = 10;

/// When a message is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Once; at once if the time is past.
    At(DateTime<Utc>),
    /// Again and again, by the wall clock of the model's zone.
    Every(Recurrence),
}

impl From<DateTime<Utc>> for When {
    fn from(at: DateTime<Utc>) -> Self {
        Self::At(at)
    }
}

impl From<Recurrence> for When {
    fn from(recurrence: Recurrence) -> Self {
        Self::Every(recurrence)
    }
}

/// What the program asks. The receivers of replies may be gone.
pub enum Order {
    /// Publish a message that does not change events.
    Publish {
        /// The message.
        body: Body,
        /// How many answers of subscribers led to it.
        answers: u32,
        /// Receives the first failure of a subscriber, if somebody waits for it.
        reply: Option<SyncSender<Option<String>>>,
    },
    /// Add a subscriber.
    Subscribe(Subscriber, SyncSender<SubscriptionId>),
    /// End a subscription; whether there was one.
    Unsubscribe(SubscriptionId, SyncSender<bool>),
    /// Schedule a message.
    Schedule(When, Body, SyncSender<ScheduleId>),
    /// Cancel a scheduled message; whether it was still to come.
    Cancel(ScheduleId, SyncSender<bool>),
}

impl Running<'_> {
    pub(super) fn carry_out(&mut self, order: Order) {
        match order {
            Order::Publish { body, answers, reply } => {
                self.answers.set(answers);
                let id = self.publish(Draft::new(self.at().fixed_offset(), Cause::User, body));
                self.answers.set(0);
                self.setup.pulse.finished(1, 0);
                self.publish_cells();
                if let Some(reply) = reply {
                    let failure = self.bus.failures().find(|failure| failure.message_id >= id);
                    let _ = reply.send(failure.map(ToString::to_string));
                }
            }
            Order::Subscribe(subscriber, reply) => {
                let id = subscribe(&mut self.bus, subscriber, &self.setup.submit, self.answers);
                let _ = reply.send(id);
            }
            Order::Unsubscribe(id, reply) => drop(reply.send(self.bus.unsubscribe(id))),
            Order::Schedule(when, body, reply) => {
                let timeline = self.dispatcher.timeline();
                let id = match when {
                    When::At(at) => timeline.at(at, body),
                    When::Every(recurrence) => timeline.every(recurrence, body),
                };
                let _ = reply.send(id);
            }
            Order::Cancel(id, reply) => drop(reply.send(self.dispatcher.timeline().cancel(id).is_some())),
        }
    }

    /// Publishes what falls due; a change of events is submitted first.
    pub(super) fn publish_due(&mut self, draft: Draft) {
        if !draft.body.changes_events() {
            self.publish(draft);
        } else if let Err(error) = (self.setup.submit)(draft.body, 0) {
            tracing::error!(%error, "a scheduled message was refused");
            self.dispatcher.count_errors(1);
        }
    }
}

/// Adds a subscriber whose answers cannot change events or time by themselves.
pub(super) fn subscribe<'s>(
    bus: &mut Bus<'s>,
    subscriber: Subscriber,
    submit: &Arc<Submit>,
    answers: &'s Cell<u32>,
) -> SubscriptionId {
    let (Subscriber { name, topic, mut call }, submit) = (subscriber, Arc::clone(submit));
    bus.subscribe(&name, topic, move |message| without_changes(call(message)?, &submit, answers.get()))
}

/// Submits the answers that change state, and returns the others.
fn without_changes(bodies: Vec<Body>, submit: &Arc<Submit>, answers: u32) -> SubscriberResult {
    let (changes, others): (Vec<Body>, Vec<Body>) = bodies.into_iter().partition(Body::changes_state);
    for body in changes {
        if answers >= MOST_ANSWERS {
            let kind = body.kind();
            return Err(format!("{kind} is refused: {answers} answers led to it, which is probably a circle").into());
        }
        submit(body, answers + 1)?;
    }
    Ok(others)
}
