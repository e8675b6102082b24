//! An answer of the server behind: its head, how its body is delimited, and how both are sent on.

use std::os::unix::net::UnixStream;

use super::LONGEST_WHOLE_ANSWER;
use super::deadline::{Deadline, read};
use super::head::Framing;
use super::refusal::Refusal;
use super::request::Method;
use crate::watch::http::is_of_the_connection;

/// Names the server behind, which is nobody's business.
const SERVER: &str = "server";

/// The head of an answer may have so many bytes and headers.
const HEAD_BYTES: usize = 64 << 10;
const HEADERS: usize = 128;

/// Bytes that are read at once.
pub(super) const BLOCK_BYTES: usize = 16 << 10;

/// What the server behind has answered, up to its body.
#[derive(Debug)]
pub(super) struct Answer {
    status: u16,
    phrase: String,
    headers: Vec<(String, String)>,
    framing: Framing,
    has_body: bool,
    /// What was read beyond the head.
    pub(super) rest: Vec<u8>,
}

impl Answer {
    /// Reads the head of the answer to a request.
    ///
    /// # Errors
    /// [`Refusal::AnswerTooSlow`] at the deadline, [`Refusal::AnswerBroken`] when it is no answer.
    pub(super) fn read(server: &UnixStream, to: Method, until: Deadline) -> Result<Self, Refusal> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = memchr::memmem::find(&bytes, b"\r\n\r\n") {
                break end + 4;
            }
            if bytes.len() > HEAD_BYTES {
                return Err(Refusal::AnswerBroken);
            }
            read_more(server, &mut bytes, until)?;
        };
        let rest = bytes.split_off(end);
        Self::parse(&bytes, to, rest).ok_or(Refusal::AnswerBroken)
    }

    fn parse(head: &[u8], to: Method, rest: Vec<u8>) -> Option<Self> {
        let mut room = [httparse::EMPTY_HEADER; HEADERS];
        let mut parsed = httparse::Response::new(&mut room);
        if !parsed.parse(head).ok()?.is_complete() {
            return None;
        }
        let status = parsed.code.filter(|status| (200..600).contains(status))?;
        let (mut headers, mut length, mut chunked) = (Vec::new(), None, false);
        for header in parsed.headers.iter() {
            let name = header.name.to_ascii_lowercase();
            let value = std::str::from_utf8(header.value).ok()?.trim().to_owned();
            match name.as_str() {
                "content-length" => length = Some(value.parse().ok()?),
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                _ => {}
            }
            if !is_of_the_connection(&name) && name != SERVER {
                headers.push((header.name.to_owned(), value));
            }
        }
        let framing = if chunked { Framing::Chunked } else { Framing::Length(length.unwrap_or(0)) };
        let phrase = parsed.reason.unwrap_or_default().to_owned();
        let has_body = to != Method::Head && !is_empty(status);
        // Without either, only the end of the connection would tell a whole answer from half of one.
        (chunked || length.is_some() || !has_body).then_some(Self { status, phrase, headers, framing, has_body, rest })
    }

    /// Whether a body follows whose length is not known.
    pub(super) fn is_long(&self) -> bool {
        self.has_body && self.framing == Framing::Chunked
    }

    /// Reads the body of an answer that is not long.
    ///
    /// # Errors
    /// [`Refusal::AnswerTooSlow`] at the deadline, [`Refusal::AnswerBroken`] when it ends before
    /// its length, or is longer than what is taken as a whole.
    pub(super) fn read_body(&mut self, server: &UnixStream, until: Deadline) -> Result<Vec<u8>, Refusal> {
        let mut body = std::mem::take(&mut self.rest);
        let length = match self.framing {
            Framing::Length(length) if self.has_body => length,
            _ => 0,
        };
        if length > LONGEST_WHOLE_ANSWER {
            return Err(Refusal::AnswerBroken);
        }
        while body.len() < length {
            read_more(server, &mut body, until)?;
        }
        body.truncate(length);
        Ok(body)
    }

    /// The head as it is sent on.
    pub(super) fn head(&self, keep_alive: bool, knows_chunks: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, self.phrase);
        for (name, value) in &self.headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        match self.framing {
            _ if is_empty(self.status) => {}
            Framing::Length(length) => head.extend(["Content-Length: ", &length.to_string(), "\r\n"]),
            Framing::Chunked if knows_chunks => head.push_str("Transfer-Encoding: chunked\r\n"),
            Framing::Chunked => {} // until the connection is closed
        }
        match (keep_alive, knows_chunks) {
            (false, _) => head.push_str("Connection: close\r\n"),
            (true, false) => head.push_str("Connection: keep-alive\r\n"), // HTTP/1.0 does not expect it
            (true, true) => {}
        }
        head.push_str("\r\n");
        head.into_bytes()
    }
}

/// Whether answers of that status never have a body.
fn is_empty(status: u16) -> bool {
    matches!(status, 204 | 304)
}

/// Reads a block; the end is one too many.
fn read_more(server: &UnixStream, bytes: &mut Vec<u8>, until: Deadline) -> Result<(), Refusal> {
    let had = bytes.len();
    bytes.resize(had + BLOCK_BYTES, 0);
    let read = read(server, &mut bytes[had..], until).map_err(|error| Refusal::of_the_server(&error))?;
    bytes.truncate(had + read);
    if read == 0 { Err(Refusal::AnswerBroken) } else { Ok(()) }
}
