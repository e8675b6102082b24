//! Requests and responses.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use crate::watch::http::{is_of_the_connection, is_token};

/// The method of a request. Other methods are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Read a resource.
    Get,
    /// Read its headers only.
    Head,
    /// Send data.
    Post,
    /// Ask which methods there are.
    Options,
}

impl Method {
    /// The method in capitals.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Options => "OPTIONS",
        }
    }

    /// The method of that name. Names are case-sensitive.
    ///
    /// ```
    /// use pdpe::watch::door::Method;
    /// assert_eq!(Method::of("POST"), Some(Method::Post));
    /// assert_eq!(Method::of("post"), None);
    /// ```
    pub fn of(name: &str) -> Option<Self> {
        [Self::Get, Self::Head, Self::Post, Self::Options].into_iter().find(|method| method.as_str() == name)
    }
}

/// A complete request, without the headers that concern the connection only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query as they were sent, percent-encoded; begins with `/`.
    pub target: String,
    /// Names in lower case, and their values, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// The body, empty if there is none.
    pub body: Vec<u8>,
    /// The client's address; none for a request that came from no connection.
    pub peer: Option<SocketAddr>,
}

impl Request {
    /// The target up to the `?`, percent-encoded.
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    /// The target after the `?`, percent-encoded; empty if there is none.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The value of the first header with this name, given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// One step of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Bytes to send at once.
    Bytes(Vec<u8>),
    /// Nothing yet.
    Nothing,
    /// The end of the stream.
    End,
    /// The rest cannot be had any more; the client sees that it is missing.
    Cut,
}

/// Returns the next piece, waiting no longer than the given time.
pub type Stream = Box<dyn FnMut(Duration) -> Piece + Send>;

/// Computes the next piece of a long body, without waiting.
pub type Pieces = Box<dyn FnMut() -> Piece + Send>;

/// The body of a response.
pub enum ResponseBody {
    /// The complete body. Above 1 MiB it is sent in pieces.
    Whole(Vec<u8>),
    /// Pieces that are computed one after the other, few at a time.
    Pieces(Pieces),
    /// Pieces that arrive over time, until the end or until the client disconnects.
    Stream(Stream),
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(bytes) => f.debug_tuple("Whole").field(bytes).finish(),
            Self::Pieces(_) => f.write_str("Pieces"),
            Self::Stream(_) => f.write_str("Stream"),
        }
    }
}

/// A response.
#[derive(Debug)]
pub struct Response {
    /// From 200 to 599.
    pub status: u16,
    /// Names and values in printable ASCII. Headers about the connection, the length or the date are not
    /// allowed; a response with one of them is replaced by a 500.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: ResponseBody,
}

impl Response {
    /// A response with a complete body.
    pub fn whole(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self { status, headers, body: ResponseBody::Whole(body.into()) }
    }

    /// A plain text response.
    pub fn text(status: u16, text: &str) -> Self {
        Self::whole(status, "text/plain; charset=utf-8", text)
    }

    /// A response whose body is computed piece by piece, without waiting.
    pub fn pieces(content_type: &str, mut pieces: impl Iterator<Item = Vec<u8>> + Send + 'static) -> Self {
        Self::computed(content_type, move || pieces.next().map_or(Piece::End, Piece::Bytes))
    }

    /// The same, where the rest may be lost while the client is reading.
    pub fn computed(content_type: &str, next: impl FnMut() -> Piece + Send + 'static) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self { status: 200, headers, body: ResponseBody::Pieces(Box::new(next)) }
    }

    /// A response whose pieces arrive over time.
    pub fn stream(content_type: &str, next: impl FnMut(Duration) -> Piece + Send + 'static) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self { status: 200, headers, body: ResponseBody::Stream(Box::new(next)) }
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Whether the status and the headers can be sent safely.
    pub(super) fn is_sound(&self) -> bool {
        let is_shown = |byte: u8| matches!(byte, b'\t' | b' '..=b'~');
        let may_be_sent = |(name, value): &(String, String)| {
            let is_reserved =
                is_of_the_connection(name) || ["date", "server"].iter().any(|own| name.eq_ignore_ascii_case(own));
            is_token(name) && !is_reserved && value.bytes().all(is_shown)
        };
        (200..600).contains(&self.status) && self.headers.iter().all(may_be_sent)
    }
}
