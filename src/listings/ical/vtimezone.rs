//! A time zone that a calendar defines itself: the zone of the tz database with the same clock changes.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Offset as _, TimeZone as _, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use strum::IntoEnumIterator as _;
use windows_timezones::WindowsTimezone;

use super::super::recurrence::{Moment, Rule, Series, Work, wall};
use super::super::zones;
use super::component::Component;
use crate::text::escaped;

/// The clock changes of these years decide. Rules of calendars are of the present.
const YEARS: std::ops::RangeInclusive<i32> = 2024..=2027;

/// A period of standard or of summer time.
struct Observance {
    /// Offset from UTC in seconds.
    offset: i32,
    /// The wall times at which it begins, in order.
    onsets: Vec<NaiveDateTime>,
}

/// The zone of a VTIMEZONE.
pub(super) fn zone(component: &Component, work: &mut Work) -> Result<Tz, String> {
    let name = component.value("TZID").unwrap_or_default();
    if let Some(zone) = component.value("X-LIC-LOCATION").and_then(|name| zones::named(&name)) {
        return Ok(zone);
    }
    let unknown =
        || format!("TZID `{}` is not the name of a time zone, and no known zone has its rules", escaped(&name));
    let observances: Vec<Observance> = component.parts.iter().filter_map(|part| observance(part, work)).collect();
    if observances.is_empty() {
        return Err(unknown());
    }
    let samples: Vec<NaiveDateTime> = YEARS.flat_map(days_of_changes).collect();
    let is_it = |zone: &Tz| {
        samples.iter().all(|wall| {
            let own = offset_at(&observances, *wall);
            zone.offset_from_local_datetime(wall).earliest().map(|offset| offset.fix().local_minus_utc()) == own
        })
    };
    // The zones of Windows are the large ones.
    let large = WindowsTimezone::iter().filter_map(|zone| zone.tzdb_id().parse().ok());
    large.chain(TZ_VARIANTS.iter().copied()).find(is_it).ok_or_else(unknown)
}

/// Noon of each fifth day of the year: between any two clock changes there is one.
fn days_of_changes(year: i32) -> impl Iterator<Item = NaiveDateTime> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    first.iter_days().step_by(5).take(73).filter_map(|day| day.and_hms_opt(12, 0, 0))
}

fn observance(component: &Component, work: &mut Work) -> Option<Observance> {
    let offset = offset(&component.value("TZOFFSETTO")?)?;
    let start = wall(component.value("DTSTART")?.trim())?;
    let rules = component.values("RRULE");
    let rules = rules.map(|rule| Rule::parse(&rule, start)).collect::<Result<_, _>>().ok()?;
    let at = |wall: NaiveDateTime| Moment::At(wall.and_utc());
    let dates = component.values("RDATE").filter_map(|date| wall(date.trim())).map(at).collect();
    let series = Series { start: at(start), zone: Tz::UTC, rules, except_rules: vec![], dates, except: vec![] };
    let end = |year: i32| Utc.with_ymd_and_hms(year, 12, 31, 23, 0, 0).single().unwrap_or_default();
    let span = (DateTime::UNIX_EPOCH, end(*YEARS.end()));
    let found = series.within(Some(span), work).ok()?;
    let mut onsets: Vec<NaiveDateTime> = found.moments.iter().map(|moment| moment.wall(Tz::UTC)).collect();
    // A start before the span counts from the beginning.
    onsets.insert(0, start.min(onsets.first().copied().unwrap_or(start)));
    Some(Observance { offset, onsets })
}

/// The offset at a wall time: of the observance that began last.
fn offset_at(observances: &[Observance], wall: NaiveDateTime) -> Option<i32> {
    let began = observances.iter().filter_map(|observance| {
        let last = observance.onsets.partition_point(|onset| *onset <= wall).checked_sub(1)?;
        Some((observance.onsets[last], observance.offset))
    });
    began.max().map(|(_, offset)| offset)
}

/// `-0500`, `+053000`: seconds from UTC.
fn offset(text: &str) -> Option<i32> {
    let text = text.trim();
    let (sign, digits) =
        if let Some(digits) = text.strip_prefix('-') { (-1, digits) } else { (1, text.trim_start_matches('+')) };
    let is_plain = matches!(digits.len(), 4 | 6) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let part = |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<i32>().ok());
    let seconds = part(4..6).unwrap_or(0);
    is_plain.then_some(sign * (part(0..2)? * 3600 + part(2..4)? * 60 + seconds))
}
