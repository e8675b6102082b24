//! Reads and writes events in pdpe's own fields. `write.rs` writes a row, `record.rs` a single event in JSON.

mod record;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::Value;

use super::Record;
use super::fields::{self, kind_of};
use crate::clock::{ParsedTime, local_day};
use crate::event::{Event, EventError, Status, Timing};
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
    let field = |name: &str| FIELDS.into_iter().find(|field| *field == name);
    field(name).or_else(|| match name.trim().to_ascii_lowercase().as_str() {
        "latitude" | "y" => Some("lat"),
        "lng" | "long" | "longitude" | "x" => Some("lon"),
        other => field(other),
    })
}

/// Reads one record. Adds the names of unknown fields to `unknown`.
pub(super) fn event(
    record: &Record,
    zone: Tz,
    notes: &mut Vec<String>,
    unknown: &mut BTreeSet<String>,
) -> Result<Event, String> {
    let fields = known_fields(record, unknown)?;
    let value = |field| fields.get(field).copied();
    Ok(Event {
        id: fields::id(value("id"))?,
        name: words("name", value("name"))?,
        place: fields::place(value("lat"), value("lon"))?,
        timing: timing(&fields, zone, notes)?,
        attendance: value("attendance").map(|value| fields::count("attendance", value)).transpose()?,
        radius_km: value("radius_km").map(radius_km).transpose()?,
        sentiment: value("sentiment").map_or(Ok(0.0), sentiment)?,
        status: value("status").map_or(Ok(Status::Scheduled), status)?,
        source: words("source", value("source"))?,
    })
}

type Fields<'a> = BTreeMap<&'static str, &'a Value>;

/// The fields that have a value, by their names.
fn known_fields<'a>(record: &'a Record, unknown: &mut BTreeSet<String>) -> Result<Fields<'a>, String> {
    let mut fields = Fields::new();
    for (key, value) in record {
        let Some(field) = field_of(key) else {
            unknown.insert(key.clone());
            continue;
        };
        // Names are kept unchanged, including white space.
        let is_words = matches!(field, "name" | "source") && value.is_string();
        if (is_words || fields::present(record, key).is_some()) && fields.insert(field, value).is_some() {
            return Err(format!("{field} is given twice, in different spellings"));
        }
    }
    Ok(fields)
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
    match word.trim().to_ascii_lowercase().as_str() {
        "scheduled" => Ok(Status::Scheduled),
        "rescheduled" => Ok(Status::Rescheduled),
        "postponed" => Ok(Status::Postponed),
        "cancelled" | "canceled" => Ok(Status::Cancelled),
        _ => Err(format!("status `{}` is not scheduled, rescheduled, postponed or cancelled", escaped(word))),
    }
}

/// A start or an end: a day, or a time.
enum When {
    Day(NaiveDate),
    Time(ParsedTime),
}

fn when(name: &str, value: &Value, zone: Tz) -> Result<When, String> {
    let text = value.as_str().ok_or_else(|| format!("{name} is {}, not a time", kind_of(value)))?.trim();
    match fields::date(text) {
        Some(day) => Ok(When::Day(day)),
        None => Ok(When::Time(fields::time(text, zone).map_err(|reason| format!("{name}: {reason}"))?)),
    }
}

fn timing(fields: &Fields, zone: Tz, notes: &mut Vec<String>) -> Result<Timing, String> {
    let when_of = |field| fields.get(field).map(|value| when(field, value, zone)).transpose();
    let time_unknown = fields.get("time_unknown").map_or(Ok(false), |value| truth(value))?;
    let mut instant = |time: ParsedTime| {
        notes.extend(time.note);
        time.at.to_utc()
    };
    match (when_of("start")?, when_of("end")?) {
        (None, None) => Ok(Timing::Untimed),
        (None, Some(_)) => Err("it has an end but no start".into()),
        (Some(When::Day(first)), None) => days(first, first, zone),
        (Some(When::Day(first)), Some(When::Day(last))) => days(first, last, zone),
        (Some(When::Time(start)), None) if time_unknown => {
            let day = start.at.with_timezone(&zone).date_naive();
            days(day, day, zone)
        }
        (Some(When::Time(start)), None) => Ok(Timing::Span { start: instant(start), end: None }),
        (Some(When::Time(start)), Some(When::Time(end))) => {
            let (from, until) = (instant(start), instant(end));
            fields::span(from, Some(until), zone)?;
            // Whole days in another zone, given by their instants.
            if time_unknown {
                Ok(Timing::WholeDays { from, until })
            } else {
                Ok(Timing::Span { start: from, end: Some(until) })
            }
        }
        _ => Err("start and end must both be dates or both have a time of day".into()),
    }
}

fn truth(value: &Value) -> Result<bool, String> {
    match value {
        Value::Bool(truth) => Ok(*truth),
        Value::String(word) if word.trim().eq_ignore_ascii_case("true") => Ok(true),
        Value::String(word) if word.trim().eq_ignore_ascii_case("false") => Ok(false),
        _ => Err("time_unknown is neither true nor false".into()),
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
