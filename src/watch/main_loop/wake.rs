//! All that can wake the loop.

use std::collections::BTreeSet;
use std::sync::mpsc::SyncSender;
use std::time::Instant;

use chrono::{DateTime, Utc};

use super::Inside;
use crate::clock::monotonic;
use crate::watch::journal::Delivery;
use crate::watch::sources::Reading;

/// What somebody wants to know.
pub type Question = Box<dyn for<'a, 's> FnOnce(&mut Inside<'a, 's>) + Send>;

/// All that can wake the loop.
pub enum Wake {
    /// A delivery is in the journal.
    Delivered {
        /// Its number.
        seq: u64,
        /// What came in, without its body.
        delivery: Box<Delivery>,
        /// What it says.
        reading: Box<Reading>,
        /// When it was kept, by [`monotonic`].
        kept: Instant,
    },
    /// A delivery that came before came again.
    Repeated(Box<Reading>),
    /// The journal is about to forget deliveries: what only they tell is to be forgotten as well.
    Forget {
        /// Those received before, as far as they are not needed.
        before: DateTime<Utc>,
        /// Is told the numbers of those that are.
        needed: SyncSender<BTreeSet<u64>>,
    },
    /// Somebody wants to know something.
    Ask(Question),
    /// It is over: what was delivered is done first.
    Stop,
}

impl Wake {
    /// That a delivery is in the journal from now on. Its body, which may be long, is not held until
    /// the loop has time: the journal has it, and what it says has been read.
    pub fn delivered(seq: u64, mut delivery: Delivery, reading: Box<Reading>) -> Self {
        delivery.body = Vec::new();
        Self::Delivered { seq, delivery: Box::new(delivery), reading, kept: monotonic() }
    }
}
