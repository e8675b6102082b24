//! What a service answered last about each event, until something else changes that event.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::mentions::Mention;
use crate::event::EventId;
use crate::watch::sources::Meaning;

/// The last answers that still hold.
#[derive(Clone, Debug, Default)]
pub(super) struct LastAnswers(BTreeMap<EventId, (Mention, Vec<Meaning>)>);

impl LastAnswers {
    /// This was answered.
    pub fn set(&mut self, id: EventId, mention: Mention, meanings: &[Meaning]) {
        self.0.insert(id, (mention, meanings.to_vec()));
    }

    /// Whether this was answered last, and still holds.
    pub fn is(&self, id: &EventId, meanings: &[Meaning]) -> bool {
        self.0.get(id).is_some_and(|(_, last)| last == meanings)
    }

    /// The event is not what it was when it was answered.
    pub fn unsay(&mut self, id: &EventId) {
        self.0.remove(id);
    }

    /// Forgets the answers received before `before`, but for those that are needed.
    pub fn forget(&mut self, before: DateTime<Utc>, needed: &BTreeSet<u64>) {
        self.0.retain(|_, (mention, _)| !mention.is_gone(before, needed));
    }
}
