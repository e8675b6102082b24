//! A plan as GPX 1.1: a waypoint for each stop, a track for each truck.

use crate::itinerary::{Itinerary, Step, StopStep};
use crate::text::markup;

pub(super) fn written(itinerary: &Itinerary) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <gpx version=\"1.1\" creator=\"pdpe\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n",
    );
    for day in &itinerary.trucks {
        for stop in day.stops() {
            let name = stop.near.as_deref().unwrap_or(&stop.cell_id);
            out.extend([format!(
                "  <wpt lat=\"{:.6}\" lon=\"{:.6}\"><time>{}</time><name>{}</name><desc>{}</desc></wpt>\n",
                stop.lat,
                stop.lon,
                utc(&stop.service_start),
                markup(name),
                markup(&describe(itinerary, day.truck, stop)),
            )]);
        }
    }
    for day in &itinerary.trucks {
        out.extend([format!("  <trk><name>Truck {}</name><trkseg>\n", day.truck)]);
        for step in &day.steps {
            match step {
                Step::Start { lat, lon, leave } => point(*lat, *lon, leave, &mut out),
                Step::Stop(stop) => {
                    point(stop.lat, stop.lon, &stop.service_start, &mut out);
                    point(stop.lat, stop.lon, &stop.service_end, &mut out);
                }
                Step::Return { lat, lon, arrival, .. } => point(*lat, *lon, arrival, &mut out),
                Step::Break { .. } => {}
            }
        }
        out.push_str("  </trkseg></trk>\n");
    }
    out + "</gpx>\n"
}

fn describe(itinerary: &Itinerary, truck: usize, stop: &StopStep) -> String {
    let of_truck = if itinerary.trucks.len() > 1 { format!("Truck {truck}: ") } else { String::new() };
    format!("{of_truck}serve {} to {}", stop.service_start.format("%H:%M"), stop.service_end.format("%H:%M"))
}

fn point(lat: f64, lon: f64, at: &crate::clock::ZonedTime, out: &mut String) {
    out.extend([format!("    <trkpt lat=\"{lat:.6}\" lon=\"{lon:.6}\"><time>{}</time></trkpt>\n", utc(at))]);
}

fn utc(at: &crate::clock::ZonedTime) -> String {
    at.to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
