//! A plan as GeoJSON (RFC 7946): a point for each stop, a line for each drive between known places.

use serde_json::{Value, json};

use crate::itinerary::{Itinerary, Step, TruckDay};
use crate::output::rounded;

pub(super) fn written(itinerary: &Itinerary) -> serde_json::Result<Vec<u8>> {
    let features: Vec<Value> = itinerary.trucks.iter().flat_map(features).collect();
    let mut out = serde_json::to_vec(&json!({ "type": "FeatureCollection", "features": features }))?;
    out.push(b'\n');
    Ok(out)
}

fn features(day: &TruckDay) -> Vec<Value> {
    let mut features = Vec::new();
    let mut from: Option<[f64; 2]> = None;
    for step in &day.steps {
        let (at, leave, arrival, km) = match step {
            Step::Start { lat, lon, leave } => ([*lon, *lat], Some(*leave), None, None),
            Step::Stop(stop) => ([stop.lon, stop.lat], stop.leave, stop.arrival, stop.km),
            Step::Return { lat, lon, leave, arrival, km } => ([*lon, *lat], Some(*leave), Some(*arrival), Some(*km)),
            Step::Break { .. } => continue,
        };
        let at = at.map(rounded);
        if let Some(from) = from.filter(|from| from.map(f64::to_bits) != at.map(f64::to_bits)) {
            let properties = json!({
                "type": "drive",
                "truck": day.truck,
                "leave": leave.map(|at| at.to_rfc3339()),
                "arrival": arrival.map(|at| at.to_rfc3339()),
                "km": km.map(rounded),
            });
            features.push(feature(&json!({ "type": "LineString", "coordinates": [from, at] }), &properties));
        }
        from = Some(at);
        if let Step::Stop(stop) = step {
            let properties = json!({
                "type": "stop",
                "truck": day.truck,
                "cell_id": stop.cell_id,
                "near": stop.near,
                "arrival": arrival.map(|at| at.to_rfc3339()),
                "service_start": stop.service_start.to_rfc3339(),
                "service_end": stop.service_end.to_rfc3339(),
                "value": rounded(stop.value),
            });
            features.push(feature(&json!({ "type": "Point", "coordinates": at }), &properties));
        }
    }
    features
}

fn feature(geometry: &Value, properties: &Value) -> Value {
    json!({ "type": "Feature", "geometry": geometry, "properties": properties })
}
