//! One connection: reads its requests one after the other, has each answered, and writes the answers.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use super::closing::linger;
use super::connections::Slot;
use super::context::{Context, catch};
use super::deadline::{Allowance, Deadline, Socket};
use super::exchange::{Method, Piece, ResponseBody};
use super::member::Doing;
use super::parser::{Parsed, Parser};
use super::print::{LAST_CHUNK, Long, Manner, Printed, chunk_of, print, refuse};
use super::refusal::Refusal;

/// Bytes read at once.
const BLOCK_BYTES: usize = 8 << 10;

/// How often to check that the client of an idle stream is still connected.
const LOOK: Duration = Duration::from_millis(250);

/// A connection and what its thread needs.
pub(super) struct Connection<'c> {
    socket: Socket,
    peer: SocketAddr,
    slot: &'c Slot,
    context: &'c Context,
    /// How long its client may take for what is written: one for all answers, restored only where the client reads
    /// them.
    allowance: Allowance,
    /// Bytes that were read; the first `used` of them are consumed.
    block: Vec<u8>,
    used: usize,
}

/// Why there is no request.
enum Unread {
    /// The client disconnected or sent nothing.
    Over,
    /// The request was refused.
    Refused(Refusal),
}

impl From<Refusal> for Unread {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Whether the connection stays open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    /// It is ready for another request.
    Next,
    /// It is to be closed.
    Close,
}

impl<'c> Connection<'c> {
    pub(super) fn new(stream: Arc<TcpStream>, peer: SocketAddr, slot: &'c Slot, context: &'c Context) -> Self {
        let allowance = Allowance::new(context.limits.write, context.limits.bytes_per_second);
        Self { socket: Socket::new(stream), peer, slot, context, allowance, block: Vec::new(), used: 0 }
    }

    /// Serves requests until the connection ends.
    pub(super) fn serve(mut self) {
        let most = self.context.limits.requests;
        for number in 1..=most {
            let answered = match self.next_request() {
                Ok(parsed) => self.answer(parsed, number < most),
                Err(Unread::Refused(refusal)) => Err(refusal),
                Err(Unread::Over) => return,
            };
            match answered {
                Ok(After::Next) => self.slot.pause(self.used < self.block.len()),
                Ok(After::Close) => return self.leave(),
                Err(refusal) => return self.refuse(refusal),
            }
        }
    }

    fn next_request(&mut self) -> Result<Parsed, Unread> {
        let limits = &self.context.limits;
        if !self.slot.now(Doing::Waiting) {
            return Err(Unread::Over);
        }
        let mut parser = Parser::new(*limits);
        let mut until = Deadline::after(limits.idle);
        while !parser.is_complete() {
            let (had_begun, had_head) = (parser.has_begun(), parser.has_head());
            let bytes = match self.bytes(until) {
                Ok([]) if had_begun => return Err(Refusal::CutOff.into()),
                Ok([]) => return Err(Unread::Over),
                Ok(bytes) => bytes,
                Err(error) if error.kind() != ErrorKind::TimedOut || !had_begun => return Err(Unread::Over),
                Err(_) => return Err(if had_head { Refusal::BodyTooSlow } else { Refusal::HeadTooSlow }.into()),
            };
            let taken = parser.push(bytes)?;
            self.used += taken;
            if !had_begun {
                until = Deadline::after(limits.head);
                if !parser.is_complete() && !self.slot.now(Doing::Reading) {
                    return Err(Unread::Over);
                }
            }
            if parser.has_head() && !had_head {
                until = Deadline::after(limits.body);
                if parser.awaits_continue() {
                    let mut allowance = Allowance::new(limits.body, limits.bytes_per_second);
                    let sent = self.socket.write_all(b"HTTP/1.1 100 Continue\r\n\r\n", &mut allowance);
                    sent.map_err(|_| Unread::Over)?;
                }
            }
            if parser.held_bytes() > 0 {
                self.slot.hold(parser.held_bytes())?;
            }
        }
        parser.finish().ok_or(Unread::Over)
    }

    /// Unused bytes; waits for more if there are none. Empty at the end of the stream.
    fn bytes(&mut self, until: Deadline) -> io::Result<&[u8]> {
        if self.used == self.block.len() {
            self.used = 0;
            self.block.resize(BLOCK_BYTES, 0);
            let read = self.socket.read(&mut self.block, until);
            self.block.truncate(*read.as_ref().unwrap_or(&0));
            read?;
        }
        Ok(&self.block[self.used..])
    }

