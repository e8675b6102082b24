//! Lines for people, written as they come: a replay may be longer than a table can wait.

use pdpe::output::Style;
use unicode_width::UnicodeWidthChar as _;

use super::super::destination::Destination;
use super::super::shared;

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

    /// Adds a line, cut where the terminal ends; a heading is bold where that can be shown.
    pub fn push(&self, line: &str, is_heading: bool, out: &mut Vec<u8>) {
        let line = self.width().map_or_else(|| line.to_owned(), |width| cut(line, width));
        let bold = if is_heading && self.0.colour { anstyle::Style::new().bold() } else { anstyle::Style::new() };
        out.extend_from_slice(format!("{bold}{}{bold:#}\n", line.trim_end()).as_bytes());
    }
}

/// The line, with `…` at its end where it is longer than the width.
fn cut(line: &str, width: usize) -> String {
    let widths = line.chars().map(|char| char.width().unwrap_or(0));
    if widths.clone().sum::<usize>() <= width {
        return line.to_owned();
    }
    let mut used = 1;
    let fits = |(_, char_width): &(char, usize)| {
        used += char_width;
        used <= width
    };
    line.chars().zip(widths).take_while(fits).map(|(char, _)| char).collect::<String>() + "…"
}
