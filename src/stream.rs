//! The batch path: reads rows, scores them, and writes them in input order, with bounded memory.
//!
//! Each worker takes the next chunk of cells, parses, scores and renders it into its own buffer, then waits for its turn
//! and passes the buffer on. Reading, scoring and writing overlap, and each worker holds one chunk. The output does not
//! depend on the number of workers or the size of chunks.

use std::io::Read;
use std::ops::Range;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::grid::{Chunk, GridError, GridReader, Layout, Regular};
use crate::parallel::on_all_threads;
use crate::score::{Moment, Scored};

/// The number of cells of a regular grid in a chunk.
const CELLS_AT_A_TIME: usize = 8192;

/// The source of cells.
pub enum CellSource {
    /// A CSV, from a file or a pipe.
    Csv(GridReader<Box<dyn Read + Send>>),
    /// A regular grid, such as the preset.
    Regular(Regular),
}

/// The reason why a stream stopped early.
#[derive(Debug, thiserror::Error)]
pub enum StreamError<E> {
    /// The cells cannot be read.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// The consumer returned an error.
    #[error("the output was stopped")]
    Consumer(E),
    /// Threads cannot be started.
    #[error("cannot start {threads} threads: {message}")]
    Threads {
        /// The number of threads requested.
        threads: usize,
        /// The error of the system.
        message: String,
    },
}

/// Scores all cells and passes them on in input order.
///
/// `render` runs on the workers and fills a buffer, which still has its previous content. `consume` gets each chunk with
/// its buffer, one at a time. 0 threads means those of the pool in which it is called, or else one per core.
///
/// # Errors
/// [`StreamError`] if cells cannot be read or `consume` returns an error. Earlier chunks are consumed first.
pub fn score_stream<B: Default, E: Send>(
    cells: CellSource,
    moment: &Moment,
    threads: usize,
    render: impl Fn(&Scored, &mut B) + Sync,
    consume: impl FnMut(&Scored, &mut B) -> Result<(), E> + Send,
) -> Result<(), StreamError<E>> {
    let (layout, regular, csv) = match cells {
        CellSource::Csv(csv) => (Some(csv.layout().clone()), None, Some(csv)),
        CellSource::Regular(grid) => (None, Some(grid), None),
    };
    let entry = Mutex::new(Entry { csv, cells_left: 0..regular.as_ref().map_or(0, Regular::len), next_ticket: 0 });
    let exit = Exit {
        turn: Mutex::new(Turn { ticket: 0, outcome: Ok(()), abandoned: false, consume }),
        moved_on: Condvar::new(),
    };
    let work = || {
        let (mut portion, mut scored, mut buffer) = (Portion::default(), Scored::default(), B::default());
        let _exit_open = ExitOpen(&exit);
        loop {
            // A statement of its own: within `while let` the lock would be held over the body.
            let taken = lock(&entry).take(&mut portion);
            let Some(ticket) = taken else { return };
            if let Some(error) = portion.failure.take() {
                exit.in_turn(ticket, |_| Err(error.into()));
            } else {
                portion.score_into(layout.as_ref(), regular.as_ref(), moment, &mut scored);
                render(&scored, &mut buffer);
                exit.in_turn(ticket, |consume| consume(&scored, &mut buffer).map_err(StreamError::Consumer));
            }
            if exit.has_failed() {
                return;
            }
        }
    };
    on_all_threads(threads, work).map_err(|error| StreamError::Threads { threads, message: error.to_string() })?;
    exit.turn.into_inner().unwrap_or_else(PoisonError::into_inner).outcome
}

/// Locks a mutex even if it is poisoned, because a panic ends the stream anyway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where workers take portions of the input, each with the next ticket.
struct Entry {
    csv: Option<GridReader<Box<dyn Read + Send>>>,
    cells_left: Range<usize>,
    next_ticket: u64,
}

/// A portion of the input, not yet parsed: text of a CSV or some cells of a regular grid.
#[derive(Default)]
struct Portion {
    text: Chunk,
    cells: Range<usize>,
    failure: Option<GridError>,
}

impl Entry {
    /// Fills the portion, with an error if reading failed. Returns its ticket, or `None` at the end.
    fn take(&mut self, portion: &mut Portion) -> Option<u64> {
        let more = if let Some(reader) = &mut self.csv {
            let taken = reader.next_chunk(&mut portion.text);
            if !matches!(taken, Ok(true)) {
                self.csv = None;
            }
            taken.unwrap_or_else(|error| {
                portion.failure = Some(error);
                true
            })
        } else {
            let end = self.cells_left.end.min(self.cells_left.start + CELLS_AT_A_TIME);
            portion.cells = self.cells_left.start..end;
            self.cells_left.start = end;
            !portion.cells.is_empty()
        };
        self.next_ticket += u64::from(more);
        more.then(|| self.next_ticket - 1)
    }
}

impl Portion {
    fn score_into(&self, layout: Option<&Layout>, regular: Option<&Regular>, moment: &Moment, scored: &mut Scored) {
        scored.rejected.clear();
        if let Some(layout) = layout {
            self.text.parse(layout, &mut scored.grid, &mut scored.rejected);
            scored.advance = self.text.len() as u64;
        }
        if let Some(regular) = regular {
            regular.cells_into(self.cells.clone(), &mut scored.grid);
            scored.advance = self.cells.len() as u64;
        }
        moment.score_into(&scored.grid, &mut scored.scores);
    }
}

/// Where workers pass their chunks on, in the order of their tickets.
struct Exit<C, E> {
    turn: Mutex<Turn<C, E>>,
    moved_on: Condvar,
}

struct Turn<C, E> {
    ticket: u64,
    outcome: Result<(), StreamError<E>>,
    /// Whether a worker panicked, so that its turn never comes.
    abandoned: bool,
    consume: C,
}

impl<C, E> Exit<C, E> {
    /// Waits for the turn of the ticket, then runs `act`, unless there was a failure.
    fn in_turn(&self, ticket: u64, act: impl FnOnce(&mut C) -> Result<(), StreamError<E>>) {
        let turn = lock(&self.turn);
        let waiting = |turn: &mut Turn<C, E>| turn.ticket != ticket && !turn.abandoned;
        let mut turn = self.moved_on.wait_while(turn, waiting).unwrap_or_else(PoisonError::into_inner);
        if turn.outcome.is_ok() && !turn.abandoned {
            turn.outcome = act(&mut turn.consume);
        }
        turn.ticket += 1;
        self.moved_on.notify_all();
    }

    fn has_failed(&self) -> bool {
        let turn = lock(&self.turn);
        turn.outcome.is_err() || turn.abandoned
    }
}

/// Held by each worker: if it panics, the other workers stop waiting for its turn.
struct ExitOpen<'e, C, E>(&'e Exit<C, E>);

impl<C, E> Drop for ExitOpen<'_, C, E> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            lock(&self.0.turn).abandoned = true;
            self.0.moved_on.notify_all();
        }
    }
}
