//! A place to score, with its income and other numbers.

use crate::geo::LatLon;

/// The name of the column of incomes.
pub(super) const INCOME: &str = "income";

/// A place, and its known numbers in the columns of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Where it is.
    pub place: LatLon,
    /// The income there.
    pub income: Option<f64>,
    /// Other columns by their names.
    pub columns: Vec<(String, f64)>,
}

impl Site {
    /// A place, and its income if known.
    #[must_use]
    pub fn new(place: LatLon, income: Option<f64>) -> Self {
        Self { place, income, columns: Vec::new() }
    }

    /// The number in a column, if known.
    #[must_use]
    pub fn value(&self, column: &str) -> Option<f64> {
        if column.eq_ignore_ascii_case(INCOME) {
            return self.income;
        }
        self.columns.iter().find(|(name, _)| name.eq_ignore_ascii_case(column)).map(|(_, value)| *value)
    }
}

impl From<LatLon> for Site {
    fn from(place: LatLon) -> Self {
        Self::new(place, None)
    }
}
