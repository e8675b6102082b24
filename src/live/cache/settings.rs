//! Settings and counters of the caches.

use serde::{Deserialize, Serialize, Serializer};

use crate::layers::Product;
use crate::layers::place::PlaceFactor;

/// Capacities and times to live; the defaults are the published ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CacheSettings {
    /// Whether anything is cached; if not, every lookup computes the score and counts as a miss.
    #[serde(skip)] // in the file it is a key of the table above
    pub enabled: bool,
    /// Of spending propensity, and of each own layer: 2000 entries, an hour.
    pub spending: CacheLimits,
    /// Of college presence, which is kept for each place: 1000 entries, two hours.
    pub college: CacheLimits,
    /// Of the combined score: 500 entries, half an hour.
    pub combined: CacheLimits,
}

/// The limits of one cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CacheLimits {
    /// The most entries; beyond that the least recently used is evicted.
    pub capacity: usize,
    /// The time to live of an entry.
    pub ttl_seconds: u32,
}

/// An invalid limit; use `enabled = false` to turn caches off.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{cache}.{key}: {value} is not between 1 and {most}")]
pub struct CacheSettingsError {
    /// Which cache: `spending`, `college` or `combined`.
    pub cache: &'static str,
    /// Which limit: `capacity` or `ttl_seconds`.
    pub key: &'static str,
    /// The value given.
    pub value: usize,
    /// The greatest valid value.
    pub most: usize,
}

/// The greatest capacity: about a gigabyte.
const MOST_ENTRIES: usize = 1_000_000;
/// A year.
const LONGEST_SECONDS: usize = 366 * 86_400;

impl Default for CacheSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            spending: CacheLimits { capacity: 2000, ttl_seconds: 3600 },
            college: CacheLimits { capacity: 1000, ttl_seconds: 7200 },
            combined: CacheLimits { capacity: 500, ttl_seconds: 1800 },
        }
    }
}

impl CacheSettings {
    /// The limits by their names in the settings.
    pub fn by_name(&mut self) -> [(&'static str, &mut CacheLimits); 3] {
        [("spending", &mut self.spending), ("college", &mut self.college), ("combined", &mut self.combined)]
    }

    /// The limits of a layer's cache; none where nothing is cached.
    pub(super) fn of(&self, layer: &dyn Product) -> Option<CacheLimits> {
        let limits = if matches!(layer.place(), PlaceFactor::Points(_)) { self.college } else { self.spending };
        self.enabled.then_some(limits)
    }

    /// Checks every limit.
    ///
    /// # Errors
    /// [`CacheSettingsError`] names the first that is zero or too great.
    pub fn check(&self) -> Result<(), CacheSettingsError> {
        for (cache, limits) in { *self }.by_name() {
            let ttl = usize::try_from(limits.ttl_seconds).unwrap_or(usize::MAX);
            let values = [("capacity", limits.capacity, MOST_ENTRIES), ("ttl_seconds", ttl, LONGEST_SECONDS)];
            for (key, value, most) in values {
                if !(1..=most).contains(&value) {
                    return Err(CacheSettingsError { cache, key, value, most });
                }
            }
        }
        Ok(())
    }
}

/// The contents and counters of a cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CacheCounters {
    /// Lookups that found an entry.
    pub hits: u64,
    /// Lookups that found none; each computed the score once.
    pub misses: u64,
    /// Entries added by warming, without a lookup.
    pub warmed: u64,
    /// Entries evicted for others.
    pub evicted: u64,
    /// Entries that expired.
    pub expired: u64,
    /// Entries dropped because something they depend on changed.
    pub invalidated: u64,
    /// Current entries.
    pub entries: usize,
    /// Links from hours, places, events and expiry times to entries.
    pub links: usize,
}

/// The contents and counters of the caches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CacheReport {
    /// Of each layer but that of events, by its short name.
    #[serde(flatten, serialize_with = "as_map")]
    pub layers: Vec<(String, CacheCounters)>,
    /// Of the combined score; a miss looks up the others.
    pub combined: CacheCounters,
    /// Lookups that found an entry, over all caches.
    pub hits: u64,
    /// Lookups that computed a score, over all caches.
    pub misses: u64,
}

impl CacheReport {
    /// All caches by name.
    pub fn by_name(&self) -> Vec<(&str, CacheCounters)> {
        let layers = self.layers.iter().map(|(name, counters)| (name.as_str(), *counters));
        layers.chain([("combined", self.combined)]).collect()
    }
}

fn as_map<S: Serializer>(layers: &[(String, CacheCounters)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(layers.iter().map(|(name, counters)| (name, counters)))
}
