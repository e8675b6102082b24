//! CSV text to records: delimiter, header, line numbers, and unclosed quotes.

use csv::{ReaderBuilder, StringRecord};
use serde_json::Value;

use super::fields::{id_as_text, listed};
use super::{ListingError, Position, Reading, Record, native, newlines_in};
use crate::aliases;
use crate::grid::{last_record_end, split_header};
use crate::text::{escaped, from_csv_field};

/// Reads pdpe's own CSV.
pub(super) fn read(text: &str, reading: &mut Reading) -> Result<(), ListingError> {
    // The csv crate skips blank lines without counting them.
    let text_start = text.len() - text.trim_start_matches(['\r', '\n']).len();
    let mut lines = Lines { bytes: text.as_bytes(), seen: 0, line: 1 };
    let header = text[text_start..].lines().next().unwrap_or_default();
    let (delimiter, _) = split_header(header.as_bytes());
    // Flexible, so that a row of another length is rejected and reading continues.
    let mut csv = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let unreadable = |error: csv::Error| ListingError::Columns(error.to_string());
    let columns = columns_of(csv.headers().map_err(unreadable)?, reading)?;
    let has_decimal_comma = with_decimal_commas(&columns, delimiter, reading);
    let mut row = StringRecord::new();
    while csv.read_record(&mut row).map_err(unreadable)? {
        let end = position_of(csv.position());
        let (position, start) = lines.start_of(row.position().map_or(end, position_of));
        let record = record_of(&columns, &has_decimal_comma, &row);
        let is_open = || last_record_end(&text.as_bytes()[start..], delimiter).open_quote.is_some();
        if end == text.len() && is_open() {
            let reason = "a quote opens here that never closes; the rest of the file is inside it";
            reading.reject(position, id_as_text(&record), reason.into());
        } else if row.len() != columns.len() {
            let reason = format!("{} fields where the header has {}", row.len(), columns.len());
            reading.reject(position, id_as_text(&record), reason);
        } else {
            reading.record(position, &record);
        }
    }
    Ok(())
}

fn position_of(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

/// The names of the columns.
fn columns_of(header: &StringRecord, reading: &Reading) -> Result<Vec<String>, ListingError> {
    let columns: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let found = || listed(columns.iter().map(String::as_str));
    let chosen = reading.context.fields;
    for choice in chosen {
        if !columns.iter().any(|column| choice.is_in(column)) {
            let message =
                format!("no column `{}` for {}; the header has: {}", escaped(choice.key()), choice.field, found());
            return Err(ListingError::Columns(message));
        }
    }
    let is_chosen = |field| chosen.iter().any(|choice| choice.field == field);
    let has = |field| is_chosen(field) || columns.iter().any(|column| native::field_of(column) == Some(field));
    if !["id", "name", "start"].into_iter().any(has) {
        let message =
            format!("no id column: expected id, or name or start to make one from; the header has: {}", found());
        return Err(ListingError::Columns(message));
    }
    for (field, spellings) in [("lat", "lat, latitude or y"), ("lon", "lon, lng, long, longitude or x")] {
        if !has(field) && !has("place") {
            let message = format!(
                "no {field} column: expected {spellings}, or a column with both such as latlon; the header has: {}",
                found()
            );
            return Err(ListingError::Columns(message));
        }
    }
    for (index, column) in columns.iter().enumerate() {
        let is_read = native::field_of(column).is_some() || chosen.iter().any(|choice| choice.is_in(column));
        if is_read && columns[..index].contains(column) {
            return Err(ListingError::Columns(format!("more than one column `{}`", escaped(column))));
        }
        // Rows tell whether columns of other names agree.
        let field =
            aliases::of_event(column).filter(|(field, rank)| *rank == 0 && !is_chosen(field) && *field != "place");
        let Some((field, _)) = field else { continue };
        let same = columns.iter().filter(|other| aliases::of_event(other) == Some((field, 0)));
        let names: Vec<&str> = same.map(String::as_str).collect();
        if names.len() > 1 {
            let names = listed(names.into_iter());
            let message = format!("more than one {field} column: {names}; --field {field}=NAME chooses one");
            return Err(ListingError::Columns(message));
        }
    }
    Ok(columns)
}

/// Columns of numbers that may have a decimal comma, as tables with semicolons or tabs have it.
fn with_decimal_commas(columns: &[String], delimiter: u8, reading: &Reading) -> Vec<bool> {
    const DECIMALS: [&str; 4] = ["lat", "lon", "radius_km", "sentiment"];
    let is_number = |column: &String| {
        let chosen = reading.context.fields.iter().find(|choice| choice.is_in(column)).map(|choice| choice.field);
        chosen.or_else(|| native::field_of(column)).is_some_and(|field| DECIMALS.contains(&field))
    };
    columns.iter().map(|column| delimiter != b',' && is_number(column)).collect()
}

fn record_of(columns: &[String], has_decimal_comma: &[bool], row: &StringRecord) -> Record {
    let cells = columns.iter().zip(has_decimal_comma).zip(row).map(|((column, has_comma), cell)| {
        let is_decimal = *has_comma && cell.matches(',').count() == 1 && !cell.contains('.');
        let value = if is_decimal { Value::from(cell.replace(',', ".")) } else { from_csv_field(cell).into() };
        (column.clone(), value)
    });
    cells.collect()
}

/// Counts lines up to the start of each row, reading each byte once.
struct Lines<'a> {
    bytes: &'a [u8],
    seen: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line and the first byte of a row whose position in the csv crate is `reported`.
    ///
    /// That position may be before blank lines, or between the `\r` and `\n` of the previous row.
    fn start_of(&mut self, reported: usize) -> (Position, usize) {
        let is_break = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let rest = self.bytes.get(reported..).unwrap_or_default();
        let start = reported + rest.iter().take_while(|byte| is_break(byte)).count();
        self.line += newlines_in(self.bytes.get(self.seen..start).unwrap_or_default());
        self.seen = start;
        (Position::Line(self.line), start)
    }
}
