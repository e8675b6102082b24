//! One block of cells, taken through a run of instants while its columns are in the cache.

#![allow(clippy::inline_always)] // all of it becomes vector code along with its caller

use std::ops::Range;

use super::run::{Act, Factors, Run};
use super::summary::BlockSummary;
use crate::grid::{BLOCK, CellIndex};
use crate::layers::college::college_presence;
use crate::layers::combined;
use crate::layers::proximity::NOTHING_LEFT;
use crate::layers::spending::spending_propensity;

/// A block of cells: what is known of them for all times, and their scores, column by column.
pub(super) struct Block<'e> {
    pub number: usize,
    pub hotspot_sums: &'e [f64],
    /// Empty for a grid without incomes.
    pub income_factors: &'e [f64],
    pub spending: &'e mut [f64],
    pub college: &'e mut [f64],
    pub proximity: &'e mut [f64],
    pub combined: &'e mut [f64],
    pub summary: BlockSummary,
}

/// What came of a block.
pub(super) struct Outcome {
    pub number: usize,
    /// At each instant of the run.
    pub instants: Vec<Instant>,
    /// Positions of the cells whose combined score changed, if they are listed.
    pub changed: Vec<usize>,
}

/// What came of a block at one instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instant {
    pub summary: BlockSummary,
    /// Cells within reach of an event that turned.
    pub cells_reached: usize,
    /// Cells whose combined score changed.
    pub cells_changed: usize,
}

/// An event near the block, and the run of cells it may reach, counted within the block.
struct Near<'r> {
    act: &'r Act,
    cells: Range<usize>,
    /// 1 − b for each of these cells; empty until it has been asked for, and in a run of one instant.
    missed: Vec<f64>,
    /// How many of them it does reach, once it has been asked for.
    reached: Option<usize>,
}

