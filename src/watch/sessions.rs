//! Sessions: the browsers that have shown the readers' token. A browser keeps a random value as a cookie, and never
//! the token. Sessions are kept in memory only, so a restart ends them.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::auth::Secret;
use super::door::Request;

/// The cookie with the value.
pub(super) const COOKIE: &str = "pdpe_session";

/// The most sessions; for one more, the oldest ends.
pub const MOST_SESSIONS: usize = 256;

/// A session ends after 30 days.
pub const SESSION_LASTS: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Random bytes of a value, which is written in hexadecimal digits.
const VALUE_BYTES: usize = 16;

/// The sessions, oldest first.
#[derive(Default)]
pub struct Sessions(Mutex<VecDeque<(Instant, Secret)>>);

/// No random numbers, so no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no random numbers for a session; try again")]
pub struct NoSession;

impl Sessions {
    /// Begins a session and returns its value.
    ///
    /// # Errors
    /// [`NoSession`] when the system gives no random numbers.
    pub fn begin(&self, now: Instant) -> Result<Zeroizing<String>, NoSession> {
        let mut bytes = Zeroizing::new([0; VALUE_BYTES]);
        getrandom::fill(&mut *bytes).map_err(|_| NoSession)?;
        let value = Zeroizing::new(hex::encode(*bytes));
        let secret = Secret::new(value.as_bytes()).map_err(|_| NoSession)?;
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() >= MOST_SESSIONS {
            sessions.pop_front();
        }
        sessions.push_back((now, secret));
        Ok(value)
    }

    /// Whether a session with this value is in force. Takes the same time for each value that is not.
    pub fn hold(&self, value: &str, now: Instant) -> bool {
        // Bounds the comparisons for a header with many cookies.
        if value.len() != 2 * VALUE_BYTES {
            return false;
        }
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|(begun, _)| now.saturating_duration_since(*begun) < SESSION_LASTS);
        sessions.iter().fold(false, |found, (_, secret)| found | secret.is(value.as_bytes()))
    }

    /// Whether a request shows such a value. A browser may send several, from folders above one another.
    pub(super) fn are_shown_in(&self, request: &Request, now: Instant) -> bool {
        let headers = request.headers.iter().filter(|(name, _)| name == "cookie");
        let cookies = headers.flat_map(|(_, cookies)| cookies.split(';')).filter_map(|cookie| cookie.split_once('='));
        cookies.filter(|(name, _)| name.trim() == COOKIE).any(|(_, value)| self.hold(value.trim(), now))
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[sessions]")
    }
}
