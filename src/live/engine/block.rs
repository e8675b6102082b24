//! A block of cells, processed through runs of instants while its columns are in the cache.

#![allow(clippy::inline_always)] // all of it becomes vector code along with its caller

use std::ops::Range;

use super::run::{Act, Run};
use super::strips::Strips;
use super::summary::BlockSummary;
use crate::grid::{CellIndex, STRIP};
use crate::layers::kernel::{Factors, Term, combine_into, layer_scores_into};
use crate::layers::lanes::Lanes;
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

/// An event near the block, and the strips it may reach.
struct Near<'r> {
    act: &'r Act,
    strips: Strips,
    /// 1 − b for the cells of its strips; empty until needed, and in a run of one instant.
    missed: Vec<f64>,
    /// How many of them it reaches, once computed.
    reached: Option<u64>,
}

impl Near<'_> {
    /// Computes 1 − b for all cells, and how many it reaches.
    #[inline(always)]
    fn prepare(&mut self, [x, y, z]: [&[f64]; 3]) {
        if !self.missed.is_empty() {
            return;
        }
        self.missed = vec![0.0; self.strips.count() * STRIP];
        let (mut reached, mut end) = (0, 0);
        for cells in self.strips.runs(x.len()) {
            let missed = &mut self.missed[end..end + cells.len()];
            end += cells.len();
            let unit_vectors = [&x[cells.clone()], &y[cells.clone()], &z[cells.clone()]];
            reached += self.act.pull.missed_into(unit_vectors, missed);
        }
        self.reached = Some(reached);
    }

    /// 1 − b for the first cells of one of its strips, once computed.
    #[inline(always)]
    fn missed(&self, strip: usize, cells: usize) -> &[f64] {
        let start = self.strips.before(strip).count() * STRIP;
        &self.missed[start..start + cells]
    }
}

impl Block<'_> {
    /// Processes the block through runs. `before` has the factors of time before them.
    #[inline(always)]
    pub fn pass(mut self, runs: &[Run], before: &[f64], index: &CellIndex) -> BlockOutcome {
        let instants = Vec::with_capacity(runs.iter().map(|run| run.steps.len()).sum());
        let mut outcome = BlockOutcome { number: self.number, instants, changed: Vec::new() };
        for run in runs {
            self.pass_run(run, index, &mut outcome);
        }
        if let Some(last) = runs.last() {
            self.store_layers(last, before);
        }
        outcome
    }

    #[inline(always)]
    fn pass_run(&mut self, run: &Run, index: &CellIndex, outcome: &mut BlockOutcome) {
        let cells = index.block(self.number);
        let unit_vectors = index.unit_vectors(cells.clone());
        let mut near = near(run, index, self.number);
        let turned = near.iter().fold(0, |all, near| all | near.act.turned);
        for (number, step) in run.steps.iter().enumerate() {
            let (mut dirty, mut cells_reached) = (Strips::NONE, 0);
            if turned >> number & 1 == 1 {
                dirty = turning(&near, number);
                cells_reached = reached(&mut near, number, unit_vectors, run.is_long());
                self.rebuild_bonuses(run, &mut near, number, dirty, unit_vectors);
            }
            if step.changes_all() {
                dirty = Strips::ALL;
            }
            let mut cells_changed = 0;
            if !dirty.is_empty() {
                let listed = run.lists_changed.then_some(&mut outcome.changed);
                cells_changed = self.recombine(run, number, dirty, cells.clone(), listed);
            }
            outcome.instants.push(InstantOutcome { summary: self.summary, cells_reached, cells_changed });
        }
    }

    /// Combines the bonuses of the open events again in some strips, in the order of event ids.
    #[inline(always)]
    fn rebuild_bonuses(&mut self, run: &Run, near: &mut [Near], number: usize, dirty: Strips, [x, y, z]: [&[f64]; 3]) {
        let mut open: Vec<&mut Near> = Vec::with_capacity(near.len());
        open.extend(near.iter_mut().filter(|near| near.act.open >> number & 1 == 1 && near.strips.meet(dirty)));
        if run.is_long() {
            for near in &mut open {
                near.prepare([x, y, z]);
            }
        }
        for strip in dirty.each(x.len()) {
            let cells = strip * STRIP..((strip + 1) * STRIP).min(x.len());
            // Until the last line the column holds Π(1 − b).
            let bonuses = &mut self.layers[run.of_events][cells.clone()];
            bonuses.fill(1.0);
            for (count, near) in open.iter().filter(|near| near.strips.has(strip)).enumerate() {
                let mut missed_once = [1.0; STRIP];
                let missed = if run.is_long() {
                    near.missed(strip, cells.len())
                } else {
                    let missed = &mut missed_once[..cells.len()];
                    let unit_vectors = [&x[cells.clone()], &y[cells.clone()], &z[cells.clone()]];
                    near.act.pull.missed_into(unit_vectors, missed);
                    &*missed
                };
                for (left, missed) in bonuses.iter_mut().zip(missed) {
                    *left *= missed;
                }
                // Where events are dense, the product reaches 0 long before the last of them.
                if count % 16 == 15 && bonuses.iter().all(|left| *left <= NOTHING_LEFT) {
                    break;
                }
            }
            for bonus in bonuses {
                *bonus = 1.0 - *bonus;
            }
        }
    }

    /// Combines the layers of some strips again, and summarizes the block; returns how many scores changed.
    #[inline(always)]
    fn recombine(
        &mut self,
        run: &Run,
        number: usize,
        dirty: Strips,
        block: Range<usize>,
        mut listed: Option<&mut Vec<usize>>,
    ) -> usize {
        let (mut lanes, mut changed, mut end) = (Lanes::default(), 0, 0);
        for cells in dirty.runs(block.len()) {
            lanes.add_all(&self.combined[end..cells.start]);
            end = cells.end;
            changed += self.recombine_run(run, number, cells, block.start, listed.as_deref_mut(), &mut lanes);
        }
        lanes.add_all(&self.combined[end..]);
        if changed > 0 {
            self.summary = BlockSummary::collected(&lanes, block, self.combined);
        }
        changed
    }

    /// Combines the layers of neighbouring cells again; returns how many scores changed.
    #[inline(always)]
    fn recombine_run(
        &mut self,
        run: &Run,
        number: usize,
        cells: Range<usize>,
        first: usize,
        listed: Option<&mut Vec<usize>>,
        lanes: &mut Lanes,
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
                combine_into(&terms, scores, lanes)
            }
            count => {
                let terms = (0..count).map(|layer| term(run, layer, times, places, layers, &cells));
                combine_into(&terms.collect::<Vec<Term>>(), scores, lanes)
            }
        };
        if let Some(listed) = listed.filter(|_| changed > 0) {
            listed.reserve(changed);
            let changed = (0..scores.len()).filter(|&cell| before[cell].to_bits() != scores[cell].to_bits());
            listed.extend(changed.map(|cell| first + cells.start + cell));
        }
        changed
    }

    /// Stores the layers with a factor of time that differs from that before, as at the end of the last run.
    #[inline(always)]
    fn store_layers(&mut self, last: &Run, before: &[f64]) {
        let times = last.times_after(before);
        for (number, scores) in self.layers.iter_mut().enumerate() {
            if number != last.of_events && times[number].to_bits() != before[number].to_bits() {
                layer_scores_into(times[number], self.places[number], last.layers[number].maximum, scores);
            }
        }
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
    run.touches_all() || run.acts.iter().any(|act| act.turned != 0 && !strips(act, index, block).is_empty())
}

