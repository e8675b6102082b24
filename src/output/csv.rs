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
    let mut fields: Vec<Field> = columns.iter().map(|column| Field::new(column, timestamp, scored)).collect();
    let (mut cells, mut some) = (cells.peekable(), Vec::with_capacity(AT_ONCE));
    while cells.peek().is_some() {
        some.clear();
        some.extend(cells.by_ref().take(AT_ONCE));
        wide(
            #[inline(always)]
            || {
                for field in &mut fields {
                    if let Field::Numbers(numbers) = field {
                        numbers.prepare(&some);
                    }
                }
            },
        );
        for (row, &cell) in some.iter().enumerate() {
            for field in &fields {
                match field {
                    Field::Id if ids_are_plain => out.extend_from_slice(scored.grid.id(cell).as_bytes()),
                    Field::Id => push_field(scored.grid.id(cell), out),
                    Field::Text(text) => push_field(text, out),
                    Field::Numbers(numbers) if numbers.are_short => {
                        let mut field = [b','; 9];
                        field[..8].copy_from_slice(&numbers.texts[row].to_le_bytes());
                        out.extend_from_slice(&field);
                        continue;
                    }
                    Field::Numbers(numbers) => {
                        if let Some(&number) = numbers.column.get(cell) {
                            push_decimal(out, number);
                        }
                    }
                }
                out.push(b',');
            }
            out.pop(); // the comma after the last field
            out.push(b'\n');
        }
    }
}

/// A column of a table of cells.
enum Field<'s> {
    Id,
    /// The same text in each row.
    Text(&'s str),
    Numbers(Box<Numbers<'s>>),
}

impl<'s> Field<'s> {
    fn new(column: &Column, timestamp: &'s str, scored: &'s Scored) -> Self {
        match column.is_text() {
            true if *column == Column::CELL_ID => Field::Id,
            true => Field::Text(timestamp),
            false => Field::Numbers(Box::new(Numbers {
                column: column.numbers(scored),
                values: [0.0; AT_ONCE],
                texts: [0; AT_ONCE],
                are_short: false,
            })),
        }
    }
}

/// Some numbers of a column.
struct Numbers<'s> {
    column: &'s [f64],
    values: [f64; AT_ONCE],
    /// The numbers as text, if all of them are short.
    texts: [u64; AT_ONCE],
    are_short: bool,
}

impl Numbers<'_> {
    /// Formats the numbers of some cells, if all of them are short.
    #[expect(clippy::inline_always, reason = "so that it becomes vector code along with its caller")]
    #[inline(always)]
    fn prepare(&mut self, cells: &[usize]) {
        if self.column.is_empty() {
            return;
        }
        for (value, &cell) in self.values.iter_mut().zip(cells) {
            *value = self.column[cell];
        }
        self.are_short = short_decimals(&self.values, &mut self.texts);
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
