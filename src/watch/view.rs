//! What a program can read in a running listener: scores, events and messages of one moment.

use super::main_loop::Inside;
use crate::clock::ZonedTime;
use crate::event::Events;
use crate::live::bus::Bus;
use crate::live::cache::Site;
use crate::live::engine::Engine;
use crate::score::CellScore;

/// The state of the listener at one moment.
pub struct View<'v> {
    engine: &'v mut Engine,
    bus: &'v Bus<'v>,
    events: &'v Events,
    now: ZonedTime,
    time: ZonedTime,
}

impl<'v> View<'v> {
    pub(super) fn of(inside: &'v mut Inside) -> Self {
        let time = inside.time();
        let now = inside.now.with_timezone(&time.timezone());
        Self { bus: inside.bus, events: inside.agenda.events(), now, time, engine: inside.engine }
    }

    /// The engine: grid, scores and counters.
    pub fn engine(&self) -> &Engine {
        self.engine
    }

    /// The bus: recent messages, their causes, failures and counters.
    pub fn bus(&self) -> &Bus<'v> {
        self.bus
    }

    /// The current events.
    pub fn events(&self) -> &Events {
        self.events
    }

    /// The time of the scores.
    pub fn time(&self) -> ZonedTime {
        self.time
    }

    /// The scores of a place at a time, through the caches.
    pub fn cell_score(&mut self, site: impl Into<Site>, at: ZonedTime) -> CellScore {
        self.engine.cell_score(self.now.to_utc(), site, at)
    }

    /// Empties the caches of single places; returns the number of entries.
    pub fn clear_all_caches(&mut self) -> usize {
        self.engine.clear_all_caches()
    }

    /// Drops the cached scores that depend on an event; returns their number.
    pub fn invalidate_event_cache(&mut self, id: &str) -> usize {
        self.engine.invalidate_event_cache(id)
    }
}
