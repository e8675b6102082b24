//! One webhook request as it is kept, and what became of it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

/// The header of a kept answer that holds the number of the latest delivery when its question was asked.
pub const ASKED_AFTER_HEADER: &str = "x-pdpe-asked-after";

/// One webhook request: what came in, and what was recognised in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The service that sent it, such as `eventbrite`.
    pub source: String,
    /// What the source calls this delivery: sent again, it has the same key.
    pub idempotency_key: String,
    /// When it came in; kept to the microsecond.
    pub received: DateTime<Utc>,
    /// What it says happened, in its own word, such as `event.updated`.
    pub webhook_type: String,
    /// The headers that matter, by name.
    pub headers: BTreeMap<String, String>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

/// How far a delivery has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Accepted, not looked at yet.
    Pending,
    /// Done.
    Applied,
    /// About something that is not known yet.
    Unresolved,
    /// It cannot be applied.
    Dead,
    /// It says nothing of events.
    Ignored,
}

/// A word that names no state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a state of a delivery; use pending, applied, unresolved, dead or ignored")]
pub struct UnknownState(String);

impl State {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Applied, Self::Unresolved, Self::Dead, Self::Ignored];

    /// The word for it.
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

/// What became of a delivery, to be kept with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is to be looked at again.
    Pending,
    /// It is done.
    Applied,
    /// It is about something that is not known yet.
    Unresolved {
        /// What is not known.
        reason: String,
    },
    /// It cannot be applied.
    Dead {
        /// Why not.
        reason: String,
    },
    /// It says nothing of events.
    Ignored {
        /// What it says.
        reason: String,
    },
}

impl Mark {
    /// The state that it puts the delivery in.
    pub fn state(&self) -> State {
        match self {
            Self::Pending => State::Pending,
            Self::Applied => State::Applied,
            Self::Unresolved { .. } => State::Unresolved,
            Self::Dead { .. } => State::Dead,
            Self::Ignored { .. } => State::Ignored,
        }
    }

    /// What is said about it.
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
    /// Its number: counted from 1, never given twice.
    pub seq: u64,
    /// What came in.
    pub delivery: Delivery,
    /// How far it has come.
    pub state: State,
    /// What was said about it when it was marked unresolved, dead or ignored.
    pub error: Option<String>,
}

/// Which deliveries to look at; by default all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those numbered above this.
    pub after: u64,
    /// Only those of one source.
    pub source: Option<String>,
    /// Only those in one state.
    pub state: Option<State>,
}
