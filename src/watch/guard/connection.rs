//! One connection: its requests one after the other, each read as a whole before it is passed on.

use std::io::ErrorKind;
use std::net::{Shutdown, TcpStream};

use super::crowd::Doing;
use super::deadline::{Deadline, read, write_all};
use super::parser::{Parsed, Parser};
use super::refusal::Refusal;
use super::relay::{After, Client};

/// Bytes that are read at once.
const BLOCK_BYTES: usize = 8 << 10;

/// What a client that is refused may still send, to be thrown away.
const LINGER_BYTES: usize = 4 << 20;

/// Why no request was read.
enum Unread {
    /// There will be none, and nobody waits to hear why.
    Over,
    /// There was one that cannot be accepted.
    Refused(Refusal),
}

impl From<Refusal> for Unread {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What was read from a connection and is not used yet.
struct Incoming<'c> {
    stream: &'c TcpStream,
    block: Vec<u8>,
    used: usize,
}

impl Incoming<'_> {
    /// What there is; reads if there is nothing. Empty at the end.
    fn bytes(&mut self, until: Deadline) -> std::io::Result<&[u8]> {
        if self.used == self.block.len() {
            self.used = 0;
            self.block.resize(BLOCK_BYTES, 0);
            let read = read(self.stream, &mut self.block, until);
            self.block.truncate(*read.as_ref().unwrap_or(&0));
            read?;
        }
        Ok(&self.block[self.used..])
    }
}

impl Client<'_> {
    /// Serves the connection to its end.
    pub(super) fn serve(self) {
        let mut incoming = Incoming { stream: self.stream, block: Vec::new(), used: 0 };
        let most = self.door.limits().requests;
        for request in 1..=most {
            let parsed = match self.next_request(&mut incoming) {
                Ok(parsed) => parsed,
                Err(Unread::Over) => return,
                Err(Unread::Refused(refusal)) => return self.refuse(refusal),
            };
            if !self.seat.now(Doing::Answering) {
                return;
            }
            let keep_alive = parsed.keep_alive && request < most && !self.seat.is_closing();
            match self.relay(parsed, keep_alive) {
                Ok(After::Next) => {}
                Ok(After::Close) => return self.leave(),
                Err(refusal) => return self.refuse(refusal),
            }
        }
    }

    fn next_request(self, incoming: &mut Incoming<'_>) -> Result<Parsed, Unread> {
        let limits = self.door.limits();
        if !self.seat.now(Doing::Waiting) {
            return Err(Unread::Over);
        }
        let mut parser = Parser::new(*limits);
        let mut until = Deadline::after(limits.idle);
        while !parser.is_complete() {
            let (had_begun, had_head) = (parser.has_begun(), parser.has_head());
            let bytes = match incoming.bytes(until) {
                Ok([]) if had_begun => return Err(Refusal::CutOff.into()),
                Ok([]) => return Err(Unread::Over),
                Ok(bytes) => bytes,
                Err(error) if error.kind() != ErrorKind::TimedOut || !had_begun => return Err(Unread::Over),
                Err(_) => return Err(if had_head { Refusal::BodyTooSlow } else { Refusal::HeadTooSlow }.into()),
            };
            let taken = parser.push(bytes)?;
            incoming.used += taken;
            if !had_begun {
                until = Deadline::after(limits.head);
                if !self.seat.now(Doing::Reading) {
                    return Err(Unread::Over);
                }
            }
            if parser.has_head() && !had_head {
                until = Deadline::after(limits.body);
                if parser.awaits_continue() {
                    let told = write_all(self.stream, b"HTTP/1.1 100 Continue\r\n\r\n", until);
                    told.map_err(|_| Unread::Over)?;
                }
            }
            if parser.held_bytes() > 0 {
                self.seat.hold(parser.held_bytes())?;
            }
        }
        parser.finish().ok_or(Unread::Over)
    }

    fn refuse(self, refusal: Refusal) {
        if !self.seat.now(Doing::Leaving) {
            return; // sent away: nobody listens
        }
        self.door.tally.refuse(refusal);
        let until = Deadline::after(self.door.limits().linger);
        if write_all(self.stream, &refusal.answer(), until).is_ok() {
            self.leave();
        }
    }

    fn leave(self) {
        if self.seat.now(Doing::Leaving) {
            linger(self.stream, Deadline::after(self.door.limits().linger));
        }
    }
}

/// Ends a connection such that the client gets to read the last answer: were it closed while the
/// client still sends, what is under way to the client would be thrown away.
pub(super) fn linger(stream: &TcpStream, until: Deadline) {
    if stream.shutdown(Shutdown::Write).is_err() {
        return;
    }
    let mut block = vec![0; BLOCK_BYTES];
    let mut left = LINGER_BYTES;
    while let Ok(read @ 1..) = read(stream, &mut block, until) {
        match left.checked_sub(read) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}
