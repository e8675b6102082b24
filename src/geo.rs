//! Places on the Earth: latitude and longitude, boxes, and the haversine distance.
//!
//! Distances use the sphere of radius [`EARTH_RADIUS_KM`]. A place becomes a
//! [`UnitVector`] once; between two of those the haversine needs no further
//! trigonometry, because half the chord between them *is* the sine of half the angle.

use std::fmt;
use std::str::FromStr;

/// Mean radius of the Earth in kilometres, as in the published haversine.
pub const EARTH_RADIUS_KM: f64 = 6371.0;

/// Kilometres per degree of latitude on the sphere of [`EARTH_RADIUS_KM`].
pub const KM_PER_DEGREE: f64 = EARTH_RADIUS_KM * std::f64::consts::PI / 180.0;

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
    /// Latitude is beyond the poles, and would be right as a longitude, as the longitude as a latitude.
    #[error("latitude {lat_deg} is not between -90 and 90, but longitude {lon_deg} is; are the two swapped?")]
    Swapped {
        /// What was given as the latitude.
        lat_deg: f64,
        /// What was given as the longitude.
        lon_deg: f64,
    },
    /// Longitude is NaN, infinite or beyond ±180.
    #[error("longitude {0} is not between -180 and 180{advice}", advice = advice(*.0))]
    Longitude(f64),
    /// The text is not `LAT,LON`.
    #[error("`{0}` is not a place; write LAT,LON in degrees, as in 39.0997,-94.5786")]
    Syntax(String),
}

/// What to do about a coordinate that is none in degrees, if that can be told.
fn advice(coordinate: f64) -> &'static str {
    let is_projected = coordinate.is_finite() && coordinate.abs() > 10_000.0;
    if is_projected { "; degrees are wanted (WGS 84, EPSG:4326), not metres or feet" } else { "" }
}

impl LatLon {
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

/// A place as a point on the sphere of radius 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnitVector {
    /// Towards 0° N 0° E.
    pub x: f64,
    /// Towards 0° N 90° E.
    pub y: f64,
    /// Towards the north pole.
    pub z: f64,
}

impl UnitVector {
    /// From checked degrees; two sines and two cosines.
    #[must_use]
    #[inline]
    pub fn from_degrees(lat_deg: f64, lon_deg: f64) -> Self {
        let (sin_lat, cos_lat) = sin_cos_deg(lat_deg);
        let (sin_lon, cos_lon) = sin_cos_deg(lon_deg);
        Self { x: cos_lat * cos_lon, y: cos_lat * sin_lon, z: sin_lat }
    }

    /// Squared length of the straight line through the sphere to `other`, 0…4.
    #[must_use]
    #[inline]
    pub fn chord_squared(self, other: Self) -> f64 {
        let (dx, dy, dz) = (self.x - other.x, self.y - other.y, self.z - other.z);
        dx * dx + dy * dy + dz * dz
    }
}

/// Sine and cosine of an angle in degrees, between −360 and 360.
///
/// Plain arithmetic where a system's libm differs in the last digit from one processor to the
/// next: so scores are the same bytes everywhere. Taking off quarter turns is exact in degrees;
/// what is left, within 45°, goes to the polynomials of fdlibm (`__kernel_sin`, `__kernel_cos`),
/// which are good to an ulp.
#[inline]
fn sin_cos_deg(degrees: f64) -> (f64, f64) {
    /// Adding this to a small number leaves the nearest whole number in the lowest bits.
    const TO_WHOLE: f64 = 6_755_399_441_055_744.0; // 1.5 × 2^52
    let shifted = degrees * (1.0 / 90.0) + TO_WHOLE;
    let quarter_turns = shifted.to_bits();
    let x = (degrees - 90.0 * (shifted - TO_WHOLE)).to_radians();
    let z = x * x;
    let sin = x + x
        * z
        * (-0.166_666_666_666_666_32
            + z * (0.008_333_333_333_322_49
                + z * (-0.000_198_412_698_298_579_5
                    + z * (2.755_731_370_707_006_8e-6
                        + z * (-2.505_076_025_340_686_3e-8 + z * 1.589_690_995_211_55e-10)))));
    let cos = 1.0
        - (0.5 * z
            - z * z
                * (0.041_666_666_666_666_6
                    + z * (-0.001_388_888_888_887_411
                        + z * (2.480_158_728_947_673e-5
                            + z * (-2.755_731_435_139_066_3e-7
                                + z * (2.087_572_321_298_175e-9 + z * -1.135_964_755_778_819_5e-11))))));
    let (sin, cos) = if quarter_turns & 1 == 0 { (sin, cos) } else { (cos, -sin) };
    if quarter_turns & 2 == 0 { (sin, cos) } else { (-sin, -cos) }
}

