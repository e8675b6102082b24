//! A webhook request as it is kept, and its outcome.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

/// The header of a kept answer with the number of the latest delivery at the time of the request.
pub const ASKED_AFTER_HEADER: &str = "x-pdpe-asked-after";

/// A webhook request: what arrived, and what was recognised in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The service that sent it, such as `eventbrite`.
    pub source: String,
    /// The key of this delivery; a redelivery has the same one.
    pub idempotency_key: String,
    /// When it arrived, to the microsecond.
    pub received: DateTime<Utc>,
    /// Its type in the sender's words, such as `event.updated`.
    pub webhook_type: String,
    /// The relevant headers, by name.
    pub headers: BTreeMap<String, String>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

/// The state of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Accepted, not applied yet.
    Pending,
    /// Applied.
    Applied,
    /// Waits for an event that is not known yet.
    Unresolved,
    /// It cannot be applied.
    Dead,
    /// It does not concern events.
    Ignored,
}

/// A word that names no state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a state of a delivery; use pending, applied, unresolved, dead or ignored")]
pub struct UnknownState(String);

impl State {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Applied, Self::Unresolved, Self::Dead, Self::Ignored];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Applied => "applied",
            Self::Unresolved => "unresolved",
            Self::Dead => "dead",
            Self::Ignored => "ignored",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for State {
    type Err = UnknownState;

    fn from_str(word: &str) -> Result<Self, UnknownState> {
        let known = Self::ALL.into_iter().find(|state| state.as_str() == word);
        known.ok_or_else(|| UnknownState(word.to_owned()))
    }
}

/// The outcome of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// To be applied again.
    Pending,
    /// Applied.
    Applied,
    /// It concerns something that is not known yet.
    Unresolved {
        /// What is not known.
        reason: String,
    },
    /// It cannot be applied.
    Dead {
        /// Why not.
        reason: String,
    },
    /// It does not concern events.
    Ignored {
        /// What it is instead.
        reason: String,
    },
}

impl Mark {
    /// The corresponding state.
    pub fn state(&self) -> State {
        match self {
            Self::Pending => State::Pending,
            Self::Applied => State::Applied,
            Self::Unresolved { .. } => State::Unresolved,
            Self::Dead { .. } => State::Dead,
            Self::Ignored { .. } => State::Ignored,
        }
    }

    /// Why, if there is a reason.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Pending | Self::Applied => None,
            Self::Unresolved { reason } | Self::Dead { reason } | Self::Ignored { reason } => Some(reason),
        }
    }
}

/// A delivery in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, counted from 1 and never reused.
    pub seq: u64,
    /// What arrived.
    pub delivery: Delivery,
    /// Its state.
    pub state: State,
    /// The reason given when it was marked unresolved, dead or ignored.
    pub error: Option<String>,
}

/// Which deliveries to read; by default all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only numbers above this one.
    pub after: u64,
    /// Only one source.
    pub source: Option<String>,
    /// Only one state.
    pub state: Option<State>,
}
