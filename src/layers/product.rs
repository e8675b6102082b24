//! What a layer is whose score is a factor of time × a factor of place.

use std::fmt::Debug;

use super::place::Place;
use super::receipt::Factor;
use crate::clock::ZonedTime;

/// The factors of a layer.
pub trait Product: Debug + Sync {
    /// What every cell is multiplied with at a wall time.
    fn time(&self, at: ZonedTime) -> f64;

    /// The factors whose product that is, from first to last.
    fn factors(&self, at: ZonedTime) -> Vec<Factor>;

    /// What each cell is multiplied with at any time.
    fn place(&self) -> Place<'_>;

    /// What to tell of another factor of time.
    fn turned(&self, from: f64, to: f64) -> String {
        format!("product of the factors {from:.4} → {to:.4}")
    }
}
