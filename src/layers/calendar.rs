//! Public holidays and the type of a day: a workday, a Saturday or a Sunday.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::check::{ModelError, fault, not_negative};
use super::holiday::HolidayRule;

/// The type of a day, which selects its row of hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayType {
    /// Monday to Friday, not a public holiday.
    Workday,
    /// A Saturday, not a public holiday.
    Saturday,
    /// A Sunday or a public holiday.
    Sunday,
}

impl DayType {
    /// The type of a date.
    #[must_use]
    pub fn of(date: NaiveDate, is_public_holiday: bool) -> Self {
        match date.weekday() {
            _ if is_public_holiday => Self::Sunday,
            Weekday::Sat => Self::Saturday,
            Weekday::Sun => Self::Sunday,
            _ => Self::Workday,
        }
    }
}

/// Factors of the 24 hours by type of day, `[spending.hours_by_day]`. A missing row means `hours`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursByDay {
    /// For workdays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workday: Option<[f64; 24]>,
    /// For Saturdays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saturday: Option<[f64; 24]>,
    /// For Sundays and public holidays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sunday: Option<[f64; 24]>,
}

impl HoursByDay {
    /// The row for a type of day, if set.
    #[must_use]
    pub fn row(&self, day: DayType) -> Option<&[f64; 24]> {
        match day {
            DayType::Workday => &self.workday,
            DayType::Saturday => &self.saturday,
            DayType::Sunday => &self.sunday,
        }
        .as_ref()
    }

    pub(super) fn check(&self, key: &str) -> Result<(), ModelError> {
        for (name, row) in [("workday", &self.workday), ("saturday", &self.saturday), ("sunday", &self.sunday)] {
            for (hour, &factor) in row.iter().flatten().enumerate() {
                not_negative(format!("{key}.{name}[{hour}]"), factor)?;
            }
        }
        Ok(())
    }
}

/// The public holidays, `[spending.public_holidays]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct PublicHolidays {
    /// Factor of a public holiday. A named holiday keeps its own factor.
    pub factor: f64,
    /// ISO 3166-1 code of the country; `None` means the country of the model's zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Additional public holidays.
    #[serde(with = "dates", skip_serializing_if = "BTreeSet::is_empty")]
    pub dates: BTreeSet<NaiveDate>,
    /// The calendar of the country, looked up when the model is read; `None` if it is unknown.
    #[serde(skip)]
    pub calendar: Option<Calendar>,
}

impl Default for PublicHolidays {
    fn default() -> Self {
        Self { factor: 1.0, country: None, dates: BTreeSet::new(), calendar: None }
    }
}

/// The public holidays of a country.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar {
    /// Holidays that follow a rule.
    pub rules: Vec<HolidayRule>,
    /// Holidays without a rule, for the known years.
    pub dates: BTreeSet<NaiveDate>,
}

impl PublicHolidays {
    /// Whether a date is a public holiday.
    #[must_use]
    pub fn contain(&self, date: NaiveDate) -> bool {
        let in_calendar = |calendar: &Calendar| {
            calendar.dates.contains(&date) || calendar.rules.iter().any(|rule| rule.falls_on(date))
        };
        self.dates.contains(&date) || self.calendar.as_ref().is_some_and(in_calendar)
    }

    /// Whether any are known.
    #[must_use]
    pub fn are_known(&self) -> bool {
        self.calendar.is_some() || !self.dates.is_empty()
    }

    pub(super) fn check(&self, key: &str) -> Result<(), ModelError> {
        not_negative(format!("{key}.factor"), self.factor)?;
        let is_code = |code: &str| {
            let mut parts = code.split('-');
            parts
                .next()
                .is_some_and(|country| country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()))
                && parts
                    .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        };
        match self.country.as_deref().filter(|code| !is_code(code)) {
            Some(code) => {
                fault(format!("{key}.country"), format!("`{code}` is not a code such as \"US\" or \"GB-ENG\""))
            }
            None => Ok(()),
        }
    }
}

/// Dates as local dates of TOML.
mod dates {
    use std::collections::BTreeSet;

    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::layers::toml_date;

    #[derive(Serialize, Deserialize)]
    struct Date(#[serde(with = "toml_date")] NaiveDate);

    pub fn serialize<S: Serializer>(dates: &BTreeSet<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(dates.iter().map(|date| Date(*date)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<NaiveDate>, D::Error> {
        Ok(Vec::<Date>::deserialize(deserializer)?.into_iter().map(|Date(date)| date).collect())
    }
}
