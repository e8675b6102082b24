//! Scores of single places and times, and their caches, by the names that the manual gives them.

use super::Engine;
use crate::clock::ZonedTime;
use crate::event::EventId;
use crate::layers;
use crate::live::cache::{Dependency, Site};

/// A place is a point (`LatLon`), or a [`Site`] with an income and other columns. The age of cache entries
/// is counted by the engine's own time.
impl Engine {
    /// Spending propensity of a place at a time.
    pub fn spending_propensity(&mut self, place: impl Into<Site>, at: ZonedTime) -> f64 {
        self.layer_score(layers::SPENDING_PROPENSITY, place, at)
    }

    /// College presence of a place at a time.
    pub fn college_presence(&mut self, place: impl Into<Site>, at: ZonedTime) -> f64 {
        self.layer_score(layers::COLLEGE_PRESENCE, place, at)
    }

    /// The combined score of a place at a time.
    pub fn combined_score(&mut self, place: impl Into<Site>, at: ZonedTime) -> f64 {
        self.cell_score(self.at.to_utc(), place, at).combined_score
    }

    /// The score of a layer, by its position in the model's table ([`Model::layers`](crate::model::Model::layers)).
    fn layer_score(&mut self, layer: usize, place: impl Into<Site>, at: ZonedTime) -> f64 {
        self.cell_score(self.at.to_utc(), place, at).layers[layer]
    }

    /// Empties all caches; returns the number of entries.
    pub fn clear_all_caches(&mut self) -> usize {
        self.caches.clear()
    }

    /// Drops the cached scores that depend on an event; returns their number.
    pub fn invalidate_event_cache(&mut self, id: &str) -> usize {
        EventId::new(id).map_or(0, |id| self.caches.invalidate(&Dependency::Event(id)))
    }
}
