//! `pdpe plan` as people run it: formats, options, and errors that name the limit to lift.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use chrono::{DateTime, Duration, FixedOffset};
use serde_json::Value;
use tempfile::TempDir;

use crate::common::{Run, fixture, pdpe_in, temp_dir, write};

/// Friday evening of the bundled weekend among a few cells around the concerts.
const GRID: &str = "cell_id,lat,lon\n\
    crossroads,39.0936,-94.5896\nkclive,39.0981,-94.5780\nuptown,39.0620,-94.5900\nwestport,39.0500,-94.5910\n\
    zoo,39.0070,-94.5290\nairport,39.2976,-94.7139\n";

const SHIFT: [&str; 4] = ["--from", "2026-10-02T16:00", "--to", "02:00"];
const DEPOT: &str = "39.1163,-94.6275";

fn stage() -> TempDir {
    let dir = temp_dir();
    write(dir.path(), "cells.csv", GRID);
    std::fs::copy(fixture("kc_weekend.json"), dir.path().join("weekend.json")).unwrap();
    dir
}

/// `pdpe plan` for that evening with more options.
fn plan(dir: &Path, options: &[&str]) -> Run {
    let usual = ["plan", "--grid", "cells.csv", "--events", "weekend.json"];
    pdpe_in(dir, &[&usual, &SHIFT[..], options].concat(), b"")
}

fn json(dir: &Path, options: &[&str]) -> Value {
    serde_json::from_str(&plan(dir, options).ok().out).unwrap()
}

fn steps(document: &Value, kind: &str) -> Vec<Value> {
    let trucks = document["trucks"].as_array().unwrap().iter();
    let steps = trucks.flat_map(|truck| truck["steps"].as_array().unwrap());
    steps.filter(|step| step["type"] == kind).cloned().collect()
}

fn time(value: &Value) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(value.as_str().unwrap()).unwrap()
}

#[test]
fn the_value_is_the_sum_of_the_scores_that_simulate_prints() {
    let dir = stage();
    let document = json(dir.path(), &["--max-stay", "4h", "--apart", "1", "--start", DEPOT, "--end", DEPOT]);
    assert_eq!((&document["schema_version"], &document["proved"]), (&Value::from(1), &Value::from(true)));
    let options = ["simulate", "--grid", "cells.csv", "--events", "weekend.json", "--from", "2026-10-02T15:00"];
    let scores = pdpe_in(dir.path(), &[&options[..], &["--to", "+11h", "--scores", "--format", "csv"]].concat(), b"");
    let mut rows = csv::Reader::from_reader(scores.ok().out.leak().as_bytes());
    let header = rows.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|own| own == name).unwrap();
    let [at, cell, score] = [column("timestamp"), column("cell_id"), column("combined_score")];
    let rows: Vec<(DateTime<FixedOffset>, String, f64)> = rows
        .records()
        .map(|row| row.unwrap())
        .map(|row| (DateTime::parse_from_rfc3339(&row[at]).unwrap(), row[cell].to_owned(), row[score].parse().unwrap()))
        .collect();
    let mut sum = 0.0;
    for stop in steps(&document, "stop") {
        let (from, to) = (time(&stop["service_start"]), time(&stop["service_end"]));
        let own: Vec<_> = rows.iter().filter(|(_, cell, _)| *cell == stop["cell_id"].as_str().unwrap()).collect();
        let mut of_stop = 0.0;
        for (number, (starts, _, score)) in own.iter().enumerate() {
            let ends = own.get(number + 1).map_or(to, |next| next.0);
            let served = ends.min(to) - (*starts).max(from);
            of_stop += score * served.max(Duration::zero()).as_seconds_f64() / 3600.0;
        }
        assert!((of_stop - stop["value"].as_f64().unwrap()).abs() < 1e-5, "{of_stop} {stop}");
        sum += of_stop;
    }
    assert!((sum - document["value"].as_f64().unwrap()).abs() < 1e-5);
}

