//! Cells as GeoJSON (RFC 7946): longitude before latitude, rings counter-clockwise.

use super::decimal::push_decimal;
use super::json::{Members, push_string};
use super::{Column, Heading};
use crate::score::Scored;

/// The least width of a part of a cell, in degrees. A narrower part would be a line in six decimals.
const LEAST_PART: f64 = 1e-6;

/// The collection up to the first feature. The zone, the model and, with `has_time`, the time of the scores are foreign
/// members (RFC 7946, 6.1).
pub fn start(heading: Option<&Heading>, has_time: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\"");
    let of_scores = heading.map(|it| [("timestamp", &it.timestamp), ("timezone", &it.timezone), ("model", &it.model)]);
    for (name, value) in of_scores.into_iter().flatten().skip(usize::from(!has_time)) {
        out.extend_from_slice(format!(",\"{name}\":").as_bytes());
        push_string(value, out);
    }
    out.extend_from_slice(b",\"features\":[\n");
}

/// The collection after the last feature.
pub fn end(out: &mut Vec<u8>) {
    out.extend_from_slice(b"\n]}\n");
}

/// One feature per cell, separated by a comma and a line end: the outline of the cell if its size in degrees (height,
/// width) is known, else its centre. An outline across ±180° has two parts.
pub fn features(
    columns: &[Column],
    cell_degrees: Option<(f64, f64)>,
    timestamp: &str,
    scored: &Scored,
    cells: impl Iterator<Item = usize>,
    out: &mut Vec<u8>,
) {
    let members = Members::new(columns, timestamp, scored);
    for (number, cell) in cells.enumerate() {
        out.extend_from_slice(if number > 0 { b",\n" } else { b"" });
        out.extend_from_slice(b"{\"type\":\"Feature\",\"geometry\":");
        geometry(scored.grid.lat()[cell], scored.grid.lon()[cell], cell_degrees, out);
        out.extend_from_slice(b",\"properties\":{");
        members.push(cell, out);
        out.extend_from_slice(b"}}");
    }
}

pub fn geometry(lat: f64, lon: f64, cell_degrees: Option<(f64, f64)>, out: &mut Vec<u8>) {
    let Some((tall, wide)) = cell_degrees else {
        out.extend_from_slice(b"{\"type\":\"Point\",\"coordinates\":");
        position(lon, lat, out);
        out.push(b'}');
        return;
    };
    let lats = ((lat - tall / 2.0).max(-90.0), (lat + tall / 2.0).min(90.0));
    let (west, east) = (lon - wide / 2.0, lon + wide / 2.0);
    // The part beyond 180° is a separate polygon on the other side.
    let beyond = if wide >= 360.0 {
        None
    } else if west < -180.0 - LEAST_PART {
        Some((west + 360.0, 180.0))
    } else if east > 180.0 + LEAST_PART {
        Some((-180.0, east - 360.0))
    } else {
        None
    };
    let part = (west.max(-180.0), east.min(180.0));
    if let Some(beyond) = beyond {
        out.extend_from_slice(b"{\"type\":\"MultiPolygon\",\"coordinates\":[");
        outline(part, lats, out);
        out.push(b',');
        outline(beyond, lats, out);
        out.extend_from_slice(b"]}");
    } else {
        out.extend_from_slice(b"{\"type\":\"Polygon\",\"coordinates\":");
        outline(part, lats, out);
        out.push(b'}');
    }
}

/// The one ring of a polygon.
fn outline((west, east): (f64, f64), (south, north): (f64, f64), out: &mut Vec<u8>) {
    let corners = [(west, south), (east, south), (east, north), (west, north), (west, south)];
    for (corner, (lon, lat)) in corners.into_iter().enumerate() {
        out.extend_from_slice(if corner > 0 { b"," } else { b"[[" });
        position(lon, lat, out);
    }
    out.extend_from_slice(b"]]");
}

fn position(lon: f64, lat: f64, out: &mut Vec<u8>) {
    out.push(b'[');
    push_decimal(out, lon);
    out.push(b',');
    push_decimal(out, lat);
    out.push(b']');
}
