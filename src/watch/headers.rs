//! The headers of a request; names are case-insensitive.

use std::fmt;

/// The headers of one request, in order.
///
/// `Debug` shows only the names: values may be secrets.
///
/// ```
/// use pdpe::watch::testing::Headers;
/// let headers = Headers::new([("X-Eventbrite-Event", "event.updated")]);
/// assert_eq!(headers.get("x-eventbrite-event"), Some("event.updated"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

/// A header is repeated that must not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeated;

impl Headers {
    /// Headers from names and values.
    pub fn new<N: Into<String>, V: Into<String>>(headers: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// The value of a header; the first if it is repeated.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    /// The value of a header that must not be repeated.
    ///
    /// # Errors
    /// [`Repeated`]: it is not clear which value counts.
    pub fn only(&self, name: &str) -> Result<Option<&str>, Repeated> {
        let mut values = self.values(name);
        let first = values.next();
        if values.next().is_some() { Err(Repeated) } else { Ok(first) }
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}
