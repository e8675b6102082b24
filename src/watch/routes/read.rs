//! The index, single scores, events, messages and the stream.

use std::sync::{Arc, PoisonError};

use serde::Serialize;
use serde_json::{Value, json};

use super::encoding::{ETAG, etag_of};
use super::query::Query;
use super::{Problem, json, safe, stats, too_many_versions};
use crate::clock;
use crate::explain::{Receipt, explain_score};
use crate::geo::LatLon;
use crate::live::bus::Topic;
use crate::live::cache::Site;
use crate::live::message::{Kind, Message};
use crate::output::{Format, NamedScores, events, rounded};
use crate::text::markup;
use crate::watch::door::{Piece, Request, Response};
use crate::watch::shared::Shared;

/// Paths and their descriptions.
const INDEX: [(&str, &str); 16] = [
    ("/map", "the map, kept fresh"),
    (
        "/plan?from=now&to=+6h",
        "where to stand from when to when; the options of pdpe plan, and format=json, ics, gpx, html and so on",
    ),
    ("/health", "the health: 200 or 503"),
    ("/stats", "what it has done"),
    ("/metrics", "the same for Prometheus"),
    ("/cells?top=10", "the best cells now; also bbox=S,W,N,E and format=json, ndjson, geojson, csv"),
    ("/score?lat=39.0997&lon=-94.5786", "one place now, or cell=ID; also at=2026-10-03T19:00 and explain=1"),
    ("/events", "the events it knows"),
    ("/messages?limit=20", "the latest messages; also kind=grid_update and so on"),
    ("/stream", "new messages, as Server-Sent Events"),
    ("/openapi.json", "all of this as OpenAPI 3.1"),
    ("/caches/clear", "POST: empty the caches of single places"),
    ("/webhooks/eventbrite", "POST: Eventbrite's webhooks; /webhooks/eventbrite/TOKEN with a token"),
    ("/webhooks/ticketmaster", "POST: events of Ticketmaster's Discovery API"),
    ("/webhooks/twitter", "POST: Account Activity; GET: the challenge"),
    ("/webhooks/generic/NAME", "POST: any other sender"),
];

/// `GET /` without access.
pub(super) fn status_only(shared: &Shared) -> Response {
    let (code, status) = stats::status(shared);
    json(code, &json!({ "status": status }))
}

/// `GET /`: HTML for browsers, else JSON.
pub(super) fn index(shared: &Shared, request: &Request) -> Response {
    let wants_html = request.header("accept").is_some_and(|accept| accept.contains("text/html"));
    let about = concat!("pdpe ", env!("CARGO_PKG_VERSION"), ": where a crowd worth meeting is");
    if !wants_html {
        let paths: serde_json::Map<_, _> = INDEX.iter().map(|(path, what)| ((*path).to_owned(), json!(what))).collect();
        let (code, status) = stats::status(shared);
        return json(code, &json!({ "status": status, "about": about, "model": shared.model_name, "paths": paths }));
    }
    let row = |(path, what): &(&str, &str)| {
        let shown = path.replace('&', "&amp;");
        if what.starts_with("POST") {
            format!("<dt>{shown}</dt><dd>{what}</dd>\n")
        } else {
            format!("<dt><a href=\"{shown}\">{shown}</a></dt><dd>{what}</dd>\n")
        }
    };
    let rows: String = INDEX.iter().map(row).collect();
    let page = format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>pdpe</title>\n\
         <h1>{about}</h1>\n<p>Model: {}</p>\n<dl>\n{rows}</dl>\n</html>\n",
        markup(&shared.model_name)
    );
    safe(Response::whole(200, "text/html; charset=utf-8", page))
}

/// The score of one place.
#[derive(Serialize)]
struct Score {
    timestamp: String,
    timezone: String,
    model: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell_id: Option<String>,
    lat: f64,
    lon: f64,
    /// What people call the place, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    near: Option<String>,
    #[serde(flatten)]
    scores: NamedScores,
    /// A note on the interpretation of the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<Receipt>,
}

pub(super) fn score(shared: &Shared, query: &mut Query) -> Result<Response, Problem> {
    let (cell_id, site) = site(shared, query)?;
    let place = site.place;
    let zone = shared.model.timezone;
    let at = query.take("at")?.unwrap_or_else(|| "now".into());
    let at = clock::parse_time(&at, zone, shared.pace.now()).map_err(|error| {
        // A `+` in a query decodes to a blank.
        let hint = if at.contains(' ') { "; in an address + is written %2B" } else { "" };
        Problem::new(400, format!("at: {error}{hint}"))
    })?;
    let with_receipt = query.flag("explain")?;
    let when = at.at;
    let names = shared.names_at();
    let (score, receipt, names) = shared.ask(move |inside| {
        let score = inside.engine.cell_score(inside.now, site.clone(), when);
        let engine = &*inside.engine;
        let receipt = with_receipt.then(|| explain_score(engine.model(), engine.events(), when, &site, &score));
        (score, receipt, names(inside, when.to_utc()))
    })?;
    let receipt =
        receipt.map(|receipt| Receipt { cell_id: cell_id.clone(), model: shared.model_name.clone(), ..receipt });
    let model = shared.model_name.clone();
    let score = Score {
        timestamp: when.to_rfc3339(),
        timezone: zone.to_string(),
        model,
        cell_id,
        lat: rounded(place.lat()),
        lon: rounded(place.lon()),
        near: names.and_then(|names| names.near(place).map(str::to_owned)),
        scores: NamedScores::new(&shared.model, &score),
        note: at.note,
        receipt,
    };
    Ok(json(200, &score))
}

