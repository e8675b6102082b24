//! Reading a journal while another process may write to it.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{Entry, Filter, JournalError, State, file, table};

/// A journal opened for reading; it takes no lock and blocks no writer.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
    path: PathBuf,
}

impl Reader {
    /// Opens the journal at a path.
    ///
    /// # Errors
    /// [`JournalError`] when it does not exist, is something else, or is damaged.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { connection: file::open_to_read(path)?, path: path.to_owned() })
    }

    /// The path it was opened by.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The deliveries that match a filter, by number, read page by page; ends after an error.
    pub fn entries(&self, filter: Filter) -> impl Iterator<Item = Result<Entry, JournalError>> + '_ {
        table::walk(filter, |filter| table::page(&self.connection, filter))
    }

    /// The filter that leaves the latest `count` deliveries of another.
    ///
    /// # Errors
    /// [`JournalError::Read`].
    pub fn latest(&self, filter: Filter, count: usize) -> Result<Filter, JournalError> {
        let after = table::before_latest(&self.connection, &filter, count);
        Ok(Filter { after: after.map_err(|error| JournalError::reading(&error))?, ..filter })
    }

    /// A delivery by its number, if it is kept.
    ///
    /// # Errors
    /// [`JournalError::Read`], or [`JournalError::Row`] if it is damaged.
    pub fn entry(&self, seq: u64) -> Result<Option<Entry>, JournalError> {
        table::entry(&self.connection, seq)
    }

    /// How many deliveries there are in each state, in the order of [`State::ALL`].
    ///
    /// # Errors
    /// [`JournalError::Read`].
    pub fn count_by_state(&self) -> Result<[(State, u64); State::ALL.len()], JournalError> {
        let counts = table::count_by_state(&self.connection).map_err(|error| JournalError::reading(&error))?;
        Ok(State::ALL.map(|state| (state, counts[state as usize])))
    }

    /// The numbers of the first and the last delivery, if there are any.
    ///
    /// # Errors
    /// [`JournalError::Read`].
    pub fn span(&self) -> Result<Option<(u64, u64)>, JournalError> {
        table::span(&self.connection).map_err(|error| JournalError::reading(&error))
    }
}
