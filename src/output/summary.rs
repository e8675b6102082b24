//! The summary of scored cells.

use serde::{Serialize, Serializer};

use super::decimal::rounded;
use crate::score::Scored;

/// Counts and statistics of all cells. They do not depend on the number of threads or the size of chunks.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Cells scored.
    pub cells: usize,
    /// Rejected rows.
    pub rejected: usize,
    /// Cells written.
    pub written: usize,
    /// Events open at the time.
    pub open_events: usize,
    /// Least combined score; `None` without cells.
    #[serde(serialize_with = "six_decimals")]
    pub min: Option<f64>,
    /// Mean combined score.
    #[serde(serialize_with = "six_decimals")]
    pub mean: Option<f64>,
    /// Greatest combined score.
    #[serde(serialize_with = "six_decimals")]
    pub max: Option<f64>,
    /// The cell with the greatest score; of equal ones the first.
    pub best_cell: Option<String>,
    /// Sum of the scores in units of 2⁻⁴⁰. The sum of integers does not depend on their order.
    #[serde(skip)]
    sum: i128,
}

#[expect(clippy::ref_option, reason = "serde hands over a reference")]
fn six_decimals<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    value.map(rounded).serialize(serializer)
}

impl Summary {
    /// A summary of no cells.
    #[must_use]
    pub fn new(open_events: usize) -> Self {
        Self { open_events, ..Self::default() }
    }

    /// Counts the cells and rejected rows of a chunk.
    pub fn count(&mut self, scored: &Scored) {
        self.rejected += scored.rejected.len();
        self.cells += scored.grid.len();
    }

    /// Counts a chunk and its scores. Cells of at least `min_score` count as written. Chunks must be added in the order
    /// of the grid.
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
