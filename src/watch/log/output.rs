//! The destination of log lines: stderr, or a file that can be reopened.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::watch::printer::{LAST_WAIT, LineQueue, Printer};

/// Takes whole lines. Writing never fails and never blocks.
#[derive(Debug)]
pub(super) struct Output(Mutex<Sink>);

#[derive(Debug)]
enum Sink {
    /// A regular file.
    File(File),
    /// A terminal, a pipe or a device, whose reader may be slow.
    Read {
        printer: Printer,
        lines: LineQueue,
        /// Lines dropped since the last written one.
        missed: u64,
    },
    /// Closed.
    Over,
}

impl Output {
    pub(super) fn stderr() -> io::Result<Self> {
        Ok(Self(Mutex::new(Sink::read(io::stderr())?)))
    }

    pub(super) fn file(path: &Path) -> io::Result<Self> {
        Ok(Self(Mutex::new(Sink::open(path)?)))
    }

    /// Opens the file that has that name now.
    pub(super) fn reopen(&self, path: &Path) -> io::Result<()> {
        let opened = Sink::open(path)?;
        *self.target() = opened;
        Ok(())
    }

    /// Writes queued lines for up to [`LAST_WAIT`], and nothing after them.
    pub(super) fn finish(&self) {
        let target = std::mem::replace(&mut *self.target(), Sink::Over);
        if let Sink::Read { printer, lines, .. } = target {
            drop(lines);
            printer.finish(LAST_WAIT);
        }
    }

    /// Lines are written whole, so a poisoned lock is harmless.
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
        let lines = printer.lines().ok_or_else(|| io::Error::other("the thread has ended"))?;
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

/// Ignores write errors: a line that cannot be written is lost.
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
