//! Cells as CSV.

use memchr::{memchr, memchr3};

use super::Column;
use super::decimal::{push_decimal, short_decimal};
use crate::score::Scored;

/// The line of column names.
pub fn header<'a>(names: impl Iterator<Item = &'a str>, out: &mut Vec<u8>) {
    out.extend_from_slice(names.collect::<Vec<_>>().join(",").as_bytes());
    out.push(b'\n');
}

/// One row per cell, after the text `lead`. An unknown income is an empty field.
pub fn rows(columns: &[Column], lead: &[u8], scored: &Scored, cells: impl Iterator<Item = usize>, out: &mut Vec<u8>) {
    out.reserve(scored.grid.len() * 12 * columns.len());
    let ids_need_quotes = needs_quotes(scored.grid.ids_joined());
    let mut columns: Vec<_> =
        columns.iter().map(|column| (column.is_id(), column.numbers(scored), Repeat::default())).collect();
    for cell in cells {
        out.extend_from_slice(lead);
        for (is_id, numbers, repeat) in &mut columns {
            match (is_id, numbers.get(cell)) {
                (true, _) => {
                    let id = scored.grid.id(cell);
                    if ids_need_quotes {
                        push_quoted(id, out);
                    } else {
                        out.extend_from_slice(id.as_bytes());
                    }
                    out.push(b',');
                }
                (false, Some(&number)) => repeat.push(number, out),
                (false, None) => out.push(b','),
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

fn needs_quotes(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr3(b',', b'"', b'\n', bytes).is_some() || memchr(b'\r', bytes).is_some()
}

/// One field, in quotes if necessary.
pub fn push_quoted(field: &str, out: &mut Vec<u8>) {
    if !needs_quotes(field) {
        return out.extend_from_slice(field.as_bytes());
    }
    out.push(b'"');
    out.extend_from_slice(field.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}
