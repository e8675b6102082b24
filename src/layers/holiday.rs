//! Special days by rule: a fixed date, the nth weekday of a month, or days from Easter.

use chrono::{Datelike, Duration, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// A special day of each year with its factor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "HolidayToml", into = "HolidayToml")]
pub struct Holiday {
    /// The name for receipts.
    pub name: String,
    /// Factor on that day, not negative.
    pub factor: f64,
    /// The rule that gives its date.
    pub rule: HolidayRule,
}

/// A rule that gives one date in each year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolidayRule {
    /// The same date each year; 29 February only in leap years.
    Fixed {
        /// 1…12.
        month: u32,
        /// 1…31.
        day: u32,
    },
    /// The nth weekday of a month, plus a number of days.
    NthWeekday {
        /// 1…12.
        month: u32,
        /// 1…5 from the start of the month, −1…−5 from its end.
        nth: i8,
        /// Which weekday.
        weekday: Weekday,
        /// Days after it (negative: before).
        offset_days: i64,
    },
    /// Days after (negative: before) Western Easter Sunday.
    Easter {
        /// −2 is Good Friday.
        offset_days: i64,
    },
}

impl HolidayRule {
    /// The date in a year; `None` if the year has no such day.
    ///
    /// ```
    /// use pdpe::model::Model;
    /// let model = Model::published();
    /// let black_friday = &model.spending.holidays[1];
    /// assert_eq!(black_friday.rule.date_in(2024), chrono::NaiveDate::from_ymd_opt(2024, 11, 29));
    /// ```
    #[must_use]
    pub fn date_in(self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::Fixed { month, day } => NaiveDate::from_ymd_opt(year, month, day),
            Self::NthWeekday { month, nth, weekday, offset_days } => {
                nth_weekday(year, month, nth, weekday)?.checked_add_signed(Duration::days(offset_days))
            }
            Self::Easter { offset_days } => easter(year)?.checked_add_signed(Duration::days(offset_days)),
        }
    }

    /// Whether the rule gives a date.
    #[must_use]
    pub fn falls_on(self, date: NaiveDate) -> bool {
        // An offset can move a holiday into the year before or after.
        (date.year() - 1..=date.year() + 1).any(|year| self.date_in(year) == Some(date))
    }
}

fn nth_weekday(year: i32, month: u32, nth: i8, weekday: Weekday) -> Option<NaiveDate> {
    if nth > 0 {
        return NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth.unsigned_abs());
    }
    (1..=5)
        .rev()
        .filter_map(|n| NaiveDate::from_weekday_of_month_opt(year, month, weekday, n))
        .nth(usize::from(nth.unsigned_abs()).checked_sub(1)?)
}

/// Easter Sunday of the Gregorian calendar, by the anonymous Gregorian computus
/// (Meeus, *Astronomical Algorithms*, chapter 8); `None` beyond chrono's years.
#[must_use]
#[expect(clippy::many_single_char_names, reason = "the letters of the published computus")]
pub fn easter(year: i32) -> Option<NaiveDate> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let g = (8 * b + 13).div_euclid(25);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 19 * l).div_euclid(433);
    let month = (h + l - 7 * m + 90).div_euclid(25);
    let day = (h + l - 7 * m + 33 * month + 19).rem_euclid(32);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// A holiday in TOML. Its keys select the rule.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayToml {
    name: String,
    factor: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nth: Option<i8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weekday: Option<Weekday>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    easter_offset_days: Option<i64>,
}

impl TryFrom<HolidayToml> for Holiday {
    type Error = String;

    fn try_from(toml: HolidayToml) -> Result<Self, String> {
        let rule = match toml {
            HolidayToml {
                month: Some(month),
                day: Some(day),
                nth: None,
                weekday: None,
                offset_days: None,
                easter_offset_days: None,
                ..
            } => {
                // 2000 was a leap year, so 29 February is valid.
                NaiveDate::from_ymd_opt(2000, month, day)
                    .ok_or(format!("`{}`: there is no day {day} in month {month}", toml.name))?;
                HolidayRule::Fixed { month, day }
            }
            HolidayToml {
                month: Some(month),
                day: None,
                nth: Some(nth),
                weekday: Some(weekday),
                easter_offset_days: None,
                ..
            } => {
                if !(1..=12).contains(&month) {
                    return Err(format!("`{}`: there is no month {month}", toml.name));
                }
                if nth == 0 || !(-5..=5).contains(&nth) {
                    return Err(format!(
                        "`{}`: nth = {nth} must be 1…5, or -1…-5 from the end of the month",
                        toml.name
                    ));
                }
                HolidayRule::NthWeekday { month, nth, weekday, offset_days: small(toml.offset_days.unwrap_or(0))? }
            }
            HolidayToml {
                month: None,
                day: None,
                nth: None,
                weekday: None,
                offset_days: None,
                easter_offset_days: Some(offset_days),
                ..
            } => HolidayRule::Easter { offset_days: small(offset_days)? },
            _ => {
                return Err(format!(
                    "`{}` needs one rule: month and day; or month, nth and weekday (and offset_days); or easter_offset_days",
                    toml.name
                ));
            }
        };
        Ok(Self { name: toml.name, factor: toml.factor, rule })
    }
}

fn small(offset_days: i64) -> Result<i64, String> {
    if (-365..=365).contains(&offset_days) {
        Ok(offset_days)
    } else {
        Err(format!("an offset of {offset_days} days is more than a year"))
    }
}

impl From<Holiday> for HolidayToml {
    fn from(Holiday { name, factor, rule }: Holiday) -> Self {
        let empty = Self {
            name,
            factor,
            month: None,
            day: None,
            nth: None,
            weekday: None,
            offset_days: None,
            easter_offset_days: None,
        };
        match rule {
            HolidayRule::Fixed { month, day } => Self { month: Some(month), day: Some(day), ..empty },
            HolidayRule::NthWeekday { month, nth, weekday, offset_days } => Self {
                month: Some(month),
                nth: Some(nth),
                weekday: Some(weekday),
                offset_days: (offset_days != 0).then_some(offset_days),
                ..empty
            },
            HolidayRule::Easter { offset_days } => Self { easter_offset_days: Some(offset_days), ..empty },
        }
    }
}