/// A file of takings of two places, each an evening of the weeks before.
fn takings(unit: &str, currency: &str) -> String {
    let row = |day: u32| {
        let (place, amount) = if day.is_multiple_of(2) {
            ("Crossroads,39.0936,-94.5896", 400 + 7 * day)
        } else {
            ("Westport,39.0500,-94.5910", 150 + 3 * day)
        };
        format!("{place},2026-09-{day:02}T17:00,2026-09-{day:02}T21:00,{currency}{amount}\n")
    };
    format!("place,lat,lon,start,end,{unit}\n{}", (1..=20).map(row).collect::<String>())
}

#[test]
fn a_fitted_model_plans_in_the_unit_of_its_takings() {
    let dir = stage();
    for (unit, currency, shown) in [("takings", "$", "takings ($)"), ("customers", "", "customers")] {
        write(dir.path(), "takings.csv", takings(unit, currency));
        pdpe_in(dir.path(), &["fit", "takings.csv", "-o", "fitted.toml"], b"").ok();
        let fitted = ["--config", "fitted.toml"];
        let document = json(dir.path(), &fitted);
        assert_eq!(document["unit"], shown);
        // The best of equal cells: an hour earns the scale of the fit times the spending propensity.
        let text = std::fs::read_to_string(dir.path().join("fitted.toml")).unwrap();
        let scale = text.lines().find_map(|line| line.strip_prefix("scale = ")).unwrap().parse::<f64>().unwrap();
        let spending = json(dir.path(), &[&fitted[..], &["--value", "spending_propensity"]].concat());
        assert_eq!(spending["unit"], "score-hours");
        let ratio = document["value"].as_f64().unwrap() / spending["value"].as_f64().unwrap();
        assert!((ratio / scale - 1.0).abs() < 1e-5, "{ratio} {scale}");
        assert_eq!(steps(&document, "stop")[0]["cell_id"], "crossroads", "{document}");
        let table = plan(dir.path(), &[&fitted[..], &["--format", "table"]].concat()).ok().out;
        assert!(table.contains(shown) && !table.contains("score-hours"), "{table}");
        assert_eq!(table.contains('$'), currency == "$", "{table}");
    }
    assert_eq!(json(dir.path(), &[])["unit"], "score-hours");
    plan(dir.path(), &["--value", "takings"]).fails(2, &["--value: takings need a fitted model", "pdpe fit"]);
}

#[test]
fn the_same_bytes_come_out_at_any_number_of_threads() {
    let dir = stage();
    let with = |threads: &str| plan(dir.path(), &["--threads", threads, "--max-stay", "3h", "--trucks", "2"]).ok().out;
    let one = with("1");
    assert_eq!((with("2"), with("8")), (one.clone(), one));
    // Many stops are searched for at random, but the same each time.
    let many = |threads: &str| {
        let stays = ["--stops", "6", "--min-stay", "40m", "--max-stay", "70m", "--iterations", "50"];
        plan(dir.path(), &[&["--threads", threads], &stays[..]].concat()).ok().out
    };
    let one = many("1");
    assert_eq!((many("2"), many("8")), (one.clone(), one));
}

#[test]
fn the_table_says_what_is_proved_and_what_other_numbers_of_stops_bring() {
    let dir = stage();
    let run =
        plan(dir.path(), &["--format", "table", "--max-stay", "4h", "--alternatives", "--explain", "--start", DEPOT]);
    let out = run.ok().out;
    for words in [
        "Friday 2026-10-02 16:00 to Sat 02:00 CDT (America/Chicago), 1 truck",
        "optimal (proved)",
        "By number of stops:\n  1: ",
        "if lost",
        "The best plan without each stop:",
        "The value of the plan without a limit:",
        "  --max-stay (no longest stay): ",
        "combined score",
    ] {
        assert!(out.contains(words), "`{words}` is missing in:\n{out}");
    }
}

