//! Processes all blocks of the grid through runs of instants, on all threads, and combines the results.

use std::ops::Range;

use super::block::{self, Block, BlockOutcome, InstantOutcome};
use super::run::{Run, Span};
use super::summary::BlockSummary;
use super::{Engine, Passed};
use crate::clock::ZonedTime;
use crate::grid::{BLOCK, CellIndex, Grid};
use crate::layers::Layer;
use crate::layers::cells::Cells;
use crate::layers::kernel::Factors;
use crate::parallel::{each_in_parallel, in_parallel};

/// How many instants of a run a thread adds up at a time.
const INSTANTS_AT_ONCE: usize = 8;

impl Engine {
    /// Processes all affected blocks through runs of instants. Each block goes through all runs while it is in the
    /// cache.
    pub(super) fn pass(&mut self, spans: Vec<Span>, lists_changed: bool) -> (Vec<Passed>, Vec<usize>) {
        let times: Vec<ZonedTime> = spans.iter().flat_map(|span| span.times).copied().collect();
        let mut runs: Vec<Run> = Vec::with_capacity(spans.len());
        for span in spans {
            let before = runs.last().map_or(&*self.times, |run| run.times_after(&self.times));
            let run = Run::new(&self.model, before, span, lists_changed);
            runs.push(run);
        }
        let (before, runs) = (&*self.times, &*runs);
        let (index, summaries, places) = (&self.index, &self.summaries, &self.places);
        let mut layers: Vec<_> = self.scores.layers.iter_mut().map(|column| column.chunks_mut(BLOCK)).collect();
        let mut touched = Vec::new();
        for (number, combined) in self.scores.combined_score.chunks_mut(BLOCK).enumerate() {
            let columns = layers.iter_mut().filter_map(Iterator::next);
            if !runs.iter().any(|run| block::is_touched(run, index, number)) {
                columns.for_each(drop);
                continue;
            }
            let cells = index.block(number);
            touched.push(Block {
                number,
                places: places.iter().map(|places| places.of(cells.clone())).collect(),
                layers: columns.collect(),
                combined,
                summary: summaries[number],
            });
        }
        let outcomes = in_parallel(
            touched,
            #[inline(always)]
            |block| block.pass(runs, before, index),
        );

        let cells = self.grid.len();
        let instants = add_up(&outcomes, &self.summaries, times.len());
        let steps = runs.iter().flat_map(|run| run.steps.iter().map(move |step| (run, step)));
        let passed: Vec<Passed> = times
            .iter()
            .zip(steps)
            .zip(instants)
            .map(|((&at, (run, step)), instant)| {
                let is_computed =
                    |&layer: &usize| step.changed[layer] || layer == run.of_events && instant.cells_reached > 0;
                let layers = (0..run.layers.len()).filter(is_computed).collect();
                let cells_rescored = if step.changes_all() { cells } else { instant.cells_reached };
                let summary = instant.summary.of_grid(cells);
                Passed {
                    at,
                    layers,
                    cells_rescored,
                    cells_reached: instant.cells_reached,
                    cells_changed: instant.cells_changed,
                    summary,
                }
            })
            .collect();
        if let Some(last) = runs.last() {
            self.times = last.times_after(before).to_vec();
        }
        self.at = times.last().copied().unwrap_or(self.at);
        self.count(&passed);
        let mut changed = Vec::new();
        for outcome in outcomes {
            if let Some(last) = outcome.instants.last() {
                self.summaries[outcome.number] = last.summary;
            }
            changed.extend(outcome.changed);
        }
        if self.settings.real_time {
            self.keep_unreported(&changed);
        }
        (passed, changed)
    }

    fn count(&mut self, passed: &[Passed]) {
        for layer in passed.iter().flat_map(|passed| &passed.layers) {
            if let Some(count) = self.counters.calculations.0.get_mut(*layer) {
                count.times += 1;
            }
        }
        self.counters.recalculations += passed.iter().filter(|passed| !passed.layers.is_empty()).count() as u64;
        self.counters.cells_rescored += passed.iter().map(|passed| passed.cells_rescored as u64).sum::<u64>();
    }
}

/// The factors of place of a layer for all cells.
#[derive(Clone, Debug)]
pub(super) enum Places {
    Same(f64),
    Each(Vec<f64>),
}

impl Places {
    /// Computes them; 1 for the events' layer.
    pub fn new(layer: &Layer, grid: &Grid, index: &CellIndex) -> Self {
        let Some(product) = layer.product() else { return Self::Same(1.0) };
        let mut factors = vec![0.0; grid.len()];
        let blocks = factors.chunks_mut(BLOCK).enumerate().collect();
        let same = in_parallel(blocks, |(number, factors): (usize, &mut [f64])| {
            let cells = index.block(number);
            let cells = Cells::new(grid, cells.start, index.unit_vectors(cells));
            match product.place().factors(&cells, factors) {
                Factors::Same(same) => Some(same),
                Factors::Each(_) => None,
            }
        });
        same.first().copied().flatten().map_or(Self::Each(factors), Self::Same)
    }

    /// Those of some cells.
    fn of(&self, cells: Range<usize>) -> Factors<'_> {
        match self {
            Self::Same(same) => Factors::Same(*same),
            Self::Each(factors) => Factors::Each(&factors[cells]),
        }
    }
}

/// The results of all blocks by instant.
fn add_up(outcomes: &[BlockOutcome], before: &[BlockSummary], instants: usize) -> Vec<InstantOutcome> {
    let parts = (0..instants).step_by(INSTANTS_AT_ONCE).map(|first| first..instants.min(first + INSTANTS_AT_ONCE));
    each_in_parallel(parts.collect(), |part| add_up_some(outcomes, before, part)).concat()
}

/// The results of all blocks at some instants; blocks that are not affected stay as they are.
fn add_up_some(outcomes: &[BlockOutcome], before: &[BlockSummary], instants: Range<usize>) -> Vec<InstantOutcome> {
    let nothing = InstantOutcome { summary: BlockSummary::EMPTY, cells_reached: 0, cells_changed: 0 };
    let mut all = vec![nothing; instants.len()];
    let mut outcomes = outcomes.iter().peekable();
    for (number, before) in before.iter().enumerate() {
        let outcome = outcomes.next_if(|outcome| outcome.number == number);
        for (instant, all) in instants.clone().zip(&mut all) {
            let Some(block) = outcome.map(|outcome| outcome.instants[instant]) else {
                all.summary = all.summary.and(*before);
                continue;
            };
            all.summary = all.summary.and(block.summary);
            all.cells_reached += block.cells_reached;
            all.cells_changed += block.cells_changed;
        }
    }
    all
}
