//! The assumptions: every factor, weight and rule a score is made of, checked once.
//!
//! [`Model::default`] is the published model (`default.toml`); [`Model::from_toml`] lays a
//! user's changes over it. A model read this way is safe to score with.

mod check;
mod holiday;

use std::ops::RangeInclusive;

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};

use crate::clock::parse_zone;
pub(crate) use check::in_words;
pub use holiday::{Holiday, HolidayRule, easter};

/// The published model as TOML, with its comments.
pub const DEFAULT_TOML: &str = include_str!("default.toml");

/// What is wrong with a model, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{key}: {message}", line.map(|line| format!("line {line}: ")).unwrap_or_default())]
pub struct ModelError {
    /// Path of the offending key, such as `spending.hours[2].to`.
    pub key: String,
    /// Line in the text given, when it can be told.
    pub line: Option<usize>,
    /// What was found and what is wanted.
    pub message: String,
}

/// The three layers, their weights, and the zone whose wall time they read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Model {
    /// Zone of all wall times.
    #[serde(deserialize_with = "zone")]
    pub timezone: Tz,
    /// How the layers combine.
    pub weights: Weights,
    /// Spending propensity.
    pub spending: Spending,
    /// College presence.
    pub college: College,
    /// Event proximity.
    pub proximity: Proximity,
}

/// Weight of each layer in the combined score; none negative.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Of spending propensity.
    pub spending_propensity: f64,
    /// Of college presence.
    pub college_presence: f64,
    /// Of the event proximity bonus.
    pub event_proximity: f64,
}

/// Factors of time and income on how freely people spend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Spending {
    /// The score is kept in 0…`maximum`.
    pub maximum: f64,
    /// Weeks 1…5 of the month.
    pub week_of_month: [f64; 5],
    /// January…December.
    pub month: [f64; 12],
    /// Monday…Sunday.
    pub weekday: [f64; 7],
    /// Ranges that cover each hour of the day once.
    pub hours: Vec<HourFactor>,
    /// Special days, 1.0 on all others.
    pub holidays: Vec<Holiday>,
    /// The factor of a cell's income.
    pub income: Income,
}

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
    /// `income` ÷ reference, kept in minimum…maximum; 1 when unknown (NaN).
    #[must_use]
    #[inline]
    pub fn factor(&self, income: f64) -> f64 {
        let ratio = income / self.reference_income;
        if ratio.is_nan() { 1.0 } else { ratio.max(self.minimum).min(self.maximum) }
    }
}

/// Where students are and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct College {
    /// The score is kept in 0…`maximum`.
    pub maximum: f64,
    /// Campuses and student quarters.
    pub hotspots: Vec<Hotspot>,
    /// Multiplier outside all `times`.
    pub otherwise: f64,
    /// Times of the week with a multiplier of their own; they don't overlap.
    pub times: Vec<WeekTime>,
    /// Academic calendar: date ranges whose factor goes on top of the multiplier.
    pub calendar: Vec<DateRange>,
}

/// A place that draws students.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hotspot {
    /// For people.
    pub name: String,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Points at distance zero, not negative.
    pub weight: f64,
}

/// A multiplier for some hours on some days of the week, ends included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeekTime {
    /// For people.
    pub name: String,
    /// First day; the week starts on Monday.
    pub from_day: Weekday,
    /// Last day, `from_day`…Sunday.
    pub to_day: Weekday,
    /// First hour, 0…23.
    pub from: u8,
    /// Last hour, `from`…23.
    pub to: u8,
    /// The multiplier.
    pub factor: f64,
}

impl WeekTime {
    fn days(&self) -> RangeInclusive<u32> {
        self.from_day.num_days_from_monday()..=self.to_day.num_days_from_monday()
    }

    /// Whether an hour of a weekday lies in it.
    #[must_use]
    pub fn contains(&self, day: Weekday, hour: u32) -> bool {
        self.days().contains(&day.num_days_from_monday()) && (u32::from(self.from)..=u32::from(self.to)).contains(&hour)
    }
}

