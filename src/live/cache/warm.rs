//! Filling the caches before anybody asks.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};

use super::lookup::{CollegeKey, CombinedKey, college_at, combined_at, spending_at};
use super::{Caches, LocalHour, Site};
use crate::clock::boundaries;
use crate::event::Events;
use crate::score::Moment;

impl Caches {
    /// Fills the caches for some places at the start of a span and at each full hour in it; how
    /// many entries that made.
    ///
    /// The nearest in time come first. No cache is filled beyond its capacity, so that warming
    /// never drops what it has just filled in.
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
            if take(&mut room.0) && self.spending.lacks(now, LocalHour::of(at)) {
                let (score, links) = spending_at(&self.model, at);
                self.spending.fill(now, LocalHour::of(at), score, links);
            }
            let moment = Moment::new(&self.model, events, at);
            for &site in sites {
                let key = CollegeKey::new(site.place, at);
                if take(&mut room.1) && self.college.lacks(now, key) {
                    let (score, links) = college_at(&self.model, &self.hotspots, site.place, at);
                    self.college.fill(now, key, score, links);
                }
                let key = CombinedKey::new(site, at);
                if take(&mut room.2) && self.combined.lacks(now, key) {
                    let (score, links) = combined_at(&self.model, &moment, events, site, at);
                    self.combined.fill(now, key, score, links);
                }
            }
        }
        self.warmed() - before
    }

    fn warmed(&self) -> u64 {
        self.spending.counters.warmed + self.college.counters.warmed + self.combined.counters.warmed
    }
}

/// Takes one of the room that is left, if any is.
fn take(room: &mut usize) -> bool {
    let any = *room > 0;
    *room -= usize::from(any);
    any
}
