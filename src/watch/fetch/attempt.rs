//! One attempt: the request, whether its answer can be used, and whether to try again.

use std::time::Duration;

use chrono_tz::Tz;
use ureq::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use ureq::http::{HeaderMap, HeaderValue, Request};
use zeroize::Zeroizing;

use super::super::auth::Secret;
use super::super::sources::eventbrite::{LookUp, answers};
use super::{BaseAddress, FetchError, FetchSettings};
use crate::fetch::client::{CallError, CallLimits, Client, HttpAnswer};
use crate::text::escaped;

/// The result of an attempt.
pub(super) enum Attempt {
    /// The body of a usable answer.
    Answered(Vec<u8>),
    Failed(FetchError),
    /// Another attempt may succeed.
    Again {
        reason: String,
        /// `Retry-After`, if present.
        retry_after: Option<Duration>,
        /// Whether it applies to every request.
        everyone: bool,
    },
}

/// Sends requests.
pub(super) struct Asker {
    client: Client,
    base: BaseAddress,
    token: Secret,
    zone: Tz,
}

impl Asker {
    pub(super) fn new(settings: &FetchSettings) -> Self {
        let limits = CallLimits {
            connect_within: settings.connect_within,
            answer_within: settings.answer_within,
            body_limit_bytes: settings.body_limit_bytes,
        };
        Self {
            client: Client::new(&settings.base.0, limits),
            base: settings.base.clone(),
            token: settings.token.clone(),
            zone: settings.zone,
        }
    }

    /// The authorization header; none if the token cannot be put in one.
    pub(super) fn authorization(&self) -> Option<HeaderValue> {
        let value = Zeroizing::new([b"Bearer ", self.token.expose()].concat());
        let is_plain = self.token.expose().iter().all(u8::is_ascii_graphic);
        let mut value = HeaderValue::from_bytes(&value).ok().filter(|_| is_plain)?;
        value.set_sensitive(true);
        Some(value)
    }

    pub(super) fn ask(&self, what: &LookUp) -> Attempt {
        let path = what.path();
        let request = self.authorization().and_then(|token| {
            let request = Request::get(format!("{}/{path}", self.base)).header(ACCEPT, "application/json");
            request.header(AUTHORIZATION, token).body(()).ok()
        });
        let Some(request) = request else {
            return Attempt::Failed(FetchError::Unusable { path, reason: "the request could not be built".into() });
        };
        match self.client.call(request) {
            Ok(answer) => self.understand(what, path, answer),
            Err(CallError::TooLong) => {
                Attempt::Failed(FetchError::Unusable { path, reason: "it is longer than any event could be".into() })
            }
            Err(CallError::Refused) => again("connection refused".into()),
            Err(CallError::Failed(reason)) => again(reason),
        }
    }

    fn understand(&self, what: &LookUp, path: String, answer: HttpAnswer) -> Attempt {
        let status = answer.status;
        let unusable = |path, reason| Attempt::Failed(FetchError::Unusable { path, reason });
        match status {
            200 => {}
            404 | 410 => return Attempt::Failed(FetchError::Gone { path, status }),
            401 | 403 => return Attempt::Failed(FetchError::Forbidden { path, status }),
            408 | 429 | 500..=599 => {
                let retry_after = retry_after(&answer.headers);
                let everyone = status == 429 || retry_after.is_some();
                return Attempt::Again { reason: format!("status {status}"), retry_after, everyone };
            }
            300..=399 => {
                return unusable(path, format!("status {status} is a redirect, and redirects are not followed"));
            }
            _ => return unusable(path, format!("status {status}")),
        }
        if let Err(found) = is_json(&answer.headers) {
            return unusable(path, format!("its content type is {found}, not JSON"));
        }
        // The caller keeps the body and reads it again, also after a restart.
        match answers::meaning(what, &answer.body, self.zone) {
            Ok(_) => Attempt::Answered(answer.body),
            Err(reason) => unusable(path, reason),
        }
    }
}

fn again(reason: String) -> Attempt {
    Attempt::Again { reason, retry_after: None, everyone: false }
}

/// The seconds of `Retry-After`; dates are ignored.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let is_number = !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| Duration::from_secs(seconds.parse().unwrap_or(u64::MAX)))
}

/// Whether the content type is JSON; else what it is.
fn is_json(headers: &HeaderMap) -> Result<(), String> {
    let Some(value) = headers.get(CONTENT_TYPE) else { return Err("missing".into()) };
    let text = String::from_utf8_lossy(value.as_bytes());
    let kind = text.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/json") { Ok(()) } else { Err(format!("`{}`", escaped(kind))) }
}
