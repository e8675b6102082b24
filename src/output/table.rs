//! Aligned columns for people.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Row, Width, presets};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Text is not cut below this, the padding included; a line may then be longer than the terminal.
const LEAST_TEXT: u16 = 18;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbers: to the right, never cut.
    Number,
    /// Ids, times: to the left, never cut.
    Word,
    /// To the left, cut where the width does not suffice.
    Text,
}

/// What the place the table is shown at can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Columns of the terminal; none: as wide as it takes.
    pub width: Option<u16>,
    /// Whether escape sequences for bold text may be used.
    pub colour: bool,
}

/// A table to be filled row by row.
#[derive(Clone, Debug)]
pub struct Table {
    header: Vec<(&'static str, Kind)>,
    rows: Vec<Vec<String>>,
    bars: Vec<f64>,
}

impl Table {
    /// A table with these columns.
    #[must_use]
    pub fn new(header: Vec<(&'static str, Kind)>) -> Self {
        Self { header, rows: Vec::new(), bars: Vec::new() }
    }

    /// Adds a row; its texts may be foreign, control characters in them are made visible.
    pub fn row(&mut self, texts: &[String]) {
        self.rows.push(texts.iter().map(|text| visible(text)).collect());
    }

    /// Gives the row just added a bar for a number, if the table turns out to leave room for it.
    pub fn bar(&mut self, value: f64) {
        self.bars.push(value);
    }

    /// How long bars may be beside the columns.
    fn room_for_bars(&self, style: Style) -> u8 {
        let column_width = |column: usize| {
            let texts = self.rows.iter().filter_map(|row| row.get(column)).map(|text| text.width());
            texts.max().unwrap_or(0).max(self.header[column].0.width()) + 2
        };
        let used: usize = (0..self.header.len()).map(column_width).sum();
        let room = style.width.map_or(10, |width| usize::from(width).saturating_sub(used).min(20));
        u8::try_from(room).unwrap_or(0)
    }

    /// The table as lines of text; a column that does not fit the width is cut with `…`.
    #[must_use]
    pub fn render(&self, style: Style) -> String {
        let mut table = comfy_table::Table::new();
        table.load_preset(presets::NOTHING).set_truncation_indicator("…");
        if let Some(width) = style.width {
            table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
        }
        table.set_header(self.header.iter().map(|(name, _)| *name));
        let room_for_bars = if self.bars.is_empty() { 0 } else { self.room_for_bars(style) };
        let longest = self.bars.iter().copied().fold(0.0, f64::max);
        for (number, row) in self.rows.iter().enumerate() {
            let mut row = Row::from(row);
            if let (Some(&value), 3..) = (self.bars.get(number), room_for_bars) {
                row.add_cell(bar(value, longest, room_for_bars).into());
            }
            row.max_height(1);
            table.add_row(row);
        }
        for (number, column) in table.column_iter_mut().enumerate() {
            let is_bar = number == self.header.len();
            column.set_padding(if is_bar { (0, 0) } else { (0, 2) });
            let kind = self.header.get(number).map_or(Kind::Word, |(_, kind)| *kind);
            if kind == Kind::Number {
                column.set_cell_alignment(CellAlignment::Right);
            }
            column.set_constraint(match kind {
                Kind::Text => ColumnConstraint::LowerBoundary(Width::Fixed(LEAST_TEXT)),
                Kind::Number | Kind::Word => ColumnConstraint::ContentWidth,
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

/// Foreign text without the control characters that could steer a terminal.
pub(super) fn visible(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { '\u{FFFD}' } else { char }).collect()
}

/// The line, with `…` at its end where it is wider than so many columns of a terminal.
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

/// A bar of `length` cells at most for a value in 0…`full`, to an eighth of a cell.
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
