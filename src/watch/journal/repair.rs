//! Copies what can be read of a damaged journal to a new one.

use std::path::Path;

use super::{JournalError, file, table};

/// The most numbers in a row that are tried where nothing can be read.
const MOST_TRIES: u64 = 10_000_000;

/// What was copied, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repaired {
    /// Deliveries copied.
    pub copied: u64,
    /// Deliveries left out: the first and the last number, and why. Of a range, some may never have existed.
    pub left_out: Vec<(u64, u64, String)>,
    /// Whether all idempotency keys could be read. Redeliveries of a lost key are accepted again.
    pub has_all_keys: bool,
}

/// Copies the deliveries and keys that are whole from one journal to a new one, with their numbers.
///
/// The damaged journal is not changed.
///
/// # Errors
/// [`JournalError`] when `from` cannot be opened at all, or when `to` exists or cannot be written.
pub fn repair(from: &Path, to: &Path) -> Result<Repaired, JournalError> {
    let damaged = file::open_to_read(from)?;
    if to.symlink_metadata().is_ok() {
        return Err(JournalError::Open(to.to_owned(), "it exists, and a repair writes a new file".into()));
    }
    let (mut whole, _) = file::open_to_write(to)?;
    let writing = |error: rusqlite::Error| JournalError::writing(&error);
    let copy = whole.transaction().map_err(writing)?;
    let mut repaired = Repaired::default();
    let last = table::last_given(&damaged).unwrap_or(u64::MAX);
    let (mut seq, mut tries) = (0, 0);
    loop {
        let read = match table::next_after(&damaged, seq) {
            Ok(None) => break,
            Ok(Some(next)) => {
                seq = next;
                table::entry(&damaged, seq)
            }
            Err(_) if seq >= last || tries >= MOST_TRIES => break,
            Err(error) => {
                seq += 1;
                Err(JournalError::reading(&error))
            }
        };
        tries = if read.is_ok() { 0 } else { tries + 1 };
        match read {
            Ok(Some(entry)) => {
                table::copy(&copy, &entry).map_err(writing)?;
                repaired.copied += 1;
            }
            Ok(None) => {}
            Err(error) => repaired.leave_out(seq, &error),
        }
    }
    repaired.has_all_keys = table::copy_keys(&damaged, &copy).map_err(writing)?;
    if last < u64::MAX {
        table::set_last_given(&copy, last).map_err(writing)?;
    }
    copy.commit().map_err(writing)?;
    file::close(whole);
    Ok(repaired)
}

impl Repaired {
    fn leave_out(&mut self, seq: u64, error: &JournalError) {
        let reason = match error {
            JournalError::Row { reason, .. } | JournalError::Read(reason) => reason.clone(),
            other => other.to_string(),
        };
        match self.left_out.last_mut() {
            Some((_, last, of)) if *last + 1 == seq && *of == reason => *last = seq,
            _ => self.left_out.push((seq, seq, reason)),
        }
    }
}
