//! pdpe
pub mod clock;
pub mod event;
pub mod geo;
pub mod model;
