//! Reads points of GeoJSON (RFC 7946) whose properties are the fields of events, as `pdpe events` and QGIS write them.

use serde_json::Value;

use super::fields::{kind_of, object, present, text};
use super::{Context, Record, Said, native};
use crate::event::Event;
use crate::text::escaped;

/// Whether a record is a feature.
pub(super) fn is_one(record: &Record) -> bool {
    text(record, "type") == Some("Feature") && record.contains_key("geometry")
}

/// Reads one feature.
pub(super) fn event(record: &Record, context: &Context, said: &mut Said) -> Result<Event, String> {
    let Some(geometry) = object(record, "geometry") else { return Err("no place: the geometry is null".into()) };
    let kind = text(geometry, "type").unwrap_or_default();
    if kind != "Point" {
        return Err(format!("no place: the geometry is `{}`, not a Point", escaped(kind)));
    }
    let (lon, lat) = match geometry.get("coordinates") {
        Some(Value::Array(coordinates)) => (coordinates.first(), coordinates.get(1)),
        Some(other) => return Err(format!("no place: the coordinates are {}, not a list", kind_of(other))),
        None => (None, None),
    };
    // The geometry is the place; columns with the place are copies of it.
    let is_place = |key: &str| matches!(native::field_of(key), Some("lat" | "lon"));
    let nothing = Record::new();
    let properties = object(record, "properties").unwrap_or(&nothing).iter().filter(|(key, _)| !is_place(key));
    let mut fields: Record = properties.map(|(key, value)| (key.clone(), value.clone())).collect();
    let has_id = fields.keys().any(|key| native::field_of(key) == Some("id"));
    if let (Some(id), false) = (present(record, "id"), has_id) {
        fields.insert("id".into(), id.clone());
    }
    for (name, value) in [("lat", lat), ("lon", lon)] {
        fields.insert(name.into(), value.cloned().unwrap_or_default());
    }
    native::event(&fields, context, said)
}
