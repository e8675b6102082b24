//! Reads and writes events in pdpe's own fields. `write.rs` writes a row, `record.rs` a single event in JSON.

mod record;
mod times;
mod write;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::fields::{self, kind_of};
use super::{Context, Record, Said};
use crate::aliases;
use crate::clock::local_day;
use crate::event::{Event, EventError, EventId, Status, Timing};
use crate::geo::{LatLon, place_in, place_of};
use crate::text::escaped;

pub use record::{EventRecord, changed_fields};
pub use write::EventRow;

/// The fields of pdpe's own formats, in the order in which they are written.
pub const FIELDS: [&str; 12] = [
    "id",
    "name",
    "lat",
    "lon",
    "start",
    "end",
    "time_unknown",
    "attendance",
    "radius_km",
    "sentiment",
    "status",
    "source",
];

/// The field of a key or column name, in any case and with the usual aliases.
pub(crate) fn field_of(name: &str) -> Option<&'static str> {
    aliases::of_event(name).map(|(field, _)| field)
}

/// Whether a field says when an event starts.
pub(crate) fn is_start(field: &str) -> bool {
    matches!(field, "start" | "utc_start" | "start_date" | "start_time")
}

/// Reads one record.
pub(super) fn event(record: &Record, context: &Context, said: &mut Said) -> Result<Event, String> {
    let fields = known_fields(record, context, said)?;
    let value = |field| fields.get(field).copied();
    let zone = match value("timezone") {
        Some(Value::String(name)) => fields::zone(name)?,
        _ => context.zone,
    };
    let name = words("name", value("name"))?;
    let place = place(record, &fields, context)?;
    let timing = times::timing(&fields, zone, context.day_first, &mut said.notes)?;
    if timing == Timing::Untimed
        && let Some(key) = time_like(record, context)
    {
        return Err(format!("no start, but `{}` looks like one; --field start={0} reads it", escaped(&key)));
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
        Some(id) => fields::id(Some(id))?,
        None => made_id(&name, place, timing),
    };
    let source = words("source", value("source"))?;
    Ok(Event { id, name, place, timing, attendance, radius_km, sentiment, status, source })
}

/// A stable id for an event without one, from its name, its place and its start.
fn made_id(name: &str, place: LatLon, timing: Timing) -> EventId {
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
    let chosen = context.fields.iter().filter_map(|choice| Some((choice, choice.value_in(record)?)));
    for (choice, value) in chosen {
        fields.insert(choice.field, (0, value));
    }
    for (key, value) in record {
        let Some((field, rank)) = aliases::of_event(key) else {
            if !is_place_key(key) && !context.fields.iter().any(|choice| choice.key == *key) {
                said.unknown.insert(key.clone());
            }
            continue;
        };
        if context.fields.iter().any(|choice| choice.field == field) {
            continue;
        }
        // Names are kept unchanged, including white space.
        let is_words = matches!(field, "name" | "source") && value.is_string();
        if !is_words && fields::present(record, key).is_none() {
            continue;
        }
        // A time of day or a date in parts, as some services have it.
        if rank > 0 && (value.is_object() || value.is_array()) {
            continue;
        }
        match fields.get(field) {
            Some((known, _)) if *known == rank && rank == 0 => {
                return Err(format!("{field} is given twice, in different spellings"));
            }
            Some((known, _)) if *known <= rank => {}
            _ => drop(fields.insert(field, (rank, value))),
        }
    }
    Ok(fields.into_iter().map(|(field, (_, value))| (field, value)).collect())
}

/// Keys that may hold a place as a whole.
fn is_place_key(key: &str) -> bool {
    const KEYS: [&str; 16] = [
        "place", "location", "location1", "venue", "geo", "geopoint", "geopoint2d", "latlon", "latlng", "latlong",
        "coordinates", "coords", "position", "point", "geometry", "wkt",
    ];
    KEYS.contains(&&*aliases::plain(key)) || aliases::plain(key).starts_with("h3")
}

/// The place: from `lat` and `lon`, else from one field that holds both, else from the table of venues.
fn place(record: &Record, fields: &Fields, context: &Context) -> Result<LatLon, String> {
    let (lat, lon) = (fields.get("lat").copied(), fields.get("lon").copied());
    if lat.is_some() || lon.is_some() {
        return fields::place(lat, lon);
    }
    let choice = context.fields.iter().find(|choice| choice.field == "place");
    let chosen = choice.and_then(|choice| choice.value_in(record));
    let in_one = record.iter().filter(|(key, _)| is_place_key(key)).map(|(_, value)| value);
    let found = chosen.into_iter().chain(in_one).find_map(whole_place);
    if let Some(place) = found {
        let number = |degrees: f64| Value::from(degrees);
        return fields::place(Some(&number(place.lat())), Some(&number(place.lon())));
    }
    let names = ["venue", "location", "venue_name", "location_name", "place"];
    let venue = names.iter().find_map(|name| venue_name(record.get(*name)?));
    context.venues.place_of(venue).ok_or_else(|| match venue {
        Some(venue) if context.venues.is_empty() => {
            format!("no place: lat and lon are missing; --venues FILE gives the place of `{}`", escaped(venue))
        }
        Some(venue) => format!("no place: `{}` is not in the table of venues", escaped(venue)),
        None => "no place: lat and lon are missing".into(),
    })
}

/// The place in a value that holds all of it: text, or an object, or one within an object.
fn whole_place(value: &Value) -> Option<LatLon> {
    match value {
        Value::String(text) => place_in(text),
        Value::Object(inner) => place_of(value).or_else(|| {
            let mut nested = ["location", "geo", "coordinates", "address", "position", "point"].iter();
            nested.find_map(|key| place_of(inner.get(*key)?))
        }),
        _ => None,
    }
}

fn venue_name(value: &Value) -> Option<&str> {
    let text = value.as_str().or_else(|| value.get("name")?.as_str())?.trim();
    (!text.is_empty()).then_some(text)
}

/// A key without a meaning whose name or value looks like that of a start.
fn time_like(record: &Record, context: &Context) -> Option<String> {
    let is_like = |(key, value): (&String, &Value)| {
        let name = aliases::plain(key);
        let is_other = ["end", "created", "updated", "modified", "published", "changed"].iter().any(|word| name.contains(word));
        let is_named = ["start", "begin", "date", "time", "when", "datum"].iter().any(|word| name.contains(word));
        let text = value.as_str().unwrap_or_default();
        let is_time = fields::date(text).is_some() || fields::time(text, context.zone).is_ok();
        field_of(key).is_none() && !is_other && (is_time || is_named && text.bytes().any(|byte| byte.is_ascii_digit()))
    };
    record.iter().find(|entry| is_like(*entry)).map(|(key, _)| key.clone())
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

/// The object of a key, or an empty one.
pub(super) fn inner<'a>(record: &'a Record, key: &str) -> Option<&'a Map<String, Value>> {
    record.get(key).and_then(Value::as_object)
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
