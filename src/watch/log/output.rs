//! Where the lines go: stderr, or a file that can be reopened.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::watch::printer::{Lines, Printer};

/// Takes whole lines. Writing never fails and never waits for a reader.
#[derive(Debug)]
pub(super) struct Output(Mutex<Sink>);

#[derive(Debug)]
enum Sink {
    /// A file on a disk.
    File(File),
    /// A terminal, a pipe, a device: its reader may be slow.
    Read {
        printer: Printer,
        lines: Lines,
        /// Lines that had no room since the last one that had.
        missed: u64,
    },
    /// Nothing is written any more.
    Over,
}

impl Output {
    pub(super) fn stderr() -> io::Result<Self> {
        Ok(Self(Mutex::new(Sink::read(io::stderr())?)))
    }

    pub(super) fn file(path: &Path) -> io::Result<Self> {
        Ok(Self(Mutex::new(Sink::open(path)?)))
    }

    /// Writes to the file that has that name now.
    pub(super) fn reopen(&self, path: &Path) -> io::Result<()> {
        let opened = Sink::open(path)?;
        *self.target() = opened;
        Ok(())
    }

    /// Writes what waits, as far as the reader takes it within 5 s, and nothing after it.
    pub(super) fn finish(&self) {
        let target = std::mem::replace(&mut *self.target(), Sink::Over);
        if let Sink::Read { printer, lines, .. } = target {
            drop(lines);
            printer.finish();
        }
    }

    /// A line is written whole or not at all, so that a poisoned lock is as good.
    fn target(&self) -> MutexGuard<'_, Sink> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink {
    fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        if file.metadata()?.is_file() { Ok(Self::File(file)) } else { Self::read(file) }
    }

    fn read(out: impl Write + Send + 'static) -> io::Result<Self> {
        let printer = Printer::start(Unfailing(out))?;
        let lines = printer.lines().ok_or_else(|| io::Error::other("it has ended"))?;
        Ok(Self::Read { printer, lines, missed: 0 })
    }
}

impl Write for &Output {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match &mut *self.target() {
            Sink::File(file) => drop(file.write_all(line)),
            Sink::Read { lines, missed, .. } => {
                if *missed > 0 && lines.print(left_out(*missed)) {
                    *missed = 0;
                }
                *missed += u64::from(!lines.print(line.to_vec()));
            }
            Sink::Over => {}
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn left_out(lines: u64) -> Vec<u8> {
    format!("pdpe: {lines} lines of the log were left out here: their reader was slow\n").into_bytes()
}

/// A line that cannot be written is lost, and the next one is tried.
struct Unfailing<W>(W);

impl<W: Write> Write for Unfailing<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let _ = self.0.write_all(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let _ = self.0.flush();
        Ok(())
    }
}
