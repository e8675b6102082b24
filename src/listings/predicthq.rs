//! Reads an event of `PredictHQ`'s API v1. Its attendance is a forecast for the whole event.

use chrono::NaiveTime;
use chrono_tz::Tz;
use serde_json::Value;

use super::fields::{self, object, present, text};
use super::{Context, Record, Said, native};
use crate::event::Event;
use crate::text::escaped;

/// Categories of events that people attend at a place. Others are holidays, weather and disruptions of a whole region.
const ATTENDED: [&str; 7] = ["community", "concerts", "conferences", "expos", "festivals", "performing-arts", "sports"];

/// Whether a record is such an event.
pub(super) fn is_one(record: &Record) -> bool {
    record.contains_key("phq_attendance")
        || (record.contains_key("category") && (record.contains_key("local_rank") || record.contains_key("phq_labels")))
        || (record.contains_key("category") && record.contains_key("labels") && record.contains_key("scope"))
}

/// Reads one event.
pub(super) fn event(record: &Record, context: &Context, said: &mut Said) -> Result<Event, String> {
    let category = text(record, "category").unwrap_or_default();
    if !category.is_empty() && !ATTENDED.contains(&category) {
        return Err(format!("`{}` is not a crowd at a place", escaped(category)));
    }
    let state = text(record, "state").unwrap_or("active");
    if state == "deleted" && present(record, "cancelled").is_none() && present(record, "postponed").is_none() {
        let reason = text(record, "deleted_reason").unwrap_or("no reason given");
        if !matches!(reason, "cancelled" | "postponed") {
            return Err(format!("deleted at PredictHQ: {}", escaped(reason)));
        }
    }
    let mut event = Record::new();
    fields::copy(record, &["id", "timezone"], &mut event);
    event.insert("name".into(), text(record, "title").unwrap_or_default().into());
    event.insert("source".into(), "predicthq".into());
    let (lon, lat) = point(record).ok_or("no place: location is missing")?;
    event.insert("lat".into(), lat.clone());
    event.insert("lon".into(), lon.clone());
    let start = text(record, "start").ok_or("no date")?;
    let end = text(record, "end").filter(|end| *end != start).or_else(|| text(record, "predicted_end"));
    let zone = text(record, "timezone").map_or(Ok(context.zone), fields::zone)?;
    let days = end.and_then(|end| whole_days(start, end, zone));
    let (start, end) = days.unwrap_or((start.to_owned(), end.map(str::to_owned)));
    event.insert("start".into(), start.into());
    event.insert("end".into(), end.into());
    fields::copy(record, &["phq_attendance"], &mut event);
    if let Some(people) = event.remove("phq_attendance") {
        event.insert("attendance".into(), people);
    }
    let is = |key: &str| present(record, key).is_some() || text(record, "deleted_reason") == Some(key);
    if is("cancelled") {
        event.insert("status".into(), "cancelled".into());
    } else if is("postponed") && state != "active" {
        event.insert("status".into(), "postponed".into());
    }
    native::event(&event, context, said)
}

/// The days, if the times are those at which local days begin and end: then the time of day is not known.
fn whole_days(start: &str, end: &str, zone: Tz) -> Option<(String, Option<String>)> {
    let local = |text: &str| Some(fields::time(text, zone).ok()?.at.with_timezone(&zone).naive_local());
    let (start, end) = (local(start)?, local(end)?);
    let is_days = start.time() == NaiveTime::MIN && end.format("%H:%M:%S").to_string() == "23:59:59";
    is_days.then(|| (start.date().to_string(), Some(end.date().to_string())))
}

/// The longitude and the latitude.
fn point(record: &Record) -> Option<(&Value, &Value)> {
    let pair = |list: &'_ Value| list.as_array().is_some_and(|list| list.len() >= 2);
    let of_geo = || object(object(record, "geo")?, "geometry")?.get("coordinates");
    let list = record.get("location").filter(|list| pair(list)).or_else(|| of_geo().filter(|list| pair(list)))?;
    Some((list.get(0)?, list.get(1)?))
}
