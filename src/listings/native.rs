//! Reads and writes events in pdpe's own fields. `write.rs` writes a row, `record.rs` a single event in JSON.

mod record;
mod times;
mod write;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::fields::{self, kind_of};
use super::{Context, Record, Said};
use crate::aliases;
use crate::clock::local_day;
use crate::event::{Event, EventError, EventId, Status, Timing};
use crate::geo::{LatLon, PairOrder, PlaceError, place_in, place_of};
use crate::text::escaped;

pub use record::{EventRecord, changed_fields};
pub use write::EventRow;

/// The fields of pdpe's own formats, in the order in which they are written.
pub const FIELDS: [&str; 12] = aliases::OF_EVENTS;

/// The field of a key or column name. The parts of a start or an end, such as its date, are `start` and `end`.
pub(crate) fn field_of(name: &str) -> Option<&'static str> {
    let field = FIELDS.into_iter().find(|field| *field == name);
    field.or_else(|| aliases::of_event(name).map(|(field, _)| whole_of(field)))
}

/// The rank of a name of a field: of several, the one of the least rank counts.
pub(crate) fn rank_of(name: &str) -> Option<usize> {
    aliases::of_event(name).map(|(_, rank)| rank)
}

fn whole_of(field: &'static str) -> &'static str {
    match field {
        "utc_start" | "start_date" | "start_time" => "start",
        "utc_end" | "end_date" | "end_time" => "end",
        other => other,
    }
}

/// Reads one record.
pub(super) fn event(record: &Record, context: &Context, said: &mut Said) -> Result<Event, String> {
    let fields = known_fields(record, context, said)?;
    let value = |field| fields.get(field).copied();
    let zone = match value("timezone") {
        Some(Value::String(name)) => fields::zone(name)?,
        Some(other) => return Err(format!("timezone is {}, not the name of a zone", kind_of(other))),
        None => context.zone,
    };
    let name = words("name", value("name"))?;
    let place = place(record, &fields, context)?;
    let timing = times::timing(&fields, zone, context.day_first, said)?;
    if timing == Timing::Untimed
        && let Some(key) = time_like(record, context)
    {
        return Err(format!("no start, but `{}` looks like a time; --field start={0} reads it", escaped(&key)));
    }
    let mut optional = |field: &'static str| {
        let value = value(field);
        let is_unknown = value.and_then(Value::as_str).is_some_and(fields::is_unknown)
            || value.and_then(Value::as_f64).is_some_and(fields::is_sentinel);
        if is_unknown {
            *said.unknown_values.entry(field).or_default() += 1;
        }
        value.filter(|_| !is_unknown)
    };
    let attendance = optional("attendance").map(|value| fields::count("attendance", value)).transpose()?;
    let radius_km = optional("radius_km").map(radius_km).transpose()?;
    let sentiment = optional("sentiment").map_or(Ok(0.0), sentiment)?;
    let status = optional("status").map_or(Ok(Status::Scheduled), status)?;
    let id = match value("id") {
        None if name.trim().is_empty() && timing == Timing::Untimed => {
            return Err("no id, and neither a name nor a start to make one from".into());
        }
        None => made_id(&name, place, timing),
        id => fields::id(id)?,
    };
    said.made_ids += usize::from(value("id").is_none());
    let source = words("source", value("source"))?;
    Ok(Event { id, name, place, timing, attendance, radius_km, sentiment, status, source })
}

/// A stable id for an event without one, from its name, its place and its start.
pub(super) fn made_id(name: &str, place: LatLon, timing: Timing) -> EventId {
    let start = match timing {
        Timing::Untimed => None,
        Timing::Span { start, .. } | Timing::WholeDays { from: start, .. } => Some(start.timestamp()),
    };
    let digest = Sha256::digest(format!("{name}\n{place}\n{start:?}"));
    EventId::new(&hex::encode(&digest[..6])).expect("it has twelve digits")
}