    /// Answers a request. Returns a [`Refusal`] only while nothing of an answer has been sent.
    fn answer(&mut self, parsed: Parsed, may_go_on: bool) -> Result<After, Refusal> {
        let Parsed { mut request, keep_alive, knows_chunks } = parsed;
        request.peer = Some(self.peer);
        let reads = request.method != Method::Post;
        let wants_body = request.method != Method::Head;
        self.slot.begin_answer(reads)?;
        let response = self.context.respond(request);
        if !self.slot.end_answer((200..300).contains(&response.status)) {
            return Ok(After::Close);
        }
        let keep_alive = keep_alive && may_go_on && !self.slot.is_closing();
        if let ResponseBody::Whole(body) = &response.body {
            self.slot.hold_answer(body.len())?;
        }
        let sent = match print(response, Manner { keep_alive, knows_chunks, wants_body }) {
            Printed::Whole(bytes) => {
                self.context.tally.count(|counters| counters.answered += 1);
                self.socket.write_all(&bytes, &mut self.allowance).map(|()| keep_alive)
            }
            Printed::Long(head, body) => {
                self.slot.begin_stream(matches!(body, Long::Stream(_)))?;
                self.context.tally.count(|counters| counters.answered += 1);
                self.write_long(&head, body, knows_chunks).map(|discarded| keep_alive && knows_chunks && !discarded)
            }
        };
        let _ = self.slot.hold_answer(0); // the connection may have been evicted
        Ok(if matches!(sent, Ok(true)) { After::Next } else { After::Close })
    }

    /// Sends a body piece by piece. If it is cut off, the last chunk is missing, so that the client
    /// knows that the body is incomplete. Returns whether something that the client sent meanwhile was discarded.
    fn write_long(&mut self, head: &[u8], mut body: Long, chunks: bool) -> io::Result<bool> {
        let (end, mut discarded) = (Deadline::after(self.context.limits.long), false);
        let (socket, slot, allowance) = (&self.socket, self.slot, &mut self.allowance);
        let mut write = |bytes: &[u8]| {
            if !slot.now(Doing::WritingPiece) {
                return Err(ErrorKind::ConnectionAborted.into());
            }
            socket.write_all(bytes, allowance)?;
            if slot.now(Doing::Streaming) { Ok(()) } else { Err(ErrorKind::ConnectionAborted.into()) }
        };
        write(head)?;
        loop {
            end.left()?;
            let piece = catch(self.context, || match &mut body {
                Long::Stream(stream) => Some(stream(LOOK)),
                Long::Computed(next) => {
                    // Deliveries and small answers are waiting for the processor too.
                    let _turn = self.context.pieces.enter(self.context.limits.answer)?;
                    Some(next())
                }
            });
            match piece.flatten().ok_or(ErrorKind::Other)? {
                Piece::Bytes(bytes) => write(if chunks { chunk_of(&bytes) } else { bytes }.as_slice())?,
                // What the client sends during a stream would hide that it has disconnected behind it.
                Piece::Nothing => match socket.discard() {
                    Ok(bytes) if slot.now(Doing::Streaming) => discarded |= bytes > 0,
                    _ => return Err(ErrorKind::ConnectionAborted.into()),
                },
                Piece::Cut => return Err(ErrorKind::ConnectionAborted.into()),
                Piece::End if chunks => return write(LAST_CHUNK).map(|()| discarded),
                Piece::End => return Ok(discarded),
            }
        }
    }

    fn refuse(&self, refusal: Refusal) {
        if !self.slot.now(Doing::Leaving) {
            return; // it is already closed
        }
        self.context.tally.refuse(refusal);
        let limits = &self.context.limits;
        let mut allowance = Allowance::new(limits.linger, limits.bytes_per_second);
        if self.socket.write_all(&refuse(refusal), &mut allowance).is_ok() {
            self.leave();
        }
    }

    fn leave(&self) {
        if self.slot.now(Doing::Leaving) {
            linger(&self.socket, Deadline::after(self.context.limits.linger));
        }
    }
}
