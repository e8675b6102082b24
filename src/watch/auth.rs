//! The signature schemes of senders, verified over the raw bytes.
//!
//! ```
//! use chrono::DateTime;
//! use pdpe::watch::testing::{Headers, AuthError, Scheme, Secret, Unverified, Verifier};
//!
//! let verifier = Verifier::new(Scheme::Github, vec![Secret::new("It's a Secret to Everybody")?])?;
//! let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
//! let headers = Headers::new([("X-Hub-Signature-256", signature)]);
//! let request = Unverified { headers: &headers, token: None, body: b"Hello, World!", received: DateTime::UNIX_EPOCH };
//! assert!(verifier.verify(&request).is_ok());
//! assert_eq!(verifier.verify(&Unverified { body: b"Hello, World?", ..request }), Err(AuthError::WrongSignature));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! All comparisons are in constant time, and every secret is tried, so that secrets can be rotated. A
//! [`AuthError`] is for statistics: the sender receives 401 without a reason.

mod key;
mod secret;
mod signature;
mod standard;
mod timestamped;

use chrono::{DateTime, Utc};

use super::headers::Headers;
use signature::{any, mac, matches, same, written};

pub use key::{BUCKET_SECONDS, IdempotencyKey};
pub(super) use secret::places;
pub use secret::{Secret, SecretError, SecretPlace};
pub use signature::Encoding;
pub use timestamped::{SignedOrder, TimePlace, TimestampedSignature};

/// The default tolerance of a signed time.
pub const TOLERANCE_SECONDS: u32 = 300;

/// The shortest token in characters; a shorter one could be guessed.
const SHORTEST_TOKEN: usize = 16;

/// How a source proves its identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature` (or `svix-…`).
    Standard {
        /// The tolerance of the signed time, in both directions.
        tolerance_seconds: u32,
    },
    /// `X-Hub-Signature-256: sha256=<hex>`.
    Github,
    /// `x-twitter-webhooks-signature: sha256=<base64>`, and the CRC challenge.
    Twitter,
    /// A signature of the body in a configurable header.
    Hmac(SignatureHeader),
    /// A signature of a time and the body.
    Timestamped(TimestampedSignature),
    /// A secret in the path or the query: `/webhooks/eventbrite/<token>` or `?token=`.
    Token,
    /// A token in `Authorization: Bearer <token>`.
    Bearer,
    /// `Authorization: Basic` with the secret `user:password`.
    Basic,
    /// No proof.
    None,
}

/// The header with the signature of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureHeader {
    /// Its name.
    pub header: String,
    /// The prefix of the signature, such as `sha256=`; may be empty.
    pub prefix: String,
    /// The encoding of the signature.
    pub encoding: Encoding,
    /// The header with the delivery's id, if there is one.
    pub id_header: Option<String>,
    /// The text that is signed before all else, such as the address of the listener; may be empty.
    pub signed_prefix: String,
}

impl Scheme {
    /// Its name in settings.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Standard { .. } => "standard",
            Self::Github => "github",
            Self::Twitter => "twitter",
            Self::Hmac(_) => "hmac",
            Self::Timestamped(_) => "timestamped",
            Self::Token => "token",
            Self::Bearer => "bearer",
            Self::Basic => "basic",
            Self::None => "none",
        }
    }

    /// Whether it proves who wrote the body, not only who sent it.
    pub fn is_signature(&self) -> bool {
        !matches!(self, Self::Token | Self::Bearer | Self::Basic | Self::None)
    }

    /// The challenge of an answer 401. No webhook scheme has a registered name, and the sender knows its own.
    pub(super) fn challenge(&self) -> &'static str {
        match self {
            Self::Bearer => "Bearer realm=\"pdpe\"",
            Self::Basic => "Basic realm=\"pdpe\"",
            _ => "Webhook",
        }
    }

    /// The signature header, for the schemes that sign only the body.
    fn signature_header(&self) -> Option<SignatureHeader> {
        let named = |header: &str, encoding, id_header: Option<&str>| SignatureHeader {
            header: header.into(),
            prefix: "sha256=".into(),
            encoding,
            id_header: id_header.map(str::to_owned),
            signed_prefix: String::new(),
        };
        match self {
            Self::Github => Some(named("X-Hub-Signature-256", Encoding::Hex, Some("X-GitHub-Delivery"))),
            Self::Twitter => Some(named("x-twitter-webhooks-signature", Encoding::Base64, None)),
            Self::Hmac(header) => Some(header.clone()),
            _ => None,
        }
    }
}

