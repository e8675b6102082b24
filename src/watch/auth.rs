//! The schemes by which senders sign, verified over the raw bytes.
//!
//! ```
//! use chrono::DateTime;
//! use pdpe::watch::testing::{Headers, Refusal, Scheme, Secret, Unverified, Verifier};
//!
//! let verifier = Verifier::new(Scheme::Github, vec![Secret::new("It's a Secret to Everybody")?])?;
//! let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
//! let headers = Headers::new([("X-Hub-Signature-256", signature)]);
//! let request = Unverified { headers: &headers, token: None, body: b"Hello, World!", received: DateTime::UNIX_EPOCH };
//! assert!(verifier.verify(&request).is_ok());
//! assert_eq!(verifier.verify(&Unverified { body: b"Hello, World?", ..request }), Err(Refusal::WrongSignature));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! All comparisons take the same time wherever the first difference is, and every secret is
//! tried, so that a new one can be added before the old one goes. A [`Refusal`] is for counters:
//! the sender is told 401 and no more.

mod key;
mod secret;
mod signature;
mod standard;

use chrono::{DateTime, Utc};

use super::headers::Headers;
use signature::{any, mac, matches, same, written};

pub use key::{BUCKET_SECONDS, IdempotencyKey};
pub(super) use secret::places;
pub use secret::{Secret, SecretError, SecretPlace};
pub use signature::Encoding;

/// How far a signed time may be off, unless the settings say otherwise.
pub const TOLERANCE_SECONDS: u32 = 300;

/// The shortest token: 16 characters, or it could be guessed.
const SHORTEST_TOKEN: usize = 16;

/// How a source proves who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature` (or `svix-…`).
    Standard {
        /// How far the signed time may be off, either way.
        tolerance_seconds: u32,
    },
    /// `X-Hub-Signature-256: sha256=<hex>`.
    Github,
    /// `x-twitter-webhooks-signature: sha256=<base64>`, and the challenge.
    Twitter,
    /// A signature of the body in a header of any name.
    Hmac(SignatureHeader),
    /// A secret in the address: `/webhooks/eventbrite/<token>` or `?token=`.
    Token,
    /// Whoever it is.
    None,
}

/// The header with the signature of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureHeader {
    /// Its name.
    pub header: String,
    /// What stands before the signature, such as `sha256=`; may be empty.
    pub prefix: String,
    /// How the signature is written.
    pub encoding: Encoding,
    /// The header that numbers the deliveries, if there is one.
    pub id_header: Option<String>,
}

impl Scheme {
    /// The word for it in settings.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Standard { .. } => "standard",
            Self::Github => "github",
            Self::Twitter => "twitter",
            Self::Hmac(_) => "hmac",
            Self::Token => "token",
            Self::None => "none",
        }
    }

    /// Where the signature of the body is, for the schemes that sign nothing else.
    fn signature_header(&self) -> Option<SignatureHeader> {
        let named = |header: &str, encoding, id_header: Option<&str>| SignatureHeader {
            header: header.into(),
            prefix: "sha256=".into(),
            encoding,
            id_header: id_header.map(str::to_owned),
        };
        match self {
            Self::Github => Some(named("X-Hub-Signature-256", Encoding::Hex, Some("X-GitHub-Delivery"))),
            Self::Twitter => Some(named("x-twitter-webhooks-signature", Encoding::Base64, None)),
            Self::Hmac(header) => Some(header.clone()),
            Self::Standard { .. } | Self::Token | Self::None => None,
        }
    }
}

/// What of a request says who sent it.
#[derive(Clone, Copy, Debug)]
pub struct Unverified<'a> {
    /// Its headers.
    pub headers: &'a Headers,
    /// The token in its address, if there is one: a step of the path as it is, or percent-decoded from the query.
    pub token: Option<&'a str>,
    /// The body, byte by byte as it came.
    pub body: &'a [u8],
    /// When it came.
    pub received: DateTime<Utc>,
}

impl<'a> Unverified<'a> {
    /// A header that may be there once.
    fn header(&self, name: &str) -> Result<Option<&'a str>, Refusal> {
        self.headers.only(name).map_err(|_| Refusal::RepeatedHeader)
    }
}

/// Why a request is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Refusal {
    /// No signature.
    MissingSignature,
    /// The signature has not the prefix it should have.
    MalformedSignature,
    /// The signature is not that of these bytes with any of the secrets.
    WrongSignature,
    /// No id where the scheme signs one.
    MissingId,
    /// An id with a full stop, a blank, a control character, or a very long one.
    MalformedId,
    /// No timestamp, or not one in seconds.
    MalformedTimestamp,
    /// Signed too long ago.
    TooOld,
    /// Signed for a time to come.
    FromTheFuture,
    /// A header that counts is there more than once.
    RepeatedHeader,
    /// No token in the address.
    MissingToken,
    /// A token in the address, but none of those known.
    WrongToken,
    /// A signed body that is no JSON object, and so might be an answered challenge.
    NotAnObject,
    /// A challenge that could be a body, or a source that is not challenged.
    WrongChallenge,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::MissingSignature,
        Self::MalformedSignature,
        Self::WrongSignature,
        Self::MissingId,
        Self::MalformedId,
        Self::MalformedTimestamp,
        Self::TooOld,
        Self::FromTheFuture,
        Self::RepeatedHeader,
        Self::MissingToken,
        Self::WrongToken,
        Self::NotAnObject,
        Self::WrongChallenge,
    ];

    /// The word for it in statistics.
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

