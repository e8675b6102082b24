//! Deliveries of any other sender. A [`Mapping`] says where their type and fields are and what the types
//! mean; the usual names are used for what it omits.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{JsonDelivery, JsonObject, Meaning, webhook_type};
use crate::aliases::VAGUE;
use crate::clock::local_day;
use crate::event::{Event, EventKey, Status, Timing};
use crate::listings::fields::{self, kind_of, object, present};
use crate::listings::native::{self, EventRecord, field_of, place_in_one};
use crate::listings::{ListingFormat, read_record};
use crate::live::message::RemovalReason;
use crate::text::escaped;

/// Where the fields of a source are and what its types mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// The source's name, also of its events.
    pub name: String,
    /// Where its fields are.
    pub fields: Pointers,
    /// The meaning of each type; if empty, the usual ones: `created`, `event.updated`,
    /// `event_cancelled` and the like.
    pub types: BTreeMap<String, TypeEffect>,
    /// Whether its bodies are signed. Headers are not: then a type in a header counts only if the body has
    /// none, or a replayed body could be given another meaning.
    pub is_signed: bool,
}

/// The meaning of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeEffect {
    /// The event is new.
    Added,
    /// The event changed.
    Updated,
    /// The event is gone.
    Removed,
}

/// Where the fields of a delivery are; the others are looked for under their usual names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pointers {
    /// Of the type.
    pub r#type: Option<Pointer>,
    /// Of the event's id.
    pub id: Option<Pointer>,
    /// Of its name.
    pub name: Option<Pointer>,
    /// Of its latitude.
    pub lat: Option<Pointer>,
    /// Of its longitude.
    pub lon: Option<Pointer>,
    /// Of its start.
    pub start: Option<Pointer>,
    /// Of its end.
    pub end: Option<Pointer>,
    /// Of its attendance.
    pub attendance: Option<Pointer>,
}

/// A JSON pointer (RFC 6901), such as `/show/venue/lat`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pointer(String);

/// Text that is not a JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a JSON pointer; write it like /show/venue/lat")]
pub struct PointerError(String);

impl TryFrom<String> for Pointer {
    type Error = PointerError;

    fn try_from(text: String) -> Result<Self, PointerError> {
        let escapes_are_right = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        if text.starts_with('/') && escapes_are_right { Ok(Self(text)) } else { Err(PointerError(escaped(&text))) }
    }
}

impl From<Pointer> for String {
    fn from(pointer: Pointer) -> Self {
        pointer.0
    }
}

impl Pointer {
    /// The value it points at; none for null or blank text.
    fn of<'a>(&self, body: &'a JsonObject) -> Option<&'a Value> {
        let (first, rest) = match self.0[1..].split_once('/') {
            Some((first, rest)) => (first, Some(rest)),
            None => (&self.0[1..], None),
        };
        let value = body.get(&first.replace("~1", "/").replace("~0", "~"))?;
        let value = rest.map_or(Some(value), |rest| value.pointer(&format!("/{rest}")))?;
        let is_blank = value.as_str().is_some_and(|text| text.trim().is_empty());
        (!value.is_null() && !is_blank).then_some(value)
    }
}

/// Where the type is looked for in a body.
pub(super) const KEYS: &[&str] = &["type", "event", "action", "event_type"];

impl Mapping {
    /// The mapping of a source without settings.
    pub fn usual(name: &str) -> Self {
        Self { name: name.to_owned(), fields: Pointers::default(), types: BTreeMap::new(), is_signed: false }
    }

