//! The end of a span as users write it: a time, or a duration after the start.

use chrono::{DateTime, Datelike, Days, Duration, FixedOffset, MappedLocalTime, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

use super::{ParsedTime, TimeError, first_at_or_past, parse_time};

/// The output formats have years of four digits.
const LAST_YEAR: i32 = 9999;

/// Parses the end of a span that starts at `from`: a time as in [`parse_time`], or a duration such as
/// `+90m`, `+12h`, `+3d`, `+2w` or `+1d12h`.
///
/// Hours and minutes are elapsed time. Days and weeks are calendar days: they end at the wall time of
/// `from`, so `+1d` over a clock change is 23 or 25 hours. If a clock change skips that wall time, the
/// end is the first instant after the change, with a note. If it occurs twice, the end is the earlier
/// instant. Days are added before hours.
///
/// The end may equal the start; the span `(from, to]` is then empty.
///
/// # Errors
/// [`TimeError`] for another format, a wall time that does not exist, or an end that is before the
/// start or not representable.
///
/// ```
/// use pdpe::clock::{parse_end, parse_time};
/// let (zone, now) = (chrono_tz::America::Chicago, chrono::DateTime::UNIX_EPOCH);
/// let from = parse_time("2024-11-02T19:00", zone, now)?.at.to_utc();
/// let end = |text| parse_end(text, from, zone, now).map(|end| end.at.to_rfc3339());
/// assert_eq!(end("+1d")?, "2024-11-03T19:00:00-06:00"); // 25 hours
/// assert_eq!(end("+24h")?, "2024-11-03T18:00:00-06:00");
/// assert!(end("2024-11-02T18:00").unwrap_err().to_string().contains("before the start"));
/// # Ok::<(), pdpe::clock::TimeError>(())
/// ```
pub fn parse_end(text: &str, from: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> Result<ParsedTime, TimeError> {
    let text = text.trim();
    let end = match text.strip_prefix('+') {
        Some(span) => {
            let span = Span::parse(span).ok_or_else(|| TimeError::EndSyntax(text.to_owned()))?;
            span.after(from, zone).ok_or_else(|| TimeError::TooFar(text.to_owned()))?
        }
        None => parse_time(text, zone, now).map_err(|error| match error {
            TimeError::Syntax(text) => TimeError::EndSyntax(text),
            other => other,
        })?,
    };
    if end.at < from {
        let from = from.with_timezone(&zone).to_rfc3339();
        return Err(TimeError::EndBeforeStart { from, to: end.at.to_rfc3339(), note: end.note });
    }
    Ok(end)
}

/// A number of calendar days, then a number of minutes.
struct Span {
    days: u64,
    minutes: u64,
}

impl Span {
    /// `3d`, `1w2d12h30m`: from the largest unit to the smallest, each at most once.
    fn parse(text: &str) -> Option<Self> {
        let (mut span, mut rest, mut units) = (Self { days: 0, minutes: 0 }, text, "wdhm");
        while !rest.is_empty() {
            let (digits, after) = rest.split_at(rest.find(|char: char| !char.is_ascii_digit())?);
            let unit = after.chars().next()?;
            let count = if digits.is_empty() { return None } else { saturating(digits) };
            units = &units[units.find(unit)? + 1..];
            match unit {
                'w' => span.days = count.saturating_mul(7),
                'd' => span.days = span.days.saturating_add(count),
                'h' => span.minutes = count.saturating_mul(60),
                _ => span.minutes = span.minutes.saturating_add(count),
            }
            rest = &after[1..];
        }
        (!text.is_empty()).then_some(span)
    }

    /// `from` plus the duration, or `None` if it is not representable.
    fn after(&self, from: DateTime<Utc>, zone: Tz) -> Option<ParsedTime> {
        let (at, note) = match self.days {
            0 => (from, None),
            days => {
                let start = from.naive_utc().checked_add_offset(offset(from, zone))?;
                let wall = start.checked_add_days(Days::new(days))?;
                (first_at_or_past(wall, zone), note(wall, zone))
            }
        };
        let elapsed = Duration::try_minutes(i64::try_from(self.minutes).ok()?)?;
        let end = at.checked_add_signed(elapsed).filter(|end| end.year() <= LAST_YEAR)?;
        Some(ParsedTime { at: end.with_timezone(&zone), note })
    }
}

/// Digits as a number; saturates, because a number that large exceeds every time anyway.
fn saturating(digits: &str) -> u64 {
    digits.parse().unwrap_or(u64::MAX)
}

fn offset(at: DateTime<Utc>, zone: Tz) -> FixedOffset {
    zone.offset_from_utc_datetime(&at.naive_utc()).fix()
}

/// A note for the user if the wall time is ambiguous or skipped on the day on which the span ends.
fn note(wall: NaiveDateTime, zone: Tz) -> Option<String> {
    let taken = first_at_or_past(wall, zone).with_timezone(&zone).to_rfc3339();
    match zone.from_local_datetime(&wall) {
        MappedLocalTime::Single(_) => None,
        MappedLocalTime::Ambiguous(_, later) => Some(format!(
            "{wall} occurs twice in {zone}; taking the earlier, {taken} (the later is {})",
            later.to_rfc3339()
        )),
        MappedLocalTime::None => Some(format!("{wall} does not exist in {zone}; taking the next that does, {taken}")),
    }
}