/// A factor for a span of dates, ends included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateRange {
    /// For people.
    pub name: String,
    /// First day.
    #[serde(with = "toml_date")]
    pub from: NaiveDate,
    /// Last day, not before `from`.
    #[serde(with = "toml_date")]
    pub to: NaiveDate,
    /// The factor.
    pub factor: f64,
}

/// How events draw a crowd.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Proximity {
    /// Distance at which the bonus of an event ends, unless the event says otherwise.
    pub radius_km: f64,
    /// How long before its start an event counts.
    pub lead_minutes: u32,
    /// How long after its end it still counts.
    pub tail_minutes: u32,
    /// How long an event takes whose end is unknown.
    pub default_duration_minutes: u32,
    /// Share added per power of ten of attendance.
    pub attendance_strength: f64,
    /// Share added at sentiment 1, taken off at −1.
    pub sentiment_strength: f64,
}

impl Default for Model {
    fn default() -> Self {
        // `default.toml` is part of the source; a test reads it.
        Self::from_toml("").expect("default.toml is a valid model")
    }
}

impl Model {
    /// The published model with the changes a TOML text makes to it.
    ///
    /// Tables are merged key by key; a list replaces the list it names.
    ///
    /// # Errors
    /// [`ModelError`] names the key: not TOML, an unknown key, a wrong type, a negative weight
    /// or factor, a NaN, hours that overlap or leave gaps, dates or places that don't exist.
    ///
    /// ```
    /// use pdpe::model::Model;
    /// let model = Model::from_toml("[weights]\nevent_proximity = 0.5")?;
    /// assert_eq!((model.weights.event_proximity, model.weights.college_presence), (0.5, 0.3));
    ///
    /// let wrong = Model::from_toml("[weights]\nevent_proximity = -1").unwrap_err();
    /// assert_eq!(wrong.to_string(), "line 2: weights.event_proximity: -1 is negative; it must be 0 or more");
    /// # Ok::<(), pdpe::model::ModelError>(())
    /// ```
    pub fn from_toml(changes: &str) -> Result<Self, ModelError> {
        Self::from_toml_beside(changes, &[])
    }

    /// [`Model::from_toml`] of a text whose tables of some names are not the model's.
    pub(crate) fn from_toml_beside(changes: &str, others: &[&str]) -> Result<Self, ModelError> {
        let model: Self = overlaid(DEFAULT_TOML, changes, |table| !others.contains(&table))?;
        check::check(&model).map_err(|error| at_line(changes, error))?;
        Ok(model)
    }

    /// The model as TOML, readable by [`Model::from_toml`] again.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a model holds nothing that TOML cannot write")
    }
}

/// What a TOML text with all keys says, with the changes another makes to it in some of its tables.
pub(crate) fn overlaid<T: DeserializeOwned>(
    defaults: &str,
    changes: &str,
    is_meant: impl Fn(&str) -> bool,
) -> Result<T, ModelError> {
    let (mut merged, mut laid_over) = (check::parse(defaults)?, check::parse(changes)?);
    laid_over.retain(|table, _| is_meant(table));
    check::merge(&mut merged, laid_over);
    serde_path_to_error::deserialize(merged).map_err(|error| at_line(changes, check::wrong_type(&error)))
}

/// The error with the line of its key in a text.
pub(crate) fn at_line(text: &str, error: ModelError) -> ModelError {
    ModelError { line: check::line_of(text, &error.key), ..error }
}

/// A zone by its name, with the words for a name that none has.
fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
    parse_zone(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// Dates stand in TOML as its own local dates.
mod toml_date {
    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use toml::value::Datetime;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub fn serialize<S: Serializer>(date: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
        let date: Datetime = date.to_string().parse().map_err(serde::ser::Error::custom)?;
        date.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
        let date = Datetime::deserialize(deserializer)?;
        date.to_string().parse().map_err(|_| D::Error::custom(format!("`{date}` is not a date like 2026-12-19")))
    }
}
