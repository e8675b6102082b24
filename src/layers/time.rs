//! Factors of wall time: of the week of the month, the month, the holiday, the weekday and the hour.

use chrono::{Datelike, Timelike};
use serde::{Deserialize, Serialize};

use super::calendar::{DayType, HoursByDay, PublicHolidays};
use super::check::{ModelError, fault, hours_in_order, not_negative};
use super::holiday::Holiday;
use super::receipt::Factor;
use crate::clock::ZonedTime;

/// A factor for the hours `from`…`to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HourFactor {
    /// First hour, 0…23.
    pub from: u8,
    /// Last hour, `from`…23.
    pub to: u8,
    /// Factor in these hours.
    pub factor: f64,
}

/// The factors of a layer as its table of the model holds them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeTables<'m> {
    /// Weeks 1…5 of the month.
    pub week_of_month: &'m [f64; 5],
    /// January…December.
    pub month: &'m [f64; 12],
    /// Monday…Sunday.
    pub weekday: &'m [f64; 7],
    /// Ranges of hours; 1 in an hour that none covers.
    pub hours: &'m [HourFactor],
    /// Special days, 1 on all others.
    pub holidays: &'m [Holiday],
    /// Hours by type of day, which take the place of `hours`.
    pub hours_by_day: Option<&'m HoursByDay>,
    /// The public holidays; none in a layer that does not know them.
    pub public_holidays: Option<&'m PublicHolidays>,
}

/// Which hours the ranges of a layer cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hours {
    /// Each of the day.
    All,
    /// Each of the day, or none at all.
    AllOrNone,
}

impl TimeTables<'_> {
    /// Checks what the types cannot say; `key` is the layer's table in the model.
    pub(super) fn check(&self, key: &str, hours: Hours) -> Result<(), ModelError> {
        for (name, factors) in
            [("week_of_month", &self.week_of_month[..]), ("month", self.month), ("weekday", self.weekday)]
        {
            for (index, &factor) in factors.iter().enumerate() {
                not_negative(format!("{key}.{name}[{index}]"), factor)?;
            }
        }
        let mut owner: [Option<usize>; 24] = [None; 24];
        for (index, range) in self.hours.iter().enumerate() {
            let own = format!("{key}.hours[{index}]");
            hours_in_order(&own, range.from, range.to)?;
            not_negative(format!("{own}.factor"), range.factor)?;
            for hour in range.from..=range.to {
                if let Some(earlier) = owner[usize::from(hour)].replace(index) {
                    return fault(own, format!("hour {hour} is already in {key}.hours[{earlier}]"));
                }
            }
        }
        let may_be_none = hours == Hours::AllOrNone && self.hours.is_empty();
        if let Some(hour) = owner.iter().position(Option::is_none).filter(|_| !may_be_none) {
            return fault(format!("{key}.hours"), format!("no range covers hour {hour}; every hour 0-23 needs one"));
        }
        for (index, holiday) in self.holidays.iter().enumerate() {
            not_negative(format!("{key}.holidays[{index}].factor"), holiday.factor)?;
        }
        if let Some(hours) = self.hours_by_day {
            hours.check(&format!("{key}.hours_by_day"))?;
        }
        self.public_holidays.map_or(Ok(()), |public| public.check(&format!("{key}.public_holidays")))
    }
}

/// The factors of one moment; a product of all of them holds for every cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeFactors<'m> {
    /// Week of the month, 1…5: (day − 1) ÷ 7 + 1.
    pub week_of_month: u32,
    /// Factor of that week.
    pub week: f64,
    /// Factor of the month.
    pub month: f64,
    /// The named holiday it is, if any.
    pub holiday: Option<&'m Holiday>,
    /// Whether it is a public holiday.
    pub is_public_holiday: bool,
    /// Factor of public holidays that are not named.
    pub public_holiday: f64,
    /// Which type of day it is.
    pub day_type: DayType,
    /// Whether the hour is of a row for that type.
    pub is_hour_of_day_type: bool,
    /// Factor of the weekday.
    pub weekday: f64,
    /// Factor of the hour.
    pub hour: f64,
}

impl<'m> TimeFactors<'m> {
    /// Looks the factors of a wall time up.
    #[must_use]
    pub fn at(tables: TimeTables<'m>, at: ZonedTime) -> Self {
        let local = at.naive_local();
        let week = local.day0() / 7;
        let hour = local.hour();
        let public = tables.public_holidays.filter(|public| public.contain(local.date()));
        let day_type = DayType::of(local.date(), public.is_some());
        let row = tables.hours_by_day.and_then(|hours| hours.row(day_type));
        Self {
            is_public_holiday: public.is_some(),
            public_holiday: public.map_or(1.0, |public| public.factor),
            day_type,
            is_hour_of_day_type: row.is_some(),
            week_of_month: week + 1,
            week: tables.week_of_month[week as usize],
            month: tables.month[local.month0() as usize],
            holiday: tables.holidays.iter().find(|holiday| holiday.rule.falls_on(local.date())),
            weekday: tables.weekday[local.weekday().num_days_from_monday() as usize],
            hour: row.map_or_else(|| factor_of_hour(tables.hours, hour), |row| row[hour as usize]),
        }
    }

    /// Factor of the named holiday, else of a public holiday; 1 on ordinary days.
    #[must_use]
    pub fn holiday_factor(&self) -> f64 {
        self.holiday.map_or(self.public_holiday, |holiday| holiday.factor)
    }

    /// week × month × holiday × weekday × hour, multiplied in this order.
    #[must_use]
    pub fn product(&self) -> f64 {
        self.week * self.month * self.holiday_factor() * self.weekday * self.hour
    }

    /// The factors from first to last, each with what was looked up.
    #[must_use]
    pub fn receipt(&self, at: ZonedTime) -> Vec<Factor> {
        let local = at.naive_local();
        let unnamed = if self.is_public_holiday { "public holiday" } else { "none" };
        let holiday = self.holiday.map_or(unnamed, |holiday| &holiday.name);
        let day = match self.day_type {
            _ if !self.is_hour_of_day_type => "",
            DayType::Sunday if self.is_public_holiday => " on a public holiday, as on a Sunday",
            DayType::Workday => " on a workday",
            DayType::Saturday => " on a Saturday",
            DayType::Sunday => " on a Sunday",
        };
        vec![
            Factor::new("week", format!("week {} of the month", self.week_of_month), self.week),
            Factor::new("month", local.format("%B").to_string(), self.month),
            Factor::new("holiday", holiday, self.holiday_factor()),
            Factor::new("weekday", local.format("%A").to_string(), self.weekday),
            Factor::new("hour", format!("{:02}:00-{:02}:59{day}", local.hour(), local.hour()), self.hour),
        ]
    }
}

/// The factor of the range that an hour lies in; 1 in none.
fn factor_of_hour(hours: &[HourFactor], hour: u32) -> f64 {
    let range = hours.iter().find(|range| (u32::from(range.from)..=u32::from(range.to)).contains(&hour));
    range.map_or(1.0, |range| range.factor)
}
