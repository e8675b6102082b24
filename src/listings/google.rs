//! Reads events of Google Calendar's API v3, by writing them as the calendar that Google exports.

use chrono::DateTime;
use chrono_tz::Tz;

use super::fields::{object, text};
use super::recurrence::Work;
use super::{Position, Reading, Record, ical};

/// Whether a record is such an event.
pub(super) fn is_one(record: &Record) -> bool {
    let has_start =
        object(record, "start").is_some_and(|start| text(start, "dateTime").or(text(start, "date")).is_some());
    has_start
        || text(record, "kind").is_some_and(|kind| kind.starts_with("calendar#"))
        || record.contains_key("iCalUID")
}

/// Reads the events of a file together, because some replace dates of others.
pub(super) fn read(items: &[(Position, Record)], zone: Option<Tz>, reading: &mut Reading) {
    let zone = zone.unwrap_or(reading.context.zone);
    let (mut work, mut entries) = (Work::of_file(64 * items.len()), Vec::new());
    for (position, item) in items {
        match text(item, "kind") {
            None | Some("calendar#event") => {}
            Some(_) => {
                reading.reject(*position, None, "an entry of a list of calendars, not an event".into());
                continue;
            }
        }
        match calendar(item, zone) {
            Ok(text) => entries.extend(ical::entries(&text, *position, zone, reading)),
            Err(reason) => reading.reject(*position, text(item, "id").map(str::to_owned), reason),
        }
    }
    ical::add(entries, &mut work, reading);
}

/// One event as iCalendar.
fn calendar(item: &Record, zone: Tz) -> Result<String, String> {
    let mut calendar = String::from("BEGIN:VCALENDAR\nBEGIN:VEVENT\n");
    let mut line = |name: &str, value: &str| {
        let value: String = value.chars().filter(|char| !matches!(char, '\r' | '\n')).collect();
        calendar.extend([name, ":", &*value, "\n"]);
    };
    let words = |text: &str| text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n");
    let id = text(item, "recurringEventId").or_else(|| text(item, "id")).ok_or("no id")?;
    line("UID", &words(id));
    for (key, name) in [("summary", "SUMMARY"), ("location", "LOCATION"), ("status", "STATUS")] {
        if let Some(value) = text(item, key) {
            line(name, &words(value));
        }
    }
    let original = time("RECURRENCE-ID", item, "originalStartTime", zone);
    let start = time("DTSTART", item, "start", zone);
    // A cancelled date of a series has only its original start.
    let start = start.or_else(|| Some((original.clone()?.0.replace("RECURRENCE-ID", "DTSTART"), original.clone()?.1)));
    let (name, value) = start.ok_or("no date: start is missing")?;
    line(&name, &value);
    let is_open_ended = item.get("endTimeUnspecified") == Some(&serde_json::Value::Bool(true));
    let end = time("DTEND", item, "end", zone).filter(|_| !is_open_ended);
    for (name, value) in end.into_iter().chain(original) {
        line(&name, &value);
    }
    for rule in item.get("recurrence").and_then(|rules| rules.as_array()).into_iter().flatten() {
        if let Some((name, value)) = rule.as_str().and_then(|rule| rule.split_once(':')) {
            line(name, value);
        }
    }
    calendar.push_str("END:VEVENT\nEND:VCALENDAR\n");
    Ok(calendar)
}

/// A start or an end as a property: its name with parameters, and its value.
fn time(name: &str, item: &Record, key: &str, zone: Tz) -> Option<(String, String)> {
    let when = object(item, key)?;
    if let Some(day) = text(when, "date") {
        return Some((format!("{name};VALUE=DATE"), day.replace('-', "")));
    }
    let time = text(when, "dateTime")?;
    let zone_name = text(when, "timeZone").unwrap_or(zone.name());
    let zone = super::zones::named(zone_name);
    let value = match (DateTime::parse_from_rfc3339(time), zone) {
        (Ok(at), Some(zone)) => at.with_timezone(&zone).format("%Y%m%dT%H%M%S").to_string(),
        (Ok(at), None) => return Some((name.to_owned(), at.to_utc().format("%Y%m%dT%H%M%SZ").to_string())),
        (Err(_), _) => time.replace(['-', ':'], ""),
    };
    Some((format!("{name};TZID=\"{}\"", zone_name.replace(['"', '\n'], "")), value))
}
