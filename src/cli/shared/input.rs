//! Input files and standard input: gzip is unpacked, spreadsheets become CSV, and other encodings become UTF-8.

use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use flate2::read::MultiGzDecoder;
use pdpe::encoding::{self, FoundEncoding, Utf8Reader};
use pdpe::sheet;

use super::super::usage;
use super::Talk;

/// The most bytes of a file that is read as a whole, such as a list of events, also after unpacking.
const MOST_INPUT_MIB: u64 = 1024;

/// An input that can be read from its start.
pub type Reader = Box<dyn Read + Send>;

/// A table as UTF-8, and what the user should know of it.
pub struct Table {
    pub reader: Reader,
    pub said: Said,
}

/// What the user should know of a table.
#[derive(Default)]
pub struct Said {
    notes: Vec<String>,
    /// Known once the table is read.
    encoding: Option<FoundEncoding>,
}

impl Said {
    /// Says it, once the table was read.
    pub fn tell(&self, name: &str, talk: Talk) {
        let encoding = self.encoding.as_ref().and_then(FoundEncoding::note);
        self.notes.iter().chain(&encoding).for_each(|note| talk.say(format_args!("{name}: {note}")));
    }
}

/// The name of an input in messages.
pub fn input_name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".into() } else { path.display().to_string() }
}

/// An error if more than one of the inputs is stdin, which can be read only once.
pub fn read_stdin_once<'i>(inputs: impl IntoIterator<Item = &'i PathBuf>) -> anyhow::Result<()> {
    let count = inputs.into_iter().filter(|path| path.as_path() == Path::new("-")).count();
    if count > 1 { Err(usage("standard input can be read only once; use - for only one input")) } else { Ok(()) }
}

/// The bytes of a file, or of stdin for `-`, unpacked.
pub fn read_input(path: &Path) -> anyhow::Result<Vec<u8>> {
    read_all(open_input(path)?, path)
}

/// The bytes of a file, or of stdin for `-`, as they are; so many MiB at most.
pub fn read_unchanged_up_to(path: &Path, most_mib: u64) -> anyhow::Result<Vec<u8>> {
    read_up_to(open_unchanged(path)?.1, path, most_mib)
}

/// The bytes of a table as UTF-8. Says what was found.
pub fn read_table(path: &Path, talk: Talk) -> anyhow::Result<Vec<u8>> {
    let table = open_table(path)?;
    let bytes = read_all(table.reader, path)?;
    table.said.tell(&input_name(path), talk);
    Ok(bytes)
}

/// A file, or stdin for `-`, unpacked.
pub fn open_input(path: &Path) -> anyhow::Result<Reader> {
    let (start, reader) = open_unchanged(path)?;
    Ok(if is_gzip(&start) { Box::new(MultiGzDecoder::new(reader)) } else { reader })
}

/// A table, or what may be one.
pub fn open_table(path: &Path) -> anyhow::Result<Table> {
    let (mut start, mut reader) = open_unchanged(path)?;
    if is_gzip(&start) {
        (start, reader) = peek(MultiGzDecoder::new(reader)).with_context(|| cannot_read(path))?;
    }
    let whole = |text: String, notes| {
        let said = Said { notes, encoding: None };
        Table { reader: Box::new(Cursor::new(text.into_bytes())), said }
    };
    if sheet::is_archive(&start) {
        let sheet = sheet::read(&read_all(reader, path)?).with_context(|| input_name(path))?;
        return Ok(whole(sheet.csv, sheet.notes));
    }
    if encoding::is_utf_16(&start) {
        let bytes = read_all(reader, path)?;
        let decoded = encoding::decode(&bytes);
        let notes = decoded.note().into_iter().collect();
        return Ok(whole(decoded.text.into_owned(), notes));
    }
    let reader = Utf8Reader::new(reader);
    let said = Said { notes: Vec::new(), encoding: Some(reader.found()) };
    Ok(Table { reader: Box::new(reader), said })
}

/// A file, or stdin for `-`, and its first bytes.
fn open_unchanged(path: &Path) -> anyhow::Result<([u8; 4], Reader)> {
    if path == Path::new("-") {
        return peek(io::stdin()).with_context(|| cannot_read(path));
    }
    let found = fs::metadata(path).with_context(|| cannot_read(path))?;
    anyhow::ensure!(!is_endless(path, &found), "{} is a device, not a file", path.display());
    let mut file = File::open(path).with_context(|| cannot_read(path))?;
    // A file is read from its start again, which costs less than a chain.
    if found.is_file() && file.stream_position().is_ok() {
        let start = first_four(&mut file).with_context(|| cannot_read(path))?;
        file.rewind().with_context(|| cannot_read(path))?;
        let padded = std::array::from_fn(|index| start.get(index).copied().unwrap_or_default());
        return Ok((padded, Box::new(file)));
    }
    peek(file).with_context(|| cannot_read(path))
}

/// The first bytes of an input, and the input from its start.
fn peek(mut input: impl Read + Send + 'static) -> io::Result<([u8; 4], Reader)> {
    let start = first_four(&mut input)?;
    let padded = std::array::from_fn(|index| start.get(index).copied().unwrap_or_default());
    Ok((padded, Box::new(Cursor::new(start).chain(input))))
}

fn first_four(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    input.take(4).read_to_end(&mut start)?;
    Ok(start)
}

fn is_gzip(start: &[u8]) -> bool {
    start.starts_with(&[0x1f, 0x8b])
}

/// Whether an input is a device that has no end, or none that anyone means.
#[cfg(unix)]
fn is_endless(path: &Path, found: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let is_device = found.file_type().is_char_device() || found.file_type().is_block_device();
    let is_standard = |name: &str| path == Path::new(name) || path.starts_with("/dev/fd") || path.starts_with("/proc");
    is_device && !["/dev/stdin", "/dev/null", "/dev/tty"].into_iter().any(is_standard)
}

#[cfg(not(unix))]
fn is_endless(_: &Path, _: &fs::Metadata) -> bool {
    false
}

fn read_all(reader: Reader, path: &Path) -> anyhow::Result<Vec<u8>> {
    read_up_to(reader, path, MOST_INPUT_MIB)
}

fn read_up_to(reader: Reader, path: &Path, most_mib: u64) -> anyhow::Result<Vec<u8>> {
    let (mut bytes, most) = (Vec::new(), most_mib << 20);
    reader.take(most + 1).read_to_end(&mut bytes).with_context(|| cannot_read(path))?;
    anyhow::ensure!(
        bytes.len() as u64 <= most,
        "{} is longer than {most_mib} MiB, the most that is read",
        input_name(path)
    );
    Ok(bytes)
}

fn cannot_read(path: &Path) -> String {
    format!("cannot read {}", input_name(path))
}
