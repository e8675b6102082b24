//! The time for which a command reads the dates of recurring events.

use chrono::{DateTime, Duration, Utc};
use pdpe::clock::ZonedTime;
use pdpe::config::Config;
use pdpe::event::Proximity;
use pdpe::text::counted;

use super::{Talk, now};
use crate::cli::Global;

/// How long before and after now, if a command has no span of its own.
const USUAL_DAYS: i64 = 365;

/// A span of time in which events matter.
#[derive(Clone, Copy)]
pub struct EventSpan {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    /// Whether nobody asked for it.
    is_usual: bool,
}

impl EventSpan {
    /// From one time to another.
    pub fn between(from: ZonedTime, until: ZonedTime) -> Self {
        Self { from: from.to_utc(), until: until.to_utc(), is_usual: false }
    }

    /// A single time.
    pub fn at(at: ZonedTime) -> Self {
        Self::between(at, at)
    }

    /// A year before and after a time, for commands without a span.
    pub fn around(at: DateTime<Utc>) -> Self {
        let year = Duration::days(USUAL_DAYS);
        Self { from: at - year, until: at + year, is_usual: true }
    }

    /// A year before and after now.
    pub fn around_now(global: &Global, config: &Config) -> anyhow::Result<Self> {
        Ok(Self::around(now(global, config.model.timezone)?))
    }

    /// The first and the last instant at which an event that counts in the span may start or end.
    pub fn with_margins(self, model: &Proximity) -> (DateTime<Utc>, DateTime<Utc>) {
        let minutes = |count: u32| Duration::minutes(i64::from(count));
        let before = minutes(model.tail_minutes) + minutes(model.default_duration_minutes);
        let from = self.from.checked_sub_signed(before).unwrap_or(self.from);
        (from, self.until.checked_add_signed(minutes(model.lead_minutes)).unwrap_or(self.until))
    }

    /// Reports that only some dates of recurring events are read, if nobody asked for that.
    pub fn tell_cut(self, name: &str, series: usize, config: &Config, talk: Talk) {
        if self.is_usual && series > 0 {
            let day = |at: DateTime<Utc>| at.with_timezone(&config.model.timezone).format("%Y-%m-%d").to_string();
            let (from, until) = (day(self.from), day(self.until));
            talk.say(format_args!(
                "{name}: of {}, the dates from {from} to {until} are read",
                counted(series, "recurring event")
            ));
        }
    }
}
