//! Repeats unanswered requests to Eventbrite, in rounds, the newest first.

use std::collections::{BTreeSet, VecDeque};

use crate::watch::sources::eventbrite::LookUp;

/// The most requests to be repeated. Those with the greatest ids beyond that are not repeated before the
/// next delivery about them: senders choose the ids.
const MOST_OWED: usize = 100_000;

/// The current round: no request has a second turn before each had its first.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    /// Requests whose turn is still to come in this round.
    left: VecDeque<LookUp>,
    /// Requests without an answer, to be repeated even if no delivery waits for them.
    owed: BTreeSet<LookUp>,
    /// Requests that had their turn and have no answer yet.
    asked: BTreeSet<LookUp>,
}

impl Rounds {
    /// Notes a request to be repeated before all others.
    pub fn owe(&mut self, wanted: LookUp) {
        self.owed.insert(wanted);
        if self.owed.len() > MOST_OWED {
            self.owed.pop_last();
        }
    }

    /// How many requests there are, including those that deliveries wait for.
    pub fn count(&self, waiting: &[LookUp]) -> usize {
        self.owed.iter().chain(waiting).collect::<BTreeSet<_>>().len()
    }

    /// The next requests, as many as there is room for, the newest first.
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

    /// Notes that a request has its result; whether it had a turn here.
    pub fn take_answered(&mut self, wanted: &LookUp) -> bool {
        self.asked.remove(wanted)
    }
}
