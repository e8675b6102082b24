//! Reads event files into [`Event`]s: pdpe's own JSON, NDJSON and CSV, calendars, and the responses of services.
//!
//! ```text
//! bytes ─▶ text ─┬─ JSON, NDJSON ─▶ answer.rs: records ─┬─▶ native.rs ──────────────┐
//!                ├─ HTML ─────────▶ html.rs: JSON-LD ───┤   a file for each service ├─▶ Event | RejectedRecord
//!                ├─ CSV ──────────▶ table.rs: records ──┘                           │
//!                └─ iCalendar ────▶ ical.rs ─▶ recurrence.rs: dates ────────────────┘
//! ```
//! The format of each record is detected by the marks in `marks.rs`. A record that cannot be used becomes a [`RejectedRecord`], and the
//! others are read. A [`ListingError`] means that the whole file cannot be used. CONTRIBUTING.md has the steps to add a
//! format.

mod answer;
mod destination;
pub(crate) mod eventbrite;
pub(crate) mod fields;
mod formats;
mod geojson;
mod google;
mod html;
mod ical;
mod list;
mod marks;
pub mod native;
mod options;
mod predicthq;
mod recurrence;
mod schema_org;
mod seatgeek;
mod table;
pub(crate) mod ticketmaster;
mod venues;
mod zones;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value};

use crate::clock;
use crate::encoding;
use crate::event::{Event, EventKey, Timing};
use crate::text::{counted, escaped};
use fields::listed;

pub use formats::{ListingFormat, UnknownFormat};
pub use options::{FieldChoice, FieldChoiceError, ListingOptions};
pub use venues::{Venues, VenuesError};

/// The contents of an event file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// Usable events in the order of the file. An id may be repeated.
    pub events: Vec<Event>,
    /// Records that cannot be used, in the order of the file.
    pub rejected: Vec<RejectedRecord>,
    /// Notes for the user about usable records, one line each.
    pub notes: Vec<String>,
    /// Fields that look like times, but mean nothing.
    pub ignored_times: Vec<String>,
    /// How many recurring events have dates outside the span asked for, or may have.
    pub cut_series: usize,
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

/// Reads an event file as [`read`] does, with all options.
///
/// # Errors
/// As [`read`].
pub fn read_with(bytes: &[u8], options: &ListingOptions) -> Result<Listing, ListingError> {
    let (text, note) = text_of(bytes)?;
    let text = &*text;
    let mut reading = Reading::new(options.context(clock::date_order(text)));
    if let Some(note) = note {
        reading.note(note);
    }
    match options.format {
        Some(ListingFormat::Icalendar) => ical::read(text, &mut reading)?,
        None if ical::is_one(text) => ical::read(text, &mut reading)?,
        None | Some(ListingFormat::SchemaOrg) if html::is_one(text) => html::read(text, &mut reading)?,
        None | Some(ListingFormat::Native) if !text.trim_start().starts_with(['{', '[']) => {
            table::read(text, &mut reading)?;
        }
        _ => answer::read(text, &mut reading)?,
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
    marks::event_of(format, record, &ListingOptions::new(zone).context(None), &mut Said::default())
}

/// The text, and a note about its encoding if that is not UTF-8.
fn text_of(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<String>), ListingError> {
    let decoded = encoding::decode(bytes);
    if decoded.text.contains('\0') {
        return Err(ListingError::NotText);
    }
    if decoded.text.trim().is_empty() {
        return Err(ListingError::Empty);
    }
    let note = decoded.note();
    Ok((decoded.text, note))
}

fn newlines_in(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

type Record = Map<String, Value>;

/// Services that give each date of an event an id of its own.
const ONE_DATE: [&str; 4] = ["eventbrite", "ticketmaster", "seatgeek", "predicthq"];

/// What is needed to read a record, besides the record.
#[derive(Clone, Copy)]
pub(crate) struct Context<'o> {
    /// The format of all records, if it is not detected.
    format: Option<ListingFormat>,
    /// The zone of local times without one.
    zone: Tz,
    /// Whether dates such as 3/10/2026 have the day first, if that is known.
    day_first: Option<bool>,
    /// Fields under names of the user's own.
    fields: &'o [FieldChoice],
    /// The span for which the dates of recurring events matter.
    span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Whether the other pages of a response are read too.
    has_all_pages: bool,
    /// Places of venues.
    venues: &'o Venues,
}

/// What a user should know of records.
#[derive(Default)]
pub(crate) struct Said {
    /// Notes about one record.
    notes: Vec<String>,
    /// The timing of one record if its 00:00 means that the time of day is unknown.
    whole_days: Option<Timing>,
    /// Whether any start has a time of day besides 00:00.
    has_time_of_day: bool,
    /// Fields that mean nothing.
    unknown: BTreeSet<String>,
    /// Those of them that look like times.
    ignored_times: BTreeSet<String>,
    /// Fields of the user's own that a record had.
    chosen: BTreeSet<&'static str>,
    /// How many values of optional fields are not known.
    unknown_values: BTreeMap<&'static str, usize>,
    /// How many events have no id.
    made_ids: usize,
    /// How times were read that are not usual, with the first of each.
    ways: BTreeMap<&'static str, String>,
}

impl Said {
    /// Adds what was said of later records.
    fn append(&mut self, later: Self) {
        self.has_time_of_day |= later.has_time_of_day;
        self.unknown.extend(later.unknown);
        self.ignored_times.extend(later.ignored_times);
        self.chosen.extend(later.chosen);
        for (field, count) in later.unknown_values {
            *self.unknown_values.entry(field).or_default() += count;
        }
        self.made_ids += later.made_ids;
        for (way, example) in later.ways {
            self.ways.entry(way).or_insert(example);
        }
    }
}

/// The state of reading a file.
struct Reading<'o> {
    context: Context<'o>,
    listing: Listing,
    said: Said,
    /// Events whose 00:00 may mean that the time of day is unknown, and their timing then.
    midnights: Vec<(usize, Timing)>,
    /// The records of Google Calendar, of which some replace others, and the zone of their calendar.
    google: Vec<(Position, Record)>,
    google_zone: Option<Tz>,
}

