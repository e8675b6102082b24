//! Openings and closings of events: when each of them begins and ends to count.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::event::{EventId, Window};

/// Whether an event opens or closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TurnKind {
    /// It counts from now on.
    Opens,
    /// It no longer counts.
    Closes,
}

/// An event opens or closes. The order is that of delivery: by instant, event and kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Turn {
    /// The first instant after it.
    pub at: DateTime<Utc>,
    /// The event.
    pub event: EventId,
    /// What it does.
    pub kind: TurnKind,
}

/// The openings and closings still to come, kept in step with the windows of events.
///
/// The windows themselves are kept too, so that going back in time finds the turns again. Each
/// operation on an event costs O(log n), [`Openings::rewind`] O(n log n).
#[derive(Clone, Debug, Default)]
pub struct Openings {
    windows: BTreeMap<EventId, Window>,
    turns: BTreeSet<Turn>,
}

impl Openings {
    /// No event is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An event was added or updated: what was planned for it gives way to the turns of `window`
    /// after `now`. Without a window it never opens.
    pub fn set(&mut self, event: &EventId, window: Option<Window>, now: DateTime<Utc>) {
        self.remove(event);
        if let Some(window) = window {
            self.turns.extend(turns(event, window).filter(|turn| turn.at > now));
            self.windows.insert(event.clone(), window);
        }
    }

    /// An event was removed: nothing is planned for it any more.
    pub fn remove(&mut self, event: &EventId) {
        if let Some(window) = self.windows.remove(event) {
            for turn in turns(event, window) {
                self.turns.remove(&turn);
            }
        }
    }

    /// Openings and closings still to come, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Turn> {
        self.turns.iter()
    }

    /// How many are still to come.
    #[must_use]
    pub fn len(&self) -> usize {
        self.turns.len()
    }

    /// Whether none is to come.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.turns.is_empty()
    }

    /// When the next is due.
    #[must_use]
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.turns.first().map(|turn| turn.at)
    }

    /// All that are due at `until` or before, in order.
    pub fn due(&mut self, until: DateTime<Utc>) -> Vec<Turn> {
        let mut due = Vec::new();
        while self.next_due().is_some_and(|at| at <= until) {
            due.extend(self.turns.pop_first());
        }
        due
    }

    /// Plans anew from `now` on, which may be earlier or later than all that went before.
    pub fn rewind(&mut self, now: DateTime<Utc>) {
        self.turns = self
            .windows
            .iter()
            .flat_map(|(event, window)| turns(event, *window))
            .filter(|turn| turn.at > now)
            .collect();
    }
}

/// The opening and the closing of a window; none of one that is never open.
fn turns(event: &EventId, window: Window) -> impl Iterator<Item = Turn> {
    let Window { opens, closes } = window;
    let ever = opens.zip(closes).is_none_or(|(opens, closes)| opens < closes);
    let turn = |at: Option<DateTime<Utc>>, kind| at.filter(|_| ever).map(|at| Turn { at, event: event.clone(), kind });
    [turn(opens, TurnKind::Opens), turn(closes, TurnKind::Closes)].into_iter().flatten()
}
