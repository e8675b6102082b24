//! The table of layers: which layers exist, their assumptions, and how they combine.
//!
//! A layer's score is clamp(time(at) × place(cell), 0, maximum), or for events a function of both. [`Model`] holds the
//! assumptions of the layers. [`Model::layers`] is the table: the built-in layers in the order of the constants here,
//! then the user's own. Only this folder and `model/` name layers. All other code uses the table.
//!
//! Only [`kernel`] multiplies, limits and adds scores.

pub mod calendar;
pub mod cells;
mod check;
pub mod college;
pub mod custom;
mod holiday;
pub mod kernel;
pub mod lanes;
pub mod place;
mod product;
pub mod proximity;
pub mod receipt;
pub mod spending;
pub mod time;
mod toml_date;

use std::borrow::Cow;

use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::clock::{BoundaryKind, ZonedTime, parse_zone};
use crate::event::Proximity;
use check::{LARGEST, fault, not_negative};
use college::College;
use custom::CustomLayer;
use spending::Spending;

pub use check::ModelError;
pub use college::{OtherCity, elsewhere};
pub use holiday::{Holiday, HolidayRule, easter};
pub use product::Product;

/// Position of spending propensity in the table.
pub const SPENDING_PROPENSITY: usize = 0;

/// The position of the layer whose factors are fitted to takings.
pub const FITTED: usize = SPENDING_PROPENSITY;
/// Position of college presence in the table.
pub const COLLEGE_PRESENCE: usize = 1;
/// Position of event proximity in the table.
pub const EVENT_PROXIMITY: usize = 2;

/// The columns of scores of the built-in layers, by position.
pub const COLUMNS: [&str; 3] = ["spending_propensity", "college_presence", "event_proximity_bonus"];

/// The name for all layers together.
pub const ALL: &str = "all";

/// A built-in model. Every other model changes one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BuiltIn {
    /// The published factors.
    Published,
    /// Factors measured with people counts of two cities.
    Measured,
}

impl BuiltIn {
    /// Both models.
    pub const ALL: [Self; 2] = [Self::Published, Self::Measured];

    /// The name: `published` or `measured`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Measured => "measured",
        }
    }
}

/// The assumptions of the layers, their weights, and the zone of wall times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Model {
    /// The built-in model that it is, or that it changes.
    #[serde(rename = "model")]
    pub base: BuiltIn,
    /// Zone of all wall times.
    #[serde(deserialize_with = "zone")]
    pub timezone: Tz,
    /// The weights of the built-in layers.
    pub weights: Weights,
    /// Spending propensity.
    pub spending: Spending,
    /// College presence.
    pub college: College,
    /// Event proximity.
    pub proximity: Proximity,
    /// The user's own layers, `[[layers]]` in TOML.
    #[serde(rename = "layers", default, skip_serializing_if = "Vec::is_empty")]
    pub custom_layers: Vec<CustomLayer>,
}

/// Weight of each built-in layer in the combined score, not negative.
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

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Layer<'m> {
    /// The name in messages and metrics: `spending_propensity`.
    pub name: &'m str,
    /// The name of its column of scores: `event_proximity_bonus`, `hotels_score`.
    pub column: Cow<'m, str>,
    /// A short name: `spending`.
    pub short: &'m str,
    /// Its weight in the combined score.
    pub weight: f64,
    /// Its scores are limited to 0…`maximum`.
    pub maximum: f64,
    /// How its scores are computed.
    pub formula: Formula<'m>,
}

