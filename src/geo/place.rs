//! A place: checked latitude and longitude in degrees.

use std::fmt;
use std::str::FromStr;

use super::distance::{UnitVector, km_of_chord_squared};

/// A place in degrees: latitude −90…90 (north positive), longitude −180…180 (east positive).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatLon {
    lat_deg: f64,
    lon_deg: f64,
}

/// Why a pair of numbers is not a place.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlaceError {
    /// Latitude is NaN, infinite or beyond the poles.
    #[error("latitude {0} is not between -90 and 90{advice}", advice = advice(*.0))]
    Latitude(f64),
    /// Latitude and longitude would be valid if they were swapped.
    #[error("latitude {lat_deg} is not between -90 and 90, but longitude {lon_deg} is; are the two swapped?")]
    Swapped {
        /// The given latitude.
        lat_deg: f64,
        /// The given longitude.
        lon_deg: f64,
    },
    /// Longitude is NaN, infinite or beyond ±180.
    #[error("longitude {0} is not between -180 and 180{advice}", advice = advice(*.0))]
    Longitude(f64),
    /// Two numbers of a list may be in either order.
    #[error("[{0}, {1}] may be lat, lon or lon, lat; name the field latlon or lonlat, or give lat and lon")]
    UnknownOrder(f64, f64),
    /// The text is not `LAT,LON`.
    #[error("`{0}` is not a place; write LAT,LON in degrees, as in 39.0997,-94.5786")]
    Syntax(String),
}

/// Advice for a coordinate that is probably not in degrees.
fn advice(coordinate: f64) -> &'static str {
    let is_projected = coordinate.is_finite() && coordinate.abs() > 10_000.0;
    if is_projected { "; write degrees (WGS 84, EPSG:4326), not metres or feet" } else { "" }
}

impl LatLon {
    /// Whether it is 0,0, which tables and services write for an unknown place.
    #[must_use]
    pub fn is_placeholder(self) -> bool {
        self.lat_deg == 0.0 && self.lon_deg == 0.0
    }

    /// A checked place.
    ///
    /// # Errors
    /// [`PlaceError`] when a number is not finite or out of range.
    ///
    /// ```
    /// use pdpe::geo::LatLon;
    /// assert!(LatLon::new(39.0997, -94.5786).is_ok());
    /// assert!(LatLon::new(39.0997, 181.0).is_err());
    /// ```
    pub fn new(lat_deg: f64, lon_deg: f64) -> Result<Self, PlaceError> {
        if lat_deg.abs() > 90.0 && lat_deg.abs() <= 180.0 && lon_deg.abs() <= 90.0 {
            return Err(PlaceError::Swapped { lat_deg, lon_deg });
        }
        if lat_deg.is_nan() || lat_deg.abs() > 90.0 {
            return Err(PlaceError::Latitude(lat_deg));
        }
        if lon_deg.is_nan() || lon_deg.abs() > 180.0 {
            return Err(PlaceError::Longitude(lon_deg));
        }
        Ok(Self { lat_deg, lon_deg })
    }

    /// Latitude in degrees.
    #[must_use]
    pub fn lat(self) -> f64 {
        self.lat_deg
    }

    /// Longitude in degrees.
    #[must_use]
    pub fn lon(self) -> f64 {
        self.lon_deg
    }

    /// Great-circle distance in kilometres.
    ///
    /// ```
    /// use pdpe::geo::LatLon;
    /// let power_and_light: LatLon = "39.0991,-94.5783".parse()?;
    /// let westport: LatLon = "39.0496,-94.5913".parse()?;
    /// assert_eq!(format!("{:.3}", power_and_light.distance_km(westport)), "5.617");
    /// # Ok::<(), pdpe::geo::PlaceError>(())
    /// ```
    #[must_use]
    pub fn distance_km(self, other: Self) -> f64 {
        km_of_chord_squared(UnitVector::from(self).chord_squared(UnitVector::from(other)))
    }
}

impl FromStr for LatLon {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let syntax = || PlaceError::Syntax(text.to_owned());
        let (lat, lon) = text.split_once(',').ok_or_else(syntax)?;
        let degrees = |part: &str| part.trim().parse::<f64>().map_err(|_| syntax());
        Self::new(degrees(lat)?, degrees(lon)?)
    }
}

impl fmt::Display for LatLon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6},{:.6}", self.lat_deg, self.lon_deg)
    }
}

impl From<LatLon> for UnitVector {
    fn from(place: LatLon) -> Self {
        Self::from_degrees(place.lat_deg, place.lon_deg)
    }
}
