//! Warming the caches: filling them in advance.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};

use super::lookup::{CollegeKey, Combined, CombinedKey, college_at, combined_at, spending_at};
use super::{Caches, LocalHour, Site};
use crate::clock::boundaries;
use crate::event::Events;

impl Caches {
    /// Fills the caches for some places at the start of a span and at each full hour in it; returns the
    /// number of new entries.
    ///
    /// The earliest times come first. No cache is filled beyond its capacity, so that warming does not evict
    /// its own entries.
    pub fn warm(
        &mut self,
        now: DateTime<Utc>,
        events: &Events,
        sites: &[Site],
        span: RangeInclusive<DateTime<Utc>>,
    ) -> u64 {
        if !self.enabled || span.is_empty() {
            return 0;
        }
        let before = self.warmed();
        let zone = self.model.timezone;
        let mut room = (self.spending.capacity, self.college.capacity, self.combined.capacity);
        let full_hours = boundaries(*span.start(), *span.end(), zone).map(|boundary| boundary.at);
        for at in std::iter::once(span.start().with_timezone(&zone)).chain(full_hours) {
            if room == (0, 0, 0) {
                break;
            }
            let times = (now, at.to_utc());
            let product =
                self.spending.warm(times, &mut room.0, LocalHour::of(at), |_| true, || spending_at(&self.model, at));
            for site in sites {
                let college = || college_at(&self.model, site.place, at);
                let college = self.college.warm(times, &mut room.1, CollegeKey::new(site.place, at), |_| true, college);
                if room.2 > 0 {
                    let holds = |kept: &Combined| kept.span.contains(at.to_utc());
                    let combined = || combined_at(&self.model, product, college, events, site, at);
                    self.combined.warm(times, &mut room.2, CombinedKey::new(site, at), holds, combined);
                }
            }
        }
        self.warmed() - before
    }

    fn warmed(&self) -> u64 {
        self.spending.counters.warmed + self.college.counters.warmed + self.combined.counters.warmed
    }
}
