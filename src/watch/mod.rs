//! The door: webhooks come in, are checked, kept and understood. Nothing joins the parts yet.
//!
//! ```text
//! request ─▶ auth: who speaks ─▶ sources: what it says and means ─▶ journal: kept before it is acknowledged
//! ```
//! - [`auth`]: signatures, tokens, and the idempotency key of a delivery.
//! - [`sources`]: what Eventbrite, Ticketmaster, Twitter/X and others say, and what it means;
//!   [`settings`]: the `[[sources]]` of pdpe.toml.
//! - [`journal`]: every delivery that was acknowledged, on disk, and what became of it.

pub mod auth;
pub mod headers;
pub mod journal;
pub mod settings;
pub mod sources;
