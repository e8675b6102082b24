//! How to read an event file.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{ListingFormat, Venues};

/// How to read an event file.
#[derive(Clone, Debug, PartialEq)]
pub struct ListingOptions {
    /// The format; if none, it is detected.
    pub format: Option<ListingFormat>,
    /// The zone of local times without one.
    pub zone: Tz,
    /// The first and the last instant in which the dates of recurring events matter.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The places of venues.
    pub venues: Venues,
}

impl ListingOptions {
    /// Detects everything but the zone.
    #[must_use]
    pub fn new(zone: Tz) -> Self {
        Self { format: None, zone, span: None, venues: Venues::default() }
    }
}
