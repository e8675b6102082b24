//! Odd places, odd numbers and odd files that once went wrong.

use std::fs;
use std::process::{Command, Stdio};

use pdpe::geo::quadtree::Quadtree;
use pdpe::geo::{Ball, BoundingBox, LatLon, ReachBox, UnitVector};

use super::{AT, score_in};
use crate::common::{command, fixture, pdpe, pdpe_in, run, temp_dir, write};

const GRID: &str = "id,lat,lon\na,39.1,-94.5\nb,39.2,-94.6\n";

/// 10,000 small reaches in a city, spread evenly.
fn city() -> Vec<ReachBox> {
    let spread = |number: u32, ratio: f64| (f64::from(number) * ratio).fract();
    (0..10_000)
        .map(|number| {
            let (lat, lon) = (38.9 + spread(number, 0.618_034) * 0.4, -94.8 + spread(number, 0.754_878) * 0.4);
            ReachBox::new(LatLon::new(lat, lon).unwrap(), 0.2)
        })
        .collect()
}

/// The most reaches that any of many places in the city has to look at.
fn most_looked_at(reaches: &[ReachBox]) -> usize {
    let tree = Quadtree::new(reaches, |_, _| false);
    let places = (0..400).map(|number| (38.9 + f64::from(number % 20) / 50.0, -94.8 + f64::from(number / 20) / 50.0));
    places.map(|(lat, lon)| tree.leaf(lat, lon).map_or(0, |leaf| leaf.members.len())).max().unwrap()
}

#[test]
fn an_event_far_away_or_around_the_world_costs_the_others_nothing() {
    let alone = most_looked_at(&city());
    assert!(alone < 50, "{alone} of 10,000");
    for (place, radius_km) in [("-33.87,151.21", 5.0), ("39.1,-94.6", 20_000.0), ("89.9,0", 50.0)] {
        let mut reaches = city();
        reaches.push(ReachBox::new(place.parse().unwrap(), radius_km));
        let most = most_looked_at(&reaches);
        assert!(most <= 2 * alone + 1, "{most} instead of {alone} with one more at {place}");
    }
}

#[test]
fn the_smallest_radius_there_is_ends() {
    let place = LatLon::new(39.1, -94.6).unwrap();
    let tree = Quadtree::new(&vec![ReachBox::new(place, 1e-322); 100], |_, _| false);
    assert_eq!(tree.leaf(39.1, -94.6).map(|leaf| leaf.members.len()), Some(100));
}

proptest::proptest! {
    #[test]
    fn a_ball_around_a_box_contains_all_its_places(
        south in -90.0f64..89.0, west in -180.0f64..179.0, height in 0.0f64..180.0, width in 0.0f64..360.0, scale in 0..4,
        up in 0.0..1.0, along in 0.0..1.0,
    ) {
        let scale = 0.1f64.powi(scale);
        let north = (south + height * scale).min(90.0);
        let east = (west + width * scale).min(180.0);
        let ball = Ball::around_box(&BoundingBox { south, west, north, east });
        let place = UnitVector::from_degrees(south + up * (north - south), west + along * (east - west));
        proptest::prop_assert!(ball.centre.chord_squared(place) <= ball.radius * ball.radius);
    }
}

#[test]
fn the_largest_top_there_is_gives_all_cells() {
    for top in [u64::MAX, 1 << 63, (1 << 63) - 1] {
        let run = pdpe(&["score", "--at", AT, "--format", "csv", "--top", &top.to_string()]).ok();
        assert_eq!(run.out.lines().count(), 5495);
    }
}

#[test]
fn a_sorted_table_keeps_to_20_rows_too() {
    let table = pdpe(&["score", "--at", AT, "--format", "table", "--sort", "college_presence"]).ok().out;
    assert!(table.contains("\n20  ") && !table.contains("\n21  "), "{table}");
}

#[test]
fn the_mean_is_right_for_scores_of_any_size() {
    let dir = temp_dir();
    write(dir.path(), "pdpe.toml", "[weights]\nspending_propensity = 1e9\n");
    let out = score_in(dir.path(), &["--format", "json"]);
    let summary = serde_json::from_str::<serde_json::Value>(&out).unwrap()["summary"].take();
    let number = |key: &str| summary[key].as_f64().unwrap();
    assert!(number("min") > 1e8 && number("min") <= number("mean") && number("mean") <= number("max"), "{summary}");
}

#[test]
fn a_column_asked_for_twice_is_refused() {
    pdpe(&["score", "--at", AT, "--columns", "lat,lon,lat"]).fails(2, &["twice"]);
}

#[test]
fn a_place_of_the_bundled_grid_is_explained_with_its_income() {
    let cell = |args: &[&str]| {
        let run = pdpe(&[&["explain", "--at", AT, "--format", "json"], args].concat()).ok();
        serde_json::from_str::<serde_json::Value>(&run.out).unwrap()["spending_propensity"].take()
    };
    let by_id = cell(&["--cell", "20_26"]);
    assert_eq!(cell(&["39.044042,-94.589603"]), by_id);
    assert_ne!(cell(&["39.044042,-94.589603", "--no-income"]), by_id);
    let elsewhere = cell(&["39.7392,-104.9903"]);
    assert_eq!(elsewhere["factors"][5]["value"], 1.0, "Denver has no income of Kansas City: {elsewhere}");
}

