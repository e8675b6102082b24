//! What can come of a question instead of an answer. No message shows the token.

use super::TOKEN_VARIABLE;

/// Why a question to Eventbrite has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Eventbrite does not know it, or no longer. Not retried.
    #[error("Eventbrite does not know {path} (status {status})")]
    Gone {
        /// What was asked.
        path: String,
        /// 404 or 410.
        status: u16,
    },
    /// The token gives no access to it. Not retried.
    #[error(
        "Eventbrite refuses {path} (status {status}); look at {TOKEN_VARIABLE}: is the token in it valid, \
         and of an account that may see this?"
    )]
    Forbidden {
        /// What was asked.
        path: String,
        /// 401 or 403.
        status: u16,
    },
    /// The answer cannot be used. Not retried.
    #[error("Eventbrite's answer to {path} cannot be used: {reason}")]
    Unusable {
        /// What was asked.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No answer in so many attempts. Later there may be one.
    #[error("Eventbrite gave no answer to {path} in {attempts} attempts; the last: {reason}")]
    Unavailable {
        /// What was asked.
        path: String,
        /// How often it was asked.
        attempts: u32,
        /// What came of the last attempt.
        reason: String,
    },
}

impl FetchError {
    /// The word for it in statistics.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Gone { .. } => "gone",
            Self::Forbidden { .. } => "forbidden",
            Self::Unusable { .. } => "unusable",
            Self::Unavailable { .. } => "unavailable",
        }
    }
}
