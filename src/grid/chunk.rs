//! A chunk of a grid CSV: whole records, parsed into cells.
//!
//! Chunks without quotes take a fast path, which gives the same cells as the csv crate. The csv crate reads all others.

use std::fmt;
use std::io::Read as _;

use memchr::{memchr, memchr_iter};

use super::Grid;
use super::columns::Layout;
use super::number::{not_a_number, parse_number};
use super::plain::PlainRows;
use crate::geo::LatLon;
use crate::text::escaped_field;

/// A rejected row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRow {
    /// 1-based line of the file on which the row starts.
    pub line: u64,
    /// The reason.
    pub reason: String,
}

impl fmt::Display for RejectedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.reason)
    }
}

/// Whole records of a grid file, not parsed yet.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    pub(super) bytes: Vec<u8>,
    pub(super) first_line: u64,
    pub(super) rows_before: u64,
}

pub(super) fn count_lines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

impl Chunk {
    /// Its length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it has no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Parses the records into cells, which replace those in `grid`. Adds bad rows to `rejected`.
    pub fn parse(&self, layout: &Layout, grid: &mut Grid, rejected: &mut Vec<RejectedRow>) {
        grid.clear();
        grid.set_columns(layout.needed.iter().map(|(_, name)| name.as_str()));
        let mut row = self.rows_before;
        let mut add = |line, fields: Result<&[&str], String>, grid: &mut Grid| {
            row += 1;
            if let Err(reason) = fields.and_then(|fields| add_cell(layout, row, fields, grid)) {
                rejected.push(RejectedRow { line, reason });
            }
        };
        match self.plain_rows(layout) {
            Some(mut rows) => loop {
                while rows.take_usual_row(layout, grid) {}
                let Some((line, fields)) = rows.next_row() else { break };
                add(line, Ok(fields), grid);
            },
            None => self.each_other_row(layout, |line, fields| add(line, fields, grid)),
        }
    }

    /// The number of rows that are not blank.
    pub(super) fn count_rows(&self, layout: &Layout) -> u64 {
        let mut count = 0;
        match self.plain_rows(layout) {
            Some(mut rows) => {
                while rows.next_row().is_some() {
                    count += 1;
                }
            }
            None => self.each_other_row(layout, |_, _| count += 1),
        }
        count
    }

    /// The rows of text without any quote.
    fn plain_rows(&self, layout: &Layout) -> Option<PlainRows<'_>> {
        let text = std::str::from_utf8(&self.bytes).ok().filter(|_| memchr(b'"', &self.bytes).is_none())?;
        Some(PlainRows::new(text, layout.delimiter, self.first_line))
    }

    /// Rows with quotes, or with bytes that are not UTF-8.
    fn each_other_row(&self, layout: &Layout, mut visit: impl FnMut(u64, Result<&[&str], String>)) {
        // The csv crate drops a byte order mark at the start of its first read. Within a file it is text.
        let (first, rest) = self.bytes.split_at(self.bytes.len().min(1));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(layout.delimiter)
            .has_headers(false)
            .flexible(true)
            .terminator(csv::Terminator::Any(b'\n'))
            .from_reader(first.chain(rest));
        let mut record = csv::ByteRecord::new();
        let (mut line, mut start) = (self.first_line, 0);
        // Reading from memory with any number of fields cannot fail.
        while reader.read_byte_record(&mut record).is_ok_and(|more| more) {
            let end = usize::try_from(reader.position().byte()).unwrap_or(self.bytes.len());
            // The csv crate skips empty lines without counting them.
            let empty_lines = self.bytes[start..end].iter().take_while(|&&byte| byte == b'\n').count() as u64;
            // A carriage return in quotes is text.
            let ends_as_on_windows = matches!(self.bytes[start..end], [.., b'\r', b'\n'] | [.., b'\r']);
            let fields: Result<Vec<&str>, String> = record.iter().map(utf8).collect();
            let fields = fields.map(|mut fields| {
                if let Some(last) = fields.last_mut().filter(|_| ends_as_on_windows) {
                    *last = without_carriage_return(last);
                }
                fields
            });
            if fields.as_deref() != Ok(&[""]) {
                visit(line + empty_lines, fields.as_deref().map_err(Clone::clone));
            }
            line += count_lines(&self.bytes[start..end]);
            start = end;
        }
    }
}

/// The field without the carriage return of a Windows line end.
fn without_carriage_return(field: &str) -> &str {
    field.strip_suffix('\r').unwrap_or(field)
}

fn utf8(field: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(field).map_err(|_| format!("`{}` is not UTF-8", escaped_field(field)))
}

fn add_cell(layout: &Layout, row: u64, fields: &[&str], grid: &mut Grid) -> Result<(), String> {
    if fields.len() != layout.fields {
        return Err(format!("{} fields where the header has {}", fields.len(), layout.fields));
    }
    let lat_deg = number("latitude", fields[layout.lat])?;
    let lon_deg = number("longitude", fields[layout.lon])?;
    let place = LatLon::new(lat_deg, lon_deg).map_err(|error| error.to_string())?;
    let income = layout.income.map_or(Ok(f64::NAN), |column| amount("income", fields[column]))?;
    let numbers = layout.needed.iter().map(|(column, name)| amount(name, fields[*column]));
    let numbers: Vec<f64> = numbers.collect::<Result<_, _>>()?;
    match layout.id.map(|column| fields[column]) {
        None => grid.push(&format!("row_{row}"), place),
        Some("") => return Err("the cell id is empty".into()),
        Some(id) => grid.push(id, place),
    }
    if layout.income.is_some() {
        grid.push_income(income);
    }
    grid.push_numbers(&numbers);
    Ok(())
}

/// Parses a number from 0; NaN for an empty field.
fn amount(what: &str, text: &str) -> Result<f64, String> {
    match text.trim_ascii() {
        "" => Ok(f64::NAN),
        text => match number(what, text)? {
            amount if amount >= 0.0 => Ok(amount),
            amount => Err(format!("{what} {amount} is negative")),
        },
    }
}

fn number(what: &str, text: &str) -> Result<f64, String> {
    parse_number(text.as_bytes()).ok_or_else(|| not_a_number(what, text))
}
