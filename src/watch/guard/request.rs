//! A whole request, and the one way in which it is written down.

use std::fmt;

/// What is asked for; other methods are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Read.
    Get,
    /// Read the headers alone.
    Head,
    /// Send.
    Post,
}

impl Method {
    /// The method as it is written, in capitals.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
        }
    }

    /// The method of that name, to the letter.
    ///
    /// ```
    /// use pdpe::watch::guard::Method;
    /// assert_eq!(Method::of("POST"), Some(Method::Post));
    /// assert_eq!(Method::of("post"), None);
    /// ```
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        [Self::Get, Self::Head, Self::Post].into_iter().find(|method| method.as_str() == name)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What one end says to the other, without what concerns the connection between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireRequest {
    /// What is asked for.
    pub method: Method,
    /// Path and query as they were sent, escapes and all; begins with `/`.
    pub target: String,
    /// Names in small letters, and their values, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// The body, empty if there is none.
    pub body: Vec<u8>,
}

impl WireRequest {
    /// The request as it is passed on: one length, one way to end a line, no connection kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(512 + self.body.len());
        for part in [self.method.as_str(), " ", &self.target, " HTTP/1.1\r\n"] {
            bytes.extend_from_slice(part.as_bytes());
        }
        for (name, value) in &self.headers {
            for part in [name, ": ", value, "\r\n"] {
                bytes.extend_from_slice(part.as_bytes());
            }
        }
        if self.method == Method::Post {
            bytes.extend_from_slice(format!("content-length: {}\r\n", self.body.len()).as_bytes());
        }
        bytes.extend_from_slice(b"connection: close\r\n\r\n");
        bytes.extend_from_slice(&self.body);
        bytes
    }
}
