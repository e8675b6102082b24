//! Dates and times as people and spreadsheets write them.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};

/// Days of a spreadsheet from 1980 to 2100.
const SERIAL_DAYS: std::ops::Range<f64> = 29_221.0..73_051.0;

/// `19:00`, `7:00 PM`, `7 pm`, `19:00:00`.
#[must_use]
pub(crate) fn time_of_day(text: &str) -> Option<NaiveTime> {
    let text = text.to_ascii_uppercase();
    let (time, half) = match text.strip_suffix("AM").or_else(|| text.strip_suffix("PM")) {
        Some(time) => (time.trim_end(), Some(text.ends_with("PM"))),
        None => (text.as_str(), None),
    };
    let mut parts = time.split(':');
    let hour: u32 = parts.next()?.parse().ok()?;
    let minute: u32 = match parts.next() {
        Some(minute) => minute.parse().ok()?,
        None => half.map(|_| 0)?,
    };
    let second: u32 = parts.next().map_or(Ok(0), str::parse).ok()?;
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(is_afternoon) => hour % 12 + if is_afternoon { 12 } else { 0 },
    };
    if parts.next().is_some() { None } else { NaiveTime::from_hms_opt(hour, minute, second) }
}

/// Days since 1899-12-30, to the nearest minute.
#[must_use]
pub(crate) fn serial(text: &str) -> Option<NaiveDateTime> {
    let days: f64 = text.parse().ok().filter(|days| SERIAL_DAYS.contains(days))?;
    #[expect(clippy::cast_possible_truncation, reason = "below 2^27 minutes")]
    let minutes = (days * 1440.0).round() as i64;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.and_hms_opt(0, 0, 0)?.checked_add_signed(Duration::minutes(minutes))
}

/// The first two numbers of `3/10/2026 …`.
pub(crate) fn slashed(field: &str) -> Option<(u32, u32)> {
    let mut numbers = field.split_whitespace().next()?.split('/');
    let pair = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    numbers.next().map(|_| pair)
}


/// A date such as `3.10.2026`, `10/3/2026`, `Oct 3, 2026` or `3 October 2026`.
///
/// # Errors
/// The two dates that it may be, if day and month cannot be told apart and `day_first` is not known.
pub(crate) fn spelled_date(text: &str, day_first: Option<bool>) -> Option<Result<NaiveDate, [NaiveDate; 2]>> {
    let text = text.trim().trim_end_matches(',');
    let numbers: Option<Vec<u32>> = text.split(['/', '.', '-']).map(|part| part.trim().parse().ok()).collect();
    let Some(numbers) = numbers else {
        let formats = ["%b %d, %Y", "%d %b %Y", "%B %d %Y", "%a, %b %d, %Y", "%A, %B %d, %Y", "%d-%b-%Y", "%Y %b %d"];
        return formats.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok()).map(Ok);
    };
    let [first, second, year] = numbers[..] else { return None };
    let year = i32::try_from(if year < 100 { 2000 + year } else { year }).ok().filter(|year| (1900..=9999).contains(year))?;
    let [day, month] = [(first, second), (second, first)].map(|(day, month)| NaiveDate::from_ymd_opt(year, month, day));
    let day_first = day_first.or(text.contains('.').then_some(true));
    match (day, month, day_first) {
        (Some(date), None, _) | (None, Some(date), _) | (Some(date), _, Some(true)) | (_, Some(date), Some(false)) => {
            Some(Ok(date))
        }
        (Some(one), Some(other), None) if one == other => Some(Ok(one)),
        (Some(one), Some(other), None) => Some(Err([one, other])),
        (None, None, _) => None,
    }
}
