//! Compression and versions of bodies: requests may be compressed; long answers are compressed for those who accept
//! it, and say which version they are, so that nobody fetches the same twice.
//!
//! Nothing secret is in an answer next to text of another's choice, so its compressed length reveals none (the attack
//! BREACH): answers contain neither tokens nor sessions nor the secrets of senders. The one answer with a secret,
//! the entry to `/map`, has it in a header and no body.

use std::io::{self, Read as _, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use super::Problem;
use crate::watch::cors::varying;
use crate::watch::door::{Gate, Limits, Piece, Pieces, Request, Response, ResponseBody};
use crate::watch::shared::GATE_WITHIN;

/// A shorter body is sent as it is: its head is about as long.
const LEAST_BYTES: usize = 1 << 10;

/// What the client of a GET or HEAD can use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wishes {
    gzip: bool,
    /// The versions that it has.
    known: Vec<String>,
}

impl Wishes {
    pub fn of(request: &Request) -> Self {
        let values = |name: &'static str| {
            let headers = request.headers.iter().filter(move |(other, _)| other == name);
            headers.flat_map(|(_, value)| value.split(',')).map(str::trim)
        };
        let known = values("if-none-match").map(|tag| tag.strip_prefix("W/").unwrap_or(tag).to_owned()).collect();
        Self { gzip: accepts_gzip(values("accept-encoding")), known }
    }

    /// Whether the client has the version, which is compared weakly (RFC 9110, 8.8.3.2).
    fn know(&self, etag: &str) -> bool {
        let opaque = etag.strip_prefix("W/").unwrap_or(etag);
        self.known.iter().any(|known| known == "*" || known == opaque)
    }
}

/// Whether gzip is accepted, and not less welcome than no compression (RFC 9110, 12.5.3).
fn accepts_gzip<'a>(codings: impl Iterator<Item = &'a str>) -> bool {
    let (mut gzip, mut any, mut identity) = (None, None, None);
    for coding in codings {
        let (name, weight) = coding.split_once(';').map_or((coding, "q=1"), |(name, weight)| (name, weight.trim()));
        let weight = weight.strip_prefix(['q', 'Q']).and_then(|rest| rest.trim().strip_prefix('='));
        // A malformed weight is no consent.
        let weight = weight.and_then(|weight| weight.trim().parse().ok());
        let weight = weight.filter(|weight| (0.0..=1.0).contains(weight)).unwrap_or(0.0_f32);
        match &*name.trim().to_ascii_lowercase() {
            "gzip" | "x-gzip" => gzip = Some(weight),
            "*" => any = Some(weight),
            "identity" => identity = Some(weight),
            _ => {}
        }
    }
    let gzip = gzip.or(any).unwrap_or(0.0);
    gzip > 0.0 && gzip >= identity.unwrap_or(0.0)
}

/// The answer as its client wants it: with the version of its body, 304 if the client has it, else compressed. A
/// stream of messages is left as it is, and so are errors.
pub(super) fn encoded(response: Response, wishes: &Wishes, gate: &Gate) -> Response {
    let is_long = match &response.body {
        ResponseBody::Whole(body) => body.len() >= LEAST_BYTES,
        ResponseBody::Pieces(_) => true,
        ResponseBody::Stream(_) => false,
    };
    if response.status != 200 || !is_long {
        return response;
    }
    let mut response = varying(response, "Accept-Encoding");
    if let ResponseBody::Whole(body) = &response.body {
        let etag = etag_of(body);
        response = response.with_header(ETAG, &etag);
    }
    // What is computed while it is sent has none, unless its version is known before.
    if let Some((_, etag)) = response.headers.iter().find(|(name, _)| name == ETAG) {
        let is_known = wishes.know(etag);
        // A browser may keep it, but must ask whether it is still the latest.
        response.headers.retain(|(name, _)| name != "Cache-Control");
        response = response.with_header("Cache-Control", "private, no-cache");
        if is_known {
            response.headers.retain(|(name, _)| name != "Content-Type");
            return Response { status: 304, body: ResponseBody::Whole(Vec::new()), ..response };
        }
    }
    if wishes.gzip { compressed(response, gate) } else { response }
}

/// The header with the version of a body.
pub(super) const ETAG: &str = "ETag";

/// A weak one: the body is the same whether it is compressed or not, but its bytes are not.
pub(super) fn etag_of(body: &[u8]) -> String {
    format!("W/\"{}\"", hex::encode(&Sha256::digest(body)[..16]))
}

fn compressed(response: Response, gate: &Gate) -> Response {
    let Response { status, headers, body } = response;
    let body = match body {
        ResponseBody::Whole(body) => at_once(body, gate),
        ResponseBody::Pieces(pieces) => Ok(in_pieces(pieces)),
        ResponseBody::Stream(_) => Err(body),
    };
    match body {
        Ok(body) => Response { status, headers, body }.with_header("Content-Encoding", "gzip"),
        Err(body) => Response { status, headers, body },
    }
}

/// The compressed body, or the body itself while too much is being computed.
fn at_once(body: Vec<u8>, gate: &Gate) -> Result<ResponseBody, ResponseBody> {
    let Some(_inside) = gate.enter(GATE_WITHIN) else { return Err(ResponseBody::Whole(body)) };
    let mut encoder = encoder(body.len() / 4);
    match encoder.write_all(&body).and_then(|()| encoder.finish()) {
        Ok(compressed) => Ok(ResponseBody::Whole(compressed)),
        Err(_) => Err(ResponseBody::Whole(body)), // writing to memory does not fail
    }
}

/// Compresses each piece as it is sent, so that no more than a piece is in memory.
fn in_pieces(mut pieces: Pieces) -> ResponseBody {
    let mut encoder = Some(encoder(0));
    let mut next = move || -> io::Result<Piece> {
        let Some(open) = encoder.as_mut() else { return Ok(Piece::End) };
        match pieces() {
            Piece::Bytes(piece) => {
                open.write_all(&piece)?;
                Ok(Piece::Bytes(std::mem::take(open.get_mut())))
            }
            Piece::End => encoder.take().map_or(Ok(Piece::End), |encoder| encoder.finish().map(Piece::Bytes)),
            other => Ok(other),
        }
    };
    ResponseBody::Pieces(Box::new(move || next().unwrap_or(Piece::Cut)))
}

/// At the fastest level: these answers are made anew for each request.
fn encoder(capacity: usize) -> GzEncoder<Vec<u8>> {
    GzEncoder::new(Vec::with_capacity(capacity), Compression::fast())
}

/// The body before compression, if it is compressed with gzip. It is limited like any other body.
pub(super) fn decompressed(request: &Request) -> Result<Option<Vec<u8>>, Problem> {
    let encoding = request.header("content-encoding").map(|encoding| encoding.trim().to_ascii_lowercase());
    match encoding.as_deref() {
        None | Some("" | "identity") => Ok(None),
        Some("gzip" | "x-gzip") => {
            let limit = Limits::default().body_bytes;
            let mut body = Vec::new();
            let read = GzDecoder::new(&request.body[..]).take(limit as u64 + 1).read_to_end(&mut body);
            read.map_err(|error| {
                Problem::new(400, format!("the body is not gzip, as Content-Encoding says: {error}"))
            })?;
            if body.len() > limit {
                return Err(Problem::new(413, format!("the body is longer than {limit} bytes when decompressed")));
            }
            Ok(Some(body))
        }
        Some(_) => Err(Problem::new(415, "send the body without Content-Encoding, or with gzip")),
    }
}