type Fields<'a> = BTreeMap<&'static str, &'a Value>;

/// The fields that have a value, by their names.
fn known_fields<'a>(record: &'a Record, context: &Context, said: &mut Said) -> Result<Fields<'a>, String> {
    let mut fields = BTreeMap::<&'static str, (usize, &'a Value)>::new();
    let mut twice = Vec::new();
    for (key, value) in record {
        let Some((field, rank)) = aliases::of_event(key) else {
            if !context.fields.iter().any(|choice| choice.is_in(key)) {
                if is_time(value, context.zone) && !is_of_record(key) {
                    said.ignored_times.insert(key.clone());
                }
                said.unknown.insert(key.clone());
            }
            continue;
        };
        // A place may be in several fields, of which some hold text.
        if field == "place" || context.fields.iter().any(|choice| choice.field == field) {
            continue;
        }
        // Names are kept unchanged, including white space.
        let is_words = matches!(field, "name" | "source") && value.is_string();
        if !is_words && fields::present(record, key).is_none() {
            continue;
        }
        match fields.get(field) {
            Some((known, other)) if *known == rank => {
                // Tables have a title and a summary; either names the event.
                if rank == 0 || field != "name" && *other != value {
                    twice.push((field, rank));
                }
            }
            Some((known, _)) if *known < rank => {}
            _ => drop(fields.insert(field, (rank, value))),
        }
    }
    if let Some((field, _)) =
        twice.into_iter().find(|(field, rank)| fields.get(field).is_some_and(|(own, _)| own == rank))
    {
        return Err(format!("{field} is given twice, in different spellings"));
    }
    for choice in context.fields {
        if let Some(value) = choice.value_in(record) {
            said.chosen.insert(choice.field);
            fields.insert(choice.field, (0, value));
        }
    }
    Ok(fields.into_iter().map(|(field, (_, value))| (field, value)).collect())
}

/// The place: from `lat` and `lon`, else from one field that holds both.
fn place(record: &Record, fields: &Fields, context: &Context) -> Result<LatLon, String> {
    let (lat, lon) = (fields.get("lat").copied(), fields.get("lon").copied());
    if lat.is_some() || lon.is_some() {
        return fields::place(lat, lon);
    }
    let choice = context.fields.iter().find(|choice| choice.field == "place");
    let Some((choice, value)) = choice.and_then(|choice| Some((choice, choice.value_in(record)?))) else {
        return place_in_one(record).unwrap_or_else(|| Err("no place: lat and lon are missing".into()));
    };
    whole_place(choice.key(), value).unwrap_or_else(|| {
        let key = escaped(choice.key());
        Err(format!("no place in `{key}`; write it as `39.1, -94.5` or `POINT(-94.5 39.1)`"))
    })
}

/// The place in a field that holds all of it; `None` without such a field.
///
/// # Errors
/// Why it is no place.
pub(crate) fn place_in_one(record: &Record) -> Option<Result<LatLon, String>> {
    let fields = record.iter().filter(|(key, _)| field_of(key) == Some("place"));
    let mut places: Vec<_> = fields.filter_map(|(key, value)| whole_place(key, value)).collect();
    let usable = places.iter().position(Result::is_ok).unwrap_or(0);
    (!places.is_empty()).then(|| places.swap_remove(usable))
}

/// The place in a value that holds all of it: text, an object, or one within an object, or two numbers.
fn whole_place(key: &str, value: &Value) -> Option<Result<LatLon, String>> {
    let order = PairOrder::of_name(key);
    let said = |place: Result<LatLon, PlaceError>| place.map_err(|error| error.to_string());
    let found = match value {
        Value::String(text) => place_in(text, order).map(said),
        Value::Number(number) => place_in(&number.to_string(), order).map(said),
        Value::Object(object) => {
            let nested = object.iter().filter(|(key, _)| is_place_key(key)).map(|(_, value)| value);
            [value].into_iter().chain(nested).find_map(|value| place_of(value, None)).map(said)
        }
        other => place_of(other, order).map(said),
    };
    found.map(|place| place.and_then(fields::not_a_placeholder))
}

