//! What people call a place: the nearest of a venue or hotspot, a place of theirs, a ZIP code, a city.

use super::city::Cities;
use super::found::Place;
use super::zip::ZipCodes;
use crate::geo::{BoundingBox, LatLon, UnitVector, chord_squared_of_km};
use crate::model::{Hotspot, Model};

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
    venues: Vec<(UnitVector, String)>,
    own: Vec<(UnitVector, String)>,
    zips: Vec<(UnitVector, String)>,
    cities: Vec<(UnitVector, String)>,
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
        let vectors = |named: &mut dyn Iterator<Item = (LatLon, String)>| {
            named.map(|(place, name)| (UnitVector::from(place), name)).collect::<Vec<_>>()
        };
        let around = BoundingBox {
            south: area.south - MARGIN_DEG,
            west: area.west - MARGIN_DEG,
            north: area.north + MARGIN_DEG,
            east: area.east + MARGIN_DEG,
        };
        let middle = LatLon::new(area.mid_latitude(), f64::midpoint(area.west, area.east));
        let home = middle.map(|middle| cities.nearest(middle)).ok();
        let zips = home.as_ref().filter(|city| city.is_american()).map(|_| ZipCodes::load().within(&around));
        let mut within = cities.within(&around);
        within.extend(home.map(|city| (city.place, city.name)));
        Self {
            venues: vectors(&mut venues.into_iter()),
            own: vectors(&mut own.into_iter()),
            zips: vectors(&mut zips.into_iter().flatten().map(|zip| (zip.place, zip.code))),
            cities: vectors(&mut within.into_iter()),
        }
    }

    /// Those of a place that is scored: its box, the hotspots of the model in force, and venues of events.
    #[must_use]
    pub fn of(scored: &Place, model: &Model, venues: impl IntoIterator<Item = (LatLon, String)>) -> Self {
        let hotspot = |hotspot: &Hotspot| Some((LatLon::new(hotspot.lat, hotspot.lon).ok()?, hotspot.name.clone()));
        let venues = venues.into_iter().chain(model.college.hotspots.iter().filter_map(hotspot));
        Self::new(&scored.area, venues, [], Cities::load())
    }

    /// The name nearest to a place: a venue or hotspot within 500 m; else a place of the user's own
    /// within 1 km; else the ZIP code; else the city.
    #[must_use]
    pub fn near(&self, place: LatLon) -> Option<&str> {
        let at = UnitVector::from(place);
        nearest(&self.venues, at, VENUE_KM)
            .or_else(|| nearest(&self.own, at, OWN_KM))
            .or_else(|| nearest(&self.zips, at, ZIP_KM))
            .or_else(|| nearest(&self.cities, at, f64::INFINITY))
    }
}

fn nearest(names: &[(UnitVector, String)], at: UnitVector, within_km: f64) -> Option<&str> {
    let far = names.iter().map(|(place, name)| (at.chord_squared(*place), name));
    let (far, name) = far.min_by(|one, other| one.0.total_cmp(&other.0))?;
    (far <= chord_squared_of_km(within_km)).then_some(name.as_str())
}
