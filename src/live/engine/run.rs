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
pub(super) struct Step {
    /// The factor of time of each layer.
    pub times: Vec<f64>,
    /// The layers whose factor differs from the instant before.
    pub changed: Vec<bool>,
}

impl Step {
    /// Whether the factor of any layer differs.
    pub fn changes_all(&self) -> bool {
        self.changed.contains(&true)
    }
}

/// An event that is open at some instant of a run or before it.
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
    /// An event that was open or not before a run of `instants`, and is open at those in `open`.
    pub fn new(event: &Event, model: &Model, was_open: bool, open: u64, instants: usize) -> Self {
        let all = u64::MAX >> (LONGEST - instants);
        Self {
            pull: Pull::new(event, &model.proximity),
            reach: ReachBox::new(event.place, event.reach_km(&model.proximity)),
            open,
            turned: (open ^ (open << 1 | u64::from(was_open))) & all,
        }
    }
}

/// What is the same for all cells in a run.
#[derive(Debug)]
pub(super) struct Run<'m> {
    /// The table.
    pub layers: Vec<Layer<'m>>,
    /// The position of the events' layer in it.
    pub of_events: usize,
    pub steps: Vec<Step>,
    /// In the order of event ids, in which bonuses combine. Empty if none opens or closes.
    pub acts: Vec<Act>,
    /// Whether to list the cells whose combined score changes.
    pub lists_changed: bool,
}

impl<'m> Run<'m> {
    /// The steps from the factors before the run to those of each time.
    pub fn new(model: &'m Model, before: &[f64], times: &[ZonedTime], acts: Vec<Act>, lists_changed: bool) -> Self {
        let layers = model.layers();
        let mut before = before.to_vec();
        let step = |&at: &ZonedTime| {
            let times: Vec<f64> = layers.iter().map(|layer| layer.time(at)).collect();
            let earlier = std::mem::replace(&mut before, times.clone());
            let is_another = |(layer, (now, earlier)): (&Layer, (&f64, &f64))| {
                !layer.is_of_events() && now.to_bits() != earlier.to_bits()
            };
            Step { changed: layers.iter().zip(times.iter().zip(&earlier)).map(is_another).collect(), times }
        };
        let steps = times.iter().map(step).collect();
        Self { of_events: events_of(&layers), layers, steps, acts, lists_changed }
    }

    /// Whether some layer is computed for the whole grid at some instant.
    pub fn touches_all(&self) -> bool {
        self.steps.iter().any(Step::changes_all)
    }
}

/// The position of the events' layer.
pub(super) fn events_of(layers: &[Layer]) -> usize {
    layers.iter().position(Layer::is_of_events).unwrap_or(layers.len())
}

/// The instants at which an event is open, the first in the lowest bit.
pub(super) fn open_bits(event: &Event, model: &Model, times: &[ZonedTime]) -> u64 {
    let window = event.window(&model.proximity);
    let is_open = |at: &ZonedTime| window.is_some_and(|window| window.contains(at.to_utc()));
    times.iter().enumerate().fold(0, |bits, (number, at)| bits | u64::from(is_open(at)) << number)
}
