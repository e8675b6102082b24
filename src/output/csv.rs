//! Cells as CSV.

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
    let columns: Vec<_> = columns.iter().map(|&column| (column, column.numbers(scored))).collect();
    for cell in cells {
        for &(column, numbers) in &columns {
            match (column, numbers.get(cell)) {
                (Column::CellId, _) if ids_need_quotes => push_quoted(scored.grid.id(cell), out),
                (Column::CellId, _) => out.extend_from_slice(scored.grid.id(cell).as_bytes()),
                (_, Some(&number)) => push_decimal(out, number),
                (_, None) => {}
            }
            out.push(b',');
        }
        out.pop(); // the comma behind the last field
        out.push(b'\n');
    }
}

fn needs_quotes(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) || text.starts_with(' ') || text.ends_with(' ')
}

pub fn push_quoted(id: &str, out: &mut Vec<u8>) {
    if !needs_quotes(id) {
        return out.extend_from_slice(id.as_bytes());
    }
    out.push(b'"');
    out.extend_from_slice(id.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}
