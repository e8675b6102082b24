//! One request at a time: its limits, its retries, what is kept of its answer, and what is said about it.

use std::fmt;
use std::str::FromStr as _;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ureq::http::header::{ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, RETRY_AFTER};
use ureq::http::{HeaderMap, HeaderName, Request, Uri};
use zeroize::Zeroizing;

use super::client::{CallError, CallLimits, Client, HttpAnswer, is_loopback};
use super::store::{Kept, Store, StoreError};
use crate::clock;
use crate::text::{escaped, grouped};

/// The pause between two requests, so that no service is asked more often than it allows.
const PAUSE: Duration = Duration::from_millis(250);

/// The longest wait that a service may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

const MOST_REDIRECTS: usize = 5;

/// How to ask.
#[derive(Clone, Debug)]
pub struct CallerSettings {
    /// The time limit to connect; default 10 s.
    pub connect_within: Duration,
    /// The time limit of an answer; default 60 s.
    pub answer_within: Duration,
    /// The longest answer; default 64 MiB.
    pub body_limit_bytes: u64,
    /// Attempts per request, at least one; default 6.
    pub attempts: u32,
    /// The wait after the first failure is random, up to this; the limit doubles with each failure. Default 1 s.
    pub first_backoff: Duration,
}

impl Default for CallerSettings {
    fn default() -> Self {
        Self {
            connect_within: Duration::from_secs(10),
            answer_within: Duration::from_secs(60),
            body_limit_bytes: 64 << 20,
            attempts: 6,
            first_backoff: Duration::from_secs(1),
        }
    }
}

/// A key of a service. `Debug` and messages do not show it.
#[derive(Clone)]
pub struct Key(Zeroizing<String>);

impl Key {
    /// A key without surrounding white space; none if it is empty or has characters that no key has.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_plain = !text.is_empty() && text.len() <= 1024 && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_plain.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The key in the query of an address.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// An answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The address asked, without the key.
    pub address: String,
    /// The body.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address cannot be used.
    #[error("{address}: {reason}")]
    Address {
        /// The address, without the key.
        address: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The service refuses. Not retried.
    #[error("{address}: status {status}{}", said.as_ref().map(|said| format!(": {said}")).unwrap_or_default())]
    Refused {
        /// The address, without the key.
        address: String,
        /// The status.
        status: u16,
        /// The beginning of its body, if that is text.
        said: Option<String>,
    },
    /// The answer is longer than the limit. Not retried.
    #[error("{address}: the answer is longer than {limit_mib} MiB; --max-size changes the limit")]
    TooLong {
        /// The address, without the key.
        address: String,
        /// The limit.
        limit_mib: u64,
    },
    /// The service asks for a longer wait than a run should take.
    #[error("{address}: status {status}, and the service asks to wait {seconds} s; try again after that")]
    Wait {
        /// The address, without the key.
        address: String,
        /// The status.
        status: u16,
        /// The wait.
        seconds: u64,
    },
    /// No answer after the last attempt.
    #[error("{address}: no answer in {attempts} attempts; the last: {reason}")]
    Unavailable {
        /// The address, without the key.
        address: String,
        /// The number of attempts.
        attempts: u32,
        /// Why the last one failed.
        reason: String,
    },
    /// The answer is not what the service documents.
    #[error("{address}: {reason}")]
    Unusable {
        /// The address, without the key.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The folder of answers cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The run was interrupted.
    #[error("interrupted")]
    Interrupted,
}

/// Asks one address after the other.
pub struct Caller<'c> {
    settings: CallerSettings,
    store: Option<Store>,
    key: Option<Key>,
    /// Called with a line about each request.
    say: &'c mut dyn FnMut(&str),
    is_interrupted: fn() -> bool,
    has_asked: bool,
}

/// What an attempt gave.
enum Attempt {
    Answered(HttpAnswer),
    Again { reason: String, wait: Option<Duration>, status: u16 },
    Redirect(Uri),
}

impl<'c> Caller<'c> {
    /// A caller that keeps answers in a store, if there is one. `say` gets a line about each request;
    /// `is_interrupted` ends waits.
    pub fn new(
        settings: CallerSettings,
        key: Option<Key>,
        store: Option<Store>,
        is_interrupted: fn() -> bool,
        say: &'c mut dyn FnMut(&str),
    ) -> Self {
        Self { settings, store, key, say, is_interrupted, has_asked: false }
    }

    /// The key in a form that addresses can have, if there is a key.
    pub(super) fn key(&self) -> &str {
        self.key.as_ref().map_or("", Key::expose)
    }

