//! The start of a grid file: its first cell is known before the grid is read, also of standard input.

use std::io::{Cursor, Read as _};
use std::sync::{Mutex, OnceLock, PoisonError};

use pdpe::geo::LatLon;
use pdpe::grid::{Chunk, ColumnChoice, Grid, GridReader};
use pdpe::places::City;

use super::Talk;
use super::input::{Reader, Said, Table};

/// So much is read at a time, and a cell is looked for in so much at most, in bytes.
const STEP: u64 = 4 << 10;
const MOST: usize = 256 << 10;

/// What was read of a grid, and its rest.
#[derive(Default)]
pub struct GridStart {
    /// The city nearest to the first cell, once that was looked for.
    pub city: OnceLock<Option<City>>,
    first: OnceLock<Option<LatLon>>,
    /// The whole input again, if its start was read.
    input: Mutex<Option<Reader>>,
    /// What the user should know of the input.
    said: OnceLock<Said>,
}

impl GridStart {
    /// Takes a place for the first cell.
    pub fn begin_at(&self, place: LatLon) {
        // There is none yet: no grid has been read.
        let _ = self.first.set(Some(place));
    }

    /// The first cell or the place that stands for it, if either is known.
    pub fn place(&self) -> Option<LatLon> {
        self.first.get().copied().flatten()
    }

    /// The place of the first cell that can be used; none near the start of the file, or in no grid.
    pub fn first_cell(
        &self,
        [lat, lon, place]: [Option<String>; 3],
        open: impl FnOnce() -> anyhow::Result<Table>,
    ) -> anyhow::Result<Option<LatLon>> {
        if let Some(first) = self.first.get() {
            return Ok(*first);
        }
        let choice = ColumnChoice { lat, lon, place, ..ColumnChoice::default() };
        let (mut input, mut bytes) = (self.reader_of(open()?), Vec::new());
        let mut first = None;
        while first.is_none() && bytes.len() < MOST {
            let read = input.by_ref().take(STEP).read_to_end(&mut bytes);
            // A fault of the system is met again, and told, when the grid is read.
            let is_whole = !matches!(read, Ok(count) if count as u64 == STEP);
            let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            first = first_cell(if is_whole { &bytes } else { &bytes[..end] }, &choice);
            if is_whole {
                break;
            }
        }
        *self.input.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(Cursor::new(bytes).chain(input)));
        Ok(*self.first.get_or_init(|| first))
    }

    /// The input from its start.
    pub fn input(&self, open: impl FnOnce() -> anyhow::Result<Table>) -> anyhow::Result<Reader> {
        let kept = self.input.lock().unwrap_or_else(PoisonError::into_inner).take();
        kept.map_or_else(|| Ok(self.reader_of(open()?)), Ok)
    }

    fn reader_of(&self, table: Table) -> Reader {
        // If a file is opened twice, the same is found.
        let _ = self.said.set(table.said);
        table.reader
    }

    /// Says what was found in the input, once it was read.
    pub fn tell_found(&self, name: &str, talk: Talk) {
        if let Some(said) = self.said.get() {
            said.tell(name, talk);
        }
    }
}

/// The place of the first cell of a text that begins as a grid does.
fn first_cell(bytes: &[u8], choice: &ColumnChoice) -> Option<LatLon> {
    let mut reader = GridReader::open(bytes, "", choice).ok()?;
    let (mut chunk, mut grid) = (Chunk::default(), Grid::default());
    reader.next_chunk(&mut chunk).ok().filter(|more| *more)?;
    chunk.parse(reader.layout(), &mut grid, &mut Vec::new());
    (!grid.is_empty()).then(|| grid.place(0))
}