    pub(super) fn read(&self, body: JsonDelivery) -> (Option<String>, Vec<Meaning>) {
        let kind = match &self.fields.r#type {
            Some(pointer) => pointer.of(body.record).and_then(Value::as_str).and_then(webhook_type::plain),
            None => webhook_type::find(body, KEYS),
        };
        if let (Some(other), Some(kind)) = (webhook_type::other_thing(body.record), &kind) {
            let named =
                if kind.to_ascii_lowercase().contains(other) { kind.clone() } else { format!("{other}.{kind}") };
            return (Some(named), vec![Meaning::Unknown]);
        }
        let change = match kind.as_deref() {
            None => return (None, Vec::new()),
            Some(kind) if self.types.is_empty() => usual_change(kind),
            Some(kind) => self.types.get(kind).copied(),
        };
        let meaning = match change {
            None if self.types.is_empty() && matches!(kind.as_deref(), Some("ping" | "test")) => Meaning::Ping,
            None => Meaning::Unknown,
            Some(change) => self.meaning(change, kind.as_deref().unwrap_or_default(), body),
        };
        (kind, vec![meaning])
    }

    fn meaning(&self, change: TypeEffect, kind: &str, body: JsonDelivery) -> Meaning {
        let mut event = self.native_fields(body.record);
        let id = match fields::id(value_of(&event, "id")) {
            Ok(id) => id,
            Err(reason) => return Meaning::Unusable { id: None, reason },
        };
        let key = || EventKey::new(id.clone(), &self.name);
        if change == TypeEffect::Removed {
            return Meaning::Remove { id: key(), reason: removal_reason(kind) };
        }
        if change == TypeEffect::Updated {
            // It may be kept for long, and all valid fields are text or numbers.
            if let Some((key, value)) = event.iter().find(|(_, value)| value.is_array() || value.is_object()) {
                let reason = format!("{} is {}, not text or a number", escaped(key), kind_of(value));
                return Meaning::Unusable { id: Some(id), reason };
            }
            if let Some((key, text)) = event.iter().find_map(too_long) {
                let (key, bytes) = (escaped(key), text.len());
                let reason = format!("{key} is {bytes} bytes long; {LONGEST_FIELD_BYTES} are the most");
                return Meaning::Unusable { id: Some(id), reason };
            }
            if let (Some(status), None) = (usual_status(kind, &event), value_of(&event, "status")) {
                event.insert("status".into(), status.as_str().into());
            }
            return Meaning::Update { id: key(), fields: event, zone: body.zone };
        }
        match read_record(&event, ListingFormat::Native, body.zone) {
            Ok(event) => Meaning::AddOrUpdate(Box::new(event)),
            Err(reason) => Meaning::Unusable { id: Some(id), reason },
        }
    }

    /// The event in pdpe's own fields: those with a pointer, the others by their usual names.
    fn native_fields(&self, body: &JsonObject) -> JsonObject {
        let mut native = usual_fields(body);
        let Pointers { r#type: _, id, name, lat, lon, start, end, attendance } = &self.fields;
        let pointers = [
            ("id", id),
            ("name", name),
            ("lat", lat),
            ("lon", lon),
            ("start", start),
            ("end", end),
            ("attendance", attendance),
        ];
        for (field, pointer) in pointers {
            let Some(pointer) = pointer else { continue };
            native.retain(|key, _| field_of(key) != Some(field));
            if let Some(value) = pointer.of(body) {
                native.insert(field.into(), value.clone());
            }
        }
        native.insert("source".into(), Value::String(self.name.clone()));
        native
    }
}

/// The longest text of a field. No valid one is longer.
const LONGEST_FIELD_BYTES: usize = 1024;

/// A field whose text is too long to be kept.
fn too_long<'a>((key, value): (&'a String, &'a Value)) -> Option<(&'a String, &'a str)> {
    Some((key, value.as_str().filter(|text| text.len() > LONGEST_FIELD_BYTES)?))
}

/// The event's fields, from the first object that may contain it, or from the body itself. They keep
/// their names: duplicate fields are rejected by the reader.
fn usual_fields(body: &JsonObject) -> JsonObject {
    let wrapped = ["event", "event_data", "data", "payload"].iter().find_map(|key| object(body, key)).unwrap_or(body);
    // A name that may mean something else, such as `time`, often is of the delivery.
    let is_known = |key: &str| {
        native::rank_of(key).is_some_and(|rank| rank < VAGUE) && !matches!(field_of(key), Some("source" | "place"))
    };
    let known = wrapped.iter().filter(|(key, _)| is_known(key));
    let mut native: JsonObject = known.map(|(key, value)| (key.clone(), value.clone())).collect();
    let is_without_place = value_of(&native, "lat").is_none() && value_of(&native, "lon").is_none();
    if let Some(Ok(place)) = place_in_one(wrapped).filter(|_| is_without_place) {
        native.insert("lat".into(), place.lat().into());
        native.insert("lon".into(), place.lon().into());
    }
    native
}

/// The value of a field of pdpe's own format, under any of its names, of which some count first.
fn value_of<'a>(record: &'a JsonObject, field: &str) -> Option<&'a Value> {
    let keys = record.keys().filter(|key| field_of(key) == Some(field) && present(record, key).is_some());
    record.get(keys.min_by_key(|key| native::rank_of(key))?)
}

