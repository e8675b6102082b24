//! Passes a request on to the server behind, and the answer back.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use super::accept::Door;
use super::answer::{Answer, BLOCK_BYTES};
use super::chunks::{Chunks, LAST_CHUNK, chunk_of};
use super::counters::count;
use super::crowd::{Seat, has_broken_off};
use super::deadline::{Deadline, read, write_all};
use super::head::PEER_HEADER;
use super::parser::Parsed;
use super::refusal::Refusal;

/// The one a connection leads to.
#[derive(Clone, Copy)]
pub(super) struct Client<'c> {
    pub(super) stream: &'c TcpStream,
    pub(super) peer: SocketAddr,
    pub(super) seat: &'c Seat,
    pub(super) door: &'c Door,
}

/// What becomes of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// It is ready for another request.
    Next,
    /// It is to be closed.
    Close,
}

/// A slow client has the time to write for every so many bytes.
const SLICE_BYTES: usize = 256 << 10;

/// While a long answer is silent, how often to look whether its client is still there.
const LOOKING_UP: Duration = Duration::from_millis(250);

/// How often and after how long the server behind is tried again: it may just be replaced.
const TRIES: usize = 5;
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// Whether there are no descriptors left, for this process or for all: `ENFILE` and `EMFILE`, for
/// which the standard library has no kind.
fn is_exhaustion(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(23 | 24))
}

impl Client<'_> {
    /// Has a request answered.
    ///
    /// # Errors
    /// A [`Refusal`] as long as nothing of an answer has been sent.
    pub(super) fn relay(self, mut parsed: Parsed, keep_alive: bool) -> Result<After, Refusal> {
        let until = Deadline::after(self.door.limits().answer);
        let turn = self.seat.turn(until).ok_or(Refusal::AnswerTooSlow)?;
        if has_broken_off(self.stream) {
            return Ok(After::Close); // while it waited: others wait who have not
        }
        let server = self.connect()?;
        parsed.request.headers.push((PEER_HEADER.to_owned(), self.peer.to_string()));
        match write_all(&server, &parsed.request.to_bytes(), until) {
            // Who answers without reading to the end has answered all the same.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(Refusal::of_the_server(&error)),
            _ => {}
        }
        let method = parsed.request.method;
        drop(parsed.request);

        let mut answer = Answer::read(&server, method, until)?;
        // Until it answers, the server behind has the body in its hands.
        self.seat.hold(0)?;
        if answer.is_long() {
            self.seat.begin_long()?;
            drop(turn);
            count(&self.door.tally.answered);
            return Ok(self.relay_long(&server, answer, keep_alive, parsed.knows_chunks).unwrap_or(After::Close));
        }
        let body = answer.read_body(&server, until)?;
        drop((server, turn));
        count(&self.door.tally.answered);
        let keep_alive = keep_alive && !self.seat.is_closing();
        let mut bytes = answer.head(keep_alive, parsed.knows_chunks);
        bytes.extend_from_slice(&body);
        Ok(if self.write(&bytes).is_ok() && keep_alive { After::Next } else { After::Close })
    }

    fn connect(self) -> Result<UnixStream, Refusal> {
        for _ in 1..TRIES {
            match (self.door.connect)() {
                Ok(server) => return Ok(server),
                Err(error) if is_exhaustion(&error) => {
                    count(&self.door.tally.exhausted);
                    self.seat.ease();
                }
                Err(_) => std::thread::sleep(BETWEEN_TRIES),
            }
        }
        (self.door.connect)().map_err(|_| Refusal::NotReady)
    }

    fn write(self, bytes: &[u8]) -> io::Result<()> {
        let mut slices = bytes.chunks(SLICE_BYTES);
        slices.try_for_each(|slice| write_all(self.stream, slice, Deadline::after(self.door.limits().write)))
    }

    /// Sends on what comes, as it comes.
    fn relay_long(
        self,
        server: &UnixStream,
        mut answer: Answer,
        keep_alive: bool,
        knows_chunks: bool,
    ) -> io::Result<After> {
        let end = Deadline::after(self.door.limits().long);
        let keep_alive = keep_alive && knows_chunks && !self.seat.is_closing();
        self.write(&answer.head(keep_alive, knows_chunks))?;
        let mut chunks = Chunks::new();
        let mut block = std::mem::take(&mut answer.rest);
        // Whatever cuts it off, the client is left without the last chunk: it sees that there was more.
        loop {
            let mut body = Vec::new();
            chunks.push(&block, &mut body, usize::MAX).map_err(|_| ErrorKind::InvalidData)?;
            self.write(&if knows_chunks { chunk_of(&body) } else { body })?;
            if chunks.is_done() {
                break;
            }
            self.wait_for_more(server, &mut block, end)?;
        }
        if knows_chunks {
            self.write(LAST_CHUNK)?;
        }
        Ok(if keep_alive { After::Next } else { After::Close })
    }

    /// Reads a block of a long answer.
    ///
    /// # Errors
    /// `TimedOut` at the end, or when the client was sent away; else those of the sockets.
    fn wait_for_more(self, server: &UnixStream, block: &mut Vec<u8>, end: Deadline) -> io::Result<()> {
        block.resize(BLOCK_BYTES, 0);
        while end.left().is_ok() && !self.seat.is_lost() {
            match read(server, block, end.min(Deadline::after(LOOKING_UP))) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(read) => {
                    block.truncate(read);
                    return Ok(());
                }
                // A client that has gone is not told anything; its place is for another.
                Err(error) if error.kind() == ErrorKind::TimedOut && !has_broken_off(self.stream) => {}
                Err(error) => return Err(error),
            }
        }
        Err(ErrorKind::TimedOut.into())
    }
}
