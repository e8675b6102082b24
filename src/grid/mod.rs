//! The cells to score, one column per quantity.

mod columns;
mod cut;
mod income;
mod index;
mod make;
mod number;
mod plain;
mod read;

pub use columns::{ColumnChoice, Layout};
pub use income::{IncomeError, IncomeTable};
pub use index::{BLOCK, CellIndex};
pub use make::{CellSize, Regular, SizeError, kansas_city};
pub(crate) use number::comma_advice;
pub use read::{Chunk, GridError, GridReader, Rejected, read_all};

use crate::geo::LatLon;

/// Cells in a fixed order: an id and a place each, and an income where that is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    ids: String,
    id_ends: Vec<usize>,
    lat: Vec<f64>,
    lon: Vec<f64>,
    income: Vec<f64>,
}

impl Grid {
    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lat.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lat.is_empty()
    }

    /// The id of a cell.
    ///
    /// # Panics
    /// When `cell` is not below [`Grid::len`].
    #[must_use]
    pub fn id(&self, cell: usize) -> &str {
        let start = if cell == 0 { 0 } else { self.id_ends[cell - 1] };
        &self.ids[start..self.id_ends[cell]]
    }

    /// All ids, one after the other without anything between.
    #[must_use]
    pub fn ids_joined(&self) -> &str {
        &self.ids
    }

    /// Positions of the cells with an id; that ids are unique is not checked when a grid is read.
    pub fn positions(&self, id: &str) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(move |&cell| self.id(cell) == id)
    }

    /// Latitudes in degrees.
    #[must_use]
    pub fn lat(&self) -> &[f64] {
        &self.lat
    }

    /// Longitudes in degrees.
    #[must_use]
    pub fn lon(&self) -> &[f64] {
        &self.lon
    }

    /// Incomes, NaN where unknown; empty for a grid without incomes.
    #[must_use]
    pub fn income(&self) -> &[f64] {
        &self.income
    }

    /// The place of a cell.
    ///
    /// # Panics
    /// When `cell` is not below [`Grid::len`].
    #[must_use]
    pub fn place(&self, cell: usize) -> LatLon {
        LatLon::new(self.lat[cell], self.lon[cell]).expect("every place was checked when it was added")
    }

    /// The income of a cell, if known.
    #[must_use]
    pub fn income_of(&self, cell: usize) -> Option<f64> {
        self.income.get(cell).copied().filter(|income| !income.is_nan())
    }

    /// Adds a cell. For `income`, a grid uses [`Grid::push_income`] on every cell or on none.
    pub fn push(&mut self, id: &str, place: LatLon) {
        self.ids.push_str(id);
        self.id_ends.push(self.ids.len());
        self.lat.push(place.lat());
        self.lon.push(place.lon());
    }

    /// Gives the cell just added its income; NaN for unknown.
    pub fn push_income(&mut self, income: f64) {
        self.income.push(income);
    }

    /// Adds all cells of another grid at the end.
    pub fn append(&mut self, other: &Self) {
        let offset = self.ids.len();
        self.ids.push_str(&other.ids);
        self.id_ends.extend(other.id_ends.iter().map(|end| end + offset));
        self.lat.extend_from_slice(&other.lat);
        self.lon.extend_from_slice(&other.lon);
        self.income.extend_from_slice(&other.income);
    }

    /// Adds one cell of another grid at the end.
    ///
    /// # Panics
    /// When `cell` is not below the length of `other`.
    pub fn append_cell(&mut self, other: &Self, cell: usize) {
        self.push(other.id(cell), other.place(cell));
        self.income.extend(other.income.get(cell));
    }

    /// Takes all cells out, keeping the memory.
    pub fn clear(&mut self) {
        self.ids.clear();
        self.id_ends.clear();
        self.lat.clear();
        self.lon.clear();
        self.income.clear();
    }
}
