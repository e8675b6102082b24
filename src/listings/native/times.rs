//! When an event is, from the spellings and divisions that tables and services have.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use super::super::Said;
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

/// Reads the times of one record.
struct Times<'r> {
    fields: &'r Fields<'r>,
    zone: Tz,
    day_first: Option<bool>,
    said: &'r mut Said,
}

/// The timing of a record. `day_first` says how dates such as 3/10/2026 are read, if that is known.
pub(super) fn timing(fields: &Fields, zone: Tz, day_first: Option<bool>, said: &mut Said) -> Result<Timing, String> {
    let time_unknown = fields.get("time_unknown").map(|value| truth(value)).transpose()?;
    let mut times = Times { fields, zone, day_first, said };
    let start = times.moment(["start", "utc_start", "start_date", "start_time"])?;
    let end = times.moment(["end", "utc_end", "end_date", "end_time"])?;
    let ends_by_day = fields.contains_key("end_date") && !fields.contains_key("end");
    match (start, end) {
        (None, None | Some(When::Open)) => Ok(Timing::Untimed),
        (Some(When::Open), _) => Err("no date: it is to be announced".into()),
        (None, Some(_)) => Err("it has an end but no start".into()),
        (Some(When::Clock(_)), _) => Err("its start has a time of day, but no date".into()),
        (Some(When::Day(first)), None | Some(When::Open)) => days(first, first, zone),
        (Some(When::Day(first)), Some(When::Day(last))) => days(first, last, zone),
        (Some(When::Time(start)), None | Some(When::Open)) if time_unknown == Some(true) => {
            let day = start.at.with_timezone(&zone).date_naive();
            days(day, day, zone)
        }
        (Some(When::Time(start)), None | Some(When::Open)) => times.span(start, None, time_unknown),
        (Some(When::Time(start)), Some(When::Clock(clock))) => {
            let local = start.at.with_timezone(&zone).naive_local();
            let same_day = local.date().and_time(clock);
            let wall = if same_day > local { same_day } else { same_day + TimeDelta::days(1) };
            let end = at_wall_time(wall, zone).map_err(|error| format!("end: {error}"))?;
            times.span(start, Some(end), time_unknown)
        }
        // It is over on a later day, at an unknown time.
        (Some(When::Time(start)), Some(When::Day(last))) if ends_by_day => {
            let day = start.at.with_timezone(&zone).date_naive();
            if last < day {
                return Err(format!("it ends ({last}) before it starts ({day})"));
            }
            let end = (last > day).then(|| local_day(last, zone).1.with_timezone(&zone));
            times.span(start, end.map(|at| ParsedTime { at, note: None }), time_unknown)
        }
        // Whole days in another zone, given by their instants.
        (Some(When::Time(start)), Some(When::Time(end))) if time_unknown == Some(true) => {
            let (from, until) = (times.instant(start), times.instant(end));
            fields::span(from, Some(until), zone)?;
            Ok(Timing::WholeDays { from, until })
        }
        (Some(When::Time(start)), Some(When::Time(end))) => times.span(start, Some(end), time_unknown),
        _ => Err("start and end must both be dates or both have a time of day".into()),
    }
}

