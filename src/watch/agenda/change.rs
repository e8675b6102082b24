//! The change of one event.

use chrono_tz::Tz;

use crate::event::{Event, EventKey, Status, Timing};
use crate::live::message::{Body, EventAdded, EventRemoved, EventUpdated, RemovalReason};

/// An event before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct EventChange {
    /// Before; none if it was not known.
    pub before: Option<Event>,
    /// After, or why it was removed.
    pub after: Result<Event, RemovalReason>,
}

impl EventChange {
    /// Which event; none if there was no event before or after.
    pub fn key(&self) -> Option<EventKey> {
        self.after.as_ref().ok().or(self.before.as_ref()).map(Event::key)
    }

    /// The event, if this change left it without a date, so that it is always open.
    pub fn always_open(&self) -> Option<&Event> {
        let is_undated = |event: &Event| event.timing == Timing::Untimed && event.status == Status::Scheduled;
        let was_undated = self.before.as_ref().is_some_and(is_undated);
        self.after.as_ref().ok().filter(|event| !was_undated && is_undated(event))
    }

    /// The change as a message, with times in the offsets of `zone`; none for an event that came and went.
    pub fn into_body(self, zone: Tz) -> Option<Body> {
        match (self.before, self.after) {
            (None, Ok(event)) => Some(EventAdded::new(event, zone).into()),
            (Some(old), Ok(new)) => Some(EventUpdated::new(old, new, zone).into()),
            (Some(old), Err(reason)) => Some(EventRemoved::new(&old, reason).into()),
            (None, Err(_)) => None,
        }
    }
}
