//! Queries the health of a listener.

use std::time::Duration;

use serde::Deserialize;
use ureq::http::{Request, Uri};

use crate::fetch::client::{CallError, CallLimits, Client};

/// The time limit for the answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// The longest answer that is read.
const ANSWER_LIMIT_BYTES: u64 = 64 << 10;

/// Why a health check failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckupError {
    /// Not an HTTP address.
    #[error("`{0}` is not an address; write it like http://127.0.0.1:8001")]
    NotAnAddress(String),
    /// The connection was refused.
    #[error("nothing listens at {0}; is pdpe watch running there?")]
    Refused(String),
    /// No answer.
    #[error("{0} does not answer: {1}")]
    Silent(String, String),
    /// The listener reports a failure.
    #[error("{0} is failing (status {1}): {2}")]
    Failing(String, u16, String),
    /// The answer is not that of a listener.
    #[error("{0} is not a listener of pdpe: it answered {1} without a health report; is the address right?")]
    Stranger(String, u16),
}

/// The answer of `/health` of the listener at an address.
///
/// ```
/// use pdpe::watch::checkup::{CheckupError, checkup};
/// assert_eq!(checkup("localhost:8001"), Err(CheckupError::NotAnAddress("localhost:8001".into())));
/// ```
///
/// # Errors
/// [`CheckupError`] when it is failing, or does not answer within 3 s.
pub fn checkup(address: &str) -> Result<String, CheckupError> {
    let not_an_address = || CheckupError::NotAnAddress(address.to_owned());
    let address = address.trim_end_matches('/').trim_end_matches("/health");
    let uri: Uri = address.parse().map_err(|_| not_an_address())?;
    let is_host = uri.host().is_some_and(|host| !host.is_empty()) && uri.query().is_none() && !address.contains('#');
    if !matches!(uri.scheme_str(), Some("http" | "https")) || !is_host {
        return Err(not_an_address());
    }
    let limits = CallLimits {
        connect_within: ANSWER_WITHIN,
        answer_within: ANSWER_WITHIN,
        body_limit_bytes: ANSWER_LIMIT_BYTES,
    };
    let request = Request::get(format!("{address}/health"));
    let request = request.body(()).map_err(|_| not_an_address())?;
    let silent = |reason: String| CheckupError::Silent(address.to_owned(), reason);
    let answer = Client::new(&uri, limits).call(request).map_err(|error| match error {
        CallError::Refused => CheckupError::Refused(address.to_owned()),
        CallError::TooLong => silent("the answer is too long".into()),
        CallError::Failed(reason) => silent(reason),
    })?;
    let body = String::from_utf8_lossy(&answer.body).trim_end().to_owned();
    match (status_in(&body).as_deref(), answer.status) {
        (Some("ok"), 200) => Ok(body),
        (Some(_), status) => Err(CheckupError::Failing(address.to_owned(), status, body)),
        (None, status) => Err(CheckupError::Stranger(address.to_owned(), status)),
    }
}

/// The status in a listener's health report; none if the body is something else.
fn status_in(body: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Health {
        status: String,
        // Other programs report a status too; only a listener has both of these.
        #[serde(rename = "journal")]
        _journal: String,
        #[serde(rename = "loop")]
        _main_loop: String,
    }
    serde_json::from_str(body).ok().map(|health: Health| health.status)
}
