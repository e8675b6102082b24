//! The Standard Webhooks scheme: `id.timestamp.body` is signed, so that none of them can be changed and
//! an old delivery cannot be replayed.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use super::key::is_id;
use super::signature::{any, base64, mac, matches};
use super::{AuthError, Encoding, IdempotencyKey, Secret, Unverified};

/// The supported version of signatures.
const VERSION: &str = "v1,";

/// The bytes of a secret written `whsec_` and base64, or base64 alone.
pub(super) fn decoded(secret: &Secret) -> Option<Secret> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let text = secret.expose().strip_prefix(b"whsec_").unwrap_or(secret.expose());
    let bytes = Zeroizing::new(GeneralPurpose::new(&alphabet::STANDARD, config).decode(text).ok()?);
    Secret::new(bytes.as_slice()).ok()
}

/// Verifies the signature, then the age.
pub(super) fn verify(
    secrets: &[Secret],
    tolerance_seconds: u32,
    request: &Unverified,
) -> Result<IdempotencyKey, AuthError> {
    let Named { id, timestamp, signature } =
        named("webhook", request).or_else(|refusal| named("svix", request).map_err(|_| refusal))?;
    // With a full stop, a part of the id could be read as the timestamp.
    if !is_id(id) || id.contains('.') {
        return Err(AuthError::MalformedId);
    }
    let sent = seconds(timestamp).ok_or(AuthError::MalformedTimestamp)?;
    let parts = [id.as_bytes(), b".", timestamp.as_bytes(), b".", request.body];
    let macs: Vec<[u8; 32]> = secrets.iter().map(|secret| mac(secret, &parts)).collect();
    let known = signature.split(' ').filter_map(|entry| entry.strip_prefix(VERSION));
    let pairs = known.flat_map(|given| macs.iter().map(move |mac| (given, mac)));
    if !any(pairs.map(|(given, mac)| matches(given, mac, Encoding::Base64))) {
        return Err(AuthError::WrongSignature);
    }
    super::check_age(request.received, sent, tolerance_seconds)?;
    Ok(IdempotencyKey::of_id(id))
}

/// The signature headers of a delivery.
pub(super) fn sign(secret: &Secret, id: &str, at: DateTime<Utc>, body: &[u8]) -> Vec<(String, String)> {
    let timestamp = at.timestamp().to_string();
    let mac = mac(secret, &[id.as_bytes(), b".", timestamp.as_bytes(), b".", body]);
    vec![
        ("webhook-id".into(), id.into()),
        ("webhook-timestamp".into(), timestamp),
        ("webhook-signature".into(), format!("{VERSION}{}", base64(&mac))),
    ]
}

struct Named<'a> {
    id: &'a str,
    timestamp: &'a str,
    signature: &'a str,
}

/// The three headers with a common prefix.
fn named<'a>(prefix: &str, request: &Unverified<'a>) -> Result<Named<'a>, AuthError> {
    let value = |name: &str, missing| request.header(&format!("{prefix}-{name}"))?.ok_or(missing);
    Ok(Named {
        signature: value("signature", AuthError::MissingSignature)?,
        id: value("id", AuthError::MissingId)?,
        timestamp: value("timestamp", AuthError::MalformedTimestamp)?,
    })
}

/// Seconds since the epoch, only digits.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let is_plain = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { text.parse().ok() } else { None }
}
