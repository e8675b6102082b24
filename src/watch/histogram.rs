//! Histograms of durations, counted without locks.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the buckets in seconds; after the last there is one without a bound.
pub const BOUNDS_SECONDS: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// A histogram of durations.
#[derive(Debug, Default)]
pub struct Histogram {
    classes: [AtomicU64; BOUNDS_SECONDS.len() + 1],
    sum_nanoseconds: AtomicU64,
}

/// The values of a [`Histogram`] at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Durations {
    /// For each of [`BOUNDS_SECONDS`], how many durations were at most that.
    pub up_to: [u64; BOUNDS_SECONDS.len()],
    /// How many durations there were.
    pub count: u64,
    /// Their sum.
    pub sum_seconds: f64,
}

impl Histogram {
    /// Adds a duration.
    pub fn add(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        let class = BOUNDS_SECONDS.partition_point(|bound| *bound < seconds);
        self.classes[class].fetch_add(1, Ordering::Relaxed);
        let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.sum_nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// The values so far.
    pub fn so_far(&self) -> Durations {
        let mut durations = Durations::default();
        for (class, counted) in self.classes.iter().enumerate() {
            durations.count += counted.load(Ordering::Relaxed);
            if let Some(up_to) = durations.up_to.get_mut(class) {
                *up_to = durations.count;
            }
        }
        durations.sum_seconds = Duration::from_nanos(self.sum_nanoseconds.load(Ordering::Relaxed)).as_secs_f64();
        durations
    }
}

/// Durations of a listener's work.
#[derive(Debug, Default)]
pub struct Timings {
    /// From a whole request with a delivery to its acknowledgement.
    pub acknowledge: Histogram,
    /// From then until it is applied or found unusable.
    pub apply: Histogram,
    /// Re-scoring after a burst of deliveries.
    pub rescore: Histogram,
    /// Answering a GET; of a stream, until it begins.
    pub read: Histogram,
}
