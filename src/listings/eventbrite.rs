//! Reads an event of Eventbrite's API v3, with its venue expanded.
//!
//! The capacity that Eventbrite gives is not the attendance, so the attendance is unknown.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::Record;
use super::fields::{self, is_true, object, present, text};
use crate::clock::{at_wall_time, parse_wall_time};
use crate::event::{Event, Status};
use crate::geo::LatLon;
use crate::text::escaped;

/// Reads one event.
pub(super) fn event(record: &Record, zone: Tz, notes: &mut Vec<String>) -> Result<Event, String> {
    let id = fields::id(present(record, "id"))?;
    if is_series_parent(record) {
        return Err("a series; its dates are events of their own".into());
    }
    let status = status(record)?;
    let place = place(record)?;
    let start = instant("start", record, zone, notes)?.ok_or("no date")?;
    let end = instant("end", record, zone, notes)?;
    Ok(Event {
        id,
        name: fields::name("name", object(record, "name").and_then(|name| text(name, "text")).unwrap_or_default())?,
        place,
        timing: fields::span(start, end, zone)?,
        attendance: None,
        radius_km: None,
        sentiment: 0.0,
        status,
        source: "eventbrite".into(),
    })
}

/// Whether a record stands for all dates of a series, each of which is an event as well.
pub(crate) fn is_series_parent(record: &Record) -> bool {
    is_true(record, "is_series_parent")
}

fn status(record: &Record) -> Result<Status, String> {
    match text(record, "status").unwrap_or_default() {
        "draft" => Err("a draft, not published".into()),
        "deleted" => Err("deleted at Eventbrite".into()),
        "canceled" | "cancelled" => Ok(Status::Cancelled),
        // For live, started, ended and completed, the times are enough.
        _ => Ok(Status::Scheduled),
    }
}

fn place(record: &Record) -> Result<LatLon, String> {
    if is_true(record, "online_event") {
        return Err("no place: an online event".into());
    }
    let Some(venue) = object(record, "venue") else {
        return Err(match text(record, "venue_id") {
            Some(venue) => {
                format!("no place: only the id of its venue ({}); add expand=venue to the request", escaped(venue))
            }
            None => "no place: no venue".into(),
        });
    };
    let address = object(venue, "address");
    let coordinate = |key| present(venue, key).or_else(|| present(address?, key));
    match (coordinate("latitude"), coordinate("longitude")) {
        (None, None) => Err("no place: its venue has no coordinates".into()),
        (lat, lon) => fields::place(lat, lon),
    }
}

/// The instant of `start` or `end`: from `utc`, else from `local` in the event's own zone.
fn instant(key: &str, record: &Record, zone: Tz, notes: &mut Vec<String>) -> Result<Option<DateTime<Utc>>, String> {
    let Some(when) = object(record, key) else { return Ok(None) };
    let time = if let Some(utc) = text(when, "utc") {
        fields::time(utc, Tz::UTC)
    } else if let Some(local) = text(when, "local") {
        let zone = text(when, "timezone").map_or(Ok(zone), fields::zone)?;
        let wall = parse_wall_time(local).ok_or_else(|| format!("{key}: `{}` is not a local time", escaped(local)))?;
        at_wall_time(wall, zone).map_err(|error| error.to_string())
    } else {
        return Ok(None);
    };
    let time = time.map_err(|reason| format!("{key}: {reason}"))?;
    notes.extend(time.note);
    Ok(Some(time.at.to_utc()))
}
