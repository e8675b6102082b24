//! All blocks of the grid taken through a run of instants, on all threads, and what comes of them
//! put together.

use super::block::{self, Block, Instant, Outcome};
use super::run::{Act, Run};
use super::summary::BlockSummary;
use super::{Engine, Passed};
use crate::clock::ZonedTime;
use crate::grid::{BLOCK, CellIndex};
use crate::layers::college::Hotspots;
use crate::live::message::LayerType;
use crate::score::{Scores, in_parallel};

impl Engine {
    /// Takes all blocks that are touched through a run of instants.
    pub(super) fn pass(
        &mut self,
        times: &[ZonedTime],
        acts: Vec<Act>,
        lists_changed: bool,
    ) -> (Vec<Passed>, Vec<usize>) {
        let steps = Run::steps(&self.model, self.factors, times);
        let run = Run { model: &self.model, steps, acts, lists_changed };
        let Scores { spending_propensity, college_presence, event_proximity_bonus, combined_score } = &mut self.scores;
        let (index, summaries) = (&self.index, &self.summaries);
        let (mut sums, mut incomes) = (self.hotspot_sums.chunks(BLOCK), self.income_factors.chunks(BLOCK));
        let columns = spending_propensity
            .chunks_mut(BLOCK)
            .zip(college_presence.chunks_mut(BLOCK))
            .zip(event_proximity_bonus.chunks_mut(BLOCK).zip(combined_score.chunks_mut(BLOCK)));
        let blocks = columns.enumerate().map(|(number, ((spending, college), (proximity, combined)))| Block {
            number,
            hotspot_sums: sums.next().unwrap_or_default(),
            income_factors: incomes.next().unwrap_or_default(),
            spending,
            college,
            proximity,
            combined,
            summary: summaries[number],
        });
        let touched: Vec<Block> = blocks.filter(|block| block::is_touched(&run, index, block.number)).collect();
        let outcomes = in_parallel(
            touched,
            #[inline(always)]
            |block| block.pass(&run, index),
        );

        let cells = self.grid.len();
        let instants = add_up(&outcomes, &self.summaries, times.len());
        let passed: Vec<Passed> = times
            .iter()
            .zip(&run.steps)
            .zip(instants)
            .map(|((&at, step), instant)| {
                let mut layers = Vec::new();
                layers.extend(step.spending_changed.then_some(LayerType::SpendingPropensity));
                layers.extend(step.college_changed.then_some(LayerType::CollegePresence));
                let cells_rescored = if layers.is_empty() { instant.cells_reached } else { cells };
                layers.extend((instant.cells_reached > 0).then_some(LayerType::EventProximity));
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
        if let Some(last) = run.steps.last() {
            self.factors = last.factors;
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
        let with = |layer| passed.iter().filter(|passed| passed.layers.contains(&layer)).count() as u64;
        self.counters.spending_calculations += with(LayerType::SpendingPropensity);
        self.counters.college_calculations += with(LayerType::CollegePresence);
        self.counters.recalculations += passed.iter().filter(|passed| !passed.layers.is_empty()).count() as u64;
        self.counters.cells_rescored += passed.iter().map(|passed| passed.cells_rescored as u64).sum::<u64>();
    }
}

/// The hotspots' points at each cell.
pub(super) fn hotspot_sums(hotspots: &Hotspots, index: &CellIndex, cells: usize) -> Vec<f64> {
    let mut sums = vec![0.0; cells];
    let blocks = sums.chunks_mut(BLOCK).enumerate().collect();
    in_parallel(blocks, |(number, sums): (usize, &mut [f64])| {
        let [x, y, z] = index.unit_vectors(index.block(number));
        hotspots.sum_into(x, y, z, sums);
    });
    sums
}

/// What came of all blocks at each instant; those that were not touched are as they were.
fn add_up(outcomes: &[Outcome], before: &[BlockSummary], instants: usize) -> Vec<Instant> {
    let mut all = vec![Instant { summary: BlockSummary::EMPTY, cells_reached: 0, cells_changed: 0 }; instants];
    let mut outcomes = outcomes.iter().peekable();
    for (number, before) in before.iter().enumerate() {
        let outcome = outcomes.next_if(|outcome| outcome.number == number);
        for (instant, all) in all.iter_mut().enumerate() {
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
