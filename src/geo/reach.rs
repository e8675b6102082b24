//! The box around all places within some distance of a place.

use super::bounding_box::BoundingBox;
use super::distance::KM_PER_DEGREE;
use super::place::LatLon;

/// Widens every reach by about a millimetre, much more than any rounding error.
const MARGIN_DEG: f64 = 1e-8;

/// The box in degrees that contains every place within some distance of a place.
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
            // The meridians that touch a circle of angular radius r around latitude φ are asin(sin r ÷ cos φ) away.
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

    /// The southern and the northern edge, which may be beyond the poles.
    #[must_use]
    pub fn latitudes(&self) -> (f64, f64) {
        (self.south, self.north)
    }

    /// The western and the eastern edge; two pairs if the box crosses the 180° meridian.
    pub fn spans(&self) -> impl Iterator<Item = (f64, f64)> {
        self.spans.iter().flatten().copied()
    }

    /// Whether it has a place in common with another box.
    #[must_use]
    pub fn meets(&self, area: &BoundingBox) -> bool {
        let meets = |(west, east): (f64, f64)| area.west <= east && west <= area.east;
        area.south <= self.north && self.south <= area.north && self.spans().any(meets)
    }

    /// Whether it contains another box.
    #[must_use]
    pub fn covers(&self, area: &BoundingBox) -> bool {
        let covers = |(west, east): (f64, f64)| west <= area.west && area.east <= east;
        self.south <= area.south && area.north <= self.north && self.spans().any(covers)
    }

    /// A single box around it, cut off at the poles. A box that crosses the 180° meridian becomes one around the Earth.
    #[must_use]
    pub fn bounds(&self) -> BoundingBox {
        let (west, east) = match self.spans {
            [Some(span), None] => span,
            _ => (-180.0, 180.0),
        };
        BoundingBox { south: self.south.max(-90.0), west, north: self.north.min(90.0), east }
    }

    /// The distance as an angle in degrees.
    #[must_use]
    pub fn radius_deg(&self) -> f64 {
        self.radius_deg
    }
}
