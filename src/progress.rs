//! A bar on stderr for long work, only ever on a terminal.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar, or nothing at all.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar over `total` units if it is wanted and stderr is a terminal.
    /// An unknown total (a pipe) shows what is done and how fast.
    pub fn new(wanted: bool, total: Option<u64>, unit: Unit) -> Self {
        if !wanted || !io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let template = match (unit, total) {
            (Unit::Bytes, Some(_)) => "{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left",
            (Unit::Bytes, None) => "{spinner} {bytes}  {bytes_per_sec}",
            (Unit::Steps, _) => "{bar:30} step {pos} of {len}",
            (Unit::Seconds, _) => "{bar:30} {percent}%  {eta} left",
            (Unit::Cells, _) => "{bar:30} {human_pos}/{human_len} cells  {eta} left",
        };
        let bar = total.map_or_else(ProgressBar::no_length, ProgressBar::new);
        // The templates above are well-formed; should one not be, the plain bar serves.
        Self(bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())))
    }

    /// So much more is done.
    pub fn advance(&self, by: u64) {
        self.0.inc(by);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of a file.
    Bytes,
    /// Cells of a grid.
    Cells,
    /// Steps of a computation.
    Steps,
    /// Seconds of a span that is replayed.
    Seconds,
}
