//! Reads an event of the search of Eventbrite's site (`destination_event`), which differs from its API.

use super::fields::{self, is_true, object, present, text};
use super::{Context, Record, Said, native};
use crate::event::Event;

/// Whether a record is such an event.
pub(super) fn is_one(record: &Record) -> bool {
    text(record, "_type") == Some("destination_event") || record.contains_key("primary_venue")
}

/// Reads one event.
pub(super) fn event(record: &Record, context: &Context, said: &mut Said) -> Result<Event, String> {
    if is_true(record, "is_online_event") {
        return Err("no place: an online event".into());
    }
    if is_true(record, "is_series_parent") {
        return Err("a series; its dates are events of their own".into());
    }
    let venue =
        object(record, "primary_venue").ok_or("no place: primary_venue is missing; add expand=primary_venue")?;
    let address = object(venue, "address").ok_or("no place: its venue has no address")?;
    let mut event = Record::new();
    fields::copy(record, &["name", "timezone", "start_date", "start_time", "end_date", "end_time"], &mut event);
    for (name, key) in [("lat", "latitude"), ("lon", "longitude")] {
        event.insert(name.into(), address.get(key).cloned().unwrap_or_default());
    }
    let id = present(record, "eventbrite_event_id").or_else(|| present(record, "id")).ok_or("no id")?;
    event.insert("id".into(), id.clone());
    event.insert("source".into(), "eventbrite".into());
    if is_true(record, "is_cancelled") || text(record, "status") == Some("canceled") {
        event.insert("status".into(), "cancelled".into());
    }
    native::event(&event, context, said)
}
