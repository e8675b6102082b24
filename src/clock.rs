//! Times with their zone: parsing `--at` and `--to`, converting wall time to instants, the boundaries
//! of hours, days, weeks and months, and the system clock.
//!
//! Only [`now`] and, for deadlines, [`monotonic`] read the system clock. The rest of the crate gets
//! an instant as an argument.

mod boundary;
mod pace;
mod span;
mod spelled;
mod zone;

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use chrono::{
    DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound as _, TimeDelta, TimeZone, Timelike,
    Utc,
};
use chrono_tz::{GapInfo, Tz};

pub use boundary::{Boundaries, Boundary, BoundaryKind, BoundaryKinds, boundaries, next_at_minute, next_boundary};
pub use pace::Pace;
pub use span::parse_end;
pub(crate) use spelled::{date_order, serial, slashed, spelled_date, time_of_day};
pub use zone::{UnknownZone, parse_zone};

/// An instant together with the zone whose wall time the model reads.
pub type ZonedTime = DateTime<Tz>;

/// Why a time cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not an accepted format.
    #[error("`{0}` is not a time; write 2024-12-15T19:00 (local), 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now")]
    Syntax(String),
    /// A date without a time of day.
    #[error("`{0}` has no time of day; write {0}T19:00")]
    NoTimeOfDay(String),
    /// A leap second.
    #[error("`{0}` has a second 60; write second 59 or the next minute")]
    LeapSecond(String),
    /// A clock change skips this wall time.
    #[error("{wall} does not exist in {zone}: clocks jump from {before} to {after}; use a time before or after that")]
    Skipped {
        /// The local time asked for.
        wall: NaiveDateTime,
        /// The zone.
        zone: Tz,
        /// The wall time before the change, with its offset.
        before: String,
        /// The wall time after the change, with its offset.
        after: String,
    },
    /// The end of a span is neither a time nor a duration.
    #[error(
        "`{0}` is neither a time nor a span; write 2024-12-15T19:00 (local), 2024-12-15T19:00-06:00, now, \
         or from the start on: +90m, +12h, +3d, +2w, +1d12h"
    )]
    EndSyntax(String),
    /// The end of a span is not representable.
    #[error("`{0}` ends after the last time that pdpe supports")]
    TooFar(String),
    /// The end of a span is before its start.
    #[error("the end, {to}, is before the start, {from}{}", note.as_ref().map(|note| format!("; {note}")).unwrap_or_default())]
    EndBeforeStart {
        /// The start, with its offset.
        from: String,
        /// The end, with its offset.
        to: String,
        /// Set when the end is a wall time that occurs twice, and the later one may be after the start.
        note: Option<String>,
    },
}

/// A parsed time, with a note for the user if it was ambiguous.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedTime {
    /// The instant.
    pub at: ZonedTime,
    /// Set when the wall time occurs twice and the earlier was taken.
    pub note: Option<String>,
}

/// The current time. This is the only place that reads the system clock.
///
/// A machine without a battery may start with a clock before 1970, which is as good a time as any other.
#[must_use]
pub fn now() -> DateTime<Utc> {
    let (since, sign) = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(after) => (after, 1),
        Err(before) => (before.duration(), -1),
    };
    let since = TimeDelta::from_std(since).unwrap_or(TimeDelta::MAX);
    DateTime::UNIX_EPOCH.checked_add_signed(since * sign).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// A monotonic time without a date, for deadlines. No score may depend on it.
#[must_use]
pub fn monotonic() -> Instant {
    Instant::now()
}

