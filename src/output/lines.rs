//! Tables written line by line, for replays that take too long to wait for the whole table.

use std::borrow::Cow;

use super::table::{ColumnKind, Style, cut, too_many};
use crate::text::terminal_line;

/// The least width of the last column, which takes the remaining width.
const LEAST_LAST: usize = 14;

/// A column: its name, its kind and its width. The last column has no fixed width.
pub type LineColumn = (Cow<'static, str>, ColumnKind, usize);

/// The columns of a table and the style of its output.
#[derive(Clone, Debug)]
pub struct Lines {
    style: Style,
    columns: Vec<LineColumn>,
    left_out: Vec<usize>,
}

impl Lines {
    /// A table for an output of this style. If it is narrow, `dispensable` columns are left out, in their order.
    #[must_use]
    pub fn new(style: Style, columns: Vec<LineColumn>, dispensable: &[impl AsRef<[usize]>]) -> Self {
        let last = columns.len().saturating_sub(1);
        let widths: Vec<usize> = columns.iter().map(|(_, _, width)| width + 2).take(last).chain([LEAST_LAST]).collect();
        let left_out = style.width.map(|width| too_many(&widths, dispensable, width.into()));
        Self { style, columns, left_out: left_out.unwrap_or_default() }
    }

    /// The names of the columns left out.
    #[must_use]
    pub fn left_out(&self) -> Vec<&str> {
        self.left_out.iter().map(|&column| &*self.columns[column].0).collect()
    }

    /// Adds the names of the columns, bold if the output supports it.
    pub fn header(&self, out: &mut Vec<u8>) {
        let names: Vec<&str> = self.columns.iter().map(|(name, ..)| &**name).collect();
        let bold = if self.style.colour { anstyle::Style::new().bold() } else { anstyle::Style::new() };
        out.extend_from_slice(format!("{bold}{}{bold:#}\n", self.line(&names)).as_bytes());
    }

    /// Adds a line with a text for each column, cut to the width of the terminal.
    pub fn push<S: AsRef<str>>(&self, texts: &[S], out: &mut Vec<u8>) {
        out.extend_from_slice(format!("{}\n", self.line(texts)).as_bytes());
    }

    /// A line without control characters, which text from outside may contain.
    fn line<S: AsRef<str>>(&self, texts: &[S]) -> String {
        let shown = self.columns.iter().zip(texts).enumerate().filter(|(column, _)| !self.left_out.contains(column));
        let texts: Vec<String> = shown
            .map(|(_, ((_, kind, width), text))| match kind {
                ColumnKind::Number => format!("{:>width$}", terminal_line(text.as_ref())),
                ColumnKind::Word | ColumnKind::Text => format!("{:<width$}", terminal_line(text.as_ref())),
            })
            .collect();
        let line = texts.join("  ");
        let line = line.trim_end();
        self.style.width.map_or_else(|| line.to_owned(), |width| cut(line, width.into()))
    }
}
