//! Why a request to Eventbrite failed. No message shows the token.

use super::TOKEN_VARIABLE;

/// Why a request to Eventbrite has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Eventbrite does not know it. Not retried.
    #[error("Eventbrite does not know {path} (status {status})")]
    Gone {
        /// The path of the request.
        path: String,
        /// 404 or 410.
        status: u16,
    },
    /// The token does not allow it. Not retried.
    #[error(
        "Eventbrite refuses {path} (status {status}); check {TOKEN_VARIABLE}: is the token in it valid, \
         and may its account see this?"
    )]
    Forbidden {
        /// The path of the request.
        path: String,
        /// 401 or 403.
        status: u16,
    },
    /// The answer cannot be used. Not retried.
    #[error("Eventbrite's answer to {path} cannot be used: {reason}")]
    Unusable {
        /// The path of the request.
        path: String,
        /// What is wrong with the answer.
        reason: String,
    },
    /// No answer after the last attempt. A later request may succeed.
    #[error("Eventbrite gave no answer to {path} in {attempts} attempts; the last: {reason}")]
    Unavailable {
        /// The path of the request.
        path: String,
        /// The number of attempts.
        attempts: u32,
        /// Why the last one failed.
        reason: String,
    },
}
