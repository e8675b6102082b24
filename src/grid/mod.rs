//! The cells to score, stored by column.

mod chunk;
mod columns;
mod cut;
mod income;
mod index;
mod make;
mod number;
mod plain;
mod read;
mod site;

pub use chunk::{Chunk, RejectedRow};
pub(crate) use columns::split_header;
pub use columns::{ColumnChoice, Layout, NeededColumn};
pub(crate) use cut::last_record_end;
pub use income::{IncomeError, IncomeTable};
pub use index::{BLOCK, CellIndex, STRIP};
pub use make::{CellSize, Regular, SizeError, kansas_city, kansas_city_area};
pub(crate) use number::comma_advice;
pub use read::{GridError, GridReader, read_all};
pub use site::Site;

use crate::geo::LatLon;
use site::INCOME;

/// Cells in a fixed order, each with an id, a place, an optional income, and numbers in the columns that a model needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    ids: String,
    id_ends: Vec<usize>,
    lat: Vec<f64>,
    lon: Vec<f64>,
    income: Vec<f64>,
    columns: Vec<NumberColumn>,
}

/// A column of numbers, one for each cell.
#[derive(Clone, Debug, Default, PartialEq)]
struct NumberColumn {
    name: String,
    numbers: Vec<f64>,
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
    #[inline]
    pub fn id(&self, cell: usize) -> &str {
        let start = if cell == 0 { 0 } else { self.id_ends[cell - 1] };
        &self.ids[start..self.id_ends[cell]]
    }

    /// All ids, concatenated.
    #[must_use]
    pub fn ids_joined(&self) -> &str {
        &self.ids
    }

    /// Positions of the cells with an id. Reading a grid does not check that ids are unique.
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

    /// The numbers of a column, which may be `income`; NaN where unknown. `None` if the grid has no such column.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        if name.eq_ignore_ascii_case(INCOME) {
            return Some(self.income()).filter(|income| !income.is_empty());
        }
        let column = self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name))?;
        Some(&column.numbers)
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

    /// A cell with its income and its numbers.
    ///
    /// # Panics
    /// When `cell` is not below [`Grid::len`].
    #[must_use]
    pub fn site(&self, cell: usize) -> Site {
        let known = self.columns.iter().map(|column| (column.name.clone(), column.numbers[cell]));
        Site {
            place: self.place(cell),
            income: self.income_of(cell),
            columns: known.filter(|(_, number)| !number.is_nan()).collect(),
        }
    }

    /// A grid of one cell.
    #[must_use]
    pub fn of(id: &str, site: &Site) -> Self {
        let column = |(name, number): &(String, f64)| NumberColumn { name: name.clone(), numbers: vec![*number] };
        let mut grid = Self { columns: site.columns.iter().map(column).collect(), ..Self::default() };
        grid.push(id, site.place);
        grid.income.extend(site.income);
        grid
    }

    /// A grid of one cell of another grid.
    ///
    /// # Panics
    /// When `cell` is not below the length of `other`.
    #[must_use]
    pub fn of_cell(other: &Self, cell: usize) -> Self {
        let mut grid = Self::default();
        grid.append_cell(other, cell);
        grid
    }

    /// Adds a cell. [`Grid::push_income`] must follow for every cell or for none.
    pub fn push(&mut self, id: &str, place: LatLon) {
        self.ids.push_str(id);
        self.id_ends.push(self.ids.len());
        self.lat.push(place.lat());
        self.lon.push(place.lon());
    }

    /// Sets the income of the cell just added; NaN if unknown.
    pub fn push_income(&mut self, income: f64) {
        self.income.push(income);
    }

    /// Sets the columns besides place and income of a grid without cells.
    fn set_columns<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        self.columns.clear();
        self.columns.extend(names.map(|name| NumberColumn { name: name.to_owned(), numbers: Vec::new() }));
    }

    /// Sets the numbers of the cell just added in those columns; NaN if unknown.
    fn push_numbers(&mut self, numbers: &[f64]) {
        for (column, &number) in self.columns.iter_mut().zip(numbers) {
            column.numbers.push(number);
        }
    }

    /// Copies the columns of another grid if there is no cell yet.
    fn take_columns(&mut self, other: &Self) {
        if self.is_empty() && self.columns.is_empty() {
            self.set_columns(other.columns.iter().map(|column| column.name.as_str()));
        }
    }

    /// Adds all cells of another grid with the same columns at the end.
    pub fn append(&mut self, other: &Self) {
        self.take_columns(other);
        let offset = self.ids.len();
        self.ids.push_str(&other.ids);
        self.id_ends.extend(other.id_ends.iter().map(|end| end + offset));
        self.lat.extend_from_slice(&other.lat);
        self.lon.extend_from_slice(&other.lon);
        self.income.extend_from_slice(&other.income);
        for (column, other) in self.columns.iter_mut().zip(&other.columns) {
            column.numbers.extend_from_slice(&other.numbers);
        }
    }

    /// Adds one cell of another grid with the same columns at the end.
    ///
    /// # Panics
    /// When `cell` is not below the length of `other`.
    pub fn append_cell(&mut self, other: &Self, cell: usize) {
        self.take_columns(other);
        self.push(other.id(cell), other.place(cell));
        self.income.extend(other.income.get(cell));
        for (column, other) in self.columns.iter_mut().zip(&other.columns) {
            column.numbers.push(other.numbers[cell]);
        }
    }

    /// Removes all cells and keeps the memory.
    pub fn clear(&mut self) {
        self.ids.clear();
        self.id_ends.clear();
        self.lat.clear();
        self.lon.clear();
        self.income.clear();
        self.columns.iter_mut().for_each(|column| column.numbers.clear());
    }
}
