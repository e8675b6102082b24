//! Text that is not UTF-8: UTF-16, and Windows-1252, which includes Latin-1.
//!
//! UTF-16 is detected by its byte order mark, or by the zero bytes of its first characters. Any byte that is not part of
//! UTF-8 is read as Windows-1252. So a file in Windows-1252 is read whole, since its letters with accents almost never
//! look like UTF-8, and a file in UTF-8 with some foreign bytes loses nothing.

use std::borrow::Cow;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A text, and its encoding if that is not UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'b> {
    /// The text, without a byte order mark.
    pub text: Cow<'b, str>,
    /// The encoding that was found instead of UTF-8.
    pub encoding: Option<&'static str>,
}

impl Decoded<'_> {
    /// A line for the user about the encoding, if it is not UTF-8.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        self.encoding.map(note)
    }
}

/// A line for the user about an encoding.
#[must_use]
pub fn note(encoding: &str) -> String {
    format!("read as {encoding}, because it is not UTF-8; if accents are wrong, save it as UTF-8")
}

const WINDOWS_1252: &str = "Windows-1252 (Latin-1)";

/// Windows-1252 from 0x80 to 0x9F. The others are those of Latin-1.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

/// Decodes a text.
///
/// ```
/// use pdpe::encoding::decode;
/// assert_eq!(decode(b"\xEF\xBB\xBFCaf\xC3\xA9").text, "Café"); // UTF-8 with a byte order mark
/// assert_eq!(decode(b"Caf\xE9").text, "Café"); // Windows-1252
/// assert_eq!(decode(b"\xFF\xFEh\0i\0").text, "hi"); // UTF-16
/// ```
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((is_big_endian, encoding)) = utf_16(bytes) {
        let unit = |pair: &[u8]| {
            let pair = [pair[0], pair.get(1).copied().unwrap_or_default()];
            if is_big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
        };
        let chars = char::decode_utf16(bytes.chunks(2).map(unit));
        let text: String = chars.map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        return Decoded { text: text.into(), encoding: Some(encoding) };
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.into(), encoding: None };
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    push_decoded(bytes, &mut text);
    Decoded { text: text.into(), encoding: Some(WINDOWS_1252) }
}

fn push_decoded(bytes: &[u8], text: &mut String) {
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().copied().map(windows_1252));
    }
}

/// Whether bytes, of which four are enough, begin as UTF-16 does.
#[must_use]
pub fn is_utf_16(start: &[u8]) -> bool {
    utf_16(start).is_some()
}

/// If bytes begin as UTF-16 does, whether it is big-endian, and its name.
fn utf_16(bytes: &[u8]) -> Option<(bool, &'static str)> {
    const LITTLE: (bool, &str) = (false, "UTF-16LE");
    const BIG: (bool, &str) = (true, "UTF-16BE");
    match *bytes {
        [0xff, 0xfe, ..] => Some(LITTLE),
        [0xfe, 0xff, ..] => Some(BIG),
        [a, 0, b, 0, ..] if a > 0 && b > 0 => Some(LITTLE),
        [0, a, 0, b, ..] if a > 0 && b > 0 => Some(BIG),
        _ => None,
    }
}

/// Reads UTF-8 or Windows-1252 as UTF-8, with bounded memory. A byte order mark stays.
pub struct Utf8Reader<R> {
    input: R,
    /// Bytes that were read of the input, and must be given first.
    ready: Vec<u8>,
    given: usize,
    encoding: Arc<AtomicBool>,
}

/// What a [`Utf8Reader`] found, while it is in use elsewhere.
#[derive(Clone, Debug, Default)]
pub struct FoundEncoding {
    is_other: Arc<AtomicBool>,
}

impl FoundEncoding {
    /// A line for the user about the encoding, if it is not UTF-8.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        self.is_other.load(Ordering::Relaxed).then(|| note(WINDOWS_1252))
    }
}

impl<R: Read> Utf8Reader<R> {
    /// Reads from an input.
    pub fn new(input: R) -> Self {
        Self { input, ready: Vec::new(), given: 0, encoding: Arc::default() }
    }

    /// What will be known once all is read.
    #[must_use]
    pub fn found(&self) -> FoundEncoding {
        FoundEncoding { is_other: Arc::clone(&self.encoding) }
    }

    fn give(&mut self, out: &mut [u8]) -> usize {
        let count = out.len().min(self.ready.len() - self.given);
        out[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        count
    }
}

/// Whether the last bytes may be the start of a character.
fn ends_within_char(bytes: &[u8]) -> bool {
    let is_start = |length: usize| {
        let tail = bytes.len().checked_sub(length).and_then(|at| bytes.get(at..));
        let error = tail.and_then(|tail| std::str::from_utf8(tail).err());
        error.is_some_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
    };
    (1..=3).any(is_start)
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given < self.ready.len() || out.is_empty() {
            return Ok(self.give(out));
        }
        let count = self.input.read(out)?;
        if out[..count].is_ascii() {
            return Ok(count);
        }
        // A character may go on in the next bytes: it is read as a whole.
        self.ready.clear();
        self.ready.extend_from_slice(&out[..count]);
        self.given = 0;
        while ends_within_char(&self.ready) {
            let mut next = [0];
            if self.input.read(&mut next)? == 0 {
                break;
            }
            self.ready.push(next[0]);
        }
        if std::str::from_utf8(&self.ready).is_err() {
            self.encoding.store(true, Ordering::Relaxed);
            let mut text = String::with_capacity(self.ready.len() * 2);
            push_decoded(&self.ready, &mut text);
            self.ready = text.into_bytes();
        }
        Ok(self.give(out))
    }
}
