//! Reading a grid from CSV, in chunks of whole records, with bounded memory.
//!
//! A [`GridReader`] hands out [`Chunk`]s of raw bytes; any thread may then turn a chunk into
//! cells with [`Chunk::parse`]. Chunks without quotes take a short cut that gives the same
//! cells as the csv crate, which reads all others.

use std::fmt;
use std::io::{self, Read};

use memchr::{memchr, memchr_iter};

use super::Grid;
use super::columns::{ColumnChoice, Layout};
use super::cut::{FirstLine, first_line, last_record_end};
use super::number::{not_a_number, parse_number};
use super::plain::PlainRows;
use crate::geo::LatLon;
use crate::text::escaped_field;

/// Bytes read at a time; a chunk and what becomes of it fit into the second-level cache.
const CHUNK_BYTES: usize = 256 << 10;

/// No record may be longer: past this a file is not the CSV it claims to be.
const LONGEST_RECORD: usize = 4 << 20;

/// Why a grid cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum GridError {
    /// The operating system says no.
    #[error("cannot read {origin}")]
    Io {
        /// File name, or `standard input`.
        origin: String,
        /// What it says.
        source: io::Error,
    },
    /// The text is not a grid.
    #[error("{origin}:{line}: {message}")]
    Malformed {
        /// File name, or `standard input`.
        origin: String,
        /// 1-based line.
        line: u64,
        /// What was found and what is wanted.
        message: String,
    },
}

/// A row that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// 1-based line of the file on which the row starts.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.reason)
    }
}

/// Whole records of a grid file, not yet parsed.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    bytes: Vec<u8>,
    first_line: u64,
    rows_before: u64,
}

/// A CSV of cells, read from start to end.
pub struct GridReader<R> {
    input: R,
    origin: String,
    layout: Layout,
    /// Bytes read that belong to the next chunk.
    carry: Vec<u8>,
    line: u64,
    rows: u64,
    at_end: bool,
    chunk_bytes: usize,
}

