//! When an event is, from the spellings and divisions that tables and services have.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Timelike as _, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use super::super::fields::{self, kind_of};
use super::{Fields, days};
use crate::clock::{ParsedTime, at_wall_time, local_day, parse_date, serial, spelled_date, time_of_day};
use crate::event::Timing;
use crate::text::escaped;

/// What a field says of a start or an end.
enum When {
    Day(NaiveDate),
    Time(ParsedTime),
    /// A time of some day.
    Clock(NaiveTime),
    /// The source says that it is to be announced.
    Open,
}

/// The timing of a record. `day_first` says how dates such as 3/10/2026 are read, if the file tells.
pub(super) fn timing(
    fields: &Fields,
    zone: Tz,
    day_first: Option<bool>,
    notes: &mut Vec<String>,
) -> Result<Timing, String> {
    let when_of = |field: &'static str, zone: Tz| {
        fields.get(field).map(|value| when(field, value, zone, day_first)).transpose()
    };
    let time_unknown = fields.get("time_unknown").map(|value| truth(value)).transpose()?;
    let start = moment(when_of("start", zone)?, when_of("utc_start", Tz::UTC)?, when_of("start_date", zone)?, when_of("start_time", zone)?, zone)?;
    let end = moment(when_of("end", zone)?, when_of("utc_end", Tz::UTC)?, when_of("end_date", zone)?, when_of("end_time", zone)?, zone)?;
    let has_end_day = fields.contains_key("end_date") && !fields.contains_key("end");
    let mut instant = |time: ParsedTime| {
        notes.extend(time.note);
        time.at.to_utc()
    };
    match (start, end) {
        (None, None) => Ok(Timing::Untimed),
        (Some(When::Open), _) => Err("no date: it is to be announced".into()),
        (None, Some(_)) => Err("it has an end but no start".into()),
        (Some(When::Clock(_)), _) => Err("its start has a time of day, but no date".into()),
        (Some(When::Day(first)), None | Some(When::Open | When::Clock(_))) => days(first, first, zone),
        (Some(When::Day(first)), Some(When::Day(last))) => days(first, last, zone),
        (Some(When::Day(first)), Some(When::Time(end))) if time_unknown.is_none() => {
            days(first, end.at.with_timezone(&zone).date_naive(), zone)
        }
        (Some(When::Time(start)), None | Some(When::Open)) => {
            let local = start.at.with_timezone(&zone);
            let is_midnight = local.time() == NaiveTime::MIN && time_unknown.is_none();
            if time_unknown == Some(true) || is_midnight {
                if is_midnight {
                    notes.push("00:00 without an end: taken as a day whose time is unknown".into());
                }
                return days(local.date_naive(), local.date_naive(), zone);
            }
            Ok(Timing::Span { start: instant(start), end: None })
        }
        (Some(When::Time(start)), Some(When::Clock(clock))) => {
            let local = start.at.with_timezone(&zone).naive_local();
            let same_day = local.date().and_time(clock);
            let wall = if same_day > local { same_day } else { same_day + TimeDelta::days(1) };
            let end = at_wall_time(wall, zone).map_err(|error| format!("end: {error}"))?;
            let (start, end) = (instant(start), instant(end));
            fields::span(start, Some(end), zone)
        }
        (Some(When::Time(start)), Some(When::Day(last))) if has_end_day => {
            let day = start.at.with_timezone(&zone).date_naive();
            let end = (last > day).then(|| local_day(last, zone).1);
            if last < day {
                return Err(format!("it ends ({last}) before it starts ({day})"));
            }
            fields::span(instant(start), end, zone)
        }
        (Some(When::Time(start)), Some(When::Time(end))) => {
            let (from, until) = (instant(start), instant(end));
            fields::span(from, Some(until), zone)?;
            // Whole days in another zone, given by their instants.
            if time_unknown == Some(true) {
                return Ok(Timing::WholeDays { from, until });
            }
            if time_unknown.is_none()
                && let Some(whole) = midnight_to_midnight(from, until, zone)
            {
                notes.push("from midnight to midnight: taken as days whose times are unknown".into());
                return Ok(whole);
            }
            Ok(Timing::Span { start: from, end: Some(until) })
        }
        _ => Err("start and end must both be dates or both have a time of day".into()),
    }
}

