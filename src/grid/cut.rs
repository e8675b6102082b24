//! Finds the ends of CSV records, to split a file into chunks of whole records.

use memchr::{memchr, memchr2, memrchr};

/// The end of the last record in bytes that begin with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The position after the last line end that ends a record; 0 if there is none.
    pub end: usize,
    /// The position of a quote that is not closed within the bytes.
    pub open_quote: Option<usize>,
}

/// Finds the last end of a record.
///
/// Follows RFC 4180 like the csv crate: a quote counts only at the start of a field, a doubled quote is a quote, and
/// line ends within quotes belong to the field.
pub fn last_record_end(bytes: &[u8], delimiter: u8) -> Cut {
    if memchr(b'"', bytes).is_none() {
        return Cut { end: memrchr(b'\n', bytes).map_or(0, |at| at + 1), open_quote: None };
    }
    let mut cut = Cut { end: 0, open_quote: None };
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'"' {
            match closing_quote(bytes, at + 1) {
                Some(close) => at = close + 1,
                None => return Cut { open_quote: Some(at), ..cut },
            }
        }
        // The rest of the field ends at the next delimiter or line end.
        match memchr2(delimiter, b'\n', &bytes[at..]) {
            Some(step) => {
                at += step + 1;
                if bytes[at - 1] == b'\n' {
                    cut.end = at;
                }
            }
            None => return cut,
        }
    }
    cut
}

/// The quote that closes a field whose text starts at `from`; skips doubled quotes.
fn closing_quote(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let quote = from + memchr(b'"', &bytes[from..])?;
        if bytes.get(quote + 1) != Some(&b'"') {
            return Some(quote);
        }
        from = quote + 2;
    }
}

/// The end of the first line in the first bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstLine {
    /// It ends before this byte.
    Ends(usize),
    /// It does not end within the bytes.
    GoesOn,
    /// A quote opens here that is not closed within the bytes.
    OpenQuote(usize),
    /// It ends with a carriage return alone, as on old Macs.
    LoneReturn,
}

/// Finds the end of the header. Its delimiter is not known yet, so any of the three starts a field.
pub fn first_line(bytes: &[u8]) -> FirstLine {
    let mut at = 0;
    loop {
        if bytes.get(at) == Some(&b'"') {
            match closing_quote(bytes, at + 1) {
                Some(close) => at = close + 1,
                None => return FirstLine::OpenQuote(at),
            }
        }
        let Some(step) = bytes[at..].iter().position(|byte| matches!(byte, b',' | b';' | b'\t' | b'\n' | b'\r')) else {
            return FirstLine::GoesOn;
        };
        at += step + 1;
        match (bytes[at - 1], bytes.get(at)) {
            (b'\n', _) => return FirstLine::Ends(at),
            (b'\r', Some(next)) if !matches!(next, b'\r' | b'\n') => return FirstLine::LoneReturn,
            _ => {}
        }
    }
}
