//! The batch path: neither chunks nor threads show in what comes out, and memory stays bounded.

#![allow(clippy::unwrap_used)]

mod chunks;
mod memory;
mod numbers;
mod reference;
mod threads;

use pdpe::grid::{Chunk, ColumnChoice, Grid, GridError, GridReader, RejectedRow, read_all};

/// Bytes of a header are read at once; whatever of the rows came with it makes the first chunk.
const HEADER_BYTES: usize = 4096;

/// Blank lines, then the header, of [`HEADER_BYTES`] together: so that rows behind it are cut
/// into chunks as small as they are asked for.
fn far_header(header: &[u8]) -> Vec<u8> {
    let blank = b"\n".repeat(HEADER_BYTES - header.len());
    [&blank, header].concat()
}

fn open(content: &[u8], chunk_bytes: usize) -> Result<GridReader<&[u8]>, GridError> {
    GridReader::open_with_chunks_of(chunk_bytes, content, "kc.csv", &ColumnChoice::default())
}

/// Cells and rejected rows, or the message of why not.
fn read(content: &[u8], chunk_bytes: usize) -> Result<(Grid, Vec<RejectedRow>), String> {
    open(content, chunk_bytes).and_then(read_all).map_err(|error| error.to_string())
}

/// What was read, in a form in which unknown incomes equal each other.
fn shown(content: &[u8], chunk_bytes: usize) -> String {
    format!("{:?}", read(content, chunk_bytes))
}

/// How many chunks a content is cut into.
fn chunks(content: &[u8], chunk_bytes: usize) -> usize {
    let mut reader = open(content, chunk_bytes).unwrap();
    let mut chunk = Chunk::default();
    let mut count = 0;
    while reader.next_chunk(&mut chunk).unwrap() {
        count += 1;
    }
    count
}

/// The settings of property tests: `PROPTEST_CASES` or so many cases, and nothing is written into the source tree.
fn cases(cases: u32) -> proptest::test_runner::Config {
    let default = proptest::test_runner::Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { cases };
    proptest::test_runner::Config { cases, failure_persistence: None, ..default }
}
