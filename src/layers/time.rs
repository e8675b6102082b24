//! Factors of wall time: week of the month, month, holiday, weekday and hour.

use chrono::{Datelike, Timelike};
use serde::{Deserialize, Serialize};

use super::calendar::{DayType, HoursByDay, PublicHolidays};
use super::check::{ModelError, fault, hours_in_order, not_negative};
use super::holiday::Holiday;
use super::receipt::Factor;
use crate::clock::ZonedTime;

/// A factor for the hours `from`…`to`, ends included.
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

/// The factors of time of a layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeTables<'m> {
    /// Weeks 1…5 of the month.
    pub week_of_month: &'m [f64; 5],
    /// January…December.
    pub month: &'m [f64; 12],
    /// Monday…Sunday.
    pub weekday: &'m [f64; 7],
    /// Ranges of hours; 1 in an hour outside all ranges.
    pub hours: &'m [HourFactor],
    /// Special days; all others have the factor 1.
    pub holidays: &'m [Holiday],
    /// Hours by type of day, instead of `hours`.
    pub hours_by_day: Option<&'m HoursByDay>,
    /// The public holidays, if the layer uses them.
    pub public_holidays: Option<&'m PublicHolidays>,
}

/// Which hours the ranges of a layer must cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hours {
    /// Every hour.
    All,
    /// Every hour, or none.
    AllOrNone,
}

impl TimeTables<'_> {
    /// Checks what the types cannot express; `key` is the table of the layer in the model.
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

/// The factors at one time. Their product is the same for every cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeFactors<'m> {
    /// Week of the month, 1…5: (day − 1) ÷ 7 + 1.
    pub week_of_month: u32,
    /// Factor of that week.
    pub week: f64,
    /// Factor of the month.
    pub month: f64,
    /// The named holiday, if any.
    pub holiday: Option<&'m Holiday>,
    /// Whether it is a public holiday.
    pub is_public_holiday: bool,
    /// Factor of a public holiday without a name.
    pub public_holiday: f64,
    /// The type of the day.
    pub day_type: DayType,
    /// Whether the hour has a factor for that type of day.
    pub is_hour_of_day_type: bool,
    /// Factor of the weekday.
    pub weekday: f64,
    /// Factor of the hour.
    pub hour: f64,
}

impl<'m> TimeFactors<'m> {
    /// Looks up the factors of a wall time.
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

    /// Factor of the named holiday, or of a public holiday, or 1.
    #[must_use]
    pub fn holiday_factor(&self) -> f64 {
        self.holiday.map_or(self.public_holiday, |holiday| holiday.factor)
    }

    /// week × month × holiday × weekday × hour, multiplied in this order.
    #[must_use]
    pub fn product(&self) -> f64 {
        self.week * self.month * self.holiday_factor() * self.weekday * self.hour
    }

    /// The factors in order, each with its reason.
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

/// The factor of the range that contains an hour; 1 outside all ranges.
fn factor_of_hour(hours: &[HourFactor], hour: u32) -> f64 {
    let range = hours.iter().find(|range| (u32::from(range.from)..=u32::from(range.to)).contains(&hour));
    range.map_or(1.0, |range| range.factor)
}
