//! Follows the clock: publishes the messages of the time since the last look at it.

use std::time::Duration;

use chrono::TimeDelta;

use super::Running;
use crate::clock::{ZonedTime, monotonic};
use crate::live::engine::REFRESH;
use crate::live::message::{Cause, Custom, Draft};

/// A clock that goes back by less is treated as standing still.
const SLEW: TimeDelta = TimeDelta::seconds(1);

/// A clock that goes ahead by more is followed only through the last [`RECENT`]: decades of hours would keep
/// everything else waiting.
const LONGEST_WALK: TimeDelta = TimeDelta::days(31);
const RECENT: TimeDelta = TimeDelta::days(1);

/// The longest time spent on following the clock before something else is done.
const WALK_SLICE: Duration = Duration::from_millis(500);

impl Running<'_> {
    /// Publishes the messages of the time since the last call.
    pub(super) fn follow_clock(&mut self) {
        let now = self.setup.now();
        let mut anything = now < self.now - SLEW;
        if anything {
            tracing::warn!(from = %self.now, to = %now, "the clock went back");
            self.now = now;
            self.dispatcher.timeline().move_to(now);
            self.refresh();
        }
        if now - self.now > LONGEST_WALK {
            tracing::warn!(from = %self.now, to = %now, "the clock went ahead; of the time between only the end is shown");
            anything = true;
            self.now = now - RECENT;
            self.dispatcher.timeline().skip_to(self.now);
            self.refresh();
        }
        self.now = self.now.max(now);
        self.dispatcher.timeline().skip_missed(self.now);
        let begun = monotonic();
        loop {
            if begun.elapsed() > WALK_SLICE {
                // The rest follows when the loop comes back.
                self.now = self.dispatcher.timeline().now().to_utc();
                break;
            }
            let next = self.dispatcher.next(self.now, self.engine.borrow().openings());
            let Some((_, drafts)) = next else { break };
            anything = true;
            for draft in drafts {
                self.publish_due(draft);
            }
            self.setup.pulse.beat();
        }
        let refresh_due = self.engine.borrow().refresh_due();
        if refresh_due.is_some_and(|due| due <= self.now) {
            self.refresh();
            anything = true;
        }
        if anything {
            self.publish_cells();
        }
    }

    pub(super) fn refresh(&mut self) {
        let refresh = Custom { name: REFRESH.into(), data: serde_json::Value::Null };
        self.publish(Draft::new(self.at().fixed_offset(), Cause::Clock, refresh));
    }

    pub(super) fn at(&self) -> ZonedTime {
        self.now.with_timezone(&self.setup.model.timezone)
    }
}