/// How the scores of a layer are computed.
#[derive(Clone, Copy, Debug)]
pub enum Formula<'m> {
    /// A factor of time × a factor of place.
    Product(&'m dyn Product),
    /// The open events that reach a cell.
    Events(&'m Proximity),
}

impl<'m> Layer<'m> {
    /// The name with a capital: `Spending propensity`.
    #[must_use]
    pub fn title(&self) -> String {
        capitalized(self.name)
    }

    /// The short name with a capital: `Spending`.
    #[must_use]
    pub fn label(&self) -> String {
        capitalized(self.short)
    }

    /// The factors of time and place; `None` for the layer of events.
    #[must_use]
    pub fn product(&self) -> Option<&'m dyn Product> {
        match self.formula {
            Formula::Product(product) => Some(product),
            Formula::Events(_) => None,
        }
    }

    /// Whether it is the layer of events.
    #[must_use]
    pub fn is_of_events(&self) -> bool {
        self.product().is_none()
    }

    /// The factor of time; 1 for the layer of events.
    #[must_use]
    pub fn time(&self, at: ZonedTime) -> f64 {
        self.product().map_or(1.0, |product| product.time(at))
    }
}

impl Model {
    /// The table: one row for each layer, in the order in which scores are added.
    #[must_use]
    pub fn layers(&self) -> Vec<Layer<'_>> {
        let Self { weights, spending, college, proximity, custom_layers, .. } = self;
        let mut layers = vec![
            Layer {
                name: "spending_propensity",
                column: COLUMNS[SPENDING_PROPENSITY].into(),
                short: "spending",
                weight: weights.spending_propensity,
                maximum: spending.maximum,
                formula: Formula::Product(spending),
            },
            Layer {
                name: "college_presence",
                column: COLUMNS[COLLEGE_PRESENCE].into(),
                short: "college",
                weight: weights.college_presence,
                maximum: college.maximum,
                formula: Formula::Product(college),
            },
            Layer {
                name: "event_proximity",
                column: COLUMNS[EVENT_PROXIMITY].into(),
                short: "events",
                weight: weights.event_proximity,
                maximum: 1.0,
                formula: Formula::Events(proximity),
            },
        ];
        layers.extend(custom_layers.iter().map(CustomLayer::row));
        layers
    }

    /// The grid columns that the user's own layers read, each once, with the first layer that reads it and the position
    /// of that layer among them.
    #[must_use]
    pub fn grid_columns(&self) -> Vec<(&str, &str, usize)> {
        let mut columns: Vec<(&str, &str, usize)> = Vec::new();
        for (number, layer) in self.custom_layers.iter().enumerate() {
            if !columns.iter().any(|(column, ..)| column.eq_ignore_ascii_case(&layer.column)) {
                columns.push((&layer.column, &layer.name, number));
            }
        }
        columns
    }

    /// Whether incomes change any score.
    #[must_use]
    pub fn counts_incomes(&self) -> bool {
        self.spending.income.of_column().counts()
    }

    /// The greatest possible combined score.
    #[must_use]
    pub fn greatest_score(&self) -> f64 {
        self.layers().iter().fold(0.0, |sum, layer| sum + layer.weight * layer.maximum)
    }

    /// Checks what the types cannot express.
    pub(crate) fn check(&self) -> Result<(), ModelError> {
        not_negative("weights.spending_propensity", self.weights.spending_propensity)?;
        not_negative("weights.college_presence", self.weights.college_presence)?;
        not_negative("weights.event_proximity", self.weights.event_proximity)?;
        self.spending.check()?;
        self.college.check()?;
        custom::check(self)?;
        let greatest = self.greatest_score();
        if greatest > LARGEST {
            let message = format!(
                "combined scores can reach {greatest}; lower the weights, or the maxima of the layers, so that they stay within {LARGEST}"
            );
            return fault("weights", message);
        }
        proximity::check(&self.proximity)
    }
}

/// What a boundary of a kind recalculates: the layer, if it is a single one, and a description.
#[must_use]
pub fn followed_at(kind: BoundaryKind) -> (Option<usize>, &'static str) {
    match kind {
        BoundaryKind::Month => (Some(SPENDING_PROPENSITY), "the seasonal factor"),
        BoundaryKind::Week => (Some(COLLEGE_PRESENCE), "the college schedule"),
        BoundaryKind::Day => (None, "the day"),
        BoundaryKind::Hour => (None, "the hour"),
    }
}

fn capitalized(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut characters = words.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Parses a zone, with suggestions for an unknown name.
fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
    parse_zone(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}
