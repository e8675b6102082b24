//! Dates and times as people and spreadsheets write them.

use chrono::{Datelike as _, Duration, NaiveDate, NaiveDateTime, NaiveTime};

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

/// Whether dates such as `3/10/2026` have the day first, from those dates of a text that can be read in one order only.
/// `None` if there are none of them, or some of each order.
#[must_use]
pub(crate) fn date_order(text: &str) -> Option<bool> {
    let bytes = text.as_bytes();
    let (mut day_first, mut month_first) = (false, false);
    for at in memchr::memchr2_iter(b'/', b'-', bytes) {
        // Only at the first of two such signs, with one or two digits before it.
        let digits =
            |from: usize| bytes.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let before = bytes[..at].iter().rev().take(3).take_while(|byte| byte.is_ascii_digit()).count();
        let second = digits(at + 1);
        let year_at = at + second + 2;
        let is_date =
            (1..=2).contains(&before) && (1..=2).contains(&second) && bytes.get(year_at - 1) == Some(&bytes[at]);
        let start = at - before;
        let is_inner = start > 0 && (bytes[start - 1].is_ascii_alphanumeric() || b"/-.".contains(&bytes[start - 1]));
        if !is_date || is_inner || !matches!(digits(year_at), 2 | 4) {
            continue;
        }
        let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
        match (number(start..at), number(at + 1..at + 1 + second)) {
            (Some(13..=31), Some(1..=12)) => day_first = true,
            (Some(1..=12), Some(13..=31)) => month_first = true,
            _ => {}
        }
    }
    (day_first != month_first).then_some(day_first)
}

/// A date such as `3.10.2026`, `10/3/2026`, `Oct 3, 2026` or `3 October 2026`; `None` for other text.
///
/// # Errors
/// The two dates that it may be, if day and month cannot be told apart and `day_first` is not known.
pub(crate) fn spelled_date(text: &str, day_first: Option<bool>) -> Option<Result<NaiveDate, [NaiveDate; 2]>> {
    let text = text.trim().trim_end_matches(',');
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return NaiveDate::parse_from_str(text, "%Y%m%d")
            .ok()
            .filter(|date| (1900..2100).contains(&date.year()))
            .map(Ok);
    }
    let mark = text.chars().find(|char| "/.-".contains(*char));
    let numbers = mark.map(|mark| text.split(mark).map(|part| number(part.trim())).collect::<Option<Vec<u32>>>());
    let Some(Some(numbers)) = numbers else { return in_words(text).map(Ok) };
    let [first, second, third] = numbers[..] else { return None };
    if first > 31 {
        return NaiveDate::from_ymd_opt(full_year(first)?, second, third).map(Ok);
    }
    let year = full_year(third)?;
    let [day, month] = [(first, second), (second, first)].map(|(day, month)| NaiveDate::from_ymd_opt(year, month, day));
    let day_first = if mark == Some('.') { Some(true) } else { day_first };
    match (day, month, day_first) {
        (Some(date), None, _) | (None, Some(date), _) | (Some(date), _, Some(true)) | (_, Some(date), Some(false)) => {
            Some(Ok(date))
        }
        (Some(one), Some(other), None) if one == other => Some(Ok(one)),
        (Some(one), Some(other), None) => Some(Err([one, other])),
        (None, None, _) => None,
    }
}

fn number(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        None
    } else {
        text.parse().ok()
    }
}

/// A year of two digits is of this century.
fn full_year(year: u32) -> Option<i32> {
    let year = if year < 100 { 2000 + year } else { year };
    i32::try_from(year).ok().filter(|year| (1900..=9999).contains(year))
}

/// A date with the name of its month, in English or German, perhaps after the day of the week.
fn in_words(text: &str) -> Option<NaiveDate> {
    const MONTHS: [(&str, u32); 16] = [
        ("jan", 1),
        ("feb", 2),
        ("mar", 3),
        ("mär", 3),
        ("apr", 4),
        ("may", 5),
        ("mai", 5),
        ("jun", 6),
        ("jul", 7),
        ("aug", 8),
        ("sep", 9),
        ("oct", 10),
        ("okt", 10),
        ("nov", 11),
        ("dec", 12),
        ("dez", 12),
    ];
    const DAYS: [&str; 14] = [
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
    ];
    let (mut month, mut numbers) = (None, Vec::new());
    for word in text.split([' ', ',', '-', '.', '/', '\u{a0}']).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(&word);
        if let Some(digits) = number(digits) {
            numbers.push(digits);
        } else if let (None, Some((_, number))) =
            (month, MONTHS.iter().find(|(start, _)| word.starts_with(start) && is_month(&word)))
        {
            month = Some(*number);
        } else if !DAYS.iter().any(|day| word.starts_with(day)) {
            return None;
        }
    }
    let (day, year) = match numbers[..] {
        [year, day] if year > 31 => (day, year),
        [day, year] if year > 31 => (day, year),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(full_year(year)?, month?, day)
}

/// Whether a word is a month: three letters, a usual short form, or all of it.
fn is_month(word: &str) -> bool {
    const WORDS: [&str; 21] = [
        "sept",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "januar",
        "februar",
        "märz",
        "juni",
        "juli",
        "oktober",
        "dezember",
        "mai",
        "mär",
    ];
    word.len() == 3 || WORDS.contains(&word)
}
