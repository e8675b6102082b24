//! Spending propensity: how freely people spend at a time, and how income bends it.

use chrono::{Datelike, Timelike};

use crate::clock::ZonedTime;
use crate::model::{Holiday, Spending};

/// The factors of one moment; a product of all of them holds for every cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpendingFactors<'m> {
    /// Week of the month, 1…5: (day − 1) ÷ 7 + 1.
    pub week_of_month: u32,
    /// Factor of that week.
    pub week: f64,
    /// Factor of the month.
    pub month: f64,
    /// The holiday it is, if any.
    pub holiday: Option<&'m Holiday>,
    /// Factor of the weekday.
    pub weekday: f64,
    /// Factor of the hour.
    pub hour: f64,
}

impl<'m> SpendingFactors<'m> {
    /// Looks the factors of a wall time up.
    #[must_use]
    pub fn at(model: &'m Spending, at: ZonedTime) -> Self {
        let local = at.naive_local();
        let week = local.day0() / 7;
        let hour = local.hour();
        Self {
            week_of_month: week + 1,
            week: model.week_of_month[week as usize],
            month: model.month[local.month0() as usize],
            holiday: model.holidays.iter().find(|holiday| holiday.rule.falls_on(local.date())),
            weekday: model.weekday[local.weekday().num_days_from_monday() as usize],
            hour: model
                .hours
                .iter()
                .find(|range| (u32::from(range.from)..=u32::from(range.to)).contains(&hour))
                .map_or(1.0, |range| range.factor),
        }
    }

    /// Factor of the holiday, 1 on ordinary days.
    #[must_use]
    pub fn holiday_factor(&self) -> f64 {
        self.holiday.map_or(1.0, |holiday| holiday.factor)
    }

    /// week × month × holiday × weekday × hour, multiplied in this order.
    #[must_use]
    pub fn product(&self) -> f64 {
        self.week * self.month * self.holiday_factor() * self.weekday * self.hour
    }
}

/// The layer's score: `product` × `income_factor`, kept in 0…`maximum`.
#[must_use]
#[inline]
pub fn spending_propensity(product: f64, income_factor: f64, maximum: f64) -> f64 {
    (product * income_factor).max(0.0).min(maximum)
}
