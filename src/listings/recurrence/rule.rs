//! A recurrence rule (RRULE of RFC 5545): its parts, and which days and times of day fit them.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _, Utc, Weekday};
use chrono_tz::Tz;

use crate::text::escaped;

/// The longest list of a part, such as the days of a year.
const LONGEST_LIST: usize = 400;

/// The unit of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Frequency {
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// The last time that a rule may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    Day(NaiveDate),
    Wall(NaiveDateTime),
    Instant(DateTime<Utc>),
}

/// A recurrence rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(super) frequency: Frequency,
    pub(super) interval: i64,
    pub(super) count: Option<u64>,
    pub(super) until: Option<Until>,
    pub(super) months: Vec<u32>,
    week_numbers: Vec<i32>,
    year_days: Vec<i32>,
    month_days: Vec<i32>,
    /// Days of the week; the first or last, second … of a month or year if the number is not 0.
    weekdays: Vec<(i32, Weekday)>,
    pub(super) hours: Vec<u32>,
    pub(super) minutes: Vec<u32>,
    pub(super) seconds: Vec<u32>,
    pub(super) positions: Vec<i32>,
    pub(super) week_start: Weekday,
}

impl Rule {
    /// Parses the value of an RRULE. What it does not say is taken from the start of the event.
    pub(crate) fn parse(text: &str, start: NaiveDateTime) -> Result<Self, String> {
        let mut rule = Self {
            frequency: Frequency::Yearly,
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            week_numbers: Vec::new(),
            year_days: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
            hours: Vec::new(),
            minutes: Vec::new(),
            seconds: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Mon,
        };
        let mut has_frequency = false;
        for part in text.split(';').filter(|part| !part.trim().is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| format!("`{}` has no value", escaped(part)))?;
            let (name, value) = (name.trim().to_ascii_uppercase(), value.trim());
            has_frequency |= name == "FREQ";
            rule.part(&name, value).ok_or_else(|| format!("{}={} is not valid", escaped(&name), escaped(value)))?;
        }
        if !has_frequency {
            return Err("FREQ is missing".into());
        }
        if rule.frequency < Frequency::Monthly && rule.weekdays.iter().any(|(number, _)| *number != 0) {
            return Err("BYDAY has numbers, which only MONTHLY and YEARLY rules can have".into());
        }
        rule.complete(start);
        Ok(rule)
    }

    fn part(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "FREQ" => self.frequency = frequency(value)?,
            "INTERVAL" => self.interval = value.parse().ok().filter(|interval| (1..=1_000_000).contains(interval))?,
            "COUNT" => self.count = Some(value.parse().ok().filter(|count| *count > 0)?),
            "UNTIL" => self.until = Some(until(value)?),
            "BYMONTH" => self.months = list(value, 1, 12)?.iter().map(|month| month.unsigned_abs()).collect(),
            "BYWEEKNO" => self.week_numbers = signed(value, 53)?,
            "BYYEARDAY" => self.year_days = signed(value, 366)?,
            "BYMONTHDAY" => self.month_days = signed(value, 31)?,
            "BYDAY" => self.weekdays = items(value)?.map(numbered_weekday).collect::<Option<_>>()?,
            "BYHOUR" => self.hours = times(value, 23)?,
            "BYMINUTE" => self.minutes = times(value, 59)?,
            // A leap second is no time of pdpe's.
            "BYSECOND" => self.seconds = times(value, 60)?.into_iter().filter(|second| *second < 60).collect(),
            "BYSETPOS" => self.positions = signed(value, 366)?,
            "WKST" => self.week_start = weekday(value)?,
            // Extensions such as X-NAME change nothing; RSCALE would.
            _ if name.starts_with("X-") => {}
            _ => return None,
        }
        Some(())
    }

    /// Adds what only the start of the event says.
    fn complete(&mut self, start: NaiveDateTime) {
        let has_days = !(self.year_days.is_empty() && self.month_days.is_empty() && self.weekdays.is_empty());
        match self.frequency {
            Frequency::Weekly if !has_days => self.weekdays.push((0, start.weekday())),
            Frequency::Yearly if !has_days && !self.week_numbers.is_empty() => self.weekdays.push((0, start.weekday())),
            Frequency::Monthly | Frequency::Yearly if !has_days => {
                self.month_days.push(start.day().cast_signed());
                if self.frequency == Frequency::Yearly && self.months.is_empty() {
                    self.months.push(start.month());
                }
            }
            _ => {}
        }
    }

    /// The last wall time in `zone`; that of whole days if `is_day`.
    pub(super) fn last(&self, zone: Tz, is_day: bool) -> Option<NaiveDateTime> {
        let end_of = |day: NaiveDate| day.and_hms_opt(23, 59, 59).unwrap_or_default();
        self.until.map(|until| match until {
            Until::Day(day) => end_of(day),
            Until::Wall(wall) => wall,
            Until::Instant(at) if is_day => end_of(at.date_naive()),
            Until::Instant(at) => at.with_timezone(&zone).naive_local(),
        })
    }

    /// Whether a day fits all parts about days.
    pub(super) fn fits(&self, day: NaiveDate) -> bool {
        let fits = |list: &[i32], number: u32, of: u32| {
            let from_end = number.cast_signed() - of.cast_signed() - 1;
            list.is_empty() || list.contains(&number.cast_signed()) || list.contains(&from_end)
        };
        (self.months.is_empty() || self.months.contains(&day.month()))
            && fits(&self.month_days, day.day(), u32::from(day.num_days_in_month()))
            && fits(&self.year_days, day.ordinal(), days_in_year(day))
            && (self.weekdays.is_empty() || self.fits_weekday(day))
            && (self.week_numbers.is_empty() || self.fits_week(day))
    }

    fn fits_weekday(&self, day: NaiveDate) -> bool {
        let is_of_year = self.frequency == Frequency::Yearly && self.months.is_empty();
        let (number, of) = if is_of_year {
            (day.ordinal0(), days_in_year(day))
        } else {
            (day.day0(), u32::from(day.num_days_in_month()))
        };
        let from_start = (number / 7 + 1).cast_signed();
        let from_end = -((of - 1 - number) / 7 + 1).cast_signed();
        let is_it = |(number, weekday): &(i32, Weekday)| {
            *weekday == day.weekday() && (*number == 0 || *number == from_start || *number == from_end)
        };
        self.weekdays.iter().any(is_it)
    }

    fn fits_week(&self, day: NaiveDate) -> bool {
        let Some((year, week)) = self.week_of(day) else { return false };
        let last_day = NaiveDate::from_ymd_opt(year, 12, 31);
        let weeks = last_day.and_then(|last| match self.week_of(last)? {
            (of, week) if of == year => Some(week),
            _ => Some(self.week_of(last.checked_sub_days(Days::new(7))?)?.1),
        });
        self.week_numbers.contains(&week) || weeks.is_some_and(|weeks| self.week_numbers.contains(&(week - weeks - 1)))
    }

    /// The week of a day, and its year: the first has at least four days of the year.
    fn week_of(&self, day: NaiveDate) -> Option<(i32, i32)> {
        let middle = self.week_containing(day)?.checked_add_days(Days::new(3))?;
        Some((middle.year(), (middle.ordinal0() / 7 + 1).cast_signed()))
    }

    /// The first day of the week of a day.
    pub(super) fn week_containing(&self, day: NaiveDate) -> Option<NaiveDate> {
        day.checked_sub_days(Days::new(u64::from(day.weekday().days_since(self.week_start))))
    }

    /// The times of a day, in order; `at` has those that the rule does not say.
    pub(super) fn times(&self, at: NaiveTime) -> Vec<NaiveTime> {
        let or = |list: &[u32], one: u32| if list.is_empty() { vec![one] } else { list.to_vec() };
        let (hours, minutes, seconds) =
            (or(&self.hours, at.hour()), or(&self.minutes, at.minute()), or(&self.seconds, at.second()));
        let mut times = Vec::with_capacity(hours.len() * minutes.len() * seconds.len());
        for hour in &hours {
            for minute in &minutes {
                times.extend(seconds.iter().filter_map(|second| NaiveTime::from_hms_opt(*hour, *minute, *second)));
            }
        }
        times
    }

    /// The times of a step of a rule that goes by hours, minutes or seconds.
    pub(super) fn times_of_step(&self, at: NaiveDateTime, start: NaiveTime) -> Vec<NaiveTime> {
        let fits = |list: &[u32], number: u32| list.is_empty() || list.contains(&number);
        let is_in = fits(&self.hours, at.hour())
            && (self.frequency == Frequency::Hourly || fits(&self.minutes, at.minute()))
            && (self.frequency != Frequency::Secondly || fits(&self.seconds, at.second()));
        if !is_in {
            return Vec::new();
        }
        let of = |list: &[u32], one: u32| if list.is_empty() { vec![one] } else { list.to_vec() };
        let minutes = match self.frequency {
            Frequency::Hourly => of(&self.minutes, start.minute()),
            _ => vec![at.minute()],
        };
        let seconds = match self.frequency {
            Frequency::Secondly => vec![at.second()],
            _ => of(&self.seconds, start.second()),
        };
        let each =
            |minute: u32| seconds.iter().filter_map(move |second| NaiveTime::from_hms_opt(at.hour(), minute, *second));
        minutes.into_iter().flat_map(each).collect()
    }

    /// A time, cut to the unit of a rule that goes by hours, minutes or seconds.
    pub(super) fn truncated(&self, at: NaiveDateTime) -> NaiveDateTime {
        let cut = match self.frequency {
            Frequency::Hourly => at.with_minute(0).and_then(|at| at.with_second(0)),
            Frequency::Minutely => at.with_second(0),
            _ => Some(at),
        };
        cut.unwrap_or(at)
    }

    /// Seconds between two steps of a rule that goes by hours, minutes or seconds.
    pub(super) fn step(&self) -> Option<TimeDelta> {
        let unit = match self.frequency {
            Frequency::Hourly => 3600,
            Frequency::Minutely => 60,
            Frequency::Secondly => 1,
            _ => return None,
        };
        Some(TimeDelta::seconds(unit * self.interval))
    }
}

