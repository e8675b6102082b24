//! Serialises answers. `tiny_http` writes the head; nothing else of it is used.

use std::io;

use tiny_http::{HTTPVersion, Header, StatusCode};

use super::exchange::{Piece, Pieces, Response, ResponseBody, Stream};
use super::refusal::Refusal;
use crate::clock::now;

/// The longest body sent with a Content-Length. Longer ones are sent in chunks.
const LONGEST_WHOLE_BYTES: usize = 1 << 20;

/// Bytes per chunk of such a body.
const CHUNK_BYTES: usize = 256 << 10;

/// The end of a chunked body.
pub(super) const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

/// What the answer depends on besides the response.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// Whether the connection stays open for another request.
    pub(super) keep_alive: bool,
    /// False for HTTP/1.0.
    pub(super) knows_chunks: bool,
    /// False for HEAD.
    pub(super) wants_body: bool,
}

/// A serialised response.
pub(super) enum Printed {
    /// The complete bytes.
    Whole(Vec<u8>),
    /// The head, and the body in pieces.
    Long(Vec<u8>, Long),
}

/// A body in pieces.
pub(super) enum Long {
    /// The pieces are computed.
    Computed(Pieces),
    /// The pieces arrive over time.
    Stream(Stream),
}

/// Serialises a response.
pub(super) fn print(response: Response, manner: Manner) -> Printed {
    if !response.is_sound() {
        return print(Response::text(500, "the answer has a status or a header that cannot be sent"), manner);
    }
    let Response { status, headers, body } = response;
    match body {
        ResponseBody::Whole(body) if body.len() <= LONGEST_WHOLE_BYTES => {
            Printed::Whole(whole(status, &headers, &body, manner))
        }
        ResponseBody::Whole(body) => long(status, &headers, in_pieces(body), manner),
        ResponseBody::Pieces(pieces) => long(status, &headers, Long::Computed(pieces), manner),
        ResponseBody::Stream(stream) => long(status, &headers, Long::Stream(stream), manner),
    }
}

/// The answer to a refused request. The connection is closed after it.
pub(super) fn refuse(refusal: Refusal) -> Vec<u8> {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut headers = vec![field("Content-Type", "application/json")];
    match refusal.status() {
        405 => headers.push(field("Allow", "GET, HEAD, POST, OPTIONS")),
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

fn long(status: u16, headers: &[(String, String)], body: Long, manner: Manner) -> Printed {
    let head = head(status, headers, None, manner);
    let has_body = manner.wants_body && !is_empty(status);
    if has_body { Printed::Long(head, body) } else { Printed::Whole(head) }
}

/// Whether answers with this status never have a body.
fn is_empty(status: u16) -> bool {
    matches!(status, 204 | 304)
}

fn head(status: u16, headers: &[(String, String)], length: Option<usize>, manner: Manner) -> Vec<u8> {
    // tiny_http's own date panics before 1970.
    let date = now().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let fields = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let fields = [("Date", &*date)].into_iter().chain(fields);
    let fields = fields.filter_map(|(name, value)| Header::from_bytes(name, value).ok());
    let response = tiny_http::Response::new(StatusCode(status), fields.collect(), io::empty(), length, None)
        .with_chunked_threshold(usize::MAX);
    let mut head = Vec::with_capacity(512);
    // Writing to memory cannot fail.
    let _ = response.raw_print(&mut head, HTTPVersion(1, 1), &[], true, None);
    // The last line says how the body is delimited. It is removed where there is no body, and for
    // HTTP/1.0 clients, for which the end of the connection is the end of the body.
    if is_empty(status) || (length.is_none() && !manner.knows_chunks) {
        let rest = head.len().saturating_sub(4); // the end of that line, and the empty line
        let start = memchr::memmem::rfind(&head[..rest], b"\r\n").map_or(rest, |end| end + 2);
        head.splice(start..rest + 2, []);
    }
    // The second line names the library. It is replaced by the Connection header, if one is needed.
    let connection = match (manner.keep_alive && (length.is_some() || manner.knows_chunks), manner.knows_chunks) {
        (false, _) => "Connection: close\r\n",
        (true, false) => "Connection: keep-alive\r\n", // not the default of HTTP/1.0
        (true, true) => "",
    };
    let lines: Vec<usize> = memchr::memmem::find_iter(&head, b"\r\n").take(2).collect();
    if let [status, server] = lines[..] {
        head.splice(status + 2..server + 2, connection.bytes());
    }
    head
}

fn in_pieces(body: Vec<u8>) -> Long {
    let mut sent = 0;
    Long::Computed(Box::new(move || {
        let piece = &body[sent..body.len().min(sent + CHUNK_BYTES)];
        sent += piece.len();
        if piece.is_empty() { Piece::End } else { Piece::Bytes(piece.to_vec()) }
    }))
}

/// One chunk; nothing for no bytes, since an empty chunk ends the body.
pub(super) fn chunk_of(bytes: &[u8]) -> Vec<u8> {
    if bytes.is_empty() {
        return Vec::new();
    }
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    chunk
}
