//! Lists of events: a table, and pdpe's own formats, which read back as the same events.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Serialize, Serializer};

use super::{ColumnKind, Format, Record, Rows, Sheet, Style, Table};
use crate::event::{Event, Status, Timing};
use crate::listings::native::{EventRow, FIELDS};

/// Events in one of the formats of [`Rows::PLACED`]. JSON is `{"schema_version":1,"events":[…]}`, one event per line.
///
/// Times have the offset of `zone`; read back with that zone they are the same instants.
///
/// # Errors
/// When an event cannot be written as JSON.
///
/// ```
/// use pdpe::listings::read;
/// use pdpe::output::{Format, events::written};
/// let zone = chrono_tz::America::Chicago;
/// let events = read(br#"{"id": "a", "lat": "39.0997", "lon": -94.5786, "start": "2026-10-03"}"#, None, zone)?.events;
/// let json = written(Format::JSON, &events, zone)?;
/// assert_eq!(read(&json, None, zone)?.events, events);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn written<'a>(
    format: Format,
    events: impl IntoIterator<Item = &'a Event>,
    zone: Tz,
) -> serde_json::Result<Vec<u8>> {
    let mut out = Vec::new();
    write(&mut rows(format, zone, Style::default()), events, zone, &mut out)?;
    Ok(out)
}

/// Writes events with a writer of [`rows`].
///
/// # Errors
/// When an event cannot be written as JSON.
pub fn write<'a>(
    rows: &mut Rows,
    events: impl IntoIterator<Item = &'a Event>,
    zone: Tz,
    out: &mut Vec<u8>,
) -> serde_json::Result<()> {
    rows.start(&serde_json::json!({ "schema_version": 1 }), "events", out)?;
    for event in events {
        rows.push(&ListedEvent { event, zone }, out)?;
    }
    rows.end(&serde_json::json!({}), out)
}

/// The writer of a list of events, whose times are in `zone`.
#[must_use]
pub fn rows(format: Format, zone: Tz, style: Style) -> Rows {
    let table = Table::new(vec![
        ("id".into(), ColumnKind::Word),
        ("name".into(), ColumnKind::Text),
        ("place".into(), ColumnKind::Word),
        (format!("when ({zone})"), ColumnKind::Word),
        ("people".into(), ColumnKind::Number),
        ("source".into(), ColumnKind::Text),
    ])
    .dispensing(&[&["source"], &["people"], &["place"], &["id"]]);
    Rows::new(format, FIELDS, Sheet::Whole(table, style)).in_full()
}

/// An event and the zone of its times.
struct ListedEvent<'a> {
    event: &'a Event,
    zone: Tz,
}

impl Serialize for ListedEvent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        EventRow::new(self.event, self.zone).serialize(serializer)
    }
}

impl Record for ListedEvent<'_> {
    fn texts(&self) -> Option<Vec<String>> {
        let event = self.event;
        let time = time(event.timing, self.zone);
        Some(vec![
            event.id.to_string(),
            event.name.clone(),
            format!("{:.4},{:.4}", event.place.lat(), event.place.lon()),
            if event.status == Status::Scheduled { time } else { format!("{time}, {}", event.status.as_str()) },
            event.attendance.map_or("-".into(), |people| people.to_string()),
            event.source.clone(),
        ])
    }
}

/// The time of an event.
fn time(timing: Timing, zone: Tz) -> String {
    let text = |at: DateTime<Utc>, format: &str| at.with_timezone(&zone).format(format).to_string();
    match timing {
        Timing::Untimed => "any time".into(),
        Timing::Span { start, end } => {
            let (start, end) = (text(start, "%Y-%m-%d %H:%M"), end.map(|end| text(end, "%Y-%m-%d %H:%M")));
            format!("{start} to {}", end.as_deref().map_or("?", |end| unshared(end, &start)))
        }
        Timing::WholeDays { from, until } => {
            let (first, last) = (text(from, "%Y-%m-%d"), text(until - chrono::Duration::seconds(1), "%Y-%m-%d"));
            if first == last {
                return format!("{first}, time unknown");
            }
            format!("{first} to {}, times unknown", unshared(&last, &first))
        }
    }
}

/// An end without the date or the year that it shares with its start.
fn unshared<'e>(end: &'e str, start: &str) -> &'e str {
    let without = |shared: &str| start.get(..shared.len()).and_then(|shared| end.strip_prefix(shared));
    without("2026-10-03 ").or_else(|| without("2026-")).unwrap_or(end)
}
