//! The formats of records, their names, and the marks by which they are detected: one table.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use super::{Context, Record, Said};
use super::{destination, eventbrite, geojson, google, native, predicthq, schema_org, seatgeek, ticketmaster};
use crate::event::Event;

/// The format of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListingFormat {
    /// pdpe's own fields, as JSON, NDJSON or CSV.
    Native,
    /// Eventbrite API v3.
    Eventbrite,
    /// The search of Eventbrite's site.
    EventbriteDestination,
    /// Ticketmaster Discovery API v2.
    Ticketmaster,
    /// `SeatGeek` API v2.
    Seatgeek,
    /// `PredictHQ` API v1.
    Predicthq,
    /// Google Calendar API v3.
    GoogleCalendar,
    /// iCalendar (RFC 5545).
    Icalendar,
    /// Events of schema.org as JSON-LD, also in HTML.
    SchemaOrg,
    /// Points of GeoJSON with pdpe's fields as properties.
    Geojson,
}

/// What is known of a format.
struct Row {
    format: ListingFormat,
    name: &'static str,
    /// Whether a record has keys that only this format has. The first row that fits counts; without one, it is pdpe's own.
    is_one: fn(&Record) -> bool,
    event: fn(&Record, &Context, &mut Said) -> Result<Event, String>,
}

const TABLE: [Row; 10] = [
    Row { format: ListingFormat::Native, name: "native", is_one: |_| false, event: native::event },
    Row { format: ListingFormat::Geojson, name: "geojson", is_one: geojson::is_one, event: geojson::event },
    Row { format: ListingFormat::SchemaOrg, name: "schema-org", is_one: schema_org::is_one, event: schema_org::event },
    Row {
        format: ListingFormat::GoogleCalendar,
        name: "google-calendar",
        is_one: google::is_one,
        event: |_, _, _| Err("dates of Google Calendar are only read as a file".into()),
    },
    Row {
        format: ListingFormat::Icalendar,
        name: "icalendar",
        is_one: |_| false,
        event: |_, _, _| Err("iCalendar is text, not JSON".into()),
    },
    Row {
        format: ListingFormat::EventbriteDestination,
        name: "eventbrite-destination",
        is_one: destination::is_one,
        event: destination::event,
    },
    Row { format: ListingFormat::Seatgeek, name: "seatgeek", is_one: seatgeek::is_one, event: seatgeek::event },
    Row { format: ListingFormat::Predicthq, name: "predicthq", is_one: predicthq::is_one, event: predicthq::event },
    Row {
        format: ListingFormat::Ticketmaster,
        name: "ticketmaster",
        is_one: |record| is_object(record, "dates") || is_object(record, "_embedded"),
        event: |record, context, said| ticketmaster::event(record, context.zone, &mut said.notes),
    },
    Row {
        format: ListingFormat::Eventbrite,
        name: "eventbrite",
        is_one: |record| {
            ["online_event", "venue_id", "organizer_id", "resource_uri"].iter().any(|key| record.contains_key(*key))
                || is_object(record, "name")
                || is_object(record, "start")
        },
        event: |record, context, said| {
            if destination::is_one(record) {
                return destination::event(record, context, said);
            }
            eventbrite::event(record, context.zone, &mut said.notes)
        },
    },
];

fn is_object(record: &Record, key: &str) -> bool {
    record.get(key).is_some_and(Value::is_object)
}

/// A word that is not the name of a listing format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a listing format; use {names}", names = ListingFormat::ALL.map(ListingFormat::as_str).join(", "))]
pub struct UnknownFormat(String);

impl ListingFormat {
    /// All formats, in the order of the help.
    pub const ALL: [Self; 10] = [
        Self::Native,
        Self::Eventbrite,
        Self::EventbriteDestination,
        Self::Ticketmaster,
        Self::Seatgeek,
        Self::Predicthq,
        Self::GoogleCalendar,
        Self::Icalendar,
        Self::SchemaOrg,
        Self::Geojson,
    ];

    /// Detects the format of a record from keys that only this format has.
    pub(super) fn of(record: &Record) -> Self {
        TABLE.iter().find(|row| (row.is_one)(record)).map_or(Self::Native, |row| row.format)
    }

    fn row(self) -> &'static Row {
        TABLE.iter().find(|row| row.format == self).expect("a test names all formats")
    }

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.row().name
    }

    /// Reads one record.
    pub(super) fn event(self, record: &Record, context: &Context, said: &mut Said) -> Result<Event, String> {
        (self.row().event)(record, context, said)
    }
}

impl fmt::Display for ListingFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ListingFormat {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        let known = Self::ALL.into_iter().find(|format| format.as_str().eq_ignore_ascii_case(word));
        known.ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}