impl From<LatLon> for UnitVector {
    fn from(place: LatLon) -> Self {
        Self::from_degrees(place.lat_deg, place.lon_deg)
    }
}

/// Squared chord up to which the arcsine is a short series: about 570 km.
pub const NEAR_CHORD_SQUARED: f64 = 0.008;

/// Great-circle kilometres of a squared chord: d = 2R·asin(√h) with h = chord²/4.
///
/// That is the haversine formula: for unit vectors, chord²/4 equals
/// sin²(Δφ/2) + cos φ₁·cos φ₂·sin²(Δλ/2).
#[must_use]
#[inline]
pub fn km_of_chord_squared(chord_squared: f64) -> f64 {
    if chord_squared <= NEAR_CHORD_SQUARED {
        near_km_of_chord_squared(chord_squared)
    } else {
        2.0 * EARTH_RADIUS_KM * (chord_squared * 0.25).min(1.0).sqrt().asin()
    }
}

/// [`km_of_chord_squared`] for squared chords up to [`NEAR_CHORD_SQUARED`], by the power series
/// of asin; the first term left out is below 2e-18 of the distance.
#[must_use]
#[inline]
pub fn near_km_of_chord_squared(chord_squared: f64) -> f64 {
    let h = chord_squared * 0.25;
    let h_squared = h * h;
    // In pairs (Estrin's scheme), so that the processor need not do one step after the other.
    let later_terms = (5.0 / 112.0 + h * (35.0 / 1152.0)) + h_squared * (63.0 / 2816.0);
    let tail = h * ((1.0 / 6.0 + h * (3.0 / 40.0)) + h_squared * later_terms);
    let sine = h.sqrt();
    2.0 * EARTH_RADIUS_KM * (sine + sine * tail)
}

/// Squared chord that spans `distance_km` on the surface; the inverse of [`km_of_chord_squared`].
#[must_use]
pub fn chord_squared_of_km(distance_km: f64) -> f64 {
    let half_angle = (distance_km / (2.0 * EARTH_RADIUS_KM)).min(std::f64::consts::FRAC_PI_2);
    4.0 * half_angle.sin().powi(2)
}

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
    /// A corner is not a place.
    #[error(transparent)]
    Corner(#[from] PlaceError),
    /// Edges coincide or are swapped.
    #[error("the box {0} is empty: north must be above south and east beyond west (order S,W,N,E)")]
    Empty(String),
}

impl BoundingBox {
    /// A checked box from its south-west and north-east corners.
    ///
    /// # Errors
    /// [`BoxError::Empty`] when north is not above south or east not beyond west
    /// (a box cannot cross the 180° meridian).
    pub fn new(south_west: LatLon, north_east: LatLon) -> Result<Self, BoxError> {
        let corners = Self {
            south: south_west.lat_deg,
            west: south_west.lon_deg,
            north: north_east.lat_deg,
            east: north_east.lon_deg,
        };
        if corners.north <= corners.south || corners.east <= corners.west {
            return Err(BoxError::Empty(corners.to_string()));
        }
        Ok(corners)
    }

