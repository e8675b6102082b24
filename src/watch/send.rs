//! Signs and posts a test delivery to a listener.
//!
//! ```no_run
//! use std::time::Duration;
//! use pdpe::watch::send::{Target, TrialDelivery};
//! use pdpe::watch::settings::{Scheme, Secret, Verifier};
//!
//! let signer = Verifier::new(Scheme::Github, vec![Secret::new("It's a Secret to Everybody")?])?;
//! let target = Target::new("http://127.0.0.1:8001", "github")?;
//! assert_eq!(target.to_string(), "http://127.0.0.1:8001/webhooks/generic/github");
//! let delivery = TrialDelivery { id: "trial-1", headers: &[], body: b"{}" };
//! let answer = delivery.post(&target, &signer, pdpe::clock::now(), Duration::from_secs(30))?;
//! assert_eq!(answer.status, 200);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ureq::http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING};
use ureq::http::{HeaderName, HeaderValue, Request, StatusCode, Uri};
use zeroize::Zeroizing;

use super::auth::{Scheme, Secret, Verifier};
use super::sources::Source;
use crate::fetch::client::{CallError, CallLimits, Client, is_loopback};

/// The time limit to connect to the listener.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// The longest answer that is read.
const ANSWER_LIMIT_BYTES: u64 = 1 << 20;

/// The address of a delivery. `Display` shows no token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    uri: Uri,
    /// Whether the token is a step of the path, not a parameter of the query.
    token_in_path: bool,
}

/// A test delivery; its content type is JSON unless a header says otherwise.
#[derive(Clone, Copy, Debug)]
pub struct TrialDelivery<'a> {
    /// Its id, for the schemes that number deliveries.
    pub id: &'a str,
    /// Headers besides those of the signature, names and values.
    pub headers: &'a [(String, String)],
    /// Its body.
    pub body: &'a [u8],
}

/// The answer of a listener.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The status, 100…999.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Why a delivery was not posted or not answered. No message shows a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Not an HTTP address.
    #[error("`{0}` is not an address; write it like http://127.0.0.1:8001")]
    NotAnAddress(String),
    /// The address contains a user or a fragment.
    #[error("the address must hold neither a user nor a fragment; write it like http://127.0.0.1:8001")]
    TooMuch,
    /// An invalid header name or value.
    #[error("the header {0:?} cannot be sent: its name or value contains characters that are not allowed")]
    Header(String),
    /// A header about the framing of the request.
    #[error("the header {0} cannot be set: it is derived from the address and the body")]
    Framing(String),
    /// The connection was refused.
    #[error("nothing listens at {0} (connection refused); is `pdpe watch` running there?")]
    Refused(String),
    /// The answer is longer than 1 MiB.
    #[error("the answer of {0} is longer than 1 MiB; is that a listener of pdpe?")]
    TooLong(String),
    /// No complete answer.
    #[error("no answer from {0}: {1}")]
    Failed(String, String),
}

impl Target {
    /// The address of a source's deliveries: a complete address as given; for one with a host only, the
    /// path of `source` on a listener.
    ///
    /// # Errors
    /// [`SendError`] when it is not an `http` or `https` address.
    pub fn new(address: &str, source: &str) -> Result<Self, SendError> {
        let wrong = || SendError::NotAnAddress(address.to_owned());
        if address.contains('#') || address.split(['/', '?']).nth(2).is_some_and(|authority| authority.contains('@')) {
            return Err(SendError::TooMuch);
        }
        let mut uri: Uri = address.parse().map_err(|_| wrong())?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none_or(str::is_empty) {
            return Err(wrong());
        }
        if matches!(uri.path(), "" | "/") && uri.query().is_none() {
            let generic = if matches!(Source::of_name(source), Source::Generic(_)) { "generic/" } else { "" };
            let whole = format!("{}/webhooks/{generic}{source}", address.trim_end_matches('/'));
            uri = whole.parse().map_err(|_| wrong())?;
        }
        Ok(Self { uri, token_in_path: source == "eventbrite" })
    }

    /// Whether others can read what is sent: plain `http` to another machine.
    pub fn is_exposed(&self) -> bool {
        self.uri.scheme_str() == Some("http") && !is_loopback(&self.uri)
    }

    /// The address with the token, in the path for Eventbrite, else as `?token=`.
    fn with_token(&self, token: &Secret) -> Option<Zeroizing<String>> {
        // Tokens consist of letters, digits and `-_.~`, which need no escaping.
        let token = std::str::from_utf8(token.expose()).ok()?;
        let address = self.uri.to_string();
        let (path, query) =
            address.split_once('?').map_or((address.as_str(), None), |(path, query)| (path, Some(query)));
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let whole = match (self.token_in_path, query.is_empty()) {
            (true, _) => format!("{}/{token}{query}", path.trim_end_matches('/')),
            (false, true) => format!("{path}?token={token}"),
            (false, false) => format!("{path}{query}&token={token}"),
        };
        Some(Zeroizing::new(whole))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uri.fmt(f)
    }
}

impl TrialDelivery<'_> {
    /// Signs it with the first secret of `signer` at the time `at`, posts it, and waits for the answer.
    ///
    /// # Errors
    /// [`SendError`] when it cannot be sent or there is no answer. An error status is not an error here.
    pub fn post(
        &self,
        target: &Target,
        signer: &Verifier,
        at: DateTime<Utc>,
        answer_within: Duration,
    ) -> Result<Answered, SendError> {
        let name = || target.to_string();
        let request = self.request(target, signer, at)?;
        let limits = CallLimits { connect_within: CONNECT_WITHIN, answer_within, body_limit_bytes: ANSWER_LIMIT_BYTES };
        match Client::new(&target.uri, limits).call(request) {
            Ok(answer) => Ok(Answered { status: answer.status, body: answer.body }),
            Err(CallError::Refused) => Err(SendError::Refused(name())),
            Err(CallError::TooLong) => Err(SendError::TooLong(name())),
            Err(CallError::Failed(reason)) => Err(SendError::Failed(name(), reason)),
        }
    }

    fn request(&self, target: &Target, signer: &Verifier, at: DateTime<Utc>) -> Result<Request<&[u8]>, SendError> {
        let uri = match (signer.scheme(), signer.first_secret()) {
            (Scheme::Token, Some(token)) => target.with_token(token).and_then(|address| address.parse().ok()),
            _ => Some(target.uri.clone()),
        };
        let uri = uri.ok_or_else(|| SendError::NotAnAddress(target.to_string()))?;
        let mut request =
            Request::post(uri).body(self.body).map_err(|_| SendError::NotAnAddress(target.to_string()))?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in self.headers.iter().chain(&signer.sign(self.id, at, self.body)) {
            let fault = || SendError::Header(name.clone());
            let name: HeaderName = name.parse().map_err(|_| fault())?;
            if [HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION].contains(&name) {
                return Err(SendError::Framing(name.to_string()));
            }
            // A generated header replaces a given one of the same name.
            headers.insert(name, value.parse().map_err(|_| fault())?);
        }
        Ok(request)
    }
}

impl Answered {
    /// Whether the delivery was accepted.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The reason phrase of the status, such as `Unauthorized`; empty if it has none.
    pub fn reason(&self) -> &'static str {
        StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default()
    }
}
