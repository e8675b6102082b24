//! Tables for people, written line by line: a replay may be longer than a table can wait.

use std::borrow::Cow;

use super::table::{Kind, Style, cut, too_many};
use crate::text::terminal_line;

/// The last column takes what room is left, which is at least so much.
const LEAST_LAST: usize = 14;

/// A column: its name, what it holds, and how wide it is; the last one is as wide as it takes.
pub type LineColumn = (Cow<'static, str>, Kind, usize);

/// How lines are shown where they go.
#[derive(Clone, Debug)]
pub struct Lines {
    style: Style,
    columns: Vec<LineColumn>,
    left_out: Vec<usize>,
}

impl Lines {
    /// For the place the lines go to; where that is narrow, columns are left out, the first of the
    /// `dispensable` ones first.
    #[must_use]
    pub fn new(style: Style, columns: Vec<LineColumn>, dispensable: &[impl AsRef<[usize]>]) -> Self {
        let last = columns.len().saturating_sub(1);
        let widths: Vec<usize> = columns.iter().map(|(_, _, width)| width + 2).take(last).chain([LEAST_LAST]).collect();
        let left_out = style.width.map(|width| too_many(&widths, dispensable, width.into()));
        Self { style, columns, left_out: left_out.unwrap_or_default() }
    }

    /// The names of the columns that there is no room for.
    #[must_use]
    pub fn left_out(&self) -> Vec<&str> {
        self.left_out.iter().map(|&column| &*self.columns[column].0).collect()
    }

    /// Adds the names of the columns, bold where that can be shown.
    pub fn header(&self, out: &mut Vec<u8>) {
        let names: Vec<&str> = self.columns.iter().map(|(name, ..)| &**name).collect();
        let bold = if self.style.colour { anstyle::Style::new().bold() } else { anstyle::Style::new() };
        out.extend_from_slice(format!("{bold}{}{bold:#}\n", self.line(&names)).as_bytes());
    }

    /// Adds a line with a text for each column, cut where the terminal ends.
    pub fn push<S: AsRef<str>>(&self, texts: &[S], out: &mut Vec<u8>) {
        out.extend_from_slice(format!("{}\n", self.line(texts)).as_bytes());
    }

    /// Foreign text in it may hold anything: what could steer a terminal is made visible here.
    fn line<S: AsRef<str>>(&self, texts: &[S]) -> String {
        let shown = self.columns.iter().zip(texts).enumerate().filter(|(column, _)| !self.left_out.contains(column));
        let texts: Vec<String> = shown
            .map(|(_, ((_, kind, width), text))| match kind {
                Kind::Number => format!("{:>width$}", terminal_line(text.as_ref())),
                Kind::Word | Kind::Text => format!("{:<width$}", terminal_line(text.as_ref())),
            })
            .collect();
        let line = texts.join("  ");
        let line = line.trim_end();
        self.style.width.map_or_else(|| line.to_owned(), |width| cut(line, width.into()))
    }
}
