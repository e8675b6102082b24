//! Versions of a large value that answers share: few are in memory at a time, however slowly they are read.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::clock::monotonic;

/// The most versions in memory, the latest included.
pub const MOST_VERSIONS: usize = 4;

/// A version that is older may be taken from those who still read it.
pub const READ_WITHIN: Duration = Duration::from_secs(10);

/// The latest version, and earlier ones that are still being read. Readers hold them weakly.
#[derive(Debug)]
pub struct Versions<T> {
    kept: VecDeque<(Instant, Arc<T>)>,
    has_latest: bool,
}

impl<T> Default for Versions<T> {
    fn default() -> Self {
        Self { kept: VecDeque::new(), has_latest: false }
    }
}

impl<T> Versions<T> {
    /// The latest version, unless it is outdated.
    pub fn latest(&self) -> Option<&Arc<T>> {
        self.kept.back().filter(|_| self.has_latest).map(|(_, latest)| latest)
    }

    /// The latest version will be replaced when it is next asked for.
    pub fn outdate(&mut self) {
        self.has_latest = false;
        self.kept.retain(|(_, version)| Arc::weak_count(version) > 0);
    }

    /// Adds a version; none while there are too many.
    pub fn add(&mut self, make: impl FnOnce() -> T) -> Option<&Arc<T>> {
        self.outdate();
        if self.kept.len() >= MOST_VERSIONS {
            let (since, _) = self.kept.front()?;
            if since.elapsed() < READ_WITHIN {
                return None;
            }
            self.kept.pop_front();
        }
        self.has_latest = true;
        self.kept.push_back((monotonic(), Arc::new(make())));
        self.latest()
    }
}
