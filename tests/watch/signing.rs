//! Signatures as senders make them, by the words of their documentation and not by the library.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

fn mac(secret: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(bytes);
    mac.finalize().into_bytes().to_vec()
}

/// `sha256=` and hexadecimal digits.
pub fn github(secret: &str, body: &[u8]) -> String {
    format!("sha256={}", hex::encode(mac(secret.as_bytes(), body)))
}

/// `sha256=` and base64.
pub fn twitter(secret: &str, body: &[u8]) -> String {
    format!("sha256={}", STANDARD.encode(mac(secret.as_bytes(), body)))
}

/// `v1,` and base64, over id, time and body.
pub fn standard(secret: &str, id: &str, timestamp: &str, body: &[u8]) -> String {
    let secret = STANDARD.decode(secret.trim_start_matches("whsec_")).unwrap();
    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
    format!("v1,{}", STANDARD.encode(mac(&secret, &signed)))
}
