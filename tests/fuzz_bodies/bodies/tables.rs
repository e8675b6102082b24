//! Spreadsheets and encodings: any bytes are rows or an error, and text reads alike at once and in pieces.

use std::io::Read;

use pdpe::encoding::{self, Utf8Reader};
use pdpe::sheet;

use super::assert_on_one_line;

/// Reads as many bytes at a time as it says.
struct Pieces<'b>(&'b [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let length = out.len().min(self.1);
        self.0.read(&mut out[..length])
    }
}

/// Any bytes as a spreadsheet and as text.
pub fn tables(bytes: &[u8]) {
    match sheet::read(bytes) {
        Ok(sheet) => assert!(!sheet.csv.trim().is_empty()),
        Err(error) => assert_on_one_line(&error.to_string()),
    }
    let whole = encoding::decode(bytes);
    if encoding::is_utf_16(bytes) {
        return;
    }
    for length in [1, 3, 4096] {
        let mut reader = Utf8Reader::new(Pieces(bytes, length));
        let found = reader.found();
        let mut text = String::new();
        reader.read_to_string(&mut text).expect("it is UTF-8");
        assert_eq!(text.strip_prefix('\u{feff}').unwrap_or(&text), whole.text, "in pieces of {length}");
        assert_eq!(found.note(), whole.note());
    }
}
