//! The JSON of times, places, areas and event ids in messages, validated when read.
//!
//! Nullable fields have their own functions, so that a missing field is an error and not null.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::geo::{BoundingBox, LatLon};

/// RFC 3339 with the offset, to the nanosecond.
pub(super) mod time {
    use chrono::{DateTime, FixedOffset, Offset, Utc};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use crate::clock::is_leap_second;

    pub fn serialize<S: Serializer>(at: &DateTime<FixedOffset>, serializer: S) -> Result<S::Ok, S::Error> {
        // Local mean time has seconds in its offset, which RFC 3339 does not support.
        let offset = if at.offset().local_minus_utc() % 60 == 0 { *at.offset() } else { Utc.fix() };
        at.with_timezone(&offset).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<FixedOffset>, D::Error> {
        let at = DateTime::deserialize(deserializer)?;
        if is_leap_second(&at) { Err(D::Error::custom(format!("`{at}` has a second 60"))) } else { Ok(at) }
    }
}

#[derive(Serialize, Deserialize)]
struct Degrees {
    lat: f64,
    lon: f64,
}

/// `{"lat": …, "lon": …}` in degrees.
pub(super) mod place {
    use super::{Degrees, Deserialize, Deserializer, Error, LatLon, Serialize, Serializer};

    pub fn serialize<S: Serializer>(place: &LatLon, serializer: S) -> Result<S::Ok, S::Error> {
        Degrees { lat: place.lat(), lon: place.lon() }.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<LatLon, D::Error> {
        let place = Degrees::deserialize(deserializer)?;
        LatLon::new(place.lat, place.lon).map_err(D::Error::custom)
    }
}

#[derive(Serialize, Deserialize)]
struct Area {
    south: f64,
    west: f64,
    north: f64,
    east: f64,
}

/// `{"south": …, "west": …, "north": …, "east": …}` in degrees, or null.
pub(super) mod area {
    use super::{Area, BoundingBox, Deserialize, Deserializer, Error, LatLon, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands over a reference")]
    pub fn serialize<S: Serializer>(area: &Option<BoundingBox>, serializer: S) -> Result<S::Ok, S::Error> {
        let corners = area.map(|area| Area { south: area.south, west: area.west, north: area.north, east: area.east });
        corners.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<BoundingBox>, D::Error> {
        let Some(area) = Option::<Area>::deserialize(deserializer)? else { return Ok(None) };
        let corner = |lat, lon| LatLon::new(lat, lon).map_err(D::Error::custom);
        let (south_west, north_east) = (corner(area.south, area.west)?, corner(area.north, area.east)?);
        BoundingBox::new(south_west, north_east).map(Some).map_err(D::Error::custom)
    }
}
