//! What wakes the main loop.

use std::collections::BTreeSet;
use std::sync::mpsc::SyncSender;
use std::time::Instant;

use chrono::{DateTime, Utc};

use super::inside::Inside;
use super::order::Order;
use crate::clock::monotonic;
use crate::watch::journal::Delivery;
use crate::watch::sources::Reading;

/// A question to the main loop.
pub type Question = Box<dyn for<'a, 's> FnOnce(&mut Inside<'a, 's>) + Send>;

/// What wakes the main loop.
pub enum Wake {
    /// A delivery was written to the journal.
    Delivered {
        /// Its number.
        seq: u64,
        /// The delivery, without its body.
        delivery: Box<Delivery>,
        /// Its contents.
        reading: Box<Reading>,
        /// When it was written, by [`monotonic`].
        kept: Instant,
    },
    /// A redelivery.
    Repeated(Box<Reading>),
    /// The journal is about to delete deliveries: events that only they mention have to be removed.
    Forget {
        /// Deletes those received before this time, unless they are needed.
        before: DateTime<Utc>,
        /// Receives the numbers of the needed ones.
        needed: SyncSender<BTreeSet<u64>>,
    },
    /// A question.
    Ask(Question),
    /// What the program asks.
    Order(Order),
    /// Stop, after applying the deliveries received so far.
    Stop,
}

impl Wake {
    /// A delivery that was written to the journal. Its body has been read and is dropped to save memory.
    pub fn delivered(seq: u64, mut delivery: Delivery, reading: Box<Reading>) -> Self {
        delivery.body = Vec::new();
        Self::Delivered { seq, delivery: Box::new(delivery), reading, kept: monotonic() }
    }
}
