//! Cells as JSON: one document, or one object per line; the text around the list of any document.

use serde::Serialize;

use super::decimal::push_decimal;
use super::{Column, Heading, Summary};
use crate::grid::Grid;
use crate::score::Scored;

/// One object per line.
pub fn lines(
    columns: &[Column],
    timestamp: &str,
    scored: &Scored,
    cells: impl Iterator<Item = usize>,
    out: &mut Vec<u8>,
) {
    let members = Members::new(columns, timestamp, scored);
    for cell in cells {
        out.push(b'{');
        members.push(cell, out);
        out.extend_from_slice(b"}\n");
    }
}

/// Objects separated by a comma and a line end; with a place in the heading each has the name of the spot.
pub fn elements(
    columns: &[Column],
    heading: &Heading,
    scored: &Scored,
    cells: impl Iterator<Item = usize>,
    out: &mut Vec<u8>,
) {
    let members = Members::new(columns, &heading.timestamp, scored);
    let names = heading.place.as_ref().map(|place| &place.names);
    for (number, cell) in cells.enumerate() {
        out.extend_from_slice(if number > 0 { b",\n{" } else { b"{" });
        members.push(cell, out);
        if let Some(names) = names {
            out.extend_from_slice(b",\"near\":");
            match names.near(scored.grid.place(cell)) {
                Some(near) => push_string(near, out),
                None => out.extend_from_slice(b"null"),
            }
        }
        out.push(b'}');
    }
}

/// The members of the objects of cells.
pub struct Members<'c> {
    grid: &'c Grid,
    /// Of each column the text before its value, and the value.
    columns: Vec<(String, Member<'c>)>,
}

enum Member<'c> {
    Id,
    /// The same text for each cell.
    Text(&'c str),
    Numbers(&'c [f64]),
}

impl<'c> Members<'c> {
    /// One for each column.
    pub fn new(columns: &[Column], timestamp: &'c str, scored: &'c Scored) -> Self {
        let member = |(number, column): (usize, &Column)| {
            let before = format!("{}\"{}\":", if number == 0 { "" } else { "," }, column.name());
            let value = match column.is_text() {
                true if *column == Column::CELL_ID => Member::Id,
                true => Member::Text(timestamp),
                false => Member::Numbers(column.numbers(scored)),
            };
            (before, value)
        };
        Self { grid: &scored.grid, columns: columns.iter().enumerate().map(member).collect() }
    }

    /// Adds those of a cell; an unknown income is null.
    pub fn push(&self, cell: usize, out: &mut Vec<u8>) {
        for (before, member) in &self.columns {
            out.extend_from_slice(before.as_bytes());
            match member {
                Member::Id => push_string(self.grid.id(cell), out),
                Member::Text(text) => push_string(text, out),
                Member::Numbers(numbers) => match numbers.get(cell) {
                    Some(number) if !number.is_nan() => push_decimal(out, *number),
                    _ => out.extend_from_slice(b"null"),
                },
            }
        }
    }
}

pub fn push_string(text: &str, out: &mut Vec<u8>) {
    // Writing a string to memory cannot fail.
    let _ = serde_json::to_writer(&mut *out, text);
}

/// The start of a document: the members of the object `heading`, and the name of the list.
pub fn start_document(
    heading: &impl Serialize,
    list: &str,
    is_indented: bool,
    out: &mut Vec<u8>,
) -> serde_json::Result<()> {
    let (heading, end, list) = if is_indented {
        (serde_json::to_string_pretty(heading)?, "\n}", format!(",\n  \"{list}\": ["))
    } else {
        (serde_json::to_string(heading)?, "}", format!(",\"{list}\":["))
    };
    out.extend_from_slice(heading.strip_suffix(end).unwrap_or(&heading).as_bytes());
    out.extend_from_slice(list.as_bytes());
    Ok(())
}

/// The end of a document: the members of the object `known`.
pub fn end_document(known: &impl Serialize, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let known = serde_json::to_string(known)?;
    // `()` is written as null.
    let members = if known == "null" { "}" } else { known.trim_start_matches('{') };
    out.extend_from_slice(if members == "}" { b"\n]" } else { b"\n]," });
    out.extend_from_slice(members.as_bytes());
    out.push(b'\n');
    Ok(())
}

#[derive(Serialize)]
struct DocumentHeading<'a> {
    schema_version: u32,
    timestamp: &'a str,
    timezone: &'a str,
    model: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<&'a [&'static str]>,
}

#[derive(Serialize)]
struct DocumentEnd<'a> {
    summary: &'a Summary,
}

/// The document up to the first cell.
pub fn start(heading: &Heading, out: &mut Vec<u8>) {
    let Heading { timestamp, timezone, model, .. } = heading;
    let place = heading.place.as_ref().and_then(|place| place.name.as_deref());
    let unknown = heading.place.as_ref().filter(|place| place.name.is_some()).map(|place| place.unknown.as_slice());
    let heading = DocumentHeading { schema_version: 1, timestamp, timezone, model, place, unknown };
    // Writing text to memory cannot fail.
    let _ = start_document(&heading, "cells", false, out);
    out.push(b'\n');
}

/// The document after the last cell.
pub fn end(summary: &Summary, out: &mut Vec<u8>) {
    // Writing numbers and text to memory cannot fail.
    let _ = end_document(&DocumentEnd { summary }, out);
}
