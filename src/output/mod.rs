//! The output formats, their columns, and the writer of scored cells.

mod calendar;
mod colour;
mod column;
mod csv;
mod decimal;
mod drawing;
pub mod events;
mod format;
mod geojson;
mod grid;
mod heatmap;
pub mod html;
mod json;
mod lattice;
mod lines;
mod picture;
pub mod plan;
mod png;
mod raster;
pub mod report;
mod rows;
mod select;
mod summary;
mod svg;
mod table;
mod waypoints;

pub use self::png::{PngError, png};
pub use colour::{ColourDepth, INK, Rgb, Scale, WHITE, viridis};
pub use column::{Column, NamedScores};
pub use decimal::{push_decimal, rounded};
pub use drawing::{Anchor, Drawing, Shape, draw};
pub use format::{Format, PictureFormat, RowFormat, WaypointFormat};
pub use grid::GridWriter;
pub use heatmap::{TerminalRoom, heatmap};
pub use lattice::{Axis, Lattice};
pub use lines::{LineColumn, Lines};
pub use picture::{BestPlace, Happening, Picture};
pub use raster::{Points, Raster};
pub use rows::{Record, Rows, Sheet};
pub use select::{Best, Selection};
pub use summary::Summary;
pub use svg::svg;
pub use table::{ColumnKind, Style, Table, bar, cut, too_many};
pub use waypoints::{Waypoint, waypoints};

use std::sync::Arc;

use crate::places::Names;
use crate::score::Scored;

/// What a document contains besides its cells.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The time scored, RFC 3339 with the offset of the zone.
    pub timestamp: String,
    /// The zone's name.
    pub timezone: String,
    /// The name of the model: `measured`, `published`, or one of them with the file that changes it.
    pub model: String,
    /// Height and width of a cell in degrees, for a regular grid.
    pub cell_degrees: Option<(f64, f64)>,
    /// The place scored, if one was named.
    pub place: Option<Arc<PlaceHeading>>,
}

/// What outputs say of a place that is scored.
#[derive(Clone, Debug)]
pub struct PlaceHeading {
    /// Its name in full; none where only places of the user's own are known.
    pub name: Option<String>,
    /// What is not known of it, in single words.
    pub unknown: Vec<&'static str>,
    /// What people call the spots in it.
    pub names: Names,
}

/// Writes cells as rows, chunk by chunk.
#[derive(Clone, Debug)]
pub struct CellWriter {
    /// The format.
    pub format: RowFormat,
    /// The columns and their order.
    pub columns: Vec<Column>,
    /// The text around the cells.
    pub heading: Heading,
}

impl CellWriter {
    /// Adds the text before the first cell.
    pub fn start(&self, out: &mut Vec<u8>) {
        match self.format {
            RowFormat::Csv => csv::header(self.columns.iter().map(Column::name), out),
            RowFormat::Json => json::start(&self.heading, out),
            RowFormat::Ndjson => {}
            RowFormat::Geojson => geojson::start(Some(&self.heading), true, out),
        }
    }

    /// Adds the cells with a combined score of at least `min_score`.
    pub fn cells(&self, scored: &Scored, min_score: f64, out: &mut Vec<u8>) {
        let cells = (0..scored.grid.len()).filter(|&cell| scored.scores.combined_score[cell] >= min_score);
        let timestamp = &self.heading.timestamp;
        match self.format {
            RowFormat::Csv => csv::rows(&self.columns, timestamp, scored, cells, out),
            RowFormat::Ndjson => json::lines(&self.columns, timestamp, scored, cells, out),
            RowFormat::Json => json::elements(&self.columns, &self.heading, scored, cells, out),
            RowFormat::Geojson => self.features(timestamp, scored, cells, out),
        }
    }

    /// Adds the text before the first cell of [`CellWriter::cells_at`].
    pub fn start_replay(&self, out: &mut Vec<u8>) {
        match self.format {
            RowFormat::Geojson => geojson::start(Some(&self.heading), false, out),
            _ => self.start(out),
        }
    }

    /// Adds some of the cells at a time of their own. Not for JSON, whose heading has the time.
    pub fn cells_at(&self, timestamp: &str, scored: &Scored, cells: impl Iterator<Item = usize>, out: &mut Vec<u8>) {
        match self.format {
            RowFormat::Csv => csv::rows(&self.columns, timestamp, scored, cells, out),
            RowFormat::Json | RowFormat::Ndjson => json::lines(&self.columns, timestamp, scored, cells, out),
            RowFormat::Geojson => self.features(timestamp, scored, cells, out),
        }
    }

    /// Features always have a timestamp: programs that play them look for it in each.
    fn features(&self, timestamp: &str, scored: &Scored, cells: impl Iterator<Item = usize>, out: &mut Vec<u8>) {
        let has_time = self.columns.contains(&Column::TIMESTAMP);
        let time = [Column::TIMESTAMP].into_iter().filter(|_| !has_time);
        let columns: Vec<Column> = time.chain(self.columns.iter().cloned()).collect();
        geojson::features(&columns, self.heading.cell_degrees, timestamp, scored, cells, out);
    }

    /// The text between two chunks of cells.
    #[must_use]
    pub fn separator(&self) -> &'static [u8] {
        match self.format {
            RowFormat::Json | RowFormat::Geojson => b",\n",
            RowFormat::Csv | RowFormat::Ndjson => b"",
        }
    }

    /// Adds the text after the last cell.
    pub fn end(&self, summary: &Summary, out: &mut Vec<u8>) {
        match self.format {
            RowFormat::Json => json::end(summary, out),
            RowFormat::Geojson => geojson::end(out),
            RowFormat::Csv | RowFormat::Ndjson => {}
        }
    }
}
