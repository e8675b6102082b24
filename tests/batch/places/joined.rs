//! A city, a box or hotspots named on the command line or in pdpe.toml: what becomes of the scores and outputs.

use pdpe::clock;
use pdpe::event::Events;
use pdpe::model::Model;
use pdpe::places::Place;
use pdpe::score::score_grid;
use serde_json::Value;

use super::{city, place};
use crate::common::{Run, pdpe, pdpe_in, temp_dir, write};

const AT: [&str; 3] = ["score", "--at", "2026-10-03T19:00"];

fn score(args: &[&str]) -> Run {
    pdpe(&[&AT, args].concat())
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&score(&[args, &["--format", "json"]].concat()).ok().out).unwrap()
}

/// The scores that the library gives a place.
fn expected(place: &Place) -> Vec<f64> {
    let mut model = Model::published();
    place.adapt(&mut model);
    let grid = place.grid("500m".parse().unwrap()).unwrap().whole();
    let at = clock::parse_time("2026-10-03T19:00", model.timezone, clock::now()).unwrap().at;
    score_grid(&model, &grid, &Events::new(), at).combined_score
}

fn scores(document: &Value) -> Vec<f64> {
    let cells = document["cells"].as_array().unwrap();
    cells.iter().map(|cell| cell["combined_score"].as_f64().unwrap()).collect()
}

#[test]
fn a_city_gives_its_cells_zone_incomes_and_hotspots() {
    for (name, full, zone, unknown) in [
        ("Austin, TX", "Austin, Texas, United States", "America/Chicago", vec![]),
        ("78705", "Austin, Texas, United States", "America/Chicago", vec![]),
        ("Window Rock, AZ", "Window Rock, Arizona, United States", "America/Denver", vec!["hotspots"]),
        ("Honolulu", "Honolulu, Hawaii, United States", "Pacific/Honolulu", vec![]),
        ("Lyon", "Lyon, Auvergne-Rhône-Alpes, France", "Europe/Paris", vec!["incomes", "hotspots"]),
        ("singapore", "Singapore", "Asia/Singapore", vec!["incomes", "hotspots"]),
        ("Suva", "Suva, Central, Fiji", "Pacific/Fiji", vec!["incomes", "hotspots"]),
    ] {
        let document = json(&["--city", name]);
        assert_eq!(document["place"], full);
        assert_eq!(document["timezone"], zone, "{name}");
        assert_eq!(document["unknown"], serde_json::json!(unknown), "{name}");
        let (found, expected) = (scores(&document), expected(&place(name)));
        assert_eq!(found.len(), expected.len());
        assert!(found.iter().zip(&expected).all(|(one, other)| (one - other).abs() < 1e-6), "{name}");
        assert!(document["cells"].as_array().unwrap().iter().all(|cell| cell["near"].is_string()), "{name}");
    }
}

#[test]
fn kansas_city_is_what_it_was_to_the_last_byte() {
    for format in ["csv", "ndjson", "geojson"] {
        let (usual, named) =
            (score(&["--format", format]).ok(), score(&["--format", format, "--city", "Kansas City, MO"]).ok());
        // GeoJSON names the model, and with it the city, before its features.
        let cells = |out: &str| out.split_once("features").map_or(out, |(_, cells)| cells).to_owned();
        assert!(cells(&usual.out) == cells(&named.out), "{format}");
        assert_eq!(usual.err, "");
    }
    let usual = json(&[]);
    assert!(usual.get("place").is_none() && usual.get("unknown").is_none() && usual["cells"][0].get("near").is_none());
    assert_eq!(scores(&usual), scores(&json(&["--city", "Kansas City"])));
}

#[test]
fn what_was_chosen_and_what_is_missing_is_said_once() {
    let err = score(&["--city", "lyon", "--top", "1"]).ok().err;
    assert_eq!(
        err.matches("Lyon, Auvergne-Rhône-Alpes, France (Europe/Paris, 4,761 cells of 500 m)").count(),
        1,
        "{err}"
    );
    assert_eq!(err.matches("no incomes are known").count(), 1, "{err}");
    assert_eq!(score(&["--city", "lyon", "-q", "--top", "1"]).ok().err, "");
    score(&["--city", "Autsin, TX"]).fails(2, &["no city `Autsin, TX`", "did you mean Austin, TX"]);
    score(&["--city", "Springfield"]).fails(2, &["\"Springfield, MO\""]);
}

