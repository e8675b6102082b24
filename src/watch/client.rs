//! Asking other services over HTTP: the only user of `ureq`.
//!
//! Redirects are not followed, so that what is sent goes where it was meant to go and nowhere
//! else. Every call ends by its deadline, and no answer is read beyond its limit. The variables
//! `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` are obeyed, except for this machine's
//! own addresses; through a proxy, `https` stays sealed from end to end.

use std::net::IpAddr;
use std::time::Duration;

use ureq::http::{HeaderMap, Request, Uri};
use ureq::{Agent, AsSendBody};

/// What a call may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct CallLimits {
    /// To reach the other side.
    pub(super) connect_within: Duration,
    /// From the first to the last byte, however they drip.
    pub(super) answer_within: Duration,
    /// Of the answer's body.
    pub(super) body_limit_bytes: u64,
}

/// An answer, whatever its status.
pub(super) struct HttpAnswer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum CallError {
    /// Nobody listens there.
    Refused,
    /// The body is longer than its limit.
    TooLong,
    /// Anything else: not found, not reached, cut off, too slow, not HTTP.
    Failed(String),
}

/// Makes calls to one address.
pub(super) struct Client {
    agent: Agent,
    body_limit_bytes: u64,
}

impl Client {
    pub(super) fn new(to: &Uri, limits: CallLimits) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .https_only(to.scheme_str() == Some("https"))
            .timeout_connect(Some(limits.connect_within))
            .timeout_global(Some(limits.answer_within))
            .user_agent(concat!("pdpe/", env!("CARGO_PKG_VERSION")));
        let config = if is_loopback(to) { config.proxy(None) } else { config };
        Self { agent: config.build().new_agent(), body_limit_bytes: limits.body_limit_bytes }
    }

    pub(super) fn call(&self, request: Request<impl AsSendBody>) -> Result<HttpAnswer, CallError> {
        let mut answer = self.agent.run(request).map_err(fault)?;
        let body = answer.body_mut().with_config().limit(self.body_limit_bytes).read_to_vec().map_err(fault)?;
        Ok(HttpAnswer { status: answer.status().as_u16(), headers: std::mem::take(answer.headers_mut()), body })
    }
}

fn fault(error: ureq::Error) -> CallError {
    match error {
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => CallError::Refused,
        ureq::Error::BodyExceedsLimit(_) => CallError::TooLong,
        ureq::Error::Timeout(_) => CallError::Failed("it took too long".into()),
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => {
            CallError::Failed("it took too long".into())
        }
        error => {
            let reason = match error {
                ureq::Error::Io(error) => error.to_string(),
                error => error.to_string(),
            };
            // What rustls says of an answer that is none of TLS.
            let is_plain = reason.contains("InvalidContentType");
            CallError::Failed(if is_plain { "it does not speak TLS; try http://".into() } else { reason })
        }
    }
}

/// Whether an address is this machine's own, whatever network it is on.
pub(super) fn is_loopback(address: &Uri) -> bool {
    let host = address.host().unwrap_or_default();
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}
