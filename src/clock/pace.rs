//! The time that something long-lived goes by: the clock's, or one that starts where it is told.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::{monotonic, now};

/// A clock that can be pinned to a start, and made to run faster from there.
#[derive(Clone, Copy, Debug)]
pub struct Pace(Option<Pinned>);

#[derive(Clone, Copy, Debug)]
struct Pinned {
    start: DateTime<Utc>,
    since: Instant,
    speed: f64,
}

impl Pace {
    /// The time on the clock.
    #[must_use]
    pub fn of_the_clock() -> Self {
        Self(None)
    }

    /// A time that is `start` now and goes on `speed` times as fast as the clock.
    #[must_use]
    pub fn from(start: DateTime<Utc>, speed: f64) -> Self {
        Self(Some(Pinned { start, since: monotonic(), speed }))
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let Some(Pinned { start, since, speed }) = self.0 else { return now() };
        #[expect(clippy::cast_possible_truncation, reason = "held within the range of times below")]
        let passed = TimeDelta::microseconds((since.elapsed().as_secs_f64() * speed * 1e6) as i64);
        start.checked_add_signed(passed).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// How long it takes until it is `at`; nothing if it is past.
    #[must_use]
    pub fn until(&self, at: DateTime<Utc>) -> Duration {
        let left = (at - self.now()).to_std().unwrap_or_default();
        match self.0 {
            // A moment more, so that it is not still a moment before.
            Some(Pinned { speed, .. }) => left.div_f64(speed.max(1e-6)) + Duration::from_micros(1),
            None => left,
        }
    }
}
