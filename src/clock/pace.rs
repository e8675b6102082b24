//! The clock of a long-running process: the system clock, a clock with its own start and speed, or a
//! clock that is set by hand.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::{monotonic, now};

/// A clock that follows the system clock, runs from a given start at a given speed, or stands still
/// until it is set.
#[derive(Clone, Copy, Debug)]
pub struct Pace(Mode);

#[derive(Clone, Copy, Debug)]
enum Mode {
    Clock,
    Pinned { start: DateTime<Utc>, since: Instant, speed: f64 },
    ByHand(&'static AtomicI64),
}

impl Pace {
    /// The system clock.
    #[must_use]
    pub fn of_the_clock() -> Self {
        Self(Mode::Clock)
    }

    /// A clock that shows `start` now and runs `speed` times as fast as the system clock.
    #[must_use]
    pub fn from(start: DateTime<Utc>, speed: f64) -> Self {
        Self(Mode::Pinned { start, since: monotonic(), speed })
    }

    /// A clock that stands still until it is set, in milliseconds since 1970. Tests use it to make the
    /// clock jump.
    #[must_use]
    pub fn by_hand(milliseconds: &'static AtomicI64) -> Self {
        Self(Mode::ByHand(milliseconds))
    }

    /// Whether it follows the system clock.
    #[must_use]
    pub fn is_of_the_system(&self) -> bool {
        matches!(self.0, Mode::Clock)
    }

    /// The current time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match self.0 {
            Mode::Clock => now(),
            Mode::Pinned { start, since, speed } => {
                #[expect(clippy::cast_possible_truncation, reason = "held within the range of times below")]
                let passed = TimeDelta::microseconds((since.elapsed().as_secs_f64() * speed * 1e6) as i64);
                start.checked_add_signed(passed).unwrap_or(DateTime::<Utc>::MAX_UTC)
            }
            Mode::ByHand(milliseconds) => {
                DateTime::from_timestamp_millis(milliseconds.load(Ordering::SeqCst)).unwrap_or(DateTime::<Utc>::MAX_UTC)
            }
        }
    }

    /// How long until the clock shows `at`; zero if that time is past.
    #[must_use]
    pub fn until(&self, at: DateTime<Utc>) -> Duration {
        let left = (at - self.now()).to_std().unwrap_or_default();
        match self.0 {
            Mode::Clock => left,
            // One microsecond more, so that rounding does not end the wait too early.
            Mode::Pinned { speed, .. } => left.div_f64(speed.max(1e-6)) + Duration::from_micros(1),
            Mode::ByHand(_) if left.is_zero() => left,
            // It does not advance.
            Mode::ByHand(_) => Duration::MAX,
        }
    }
}
