//! The best cells: in order of a score, the first so many, and so far apart.

use super::Column;
use crate::geo::{UnitVector, chord_squared_of_km};
use crate::score::Scored;

/// Which cells to keep and in what order.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// The score that counts, highest first; of equals the earlier cell of the grid.
    pub by: Column,
    /// Only the best so many.
    pub top: Option<usize>,
    /// None nearer than this to a better one.
    pub apart_km: Option<f64>,
    /// None with a combined score below this.
    pub min_score: f64,
}

/// Collects the best cells from chunks that come in the order of the grid.
///
/// Without a distance to keep, never more than twice the cells wanted are held.
#[derive(Clone, Debug)]
pub struct Best {
    order: Order,
    held: Scored,
    /// A cell must beat this to be among the best; known once enough are held.
    least: f64,
}

impl Best {
    /// Nothing collected yet.
    #[must_use]
    pub fn new(order: Order) -> Self {
        Self { order, held: Scored::default(), least: f64::NEG_INFINITY }
    }

    /// Takes what may be among the best out of a chunk.
    pub fn add(&mut self, scored: &Scored) {
        for cell in 0..scored.grid.len() {
            if scored.scores.combined_score[cell] >= self.order.min_score
                && self.order.by.number(scored, cell) > self.least
            {
                self.held.append_cell(scored, cell);
            }
        }
        if let (Some(top), None) = (self.order.top, self.order.apart_km)
            && self.held.grid.len() > top.saturating_mul(2).saturating_add(4096)
        {
            self.held = pick(&self.held, &self.ranking()[..top]);
            self.least = self.order.by.number(&self.held, top - 1);
        }
    }

    /// The best of all, best first.
    #[must_use]
    pub fn finish(self) -> Scored {
        let top = self.order.top.unwrap_or(usize::MAX);
        let ranking = self.ranking();
        let Some(apart_km) = self.order.apart_km else {
            return pick(&self.held, &ranking[..top.min(ranking.len())]);
        };
        let apart_chord_squared = chord_squared_of_km(apart_km);
        let mut chosen: Vec<(usize, UnitVector)> = Vec::new();
        for cell in ranking {
            if chosen.len() == top {
                break;
            }
            let at = UnitVector::from(self.held.grid.place(cell));
            if chosen.iter().all(|(_, better)| better.chord_squared(at) >= apart_chord_squared) {
                chosen.push((cell, at));
            }
        }
        let cells: Vec<usize> = chosen.into_iter().map(|(cell, _)| cell).collect();
        pick(&self.held, &cells)
    }

    /// Positions of the cells held, best first. The sort is stable: equals keep the grid's order.
    fn ranking(&self) -> Vec<usize> {
        let mut cells: Vec<usize> = (0..self.held.grid.len()).collect();
        let score = |cell: usize| self.order.by.number(&self.held, cell);
        cells.sort_by(|&a, &b| score(b).total_cmp(&score(a)));
        cells
    }
}

fn pick(from: &Scored, cells: &[usize]) -> Scored {
    let mut picked = Scored::default();
    for &cell in cells {
        picked.append_cell(from, cell);
    }
    picked
}
