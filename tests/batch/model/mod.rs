//! The model: holidays by rule, factors by the clock, changes laid over it, and what it refuses.

#![allow(clippy::unwrap_used, clippy::float_cmp)] // values stand in the model as they are written here

mod changes;
mod factors;
mod faults;
mod holidays;
mod keys;
mod round_trip;

use pdpe::model::{BuiltIn, Model, ModelError};

/// The published model with some changes.
fn model(changes: &str) -> Model {
    Model::of(BuiltIn::Published, &[changes]).unwrap_or_else(|error| panic!("{error}\n{changes}"))
}

/// What is said of changes that cannot be.
fn fault(changes: &str) -> ModelError {
    match Model::of(BuiltIn::Published, &[changes]) {
        Ok(_) => panic!("accepted:\n{changes}"),
        Err(error) => error,
    }
}
