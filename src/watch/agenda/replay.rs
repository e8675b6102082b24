//! The replay of a journal.

use chrono_tz::Tz;

use super::Agenda;
use crate::watch::journal::{Entry, JournalError, Mark};
use crate::watch::sources::Source;

impl Agenda {
    /// Replays the deliveries of a journal in order, and reports each outcome that differs from the recorded
    /// one. `source_of` returns how deliveries of a source are read; local times are in `zone`.
    ///
    /// # Errors
    /// [`JournalError`] when the journal cannot be read to its end.
    pub fn replay(
        &mut self,
        entries: impl IntoIterator<Item = Result<Entry, JournalError>>,
        source_of: impl Fn(&str) -> Source,
        zone: Tz,
        mut mark: impl FnMut(u64, Mark),
    ) -> Result<(), JournalError> {
        for entry in entries {
            let Entry { seq, delivery, state, .. } = entry?;
            let marks = match source_of(&delivery.source).read_kept(&delivery, zone) {
                Ok(reading) => self.apply(seq, &delivery, &reading).marks,
                Err(error) => vec![(seq, Mark::Dead { reason: error.to_string() })],
            };
            for (of, outcome) in marks {
                // Earlier deliveries may have waited for this one.
                if of != seq || outcome.state() != state {
                    mark(of, outcome);
                }
            }
        }
        Ok(())
    }
}
