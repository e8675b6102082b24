//! The timeline: boundaries, openings and closings, and scheduled messages in order of time.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::openings::{Openings, Turn};
use super::recurrence::Recurrence;
use super::schedule::{Due, Schedule, ScheduleId};
use crate::clock::{Boundary, ZonedTime, boundaries};

/// An instant and everything that happens then, in the order of the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineStep<T> {
    /// The instant.
    pub at: ZonedTime,
    /// The boundary, if it is one. A boundary without a kind is a clock change within an hour: scores have
    /// to be computed again, although no hour ended.
    pub boundary: Option<Boundary>,
    /// Events that open or close, in the order of their ids.
    pub turns: Vec<Turn>,
    /// Scheduled messages in the order of their times and numbers. Late ones keep their time in `at`.
    pub messages: Vec<Due<T>>,
}

/// Moves through time and stops wherever something happens.
///
/// The caller supplies the time and the [`Openings`] of the events. The timeline never reads a clock.
/// - **Replay**: [`step`](Self::step) until nothing is left. Every boundary, opening, closing and
///   recurring message is returned once, in order.
/// - **A clock**: after it has advanced, [`skip_missed`](Self::skip_missed) and then `step` until
///   nothing is left. After a sleep or a jump forward nothing is lost, and a recurring message that
///   missed several of its times is delivered once, at the latest of them.
/// - **A clock that goes back**: `step` finds nothing until the clock has passed the instant reached
///   before. Nothing is delivered twice.
/// - **Moving to any time**: [`move_to`](Self::move_to). Boundaries, openings, closings and
///   recurring messages after that time follow, again if it is earlier. A message scheduled once is
///   delivered exactly once, even if its time is skipped.
///
/// ```
/// use chrono_tz::America::Chicago;
/// use pdpe::live::{openings::Openings, timeline::Timeline};
/// let mut timeline = Timeline::new("2024-12-15T18:59:00Z".parse()?, Chicago);
/// timeline.at("2024-12-15T19:30:00Z".parse()?, "park here");
/// let (until, no_events) = ("2024-12-15T20:00:00Z".parse()?, Openings::default());
/// let mut seen = Vec::new();
/// while let Some(moment) = timeline.step(until, &no_events) {
///     seen.push((moment.at.format("%H:%M").to_string(), moment.boundary.is_some(), moment.messages.len()));
/// }
/// assert_eq!(seen, [("13:00".into(), true, 0), ("13:30".into(), false, 1), ("14:00".into(), true, 0)]);
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Timeline<T> {
    zone: Tz,
    now: DateTime<Utc>,
    boundary: Option<Boundary>,
    schedule: Schedule<T>,
}

impl<T> Timeline<T> {
    /// A timeline that starts after `now`, by the wall clock of `zone`.
    pub fn new(now: DateTime<Utc>, zone: Tz) -> Self {
        let mut timeline = Self { zone, now, boundary: None, schedule: Schedule::new(zone) };
        timeline.look_for_boundary();
        timeline
    }

    /// The current instant.
    pub fn now(&self) -> ZonedTime {
        self.now.with_timezone(&self.zone)
    }

    /// Schedules a message once; at the next step if the instant is past.
    pub fn at(&mut self, at: DateTime<Utc>, what: T) -> ScheduleId {
        self.schedule.at(at, what)
    }

    /// Schedules a recurring message from now on.
    pub fn every(&mut self, recurrence: Recurrence, what: T) -> ScheduleId {
        self.schedule.every(recurrence, what, self.now)
    }

    /// Cancels a scheduled message and returns it.
    pub fn cancel(&mut self, id: ScheduleId) -> Option<T> {
        self.schedule.cancel(id)
    }

    /// The scheduled messages.
    pub fn schedule(&self) -> &Schedule<T> {
        &self.schedule
    }

    /// The number of messages, openings and closings that are still to come. Costs O(n).
    pub fn scheduled_events_pending(&self, openings: &Openings) -> usize {
        self.schedule.len() + openings.after(self.now).count()
    }

    /// The next instant at which something happens; `None` at the end of representable time.
    pub fn next_due(&self, openings: &Openings) -> Option<DateTime<Utc>> {
        let boundary = self.boundary.map(|boundary| boundary.at.to_utc());
        let turn = openings.after(self.now).next().map(|turn| turn.at);
        let next = [boundary, turn, self.schedule.next_due()].into_iter().flatten().min();
        next.map(|at| at.max(self.now))
    }

    /// Skips missed times up to `until`: a recurring message that missed several is delivered once.
    pub fn skip_missed(&mut self, until: DateTime<Utc>) {
        self.schedule.skip_missed(until);
    }

    /// Moves to an instant, earlier or later, without returning the instants between.
    pub fn move_to(&mut self, at: DateTime<Utc>) {
        self.now = at;
        self.schedule.rewind(at);
        self.look_for_boundary();
    }

    /// Moves forward to an instant without returning the instants between. Messages scheduled up to then follow
    /// with the next step.
    pub fn skip_to(&mut self, at: DateTime<Utc>) {
        self.now = self.now.max(at);
        self.look_for_boundary();
    }

    fn look_for_boundary(&mut self) {
        self.boundary = boundaries(self.now, DateTime::<Utc>::MAX_UTC, self.zone).next();
    }
}

impl<T: Clone> Timeline<T> {
    /// Moves to the next instant at which something happens, and returns it. If there is none up to `until`, moves to
    /// `until`.
    pub fn step(&mut self, until: DateTime<Utc>, openings: &Openings) -> Option<TimelineStep<T>> {
        let Some(at) = self.next_due(openings).filter(|at| *at <= until) else {
            self.now = self.now.max(until);
            return None;
        };
        let turns = openings.after(self.now).take_while(|turn| turn.at <= at).cloned().collect();
        self.now = at;
        let boundary = self.boundary.take_if(|boundary| boundary.at <= at);
        if boundary.is_some() {
            self.look_for_boundary();
        }
        Some(TimelineStep { at: self.now(), boundary, turns, messages: self.schedule.due(at) })
    }
}
