//! Listening: deliveries of webhooks, as they come in and as they are kept.
//!
//! - [`journal`]: every delivery that was acknowledged, on disk, and what became of it.

pub mod journal;
