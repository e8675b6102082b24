//! `GET /metrics`: the statistics in the text format of Prometheus.

use std::fmt::Write as _;

use super::{Problem, safe};
use crate::watch::server::Response;
use crate::watch::shared::Shared;

/// What it has done since its start.
pub(super) fn metrics(shared: &Shared) -> Result<Response, Problem> {
    let vitals = shared.ask(|inside| inside.vitals())?;
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "# TYPE pdpe_events gauge\npdpe_events {}", vitals.events);
    Ok(safe(Response::whole(200, "text/plain; version=0.0.4; charset=utf-8", text)))
}
