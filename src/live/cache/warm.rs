//! Warming the caches: filling them in advance.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};

use super::lookup::{Combined, CombinedKey, ProductKey, combined_at, product_at};
use super::{Caches, Site};
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
        if span.is_empty() || sites.is_empty() {
            return 0;
        }
        let before = self.warmed();
        let (zone, layers) = (self.model.timezone, self.model.layers());
        let (mut kept, mut kept_combined) = (vec![BTreeSet::new(); layers.len()], BTreeSet::new());
        let full_hours = boundaries(*span.start(), *span.end(), zone).map(|boundary| boundary.at);
        for at in std::iter::once(span.start().with_timezone(&zone)).chain(full_hours) {
            let mut stores = self.layers.iter().zip(&kept);
            if kept_combined.len() == self.combined.capacity && stores.all(|(store, kept)| kept.len() == store.capacity)
            {
                break;
            }
            let times = (now, at.to_utc());
            for site in sites {
                let place = Some(site.place);
                let stores = layers.iter().zip(&mut self.layers).zip(&mut kept);
                let product = stores.map(|((layer, store), kept)| {
                    let product = layer.product()?;
                    let key = ProductKey::new(product, place, at);
                    Some(store.warm(times, kept, key, |_| true, || product_at(product, place, at)))
                });
                let products: Vec<Option<f64>> = product.collect();
                if kept_combined.len() < self.combined.capacity {
                    let holds = |kept: &Combined| kept.span.contains(at.to_utc());
                    let combined = || combined_at(&self.model, &products, events, site, at);
                    self.combined.warm(times, &mut kept_combined, CombinedKey::new(site, at), holds, combined);
                }
            }
        }
        self.warmed() - before
    }

    fn warmed(&self) -> u64 {
        self.layers.iter().map(|store| store.counters.warmed).sum::<u64>() + self.combined.counters.warmed
    }
}
