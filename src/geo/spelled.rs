//! A place that is written in one field: `39.1, -94.5`, `POINT(-94.5 39.1)`, GeoJSON, or an H3 cell.

use serde_json::Value;

use super::LatLon;

/// A place in one of these spellings; `None` for other text.
///
/// ```
/// use pdpe::geo::place_in;
/// for text in ["39.1, -94.5", "1 Main St\n(39.1, -94.5)", "POINT (-94.5 39.1)", r#"{"type":"Point","coordinates":[-94.5,39.1]}"#] {
///     assert_eq!(place_in(text).map(|place| (place.lat(), place.lon())), Some((39.1, -94.5)), "{text}");
/// }
/// assert_eq!(place_in("Main St 39"), None);
/// ```
#[must_use]
pub fn place_in(text: &str) -> Option<LatLon> {
    let text = text.trim();
    match text.as_bytes().first()? {
        b'{' => place_of(&serde_json::from_str(text).ok()?),
        b'[' => None, // it may be in either order
        _ => wkt(text).or_else(|| pair(text)).or_else(|| cell(text)),
    }
}

/// The place of a GeoJSON geometry or feature, or of an object with `lat` and `lon`.
#[must_use]
pub fn place_of(value: &Value) -> Option<LatLon> {
    if let Some(geometry) = value.get("geometry") {
        return place_of(geometry);
    }
    if value.get("type").and_then(Value::as_str) == Some("Point") {
        let coordinates = value.get("coordinates")?;
        return LatLon::new(coordinates.get(1)?.as_f64()?, coordinates.get(0)?.as_f64()?).ok();
    }
    let number = |names: &[&str]| {
        let value = names.iter().find_map(|name| value.get(*name))?;
        value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
    };
    LatLon::new(number(&["lat", "latitude"])?, number(&["lon", "lng", "long", "longitude"])?).ok()
}

/// `POINT(-94.5 39.1)`, also as `SRID=4326;POINT Z (-94.5 39.1 270)`.
fn wkt(text: &str) -> Option<LatLon> {
    let upper = text.to_ascii_uppercase();
    let point = upper.strip_prefix("SRID=4326;").unwrap_or(&upper).strip_prefix("POINT")?;
    let (_, numbers) = point.split_once('(')?;
    let mut numbers = numbers.strip_suffix(')')?.split_whitespace();
    let (lon, lat) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    LatLon::new(lat, lon).ok()
}

/// `39.1, -94.5`, alone or in brackets at the end of an address. Both have a decimal point.
fn pair(text: &str) -> Option<LatLon> {
    let inner = match text.strip_suffix(')') {
        Some(rest) => rest.rsplit_once('(')?.1,
        None => text,
    };
    let mut numbers = inner.split([',', ';']).map(str::trim);
    let (lat, lon) = (numbers.next()?, numbers.next()?);
    if numbers.next().is_some() || !lat.contains('.') && !lon.contains('.') {
        return None;
    }
    LatLon::new(lat.parse().ok()?, lon.parse().ok()?).ok()
}

/// The centre of an H3 cell, such as `8826e6a6b5fffff`.
fn cell(text: &str) -> Option<LatLon> {
    let is_index = (15..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let cell: h3o::CellIndex = if is_index { text.parse().ok()? } else { return None };
    let centre = h3o::LatLng::from(cell);
    LatLon::new(centre.lat(), centre.lng()).ok()
}
