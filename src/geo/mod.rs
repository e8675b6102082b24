//! Geometry on the Earth: places, boxes, the haversine distance, and a quadtree of circles.
//!
//! Distances use a sphere of radius [`EARTH_RADIUS_KM`]. A place is converted to a [`UnitVector`] once. The haversine
//! of two unit vectors needs no trigonometry, because half the chord between them is the sine of half the angle.

mod ball;
mod bounding_box;
mod distance;
mod nearest;
mod place;
pub mod quadtree;
mod reach;
mod spelled;

pub use ball::Ball;
pub use bounding_box::{BoundingBox, BoxError};
pub use distance::{
    EARTH_RADIUS_KM, KM_PER_DEGREE, NEAR_CHORD_SQUARED, UnitVector, chord_squared_of_km, km_of_chord_squared,
    near_km_of_chord_squared,
};
pub use nearest::Nearest;
pub use place::{LatLon, PlaceError};
pub use reach::ReachBox;
pub use spelled::{PairOrder, place_in, place_of};
