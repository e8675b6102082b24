//! Eventbrite's answers to a [`LookUp`]: an event, an order, attendees.

use chrono_tz::Tz;
use serde_json::Value;

use super::super::{JsonObject, Meaning};
use super::{EventbriteId, LookUp};
use crate::listings::eventbrite::is_series_parent;
use crate::listings::fields::{self, is_true, kind_of, object, present, text};
use crate::listings::{ListingFormat, read_record};
use crate::live::message::RemovalReason;
use crate::text::escaped;

pub use crate::watch::journal::ASKED_AFTER_HEADER;

/// The header of a kept answer with the path of the request.
pub const ASKED_HEADER: &str = "x-pdpe-asked";

/// The meaning of a kept answer.
pub(in super::super) fn read(asked: Option<&LookUp>, answer: &[u8], zone: Tz) -> Vec<Meaning> {
    let id = asked.and_then(LookUp::event).map(|event| event.id);
    let meaning =
        asked.ok_or_else(|| "its request is not recorded".into()).and_then(|asked| meaning(asked, answer, zone));
    vec![meaning.unwrap_or_else(|reason| Meaning::Unusable { id, reason })]
}

/// The meaning of the answer to a request; an order leads to another request.
///
/// # Errors
/// Why the answer cannot be used.
pub fn meaning(asked: &LookUp, answer: &[u8], zone: Tz) -> Result<Meaning, String> {
    match asked {
        LookUp::Event { id } => event(id, answer, zone),
        LookUp::Order { id } => order(id, answer).map(|event| Meaning::LookUp(LookUp::Attendance { event })),
        LookUp::Attendance { event } => attendance(event, answer),
    }
}

/// The meaning of the answer about the event `id`: the event, or its removal, also if it is now online.
///
/// # Errors
/// Why it cannot be used: not JSON, an error of the service, another event, no place, no date.
pub fn event(id: &EventbriteId, answer: &[u8], zone: Tz) -> Result<Meaning, String> {
    let record = answer_about("event", id, answer)?;
    let gone = |reason| Ok(Meaning::Remove { id: id.event(), reason });
    match text(&record, "status") {
        Some("canceled" | "cancelled") => gone(RemovalReason::Cancelled),
        Some("deleted") => gone(RemovalReason::Deleted),
        Some("draft") => gone(RemovalReason::Unpublished),
        // An online event has no place.
        _ if is_true(&record, "online_event") => gone(RemovalReason::Unpublished),
        // Its dates are events of their own.
        _ if is_series_parent(&record) => Ok(Meaning::Unknown),
        _ => {
            let event = read_record(&record, ListingFormat::Eventbrite, zone)?;
            Ok(Meaning::AddOrUpdate(Box::new(event)))
        }
    }
}

/// The event of the order `id`.
///
/// # Errors
/// Why it cannot be found: not JSON, an error of the service, another order, no event.
pub fn order(id: &EventbriteId, answer: &[u8]) -> Result<EventbriteId, String> {
    let record = answer_about("order", id, answer)?;
    let event = fields::id(present(&record, "event_id")).map_err(|reason| format!("event_id: {reason}"))?;
    EventbriteId::parse(event.as_str()).ok_or_else(|| format!("event_id: `{}` is not an id", escaped(event.as_str())))
}

/// The attendance according to the list of attendees of the event `id`. One page is enough: each page
/// contains the total.
///
/// # Errors
/// Why it cannot be found: not JSON, an error of the service, attendees of another event, no total, or
/// one that does not fit the number of pages.
pub fn attendance(id: &EventbriteId, answer: &[u8]) -> Result<Meaning, String> {
    let record = object_in(answer)?;
    let pagination = object(&record, "pagination");
    let number = |name| pagination.and_then(|pagination| present(pagination, name));
    let count = number("object_count").ok_or("no pagination.object_count: not a list of attendees")?;
    let attendance = fields::count("object_count", count)?;
    if let (Some(pages), Some(size)) = (number("page_count"), number("page_size")) {
        let (pages, size) = (fields::count("page_count", pages)?, fields::count("page_size", size)?);
        if attendance > pages.saturating_mul(size) || attendance < pages.saturating_sub(1).saturating_mul(size) {
            return Err(format!("object_count {attendance} does not fit {pages} pages of {size}"));
        }
    }
    let listed = record.get("attendees").and_then(Value::as_array).into_iter().flatten();
    for attendee in listed.filter_map(Value::as_object) {
        if let Some(event) = present(attendee, "event_id") {
            let event = fields::id(Some(event)).map_err(|reason| format!("event_id: {reason}"))?;
            if event.as_str() != id.as_str() {
                return Err(format!(
                    "asked for the attendees of event {id}, the answer has some of `{}`",
                    escaped(event.as_str())
                ));
            }
        }
    }
    Ok(Meaning::SetAttendance { id: id.event(), attendance })
}

/// The object in an answer about an event or order, whose id must be `id`.
fn answer_about(kind: &str, id: &EventbriteId, answer: &[u8]) -> Result<JsonObject, String> {
    let record = object_in(answer)?;
    let answered = fields::id(present(&record, "id"))?;
    if answered.as_str() == id.as_str() {
        return Ok(record);
    }
    Err(format!("asked for {kind} {id}, the answer is about `{}`", escaped(answered.as_str())))
}

fn object_in(answer: &[u8]) -> Result<JsonObject, String> {
    match serde_json::from_slice(answer) {
        Ok(Value::Object(record)) => match text(&record, "error") {
            Some(error) if !record.contains_key("id") => Err(format!("Eventbrite says {}", escaped(error))),
            _ => Ok(record),
        },
        Ok(other) => Err(format!("the answer is {}, not an object", kind_of(&other))),
        Err(error) => Err(format!("the answer is not JSON: {error}")),
    }
}
