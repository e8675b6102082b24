//! A block of cells, processed through a run of instants while its columns are in the cache.

#![allow(clippy::inline_always)] // all of it becomes vector code along with its caller

use std::ops::Range;

use super::run::{Act, Run};
use super::summary::BlockSummary;
use crate::grid::{BLOCK, CellIndex};
use crate::layers::kernel::{Factors, Term, combine_into, layer_scores_into};
use crate::layers::proximity::NOTHING_LEFT;

/// Up to this many layers are combined without a loop over a list.
const BUILT_IN: usize = 3;

/// A block of cells: their constant factors and their scores, by column.
pub(super) struct Block<'e> {
    pub number: usize,
    /// The factors of place, by layer.
    pub places: Vec<Factors<'e>>,
    /// The scores, by layer.
    pub layers: Vec<&'e mut [f64]>,
    pub combined: &'e mut [f64],
    pub summary: BlockSummary,
}

/// The result of a block.
pub(super) struct BlockOutcome {
    pub number: usize,
    /// The results by instant of the run.
    pub instants: Vec<InstantOutcome>,
    /// Positions of the cells whose combined score changed, if requested.
    pub changed: Vec<usize>,
}

/// The result of a block at one instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct InstantOutcome {
    pub summary: BlockSummary,
    /// Cells within reach of an event that opens or closes.
    pub cells_reached: usize,
    /// Cells whose combined score changed.
    pub cells_changed: usize,
}

/// An event near the block, and the range of cells it may reach, relative to the block.
struct Near<'r> {
    act: &'r Act,
    cells: Range<usize>,
    /// 1 − b for each of these cells; empty until needed, and in a run of one instant.
    missed: Vec<f64>,
    /// How many of them it reaches, once computed.
    reached: Option<usize>,
}

impl Block<'_> {
    /// Processes a run.
    #[inline(always)]
    pub fn pass(mut self, run: &Run, index: &CellIndex) -> BlockOutcome {
        let cells = index.block(self.number);
        let mut near = near(run, index, self.number);
        let mut outcome =
            BlockOutcome { number: self.number, instants: Vec::with_capacity(run.steps.len()), changed: Vec::new() };
        for (number, step) in run.steps.iter().enumerate() {
            let mut dirty = turning(&near, number);
            let cells_reached = self.reached(&mut near, number, &dirty, index);
            if !dirty.is_empty() {
                self.rebuild_bonuses(run, &mut near, number, dirty.clone(), index);
            }
            if step.changes_all() {
                dirty = 0..self.combined.len();
            }
            let listed = run.lists_changed.then_some(&mut outcome.changed);
            let cells_changed = self.recombine(run, number, dirty, cells.start, listed);
            if cells_changed > 0 {
                self.summary = BlockSummary::of(cells.clone(), self.combined);
            }
            outcome.instants.push(InstantOutcome { summary: self.summary, cells_reached, cells_changed });
        }
        self.store_layers(run);
        outcome
    }

    /// The number of cells within reach of an event that opens or closes.
    #[inline(always)]
    fn reached(&self, near: &mut [Near], number: usize, dirty: &Range<usize>, index: &CellIndex) -> usize {
        let mut turning = near.iter_mut().filter(|near| near.act.turned >> number & 1 == 1);
        let (Some(first), second) = (turning.next(), turning.next()) else { return 0 };
        let Some(second) = second else {
            if first.reached.is_none() {
                first.reached = Some(first.act.pull.count_reached(self.unit_vectors(&first.cells, index)));
            }
            return first.reached.unwrap_or_default();
        };
        let mut reached = [false; BLOCK];
        for Near { act, cells, .. } in [first, second].into_iter().chain(turning) {
            act.pull.mark_reached(self.unit_vectors(cells, index), &mut reached[cells.clone()]);
        }
        reached[dirty.clone()].iter().filter(|reached| **reached).count()
    }

    /// Combines the bonuses of the open events again for some cells, in the order of event ids.
    #[inline(always)]
    fn rebuild_bonuses(&mut self, run: &Run, near: &mut [Near], number: usize, dirty: Range<usize>, index: &CellIndex) {
        let mut missed_once = [0.0; BLOCK];
        let is_kept = run.steps.len() > 1;
        let first = index.block(self.number).start;
        let unit_vectors = |cells: &Range<usize>| index.unit_vectors(first + cells.start..first + cells.end);
        // Until the last line the column holds Π(1 − b).
        let bonuses = &mut *self.layers[run.of_events];
        bonuses[dirty.clone()].fill(1.0);
        for (count, near) in near.iter_mut().filter(|near| near.act.open >> number & 1 == 1).enumerate() {
            let cells = near.cells.start.max(dirty.start)..near.cells.end.min(dirty.end);
            if cells.is_empty() {
                continue;
            }
            let missed = if is_kept {
                if near.missed.is_empty() {
                    near.missed.resize(near.cells.len(), 1.0);
                    near.act.pull.missed_into(unit_vectors(&near.cells), &mut near.missed);
                }
                &near.missed[cells.start - near.cells.start..cells.end - near.cells.start]
            } else {
                let missed = &mut missed_once[..cells.len()];
                near.act.pull.missed_into(unit_vectors(&cells), missed);
                &*missed
            };
            for (left, missed) in bonuses[cells].iter_mut().zip(missed) {
                *left *= missed;
            }
            // Where events are dense, the product reaches 0 long before the last of them.
            if count % 16 == 15 && bonuses[dirty.clone()].iter().all(|left| *left <= NOTHING_LEFT) {
                break;
            }
        }
        for bonus in &mut bonuses[dirty] {
            *bonus = 1.0 - *bonus;
        }
    }

    /// Combines the layers of some cells again; returns how many scores changed.
    #[inline(always)]
    fn recombine(
        &mut self,
        run: &Run,
        number: usize,
        cells: Range<usize>,
        first: usize,
        listed: Option<&mut Vec<usize>>,
    ) -> usize {
        let times = &run.steps[number].times;
        let (places, layers) = (&self.places[..], &self.layers[..]);
        let scores = &mut self.combined[cells.clone()];
        let before = if listed.is_some() { scores.to_vec() } else { Vec::new() };
        let changed = match run.layers.len() {
            BUILT_IN => {
                let terms = [
                    term(run, 0, times, places, layers, &cells),
                    term(run, 1, times, places, layers, &cells),
                    term(run, 2, times, places, layers, &cells),
                ];
                combine_into(&terms, scores)
            }
            count => {
                let terms = (0..count).map(|layer| term(run, layer, times, places, layers, &cells));
                combine_into(&terms.collect::<Vec<Term>>(), scores)
            }
        };
        if let Some(listed) = listed.filter(|_| changed > 0) {
            listed.reserve(changed);
            let changed = (0..scores.len()).filter(|&cell| before[cell].to_bits() != scores[cell].to_bits());
            listed.extend(changed.map(|cell| first + cells.start + cell));
        }
        changed
    }

    /// Stores the layers with a factor of time, as at the end of the run.
    #[inline(always)]
    fn store_layers(&mut self, run: &Run) {
        let Some(last) = run.steps.last() else { return };
        for (number, scores) in self.layers.iter_mut().enumerate() {
            if run.steps.iter().any(|step| step.changed[number]) {
                layer_scores_into(last.times[number], self.places[number], run.layers[number].maximum, scores);
            }
        }
    }

    /// The coordinates of some cells, relative to the block.
    fn unit_vectors<'i>(&self, cells: &Range<usize>, index: &'i CellIndex) -> [&'i [f64]; 3] {
        let first = index.block(self.number).start;
        index.unit_vectors(first + cells.start..first + cells.end)
    }
}

