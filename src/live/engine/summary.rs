//! A summary of all cells at one instant: minimum, mean and maximum combined score, and where.

#![allow(clippy::inline_always)] // it becomes vector code along with its caller

use std::ops::Range;

use crate::layers::lanes::Lanes;

/// A summary of all cells at one instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridSummary {
    /// Least combined score.
    pub min: f64,
    /// Mean combined score.
    pub mean: f64,
    /// Greatest combined score.
    pub max: f64,
    /// Position of the cell with the greatest score, the first of equals.
    pub best: usize,
}

/// A summary of a block of cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockSummary {
    min: f64,
    max: f64,
    sum: f64,
    best: usize,
}

impl BlockSummary {
    /// No cells.
    pub const EMPTY: Self = Self { min: f64::INFINITY, max: f64::NEG_INFINITY, sum: 0.0, best: 0 };

    /// The summary of the cells at some positions with these combined scores.
    #[inline(always)]
    pub fn of(cells: Range<usize>, combined: &[f64]) -> Self {
        let mut lanes = Lanes::default();
        lanes.add_all(combined);
        Self::collected(&lanes, cells, combined)
    }

    /// The summary of the cells at some positions with these combined scores, which were added to `lanes`.
    #[inline(always)]
    pub fn collected(lanes: &Lanes, cells: Range<usize>, combined: &[f64]) -> Self {
        let max = lanes.max();
        Self { min: lanes.min(), max, sum: lanes.sum(), best: cells.start + position(combined, max) }
    }

    /// The summary of these cells and those of a later block.
    pub fn and(self, later: Self) -> Self {
        let (max, best) = if later.max > self.max { (later.max, later.best) } else { (self.max, self.best) };
        Self { min: self.min.min(later.min), max, sum: self.sum + later.sum, best }
    }

    /// The summary of a grid of `cells`; none without cells.
    pub fn of_grid(self, cells: usize) -> Option<GridSummary> {
        #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
        let mean = self.sum / cells as f64;
        (cells > 0).then_some(GridSummary { min: self.min, mean, max: self.max, best: self.best })
    }
}

/// The first position of a number; searched in chunks, each without a branch.
#[inline(always)]
fn position(among: &[f64], number: f64) -> usize {
    const CHUNK: usize = 32;
    let is_it = |score: &f64| score.to_bits() == number.to_bits();
    let has_it = |chunk: &[f64]| chunk.iter().fold(false, |has, score| has | is_it(score));
    let chunk = CHUNK * among.chunks(CHUNK).position(has_it).unwrap_or(0);
    chunk + among.iter().skip(chunk).position(is_it).unwrap_or(0)
}