#[test]
fn a_break_is_taken_within_its_window() {
    let dir = stage();
    let document = json(dir.path(), &["--break", "45m@19:00-21:00", "--start", DEPOT]);
    let pause = &steps(&document, "break")[0];
    let (from, to) = (time(&pause["from"]), time(&pause["to"]));
    assert_eq!(to - from, Duration::minutes(45));
    assert!(from >= time(&"2026-10-02T19:00:00-05:00".into()) && to <= time(&"2026-10-02T21:00:00-05:00".into()));
    for stop in steps(&document, "stop") {
        assert!(time(&stop["service_end"]) <= from || time(&stop["service_start"]) >= to);
    }
}

#[test]
fn what_is_fixed_stays_when_the_rest_is_planned_anew() {
    let dir = stage();
    let keep = ["--now", "2026-10-02T19:00", "--keep", "westport@16:20-19:00", "--start", DEPOT];
    let document = json(dir.path(), &keep);
    let stops = steps(&document, "stop");
    assert_eq!((&stops[0]["cell_id"], &stops[0]["kept"]), (&Value::from("westport"), &Value::from(true)));
    assert_eq!(stops[0]["service_end"], "2026-10-02T19:00:00-05:00");
    assert!(stops.len() > 1 && time(&stops[1]["leave"]) >= time(&"2026-10-02T19:15:00-05:00".into()));
    // Without the concert the rest is worth less, or goes elsewhere.
    let events: Value = serde_json::from_slice(&std::fs::read(fixture("kc_weekend.json")).unwrap()).unwrap();
    let events = events.as_array().or_else(|| events["events"].as_array()).unwrap().clone();
    let names = events.iter().filter(|event| event["name"].as_str().unwrap().contains("KC Live"));
    let id = names.map(|event| event["id"].as_str().unwrap().to_owned()).next().unwrap();
    let without = json(dir.path(), &[&keep[..], &["--without", &id]].concat());
    assert!(without["value"].as_f64().unwrap() < document["value"].as_f64().unwrap());
    assert_eq!(steps(&without, "stop")[0]["cell_id"], "westport");
    // A stop that may go on is left only where that pays.
    let open_end = json(dir.path(), &["--now", "2026-10-02T19:00", "--keep", "kclive@16:20-"]);
    assert!(open_end["value"].as_f64().unwrap() > 0.0 && steps(&open_end, "stop")[0]["cell_id"] == "kclive");
}

#[test]
fn a_truck_stands_at_pitches_while_they_are_open() {
    let dir = stage();
    write(
        dir.path(),
        "pitches.csv",
        "name,lat,lon,open,close,days\nMarket,39.0940,-94.5890,17:00,20:00,fri\nPlaza,39.0985,-94.5785,18:00,01:00,mon-sat\n\
         Sunday,39.0501,-94.5911,10:00,23:00,sun\n",
    );
    let document = json(dir.path(), &["--pitches", "pitches.csv"]);
    let stops = steps(&document, "stop");
    let seen: Vec<&str> = stops.iter().map(|stop| stop["near"].as_str().unwrap()).collect();
    assert_eq!(seen, ["Market", "Plaza"], "{document}");
    assert!(time(&stops[0]["service_start"]) >= time(&"2026-10-02T17:00:00-05:00".into()));
    assert!(time(&stops[1]["service_end"]) <= time(&"2026-10-03T01:00:00-05:00".into()));
    assert_eq!((&stops[0]["lat"], &stops[0]["cell_id"]), (&Value::from(39.094), &Value::from("crossroads")));
    let geojson = r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point",
        "coordinates":[-94.5785,39.0985]},"properties":{"name":"Plaza","open":"18:00","close":"01:00"}}]}"#;
    write(dir.path(), "pitches.geojson", geojson);
    let one = json(dir.path(), &["--pitches", "pitches.geojson"]);
    assert_eq!(steps(&one, "stop")[0]["near"], "Plaza");
}

