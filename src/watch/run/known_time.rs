//! Whether the clock can be believed when deliveries are to be deleted by their age.
//!
//! A machine without a battery starts in 1970, and one wrong reading of the time is enough to make every
//! delivery old. The deliveries themselves say what time it was when the last of them came.

use std::fmt;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::{Pace, monotonic};

/// From this distance on the clock is not believed; less if deliveries are kept for less.
const FAR: TimeDelta = TimeDelta::days(7);

/// What the deliveries say about the time.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownTime {
    far: TimeDelta,
    /// When the latest delivery was received.
    newest: Option<DateTime<Utc>>,
    /// When the first delivery after the latest gap was received.
    after_gap: Option<DateTime<Utc>>,
    /// The clock at the start.
    started: DateTime<Utc>,
    since: Instant,
}

/// Why the clock is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// It is far from the time of the latest delivery.
    Far { now: DateTime<Utc>, expected: DateTime<Utc> },
    /// Deliveries of this time have come for a few days only, after a gap or a change of the clock.
    Recent { now: DateTime<Utc>, after_gap: DateTime<Utc> },
}

impl KnownTime {
    /// Without deliveries the clock at the start counts.
    pub fn at_start(pace: &Pace, retention: TimeDelta) -> Self {
        Self { far: FAR.min(retention), newest: None, after_gap: None, started: pace.now(), since: monotonic() }
    }

    /// Notes when a delivery was received, in the order of their numbers.
    pub fn note(&mut self, received: DateTime<Utc>) {
        if self.newest.is_some_and(|newest| (received - newest).abs() > self.far) {
            self.after_gap = Some(received);
        }
        self.newest = Some(received);
    }

    /// Why the clock is not believed; none if it is.
    pub fn doubt(&self, pace: &Pace) -> Option<Doubt> {
        let now = pace.now();
        // A clock that somebody has set for this run goes as they please.
        let passed = if pace.is_of_the_system() {
            TimeDelta::from_std(self.since.elapsed()).unwrap_or(TimeDelta::MAX)
        } else {
            now - self.started
        };
        let expected = self.newest.unwrap_or(self.started);
        let expected = expected.checked_add_signed(passed).unwrap_or(DateTime::<Utc>::MAX_UTC);
        if (now - expected).abs() > self.far {
            return Some(Doubt::Far { now, expected });
        }
        let after_gap = self.after_gap.filter(|after_gap| now - *after_gap < self.far)?;
        Some(Doubt::Recent { now, after_gap })
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (now, what, other) = match self {
            Self::Far { now, expected } => (now, "the latest delivery suggests", expected),
            Self::Recent { now, after_gap } => (now, "deliveries of this time have come only since", after_gap),
        };
        write!(
            f,
            "the clock shows {}, and {what} {}: nothing is deleted because of its age; if the clock is right, start \
             with --forget-anyway",
            now.format("%Y-%m-%d %H:%M UTC"),
            other.format("%Y-%m-%d %H:%M UTC")
        )
    }
}
