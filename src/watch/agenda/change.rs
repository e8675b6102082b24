//! What became of one event.

use chrono_tz::Tz;

use crate::event::{Event, EventId, Status, Timing};
use crate::live::message::{Body, EventAdded, EventRemoved, EventUpdated, RemovalReason};

/// An event as it was and as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct EventChange {
    /// As it was; none if it was not known.
    pub before: Option<Event>,
    /// As it is, or why it is gone.
    pub after: Result<Event, RemovalReason>,
}

impl EventChange {
    /// Whose change it is; none of one that was not and is not.
    pub fn id(&self) -> Option<&EventId> {
        self.after.as_ref().ok().or(self.before.as_ref()).map(|event| &event.id)
    }

    /// The event, if it counts at any time since this change, having no date.
    pub fn now_at_any_time(&self) -> Option<&Event> {
        let is_undated = |event: &Event| event.timing == Timing::Untimed && event.status == Status::Scheduled;
        let was_undated = self.before.as_ref().is_some_and(is_undated);
        self.after.as_ref().ok().filter(|event| !was_undated && is_undated(event))
    }

    /// The same change as a message, its times with the offsets of `zone`; none if nothing changed,
    /// an event that came and went.
    pub fn into_body(self, zone: Tz) -> Option<Body> {
        match (self.before, self.after) {
            (None, Ok(event)) => Some(EventAdded::new(event, zone).into()),
            (Some(old), Ok(new)) => Some(EventUpdated::new(old, new, zone).into()),
            (Some(old), Err(reason)) => Some(EventRemoved::new(&old, reason).into()),
            (None, Err(_)) => None,
        }
    }
}
