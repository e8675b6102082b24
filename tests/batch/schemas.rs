//! `docs/schema.json` describes what the commands write as JSON: each output is validated, and each schema rejects what
//! is wrong.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use serde_json::Value;

use crate::common::schemas::Checker;
use crate::common::{fixture, pdpe_in, temp_dir, write};

/// What a command writes, run in a folder.
#[track_caller]
fn text(folder: &Path, line: &str) -> String {
    let args: Vec<&str> = line.split(' ').collect();
    pdpe_in(folder, &args, b"").ok().out
}

#[track_caller]
fn json(folder: &Path, line: &str) -> Value {
    serde_json::from_str(&text(folder, line)).unwrap()
}

/// A small grid with a column for a layer of its own, and events.
fn folder() -> tempfile::TempDir {
    let folder = temp_dir();
    let path = folder.path();
    write(
        path,
        "grid.csv",
        "cell_id,lat,lon,income,beds\na,39.1,-94.58,50000,20\nb,39.05,-94.6,,\nc,39.2,-94.5,90000,9\n",
    );
    write(path, "own.toml", "[[layers]]\nname = \"hotels\"\nweight = 0.2\ncolumn = \"beds\"\nreference = 10.0\n");
    std::fs::copy(fixture("kc_weekend.json"), path.join("shows.json")).unwrap();
    let stays = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/takings_fictitious.csv");
    std::fs::copy(stays, path.join("takings.csv")).unwrap();
    folder
}

#[test]
fn scores_are_what_their_schemas_say_with_layers_of_ones_own_and_without_cells() {
    let folder = folder();
    let path = folder.path();
    let mut checker = Checker::of_outputs();
    let score = "score --at 2026-10-03T19:00 --events shows.json";
    for rest in
        ["--top 3", "--grid grid.csv", "--grid grid.csv --config own.toml", "--min-score 99", "--city 64108 --top 2"]
    {
        checker.accepts("scores", &json(path, &format!("{score} {rest} --format json")));
        checker.accepts("cells_geojson", &json(path, &format!("{score} {rest} --format geojson")));
        checker.accepts_lines("cell", &text(path, &format!("{score} {rest} --format ndjson")));
    }
    // A layer of one's own is seen, and it is a number.
    let mut own = json(path, &format!("{score} --grid grid.csv --config own.toml --format json"))["cells"][0].clone();
    assert_eq!(own["hotels_score"], 2.0);
    own["hotels_score"] = "2".into();
    assert!(checker.faults_at("/$defs/cell", &own).is_some());
    let chosen = "--grid grid.csv --columns timestamp,cell_id,income,combined_score --format";
    checker.accepts("scores_of_chosen_columns", &json(path, &format!("{score} {chosen} json")));
    checker.accepts_lines("chosen_columns", &text(path, &format!("{score} {chosen} ndjson")));
    checker.accepts("grid_geojson", &json(path, "grid --bbox 39.0,-94.7,39.1,-94.5 --cell 5km --format geojson"));
    for rest in ["", " --grid grid.csv --cell a --config own.toml", " --cell 20_26", " --city 64108"] {
        let place = if rest.contains("--cell") { "" } else { " 39.0997,-94.5786" };
        let line = format!("explain{place}{rest} --at 2026-10-03T19:00 --events shows.json --format json");
        checker.accepts("explanation", &json(path, &line));
    }
    let mut without = json(path, "explain 39.1,-94.58 --at 2026-10-03T19:00 --format json");
    without["college_presence"]["sum"] = Value::Null;
    assert!(checker.faults_at("/$defs/explanation", &without).is_some());
}

#[test]
fn replays_are_what_their_schemas_say() {
    let folder = folder();
    let path = folder.path();
    let mut checker = Checker::of_outputs();
    let simulate = "simulate --from 2026-10-02T17:00 --to +3h --events shows.json";
    for rest in ["", " --grid grid.csv --config own.toml", " --city 64108"] {
        let line = format!("{simulate}{rest}");
        checker.accepts("replay", &json(path, &format!("{line} --format json")));
        checker.accepts("compared_replay", &json(path, &format!("{line} --without G5vYZ9kC2xT7m --format json")));
        checker.accepts("stays", &json(path, &format!("{line} --top 3 --format json")));
        checker.accepts_lines("stay", &text(path, &format!("{line} --top 3 --without G5vYZ9kC2xT7m --format ndjson")));
        checker.accepts("stays_geojson", &json(path, &format!("{line} --top 3 --format geojson")));
        checker.accepts_lines("replay_line", &text(path, &format!("{line} --format ndjson")));
    }
    let line = format!("{simulate} --without G5vYZ9kC2xT7m --format ndjson");
    checker.accepts_lines("replay_line", &text(path, &line));
    for rest in
        ["--at-place 39.1,-94.58", "--cell 20_26 --without G5vYZ9kC2xT7m", "--grid grid.csv --cell a --config own.toml"]
    {
        checker.accepts("place_replay", &json(path, &format!("{simulate} {rest} --format json")));
    }
    let scores = format!("{simulate} --grid grid.csv --config own.toml --scores --format");
    checker.accepts_lines("cell_at_instant", &text(path, &format!("{scores} ndjson")));
    checker.accepts("cells_geojson", &json(path, &format!("{scores} geojson")));
    for line in text(path, &line).lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if line["type"] == "snapshot" {
            checker.accepts("snapshot", &line);
        }
    }
}

