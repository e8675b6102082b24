//! The replay of a journal.

use chrono_tz::Tz;

use super::Agenda;
use crate::watch::journal::{Entry, JournalError, Mark};
use crate::watch::sources::Source;

impl Agenda {
    /// Applies the deliveries of a journal again, in their order, and reports the outcome of each where it
    /// is not what the journal says; `source_of` says how those of a name are read. Local times without a zone of their own are wall times in `zone`.
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
                Ok(reading) => self.hear(seq, &delivery, &reading).marks,
                Err(error) => vec![(seq, Mark::Dead { reason: error.to_string() })],
            };
            for (of, became) in marks {
                // What came before may have waited for this one.
                if of != seq || became.state() != state {
                    mark(of, became);
                }
            }
        }
        Ok(())
    }
}
