//! HTTP requests to other services.
//!
//! Redirects are not followed, so that nothing is sent elsewhere. Every call has a deadline, and every
//! answer a size limit. The variables `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` apply,
//! except for loopback addresses; through a proxy, `https` stays encrypted end to end.

use std::net::IpAddr;
use std::time::Duration;

use ureq::http::{HeaderMap, Request, Uri};
use ureq::{Agent, AsSendBody};

/// The limits of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallLimits {
    /// To connect.
    pub(crate) connect_within: Duration,
    /// From the start of the call to the last byte.
    pub(crate) answer_within: Duration,
    /// Of the body of the answer.
    pub(crate) body_limit_bytes: u64,
}

/// An answer with any status.
pub(crate) struct HttpAnswer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum CallError {
    /// The connection was refused.
    Refused,
    /// The body exceeds its limit.
    TooLong,
    /// Any other error.
    Failed(String),
}

/// Makes calls to one address.
pub(crate) struct Client {
    agent: Agent,
    body_limit_bytes: u64,
}

impl Client {
    pub(crate) fn new(to: &Uri, limits: CallLimits) -> Self {
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

    pub(crate) fn call(&self, request: Request<impl AsSendBody>) -> Result<HttpAnswer, CallError> {
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
            // rustls reports this for an answer without TLS.
            let is_plain = reason.contains("InvalidContentType");
            CallError::Failed(if is_plain { "it does not use TLS; try http://".into() } else { reason })
        }
    }
}

/// Whether an address is a loopback address.
pub(crate) fn is_loopback(address: &Uri) -> bool {
    let host = address.host().unwrap_or_default();
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}