#[test]
fn plans_events_fits_and_cities_are_what_their_schemas_say() {
    let folder = folder();
    let path = folder.path();
    let mut checker = Checker::of_outputs();
    let plan = "plan --grid grid.csv --from 2026-10-03T16:00 --to 2026-10-03T22:00 --events shows.json --stops 2";
    for rest in [
        "",
        " --trucks 2 --explain --alternatives",
        " --start 39.1,-94.58 --end 39.1,-94.58 --break 30m@17:00-19:00",
        " --config own.toml --explain",
    ] {
        checker.accepts("plan", &json(path, &format!("{plan}{rest} --format json")));
        checker.accepts("plan_geojson", &json(path, &format!("{plan}{rest} --format geojson")));
        checker.accepts_lines("plan_row", &text(path, &format!("{plan}{rest} --format ndjson")));
    }
    for rest in ["", " --at 2026-10-03T19:00", " --at 2030-01-01T00:00"] {
        checker.accepts("events", &json(path, &format!("events shows.json{rest} --format json")));
        checker.accepts("events_geojson", &json(path, &format!("events shows.json{rest} --format geojson")));
        checker.accepts_lines("event", &text(path, &format!("events shows.json{rest} --format ndjson")));
    }
    checker.accepts("fit", &json(path, "fit takings.csv --format json"));
    checker.accepts("backtest", &json(path, "backtest takings.csv --format json"));
    let mut counts = "place,local_time,count\n".to_owned();
    for hour in 0..24 * 28 {
        let count = if (11..15).contains(&(hour % 24)) { 90 } else { 10 + hour % 24 };
        counts.extend([format!("Gate,2026-03-{:02}T{:02}:00,{count}\n", 1 + hour / 24, hour % 24)]);
    }
    write(path, "counts.csv", counts);
    write(path, "places.csv", "place,lat,lon\nGate,51.50,-0.12\n");
    let line = "backtest --counts counts.csv --places places.csv --tz Europe/London --format json";
    checker.accepts("backtest_of_counts", &json(path, line));
    for city in ["austin", "78705", "lyon"] {
        checker.accepts("cities", &json(path, &format!("cities {city} --format json")));
    }
}

#[test]
fn every_output_that_has_a_schema_is_validated() {
    let file = |path: &str| std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let tests = file("tests/batch/schemas.rs") + &file("tests/watch/openapi.rs");
    let schemas: Value = serde_json::from_str(&file("docs/schema.json")).unwrap();
    for (name, schema) in schemas["$defs"].as_object().unwrap() {
        let is_output =
            schema["description"].as_str().is_some_and(|of| of.starts_with("`pdpe") || of.starts_with("`/"));
        assert!(!is_output || tests.contains(&format!("\"{name}\"")), "no test validates {name}");
    }
}

#[test]
fn a_document_of_one_output_is_none_of_another() {
    let folder = folder();
    let checker = Checker::of_outputs();
    let scores = json(folder.path(), "score --at 2026-10-03T19:00 --grid grid.csv --format json");
    for other in ["events", "replay", "stays", "plan", "fit", "backtest", "deliveries", "cells_geojson", "message"] {
        assert!(checker.faults_at(&format!("/$defs/{other}"), &scores).is_some(), "{other}");
    }
    for (pointer, wrong) in [
        ("/timestamp", "2026-10-03 19:00".into()),
        ("/schema_version", 2.into()),
        ("/cells/0/lat", 91.into()),
        ("/cells/0/lon", "-94".into()),
        ("/cells/1/cell_id", 7.into()),
        ("/summary/cells", (-1).into()),
    ] {
        let mut changed = scores.clone();
        *changed.pointer_mut(pointer).unwrap() = wrong;
        assert!(checker.faults_at("/$defs/scores", &changed).is_some(), "{pointer}");
    }
}