#[test]
fn trucks_keep_their_distance_while_both_serve() {
    let dir = stage();
    let document = json(dir.path(), &["--trucks", "3", "--apart", "2", "--max-stay", "3h"]);
    let stops = steps(&document, "stop");
    let trucks = document["trucks"].as_array().unwrap();
    assert_eq!(trucks.len(), 3);
    let place = |stop: &Value| format!("{},{}", stop["lat"], stop["lon"]).parse::<pdpe::geo::LatLon>().unwrap();
    for (number, one) in stops.iter().enumerate() {
        for other in &stops[number + 1..] {
            let at_once = time(&one["service_start"]) < time(&other["service_end"])
                && time(&other["service_start"]) < time(&one["service_end"]);
            assert!(!at_once || place(one).distance_km(place(other)) >= 2.0, "{one} {other}");
        }
    }
    assert!(document["bound"].as_f64().unwrap() >= document["value"].as_f64().unwrap() - 1e-6);
}

#[test]
fn the_calendar_is_one_that_calendars_read() {
    let dir = stage();
    let args = ["--max-stay", "4h", "--now", "2026-10-01T12:00"];
    plan(dir.path(), &[&args[..], &["-o", "evening.ics"]].concat()).ok();
    let text = std::fs::read_to_string(dir.path().join("evening.ics")).unwrap();
    assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains(['\n', '\r']));
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    let whole = text.replace("\r\n ", "");
    let lines: Vec<&str> = whole.split("\r\n").collect();
    let starts = |name: &str| lines.iter().filter(|line| line.starts_with(name)).count();
    let stops = steps(&json(dir.path(), &args), "stop").len();
    for name in
        ["BEGIN:VEVENT", "UID:", "DTSTAMP:20261001T170000Z", "DTSTART:2026", "DTEND:2026", "GEO:", "DESCRIPTION:"]
    {
        assert_eq!(starts(name), stops, "{name} in {whole}");
    }
    // Made anew with one limit more, the events keep their identifiers.
    plan(dir.path(), &[&args[..], &["--apart", "1", "-o", "again.ics"]].concat()).ok();
    let again = std::fs::read_to_string(dir.path().join("again.ics")).unwrap();
    let uids =
        |text: &str| text.split("\r\n").filter(|line| line.starts_with("UID:")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(uids(&text), uids(&again));
}

#[test]
fn routes_are_written_for_navigation_and_maps() {
    let dir = stage();
    let options = ["--max-stay", "4h", "--start", DEPOT, "--end", DEPOT];
    let stops = steps(&json(dir.path(), &options), "stop").len();
    let gpx = plan(dir.path(), &[&options[..], &["--format", "gpx"]].concat()).ok().out;
    let gpx = roxmltree::Document::parse(&gpx).unwrap();
    let named = |name: &str| gpx.descendants().filter(|node| node.tag_name().name() == name).count();
    assert_eq!((named("wpt"), named("trkpt")), (stops, 2 * stops + 2));
    let geojson = plan(dir.path(), &[&options[..], &["--format", "geojson"]].concat()).ok().out;
    let geojson: Value = serde_json::from_str(&geojson).unwrap();
    let of = |kind: &str| {
        let features = geojson["features"].as_array().unwrap().iter();
        features.filter(|feature| feature["geometry"]["type"] == kind).count()
    };
    assert_eq!((of("Point"), of("LineString")), (stops, stops + 1));
    let csv = plan(dir.path(), &[&options[..], &["--format", "csv"]].concat()).ok().out;
    assert_eq!(csv.lines().count(), stops + 3, "a header, the start, the stops, the return: {csv}");
    assert!(csv.starts_with("truck,type,cell_id,lat,lon,near,leave,arrival,service_start,service_end,km,value\n"));
    let html = plan(dir.path(), &[&options[..], &["--format", "html"]].concat()).ok().out;
    assert!(html.contains("\"routes\":[{\"truck\":1,") && html.contains("Plan of cells.csv"));
}

