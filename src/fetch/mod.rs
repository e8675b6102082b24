//! Asks services for events: Ticketmaster, `SeatGeek`, and calendars at addresses.
//!
//! ```text
//! ticketmaster.rs, seatgeek.rs, calendar.rs: what to ask ─▶ caller.rs: one request at a time ─▶ answers
//!                                                            │  waits, retries, redirects
//!                                                            └─▶ store.rs: answers kept in a folder
//! ```
//! An answer is the body as it came; [`listings`](crate::listings) reads the events in it. With a [`Store`], a run that was
//! cut off goes on where it ended, and a later run asks only for what has changed.

pub mod calendar;
mod caller;
pub(crate) mod client;
pub mod seatgeek;
mod store;
pub mod ticketmaster;

use chrono::{DateTime, Utc};

use crate::geo::LatLon;

pub use caller::{Answer, Caller, CallerSettings, FetchError, Key};
pub use store::{Store, StoreError};

/// Whether a key can be sent to an address: it is https, or on this machine.
#[must_use]
pub fn is_private(address: &str) -> bool {
    let Ok(uri) = address.parse::<ureq::http::Uri>() else { return false };
    match uri.scheme_str() {
        Some("https") => uri.host().is_some(),
        Some("http") => client::is_loopback(&uri),
        _ => false,
    }
}

/// What to ask a ticket service for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Search {
    /// The centre.
    pub place: LatLon,
    /// How far events may be, in kilometres.
    pub radius_km: u32,
    /// The first start.
    pub from: DateTime<Utc>,
    /// The last start.
    pub until: DateTime<Utc>,
}
