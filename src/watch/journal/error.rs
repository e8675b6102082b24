//! Errors of the journal: cause and remedy.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::ErrorCode;

use super::BODY_LIMIT_BYTES;

/// Why a journal could not be opened, or a delivery not kept or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// Another instance uses it.
    #[error(
        "another pdpe{} already writes to the journal {}; stop it, or give this one another file with --journal",
        process.map_or_else(String::new, |id| format!(" (process {id})")),
        path.display()
    )]
    Taken {
        /// The journal.
        path: PathBuf,
        /// The process that holds the lock, if known.
        process: Option<u32>,
    },
    /// No file to read.
    #[error("there is no journal {}; name the one to read with --journal", .0.display())]
    NoFile(PathBuf),
    /// The system does not let it be opened.
    #[error("cannot open the journal {}: {}; name another with --journal", .0.display(), .1)]
    Open(PathBuf, String),
    /// The file is read-only.
    #[error("the journal {} is read-only; make it and its folder writable, or name another with --journal", .0.display())]
    ReadOnly(PathBuf),
    /// The file is something else. It is left as it is.
    #[error("{} is not a journal of pdpe: {}; name another file with --journal", .0.display(), .1)]
    Foreign(PathBuf, String),
    /// The journal comes from a later version. It is left as it is.
    #[error("the journal {} has version {found}, this pdpe writes {known}; use the pdpe that wrote it", path.display())]
    Version {
        /// The journal.
        path: PathBuf,
        /// Its version.
        found: i32,
        /// The version this program writes.
        known: i32,
    },
    /// The file is damaged.
    #[error(
        "the journal {} is damaged: {}; put a copy in its place, or run `pdpe journal repair`, which copies \
         what is whole",
        .0.display(), .1
    )]
    Damaged(PathBuf, String),
    /// The file system does not support a setting that durability needs.
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
    #[error("cannot start the journal's thread: {0}")]
    Thread(String),
    /// A batch could not be written. Nothing of it is kept.
    #[error("cannot write to the journal: {0}")]
    Write(String),
    /// The file was moved away or replaced: what is written would be lost.
    #[error("the journal {} was moved away or replaced; put it back, or restart", .0.display())]
    Gone(PathBuf),
    /// The file has more than one name: under each of them another process could write to it.
    #[error(
        "{} has {names} names (hard links): a second pdpe could write to it under another name; remove the other \
         names, or copy the journal and use the copy",
        path.display()
    )]
    Linked {
        /// The file.
        path: PathBuf,
        /// The number of its names.
        names: u64,
    },
    /// A symbolic link, a folder, a pipe or a device in the place of one of the journal's files.
    #[error("{} belongs to the journal and must be a regular file; move away what is there", .0.display())]
    NotRegular(PathBuf),
    /// Deliveries that were acknowledged are missing: the log was cut off by somebody else.
    #[error(
        "the log of the journal {} was changed by another program: deliveries {first} to {last} were acknowledged and \
         are missing; restore the files from a copy, or restart to go on without them",
        path.display()
    )]
    Lost {
        /// The journal.
        path: PathBuf,
        /// The number of the first missing delivery.
        first: u64,
        /// The number of the last missing delivery.
        last: u64,
    },
    /// A delivery that cannot be read.
    #[error("delivery {seq} in the journal is damaged: {reason}; `pdpe journal repair` copies what is whole")]
    Row {
        /// Its number.
        seq: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// Entries could not be read.
    #[error("cannot read the journal: {0}; if it is damaged, `pdpe journal repair` copies what is whole")]
    Read(String),
    /// The body is too large.
    #[error("a body of {0} bytes is not kept, the limit is {BODY_LIMIT_BYTES}")]
    TooLarge(usize),
    /// The queue is full.
    #[error("the queue of the journal is full ({0} deliveries); try again")]
    Full(usize),
    /// No result in time; the delivery may still be kept.
    #[error("the journal did not answer within {0:?}")]
    Late(Duration),
    /// The journal is closed.
    #[error("the journal is closed")]
    Closed,
}

impl JournalError {
    /// Why `path` cannot be opened.
    pub(super) fn opening(path: &Path, error: &rusqlite::Error) -> Self {
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::Foreign(path, "it is not an SQLite file".into()),
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(path, words_of(error)),
            Some(ErrorCode::ReadOnly) => Self::ReadOnly(path),
            Some(ErrorCode::CannotOpen) => Self::Open(
                path,
                format!("{}; reading needs read access to the file and write access to its folder", words_of(error)),
            ),
            _ => Self::Open(path, words_of(error)),
        }
    }

    pub(super) fn writing(error: &rusqlite::Error) -> Self {
        Self::Write(words_of(error))
    }

    pub(super) fn reading(error: &rusqlite::Error) -> Self {
        Self::Read(words_of(error))
    }
}

/// The database's message, with the error number where the message is the same for several errors.
fn words_of(error: &rusqlite::Error) -> String {
    match error.sqlite_error() {
        Some(failure) if failure.code == ErrorCode::SystemIoFailure => {
            format!("{error} (SQLite error {})", failure.extended_code)
        }
        _ => error.to_string(),
    }
}