/// The parts of a request that identify its sender.
#[derive(Clone, Copy, Debug)]
pub struct Unverified<'a> {
    /// Its headers.
    pub headers: &'a Headers,
    /// The token in the path as it stands, or in the query, percent-decoded.
    pub token: Option<&'a str>,
    /// The raw body.
    pub body: &'a [u8],
    /// When it arrived.
    pub received: DateTime<Utc>,
}

impl<'a> Unverified<'a> {
    /// A header that must not be repeated.
    fn header(&self, name: &str) -> Result<Option<&'a str>, AuthError> {
        self.headers.only(name).map_err(|_| AuthError::RepeatedHeader)
    }

    /// What follows the scheme in `Authorization`.
    fn authorization(&self, scheme: &str) -> Result<Option<&'a str>, AuthError> {
        let given = self.header("authorization")?.and_then(|value| value.trim().split_once(' '));
        Ok(given.filter(|(given, _)| given.eq_ignore_ascii_case(scheme)).map(|(_, shown)| shown.trim()))
    }
}

/// Why a request is not authentic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AuthError {
    /// No signature.
    MissingSignature,
    /// The signature lacks its prefix.
    MalformedSignature,
    /// No secret gives this signature for these bytes.
    WrongSignature,
    /// The scheme signs an id, and there is none.
    MissingId,
    /// An id with a full stop, a blank or a control character, or a very long one.
    MalformedId,
    /// No timestamp in seconds.
    MalformedTimestamp,
    /// Signed too long ago.
    TooOld,
    /// Signed for a time in the future.
    FromTheFuture,
    /// A relevant header is repeated.
    RepeatedHeader,
    /// No token in the path or query.
    MissingToken,
    /// An unknown token.
    WrongToken,
    /// A signed body that is not a JSON object, and so might be an answered challenge.
    NotAnObject,
    /// A challenge that could be a body, or for another scheme.
    WrongChallenge,
}

impl AuthError {
    /// Its name in statistics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MissingSignature => "missing_signature",
            Self::MalformedSignature => "malformed_signature",
            Self::WrongSignature => "wrong_signature",
            Self::MissingId => "missing_id",
            Self::MalformedId => "malformed_id",
            Self::MalformedTimestamp => "malformed_timestamp",
            Self::TooOld => "too_old",
            Self::FromTheFuture => "from_the_future",
            Self::RepeatedHeader => "repeated_header",
            Self::MissingToken => "missing_token",
            Self::WrongToken => "wrong_token",
            Self::NotAnObject => "not_an_object",
            Self::WrongChallenge => "wrong_challenge",
        }
    }
}

/// Why a scheme and its secrets do not fit together. No message shows a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemeError {
    /// A scheme without a secret.
    #[error("scheme {0} needs a secret")]
    NoSecret(&'static str),
    /// Secrets for the scheme `none`.
    #[error("scheme none takes no secrets; choose another scheme or leave them out")]
    UselessSecret,
    /// A secret of the scheme `standard` that is not base64.
    #[error("secret {0} is not base64 (after `whsec_`), as scheme standard requires")]
    NotBase64(usize),
    /// A token that could be guessed.
    #[error("token {0} is shorter than {SHORTEST_TOKEN} characters; make one with: openssl rand -hex 16")]
    ShortToken(usize),
    /// A secret of the scheme `basic` without a user.
    #[error("secret {0} is not USER:PASSWORD, as scheme basic requires")]
    NotUserPassword(usize),
    /// A token that needs escaping in an address.
    #[error(
        "token {0} contains characters other than letters, digits and - _ . ~; make one with: openssl rand -hex 16"
    )]
    TokenCharacters(usize),
}

/// A scheme with its secrets.
#[derive(Clone, Debug)]
pub struct Verifier {
    scheme: Scheme,
    secrets: Vec<Secret>,
}