#[test]
fn bad_input_names_the_limit_to_lift() {
    let dir = stage();
    let path = dir.path();
    write(path, "far.csv", "name,lat,lon\nFar,39.5,-94.5\n");
    write(path, "closed.csv", "name,lat,lon,open,close,days\nA,39.0940,-94.5890,11:00,12:00,fri\n");
    write(path, "empty.csv", "name,lat,lon\n");
    write(path, "half.csv", "name,lat,lon,open\nA,39.0940,-94.5890,11:00\n");
    let cases: [(&[&str], i32, &[&str]); 27] = [
        (&["--to", "+78m"], 1, &["no plan keeps all limits in the shift of 1h18m", "--min-stay", "--setup"]),
        (&["--pitches", "far.csv"], 2, &["--pitches: Far at 39.500000,-94.500000 is outside the grid", "km"]),
        (&["--pitches", "empty.csv"], 1, &["there is no pitch"]),
        (&["--pitches", "half.csv"], 1, &["pitch 1", "both open and close"]),
        (&["--start", "41.88,-87.63"], 2, &["--start 41.880000,-87.630000 is 6", "use another place or another grid"]),
        (&["--max-stay", "30m"], 2, &["--max-stay 30m is shorter than --min-stay 1h"]),
        (&["--break", "3h@17:00-18:00"], 2, &["--break 3h@17:00-18:00", "remove it"]),
        (&["--break", "8h30m@16:00-02:00"], 1, &["no plan keeps all limits", "--break (no break)"]),
        (&["--break", "30m@17:00-19:00", "--break", "30m@18:00-20:00"], 2, &["overlaps that of another break"]),
        (&["--keep", "nowhere@17:00-18:00"], 2, &["--keep nowhere@17:00-18:00: the grid has no such cell"]),
        (&["--keep", "westport@03:00-04:00"], 2, &["outside the shift"]),
        (&["--keep", "westport@17:00-19:00", "--keep", "kclive@18:00-20:00"], 2, &["overlaps another fixed stop"]),
        (
            &["--keep", "westport@17:00-18:00", "--keep", "airport@18:05-19:00"],
            1,
            &["no plan", "--keep (no fixed stop)"],
        ),
        (&["--to", "2026-10-02T15:00"], 2, &["before the start"]),
        (&["--to", "+3w"], 2, &["too long", "14"]),
        (&["--value", "luck"], 2, &["--value", "luck", "combined_score"]),
        (&["--fade", "0m"], 2, &["--fade 0m has no meaning", "1m"]),
        (&["--min-stay", "0m"], 2, &["--min-stay 0m has no meaning"]),
        (&["--max-stay", "0m"], 2, &["--max-stay 0m has no meaning"]),
        (&["--now", "2026-10-03T02:00"], 2, &["the shift is over", "--now", "--to"]),
        (&["--now", "2026-10-03T01:50"], 1, &["no plan keeps all limits in the shift of 10h, of which 10m are left"]),
        (&["--trucks", "7"], 1, &["no plan", "--trucks (a single truck)"]),
        (&["--keep", "westport@17:00-17:00"], 2, &["--keep westport@17:00-17:00: it ends when it starts"]),
        (&["--keep", "2:westport@17:00-18:00"], 2, &["--keep 2:westport@17:00-18:00: there is no such truck"]),
        (&["--setup", "6h", "--teardown", "6h"], 1, &["--setup (no time to set up)", "--teardown (no time"]),
        (&["--pitches", "closed.csv"], 1, &["no plan", "--pitches (at any hour at the same places)"]),
        (&["--fade", "soon"], 2, &["not a length of time", "45m"]),
    ];
    for (options, code, words) in cases {
        let usual = ["plan", "--grid", "cells.csv", "--events", "weekend.json", "--from", "2026-10-02T16:00"];
        let end: &[&str] = if options.contains(&"--to") { &[] } else { &["--to", "02:00"] };
        pdpe_in(path, &[&usual[..], end, options].concat(), b"").fails(code, words);
    }
}
