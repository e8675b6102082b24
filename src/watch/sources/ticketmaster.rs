//! Ticketmaster's deliveries: whole events in the format of its Discovery API, alone, in `event`, or
//! several in `_embedded.events`.
//!
//! `dates.status.code` decides whether an event takes place, whatever the type. Only without a status
//! does the type `event.cancelled` or `event.postponed` count. A type that says that the event is no
//! longer listed always counts, except in an unsigned header of a signed body with an event.

use serde_json::Value;

use super::{JsonDelivery, JsonObject, Meaning, webhook_type};
use crate::event::EventKey;
use crate::listings::fields::{self, object, present, text};
use crate::listings::ticketmaster::is_date_to_come;
use crate::listings::{ListingFormat, read_record};
use crate::live::message::RemovalReason;

pub(super) fn read(body: JsonDelivery) -> (Option<String>, Vec<Meaning>) {
    let events = events_in(body.record);
    // A signed event states its own status: a removal has to be signed as well.
    let header = body.header.filter(|_| !body.is_signed || events.is_empty());
    let said = said_kind(JsonDelivery { header, ..body });
    let is_ping = matches!(said.as_deref(), Some("ping" | "test"));
    if is_ping && events.is_empty() {
        return (said, vec![Meaning::Ping]);
    }
    let concerns_events = said.as_deref().is_none_or(|kind| !is_of_something_else(kind))
        && webhook_type::other_thing(body.record).is_none();
    let meanings = events.iter().filter(|_| concerns_events).map(|event| meaning(event, said.as_deref(), body));
    let meanings = meanings.collect();
    // The status of the first event is not the type of the others.
    (said.or_else(|| events.first().map(|event| kind_by_status(event))), meanings)
}

fn events_in(record: &JsonObject) -> Vec<&JsonObject> {
    if let Some(event) = object(record, "event") {
        return vec![event];
    }
    if is_event(record) {
        return vec![record];
    }
    let embedded = object(record, "_embedded").and_then(|embedded| embedded.get("events"));
    embedded.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object).collect()
}

/// Attractions and venues have an id as well, but no dates.
fn is_event(record: &JsonObject) -> bool {
    object(record, "dates").is_some() || (text(record, "type") == Some("event") && record.contains_key("id"))
}

/// `eventType` before the others: an event's own `type` is just "event".
fn said_kind(body: JsonDelivery) -> Option<String> {
    let keys: &[&str] =
        if is_event(body.record) { &["eventType", "action"] } else { &["eventType", "action", "type", "event"] };
    webhook_type::find(body, keys)
}

fn kind_by_status(event: &JsonObject) -> String {
    let word = match status_of(event) {
        Some("cancelled" | "canceled") => "cancelled",
        Some("postponed") => "postponed",
        Some("rescheduled") => "rescheduled",
        _ => "updated",
    };
    format!("event.{word}")
}

/// Whether a type is about something other than events, such as `venue.updated`.
fn is_of_something_else(kind: &str) -> bool {
    webhook_type::other_thing_in(kind).is_some()
}

fn status_of(event: &JsonObject) -> Option<&str> {
    object(event, "dates").and_then(|dates| object(dates, "status")).and_then(|status| text(status, "code"))
}

fn meaning(event: &JsonObject, kind: Option<&str>, body: JsonDelivery) -> Meaning {
    let id = match fields::id(present(event, "id")) {
        Ok(id) => EventKey::new(id, "ticketmaster"),
        Err(reason) => return Meaning::Unusable { id: None, reason },
    };
    match removed_by(kind) {
        Some(reason) if reason != RemovalReason::Cancelled || status_of(event).is_none() => {
            Meaning::Remove { id, reason }
        }
        _ => as_it_is(event, id, kind, body),
    }
}

/// Why an event is removed, if the type says so.
fn removed_by(kind: Option<&str>) -> Option<RemovalReason> {
    match &*webhook_type::word(kind?)? {
        "cancelled" | "canceled" => Some(RemovalReason::Cancelled),
        "deleted" | "removed" => Some(RemovalReason::Deleted),
        "unpublished" => Some(RemovalReason::Unpublished),
        _ => None,
    }
}

fn as_it_is(event: &JsonObject, id: EventKey, kind: Option<&str>, body: JsonDelivery) -> Meaning {
    let is_status = |words: &[&str]| status_of(event).is_some_and(|code| words.contains(&&*code.to_ascii_lowercase()));
    // A cancelled event needs no place.
    if is_status(&["cancelled", "canceled"]) {
        return Meaning::Remove { id, reason: RemovalReason::Cancelled };
    }
    let is_postponed = match status_of(event) {
        Some(_) => is_status(&["postponed"]),
        None => kind.and_then(webhook_type::word).as_deref() == Some("postponed"),
    };
    match read_record(event, ListingFormat::Ticketmaster, body.zone) {
        Ok(event) => Meaning::AddOrUpdate(Box::new(event)),
        // Its date is no longer known.
        Err(_) if is_postponed || object(event, "dates").is_some_and(is_date_to_come) => Meaning::Postpone { id },
        Err(reason) => Meaning::Unusable { id: Some(id.id), reason },
    }
}