impl Block<'_> {
    /// Goes through a run.
    #[inline(always)]
    pub fn pass(mut self, run: &Run, index: &CellIndex) -> Outcome {
        let cells = index.block(self.number);
        let mut near = near(run, index, self.number);
        let mut outcome =
            Outcome { number: self.number, instants: Vec::with_capacity(run.steps.len()), changed: Vec::new() };
        for (number, step) in run.steps.iter().enumerate() {
            let mut dirty = turning(&near, number);
            let cells_reached = self.reached(&mut near, number, &dirty, index);
            if !dirty.is_empty() {
                self.rebuild_proximity(run, &mut near, number, dirty.clone(), index);
            }
            if step.spending_changed || step.college_changed {
                dirty = 0..self.combined.len();
            }
            let listed = run.lists_changed.then_some(&mut outcome.changed);
            let cells_changed = self.recombine(run, step.factors, dirty, cells.start, listed);
            if cells_changed > 0 {
                self.summary = BlockSummary::of(cells.clone(), self.combined);
            }
            outcome.instants.push(Instant { summary: self.summary, cells_reached, cells_changed });
        }
        self.store_layers(run);
        outcome
    }

    /// How many cells are within reach of an event that turns.
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

    /// Combines the bonuses of the open events anew, in the order of their ids, for some cells.
    #[inline(always)]
    fn rebuild_proximity(
        &mut self,
        run: &Run,
        near: &mut [Near],
        number: usize,
        dirty: Range<usize>,
        index: &CellIndex,
    ) {
        let mut missed_once = [0.0; BLOCK];
        let is_kept = run.steps.len() > 1;
        // Until the last line the column holds what is left, Π(1 − b).
        self.proximity[dirty.clone()].fill(1.0);
        for (count, near) in near.iter_mut().filter(|near| near.act.open >> number & 1 == 1).enumerate() {
            let cells = near.cells.start.max(dirty.start)..near.cells.end.min(dirty.end);
            if cells.is_empty() {
                continue;
            }
            let missed = if is_kept {
                if near.missed.is_empty() {
                    near.missed.resize(near.cells.len(), 1.0);
                    near.act.pull.missed_into(self.unit_vectors(&near.cells, index), &mut near.missed);
                }
                &near.missed[cells.start - near.cells.start..cells.end - near.cells.start]
            } else {
                let missed = &mut missed_once[..cells.len()];
                near.act.pull.missed_into(self.unit_vectors(&cells, index), missed);
                &*missed
            };
            for (left, missed) in self.proximity[cells].iter_mut().zip(missed) {
                *left *= missed;
            }
            // Where events are dense, nothing is left long before the last of them.
            if count % 16 == 15 && self.proximity[dirty.clone()].iter().all(|left| *left <= NOTHING_LEFT) {
                break;
            }
        }
        for bonus in &mut self.proximity[dirty] {
            *bonus = 1.0 - *bonus;
        }
    }

    /// Combines the layers of some cells anew; how many have another score than before.
    #[inline(always)]
    fn recombine(
        &mut self,
        run: &Run,
        factors: Factors,
        cells: Range<usize>,
        first: usize,
        listed: Option<&mut Vec<usize>>,
    ) -> usize {
        let model = run.model;
        let (sums, bonuses) = (&self.hotspot_sums[cells.clone()], &self.proximity[cells.clone()]);
        let scores = &mut self.combined[cells.clone()];
        let before = if listed.is_some() { scores.to_vec() } else { Vec::new() };
        let mut changed = 0u64;
        let mut rescore = |score: &mut f64, income_factor: f64, sum: f64, bonus: f64| {
            let spending = spending_propensity(factors.spending_product, income_factor, model.spending.maximum);
            let college = college_presence(factors.college_multiplier, sum, model.college.maximum);
            let new = combined(&model.weights, spending, college, bonus);
            changed += u64::from(score.to_bits() != new.to_bits());
            *score = new;
        };
        if let Some(incomes) = self.income_factors.get(cells.clone()) {
            for (((score, &income_factor), &sum), &bonus) in scores.iter_mut().zip(incomes).zip(sums).zip(bonuses) {
                rescore(score, income_factor, sum, bonus);
            }
        } else {
            for ((score, &sum), &bonus) in scores.iter_mut().zip(sums).zip(bonuses) {
                rescore(score, 1.0, sum, bonus);
            }
        }
        let changed = usize::try_from(changed).unwrap_or(BLOCK);
        if let Some(listed) = listed.filter(|_| changed > 0) {
            listed.reserve(changed);
            let changed = (0..scores.len()).filter(|&cell| before[cell].to_bits() != scores[cell].to_bits());
            listed.extend(changed.map(|cell| first + cells.start + cell));
        }
        changed
    }

    /// Stores the two layers that depend on the factors, as they are at the end of the run.
    #[inline(always)]
    fn store_layers(&mut self, run: &Run) {
        let Some(last) = run.steps.last() else { return };
        if run.steps.iter().any(|step| step.spending_changed) {
            let (product, maximum) = (last.factors.spending_product, run.model.spending.maximum);
            if self.income_factors.is_empty() {
                self.spending.fill(spending_propensity(product, 1.0, maximum));
            }
            for (score, &income_factor) in self.spending.iter_mut().zip(self.income_factors) {
                *score = spending_propensity(product, income_factor, maximum);
            }
        }
        if run.steps.iter().any(|step| step.college_changed) {
            let (multiplier, maximum) = (last.factors.college_multiplier, run.model.college.maximum);
            for (score, &sum) in self.college.iter_mut().zip(self.hotspot_sums) {
                *score = college_presence(multiplier, sum, maximum);
            }
        }
    }

    /// The coordinates of some cells, counted within the block.
    fn unit_vectors<'i>(&self, cells: &Range<usize>, index: &'i CellIndex) -> [&'i [f64]; 3] {
        let first = index.block(self.number).start;
        index.unit_vectors(first + cells.start..first + cells.end)
    }
}

/// Whether anything of a run can touch a block.
pub(super) fn is_touched(run: &Run, index: &CellIndex, block: usize) -> bool {
    run.touches_all() || run.acts.iter().any(|act| act.turned != 0 && !index.run_in(block, &act.reach).is_empty())
}

/// The events of a run that may reach cells of a block, if any of them turns.
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

/// The shortest run of cells that holds all that an event turning at an instant may reach.
fn turning(near: &[Near], number: usize) -> Range<usize> {
    let turning = near.iter().filter(|near| near.act.turned >> number & 1 == 1).map(|near| near.cells.clone());
    turning.reduce(|all, one| all.start.min(one.start)..all.end.max(one.end)).unwrap_or(0..0)
}
