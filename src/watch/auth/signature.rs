//! HMAC-SHA256 over the raw bytes, and comparing without telling how far it matched.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use super::Secret;

/// How a signature is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// 64 hexadecimal digits, all in small or all in capital letters.
    #[default]
    Hex,
    /// 44 characters of standard base64, padding included.
    Base64,
}

/// The signature of a message given in parts.
pub(super) fn mac(secret: &Secret, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose()).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The signature as its header has it.
pub(super) fn written(mac: &[u8], encoding: Encoding) -> String {
    match encoding {
        Encoding::Hex => hex::encode(mac),
        Encoding::Base64 => base64(mac),
    }
}

/// Whether `given` is this signature. Text is compared, not bytes: each signature has one
/// spelling, so that no other passes.
pub(super) fn matches(given: &str, mac: &[u8], encoding: Encoding) -> Choice {
    let is = |text: String| given.as_bytes().ct_eq(text.as_bytes());
    match encoding {
        Encoding::Hex => is(hex::encode(mac)) | is(hex::encode_upper(mac)),
        Encoding::Base64 => is(base64(mac)),
    }
}

/// Whether two texts are the same; of their hashes, so that the time does not tell the length.
pub(super) fn same(given: &[u8], secret: &Secret) -> Choice {
    Sha256::digest(given).ct_eq(&Sha256::digest(secret.expose()))
}

/// Whether any is true. All of them are looked at: which one matched does not show in the time.
pub(super) fn any(choices: impl Iterator<Item = Choice>) -> bool {
    choices.fold(Choice::from(0), |any, choice| any | choice).into()
}