#[test]
fn the_extension_of_every_output_picks_its_format() {
    let dir = temp_dir();
    let weekend = fixture("kc_weekend.json");
    let weekend = weekend.to_str().unwrap();
    let place = "39.1,-94.58";
    for (args, starts) in [
        (vec!["events", weekend, "-o", "events.CSV"], "id,name,"),
        (vec!["events", weekend, "-o", "events.ndjson"], "{\"id\""),
        (vec!["events", weekend, "-o", "events.geojson"], "{\"type\":\"FeatureCollection\""),
        (vec!["score", "--at", AT, "-o", "best.gpx"], "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx"),
        (vec!["score", "--at", AT, "-o", "best.kml"], "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml"),
        (vec!["explain", place, "--at", AT, "-o", "receipt.json"], "{"),
        (vec!["grid", "--preset", "kc", "-o", "grid.geojson"], "{\"type\":\"FeatureCollection\""),
    ] {
        pdpe_in(dir.path(), &args, b"").ok();
        let text = fs::read_to_string(dir.path().join(args.last().unwrap())).unwrap();
        assert!(text.starts_with(starts), "{args:?}: {}", &text[..40]);
    }
    for args in [
        vec!["events", weekend, "-o", "events.gpx"],
        vec!["explain", place, "--at", AT, "-o", "receipt.csv"],
        vec!["grid", "--preset", "kc", "-o", "grid.json"],
    ] {
        pdpe_in(dir.path(), &args, b"").fails(2, &["has no known extension", "--format"]);
    }
}

#[test]
fn standard_output_by_its_device_name_is_standard_output() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", GRID);
    let out = score_in(dir.path(), &["--grid", "kc.csv", "--format", "csv", "-o", "/dev/stdout"]);
    assert_eq!(out.lines().count(), 3);
    // Also where it is a file without an extension to go by, and its format the usual one.
    let file = fs::File::create(dir.path().join("out")).unwrap();
    let args = ["score", "--grid", "kc.csv", "--at", AT, "-o", "/dev/stdout"];
    assert!(command(dir.path()).args(args).stdout(file).status().unwrap().success());
    let written = fs::read_to_string(dir.path().join("out")).unwrap();
    assert_eq!(written, score_in(dir.path(), &["--grid", "kc.csv"]));
}

#[test]
fn an_id_is_written_alike_whatever_stands_beside_it() {
    let dir = temp_dir();
    let rows = ["\" a\",39.1,-94.5\n", "b,39.2,-94.5\n", "\"c \",39.3,-94.5\n", "\"d,\",39.4,-94.5\n"];
    let csv = |rows: &[&str]| {
        write(dir.path(), "kc.csv", "id,lat,lon\n".to_owned() + &rows.concat());
        let out = score_in(dir.path(), &["--grid", "kc.csv", "--format", "csv"]);
        out.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let alone: Vec<String> = rows.iter().flat_map(|row| csv(&[row])).collect();
    for rows in [&rows[..], &rows[..3], &rows[1..], &rows[1..3]] {
        assert!(csv(rows).iter().all(|row| alone.contains(row)), "{rows:?}");
    }
    assert!(alone[0].starts_with(" a,") && alone[2].starts_with("c ,") && alone[3].starts_with("\"d,\","), "{alone:?}");
}

#[test]
fn a_read_only_file_is_not_replaced() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", GRID);
    let kept = write(dir.path(), "out.csv", "keep");
    let mut permissions = fs::metadata(&kept).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&kept, permissions).unwrap();
    pdpe_in(dir.path(), &["score", "--grid", "kc.csv", "--at", AT, "-o", "out.csv"], b"").fails(1, &["read-only"]);
    assert_eq!(fs::read_to_string(kept).unwrap(), "keep");
}

#[cfg(unix)]
#[test]
fn a_link_to_nowhere_stays_a_link_to_the_new_file() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", GRID);
    std::os::unix::fs::symlink("target.csv", dir.path().join("out.csv")).unwrap();
    score_in(dir.path(), &["--grid", "kc.csv", "-o", "out.csv"]);
    assert!(fs::symlink_metadata(dir.path().join("out.csv")).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(dir.path().join("target.csv")).unwrap().lines().count(), 3);
}

#[cfg(unix)]
#[test]
fn named_pipes_are_read_and_written() {
    let dir = temp_dir();
    for name in ["in.csv", "out.csv"] {
        assert!(Command::new("mkfifo").arg(dir.path().join(name)).status().unwrap().success());
    }
    let (source, sink) = (dir.path().join("in.csv"), dir.path().join("out.csv"));
    let writer = std::thread::spawn(move || fs::write(source, GRID));
    let reader = Command::new("cat").arg(sink).stdout(Stdio::piped()).spawn().unwrap();
    let mut scoring = command(dir.path());
    scoring.args(["score", "--grid", "in.csv", "--at", AT, "--format", "csv", "-o", "out.csv"]);
    run(&mut scoring, b"").ok();
    writer.join().unwrap().unwrap();
    let read = String::from_utf8(reader.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(
        read,
        score_in(dir.path(), &["--format", "csv", "--grid", &write(dir.path(), "plain.csv", GRID).to_string_lossy()])
    );
}
