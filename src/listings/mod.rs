//! Reads event files into [`Event`]s: pdpe's own JSON, NDJSON and CSV, calendars, and the responses of services.
//!
//! ```text
//! bytes ─▶ text ─┬─ JSON, NDJSON ─▶ answer.rs: records ─┬─▶ native.rs ──────────────┐
//!                ├─ HTML ─────────▶ html.rs: JSON-LD ───┤   eventbrite.rs           ├─▶ Event | RejectedRecord
//!                ├─ CSV ──────────▶ table.rs: records ──┘   a file for each service │
//!                └─ iCalendar ────▶ ical.rs ────────────────────────────────────────┘
//! ```
//! The format of each record is detected from its keys. A record that cannot be used becomes a [`RejectedRecord`], and the
//! others are read. A [`ListingError`] means that the whole file cannot be used. CONTRIBUTING.md has the steps to add a
//! format.

mod answer;
mod destination;
mod eventbrite;
pub(crate) mod fields;
mod geojson;
mod google;
mod html;
mod ical;
pub mod native;
mod options;
mod predicthq;
mod schema_org;
mod seatgeek;
mod table;
pub(crate) mod ticketmaster;
mod zones;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value};

use crate::event::{Event, EventKey};
use crate::text::{Decoded, counted, decode, escaped};
use fields::listed;

pub use options::{FieldChoice, FieldChoiceError, ListingOptions, Venues, VenuesError};

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
    /// iCalendar (RFC 5545).
    Icalendar,
    /// Events of schema.org as JSON-LD, also in HTML.
    SchemaOrg,
    /// Points of GeoJSON, with pdpe's fields as properties.
    Geojson,
    /// Google Calendar API v3.
    GoogleCalendar,
    /// `SeatGeek` API v2.
    Seatgeek,
    /// `PredictHQ` API v1.
    Predicthq,
}

/// The marks by which a format is detected: the first row that fits a record counts, else it is pdpe's own.
const MARKS: [(ListingFormat, fn(&Record) -> bool); 8] = [
    (ListingFormat::Geojson, geojson::is_one),
    (ListingFormat::SchemaOrg, schema_org::is_one),
    (ListingFormat::GoogleCalendar, google::is_one),
    (ListingFormat::EventbriteDestination, destination::is_one),
    (ListingFormat::Seatgeek, seatgeek::is_one),
    (ListingFormat::Predicthq, predicthq::is_one),
    (ListingFormat::Ticketmaster, ticketmaster::is_one),
    (ListingFormat::Eventbrite, eventbrite::is_one),
];

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
        Self::Icalendar,
        Self::SchemaOrg,
        Self::Geojson,
        Self::GoogleCalendar,
        Self::Seatgeek,
        Self::Predicthq,
    ];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Eventbrite => "eventbrite",
            Self::EventbriteDestination => "eventbrite-destination",
            Self::Ticketmaster => "ticketmaster",
            Self::Icalendar => "icalendar",
            Self::SchemaOrg => "schema-org",
            Self::Geojson => "geojson",
            Self::GoogleCalendar => "google-calendar",
            Self::Seatgeek => "seatgeek",
            Self::Predicthq => "predicthq",
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

/// The contents of an event file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// Usable events in the order of the file. An id may be repeated.
    pub events: Vec<Event>,
    /// Records that cannot be used, in the order of the file.
    pub rejected: Vec<RejectedRecord>,
    /// Notes for the user about usable records, one line each.
    pub notes: Vec<String>,
}

/// A record that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRecord {
    /// Its position in the file.
    pub position: Position,
    /// Its id, if any.
    pub id: Option<String>,
    /// The reason.
    pub reason: String,
}

impl fmt::Display for RejectedRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => write!(f, "{}, id `{}`: {}", self.position, escaped(id), self.reason),
            None => write!(f, "{}: {}", self.position, self.reason),
        }
    }
}

/// The position of a record in a file, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// The line on which it starts (CSV, NDJSON).
    Line(usize),
    /// Its number among the events of a JSON document.
    Event(usize),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(number) => write!(f, "line {number}"),
            Self::Event(number) => write!(f, "event {number}"),
        }
    }
}

