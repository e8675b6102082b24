//! Tables with aligned columns.

use std::borrow::Cow;
use std::fmt::Write as _;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Row, Width, presets};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::text::terminal_line;

/// The least width of a text column, with padding. A line may then be longer than the terminal.
const LEAST_TEXT: u16 = 18;

/// The kind of a column: its alignment, and whether its texts may be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Numbers: right-aligned, never cut.
    Number,
    /// Ids and times: left-aligned, never cut.
    Word,
    /// Other text: left-aligned, cut if it does not fit.
    Text,
}

/// The width and the colours of the output of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Width in characters; `None` for no limit.
    pub width: Option<u16>,
    /// Whether escape sequences are supported.
    pub colour: bool,
}

/// A table, filled row by row.
#[derive(Clone, Debug)]
pub struct Table {
    header: Vec<(Cow<'static, str>, ColumnKind)>,
    rows: Vec<Vec<String>>,
    bars: Vec<f64>,
    dispensable: Vec<Vec<usize>>,
}

impl Table {
    /// A table with these columns.
    #[must_use]
    pub fn new<N: Into<Cow<'static, str>>>(header: Vec<(N, ColumnKind)>) -> Self {
        let header = header.into_iter().map(|(name, kind)| (name.into(), kind)).collect();
        Self { header, rows: Vec::new(), bars: Vec::new(), dispensable: Vec::new() }
    }

    /// Sets the columns to leave out if the table does not fit, in this order. Columns of a group are left out together.
    #[must_use]
    pub fn dispensing<'g, G: AsRef<[&'g str]>>(mut self, groups: &[G]) -> Self {
        let place = |name: &&str| self.header.iter().position(|(own, _)| own == *name);
        self.dispensable = groups.iter().map(|names| names.as_ref().iter().filter_map(place).collect()).collect();
        self
    }

    /// The names of the columns left out, in the order of the table.
    #[must_use]
    pub fn left_out(&self, style: Style) -> Vec<&str> {
        self.too_many(style).into_iter().map(|column| &*self.header[column].0).collect()
    }

    /// Adds a row. Control characters in its texts are replaced.
    pub fn row(&mut self, texts: &[String]) {
        self.rows.push(texts.iter().map(|text| terminal_line(text)).collect());
    }

    /// Adds a bar for a number to the last row, shown if it fits.
    pub fn bar(&mut self, value: f64) {
        self.bars.push(value);
    }

    /// Whether texts are cut although columns are left out.
    #[must_use]
    pub fn is_cut(&self, style: Style) -> bool {
        let left_out = self.too_many(style);
        let shown = (0..self.header.len()).filter(|column| !left_out.contains(column));
        let used: usize = shown.map(|column| self.width(column)).sum();
        style.width.is_some_and(|width| used > usize::from(width) + 2)
    }

    /// The positions of the columns left out.
    fn too_many(&self, style: Style) -> Vec<usize> {
        let least: Vec<usize> = (0..self.header.len()).map(|column| self.least_width(column)).collect();
        // There is no gap after the last column.
        style.width.map_or_else(Vec::new, |width| too_many(&least, &self.dispensable, usize::from(width) + 2))
    }

    /// The width of a column without cuts, with the gap after it.
    fn width(&self, column: usize) -> usize {
        let texts = self.rows.iter().filter_map(|row| row.get(column)).map(|text| text.width());
        texts.max().unwrap_or(0).max(self.header[column].0.width()) + 2
    }

    /// The least width of a column, with the gap after it.
    fn least_width(&self, column: usize) -> usize {
        let most = if self.header[column].1 == ColumnKind::Text { LEAST_TEXT.into() } else { usize::MAX };
        self.width(column).min(most)
    }

    /// The greatest length of bars beside some columns.
    fn room_for_bars(&self, columns: &[usize], style: Style) -> u8 {
        let used: usize = columns.iter().map(|&column| self.width(column)).sum();
        let room = style.width.map_or(10, |width| usize::from(width).saturating_sub(used).min(20));
        u8::try_from(room).unwrap_or(0)
    }

    /// The table as lines of text. If it does not fit, columns are left out, then texts are cut with `…`.
    #[must_use]
    pub fn render(&self, style: Style) -> String {
        let mut table = comfy_table::Table::new();
        table.load_preset(presets::NOTHING).set_truncation_indicator("…");
        if let Some(width) = style.width {
            table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
        }
        let left_out = self.too_many(style);
        let columns: Vec<usize> = (0..self.header.len()).filter(|column| !left_out.contains(column)).collect();
        table.set_header(columns.iter().map(|&column| &*self.header[column].0));
        let room_for_bars = if self.bars.is_empty() { 0 } else { self.room_for_bars(&columns, style) };
        let longest = self.bars.iter().copied().fold(0.0, f64::max);
        let has_bars = room_for_bars >= 3;
        for (number, row) in self.rows.iter().enumerate() {
            let mut row = Row::from(columns.iter().filter_map(|&column| row.get(column)));
            if let (Some(&value), true) = (self.bars.get(number), has_bars) {
                row.add_cell(bar(value, longest, room_for_bars).into());
            }
            row.max_height(1);
            table.add_row(row);
        }
        for (number, column) in table.column_iter_mut().enumerate() {
            let Some(&own) = columns.get(number) else {
                column.set_padding((0, 0)).set_constraint(ColumnConstraint::ContentWidth);
                continue;
            };
            let is_last = number + 1 == columns.len() && !has_bars;
            column.set_padding((0, if is_last { 0 } else { 2 }));
            let kind = self.header[own].1;
            if kind == ColumnKind::Number {
                column.set_cell_alignment(CellAlignment::Right);
            }
            let least = u16::try_from(self.least_width(own)).unwrap_or(LEAST_TEXT);
            column.set_constraint(match kind {
                ColumnKind::Text => ColumnConstraint::LowerBoundary(Width::Fixed(least)),
                ColumnKind::Number | ColumnKind::Word => ColumnConstraint::ContentWidth,
            });
        }
        let mut text = String::new();
        for (number, line) in table.lines().enumerate() {
            let bold = if number == 0 && style.colour { anstyle::Style::new().bold() } else { anstyle::Style::new() };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{bold}{}{bold:#}", line.trim_end());
        }
        text
    }
}

