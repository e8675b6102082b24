//! Asks a listener whether it works.

use std::time::Duration;

use serde::Deserialize;
use ureq::http::{Request, Uri};

use super::client::{CallError, CallLimits, Client};

/// How long a listener that works may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// Longer is no answer of a listener.
const ANSWER_LIMIT_BYTES: u64 = 64 << 10;

/// Why it is not known that a listener works.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckupError {
    /// Not an address.
    #[error("`{0}` is no address; write it like http://127.0.0.1:8001")]
    NotAnAddress(String),
    /// Nobody listens there.
    #[error("nobody listens at {0}; is pdpe watch running there?")]
    Refused(String),
    /// It does not answer.
    #[error("{address} does not answer: {reason}")]
    Silent {
        /// Where.
        address: String,
        /// What went wrong.
        reason: String,
    },
    /// It says that it does not work.
    #[error("{address} is failing (status {status}): {body}")]
    Failing {
        /// Where.
        address: String,
        /// What it answered.
        status: u16,
        /// What it said.
        body: String,
    },
    /// It answers, and not as a listener does.
    #[error("{address} is not a listener of pdpe: it answered {status} without a health report; is the address right?")]
    Stranger {
        /// Where.
        address: String,
        /// What it answered.
        status: u16,
    },
}

/// What `/health` of the listener at an address says.
///
/// ```
/// use pdpe::watch::checkup::{CheckupError, checkup};
/// assert_eq!(checkup("localhost:8001"), Err(CheckupError::NotAnAddress("localhost:8001".into())));
/// ```
///
/// # Errors
/// [`CheckupError`] when it does not work, or does not answer within 3 s.
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
    let silent = |reason: String| CheckupError::Silent { address: address.to_owned(), reason };
    let answer = Client::new(&uri, limits).call(request).map_err(|error| match error {
        CallError::Refused => CheckupError::Refused(address.to_owned()),
        CallError::TooLong => silent("it says too much".into()),
        CallError::Failed(reason) => silent(reason),
    })?;
    let body = String::from_utf8_lossy(&answer.body).trim_end().to_owned();
    match (says(&body).as_deref(), answer.status) {
        (Some("ok"), 200) => Ok(body),
        (Some(_), status) => Err(CheckupError::Failing { address: address.to_owned(), status, body }),
        (None, status) => Err(CheckupError::Stranger { address: address.to_owned(), status }),
    }
}

/// How a listener says that it is; none if it is not one.
fn says(body: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Health {
        status: String,
        // Others say how they are, too; of these a listener alone has both.
        #[serde(rename = "journal")]
        _journal: String,
        #[serde(rename = "loop")]
        _main_loop: String,
    }
    serde_json::from_str(body).ok().map(|health: Health| health.status)
}
