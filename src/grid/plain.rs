//! The fast path for rows of text without quotes, which nearly all grids take.

use memchr::{memchr, memchr_iter, memchr3};

use super::Grid;
use super::columns::Layout;
use super::number::{decimal_at, usual_decimal_at};
use crate::geo::LatLon;

/// Reads text line by line.
pub struct PlainRows<'t> {
    text: &'t str,
    delimiter: u8,
    at: usize,
    line: u64,
    fields: Vec<&'t str>,
    /// The numbers of a row in the columns that layers need.
    numbers: Vec<f64>,
}

impl<'t> PlainRows<'t> {
    /// Starts at the beginning of line `first_line`.
    pub fn new(text: &'t str, delimiter: u8, first_line: u64) -> Self {
        Self { text, delimiter, at: 0, line: first_line, fields: Vec::new(), numbers: Vec::new() }
    }

    /// Adds the next row to a grid if it has the usual spelling, else does not move on.
    ///
    /// The usual spelling is an id and plain decimals, with all fields. They are read without splitting the line first.
    #[inline]
    pub fn take_usual_row(&mut self, layout: &Layout, grid: &mut Grid) -> bool {
        let next = usual_row(self.text, self.at, layout, grid, &mut self.numbers);
        if let Some(end) = next {
            self.at = end;
            self.line += 1;
        }
        next.is_some()
    }

    /// The next row that is not blank, with its line number, in any spelling and with any number of fields.
    pub fn next_row(&mut self) -> Option<(u64, &[&'t str])> {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let row = memchr(b'\n', rest.as_bytes()).map_or(rest, |end| &rest[..end]);
            let line = self.line;
            self.at += row.len() + 1;
            self.line += 1;
            let row = row.strip_suffix('\r').unwrap_or(row);
            if !row.is_empty() {
                self.fields.clear();
                let mut start = 0;
                for end in memchr_iter(self.delimiter, row.as_bytes()).chain([row.len()]) {
                    self.fields.push(&row[start..end]);
                    start = end + 1;
                }
                return Some((line, &self.fields));
            }
        }
        None
    }
}

/// Adds the row that starts at a byte of the text. Returns the start of the next row.
#[inline]
fn usual_row(text: &str, start: usize, layout: &Layout, grid: &mut Grid, numbers: &mut Vec<f64>) -> Option<usize> {
    layout.id?; // rows without an id need their number
    let bytes = text.as_bytes();
    let (mut lat_deg, mut lon_deg, mut income, mut id) = (f64::NAN, f64::NAN, f64::NAN, None);
    numbers.clear();
    numbers.resize(layout.needed.len(), f64::NAN);
    let mut at = start;
    for column in 0..layout.fields {
        if column == layout.lat {
            (lat_deg, at) = usual_decimal_at(bytes, at).or_else(|| decimal_at(bytes, at))?;
        } else if column == layout.lon {
            (lon_deg, at) = usual_decimal_at(bytes, at).or_else(|| decimal_at(bytes, at))?;
        } else if Some(column) == layout.income {
            if bytes.get(at).is_some_and(u8::is_ascii_digit) {
                (income, at) = decimal_at(bytes, at)?;
            }
        } else if let Some(needed) = layout.needed.iter().position(|(needed, _)| *needed == column) {
            if bytes.get(at).is_some_and(u8::is_ascii_digit) {
                (numbers[needed], at) = decimal_at(bytes, at)?;
            }
        } else {
            let from = at;
            at += end_of_field(bytes.get(at..)?, layout.delimiter)?;
            if Some(column) == layout.id {
                id = Some(&text[from..at]).filter(|id| !id.is_empty());
            }
        }
        let is_last = column + 1 == layout.fields;
        at += match bytes.get(at)? {
            byte if *byte == layout.delimiter && !is_last => 1,
            b'\n' if is_last => 1,
            b'\r' if is_last && bytes.get(at + 1) == Some(&b'\n') => 2,
            _ => return None,
        };
    }
    grid.push(id?, LatLon::new(lat_deg, lon_deg).ok().filter(|place| !place.is_placeholder())?);
    if layout.income.is_some() {
        grid.push_income(income);
    }
    grid.push_numbers(numbers);
    Some(at)
}

/// Where a field or a line ends. Most ids are short: their first bytes are searched eight at a time.
#[inline]
fn end_of_field(text: &[u8], delimiter: u8) -> Option<usize> {
    let (words, _) = text.as_chunks::<8>();
    for (number, word) in words.iter().take(2).enumerate() {
        let word = u64::from_le_bytes(*word);
        let ends = zeros(word ^ repeated(delimiter)) | zeros(word ^ repeated(b'\n')) | zeros(word ^ repeated(b'\r'));
        if ends != 0 {
            return Some(8 * number + ends.trailing_zeros() as usize / 8);
        }
    }
    memchr3(delimiter, b'\n', b'\r', text)
}

/// The highest bit of each byte that is 0. Bytes after the first such byte may be wrong.
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(repeated(1)) & !word & repeated(0x80)
}

/// A byte eight times.
const fn repeated(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}
