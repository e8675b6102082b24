//! Reads an event of Ticketmaster's Discovery API v2.
//!
//! Times: `dateTime` (an instant) has precedence over `localDate` with `localTime` in the zone of the event, else of its
//! venue, else of the model. If the time is not known, the whole local days count, up to the last day of `dates.end`. If
//! the date is not known, no day counts.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use super::fields::{self, is_true, object, present, text};
use super::{Record, native};
use crate::clock::{at_wall_time, local_day, parse_wall_time};
use crate::event::{Event, Status, Timing};
use crate::geo::LatLon;
use crate::text::escaped;

/// Reads one event.
pub(super) fn event(record: &Record, zone: Tz, notes: &mut Vec<String>) -> Result<Event, String> {
    let id = fields::id(present(record, "id"))?;
    if is_true(record, "test") {
        return Err("Ticketmaster test inventory".into());
    }
    let name = text(record, "name").unwrap_or_default();
    if fields::is_parking(name) || is_classified(record, &["parking"]) {
        return Err("a parking pass, not an event".into());
    }
    if is_classified(record, &["upsell"]) {
        return Err("something sold beside the tickets of an event (upsell), not an event".into());
    }
    let nothing = Record::new();
    let dates = object(record, "dates").unwrap_or(&nothing);
    let status = status(dates);
    let venue = first_venue(record);
    let place = place(record, venue)?;
    let zone = text(dates, "timezone").or_else(|| text(venue?, "timezone")).map_or(Ok(zone), fields::zone)?;
    Ok(Event {
        id,
        name: fields::name("name", name)?,
        place,
        timing: timing(dates, status, zone, notes)?,
        attendance: None,
        radius_km: None,
        sentiment: 0.0,
        status,
        source: "ticketmaster".into(),
    })
}

/// Whether Ticketmaster classifies a listing by one of these words.
fn is_classified(record: &Record, words: &[&str]) -> bool {
    let classifications = record.get("classifications").and_then(Value::as_array).into_iter().flatten();
    let mut names = classifications.filter_map(Value::as_object).flat_map(|classification| {
        let parts = ["type", "subType", "genre", "subGenre"].into_iter();
        parts.filter_map(|part| object(classification, part).and_then(|part| text(part, "name")))
    });
    names.any(|name| words.iter().any(|word| name.eq_ignore_ascii_case(word)))
}

fn status(dates: &Record) -> Status {
    let code = object(dates, "status").and_then(|status| text(status, "code")).unwrap_or_default();
    match code.to_ascii_lowercase().as_str() {
        "cancelled" | "canceled" => Status::Cancelled,
        "postponed" => Status::Postponed,
        "rescheduled" => Status::Rescheduled,
        // onsale and offsale are about tickets. A sold-out concert takes place too.
        _ => Status::Scheduled,
    }
}

fn first_venue(record: &Record) -> Option<&Record> {
    object(record, "_embedded")?.get("venues")?.get(0)?.as_object()
}

fn place(record: &Record, venue: Option<&Record>) -> Result<LatLon, String> {
    // Events without a venue have `place` instead.
    let site = venue.or_else(|| object(record, "place")).ok_or("no place: no venue")?;
    let location = object(site, "location").ok_or("no place: its venue has no location")?;
    fields::place(present(location, "latitude"), present(location, "longitude"))
}

fn timing(dates: &Record, status: Status, zone: Tz, notes: &mut Vec<String>) -> Result<Timing, String> {
    let nothing = Record::new();
    let (start, end) = (object(dates, "start").unwrap_or(&nothing), object(dates, "end").unwrap_or(&nothing));
    if is_date_to_come(dates) {
        return undated(status, "no date: Ticketmaster says that it is to be announced");
    }
    let time_unknown = is_true(start, "timeTBA") || is_true(start, "noSpecificTime");
    let first_day = day(start)?;
    if let (Some(first), true) = (first_day, time_unknown) {
        return whole_days(first, end, zone);
    }
    if let Some(instant) = instant(start, zone, notes)? {
        let end = end_of_span(instant, dates, end, zone, notes)?;
        return fields::span(instant, end, zone);
    }
    first_day.map_or_else(|| undated(status, "no date"), |first| whole_days(first, end, zone))
}

/// Whether Ticketmaster says that the date is not known. Any date in the record is then a placeholder.
pub(crate) fn is_date_to_come(dates: &Record) -> bool {
    object(dates, "start").is_some_and(|start| is_true(start, "dateTBA") || is_true(start, "dateTBD"))
}

/// The timing of an event without a date.
fn undated(status: Status, reason: &str) -> Result<Timing, String> {
    match status {
        // They are never open, but can update an event that is already known.
        Status::Postponed | Status::Cancelled => Ok(Timing::Untimed),
        Status::Scheduled | Status::Rescheduled => Err(reason.into()),
    }
}

fn whole_days(first: NaiveDate, end: &Record, zone: Tz) -> Result<Timing, String> {
    let last = day(end)?.filter(|last| *last >= first || !is_true(end, "approximate"));
    native::days(first, last.unwrap_or(first), zone)
}

/// When an event with a known start ends, if that is known.
///
/// A date without a time counts only if the event spans several days. Otherwise it means that a concert ends after
/// midnight.
fn end_of_span(
    start: DateTime<Utc>,
    dates: &Record,
    end: &Record,
    zone: Tz,
    notes: &mut Vec<String>,
) -> Result<Option<DateTime<Utc>>, String> {
    let last_day = day(end)?.filter(|_| is_true(dates, "spanMultipleDays"));
    let time_unknown = is_true(end, "noSpecificTime");
    let instant = if time_unknown { None } else { instant(end, zone, notes)? };
    let end_of_day = last_day.map(|last| local_day(last, zone).1);
    Ok(instant.or(end_of_day).filter(|at| *at >= start || !is_true(end, "approximate")))
}

fn day(moment: &Record) -> Result<Option<NaiveDate>, String> {
    let Some(value) = present(moment, "localDate") else { return Ok(None) };
    let day = value.as_str().and_then(|text| fields::date(text.trim()));
    day.map(Some).ok_or_else(|| format!("`{}` is not a date", shown(value)))
}

/// The instant of a start or an end, if its time of day is known.
fn instant(moment: &Record, zone: Tz, notes: &mut Vec<String>) -> Result<Option<DateTime<Utc>>, String> {
    let time = if let Some(date_time) = text(moment, "dateTime") {
        fields::time(date_time, zone)?
    } else if let (Some(day), Some(time_of_day)) = (day(moment)?, text(moment, "localTime")) {
        let wall = parse_wall_time(&format!("{day}T{time_of_day}"))
            .ok_or_else(|| format!("`{}` is not a time of day", escaped(time_of_day)))?;
        at_wall_time(wall, zone).map_err(|error| error.to_string())?
    } else {
        return Ok(None);
    };
    notes.extend(time.note);
    Ok(Some(time.at.to_utc()))
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| escaped(&value.to_string()), escaped)
}
