//! All that can wake the loop.

use std::collections::BTreeSet;
use std::sync::mpsc::SyncSender;
use std::time::Instant;

use chrono::{DateTime, Utc};

use super::Inside;
use crate::clock::monotonic;
use crate::watch::journal::Delivery;
use crate::watch::sources::Reading;

/// A question to the loop.
pub type Question = Box<dyn for<'a, 's> FnOnce(&mut Inside<'a, 's>) + Send>;

/// All that can wake the loop.
pub enum Wake {
    /// A delivery is in the journal.
    Delivered {
        /// Its number.
        seq: u64,
        /// What came in, without its body.
        delivery: Box<Delivery>,
        /// Its contents.
        reading: Box<Reading>,
        /// When it was kept, by [`monotonic`].
        kept: Instant,
    },
    /// A delivery came again.
    Repeated(Box<Reading>),
    /// The journal is about to delete deliveries: events that only they mention are removed.
    Forget {
        /// Those received before this time, unless they are needed.
        before: DateTime<Utc>,
        /// Receives the numbers of those that are needed.
        needed: SyncSender<BTreeSet<u64>>,
    },
    /// A question.
    Ask(Question),
    /// Stop, after applying what was delivered.
    Stop,
}

impl Wake {
    /// A delivery that is in the journal. Its body, which may be long, is dropped: the journal has it, and
    /// it has been read.
    pub fn delivered(seq: u64, mut delivery: Delivery, reading: Box<Reading>) -> Self {
        delivery.body = Vec::new();
        Self::Delivered { seq, delivery: Box::new(delivery), reading, kept: monotonic() }
    }
}
