//! How many questions there were, and what came of them.

use super::FetchError;

/// Numbers of questions since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct FetchCounters {
    /// Questions put, those that were coalesced and those that were refused included.
    pub asked: u64,
    /// Questions that waited already when they were put once more.
    pub coalesced: u64,
    /// Questions refused because the queue was full or had ended.
    pub refused: u64,
    /// Questions answered.
    pub answered: u64,
    /// Questions about what Eventbrite does not know.
    pub gone: u64,
    /// Questions that the token does not open.
    pub forbidden: u64,
    /// Answers that mean nothing.
    pub unusable: u64,
    /// Questions without an answer after the last attempt.
    pub unavailable: u64,
    /// Attempts that failed and were followed by another.
    pub retries: u64,
    /// Panics of the function that is called with the answers; each loses that answer.
    pub panics: u64,
    /// Questions that wait now, those between two attempts included.
    pub waiting: usize,
    /// Questions that are being asked now.
    pub in_flight: usize,
}

impl FetchCounters {
    /// Failed questions by reason, in the words of [`FetchError::reason`].
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
