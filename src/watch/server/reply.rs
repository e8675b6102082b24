//! Sends an answer to who waits for it.

use std::io::{self, Write};

use super::exchange::{Body, Method, Request, Response, Stream};
use crate::watch::guard::{LAST_CHUNK, LONGEST_WHOLE_ANSWER, PEER_HEADER, chunk_of};
use crate::watch::http::date;

/// The right to answer one request, from any thread. Dropped unsent, it answers 500.
pub struct Reply(tiny_http::Request);

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Reply").field(&self.0).finish()
    }
}

/// Pieces of an answer that is complete but long.
const PIECE_BYTES: usize = 64 << 10;

impl Reply {
    /// Takes a request apart; none if it is not whole.
    pub(super) fn to(mut asked: tiny_http::Request) -> Option<(Request, Self)> {
        let mut body = Vec::new();
        asked.as_reader().read_to_end(&mut body).ok()?;
        if body.len() != asked.body_length().unwrap_or(0) {
            return None;
        }
        let method = Method::of(asked.method().as_str())?;
        let (path, query) = asked.url().split_once('?').unwrap_or((asked.url(), ""));
        let (mut headers, mut peer) = (Vec::new(), None);
        for header in asked.headers() {
            let name = header.field.as_str().as_str().to_ascii_lowercase();
            match name.as_str() {
                "connection" | "content-length" => {} // the guard's own
                PEER_HEADER => peer = header.value.as_str().parse().ok(),
                _ => headers.push((name, header.value.as_str().to_owned())),
            }
        }
        let request = Request { method, path: path.to_owned(), query: query.to_owned(), headers, body, peer };
        Some((request, Self(asked)))
    }

    /// Sends the answer. A whole one does not wait for the client; a stream has a thread of its
    /// own, which ends with it.
    pub fn send(self, response: Response) {
        if !response.is_sound() {
            return self.send(Response::text(500, "the answer has a status or a header that cannot be sent"));
        }
        match response.body {
            Body::Whole(body) if body.len() <= LONGEST_WHOLE_ANSWER => {
                self.send_whole(response.status, &response.headers, body);
            }
            Body::Whole(body) => self.send_stream(response.status, response.headers, in_pieces(body)),
            Body::Stream(chunks) => self.send_stream(response.status, response.headers, chunks),
        }
    }

    fn send_whole(self, status: u16, headers: &[(String, String)], body: Vec<u8>) {
        let mut response = tiny_http::Response::from_data(body)
            .with_status_code(status)
            .with_chunked_threshold(LONGEST_WHOLE_ANSWER + 1);
        for (name, value) in headers {
            if let Ok(header) = tiny_http::Header::from_bytes(name.as_str(), value.as_str()) {
                response.add_header(header);
            }
        }
        let _ = self.0.respond(response); // the guard has gone, and with it who asked
    }

    fn send_stream(self, status: u16, headers: Vec<(String, String)>, chunks: Stream) {
        let wants_body = self.0.method() != &tiny_http::Method::Head;
        // Should there be no thread, the writer is dropped and the guard says that it broke off.
        let mut writer = self.0.into_writer();
        let sending = move || {
            let chunks: Stream = if wants_body { chunks } else { Box::new(std::iter::empty()) };
            let _ = write_stream(&mut *writer, status, &headers, chunks); // as above
        };
        let _ = std::thread::Builder::new().name("stream".into()).spawn(sending);
    }
}

fn in_pieces(body: Vec<u8>) -> Stream {
    let mut sent = 0;
    Box::new(std::iter::from_fn(move || {
        let piece = body.get(sent..body.len().min(sent + PIECE_BYTES)).filter(|piece| !piece.is_empty())?;
        sent += piece.len();
        Some(piece.to_vec())
    }))
}

fn write_stream(writer: &mut dyn Write, status: u16, headers: &[(String, String)], chunks: Stream) -> io::Result<()> {
    let phrase = tiny_http::StatusCode(status);
    let mut head = format!("HTTP/1.1 {status} {}\r\nDate: {}\r\n", phrase.default_reason_phrase(), date());
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head.push_str("Transfer-Encoding: chunked\r\n\r\n");
    writer.write_all(head.as_bytes())?;
    writer.flush()?;
    for chunk in chunks {
        writer.write_all(&chunk_of(&chunk))?;
        writer.flush()?;
    }
    writer.write_all(LAST_CHUNK)?;
    writer.flush()
}