impl Verifier {
    /// Whether one of its secrets is the beginning of one of the secrets `before`, and shorter.
    pub(super) fn is_cut_off(&self, before: &Self) -> bool {
        let is_cut = |secret: &Secret| {
            let bytes = secret.expose();
            let is_beginning_of =
                |other: &Secret| other.expose().len() > bytes.len() && other.expose().starts_with(bytes);
            before.secrets.iter().any(is_beginning_of)
        };
        self.secrets.iter().any(is_cut)
    }

    /// Combines a scheme with its secrets; any of them verifies, the first one signs.
    ///
    /// # Errors
    /// [`SchemeError`] when a secret is missing or unusable; secrets are counted from 1.
    pub fn new(scheme: Scheme, secrets: Vec<Secret>) -> Result<Self, SchemeError> {
        match (&scheme, secrets.is_empty()) {
            (Scheme::None, false) => return Err(SchemeError::UselessSecret),
            (Scheme::None, true) | (_, false) => {}
            (_, true) => return Err(SchemeError::NoSecret(scheme.as_str())),
        }
        let mut numbered = secrets.iter().enumerate().map(|(index, secret)| (index + 1, secret));
        let secrets = match scheme {
            Scheme::Standard { .. } => numbered
                .map(|(number, secret)| standard::decoded(secret).ok_or(SchemeError::NotBase64(number)))
                .collect::<Result<_, _>>()?,
            Scheme::Token | Scheme::Bearer => {
                numbered.try_for_each(|(number, secret)| token(number, secret))?;
                secrets
            }
            Scheme::Basic => {
                if let Some((number, _)) = numbered.find(|(_, secret)| !secret.expose().contains(&b':')) {
                    return Err(SchemeError::NotUserPassword(number));
                }
                secrets
            }
            _ => secrets,
        };
        Ok(Self { scheme, secrets })
    }

    /// The scheme.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Whether a secret is shorter than 16 bytes, so that it could be guessed.
    pub fn has_short_secret(&self) -> bool {
        self.secrets.iter().any(Secret::is_short)
    }

    /// The secret used for signing.
    pub(super) fn first_secret(&self) -> Option<&Secret> {
        self.secrets.first()
    }

    /// Verifies a request and returns its idempotency key.
    ///
    /// # Errors
    /// [`AuthError`], for statistics; the sender gets no reason.
    pub fn verify(&self, request: &Unverified) -> Result<IdempotencyKey, AuthError> {
        match &self.scheme {
            Scheme::Standard { tolerance_seconds } => standard::verify(&self.secrets, *tolerance_seconds, request),
            Scheme::Timestamped(timestamped) => {
                timestamped.verify(&self.secrets, request)?;
                key_of(request, timestamped.signature.id_header.as_deref())
            }
            Scheme::Token => self.verify_shown(request.token.map(str::as_bytes), request),
            Scheme::Bearer => self.verify_shown(request.authorization("bearer")?.map(str::as_bytes), request),
            Scheme::Basic => {
                let given = request.authorization("basic")?.ok_or(AuthError::MissingToken)?;
                let given = signature::from_base64(given).ok_or(AuthError::WrongToken)?;
                self.verify_shown(Some(&given), request)
            }
            Scheme::None => Ok(IdempotencyKey::of_body_at(request.body, request.received)),
            Scheme::Github | Scheme::Twitter | Scheme::Hmac(_) => self.verify_body(request),
        }
    }

    /// Verifies a secret that is sent along.
    fn verify_shown(&self, shown: Option<&[u8]>, request: &Unverified) -> Result<IdempotencyKey, AuthError> {
        let shown = shown.ok_or(AuthError::MissingToken)?;
        if !any(self.secrets.iter().map(|secret| same(shown, secret))) {
            return Err(AuthError::WrongToken);
        }
        Ok(IdempotencyKey::of_body_at(request.body, request.received))
    }

