//! Tables for people, written line by line: a replay may be longer than a table can wait.

use chrono::Duration;
use pdpe::grid::Grid;
use pdpe::output::{Kind, Style, cut, too_many, visible};

use super::super::destination::Destination;
use super::super::shared;
use super::Span;
use super::row::time;

/// The last column takes what room is left, which is at least so much.
const LEAST_LAST: usize = 14;

/// A column: its name, what it holds, and how wide it is; the last one is as wide as it takes.
pub type LineColumn<'n> = (&'n str, Kind, usize);

/// An id that is longer pushes the rest of its line to the right.
const LONGEST_ID: usize = 24;

/// Columns with room for the times of a span, under `time`, and for the ids of a grid, under `cell`.
pub fn with_room<'n>(columns: &[LineColumn<'n>], span: &Span, grid: &Grid) -> Vec<LineColumn<'n>> {
    // Names of zones differ in length (CET, CEST, +0545); half a year on the clocks may be the other ones.
    let half_a_year_on = span.from.checked_add_signed(Duration::days(182)).unwrap_or(span.to);
    let times = [span.from, span.to, half_a_year_on].map(|at| time(at).chars().count());
    let longest_time = times.into_iter().max().unwrap_or_default();
    let longest_id = (0..grid.len()).map(|cell| grid.id(cell).chars().count()).max().unwrap_or_default();
    let room = |name: &str| match name {
        "time" => longest_time,
        "cell" => longest_id.min(LONGEST_ID),
        _ => 0,
    };
    columns.iter().map(|&(name, kind, width)| (name, kind, width.max(room(name)))).collect()
}

/// How lines are shown where they go.
pub struct Lines<'n> {
    style: Style,
    columns: Vec<LineColumn<'n>>,
    left_out: Vec<usize>,
}

impl<'n> Lines<'n> {
    /// For the place the lines go to; where that is narrow, columns are left out, the first of the
    /// `dispensable` ones first.
    pub fn new(destination: &Destination, columns: &[LineColumn<'n>], dispensable: &[impl AsRef<[usize]>]) -> Self {
        let style = if destination.is_stdout() { shared::style() } else { Style::default() };
        let last = columns.len().saturating_sub(1);
        let widths: Vec<usize> = columns.iter().map(|(_, _, width)| width + 2).take(last).chain([LEAST_LAST]).collect();
        let left_out = style.width.map(|width| too_many(&widths, dispensable, width.into()));
        Self { style, columns: columns.to_vec(), left_out: left_out.unwrap_or_default() }
    }

    /// How wide the lines may be.
    pub fn width(&self) -> Option<usize> {
        self.style.width.map(usize::from)
    }

    /// The names of the columns that there is no room for.
    pub fn left_out(&self) -> Vec<&'n str> {
        self.left_out.iter().map(|&column| self.columns[column].0).collect()
    }

    /// Adds the names of the columns, bold where that can be shown.
    pub fn header(&self, out: &mut Vec<u8>) {
        let names: Vec<&str> = self.columns.iter().map(|(name, ..)| *name).collect();
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
            .map(|(_, (&(_, kind, width), text))| match kind {
                Kind::Number => format!("{:>width$}", visible(text.as_ref())),
                Kind::Word | Kind::Text => format!("{:<width$}", visible(text.as_ref())),
            })
            .collect();
        let line = texts.join("  ");
        let line = line.trim_end();
        self.width().map_or_else(|| line.to_owned(), |width| cut(line, width))
    }
}