#[test]
fn flags_come_before_the_file_and_the_file_before_the_city() {
    let dir = temp_dir();
    let zone_and_place = |config: &str, more: &[&str]| {
        write(dir.path(), "pdpe.toml", config);
        let run = pdpe_in(dir.path(), &[&AT, more, &["--format", "json", "--top", "1"]].concat(), b"").ok();
        let document: Value = serde_json::from_str(&run.out).unwrap();
        let college = document["cells"][0]["college_presence"].as_f64().unwrap();
        (document["timezone"].as_str().unwrap().to_owned(), document["place"].as_str().map(str::to_owned), college)
    };
    let austin = Some("Austin, Texas, United States".to_owned());
    let city = "city = \"Austin, TX\"\n";
    assert_eq!(zone_and_place(city, &[]), ("America/Chicago".into(), austin.clone(), 3.0));
    let no_hotspots = format!("{city}timezone = \"America/Denver\"\n[college]\nhotspots = []");
    assert_eq!(zone_and_place(&no_hotspots, &[]), ("America/Denver".into(), austin.clone(), 0.0));
    assert_eq!(zone_and_place(city, &["--tz", "Asia/Tokyo"]), ("Asia/Tokyo".into(), austin, 3.0));
    let (zone, lyon, _) = zone_and_place(city, &["--city", "Lyon"]);
    assert_eq!((zone.as_str(), lyon.as_deref()), ("Europe/Paris", Some("Lyon, Auvergne-Rhône-Alpes, France")));
    let (zone, boston, _) = zone_and_place(city, &["--bbox", "42.33,-71.12,42.38,-71.04"]);
    assert_eq!((zone.as_str(), boston.as_deref()), ("America/New_York", Some("Boston, Massachusetts, United States")));
    for (config, fault) in [
        ("\ncity = 7", "pdpe.toml: line 2: city: expected text in quotes"),
        ("city = \"Autsin, TX\"", "pdpe.toml: line 1: city: no city `Autsin, TX`"),
    ] {
        write(dir.path(), "pdpe.toml", config);
        pdpe_in(dir.path(), &AT, b"").fails(2, &[fault]);
    }
}

#[test]
fn the_box_and_the_cells_are_as_asked_for() {
    let austin = city("Austin, TX");
    let cells = |args: &[&str]| json(args)["cells"].as_array().unwrap().len();
    let size = |metres: &str, km: f64| Place::of_city(&austin, Some(km)).grid(metres.parse().unwrap()).unwrap().len();
    assert_eq!(cells(&["--city", "Austin", "--radius", "3km"]), size("500m", 3.0));
    assert_eq!(cells(&["--city", "Austin", "--radius", "3km", "--cell", "250m"]), size("250m", 3.0));
    assert_eq!(cells(&["--city", "Austin", "--radius", "3000m", "--cell-size", "0.25km"]), size("250m", 3.0));
    assert_eq!(cells(&["--cell", "2km"]), 21 * 17);
    let grid = pdpe(&["grid", "--city", "Austin, TX", "--radius", "3km"]).ok().out;
    assert_eq!(grid.lines().count(), size("500m", 3.0) + 1);
    score(&["--radius", "3km"]).fails(2, &["--radius needs a city; choose it with --city"]);
    score(&["--city", "Austin", "--radius", "0"]).fails(2, &["--radius"]);
    score(&["--bbox", "-18.3,178.2,-17.9,-179.5"]).fails(2, &["crosses the 180° meridian"]);
    score(&["--bbox", "30.3,-97.7,30.2,-97.8"]).fails(2, &["is empty"]);
    let run = score(&["--city", "Suva", "--radius", "180km", "--cell", "20km"]).ok();
    assert!(run.err.contains("the box of the city ends at the 180° meridian"), "{}", run.err);
}