    /// Verifies a signature of the body alone.
    fn verify_body(&self, request: &Unverified) -> Result<IdempotencyKey, AuthError> {
        let known = self.scheme.signature_header().ok_or(AuthError::MissingSignature)?;
        let header = request.header(&known.header)?.ok_or(AuthError::MissingSignature)?;
        let given = header.strip_prefix(known.prefix.as_str()).ok_or(AuthError::MalformedSignature)?;
        let signed = [known.signed_prefix.as_bytes(), request.body];
        let macs = self.secrets.iter().map(|secret| mac(secret, &signed));
        if !any(macs.map(|mac| matches(given, &mac, known.encoding))) {
            return Err(AuthError::WrongSignature);
        }
        // Anyone can have a challenge signed: this keeps the answer from passing as a delivery.
        if self.scheme == Scheme::Twitter && request.body.trim_ascii_start().first() != Some(&b'{') {
            return Err(AuthError::NotAnObject);
        }
        key_of(request, known.id_header.as_deref())
    }

    /// The JSON that answers Twitter's `GET …?crc_token=TOKEN`.
    ///
    /// The answer is a signature, and anyone may request one. So a token is answered only if it is 1…128
    /// characters of `A-Za-z0-9+/=_.-`, none of which can begin a JSON object, and
    /// [`verify`](Self::verify) accepts only bodies that begin like one.
    ///
    /// # Errors
    /// [`AuthError::WrongChallenge`] for any other token and any other scheme.
    pub fn answer_challenge(&self, crc_token: &str) -> Result<String, AuthError> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=_.-".contains(&byte);
        let is_token = (1..=128).contains(&crc_token.len()) && crc_token.bytes().all(is_plain);
        match self.secrets.first() {
            Some(secret) if is_token && self.scheme == Scheme::Twitter => {
                let signature = signature::base64(&mac(secret, &[crc_token.as_bytes()]));
                Ok(format!("{{\"response_token\":\"sha256={signature}\"}}"))
            }
            _ => Err(AuthError::WrongChallenge),
        }
    }

    /// The signature headers of a delivery, by the first secret; empty for schemes without headers. The id
    /// is included if the scheme has one.
    pub fn sign(&self, id: &str, at: DateTime<Utc>, body: &[u8]) -> Vec<(String, String)> {
        let Some(secret) = self.secrets.first() else { return Vec::new() };
        let authorization = |value: String| vec![("Authorization".into(), value)];
        let (mut headers, id_header) = match &self.scheme {
            Scheme::Standard { .. } => return standard::sign(secret, id, at, body),
            Scheme::Bearer => return authorization(format!("Bearer {}", String::from_utf8_lossy(secret.expose()))),
            Scheme::Basic => return authorization(format!("Basic {}", signature::base64(secret.expose()))),
            Scheme::Timestamped(timestamped) => {
                (timestamped.sign(secret, at, body), timestamped.signature.id_header.clone())
            }
            other => {
                let Some(known) = other.signature_header() else { return Vec::new() };
                let signature = written(&mac(secret, &[known.signed_prefix.as_bytes(), body]), known.encoding);
                (vec![(known.header, format!("{}{signature}", known.prefix))], known.id_header)
            }
        };
        headers.extend(id_header.map(|name| (name, id.to_owned())));
        headers
    }
}

/// The key of a delivery whose id, if it has one, is not signed.
fn key_of(request: &Unverified, id_header: Option<&str>) -> Result<IdempotencyKey, AuthError> {
    match id_header.map(|name| request.header(name)).transpose()?.flatten() {
        None => Ok(IdempotencyKey::of_body(request.body)),
        Some(id) if key::is_id(id) => Ok(IdempotencyKey::of_id_and_body(id, request.body)),
        Some(_) => Err(AuthError::MalformedId),
    }
}

/// Whether a signed time is near the time of arrival.
fn check_age(received: DateTime<Utc>, sent_seconds: i64, tolerance_seconds: u32) -> Result<(), AuthError> {
    match received.timestamp().saturating_sub(sent_seconds) {
        age if age > i64::from(tolerance_seconds) => Err(AuthError::TooOld),
        age if age < -i64::from(tolerance_seconds) => Err(AuthError::FromTheFuture),
        _ => Ok(()),
    }
}

fn token(number: usize, secret: &Secret) -> Result<(), SchemeError> {
    let bytes = secret.expose();
    if !bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte)) {
        return Err(SchemeError::TokenCharacters(number));
    }
    if bytes.len() < SHORTEST_TOKEN { Err(SchemeError::ShortToken(number)) } else { Ok(()) }
}