fn is_place_key(key: &str) -> bool {
    field_of(key) == Some("place") || matches!(&*aliases::plain(key), "address")
}

/// A key without a meaning whose name or value looks like that of a start.
fn time_like(record: &Record, context: &Context) -> Option<String> {
    let is_like = |(key, value): (&String, &Value)| {
        let name = aliases::plain(key);
        let is_other = ["end", "zone"].iter().any(|word| name.contains(word)) || is_of_record(key);
        let is_named = ["start", "begin", "date", "time", "when", "datum"].iter().any(|word| name.contains(word));
        let text = value.as_str().unwrap_or_default();
        let has_digits = text.bytes().any(|byte| byte.is_ascii_digit()) || value.is_number();
        field_of(key).is_none() && !is_other && (is_time(value, context.zone) || is_named && has_digits)
    };
    record.iter().find(|entry| is_like(*entry)).map(|(key, _)| key.clone())
}

/// Whether a value is a date or a time.
fn is_time(value: &Value, zone: Tz) -> bool {
    value.as_str().is_some_and(|text| fields::date(text).is_some() || fields::time(text, zone).is_ok())
}

/// Whether a name is that of a time of the record itself, not of the event.
fn is_of_record(key: &str) -> bool {
    const WORDS: [&str; 14] = [
        "created",
        "updated",
        "modified",
        "published",
        "changed",
        "issued",
        "expir",
        "deadline",
        "doors",
        "added",
        "received",
        "fetched",
        "timestamp",
        "sale",
    ];
    let name = aliases::plain(key);
    WORDS.iter().any(|word| name.contains(word))
}

fn words(name: &str, value: Option<&Value>) -> Result<String, String> {
    match value {
        None => Ok(String::new()),
        Some(Value::String(text)) => fields::name(name, text),
        Some(Value::Number(number)) => fields::name(name, &number.to_string()),
        Some(other) => Err(format!("{name} is {}, not text", kind_of(other))),
    }
}

fn radius_km(value: &Value) -> Result<f64, String> {
    let radius = fields::number("radius_km", value)?;
    let is_usable = radius > 0.0 && radius <= 20_000.0;
    if is_usable { Ok(radius) } else { Err(EventError::Radius(radius).to_string()) }
}

fn sentiment(value: &Value) -> Result<f64, String> {
    let sentiment = fields::number("sentiment", value)?;
    if sentiment.abs() <= 1.0 { Ok(sentiment) } else { Err(EventError::Sentiment(sentiment).to_string()) }
}

pub(crate) fn status(value: &Value) -> Result<Status, String> {
    let word = value.as_str().ok_or_else(|| format!("status is {}, not text", kind_of(value)))?;
    let plain = aliases::plain(word.rsplit('/').next().unwrap_or(word));
    match plain.strip_prefix("event").unwrap_or(&plain) {
        "scheduled" | "confirmed" | "active" | "live" | "onsale" | "published" | "tentative" | "movedonline" => {
            Ok(Status::Scheduled)
        }
        "rescheduled" => Ok(Status::Rescheduled),
        "postponed" => Ok(Status::Postponed),
        "cancelled" | "canceled" => Ok(Status::Cancelled),
        _ => Err(format!("status `{}` is not scheduled, rescheduled, postponed or cancelled", escaped(word))),
    }
}

/// Whole local days from the first to the last, inclusive.
pub(super) fn days(first: NaiveDate, last: NaiveDate, zone: Tz) -> Result<Timing, String> {
    if last < first {
        return Err(format!("it ends ({last}) before it starts ({first})"));
    }
    let (from, until) = (local_day(first, zone).0, local_day(last, zone).1);
    if until <= from {
        return Err(format!("there is no {first} in {zone}: clocks skip that day"));
    }
    Ok(Timing::WholeDays { from, until })
}
