//! A run of instants: the factors at each of them, and which events open or close.

use crate::clock::ZonedTime;
use crate::event::Event;
use crate::geo::ReachBox;
use crate::layers::proximity::Pull;
use crate::layers::{Layer, Model};

/// The most instants of one run: an event keeps a bit for each.
pub(super) const LONGEST: usize = u64::BITS as usize;

/// One instant of a run.
#[derive(Clone, Debug)]
pub(super) struct RunStep {
    /// The factor of time of each layer.
    pub times: Vec<f64>,
    /// The layers whose factor differs from the instant before.
    pub changed: Vec<bool>,
}

impl RunStep {
    /// Whether the factor of any layer differs.
    pub fn changes_all(&self) -> bool {
        self.changed.contains(&true)
    }
}

/// An event that is open at some instant of a run or before it, in a phase with one factor. An event
/// whose phases differ has an act for each factor; at most one of them is open at an instant.
#[derive(Debug)]
pub(super) struct Act {
    pub pull: Pull,
    pub reach: ReachBox,
    /// The instants at which it is open, the first in the lowest bit.
    pub open: u64,
    /// The instants at which it opens or closes.
    pub turned: u64,
}

impl Act {
    /// An event with the factor of a phase. It was open or not before a run of `instants`, and is open at
    /// those in `open`.
    pub fn new(event: &Event, model: &Model, factor: f64, was_open: bool, open: u64, instants: usize) -> Self {
        let all = u64::MAX >> (LONGEST - instants);
        Self {
            pull: Pull::new(event, &model.proximity, factor),
            reach: ReachBox::new(event.place, event.reach_km(&model.proximity)),
            open,
            turned: (open ^ (open << 1 | u64::from(was_open))) & all,
        }
    }
}

/// The instants of a run, and the events that are open at some of them or before.
#[derive(Debug)]
pub(super) struct Span<'t> {
    pub times: &'t [ZonedTime],
    pub acts: Vec<Act>,
}

/// What is the same for all cells in a run.
#[derive(Debug)]
pub(super) struct Run<'m> {
    /// The table.
    pub layers: Vec<Layer<'m>>,
    /// The position of the events' layer in it.
    pub of_events: usize,
    pub steps: Vec<RunStep>,
    /// In the order of event ids, in which bonuses combine. Empty if none opens or closes.
    pub acts: Vec<Act>,
    /// Whether to list the cells whose combined score changes.
    pub lists_changed: bool,
}

impl<'m> Run<'m> {
    /// The steps from the factors before the run to those of each time.
    pub fn new(model: &'m Model, before: &[f64], Span { times, acts }: Span, lists_changed: bool) -> Self {
        let layers = model.layers();
        let mut steps: Vec<RunStep> = Vec::with_capacity(times.len());
        for &at in times {
            let times: Vec<f64> = layers.iter().map(|layer| layer.time(at)).collect();
            let earlier = steps.last().map_or(before, |step| &step.times);
            let is_another = |(layer, (now, earlier)): (&Layer, (&f64, &f64))| {
                !layer.is_of_events() && now.to_bits() != earlier.to_bits()
            };
            let changed = layers.iter().zip(times.iter().zip(earlier)).map(is_another).collect();
            steps.push(RunStep { times, changed });
        }
        Self { of_events: events_of(&layers), layers, steps, acts, lists_changed }
    }

    /// The factors of time at its end; `before`, if it has no instants.
    pub fn times_after<'r>(&'r self, before: &'r [f64]) -> &'r [f64] {
        self.steps.last().map_or(before, |step| &step.times)
    }

    /// Whether it has more than one instant, so that factors of events are kept from one to the next.
    pub fn is_long(&self) -> bool {
        self.steps.len() > 1
    }

    /// Whether some layer is computed for the whole grid at some instant.
    pub fn touches_all(&self) -> bool {
        self.steps.iter().any(RunStep::changes_all)
    }
}

/// The position of the events' layer.
pub(super) fn events_of(layers: &[Layer]) -> usize {
    layers.iter().position(Layer::is_of_events).unwrap_or(layers.len())
}

/// The acts of an event through some times; `before` is the factor of its phase before them, if it was open.
pub(super) fn acts_of(event: &Event, model: &Model, before: Option<f64>, times: &[ZonedTime]) -> Vec<Act> {
    let stages = event.stages(&model.proximity);
    // Each factor with the instants at which it is in force, the first in the lowest bit.
    let mut factors: Vec<(f64, u64)> = before.map(|factor| (factor, 0)).into_iter().collect();
    for (number, at) in times.iter().enumerate() {
        let at = at.to_utc();
        let Some(stage) = stages.iter().find(|stage| stage.window.contains(at)) else { continue };
        match factors.iter_mut().find(|(factor, _)| factor.to_bits() == stage.factor.to_bits()) {
            Some((_, open)) => *open |= 1 << number,
            None => factors.push((stage.factor, 1 << number)),
        }
    }
    let was = |factor: f64| before.is_some_and(|before| before.to_bits() == factor.to_bits());
    let act = |(factor, open)| Act::new(event, model, factor, was(factor), open, times.len());
    factors.into_iter().map(act).collect()
}
