//! A run of instants: what holds at each of them for every cell, and which events open or close.

use crate::clock::ZonedTime;
use crate::event::Event;
use crate::geo::ReachBox;
use crate::layers::college::CollegeFactors;
use crate::layers::proximity::Pull;
use crate::layers::spending::SpendingFactors;
use crate::model::Model;

/// The most instants of one run: an event keeps a bit for each.
pub(super) const LONGEST: usize = u64::BITS as usize;

/// What the layers multiply every cell with at one instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Factors {
    pub spending_product: f64,
    pub college_multiplier: f64,
}

impl Factors {
    /// Looks them up.
    pub fn at(model: &Model, at: ZonedTime) -> Self {
        Self {
            spending_product: SpendingFactors::at(&model.spending, at).product(),
            college_multiplier: CollegeFactors::at(&model.college, at).multiplier(),
        }
    }
}

/// One instant of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub factors: Factors,
    /// Whether spending propensity has another product than at the instant before.
    pub spending_changed: bool,
    /// Whether college presence has another multiplier.
    pub college_changed: bool,
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
    pub model: &'m Model,
    pub steps: Vec<Step>,
    /// In the order of the events' ids, in which their bonuses combine. Empty if none turns.
    pub acts: Vec<Act>,
    /// Whether the cells whose combined score changes are listed.
    pub lists_changed: bool,
}

impl<'m> Run<'m> {
    /// The steps from the factors before to those of each time.
    pub fn steps(model: &'m Model, mut before: Factors, times: &[ZonedTime]) -> Vec<Step> {
        let step = |&at: &ZonedTime| {
            let factors = Factors::at(model, at);
            let earlier = std::mem::replace(&mut before, factors);
            Step {
                factors,
                spending_changed: factors.spending_product.to_bits() != earlier.spending_product.to_bits(),
                college_changed: factors.college_multiplier.to_bits() != earlier.college_multiplier.to_bits(),
            }
        };
        times.iter().map(step).collect()
    }

    /// Whether some layer is computed for the whole grid at some instant.
    pub fn touches_all(&self) -> bool {
        self.steps.iter().any(|step| step.spending_changed || step.college_changed)
    }
}

/// The instants at which an event is open, the first in the lowest bit.
pub(super) fn open_bits(event: &Event, model: &Model, times: &[ZonedTime]) -> u64 {
    let window = event.window(&model.proximity);
    let is_open = |at: &ZonedTime| window.is_some_and(|window| window.contains(at.to_utc()));
    times.iter().enumerate().fold(0, |bits, (number, at)| bits | u64::from(is_open(at)) << number)
}
