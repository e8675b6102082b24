//! The marks by which the formats of records are detected, and the function that reads each: one table.

use serde_json::Value;

use super::{Context, ListingFormat, Record, Said};
use super::{destination, eventbrite, geojson, google, native, predicthq, schema_org, seatgeek, ticketmaster};
use crate::event::Event;

/// What is known of a format.
struct Row {
    format: ListingFormat,
    /// Whether a record has keys that only this format has. The first row that fits counts; without one, it is pdpe's own.
    is_one: fn(&Record) -> bool,
    event: fn(&Record, &Context, &mut Said) -> Result<Event, String>,
}

const TABLE: [Row; 10] = [
    Row { format: ListingFormat::Native, is_one: |_| false, event: native::event },
    Row { format: ListingFormat::Geojson, is_one: geojson::is_one, event: geojson::event },
    Row { format: ListingFormat::SchemaOrg, is_one: schema_org::is_one, event: schema_org::event },
    Row {
        format: ListingFormat::GoogleCalendar,
        is_one: google::is_one,
        event: |_, _, _| Err("dates of Google Calendar are only read as a file".into()),
    },
    Row {
        format: ListingFormat::Icalendar,
        is_one: |_| false,
        event: |_, _, _| Err("iCalendar is text, not JSON".into()),
    },
    Row { format: ListingFormat::EventbriteDestination, is_one: destination::is_one, event: destination::event },
    Row { format: ListingFormat::Seatgeek, is_one: seatgeek::is_one, event: seatgeek::event },
    Row { format: ListingFormat::Predicthq, is_one: predicthq::is_one, event: predicthq::event },
    Row {
        format: ListingFormat::Ticketmaster,
        is_one: |record| is_object(record, "dates") || is_object(record, "_embedded"),
        event: |record, context, said| ticketmaster::event(record, context.zone, &mut said.notes),
    },
    Row {
        format: ListingFormat::Eventbrite,
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

/// Detects the format of a record from keys that only this format has.
pub(super) fn format_of(record: &Record) -> ListingFormat {
    TABLE.iter().find(|row| (row.is_one)(record)).map_or(ListingFormat::Native, |row| row.format)
}

/// Reads one record of a format.
pub(super) fn event_of(
    format: ListingFormat,
    record: &Record,
    context: &Context,
    said: &mut Said,
) -> Result<Event, String> {
    let row = TABLE.iter().find(|row| row.format == format);
    row.map_or_else(|| Err(format!("{format} has no records")), |row| (row.event)(record, context, said))
}
