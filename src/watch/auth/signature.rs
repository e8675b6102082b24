//! HMAC-SHA256 over the raw bytes, and comparison in constant time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::Secret;

/// The encoding of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// 64 hexadecimal digits, all in lower or all in upper case.
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

pub(super) fn from_base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    STANDARD.decode(text).ok().map(Zeroizing::new)
}

/// The encoded signature.
pub(super) fn written(mac: &[u8], encoding: Encoding) -> String {
    match encoding {
        Encoding::Hex => hex::encode(mac),
        Encoding::Base64 => base64(mac),
    }
}

/// Whether `given` is this signature. Comparing the encoded text rejects other encodings of the same
/// bytes.
pub(super) fn matches(given: &str, mac: &[u8], encoding: Encoding) -> Choice {
    let is = |text: String| given.as_bytes().ct_eq(text.as_bytes());
    match encoding {
        Encoding::Hex => is(hex::encode(mac)) | is(hex::encode_upper(mac)),
        Encoding::Base64 => is(base64(mac)),
    }
}

/// Whether two texts are equal. Comparing hashes hides the length of the secret.
pub(super) fn same(given: &[u8], secret: &Secret) -> Choice {
    Sha256::digest(given).ct_eq(&Sha256::digest(secret.expose()))
}

/// Whether any is true. All are evaluated, so that the time does not show which one matched.
pub(super) fn any(choices: impl Iterator<Item = Choice>) -> bool {
    choices.fold(Choice::from(0), |any, choice| any | choice).into()
}