/// An event with updated fields; for an unknown event all fields must be given.
///
/// Postponing an event drops its date. A known end is dropped if it does not fit the new start.
///
/// # Errors
/// Why the update cannot be applied.
pub(in super::super) fn updated(known: Option<&Event>, fields: &JsonObject, zone: Tz) -> Result<Event, String> {
    let mut event = match known.map(|known| serde_json::to_value(EventRecord::new(known.clone(), zone))) {
        Some(Ok(Value::Object(event))) => event,
        _ => JsonObject::new(),
    };
    if ["start", "end"].iter().any(|field| value_of(fields, field).is_some()) {
        event.remove("time_unknown"); // the new times determine it
    }
    let is_said = |field| value_of(fields, field).is_some();
    if let (Some(known), Some(status), false) = (known, said_status(fields), is_said("start")) {
        let was_put_off = known.status == Status::Postponed;
        if was_put_off && known.timing == Timing::Untimed && is_on(fields) {
            return Err("no date: it was postponed without one, and start does not give the new one".into());
        }
        if status == Status::Postponed && !was_put_off {
            event.retain(|own, _| !matches!(own.as_str(), "start" | "end" | "time_unknown"));
        }
    }
    let said = || fields.iter().filter(|(key, _)| present(fields, key).is_some());
    for (key, _) in said() {
        event.retain(|own, _| field_of(own) != field_of(key));
    }
    // Duplicate fields are rejected by the reader.
    event.extend(said().map(|(key, value)| (key.clone(), value.clone())));
    let read = read_record(&event, ListingFormat::Native, zone);
    let Some(known) = known.filter(|_| is_said("start") && !is_said("end")) else { return read };
    match read {
        Ok(event) if may_end_as_before(known.timing, event.timing, zone) => Ok(event),
        read => event.remove("end").map_or(read, |_| read_record(&event, ListingFormat::Native, zone)),
    }
}

/// Whether the known end can still hold after a change of the start. Not if the event starts on an
/// earlier day, nor if only the day was known, whose midnight is not an end.
fn may_end_as_before(before: Timing, now: Timing, zone: Tz) -> bool {
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    match (before, now) {
        (Timing::Span { start: before, .. }, Timing::Span { start, .. }) => day(start) >= day(before),
        (Timing::WholeDays { from, until }, Timing::Span { start, .. }) => {
            day(start) >= day(from) && local_day(day(from), zone).1 < until
        }
        (Timing::WholeDays { from: before, .. }, Timing::WholeDays { from, .. }) => day(from) >= day(before),
        // The end of an hour-precise event is not the end of a whole day.
        (Timing::Span { .. }, Timing::WholeDays { .. }) => false,
        (Timing::Untimed, _) | (_, Timing::Untimed) => true,
    }
}

/// The status in the fields, if it is valid.
fn said_status(fields: &JsonObject) -> Option<Status> {
    native::status(value_of(fields, "status")?).ok()
}

/// Whether the fields say that the event takes place.
pub(in super::super) fn is_on(fields: &JsonObject) -> bool {
    matches!(said_status(fields), Some(Status::Scheduled | Status::Rescheduled))
}

/// The meaning of a type without settings.
fn usual_change(kind: &str) -> Option<TypeEffect> {
    match &*webhook_type::word(kind)? {
        "added" | "created" | "new" | "published" => Some(TypeEffect::Added),
        "changed" | "postponed" | "rescheduled" | "updated" => Some(TypeEffect::Updated),
        "canceled" | "cancelled" | "deleted" | "removed" | "unpublished" => Some(TypeEffect::Removed),
        _ => None,
    }
}

/// The status implied by a type: postponed, or rescheduled if a date is given.
fn usual_status(kind: &str, event: &JsonObject) -> Option<Status> {
    match &*webhook_type::word(kind)? {
        "postponed" => Some(Status::Postponed),
        "rescheduled" if value_of(event, "start").is_some() => Some(Status::Rescheduled),
        _ => None,
    }
}

fn removal_reason(kind: &str) -> RemovalReason {
    let kind = kind.to_ascii_lowercase();
    if kind.contains("cancel") {
        RemovalReason::Cancelled
    } else if kind.contains("unpublish") {
        RemovalReason::Unpublished
    } else {
        RemovalReason::Deleted
    }
}
