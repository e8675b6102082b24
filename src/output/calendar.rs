//! Calendars (RFC 5545): events in UTC, escaped texts, folded lines.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::clock::ZonedTime;
use crate::geo::LatLon;

/// The greatest length of a line in octets, without the line end.
const LONGEST_LINE: usize = 75;

/// An event of a calendar.
pub struct Entry {
    /// Identifies the event: a new import with the same key replaces it.
    pub key: String,
    pub start: ZonedTime,
    pub end: ZonedTime,
    pub summary: String,
    pub location: String,
    pub place: LatLon,
    pub description: String,
}

/// A calendar. `product` names what it lists, `stamp` is its time of creation.
pub fn calendar(product: &str, entries: &[Entry], stamp: DateTime<Utc>) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:-//pdpe//{product}//EN"),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
    ];
    for entry in entries {
        lines.push("BEGIN:VEVENT".into());
        lines.push(format!("UID:{}", uid(&entry.key)));
        lines.push(format!("DTSTAMP:{}", utc(&stamp)));
        lines.push(format!("DTSTART:{}", utc(&entry.start.to_utc())));
        lines.push(format!("DTEND:{}", utc(&entry.end.to_utc())));
        lines.push(format!("SUMMARY:{}", escaped(&entry.summary)));
        lines.push(format!("LOCATION:{}", escaped(&entry.location)));
        lines.push(format!("GEO:{:.6};{:.6}", entry.place.lat(), entry.place.lon()));
        lines.push(format!("DESCRIPTION:{}", escaped(&entry.description)));
        lines.push("END:VEVENT".into());
    }
    lines.push("END:VCALENDAR".into());
    lines.iter().map(|line| folded(line)).collect()
}

fn uid(key: &str) -> String {
    let mut name = String::new();
    for byte in &Sha256::digest(key)[..12] {
        let _ = write!(name, "{byte:02x}"); // a String takes any text
    }
    format!("{name}@pdpe")
}

fn utc(at: &DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
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