/// Why a scheme and its secrets do not go together. No message shows a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemeError {
    /// A scheme without a secret.
    #[error("scheme {0} needs a secret")]
    NoSecret(&'static str),
    /// Secrets that would be ignored.
    #[error("scheme none takes no secrets; choose another scheme or leave them out")]
    UselessSecret,
    /// A secret of the standard scheme that is not base64.
    #[error("secret {0} is not base64 (after `whsec_`), as the scheme standard has it")]
    NotBase64(usize),
    /// A token that could be guessed.
    #[error("token {0} is shorter than {SHORTEST_TOKEN} characters; make one with: openssl rand -hex 16")]
    ShortToken(usize),
    /// A token that cannot stand in an address.
    #[error("token {0} has characters other than letters, digits and - _ . ~; make one with: openssl rand -hex 16")]
    TokenCharacters(usize),
}

/// A scheme with its secrets: verifies requests.
#[derive(Clone, Debug)]
pub struct Verifier {
    scheme: Scheme,
    secrets: Vec<Secret>,
}

impl Verifier {
    /// Puts a scheme together with its secrets; any of them opens, the first one signs.
    ///
    /// # Errors
    /// [`SchemeError`] when a secret is missing or of no use; secrets are counted from 1.
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
            Scheme::Token => {
                numbered.try_for_each(|(number, secret)| token(number, secret))?;
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

    /// Whether one of the secrets is shorter than 16 bytes, and may be found by trying.
    pub fn has_short_secret(&self) -> bool {
        self.secrets.iter().any(Secret::is_short)
    }

    /// The secret that signs.
    pub(super) fn first_secret(&self) -> Option<&Secret> {
        self.secrets.first()
    }

    /// Whether a request is from the sender it should be from; if so, by what a second copy of
    /// it is known.
    ///
    /// # Errors
    /// [`Refusal`], for counters; the sender gets no reason.
    pub fn verify(&self, request: &Unverified) -> Result<IdempotencyKey, Refusal> {
        match &self.scheme {
            Scheme::Standard { tolerance_seconds } => standard::verify(&self.secrets, *tolerance_seconds, request),
            Scheme::Token => {
                let token = request.token.ok_or(Refusal::MissingToken)?;
                let known = any(self.secrets.iter().map(|secret| same(token.as_bytes(), secret)));
                if !known {
                    return Err(Refusal::WrongToken);
                }
                Ok(IdempotencyKey::of_body_at(request.body, request.received))
            }
            Scheme::None => Ok(IdempotencyKey::of_body_at(request.body, request.received)),
            Scheme::Github | Scheme::Twitter | Scheme::Hmac(_) => self.verify_body(request),
        }
    }

    /// Checks a signature that is of the body alone.
    fn verify_body(&self, request: &Unverified) -> Result<IdempotencyKey, Refusal> {
        let known = self.scheme.signature_header().ok_or(Refusal::MissingSignature)?;
        let header = request.header(&known.header)?.ok_or(Refusal::MissingSignature)?;
        let given = header.strip_prefix(known.prefix.as_str()).ok_or(Refusal::MalformedSignature)?;
        let macs = self.secrets.iter().map(|secret| mac(secret, &[request.body]));
        if !any(macs.map(|mac| matches(given, &mac, known.encoding))) {
            return Err(Refusal::WrongSignature);
        }
        // Whoever asks can have a challenge signed; this keeps the answer from being a delivery.
        if self.scheme == Scheme::Twitter && request.body.trim_ascii_start().first() != Some(&b'{') {
            return Err(Refusal::NotAnObject);
        }
        let id = known.id_header.as_deref().map(|name| request.header(name)).transpose()?.flatten();
        match id {
            None => Ok(IdempotencyKey::of_body(request.body)),
            Some(id) if key::is_id(id) => Ok(IdempotencyKey::of_id_and_body(id, request.body)),
            Some(_) => Err(Refusal::MalformedId),
        }
    }

    /// The JSON that answers Twitter's `GET …?crc_token=TOKEN`.
    ///
    /// The answer is a signature, and anybody may ask for one. So a token is answered only if it
    /// is 1…128 characters of `A-Za-z0-9+/=_.-`, none of which begins a JSON object, and
    /// [`verify`](Self::verify) believes only bodies that begin like one.
    ///
    /// # Errors
    /// [`Refusal::WrongChallenge`] for any other token and any other scheme.
    pub fn answer_challenge(&self, crc_token: &str) -> Result<String, Refusal> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=_.-".contains(&byte);
        let is_token = (1..=128).contains(&crc_token.len()) && crc_token.bytes().all(is_plain);
        match self.secrets.first() {
            Some(secret) if is_token && self.scheme == Scheme::Twitter => {
                let signature = signature::base64(&mac(secret, &[crc_token.as_bytes()]));
                Ok(format!("{{\"response_token\":\"sha256={signature}\"}}"))
            }
            _ => Err(Refusal::WrongChallenge),
        }
    }

    /// The headers with which a sender would sign a delivery, by the first secret; none where
    /// the scheme has no headers. An id is sent where the scheme has one.
    pub fn sign(&self, id: &str, at: DateTime<Utc>, body: &[u8]) -> Vec<(String, String)> {
        let Some(secret) = self.secrets.first() else { return Vec::new() };
        if let Scheme::Standard { .. } = self.scheme {
            return standard::sign(secret, id, at, body);
        }
        let Some(known) = self.scheme.signature_header() else { return Vec::new() };
        let signature = written(&mac(secret, &[body]), known.encoding);
        let mut headers = vec![(known.header, format!("{}{signature}", known.prefix))];
        headers.extend(known.id_header.map(|name| (name, id.to_owned())));
        headers
    }
}

fn token(number: usize, secret: &Secret) -> Result<(), SchemeError> {
    let bytes = secret.expose();
    if !bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte)) {
        return Err(SchemeError::TokenCharacters(number));
    }
    if bytes.len() < SHORTEST_TOKEN { Err(SchemeError::ShortToken(number)) } else { Ok(()) }
}
