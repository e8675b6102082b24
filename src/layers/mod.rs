//! The three assumption layers and how they combine.
//!
//! Each layer has a part that depends on time alone (computed once per moment) and a part that
//! depends on place (computed per cell); neither reads a clock nor does any I/O.

pub mod college;
pub mod proximity;
pub mod quadtree;
pub mod spending;

use crate::model::Weights;

/// The weighted sum of the three layers, in the order of their names here.
#[must_use]
#[inline]
pub fn combined(weights: &Weights, spending_propensity: f64, college_presence: f64, event_proximity: f64) -> f64 {
    weights.spending_propensity * spending_propensity
        + weights.college_presence * college_presence
        + weights.event_proximity * event_proximity
}
