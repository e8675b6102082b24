//! The routes: which function answers a request, and how errors are answered.
//!
//! | | |
//! |---|---|
//! | `POST /webhooks/eventbrite[/TOKEN]`, `/webhooks/ticketmaster`, `/webhooks/twitter`, `/webhooks/generic/{source}` | [`webhook`] |
//! | `POST /webhooks/{source}[/TOKEN]` for the program's own sources | [`webhook`] |
//! | `GET /webhooks/twitter?crc_token=` | [`webhook`]: the challenge |
//! | `GET /health` | public |
//! | `GET /map`, and its data: `/map/cells`, `/map/events` | [`map`], with access; `/map/` redirects there |
//! | `POST /caches/clear` | with access |
//! | `GET /plan` | [`plan`], with access |
//! | `GET /` | [`read`]; without access only the status |
//! | `GET /openapi.json` | [`openapi`], with access |
//! | `OPTIONS` of any of these | the methods, without access; for pages of other sites ([`super::cors`]) |
//! | `GET /stats`, `/metrics`, `/score`, `/cells`, `/events`, `/messages`, `/stream` | [`read`], with access ([`super::access`]) |

mod cells;
mod encoding;
mod exposition;
mod map;
mod metrics;
mod openapi;
mod plan;
mod query;
mod read;
mod stats;
mod webhook;

use std::sync::Arc;

use serde::Serialize;

use super::access::{Access, Denied};
use super::cors::{Cors, allows};
use super::door::{Admitted, Gate, Method, Request, Response};
use super::shared::{GATE_WITHIN, Shared, Silent};
use crate::clock::monotonic;
use encoding::{Wishes, encoded};
use query::Query;

/// Why something is not shown while too many earlier versions of it are being read.
fn too_many_versions() -> Problem {
    Problem::come_again(503, 1, "earlier versions of this are still being read; try again")
}

/// Computes the answer to a request, on the thread of its connection.
pub(super) fn respond(shared: &Arc<Shared>, request: Request) -> Response {
    let path = request.path().to_owned();
    // A trailing slash makes no difference.
    let path = path.strip_suffix('/').filter(|path| !path.is_empty() && !path.ends_with('/')).unwrap_or(&path);
    let steps: Vec<&str> = path.split('/').skip(1).collect();
    let result = match (&steps[..], request.method) {
        (["webhooks", rest @ ..], _) => match webhook::Address::of(rest, |name| shared.senders().is_own(name)) {
            Some(address) => return webhook::respond(shared, &address, request),
            None => {
                Err(Problem::new(404, "no source has this address; those of any sender are /webhooks/generic/NAME"))
            }
        },
        (["caches", "clear"], Method::Post) => clear_caches(shared, &request),
        (["caches", "clear"], Method::Options) => Ok(allows("POST, OPTIONS")),
        (["caches", "clear"], _) => Err(Problem::not_allowed("POST")),
        (_, Method::Get | Method::Head) => return readable(shared, &path[1..], &request),
        (_, Method::Options) if can_be_read(&path[1..]) => Ok(Cors::of(&shared.cors, &request).options(&request)),
        (_, Method::Post) if can_be_read(&path[1..]) => Err(Problem::not_allowed("GET, HEAD")),
        _ => Err(Problem::new(404, "there is nothing here; GET / lists what there is")),
    };
    result.unwrap_or_else(Problem::response)
}

/// The answer to a GET or HEAD, encoded as its client wants it, and marked for the pages that may read it.
fn readable(shared: &Arc<Shared>, name: &str, request: &Request) -> Response {
    let result = if request.path() == "/map/" { Ok(map::without_slash(request)) } else { read(shared, name, request) };
    let response = encoded(result.unwrap_or_else(Problem::response), &Wishes::of(request), &shared.gates.reads);
    Cors::of(&shared.cors, request).marked(response)
}

/// The paths of GET requests.
fn can_be_read(name: &str) -> bool {
    matches!(
        name,
        "" | "health"
            | "stats"
            | "metrics"
            | "score"
            | "cells"
            | "events"
            | "messages"
            | "stream"
            | "map"
            | "map/cells"
            | "map/events"
            | "plan"
            | "openapi.json"
    )
}

