//! The bytes of an answer. `tiny_http` writes the head; nothing else of it is used.

use std::io;

use tiny_http::{HTTPVersion, Header, StatusCode};

use super::exchange::{Body, Piece, Response, Stream};
use super::refusal::Refusal;

/// The longest body that is sent as a whole, after its length. Longer ones are sent in chunks.
const LONGEST_WHOLE_BYTES: usize = 1 << 20;

/// Bytes of a chunk of such a body.
const CHUNK_BYTES: usize = 256 << 10;

/// The end of a chunked body.
pub(super) const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

/// What is told about the connection, and what its client understands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// Whether the connection stays open for another request.
    pub(super) keep_alive: bool,
    /// False for HTTP/1.0.
    pub(super) knows_chunks: bool,
    /// False for HEAD.
    pub(super) wants_body: bool,
}

/// A response, ready to be sent.
pub(super) enum Printed {
    /// All of it.
    Whole(Vec<u8>),
    /// The head, and the body in pieces.
    Long(Vec<u8>, Stream),
}

/// Writes a response down.
pub(super) fn print(response: Response, manner: Manner) -> Printed {
    if !response.is_sound() {
        return print(Response::text(500, "the answer has a status or a header that cannot be sent"), manner);
    }
    let Response { status, headers, body } = response;
    match body {
        Body::Whole(body) if body.len() <= LONGEST_WHOLE_BYTES => {
            Printed::Whole(whole(status, &headers, &body, manner))
        }
        Body::Whole(body) => long(status, &headers, in_pieces(body), manner),
        Body::Stream(stream) => long(status, &headers, stream, manner),
    }
}

/// The answer to a request that is refused. The connection is closed after it.
pub(super) fn refuse(refusal: Refusal) -> Vec<u8> {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut headers = vec![field("Content-Type", "application/json")];
    match refusal.status() {
        405 => headers.push(field("Allow", "GET, HEAD, POST")),
        503 | 504 => headers.push(field("Retry-After", "1")),
        _ => {}
    }
    let body = format!("{{\"error\":\"{refusal}\"}}\n");
    let manner = Manner { keep_alive: false, knows_chunks: true, wants_body: true };
    whole(refusal.status(), &headers, body.as_bytes(), manner)
}

fn whole(status: u16, headers: &[(String, String)], body: &[u8], manner: Manner) -> Vec<u8> {
    let mut bytes = head(status, headers, Some(body.len()), manner);
    if manner.wants_body && !is_empty(status) {
        bytes.extend_from_slice(body);
    }
    bytes
}

fn long(status: u16, headers: &[(String, String)], stream: Stream, manner: Manner) -> Printed {
    let head = head(status, headers, None, manner);
    let has_body = manner.wants_body && !is_empty(status);
    if has_body { Printed::Long(head, stream) } else { Printed::Whole(head) }
}

/// Whether answers of that status never have a body.
fn is_empty(status: u16) -> bool {
    matches!(status, 204 | 304)
}

fn head(status: u16, headers: &[(String, String)], length: Option<usize>, manner: Manner) -> Vec<u8> {
    let fields = headers.iter().filter_map(|(name, value)| Header::from_bytes(name.as_str(), value.as_str()).ok());
    let response = tiny_http::Response::new(StatusCode(status), fields.collect(), io::empty(), length, None)
        .with_chunked_threshold(usize::MAX);
    let mut head = Vec::with_capacity(512);
    // Writing to memory cannot fail.
    let _ = response.raw_print(&mut head, HTTPVersion(1, 1), &[], true, None);
    // The last line says how the body is delimited. Without a body, and for clients that do not know
    // chunks, it has to go: to the latter the end of the connection is the end of the body.
    if is_empty(status) || (length.is_none() && !manner.knows_chunks) {
        let rest = head.len().saturating_sub(4); // the end of that line, and the empty line
        let start = memchr::memmem::rfind(&head[..rest], b"\r\n").map_or(rest, |end| end + 2);
        head.splice(start..rest + 2, []);
    }
    // The first line after the status names the library. What has to be said of the connection is put
    // in its place.
    let connection = match (manner.keep_alive && (length.is_some() || manner.knows_chunks), manner.knows_chunks) {
        (false, _) => "Connection: close\r\n",
        (true, false) => "Connection: keep-alive\r\n", // HTTP/1.0 does not expect it
        (true, true) => "",
    };
    let lines: Vec<usize> = memchr::memmem::find_iter(&head, b"\r\n").take(2).collect();
    if let [status, server] = lines[..] {
        head.splice(status + 2..server + 2, connection.bytes());
    }
    head
}

fn in_pieces(body: Vec<u8>) -> Stream {
    let mut sent = 0;
    Box::new(move |_| {
        let piece = &body[sent..body.len().min(sent + CHUNK_BYTES)];
        sent += piece.len();
        if piece.is_empty() { Piece::End } else { Piece::Bytes(piece.to_vec()) }
    })
}

/// One chunk. Of nothing there is none: it would be the last.
pub(super) fn chunk_of(bytes: &[u8]) -> Vec<u8> {
    if bytes.is_empty() {
        return Vec::new();
    }
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    chunk
}
