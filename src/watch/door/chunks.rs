//! Chunked bodies (RFC 9112, 7.1): chunks of a size and that many bytes, until a chunk of size zero.
//! Extensions and trailers are refused.

use super::refusal::Refusal;

/// The most digits of a size: 4 GiB.
const SIZE_DIGITS: u8 = 8;

/// What the next byte must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Size { size: usize, digits: u8 },
    SizeLineFeed { size: usize },
    Data { left: usize },
    DataReturn,
    DataLineFeed,
    LastReturn,
    LastLineFeed,
    End,
}

/// Decodes chunks from pieces of any length.
#[derive(Clone, Debug)]
pub(super) struct Chunks {
    place: Place,
}

impl Chunks {
    pub(super) fn new() -> Self {
        Self { place: Place::Size { size: 0, digits: 0 } }
    }

    /// Whether the last chunk is complete.
    pub(super) fn is_done(&self) -> bool {
        self.place == Place::End
    }

    /// Appends the decoded bytes to `body` and returns how many of `bytes` were used: all, unless the
    /// last chunk ends earlier.
    ///
    /// # Errors
    /// [`Refusal::Chunk`] for malformed chunks, [`Refusal::BodyTooLarge`] as soon as a size exceeds
    /// `limit`.
    pub(super) fn push(&mut self, bytes: &[u8], body: &mut Vec<u8>, limit: usize) -> Result<usize, Refusal> {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if self.is_done() {
                break;
            }
            if let Place::Data { left } = self.place {
                let taken = left.min(bytes.len() - at);
                body.extend_from_slice(&bytes[at..at + taken]);
                at += taken;
                self.place = if taken == left { Place::DataReturn } else { Place::Data { left: left - taken } };
                continue;
            }
            self.place = match (self.place, byte) {
                (Place::Size { size, digits: 1.. }, b'\r') => Place::SizeLineFeed { size },
                (Place::Size { size, digits: digits @ 0..SIZE_DIGITS }, _) => {
                    let digit = char::from(byte).to_digit(16).ok_or(Refusal::Chunk)?;
                    Place::Size { size: size * 16 + digit as usize, digits: digits + 1 }
                }
                (Place::SizeLineFeed { size: 0 }, b'\n') => Place::LastReturn,
                (Place::SizeLineFeed { size }, b'\n') if body.len().saturating_add(size) > limit => {
                    return Err(Refusal::BodyTooLarge);
                }
                (Place::SizeLineFeed { size }, b'\n') => Place::Data { left: size },
                (Place::DataReturn, b'\r') => Place::DataLineFeed,
                (Place::DataLineFeed, b'\n') => Place::Size { size: 0, digits: 0 },
                (Place::LastReturn, b'\r') => Place::LastLineFeed,
                (Place::LastLineFeed, b'\n') => Place::End,
                _ => return Err(Refusal::Chunk),
            };
            at += 1;
        }
        Ok(at)
    }
}
