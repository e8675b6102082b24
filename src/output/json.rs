//! Cells as JSON: one document, or one object per line.

use super::decimal::push_decimal;
use super::{Column, Heading, Summary};
use crate::score::Scored;

/// One object per line, with what stands at the start of each.
pub fn lines(columns: &[Column], lead: &[u8], scored: &Scored, cells: impl Iterator<Item = usize>, out: &mut Vec<u8>) {
    for cell in cells {
        out.push(b'{');
        out.extend_from_slice(lead);
        members(columns, scored, cell, out);
        out.extend_from_slice(b"}\n");
    }
}

/// Objects with a comma and a line end between them.
pub fn elements(columns: &[Column], scored: &Scored, cells: impl Iterator<Item = usize>, out: &mut Vec<u8>) {
    for (number, cell) in cells.enumerate() {
        out.extend_from_slice(if number > 0 { b",\n" } else { b"" });
        object(columns, scored, cell, out);
    }
}

/// One cell as an object; an unknown income is null.
pub fn object(columns: &[Column], scored: &Scored, cell: usize, out: &mut Vec<u8>) {
    out.push(b'{');
    members(columns, scored, cell, out);
    out.push(b'}');
}

fn members(columns: &[Column], scored: &Scored, cell: usize, out: &mut Vec<u8>) {
    for (number, column) in columns.iter().enumerate() {
        out.extend_from_slice(if number == 0 { b"\"" } else { b",\"" });
        out.extend_from_slice(column.name().as_bytes());
        out.extend_from_slice(b"\":");
        match column.number(scored, cell) {
            _ if column.is_id() => push_string(scored.grid.id(cell), out),
            number if number.is_nan() => out.extend_from_slice(b"null"),
            number => push_decimal(out, number),
        }
    }
}

pub fn push_string(text: &str, out: &mut Vec<u8>) {
    // Writing a string to memory cannot fail.
    let _ = serde_json::to_writer(&mut *out, text);
}

/// The document up to the first cell.
pub fn start(heading: &Heading, out: &mut Vec<u8>) {
    let Heading { timestamp, timezone, model, .. } = heading;
    out.extend_from_slice(b"{\"schema_version\":1,\"timestamp\":");
    push_string(timestamp, out);
    out.extend_from_slice(b",\"timezone\":");
    push_string(timezone, out);
    out.extend_from_slice(b",\"model\":");
    push_string(model, out);
    out.extend_from_slice(b",\"cells\":[\n");
}

/// The document after the last cell.
pub fn end(summary: &Summary, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\n],\"summary\":");
    // Writing numbers and a string to memory cannot fail.
    let _ = serde_json::to_writer(&mut *out, summary);
    out.extend_from_slice(b"}\n");
}
