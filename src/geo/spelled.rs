//! A place that is written in one field: `39.1, -94.5`, `POINT(-94.5 39.1)`, GeoJSON, or an H3 cell.

use serde_json::Value;

use super::{LatLon, PlaceError};
use crate::aliases;

/// The order of two coordinates that are not named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairOrder {
    /// As in `39.1, -94.5`, the usual one.
    LatLon,
    /// As in `-94.5, 39.1`.
    LonLat,
}

impl PairOrder {
    /// The order that the name of a column tells, such as `latlng` or `lonlat`.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = aliases::plain(name);
        let lat_first = ["latlon", "latlng", "latitudelon", "geopoint2d"].iter().any(|order| name.contains(order));
        let lon_first = ["lonlat", "lnglat", "longlat", "longitudelat"].iter().any(|order| name.contains(order));
        match (lat_first, lon_first) {
            (true, false) => Some(Self::LatLon),
            (false, true) => Some(Self::LonLat),
            _ => None,
        }
    }

    fn place(self, one: f64, other: f64) -> Result<LatLon, PlaceError> {
        match self {
            Self::LatLon => LatLon::new(one, other),
            Self::LonLat => LatLon::new(other, one),
        }
    }
}

/// A place in one of these spellings; `None` for other text. `order` is what the name of the field tells.
///
/// Two numbers are read as `lat, lon`. As a JSON list, `[lon, lat]` is as usual, so the order must be known there.
///
/// # Errors
/// [`PlaceError`] if the text has the form of a place, but is out of range.
///
/// ```
/// use pdpe::geo::place_in;
/// let geojson = r#"{"type":"Point","coordinates":[-94.5,39.1]}"#;
/// for text in ["39.1, -94.5", "1 Main St\n(39.1, -94.5)", "39.1° N 94.5° W", "POINT (-94.5 39.1)", geojson] {
///     let place = place_in(text, None).expect(text)?;
///     assert_eq!((place.lat(), place.lon()), (39.1, -94.5), "{text}");
/// }
/// assert_eq!(place_in("Main St 39", None), None);
/// # Ok::<(), pdpe::geo::PlaceError>(())
/// ```
#[must_use]
pub fn place_in(text: &str, order: Option<PairOrder>) -> Option<Result<LatLon, PlaceError>> {
    let text = text.trim();
    match text.as_bytes().first()? {
        b'{' | b'[' => place_of(&serde_json::from_str(text).ok()?, order),
        _ => {
            let pair = || pair(text, order.unwrap_or(PairOrder::LatLon));
            wkt(text).or_else(pair).or_else(|| cell(text).map(Ok))
        }
    }
}

/// The place of a GeoJSON point or feature, of an object with a latitude and a longitude, such as a `GeoPoint`, or of a
/// list of two numbers.
///
/// # Errors
/// As [`place_in`].
#[must_use]
pub fn place_of(value: &Value, order: Option<PairOrder>) -> Option<Result<LatLon, PlaceError>> {
    if let Value::Array(list) = value {
        let [one, other] = &list[..] else { return None };
        return Some(two_numbers(one.as_f64()?, other.as_f64()?, order));
    }
    let object = value.as_object()?;
    if let Some(geometry) = object.get("geometry").filter(|geometry| geometry.is_object()) {
        return place_of(geometry, None);
    }
    if object.get("type").and_then(Value::as_str) == Some("Point") {
        let coordinates = object.get("coordinates")?;
        return Some(LatLon::new(coordinates.get(1)?.as_f64()?, coordinates.get(0)?.as_f64()?));
    }
    let number = |field| {
        let names = aliases::names_of(field).iter().take(2).copied().flatten();
        let value = names
            .into_iter()
            .find_map(|name| object.iter().find(|(key, value)| !value.is_null() && aliases::plain(key) == **name));
        let value = value?.1;
        value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
    };
    Some(LatLon::new(number("lat")?, number("lon")?))
}

/// The place of two numbers if their order is known, or if the other order is no place.
fn two_numbers(one: f64, other: f64, order: Option<PairOrder>) -> Result<LatLon, PlaceError> {
    match (order, LatLon::new(one, other), LatLon::new(other, one)) {
        (Some(order), ..) => order.place(one, other),
        (None, Ok(place), Err(_)) | (None, Err(_), Ok(place)) => Ok(place),
        (None, Ok(place), Ok(other)) if place == other => Ok(place),
        (None, Ok(_), Ok(_)) => Err(PlaceError::UnknownOrder(one, other)),
        (None, Err(error), Err(_)) => Err(error),
    }
}

