//! Openings, closings and phases of events: the instants at which their effect on scores changes.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::event::{EventKey, Events, Stage, Window, edges};
use crate::model::Proximity;

/// Whether an event opens, closes or enters another phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TurnKind {
    /// It is open from now on.
    Opens,
    /// It is closed from now on.
    Closes,
    /// It enters a phase with another factor.
    Shifts,
}

/// An event opens, closes or enters another phase. Ordered as delivered: by instant, event and kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Turn {
    /// The first instant after the change.
    pub at: DateTime<Utc>,
    /// The event.
    pub event: EventKey,
    /// The change.
    pub kind: TurnKind,
}

/// All turns of a set of events, past and future, sorted by instant.
///
/// Only the [engine](super::engine::Engine::openings) stores them. A [timeline](super::timeline::Timeline) gets them as
/// an argument. Adding or removing an event costs O(log n).
#[derive(Clone, Debug, Default)]
pub struct Openings(BTreeSet<Turn>);

impl Openings {
    /// The turns of a set of events.
    pub fn of(events: &Events, model: &Proximity) -> Self {
        Self(events.iter().flat_map(|event| turns(&event.key(), &event.stages(model))).collect())
    }

    /// Adds the turns of an event with its [stages](crate::event::Event::stages); none if it is never open.
    pub fn add(&mut self, event: &EventKey, stages: &[Stage]) {
        self.0.extend(turns(event, stages));
    }

    /// Removes what [`Openings::add`] added with the same arguments.
    pub fn remove(&mut self, event: &EventKey, stages: &[Stage]) {
        for turn in turns(event, stages) {
            self.0.remove(&turn);
        }
    }

    /// The turns at an instant or later, in order.
    pub fn since(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Turn> {
        self.0.range(Turn { at, event: EventKey::least(), kind: TurnKind::Opens }..)
    }

    /// The turns after an instant, in order.
    pub fn after(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Turn> {
        self.since(at).skip_while(move |turn| turn.at == at)
    }
}

/// The opening and the closing of an event, and the changes between its stages; empty if it is never open.
fn turns(event: &EventKey, stages: &[Stage]) -> Vec<Turn> {
    let turn = |at: Option<DateTime<Utc>>, kind| at.map(|at| Turn { at, event: event.clone(), kind });
    let ever = |stage: &&Stage| {
        let Window { opens, closes } = stage.window;
        opens.zip(closes).is_none_or(|(opens, closes)| opens < closes)
    };
    let (Some(first), Some(last)) = (stages.iter().find(ever), stages.iter().rfind(ever)) else { return Vec::new() };
    let mut turns = Vec::from_iter(turn(first.window.opens, TurnKind::Opens));
    turns.extend(edges(stages).filter_map(|at| turn(Some(at), TurnKind::Shifts)));
    turns.extend(turn(last.window.closes, TurnKind::Closes));
    turns
}
