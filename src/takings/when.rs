//! Dates and times as people and spreadsheets write them: `2026-10-03T19:00`, `10/3/2026 7:00 PM`,
//! `3.10.2026 19:00`, `46298.79` (days since 1899-12-30), or a date in a column of its own and `19:00`.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use super::columns::{Asked, Columns};
use super::{Row, TakingsError};
use crate::clock::{self, ZonedTime, at_wall_time, serial, slashed, time_of_day};
use crate::text::escaped;

/// A stay may not be longer; a row is one stay, not a week.
const LONGEST_HOURS: i64 = 24;

/// What to ask when a file doesn't tell day from month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("in dates like 3/10/2026 day and month can't be told apart; say whether the day or the month is first")]
pub struct UnknownOrder;

/// Whether 3/10 is 3 October.
#[derive(Clone, Copy)]
pub(super) struct DateOrder {
    day_first: Option<bool>,
}

impl DateOrder {
    /// Looks through all dates with slashes for one whose first or second number can't be a month.
    pub fn of(columns: &Columns, rows: &[Row], asked: &Asked) -> Result<Self, TakingsError> {
        if asked.day_first.is_some() {
            return Ok(Self { day_first: asked.day_first });
        }
        let (mut day_first, mut month_first, mut ambiguous) = (None, None, None);
        for row in rows {
            for column in [columns.date, columns.start, columns.end].into_iter().flatten() {
                let Some((first, second)) = row.fields.get(column).and_then(|field| slashed(field)) else { continue };
                let found = match (first > 12, second > 12) {
                    (true, _) => &mut day_first,
                    (false, true) => &mut month_first,
                    (false, false) if first == second => continue,
                    _ => &mut ambiguous,
                };
                found.get_or_insert(row.line);
            }
        }
        match (day_first, month_first, ambiguous) {
            (Some(day), Some(month), _) => Err(TakingsError {
                line: day.max(month),
                message: format!("dates have the day first in line {day}, but the month in line {month}"),
            }),
            (None, None, Some(line)) => Err(TakingsError { line, message: UnknownOrder.to_string() }),
            _ => Ok(Self { day_first: (day_first.is_some() || month_first.is_some()).then_some(day_first.is_some()) }),
        }
    }
}

/// Reads times of one file.
pub(super) struct Times {
    pub zone: Tz,
    pub order: DateOrder,
}

/// What a field says.
enum When {
    /// With a date, in the zone.
    Wall(NaiveDateTime),
    /// With an offset of its own.
    Instant(ZonedTime),
    /// A time of some day.
    Time(NaiveTime),
}

impl Times {
    /// Start and end of a stay, and notes. An end without a date is the next such time after the start.
    pub fn stay(&self, date: &str, start: &str, end: &str) -> Result<(ZonedTime, ZonedTime, Vec<String>), String> {
        let day = if date.is_empty() { None } else { Some(self.date("date", date)?) };
        let mut notes = Vec::new();
        let from = match self.when("start", start)? {
            When::Instant(at) => at,
            When::Wall(wall) => self.at("start", wall, &mut notes)?,
            When::Time(time) => {
                let day =
                    day.ok_or_else(|| format!("start `{}` has no date, and there is no date column", escaped(start)))?;
                self.at("start", day.and_time(time), &mut notes)?
            }
        };
        let until = match self.when("end", end)? {
            When::Instant(at) => at,
            When::Wall(wall) => self.end(wall, from, &mut notes)?,
            When::Time(time) => {
                let day = from.date_naive();
                let same_day = day.and_time(time);
                let wall = if same_day > from.naive_local() { same_day } else { same_day + Duration::days(1) };
                self.end(wall, from, &mut notes)?
            }
        };
        if until <= from {
            let relation = if until == from { "when" } else { "before" };
            return Err(format!("it ends ({}) {relation} it starts ({})", shown(until), shown(from)));
        }
        if until - from > Duration::hours(LONGEST_HOURS) {
            return Err(format!(
                "it lasts {} hours; a row is one stay of {LONGEST_HOURS} at most",
                (until - from).num_hours()
            ));
        }
        Ok((from, until, notes))
    }

    fn at(&self, name: &str, wall: NaiveDateTime, notes: &mut Vec<String>) -> Result<ZonedTime, String> {
        let parsed = at_wall_time(wall, self.zone).map_err(|error| format!("{name}: {error}"))?;
        notes.extend(parsed.note);
        Ok(parsed.at)
    }

    /// The instant of an end: where clocks show it twice, the later if the earlier is not after the start.
    fn end(&self, wall: NaiveDateTime, start: ZonedTime, notes: &mut Vec<String>) -> Result<ZonedTime, String> {
        match wall.and_local_timezone(self.zone).latest() {
            Some(later) if wall.and_local_timezone(self.zone).earliest().is_some_and(|earlier| earlier <= start) => {
                Ok(later)
            }
            _ => self.at("end", wall, notes),
        }
    }

    fn when(&self, name: &str, text: &str) -> Result<When, String> {
        if text.is_empty() {
            return Err(format!("{name} is missing"));
        }
        if let Some(time) = time_of_day(text) {
            return Ok(When::Time(time));
        }
        if let Some(wall) = serial(text) {
            return Ok(When::Wall(wall));
        }
        let (date, time) = text.split_once(' ').unwrap_or((text, ""));
        if let (true, Some(time)) = (date.contains(['/', '.']), time_of_day(time.trim())) {
            return Ok(When::Wall(self.date(name, date)?.and_time(time)));
        }
        if let Some(wall) = clock::parse_wall_time(text) {
            return Ok(When::Wall(wall));
        }
        // `now` is no time of the past; nothing else reads the instant given.
        let parsed = clock::parse_time(text, self.zone, DateTime::UNIX_EPOCH);
        match parsed.map_err(|error| format!("{name}: {error}"))? {
            _ if text.eq_ignore_ascii_case("now") => Err(format!("{name}: `now` is no time of a stay")),
            parsed => Ok(When::Instant(parsed.at)),
        }
    }

    fn date(&self, name: &str, text: &str) -> Result<NaiveDate, String> {
        let wrong = || format!("{name}: `{}` is not a date", escaped(text));
        if let Some(date) = clock::parse_date(text).or_else(|| serial(text).map(|wall| wall.date())) {
            return Ok(date);
        }
        let day_first = text.contains('.') || self.order.day_first == Some(true);
        let parts: Vec<&str> = text.split(['/', '.']).collect();
        let [first, second, year] = parts[..] else { return Err(wrong()) };
        let number = |part: &str| part.parse::<u32>().map_err(|_| wrong());
        let (first, second) = (number(first)?, number(second)?);
        let year = match (year.len(), number(year)?) {
            (2, year) => 2000 + year,
            (4, year) => year,
            _ => return Err(wrong()),
        };
        let (day, month) = if day_first { (first, second) } else { (second, first) };
        NaiveDate::from_ymd_opt(i32::try_from(year).map_err(|_| wrong())?, month, day).ok_or_else(wrong)
    }
}

/// A time as a message shows it.
pub(super) fn shown(at: ZonedTime) -> String {
    at.format("%Y-%m-%dT%H:%M").to_string()
}
