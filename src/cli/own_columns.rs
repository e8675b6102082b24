//! The columns of a grid that the user's own layers read, and the cells whose numbers there are not known.

use pdpe::grid::{Grid, NeededColumn};
use pdpe::model::Model;

/// The columns that the user's own layers read, with the keys that name them.
pub fn needed_columns(model: &Model) -> Vec<NeededColumn> {
    let needed = |(column, layer, number): (&str, &str, usize)| NeededColumn {
        name: column.to_owned(),
        by: format!("the layer `{layer}` (layers[{number}].column)"),
    };
    model.grid_columns().into_iter().map(needed).collect()
}

/// Cells whose number is not known in a column that a layer of the user's own reads.
pub struct Unknown {
    cells: usize,
    /// Column, layer and how many.
    columns: Vec<(String, String, usize)>,
}

impl Unknown {
    /// None so far.
    pub fn new(model: &Model) -> Self {
        let column = |(column, layer, _): (&str, &str, usize)| (column.to_owned(), layer.to_owned(), 0);
        Self { cells: 0, columns: model.grid_columns().into_iter().map(column).collect() }
    }

    /// Counts those of some cells.
    pub fn count(&mut self, grid: &Grid) {
        self.cells += grid.len();
        for (column, _, count) in &mut self.columns {
            let numbers = grid.column(column).unwrap_or_default();
            *count += numbers.iter().filter(|number| number.is_nan()).count();
        }
    }

    /// Each column with unknown numbers: how many, of how many cells, its name and the layer that reads it.
    pub fn found(&self) -> impl Iterator<Item = (usize, usize, &str, &str)> {
        let found = self.columns.iter().filter(|(.., count)| *count > 0);
        found.map(|(column, layer, count)| (*count, self.cells, column.as_str(), layer.as_str()))
    }
}