    /// Ends the run: a later one with the same store asks again.
    ///
    /// # Errors
    /// [`StoreError`] if the folder cannot be written.
    pub fn finish(&mut self) -> Result<(), StoreError> {
        self.store.as_mut().map_or(Ok(()), Store::finish)
    }

    /// The answer of an address, which may be the kept one. `check` says whether a body can be used.
    pub(super) fn get(&mut self, address: &str, check: fn(&[u8]) -> Result<(), String>) -> Result<Answer, FetchError> {
        let public = self.without_key(address);
        let kept = self.store.as_ref().map_or(Ok(None), |store| store.kept(&public))?;
        if let Some(kept) = kept.as_ref().filter(|kept| kept.is_of_this_run) {
            (self.say)(&format!("kept from before the interruption: {public}"));
            return Ok(Answer { address: public, body: kept.body.clone() });
        }
        let answer = self.ask(address, &public, kept.as_ref());
        match (answer, kept) {
            (Ok(Some((body, headers))), _) => {
                if let Err(reason) = check(&body) {
                    return Err(FetchError::Unusable { address: public, reason });
                }
                let text = |name| headers.get(name).and_then(|value: &ureq::http::HeaderValue| value.to_str().ok());
                let (etag, modified) = (text(ETAG).map(str::to_owned), text(LAST_MODIFIED).map(str::to_owned));
                if let Some(store) = &mut self.store {
                    store.keep(&public, &body, etag, modified)?;
                }
                Ok(Answer { address: public, body })
            }
            (Ok(None), Some(kept)) => {
                if let Some(store) = &mut self.store {
                    store.keep_again(&public)?;
                }
                Ok(Answer { address: public, body: kept.body })
            }
            (Ok(None), None) => {
                Err(FetchError::Unusable { address: public, reason: "status 304 without a condition".into() })
            }
            (Err(error), _) => Err(error),
        }
    }

    /// Asks until there is an answer; `None` if it has not changed.
    fn ask(
        &mut self,
        address: &str,
        public: &str,
        kept: Option<&Kept>,
    ) -> Result<Option<(Vec<u8>, HeaderMap)>, FetchError> {
        let wrong = |reason| FetchError::Address { address: public.to_owned(), reason };
        let mut uri = checked(address).map_err(wrong)?;
        let (mut failures, mut redirects) = (0, 0);
        loop {
            if std::mem::replace(&mut self.has_asked, true) {
                self.wait(PAUSE)?;
            }
            match self.attempt(&uri, public, kept)? {
                Attempt::Answered(answer) if answer.status == 304 => return Ok(None),
                Attempt::Answered(answer) => return Ok(Some((answer.body, answer.headers))),
                Attempt::Redirect(to) => {
                    redirects += 1;
                    let is_weaker = uri.scheme_str() == Some("https") && to.scheme_str() != Some("https");
                    let is_inward = is_loopback(&to) && !is_loopback(&uri);
                    if self.key.is_some() || is_weaker || is_inward || redirects > MOST_REDIRECTS {
                        let reason = "it redirects to another address, which pdpe does not follow".into();
                        return Err(FetchError::Unusable { address: public.to_owned(), reason });
                    }
                    uri = to;
                }
                Attempt::Again { reason, wait, status } => {
                    failures += 1;
                    if failures >= self.settings.attempts.max(1) {
                        let address = public.to_owned();
                        return Err(FetchError::Unavailable { address, attempts: failures, reason });
                    }
                    let wait = self.backoff(failures, wait).map_err(|wait| FetchError::Wait {
                        address: public.to_owned(),
                        status,
                        seconds: wait.as_secs(),
                    })?;
                    (self.say)(&format!("{public}: {reason}; trying again in {:.1} s", wait.as_secs_f64()));
                    self.wait(wait)?;
                }
            }
        }
    }

    /// The wait after a number of failures: what the service asks for and a little more, else random.
    fn backoff(&self, failures: u32, asked: Option<Duration>) -> Result<Duration, Duration> {
        match asked {
            Some(asked) if asked > LONGEST_WAIT => Err(asked),
            Some(asked) => Ok(asked + self.settings.first_backoff.mul_f64(0.25 * fastrand::f64())),
            None => {
                let longest = self.settings.first_backoff.saturating_mul(2_u32.saturating_pow(failures - 1));
                Ok(longest.min(LONGEST_WAIT).mul_f64(fastrand::f64()))
            }
        }
    }

