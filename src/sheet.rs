//! The rows of a spreadsheet in XLSX as CSV, which every reader of tables reads.

use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Reader as _, SheetVisible, Xlsx};
use chrono::{NaiveDate, NaiveTime, TimeDelta};

use crate::text::{escaped, listed};

/// A row may be followed by so many blank rows.
const MOST_BLANK_ROWS: u32 = 100_000;

/// The rows of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The rows as CSV with commas, each on the line of its number. Dates are like `2026-10-03 19:00:00`.
    pub csv: String,
    /// What a user should know, such as the other sheets.
    pub notes: Vec<String>,
}

/// A spreadsheet that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// It is broken, or another kind of archive.
    #[error("not a spreadsheet in XLSX: {0}")]
    Unreadable(String),
    /// All sheets are empty.
    #[error("no sheet has a row")]
    Empty,
    /// A row is far below the others.
    #[error("sheet `{sheet}`: {count} blank rows above row {row}; delete what is in that row")]
    FarRow {
        /// The sheet.
        sheet: String,
        /// How many rows are blank.
        count: u32,
        /// The row, counted from 1.
        row: u32,
    },
}

/// Whether a file begins as an XLSX does. Other archives begin so as well.
#[must_use]
pub fn is_archive(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04")
}

/// The first visible sheet of an XLSX that has a row.
///
/// # Errors
/// [`SheetError`] if the file is not an XLSX or has no row.
pub fn read(bytes: &[u8]) -> Result<Sheet, SheetError> {
    let unreadable = |error: calamine::XlsxError| SheetError::Unreadable(escaped(&error.to_string()));
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let visible = workbook.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let names: Vec<String> = visible.map(|sheet| sheet.name.clone()).collect();
    let mut names = names.into_iter();
    while let Some(name) = names.next() {
        let csv = csv_of(&mut workbook, &name)?;
        if !csv.is_empty() {
            let others: Vec<String> = names.map(|name| format!("`{}`", escaped(&name))).collect();
            let note =
                || format!("only the sheet `{}` is read, not {}", escaped(&name), listed(others.iter().cloned(), 5));
            let notes = if others.is_empty() { Vec::new() } else { vec![note()] };
            return Ok(Sheet { csv, notes });
        }
    }
    Err(SheetError::Empty)
}

fn csv_of(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<String, SheetError> {
    let unreadable = |error: calamine::XlsxError| SheetError::Unreadable(escaped(&error.to_string()));
    let mut cells = workbook.worksheet_cells_reader(name).map_err(unreadable)?;
    let (mut rows, mut row) = (Rows::default(), 0);
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (at, column) = cell.get_position();
        let text = text_of(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let count = at.saturating_sub(row);
        if count > MOST_BLANK_ROWS {
            return Err(SheetError::FarRow { sheet: escaped(name), count, row: at + 1 });
        }
        row = at;
        rows.add(at, column, text);
    }
    Ok(rows.finish())
}

/// Rows of cells that come in order.
#[derive(Default)]
struct Rows {
    csv: String,
    /// The number of the row that is not written yet, from 0.
    at: u32,
    row: Vec<String>,
    /// How many fields the first row has.
    width: usize,
}

impl Rows {
    fn add(&mut self, at: u32, column: u32, text: String) {
        while self.at < at {
            self.end_row();
        }
        let column = column as usize;
        if self.row.len() <= column {
            self.row.resize(column + 1, String::new());
        }
        self.row[column] = text;
    }

    /// Writes a row, as wide as the first; blank rows only count.
    fn end_row(&mut self) {
        self.at += 1;
        if !self.row.is_empty() {
            self.width = if self.width == 0 { self.row.len() } else { self.width };
            let width = self.width.max(self.row.len());
            self.row.resize(width, String::new());
            for (column, field) in self.row.iter().enumerate() {
                self.csv.push_str(if column > 0 { "," } else { "" });
                push_field(field, &mut self.csv);
            }
            self.row.clear();
        }
        self.csv.push('\n');
    }

    fn finish(mut self) -> String {
        if !self.row.is_empty() {
            self.end_row();
        }
        self.csv
    }
}

fn push_field(field: &str, csv: &mut String) {
    if field.contains([',', '"', ';', '\t']) {
        csv.push('"');
        csv.push_str(&field.replace('"', "\"\""));
        csv.push('"');
    } else {
        csv.push_str(field);
    }
}

/// A cell as text without line ends. Errors such as `#N/A` are unknown values.
fn text_of(cell: &DataRef) -> String {
    match Data::from(cell.clone()) {
        Data::Empty | Data::Error(_) => String::new(),
        Data::DateTime(at) => time_text(at),
        Data::Bool(truth) => truth.to_string(),
        other => other.to_string().split(['\r', '\n']).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" "),
    }
}

/// `2026-10-03`, `2026-10-03 19:00:00` or `19:00:00`; the number if it is no date.
fn time_text(at: ExcelDateTime) -> String {
    let number = at.as_f64();
    let (year, month, day, hour, minute, second, milliseconds) = at.to_ymd_hms_milli();
    let time = NaiveTime::from_hms_opt(hour.into(), minute.into(), second.into());
    let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
    let (Some(date), Some(time)) = (date, time) else { return number.to_string() };
    // Fractions of a day are not exact.
    let at = date.and_time(time) + TimeDelta::seconds(i64::from(milliseconds >= 500));
    let format = match number {
        ..0.0 => return number.to_string(),
        0.0..1.0 => "%H:%M:%S",
        _ if at.time() == NaiveTime::MIN => "%Y-%m-%d",
        _ => "%Y-%m-%d %H:%M:%S",
    };
    at.format(format).to_string()
}
