//! Counters of requests and their results.

use super::FetchError;

/// Numbers of requests since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct FetchCounters {
    /// Requests made, including coalesced and refused ones.
    pub asked: u64,
    /// Requests that were already queued.
    pub coalesced: u64,
    /// Requests refused because the queue was full or had ended.
    pub refused: u64,
    /// Requests answered.
    pub answered: u64,
    /// Requests for something Eventbrite does not know.
    pub gone: u64,
    /// Requests that the token does not allow.
    pub forbidden: u64,
    /// Answers that could not be used.
    pub unusable: u64,
    /// Requests without an answer after the last attempt.
    pub unavailable: u64,
    /// Attempts that failed and were repeated.
    pub retries: u64,
    /// Panics of the function called with the answers; each loses that answer.
    pub panics: u64,
    /// Queued requests, including those between two attempts.
    pub waiting: usize,
    /// Requests being sent.
    pub in_flight: usize,
}

impl FetchCounters {
    /// Failed requests by reason.
    pub fn failed(&self) -> [(&'static str, u64); 4] {
        [
            ("gone", self.gone),
            ("forbidden", self.forbidden),
            ("unusable", self.unusable),
            ("unavailable", self.unavailable),
        ]
    }

    pub(super) fn count_failure(&mut self, error: &FetchError) {
        let count = match error {
            FetchError::Gone { .. } => &mut self.gone,
            FetchError::Forbidden { .. } => &mut self.forbidden,
            FetchError::Unusable { .. } => &mut self.unusable,
            FetchError::Unavailable { .. } => &mut self.unavailable,
        };
        *count += 1;
    }
}
