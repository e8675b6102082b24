//! Reading and writing of events through the public library API.

mod calendars;
mod eventbrite;
mod formats;
mod native;
mod recurrence;
mod round_trip;
mod services;
mod table;
mod ticketmaster;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use chrono_tz::America::Chicago;
use pdpe::event::{Event, Timing};
use pdpe::listings::{self, Listing, ListingError};

/// The bytes of a file in `fixtures/`.
fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Reads text whose local times are Kansas City's.
fn read(text: &str) -> Listing {
    listings::read(text.as_bytes(), None, Chicago).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The message for text of which nothing can be used.
fn error(text: &str) -> String {
    failure(text).to_string()
}

fn failure(text: &str) -> ListingError {
    match listings::read(text.as_bytes(), None, Chicago) {
        Ok(listing) => panic!("read as {listing:?}"),
        Err(error) => error,
    }
}

/// All that matters of an event in one line: id, status, place, time in UTC.
fn line(event: &Event) -> String {
    let time = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%MZ").to_string();
    let timing = match event.timing {
        Timing::Untimed => "untimed".to_owned(),
        Timing::Span { start, end } => format!("{}..{}", time(start), end.map(time).unwrap_or_default()),
        Timing::WholeDays { from, until } => format!("days {}..{}", time(from), time(until)),
    };
    format!("{} {} {} {timing}", event.id, event.status.as_str(), event.place)
}

fn lines(listing: &Listing) -> Vec<String> {
    listing.events.iter().map(line).collect()
}

fn reasons(listing: &Listing) -> Vec<String> {
    listing.rejected.iter().map(ToString::to_string).collect()
}

/// Reads a captured or composed answer in `fixtures/listings/`.
fn listing(name: &str) -> Listing {
    listings::read(&fixture(&format!("listings/{name}")), None, Chicago)
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The message for such an answer of which nothing can be used.
fn refused(name: &str) -> String {
    match listings::read(&fixture(&format!("listings/{name}")), None, Chicago) {
        Ok(listing) => panic!("{name} read as {listing:?}"),
        Err(error) => error.to_string(),
    }
}
