//! Scores as bytes: the formats, their columns, and what to do with each chunk of cells.

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
mod svg;
mod table;

pub use self::png::{PngError, png};
pub use colour::{ColourDepth, INK, Rgb, Scale, WHITE, viridis};
pub use column::{Column, NamedScores};
pub use decimal::{push_decimal, rounded};
pub use drawing::{Anchor, Drawing, Shape, draw};
pub use format::{Format, PictureFormat, RowFormat};
pub use grid::GridWriter;
pub use heatmap::{TerminalRoom, heatmap};
pub use lattice::{Axis, Lattice};
pub use lines::{LineColumn, Lines};
pub use picture::{BestPlace, Happening, Picture};
pub use raster::{Points, Raster};
pub use rows::{Record, Rows, Sheet};
pub use select::{Best, Order};
pub use svg::svg;
pub use table::{Kind, Style, Table, bar, cut, too_many};

use crate::score::Scored;

/// What a whole document says beside its cells.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The time scored, RFC 3339 with the offset of the zone.
    pub timestamp: String,
    /// The zone's name.
    pub timezone: String,
    /// Which model: `published`, or the file that changed it.
    pub model: String,
    /// Height and width of a cell in degrees, if the grid is regular.
    pub cell_degrees: Option<(f64, f64)>,
}

/// Writes cells as rows, chunk by chunk.
#[derive(Clone, Debug)]
pub struct Writer {
    /// The format.
    pub format: RowFormat,
    /// The columns and their order.
    pub columns: Vec<Column>,
    /// What stands around the cells.
    pub heading: Heading,
}

impl Writer {
    /// What comes before the first cell.
    pub fn start(&self, out: &mut Vec<u8>) {
        match self.format {
            RowFormat::Csv => csv::header(self.columns.iter().map(Column::name), out),
            RowFormat::Json => json::start(&self.heading, out),
            RowFormat::Ndjson => {}
            RowFormat::Geojson => geojson::start(out),
        }
    }

    /// Adds those of the cells whose combined score is at least `min_score`.
    pub fn cells(&self, scored: &Scored, min_score: f64, out: &mut Vec<u8>) {
        let cells = (0..scored.grid.len()).filter(|&cell| scored.scores.combined_score[cell] >= min_score);
        match self.format {
            RowFormat::Csv => csv::rows(&self.columns, b"", scored, cells, out),
            RowFormat::Ndjson => json::lines(&self.columns, b"", scored, cells, out),
            RowFormat::Json => json::elements(&self.columns, scored, cells, out),
            RowFormat::Geojson => geojson::features(&self.columns, self.heading.cell_degrees, scored, cells, out),
        }
    }

    /// What comes before the first cell where each has its time in front; CSV and NDJSON only.
    pub fn start_timed(&self, out: &mut Vec<u8>) {
        if self.format == RowFormat::Csv {
            out.extend_from_slice(b"timestamp,");
            csv::header(self.columns.iter().map(Column::name), out);
        }
    }

    /// Adds some of the cells, each with a time in front; CSV and NDJSON only.
    pub fn timed_cells(&self, timestamp: &str, scored: &Scored, cells: impl Iterator<Item = usize>, out: &mut Vec<u8>) {
        if self.format == RowFormat::Csv {
            csv::rows(&self.columns, format!("{timestamp},").as_bytes(), scored, cells, out);
        } else {
            let lead = format!("\"timestamp\":\"{timestamp}\",");
            json::lines(&self.columns, lead.as_bytes(), scored, cells, out);
        }
    }

    /// What stands between two runs of cells that are not empty.
    #[must_use]
    pub fn separator(&self) -> &'static [u8] {
        match self.format {
            RowFormat::Json | RowFormat::Geojson => b",\n",
            RowFormat::Csv | RowFormat::Ndjson => b"",
        }
    }

    /// What comes after the last cell.
    pub fn end(&self, summary: &Summary, out: &mut Vec<u8>) {
        match self.format {
            RowFormat::Json => json::end(summary, out),
            RowFormat::Geojson => geojson::end(out),
            RowFormat::Csv | RowFormat::Ndjson => {}
        }
    }
}

/// What can be said of all cells together; the same at any number of threads and any chunks.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Summary {
    /// Cells scored.
    pub cells: usize,
    /// Rows left out because they were bad.
    pub rejected: usize,
    /// Cells written: those asked for, and not below the least score.
    pub written: usize,
    /// Events open at the time.
    pub open_events: usize,
    /// Least combined score; none without cells.
    #[serde(serialize_with = "six_decimals")]
    pub min: Option<f64>,
    /// Mean combined score.
    #[serde(serialize_with = "six_decimals")]
    pub mean: Option<f64>,
    /// Greatest combined score.
    #[serde(serialize_with = "six_decimals")]
    pub max: Option<f64>,
    /// The cell with the greatest score, the first of equals.
    pub best_cell: Option<String>,
    /// Sum of the scores in units of 2⁻⁴⁰: whole numbers add up to the same in any order.
    #[serde(skip)]
    sum: i128,
}

#[expect(clippy::ref_option, reason = "serde hands over a reference")]
fn six_decimals<S: serde::Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    serde::Serialize::serialize(&value.map(rounded), serializer)
}

impl Summary {
    /// Of no cells yet.
    #[must_use]
    pub fn new(open_events: usize) -> Self {
        Self { open_events, ..Self::default() }
    }

    /// Counts a chunk in, without looking at its scores.
    pub fn count(&mut self, scored: &Scored) {
        self.rejected += scored.rejected.len();
        self.cells += scored.grid.len();
    }

    /// Counts a chunk in with its scores; cells not below `min_score` are written. Chunks come
    /// in the order of the grid.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a model makes no score above 1e12, below 2^40, and counts are below 2^47"
    )]
    pub fn add(&mut self, scored: &Scored, min_score: f64) {
        const UNIT: f64 = (1u64 << 40) as f64;
        self.count(scored);
        for (cell, &score) in scored.scores.combined_score.iter().enumerate() {
            self.written += usize::from(score >= min_score);
            self.sum += (score * UNIT).round() as i128;
            if self.min.is_none_or(|min| score < min) {
                self.min = Some(score);
            }
            if self.max.is_none_or(|max| score > max) {
                self.max = Some(score);
                self.best_cell = Some(scored.grid.id(cell).to_owned());
            }
        }
        self.mean = (self.cells > 0).then(|| self.sum as f64 / UNIT / self.cells as f64);
    }
}
