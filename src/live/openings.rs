//! Openings and closings of events: when each of them begins and ends to count, and when it enters another phase.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::event::{EventId, Events, Stage, Window, edges};
use crate::model::Proximity;

/// Whether an event opens, closes or enters another phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TurnKind {
    /// It counts from now on.
    Opens,
    /// It no longer counts.
    Closes,
    /// It counts more or less than before: another phase has begun.
    Shifts,
}

/// An event opens, closes or enters another phase. The order is that of delivery: by instant, event and kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Turn {
    /// The first instant after it.
    pub at: DateTime<Utc>,
    /// The event.
    pub event: EventId,
    /// What it does.
    pub kind: TurnKind,
}

/// All turns of a set of events, past and future, sorted by instant.
///
/// They are kept in one place, the [engine](super::engine::Engine::openings); a
/// [timeline](super::timeline::Timeline) reads them there. Adding or removing an event costs O(log n).
#[derive(Clone, Debug, Default)]
pub struct Openings(BTreeSet<Turn>);

impl Openings {
    /// Those of some events.
    pub fn of(events: &Events, model: &Proximity) -> Self {
        Self(events.iter().flat_map(|event| turns(&event.id, &event.stages(model))).collect())
    }

    /// Adds the turns of an event with its [stages](crate::event::Event::stages); there are none if it never
    /// counts.
    pub fn add(&mut self, event: &EventId, stages: &[Stage]) {
        self.0.extend(turns(event, stages));
    }

    /// Removes what [`Openings::add`] added with the same arguments.
    pub fn remove(&mut self, event: &EventId, stages: &[Stage]) {
        for turn in turns(event, stages) {
            self.0.remove(&turn);
        }
    }

    /// Those at an instant or later, in order.
    pub fn since(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Turn> {
        self.0.range(Turn { at, event: EventId::least(), kind: TurnKind::Opens }..)
    }

    /// Those later than an instant, in order.
    pub fn after(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Turn> {
        self.since(at).skip_while(move |turn| turn.at == at)
    }
}

/// The opening and the closing of an event, and where one of its stages differs from the one before; none if it
/// is never open.
fn turns(event: &EventId, stages: &[Stage]) -> Vec<Turn> {
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
