//! Idempotency keys: by what a delivery that comes twice is known.

use std::fmt;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// Deliveries with one body that come within such a span, counted from the epoch, are one.
pub const BUCKET_SECONDS: i64 = 10;

/// What two deliveries of the same thing have in common; unique only together with the source.
///
/// Printable ASCII, at most 300 characters. Where it comes from:
///
/// | scheme | key |
/// |---|---|
/// | `standard` | the signed id |
/// | `github`, and `hmac` with an `id_header` | the id and the body's hash: the id itself is not signed |
/// | `twitter`, `hmac` | the body's hash |
/// | `token`, `none` | the body's hash and the 10 s in which it came |
///
/// A body's hash alone is known for as long as keys are kept, 90 days by default. That is what stops
/// replays where nothing that is signed tells a repeat from one: whoever saw a delivery could send it
/// again. The price is that a sender who means the same body twice is heard once; an `id_header`, or a
/// number or a time in the body, tells them apart.
///
/// The last is for senders such as Eventbrite, which give no id of their own and whose bodies
/// repeat: the same few bytes say "event 7 changed" today and tomorrow. A retry that falls into
/// the next 10 s, be it a moment later, has another key and is applied again. That does no harm as
/// long as applying means "set to what is so now" and never "one more". What reads the same within
/// 10 s is taken for a retry. Where a delivery only calls for a look-up, that does no harm either: it
/// is made once more. Where it says what is so, it may: of A, B and A again within 10 s the last A is
/// lost, and B stays. Such a sender has to number its deliveries or put a time in them.
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

/// Whether an id can be kept and printed as it is: visible ASCII, at most 200 characters.
pub(super) fn is_id(id: &str) -> bool {
    (1..=200).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}
