//! Reduces cells to what a canvas can show: all cells if they fit, else the best cell of each block.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::columns;
use super::document::Near;
use crate::geo::BoundingBox;
use crate::grid::Grid;
use crate::output::lattice::{Lattice, real, whole};
use crate::output::rounded;
use crate::places::Names;
use crate::score::Scores;

/// The greatest number of rows or columns of a canvas.
const LONGEST: usize = 1024;

/// The size of a canvas in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    columns: usize,
    rows: usize,
}

/// A text that is not a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write COLUMNSxROWS, each from 1 to {LONGEST}, as in 320x200")]
pub struct RoomError;

impl FromStr for Room {
    type Err = RoomError;

    fn from_str(text: &str) -> Result<Self, RoomError> {
        let number = |text: &str| text.parse().ok().filter(|number| (1..=LONGEST).contains(number));
        let (columns, rows) = text.split_once('x').ok_or(RoomError)?;
        Ok(Self { columns: number(columns).ok_or(RoomError)?, rows: number(rows).ok_or(RoomError)? })
    }
}

impl fmt::Display for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.columns, self.rows)
    }
}

/// The entries to show in a box: one for each block with cells, by rows from the south and columns from the west; or one
/// for each cell, if there are few scattered cells.
#[derive(Clone, Debug)]
pub struct Pooled {
    /// The lattice of the blocks; `None` for scattered cells.
    pub lattice: Option<Lattice>,
    /// Number of cells along the side of a block; `None` for blocks of scattered cells.
    pub each: Option<usize>,
    /// The best cell of each entry, by its position in the grid.
    best: Vec<usize>,
    /// The greatest combined score of each entry, then the greatest score of each layer.
    greatest: Vec<Vec<f64>>,
}

/// A block without cells.
const NONE: usize = usize::MAX;

impl Pooled {
    /// Pools the cells in a box, or all cells. `lattice` is the lattice of the grid.
    #[must_use]
    pub fn new(grid: &Grid, scores: &Scores, lattice: Option<&Lattice>, area: Option<BoundingBox>, room: Room) -> Self {
        match lattice {
            Some(lattice) => in_blocks(grid, scores, lattice, area, room),
            None => in_bins(grid, scores, area, room),
        }
    }

    /// The entries for the page, as JSON. `cells` is the lattice of the grid. Scores are in millionths if they all fit into
    /// four bytes, else floats. The place of an entry is that of its best cell.
    #[must_use]
    pub fn json(&self, grid: &Grid, cells: Option<&Lattice>, names: Option<&Names>, timestamp: &str) -> Vec<u8> {
        #[derive(Serialize)]
        struct Document<'a> {
            timestamp: &'a str,
            lattice: Option<Lattice>,
            each: Option<usize>,
            cells: Option<&'a Lattice>,
            /// The position of the best cell of each entry in those cells.
            slots: Option<String>,
            /// Its place, for scattered cells.
            lat: Option<String>,
            lon: Option<String>,
            ids: Vec<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            near: Option<Near<'a>>,
            millionths: bool,
            scores: Vec<String>,
        }
        let degrees = |of: &[f64]| columns::numbers(self.best.iter().map(|&cell| of[cell]));
        let slots = |lattice: &Lattice| {
            let slot =
                |&cell: &usize| lattice.row(grid.lat()[cell]) * lattice.columns + lattice.column(grid.lon()[cell]);
            // A lattice has at most 8192 rows of 8192 columns.
            columns::positions(self.best.iter().map(slot).map(|slot| u32::try_from(slot).unwrap_or(u32::MAX)))
        };
        let is_small = |&score: &f64| score <= f64::from(u32::MAX / 1_000_000);
        let are_small = self.greatest.iter().flatten().all(is_small);
        let document = Document {
            timestamp,
            lattice: self.lattice,
            each: self.each,
            cells,
            slots: cells.map(slots),
            lat: cells.is_none().then(|| degrees(grid.lat())),
            lon: cells.is_none().then(|| degrees(grid.lon())),
            ids: self.best.iter().map(|&cell| grid.id(cell)).collect(),
            near: names.map(|names| Near::new(self.best.iter().map(|&cell| grid.place(cell)), names)),
            millionths: are_small,
            scores: self
                .greatest
                .iter()
                .map(|layer| {
                    if are_small {
                        columns::positions(layer.iter().map(|&score| millionths(score)))
                    } else {
                        columns::numbers(layer.iter().map(|&score| rounded(score)))
                    }
                })
                .collect(),
        };
        serde_json::to_vec(&document).expect("numbers, text and lists of them are JSON")
    }

    /// The entries of `blocks` blocks, from cells that are given with their block.
    fn of(
        lattice: Option<Lattice>,
        each: Option<usize>,
        scores: &Scores,
        blocks: usize,
        cells: &[(usize, usize)],
    ) -> Self {
        let combined = &scores.combined_score;
        let mut best = vec![NONE; blocks];
        for &(cell, block) in cells {
            // Of equal ones the earlier is the best.
            if best[block] == NONE || combined[cell] > combined[best[block]] {
                best[block] = cell;
            }
        }
        let greatest_of = |column: &[f64]| {
            let mut greatest = vec![f64::NEG_INFINITY; blocks];
            for &(cell, block) in cells {
                greatest[block] = greatest[block].max(column[cell]);
            }
            let with_cells = greatest.into_iter().zip(&best).filter(|(_, best)| **best != NONE);
            with_cells.map(|(greatest, _)| greatest).collect()
        };
        let columns = [combined].into_iter().chain(&scores.layers);
        let greatest = columns.map(|column| greatest_of(column)).collect();
        best.retain(|&cell| cell != NONE);
        Self { lattice, each, best, greatest }
    }
}

