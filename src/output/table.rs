//! Aligned columns for people.

use comfy_table::{CellAlignment, ContentArrangement, Row, presets};

/// Which side of a column the text keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
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
    header: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    #[must_use]
    pub fn new(header: Vec<(&'static str, Align)>) -> Self {
        Self { header, rows: Vec::new() }
    }

    /// Adds a row; its texts may be foreign, control characters in them are made visible.
    pub fn row(&mut self, texts: Vec<String>) {
        self.rows.push(texts.iter().map(|text| visible(text)).collect());
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
        for row in &self.rows {
            let mut row = Row::from(row);
            row.max_height(1);
            table.add_row(row);
        }
        for (column, (_, align)) in table.column_iter_mut().zip(&self.header) {
            column.set_padding((0, 2)).set_cell_alignment(match align {
                Align::Left => CellAlignment::Left,
                Align::Right => CellAlignment::Right,
            });
        }
        let mut text = String::new();
        for (number, line) in table.lines().enumerate() {
            let line = line.trim_end();
            if number == 0 && style.colour {
                let bold = anstyle::Style::new().bold();
                text.push_str(&format!("{bold}{line}{bold:#}\n"));
            } else {
                text.push_str(line);
                text.push('\n');
            }
        }
        text
    }
}

/// Foreign text without the control characters that could steer a terminal.
fn visible(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { '\u{FFFD}' } else { char }).collect()
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
