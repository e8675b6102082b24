//! The base address of requests to Eventbrite.

use std::fmt;
use std::str::FromStr;

use ureq::http::Uri;

use crate::fetch::client::is_loopback;

/// An `https` address such as `https://www.eventbriteapi.com/v3`, without query or credentials;
/// `http` only on this machine, for tests.
///
/// ```
/// use pdpe::watch::testing::BaseAddress;
/// assert_eq!(BaseAddress::default().to_string(), "https://www.eventbriteapi.com/v3");
/// assert_eq!("http://127.0.0.1:8080/".parse::<BaseAddress>()?.to_string(), "http://127.0.0.1:8080");
/// assert!("http://www.eventbriteapi.com/v3".parse::<BaseAddress>().is_err());
/// # Ok::<(), pdpe::watch::testing::BaseAddressError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseAddress(pub(super) Uri);

/// Why an address cannot be used for Eventbrite.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseAddressError {
    /// Not a complete address.
    #[error("that is not the address of a service; write it like https://www.eventbriteapi.com/v3")]
    NotAnAddress,
    /// The token would be sent unencrypted.
    #[error("{0} is not https, and the token would be sent unencrypted; plain http is for this machine alone")]
    NotSealed(String),
    /// Credentials, a query or a fragment.
    #[error("the address must hold nothing but host, port and path; write it like https://www.eventbriteapi.com/v3")]
    TooMuch,
}

impl Default for BaseAddress {
    fn default() -> Self {
        Self(Uri::from_static("https://www.eventbriteapi.com/v3"))
    }
}

impl FromStr for BaseAddress {
    type Err = BaseAddressError;

    fn from_str(text: &str) -> Result<Self, BaseAddressError> {
        let uri: Uri = text.trim_end_matches('/').parse().map_err(|_| BaseAddressError::NotAnAddress)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(BaseAddressError::NotAnAddress);
        };
        // What stands before an @ may be a secret, so it is not repeated.
        if authority.as_str().contains('@') || text.contains(['?', '#']) {
            return Err(BaseAddressError::TooMuch);
        }
        match scheme {
            "https" => Ok(Self(uri)),
            "http" if is_loopback(&uri) => Ok(Self(uri)),
            "http" => Err(BaseAddressError::NotSealed(text.to_owned())),
            _ => Err(BaseAddressError::NotAnAddress),
        }
    }
}

impl fmt::Display for BaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An empty path is displayed as `/`.
        f.write_str(self.0.to_string().trim_end_matches('/'))
    }
}
