//! The net effect of several deliveries: each event once, as it was before and as it is at the end.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use crate::event::{Event, EventId, Events};
use crate::live::message::{Body, Cause, RemovalReason};
use crate::watch::agenda::EventChange;

/// The change of each event, and the cause of the latest.
#[derive(Debug, Default)]
pub(super) struct EventChanges(BTreeMap<EventId, (EventChange, Cause)>);

impl EventChanges {
    /// Adds what a delivery changed; `cause` is the `webhook_received` message, or the clock.
    pub fn add(&mut self, changes: Vec<EventChange>, cause: &Cause) {
        for change in changes {
            let Some(id) = change.id().cloned() else { continue };
            let before = match self.0.remove(&id) {
                Some((earlier, _)) => earlier.before,
                None => change.before,
            };
            self.0.insert(id, (EventChange { before, after: change.after }, cause.clone()));
        }
    }

    /// The differences between two sets of events.
    pub fn between(old: &Events, new: &Events, cause: &Cause) -> Self {
        let before = |event: &Event| old.get(event.id.as_str()).cloned();
        let gone = old.iter().filter(|event| new.get(event.id.as_str()).is_none());
        let gone = gone.map(|event| EventChange { before: before(event), after: Err(RemovalReason::Deleted) });
        let others = new.iter().map(|event| EventChange { before: before(event), after: Ok(event.clone()) });
        let others = others.filter(|change| change.before.as_ref() != change.after.as_ref().ok());
        let mut changes = Self::default();
        changes.add(gone.chain(others).collect(), cause);
        changes
    }

    /// The message for each event that is another than before, in the order of their ids, and its cause.
    pub fn into_bodies(self, zone: Tz) -> (Vec<Body>, Vec<Cause>) {
        self.0.into_values().filter_map(|(change, cause)| Some((change.into_body(zone)?, cause))).unzip()
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::America::Chicago;

    use super::EventChanges;
    use crate::event::{Event, Events};
    use crate::live::message::{Body, Cause};
    use crate::watch::headers::Headers;
    use crate::watch::sources::{Meaning, Source};

    fn event(id: &str, attendance: u32) -> Event {
        let body =
            format!(r#"{{"type":"added","event":{{"id":"{id}","lat":39.1,"lon":-94.6,"attendance":{attendance}}}}}"#);
        let reading = Source::of_name("box").read(&Headers::default(), body.as_bytes(), Chicago);
        match reading.expect("it is JSON").meanings.remove(0) {
            Meaning::AddOrUpdate(event) => *event,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn between_two_sets_of_events_is_what_is_not_the_same_in_both() {
        let events = |all: &[(&str, u32)]| {
            let mut events = Events::new();
            for (id, attendance) in all {
                events.insert(event(id, *attendance));
            }
            events
        };
        let (old, new) = (events(&[("a", 1), ("b", 2), ("c", 3)]), events(&[("b", 2), ("c", 4), ("d", 5)]));
        let (bodies, _) = EventChanges::between(&old, &new, &Cause::Clock).into_bodies(Chicago);
        let changed: Vec<String> = bodies
            .iter()
            .filter_map(|body| match body {
                Body::EventAdded(added) => Some(format!("+{}", added.event_data.event.id)),
                Body::EventUpdated(updated) => Some(format!("={}", updated.new_data.event.id)),
                Body::EventRemoved(removed) => Some(format!("-{}", removed.removed_event_id)),
                _ => None,
            })
            .collect();
        assert_eq!(changed, ["-a", "=c", "+d"]);
        assert!(EventChanges::between(&new, &new, &Cause::Clock).into_bodies(Chicago).0.is_empty());
    }
}