/// The place: a cell of the grid with all its columns, or any point.
fn site(shared: &Shared, query: &mut Query) -> Result<(Option<String>, Site), Problem> {
    if let Some(id) = query.take("cell")? {
        let grid = &shared.grid;
        let cells: Vec<usize> = grid.positions(&id).take(2).collect();
        let cell = match cells[..] {
            [cell] => cell,
            [] => return Err(Problem::new(404, format!("the grid has no cell `{id}` among its {}", grid.len()))),
            _ => return Err(Problem::new(400, "the grid has more than one cell of that id; ask with lat and lon")),
        };
        if query.take("lat")?.is_some() || query.take("lon")?.is_some() {
            return Err(Problem::new(400, "give cell, or lat and lon, and not both"));
        }
        return Ok((Some(id), grid.site(cell)));
    }
    let degrees = |query: &mut Query, name: &str| {
        let Some(text) = query.take(name)? else {
            return Err(Problem::new(400, format!("{name} is missing; write ?lat=39.0997&lon=-94.5786 or ?cell=ID")));
        };
        let degrees = text.trim().parse::<f64>();
        degrees.map_err(|_| Problem::new(400, format!("{name}: `{text}` is not a number of degrees")))
    };
    let (lat, lon) = (degrees(query, "lat")?, degrees(query, "lon")?);
    let place = LatLon::new(lat, lon).map_err(|error| Problem::new(400, error.to_string()))?;
    Ok((None, Site::new(place, shared.regular.as_ref().and_then(|grid| grid.income_at(place)))))
}

pub(super) fn events(shared: &Shared) -> Result<Response, Problem> {
    // All that ask for the same events share one body.
    let wanted = shared.ask(|inside| inside.agenda.version())?;
    let mut written = shared.events.lock().unwrap_or_else(PoisonError::into_inner);
    let body = match written.latest() {
        Some(latest) if latest.0 >= wanted => Arc::clone(latest),
        _ => {
            let (version, known) = shared.ask(|inside| (inside.agenda.version(), inside.agenda.events().clone()))?;
            let body = events::written(Format::JSON, known.iter(), shared.model.timezone)
                .map_err(|error| Problem::new(500, error.to_string()))?;
            Arc::clone(written.add(body.len(), || (version, body)).ok_or_else(too_many_versions)?)
        }
    };
    drop(written);
    if body.1.len() <= SHORT_BODY_BYTES {
        return Ok(safe(Response::whole(200, "application/json", body.1.clone())));
    }
    let etag = etag_of(&body.1);
    let (body, mut sent) = (Arc::downgrade(&body), 0);
    let response = Response::computed("application/json", move || {
        let Some(body) = body.upgrade() else { return Piece::Cut };
        let piece = &body.1[sent..body.1.len().min(sent + PIECE_BYTES)];
        sent += piece.len();
        if piece.is_empty() { Piece::End } else { Piece::Bytes(piece.to_vec()) }
    });
    Ok(safe(response).with_header(ETAG, &etag))
}

/// A body that is no longer is copied for each reader.
const SHORT_BODY_BYTES: usize = 1 << 20;

/// Bytes of a piece of a longer one.
const PIECE_BYTES: usize = 64 << 10;

/// The most messages per answer; 200 of each kind are kept.
const MOST_MESSAGES: usize = 1000;

/// A message without the private bodies of deliveries.
#[derive(Serialize)]
#[serde(untagged)]
enum Told<'m> {
    Whole(&'m Message),
    WithoutBody(Value),
}

impl<'m> Told<'m> {
    fn of(message: &'m Message) -> Self {
        if message.kind() != Kind::WebhookReceived {
            return Self::Whole(message);
        }
        let mut told = json!(message);
        if let Some(fields) = told.as_object_mut() {
            fields.remove("webhook_data");
        }
        Self::WithoutBody(told)
    }
}

pub(super) fn messages(shared: &Shared, query: &mut Query) -> Result<Response, Problem> {
    let topic = match query.take("kind")? {
        None => Topic::All,
        Some(name) => {
            let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == name);
            let names = Kind::ALL.map(Kind::as_str).join(", ");
            Topic::from(kind.ok_or_else(|| Problem::new(400, format!("kind: choose from {names}")))?)
        }
    };
    let limit = query.count("limit", MOST_MESSAGES)?.unwrap_or(100);
    let messages = shared.ask(move |inside| {
        let messages: Vec<Told> = inside.bus.recent(topic, limit).into_iter().map(Told::of).collect();
        serde_json::to_vec(&json!({ "messages": messages }))
    })?;
    let mut body = messages.map_err(|error| Problem::new(500, error.to_string()))?;
    body.push(b'\n');
    Ok(safe(Response::whole(200, "application/json", body)))
}

/// The stream. The last event id is in the header of browsers, or in the query.
pub(super) fn stream(shared: &Arc<Shared>, query: &mut Query, request: &Request) -> Result<Response, Problem> {
    let in_query = query.take("last_event_id")?;
    let last_event_id = request.header("last-event-id").or(in_query.as_deref());
    match shared.feed.join(last_event_id) {
        // Keeps a proxy such as nginx from buffering frames.
        Some(mut viewer) => {
            let response = Response::stream("text/event-stream", move |wait| viewer.next_within(wait));
            Ok(safe(response).with_header("X-Accel-Buffering", "no"))
        }
        None => Err(Problem::come_again(503, 10, "the limit of viewers is reached; try again")),
    }
}
