//! The columns of the output: their names and their numbers.

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};

use super::decimal::rounded;
use crate::model::Model;
use crate::score::{CellScore, Scored};

/// A column of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    name: Cow<'static, str>,
    short: Cow<'static, str>,
    quantity: Quantity,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantity {
    CellId,
    Timestamp,
    Lat,
    Lon,
    Income,
    /// The scores of a layer, by its position in the model's table.
    Layer(usize),
    CombinedScore,
}

impl Column {
    /// The cell's id.
    pub const CELL_ID: Self = Self::fixed("cell_id", "cell", Quantity::CellId);
    /// The time scored, RFC 3339 with the offset of the zone.
    pub const TIMESTAMP: Self = Self::fixed("timestamp", "time", Quantity::Timestamp);
    /// Latitude of its centre in degrees.
    pub const LAT: Self = Self::fixed("lat", "lat", Quantity::Lat);
    /// Longitude of its centre in degrees.
    pub const LON: Self = Self::fixed("lon", "lon", Quantity::Lon);
    /// Its income, where known.
    pub const INCOME: Self = Self::fixed("income", "income", Quantity::Income);
    /// See [`CellScore::combined_score`].
    pub const COMBINED_SCORE: Self = Self::fixed("combined_score", "combined", Quantity::CombinedScore);

    const fn fixed(name: &'static str, short: &'static str, quantity: Quantity) -> Self {
        Self { name: Cow::Borrowed(name), short: Cow::Borrowed(short), quantity }
    }

    /// The scores of each layer of a model, in the order of its table.
    #[must_use]
    pub fn of_layers(model: &Model) -> Vec<Self> {
        let layers = model.layers().into_iter().enumerate();
        let column = |(number, layer): (usize, crate::layers::Layer)| Self {
            name: layer.column.into_owned().into(),
            short: layer.short.to_owned().into(),
            quantity: Quantity::Layer(number),
        };
        layers.map(column).collect()
    }

    /// The columns that cells can be ranked by: the layers, then the combined score.
    pub fn scores(model: &Model) -> impl Iterator<Item = Self> {
        Self::of_layers(model).into_iter().chain([Self::COMBINED_SCORE])
    }

    /// All columns; `income` and `timestamp` are written only on request.
    #[must_use]
    pub fn all(model: &Model) -> Vec<Self> {
        let mut columns = vec![Self::CELL_ID, Self::TIMESTAMP, Self::LAT, Self::LON, Self::INCOME];
        columns.extend(Self::of_layers(model));
        columns.push(Self::COMBINED_SCORE);
        columns
    }

    /// The columns written by default.
    #[must_use]
    pub fn usual(model: &Model) -> Vec<Self> {
        let is_usual = |column: &Self| !matches!(column.quantity, Quantity::Income | Quantity::Timestamp);
        Self::all(model).into_iter().filter(is_usual).collect()
    }

    /// The column with a name.
    ///
    /// # Errors
    /// A message that lists all columns.
    pub fn find(model: &Model, name: &str) -> Result<Self, String> {
        Self::among(Self::all(model), name)
    }

    /// The column with a name that cells can be ranked by.
    ///
    /// # Errors
    /// A message that lists all scores.
    pub fn find_score(model: &Model, name: &str) -> Result<Self, String> {
        Self::among(Self::scores(model).collect(), name)
    }

    fn among(columns: Vec<Self>, name: &str) -> Result<Self, String> {
        let names: Vec<&str> = columns.iter().map(Self::name).collect();
        let missing = format!("there is no column `{name}`; choose from {}", names.join(", "));
        columns.into_iter().find(|column| column.name == name.trim()).ok_or(missing)
    }

    /// Whether it holds text: [`Column::CELL_ID`] and [`Column::TIMESTAMP`].
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.quantity, Quantity::CellId | Quantity::Timestamp)
    }

    /// Whether it has scores.
    pub(super) fn is_score(&self) -> bool {
        matches!(self.quantity, Quantity::Layer(_) | Quantity::CombinedScore)
    }

    /// The name in headers and keys.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name in tables.
    #[must_use]
    pub fn short_name(&self) -> &str {
        &self.short
    }

    /// The numbers of this column; empty for text, and for incomes of a grid without them.
    #[must_use]
    pub fn numbers<'s>(&self, scored: &'s Scored) -> &'s [f64] {
        match self.quantity {
            Quantity::CellId | Quantity::Timestamp => &[],
            Quantity::Lat => scored.grid.lat(),
            Quantity::Lon => scored.grid.lon(),
            Quantity::Income => scored.grid.income(),
            Quantity::Layer(layer) => scored.scores.layers.get(layer).map_or(&[], Vec::as_slice),
            Quantity::CombinedScore => &scored.scores.combined_score,
        }
    }

    /// The number in this column for a cell; NaN for an unknown income and for text.
    #[must_use]
    pub fn number(&self, scored: &Scored, cell: usize) -> f64 {
        self.numbers(scored).get(cell).copied().unwrap_or(f64::NAN)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The scores of one cell with the names of their columns, rounded to six decimals; an object in JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedScores {
    /// The layers in the order of the model's table, then the combined score.
    pub scores: Vec<(String, f64)>,
}

impl NamedScores {
    /// Names the scores by the model that calculated them.
    #[must_use]
    pub fn new(model: &Model, score: &CellScore) -> Self {
        let columns = Column::scores(model);
        let numbers = score.layers.iter().chain([&score.combined_score]);
        Self {
            scores: columns.zip(numbers).map(|(column, &number)| (column.name.into_owned(), rounded(number))).collect(),
        }
    }

    /// The combined score.
    #[must_use]
    pub fn combined(&self) -> f64 {
        self.scores.last().map_or(f64::NAN, |(_, score)| *score)
    }

    /// The scores of the layers.
    pub fn layers(&self) -> impl Iterator<Item = f64> {
        self.scores[..self.scores.len().saturating_sub(1)].iter().map(|(_, score)| *score)
    }
}

impl Serialize for NamedScores {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.scores.iter().map(|(name, score)| (name, score)))
    }
}
