//! Versions of a large value that answers share: no more than so many bytes are in memory, however slowly they are
//! read.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::clock::monotonic;

/// The most bytes of all versions in memory, the latest included.
const MOST_BYTES: usize = 64 << 20;

/// So many are allowed in any case.
const LEAST_VERSIONS: usize = 4;

/// A version that is older may be taken from those who still read it.
const READ_WITHIN: Duration = Duration::from_secs(10);

/// The latest version, and earlier ones that are still being read. Readers hold them weakly.
#[derive(Debug)]
pub struct Versions<T> {
    /// Since when, how many bytes, and the value.
    kept: VecDeque<(Instant, usize, Arc<T>)>,
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
        self.kept.back().filter(|_| self.has_latest).map(|(.., latest)| latest)
    }

    /// The latest version will be replaced when it is next asked for.
    pub fn outdate(&mut self) {
        self.has_latest = false;
        // One that was just asked for is held strongly until its reader holds it weakly.
        self.kept.retain(|(.., version)| Arc::weak_count(version) > 0 || Arc::strong_count(version) > 1);
    }

    /// Adds a version of about so many bytes; none while there are too many.
    pub fn add(&mut self, bytes: usize, make: impl FnOnce() -> T) -> Option<&Arc<T>> {
        self.outdate();
        while self.kept.len() >= LEAST_VERSIONS && self.bytes() + bytes > MOST_BYTES {
            let (since, ..) = self.kept.front()?;
            if since.elapsed() < READ_WITHIN {
                return None;
            }
            self.kept.pop_front();
        }
        self.has_latest = true;
        self.kept.push_back((monotonic(), bytes, Arc::new(make())));
        self.latest()
    }

    fn bytes(&self) -> usize {
        self.kept.iter().map(|(_, bytes, _)| bytes).sum()
    }
}
