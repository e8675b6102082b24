//! Reads single fields of a JSON record: text, numbers, ids, places and times, with error messages.
//!
//! Null and blank text count as absent, because services write them for unknown values.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value};

use super::Record;
use crate::clock::{self, ParsedTime};
use crate::event::{EventError, EventId, Timing};
use crate::geo::LatLon;
use crate::grid::comma_advice;
use crate::text::{self, escaped};

/// The value of a key, unless it is null or blank.
pub(crate) fn present<'a>(record: &'a Record, key: &str) -> Option<&'a Value> {
    record.get(key).filter(|value| match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        _ => true,
    })
}

/// The text of a key, unless it is something else.
pub(crate) fn text<'a>(record: &'a Record, key: &str) -> Option<&'a str> {
    present(record, key).and_then(Value::as_str).map(str::trim)
}

/// The greatest length of the name of an event. No service has longer ones.
const LONGEST_NAME_BYTES: usize = 1024;

/// Checks the length of a name; `field` is for messages.
pub(crate) fn name(field: &str, text: &str) -> Result<String, String> {
    match text.len() {
        0..=LONGEST_NAME_BYTES => Ok(text.to_owned()),
        length => Err(format!("{field} is {length} bytes long; {LONGEST_NAME_BYTES} are the most")),
    }
}

/// The object of a key, unless it is something else.
pub(crate) fn object<'a>(record: &'a Record, key: &str) -> Option<&'a Map<String, Value>> {
    record.get(key).and_then(Value::as_object)
}

/// Whether the value of a key is true.
pub(crate) fn is_true(record: &Record, key: &str) -> bool {
    record.get(key) == Some(&Value::Bool(true))
}

/// A name from a web page without the character references of HTML, which many pages have in JSON and calendars too.
pub(super) fn without_references(name: &str) -> String {
    let (mut plain, mut rest) = (String::new(), name);
    while let Some(start) = rest.find('&') {
        let (before, reference) = rest.split_at(start);
        plain.push_str(before);
        let end = reference.find(';').filter(|end| *end <= 10);
        let char = end.and_then(|end| referred(&reference[1..end]));
        let length = if char.is_some() { end.map_or(1, |end| end + 1) } else { 1 };
        plain.push(char.unwrap_or('&'));
        rest = &reference[length..];
    }
    plain + rest
}

/// The character of a reference such as `amp`, `#8217` or `#x27`.
fn referred(name: &str) -> Option<char> {
    let number = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => digits.parse().ok(),
        },
        None => None,
    };
    let named = || match name {
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "nbsp" => Some(' '),
        _ => None,
    };
    number.and_then(char::from_u32).filter(|char| !char.is_control()).or_else(named)
}

/// Copies keys that have a value.
pub(super) fn copy(record: &Record, keys: &[&str], to: &mut Record) {
    let known = keys.iter().filter_map(|key| Some(((*key).to_owned(), present(record, key)?.clone())));
    to.extend(known);
}

/// Whether a listing is of a parking space beside an event, which ticket services list like events.
pub(super) fn is_parking(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    let begins = name.strip_prefix("parking").is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    begins
        || ["parking pass", "parking only", "(parking", "- parking", "| parking"].iter().any(|part| name.contains(part))
}

/// The type of a JSON value, with its article.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The first ten of some names.
pub(crate) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    text::listed(names.map(escaped).collect::<Vec<_>>().into_iter(), 10)
}

/// Parses a finite number, which may be in a string.
pub(crate) fn number(name: &str, value: &Value) -> Result<f64, String> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        other => return Err(format!("{name} is {}, not a number", kind_of(other))),
    };
    let advice = value.as_str().map_or("", comma_advice);
    number.filter(|number| number.is_finite()).ok_or_else(|| format!("{name} {} is not a number{advice}", shown(value)))
}

