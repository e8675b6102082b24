//! Writes an event as a row of pdpe's own formats, which reads back as the same event.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Offset, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use crate::clock::local_day;
use crate::event::{Event, Timing};

/// A row of an event: the fields of [`FIELDS`](super::FIELDS) in their order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventRow<'a> {
    id: &'a str,
    name: &'a str,
    lat: f64,
    lon: f64,
    start: Option<String>,
    end: Option<String>,
    time_unknown: bool,
    attendance: Option<u64>,
    radius_km: Option<f64>,
    sentiment: f64,
    status: &'static str,
    source: &'a str,
}

impl<'a> EventRow<'a> {
    /// The row of an event with times in the offset of `zone`. Read back with that zone, they are the same instants.
    #[must_use]
    pub fn new(event: &'a Event, zone: Tz) -> Self {
        let (start, end) = match event.timing {
            Timing::Untimed => (None, None),
            Timing::Span { start, end } => (Some(rfc3339(start, zone)), end.map(|end| rfc3339(end, zone))),
            Timing::WholeDays { from, until } => match dates(from, until, zone) {
                Some((first, last)) => (Some(first.to_string()), Some(last.to_string())),
                None => (Some(rfc3339(from, zone)), Some(rfc3339(until, zone))),
            },
        };
        Self::with_times(event, start, end)
    }

    /// The row of an event with formatted times.
    pub(super) fn with_times(event: &'a Event, start: Option<String>, end: Option<String>) -> Self {
        Self {
            id: event.id.as_str(),
            name: &event.name,
            lat: event.place.lat(),
            lon: event.place.lon(),
            start,
            end,
            time_unknown: matches!(event.timing, Timing::WholeDays { .. }),
            attendance: event.attendance,
            radius_km: event.radius_km,
            sentiment: event.sentiment,
            status: event.status.as_str(),
            source: &event.source,
        }
    }
}

/// The first and the last day, if the instants are whole days in `zone`.
fn dates(from: DateTime<Utc>, until: DateTime<Utc>, zone: Tz) -> Option<(NaiveDate, NaiveDate)> {
    if !is_ordinary(from) || !is_ordinary(until) {
        return None;
    }
    let first = from.with_timezone(&zone).date_naive();
    let last = (until - chrono::Duration::nanoseconds(1)).with_timezone(&zone).date_naive();
    let whole_days = (local_day(first, zone).0, local_day(last, zone).1);
    (first <= last && whole_days == (from, until) && last.year() <= 9999).then_some((first, last))
}

/// Whether an instant is in the years 1 to 10000, so that an offset can be applied.
pub(super) fn is_ordinary(at: DateTime<Utc>) -> bool {
    (1..=10_000).contains(&at.year())
}

/// An instant with the offset of `zone`; in UTC if that offset has seconds (local mean time of the 19th century), which
/// RFC 3339 cannot represent.
fn rfc3339(at: DateTime<Utc>, zone: Tz) -> String {
    let in_zone = Some(at).filter(|at| is_ordinary(*at)).map(|at| at.with_timezone(&zone));
    match in_zone {
        Some(local) if local.offset().fix().local_minus_utc() % 60 == 0 && (1..=9999).contains(&local.year()) => {
            local.to_rfc3339_opts(SecondsFormat::AutoSi, false)
        }
        _ => at.with_timezone(&offset_of_no_zone(at)).to_rfc3339_opts(SecondsFormat::AutoSi, true),
    }
}

/// The offset of an instant if that of the zone cannot be written: UTC, or an offset far west so that the end of the
/// last day of the year 9999 is not in the year 10000.
pub(super) fn offset_of_no_zone(at: DateTime<Utc>) -> FixedOffset {
    const LARGEST: i32 = (24 * 60 - 1) * 60;
    FixedOffset::west_opt(if at.year() > 9999 { LARGEST } else { 0 }).expect("it is less than a day")
}
