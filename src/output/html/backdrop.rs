//! Outlines or roads over the cells: the lines of a GeoJSON file.

use serde_json::Value;

/// The greatest number of positions; more slow the page down.
const MOST_POSITIONS: usize = 500_000;

/// Lines on the ground, each as alternating longitudes and latitudes in degrees.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Backdrop {
    lines: Vec<Vec<f64>>,
    positions: usize,
}

/// A backdrop that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackdropError {
    /// It is not JSON.
    #[error("it is not JSON: {0}")]
    Json(String),
    /// It is not valid GeoJSON.
    #[error("{place}: {fault}")]
    Geojson {
        /// The path to the fault, such as `features[3].geometry`.
        place: String,
        /// What is wrong.
        fault: String,
    },
    /// It has only points, or nothing.
    #[error("it has no line or polygon to draw")]
    Empty,
    /// It has too many positions.
    #[error("it has more than {MOST_POSITIONS} positions; simplify it, or cut it to the area of the grid")]
    TooLarge,
}

impl Backdrop {
    /// Reads the lines and the outlines of polygons of a GeoJSON text. Ignores points.
    ///
    /// # Errors
    /// [`BackdropError`] with the path to the fault.
    pub fn read(bytes: &[u8]) -> Result<Self, BackdropError> {
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let value: Value = serde_json::from_slice(text).map_err(|error| BackdropError::Json(error.to_string()))?;
        let mut backdrop = Self::default();
        backdrop.add(&value, "")?;
        if backdrop.lines.is_empty() { Err(BackdropError::Empty) } else { Ok(backdrop) }
    }

    /// The lines, each as alternating longitudes and latitudes.
    pub fn lines(&self) -> impl Iterator<Item = &[f64]> {
        self.lines.iter().map(Vec::as_slice)
    }

    /// Adds the lines of a GeoJSON object.
    fn add(&mut self, value: &Value, place: &str) -> Result<(), BackdropError> {
        let kind = value.get("type").and_then(Value::as_str);
        match kind {
            Some("FeatureCollection") => self.each(value, "features", place, Self::add),
            Some("GeometryCollection") => self.each(value, "geometries", place, Self::add),
            Some("Feature") => match value.get("geometry") {
                Some(Value::Null) => Ok(()),
                Some(geometry) => self.add(geometry, &below(place, "geometry")),
                None => Err(fault(place, "a Feature without `geometry`".into())),
            },
            Some("LineString") => self.line(value.get("coordinates"), &below(place, "coordinates")),
            Some("Polygon" | "MultiLineString") => self.each(value, "coordinates", place, Self::any_line),
            Some("MultiPolygon") => self.each(value, "coordinates", place, |backdrop, polygon, place| {
                backdrop.each_of(Some(polygon), place, Self::any_line)
            }),
            Some("Point" | "MultiPoint") => Ok(()),
            Some(other) => Err(fault(place, format!("`{other}` is not a type of GeoJSON"))),
            None => Err(fault(place, "no `type`; GeoJSON starts with {\"type\":\"FeatureCollection\",…".into())),
        }
    }

    fn each(
        &mut self,
        value: &Value,
        key: &str,
        place: &str,
        add: impl Fn(&mut Self, &Value, &str) -> Result<(), BackdropError>,
    ) -> Result<(), BackdropError> {
        self.each_of(value.get(key), &below(place, key), add)
    }

    fn each_of(
        &mut self,
        list: Option<&Value>,
        place: &str,
        add: impl Fn(&mut Self, &Value, &str) -> Result<(), BackdropError>,
    ) -> Result<(), BackdropError> {
        let list = list.and_then(Value::as_array).ok_or_else(|| fault(place, "expected a list here".into()))?;
        list.iter().enumerate().try_for_each(|(number, item)| add(self, item, &format!("{place}[{number}]")))
    }

    fn any_line(&mut self, positions: &Value, place: &str) -> Result<(), BackdropError> {
        self.line(Some(positions), place)
    }

    fn line(&mut self, positions: Option<&Value>, place: &str) -> Result<(), BackdropError> {
        let mut line = Vec::new();
        self.each_of(positions, place, |_, _, _| Ok(()))?;
        for (number, position) in positions.and_then(Value::as_array).into_iter().flatten().enumerate() {
            let degrees = |axis: usize| position.get(axis).and_then(Value::as_f64);
            let (Some(lon), Some(lat)) = (degrees(0), degrees(1)) else {
                return Err(fault(
                    &format!("{place}[{number}]"),
                    format!("{} is not [longitude, latitude]", cut(position)),
                ));
            };
            if lon.abs() > 180.0 || lat.abs() > 90.0 {
                let found = cut(position);
                let wanted = "expected degrees, longitude first: -180 to 180, then -90 to 90";
                return Err(fault(&format!("{place}[{number}]"), format!("{found} is not on the Earth; {wanted}")));
            }
            // With a precision of one metre.
            line.extend([lon, lat].map(|degrees| (degrees * 1e5).round() / 1e5));
        }
        self.positions += line.len() / 2;
        if self.positions > MOST_POSITIONS {
            return Err(BackdropError::TooLarge);
        }
        if line.len() >= 4 {
            self.lines.push(line);
        }
        Ok(())
    }
}

fn below(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}

fn fault(place: &str, fault: String) -> BackdropError {
    BackdropError::Geojson { place: if place.is_empty() { "the document".into() } else { place.into() }, fault }
}

/// The start of a value, for a message.
fn cut(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 40 { text.chars().take(40).chain(['…']).collect() } else { text }
}