fn days_in_year(day: NaiveDate) -> u32 {
    if day.leap_year() { 366 } else { 365 }
}

fn frequency(word: &str) -> Option<Frequency> {
    Some(match word.to_ascii_uppercase().as_str() {
        "SECONDLY" => Frequency::Secondly,
        "MINUTELY" => Frequency::Minutely,
        "HOURLY" => Frequency::Hourly,
        "DAILY" => Frequency::Daily,
        "WEEKLY" => Frequency::Weekly,
        "MONTHLY" => Frequency::Monthly,
        "YEARLY" => Frequency::Yearly,
        _ => return None,
    })
}

fn until(value: &str) -> Option<Until> {
    let text = value.to_ascii_uppercase();
    if let Ok(day) = NaiveDate::parse_from_str(&text, "%Y%m%d") {
        return Some(Until::Day(day));
    }
    match text.strip_suffix('Z') {
        Some(utc) => Some(Until::Instant(super::wall(utc)?.and_utc())),
        None => Some(Until::Wall(super::wall(&text)?)),
    }
}

fn items(value: &str) -> Option<impl Iterator<Item = &str>> {
    let count = value.split(',').count();
    (count <= LONGEST_LIST).then(|| value.split(',').map(str::trim))
}

fn list(value: &str, least: i32, most: i32) -> Option<Vec<i32>> {
    let number = |item: &str| item.parse().ok().filter(|number| (least..=most).contains(number));
    let mut list: Vec<i32> = items(value)?.map(number).collect::<Option<_>>()?;
    list.sort_unstable();
    list.dedup();
    Some(list)
}

fn signed(value: &str, most: i32) -> Option<Vec<i32>> {
    list(value, -most, most).filter(|list| !list.contains(&0))
}

fn times(value: &str, most: i32) -> Option<Vec<u32>> {
    list(value, 0, most).map(|list| list.iter().map(|number| number.unsigned_abs()).collect())
}

fn numbered_weekday(text: &str) -> Option<(i32, Weekday)> {
    let (number, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let number = match number {
        "" => 0,
        number => number.parse().ok().filter(|number: &i32| *number != 0 && number.abs() <= 53)?,
    };
    Some((number, weekday(day)?))
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    })
}
