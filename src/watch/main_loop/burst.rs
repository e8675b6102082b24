//! What a burst of deliveries comes to: each event once, as it was before and as it is at the end.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use crate::clock::ZonedTime;
use crate::event::{Event, EventId, Events};
use crate::live::engine::{BURST_BEGINS, BURST_ENDS};
use crate::live::message::{Cause, Custom, Draft, RemovalReason};
use crate::watch::agenda::EventChange;

/// The changes of a burst, by event, and what led to the last of them.
#[derive(Debug, Default)]
pub(super) struct Burst(BTreeMap<EventId, (EventChange, Cause)>);

impl Burst {
    /// Adds what a delivery changed; `cause` is the message that told of the delivery, or time.
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

    /// All that makes events what they are now.
    pub fn between(old: &Events, new: &Events, cause: &Cause) -> Self {
        let before = |event: &Event| old.get(event.id.as_str()).cloned();
        let gone = old.iter().filter(|event| new.get(event.id.as_str()).is_none());
        let gone = gone.map(|event| EventChange { before: before(event), after: Err(RemovalReason::Deleted) });
        let others = new.iter().map(|event| EventChange { before: before(event), after: Ok(event.clone()) });
        let others = others.filter(|change| change.before.as_ref() != change.after.as_ref().ok());
        let mut burst = Self::default();
        burst.add(gone.chain(others).collect(), cause);
        burst
    }

    /// The messages for it, several between those that make one pass of them.
    pub fn drafts(self, at: ZonedTime, zone: Tz) -> Vec<Draft> {
        let at = at.fixed_offset();
        let bodies = self.0.into_values().filter_map(|(change, cause)| Some((change.into_body(zone)?, cause)));
        let mut drafts: Vec<Draft> = bodies.map(|(body, cause)| Draft::new(at, cause, body)).collect();
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

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use chrono_tz::America::Chicago;

    use super::Burst;
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
        let at = DateTime::UNIX_EPOCH.with_timezone(&Chicago);
        let drafts = Burst::between(&old, &new, &Cause::Clock).drafts(at, Chicago);
        let told: Vec<String> = drafts
            .iter()
            .filter_map(|draft| match &draft.body {
                Body::EventAdded(added) => Some(format!("+{}", added.event_data.event.id)),
                Body::EventUpdated(updated) => Some(format!("={}", updated.new_data.event.id)),
                Body::EventRemoved(removed) => Some(format!("-{}", removed.removed_event_id)),
                _ => None,
            })
            .collect();
        assert_eq!(told, ["-a", "=c", "+d"]);
        assert!(Burst::between(&new, &new, &Cause::Clock).drafts(at, Chicago).is_empty());
    }
}
