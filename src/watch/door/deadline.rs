//! Reading and writing under absolute deadlines: slowly arriving bytes do not extend them.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::clock::monotonic;

/// An instant at which waiting ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Deadline(Instant);

impl Deadline {
    /// A deadline some time from now.
    pub(super) fn after(wait: Duration) -> Self {
        Self(monotonic() + wait)
    }

    /// The time left in whole milliseconds, rounded up.
    ///
    /// # Errors
    /// `TimedOut` when none is left.
    pub(super) fn left(self) -> io::Result<Duration> {
        rounded(self.0.saturating_duration_since(monotonic()))
    }
}

/// A socket takes a zero time-out for none. Rounding to milliseconds lets most calls keep the time-out
/// that is set.
fn rounded(left: Duration) -> io::Result<Duration> {
    match u64::try_from(left.as_micros().div_ceil(1000)) {
        Ok(0) => Err(ErrorKind::TimedOut.into()),
        Ok(milliseconds) => Ok(Duration::from_millis(milliseconds)),
        Err(_) => Ok(left),
    }
}

/// How long writing an answer may take. It is used up when the client reads nothing for
/// [`Allowance::wait`]; each read restores time, up to that maximum.
#[derive(Debug)]
pub(super) struct Allowance {
    wait: Duration,
    bytes_per_second: u32,
    left: Duration,
}

impl Allowance {
    pub(super) fn new(wait: Duration, bytes_per_second: u32) -> Self {
        Self { wait, bytes_per_second, left: wait }
    }

    fn spend(&mut self, took: Duration, bytes: usize) {
        let earned = Duration::from_micros(bytes as u64 * 1_000_000 / u64::from(self.bytes_per_second.max(1)));
        self.left = (self.left.saturating_sub(took) + earned).min(self.wait);
    }
}

/// A socket that one thread reads and writes.
#[derive(Debug)]
pub(super) struct Socket {
    stream: Arc<TcpStream>,
    /// The time-outs in force.
    reading: Cell<Duration>,
    writing: Cell<Duration>,
}

impl Socket {
    pub(super) fn new(stream: Arc<TcpStream>) -> Self {
        Self { stream, reading: Cell::default(), writing: Cell::default() }
    }

    pub(super) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    fn set_reading(&self, wait: Duration) -> io::Result<()> {
        if self.reading.replace(wait) == wait { Ok(()) } else { self.stream.set_read_timeout(Some(wait)) }
    }

    fn set_writing(&self, wait: Duration) -> io::Result<()> {
        if self.writing.replace(wait) == wait { Ok(()) } else { self.stream.set_write_timeout(Some(wait)) }
    }

    /// Reads what has arrived, waiting for it until the deadline; 0 is the end of the stream.
    ///
    /// # Errors
    /// `TimedOut` at the deadline, else those of the socket.
    pub(super) fn read(&self, buffer: &mut [u8], until: Deadline) -> io::Result<usize> {
        loop {
            self.set_reading(until.left()?)?;
            match (&*self.stream).read(buffer) {
                Err(error) if is_passing(&error) => {}
                result => return result,
            }
        }
    }

    /// Writes everything.
    ///
    /// # Errors
    /// `TimedOut` when the allowance is used up, else those of the socket.
    pub(super) fn write_all(&self, mut bytes: &[u8], allowance: &mut Allowance) -> io::Result<()> {
        while !bytes.is_empty() {
            self.set_writing(rounded(allowance.left)?)?;
            let begun = monotonic();
            let written = match (&*self.stream).write(bytes) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(written) => written,
                Err(error) if is_passing(&error) => 0,
                Err(error) => return Err(error),
            };
            allowance.spend(begun.elapsed(), written);
            bytes = &bytes[written..];
        }
        Ok(())
    }

    /// Reads and discards what has arrived, up to a limit; returns how much that was. May wait for a millisecond.
    ///
    /// # Errors
    /// When the client has disconnected.
    pub(super) fn discard(&self) -> io::Result<usize> {
        self.set_reading(Duration::from_millis(1))?;
        let (mut block, mut discarded) = ([0; 1024], 0);
        while discarded < MOST_DISCARDED_BYTES {
            match (&*self.stream).read(&mut block) {
                Ok(0) => return Err(ErrorKind::ConnectionAborted.into()),
                Ok(bytes) => discarded += bytes,
                Err(error) if is_passing(&error) => break,
                Err(error) => return Err(error),
            }
        }
        Ok(discarded)
    }
}

/// The most bytes discarded at once.
const MOST_DISCARDED_BYTES: usize = 64 << 10;

/// Whether to repeat the call while the deadline allows.
fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
