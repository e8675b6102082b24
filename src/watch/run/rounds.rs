//! Questions for Eventbrite that wait for an answer are asked again: in rounds, the newest first.

use std::collections::{BTreeSet, VecDeque};

use crate::watch::sources::eventbrite::LookUp;

/// So many are owed. Of more, those with the greatest ids are not asked again before the next delivery
/// about them: ids are what senders write.
const MOST_OWED: usize = 100_000;

/// The round that is under way: no question has a second turn before each had its first.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    /// Those whose turn is still to come.
    left: VecDeque<LookUp>,
    /// Those that were asked in vain; no delivery need wait for them.
    owed: BTreeSet<LookUp>,
    /// Those that had their turn and have no answer yet.
    asked: BTreeSet<LookUp>,
}

impl Rounds {
    /// A question that could not be put, or whose answer is lost, is asked before all others.
    pub fn owe(&mut self, wanted: LookUp) {
        self.owed.insert(wanted);
        if self.owed.len() > MOST_OWED {
            self.owed.pop_last();
        }
    }

    /// How many questions there are, with those that deliveries wait for.
    pub fn count(&self, waiting: &[LookUp]) -> usize {
        self.owed.iter().chain(waiting).collect::<BTreeSet<_>>().len()
    }

    /// Whose turn it is, as far as there is room, of all that wait now, the newest first.
    pub fn next(&mut self, waiting: Vec<LookUp>, room: usize) -> Vec<LookUp> {
        let mut turn: Vec<LookUp> = std::iter::from_fn(|| self.owed.pop_first()).take(room).collect();
        let still: BTreeSet<&LookUp> = waiting.iter().collect();
        self.left.retain(|wanted| still.contains(wanted));
        if self.left.is_empty() {
            self.left = waiting.into();
        }
        turn.extend(self.left.drain(..(room - turn.len()).min(self.left.len())));
        self.asked.extend(turn.iter().cloned());
        turn
    }

    /// There is an answer, or there will be none: whether it is one to a question that had its turn here.
    pub fn take_answered(&mut self, wanted: &LookUp) -> bool {
        self.asked.remove(wanted)
    }
}
