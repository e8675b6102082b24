//! Parses one request incrementally and stops at its end.

use super::chunks::Chunks;
use super::exchange::Request;
use super::head::{Framing, Head, RequestLine};
use super::limits::Limits;
use super::refusal::Refusal;

/// A complete request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The request, without its peer.
    pub request: Request,
    /// Whether the client may send another request on the connection.
    pub keep_alive: bool,
    /// Whether the client supports chunks: false for HTTP/1.0.
    pub knows_chunks: bool,
}

/// A request that is being received.
///
/// The result does not depend on how the bytes are split.
///
/// ```
/// use pdpe::watch::door::{Limits, Method, Parser};
///
/// let mut parser = Parser::new(Limits::default());
/// assert_eq!(parser.push(b"POST /x HTTP/1.1\r\nHost: a\r\nContent-")?, 35);
/// assert_eq!(parser.push(b"Length: 2\r\n\r\nhiGET / ")?, 15); // the next request is left
/// let parsed = parser.finish().expect("it is complete");
/// assert_eq!((parsed.request.method, parsed.request.body), (Method::Post, b"hi".to_vec()));
/// # Ok::<(), pdpe::watch::door::Refusal>(())
/// ```
#[derive(Debug)]
pub struct Parser {
    limits: Limits,
    head_bytes: Vec<u8>,
    headers: usize,
    line_start: usize,
    line: Option<RequestLine>,
    head: Option<Head>,
    body: Vec<u8>,
    chunks: Chunks,
    refused: Option<Refusal>,
}

impl Parser {
    /// A parser that has received nothing.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            head_bytes: Vec::new(),
            headers: 0,
            line_start: 0,
            line: None,
            head: None,
            body: Vec::new(),
            chunks: Chunks::new(),
            refused: None,
        }
    }

    /// Takes bytes and returns how many of them belong to this request.
    ///
    /// # Errors
    /// The [`Refusal`] to send, now and at every later call.
    pub fn push(&mut self, bytes: &[u8]) -> Result<usize, Refusal> {
        if let Some(refusal) = self.refused {
            return Err(refusal);
        }
        let taken = self.take(bytes);
        self.refused = taken.err();
        taken
    }

    fn take(&mut self, bytes: &[u8]) -> Result<usize, Refusal> {
        let mut at = 0;
        while self.head.is_none() {
            let Some(byte) = bytes.get(at) else { return Ok(at) };
            self.take_head_byte(*byte)?;
            at += 1;
        }
        let rest = &bytes[at..];
        Ok(at
            + match self.head.as_ref().map(|head| head.framing) {
                Some(Framing::Length(length)) => {
                    let taken = rest.len().min(length - self.body.len());
                    self.body.extend_from_slice(&rest[..taken]);
                    taken
                }
                _ => self.chunks.push(rest, &mut self.body, self.limits.body_bytes)?,
            })
    }

    fn take_head_byte(&mut self, byte: u8) -> Result<(), Refusal> {
        if self.head_bytes.len() == self.limits.head_bytes {
            return Err(Refusal::HeadTooLarge);
        }
        let after_return = self.head_bytes.last() == Some(&b'\r');
        if after_return != (byte == b'\n') {
            return Err(Refusal::LineEnd);
        }
        if !matches!(byte, b'\t' | b'\r' | b'\n' | b' '..=b'~') {
            return Err(Refusal::Byte);
        }
        // A line that begins with white space would continue the one before.
        if self.head_bytes.len() == self.line_start && matches!(byte, b' ' | b'\t') {
            return Err(if self.line.is_none() { Refusal::RequestLine } else { Refusal::Header });
        }
        self.head_bytes.push(byte);
        if byte == b'\n' { self.end_line() } else { Ok(()) }
    }

    fn end_line(&mut self) -> Result<(), Refusal> {
        let line = &self.head_bytes[self.line_start..self.head_bytes.len() - 2];
        match self.line.take() {
            // Checked at once: a client of another version may wait for an answer to this line.
            None => self.line = Some(RequestLine::parse(line, &self.limits)?),
            Some(first) if line.is_empty() => {
                self.head = Some(Head::parse(&self.head_bytes, first, &self.limits)?);
                self.head_bytes = Vec::new();
            }
            Some(first) => {
                self.line = Some(first);
                self.headers += 1;
                if self.headers > self.limits.headers {
                    return Err(Refusal::TooManyHeaders);
                }
            }
        }
        self.line_start = self.head_bytes.len();
        Ok(())
    }

    /// Whether any byte has arrived.
    pub fn has_begun(&self) -> bool {
        !self.head_bytes.is_empty() || self.head.is_some()
    }

    /// Whether the head is complete.
    pub fn has_head(&self) -> bool {
        self.head.is_some()
    }

    /// Whether the client waits for `100 Continue` before it sends the body.
    pub fn awaits_continue(&self) -> bool {
        self.head.as_ref().is_some_and(|head| head.awaits_continue) && self.body.is_empty() && !self.is_complete()
    }

    /// Bytes of the body received so far.
    pub fn held_bytes(&self) -> usize {
        self.body.len()
    }

    /// Whether the request is complete.
    pub fn is_complete(&self) -> bool {
        self.refused.is_none()
            && self.head.as_ref().is_some_and(|head| match head.framing {
                Framing::Length(length) => self.body.len() == length,
                Framing::Chunked => self.chunks.is_done(),
            })
    }

    /// The request, if it is complete.
    pub fn finish(self) -> Option<Parsed> {
        if !self.is_complete() {
            return None;
        }
        let head = self.head?;
        let RequestLine { method, target, minor_version } = head.line;
        let request = Request { method, target, headers: head.headers, body: self.body, peer: None };
        Some(Parsed { request, keep_alive: head.keep_alive, knows_chunks: minor_version == 1 })
    }
}
