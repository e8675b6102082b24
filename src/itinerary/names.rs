//! The name of a known place nearby: an event or a hotspot.

use chrono::{DateTime, Utc};

use super::Basis;
use crate::event::Event;
use crate::geo::LatLon;
use crate::layers::place::PlaceFactor;

/// The greatest distance of a name that is shown.
const NEAR_KM: f64 = 1.5;

/// The events that count at a place at some time of a window, nearest first, with their distances.
pub(super) fn events_at<'b>(
    basis: &Basis<'b>,
    place: LatLon,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Vec<(&'b Event, f64)> {
    let proximity = &basis.model.proximity;
    let counts = |event: &&Event| {
        let window = event.window(proximity);
        window.is_some_and(|window| {
            window.opens.is_none_or(|opens| opens < to) && window.closes.is_none_or(|closes| closes > from)
        })
    };
    let in_reach = |event: &'b Event| {
        let km = place.distance_km(event.place);
        (km < event.reach_km(proximity)).then_some((event, km))
    };
    let mut events: Vec<(&Event, f64)> = basis.events.iter().filter(counts).filter_map(in_reach).collect();
    events.sort_by(|one, other| one.1.total_cmp(&other.1));
    events
}

/// The nearest event, or else the nearest hotspot, or else the name of the place.
pub(super) fn near(basis: &Basis, place: LatLon, events: &[(&Event, f64)]) -> Option<String> {
    let layers = basis.model.layers();
    let points = layers.iter().filter_map(|layer| match layer.product()?.place() {
        PlaceFactor::Points(hotspots) => Some(hotspots),
        PlaceFactor::Column(..) => None,
    });
    let hotspots = points.flatten().filter_map(|hotspot| {
        let at = LatLon::new(hotspot.lat, hotspot.lon).ok()?;
        Some((hotspot.name.as_str(), place.distance_km(at)))
    });
    let nearest_hotspot = hotspots.min_by(|one, other| one.1.total_cmp(&other.1));
    let nearest = events.first().map(|(event, km)| (event.label(), *km)).or(nearest_hotspot);
    let nearest = nearest.filter(|(_, km)| *km <= NEAR_KM).or(nearest_hotspot.filter(|(_, km)| *km <= NEAR_KM));
    nearest.map(|(name, _)| name).or_else(|| basis.names?.near(place)).map(str::to_owned)
}
