//! Calculates layers and cells again on request, from nothing but the model, the events and the time.
//!
//! The scores are always those of a full calculation, so a request changes none. It drops cached scores, and
//! the answer says how many cells were calculated and how many differed.

use std::collections::BTreeSet;

use super::answers::unknown;
use super::summary::BlockSummary;
use super::{Change, Engine};
use crate::geo::BoundingBox;
use crate::grid::Grid;
use crate::live::bus::{SubscriberError, SubscriberResult};
use crate::live::message::{AssumptionLayerUpdate, GridUpdate, LayerType, UpdateType};
use crate::score::score_grid;

impl Engine {
    /// Calculates a layer again, or all of them, in an area or in the whole grid.
    pub(super) fn recalculate_layer(&mut self, asked: &AssumptionLayerUpdate) -> SubscriberResult {
        let layers = self.layers_named(&asked.layer_type)?;
        let cells = self.cells_in(asked.affected_area.as_ref());
        let change = self.recalculate(&layers, &cells);
        Ok(self.recalculated(&change, asked.affected_area, &asked.recalculation_reason, None))
    }

    /// Calculates all layers of some cells again: the listed ones, else those within reach of the event,
    /// else all.
    pub(super) fn recalculate_cells(&mut self, asked: &GridUpdate) -> SubscriberResult {
        let area = asked.trigger_event_id.as_ref().map(|id| {
            // An id alone may be that of several sources' events.
            self.area(self.events.with_id(id.as_str())).ok_or_else(|| unknown(id))
        });
        let area = area.transpose()?;
        let cells = match &asked.affected_cells {
            Some(ids) => self.cells_of(ids)?,
            None => self.cells_in(area.as_ref()),
        };
        let layers: Vec<usize> = (0..self.model.layers().len()).collect();
        let change = self.recalculate(&layers, &cells);
        Ok(self.recalculated(&change, area, "requested", asked.trigger_event_id.clone()))
    }

    fn layers_named(&self, asked: &LayerType) -> Result<Vec<usize>, SubscriberError> {
        let layers = self.model.layers();
        let all = *asked == LayerType::ALL;
        let named: Vec<usize> =
            (0..layers.len()).filter(|&layer| all || layers[layer].name == asked.as_str()).collect();
        if named.is_empty() {
            let known: Vec<&str> = layers.iter().map(|layer| layer.name).collect();
            return Err(format!("there is no layer {}; the layers are {}", asked.as_str(), known.join(", ")).into());
        }
        Ok(named)
    }

    fn cells_in(&self, area: Option<&BoundingBox>) -> Vec<usize> {
        let is_in = |&cell: &usize| {
            let place = self.grid.place(cell);
            area.is_none_or(|area| area.contains(place.lat(), place.lon()))
        };
        (0..self.grid.len()).filter(is_in).collect()
    }

    fn cells_of(&self, ids: &[String]) -> Result<Vec<usize>, SubscriberError> {
        let mut cells = BTreeSet::new();
        for id in ids {
            let before = cells.len();
            cells.extend(self.grid.positions(id));
            if cells.len() == before && self.grid.positions(id).next().is_none() {
                return Err(format!("the grid has no cell {id}").into());
            }
        }
        Ok(cells.into_iter().collect())
    }

    fn recalculate(&mut self, layers: &[usize], cells: &[usize]) -> Change {
        self.caches.clear();
        let mut part = Grid::default();
        for &cell in cells {
            part.append_cell(&self.grid, cell);
        }
        let fresh = score_grid(&self.model, &part, &self.events, self.at);
        let mut cells_changed = Vec::new();
        for (number, &cell) in cells.iter().enumerate() {
            for &layer in layers {
                self.scores.layers[layer][cell] = fresh.layers[layer][number];
            }
            let combined = &mut self.scores.combined_score[cell];
            if combined.to_bits() != fresh.combined_score[number].to_bits() {
                *combined = fresh.combined_score[number];
                cells_changed.push(cell);
            }
        }
        for number in cells_changed.iter().map(|cell| cell / crate::grid::BLOCK).collect::<BTreeSet<_>>() {
            let block = self.index.block(number);
            self.summaries[number] = BlockSummary::of(block.clone(), &self.scores.combined_score[block]);
        }
        self.counters.count(layers, cells.len());
        if self.settings.real_time {
            self.keep_unreported(&cells_changed);
        }
        Change { layers: layers.to_vec(), cells_rescored: cells.len(), cells_changed, ..Change::default() }
    }

    /// One update for each layer, and one for the grid.
    fn recalculated(
        &self,
        change: &Change,
        area: Option<BoundingBox>,
        why: &str,
        trigger: Option<crate::event::EventId>,
    ) -> Vec<crate::live::message::Body> {
        let cells = change.cells_rescored;
        let report = |&layer: &usize| {
            let recalculation_reason = format!("{why}: {cells} cells computed");
            AssumptionLayerUpdate { layer_type: self.layer_type(layer), affected_area: area, recalculation_reason }
                .into()
        };
        let is_whole = cells == self.grid.len();
        let update_type = match (is_whole, change.layers.len() == self.model.layers().len()) {
            (true, true) => UpdateType::Full,
            (true, false) => UpdateType::AssumptionOnly,
            (false, _) => UpdateType::Incremental,
        };
        change.layers.iter().map(report).chain([self.grid_update(change, update_type, trigger)]).collect()
    }
}
