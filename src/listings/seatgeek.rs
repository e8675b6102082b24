//! Reads an event of `SeatGeek`'s API v2.

use serde_json::Value;

use super::fields::{self, is_true, object, present, text};
use super::{Context, Record, Said, native};
use crate::event::Event;

/// Whether a record is such an event.
pub(super) fn is_one(record: &Record) -> bool {
    record.contains_key("datetime_local") && (record.contains_key("performers") || record.contains_key("short_title"))
}

/// Reads one event. The popularity that `SeatGeek` gives is not an attendance.
pub(super) fn event(record: &Record, context: &Context, said: &mut Said) -> Result<Event, String> {
    let name = text(record, "title").or_else(|| text(record, "short_title")).unwrap_or_default();
    if text(record, "type") == Some("parking") || fields::is_parking(name) {
        return Err("a parking pass, not an event".into());
    }
    if is_true(record, "date_tbd") {
        return Err("no date: SeatGeek says that it is to be announced".into());
    }
    let venue = object(record, "venue").ok_or("no place: no venue")?;
    let location = object(venue, "location").ok_or("no place: its venue has no location")?;
    let mut event = Record::new();
    fields::copy(record, &["id"], &mut event);
    fields::copy(location, &["lat", "lon"], &mut event);
    fields::copy(venue, &["timezone"], &mut event);
    event.insert("name".into(), name.into());
    event.insert("source".into(), "seatgeek".into());
    let local = text(record, "datetime_local");
    let is_time_unknown = is_true(record, "time_tbd") || is_true(record, "datetime_tbd");
    if is_time_unknown {
        let day = local.and_then(|time| time.get(..10)).ok_or("no date")?;
        event.insert("start".into(), day.into());
    } else if let Some(utc) = text(record, "datetime_utc") {
        event.insert("start".into(), format!("{}Z", utc.trim_end_matches('Z')).into());
    } else {
        event.insert("start".into(), local.map_or(Value::Null, Value::from));
    }
    if let Some(end) = text(record, "enddatetime_utc").filter(|_| !is_time_unknown) {
        event.insert("end".into(), format!("{}Z", end.trim_end_matches('Z')).into());
    }
    if event.get("start").is_none_or(Value::is_null) {
        return Err("no date".into());
    }
    if let Some(status @ ("cancelled" | "canceled" | "postponed")) = text(record, "status") {
        event.insert("status".into(), status.into());
    }
    // A time that is given is known, also if it is 00:00.
    event.insert("time_unknown".into(), is_time_unknown.into());
    present(record, "id").ok_or("no id")?;
    native::event(&event, context, said)
}
