//! Which pages of other sites may read the answers (Fetch standard, CORS). None may, unless the listener is told so.

use std::str::FromStr;

use super::door::{Request, Response, ResponseBody};

/// What a page may do: read. It can send no cookies, because the answers never allow credentials.
const METHODS: &str = "GET, HEAD";

/// The headers that a page may send.
const HEADERS: &str = "Authorization, If-None-Match, Last-Event-ID";

/// The headers of an answer that a page may see besides the usual ones.
const EXPOSED: &str = "ETag, Retry-After";

/// For how long a browser may remember the answer to its question.
const MAX_AGE_SECONDS: &str = "600";

/// The origin of pages that may read the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowedOrigin {
    /// `*`: pages of all sites.
    Any,
    /// One origin, as browsers write it: `scheme://host`, with the port if it is not the usual one.
    Only(String),
}

/// Text that is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write * or an origin such as https://maps.example.org or http://localhost:5173, without a path")]
pub struct OriginError;

impl FromStr for AllowedOrigin {
    type Err = OriginError;

    /// ```
    /// use pdpe::watch::settings::AllowedOrigin;
    /// let only = |origin: &str| Ok(AllowedOrigin::Only(origin.to_owned()));
    /// assert_eq!("https://Maps.Example.org:443".parse(), only("https://maps.example.org"));
    /// assert!("maps.example.org".parse::<AllowedOrigin>().is_err());
    /// # Ok::<(), pdpe::watch::settings::OriginError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, OriginError> {
        if text == "*" {
            return Ok(Self::Any);
        }
        let text = text.to_ascii_lowercase();
        let (scheme, authority) = text.split_once("://").ok_or(OriginError)?;
        let is_scheme = scheme.starts_with(|first: char| first.is_ascii_lowercase())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (authority, None),
        };
        let is_host = match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
            None => !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)),
        };
        // Browsers leave leading zeros out.
        let is_port = |port: &str| port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port);
        if !is_scheme || !is_host || !port.is_none_or(is_port) {
            return Err(OriginError);
        }
        let usual = match scheme {
            "http" => Some("80"),
            "https" => Some("443"),
            _ => None,
        };
        let port = port.filter(|port| Some(*port) != usual).map(|port| format!(":{port}")).unwrap_or_default();
        Ok(Self::Only(format!("{scheme}://{host}{port}")))
    }
}

/// What the answer to one request says about pages of other sites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cors {
    /// The value of Access-Control-Allow-Origin, if the page may read.
    allowed: Option<String>,
    /// Whether the answer depends on the Origin.
    varies: bool,
}

impl Cors {
    pub(super) fn of(origins: &[AllowedOrigin], request: &Request) -> Self {
        if origins.contains(&AllowedOrigin::Any) {
            return Self { allowed: Some("*".into()), varies: false };
        }
        let is_listed = |origin: &&str| {
            origins.iter().any(|listed| matches!(listed, AllowedOrigin::Only(only) if only.as_str() == *origin))
        };
        let mut origins_said = request.headers.iter().filter(|(name, _)| name == "origin").map(|(_, origin)| &**origin);
        // Of two it is not clear which one counts.
        let said = origins_said.next().filter(|_| origins_said.next().is_none());
        let allowed = said.filter(is_listed).map(str::to_owned);
        Self { allowed, varies: !origins.is_empty() }
    }

    /// Adds what a page needs to see the answer to a GET or HEAD.
    pub(super) fn marked(self, response: Response) -> Response {
        let response = if self.varies { varying(response, "Origin") } else { response };
        match self.allowed {
            Some(origin) => response
                .with_header("Access-Control-Allow-Origin", &origin)
                .with_header("Access-Control-Expose-Headers", EXPOSED),
            None => response,
        }
    }

    /// The answer to OPTIONS for what can be read. A page of a listed site learns what it may send.
    pub(super) fn options(self, request: &Request) -> Response {
        let response = allows("GET, HEAD, OPTIONS");
        let response = if self.varies { varying(response, "Origin") } else { response };
        match self.allowed {
            Some(origin) if request.header("access-control-request-method").is_some() => response
                .with_header("Access-Control-Allow-Origin", &origin)
                .with_header("Access-Control-Allow-Methods", METHODS)
                .with_header("Access-Control-Allow-Headers", HEADERS)
                .with_header("Access-Control-Max-Age", MAX_AGE_SECONDS),
            _ => response,
        }
    }
}

/// The answer to OPTIONS, with the methods of the path.
pub(super) fn allows(methods: &str) -> Response {
    Response { status: 204, headers: vec![("Allow".into(), methods.into())], body: ResponseBody::Whole(Vec::new()) }
}

/// Adds a name to the header Vary.
pub(super) fn varying(mut response: Response, name: &str) -> Response {
    match response.headers.iter_mut().find(|(header, _)| header == "Vary") {
        Some((_, names)) => *names = format!("{names}, {name}"),
        None => response.headers.push(("Vary".into(), name.into())),
    }
    response
}
