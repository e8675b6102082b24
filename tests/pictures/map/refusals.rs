//! What makes no map, and what the user is told.

use super::{SATURDAY, pdpe_in, temp_dir};
use crate::common::{pdpe, write};

#[test]
fn options_that_mean_nothing_for_a_map_are_refused() {
    let score = ["score", "--at", SATURDAY, "--format", "html"];
    pdpe(&[&score[..], &["--min-score", "1"]].concat()).fails(2, &["--min-score", "every cell"]);
    pdpe(&[&score[..], &["--columns", "lat,lon"]].concat()).fails(2, &["--columns"]);
    let simulate = ["simulate", "--from", SATURDAY, "--to", "+2h", "--format", "html"];
    pdpe(&[&simulate[..], &["--top", "3"]].concat()).fails(2, &["--top"]);
    pdpe(&[&simulate[..], &["--cell", "0_0"]].concat()).fails(2, &["--cell"]);
    pdpe(&[&simulate[..], &["--scores"]].concat()).fails(2, &["--scores writes csv, ndjson or geojson, not html"]);
    for command in [&["score", "--at", SATURDAY][..], &["simulate", "--from", SATURDAY, "--to", "+2h"]] {
        let tiles = ["--format", "json", "--tiles", "https://a.example/{z}/{x}/{y}"];
        pdpe(&[command, &tiles].concat()).fails(2, &["--backdrop and --tiles are for maps", "--format html"]);
        pdpe(&[command, &["--format", "csv", "--backdrop", "x.geojson"]].concat()).fails(2, &["are for maps"]);
    }
}

#[test]
fn addresses_of_tiles_are_checked() {
    let faults = [
        ("tiles.example/{z}/{x}/{y}.png", "https://"),
        ("file:///{z}/{x}/{y}.png", "https://"),
        ("https://tiles.example/{z}/{x}.png", "{y} is missing"),
        ("https://{z}{x}{y}.example/", "is not a host"),
        ("https://tiles.example; script-src */{z}/{x}/{y}", "is not a host"),
        ("https:///{z}/{x}/{y}", "is not a host"),
        ("https://tiles.example/{z}/{x}/{y}/{s}", "only {z}, {x} and {y}"),
        ("https://tiles.example/{z}/{x}/ {y}", "it contains"),
    ];
    for (template, word) in faults {
        let args = ["score", "--at", SATURDAY, "--format", "html", "--tiles", template];
        pdpe(&args).fails(2, &["--tiles", word, "write one like https://tiles.example/{z}/{x}/{y}.png"]);
    }
}

