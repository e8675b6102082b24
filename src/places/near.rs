//! A name for a spot: the nearest venue or hotspot, the user's own place, ZIP code or city.

use super::city::Cities;
use super::found::middle;
use super::zip::ZipCodes;
use crate::geo::{BoundingBox, LatLon, Nearest, UnitVector, chord_squared_of_km};
use crate::model::{Hotspot, Model, Spot};

/// Greatest distance at which a venue or hotspot gives its name.
const VENUE_KM: f64 = 0.5;
/// The same for the user's own places.
const OWN_KM: f64 = 1.0;
/// The same for the centre of a ZIP code.
const ZIP_KM: f64 = 25.0;
/// Names are collected up to this distance around a box.
const MARGIN_DEG: f64 = 0.3;

/// The names in and around a box, indexed for many lookups.
#[derive(Clone, Debug)]
pub struct Names {
    venues: Nearest<String>,
    own: Nearest<String>,
    zips: Nearest<String>,
    cities: Nearest<String>,
}

impl Names {
    /// Collects the names of a box: venues of events and hotspots, places of the user's own, ZIP codes and cities.
    #[must_use]
    pub fn new(
        area: &BoundingBox,
        venues: impl IntoIterator<Item = (LatLon, String)>,
        own: impl IntoIterator<Item = (LatLon, String)>,
        cities: &Cities,
    ) -> Self {
        let around = BoundingBox {
            south: area.south - MARGIN_DEG,
            west: area.west - MARGIN_DEG,
            north: area.north + MARGIN_DEG,
            east: area.east + MARGIN_DEG,
        };
        let home = cities.nearest(middle(area));
        let zips = if home.is_american() { ZipCodes::load().within(&around) } else { Vec::new() };
        let towns = cities.within(&around).into_iter().chain([(home.place, home.name)]);
        Self {
            venues: venues.into_iter().collect(),
            own: own.into_iter().collect(),
            zips: zips.into_iter().map(|zip| (zip.place, zip.code)).collect(),
            cities: towns.collect(),
        }
    }

    /// The names of a box and a model: hotspots and `[[spending.places]]` of the model, the user's own places, and the
    /// venues of events.
    #[must_use]
    pub fn of(
        area: &BoundingBox,
        model: &Model,
        own: &[(LatLon, String)],
        venues: impl IntoIterator<Item = (LatLon, String)>,
    ) -> Self {
        let hotspot = |hotspot: &Hotspot| Some((LatLon::new(hotspot.lat, hotspot.lon).ok()?, hotspot.name.clone()));
        let venues = venues.into_iter().chain(model.college.hotspots.iter().filter_map(hotspot));
        let spot = |spot: &Spot| Some((LatLon::new(spot.lat, spot.lon).ok()?, spot.name.clone()));
        let own = own.iter().cloned().chain(model.spending.places.iter().filter_map(spot));
        Self::new(area, venues, own, Cities::load())
    }

    /// The same with the venues of the open events added.
    #[must_use]
    pub fn with_venues(&self, venues: impl IntoIterator<Item = (LatLon, String)>) -> Self {
        Self { venues: self.venues.behind(venues), ..self.clone() }
    }

    /// The name of a spot: a venue or hotspot within 500 m; else one of the user's own places within 1 km; else the ZIP
    /// code; else the city.
    #[must_use]
    pub fn near(&self, place: LatLon) -> Option<&str> {
        let at = UnitVector::from(place);
        within(&self.venues, at, VENUE_KM)
            .or_else(|| within(&self.own, at, OWN_KM))
            .or_else(|| within(&self.zips, at, ZIP_KM))
            .or_else(|| within(&self.cities, at, f64::INFINITY))
    }
}

fn within(names: &Nearest<String>, at: UnitVector, most_km: f64) -> Option<&str> {
    let (far, name) = names.to(at)?;
    (far <= chord_squared_of_km(most_km)).then_some(name.as_str())
}