/// Parses a time: wall time in `zone`, or a time with an offset or `Z`, or `now`, rounded down to a second.
///
/// # Errors
/// [`TimeError`] for another format, a date without a time of day, a second 60, or a wall time that a
/// clock change skips.
///
/// ```
/// use pdpe::clock::parse_time;
/// let zone = chrono_tz::America::Chicago;
/// let now = chrono::DateTime::UNIX_EPOCH;
/// let local = parse_time("2024-12-15T19:00", zone, now)?;
/// let utc = parse_time("2024-12-16T01:00Z", zone, now)?;
/// assert_eq!(local.at, utc.at);
/// assert!(parse_time("2024-03-10T02:30", zone, now).is_err()); // skipped by DST
/// # Ok::<(), pdpe::clock::TimeError>(())
/// ```
pub fn parse_time(text: &str, zone: Tz, now: DateTime<Utc>) -> Result<ParsedTime, TimeError> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("now") {
        // Outputs would otherwise contain nanoseconds.
        return Ok(ParsedTime { at: now.trunc_subsecs(0).with_timezone(&zone), note: None });
    }
    if let Some(at) = parse_with_offset(text) {
        let parsed = ParsedTime { at: at.with_timezone(&zone), note: None };
        return if is_leap_second(&at) { Err(TimeError::LeapSecond(text.to_owned())) } else { Ok(parsed) };
    }
    if let Some(wall) = wall_time(text) {
        return if is_leap_second(&wall) {
            Err(TimeError::LeapSecond(text.to_owned()))
        } else {
            at_wall_time(wall, zone)
        };
    }
    if parse_date(text).is_some() {
        return Err(TimeError::NoTimeOfDay(text.to_owned()));
    }
    Err(TimeError::Syntax(text.to_owned()))
}

fn parse_with_offset(text: &str) -> Option<DateTime<Utc>> {
    let text = with_plain_year(text)?;
    ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z", "%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%d %H:%M%#z"]
        .iter()
        .find_map(|format| DateTime::parse_from_str(text, format).ok())
        .map(|at| at.with_timezone(&Utc))
}

/// Whether a time has a second 60. chrono accepts such times; pdpe does not.
#[must_use]
pub fn is_leap_second(at: &impl Timelike) -> bool {
    at.nanosecond() >= 1_000_000_000
}

/// Parses a wall time without a zone: `2024-12-15T19:00`, optionally with seconds, and with a space or a T.
#[must_use]
pub fn parse_wall_time(text: &str) -> Option<NaiveDateTime> {
    wall_time(text).filter(|wall| !is_leap_second(wall))
}

fn wall_time(text: &str) -> Option<NaiveDateTime> {
    let text = with_plain_year(text)?;
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
}

/// Parses a date: `2024-12-15`.
#[must_use]
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    with_plain_year(text)?.parse().ok()
}

/// Years must have four digits. Fewer digits mean another century; more digits or a sign could exceed
/// the representable range.
fn with_plain_year(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (digits == 4).then_some(text)
}

/// The instant of a wall time in a zone. If the wall time occurs twice, the earlier instant.
///
/// # Errors
/// [`TimeError::Skipped`] if a clock change skips the wall time.
pub fn at_wall_time(wall: NaiveDateTime, zone: Tz) -> Result<ParsedTime, TimeError> {
    match zone.from_local_datetime(&wall) {
        MappedLocalTime::Single(at) => Ok(ParsedTime { at, note: None }),
        MappedLocalTime::Ambiguous(earlier, later) => Ok(ParsedTime {
            note: Some(format!(
                "{wall} occurs twice in {zone}; taking the earlier, {} (the later is {})",
                earlier.to_rfc3339(),
                later.to_rfc3339()
            )),
            at: earlier,
        }),
        MappedLocalTime::None => Err(skipped(wall, zone)),
    }
}

fn skipped(wall: NaiveDateTime, zone: Tz) -> TimeError {
    let gap = GapInfo::new(&wall, &zone);
    let before = gap.as_ref().and_then(|gap| gap.begin.as_ref());
    let after = gap.as_ref().and_then(|gap| gap.end.as_ref());
    TimeError::Skipped {
        wall,
        zone,
        before: before.map_or_else(|| "before".into(), |(local, offset)| format!("{local} {offset}")),
        after: after.map_or_else(|| "after".into(), ToString::to_string),
    }
}

/// The instants at which a local day and the next one begin.
///
/// If a clock change skips midnight, the day begins at the first instant after the change.
#[must_use]
pub fn local_day(date: NaiveDate, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
    let next = date.succ_opt().unwrap_or(date);
    (first_instant(date, zone), first_instant(next, zone))
}

fn first_instant(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    first_at_or_past(date.and_time(NaiveTime::MIN), zone)
}

/// The earliest instant with a given wall time. If a clock change skips that time, the first instant
/// after the change.
#[must_use]
pub fn first_at_or_past(wall: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    if let Some(at) = zone.from_local_datetime(&wall).earliest() {
        return at.to_utc();
    }
    match GapInfo::new(&wall, &zone).and_then(|gap| gap.end) {
        Some(after) => after.to_utc(),
        // Every gap in the time zone database has an end, so this is a fallback: less than a day off.
        None => wall.and_utc(),
    }
}
