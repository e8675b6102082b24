//! Reads a grid from CSV in chunks of whole records, with bounded memory.
//!
//! A [`GridReader`] returns [`Chunk`]s of raw bytes, which any thread can parse with [`Chunk::parse`].

use std::io::{self, Read};

use memchr::memchr;

use super::Grid;
use super::chunk::{Chunk, RejectedRow, count_lines};
use super::columns::{ColumnChoice, Layout};
use super::cut::{FirstLine, first_line, last_record_end};
use crate::parallel::each_in_parallel;

/// The size of a chunk, so that it and its cells fit into the second-level cache.
const CHUNK_BYTES: usize = 256 << 10;

/// How many chunks of a whole grid are read before they are parsed, on all threads.
const CHUNKS_AT_ONCE: usize = 16;

/// The greatest length of a record. A file with a longer one is probably not a CSV.
const LONGEST_RECORD: usize = 4 << 20;

/// The end of messages about files that are not a grid.
const EXPECTED: &str = "expected a CSV with a header such as cell_id,lat,lon";

/// A grid that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum GridError {
    /// The system cannot read it.
    #[error("cannot read {origin}")]
    Io {
        /// File name, or `standard input`.
        origin: String,
        /// The error of the system.
        source: io::Error,
    },
    /// The text is not a grid.
    #[error("{origin}:{line}: {message}")]
    Malformed {
        /// File name, or `standard input`.
        origin: String,
        /// 1-based line.
        line: u64,
        /// What is wrong.
        message: String,
    },
}

/// A CSV of cells, read from start to end.
pub struct GridReader<R> {
    input: R,
    origin: String,
    layout: Layout,
    /// Bytes that belong to the next chunk.
    carry: Vec<u8>,
    line: u64,
    rows: u64,
    at_end: bool,
    chunk_bytes: usize,
}

impl<R: Read> GridReader<R> {
    /// Reads the header and finds its columns. `origin` is the name of the input in messages.
    ///
    /// # Errors
    /// [`GridError`] if the input cannot be read, is empty or not a CSV, or if a column is missing or repeated.
    pub fn open(input: R, origin: &str, choice: &ColumnChoice) -> Result<Self, GridError> {
        Self::open_with_chunks_of(CHUNK_BYTES, input, origin, choice)
    }

    /// [`GridReader::open`] with another size of chunk, in bytes. The cells are the same.
    ///
    /// # Errors
    /// As [`GridReader::open`].
    pub fn open_with_chunks_of(
        chunk_bytes: usize,
        input: R,
        origin: &str,
        choice: &ColumnChoice,
    ) -> Result<Self, GridError> {
        let mut reader = Self {
            input,
            origin: origin.to_owned(),
            layout: Layout::default(),
            carry: Vec::new(),
            line: 1,
            rows: 0,
            at_end: false,
            chunk_bytes: chunk_bytes.max(1),
        };
        let header = reader.read_header()?;
        let layout = Layout::recognise(&header, reader.first_records(), choice);
        reader.layout = layout.map_err(|message| reader.malformed(1, message))?;
        Ok(reader)
    }

    /// The positions of the fields in a row.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Reads the next records. Returns `false` at the end of the input.
    ///
    /// # Errors
    /// [`GridError`] when the input cannot be read, a quote is never closed, or a record is
    /// longer than 4 MiB.
    pub fn next_chunk(&mut self, chunk: &mut Chunk) -> Result<bool, GridError> {
        std::mem::swap(&mut chunk.bytes, &mut self.carry);
        self.carry.clear();
        let mut wanted = self.chunk_bytes;
        loop {
            self.fill(&mut chunk.bytes, wanted)?;
            let cut = last_record_end(&chunk.bytes, self.layout.delimiter);
            if let (Some(open), true) = (cut.open_quote, self.at_end) {
                return Err(self.open_quote(&chunk.bytes[..open]));
            }
            let end = if self.at_end { chunk.bytes.len() } else { cut.end };
            if end > 0 || self.at_end {
                self.carry.extend_from_slice(&chunk.bytes[end..]);
                chunk.bytes.truncate(end);
                break;
            }
            if chunk.bytes.len() >= LONGEST_RECORD {
                return Err(self.too_long(self.line, cut.open_quote.is_some()));
            }
            wanted = chunk.bytes.len() * 2;
        }
        chunk.first_line = self.line;
        chunk.rows_before = self.rows;
        self.line += count_lines(&chunk.bytes);
        if self.layout.id.is_none() {
            // Only rows without an id need their number.
            self.rows += chunk.count_rows(&self.layout);
        }
        Ok(!chunk.bytes.is_empty())
    }

    /// The whole records of what was read with the header.
    fn first_records(&self) -> &[u8] {
        let text =
            self.carry.iter().position(|byte| !matches!(byte, b'\n' | b'\r')).map_or(&[][..], |at| &self.carry[at..]);
        // A quote counts at the start of a field, after any of the delimiters.
        let end = if self.at_end { text.len() } else { last_record_end(text, b',').end };
        &text[..end]
    }

