//! The file of a journal: finds, creates and checks it, and opens it so that a commit is on disk.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, MAIN_DB, OpenFlags};

use super::wal::{self, Missing};
use super::{JournalError, table};

/// Identifies a database as pdpe's: "pdpe" in ASCII.
const APPLICATION_ID: i32 = 0x7064_7065;

/// The version of [`table::SCHEMA`].
const SCHEMA_VERSION: i32 = 1;

/// How long to wait for another program that locks the database, such as a backup.
const PATIENCE: Duration = Duration::from_secs(2);

/// Which files were opened: the journal's, its log, and the index of the log.
#[derive(Debug)]
pub(super) struct Identity {
    path: PathBuf,
    number: Option<(u64, u64)>,
    log: Option<(u64, u64)>,
    index: Option<(u64, u64)>,
    /// The length of the log after the last write.
    log_bytes: u64,
}

/// The state of the log and its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LogState {
    Whole,
    /// Removed or replaced: the open file has all that was written.
    Gone,
    /// Shorter than it was.
    Cut,
}

impl Identity {
    fn of(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            number: number_of(path),
            log: number_of(&wal::beside(path, "-wal")),
            index: number_of(&wal::beside(path, "-shm")),
            log_bytes: wal::bytes(path),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Remembers the length of the log after a write.
    pub(super) fn note_log(&mut self) {
        self.log_bytes = wal::bytes(&self.path);
    }

    /// An error if the file has been moved away or replaced since, or has another name.
    pub(super) fn check(&self) -> Result<(), JournalError> {
        if number_of(&self.path) != self.number {
            return Err(JournalError::Gone(self.path.clone()));
        }
        refuse_links(&self.path)
    }

    /// Whether the log is the one that was opened.
    pub(super) fn log_state(&self) -> LogState {
        let is = |end: &str, number| number_of(&wal::beside(&self.path, end)) == number;
        if !is("-wal", self.log) || !is("-shm", self.index) {
            return LogState::Gone;
        }
        if wal::bytes(&self.path) < self.log_bytes { LogState::Cut } else { LogState::Whole }
    }
}

/// An error if the file has several names.
#[cfg(unix)]
pub(super) fn refuse_links(path: &Path) -> Result<(), JournalError> {
    use std::os::unix::fs::MetadataExt;
    match fs::symlink_metadata(path) {
        Ok(found) if found.nlink() > 1 => Err(JournalError::Linked { path: path.to_owned(), names: found.nlink() }),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
pub(super) fn refuse_links(_: &Path) -> Result<(), JournalError> {
    Ok(())
}

/// An error if one of the journal's files is no regular file or has several names. `SQLite` would follow or
/// change what is there.
pub(super) fn refuse_foreign(path: &Path) -> Result<(), JournalError> {
    for end in ["", "-wal", "-shm", "-journal"] {
        let path = wal::beside(path, end);
        match fs::symlink_metadata(&path) {
            Ok(found) if !found.is_file() => return Err(JournalError::NotRegular(path)),
            Ok(_) => refuse_links(&path)?,
            Err(_) => {} // opening says what is wrong
        }
    }
    Ok(())
}

/// Device and inode. Opening the file to get them would release the database's locks on it.
#[cfg(unix)]
fn number_of(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::symlink_metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// An open file cannot be moved on other systems.
#[cfg(not(unix))]
fn number_of(_: &Path) -> Option<(u64, u64)> {
    None
}

/// Writes a value that is already there, to see whether writing is possible.
pub(super) fn write_nothing(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "user_version", SCHEMA_VERSION)
}

/// The path without symbolic links, so that a journal has one lock. The file may not exist.
pub(super) fn real_path(path: &Path) -> Result<PathBuf, JournalError> {
    let failed = |reason: String| JournalError::Open(path.to_owned(), reason);
    match fs::canonicalize(path) {
        Ok(real) if real.is_file() => Ok(real),
        Ok(_) => Err(failed("it is not a file".into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => {
            let name = path.file_name().ok_or_else(|| failed("it has no name".into()))?;
            let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
            let folder = fs::canonicalize(folder)
                .map_err(|error| failed(format!("its folder {} cannot be used: {error}", folder.display())))?;
            Ok(folder.join(name))
        }
        Err(error) => Err(failed(error.to_string())),
    }
}

/// Opens a file for reading and writing with mode 0600; creates it if it does not exist. A symbolic link is
/// not followed.
pub(super) fn open_private(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // Opening a pipe would wait for its other end.
        options.mode(0o600).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    }
    options.open(path)
}

/// Sets mode 0600 on a journal that came from elsewhere.
#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        match fs::set_permissions(&name, fs::Permissions::from_mode(0o600)) {
            Err(error) if end.is_empty() || error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// On other systems files are protected by their folder.
#[cfg(not(unix))]
fn make_private(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Opens a journal for writing; creates it if it does not exist. Warns if a stop that was not orderly has left
/// less in the log than was acknowledged.
pub(super) fn open_to_write(path: &Path) -> Result<(Connection, Identity), JournalError> {
    let opening = |error: rusqlite::Error| JournalError::opening(path, &error);
    let failed = |error: &io::Error| JournalError::Open(path.to_owned(), error.to_string());
    refuse_foreign(path)?;
    warn_of_missing(path);
    if !path.exists() {
        // SQLite would create it with the default mode; the two files beside it get the mode of this one.
        open_private(path).map_err(|error| failed(&error))?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(opening)?;
    connection.busy_timeout(PATIENCE).map_err(opening)?;
    // Closing must not copy a log to the journal that somebody else has changed: see `close`.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(opening)?;
    let is_new = !is_journal(&connection, path)?;
    if connection.is_readonly(MAIN_DB).map_err(opening)? {
        return Err(JournalError::ReadOnly(path.to_owned()));
    }
    make_private(path).map_err(|error| failed(&error))?;
    set(&connection, path, "synchronous", "FULL", "2")?;
    // Only on macOS: there fsync alone does not reach the disk.
    set(&connection, path, "fullfsync", "ON", "1")?;
    set(&connection, path, "checkpoint_fullfsync", "ON", "1")?;
    if is_new {
        make_tables(&mut connection).map_err(opening)?;
    }
    set(&connection, path, "journal_mode", "WAL", "wal")?;
    // Limits the size of the WAL file after a burst.
    set(&connection, path, "journal_size_limit", "67108864", "67108864")?;
    check_pages(&connection, path)?;
    write_nothing(&connection).map_err(opening)?; // from now on there is a log
    Ok((connection, Identity::of(path)))
}

/// Copies the log to the journal's file. Returns whether all is copied.
pub(super) fn copy_log(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
        Ok(row.get::<_, i64>(0)? == 0 && row.get::<_, i64>(1)? == row.get::<_, i64>(2)?)
    })
}

/// Closes a journal whose log is whole; `SQLite` then removes the log.
pub(super) fn close(connection: Connection) {
    let _ = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false); // else the log stays
    let _ = connection.close(); // a failure leaves the log, which the next start reads
}

fn warn_of_missing(path: &Path) {
    let name = path.display();
    match wal::missing(path) {
        None => {}
        Some(Missing::Behind { commits }) => tracing::warn!(
            "the log {name}-wal is damaged: {commits} commits behind the damage cannot be read, so deliveries that \
             were acknowledged may be missing; keep a copy of {name}-wal, and ask the senders to send again"
        ),
        Some(Missing::Frames { found, counted }) => tracing::warn!(
            "the log {name}-wal was cut off after the last stop: it has {found} of {counted} pages, so deliveries \
             that were acknowledged may be missing; put the file back, or ask the senders to send again"
        ),
    }
}

/// Opens a journal for reading, also while another process writes to it.
pub(super) fn open_to_read(path: &Path) -> Result<Connection, JournalError> {
    let opening = |error: rusqlite::Error| JournalError::opening(path, &error);
    match fs::metadata(path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Err(JournalError::Open(path.to_owned(), "it is not a file".into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(JournalError::NoFile(path.to_owned()));
        }
        Err(error) => return Err(JournalError::Open(path.to_owned(), error.to_string())),
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(opening)?;
    connection.busy_timeout(PATIENCE).map_err(opening)?;
    if is_journal(&connection, path)? {
        table::check(&connection).map_err(opening)?;
        return Ok(connection);
    }
    Err(JournalError::Foreign(path.to_owned(), "it is empty".into()))
}

/// A database in memory.
pub(super) fn open_in_memory() -> Result<Connection, JournalError> {
    let opening = |error: rusqlite::Error| JournalError::opening(Path::new("in memory"), &error);
    let mut connection = Connection::open_in_memory().map_err(opening)?;
    make_tables(&mut connection).map_err(opening)?;
    Ok(connection)
}

/// Whether the file is a journal; false if it is empty, an error if it is something else.
fn is_journal(connection: &Connection, path: &Path) -> Result<bool, JournalError> {
    // Smaller than any database: SQLite would treat it as empty and overwrite it.
    if fs::metadata(path).is_ok_and(|found| (1..512).contains(&found.len())) {
        return Err(JournalError::Foreign(path.to_owned(), "it is not an SQLite file".into()));
    }
    let number = |sql: &str| {
        connection.query_row(sql, [], |row| row.get::<_, i32>(0)).map_err(|error| JournalError::opening(path, &error))
    };
    match (number("PRAGMA application_id")?, number("PRAGMA user_version")?) {
        (0, 0) if number("SELECT count(*) FROM sqlite_schema")? == 0 => Ok(false),
        (APPLICATION_ID, SCHEMA_VERSION) => Ok(true),
        (APPLICATION_ID, found) => Err(JournalError::Version { path: path.to_owned(), found, known: SCHEMA_VERSION }),
        _ => Err(JournalError::Foreign(path.to_owned(), "it is a database of another program".into())),
    }
}

fn make_tables(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(table::SCHEMA)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    transaction.commit()
}

/// Sets a value and reads it back.
fn set(
    connection: &Connection,
    path: &Path,
    setting: &'static str,
    wanted: &'static str,
    expected: &str,
) -> Result<(), JournalError> {
    let opening = |error: rusqlite::Error| JournalError::opening(path, &error);
    connection.execute_batch(&format!("PRAGMA {setting} = {wanted}")).map_err(opening)?;
    let found: rusqlite::types::Value =
        connection.pragma_query_value(None, setting, |row| row.get(0)).map_err(opening)?;
    let found = match found {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        other => format!("{other:?}"),
    };
    if found == expected {
        return Ok(());
    }
    Err(JournalError::Setting { path: path.to_owned(), setting, wanted, found })
}

/// An error when the pages or indexes of the file are inconsistent.
fn check_pages(connection: &Connection, path: &Path) -> Result<(), JournalError> {
    let opening = |error: rusqlite::Error| JournalError::opening(path, &error);
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(opening)?;
    if found != "ok" {
        // The message has several lines.
        let reason = found.split_whitespace().collect::<Vec<_>>().join(" ");
        return Err(JournalError::Damaged(path.to_owned(), reason));
    }
    table::check(connection).map_err(opening)
}
