//! Lines for people, written as they come: a replay may be longer than a table can wait.

use pdpe::output::{Style, cut};

use super::super::destination::Destination;
use super::super::shared;
use super::row::printable;

/// How lines are shown where they go.
pub struct Lines(Style);

impl Lines {
    /// For the place the lines go to.
    pub fn new(destination: &Destination) -> Self {
        Self(if destination.is_stdout() { shared::style() } else { Style::default() })
    }

    /// How wide the lines may be.
    pub fn width(&self) -> Option<usize> {
        self.0.width.map(usize::from)
    }

    /// Adds a line, cut where the terminal ends; a heading is bold where that can be shown. Foreign text in
    /// it may hold anything: what could steer a terminal is made visible here.
    pub fn push(&self, line: &str, is_heading: bool, out: &mut Vec<u8>) {
        let line = printable(line);
        let line = self.width().map_or_else(|| line.clone(), |width| cut(&line, width));
        let bold = if is_heading && self.0.colour { anstyle::Style::new().bold() } else { anstyle::Style::new() };
        out.extend_from_slice(format!("{bold}{}{bold:#}\n", line.trim_end()).as_bytes());
    }
}