/// The whole days between two midnights, also if the second is written as 23:59 or 23:59:59.
pub(crate) fn midnight_to_midnight(from: DateTime<Utc>, until: DateTime<Utc>, zone: Tz) -> Option<Timing> {
    let (start, end) = (from.with_timezone(&zone), until.with_timezone(&zone));
    let is_last_minute = end.hour() == 23 && end.minute() == 59;
    let last = if is_last_minute { end.date_naive() } else { end.date_naive().checked_sub_days(Days::new(1))? };
    let is_midnight = start.time() == NaiveTime::MIN && (is_last_minute || end.time() == NaiveTime::MIN);
    if is_midnight && last >= start.date_naive() { days(start.date_naive(), last, zone).ok() } else { None }
}

/// One moment out of the fields that may tell it: the whole, that in UTC, or a date and a time of day.
fn moment(
    whole: Option<When>,
    utc: Option<When>,
    date: Option<When>,
    clock: Option<When>,
    zone: Tz,
) -> Result<Option<When>, String> {
    let (whole, clock) = match (whole.or(utc), clock) {
        // `start_time` may hold all of it.
        (None, Some(time @ (When::Time(_) | When::Day(_)))) => (Some(time), None),
        (Some(When::Clock(time)), None) => (None, Some(When::Clock(time))),
        other => other,
    };
    let day = match (&whole, date) {
        (Some(When::Day(day)), _) | (None, Some(When::Day(day))) => day.to_owned(),
        (None, Some(other)) => return Ok(Some(other)),
        (None, None) => return Ok(clock),
        _ => return Ok(whole),
    };
    match clock {
        Some(When::Clock(time)) => {
            at_wall_time(day.and_time(time), zone).map(|time| Some(When::Time(time))).map_err(|error| error.to_string())
        }
        _ => Ok(Some(When::Day(day))),
    }
}

fn when(name: &str, value: &Value, zone: Tz, day_first: Option<bool>) -> Result<When, String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        other => return Err(format!("{name} is {}, not a time", kind_of(other))),
    };
    if let Some(day) = fields::date(&text) {
        return Ok(When::Day(day));
    }
    if is_open(&text) {
        return Ok(When::Open);
    }
    let wall = |wall| at_wall_time(wall, zone).map(When::Time).map_err(|error| format!("{name}: {error}"));
    match fields::time(&text, zone) {
        Ok(time) => return Ok(When::Time(time)),
        Err(reason) => {
            if let Some(time) = time_of_day(&text) {
                return Ok(When::Clock(time));
            }
            if let Some(at) = serial(&text) {
                let is_day = at.time() == NaiveTime::MIN && !text.contains('.');
                return if is_day { Ok(When::Day(at.date())) } else { wall(at) };
            }
            if let Some(at) = unix(&text).or_else(|| DateTime::parse_from_rfc2822(&text).ok().map(|at| at.to_utc())) {
                return Ok(When::Time(ParsedTime { at: at.with_timezone(&zone), note: None }));
            }
            if text.len() > 60 {
                return Err(format!("{name}: {reason}"));
            }
            // A date, and perhaps a time of day behind it.
            let ends = text.char_indices().filter(|(_, char)| char.is_whitespace() || *char == 'T').map(|(at, _)| at);
            for end in ends.chain([text.len()]) {
                let (date, rest) = text.split_at(end);
                let rest = rest.trim_start_matches('T').trim();
                let clock = if rest.is_empty() { Some(None) } else { time_of_day(rest).map(Some) };
                let (Some(clock), Some(date)) = (clock, parse_date(date).map(Ok).or_else(|| spelled_date(date, day_first))) else {
                    continue;
                };
                let date = date.map_err(|[one, other]| {
                    format!("{name}: `{}` may be {one} or {other}; write it like the first", escaped(&text))
                })?;
                return clock.map_or(Ok(When::Day(date)), |time| wall(date.and_time(time)));
            }
            Err(format!("{name}: {reason}"))
        }
    }
}

/// Whether a text says that the time is not known yet.
fn is_open(text: &str) -> bool {
    let words = ["tba", "tbd", "tbc", "t.b.a.", "to be announced", "to be determined", "to be confirmed", "unknown"];
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Seconds or milliseconds since 1970, of the years 2001 to 2100.
fn unix(text: &str) -> Option<DateTime<Utc>> {
    let number: i64 = text.parse().ok()?;
    match number {
        1_000_000_000..4_102_444_800 => DateTime::from_timestamp(number, 0),
        1_000_000_000_000..4_102_444_800_000 => DateTime::from_timestamp_millis(number),
        _ => None,
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
