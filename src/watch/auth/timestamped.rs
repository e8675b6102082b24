//! Signatures of a time and the body: Stripe, Ticket Tailor, Zendesk, Slack and many others, which differ in the
//! names, the separator and the order. An old delivery cannot be replayed.

use chrono::{DateTime, Utc};

use super::signature::{any, mac, matches, written};
use super::{AuthError, Secret, SignatureHeader, Unverified};

/// Where the time and the signature are, and how they are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampedSignature {
    /// The header with the signature.
    pub signature: SignatureHeader,
    /// Where the time is.
    pub time: TimePlace,
    /// The text between the time and the body when they are signed, such as `.`; may be empty.
    pub separator: String,
    /// What is signed first.
    pub order: SignedOrder,
    /// The tolerance of the signed time in seconds, in both directions.
    pub tolerance_seconds: u32,
}

/// Where the signed time is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimePlace {
    /// In a header of its own.
    Header(String),
    /// In a list with the signature, such as `t=1790000000,v1=…`.
    List {
        /// The key of the time.
        time_key: String,
        /// The key of the signatures; each of several is tried.
        signature_key: String,
    },
}

/// The order in which the parts are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignedOrder {
    /// Time, separator, body.
    #[default]
    TimestampFirst,
    /// Body, separator, time.
    BodyFirst,
}

impl TimestampedSignature {
    fn mac(&self, secret: &Secret, timestamp: &str, body: &[u8]) -> [u8; 32] {
        let (prefix, separator) = (self.signature.signed_prefix.as_bytes(), self.separator.as_bytes());
        match self.order {
            SignedOrder::TimestampFirst => mac(secret, &[prefix, timestamp.as_bytes(), separator, body]),
            SignedOrder::BodyFirst => mac(secret, &[prefix, body, separator, timestamp.as_bytes()]),
        }
    }

    /// The time as it stands, and the signatures without their prefix.
    fn parts<'a>(&self, request: &Unverified<'a>) -> Result<(&'a str, Vec<&'a str>), AuthError> {
        let given = request.header(&self.signature.header)?.ok_or(AuthError::MissingSignature)?;
        let (timestamp, signatures) = match &self.time {
            TimePlace::Header(name) => (request.header(name)?, vec![given]),
            TimePlace::List { time_key, signature_key } => {
                let entries = || given.split([',', ';']).filter_map(|entry| entry.trim().split_once('='));
                let of = |wanted: &str| -> Vec<&str> {
                    entries().filter(|(key, _)| *key == wanted).map(|(_, value)| value).collect()
                };
                let timestamp = match of(time_key)[..] {
                    [] => None,
                    [only] => Some(only),
                    _ => return Err(AuthError::MalformedTimestamp),
                };
                (timestamp, of(signature_key))
            }
        };
        let prefix = self.signature.prefix.as_str();
        let signatures: Vec<&str> =
            signatures.into_iter().filter_map(|signature| signature.strip_prefix(prefix)).collect();
        if signatures.is_empty() {
            return Err(AuthError::MalformedSignature);
        }
        Ok((timestamp.ok_or(AuthError::MalformedTimestamp)?, signatures))
    }

    /// Verifies the signature, then the age.
    pub(super) fn verify(&self, secrets: &[Secret], request: &Unverified) -> Result<(), AuthError> {
        let (timestamp, signatures) = self.parts(request)?;
        let sent = time(timestamp).ok_or(AuthError::MalformedTimestamp)?;
        let macs: Vec<[u8; 32]> = secrets.iter().map(|secret| self.mac(secret, timestamp, request.body)).collect();
        let pairs = signatures.iter().flat_map(|given| macs.iter().map(move |mac| (given, mac)));
        if !any(pairs.map(|(given, mac)| matches(given, mac, self.signature.encoding))) {
            return Err(AuthError::WrongSignature);
        }
        super::check_age(request.received, sent, self.tolerance_seconds)
    }

    /// The headers of a delivery signed at a time.
    pub(super) fn sign(&self, secret: &Secret, at: DateTime<Utc>, body: &[u8]) -> Vec<(String, String)> {
        let timestamp = at.timestamp().to_string();
        let mac = written(&self.mac(secret, &timestamp, body), self.signature.encoding);
        let SignatureHeader { header, prefix, .. } = &self.signature;
        match &self.time {
            TimePlace::Header(name) => {
                vec![(name.clone(), timestamp), (header.clone(), format!("{prefix}{mac}"))]
            }
            TimePlace::List { time_key, signature_key } => {
                vec![(header.clone(), format!("{time_key}={timestamp},{signature_key}={prefix}{mac}"))]
            }
        }
    }
}

/// The second since the epoch of a time: seconds, milliseconds (13 digits) or RFC 3339.
fn time(text: &str) -> Option<i64> {
    match super::standard::seconds(text) {
        Some(seconds) => Some(seconds),
        None if text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse().ok().map(|milliseconds: i64| milliseconds / 1000)
        }
        None => DateTime::parse_from_rfc3339(text).ok().map(|time| time.timestamp()),
    }
}
