//! Where the lines go: stderr, or a file that can be opened anew.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Takes whole lines. Writing never fails: with the log gone there is nobody left to tell.
#[derive(Debug)]
pub(super) struct Output(Option<Mutex<File>>);

impl Output {
    pub(super) fn stderr() -> Self {
        Self(None)
    }

    pub(super) fn file(path: &Path) -> io::Result<Self> {
        Ok(Self(Some(Mutex::new(open(path)?))))
    }

    /// Writes to the file that has that name now.
    pub(super) fn reopen(&self, path: &Path) -> io::Result<()> {
        if let Some(file) = &self.0 {
            let opened = open(path)?;
            *file.lock().unwrap_or_else(PoisonError::into_inner) = opened;
        }
        Ok(())
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl Write for &Output {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let _ = match &self.0 {
            None => io::stderr().write_all(line),
            Some(file) => file.lock().unwrap_or_else(PoisonError::into_inner).write_all(line),
        };
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
