//! Spending propensity: how freely people spend, by time, income and known places.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::Model;
use super::calendar::{Calendar, HoursByDay, PublicHolidays};
use super::check::{ModelError, fault, not_negative, positive};
use super::holiday::Holiday;
use super::place::{ColumnFactor, PlaceFactor, Spot};
use super::product::Product;
use super::receipt::Factor;
use super::time::{HourFactor, Hours, TimeFactors, TimeTables};
use crate::clock::ZonedTime;
use crate::geo::LatLon;

/// Factors of time, income and place on spending.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Spending {
    /// The score is limited to 0…`maximum`.
    pub maximum: f64,
    /// Weeks 1…5 of the month.
    pub week_of_month: [f64; 5],
    /// January…December.
    pub month: [f64; 12],
    /// Monday…Sunday.
    pub weekday: [f64; 7],
    /// Ranges that cover each hour of the day once.
    pub hours: Vec<HourFactor>,
    /// Special days; all others have the factor 1.
    pub holidays: Vec<Holiday>,
    /// Hours by type of day, instead of `hours`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours_by_day: Option<HoursByDay>,
    /// Days with the hours of a Sunday and their own factor.
    #[serde(default)]
    pub public_holidays: PublicHolidays,
    /// The factor of a cell's income.
    pub income: Income,
    /// Places with their own factor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Spot>,
}

/// How a cell's income becomes a factor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Income {
    /// The income whose factor is 1, in the unit of the grid's column (US dollars a year).
    pub reference_income: f64,
    /// Least factor.
    pub minimum: f64,
    /// Greatest factor.
    pub maximum: f64,
}

impl Income {
    /// `income` ÷ reference, limited to minimum…maximum; 1 if unknown (NaN).
    #[must_use]
    pub fn factor(&self, income: f64) -> f64 {
        self.of_column().factor(income)
    }

    pub(super) fn of_column(&self) -> ColumnFactor<'static> {
        let Self { reference_income: reference, minimum: least, maximum: most } = *self;
        ColumnFactor { column: "income", reference, least, most, unknown: 1.0 }
    }
}

impl Spending {
    /// The factors of time.
    #[must_use]
    pub fn times(&self) -> TimeTables<'_> {
        let Self { week_of_month, month, weekday, hours, holidays, hours_by_day, public_holidays, .. } = self;
        let (hours_by_day, public_holidays) = (hours_by_day.as_ref(), Some(public_holidays));
        TimeTables { week_of_month, month, weekday, hours, holidays, hours_by_day, public_holidays }
    }

    pub(super) fn check(&self) -> Result<(), ModelError> {
        not_negative("spending.maximum", self.maximum)?;
        self.times().check("spending", Hours::All)?;
        let income = &self.income;
        for (index, place) in self.places.iter().enumerate() {
            let key = format!("spending.places[{index}]");
            not_negative(format!("{key}.factor"), place.factor)?;
            positive(format!("{key}.radius_km"), place.radius_km)?;
            if let Err(error) = LatLon::new(place.lat, place.lon) {
                return fault(key, format!("`{}`: {error}", place.name));
            }
        }
        positive("spending.income.reference_income", income.reference_income)?;
        not_negative("spending.income.minimum", income.minimum)?;
        not_negative("spending.income.maximum", income.maximum)?;
        if income.maximum < income.minimum {
            return fault(
                "spending.income.maximum",
                format!("{} is below the minimum {}", income.maximum, income.minimum),
            );
        }
        Ok(())
    }
}

impl Model {
    /// Whether public holidays change any score.
    #[must_use]
    #[expect(clippy::float_cmp, reason = "exactly 1 leaves a score as it is")]
    pub fn needs_public_holidays(&self) -> bool {
        self.spending.hours_by_day.is_some() || self.spending.public_holidays.factor != 1.0
    }

    /// Sets the calendar of public holidays, by the country in the model and its zone, if the model needs it.
    pub fn look_up_public_holidays(&mut self, calendar_of: impl FnOnce(Option<&str>, Tz) -> Option<Calendar>) {
        let country = self.spending.public_holidays.country.as_deref();
        let calendar = self.needs_public_holidays().then(|| calendar_of(country, self.timezone)).flatten();
        self.spending.public_holidays.calendar = calendar;
    }
}

impl Product for Spending {
    fn time(&self, at: ZonedTime) -> f64 {
        TimeFactors::at(self.times(), at).product()
    }

    fn factors(&self, at: ZonedTime) -> Vec<Factor> {
        TimeFactors::at(self.times(), at).receipt(at)
    }

    fn place(&self) -> PlaceFactor<'_> {
        PlaceFactor::Column(self.income.of_column(), &self.places)
    }
}
