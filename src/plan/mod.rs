//! Where to stand from when to when: the plan of a shift that is worth most, and a bound that no
//! plan exceeds.
//!
//! A truck drives to a cell, sets up, serves, tears down and drives on. Its plan is worth the sum
//! of score × hours over its service, in score-hours. With whole-minute settings and drives rounded
//! up to minutes, a dynamic programme over (cell, minute, stops) is exact.
//!
//! 1. [`values`]: scores of all cells between the instants at which they change.
//! 2. `network`: the dynamic programme over some nodes, forwards and backwards.
//! 3. `zones`: bounds for zones of cells, which leave few cells over.
//! 4. `apart`: stops of the same truck keep their distance: branch and bound over the programme.
//! 5. `one_truck`: the steps together, for 1, 2, … stops.

mod apart;
mod network;
mod one_truck;
mod settings;
pub mod values;
mod zones;

pub use one_truck::{Plan, Stop, one_truck};
pub use settings::{PlanSettings, Stay};
use values::Values;

/// What a plan is made from.
#[derive(Clone, Copy)]
pub struct Scene<'s> {
    /// What each cell is worth.
    pub values: &'s Values,
    /// What the truck may do.
    pub settings: &'s PlanSettings,
    /// Minutes of the shift between which each cell may be served, in order and apart; none: always.
    pub open: Option<&'s [Vec<(usize, usize)>]>,
}