impl<'o> Reading<'o> {
    fn new(context: Context<'o>) -> Self {
        let (listing, said) = (Listing::default(), Said::default());
        Self { context, listing, said, midnights: Vec::new(), google: Vec::new(), google_zone: None }
    }

    /// Adds one record, as an event or as rejected.
    fn record(&mut self, position: Position, record: &Record) {
        let format = self.context.format.unwrap_or_else(|| marks::format_of(record));
        if format == ListingFormat::GoogleCalendar {
            self.google.push((position, record.clone()));
            return;
        }
        match marks::event_of(format, record, &self.context, &mut self.said) {
            Ok(event) => self.event(position, event),
            Err(reason) => self.reject(position, fields::id_as_text(record), reason),
        }
        self.said.notes.clear();
        self.said.whole_days = None;
    }

    /// Adds an event, with what is to be said of it.
    fn event(&mut self, position: Position, event: Event) {
        let id = || escaped(event.id.as_str());
        let notes = self.said.notes.drain(..).map(|note| format!("{position}, id `{}`: {note}", id()));
        self.listing.notes.extend(notes);
        self.midnights.extend(self.said.whole_days.take().map(|days| (self.listing.events.len(), days)));
        self.listing.events.push(event);
    }

    /// Adds what was read of a later part of the file.
    fn append(&mut self, part: Self) {
        let before = self.listing.events.len();
        self.midnights.extend(part.midnights.into_iter().map(|(event, timing)| (before + event, timing)));
        self.listing.events.extend(part.listing.events);
        self.listing.rejected.extend(part.listing.rejected);
        self.listing.notes.extend(part.listing.notes);
        self.google.extend(part.google);
        self.said.append(part.said);
    }

    fn reject(&mut self, position: Position, id: Option<String>, reason: String) {
        self.listing.rejected.push(RejectedRecord { position, id, reason });
    }

    fn note(&mut self, note: String) {
        self.listing.notes.push(note);
    }

    /// Gives an id to each date of an event that the listing repeats with several starts. An id of some
    /// services is of one date: there the later record counts.
    fn tell_dates_apart(&mut self) {
        let mut starts: BTreeMap<EventKey, BTreeSet<DateTime<Utc>>> = BTreeMap::new();
        for event in &self.listing.events {
            if let Some(start) = event.start().filter(|_| !ONE_DATE.contains(&&*event.source)) {
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

    /// If no event of the file has a time of day, 00:00 stands for an unknown one.
    fn tell_midnights(&mut self) {
        let midnights = std::mem::take(&mut self.midnights);
        if self.said.has_time_of_day || midnights.is_empty() {
            return;
        }
        for (event, timing) in &midnights {
            self.listing.events[*event].timing = *timing;
        }
        let events = counted(midnights.len(), "event");
        self.note(format!("no event has a time of day but 00:00: {events} read as whole days"));
    }

    fn finish(mut self) -> Listing {
        let google = std::mem::take(&mut self.google);
        google::read(&google, self.google_zone, &mut self);
        self.listing.rejected.sort_by_key(|rejected| rejected.position);
        self.tell_midnights();
        self.tell_dates_apart();
        let said = std::mem::take(&mut self.said);
        self.listing.ignored_times = said.ignored_times.into_iter().collect();
        let missed = self.context.fields.iter().filter(|choice| !said.chosen.contains(choice.field));
        for FieldChoice { field, key } in missed {
            self.note(format!("no event has the field `{}`, chosen for {field}", escaped(key)));
        }
        for (way, example) in said.ways {
            self.note(format!("times are read as {way}: {example}"));
        }
        if said.made_ids > 0 {
            let events = counted(said.made_ids, "event");
            self.note(format!("{events} without an id: made from name, place and start"));
        }
        for (field, count) in said.unknown_values {
            self.note(format!("{field} is not known in {}", counted(count, "record")));
        }
        if !said.unknown.is_empty() {
            let (unknown, known) = (listed(said.unknown.iter().map(String::as_str)), native::FIELDS.join(", "));
            self.note(format!("fields that mean nothing here were ignored: {unknown} (known: {known})"));
        }
        self.listing
    }
}
