//! The best cells by a score, with a limit on their number and a minimum distance.

use super::Column;
use crate::geo::{UnitVector, chord_squared_of_km};
use crate::score::Scored;

/// Which cells to keep and in what order.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// The score to rank by, highest first; of equal ones, the earlier cell of the grid.
    pub by: Column,
    /// The greatest number of cells.
    pub top: Option<usize>,
    /// The minimum distance between cells.
    pub apart_km: Option<f64>,
    /// The least combined score.
    pub min_score: f64,
}

/// Collects the best cells from chunks in the order of the grid.
///
/// Without a minimum distance, it keeps at most about twice the cells wanted.
#[derive(Clone, Debug)]
pub struct Best {
    order: Selection,
    held: Scored,
    /// A cell must have a greater score than this, once enough cells are kept.
    least: f64,
}

impl Best {
    /// No cells yet.
    #[must_use]
    pub fn new(order: Selection) -> Self {
        Self { order, held: Scored::default(), least: f64::NEG_INFINITY }
    }

    /// Keeps the cells of a chunk that may be among the best.
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

    /// The best cells, best first.
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

    /// Positions of the cells kept, best first. The sort is stable, so equal ones stay in the order of the grid.
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
