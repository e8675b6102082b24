//! Questions for Eventbrite that wait for an answer are asked again: in rounds, the newest first.

use std::collections::{BTreeSet, VecDeque};

use crate::watch::sources::eventbrite::LookUp;

/// The round that is under way: no question has a second turn before each had its first.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    /// Those whose turn is still to come.
    left: VecDeque<LookUp>,
}

impl Rounds {
    /// Whose turn it is, as far as there is room, of all that wait now, the newest first.
    pub fn next(&mut self, waiting: Vec<LookUp>, room: usize) -> Vec<LookUp> {
        let still: BTreeSet<&LookUp> = waiting.iter().collect();
        self.left.retain(|wanted| still.contains(wanted));
        if self.left.is_empty() {
            self.left = waiting.into();
        }
        self.left.drain(..room.min(self.left.len())).collect()
    }
}
