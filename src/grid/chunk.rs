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
use crate::aliases;
use crate::geo::{LatLon, place_in};
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
                if layout.place.is_none() {
                    while rows.take_usual_row(layout, grid) {}
                }
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
    let place = place_of(layout, fields)?;
    if place.is_placeholder() {
        return Err("no place: 0,0 is a placeholder".into());
    }
    // A file writes all its numbers in one way.
    let has_comma =
        layout.delimiter != b',' && [layout.lat, layout.lon].iter().any(|&column| fields[column].contains(','));
    let amount = |what: &str, column: usize| amount(what, fields[column], has_comma && layout.place.is_none());
    let income = layout.income.map_or(Ok(f64::NAN), |column| amount("income", column))?;
    let numbers = layout.needed.iter().map(|(column, name)| amount(name, *column));
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

/// The place of a row, in two columns or in one.
fn place_of(layout: &Layout, fields: &[&str]) -> Result<LatLon, String> {
    let place = match layout.place {
        None => {
            let degrees = |what, column: usize| coordinate(what, fields[column], layout.delimiter);
            LatLon::new(degrees("latitude", layout.lat)?, degrees("longitude", layout.lon)?)
        }
        Some((column, _)) if fields[column].trim().is_empty() => return Err("the place is missing".into()),
        Some((column, order)) => place_in(fields[column], order).ok_or_else(|| {
            let field = escaped_field(fields[column].as_bytes());
            format!("`{field}` is no place; write it as `39.1, -94.5`, `POINT(-94.5 39.1)` or an H3 cell")
        })?,
    };
    place.map_err(|error| error.to_string())
}

/// Parses a coordinate. It has no thousands, so its comma is a decimal comma where commas do not separate fields.
fn coordinate(what: &str, text: &str, delimiter: u8) -> Result<f64, String> {
    let number = parse_number(text.as_bytes()).or_else(|| {
        let with_point = (delimiter != b',' && text.matches(',').count() == 1).then(|| text.replace(',', "."))?;
        parse_number(with_point.as_bytes())
    });
    number.ok_or_else(|| not_a_number(what, text))
}

/// Parses a number from 0; NaN for an unknown one, such as an empty field.
fn amount(what: &str, text: &str, has_decimal_comma: bool) -> Result<f64, String> {
    let text = text.trim_ascii();
    if text.is_empty() || aliases::is_unknown(text) {
        return Ok(f64::NAN);
    }
    let number = if has_decimal_comma { decimal_comma(what, text)? } else { parse_number(text.as_bytes()) };
    match number.ok_or_else(|| not_a_number(what, text))? {
        amount if amount >= 0.0 => Ok(amount),
        amount => Err(format!("{what} {amount} is negative")),
    }
}

/// Parses a number with a decimal comma, and perhaps points between thousands.
fn decimal_comma(what: &str, text: &str) -> Result<Option<f64>, String> {
    let (whole, decimals) = text.split_once(',').unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split('.').collect();
    let is_grouped = (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3);
    if groups.len() == 2 && decimals.is_empty() && is_grouped {
        let text = escaped_field(text.as_bytes());
        return Err(format!(
            "{what} `{text}` may have thousands or decimals; write {0} or {1},{2}",
            groups.concat(),
            groups[0],
            groups[1]
        ));
    }
    let plain = format!("{}.{decimals}", groups.concat());
    Ok(if groups.len() == 1 || is_grouped { parse_number(plain.trim_end_matches('.').as_bytes()) } else { None })
}
