//! A box of latitudes and longitudes.

use std::fmt;
use std::str::FromStr;

use super::place::{LatLon, PlaceError};

/// A box between two parallels and two meridians, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundingBox {
    /// Southern edge.
    pub south: f64,
    /// Western edge.
    pub west: f64,
    /// Northern edge, above `south`.
    pub north: f64,
    /// Eastern edge, east of `west`.
    pub east: f64,
}

/// Why four numbers are not a box.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BoxError {
    /// The text is not four numbers.
    #[error("`{0}` is not a box; write S,W,N,E in degrees, as in 38.95,-94.74,39.32,-94.36")]
    Syntax(String),
    /// The numbers are a box in the order of GeoJSON only.
    #[error("the box is in the order W,S,E,N; write S,W,N,E: {0}")]
    WestFirst(BoundingBox),
    /// A corner is not a valid place.
    #[error(transparent)]
    Corner(#[from] PlaceError),
    /// The box crosses the 180° meridian.
    #[error("the box {0} crosses the 180° meridian; use one box on each side of it")]
    Crosses(String),
    /// Edges coincide or are swapped.
    #[error("the box {0} is empty: north must be above south and east must be greater than west (order S,W,N,E)")]
    Empty(String),
}

impl BoundingBox {
    /// A checked box from its south-west and north-east corners.
    ///
    /// # Errors
    /// [`BoxError::Empty`] when north is not above south or east is not beyond west. [`BoxError::Crosses`] when the box
    /// is less than 180° wide across the 180° meridian.
    pub fn new(south_west: LatLon, north_east: LatLon) -> Result<Self, BoxError> {
        let corners =
            Self { south: south_west.lat(), west: south_west.lon(), north: north_east.lat(), east: north_east.lon() };
        // The box is narrower across the 180° meridian.
        if corners.north > corners.south && corners.west - corners.east > 180.0 {
            return Err(BoxError::Crosses(corners.to_string()));
        }
        if corners.north <= corners.south || corners.east <= corners.west {
            return Err(BoxError::Empty(corners.to_string()));
        }
        Ok(corners)
    }

    /// The smallest box around some places in degrees, which may be a point or a line; `None` without places.
    #[must_use]
    pub fn around(lat_deg: &[f64], lon_deg: &[f64]) -> Option<Self> {
        let places = lat_deg.iter().zip(lon_deg);
        places.map(|(&lat, &lon)| Self { south: lat, west: lon, north: lat, east: lon }).reduce(Self::and)
    }

    /// Whether a place in degrees is in the box or on its edge.
    #[must_use]
    pub fn contains(&self, lat_deg: f64, lon_deg: f64) -> bool {
        self.south <= lat_deg && lat_deg <= self.north && self.west <= lon_deg && lon_deg <= self.east
    }

    /// The smallest box around this one and another.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            south: self.south.min(other.south),
            west: self.west.min(other.west),
            north: self.north.max(other.north),
            east: self.east.max(other.east),
        }
    }

    /// The box of the same numbers if they are in the order W,S,E,N, as in GeoJSON; `None` if that is no box.
    #[must_use]
    pub fn west_first(&self) -> Option<Self> {
        let south_west = LatLon::new(self.west, self.south).ok()?;
        Self::new(south_west, LatLon::new(self.east, self.north).ok()?).ok()
    }

    /// The place in the middle.
    ///
    /// # Panics
    /// Never, because the edges are those of places.
    #[must_use]
    pub fn middle(&self) -> LatLon {
        LatLon::new(self.mid_latitude(), f64::midpoint(self.west, self.east)).expect("it is between two places")
    }

    /// Latitude halfway between the southern and northern edge.
    #[must_use]
    pub fn mid_latitude(&self) -> f64 {
        f64::midpoint(self.south, self.north)
    }
}

impl FromStr for BoundingBox {
    type Err = BoxError;

    fn from_str(text: &str) -> Result<Self, BoxError> {
        let numbers: Vec<f64> = text
            .split(',')
            .map(|part| part.trim().parse())
            .collect::<Result<_, _>>()
            .map_err(|_| BoxError::Syntax(text.to_owned()))?;
        let [south, west, north, east] = numbers[..] else {
            return Err(BoxError::Syntax(text.to_owned()));
        };
        let corners =
            |[south, west, north, east]: [f64; 4]| Self::new(LatLon::new(south, west)?, LatLon::new(north, east)?);
        corners([south, west, north, east]).map_err(|error| match corners([west, south, east, north]) {
            Ok(other) => BoxError::WestFirst(other),
            Err(_) => error,
        })
    }
}

impl fmt::Display for BoundingBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},{},{}", self.south, self.west, self.north, self.east)
    }
}
