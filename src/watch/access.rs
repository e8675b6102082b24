//! Who may read, and which pages may send: bearer tokens, and the headers that browsers set.
//!
//! A foreign page open in a browser on this machine can send requests to a loopback address. So an
//! unsigned request is accepted only if `Host` names this machine (else a foreign name may point
//! here: DNS rebinding) and `Origin`, if present, is the same host.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::auth::Secret;
use super::door::Request;
use super::sessions::Sessions;
use crate::clock::monotonic;

/// What is required of those who read and send.
#[derive(Clone, Debug)]
pub struct Access {
    /// The token for reading; none is needed on a loopback address.
    pub token: Option<Secret>,
    /// Further names of the listener, besides those of a loopback address.
    pub hosts: Vec<String>,
    /// Proxies whose X-Forwarded-For is trusted.
    pub proxies: Vec<IpAddr>,
    /// The address it listens on.
    pub address: SocketAddr,
    /// Whether unsigned deliveries are accepted from anywhere.
    pub insecure: bool,
    /// The browsers that have shown the token.
    pub sessions: Arc<Sessions>,
}

/// Why access is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// No token, or a wrong one.
    Token,
    /// Reading needs a token, and none is set.
    NoTokenSet,
    /// `Host` names another machine.
    Host,
    /// `Origin` is a foreign site.
    Origin,
    /// Unsigned, and forwarded by a proxy: it may come from anywhere.
    Forwarded,
    /// Forwarded by a proxy that is not trusted, to a listener without a token.
    ForwardedReader,
}

impl Denied {
    /// Its name in statistics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "wrong_token",
            Self::NoTokenSet => "no_token_set",
            Self::Host => "foreign_host",
            Self::Origin => "foreign_origin",
            Self::Forwarded => "unsigned_through_proxy",
            Self::ForwardedReader => "reader_through_proxy",
        }
    }

    /// The message for the client.
    pub fn message(self) -> &'static str {
        match self {
            Self::Token => {
                "send the token of PDPE_TOKEN as Authorization: Bearer TOKEN, or open /map?token=TOKEN once in a browser"
            }
            Self::NoTokenSet => "start pdpe with PDPE_TOKEN set, and ask with Authorization: Bearer TOKEN",
            Self::Host => "the Host header names another machine; start pdpe with --allowed-host NAME to allow it",
            Self::Origin => "the Origin header names another site",
            Self::Forwarded => {
                "unsigned deliveries are not accepted through a proxy; give the source a secret in [[sources]]"
            }
            Self::ForwardedReader => {
                "a proxy forwarded this, and anyone may be behind it; start pdpe with PDPE_TOKEN set, or with \
                 --trusted-proxy ADDRESS if the proxy itself decides who may read"
            }
        }
    }
}

impl Access {
    /// Whether a request may read.
    ///
    /// # Errors
    /// [`Denied`] is the reason.
    pub fn reads(&self, request: &Request) -> Result<(), Denied> {
        match &self.token {
            Some(token) => {
                let may_read = match request.header("authorization").and_then(bearer) {
                    Some(shown) => token.is(shown.as_bytes()),
                    None => self.sessions.are_shown_in(request, monotonic()),
                };
                if may_read { Ok(()) } else { Err(Denied::Token) }
            }
            None if !self.address.ip().is_loopback() => Err(Denied::NoTokenSet),
            None if is_forwarded(request) && !self.is_from_proxy(request) => Err(Denied::ForwardedReader),
            None => self.is_named_in(request),
        }
    }

    /// Whether a request comes from no page, or from a page of its own host.
    ///
    /// # Errors
    /// [`Denied::Origin`].
    pub fn sends(request: &Request) -> Result<(), Denied> {
        let is_own = |origin: &str| {
            let host = origin.split_once("://").map_or("", |(_, host)| host);
            request.header("host").is_some_and(|own| own.eq_ignore_ascii_case(host))
        };
        let mut origins = request.headers.iter().filter(|(name, _)| name == "origin");
        if origins.all(|(_, origin)| is_own(origin)) { Ok(()) } else { Err(Denied::Origin) }
    }

    /// Whether an unsigned request is acceptable.
    ///
    /// # Errors
    /// [`Denied`] is the reason.
    pub fn sends_unsigned(&self, request: &Request) -> Result<(), Denied> {
        if self.insecure {
            return Ok(());
        }
        if is_forwarded(request) {
            return Err(Denied::Forwarded);
        }
        self.is_named_in(request)
    }

    /// The client's address: behind a trusted proxy, the last forwarded address that is not a proxy's.
    pub fn client(&self, request: &Request) -> Option<IpAddr> {
        let peer = request.peer?.ip().to_canonical(); // a socket on `::` reports IPv4 as mapped IPv6
        let is_proxy = |address: &IpAddr| self.is_proxy(*address);
        if !is_proxy(&peer) {
            return Some(peer);
        }
        let forwarded = request.headers.iter().filter(|(name, _)| name == "x-forwarded-for");
        let addresses: Vec<&str> = forwarded.flat_map(|(_, list)| list.split(',')).map(str::trim).collect();
        // Anyone may have written what stands before the first invalid address.
        let mut known = addresses.iter().rev().map_while(|address| address.parse::<IpAddr>().ok());
        let mut last = peer;
        while is_proxy(&last)
            && let Some(address) = known.next()
        {
            last = address.to_canonical();
        }
        Some(last)
    }

    fn is_proxy(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|proxy| proxy.to_canonical() == address)
    }

    /// Whether a trusted proxy sent a request.
    fn is_from_proxy(&self, request: &Request) -> bool {
        request.peer.is_some_and(|peer| self.is_proxy(peer.ip().to_canonical()))
    }

    fn is_named_in(&self, request: &Request) -> Result<(), Denied> {
        let host = request.header("host").unwrap_or_default();
        let name = without_port(host);
        let is_loopback = name.eq_ignore_ascii_case("localhost")
            || name
                .trim_matches(['[', ']'])
                .parse::<IpAddr>()
                .is_ok_and(|ip| ip.is_loopback() || ip == self.address.ip());
        let is_given = self.hosts.iter().any(|own| without_port(own).eq_ignore_ascii_case(name));
        if is_loopback || is_given { Ok(()) } else { Err(Denied::Host) }
    }
}

/// Headers that only proxies add, besides those that begin with `x-forwarded`.
const PROXY_HEADERS: [&str; 16] = [
    "forwarded",
    "via",
    "x-real-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-original-forwarded-for",
    "x-original-host",
    "x-proxyuser-ip",
    "true-client-ip",
    "client-ip",
    "cf-connecting-ip",
    "cf-ray",
    "cdn-loop",
    "fastly-client-ip",
    "fly-client-ip",
    "x-envoy-external-address",
];

/// Whether a proxy has forwarded a request.
fn is_forwarded(request: &Request) -> bool {
    let is_of_proxy = |name: &str| name.starts_with("x-forwarded") || PROXY_HEADERS.contains(&name);
    request.headers.iter().any(|(name, _)| is_of_proxy(name))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