impl Times<'_> {
    /// A start with its time of day. If that is 00:00, it may stand for an unknown one: other records tell.
    fn span(&mut self, start: ParsedTime, end: Option<ParsedTime>, unknown: Option<bool>) -> Result<Timing, String> {
        let (from, until) = (self.instant(start), end.map(|end| self.instant(end)));
        let timing = fields::span(from, until, self.zone)?;
        let whole_days = midnight_to_midnight(from, until, self.zone).filter(|_| unknown.is_none());
        self.said.has_time_of_day |= whole_days.is_none();
        self.said.whole_days = whole_days;
        Ok(timing)
    }

    fn instant(&mut self, time: ParsedTime) -> DateTime<Utc> {
        self.said.notes.extend(time.note);
        time.at.to_utc()
    }

    /// One moment out of the fields that may tell it: the whole, that in UTC, or a date and a time of day.
    fn moment(&mut self, [whole, utc, date, clock]: [&'static str; 4]) -> Result<Option<When>, String> {
        let whole = match self.when(whole, self.zone)? {
            None => self.when(utc, Tz::UTC)?,
            whole => whole,
        };
        let (date, clock) = (self.when(date, self.zone)?, self.when(clock, self.zone)?);
        // A time of day may be in `start`, and all of it in `start_time`.
        let (whole, clock) = match (whole, clock) {
            (None, Some(time @ (When::Time(_) | When::Day(_)))) => (Some(time), None),
            (Some(When::Clock(time)), None) => (None, Some(When::Clock(time))),
            other => other,
        };
        let day = match (&whole, &date) {
            (Some(When::Day(day)), _) | (None, Some(When::Day(day))) => *day,
            // Spreadsheets write dates with 00:00.
            (Some(When::Time(time)), _) | (None, Some(When::Time(time))) => {
                let local = time.at.with_timezone(&self.zone).naive_local();
                if local.time() != NaiveTime::MIN || !matches!(clock, Some(When::Clock(_))) {
                    return Ok(whole.or(date));
                }
                local.date()
            }
            (Some(_), _) => return Ok(whole),
            (None, Some(_)) => return Ok(date),
            (None, None) => return Ok(clock),
        };
        Ok(Some(match clock {
            Some(When::Clock(time)) => When::Time(wall_time("start_time", day.and_time(time), self.zone)?),
            _ => When::Day(day),
        }))
    }

    /// What a field says, if it is there. Wall times are in `zone`.
    fn when(&mut self, name: &str, zone: Tz) -> Result<Option<When>, String> {
        let text = match self.fields.get(name) {
            None => return Ok(None),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(other) => return Err(format!("{name} is {}, not a time", kind_of(other))),
        };
        if let Some(day) = fields::date(&text) {
            return Ok(Some(When::Day(day)));
        }
        if crate::aliases::is_unknown(&text) || is_open(&text) {
            return Ok(Some(When::Open));
        }
        let reason = match fields::time(&text, zone) {
            Ok(time) => return Ok(Some(When::Time(time))),
            Err(reason) => format!("{name}: {reason}"),
        };
        if text.len() > 60 {
            return Err(reason);
        }
        if let Some(time) = time_of_day(&text) {
            return Ok(Some(When::Clock(time)));
        }
        if let Some(at) = serial(&text) {
            self.tell("days of a spreadsheet", &text, at);
            let is_day = at.time() == NaiveTime::MIN;
            return Ok(Some(if is_day { When::Day(at.date()) } else { When::Time(wall_time(name, at, zone)?) }));
        }
        if let Some(at) = unix(&text) {
            self.tell("seconds or milliseconds since 1970", &text, at.naive_utc());
            return Ok(Some(When::Time(ParsedTime { at: at.with_timezone(&zone), note: None })));
        }
        if let Some((wall, is_utc)) = compact(&text) {
            return Ok(Some(When::Time(wall_time(name, wall, if is_utc { Tz::UTC } else { zone })?)));
        }
        if let Ok(at) = DateTime::parse_from_rfc2822(&text) {
            return Ok(Some(When::Time(ParsedTime { at: at.with_timezone(&zone), note: None })));
        }
        self.spelled(name, &text, zone)?.map(Some).ok_or(reason)
    }

    /// A date as people write it, and perhaps a time of day behind it.
    fn spelled(&mut self, name: &str, text: &str, zone: Tz) -> Result<Option<When>, String> {
        let ends = text.char_indices().filter(|(_, char)| char.is_whitespace() || *char == 'T' || *char == ',');
        for end in ends.map(|(at, _)| at).chain([text.len()]) {
            let (date, rest) = text.split_at(end);
            let rest = rest.trim_start_matches(['T', ',']).trim();
            let rest = rest.strip_prefix("at ").or_else(|| rest.strip_prefix("um ")).unwrap_or(rest);
            let rest = rest.strip_suffix(" Uhr").unwrap_or(rest);
            let clock = if rest.is_empty() { Some(None) } else { time_of_day(rest).map(Some) };
            let day = parse_date(date).map(Ok).or_else(|| spelled_date(date, self.day_first));
            let (Some(clock), Some(day)) = (clock, day) else { continue };
            let day = day.map_err(|[one, other]| {
                let text = escaped(text);
                format!("{name}: `{text}` may be {one} or {other}; --day-first or --month-first tells, or write {one}")
            })?;
            if self.day_first.is_some() && matches!(spelled_date(date, None), Some(Err(_))) {
                let order = if self.day_first == Some(true) { "the day first" } else { "the month first" };
                self.tell(order, date, day.and_time(NaiveTime::MIN));
            }
            return Ok(Some(match clock {
                Some(time) => When::Time(wall_time(name, day.and_time(time), zone)?),
                None => When::Day(day),
            }));
        }
        Ok(None)
    }

    /// Remembers the first text that is read in a way that a user should know.
    fn tell(&mut self, way: &'static str, text: &str, at: NaiveDateTime) {
        let example = || format!("`{}` is {}", escaped(text), at.format("%Y-%m-%d %H:%M"));
        self.said.ways.entry(way).or_insert_with(example);
    }
}

fn wall_time(name: &str, wall: NaiveDateTime, zone: Tz) -> Result<ParsedTime, String> {
    at_wall_time(wall, zone).map_err(|error| format!("{name}: {error}"))
}

/// The whole days between two midnights, also if the second is written as 23:59 or 23:59:59; without an end, the day
/// of the first.
fn midnight_to_midnight(from: DateTime<Utc>, until: Option<DateTime<Utc>>, zone: Tz) -> Option<Timing> {
    let start = from.with_timezone(&zone);
    let first = Some(start.date_naive()).filter(|_| start.time() == NaiveTime::MIN)?;
    let Some(end) = until.map(|until| until.with_timezone(&zone)) else { return days(first, first, zone).ok() };
    let last = if (end.hour(), end.minute()) == (23, 59) || from.with_timezone(&zone) == end {
        end.date_naive()
    } else if end.time() == NaiveTime::MIN {
        end.date_naive().checked_sub_days(Days::new(1))?
    } else {
        return None;
    };
    days(first, last, zone).ok()
}

/// Whether a text says that the time is not known yet.
fn is_open(text: &str) -> bool {
    let words = [
        "t.b.a.",
        "t.b.d.",
        "to be announced",
        "to be determined",
        "to be confirmed",
        "noch offen",
        "date tba",
        "time tba",
    ];
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

/// `20261003T190000`, and whether it has a `Z`.
fn compact(text: &str) -> Option<(NaiveDateTime, bool)> {
    let wall = text.strip_suffix('Z').unwrap_or(text);
    let formats = ["%Y%m%dT%H%M%S", "%Y%m%dT%H%M"];
    let time = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(wall, format).ok())?;
    (wall.len() >= 13 && !crate::clock::is_leap_second(&time)).then_some((time, wall.len() < text.len()))
}

fn truth(value: &Value) -> Result<bool, String> {
    match value {
        Value::Bool(truth) => Ok(*truth),
        Value::String(word) if word.trim().eq_ignore_ascii_case("true") => Ok(true),
        Value::String(word) if word.trim().eq_ignore_ascii_case("false") => Ok(false),
        _ => Err("time_unknown is neither true nor false".into()),
    }
}