/// The score in millionths, rounded like six decimals.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "neither negative nor large")]
fn millionths(score: f64) -> u32 {
    let near = score * 1e6;
    // Nearly halfway between two the rounding error of the product may matter.
    let is_clear = (near.fract() - 0.5).abs() > 1e-4;
    (if is_clear { near } else { rounded(score) * 1e6 }).round() as u32
}

/// The rows or columns of a lattice that a box touches.
struct Lines {
    first: usize,
    last: usize,
}

impl Lines {
    /// `None` if there are none.
    fn of(first: f64, step: f64, count: usize, box_ends: Option<(f64, f64)>) -> Option<Self> {
        let Some((low, high)) = box_ends else { return Some(Self { first: 0, last: count.checked_sub(1)? }) };
        let at = |degrees: f64| ((degrees - first) / step).round();
        let (low, high) = (at(low).max(0.0), at(high).min(real(count) - 1.0));
        (low <= high).then(|| Self { first: whole(low), last: whole(high) })
    }

    /// The number of blocks. Blocks are counted from the first row of the lattice, so they do not move with the box.
    fn blocks(&self, each: usize) -> usize {
        self.last / each - self.first / each + 1
    }
}

fn in_blocks(grid: &Grid, scores: &Scores, lattice: &Lattice, area: Option<BoundingBox>, room: Room) -> Pooled {
    let nothing = || Pooled::of(None, Some(1), scores, 0, &[]);
    let rows = Lines::of(lattice.south, lattice.tall, lattice.rows, area.map(|area| (area.south, area.north)));
    let columns = Lines::of(lattice.west, lattice.wide, lattice.columns, area.map(|area| (area.west, area.east)));
    let Some((rows, columns)) = rows.zip(columns) else { return nothing() };
    let mut each = 1;
    while rows.blocks(each) > room.rows || columns.blocks(each) > room.columns {
        each += 1;
    }
    let (first_row, first_column) = (rows.first / each, columns.first / each);
    let (block_rows, block_columns) = (rows.blocks(each), columns.blocks(each));
    let mut cells = Vec::new();
    // Blocks are whole even if the box cuts them, so the best cell of a block does not depend on the box.
    let (row_of, column_of) = (block_of(lattice.rows, each, first_row), block_of(lattice.columns, each, first_column));
    for cell in 0..grid.len() {
        let row = row_of[lattice.row(grid.lat()[cell])];
        let column = column_of[lattice.column(grid.lon()[cell])];
        if row < block_rows && column < block_columns {
            cells.push((cell, row * block_columns + column));
        }
    }
    let middle = |first: f64, step: f64, block: usize| first + step * (real(block * each) + (real(each) - 1.0) / 2.0);
    let shown = Lattice {
        south: middle(lattice.south, lattice.tall, first_row),
        west: middle(lattice.west, lattice.wide, first_column),
        tall: lattice.tall * real(each),
        wide: lattice.wide * real(each),
        rows: block_rows,
        columns: block_columns,
    };
    Pooled::of(Some(shown), Some(each), scores, block_rows * block_columns, &cells)
}

/// The block of each row, counted from block `first`; `usize::MAX` for rows before it.
fn block_of(rows: usize, each: usize, first: usize) -> Vec<usize> {
    (0..rows).map(|row| (row / each).checked_sub(first).unwrap_or(usize::MAX)).collect()
}

fn in_bins(grid: &Grid, scores: &Scores, area: Option<BoundingBox>, room: Room) -> Pooled {
    let nothing = || Pooled::of(None, Some(1), scores, 0, &[]);
    let Some(all) = BoundingBox::around(grid.lat(), grid.lon()) else { return nothing() };
    let area = area.unwrap_or(all);
    let (lat, lon) = (grid.lat(), grid.lon());
    let inside: Vec<usize> = (0..grid.len()).filter(|&cell| area.contains(lat[cell], lon[cell])).collect();
    if inside.len() <= room.rows * room.columns {
        let alone: Vec<(usize, usize)> = inside.into_iter().enumerate().map(|(block, cell)| (cell, block)).collect();
        return Pooled::of(None, Some(1), scores, alone.len(), &alone);
    }
    // Limited to the extent of the cells, so that no bins are empty for nothing.
    let (south, north) = (area.south.max(all.south), area.north.min(all.north));
    let (west, east) = (area.west.max(all.west), area.east.min(all.east));
    // A little more than that, so that the last cell is in the last bin.
    let step = |low: f64, high: f64, count: usize| ((high - low) * (1.0 + 1e-9) / real(count)).max(1e-9);
    let (tall, wide) = (step(south, north, room.rows), step(west, east, room.columns));
    let bins = Lattice {
        south: south + tall / 2.0,
        west: west + wide / 2.0,
        tall,
        wide,
        rows: room.rows,
        columns: room.columns,
    };
    let bin = |cell: usize| (cell, bins.row(lat[cell]) * bins.columns + bins.column(lon[cell]));
    let cells: Vec<(usize, usize)> = inside.into_iter().map(bin).collect();
    Pooled::of(Some(bins), None, scores, bins.rows * bins.columns, &cells)
}