impl<R: Read> GridReader<R> {
    /// Reads the header and recognises its columns. `origin` names the input in messages.
    ///
    /// # Errors
    /// [`GridError`] when the input cannot be read, is empty, binary, JSON or of old Mac line ends,
    /// or when a column is missing or there twice.
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
        let layout = Layout { delimiter: b',', fields: 0, id: None, lat: 0, lon: 0, income: None, needed: Vec::new() };
        let mut reader = Self {
            input,
            origin: origin.to_owned(),
            layout,
            carry: Vec::new(),
            line: 1,
            rows: 0,
            at_end: false,
            chunk_bytes: chunk_bytes.max(1),
        };
        let header = reader.read_header()?;
        reader.layout = Layout::recognise(&header, choice).map_err(|message| reader.malformed(1, message))?;
        Ok(reader)
    }

    /// Where the fields of a row are.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Takes the next records; `false` at the end of the input.
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
                let hint =
                    if cut.open_quote.is_some() { "; is a quote never closed?" } else { "; is this a CSV file?" };
                return Err(self.malformed(self.line, format!("a row longer than {} MiB{hint}", LONGEST_RECORD >> 20)));
            }
            wanted = chunk.bytes.len() * 2;
        }
        chunk.first_line = self.line;
        chunk.rows_before = self.rows;
        self.line += count_lines(&chunk.bytes);
        if self.layout.id.is_none() {
            // Only rows without an id need to know their number.
            self.rows += chunk.count_rows(&self.layout);
        }
        Ok(!chunk.bytes.is_empty())
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

    /// The first line that is not empty; what is read behind it stays in `carry`.
    fn read_header(&mut self) -> Result<Vec<u8>, GridError> {
        let mut bytes = Vec::new();
        let mut wanted = 4096;
        loop {
            self.fill(&mut bytes, wanted)?;
            self.refuse_other_files(&bytes)?;
            let bom = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
            let blank = bytes[bom..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            let start = bom + blank;
            let end = match first_line(&bytes[start..]) {
                FirstLine::Ends(end) => Some(end),
                FirstLine::LoneReturn => {
                    return Err(self.malformed(
                        1,
                        "the line ends are carriage returns alone (CR, old Mac); save the file with LF or CRLF line ends",
                    ));
                }
                FirstLine::OpenQuote(at) if self.at_end => return Err(self.open_quote(&bytes[..start + at])),
                FirstLine::GoesOn if self.at_end => Some(bytes.len() - start),
                FirstLine::OpenQuote(_) | FirstLine::GoesOn => None,
            };
            if let Some(end) = end {
                if end == 0 {
                    return Err(
                        self.malformed(1, "the file is empty; expected a CSV with a header such as cell_id,lat,lon")
                    );
                }
                self.line += count_lines(&bytes[..start + end]);
                self.carry = bytes.split_off(start + end);
                return Ok(bytes.split_off(start));
            }
            if bytes.len() >= LONGEST_RECORD {
                return Err(
                    self.malformed(1, format!("a row longer than {} MiB; is this a CSV file?", LONGEST_RECORD >> 20))
                );
            }
            wanted *= 2;
        }
    }

    /// An error about the quote behind these bytes, which start on the current line.
    fn open_quote(&self, before: &[u8]) -> GridError {
        self.malformed(self.line + count_lines(before), "a quote opens here that is never closed")
    }

    fn refuse_other_files(&self, start: &[u8]) -> Result<(), GridError> {
        if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
            return Err(self.malformed(1, "this is UTF-16 text; save it as UTF-8"));
        }
        if memchr(0, start).is_some() {
            return Err(
                self.malformed(1, "this is a binary file; expected a CSV with a header such as cell_id,lat,lon")
            );
        }
        let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
        if text.starts_with(b"{") || text.starts_with(b"[") {
            return Err(
                self.malformed(1, "this looks like JSON; a grid is a CSV with a header such as cell_id,lat,lon")
            );
        }
        Ok(())
    }

    fn malformed(&self, line: u64, message: impl Into<String>) -> GridError {
        GridError::Malformed { origin: self.origin.clone(), line, message: message.into() }
    }
}

fn count_lines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

impl Chunk {
    /// How many bytes of the input it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Turns the records into cells, replacing those in `grid`; adds bad rows to `rejected`.
    pub fn parse(&self, layout: &Layout, grid: &mut Grid, rejected: &mut Vec<Rejected>) {
        grid.clear();
        grid.set_columns(layout.needed.iter().map(|(_, name)| name.as_str()));
        let mut row = self.rows_before;
        let mut add = |line, fields: Result<&[&str], String>, grid: &mut Grid| {
            row += 1;
            if let Err(reason) = fields.and_then(|fields| add_cell(layout, row, fields, grid)) {
                rejected.push(Rejected { line, reason });
            }
        };
        match self.plain_rows(layout) {
            Some(mut rows) => loop {
                while rows.take_usual_row(layout, grid) {}
                let Some((line, fields)) = rows.next_row() else { break };
                add(line, Ok(fields), grid);
            },
            None => self.each_other_row(layout, |line, fields| add(line, fields, grid)),
        }
    }

    /// How many rows there are that are not blank.
    fn count_rows(&self, layout: &Layout) -> u64 {
        let mut count = 0;
        match self.plain_rows(layout) {
            Some(mut rows) => {
                while rows.next_row().is_some() {
                    count += 1;
                }
            }
            None => self.each_other_row(layout, |_, _| count += 1),
        }
        count
    }

