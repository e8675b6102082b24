//! Cells as CSV.

use memchr::{memchr2, memchr3};

use super::Column;
use super::decimal::{push_decimal, short_decimal};
use crate::score::Scored;
use crate::text::csv_field;

/// The line of column names.
pub fn header<'a>(names: impl Iterator<Item = &'a str>, out: &mut Vec<u8>) {
    out.extend_from_slice(names.collect::<Vec<_>>().join(",").as_bytes());
    out.push(b'\n');
}

/// A column of a table of cells.
enum Field<'s> {
    Id,
    /// The same text in each row.
    Text(&'s str),
    Numbers(&'s [f64], Repeat),
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
    let field = |column: &Column| match column.is_text() {
        true if *column == Column::CELL_ID => Field::Id,
        true => Field::Text(timestamp),
        false => Field::Numbers(column.numbers(scored), Repeat::default()),
    };
    let mut fields: Vec<Field> = columns.iter().map(field).collect();
    for cell in cells {
        for field in &mut fields {
            match field {
                Field::Id if ids_are_plain => {
                    out.extend_from_slice(scored.grid.id(cell).as_bytes());
                    out.push(b',');
                }
                Field::Id => {
                    push_field(scored.grid.id(cell), out);
                    out.push(b',');
                }
                Field::Text(text) => {
                    push_field(text, out);
                    out.push(b',');
                }
                Field::Numbers(numbers, repeat) => match numbers.get(cell) {
                    Some(&number) => repeat.push(number, out),
                    None => out.push(b','),
                },
            }
        }
        out.pop(); // the comma after the last field
        out.push(b'\n');
    }
}

/// The last short number of a column as text. Neighbouring cells often have the same score, and copying is faster
/// than formatting.
struct Repeat {
    bits: u64,
    field: [u8; 9],
}

impl Default for Repeat {
    fn default() -> Self {
        Self { bits: 0.0f64.to_bits(), field: *b"0.000000," }
    }
}

impl Repeat {
    /// Adds a number and a comma.
    #[inline]
    fn push(&mut self, number: f64, out: &mut Vec<u8>) {
        if self.bits != number.to_bits() {
            let Some(text) = short_decimal(number) else {
                push_decimal(out, number);
                return out.push(b',');
            };
            self.bits = number.to_bits();
            self.field[..8].copy_from_slice(&text);
        }
        out.extend_from_slice(&self.field);
    }
}

/// Whether no part of a text needs quotes or a change by [`csv_field`].
fn are_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Without an early exit, so that it is vector code. 0xC2 begins the control characters beyond ASCII.
    let special =
        bytes.iter().fold(0, |special, &byte| special + usize::from(byte < 0x20 || matches!(byte, 0x7f | 0xc2)));
    special == 0 && memchr3(b',', b'"', b'=', bytes).is_none() && memchr3(b'+', b'-', b'@', bytes).is_none()
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
