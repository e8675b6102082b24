//! What a burst of deliveries comes to: each event once, as it was before and as it is at the end.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use crate::clock::ZonedTime;
use crate::event::EventId;
use crate::live::engine::{BURST_BEGINS, BURST_ENDS};
use crate::live::message::{Cause, Custom, Draft, MessageId};
use crate::watch::agenda::EventChange;

/// The changes of a burst, by event, and the message of the delivery that said the last of it.
#[derive(Debug, Default)]
pub(super) struct Burst(BTreeMap<EventId, (EventChange, MessageId)>);

impl Burst {
    /// Adds what a delivery changed; `cause` is the message that told of the delivery.
    pub fn add(&mut self, changes: Vec<EventChange>, cause: MessageId) {
        for change in changes {
            let Some(id) = change.id().cloned() else { continue };
            let before = match self.0.remove(&id) {
                Some((earlier, _)) => earlier.before,
                None => change.before,
            };
            self.0.insert(id, (EventChange { before, after: change.after }, cause));
        }
    }

    /// The messages for it, several between those that make one pass of them.
    pub fn drafts(self, at: ZonedTime, zone: Tz) -> Vec<Draft> {
        let at = at.fixed_offset();
        let bodies = self.0.into_values().filter_map(|(change, cause)| Some((change.into_body(zone)?, cause)));
        let mut drafts: Vec<Draft> = bodies.map(|(body, cause)| Draft::new(at, Cause::Message(cause), body)).collect();
        if let [first, _, ..] = &drafts[..] {
            let cause = first.cause.clone();
            let mark = |name: &str| {
                let data = serde_json::json!({ "events": drafts.len() });
                Draft::new(at, cause.clone(), Custom { name: name.into(), data })
            };
            let (begins, ends) = (mark(BURST_BEGINS), mark(BURST_ENDS));
            drafts.insert(0, begins);
            drafts.push(ends);
        }
        drafts
    }
}
