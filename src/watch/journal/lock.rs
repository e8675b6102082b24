//! One writer per journal: a lock on a file beside it, which the system releases when the process ends.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::Path;

use super::{JournalError, file};

/// Held as long as it lives. The lock file stays: after a removal two processes could lock two files.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Drop for Lock {
    /// Closing the file is not enough: a child process being started holds a copy of the descriptor,
    /// and with it the lock, until it runs.
    fn drop(&mut self) {
        let _ = self.file.unlock(); // closing comes next in any case
    }
}

impl Lock {
    /// Takes the lock of a journal, given its path without symbolic links.
    pub(super) fn take(journal: &Path) -> Result<Self, JournalError> {
        let mut name = journal.as_os_str().to_owned();
        name.push(".lock");
        let failed = |error: &std::io::Error| {
            let name = Path::new(&name).display();
            JournalError::Open(journal.to_owned(), format!("its lock file {name} cannot be used: {error}"))
        };
        let mut file = file::open_private(Path::new(&name)).map_err(|error| failed(&error))?;
        // It will be emptied: it must be nothing else.
        if !file.metadata().is_ok_and(|found| found.is_file()) {
            return Err(JournalError::NotRegular(name.into()));
        }
        file::refuse_links(Path::new(&name))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(JournalError::Taken { path: journal.to_owned(), process: holder(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(failed(&error)),
        }
        // If the disk is full, others cannot see the process id.
        let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Self { file })
    }
}

/// The process that holds the lock.
fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
