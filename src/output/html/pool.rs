//! Cells made as few as a canvas can show: as they are where there is room, and else the best of
//! each block of neighbours.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::columns;
use crate::geo::BoundingBox;
use crate::grid::Grid;
use crate::output::lattice::{Lattice, real, whole};
use crate::output::rounded;
use crate::score::Scores;

/// No canvas shows more than this in a row or a column.
const LONGEST: usize = 1024;

/// How many cells there is room for, from side to side and from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    columns: usize,
    rows: usize,
}

/// The text is not a room.
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

/// What there is to show in a box: one entry for each block with a cell in it, by rows from the
/// south and in them from the west; or for each cell, where they are scattered and few.
#[derive(Clone, Debug)]
pub struct Pooled {
    /// Rows and columns of the blocks; none: cells scattered.
    pub lattice: Option<Lattice>,
    /// How many cells a block has from side to side; none: blocks of scattered cells.
    pub each: Option<usize>,
    /// The best cell of each entry, by its position in the grid.
    best: Vec<usize>,
    /// The greatest combined score of each, then those of each layer.
    greatest: Vec<Vec<f64>>,
}

/// A block that no cell is in.
const NONE: usize = usize::MAX;

impl Pooled {
    /// Pools what lies in a box, or all; `lattice` is the grid's.
    #[must_use]
    pub fn new(grid: &Grid, scores: &Scores, lattice: Option<&Lattice>, area: Option<BoundingBox>, room: Room) -> Self {
        match lattice {
            Some(lattice) => in_blocks(grid, scores, lattice, area, room),
            None => in_bins(grid, scores, area, room),
        }
    }

    /// The entries as the page reads them, as JSON; `cells` is the grid's lattice. Scores are in
    /// millionths where all of them are so small that four bytes hold them, else numbers. Each entry is where its best cell is.
    #[must_use]
    pub fn json(&self, grid: &Grid, cells: Option<&Lattice>, timestamp: &str) -> Vec<u8> {
        #[derive(Serialize)]
        struct Document<'a> {
            timestamp: &'a str,
            lattice: Option<Lattice>,
            each: Option<usize>,
            cells: Option<&'a Lattice>,
            /// Where in those cells the best of each entry is.
            slots: Option<String>,
            /// Its place, where they are scattered.
            lat: Option<String>,
            lon: Option<String>,
            ids: Vec<&'a str>,
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

    /// So many blocks, of cells that are given with the block each is in.
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
            // Of equals the earlier is the best.
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

/// With six decimals, as everywhere.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "neither negative nor large")]
fn millionths(score: f64) -> u32 {
    let near = score * 1e6;
    // Close to half way between two the product may be on the wrong side.
    let is_clear = (near.fract() - 0.5).abs() > 1e-4;
    (if is_clear { near } else { rounded(score) * 1e6 }).round() as u32
}

/// Rows or columns of a lattice that a box touches, in blocks of `each`.
struct Span {
    first: usize,
    last: usize,
}

impl Span {
    /// None when there are none.
    fn of(first: f64, step: f64, count: usize, box_ends: Option<(f64, f64)>) -> Option<Self> {
        let Some((low, high)) = box_ends else { return Some(Self { first: 0, last: count.checked_sub(1)? }) };
        let at = |degrees: f64| ((degrees - first) / step).round();
        let (low, high) = (at(low).max(0.0), at(high).min(real(count) - 1.0));
        (low <= high).then(|| Self { first: whole(low), last: whole(high) })
    }

    /// How many blocks there are; blocks are counted from the first of all rows, so that they stay
    /// where they are when the box moves.
    fn blocks(&self, each: usize) -> usize {
        self.last / each - self.first / each + 1
    }
}

fn in_blocks(grid: &Grid, scores: &Scores, lattice: &Lattice, area: Option<BoundingBox>, room: Room) -> Pooled {
    let nothing = || Pooled::of(None, Some(1), scores, 0, &[]);
    let rows = Span::of(lattice.south, lattice.tall, lattice.rows, area.map(|area| (area.south, area.north)));
    let columns = Span::of(lattice.west, lattice.wide, lattice.columns, area.map(|area| (area.west, area.east)));
    let Some((rows, columns)) = rows.zip(columns) else { return nothing() };
    let mut each = 1;
    while rows.blocks(each) > room.rows || columns.blocks(each) > room.columns {
        each += 1;
    }
    let (first_row, first_column) = (rows.first / each, columns.first / each);
    let (block_rows, block_columns) = (rows.blocks(each), columns.blocks(each));
    let mut cells = Vec::new();
    // Whole blocks, also where the box cuts them: the best of a block is the same wherever it is seen.
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

/// The block of each row, counted from the first that is wanted; out of reach for those before it.
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
    // No larger than the cells reach, so that no bins are spent on nothing.
    let (south, north) = (area.south.max(all.south), area.north.min(all.north));
    let (west, east) = (area.west.max(all.west), area.east.min(all.east));
    // A little more than that, so that the last of them is in the last bin.
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