/// Parses a whole number from 0, which may be in a string.
pub(crate) fn count(name: &str, value: &Value) -> Result<u64, String> {
    let digits = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        other => return Err(format!("{name} is {}, not a number", kind_of(other))),
    };
    let whole = digits.strip_suffix(".0").unwrap_or(&digits);
    whole.parse().map_err(|_| {
        let set_off = whole.replace([',', ' ', '\u{a0}', '\u{202f}', '\''], "");
        let is_set_off = set_off.len() < whole.len() && set_off.parse::<u64>().is_ok();
        let advice = if is_set_off { "; write it without separators" } else { "" };
        format!("{name} {} is not a whole number from 0{advice}", shown(value))
    })
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{}`", escaped(text)),
        other => escaped(&other.to_string()),
    }
}

/// The id of a record, with all its digits.
pub(crate) fn id(value: Option<&Value>) -> Result<EventId, String> {
    let text = match value {
        None => return Err("no id".into()),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) if number.is_u64() || number.is_i64() => number.to_string(),
        // serde_json reads such a number as a double, which would drop digits.
        Some(Value::Number(_)) => return Err("the id is a number too long to keep each digit; put it in quotes".into()),
        Some(other) => return Err(format!("the id is {}, not text", kind_of(other))),
    };
    EventId::new(&text).map_err(|error| error.to_string())
}

/// The id of a faulty record, for a message.
pub(crate) fn id_as_text(record: &Record) -> Option<String> {
    if let Some(properties) = object(record, "properties").filter(|_| !record.contains_key("id")) {
        return id_as_text(properties);
    }
    let key = record.keys().find(|key| key.eq_ignore_ascii_case("id"))?;
    id(present(record, key)).ok().map(|id| id.as_str().to_owned())
}

/// A place from its coordinates. Services write 0,0 for an unknown place.
pub(crate) fn place(lat: Option<&Value>, lon: Option<&Value>) -> Result<LatLon, String> {
    let (lat, lon) = match (lat, lon) {
        (Some(lat), Some(lon)) => (number("lat", lat)?, number("lon", lon)?),
        (None, None) => return Err("no place: lat and lon are missing".into()),
        (None, Some(_)) => return Err("no place: lat is missing".into()),
        (Some(_), None) => return Err("no place: lon is missing".into()),
    };
    LatLon::new(lat, lon).map_err(|error| error.to_string()).and_then(not_a_placeholder)
}

/// The place unless it is 0,0.
pub(crate) fn not_a_placeholder(place: LatLon) -> Result<LatLon, String> {
    if place.is_placeholder() { Err("no place: 0,0 is a placeholder".into()) } else { Ok(place) }
}

/// Parses the name of a time zone.
pub(crate) fn zone(name: &str) -> Result<Tz, String> {
    name.trim().parse().map_err(|_| format!("`{}` is not a time zone", escaped(name)))
}

pub(crate) use crate::aliases::{is_sentinel, is_unknown};

/// A span whose end is not before its start. The error message has both times in `zone`.
pub(crate) fn span(start: DateTime<Utc>, end: Option<DateTime<Utc>>, zone: Tz) -> Result<Timing, String> {
    Timing::span(start, end).map_err(|error| match error {
        EventError::EndBeforeStart { start, end } => {
            let time = |at: DateTime<Utc>| at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S %Z").to_string();
            format!("it ends ({}) before it starts ({})", time(end), time(start))
        }
        other => other.to_string(),
    })
}

/// Parses a date without a time of day.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    clock::parse_date(text).filter(|date| date.year() > 0)
}

/// Parses a time with an offset, or a wall time in `zone`.
pub(crate) fn time(text: &str, zone: Tz) -> Result<ParsedTime, String> {
    // `now` is only for the command line. In a file its meaning would change.
    if text.len() > 60 || text.eq_ignore_ascii_case("now") || text.contains(char::is_control) {
        return Err(format!("`{}` is not a time", escaped(text)));
    }
    let time = clock::parse_time(text, zone, DateTime::UNIX_EPOCH).map_err(|error| error.to_string())?;
    if (0..=10_000).contains(&time.at.to_utc().year()) {
        Ok(time)
    } else {
        Err(format!("the year of `{text}` is out of range"))
    }
}
