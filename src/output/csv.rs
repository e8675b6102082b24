//! Cells as CSV.

use std::ops::Range;

use memchr::{memchr, memchr3};

use super::Column;
use super::decimal::push_decimal;
use crate::stream::Scored;

/// The line of column names.
pub fn header(columns: &[Column], out: &mut Vec<u8>) {
    let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    out.extend_from_slice(names.join(",").as_bytes());
    out.push(b'\n');
}

/// One row per cell; an unknown income is an empty field.
pub fn rows(columns: &[Column], scored: &Scored, cells: impl Iterator<Item = usize>, out: &mut Vec<u8>) {
    out.reserve(scored.grid.len() * 12 * columns.len());
    let ids_need_quotes = needs_quotes(scored.grid.ids_joined());
    let mut columns: Vec<_> =
        columns.iter().map(|&column| (column, column.numbers(scored), Repeat::default())).collect();
    for cell in cells {
        for (column, numbers, repeat) in &mut columns {
            match (column, numbers.get(cell)) {
                (Column::CellId, _) if ids_need_quotes => push_quoted(scored.grid.id(cell), out),
                (Column::CellId, _) => out.extend_from_slice(scored.grid.id(cell).as_bytes()),
                (_, Some(&number)) => repeat.push(number, out),
                (_, None) => {}
            }
            out.push(b',');
        }
        out.pop(); // the comma behind the last field
        out.push(b'\n');
    }
}

/// Where the last number of a column was printed: neighbours often have the same score (no
/// event near, one spending propensity for all), and copying is cheaper than printing.
#[derive(Default)]
struct Repeat {
    bits: u64,
    printed: Range<usize>,
}

impl Repeat {
    #[inline]
    fn push(&mut self, number: f64, out: &mut Vec<u8>) {
        if self.bits == number.to_bits() && !self.printed.is_empty() {
            return out.extend_from_within(self.printed.clone());
        }
        let start = out.len();
        push_decimal(out, number);
        *self = Self { bits: number.to_bits(), printed: start..out.len() };
    }
}

fn needs_quotes(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr3(b',', b'"', b'\n', bytes).is_some()
        || memchr(b'\r', bytes).is_some()
        || text.starts_with(' ')
        || text.ends_with(' ')
}

pub fn push_quoted(id: &str, out: &mut Vec<u8>) {
    if !needs_quotes(id) {
        return out.extend_from_slice(id.as_bytes());
    }
    out.push(b'"');
    out.extend_from_slice(id.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}
