//! Who may read, and from where a page may send: bearer tokens, and the headers by which browsers
//! say on whose behalf they ask.
//!
//! A page of somebody else that a browser on this machine has open can send requests to a
//! loopback address. So what is not signed is taken only if `Host` names this machine (else a
//! name was pointed here: DNS rebinding) and `Origin`, if there is one, is the same host.

use std::net::{IpAddr, SocketAddr};

use super::auth::Secret;
use super::door::Request;

/// What is asked of those who read and send.
#[derive(Clone, Debug)]
pub struct Access {
    /// What readers have to show; none: nothing, on a loopback address.
    pub token: Option<Secret>,
    /// Names under which the listener is reached, beside those of a loopback address.
    pub hosts: Vec<String>,
    /// Proxies that are believed when they say for whom they ask.
    pub proxies: Vec<IpAddr>,
    /// Where it listens.
    pub address: SocketAddr,
    /// Whether what nobody signed is taken from anywhere.
    pub insecure: bool,
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// No token, or another one.
    Token,
    /// There is no token that could be shown.
    NoTokenSet,
    /// `Host` names another machine.
    Host,
    /// `Origin` is another site.
    Origin,
    /// Unsigned, and passed on by a proxy: it may come from anywhere.
    Forwarded,
}

impl Denied {
    /// The word for it in statistics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "wrong_token",
            Self::NoTokenSet => "no_token_set",
            Self::Host => "foreign_host",
            Self::Origin => "foreign_origin",
            Self::Forwarded => "unsigned_through_proxy",
        }
    }

    /// What the asker is told.
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
        }
    }
}

impl Access {
    /// Whether a request may read.
    ///
    /// # Errors
    /// [`Denied`] says why not.
    pub fn reads(&self, request: &Request) -> Result<(), Denied> {
        match &self.token {
            Some(token) => {
                let shown = request.header("authorization").and_then(bearer).or_else(|| cookie(request));
                if shown.is_some_and(|shown| token.is(shown.as_bytes())) { Ok(()) } else { Err(Denied::Token) }
            }
            None if !self.address.ip().is_loopback() => Err(Denied::NoTokenSet),
            None => self.is_named_in(request),
        }
    }

    /// Whether a page of another site sends this.
    ///
    /// # Errors
    /// [`Denied::Origin`].
    pub fn sends(request: &Request) -> Result<(), Denied> {
        let Some(origin) = request.header("origin") else { return Ok(()) };
        let host = origin.split_once("://").map_or("", |(_, host)| host);
        let is_own = request.header("host").is_some_and(|own| own.eq_ignore_ascii_case(host));
        if is_own { Ok(()) } else { Err(Denied::Origin) }
    }

    /// Whether something unsigned may be taken from where it comes.
    ///
    /// # Errors
    /// [`Denied`] says why not.
    pub fn sends_unsigned(&self, request: &Request) -> Result<(), Denied> {
        if self.insecure {
            return Ok(());
        }
        if ["forwarded", "x-forwarded-for", "x-real-ip"].iter().any(|name| request.header(name).is_some()) {
            return Err(Denied::Forwarded);
        }
        self.is_named_in(request)
    }

    /// Who asks: behind a proxy that is believed, the last address that is not a proxy's.
    pub fn client(&self, request: &Request) -> Option<IpAddr> {
        let peer = request.peer?.ip().to_canonical(); // to one who listens on `::`, IPv4 is a part of IPv6
        let is_proxy = |address: &IpAddr| self.proxies.iter().any(|proxy| proxy.to_canonical() == *address);
        if !is_proxy(&peer) {
            return Some(peer);
        }
        let forwarded = request.headers.iter().filter(|(name, _)| name == "x-forwarded-for");
        let addresses: Vec<&str> = forwarded.flat_map(|(_, list)| list.split(',')).map(str::trim).collect();
        // What stands before the first that cannot be read was written by anybody.
        let known = addresses.iter().rev().map_while(|address| address.parse::<IpAddr>().ok());
        let mut last = peer;
        for address in known {
            last = address.to_canonical();
            if !is_proxy(&last) {
                break;
            }
        }
        Some(last)
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

/// The cookie in which a browser that was shown the token once keeps it.
pub const COOKIE: &str = "pdpe_token";

fn cookie(request: &Request) -> Option<&str> {
    let cookies = request.header("cookie")?.split(';');
    cookies.filter_map(|cookie| cookie.trim().split_once('=')).find(|(name, _)| *name == COOKIE).map(|(_, value)| value)
}
