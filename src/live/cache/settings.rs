//! How much the caches hold and for how long, and what they say of themselves.

use serde::{Deserialize, Serialize};

/// Capacities and times to live, as published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CacheSettings {
    /// Whether anything is kept; if not, every lookup computes and counts as a miss.
    #[serde(skip)] // in the file it is a key of the table above
    pub enabled: bool,
    /// Of spending propensity: 2000 entries, an hour.
    pub spending: CacheLimits,
    /// Of college presence: 1000 entries, two hours.
    pub college: CacheLimits,
    /// Of the combined score: 500 entries, half an hour.
    pub combined: CacheLimits,
}

/// The limits of one cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CacheLimits {
    /// How many entries it holds; for one more, the one not asked for longest goes.
    pub capacity: usize,
    /// After how many seconds an entry is computed again.
    pub ttl_seconds: u32,
}

/// A limit that is no use; caches are turned off with `enabled = false`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{cache}.{key}: {value} is not between 1 and {most}")]
pub struct CacheSettingsError {
    /// Which cache: `spending`, `college` or `combined`.
    pub cache: &'static str,
    /// Which limit: `capacity` or `ttl_seconds`.
    pub key: &'static str,
    /// What was given.
    pub value: usize,
    /// The greatest value there is.
    pub most: usize,
}

/// No more entries than this: about a gigabyte.
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
    /// Checks every limit.
    ///
    /// # Errors
    /// [`CacheSettingsError`] names the first that is zero or too great.
    pub fn check(&self) -> Result<(), CacheSettingsError> {
        let caches = [("spending", self.spending), ("college", self.college), ("combined", self.combined)];
        for (cache, limits) in caches {
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

/// What one cache holds and has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CacheCounters {
    /// Lookups that found an entry.
    pub hits: u64,
    /// Lookups that found none; each computed the score once.
    pub misses: u64,
    /// Entries filled in by warming, which is no lookup.
    pub warmed: u64,
    /// Entries that made room for others.
    pub evicted: u64,
    /// Entries that were too old.
    pub expired: u64,
    /// Entries dropped because something they depend on changed.
    pub invalidated: u64,
    /// Entries there are.
    pub entries: usize,
    /// Links from hours, places, events and times of expiry to these entries.
    pub links: usize,
}

/// What the three caches hold and have done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CacheReport {
    /// Of spending propensity.
    pub spending: CacheCounters,
    /// Of college presence.
    pub college: CacheCounters,
    /// Of the combined score; where it is not there, the other two are looked up for it.
    pub combined: CacheCounters,
    /// Questions that were answered from a cache.
    pub hits: u64,
    /// Questions for which a score was computed.
    pub misses: u64,
}

impl CacheReport {
    /// The three by their names.
    #[must_use]
    pub fn by_name(&self) -> [(&'static str, CacheCounters); 3] {
        [("spending", self.spending), ("college", self.college), ("combined", self.combined)]
    }
}
