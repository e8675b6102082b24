//! Asks a listener whether it works.

use std::time::Duration;

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
}

/// What `/health` of the listener at an address says.
///
/// # Errors
/// [`CheckupError`] when it does not work, or does not answer within 3 s.
pub fn checkup(address: &str) -> Result<String, CheckupError> {
    let not_an_address = || CheckupError::NotAnAddress(address.to_owned());
    let address = address.trim_end_matches('/').trim_end_matches("/health");
    let uri: Uri = address.parse().map_err(|_| not_an_address())?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none() {
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
    if answer.status == 200 {
        Ok(body)
    } else {
        Err(CheckupError::Failing { address: address.to_owned(), status: answer.status, body })
    }
}