/// The terms of a layer in the combined scores of some cells, relative to the block.
#[inline(always)]
fn term<'c>(
    run: &Run,
    number: usize,
    times: &[f64],
    places: &[Factors<'c>],
    layers: &'c [&mut [f64]],
    cells: &Range<usize>,
) -> Term<'c> {
    let layer = &run.layers[number];
    if number == run.of_events {
        return Term::scores(layer.weight, &layers[number][cells.clone()]);
    }
    let places = match places[number] {
        Factors::Same(place) => Factors::Same(place),
        Factors::Each(places) => Factors::Each(&places[cells.clone()]),
    };
    Term::product(layer.weight, times[number], places, layer.maximum)
}

/// Whether a run can affect a block.
pub(super) fn is_touched(run: &Run, index: &CellIndex, block: usize) -> bool {
    run.touches_all() || run.acts.iter().any(|act| act.turned != 0 && !index.run_in(block, &act.reach).is_empty())
}

/// The events of a run that may reach cells of a block, if any of them opens or closes.
fn near<'r>(run: &'r Run, index: &CellIndex, block: usize) -> Vec<Near<'r>> {
    let first = index.block(block).start;
    let near = |act: &'r Act| {
        let cells = index.run_in(block, &act.reach);
        (!cells.is_empty()).then(|| Near {
            act,
            cells: cells.start - first..cells.end - first,
            missed: Vec::new(),
            reached: None,
        })
    };
    let near: Vec<Near> = run.acts.iter().filter_map(near).collect();
    if near.iter().any(|near| near.act.turned != 0) { near } else { Vec::new() }
}

/// The shortest range of cells that contains everything an event that opens or closes may reach.
fn turning(near: &[Near], number: usize) -> Range<usize> {
    let turning = near.iter().filter(|near| near.act.turned >> number & 1 == 1).map(|near| near.cells.clone());
    turning.reduce(|all, one| all.start.min(one.start)..all.end.max(one.end)).unwrap_or(0..0)
}
