//! Messages about events that a program or a subscriber publishes: kept like deliveries.

use super::Meaning;
use crate::event::Event;
use crate::live::message::Body;

/// The source of such messages in the journal. No sender can have this name.
pub const PROGRAM: &str = "pdpe.program";

/// The event that a message adds or changes; none if it removes one.
///
/// # Errors
/// Why the message cannot be applied.
pub fn checked(body: &Body) -> Result<Option<&Event>, String> {
    let event = match body {
        Body::EventAdded(added) => &added.event_data.event,
        Body::EventUpdated(updated) if updated.updated_event_id != updated.new_data.event.id => {
            let (id, new_id) = (&updated.updated_event_id, &updated.new_data.event.id);
            return Err(format!("the update of event {id} contains the data of event {new_id}"));
        }
        Body::EventUpdated(updated) if updated.old_data.event.key() != updated.new_data.event.key() => {
            return Err(format!("the update of event {} changes its source", updated.updated_event_id));
        }
        Body::EventUpdated(updated) => &updated.new_data.event,
        Body::EventRemoved(_) => return Ok(None),
        other => return Err(format!("{} is not about an event", other.kind())),
    };
    event.check().map_err(|error| format!("event {}: {error}", event.id))?;
    Ok(Some(event))
}

/// The type and the meaning of a message.
pub(super) fn read(bytes: &[u8]) -> (Option<String>, Vec<Meaning>) {
    let unusable = |reason: String| vec![Meaning::Unusable { id: None, reason }];
    let body: Body = match serde_json::from_slice(bytes) {
        Ok(body) => body,
        Err(error) => return (None, unusable(error.to_string())),
    };
    let kind = body.kind().to_string();
    let event = match checked(&body) {
        Ok(event) => event.cloned(),
        Err(reason) => return (Some(kind), unusable(reason)),
    };
    let meaning = match (event, body) {
        (Some(event), _) => Meaning::AddOrUpdate(Box::new(event)),
        (None, Body::EventRemoved(removed)) => Meaning::Remove { id: removed.key(), reason: removed.reason },
        (None, _) => Meaning::Unknown,
    };
    (Some(kind), vec![meaning])
}
