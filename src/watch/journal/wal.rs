//! The log beside a journal's file (`-wal`, with its index `-shm`): what a stop that was not orderly left in it.
//!
//! `SQLite` reads a log up to the first frame that does not fit, and says nothing about what follows. After a
//! crash that is right, because the last transaction may be incomplete and was never acknowledged. Here the
//! rest is looked at: commits behind a damaged frame, or fewer frames than the index counted, mean that
//! acknowledged deliveries are missing.
//!
//! Formats: <https://www.sqlite.org/fileformat2.html#walformat>, <https://www.sqlite.org/walformat.html>.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;

/// The least length of an index with its header and its counters.
const INDEX_BYTES: usize = 136;

/// What is missing at the end of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// A frame is damaged, and frames with so many commits stand behind it.
    Behind { commits: u64 },
    /// The index counted more frames than there are.
    Frames { found: u64, counted: u64 },
}

/// A file beside the journal, such as `-wal`.
pub(super) fn beside(journal: &Path, end: &str) -> PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// What is missing in the log of a journal that nobody has opened; none if all is there.
pub(super) fn missing(journal: &Path) -> Option<Missing> {
    let index = Index::read(&beside(journal, "-shm"));
    let log = Log::read(&beside(journal, "-wal"));
    let (valid, salt) = log.map_or((0, None), |log| (log.valid, Some((log.salt, log.commits_behind))));
    if let Some((_, commits @ 1..)) = salt {
        return Some(Missing::Behind { commits });
    }
    // An index of an earlier log says nothing about this one.
    let index = index.filter(|index| salt.is_none_or(|(salt, _)| salt == index.salt))?;
    let is_needed = index.frames > index.copied;
    (is_needed && valid < index.frames).then_some(Missing::Frames { found: valid, counted: index.frames })
}

/// A log, as far as it matters here.
struct Log {
    salt: [u8; 8],
    /// Frames up to the last valid commit.
    valid: u64,
    /// Commits of the same log behind the first frame that does not fit.
    commits_behind: u64,
}

impl Log {
    /// None if there is no log.
    fn read(path: &Path) -> Option<Self> {
        let mut file = BufReader::with_capacity(256 << 10, File::open(path).ok()?);
        let mut header = [0; HEADER_BYTES];
        file.read_exact(&mut header).ok()?;
        let big_endian = match number(&header, 0) {
            0x377f_0682 => false,
            0x377f_0683 => true,
            _ => return None,
        };
        let page_bytes = number(&header, 8) as usize;
        let mut sum = summed(&header[..24], (0, 0), big_endian);
        if sum != (number(&header, 24), number(&header, 28)) || !(512..=65536).contains(&page_bytes) {
            return None;
        }
        let salt = <[u8; 8]>::try_from(&header[16..24]).ok()?;
        let mut log = Self { salt, valid: 0, commits_behind: 0 };
        let mut frame = vec![0; FRAME_HEADER_BYTES + page_bytes];
        let (mut count, mut fits) = (0, true);
        while file.read_exact(&mut frame).is_ok() {
            count += 1;
            // Frames of an earlier log may follow: their salt is another.
            if frame[8..16] != salt {
                fits = false;
                continue;
            }
            let is_commit = number(&frame, 4) != 0;
            if fits {
                sum = summed(&frame[FRAME_HEADER_BYTES..], summed(&frame[..8], sum, big_endian), big_endian);
                fits = sum == (number(&frame, 16), number(&frame, 20));
            }
            match (fits, is_commit) {
                (true, true) => log.valid = count,
                (false, true) => log.commits_behind += 1,
                (_, false) => {}
            }
        }
        Some(log)
    }
}

/// The header of an index.
struct Index {
    salt: [u8; 8],
    /// Frames of the log that hold commits.
    frames: u64,
    /// Frames that are copied to the journal's file.
    copied: u64,
}

impl Index {
    fn read(path: &Path) -> Option<Self> {
        let mut bytes = [0; INDEX_BYTES];
        File::open(path).ok()?.read_exact(&mut bytes).ok()?;
        let native = |at: usize| u32::from_ne_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        // The header stands there twice; if they differ, it was being written.
        let is_whole = bytes[..48] == bytes[48..96] && native(0) == 3_007_000 && bytes[12] == 1;
        let salt = <[u8; 8]>::try_from(&bytes[32..40]).ok()?;
        is_whole.then(|| Self { salt, frames: native(16).into(), copied: native(96).into() })
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// The checksum of `SQLite`'s logs, continued from another.
fn summed(bytes: &[u8], from: (u32, u32), big_endian: bool) -> (u32, u32) {
    let word = |word: &[u8]| {
        let word = [word[0], word[1], word[2], word[3]];
        if big_endian { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) }
    };
    bytes.chunks_exact(8).fold(from, |(one, two), pair| {
        let one = one.wrapping_add(word(&pair[..4])).wrapping_add(two);
        (one, two.wrapping_add(word(&pair[4..])).wrapping_add(one))
    })
}

/// The length of a log; 0 if there is none.
pub(super) fn bytes(journal: &Path) -> u64 {
    fs::symlink_metadata(beside(journal, "-wal")).map_or(0, |found| found.len())
}