/// A file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListingError {
    /// The file has only white space.
    #[error("the file is empty")]
    Empty,
    /// The file is binary.
    #[error("this is a binary file, not text")]
    NotText,
    /// The JSON is incomplete.
    #[error("the JSON is cut off: it ends at line {line}, column {column}, before it is complete")]
    CutOff {
        /// The line of the end.
        line: usize,
        /// The column of the end.
        column: usize,
    },
    /// The text starts like JSON, or must be JSON, but is not.
    #[error("not JSON: {message} at line {line}, column {column}")]
    NotJson {
        /// The line of the fault.
        line: usize,
        /// The column of the fault.
        column: usize,
        /// The fault.
        message: String,
    },
    /// The JSON has no events.
    #[error(
        "no events in this JSON: {found}; expected an object with id, lat and lon, a list of such, GeoJSON points, \
         JSON-LD, or a response of Eventbrite, Ticketmaster, SeatGeek, PredictHQ or Google Calendar"
    )]
    Shape {
        /// What was found instead, such as the keys.
        found: String,
    },
    /// The JSON is a known document about something else.
    #[error("this is {0}")]
    NotEvents(&'static str),
    /// The file is an error response of a service.
    #[error("this is an error response of {service}, not events: {message}")]
    Refused {
        /// The service.
        service: &'static str,
        /// Its message.
        message: String,
    },
    /// The version of pdpe's own format is not known.
    #[error("schema_version {0} is not known; this version reads 1")]
    SchemaVersion(String),
    /// A column of the CSV is missing or repeated.
    #[error("{0}")]
    Columns(String),
}

/// Reads an event file. Detects the format unless it is given.
///
/// Local times without a zone are wall times in `zone`.
///
/// # Errors
/// [`ListingError`] if the whole file cannot be used. A faulty record is not an error, but a [`RejectedRecord`].
///
/// ```
/// use pdpe::listings;
/// let csv = "id,lat,lon,start\na,39.0997,-94.5786,2026-10-03T19:00\nb,39.0997,,2026-10-03\n";
/// let listing = listings::read(csv.as_bytes(), None, chrono_tz::America::Chicago)?;
/// assert_eq!(listing.events[0].id.as_str(), "a");
/// assert_eq!(listing.rejected[0].to_string(), "line 3, id `b`: no place: lon is missing");
/// # Ok::<(), listings::ListingError>(())
/// ```
pub fn read(bytes: &[u8], format: Option<ListingFormat>, zone: Tz) -> Result<Listing, ListingError> {
    read_with(bytes, &ListingOptions { format, ..ListingOptions::new(zone) })
}

/// Reads an event file as [`read`], with all options.
///
/// # Errors
/// As [`read`].
pub fn read_with(bytes: &[u8], options: &ListingOptions) -> Result<Listing, ListingError> {
    let (text, note) = text_of(bytes)?;
    let mut reading = Reading::new(options);
    note.into_iter().for_each(|note| reading.note(note));
    let start = text.trim_start();
    let is_calendar = start.get(..15).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCALENDAR"));
    match options.format {
        Some(ListingFormat::Icalendar) => ical::read(&text, &mut reading)?,
        None if is_calendar => ical::read(&text, &mut reading)?,
        _ if start.starts_with('<') => html::read(&text, &mut reading)?,
        None | Some(ListingFormat::Native) if !start.starts_with(['{', '[']) => table::read(&text, &mut reading)?,
        _ => answer::read(&text, &mut reading)?,
    }
    Ok(reading.finish())
}

/// Reads one event of a known format from JSON, such as the body of a webhook.
///
/// Local times without a zone are wall times in `zone`.
///
/// # Errors
/// The reason, as in [`RejectedRecord::reason`].
pub fn read_record(record: &Map<String, Value>, format: ListingFormat, zone: Tz) -> Result<Event, String> {
    event_of(format, record, &ListingOptions::new(zone).context(), &mut Said::default())
}

fn event_of(format: ListingFormat, record: &Record, context: &Context, said: &mut Said) -> Result<Event, String> {
    match format {
        ListingFormat::Native => native::event(record, context, said),
        ListingFormat::Eventbrite => eventbrite::event(record, context.zone, &mut said.notes),
        ListingFormat::EventbriteDestination => destination::event(record, context, said),
        ListingFormat::Ticketmaster => ticketmaster::event(record, context.zone, &mut said.notes),
        ListingFormat::Icalendar => Err("an event of iCalendar is text, not JSON".into()),
        ListingFormat::SchemaOrg => schema_org::event(record, context, said),
        ListingFormat::Geojson => geojson::event(record, context, said),
        ListingFormat::GoogleCalendar => google::event(record, context, said),
        ListingFormat::Seatgeek => seatgeek::event(record, context, said),
        ListingFormat::Predicthq => predicthq::event(record, context, said),
    }
}

