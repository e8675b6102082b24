//! The user's own places: `[[places]]` of pdpe.toml.

use serde::Deserialize;

use crate::geo::LatLon;
use crate::model::{ModelError, part};

/// A place that gives its name to the cells near it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnPlace {
    /// Its name.
    pub name: String,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
}

/// The places of a configuration; empty without `[[places]]`.
///
/// # Errors
/// [`ModelError`] with the key and the line when a name is empty, a coordinate is out of range, or a table has an
/// unknown key.
///
/// ```
/// use pdpe::places::own_places;
/// let places = own_places("[[places]]\nname = \"Depot\"\nlat = 39.1\nlon = -94.58")?;
/// assert_eq!(places[0].1, "Depot");
/// # Ok::<(), pdpe::model::ModelError>(())
/// ```
pub fn own_places(toml: &str) -> Result<Vec<(LatLon, String)>, ModelError> {
    let places: Vec<OwnPlace> = part(toml, "places")?.unwrap_or_default();
    let checked = |(number, OwnPlace { name, lat, lon }): (usize, OwnPlace)| {
        let fault = |key, message| ModelError { key: format!("places[{number}].{key}"), line: None, message };
        if name.trim().is_empty() {
            return Err(fault("name", "the name is empty".into()));
        }
        let place = LatLon::new(lat, lon).map_err(|error| fault("lat", error.to_string()))?;
        Ok((place, name))
    };
    let places = places.into_iter().enumerate().map(checked).collect::<Result<_, _>>();
    places.map_err(|error| crate::model::at_line(toml, error))
}
