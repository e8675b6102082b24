//! A grid without scores, as CSV or GeoJSON.

use super::csv::push_field;
use super::geojson::{self, geometry};
use super::json::push_string;
use crate::grid::Grid;

/// Writes the cells of a regular grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridWriter {
    /// GeoJSON instead of CSV.
    pub geojson: bool,
    /// Height and width of a cell in degrees.
    pub cell_degrees: (f64, f64),
    /// Whether there is an income per cell.
    pub has_income: bool,
}

impl GridWriter {
    /// Adds the text before the first cell.
    pub fn start(&self, out: &mut Vec<u8>) {
        match (self.geojson, self.has_income) {
            (true, _) => geojson::start(None, false, out),
            (false, true) => out.extend_from_slice(b"cell_id,lat,lon,income\n"),
            (false, false) => out.extend_from_slice(b"cell_id,lat,lon\n"),
        }
    }

    /// Adds cells; `first` says that none came before.
    pub fn cells(&self, grid: &Grid, first: bool, out: &mut Vec<u8>) {
        for cell in 0..grid.len() {
            if self.geojson {
                out.extend_from_slice(if first && cell == 0 { b"" } else { b",\n" });
                self.feature(grid, cell, out);
            } else {
                self.row(grid, cell, out);
            }
        }
    }

    /// Adds the text after the last cell.
    pub fn end(&self, out: &mut Vec<u8>) {
        if self.geojson {
            geojson::end(out);
        }
    }

    fn row(&self, grid: &Grid, cell: usize, out: &mut Vec<u8>) {
        push_field(grid.id(cell), out);
        // All digits, so that the cells are identical when read back.
        let (lat, lon) = (grid.lat()[cell], grid.lon()[cell]);
        out.extend_from_slice(format!(",{lat},{lon}").as_bytes());
        if self.has_income {
            out.push(b',');
            out.extend_from_slice(grid.income()[cell].to_string().as_bytes());
        }
        out.push(b'\n');
    }

    fn feature(&self, grid: &Grid, cell: usize, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"type\":\"Feature\",\"geometry\":");
        geometry(grid.lat()[cell], grid.lon()[cell], Some(self.cell_degrees), out);
        out.extend_from_slice(b",\"properties\":{\"cell_id\":");
        push_string(grid.id(cell), out);
        if self.has_income {
            out.extend_from_slice(b",\"income\":");
            out.extend_from_slice(grid.income()[cell].to_string().as_bytes());
        }
        out.extend_from_slice(b"}}");
    }
}
