//! The user's own layers: a column of the grid × factors of time.

use serde::{Deserialize, Serialize};

use super::check::{ModelError, fault, not_negative, positive};
use super::holiday::Holiday;
use super::place::{ColumnFactor, PlaceFactor};
use super::product::Product;
use super::receipt::Factor;
use super::time::{HourFactor, Hours, TimeFactors, TimeTables};
use super::{ALL, Formula, Layer, Model};
use crate::clock::ZonedTime;

/// A layer from `[[layers]]` in pdpe.toml: clamp(week × month × holiday × weekday × hour × column ÷
/// reference, 0, maximum). A cell without a number in the column scores 0.
///
/// Only `name`, `weight` and `column` are required. The default of `maximum` is 3, of `reference`
/// 1, and of every factor of time 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CustomLayer {
    /// An identifier. The column of its scores is `NAME_score`.
    pub name: String,
    /// Weight in the combined score, not negative.
    pub weight: f64,
    /// The score is limited to 0…`maximum`.
    #[serde(default = "usual_maximum")]
    pub maximum: f64,
    /// The column of the grid, ignoring case. Its numbers are not negative.
    pub column: String,
    /// The number whose factor is 1.
    #[serde(default = "one")]
    pub reference: f64,
    /// Weeks 1…5 of the month.
    #[serde(default = "ones")]
    pub week_of_month: [f64; 5],
    /// January…December.
    #[serde(default = "ones")]
    pub month: [f64; 12],
    /// Monday…Sunday.
    #[serde(default = "ones")]
    pub weekday: [f64; 7],
    /// Ranges that cover each hour of the day once; none means 1 at every hour.
    #[serde(default)]
    pub hours: Vec<HourFactor>,
    /// Special days; all others have the factor 1.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

fn usual_maximum() -> f64 {
    3.0
}

fn one() -> f64 {
    1.0
}

fn ones<const COUNT: usize>() -> [f64; COUNT] {
    [1.0; COUNT]
}

impl CustomLayer {
    /// The row of the table.
    pub(super) fn row(&self) -> Layer<'_> {
        Layer {
            name: &self.name,
            column: format!("{}_score", self.name).into(),
            short: &self.name,
            weight: self.weight,
            maximum: self.maximum,
            formula: Formula::Product(self),
        }
    }

    fn times(&self) -> TimeTables<'_> {
        let Self { week_of_month, month, weekday, hours, holidays, .. } = self;
        TimeTables { week_of_month, month, weekday, hours, holidays, hours_by_day: None, public_holidays: None }
    }

    fn check(&self, key: &str) -> Result<(), ModelError> {
        not_negative(format!("{key}.weight"), self.weight)?;
        not_negative(format!("{key}.maximum"), self.maximum)?;
        positive(format!("{key}.reference"), self.reference)?;
        if self.column.trim().is_empty() {
            return fault(format!("{key}.column"), "the name of the column is empty");
        }
        self.times().check(key, Hours::AllOrNone)
    }
}

impl Product for CustomLayer {
    fn time(&self, at: ZonedTime) -> f64 {
        TimeFactors::at(self.times(), at).product()
    }

    fn factors(&self, at: ZonedTime) -> Vec<Factor> {
        TimeFactors::at(self.times(), at).receipt(at)
    }

    fn place(&self) -> PlaceFactor<'_> {
        let (column, reference) = (self.column.as_str(), self.reference);
        PlaceFactor::Column(ColumnFactor { column, reference, least: 0.0, most: f64::INFINITY, unknown: 0.0 }, &[])
    }
}

/// Names that stand beside those of layers: in messages, and in the counters of caches.
const BESIDE_LAYERS: [&str; 4] = [ALL, "combined", "hits", "misses"];

/// Checks what the types cannot express. Names must be unique identifiers.
pub(super) fn check(model: &Model) -> Result<(), ModelError> {
    let built_in = model.layers().len() - model.custom_layers.len();
    for (number, layer) in model.custom_layers.iter().enumerate() {
        let (key, name) = (format!("layers[{number}]"), layer.name.as_str());
        let mut letters = name.chars();
        let starts_well = letters.next().is_some_and(|first| first.is_ascii_alphabetic());
        if !starts_well || !letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
            let message = format!("`{name}` is not an identifier; use letters, digits and _, starting with a letter");
            return fault(format!("{key}.name"), message);
        }
        let others = model.layers();
        let names = others[..built_in + number].iter().flat_map(|other| [other.name, &other.column, other.short]);
        let taken = names.chain(BESIDE_LAYERS).find(|other| other.eq_ignore_ascii_case(name));
        if let Some(taken) = taken {
            return fault(format!("{key}.name"), format!("the name `{taken}` is taken; choose another"));
        }
        layer.check(&key)?;
    }
    Ok(())
}
