//! Reading and writing until a moment that does not move, however the bytes drip.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use crate::clock::monotonic;

/// The moment at which waiting ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// A while from now.
    pub(crate) fn after(wait: Duration) -> Self {
        Self(monotonic() + wait)
    }

    /// How long that is from now.
    pub(crate) fn left(self) -> Result<Duration, io::Error> {
        let left = self.0.saturating_duration_since(monotonic());
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left.max(SHORTEST)) }
    }
}

/// Sockets round time-outs to microseconds, and take zero for none.
const SHORTEST: Duration = Duration::from_millis(1);

/// A socket whose calls can be told when to give up.
pub(crate) trait Timed {
    fn time_out_reading(&self, wait: Duration) -> io::Result<()>;
    fn time_out_writing(&self, wait: Duration) -> io::Result<()>;
}

impl Timed for TcpStream {
    fn time_out_reading(&self, wait: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(wait))
    }

    fn time_out_writing(&self, wait: Duration) -> io::Result<()> {
        self.set_write_timeout(Some(wait))
    }
}

impl Timed for UnixStream {
    fn time_out_reading(&self, wait: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(wait))
    }

    fn time_out_writing(&self, wait: Duration) -> io::Result<()> {
        self.set_write_timeout(Some(wait))
    }
}

/// Reads what there is, at most until the deadline; 0 is the end.
///
/// # Errors
/// `TimedOut` at the deadline, else those of the socket.
pub(crate) fn read<S: Timed>(socket: &S, buffer: &mut [u8], until: Deadline) -> io::Result<usize>
where
    for<'s> &'s S: Read,
{
    let mut reader = socket;
    loop {
        socket.time_out_reading(until.left()?)?;
        match reader.read(buffer) {
            Err(error) if passes(&error) => {}
            result => return result,
        }
    }
}

/// Writes everything, at most until the deadline.
///
/// # Errors
/// `TimedOut` at the deadline, else those of the socket.
pub(crate) fn write_all<S: Timed>(socket: &S, mut bytes: &[u8], until: Deadline) -> io::Result<()>
where
    for<'s> &'s S: Write,
{
    let mut writer = socket;
    while !bytes.is_empty() {
        socket.time_out_writing(until.left()?)?;
        match writer.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if passes(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Whether the call is to be tried again, if the deadline allows.
fn passes(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