#[test]
fn hotspots_of_a_file_replace_or_add() {
    let dir = temp_dir();
    write(dir.path(), "campuses.csv", "name,lat,lon,students\nLa Doua,45.7826,4.8703,22000\nbroken,95,0,1\n");
    let points = |args: &[&str]| {
        let spot = ["explain", "45.7826,4.8703", "--at", "2026-10-07T12:00", "--format", "json"];
        let run = pdpe_in(dir.path(), &[&spot, args].concat(), b"").ok();
        let receipt: Value = serde_json::from_str(&run.out).unwrap();
        let names: Vec<String> = receipt["college_presence"]["hotspots"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hotspot| hotspot["name"].as_str().unwrap().to_owned())
            .collect();
        (names, receipt["unknown"].clone(), run.err)
    };
    let (names, unknown, err) = points(&["--city", "Lyon", "--hotspots", "campuses.csv"]);
    assert_eq!((names, unknown), (vec!["La Doua".to_owned()], serde_json::json!(["incomes"])));
    assert!(err.contains("campuses.csv: line 3: "), "{err}");
    let (names, ..) = points(&["--city", "Austin", "--add-hotspots", "campuses.csv"]);
    assert_eq!((names.len(), names[0].as_str(), names[5].as_str()), (6, "78705 Austin", "La Doua"));
    let (names, unknown, _) = points(&["--hotspots", "campuses.csv"]);
    assert_eq!((names.len(), unknown), (1, Value::Null));
    write(dir.path(), "none.csv", "name,lat,lon\n");
    pdpe_in(dir.path(), &[&AT[..], &["--hotspots", "none.csv"]].concat(), b"").fails(1, &["none.csv", "weight"]);
}

#[test]
fn places_of_ones_own_name_what_is_near_with_and_without_a_city() {
    let dir = temp_dir();
    let own = "[[places]]\nname = \"Depot\"\nlat = 39.1200\nlon = -94.6000\n";
    write(dir.path(), "pdpe.toml", own);
    write(dir.path(), "cells.csv", "id,lat,lon\na,39.1204,-94.6006\nb,39.30,-94.70\n");
    let near = |args: &[&str]| -> Vec<Value> {
        let out = pdpe_in(dir.path(), &[&AT, args, &["--format", "json"]].concat(), b"").ok().out;
        let document: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(document.get("place").is_some(), args.contains(&"--city"), "{args:?}");
        document["cells"].as_array().unwrap().iter().map(|cell| cell["near"].clone()).collect()
    };
    assert_eq!(near(&["--grid", "cells.csv"])[0], "Depot");
    assert!(near(&[]).contains(&"Depot".into()));
    assert!(near(&["--city", "Kansas City, MO"]).contains(&"Depot".into()));
    let table = pdpe_in(dir.path(), &[&AT[..], &["--grid", "cells.csv", "--format", "table"]].concat(), b"").ok().out;
    assert!(table.contains("near") && table.contains("Depot"), "{table}");
    // They change no score, and so the model keeps its name.
    let config = pdpe_in(dir.path(), &["config", "show", "--model", "published"], b"").ok().out;
    assert!(!config.contains("Depot"), "{config}");
    for (config, fault) in [
        ("[[places]]\nname = \"\"\nlat = 39.1\nlon = -94.6", "pdpe.toml: line 2: places[0].name: the name is empty"),
        ("\n[[places]]\nname = \"x\"\nlat = 99\nlon = -94.6", "places[0].lat: "),
        ("[[places]]\nname = \"x\"\nlat = 39\nlon = -94.6\nkm = 2", "places[0].km: "),
        ("places = 3", "places: "),
    ] {
        write(dir.path(), "pdpe.toml", config);
        pdpe_in(dir.path(), &AT, b"").fails(2, &[fault]);
    }
}