#[test]
fn faults_of_a_backdrop_are_told_with_their_place() {
    let faults = [
        ("not json", "it is not JSON"),
        ("{}", "the document: no `type`"),
        (r#"{"type":"Topology"}"#, "`Topology` is not a type of GeoJSON"),
        (r#"{"type":"FeatureCollection","features":{}}"#, "features: expected a list here"),
        (
            r#"{"type":"FeatureCollection","features":[{"type":"Feature"}]}"#,
            "features[0]: a Feature without `geometry`",
        ),
        (r#"{"type":"FeatureCollection","features":[]}"#, "no line or polygon"),
        (r#"{"type":"Point","coordinates":[1,2]}"#, "no line or polygon"),
        (r#"{"type":"LineString","coordinates":[[1,2],[3]]}"#, "coordinates[1]: [3] is not [longitude, latitude]"),
        (r#"{"type":"LineString","coordinates":[[1,2],[3,"4"]]}"#, "coordinates[1]: [3,\"4\"]"),
        (r#"{"type":"LineString","coordinates":[[39,-94.5],[39,-94.6]]}"#, "longitude first"),
        (r#"{"type":"LineString"}"#, "coordinates: expected a list"),
        (
            r#"{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,1]]],[[[0,0],[900,1]]]]}}"#,
            "geometry.coordinates[1][0][1]: [900,1] is not on the Earth",
        ),
    ];
    let dir = temp_dir();
    for (text, word) in faults {
        write(dir.path(), "roads.geojson", text);
        let args = ["score", "--at", SATURDAY, "-o", "map.html", "--backdrop", "roads.geojson"];
        pdpe_in(dir.path(), &args, b"").fails(1, &["roads.geojson: ", word]);
        assert!(!dir.path().join("map.html").exists());
    }
    let long = "[0,0],".repeat(500_001);
    write(dir.path(), "roads.geojson", format!(r#"{{"type":"LineString","coordinates":[{long}[1,1]]}}"#));
    let args = ["score", "--at", SATURDAY, "-o", "map.html", "--backdrop", "roads.geojson"];
    pdpe_in(dir.path(), &args, b"").fails(1, &["roads.geojson", "more than 500000 positions"]);
    pdpe_in(dir.path(), &[&args[..6], &["none.geojson"]].concat(), b"").fails(1, &["none.geojson"]);
    write(dir.path(), "roads.geojson", r#"{"type":"LineString","coordinates":[[0,0],[1,1]]}"#);
    let same = ["score", "--at", SATURDAY, "--format", "html", "-o", "roads.geojson", "--backdrop", "roads.geojson"];
    pdpe_in(dir.path(), &same, b"").fails(2, &["would overwrite the input roads.geojson"]);
}

#[test]
fn grids_and_spans_too_large_for_a_browser_are_refused() {
    let dir = temp_dir();
    let rows: Vec<String> = (0..300_001).map(|row| format!("39,{:.5}\n", -95.0 + f64::from(row) * 1e-5)).collect();
    write(dir.path(), "many.csv", "lat,lon\n".to_owned() + &rows.concat());
    let args = ["score", "--at", SATURDAY, "--grid", "many.csv", "-o", "map.html"];
    pdpe_in(dir.path(), &args, b"").fails(1, &["300001", "up to 300000 cells"]);
    let long = ["simulate", "--from", "2020-01-01T00:00", "--to", "9999-12-31T00:00", "-o", "map.html"];
    pdpe_in(dir.path(), &long, b"").fails(1, &["up to 20000 instants, and the span has more", "a shorter span"]);
}

/// So many events, each with the same place and time.
fn many_events(count: u32, more: &str) -> String {
    let event = |id| format!(r#"{{"id":"{id}","lat":39.1,"lon":-94.58,{more}}}"#);
    (0..count).map(event).collect::<Vec<_>>().join("\n")
}

#[test]
fn events_too_many_or_too_wide_for_a_browser_are_refused() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", "lat,lon\n39,-94.5\n39.1,-94.6\n0,1\n");
    write(dir.path(), "open.json", many_events(10_001, r#""radius_km":1"#));
    let args = ["score", "--at", SATURDAY, "--grid", "kc.csv", "-o", "map.html", "--events"];
    let run = |events: &[&str]| pdpe_in(dir.path(), &[&args[..], events].concat(), b"");
    run(&["open.json"]).fails(1, &["up to 10000 events, and 10001 are open in its span"]);
    // Those that are never open in the span are no reason.
    write(
        dir.path(),
        "later.json",
        many_events(10_001, r#""start":"2027-01-01T19:00""#).replace(r#""id":""#, r#""id":"l"#),
    );
    write(dir.path(), "one.json", many_events(1, r#""name":"The one that is on""#));
    run(&["later.json", "one.json"]).ok();
    let map = std::fs::read_to_string(dir.path().join("map.html")).unwrap();
    assert!(map.contains("The one that is on") && !map.contains(r#""id":"l7""#));
    // One cell is so far away that each event comes with its distances to all of them, if it is ever open.
    let rows: Vec<String> = (0..9_999).map(|row| format!("39,{:.5}\n", -95.0 + f64::from(row) * 1e-5)).collect();
    write(dir.path(), "kc.csv", format!("lat,lon\n0,1\n{}", rows.concat()));
    write(dir.path(), "open.json", many_events(601, r#""radius_km":20000"#));
    run(&["open.json"]).fails(1, &["up to 6000000 distances", "radius_km"]);
    write(dir.path(), "open.json", many_events(601, r#""radius_km":20000,"start":"2027-01-01T19:00""#));
    run(&["open.json"]).ok();
    assert!(std::fs::metadata(dir.path().join("map.html")).unwrap().len() < 10_000_000);
}

#[test]
fn a_map_goes_to_stdout_too() {
    let run = pdpe(&["score", "--at", SATURDAY, "--format", "html", "-o", "-"]).ok();
    assert!(run.out.starts_with("<!doctype html>") && run.out.ends_with("</html>\n"));
    assert_eq!(run.err, "");
    let again = pdpe(&["score", "--at", SATURDAY, "--format", "html"]).ok();
    assert!(run.out == again.out, "two runs write different maps");
    // What may run is told by hashes alone.
    let policy = run.out.split("Content-Security-Policy\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    assert!(!policy.contains("img-src") && !policy.contains("connect-src"), "{policy}");
}
