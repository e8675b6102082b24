//! A plan as a calendar (RFC 5545): one event per stop, in UTC.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::summary::proof;
use crate::clock::ZonedTime;
use crate::itinerary::{Itinerary, StopStep};

/// The greatest length of a line in octets, without the line end.
const LONGEST_LINE: usize = 75;

/// The calendar. `stamp` is its time of creation.
pub(super) fn written(itinerary: &Itinerary, stamp: DateTime<Utc>) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//pdpe//plan//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
    ];
    for day in &itinerary.trucks {
        for (number, stop) in (1..).zip(day.stops()) {
            lines.push("BEGIN:VEVENT".into());
            lines.push(format!("UID:{}", uid(itinerary, day.truck, number)));
            lines.push(format!("DTSTAMP:{}", utc(&stamp)));
            lines.push(format!("DTSTART:{}", utc(&stop.service_start.to_utc())));
            lines.push(format!("DTEND:{}", utc(&stop.service_end.to_utc())));
            lines.push(format!("SUMMARY:{}", escaped(&summary(itinerary, day.truck, stop))));
            lines.push(format!("LOCATION:{}", escaped(&location(stop))));
            lines.push(format!("GEO:{:.6};{:.6}", stop.lat, stop.lon));
            lines.push(format!("DESCRIPTION:{}", escaped(&description(itinerary, stop))));
            lines.push("END:VEVENT".into());
        }
    }
    lines.push("END:VCALENDAR".into());
    lines.iter().map(|line| folded(line)).collect()
}

/// The same for the same stop of the same shift, so that a new import replaces an old plan.
fn uid(itinerary: &Itinerary, truck: usize, number: usize) -> String {
    let key = format!("{}|{}|{truck}|{number}", itinerary.from.to_utc().timestamp(), itinerary.to.to_utc().timestamp());
    let mut name = String::new();
    for byte in &Sha256::digest(key)[..12] {
        let _ = write!(name, "{byte:02x}"); // a String takes any text
    }
    format!("{name}@pdpe")
}

fn utc(at: &DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn summary(itinerary: &Itinerary, truck: usize, stop: &StopStep) -> String {
    let place = stop.near.as_deref().unwrap_or(&stop.cell_id);
    if itinerary.trucks.len() > 1 { format!("Truck {truck}: serve at {place}") } else { format!("Serve at {place}") }
}

fn location(stop: &StopStep) -> String {
    let near = stop.near.as_deref().map(|near| format!("{near}, ")).unwrap_or_default();
    format!("{near}{:.6},{:.6}", stop.lat, stop.lon)
}

fn description(itinerary: &Itinerary, stop: &StopStep) -> String {
    let clock = |at: &ZonedTime| at.format("%H:%M").to_string();
    let mut lines = Vec::new();
    if let (Some(leave), Some(arrival), Some(km)) = (&stop.leave, &stop.arrival, stop.km) {
        lines.push(format!("Leave {}, arrive {} ({km:.1} km).", clock(leave), clock(arrival)));
    }
    lines.push(format!("Cell {}, {:.2} {}.", stop.cell_id, stop.value, itinerary.unit));
    lines.extend(stop.why.iter().map(|event| format!("Event: {event}.")));
    lines.push(format!("The plan: {:.2} {}, {}.", itinerary.value, itinerary.unit, proof(itinerary)));
    lines.join("\n")
}

/// Escapes commas, semicolons, backslashes and line ends; removes other control characters.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for char in text.chars() {
        match char {
            '\\' | ',' | ';' => escaped.extend(['\\', char]),
            '\n' => escaped.push_str("\\n"),
            char if char.is_control() => {}
            char => escaped.push(char),
        }
    }
    escaped
}

/// Splits a line into parts of up to 75 octets, each after the first with a leading space. Does not split characters.
fn folded(line: &str) -> String {
    let (mut folded, mut used) = (String::new(), 0);
    for char in line.chars() {
        if used + char.len_utf8() > LONGEST_LINE {
            folded.push_str("\r\n ");
            used = 1;
        }
        folded.push(char);
        used += char.len_utf8();
    }
    folded + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::{escaped, folded};

    #[test]
    fn lines_are_folded_between_characters() {
        let line = format!("SUMMARY:{}", "ö".repeat(100));
        let text = folded(&line);
        assert!(text.ends_with("\r\n") && text.split("\r\n").all(|piece| piece.len() <= 75));
        assert_eq!(text.replace("\r\n ", "").trim_end(), line);
        assert_eq!(escaped("a,b;c\\d\ne\u{7}"), "a\\,b\\;c\\\\d\\ne");
    }
}
