//! One event as JSON in which every time has an offset, so reading it needs no zone.

use chrono::{DateTime, Datelike, FixedOffset, Offset, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::super::{ListingFormat, Record, fields::present, read_record};
use super::field_of;
use super::write::{EventRow, is_ordinary, offset_of_no_zone};
use crate::event::{Event, Timing};

/// An event, and the offsets of its times.
///
/// As JSON it has pdpe's own [fields](super::FIELDS). Whole days are written as the instants at which they
/// begin and end, with `time_unknown`, since a date alone would mean another day in another zone.
/// For the same reason a date, or a time without an offset, is not read.
///
/// ```
/// use pdpe::listings::native::EventRecord;
/// let record: EventRecord =
///     serde_json::from_str(r#"{"id": "a", "lat": 39.1, "lon": -94.5, "start": "2026-10-03T19:00:00-05:00"}"#)?;
/// assert_eq!(record.event.id.as_str(), "a");
/// assert!(serde_json::to_string(&record)?.contains(r#""start":"2026-10-03T19:00:00-05:00","end":null"#));
///
/// let a_date = serde_json::from_str::<EventRecord>(r#"{"id": "a", "lat": 39.1, "lon": -94.5, "start": "2026-10-03"}"#);
/// assert_eq!(a_date.unwrap_err().to_string(), "start: `2026-10-03` is not a time with its offset");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct EventRecord {
    /// The event.
    pub event: Event,
    start_offset: FixedOffset,
    end_offset: FixedOffset,
}

impl EventRecord {
    /// An event whose times are written with the offsets of `zone`.
    #[must_use]
    pub fn new(event: Event, zone: Tz) -> Self {
        let (start, end) = times(event.timing);
        let offset = |at: Option<DateTime<Utc>>| at.map_or(utc(), |at| offset(at, zone));
        Self { start_offset: offset(start), end_offset: offset(end), event }
    }
}

/// The names of the [fields](super::FIELDS) in which two events differ, in the order of the fields.
#[must_use]
pub fn changed_fields(old: &Event, new: &Event) -> Vec<&'static str> {
    let (old_times, new_times) = (times(old.timing), times(new.timing));
    let days = |event: &Event| matches!(event.timing, Timing::WholeDays { .. });
    let changes = [
        ("id", old.id != new.id),
        ("name", old.name != new.name),
        ("lat", old.place.lat().to_bits() != new.place.lat().to_bits()),
        ("lon", old.place.lon().to_bits() != new.place.lon().to_bits()),
        ("start", old_times.0 != new_times.0),
        ("end", old_times.1 != new_times.1),
        ("time_unknown", days(old) != days(new)),
        ("attendance", old.attendance != new.attendance),
        ("radius_km", old.radius_km != new.radius_km),
        ("sentiment", old.sentiment.to_bits() != new.sentiment.to_bits()),
        ("status", old.status != new.status),
        ("source", old.source != new.source),
    ];
    changes.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
}

/// The start and the end of a timing, as they are written.
fn times(timing: Timing) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    match timing {
        Timing::Untimed => (None, None),
        Timing::Span { start, end } => (Some(start), end),
        Timing::WholeDays { from, until } => (Some(from), Some(until)),
    }
}

fn utc() -> FixedOffset {
    Utc.fix()
}

/// The offset of `zone`; another one if it has seconds or gives a year that RFC 3339 cannot represent.
fn offset(at: DateTime<Utc>, zone: Tz) -> FixedOffset {
    let in_zone = Some(at).filter(|at| is_ordinary(*at)).map(|at| at.with_timezone(&zone));
    let can_be_said = |local: &DateTime<Tz>| local.offset().fix().local_minus_utc() % 60 == 0 && local.year() <= 9999;
    in_zone.filter(can_be_said).map_or_else(|| offset_of_no_zone(at), |local| local.offset().fix())
}

impl Serialize for EventRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (start, end) = times(self.event.timing);
        let text = |at: DateTime<Utc>, offset| at.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::AutoSi, false);
        EventRow::with_times(
            &self.event,
            start.map(|at| text(at, self.start_offset)),
            end.map(|at| text(at, self.end_offset)),
        )
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for EventRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let record = Record::deserialize(deserializer)?;
        let (mut start_offset, mut end_offset) = (utc(), utc());
        for key in record.keys() {
            let offset = match field_of(key) {
                Some("start") => &mut start_offset,
                Some("end") => &mut end_offset,
                _ => continue,
            };
            let Some(text) = present(&record, key).and_then(|value| value.as_str()) else { continue };
            let at = DateTime::parse_from_rfc3339(text)
                .map_err(|_| D::Error::custom(format!("{key}: `{text}` is not a time with its offset")))?;
            *offset = *at.offset();
        }
        // All times have an offset, so the zone is not used.
        let event = read_record(&record, ListingFormat::Native, Tz::UTC).map_err(D::Error::custom)?;
        let has = |field| record.keys().any(|key| field_of(key) == Some(field) && present(&record, key).is_some());
        // A file may leave out ids; a message names one event.
        if !has("id") {
            return Err(D::Error::custom("id is missing"));
        }
        if matches!(event.timing, Timing::WholeDays { .. }) && !has("end") {
            return Err(D::Error::custom("the time of day is unknown, and the end of the day is missing"));
        }
        Ok(Self { event, start_offset, end_offset })
    }
}
