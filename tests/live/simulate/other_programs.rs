//! Replays for maps, navigation and calendars: GeoJSON, GPX, KML and iCalendar say what CSV and JSON say.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Value, json};

use super::{FRIDAY, World, json, printed, rows};

/// The stays as JSON, and in a format.
fn stays(world: &World, format: &str) -> (Vec<Value>, String) {
    let document = json(&world.simulate(FRIDAY, "+9h", &["--top", "3", "--apart", "2", "--format", "json"]));
    let stays = document["stays"].as_array().unwrap().clone();
    assert_eq!(stays.len(), 3);
    (stays, world.simulate(FRIDAY, "+9h", &["--top", "3", "--apart", "2", "--format", format]))
}

fn utc(stay: &Value, end: &str) -> DateTime<Utc> {
    stay[end].as_str().unwrap().parse().unwrap()
}

fn place(stay: &Value) -> [String; 2] {
    ["lat", "lon"].map(|name| format!("{:.6}", stay[name].as_f64().unwrap()))
}

/// The texts of all elements with a name.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(xml).unwrap();
    let elements = document.descendants().filter(|node| node.has_tag_name(name));
    elements.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

#[test]
fn stays_as_geojson_are_points_with_the_members_of_the_json() {
    let (stays, written) = stays(&World::weekend(), "geojson");
    let collection = json(&written);
    assert_eq!(collection["type"], "FeatureCollection");
    let features = collection["features"].as_array().unwrap();
    assert_eq!(features.len(), stays.len());
    for (feature, stay) in features.iter().zip(&stays) {
        assert_eq!(feature["type"], "Feature");
        assert_eq!(feature["geometry"], json!({"type": "Point", "coordinates": [stay["lon"], stay["lat"]]}));
        assert_eq!(feature["properties"], *stay);
    }
}

#[test]
fn stays_as_gpx_are_waypoints_in_order() {
    let (stays, gpx) = stays(&World::weekend(), "gpx");
    let document = roxmltree::Document::parse(&gpx).unwrap();
    assert!(document.root_element().has_tag_name(("http://www.topografix.com/GPX/1/1", "gpx")));
    let points: Vec<_> = document.descendants().filter(|node| node.has_tag_name("wpt")).collect();
    assert_eq!(points.len(), stays.len());
    for (point, stay) in points.iter().zip(&stays) {
        assert_eq!([point.attribute("lat").unwrap(), point.attribute("lon").unwrap()], place(stay));
        // The order of GPX's schema: time, name, desc.
        let names: Vec<_> = point.children().map(|child| child.tag_name().name()).collect();
        assert_eq!(names, ["time", "name", "desc"]);
        let time: DateTime<Utc> = point.first_element_child().unwrap().text().unwrap().parse().unwrap();
        assert_eq!(time, utc(stay, "from"));
    }
    assert!(texts(&gpx, "name")[0].starts_with("1 "));
}

#[test]
fn stays_as_kml_have_their_span_of_time() {
    let (stays, kml) = stays(&World::weekend(), "kml");
    let coordinates = stays.iter().map(place).map(|[lat, lon]| format!("{lon},{lat}"));
    assert!(texts(&kml, "coordinates").into_iter().eq(coordinates));
    for (name, end) in [("begin", "from"), ("end", "to")] {
        let times: Vec<DateTime<Utc>> = texts(&kml, name).iter().map(|text| text.parse().unwrap()).collect();
        assert_eq!(times, stays.iter().map(|stay| utc(stay, end)).collect::<Vec<_>>());
    }
}

#[test]
fn stays_as_a_calendar_are_events_whose_identifiers_stay() {
    let world = World::weekend();
    let (stays, ics) = stays(&world, "ics");
    assert!(ics.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{ics:?}");
    let unfolded = ics.replace("\r\n ", "");
    let values = |name: &str| -> Vec<String> {
        unfolded.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::to_owned).collect()
    };
    for (name, end) in [("DTSTART", "from"), ("DTEND", "to")] {
        let time = |text: &String| NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").unwrap().and_utc();
        let times: Vec<_> = values(name).iter().map(time).collect();
        assert_eq!(times, stays.iter().map(|stay| utc(stay, end)).collect::<Vec<_>>());
    }
    assert_eq!(values("GEO"), stays.iter().map(|stay| place(stay).join(";")).collect::<Vec<_>>());
    let again = world.simulate(FRIDAY, "+9h", &["--top", "3", "--apart", "2", "--format", "ics"]).replace("\r\n ", "");
    let uids = again.lines().filter_map(|line| line.strip_prefix("UID:"));
    assert!(uids.eq(values("UID").iter().map(String::as_str)));
    assert_eq!(values("UID").len(), 3);
}

#[test]
fn the_scores_of_every_instant_are_features_with_their_time() {
    let world = World::weekend();
    for options in [&["--scores"][..], &["--scores", "--changed-only"]] {
        let csv = rows(&world.simulate(FRIDAY, "+3h", options));
        let collection = json(&world.simulate(FRIDAY, "+3h", &[options, &["--format", "geojson"]].concat()));
        let features = collection["features"].as_array().unwrap();
        assert_eq!(features.len(), csv.len());
        for (feature, row) in features.iter().zip(csv) {
            let properties = &feature["properties"];
            assert!(row.iter().all(|(name, text)| *text == printed(&properties[name])), "{feature} is not {row:?}");
        }
    }
}

#[test]
fn formats_of_places_need_a_view_with_places() {
    let world = World::weekend();
    for format in ["geojson", "gpx", "kml", "ics"] {
        world.run(FRIDAY, "+2h", &["--format", format]).fails(2, &[format, "add --top N"]);
        world.run(FRIDAY, "+2h", &["--format", format, "--cell", "r0c0"]).fails(2, &[format, "add --top N"]);
    }
    world.run(FRIDAY, "+2h", &["--scores", "--format", "gpx"]).fails(2, &["csv, ndjson or geojson, not gpx"]);
}
