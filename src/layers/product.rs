//! Layers whose score is a factor of time × a factor of place.

use std::fmt::Debug;

use super::place::PlaceFactor;
use super::receipt::Factor;
use crate::clock::ZonedTime;

/// The factors of a layer.
pub trait Product: Debug + Sync {
    /// The factor of time at a wall time.
    fn time(&self, at: ZonedTime) -> f64;

    /// The factors whose product is [`Product::time`], in order.
    fn factors(&self, at: ZonedTime) -> Vec<Factor>;

    /// The factor of place.
    fn place(&self) -> PlaceFactor<'_>;

    /// Describes a change of the factor of time.
    fn turned(&self, from: f64, to: f64) -> String {
        format!("product of the factors {from:.4} → {to:.4}")
    }
}