    /// The smallest box that holds this one and another.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            south: self.south.min(other.south),
            west: self.west.min(other.west),
            north: self.north.max(other.north),
            east: self.east.max(other.east),
        }
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
        Self::new(LatLon::new(south, west)?, LatLon::new(north, east)?)
    }
}

impl fmt::Display for BoundingBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},{},{}", self.south, self.west, self.north, self.east)
    }
}

/// Widens every reach by about a millimetre, far more than rounding can take off it.
const MARGIN_DEG: f64 = 1e-8;

/// The box in degrees that holds every place within some distance of a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReachBox {
    south: f64,
    north: f64,
    /// One span of longitudes, or two from west to east where the box crosses the 180° meridian.
    spans: [Option<(f64, f64)>; 2],
    radius_deg: f64,
}

impl ReachBox {
    /// The box around a place.
    #[must_use]
    pub fn new(centre: LatLon, radius_km: f64) -> Self {
        let radius_deg = radius_km / KM_PER_DEGREE + MARGIN_DEG;
        let (south, north) = (centre.lat() - radius_deg, centre.lat() + radius_deg);
        let whole_parallel = (Some((-180.0, 180.0)), None);
        let spans = if south <= -90.0 || north >= 90.0 {
            whole_parallel
        } else {
            // The meridians that touch a circle of angular radius r around latitude φ lie
            // asin(sin r ÷ cos φ) away.
            let half_deg =
                (radius_deg.to_radians().sin() / centre.lat().to_radians().cos()).min(1.0).asin().to_degrees();
            let (west, east) = (centre.lon() - half_deg - MARGIN_DEG, centre.lon() + half_deg + MARGIN_DEG);
            match (west < -180.0, east > 180.0) {
                (false, false) => (Some((west, east)), None),
                (true, false) => (Some((-180.0, east)), Some((west + 360.0, 180.0))),
                (false, true) => (Some((-180.0, east - 360.0)), Some((west, 180.0))),
                (true, true) => whole_parallel,
            }
        };
        Self { south, north, spans: spans.into(), radius_deg }
    }

    /// The southern and the northern edge; they may lie beyond the poles.
    #[must_use]
    pub fn latitudes(&self) -> (f64, f64) {
        (self.south, self.north)
    }

    /// The western and the eastern edge, twice where the box crosses the 180° meridian.
    pub fn spans(&self) -> impl Iterator<Item = (f64, f64)> {
        self.spans.iter().flatten().copied()
    }

    /// The box as one: kept within the poles, and all the way around where it crosses the 180° meridian.
    #[must_use]
    pub fn bounds(&self) -> BoundingBox {
        let (west, east) = match self.spans {
            [Some(span), None] => span,
            _ => (-180.0, 180.0),
        };
        BoundingBox { south: self.south.max(-90.0), west, north: self.north.min(90.0), east }
    }

    /// The distance as an angle.
    #[must_use]
    pub fn radius_deg(&self) -> f64 {
        self.radius_deg
    }
}

#[cfg(test)]
mod tests {
    use super::sin_cos_deg;

    #[test]
    fn sines_and_cosines_equal_those_of_the_system_to_an_ulp() {
        for step in -36_000..=36_000 {
            let degrees = f64::from(step) / 100.0;
            let (sin, cos) = sin_cos_deg(degrees);
            // The system's own argument in radians is off by half an ulp.
            let (system_sin, system_cos) = degrees.to_radians().sin_cos();
            assert!((sin - system_sin).abs() <= 1e-15 && (cos - system_cos).abs() <= 1e-15, "{degrees}°");
            assert!((sin * sin + cos * cos - 1.0).abs() <= 5e-16, "{degrees}°");
        }
        let quarters = [0.0, 90.0, 180.0, -90.0].map(|turn| sin_cos_deg(turn).0.to_bits());
        assert_eq!(quarters, [0.0, 1.0, -0.0, -1.0].map(f64::to_bits));
    }
}
