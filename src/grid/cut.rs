//! Where the records of a CSV end, so that a file can be cut into chunks of whole records.

use memchr::{memchr, memchr2, memrchr};

/// What is known of a run of bytes that starts at the start of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Just behind the last line end that ends a record; 0 if there is none.
    pub end: usize,
    /// Where a quoted field opens that is not closed within the bytes.
    pub open_quote: Option<usize>,
}

/// Finds the last end of a record.
///
/// Follows RFC 4180 as the csv crate does: a quote counts only at the start of a field, a
/// doubled quote stands for itself, line ends within quotes belong to the field.
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
        // Now behind the opening of a field: it runs to the next delimiter or line end.
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

/// The quote that closes a field whose text starts at `from`; doubled quotes are passed over.
fn closing_quote(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let quote = from + memchr(b'"', &bytes[from..])?;
        if bytes.get(quote + 1) != Some(&b'"') {
            return Some(quote);
        }
        from = quote + 2;
    }
}

/// How the first line of a file ends, as far as a run of bytes tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstLine {
    /// Just before this byte.
    Ends(usize),
    /// Not within the bytes.
    GoesOn,
    /// Not within the bytes, because a quoted field that opens here is not closed.
    OpenQuote(usize),
    /// With a carriage return alone, as on old Macs.
    LoneReturn,
}

/// Finds the end of the header. Its delimiter is not known yet, so each of the three opens a field.
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
