//! The published scores, to 1e-9, and the same formulas written a second time.

#![allow(clippy::unwrap_used, clippy::float_cmp, clippy::cast_precision_loss)]

use chrono::TimeZone;
use pdpe::clock::parse_time;
use pdpe::event::{Event, EventId, Events, Status, Timing};
use pdpe::geo::LatLon;
use pdpe::layers::EVENT_PROXIMITY;
use pdpe::model::Model;
use pdpe::score::Moment;

fn always_open(id: &str, place: LatLon) -> Event {
    Event {
        id: EventId::new(id).unwrap(),
        name: String::new(),
        place,
        timing: Timing::Untimed,
        attendance: None,
        radius_km: None,
        sentiment: 0.0,
        status: Status::Scheduled,
        source: String::new(),
    }
}

#[test]
fn all_2000_rows_match_to_1e_9() {
    let model = Model::published();
    let mut reader = csv::Reader::from_path("fixtures/published_scores.csv").unwrap();
    let mut rows = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let number = |column: usize| record[column].parse::<f64>().unwrap();
        let at = parse_time(&record[2], model.timezone, chrono::DateTime::UNIX_EPOCH).unwrap().at;
        let events: Events = (!record[3].is_empty())
            .then(|| always_open("the event", LatLon::new(number(3), number(4)).unwrap()))
            .into_iter()
            .collect();
        let score = Moment::new(&model, &events, at).score_cell(LatLon::new(number(0), number(1)).unwrap());
        for (name, found, published) in [
            ("spending_propensity", score.layers[0], number(5)),
            ("college_presence", score.layers[1], number(6)),
            ("event_proximity_bonus", score.layers[2], number(7)),
            ("combined_score", score.combined_score, number(8)),
        ] {
            assert!((found - published).abs() <= 1e-9, "{name} of {record:?}: found {found}");
        }
        rows += 1;
    }
    assert_eq!(rows, 2000);
}

/// The haversine as the textbook has it, without unit vectors.
fn haversine_km(a: LatLon, b: LatLon) -> f64 {
    let (lat_a, lat_b) = (a.lat().to_radians(), b.lat().to_radians());
    let (half_lat, half_lon) = ((lat_b - lat_a) / 2.0, (b.lon() - a.lon()).to_radians() / 2.0);
    let h = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

fn any_place() -> impl proptest::strategy::Strategy<Value = LatLon> {
    use proptest::prelude::*;
    prop_oneof![
        (-90.0..=90.0, -180.0..=180.0),
        (38.9..39.4, -94.8..-94.3),                                // a city
        (-5.0..5.0, prop_oneof![179.0..=180.0, -180.0..=-179.0]),  // the 180th meridian
        (prop_oneof![89.0..=90.0, -90.0..=-89.0], -180.0..=180.0), // the poles
    ]
    .prop_map(|(lat, lon)| LatLon::new(lat, lon).unwrap())
}

proptest::proptest! {
    /// No event is lost in the bins: the bonus equals the plain formula over all events.
    #[test]
    fn the_event_bonus_equals_the_plain_formula(
        places in proptest::collection::vec((any_place(), proptest::option::of(0.001..12_000.0f64), -1.0..=1.0f64), 0..60),
        cells in proptest::collection::vec(any_place(), 1..40),
    ) {
        let model = Model::published();
        let at = model.timezone.with_ymd_and_hms(2024, 12, 15, 19, 0, 0).unwrap();
        let events: Events = places
            .iter()
            .enumerate()
            .map(|(number, &(place, radius_km, sentiment))| Event {
                radius_km,
                sentiment,
                attendance: (number % 3 == 0).then_some(number as u64 * 1000),
                ..always_open(&format!("{number:03}"), place)
            })
            .collect();
        let moment = Moment::new(&model, &events, at);
        // Every event's own place is a cell too: the nearest there is to an edge of a bin.
        for cell in cells.into_iter().chain(places.iter().map(|&(place, ..)| place)) {
            let mut left = 1.0;
            for event in events.iter() {
                let d = haversine_km(event.place, cell);
                let crowd = event.attendance.map_or(1.0, |people| 1.0 + 0.1 * (1.0 + people as f64).log10());
                let b = (1.0 - d / event.radius_km.unwrap_or(5.0)).max(0.0) * crowd * (1.0 + 0.25 * event.sentiment);
                left *= 1.0 - b.clamp(0.0, 1.0);
            }
            let found = moment.score_cell(cell).layers[EVENT_PROXIMITY];
            // The textbook formula itself loses digits where it nears the antipode.
            proptest::prop_assert!((found - (1.0 - left)).abs() <= 2e-6, "{cell}: {found} instead of {}", 1.0 - left);
        }
    }

    #[test]
    fn distance_equals_the_textbook_haversine(a in any_place(), b in any_place()) {
        let (found, textbook) = (a.distance_km(b), haversine_km(a, b));
        // Both lose digits where asin is steep, at the antipode.
        let tolerance = if textbook > 19_000.0 { 1e-3 } else { 1e-9 };
        proptest::prop_assert!((found - textbook).abs() <= tolerance, "{a} to {b}: {found} instead of {textbook}");
    }
}

/// With a million cells and as many events as a country has, only pairs in reach may cost
/// anything; here bonuses of cells far from everything are 0 and of a crowd 1, exactly.
#[test]
fn a_crowd_of_events_saturates_at_exactly_one() {
    let model = Model::published();
    let at = model.timezone.with_ymd_and_hms(2024, 12, 15, 19, 0, 0).unwrap();
    let downtown = LatLon::new(39.0997, -94.5786).unwrap();
    let events: Events = (0..500)
        .map(|number| {
            let step = f64::from(number) * 1e-5;
            always_open(&format!("{number:03}"), LatLon::new(39.0997 + step, -94.5786 - step).unwrap())
        })
        .collect();
    let moment = Moment::new(&model, &events, at);
    assert_eq!(moment.score_cell(downtown).layers[EVENT_PROXIMITY], 1.0);
    assert_eq!(moment.score_cell(LatLon::new(40.0, -94.5786).unwrap()).layers[EVENT_PROXIMITY], 0.0);
}
