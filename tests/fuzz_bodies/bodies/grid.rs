//! The reader of grids: every row becomes a cell or is rejected, whatever the size of the chunks.

use std::collections::BTreeSet;

use pdpe::grid::{ColumnChoice, Grid, GridReader, RejectedRow, read_all};

use super::assert_on_one_line;

type Rows = (Vec<(String, [u64; 3])>, Vec<RejectedRow>);

/// Cells with the bits of their numbers, and rejected rows; or the error's words.
fn rows(bytes: &[u8], chunk_bytes: usize) -> Result<Rows, String> {
    let reader = GridReader::open_with_chunks_of(chunk_bytes, bytes, "cells.csv", &ColumnChoice::default());
    let (grid, rejected) = reader.and_then(read_all).map_err(|error| error.to_string())?;
    assert!(grid.income().is_empty() || grid.income().len() == grid.len());
    let bits = |cell: usize| {
        let income = grid.income_of(cell);
        assert!(grid.lat()[cell].abs() <= 90.0 && grid.lon()[cell].abs() <= 180.0);
        assert!(income.is_none_or(|income| income >= 0.0 && income.is_finite()), "{income:?}");
        [grid.lat()[cell], grid.lon()[cell], income.unwrap_or(-1.0)].map(f64::to_bits)
    };
    Ok(((0..grid.len()).map(|cell| (grid.id(cell).to_owned(), bits(cell))).collect(), rejected))
}

/// The lines of a text that are not blank; it has no quotes.
fn rows_in(text: &[u8]) -> usize {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let is_row = |line: &&[u8]| !line.strip_suffix(b"\r").unwrap_or(line).is_empty();
    text.split(|byte| *byte == b'\n').filter(is_row).count()
}

/// Any bytes as a grid.
pub fn grid(bytes: &[u8]) {
    let whole = rows(bytes, 1 << 14);
    for chunk_bytes in [1, 200] {
        assert_eq!(rows(bytes, chunk_bytes), whole, "in chunks of {chunk_bytes}");
    }
    let (cells, rejected) = match whole {
        Ok(rows) => rows,
        Err(message) => return assert_on_one_line(&message),
    };
    let lines = bytes.split(|byte| *byte == b'\n').count() as u64;
    assert!(rejected.is_sorted_by_key(|row| row.line) && rejected.iter().all(|row| (2..=lines).contains(&row.line)));
    for row in &rejected {
        assert_on_one_line(&row.reason);
    }
    if !bytes.contains(&b'"') {
        assert_eq!(cells.len() + rejected.len() + 1, rows_in(bytes), "a row is neither a cell nor rejected");
        assert_eq!(rejected.iter().map(|row| row.line).collect::<BTreeSet<_>>().len(), rejected.len());
    }
    assert_reads_back(&cells);
}

/// Written by somebody else's writer, the cells read back the same.
fn assert_reads_back(cells: &[(String, [u64; 3])]) {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["id", "lat", "lon"]).unwrap();
    for (id, [lat, lon, _]) in cells {
        let [lat, lon] = [*lat, *lon].map(|bits| f64::from_bits(bits).to_string());
        csv.write_record([id, &lat, &lon]).unwrap();
    }
    let written = csv.into_inner().unwrap();
    let reader = GridReader::open(written.as_slice(), "cells.csv", &ColumnChoice::default()).unwrap();
    let (grid, rejected): (Grid, _) = read_all(reader).unwrap();
    assert_eq!(rejected, []);
    let again: Vec<_> =
        (0..grid.len()).map(|cell| (grid.id(cell), grid.lat()[cell].to_bits(), grid.lon()[cell].to_bits())).collect();
    let before: Vec<_> = cells.iter().map(|(id, [lat, lon, _])| (id.as_str(), *lat, *lon)).collect();
    assert_eq!(again, before);
}
