//! What is asked and what is answered, without `tiny_http`.

use std::fmt;
use std::net::SocketAddr;

pub use crate::watch::guard::Method;
use crate::watch::http::{is_of_the_connection, is_token};

/// A whole request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What is asked for.
    pub method: Method,
    /// The path as it was sent, escapes and all; begins with `/`.
    pub path: String,
    /// What stood behind the `?`, escapes and all; empty if there was none.
    pub query: String,
    /// Names in small letters, and their values, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// The body, empty if there is none.
    pub body: Vec<u8>,
    /// Where the connection comes from; none when the watchdog asks.
    pub peer: Option<SocketAddr>,
}

impl Request {
    /// The value of the first header of that name, in small letters.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// Chunks of an answer, each sent as soon as it comes. Who never says anything is never found to
/// have lost its client: let it yield something now and then.
pub type Stream = Box<dyn Iterator<Item = Vec<u8>> + Send>;

/// What is sent behind the headers.
pub enum Body {
    /// All of it. Beyond 1 MiB it is sent like a stream.
    Whole(Vec<u8>),
    /// Piece by piece, until the end or until the client has gone.
    Stream(Stream),
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(bytes) => f.debug_tuple("Whole").field(bytes).finish(),
            Self::Stream(_) => f.write_str("Stream"),
        }
    }
}

/// An answer.
#[derive(Debug)]
pub struct Response {
    /// From 200 to 599.
    pub status: u16,
    /// Names and values in printable ASCII, and none of those that the connection, the length or
    /// the date is told with: else 500 is sent instead.
    pub headers: Vec<(String, String)>,
    /// What is sent behind them.
    pub body: Body,
}

impl Response {
    /// An answer that is complete.
    #[must_use]
    pub fn whole(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self { status, headers, body: Body::Whole(body.into()) }
    }

    /// A text.
    #[must_use]
    pub fn text(status: u16, text: &str) -> Self {
        Self::whole(status, "text/plain; charset=utf-8", text)
    }

    /// An answer that goes on.
    #[must_use]
    pub fn stream(content_type: &str, chunks: impl Iterator<Item = Vec<u8>> + Send + 'static) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self { status: 200, headers, body: Body::Stream(Box::new(chunks)) }
    }

    /// The same with another header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Whether it can be sent without saying something else than was meant.
    pub(super) fn is_sound(&self) -> bool {
        let is_shown = |byte: u8| matches!(byte, b'\t' | b' '..=b'~');
        let may_be_sent = |(name, value): &(String, String)| {
            let is_its_own = !is_of_the_connection(name) && !name.eq_ignore_ascii_case("date");
            is_token(name) && is_its_own && value.bytes().all(is_shown)
        };
        (200..600).contains(&self.status) && self.headers.iter().all(may_be_sent)
    }
}
