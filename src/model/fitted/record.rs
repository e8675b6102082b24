//! `[fit]` of a fitted pdpe.toml: the evidence for each factor. It has no effect on scores.

use chrono::{Datelike, Timelike};
use serde::{Deserialize, Serialize};

use super::{DAY_TYPES, MONTHS, WEEKDAYS, hour_key};
use crate::clock::ZonedTime;
use crate::layers::calendar::DayType;
use crate::layers::receipt::{Evidence, LayerReceipt, Parts};
use crate::layers::{Model, ModelError, SPENDING_PROPENSITY};
use crate::model::read;

/// The fit that a file records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitRecord {
    /// Number of stays.
    pub stays: usize,
    /// Name of its prior: `published`, `measured`, `flat`.
    pub prior: String,
    /// Date of the first stay.
    pub from: String,
    /// Date of the last stay.
    pub to: String,
    /// The column of takings, with its currency if it has one.
    pub unit: String,
    /// Takings of an hour whose factors are all 1, in that unit.
    pub scale: f64,
    /// Pearson's dispersion: the variance of a stay is dispersion × expected^1.5.
    pub dispersion: f64,
    /// The factors.
    #[serde(default)]
    pub factors: Vec<FittedFactor>,
}

/// A factor of a fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FittedFactor {
    /// Its key in the model: `spending.weekday.friday`.
    pub key: String,
    /// Its prior.
    pub prior: f64,
    /// Its fitted value.
    pub fitted: f64,
    /// Number of stays that it applies to.
    pub stays: usize,
    /// Weight of the stays against the prior, 0…1.
    pub credibility: f64,
}

impl FittedFactor {
    /// The key in words: `weekday friday`, `hours saturday 12:00`.
    #[must_use]
    pub fn label(&self) -> String {
        let rest = self.key.split_once('.').map_or(self.key.as_str(), |(_, rest)| rest);
        let words = [("hours_by_day.", "hours "), ("places.", "place "), ("holidays.", "holiday ")];
        let renamed = words.iter().find_map(|(key, word)| Some(format!("{word}{}", rest.strip_prefix(key)?)));
        // Names of places and holidays are not changed.
        renamed.map_or_else(
            || rest.replace('_', " ").replacen('.', " ", 1),
            |label| if label.starts_with("hours ") { label.replacen('.', " ", 1) } else { label },
        )
    }
}

impl FitRecord {
    /// The table `[fit]` of a text, if it has one.
    ///
    /// # Errors
    /// [`ModelError`] when it is not TOML, or the table lacks a key or has a value of the wrong type.
    pub fn from_toml(text: &str) -> Result<Option<Self>, ModelError> {
        read::part(text, "fit")
    }

    /// Adds the evidence to the factors of a receipt; `layers` are those of the model at a time.
    pub fn annotate(&self, layers: &mut [LayerReceipt], model: &Model, at: ZonedTime) {
        let at = at.with_timezone(&model.timezone);
        let Some(Parts::Factors { factors, .. }) = layers.get_mut(SPENDING_PROPENSITY).map(|layer| &mut layer.parts)
        else {
            return;
        };
        for factor in factors {
            let Some(key) = key_of(&factor.name, &factor.because, model, at) else { continue };
            let found = self.factors.iter().find(|fitted| fitted.key == key);
            factor.evidence = found.map(|fitted| Evidence {
                prior: fitted.prior,
                stays: fitted.stays,
                credibility: fitted.credibility,
            });
        }
    }
}

/// The key of a factor of a receipt.
fn key_of(name: &str, because: &str, model: &Model, at: ZonedTime) -> Option<String> {
    let (date, spending) = (at.date_naive(), &model.spending);
    let is_public = spending.public_holidays.contain(date);
    Some(match name {
        "week" => format!("spending.week_of_month.{}", at.day0() / 7 + 1),
        "month" => format!("spending.month.{}", MONTHS[at.month0() as usize]),
        "weekday" => format!("spending.weekday.{}", WEEKDAYS[at.weekday().num_days_from_monday() as usize]),
        "hour" => {
            let day_type = DayType::of(date, is_public);
            let (_, day) = DAY_TYPES.iter().find(|(day, _)| *day == day_type)?;
            hour_key(day, at.hour())
        }
        "holiday" => match spending.holidays.iter().find(|holiday| holiday.rule.falls_on(date)) {
            Some(holiday) => format!("spending.holidays.{}", holiday.name),
            None if is_public => "spending.public_holidays".into(),
            None => return None,
        },
        // The name; the distance follows the last comma.
        "place" => format!("spending.places.{}", because.rsplit_once(", ")?.0),
        _ => return None,
    })
}
