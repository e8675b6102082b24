//! The net effect of several deliveries: one change per event.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use crate::event::{Double, EventKey};
use crate::live::message::{Body, Cause};
use crate::watch::agenda::{EventChange, Outcome};

/// The change of each event, and the cause of the latest.
#[derive(Debug, Default)]
pub(super) struct EventChanges(BTreeMap<EventKey, (EventChange, Cause)>);

impl EventChanges {
    /// Adds changes; `cause` is the `webhook_received` message, or the clock.
    pub fn add(&mut self, changes: Vec<EventChange>, cause: &Cause) {
        for change in changes {
            let Some(id) = change.key() else { continue };
            let before = match self.0.remove(&id) {
                Some((earlier, _)) => earlier.before,
                None => change.before,
            };
            self.0.insert(id, (EventChange { before, after: change.after }, cause.clone()));
        }
    }

    /// The message for each changed event, in the order of their ids, and its cause.
    pub fn into_bodies(self, zone: Tz) -> (Vec<Body>, Vec<Cause>) {
        self.0.into_values().filter_map(|(change, cause)| Some((change.into_body(zone)?, cause))).unzip()
    }
}

/// Logs what a delivery leads to that its sender may not mean.
pub(super) fn tell(seq: u64, source: &str, outcome: &Outcome) {
    for event in outcome.changes.iter().filter_map(EventChange::always_open) {
        tracing::warn!(seq, source, event = event.id.as_str(), "an event without a start counts at any time");
    }
    for Double { left_out, counted } in &outcome.doubles {
        let (event, of) = (left_out.as_str(), &left_out.source);
        let (counted, counted_of) = (counted.as_str(), &counted.source);
        tracing::info!(seq, source, event, of, counted, counted_of, "a crowd is listed twice");
    }
}
