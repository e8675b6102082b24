//! Several events that change at once: taken in one by one, done in one pass over the grid.

use std::collections::BTreeMap;

use super::answers::{layer, unknown};
use super::run::Act;
use super::{Change, Engine};
use crate::event::{Event, EventId, Events};
use crate::live::bus::SubscriberError;
use crate::live::message::{Body, UpdateType};

/// What is to become of each event; none: it goes.
#[derive(Debug, Default)]
pub(super) struct Burst(BTreeMap<EventId, Option<Event>>);

impl Burst {
    pub fn put(&mut self, event: Event) {
        self.0.insert(event.id.clone(), Some(event));
    }

    /// Takes an event out that is known, or is one of the burst.
    pub fn remove(&mut self, events: &Events, id: &EventId) -> Result<(), SubscriberError> {
        let is_known = self.0.get(id).map_or_else(|| events.get(id.as_str()).is_some(), Option::is_some);
        if !is_known {
            return Err(unknown(id.as_str()));
        }
        self.0.insert(id.clone(), None);
        Ok(())
    }
}

impl Engine {
    /// Puts and takes out (none) several events in one pass over the cells they reach.
    pub fn change_events(&mut self, changes: BTreeMap<EventId, Option<Event>>) -> Change {
        let mut acts: BTreeMap<EventId, Vec<Act>> = BTreeMap::new();
        for (id, new) in changes {
            let was_open = self.open.contains(&id);
            let old = self.forget(id.as_str());
            self.caches.event_changed(old.as_ref(), new.as_ref());
            let before = old.as_ref().filter(|_| was_open).map(|old| Act::new(old, &self.model, true, 0, 1));
            let opens = new.as_ref().filter(|new| new.is_open(&self.model.proximity, self.at.to_utc()));
            let after = opens.map(|new| Act::new(new, &self.model, false, 1, 1));
            if after.is_some() {
                self.open.insert(id.clone());
            }
            let own: Vec<Act> = before.into_iter().chain(after).collect();
            if !own.is_empty() {
                acts.insert(id, own);
            }
            if let Some(new) = new {
                self.turns.extend(self.turns_of(&new));
                self.events.insert(new);
            }
        }
        if !acts.is_empty() {
            for id in &self.open {
                if let (Some(event), false) = (self.events.get(id.as_str()), acts.contains_key(id)) {
                    acts.insert(id.clone(), vec![Act::new(event, &self.model, true, 1, 1)]);
                }
            }
        }
        // In the order of the ids, in which bonuses combine.
        self.run(&[self.at], acts.into_values().flatten().collect(), true)
    }

    /// The cells whose combined score changed since this was last asked, rising; only an engine
    /// that follows a clock (`real_time`) keeps them.
    pub fn take_untold(&mut self) -> Vec<usize> {
        sort_and_dedup(&mut self.untold);
        std::mem::take(&mut self.untold)
    }

    /// Keeps cells that changed until somebody asks; never many more than there are.
    pub(super) fn keep_untold(&mut self, changed: &[usize]) {
        self.untold.extend_from_slice(changed);
        if self.untold.len() > 2 * self.grid.len() {
            sort_and_dedup(&mut self.untold);
        }
    }

    pub(super) fn end_burst(&mut self) -> Vec<Body> {
        let Burst(changes) = self.burst.take().unwrap_or_default();
        let ids: Vec<EventId> = changes.keys().cloned().collect();
        let before: Vec<Event> = ids.iter().filter_map(|id| self.events.get(id.as_str())).cloned().collect();
        let change = self.change_events(changes);
        let after = ids.iter().filter_map(|id| self.events.get(id.as_str()));
        let area = self.area(before.iter().chain(after));
        let count = ids.len();
        if change.cells_rescored == 0 {
            let reason = format!("{count} events changed at once, nothing left to compute");
            return vec![layer(self.events_layer(), area, reason)];
        }
        let reason = format!("{count} events changed at once, {} cells computed", change.cells_rescored);
        vec![layer(self.events_layer(), area, reason), self.grid_update(&change, UpdateType::Incremental, None)]
    }
}

fn sort_and_dedup(cells: &mut Vec<usize>) {
    cells.sort_unstable();
    cells.dedup();
}