/// `POINT(-94.5 39.1)`, also as `SRID=4326;POINT Z (-94.5 39.1 270)`.
fn wkt(text: &str) -> Option<Result<LatLon, PlaceError>> {
    let upper = text.to_ascii_uppercase();
    let point = upper.strip_prefix("SRID=4326;").unwrap_or(&upper).trim_start().strip_prefix("POINT")?;
    let (_, numbers) = point.split_once('(')?;
    let mut numbers = numbers.strip_suffix(')')?.split([' ', ',', '\t']).filter(|number| !number.is_empty());
    let (lon, lat) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    Some(LatLon::new(lat, lon))
}

/// `39.1, -94.5`, alone or in brackets at the end of an address. One has decimals, or both have a hemisphere.
fn pair(text: &str, order: PairOrder) -> Option<Result<LatLon, PlaceError>> {
    let inner = match text.strip_suffix(')').or_else(|| text.strip_suffix(']')) {
        Some(rest) => rest.rsplit_once(['(', '['])?.1,
        None => text,
    };
    let has_decimals = inner.contains('.') || inner.contains(';') && inner.contains(',');
    let (one, other) = halves(inner)?;
    let (one, other) = (Coordinate::of(one)?, Coordinate::of(other)?);
    match (one.is_lat, other.is_lat) {
        (None, None) if has_decimals => Some(order.place(one.degrees, other.degrees)),
        (Some(true), Some(false)) => Some(LatLon::new(one.degrees, other.degrees)),
        (Some(false), Some(true)) => Some(LatLon::new(other.degrees, one.degrees)),
        _ => None,
    }
}

/// The two parts of a pair: at `;`, else at the one `,`, else at a hemisphere or at the one space.
fn halves(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    if text.contains(';') {
        return text.split_once(';');
    }
    match text.matches(',').count() {
        1 => return text.split_once(','),
        0 => {}
        _ => return text.split_once(", "),
    }
    let is_letter = |char: char| "NSEWnsew".contains(char);
    let split = match text.strip_prefix(is_letter) {
        Some(rest) => rest.find(is_letter).map(|at| at + 1),
        None => text.find(is_letter).map(|at| at + 1).filter(|at| *at < text.len()),
    };
    if let Some(at) = split {
        return Some(text.split_at(at));
    }
    let mut words = text.split_whitespace();
    let pair = (words.next()?, words.next()?);
    if words.next().is_none() { Some(pair) } else { None }
}

/// A coordinate in degrees, and whether its hemisphere says that it is a latitude.
struct Coordinate {
    degrees: f64,
    is_lat: Option<bool>,
}

impl Coordinate {
    /// `-94.5`, `94.5° W`, `W 94.5`, `94°34'43"W`, also with a decimal comma.
    fn of(text: &str) -> Option<Self> {
        let is_letter = |char: char| "NSEWnsew".contains(char);
        let text = text.trim();
        let letter =
            text.chars().last().filter(|char| is_letter(*char)).or(text.chars().next().filter(|char| is_letter(*char)));
        let text = text.trim_start_matches(is_letter).trim_end_matches(is_letter).trim();
        let (is_lat, sign) = match letter.map(|letter| letter.to_ascii_uppercase()) {
            None => (None, 1.0),
            Some('N') => (Some(true), 1.0),
            Some('S') => (Some(true), -1.0),
            Some('E') => (Some(false), 1.0),
            Some(_) => (Some(false), -1.0),
        };
        let mut parts =
            text.split(['°', '\'', '"', '′', '″', '’', '”', 'º']).map(str::trim).filter(|part| !part.is_empty());
        let mut degrees: f64 = parts.next()?.replace(',', ".").parse().ok()?;
        let is_negative = degrees.is_sign_negative();
        for size in [60.0, 3600.0] {
            let Some(part) = parts.next() else { break };
            let part: f64 = part.replace(',', ".").parse().ok().filter(|part| (0.0..60.0).contains(part))?;
            degrees += if is_negative { -part / size } else { part / size };
        }
        if parts.next().is_some() || letter.is_some() && is_negative {
            return None;
        }
        Some(Self { degrees: sign * degrees, is_lat })
    }
}

/// The centre of an H3 cell, such as `8826e6a6b5fffff`, or that as a decimal number.
fn cell(text: &str) -> Option<LatLon> {
    let is_index = (15..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_decimal = (18..=19).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let cell: h3o::CellIndex = match (is_index, is_decimal) {
        (true, _) => text.parse().ok()?,
        (_, true) => text.parse::<u64>().ok()?.try_into().ok()?,
        _ => return None,
    };
    let centre = h3o::LatLng::from(cell);
    LatLon::new(centre.lat(), centre.lng()).ok()
}
