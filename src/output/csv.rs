//! Cells as CSV.

use memchr::{memchr2, memchr3};

use super::Column;
use super::decimal::{AT_ONCE, push_decimal, short_decimals};
use crate::parallel::wide;
use crate::score::Scored;
use crate::text::csv_field;

/// The line of column names.
pub fn header<'a>(names: impl Iterator<Item = &'a str>, out: &mut Vec<u8>) {
    out.extend_from_slice(names.collect::<Vec<_>>().join(",").as_bytes());
    out.push(b'\n');
}

/// One row per cell. An unknown income is an empty field.
pub fn rows(
    columns: &[Column],
    timestamp: &str,
    scored: &Scored,
    cells: impl Iterator<Item = usize>,
    out: &mut Vec<u8>,
) {
    out.reserve(scored.grid.len() * 12 * columns.len());
    let ids_are_plain = are_plain(scored.grid.ids_joined());
    let mut parts = parts_of(columns, timestamp, scored);
    let (mut cells, mut some) = (cells.peekable(), Vec::with_capacity(AT_ONCE));
    while cells.peek().is_some() {
        some.clear();
        some.extend(cells.by_ref().take(AT_ONCE));
        wide(
            #[inline(always)]
            || {
                for part in &mut parts {
                    if let Part::Numbers(numbers) = part {
                        numbers.prepare(&some);
                    }
                }
            },
        );
        for (row, &cell) in some.iter().enumerate() {
            for part in &parts {
                match part {
                    Part::Id if ids_are_plain => {
                        out.extend_from_slice(scored.grid.id(cell).as_bytes());
                        out.push(b',');
                    }
                    Part::Id => {
                        push_field(scored.grid.id(cell), out);
                        out.push(b',');
                    }
                    Part::Text(text) => {
                        push_field(text, out);
                        out.push(b',');
                    }
                    Part::Numbers(numbers) => numbers.push(row, cell, out),
                }
            }
            if let Some(comma) = out.last_mut() {
                *comma = b'\n'; // after the last field
            }
        }
    }
}

/// Neighbouring columns of a table of cells.
enum Part<'s> {
    Id,
    /// The same text in each row.
    Text(&'s str),
    Numbers(Numbers<'s>),
}

/// The parts of a table. Scores, which are usually short, are together; any other column is alone.
fn parts_of<'s>(columns: &[Column], timestamp: &'s str, scored: &'s Scored) -> Vec<Part<'s>> {
    let part = |columns: &[Column]| match &columns[0] {
        column if *column == Column::CELL_ID => Part::Id,
        column if column.is_text() => Part::Text(timestamp),
        _ => Part::Numbers(Numbers::new(columns.iter().map(|column| column.numbers(scored)).collect())),
    };
    columns.chunk_by(|one, next| one.is_score() && next.is_score()).map(part).collect()
}

/// Some columns of numbers.
struct Numbers<'s> {
    columns: Vec<&'s [f64]>,
    /// The fields of each row, with a comma after each, if all numbers are short.
    fields: Vec<u8>,
    are_short: bool,
}

/// The length of a short number and a comma.
const SHORT: usize = 9;

impl<'s> Numbers<'s> {
    fn new(columns: Vec<&'s [f64]>) -> Self {
        let fields = vec![b','; AT_ONCE * SHORT * columns.len()];
        Self { columns, fields, are_short: false }
    }

    /// Formats the numbers of some cells, if all of them are short.
    #[expect(clippy::inline_always, reason = "so that it becomes vector code along with its caller")]
    #[inline(always)]
    fn prepare(&mut self, cells: &[usize]) {
        self.are_short = false;
        let (mut values, mut texts) = ([0.0; AT_ONCE], [0; AT_ONCE]);
        let row_length = SHORT * self.columns.len();
        for (number, column) in self.columns.iter().enumerate() {
            if column.is_empty() {
                return;
            }
            for (value, &cell) in values.iter_mut().zip(cells) {
                *value = column[cell];
            }
            if !short_decimals(&values, &mut texts) {
                return;
            }
            for (row, text) in self.fields.chunks_exact_mut(row_length).zip(texts) {
                row[number * SHORT..][..8].copy_from_slice(&text.to_le_bytes());
            }
        }
        self.are_short = true;
    }

    /// Adds the fields of a row, with a comma after each.
    #[inline]
    fn push(&self, row: usize, cell: usize, out: &mut Vec<u8>) {
        if self.are_short {
            let row_length = SHORT * self.columns.len();
            return out.extend_from_slice(&self.fields[row * row_length..][..row_length]);
        }
        for column in &self.columns {
            if let Some(&number) = column.get(cell) {
                push_decimal(out, number);
            }
            out.push(b',');
        }
    }
}

/// Whether no part of a text needs quotes or a change by [`csv_field`].
fn are_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Without an early exit, so that it is vector code. 0xC2 begins the control characters beyond ASCII.
    let is_special = |byte: u8| u8::from(byte < 0x20) | u8::from(byte == 0x7f) | u8::from(byte == 0xc2);
    bytes.iter().fold(0, |special, &byte| special | is_special(byte)) == 0
        && memchr3(b',', b'"', b'=', bytes).is_none()
        && memchr3(b'+', b'-', b'@', bytes).is_none()
}

/// One field, in quotes if necessary.
pub fn push_field(text: &str, out: &mut Vec<u8>) {
    let field = csv_field(text);
    if memchr2(b',', b'"', field.as_bytes()).is_none() {
        return out.extend_from_slice(field.as_bytes());
    }
    out.push(b'"');
    out.extend_from_slice(field.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}
