//! The fit of factors to takings: recovery of what is known, claims that must not be made, bands that must hold.
//!
//! Worlds are simulated, with fixed seeds. `cargo test --release --test batch fit:: -- --ignored --nocapture` does the
//! same in hundreds of them and prints the shares.

#![allow(clippy::unwrap_used, clippy::float_cmp, clippy::cast_precision_loss, clippy::print_stdout)]

mod backtest;
mod bad_input;
mod commands;
mod estimate;
mod takings;
mod world;
