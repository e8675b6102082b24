//! The formats of records, and their names.

use std::fmt;
use std::str::FromStr;

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

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Eventbrite => "eventbrite",
            Self::EventbriteDestination => "eventbrite-destination",
            Self::Ticketmaster => "ticketmaster",
            Self::Seatgeek => "seatgeek",
            Self::Predicthq => "predicthq",
            Self::GoogleCalendar => "google-calendar",
            Self::Icalendar => "icalendar",
            Self::SchemaOrg => "schema-org",
            Self::Geojson => "geojson",
        }
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
