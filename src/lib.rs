//! pdpe
pub mod clock;
pub mod config;
pub mod event;
pub mod explain;
pub mod geo;
pub mod grid;
pub mod layers;
pub mod listings;
pub mod model;
pub mod output;
pub mod score;
pub mod stream;
