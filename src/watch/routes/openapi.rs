//! `GET /openapi.json`: a description of the routes for other programs, as `OpenAPI` 3.1. Its schemas are those of
//! `docs/schema.json`.

use std::sync::LazyLock;

use serde_json::Value;

use super::safe;
use crate::watch::door::Response;

static DOCUMENT: LazyLock<Vec<u8>> = LazyLock::new(document);

pub(super) fn openapi() -> Response {
    safe(Response::whole(200, "application/json", DOCUMENT.clone()))
}

fn document() -> Vec<u8> {
    let schemas = include_str!("../../../docs/schema.json").replace("#/$defs/", "#/components/schemas/");
    let described =
        (serde_json::from_str::<Value>(include_str!("openapi.json")), serde_json::from_str::<Value>(&schemas));
    // A test reads both files.
    let (Ok(mut document), Ok(mut schemas)) = described else { return Vec::new() };
    document["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    document["components"]["schemas"] = schemas["$defs"].take();
    let mut body = document.to_string().into_bytes();
    body.push(b'\n');
    body
}
