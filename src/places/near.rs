//! What people call a place: the nearest of a venue or hotspot, a place of theirs, a ZIP code, a city.

use super::city::Cities;
use super::found::middle;
use super::zip::ZipCodes;
use crate::geo::{BoundingBox, LatLon, Nearest, UnitVector, chord_squared_of_km};
use crate::model::{Hotspot, Model, Spot};

/// Venues and hotspots name what is so near to them.
const VENUE_KM: f64 = 0.5;
/// So do places of the user's own.
const OWN_KM: f64 = 1.0;
/// A ZIP code names what is so near to its middle.
const ZIP_KM: f64 = 25.0;
/// Names are looked for so far around a box.
const MARGIN_DEG: f64 = 0.3;

/// Names of places in and around a box, ready to be asked for many cells.
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

    /// Those of a box for a model in force: its hotspots and `[[spending.places]]`, other places of the user's own, and
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

    /// The same with more venues, those of the events that are open.
    #[must_use]
    pub fn with_venues(&self, venues: impl IntoIterator<Item = (LatLon, String)>) -> Self {
        Self { venues: self.venues.behind(venues), ..self.clone() }
    }

    /// The name nearest to a place: a venue or hotspot within 500 m; else a place of the user's own
    /// within 1 km; else the ZIP code; else the city.
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