/// The columns to leave out so that the others fit: as many `dispensable` groups as necessary, in their order. Widths
/// include the gap after a column.
///
/// ```
/// use pdpe::output::too_many;
/// assert!(too_many(&[10, 20, 8, 5], &[[1], [2]], 43).is_empty());
/// assert_eq!(too_many(&[10, 20, 8, 5], &[[1], [2]], 23), [1]);
/// assert_eq!(too_many(&[10, 20, 8, 5], &[vec![3, 2], vec![1]], 35), [2, 3]);
/// ```
#[must_use]
pub fn too_many<G: AsRef<[usize]>>(widths: &[usize], dispensable: &[G], room: usize) -> Vec<usize> {
    let mut used: usize = widths.iter().sum();
    let mut left_out = Vec::new();
    for group in dispensable {
        if used <= room {
            break;
        }
        left_out.extend_from_slice(group.as_ref());
        used -= group.as_ref().iter().map(|&column| widths[column]).sum::<usize>();
    }
    left_out.sort_unstable();
    left_out
}

/// The line, cut with `…` if it is wider than `width` characters.
#[must_use]
pub fn cut(line: &str, width: usize) -> String {
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

/// A bar for a value in 0…`full`, of at most `length` characters, with a precision of an eighth.
///
/// ```
/// use pdpe::output::bar;
/// assert_eq!(bar(0.5, 1.0, 4), "██");
/// assert_eq!(bar(0.03, 1.0, 4), "▏");
/// ```
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 8 × 255")]
pub fn bar(value: f64, full: f64, length: u8) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let share = if full > 0.0 { (value / full).clamp(0.0, 1.0) } else { 0.0 };
    let eighths = (share * 8.0 * f64::from(length)).round() as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}