    /// The rows of text without any quote.
    fn plain_rows(&self, layout: &Layout) -> Option<PlainRows<'_>> {
        let text = std::str::from_utf8(&self.bytes).ok().filter(|_| memchr(b'"', &self.bytes).is_none())?;
        Some(PlainRows::new(text, layout.delimiter, self.first_line))
    }

    /// Rows with quotes, or with bytes that are not UTF-8.
    fn each_other_row(&self, layout: &Layout, mut visit: impl FnMut(u64, Result<&[&str], String>)) {
        // The csv crate drops a byte order mark at the start of its first read; within a file it is text.
        let (first, rest) = self.bytes.split_at(self.bytes.len().min(1));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(layout.delimiter)
            .has_headers(false)
            .flexible(true)
            .terminator(csv::Terminator::Any(b'\n'))
            .from_reader(first.chain(rest));
        let mut record = csv::ByteRecord::new();
        let (mut line, mut start) = (self.first_line, 0);
        // Reading from memory, without a demand on the number of fields, cannot fail.
        while reader.read_byte_record(&mut record).is_ok_and(|more| more) {
            let end = usize::try_from(reader.position().byte()).unwrap_or(self.bytes.len());
            // The csv crate passes over empty lines without a word.
            let empty_lines = self.bytes[start..end].iter().take_while(|&&byte| byte == b'\n').count() as u64;
            // A carriage return within quotes is text.
            let ends_as_on_windows = matches!(self.bytes[start..end], [.., b'\r', b'\n'] | [.., b'\r']);
            let fields: Result<Vec<&str>, String> = record.iter().map(utf8).collect();
            let fields = fields.map(|mut fields| {
                if let Some(last) = fields.last_mut().filter(|_| ends_as_on_windows) {
                    *last = without_carriage_return(last);
                }
                fields
            });
            if fields.as_deref() != Ok(&[""]) {
                visit(line + empty_lines, fields.as_deref().map_err(Clone::clone));
            }
            line += count_lines(&self.bytes[start..end]);
            start = end;
        }
    }
}

/// The last field of a row without the carriage return of a Windows line end.
fn without_carriage_return(field: &str) -> &str {
    field.strip_suffix('\r').unwrap_or(field)
}

fn utf8(field: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(field).map_err(|_| format!("`{}` is not UTF-8", escaped_field(field)))
}

fn add_cell(layout: &Layout, row: u64, fields: &[&str], grid: &mut Grid) -> Result<(), String> {
    if fields.len() != layout.fields {
        return Err(format!("{} fields where the header has {}", fields.len(), layout.fields));
    }
    let lat_deg = number("latitude", fields[layout.lat])?;
    let lon_deg = number("longitude", fields[layout.lon])?;
    let place = LatLon::new(lat_deg, lon_deg).map_err(|error| error.to_string())?;
    let income = layout.income.map_or(Ok(f64::NAN), |column| amount("income", fields[column]))?;
    let numbers = layout.needed.iter().map(|(column, name)| amount(name, fields[*column]));
    let numbers: Vec<f64> = numbers.collect::<Result<_, _>>()?;
    match layout.id.map(|column| fields[column]) {
        None => grid.push(&format!("row_{row}"), place),
        Some("") => return Err("the cell id is empty".into()),
        Some(id) => grid.push(id, place),
    }
    if layout.income.is_some() {
        grid.push_income(income);
    }
    grid.push_numbers(&numbers);
    Ok(())
}

/// A number that is not negative; NaN for an empty field.
fn amount(what: &str, text: &str) -> Result<f64, String> {
    match text.trim_ascii() {
        "" => Ok(f64::NAN),
        text => match number(what, text)? {
            amount if amount >= 0.0 => Ok(amount),
            amount => Err(format!("{what} {amount} is negative")),
        },
    }
}

fn number(what: &str, text: &str) -> Result<f64, String> {
    parse_number(text.as_bytes()).ok_or_else(|| not_a_number(what, text))
}

/// Reads a grid whole.
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
pub fn read_all<R: Read>(mut reader: GridReader<R>) -> Result<(Grid, Vec<Rejected>), GridError> {
    let (mut chunk, mut cells, mut grid, mut rejected) =
        (Chunk::default(), Grid::default(), Grid::default(), Vec::new());
    while reader.next_chunk(&mut chunk)? {
        chunk.parse(&reader.layout, &mut cells, &mut rejected);
        grid.append(&cells);
    }
    Ok((grid, rejected))
}
