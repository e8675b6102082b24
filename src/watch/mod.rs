//! The door: webhooks come in, are checked, kept and understood.
//!
//! ```text
//! request ─▶ auth: who speaks ─▶ sources: what it says and means
//! ```

pub mod auth;
pub mod headers;
pub mod settings;
pub mod sources;
