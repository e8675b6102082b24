//! Scores for maps, navigation and spreadsheets.

use serde_json::Value;

use super::{AT, column, json, rows, score, score_in};
use crate::common::{pdpe, pdpe_in, temp_dir, write};

#[test]
fn the_best_places_are_waypoints_of_gpx_and_placemarks_of_kml() {
    let best = json(&score(&["--top", "10", "--apart", "1", "--format", "json"]));
    let best: Vec<[String; 2]> = best["cells"].as_array().unwrap().iter().map(place).collect();
    assert_eq!(best.len(), 10);
    let gpx = score(&["--format", "gpx"]);
    let document = roxmltree::Document::parse(&gpx).unwrap();
    let points = document.descendants().filter(|node| node.has_tag_name("wpt"));
    let places = points.map(|point| ["lat", "lon"].map(|name| point.attribute(name).unwrap().to_owned()));
    assert_eq!(places.collect::<Vec<_>>(), best);
    let kml = score(&["--format", "kml"]);
    let document = roxmltree::Document::parse(&kml).unwrap();
    let of = |name: &'static str| {
        document.descendants().filter(move |node| node.has_tag_name(name)).map(|node| node.text().unwrap())
    };
    assert!(of("coordinates").eq(best.iter().map(|[lat, lon]| format!("{lon},{lat}"))));
    assert!(of("when").eq(std::iter::repeat_n("2024-12-16T01:00:00Z", 10)));
}

fn place(cell: &Value) -> [String; 2] {
    ["lat", "lon"].map(|name| format!("{:.6}", cell[name].as_f64().unwrap()))
}

#[test]
fn odd_ids_are_escaped_in_waypoints() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", "id,lat,lon\n\"<a & \"\"b\"\"\u{7}>\",39.1,-94.5\n");
    for format in ["gpx", "kml"] {
        let xml = score_in(dir.path(), &["--grid", "kc.csv", "--format", format]);
        let document = roxmltree::Document::parse(&xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
        let is_named = |node: &roxmltree::Node| node.text().is_some_and(|text| text.contains("<a & \"b\""));
        assert!(document.descendants().any(|node| is_named(&node)), "{xml}");
    }
}

#[test]
fn the_time_is_in_each_feature_and_where_it_is_asked_for() {
    let features = json(&score(&["--top", "3", "--format", "geojson"]));
    for feature in features["features"].as_array().unwrap() {
        assert_eq!(feature["properties"]["timestamp"], "2024-12-15T19:00:00-06:00");
    }
    let columns = ["--columns", "timestamp,cell_id,combined_score"];
    let csv = score(&[&columns[..], &["--top", "3", "--format", "csv"]].concat());
    assert!(csv.starts_with("timestamp,cell_id,combined_score\n"), "{csv}");
    assert_eq!(column(&csv, "timestamp"), ["2024-12-15T19:00:00-06:00"; 3]);
    for format in ["ndjson", "json"] {
        let out = score(&[&columns[..], &["--top", "1", "--format", format]].concat());
        assert!(out.contains(r#"{"timestamp":"2024-12-15T19:00:00-06:00","cell_id":""#), "{out}");
    }
    // Twice is once.
    let features = score(&[&columns[..], &["--top", "1", "--format", "geojson"]].concat());
    assert_eq!(features.matches(r#""timestamp":"#).count(), 2, "the heading and the feature: {features}");
}

/// What a spreadsheet would run begins with an apostrophe, in every CSV. Numbers stay numbers.
#[test]
fn no_field_of_a_csv_is_a_formula() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", "id,lat,lon\n=1+1,39.1,-94.5\n@a,39.2,-94.5\n-3,39.3,-94.5\n\"+x,y\",39.4,-94.5\n");
    let csv = score_in(dir.path(), &["--grid", "kc.csv", "--format", "csv"]);
    assert_eq!(column(&csv, "cell_id"), ["'=1+1", "'@a", "-3", "'+x,y"]);
    assert_eq!(column(&csv, "lon"), ["-94.500000"; 4]);
    let json = json(&score_in(dir.path(), &["--grid", "kc.csv", "--format", "json"]));
    assert_eq!(json["cells"][0]["cell_id"], "=1+1");

    let link = r#"=HYPERLINK(\"http://localhost\")"#;
    write(dir.path(), "events.json", format!(r#"[{{"id":"-a","name":"{link}","lat":39.1,"lon":-94.58}}]"#));
    let csv = pdpe_in(dir.path(), &["events", "events.json", "--format", "csv"], b"").ok().out;
    let row = &rows(&csv)[0];
    assert_eq!((&*row["id"], &*row["name"]), ("'-a", "'=HYPERLINK(\"http://localhost\")"));
    // Read again, it is the event that it was.
    write(dir.path(), "again.csv", &csv);
    let again = pdpe_in(dir.path(), &["events", "again.csv", "--format", "csv"], b"").ok().out;
    assert_eq!(again, csv);
}

#[test]
fn events_as_geojson_are_points_with_all_that_json_has() {
    let dir = temp_dir();
    let weekend = crate::common::fixture("kc_weekend.json");
    let listed =
        |format: &str| pdpe_in(dir.path(), &["events", weekend.to_str().unwrap(), "--format", format], b"").ok().out;
    let features = json(&listed("geojson"));
    let lines: Vec<Value> = listed("ndjson").lines().map(json).collect();
    let features = features["features"].as_array().unwrap();
    assert!(!features.is_empty() && features.len() == lines.len());
    for (feature, event) in features.iter().zip(&lines) {
        assert_eq!(feature["properties"], *event);
        assert_eq!(feature["geometry"]["coordinates"], serde_json::json!([event["lon"], event["lat"]]));
    }
}

#[test]
fn what_waypoints_cannot_say_is_wrong_usage() {
    let run = |options: &[&str]| pdpe(&[&["score", "--at", AT], options].concat());
    run(&["--format", "gpx", "--columns", "lat"]).fails(2, &["gpx has no columns"]);
    run(&["--format", "ics"]).fails(2, &["'ics' for '--format <FORMAT>'"]);
    run(&["-o", "best.ics"]).fails(2, &["best.ics", "has no known extension"]);
}
