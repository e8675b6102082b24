//! A replay: moves an engine through a span of time, from one instant at which something happens to the next.
//!
//! There are three ways, with the same scores. [`Replay::next_run`] takes many instants at once and returns summaries
//! of the grid. [`Replay::step`] takes one and returns the changed cells. [`Replay::next_drafts`] returns the messages
//! of one, for a bus with the subscriber [`Replay::apply`].

use chrono::{DateTime, Utc};

use super::bus::SubscriberResult;
use super::dispatcher::{Dispatcher, DispatcherCounters};
use super::engine::{Change, Engine, Passed};
use super::message::{Body, Cause, Draft, Message, event_changes};
use super::timeline::TimelineStep;
use crate::clock::ZonedTime;

/// The most instants taken at once.
const RUN: usize = 256;

/// The replay of a span `(from, to]`, where `from` is the engine's time.
///
/// ```
/// use pdpe::live::{engine::{Engine, EngineSettings}, replay::Replay};
/// use pdpe::{clock::{now, parse_time}, event::Events, grid::kansas_city, model::Model};
/// let model = Model::published();
/// let at = |time| parse_time(time, model.timezone, now()).map(|parsed| parsed.at);
/// let (grid, from) = (kansas_city().whole(), at("2024-12-14T00:00")?);
/// let engine = Engine::new(model.clone(), grid, Events::new(), from, EngineSettings::default())?;
/// let mut replay = Replay::new(engine, at("2024-12-15T00:00")?.to_utc());
/// let day: Vec<_> = std::iter::from_fn(|| replay.next_run()).flatten().collect();
/// assert_eq!(day.len(), 24);
/// let changed = day.iter().filter(|(_, passed)| passed.cells_changed > 0);
/// assert_eq!(changed.count(), 6); // at 6, 11, 16, 18, 23 and 24 h
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Replay {
    engine: Engine,
    dispatcher: Dispatcher,
    until: DateTime<Utc>,
}

impl Replay {
    /// Starts at the engine's time.
    pub fn new(engine: Engine, until: DateTime<Utc>) -> Self {
        let dispatcher = Dispatcher::new(engine.at().to_utc(), engine.model().timezone, Cause::Replay);
        Self { engine, dispatcher, until }
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The dispatcher, on which messages can be scheduled.
    pub fn dispatcher(&mut self) -> &mut Dispatcher {
        &mut self.dispatcher
    }

    /// Counters of the dispatcher, which is running until nothing is left in the span.
    pub fn dispatcher_counters(&self) -> DispatcherCounters {
        DispatcherCounters { running: self.next_due().is_some(), ..self.dispatcher.counters(self.engine.openings()) }
    }

    /// The next instant at which something happens, within the span.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.dispatcher.next_due(self.engine.openings()).filter(|at| *at <= self.until)
    }

    /// The next instants and their results; none at the end of the span.
    ///
    /// Scheduled messages about events are applied; others are only returned.
    pub fn next_run(&mut self) -> Option<Vec<(TimelineStep<Body>, Passed)>> {
        let mut moments: Vec<TimelineStep<Body>> = Vec::new();
        while moments.len() < RUN && moments.last().is_none_or(|last| last.messages.is_empty()) {
            let Some(moment) = self.dispatcher.step(self.until, self.engine.openings()) else { break };
            moments.push(moment);
        }
        let last = moments.last().filter(|last| !last.messages.is_empty()).cloned();
        let quiet = moments.len() - usize::from(last.is_some());
        let times: Vec<ZonedTime> = moments[..quiet].iter().map(|moment| moment.at).collect();
        let mut passed = self.engine.advance(&times);
        if let Some(moment) = last {
            let Change { layers, cells_rescored, cells_reached, cells_changed, .. } = self.pass(&moment);
            let (at, summary) = (self.engine.at(), self.engine.summary());
            let cells_changed = cells_changed.len();
            passed.push(Passed { at, layers, cells_rescored, cells_reached, cells_changed, summary });
        }
        (!moments.is_empty()).then(|| moments.into_iter().zip(passed).collect())
    }

    /// The next instant and which cells it changed; none at the end of the span.
    ///
    /// Scheduled messages about events are applied; others are only returned.
    pub fn step(&mut self) -> Option<(TimelineStep<Body>, Change)> {
        let moment = self.dispatcher.step(self.until, self.engine.openings())?;
        let change = self.pass(&moment);
        Some((moment, change))
    }

    /// Applies an instant: first the time, then its scheduled messages.
    fn pass(&mut self, moment: &TimelineStep<Body>) -> Change {
        let changes = event_changes(moment.messages.iter().map(|due| &due.what));
        let before = (!changes.is_empty()).then(|| self.engine.scores().combined_score.clone());
        let mut change = self.engine.move_to(moment.at);
        if let Some(before) = before {
            let Change { layers, cells_rescored, cells_reached, cells_changed, .. } =
                self.engine.change_events(changes);
            add_layers(&mut change.layers, &layers);
            change.cells_rescored = self.engine.grid().len().min(change.cells_rescored + cells_rescored);
            change.cells_reached += cells_reached;
            change.cells_changed.extend(cells_changed);
            change.cells_changed.sort_unstable();
            change.cells_changed.dedup();
            // A message may revert a change made by the time.
            let after = &self.engine.scores().combined_score;
            change.cells_changed.retain(|&cell| before[cell].to_bits() != after[cell].to_bits());
        }
        change
    }

    /// Moves the engine to the time of a step of another replay.
    pub fn move_to(&mut self, at: ZonedTime) -> Change {
        self.engine.move_to(at)
    }

    /// The messages of the next instant, in the order to publish them; `None` at the end of the span.
    pub fn next_drafts(&mut self) -> Option<(ZonedTime, Vec<Draft>)> {
        self.dispatcher.next(self.until, self.engine.openings())
    }

    /// The subscriber for a bus: [`Engine::apply`].
    ///
    /// # Errors
    /// As [`Engine::apply`].
    pub fn apply(&mut self, message: &Message) -> SubscriberResult {
        self.engine.apply(message)
    }

    /// Counts failed calls of subscribers.
    pub fn count_errors(&mut self, failed: u64) {
        self.dispatcher.count_errors(failed);
    }
}

fn add_layers(layers: &mut Vec<usize>, more: &[usize]) {
    for layer in more {
        if !layers.contains(layer) {
            layers.push(*layer);
        }
    }
}
