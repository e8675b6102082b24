//! What Eventbrite answers to a [`LookUp`](super::LookUp): an event, an order, attendees.

use chrono_tz::Tz;
use serde_json::Value;

use super::super::{Meaning, Record};
use super::{EventbriteId, LookUp};
use crate::listings::fields::{self, escaped, kind_of, object, present, text};
use crate::listings::{ListingFormat, read_record};
use crate::live::message::RemovalReason;
use crate::watch::headers::Headers;

/// The header of an answer that says what was asked.
pub const ASKED_HEADER: &str = "x-pdpe-asked";

/// What was asked, as an answer that was kept says.
pub(in super::super) fn asked(headers: &Headers) -> Option<LookUp> {
    LookUp::of_path(headers.get(ASKED_HEADER)?)
}

/// What an answer means.
pub(in super::super) fn read(asked: Option<&LookUp>, answer: &[u8], zone: Tz) -> Vec<Meaning> {
    let id = asked.and_then(LookUp::event_id);
    let meaning = match asked {
        None => Err("it does not say what was asked".into()),
        Some(LookUp::Event { id }) => event(id, answer, zone),
        Some(LookUp::Order { .. }) => order(answer).map(|event| Meaning::LookUp(LookUp::Attendance { event })),
        Some(LookUp::Attendance { event }) => attendance(event, answer),
    };
    vec![meaning.unwrap_or_else(|reason| Meaning::Unusable { id, reason })]
}

/// What the answer about the event `id` means: the event, or that it is gone.
///
/// # Errors
/// Why it means nothing: not JSON, an error of the service, another event, no place, no date.
pub fn event(id: &EventbriteId, answer: &[u8], zone: Tz) -> Result<Meaning, String> {
    let record = object_in(answer)?;
    let answered = fields::id(present(&record, "id"))?;
    if answered.as_str() != id.as_str() {
        return Err(format!("asked for event {id}, the answer is about `{}`", escaped(answered.as_str())));
    }
    let gone = |reason| Ok(Meaning::Remove { id: id.event_id(), reason });
    match text(&record, "status") {
        Some("canceled" | "cancelled") => gone(RemovalReason::Cancelled),
        Some("deleted") => gone(RemovalReason::Deleted),
        Some("draft") => gone(RemovalReason::Unpublished),
        _ => {
            let event = read_record(&record, ListingFormat::Eventbrite, zone)?;
            Ok(Meaning::AddOrUpdate(Box::new(event)))
        }
    }
}

/// The event that an order is for.
///
/// # Errors
/// Why that cannot be told.
pub fn order(answer: &[u8]) -> Result<EventbriteId, String> {
    let record = object_in(answer)?;
    let id = fields::id(present(&record, "event_id")).map_err(|reason| format!("event_id: {reason}"))?;
    EventbriteId::parse(id.as_str()).ok_or_else(|| format!("event_id: `{}` is not an id", escaped(id.as_str())))
}

/// What the list of the attendees of the event `id` means: how many come in all.
///
/// # Errors
/// Why that cannot be told.
pub fn attendance(id: &EventbriteId, answer: &[u8]) -> Result<Meaning, String> {
    let record = object_in(answer)?;
    let count = object(&record, "pagination").and_then(|pagination| present(pagination, "object_count"));
    let count = count.ok_or("no pagination.object_count: not a list of attendees")?;
    Ok(Meaning::SetAttendance { id: id.event_id(), attendance: fields::count("object_count", count)? })
}

fn object_in(answer: &[u8]) -> Result<Record, String> {
    match serde_json::from_slice(answer) {
        Ok(Value::Object(record)) => match text(&record, "error") {
            Some(error) if !record.contains_key("id") => Err(format!("Eventbrite says {}", escaped(error))),
            _ => Ok(record),
        },
        Ok(other) => Err(format!("the answer is {}, not an object", kind_of(&other))),
        Err(error) => Err(format!("the answer is not JSON: {error}")),
    }
}
