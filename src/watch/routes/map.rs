//! `GET /map`: the live map, and its data: `/map/cells?room=COLUMNSxROWS`, optionally with
//! `bbox=S,W,N,E`, pooled to fit the room; `/map/events`, the events as pins.

use super::query::Query;
use super::{Problem, guarded, safe, too_many_versions};
use crate::clock::monotonic;
use crate::geo::BoundingBox;
use crate::output::html::Opening;
use crate::output::html::live::{LivePage, pins};
use crate::output::html::pool::{Pooled, Room};
use crate::output::{Column, Lattice};
use crate::watch::access::Denied;
use crate::watch::door::{Request, Response};
use crate::watch::sessions::COOKIE;
use crate::watch::shared::Shared;

/// How many best places are listed, and their minimum distance.
const OPENING: Opening = Opening { layer: Column::COMBINED_SCORE, top: 10, apart_km: 1.0 };

/// The page.
pub(super) fn page(shared: &Shared) -> Response {
    let page = LivePage {
        title: &shared.title,
        model: &shared.model,
        model_name: &shared.model_name,
        grid: &shared.grid,
        opening: OPENING,
    };
    let (html, policy) = page.html();
    guarded(Response::whole(200, "text/html; charset=utf-8", html), &policy)
}

/// Redirects `/map/` to `/map`: the page's links are relative.
pub(super) fn without_slash(request: &Request) -> Response {
    let query = if request.query().is_empty() { String::new() } else { format!("?{}", request.query()) };
    safe(Response::text(308, "").with_header("Location", &format!("../map{query}")))
}

/// Begins a session, because a browser cannot send a bearer token by itself, and redirects to the map without the
/// token in the address.
///
/// The cookie has no `Path`: the browser takes the folder of the map as it sees it, which is not known here behind
/// a reverse proxy. All that the map and its links read is in this folder.
pub(super) fn enter(shared: &Shared, shown: &str, request: &Request) -> Result<Response, Problem> {
    let on = Response::text(303, "").with_header("Location", "map");
    let Some(token) = &shared.access.token else {
        shared.access.reads(request).map_err(|denied| Problem::denied(shared, denied))?;
        return Ok(safe(on));
    };
    // A `+` in a query decodes to a blank, which no token contains.
    if !token.is(shown.replace(' ', "+").as_bytes()) {
        return Err(Problem::denied(shared, Denied::Token));
    }
    let begun = shared.access.sessions.begin(monotonic());
    let value = begun.map_err(|error| Problem::come_again(503, 1, error.to_string()))?;
    let is_secure = request.header("x-forwarded-proto").is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
    let secure = if is_secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={}; HttpOnly; SameSite=Strict{secure}", value.as_str());
    Ok(safe(on.with_header("Set-Cookie", &cookie)))
}

/// The cells in a box, pooled to fit the room.
pub(super) fn cells(shared: &Shared, query: &mut Query) -> Result<Response, Problem> {
    let area = query.parse::<BoundingBox>("bbox")?;
    let room = query.parse::<Room>("room")?;
    let room = room.ok_or_else(|| Problem::new(400, "room is missing; write ?room=320x200"))?;
    let names = shared.names_at();
    let (snapshot, at, names) = shared.ask(|inside| (inside.snapshot(), inside.time(), names(inside, inside.now)))?;
    let snapshot = snapshot.ok_or_else(too_many_versions)?;
    let lattice = shared.lattice.get_or_init(|| Lattice::of(&shared.grid)).as_ref();
    let pooled = Pooled::new(&shared.grid, &snapshot.scores, lattice, area, room);
    let body = pooled.json(&shared.grid, lattice, names.as_ref(), &at.to_rfc3339());
    Ok(safe(Response::whole(200, "application/json", body)))
}

/// The events, open ones first.
pub(super) fn events(shared: &Shared) -> Result<Response, Problem> {
    let (events, now) = shared.ask(|inside| (inside.agenda.events().clone(), inside.now))?;
    Ok(safe(Response::whole(200, "application/json", pins(&events, &shared.model, now))))
}