/// The strips of a block that an event may reach.
fn strips(act: &Act, index: &CellIndex, block: usize) -> Strips {
    if !index.meets(block, &act.reach) {
        return Strips::NONE;
    }
    Strips::of(index.balls(block).iter().map(|ball| act.pull.may_reach(ball)))
}

/// The events of a run that may reach cells of a block, if any of them opens or closes.
fn near<'r>(run: &'r Run, index: &CellIndex, block: usize) -> Vec<Near<'r>> {
    let near = |act: &'r Act| {
        let strips = strips(act, index, block);
        (!strips.is_empty()).then(|| Near { act, strips, missed: Vec::new(), reached: None })
    };
    let near: Vec<Near> = run.acts.iter().filter_map(near).collect();
    if near.iter().any(|near| near.act.turned != 0) { near } else { Vec::new() }
}

/// The strips that the events that open or close may reach.
fn turning(near: &[Near], number: usize) -> Strips {
    let turning = near.iter().filter(|near| near.act.turned >> number & 1 == 1);
    turning.fold(Strips::NONE, |all, near| all.and(near.strips))
}

/// The number of cells within reach of an event that opens or closes.
#[inline(always)]
fn reached(near: &mut [Near], number: usize, [x, y, z]: [&[f64]; 3], is_long: bool) -> usize {
    let mut turning = near.iter_mut().filter(|near| near.act.turned >> number & 1 == 1);
    let Some(first) = turning.next() else { return 0 };
    let second = turning.next();
    // What an event reaches alone is counted along with its factors, which most runs need anyway.
    if second.is_none() && is_long {
        first.prepare([x, y, z]);
    }
    let count = match (second, first.reached) {
        (None, Some(count)) => count,
        (second, _) => {
            let all: Vec<&Near> = [first].into_iter().chain(second).chain(turning).map(|near| &*near).collect();
            let strips = all.iter().fold(Strips::NONE, |strips, near| strips.and(near.strips));
            let in_strip = |strip: usize| {
                let cells = strip * STRIP..((strip + 1) * STRIP).min(x.len());
                let mut reached = [0; STRIP];
                for near in all.iter().filter(|near| near.strips.has(strip)) {
                    let unit_vectors = [&x[cells.clone()], &y[cells.clone()], &z[cells.clone()]];
                    near.act.pull.mark_reached(unit_vectors, &mut reached);
                }
                reached.into_iter().sum::<u64>()
            };
            strips.each(x.len()).map(in_strip).sum()
        }
    };
    usize::try_from(count).unwrap_or(usize::MAX)
}
