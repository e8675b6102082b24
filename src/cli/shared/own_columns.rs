//! The grid columns that the user's own layers read, and how many of their numbers are unknown.

use pdpe::grid::{Grid, NeededColumn};
use pdpe::model::Model;
use pdpe::text::{counted, grouped};

use super::Talk;

/// The columns that the user's own layers read, with the keys that name them.
pub fn needed_columns(model: &Model) -> Vec<NeededColumn> {
    let needed = |(column, layer, number): (&str, &str, usize)| NeededColumn {
        name: column.to_owned(),
        by: format!("the layer `{layer}` (layers[{number}].column)"),
    };
    model.grid_columns().into_iter().map(needed).collect()
}

/// Counts cells of a file without an income, or without a number in a column that one of the user's own layers reads.
pub struct UnknownNumbers<'m> {
    cells: usize,
    counts_incomes: bool,
    incomes: usize,
    /// Column, layer and count.
    columns: Vec<(&'m str, &'m str, usize)>,
}

impl<'m> UnknownNumbers<'m> {
    /// Nothing counted yet.
    pub fn new(model: &'m Model) -> Self {
        Self {
            cells: 0,
            counts_incomes: model.counts_incomes(),
            incomes: 0,
            columns: model.grid_columns().into_iter().map(|(column, layer, _)| (column, layer, 0)).collect(),
        }
    }

    /// Counts the cells of a grid.
    pub fn count(&mut self, grid: &Grid) {
        self.cells += grid.len();
        self.incomes += grid.income().iter().filter(|income| income.is_nan()).count();
        for (column, _, count) in &mut self.columns {
            *count += grid.column(column).unwrap_or_default().iter().filter(|number| number.is_nan()).count();
        }
    }

    /// Reports each column with unknown numbers.
    pub fn report(&self, talk: Talk, input: &str) {
        if self.counts_incomes && self.incomes > 0 {
            let (count, cells) = (grouped(self.incomes), counted(self.cells, "cell"));
            talk.say(format_args!("{input}: {count} of {cells} have no income; their income factor is 1"));
        }
        for (column, layer, count) in self.columns.iter().filter(|(.., count)| *count > 0) {
            let (count, cells) = (grouped(*count), counted(self.cells, "cell"));
            talk.say(format_args!("{input}: {count} of {cells} have no {column}; they score 0 in the layer {layer}"));
        }
    }
}
