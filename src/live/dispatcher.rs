//! The dispatcher: turns the passing of time into messages.
//!
//! | event | message |
//! |---|---|
//! | a new month, week, day, hour | `time_change`, in this order |
//! | the wall clock changes within an hour | `custom` [`CLOCK_CHANGED`] |
//! | an event opens, closes or enters another phase | `custom` [`EVENT_OPENS`], [`EVENT_CLOSES`], [`EVENT_SHIFTS`] |
//! | a scheduled message is due | that message |
//!
//! A replay or the main loop supplies the time. The dispatcher never reads a clock.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::engine::{CLOCK_CHANGED, EVENT_CLOSES, EVENT_OPENS, EVENT_SHIFTS, TurnData};
use super::message::{Body, Cause, Custom, Draft, TimeChange};
use super::openings::{Openings, Turn, TurnKind};
use super::timeline::{Timeline, TimelineStep};
use crate::clock::ZonedTime;

/// Counters of the dispatcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DispatcherCounters {
    /// Whether anything is still to come.
    pub running: bool,
    /// Messages caused by time.
    pub time_events_dispatched: u64,
    /// Scheduled messages, openings and closings that are still to come.
    pub scheduled_events_pending: usize,
    /// Messages that a subscriber failed to handle.
    pub errors: u64,
}

/// Returns the messages of each instant in turn.
///
/// ```
/// use chrono_tz::America::Chicago;
/// use pdpe::live::dispatcher::Dispatcher;
/// use pdpe::live::message::{Cause, Kind};
/// use pdpe::live::openings::Openings;
/// let sunday_night = "2024-12-16T05:30:00Z".parse()?;
/// let mut dispatcher = Dispatcher::new(sunday_night, Chicago, Cause::Replay);
/// let (until, no_events) = ("2024-12-16T08:00:00Z".parse()?, Openings::default());
/// let (at, drafts) = dispatcher.next(until, &no_events).expect("a new week begins");
/// assert_eq!(at.to_rfc3339(), "2024-12-16T00:00:00-06:00");
/// assert!(drafts.iter().all(|draft| draft.body.kind() == Kind::TimeChange)); // week, day, hour
/// assert_eq!(drafts.len(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Dispatcher {
    timeline: Timeline<Body>,
    cause: Cause,
    dispatched: u64,
    errors: u64,
}

impl Dispatcher {
    /// Starts after `now`; `cause` is that of its messages: [`Cause::Clock`] or [`Cause::Replay`].
    pub fn new(now: DateTime<Utc>, zone: Tz, cause: Cause) -> Self {
        Self { timeline: Timeline::new(now, zone), cause, dispatched: 0, errors: 0 }
    }

    /// The timeline, to schedule and cancel messages and to move to another time.
    pub fn timeline(&mut self) -> &mut Timeline<Body> {
        &mut self.timeline
    }

    /// The next instant at which something happens; `None` at the end of representable time.
    pub fn next_due(&self, openings: &Openings) -> Option<DateTime<Utc>> {
        self.timeline.next_due(openings)
    }

    /// Advances to the next instant at which something happens, and returns it. If there is none up to `until`,
    /// advances to `until`.
    pub fn step(&mut self, until: DateTime<Utc>, openings: &Openings) -> Option<TimelineStep<Body>> {
        let moment = self.timeline.step(until, openings)?;
        let boundary = moment.boundary.map_or(0, |boundary| boundary.kinds.iter().count().max(1));
        self.dispatched += (boundary + moment.turns.len() + moment.messages.len()) as u64;
        Some(moment)
    }

    /// Like [`Dispatcher::step`], but returns messages.
    pub fn next(&mut self, until: DateTime<Utc>, openings: &Openings) -> Option<(ZonedTime, Vec<Draft>)> {
        let moment = self.step(until, openings)?;
        Some((moment.at, self.drafts(moment)))
    }

    /// Counts failed calls of subscribers.
    pub fn count_errors(&mut self, failed: u64) {
        self.errors += failed;
    }

    /// The counters.
    pub fn counters(&self, openings: &Openings) -> DispatcherCounters {
        DispatcherCounters {
            running: self.next_due(openings).is_some(),
            time_events_dispatched: self.dispatched,
            scheduled_events_pending: self.timeline.scheduled_events_pending(openings),
            errors: self.errors,
        }
    }

    fn drafts(&self, moment: TimelineStep<Body>) -> Vec<Draft> {
        let at = moment.at.fixed_offset();
        let mut bodies: Vec<Body> = Vec::new();
        if let Some(boundary) = moment.boundary {
            let previous_time = boundary.previous.fixed_offset();
            let change = |boundary_type| TimeChange { previous_time, new_time: at, boundary_type }.into();
            bodies.extend(boundary.kinds.iter().map(change));
            if boundary.is_clock_change() {
                bodies.push(Custom { name: CLOCK_CHANGED.into(), data: serde_json::Value::Null }.into());
            }
        }
        bodies.extend(moment.turns.iter().map(turn));
        bodies.extend(moment.messages.into_iter().map(|due| due.what));
        bodies.into_iter().map(|body| Draft::new(at, self.cause.clone(), body)).collect()
    }
}

fn turn(turn: &Turn) -> Body {
    let name = match turn.kind {
        TurnKind::Opens => EVENT_OPENS,
        TurnKind::Closes => EVENT_CLOSES,
        TurnKind::Shifts => EVENT_SHIFTS,
    };
    let data = TurnData { event_id: turn.event.to_string(), source: turn.event.source.clone() };
    Custom::new(name, &data).expect("a struct of text is always JSON").into()
}