    /// Reads until `bytes` holds `wanted` or the input ends.
    fn fill(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> Result<(), GridError> {
        if bytes.len() < wanted && !self.at_end {
            bytes.reserve(wanted - bytes.len());
            let missing = (wanted - bytes.len()) as u64;
            let read = self.input.by_ref().take(missing).read_to_end(bytes);
            let read = read.map_err(|source| GridError::Io { origin: self.origin.clone(), source })?;
            self.at_end = (read as u64) < missing;
        }
        Ok(())
    }

    /// Reads the first line that is not empty. The bytes after it stay in `carry`.
    fn read_header(&mut self) -> Result<Vec<u8>, GridError> {
        let mut bytes = Vec::new();
        let mut wanted = 4096;
        loop {
            self.fill(&mut bytes, wanted)?;
            if let Some(fault) = other_format(&bytes) {
                return Err(self.malformed(1, fault));
            }
            let bom = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
            let blank = bytes[bom..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            let start = bom + blank;
            let end = match first_line(&bytes[start..]) {
                FirstLine::Ends(end) => Some(end),
                FirstLine::LoneReturn => {
                    let fault = "the line ends are CR alone (old Mac); save the file with LF or CRLF line ends";
                    return Err(self.malformed(1, fault));
                }
                FirstLine::OpenQuote(at) if self.at_end => return Err(self.open_quote(&bytes[..start + at])),
                FirstLine::GoesOn if self.at_end => Some(bytes.len() - start),
                FirstLine::OpenQuote(_) | FirstLine::GoesOn => None,
            };
            if let Some(end) = end {
                if end == 0 {
                    return Err(self.malformed(1, format!("the file is empty; {EXPECTED}")));
                }
                self.line += count_lines(&bytes[..start + end]);
                self.carry = bytes.split_off(start + end);
                return Ok(bytes.split_off(start));
            }
            if bytes.len() >= LONGEST_RECORD {
                return Err(self.too_long(1, false));
            }
            wanted *= 2;
        }
    }

    /// The error about a quote after these bytes, which start on the current line.
    fn open_quote(&self, before: &[u8]) -> GridError {
        self.malformed(self.line + count_lines(before), "a quote opens here that is never closed")
    }

    fn too_long(&self, line: u64, has_open_quote: bool) -> GridError {
        let hint = if has_open_quote { "is a quote never closed?" } else { "is this a CSV file?" };
        self.malformed(line, format!("a row longer than {} MiB; {hint}", LONGEST_RECORD >> 20))
    }

    fn malformed(&self, line: u64, message: impl Into<String>) -> GridError {
        GridError::Malformed { origin: self.origin.clone(), line, message: message.into() }
    }
}

/// The message about a file that is not a CSV, from its first bytes.
fn other_format(start: &[u8]) -> Option<String> {
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
        Some("this is UTF-16 text; save it as UTF-8".into())
    } else if memchr(0, start).is_some() {
        Some(format!("this is a binary file; {EXPECTED}"))
    } else if text.starts_with(b"{") || text.starts_with(b"[") {
        Some(format!("this looks like JSON; {EXPECTED}"))
    } else {
        None
    }
}

/// Reads a whole grid.
///
/// # Errors
/// As [`GridReader::open`] and [`GridReader::next_chunk`].
///
/// ```
/// use pdpe::grid::{ColumnChoice, GridReader, read_all};
/// let csv = "id,lat,lon\ndowntown,39.0997,-94.5786\nnowhere,,\n";
/// let (grid, rejected) = read_all(GridReader::open(csv.as_bytes(), "cells.csv", &ColumnChoice::default())?)?;
/// assert_eq!((grid.len(), grid.id(0)), (1, "downtown"));
/// assert_eq!(rejected[0].to_string(), "3: latitude is missing");
/// # Ok::<(), pdpe::grid::GridError>(())
/// ```
pub fn read_all<R: Read>(mut reader: GridReader<R>) -> Result<(Grid, Vec<RejectedRow>), GridError> {
    let (mut grid, mut rejected) = (Grid::default(), Vec::new());
    loop {
        let mut chunks = Vec::new();
        let mut chunk = Chunk::default();
        while chunks.len() < CHUNKS_AT_ONCE && reader.next_chunk(&mut chunk)? {
            chunks.push(std::mem::take(&mut chunk));
        }
        if chunks.is_empty() {
            return Ok((grid, rejected));
        }
        let parse = |chunk: Chunk| {
            let (mut cells, mut rejected) = (Grid::default(), Vec::new());
            chunk.parse(&reader.layout, &mut cells, &mut rejected);
            (cells, rejected)
        };
        for (cells, rows) in each_in_parallel(chunks, parse) {
            grid.append(&cells);
            rejected.extend(rows);
        }
    }
}
