//! Calendars, web pages and responses of services, with a span of time and a table of venues.

use chrono::{DateTime, Duration, Utc};
use pdpe::listings::{self, ListingFormat, ListingOptions, Venues};

use super::events::assert_sound;
use super::{ZONES, assert_on_one_line, choice};

/// The longest span that a fuzzed calendar is asked for, so that a run ends soon.
const DAYS: i64 = 400;

/// A zone and a format, and any bytes as a file with recurring events.
pub fn calendars(bytes: &[u8]) {
    let Some((first, file)) = choice(bytes) else { return };
    let zone = ZONES[first % ZONES.len()];
    let formats =
        [None, Some(ListingFormat::Icalendar), Some(ListingFormat::GoogleCalendar), Some(ListingFormat::SchemaOrg)];
    let from: DateTime<Utc> = "2026-03-01T00:00:00Z".parse().unwrap();
    let until = from + Duration::days(DAYS);
    let options = ListingOptions {
        format: formats[first / ZONES.len() % formats.len()],
        span: Some((from, until)),
        venues: Venues::read(b"name,lat,lon\nHall,39.1,-94.5\n*,39.2,-94.6\n").unwrap(),
        ..ListingOptions::new(zone)
    };
    let read = match listings::read_with(file, &options) {
        Ok(read) => read,
        Err(error) => return assert_on_one_line(&error.to_string()),
    };
    assert_sound(read.events.get(..200).unwrap_or(&read.events), zone);
    assert!(read.rejected.is_sorted_by_key(|rejected| rejected.position));
    for told in read.rejected.iter().map(ToString::to_string).chain(read.notes) {
        assert_on_one_line(&told);
    }
}
