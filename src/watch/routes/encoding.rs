//! Compressed bodies of requests.

use std::io::Read as _;

use flate2::read::GzDecoder;

use super::Problem;
use crate::watch::door::{Limits, Request};

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