#[test]
fn a_grid_without_a_zone_has_that_of_the_city_nearest_to_its_first_cell() {
    let dir = temp_dir();
    write(dir.path(), "berlin.csv", "id,lat,lon\nbad,,\na,52.52,13.40\nb,52.50,13.42\n");
    write(dir.path(), "tokyo.toml", "timezone = \"Asia/Tokyo\"");
    let said = "times are read in Europe/Berlin, the zone of ";
    let zone = |args: &[&str], stdin: &[u8]| {
        let run = pdpe_in(dir.path(), &[&AT, args, &["--format", "json"]].concat(), stdin).ok();
        let document: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(document["cells"].as_array().unwrap().len(), 2, "{args:?}");
        (document["timezone"].as_str().unwrap().to_owned(), run.err.matches(said).count())
    };
    let file = std::fs::read(dir.path().join("berlin.csv")).unwrap();
    assert_eq!(zone(&["--grid", "berlin.csv"], b""), ("Europe/Berlin".into(), 1));
    assert_eq!(zone(&["--grid", "-"], &file), ("Europe/Berlin".into(), 1));
    assert_eq!(zone(&["--grid", "berlin.csv", "--tz", "Asia/Tokyo"], b""), ("Asia/Tokyo".into(), 0));
    assert_eq!(zone(&["--grid", "berlin.csv", "--config", "tokyo.toml"], b""), ("Asia/Tokyo".into(), 0));
    assert_eq!(zone(&["--grid", "berlin.csv", "--city", "Lyon"], b""), ("Europe/Paris".into(), 0));
    assert_eq!(zone(&["--grid", "-"], b"lat,lon\n39.1,-94.58\n39.2,-94.58"), ("America/Chicago".into(), 0));
    let course = ["--from", "2026-10-03T16:00", "--to", "+2h"];
    for command in [&["simulate"][..], &["plan", "--min-stay", "30m"]] {
        let args = [command, &course, &["--grid", "berlin.csv", "--format", "json"]].concat();
        let run = pdpe_in(dir.path(), &args, b"").ok();
        assert_eq!(run.err.matches(said).count(), 1, "{args:?}: {}", run.err);
        assert!(run.out.contains("+02:00"), "{args:?}: {}", run.out);
    }
}

#[test]
fn a_zip_code_or_a_name_is_a_place() {
    let receipt = pdpe(&["explain", "78705", "--at", "2026-10-03T19:00", "--format", "json"]).ok();
    let document: Value = serde_json::from_str(&receipt.out).unwrap();
    assert_eq!(document["place"], "Austin, Texas, United States");
    assert_eq!(document["near"], "78705 Austin");
    assert!(receipt.err.contains("ZIP 78705: more than half of its people study"), "{}", receipt.err);
    pdpe(&["explain", "Autsin, TX", "--at", "now"]).fails(2, &["did you mean Austin, TX"]);
    pdpe(&["explain", "95,0", "--at", "now"]).fails(2, &["95"]);
    let course = ["simulate", "--from", "2026-10-03T16:00", "--to", "+6h", "--at-place", "Lyon", "--format", "json"];
    let course: Value = serde_json::from_str(&pdpe(&course).ok().out).unwrap();
    assert_eq!(
        (&course["timezone"], &course["place"]),
        (&"Europe/Paris".into(), &"Lyon, Auvergne-Rhône-Alpes, France".into())
    );
}

#[test]
fn spots_have_names_wherever_people_read() {
    let dir = temp_dir();
    let events = "id,name,lat,lon,start\na,Concert at the Moody,30.2817,-97.7327,2026-10-03T19:00\n";
    write(dir.path(), "shows.csv", events);
    let more = ["--city", "Austin, TX", "--events", "shows.csv"];
    let run = |args: &[&str]| pdpe_in(dir.path(), &[args, &more[..]].concat(), b"").ok().out;
    for args in [
        &[&AT[..], &["--format", "table"]].concat()[..],
        &[&AT[..], &["--format", "heatmap"]].concat(),
        &[&AT[..], &["--format", "json"]].concat(),
        &["simulate", "--from", "2026-10-03T18:00", "--to", "+2h", "--top", "9", "--format", "table"],
        &["simulate", "--from", "2026-10-03T18:00", "--to", "+2h", "--top", "9", "--format", "json"],
    ] {
        let out = run(args);
        assert!(
            out.contains("near") && out.contains("Concert at the Moody") && out.contains("78705"),
            "{args:?}: {out}"
        );
    }
    for args in [&AT[..], &["simulate", "--from", "2026-10-03T18:00", "--to", "+2h"]] {
        run(&[args, &["-o", "map.html"]].concat());
        let map = std::fs::read_to_string(dir.path().join("map.html")).unwrap();
        for part in ["\"title\":\"Austin, Texas, United States\"", "Concert at the Moody", "\"78705\"", "© GeoNames"] {
            assert!(map.contains(part), "{args:?}: {part}");
        }
    }
}
