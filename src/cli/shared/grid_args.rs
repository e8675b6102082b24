//! The options that choose a grid.

use std::path::PathBuf;

use pdpe::geo::LatLon;
use pdpe::grid::{ColumnChoice, Grid, GridReader, NeededColumn, Regular, kansas_city, read_all};
use pdpe::model::Model;
use pdpe::stream::Cells;

use super::super::usage;
use super::own_columns::{UnknownNumbers, needed_columns};
use super::{Notices, Talk, input_name, open_input};

/// The grid to score.
#[derive(clap::Args)]
pub struct GridArgs {
    /// CSV file of cells, or - for stdin [default: Kansas City in 5,494 cells of 500 m]
    #[arg(long, value_name = "FILE", help_heading = "Grid")]
    pub grid: Option<PathBuf>,
    /// Column with the latitude [default: lat, latitude or y]
    #[arg(long, value_name = "NAME", requires = "grid", help_heading = "Grid")]
    lat_col: Option<String>,
    /// Column with the longitude [default: lon, lng, long, longitude or x]
    #[arg(long, value_name = "NAME", requires = "grid", help_heading = "Grid")]
    lon_col: Option<String>,
    /// Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]
    #[arg(long, value_name = "NAME", requires = "grid", help_heading = "Grid")]
    id_col: Option<String>,
    /// Column with the income [default: income, if it exists]
    #[arg(long, value_name = "NAME", requires = "grid", conflicts_with = "no_income", help_heading = "Grid")]
    income_col: Option<String>,
    /// Ignore incomes
    #[arg(long, help_heading = "Grid")]
    no_income: bool,
}

impl GridArgs {
    /// Opens the grid and reads its header. It must have the columns that the model reads.
    pub fn open(&self, model: &Model) -> anyhow::Result<Cells> {
        let needed = needed_columns(model);
        let Some(path) = &self.grid else {
            let grid = self.preset();
            // The preset has no other numbers than incomes.
            let has = |needed: &NeededColumn| needed.name.eq_ignore_ascii_case("income") && grid.has_income();
            if let Some(NeededColumn { name, by }) = needed.iter().find(|needed| !has(needed)) {
                return Err(usage(format!(
                    "the grid of Kansas City has no column `{name}` for {by}; give a grid that has one: --grid FILE"
                )));
            }
            return Ok(Cells::Regular(grid));
        };
        let choice = ColumnChoice {
            lat: self.lat_col.clone(),
            lon: self.lon_col.clone(),
            id: self.id_col.clone(),
            income: self.income_col.clone(),
            no_income: self.no_income,
            needed,
        };
        Ok(Cells::Csv(GridReader::open(open_input(path)?, &input_name(path), &choice)?))
    }

    /// Reads the whole grid and reports rejected rows.
    pub fn read(&self, model: &Model, talk: Talk, strict: bool) -> anyhow::Result<Grid> {
        let reader = match self.open(model)? {
            Cells::Regular(grid) => return Ok(grid.whole()),
            Cells::Csv(reader) => reader,
        };
        let (grid, rejected) = read_all(reader)?;
        let (name, rows) = (self.name(), grid.len() + rejected.len());
        let mut notices = Notices::new(talk, &name);
        rejected.iter().for_each(|row| notices.add(":", row));
        notices.finish_rejections("rows", rows, strict)?;
        if grid.is_empty() {
            return Err(no_cells(&name, rows));
        }
        let mut unknown = UnknownNumbers::new(model);
        unknown.count(&grid);
        unknown.report(talk, &name);
        Ok(grid)
    }

    fn preset(&self) -> Regular {
        let grid = kansas_city();
        if self.no_income { grid.with_income(None) } else { grid }
    }

    /// The income at a place of the bundled grid; `None` elsewhere and for other grids.
    pub fn income_at(&self, place: LatLon) -> Option<f64> {
        if self.grid.is_none() { self.preset().income_at(place) } else { None }
    }

    /// The position of the cell with an id.
    pub fn find(&self, grid: &Grid, id: &str) -> anyhow::Result<usize> {
        let cells: Vec<usize> = grid.positions(id).take(2).collect();
        match cells[..] {
            [cell] => Ok(cell),
            [] => anyhow::bail!("{} has no cell `{id}` among its {}", self.name(), grid.len()),
            [one, other, ..] => anyhow::bail!(
                "{} has more than one cell `{id}`, at {} and at {}; name each cell once",
                self.name(),
                grid.place(one),
                grid.place(other)
            ),
        }
    }

    /// The name of the grid in messages.
    pub fn name(&self) -> String {
        self.grid.as_deref().map_or_else(|| "Kansas City".into(), input_name)
    }
}

/// The error for a grid without a usable cell, of a file with this many rows.
pub fn no_cells(name: &str, rows: usize) -> anyhow::Error {
    anyhow::anyhow!("{name}: {}", if rows == 0 { "no rows after the header" } else { "no row can be used" })
}