fn read(shared: &Arc<Shared>, name: &str, request: &Request) -> Result<Response, Problem> {
    if name == "health" {
        return Ok(stats::health(shared));
    }
    if !can_be_read(name) {
        return Err(Problem::new(404, "there is nothing here; GET / lists what there is"));
    }
    let mut query = Query::of(request.query());
    if name == "map"
        && let Some(token) = query.take("token")?
    {
        return map::enter(shared, &token, request);
    }
    match shared.access.reads(request) {
        Err(_) if name.is_empty() => return Ok(read::status_only(shared)),
        access => access.map_err(|denied| Problem::denied(shared, denied))?,
    }
    let asked = monotonic();
    // `/metrics` must work under load, and starting `/stream` is cheap.
    // Plans have a gate of their own.
    let gated = !["metrics", "stream", "plan"].contains(&name);
    let _inside = if gated { Some(enter(&shared.gates.reads)?) } else { None };
    let response = match name {
        "stats" => stats::stats(shared),
        "metrics" => Ok(metrics::metrics(shared)),
        "score" => read::score(shared, &mut query),
        "cells" => cells::cells(shared, &mut query),
        "events" => read::events(shared),
        "messages" => read::messages(shared, &mut query),
        "stream" => read::stream(shared, &mut query, request),
        "map" => Ok(map::page(shared)),
        "map/cells" => map::cells(shared, &mut query),
        "map/events" => map::events(shared),
        "plan" => plan::plan(shared, &mut query, request),
        "openapi.json" => Ok(openapi::openapi()),
        _ => Ok(read::index(shared, request)),
    }?;
    query.finish()?;
    shared.pulse.timings.read.add(asked.elapsed());
    Ok(response)
}

/// `POST /caches/clear`: for those who may read, and for no page of another site.
fn clear_caches(shared: &Shared, request: &Request) -> Result<Response, Problem> {
    let access = shared.access.reads(request).and_then(|()| Access::sends(request));
    access.map_err(|denied| Problem::denied(shared, denied))?;
    let entries = shared.ask(|inside| inside.engine.clear_all_caches())?;
    Ok(json(200, &serde_json::json!({ "status": "cleared", "entries": entries })))
}

/// Waits for a place to do something expensive.
fn enter(gate: &Gate) -> Result<Admitted<'_>, Problem> {
    gate.enter(GATE_WITHIN).ok_or_else(|| Problem::come_again(503, 1, "too much is being computed; try again"))
}

/// An error answer.
#[derive(Debug)]
pub(super) struct Problem {
    status: u16,
    message: String,
    headers: Vec<(&'static str, String)>,
}

impl Problem {
    fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), headers: Vec::new() }
    }

    fn not_allowed(allowed: &str) -> Self {
        Self { headers: vec![("Allow", allowed.into())], ..Self::new(405, format!("use {allowed}")) }
    }

    /// 401; the challenge names the way to authenticate.
    fn unauthorized(challenge: &str, message: &str) -> Self {
        Self { headers: vec![("WWW-Authenticate", challenge.into())], ..Self::new(401, message) }
    }

    fn come_again(status: u16, seconds: u64, message: impl Into<String>) -> Self {
        Self { headers: vec![("Retry-After", seconds.to_string())], ..Self::new(status, message) }
    }

    fn denied(shared: &Shared, denied: Denied) -> Self {
        shared.tally.reject(None, denied.as_str());
        match denied {
            Denied::Token | Denied::NoTokenSet => Self::unauthorized("Bearer", denied.message()),
            _ => Self::new(403, denied.message()),
        }
    }

    fn response(self) -> Response {
        let response = json(self.status, &serde_json::json!({ "error": self.message }));
        self.headers.iter().fold(response, |response, (name, value)| response.with_header(name, value))
    }
}

impl From<Silent> for Problem {
    fn from(_: Silent) -> Self {
        Self::come_again(503, 1, "the scores cannot be read now; try again")
    }
}

fn json(status: u16, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(mut body) => {
            body.push(b'\n');
            safe(Response::whole(status, "application/json", body))
        }
        Err(error) => safe(Response::text(500, &error.to_string())),
    }
}

/// Adds headers that keep browsers from sniffing, framing or caching an answer.
fn safe(response: Response) -> Response {
    guarded(response, "default-src 'none'")
}

/// The same with a Content-Security-Policy.
fn guarded(response: Response, policy: &str) -> Response {
    response
        .with_header("X-Content-Type-Options", "nosniff")
        .with_header("Content-Security-Policy", &format!("{policy}; frame-ancestors 'none'"))
        .with_header("Referrer-Policy", "no-referrer")
        .with_header("Cache-Control", "no-store")
}