/// The text without a byte order mark, and a note about its encoding if that is not UTF-8.
fn text_of(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<String>), ListingError> {
    let Decoded { text, encoding } = decode(bytes).ok_or(ListingError::NotText)?;
    if text.trim().is_empty() {
        return Err(ListingError::Empty);
    }
    Ok((text, encoding.map(|encoding| format!("read as {encoding}, because it is not UTF-8"))))
}

fn newlines_in(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

type Record = Map<String, Value>;

/// What is needed to read a record, besides the record.
#[derive(Clone, Copy)]
pub(crate) struct Context<'o> {
    /// The zone of local times without one.
    zone: Tz,
    /// Whether dates such as 3/10/2026 have the day first, if the file tells.
    day_first: Option<bool>,
    fields: &'o [FieldChoice],
    venues: &'o Venues,
}

/// What a user should know of records.
#[derive(Default)]
pub(crate) struct Said {
    /// Notes about one record.
    notes: Vec<String>,
    /// Fields that mean nothing.
    unknown: BTreeSet<String>,
    /// How many values of optional fields are not known.
    unknown_values: BTreeMap<&'static str, usize>,
}

/// The state of reading a file.
struct Reading<'o> {
    options: &'o ListingOptions,
    context: Context<'o>,
    listing: Listing,
    said: Said,
}

impl<'o> Reading<'o> {
    fn new(options: &'o ListingOptions) -> Self {
        Self { options, context: options.context(), listing: Listing::default(), said: Said::default() }
    }

    /// Adds one record, as an event or as rejected.
    fn record(&mut self, position: Position, record: &Record) {
        let format = self.options.format.unwrap_or_else(|| format_of(record));
        match event_of(format, record, &self.context, &mut self.said) {
            Ok(event) => self.event(position, event),
            Err(reason) => self.reject(position, fields::id_as_text(record), reason),
        }
        self.said.notes.clear();
    }

    /// Adds an event with the notes about it.
    fn event(&mut self, position: Position, event: Event) {
        let id = escaped(event.id.as_str());
        let notes = self.said.notes.drain(..).map(|note| format!("{position}, id `{id}`: {note}"));
        self.listing.notes.extend(notes);
        self.listing.events.push(event);
    }

    fn reject(&mut self, position: Position, id: Option<String>, reason: String) {
        self.listing.rejected.push(RejectedRecord { position, id, reason });
    }

    fn note(&mut self, note: String) {
        self.listing.notes.push(note);
    }

    /// Gives an id to each date of an event that the listing repeats with several starts. An id of Eventbrite or
    /// Ticketmaster is of one date: there the later record counts.
    fn tell_dates_apart(&mut self) {
        let mut starts: BTreeMap<EventKey, BTreeSet<DateTime<Utc>>> = BTreeMap::new();
        for event in &self.listing.events {
            if let Some(start) = event.start().filter(|_| !matches!(&*event.source, "eventbrite" | "ticketmaster")) {
                starts.entry(event.key()).or_default().insert(start);
            }
        }
        starts.retain(|_, starts| starts.len() > 1);
        for event in &mut self.listing.events {
            let (Some(start), true) = (event.start(), starts.contains_key(&event.key())) else { continue };
            // An id that is too long for this stays: the later record counts, and the user is told.
            if let Ok(id) = event.id.occurrence(start) {
                event.id = id;
            }
        }
        for (key, starts) in starts {
            let dates = starts.len();
            self.note(format!(
                "event {} has {dates} dates: each counts, with its start in its id",
                escaped(key.as_str())
            ));
        }
    }

    fn finish(mut self) -> Listing {
        self.tell_dates_apart();
        let unknown = std::mem::take(&mut self.said.unknown);
        if !unknown.is_empty() {
            let (unknown, known) = (listed(unknown.iter().map(String::as_str)), native::FIELDS.join(", "));
            self.note(format!("fields that mean nothing here were ignored: {unknown} (known: {known})"));
        }
        for (field, count) in std::mem::take(&mut self.said.unknown_values) {
            self.note(format!("{field} is not known of {}", counted(count, "record")));
        }
        self.listing
    }
}

/// Detects the format of a record from keys that only this format has.
fn format_of(record: &Record) -> ListingFormat {
    let mark = MARKS.iter().find(|(_, is_one)| is_one(record));
    mark.map_or(ListingFormat::Native, |(format, _)| *format)
}
