//! The batch path: grids, listings, the model, scores, receipts, fits, cities, plans, and the commands that print them.

mod bad_input;
mod clock;
#[path = "../common/mod.rs"]
mod common;
mod config_command;
mod default_model;
mod events_command;
mod explain;
mod fit;
mod grid;
mod listings;
mod model;
mod places;
mod plan;
mod published_scores;
mod real_inputs;
mod schemas;
mod score;
mod stream;
mod terminal;
