//! The best stays of a replay: places and times.
//!
//! A **stay** is a cell and a span of time in which its combined score does not change. Stays are selected in order of
//! score (of equal ones the earlier, then the earlier cell of the grid). A stay is skipped if a selected stay is nearer
//! than a minimum distance *and* overlaps or touches it in time.
//!
//! There may be more stays than fit in memory, so only the best are kept ([`POOL`]). If these are not enough, the
//! replay runs again for the next ones. The result is exact in both cases.

use std::cmp::Ordering;

use crate::clock::ZonedTime;
use crate::geo::{UnitVector, chord_squared_of_km};
use crate::grid::Grid;
use crate::score::Scores;

/// The most stays that are kept; about 6 MB.
pub const POOL: usize = 100_000;

/// A cell and a span in which its combined score does not change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellStay {
    /// Position of the cell in the grid.
    pub cell: usize,
    /// Its combined score.
    pub score: f64,
    /// The first instant of the span.
    pub from: ZonedTime,
    /// The first instant after the span, or the end of the replay.
    pub to: ZonedTime,
}

impl CellStay {
    /// Better stays come first: the higher score, then the earlier time, then the earlier cell.
    fn order(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then(self.from.cmp(&other.from)).then(self.cell.cmp(&other.cell))
    }
}

/// How many stays to find, and how far apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// How many.
    pub top: usize,
    /// Two stays nearer than this may not overlap or touch in time, nor may two of the same cell.
    pub apart_km: f64,
}

/// The best stays, found in one run of a replay after the other.
#[derive(Clone, Debug)]
pub struct BestStays {
    wanted: Wanted,
    taken: Vec<CellStay>,
    is_complete: bool,
    pool: usize,
}

impl BestStays {
    /// Starts the search.
    pub fn new(wanted: Wanted) -> Self {
        Self::with_pool(wanted, POOL)
    }

    /// [`BestStays::new`] with another [`POOL`]; the result is the same.
    pub fn with_pool(wanted: Wanted, pool: usize) -> Self {
        Self { wanted, taken: Vec::new(), is_complete: false, pool: pool.max(1) }
    }

    /// Starts a run of the replay with the scores of its first instant.
    pub fn start<'g>(&self, grid: &'g Grid, scores: &Scores, at: ZonedTime) -> Collector<'g> {
        Collector {
            best: self.clone(),
            grid,
            since: vec![at; grid.len()],
            scores: scores.combined_score.clone(),
            pool: Vec::new(),
            dropped: None,
        }
    }

    /// Whether all wanted or all existing stays are found. If not, the replay must run again.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// The stays found so far, best first.
    pub fn taken(&self) -> &[CellStay] {
        &self.taken
    }

    /// Whether a stay is far enough from those taken.
    fn is_distinct(&self, stay: &CellStay, grid: &Grid) -> bool {
        let apart = chord_squared_of_km(self.wanted.apart_km);
        let place = |cell: usize| UnitVector::from(grid.place(cell));
        let meets = |taken: &CellStay| taken.from <= stay.to && stay.from <= taken.to;
        let is_near =
            |taken: &CellStay| taken.cell == stay.cell || place(taken.cell).chord_squared(place(stay.cell)) < apart;
        !self.taken.iter().any(|taken| meets(taken) && is_near(taken))
    }
}

/// Collects the stays of one run.
#[derive(Debug)]
pub struct Collector<'g> {
    best: BestStays,
    grid: &'g Grid,
    since: Vec<ZonedTime>,
    scores: Vec<f64>,
    pool: Vec<CellStay>,
    /// The best stay that was dropped for lack of room.
    dropped: Option<CellStay>,
}

impl Collector<'_> {
    /// Updates the scores of some cells from an instant on.
    pub fn change(&mut self, cells: &[usize], scores: &Scores, at: ZonedTime) {
        for &cell in cells {
            self.end(cell, at);
            self.since[cell] = at;
            self.scores[cell] = scores.combined_score[cell];
        }
    }

    /// Ends the run and returns the search with its results.
    pub fn finish(mut self, at: ZonedTime) -> BestStays {
        for cell in 0..self.since.len() {
            self.end(cell, at);
        }
        self.pool.sort_unstable_by(CellStay::order);
        // All stays in the pool are better than the dropped ones.
        for stay in &self.pool {
            if self.best.taken.len() == self.best.wanted.top {
                break;
            }
            if self.best.is_distinct(stay, self.grid) {
                self.best.taken.push(*stay);
            }
        }
        self.best.is_complete = self.best.taken.len() == self.best.wanted.top || self.dropped.is_none();
        self.best
    }

    /// Ends the stay of a cell.
    fn end(&mut self, cell: usize, at: ZonedTime) {
        let stay = CellStay { cell, score: self.scores[cell], from: self.since[cell], to: at };
        let is_late = self.dropped.is_some_and(|dropped| stay.order(&dropped).is_gt());
        // A stay from an earlier run is selected already, or too near to a selected one.
        if stay.from == stay.to || is_late || !self.best.is_distinct(&stay, self.grid) {
            return;
        }
        self.pool.push(stay);
        if self.pool.len() > 2 * self.best.pool {
            self.pool.select_nth_unstable_by(self.best.pool, CellStay::order);
            // Drops the worst stays. The first one after the others is the best of them.
            self.dropped = self.pool.get(self.best.pool).copied();
            self.pool.truncate(self.best.pool);
        }
    }
}
