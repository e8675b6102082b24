//! A summary of all cells at one instant: minimum, mean and maximum combined score, and where.

#![allow(clippy::inline_always)] // it becomes vector code along with its caller

use std::array::from_fn;
use std::ops::Range;

/// Sums are kept in this many parts, so that the compiler vectorizes them. This fixes the order of
/// additions for any processor and number of threads.
const LANES: usize = 16;

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
        let mut lanes = Lanes::new();
        let (chunks, rest) = combined.as_chunks::<LANES>();
        for chunk in chunks {
            lanes.add(chunk);
        }
        for (lane, &score) in rest.iter().enumerate() {
            lanes.min[lane] = lanes.min[lane].min(score);
            lanes.max[lane] = lanes.max[lane].max(score);
            lanes.sum[lane] += score;
        }
        let Lanes { min, max, sum } = lanes;
        let max = max.into_iter().fold(f64::NEG_INFINITY, f64::max);
        let best = position(combined, max);
        Self {
            min: min.into_iter().fold(f64::INFINITY, f64::min),
            max,
            sum: sum.into_iter().sum(),
            best: cells.start + best,
        }
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

/// Minimum, maximum and sum of every 16th score, starting from the first, the second, … the 16th.
struct Lanes {
    min: [f64; LANES],
    max: [f64; LANES],
    sum: [f64; LANES],
}

impl Lanes {
    #[inline(always)]
    fn new() -> Self {
        Self { min: [f64::INFINITY; LANES], max: [f64::NEG_INFINITY; LANES], sum: [0.0; LANES] }
    }

    #[inline(always)]
    fn add(&mut self, scores: &[f64; LANES]) {
        self.min = from_fn(|lane| if scores[lane] < self.min[lane] { scores[lane] } else { self.min[lane] });
        self.max = from_fn(|lane| if scores[lane] > self.max[lane] { scores[lane] } else { self.max[lane] });
        self.sum = from_fn(|lane| self.sum[lane] + scores[lane]);
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
