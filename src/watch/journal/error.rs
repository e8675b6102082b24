//! Errors of a journal, each with its cause and what to do.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::ErrorCode;

use super::BODY_LIMIT_BYTES;

/// Why a journal could not be opened, or a delivery not be kept or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// A second instance.
    #[error(
        "another pdpe{} already writes to the journal {}; stop it, or give this one another file with --journal",
        process.map_or_else(String::new, |id| format!(" (process {id})")),
        path.display()
    )]
    Taken {
        /// The journal.
        path: PathBuf,
        /// The process that has it, if it says so.
        process: Option<u32>,
    },
    /// There is nothing to read.
    #[error("there is no journal {}; name the one to read with --journal", path.display())]
    NoFile {
        /// Where none is.
        path: PathBuf,
    },
    /// The system does not let it be opened.
    #[error("cannot open the journal {}: {reason}; name another with --journal", path.display())]
    Open {
        /// The journal.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// It may only be read.
    #[error("the journal {} is read-only; make it and its folder writable, or name another with --journal", path.display())]
    ReadOnly {
        /// The journal.
        path: PathBuf,
    },
    /// A file of something else. It is left as it is.
    #[error("{} is not a journal of pdpe: {found}; name another file with --journal", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is.
        found: String,
    },
    /// A journal of a later version. It is left as it is.
    #[error("the journal {} has version {found}, this pdpe writes {known}; use the pdpe that wrote it", path.display())]
    Version {
        /// The journal.
        path: PathBuf,
        /// Its version.
        found: i32,
        /// The version that is known here.
        known: i32,
    },
    /// What was written is not what is there.
    #[error(
        "the journal {} is damaged: {reason}; put a copy in its place, or move it away and save what \
         can be read with `sqlite3 FILE .recover`",
        path.display()
    )]
    Damaged {
        /// The journal.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The database would not be as safe as it has to be.
    #[error("the journal {} does not accept {setting} = {wanted}, it has {found}: is it on a network drive?", path.display())]
    Setting {
        /// The journal.
        path: PathBuf,
        /// What was set.
        setting: &'static str,
        /// To what.
        wanted: &'static str,
        /// What was read back.
        found: String,
    },
    /// No thread can be started.
    #[error("cannot start the journal's thread: {reason}")]
    Thread {
        /// What the system says.
        reason: String,
    },
    /// A batch could not be written. Nothing of it is kept.
    #[error("cannot write to the journal: {reason}")]
    Write {
        /// What the database says.
        reason: String,
    },
    /// The journal's file is not where it was: what is written would be in no file.
    #[error("the journal {} was moved away or replaced; put it back, or restart", path.display())]
    Gone {
        /// Where it was.
        path: PathBuf,
    },
    /// Entries could not be read.
    #[error("cannot read the journal: {reason}")]
    Read {
        /// What the database says.
        reason: String,
    },
    /// Too much for one delivery.
    #[error("a body of {bytes} bytes is not kept, the limit is {BODY_LIMIT_BYTES}")]
    TooLarge {
        /// The size of the body.
        bytes: usize,
    },
    /// As much waits as may.
    #[error("the queue of the journal is full ({waiting} deliveries); try again")]
    Full {
        /// How many wait.
        waiting: usize,
    },
    /// No answer in time; the delivery may still be kept.
    #[error("the journal did not answer within {limit:?}")]
    Late {
        /// How long was waited.
        limit: Duration,
    },
    /// Nothing is taken any more.
    #[error("the journal is closed")]
    Closed,
}

impl JournalError {
    /// Why `path` cannot be opened.
    pub(super) fn opening(path: &Path, error: &rusqlite::Error) -> Self {
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::Foreign { path, found: "it is no SQLite file".into() },
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, reason: words_of(error) },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { path },
            Some(ErrorCode::CannotOpen) => Self::Open {
                path,
                reason: format!("{}; it takes the right to read the file and to write in its folder", words_of(error)),
            },
            _ => Self::Open { path, reason: words_of(error) },
        }
    }

    pub(super) fn writing(error: &rusqlite::Error) -> Self {
        Self::Write { reason: words_of(error) }
    }

    pub(super) fn reading(error: &rusqlite::Error) -> Self {
        Self::Read { reason: words_of(error) }
    }
}

/// What the database says, with its number where the words are the same for many faults.
fn words_of(error: &rusqlite::Error) -> String {
    match error.sqlite_error() {
        Some(failure) if failure.code == ErrorCode::SystemIoFailure => {
            format!("{error} (SQLite error {})", failure.extended_code)
        }
        _ => error.to_string(),
    }
}
