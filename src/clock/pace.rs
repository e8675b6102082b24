//! The time that something long-lived goes by: the clock's, one that starts where it is told, or
//! one that is set by hand.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::{monotonic, now};

/// A clock that can be pinned to a start and made to run faster from there, or stand wherever it
/// is put.
#[derive(Clone, Copy, Debug)]
pub struct Pace(Kind);

#[derive(Clone, Copy, Debug)]
enum Kind {
    Clock,
    Pinned { start: DateTime<Utc>, since: Instant, speed: f64 },
    ByHand(&'static AtomicI64),
}

impl Pace {
    /// The time on the clock.
    #[must_use]
    pub fn of_the_clock() -> Self {
        Self(Kind::Clock)
    }

    /// A time that is `start` now and goes on `speed` times as fast as the clock.
    #[must_use]
    pub fn from(start: DateTime<Utc>, speed: f64) -> Self {
        Self(Kind::Pinned { start, since: monotonic(), speed })
    }

    /// A time that stands until somebody puts it elsewhere, in milliseconds since 1970: for tests of
    /// what happens when a clock jumps.
    #[must_use]
    pub fn by_hand(milliseconds: &'static AtomicI64) -> Self {
        Self(Kind::ByHand(milliseconds))
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match self.0 {
            Kind::Clock => now(),
            Kind::Pinned { start, since, speed } => {
                #[expect(clippy::cast_possible_truncation, reason = "held within the range of times below")]
                let passed = TimeDelta::microseconds((since.elapsed().as_secs_f64() * speed * 1e6) as i64);
                start.checked_add_signed(passed).unwrap_or(DateTime::<Utc>::MAX_UTC)
            }
            Kind::ByHand(milliseconds) => {
                DateTime::from_timestamp_millis(milliseconds.load(Ordering::SeqCst)).unwrap_or(DateTime::<Utc>::MAX_UTC)
            }
        }
    }

    /// How long it takes until it is `at`; nothing if it is past.
    #[must_use]
    pub fn until(&self, at: DateTime<Utc>) -> Duration {
        let left = (at - self.now()).to_std().unwrap_or_default();
        match self.0 {
            Kind::Clock => left,
            // A moment more, so that it is not still a moment before.
            Kind::Pinned { speed, .. } => left.div_f64(speed.max(1e-6)) + Duration::from_micros(1),
            Kind::ByHand(_) if left.is_zero() => left,
            // By itself it never will be.
            Kind::ByHand(_) => Duration::MAX,
        }
    }
}