    fn attempt(&mut self, uri: &Uri, public: &str, kept: Option<&Kept>) -> Result<Attempt, FetchError> {
        let limits = CallLimits {
            connect_within: self.settings.connect_within,
            answer_within: self.settings.answer_within,
            body_limit_bytes: self.settings.body_limit_bytes,
        };
        let mut request = Request::get(uri.clone());
        if let Some(kept) = kept {
            let conditions: [(HeaderName, &Option<String>); 2] =
                [(IF_NONE_MATCH, &kept.etag), (IF_MODIFIED_SINCE, &kept.last_modified)];
            for (name, value) in conditions {
                request = value.iter().fold(request, |request, value| request.header(&name, value));
            }
        }
        let unusable = |_| FetchError::Address { address: public.to_owned(), reason: "this is no address" };
        let request = request.body(()).map_err(unusable)?;
        let (start, address) = (clock::monotonic(), public.to_owned());
        let answer = match Client::new(uri, limits).call(request) {
            Ok(answer) => answer,
            Err(CallError::TooLong) => {
                return Err(FetchError::TooLong { address, limit_mib: self.settings.body_limit_bytes >> 20 });
            }
            Err(CallError::Refused) => {
                return Ok(Attempt::Again { reason: "the connection was refused".into(), wait: None, status: 0 });
            }
            Err(CallError::Failed(reason)) => {
                let reason = self.without_key(&reason);
                return Ok(Attempt::Again { reason, wait: None, status: 0 });
            }
        };
        let (status, bytes, seconds) = (answer.status, answer.body.len(), start.elapsed().as_secs_f64());
        (self.say)(&format!("asked {public}: status {status}, {} bytes, {seconds:.1} s", grouped(bytes)));
        match status {
            200 => Ok(Attempt::Answered(answer)),
            304 if kept.is_some() => Ok(Attempt::Answered(answer)),
            301 | 302 | 303 | 307 | 308 => {
                let to = redirect(uri, &answer.headers);
                let reason = || "it redirects to something that is no address".to_owned();
                to.map(Attempt::Redirect).ok_or_else(|| FetchError::Unusable { address, reason: reason() })
            }
            408 | 425 | 429 | 500..=599 => {
                let wait = retry_after(&answer.headers, clock::now());
                Ok(Attempt::Again { reason: format!("status {status}"), wait, status })
            }
            _ => {
                let said = std::str::from_utf8(&answer.body).ok().map(str::trim).filter(|said| !said.is_empty());
                Err(FetchError::Refused { address, status, said: said.map(|said| escaped(&self.without_key(said))) })
            }
        }
    }

    /// Waits, unless interrupted.
    fn wait(&self, wait: Duration) -> Result<(), FetchError> {
        let end = clock::monotonic() + wait;
        loop {
            if (self.is_interrupted)() {
                return Err(FetchError::Interrupted);
            }
            let left = end.saturating_duration_since(clock::monotonic());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(Duration::from_millis(100)));
        }
    }

    fn without_key(&self, text: &str) -> String {
        match &self.key {
            Some(key) => text.replace(key.expose(), "…"),
            None => text.to_owned(),
        }
    }
}

/// An address that can be asked. `webcal` is another name of `https`.
fn checked(address: &str) -> Result<Uri, &'static str> {
    let spelled = match address.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("webcal") || scheme.eq_ignore_ascii_case("webcals") => {
            format!("https://{rest}")
        }
        _ => address.to_owned(),
    };
    let uri =
        Uri::from_str(&spelled).map_err(|_| "this is no address; write it like https://example.org/events.ics")?;
    match (uri.scheme_str(), uri.authority()) {
        (Some("http" | "https"), Some(authority)) if authority.as_str().contains('@') => {
            Err("an address with a password is not asked")
        }
        (Some("http" | "https"), Some(_)) => Ok(uri),
        _ => Err("this is no address; write it like https://example.org/events.ics"),
    }
}

/// The address of a redirect: a whole one, or a path on the same host.
fn redirect(from: &Uri, headers: &HeaderMap) -> Option<Uri> {
    let location = headers.get(LOCATION)?.to_str().ok()?.trim();
    let whole = if location.starts_with('/') && !location.starts_with("//") {
        format!("{}://{}{location}", from.scheme_str()?, from.authority()?)
    } else {
        location.to_owned()
    };
    checked(&whole).ok()
}

/// `Retry-After` as seconds or as a date.
fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = DateTime::parse_from_rfc2822(text).ok()?;
    Some((at.to_utc() - now).to_std().unwrap_or_default())
}
