//! A ball around some points of the sphere.

use super::bounding_box::BoundingBox;
use super::distance::UnitVector;

/// Rounding errors of a chord are far below this.
const MARGIN: f64 = 1e-9;

/// A box with longer sides gets a ball around the whole sphere.
const LONGEST_SIDE_DEG: f64 = 45.0;

/// A ball that contains some points of the sphere of radius 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ball {
    /// The centre, which need not be on the sphere.
    pub centre: UnitVector,
    /// The radius, in the unit of the sphere's.
    pub radius: f64,
}

impl Ball {
    /// A ball around all points of the sphere.
    pub const WHOLE: Self = Self { centre: UnitVector { x: 0.0, y: 0.0, z: 0.0 }, radius: 1.0 + MARGIN };

    /// The ball around points given as the coordinates x, y, z, whose centre is that of their box.
    #[must_use]
    pub fn around([x, y, z]: [&[f64]; 3]) -> Self {
        let middle = |numbers: &[f64]| {
            let ends = (f64::INFINITY, f64::NEG_INFINITY);
            let (least, greatest) =
                numbers.iter().fold(ends, |(least, greatest), &number| (least.min(number), greatest.max(number)));
            f64::midpoint(least, greatest)
        };
        let points = x.iter().zip(y).zip(z).map(|((&x, &y), &z)| UnitVector { x, y, z });
        Self::centred(UnitVector { x: middle(x), y: middle(y), z: middle(z) }, points)
    }

    /// The ball around a box.
    ///
    /// No place of a box with short sides is at a right angle to the mean of its corners. Along a meridian or a parallel
    /// the distance from the mean is then greatest at an end, so a corner is the farthest of all places.
    #[must_use]
    pub fn around_box(area: &BoundingBox) -> Self {
        if area.north - area.south > LONGEST_SIDE_DEG || area.east - area.west > LONGEST_SIDE_DEG {
            return Self::WHOLE;
        }
        let corners =
            [(area.south, area.west), (area.south, area.east), (area.north, area.west), (area.north, area.east)];
        let corners = corners.map(|(lat_deg, lon_deg)| UnitVector::from_degrees(lat_deg, lon_deg));
        let mean = |coordinate: fn(UnitVector) -> f64| corners.map(coordinate).into_iter().sum::<f64>() / 4.0;
        Self::centred(UnitVector { x: mean(|at| at.x), y: mean(|at| at.y), z: mean(|at| at.z) }, corners.into_iter())
    }

    fn centred(centre: UnitVector, points: impl Iterator<Item = UnitVector>) -> Self {
        let farthest = points.map(|point| centre.chord_squared(point)).fold(0.0, f64::max);
        Self { centre, radius: farthest.sqrt() + MARGIN }
    }
}
