//! A run of instants: what holds at each of them for every cell, and which events open or close.

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
    /// Which layers have another one than at the instant before.
    pub changed: Vec<bool>,
}

impl Step {
    /// Whether any layer has another factor.
    pub fn changes_all(&self) -> bool {
        self.changed.contains(&true)
    }
}

/// An event that is open at some instant of a run, or was open before it.
#[derive(Debug)]
pub(super) struct Act {
    pub pull: Pull,
    pub reach: ReachBox,
    /// At which instants it is open, the first in the lowest bit.
    pub open: u64,
    /// At which instants that is not what it was at the instant before.
    pub turned: u64,
}

impl Act {
    /// An event that was open or not before a run of so many instants, and is at those of the bits.
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

/// What happens to the whole grid from instant to instant.
#[derive(Debug)]
pub(super) struct Run<'m> {
    /// The table.
    pub layers: Vec<Layer<'m>>,
    /// The position of the layer of events in it.
    pub of_events: usize,
    pub steps: Vec<Step>,
    /// In the order of the events' ids, in which their bonuses combine. Empty if none turns.
    pub acts: Vec<Act>,
    /// Whether the cells whose combined score changes are listed.
    pub lists_changed: bool,
}

impl<'m> Run<'m> {
    /// The steps from the factors before to those of each time.
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

/// The position of the layer of events.
pub(super) fn events_of(layers: &[Layer]) -> usize {
    layers.iter().position(Layer::is_of_events).unwrap_or(layers.len())
}

/// The instants at which an event is open, the first in the lowest bit.
pub(super) fn open_bits(event: &Event, model: &Model, times: &[ZonedTime]) -> u64 {
    let window = event.window(&model.proximity);
    let is_open = |at: &ZonedTime| window.is_some_and(|window| window.contains(at.to_utc()));
    times.iter().enumerate().fold(0, |bits, (number, at)| bits | u64::from(is_open(at)) << number)
}
