//! Idempotency keys: they identify redeliveries.

use std::fmt;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// Deliveries with the same body within such a span, counted from the epoch, have the same key.
pub const BUCKET_SECONDS: i64 = 10;

/// Identifies a delivery together with its source; a redelivery has the same key.
///
/// Printable ASCII, at most 300 characters. Where it comes from:
///
/// | scheme | key |
/// |---|---|
/// | `standard` | the signed id |
/// | `github`, and `hmac` and `timestamped` with an `id_header` | the id and the body's hash: the id itself is not signed |
/// | `twitter`, `hmac`, `timestamped` | the body's hash |
/// | `token`, `bearer`, `basic`, `none` | the body's hash and the 10 s in which it came |
///
/// The hash of a body alone is remembered for as long as keys are kept, 90 days by default. This
/// prevents replays where nothing that is signed tells a repeat from a replay. The price: a second
/// delivery with the same body is ignored. An `id_header`, or an id or time in the body, tells them
/// apart.
///
/// The last row is for senders such as Eventbrite, which send no id and whose bodies repeat: the same
/// bytes mean "event 7 changed" today and tomorrow. A redelivery that falls into the next 10 s has
/// another key and is applied again, which is harmless because applying sets a state and never
/// increments. Equal bodies within the same 10 s count as one delivery. That is harmless if the
/// delivery only triggers a request. If it carries the state, then of A, B and A within 10 s the last A
/// is lost: such a sender has to put an id or a time in its deliveries.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    pub(super) fn of_id(id: &str) -> Self {
        Self(id.to_owned())
    }

    pub(super) fn of_id_and_body(id: &str, body: &[u8]) -> Self {
        Self(format!("{id}:{}", hash(body)))
    }

    pub(super) fn of_body(body: &[u8]) -> Self {
        Self(hash(body))
    }

    pub(super) fn of_body_at(body: &[u8], received: DateTime<Utc>) -> Self {
        Self(format!("{}@{}", hash(body), received.timestamp().div_euclid(BUCKET_SECONDS)))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn hash(body: &[u8]) -> String {
    hex::encode(Sha256::digest(body))
}

/// Whether an id can be stored and printed as it is: visible ASCII, at most 200 characters.
pub(super) fn is_id(id: &str) -> bool {
    (1..=200).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}
