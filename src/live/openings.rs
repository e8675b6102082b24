//! Openings and closings of events: when their influence begins and ends.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::event::{EventId, Events, Window};
use crate::model::Proximity;

/// Whether an event opens or closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TurnKind {
    /// It is open from now on.
    Opens,
    /// It is closed from now on.
    Closes,
}

/// An event opens or closes. Ordered as delivered: by instant, event and kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Turn {
    /// The first instant after the change.
    pub at: DateTime<Utc>,
    /// The event.
    pub event: EventId,
    /// The change.
    pub kind: TurnKind,
}

/// All openings and closings of a set of events, past and future, sorted by instant.
///
/// They are kept only in the [engine](super::engine::Engine::openings); a
/// [timeline](super::timeline::Timeline) reads them there. Adding or removing an event costs O(log n).
#[derive(Clone, Debug, Default)]
pub struct Openings(BTreeSet<Turn>);

impl Openings {
    /// Those of a set of events.
    pub fn of(events: &Events, model: &Proximity) -> Self {
        Self(events.iter().flat_map(|event| turns(&event.id, event.window(model))).collect())
    }

    /// Adds the opening and the closing of an event; none without a window.
    pub fn add(&mut self, event: &EventId, window: Option<Window>) {
        self.0.extend(turns(event, window));
    }

    /// Removes what [`Openings::add`] added with the same arguments.
    pub fn remove(&mut self, event: &EventId, window: Option<Window>) {
        for turn in turns(event, window) {
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

/// The opening and the closing of a window; none if it is never open.
fn turns(event: &EventId, window: Option<Window>) -> impl Iterator<Item = Turn> {
    let ever = |Window { opens, closes }: &Window| opens.zip(*closes).is_none_or(|(opens, closes)| opens < closes);
    let (opens, closes) = window.filter(ever).map(|window| (window.opens, window.closes)).unwrap_or_default();
    let turn = |at: Option<DateTime<Utc>>, kind| at.map(|at| Turn { at, event: event.clone(), kind });
    [turn(opens, TurnKind::Opens), turn(closes, TurnKind::Closes)].into_iter().flatten()
}
