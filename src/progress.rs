//! A progress bar on stderr, only on a terminal.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar, which may be hidden.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar over `total` units, hidden unless it is wanted and stderr is a terminal. For an unknown total, such as that
    /// of a pipe, it shows the amount and the speed.
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
        // The templates are valid, so the default is never used.
        Self(bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())))
    }

    /// Advances the bar.
    pub fn advance(&self, by: u64) {
        self.0.inc(by);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// The unit of a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of a file.
    Bytes,
    /// Cells of a grid.
    Cells,
    /// Steps of a computation.
    Steps,
    /// Seconds of a replay.
    Seconds,
}
