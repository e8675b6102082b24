//! Says that cells are probably not where events are: events out of reach, boxes in another order.

use pdpe::event::Event;
use pdpe::geo::{BoundingBox, LatLon, ReachBox};
use pdpe::grid::Grid;
use pdpe::model::Model;
use pdpe::places::Cities;
use pdpe::text::{counted, grouped};

use super::Talk;

/// The area of the cells that were scored.
#[derive(Default)]
pub struct Area(Option<BoundingBox>);

impl Area {
    /// Adds the cells of a grid.
    pub fn add(&mut self, grid: &Grid) {
        let cells = BoundingBox::around(grid.lat(), grid.lon());
        self.0 = [self.0, cells].into_iter().flatten().reduce(BoundingBox::and);
    }

    /// Says how many of some events reach no cell; `which` they are, such as `open event`.
    pub fn tell_unreached<'e>(&self, which: &str, events: impl Iterator<Item = &'e Event>, model: &Model, talk: Talk) {
        let Some(area) = self.0 else { return };
        let reaches = |place, event: &Event| ReachBox::new(place, event.reach_km(&model.proximity)).meets(&area);
        let unreached: Vec<&Event> = events.filter(|event| !reaches(event.place, event)).collect();
        let nearest = unreached.iter().map(|event| event.place.distance_km(nearest_in(&area, event.place)));
        let Some(nearest_km) = nearest.reduce(f64::min) else { return };
        let swapped = unreached.iter().find(|event| {
            let place = LatLon::new(event.place.lon(), event.place.lat());
            place.is_ok_and(|place| reaches(place, event))
        });
        let advice = swapped.map(|event| format!("; latitude and longitude may be swapped: {}", event.place));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most half the equator")]
        let km = grouped(nearest_km.round() as usize);
        let (events, verb) = (counted(unreached.len(), which), if unreached.len() == 1 { "reaches" } else { "reach" });
        talk.say(format_args!("{events} {verb} no cell (nearest {km} km away{})", advice.unwrap_or_default()));
    }
}

/// A box is near a city up to this distance of their middles.
const NEAR_CITY_KM: f64 = 100.0;

/// Says that a box is probably in the order W,S,E,N: it is far from any city, and would be near one in that order.
pub fn tell_of_order(area: &BoundingBox, talk: Talk) {
    let Some(other) = area.west_first() else { return };
    let nearest = |area: &BoundingBox| {
        let city = Cities::load().nearest(area.middle());
        let km = city.place.distance_km(area.middle());
        (city, km)
    };
    let ((_, km), (city, other_km)) = (nearest(area), nearest(&other));
    if km > NEAR_CITY_KM && other_km <= NEAR_CITY_KM {
        talk.say(format_args!(
            "the box {area} is {km:.0} km from any city; if it is in the order W,S,E,N, at {city}, write --bbox {other}"
        ));
    }
}

/// The place in a box that is nearest to another place, if the box does not cross the 180° meridian.
fn nearest_in(area: &BoundingBox, place: LatLon) -> LatLon {
    let (lat, lon) = (place.lat().clamp(area.south, area.north), place.lon().clamp(area.west, area.east));
    LatLon::new(lat, lon).unwrap_or(place)
}
