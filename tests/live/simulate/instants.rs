//! The instants of a replay: which there are, what they tell, in all formats.

use chrono::Duration;
use chrono_tz::America::Chicago;
use chrono_tz::Asia::Kathmandu;
use chrono_tz::Australia::Lord_Howe;
use pdpe::clock::ZonedTime;
use serde_json::Value;

use super::slowly::{Computed, Instant, computed, instants};
use super::{FRIDAY, World, json, printed, rows, town, write};

/// Two events that open and close near a time, one of them at the same minute as an hour turns.
fn shows_near(at: ZonedTime) -> String {
    let event = |id: &str, lat: f64, minutes: i64, long: i64| {
        let [start, end] = [minutes, minutes + long].map(|minutes| (at + Duration::minutes(minutes)).to_rfc3339());
        format!("{{\"id\":\"{id}\",\"lat\":{lat},\"lon\":-94.58,\"start\":\"{start}\",\"end\":\"{end}\"}}\n")
    };
    event("b", 39.1, 60, 47) + &event("a", 39.05, 103, 1200) + &event("all-night", 39.0, 0, 4000)
}

/// The instants that the CSV tells.
fn told(csv: &str, world: &World) -> Vec<Instant> {
    let ids = |text: &str| text.split(';').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let instant = |row: std::collections::BTreeMap<String, String>| Instant {
        at: world.at(&row["timestamp"]),
        boundaries: row["boundaries"].clone(),
        opened: ids(&row["opened"]),
        closed: ids(&row["closed"]),
        open_events: row["open_events"].parse().unwrap(),
    };
    rows(csv).into_iter().map(instant).collect()
}

#[test]
fn a_csv_has_a_row_for_each_instant_that_a_walk_by_minutes_finds() {
    let zones = [
        // The end of daylight saving and a new month; its beginning.
        (Chicago, "2026-10-31T12:00", "+3d", "2026-11-03T12:00"),
        (Chicago, "2027-03-13T23:30", "+2d", "2027-03-15T23:30"),
        (Chicago, "2026-12-31T07:11", "+1d12h", "2027-01-01T19:11"),
        // Clocks set by half an hour: one hour is not shown, another shown twice.
        (Lord_Howe, "2025-10-04T20:00", "+1d", "2025-10-05T20:00"),
        (Lord_Howe, "2025-04-05T20:00", "+1d", "2025-04-06T20:00"),
        (Kathmandu, "2026-05-31T23:00", "+90m", "2026-06-01T00:30"),
    ];
    for (zone, from, to, end) in zones {
        let empty = World::new(town(), "[]", zone);
        let world = World::new(town(), &shows_near(empty.at(from)), zone);
        let csv = world.simulate(from, to, &["--format", "csv"]);
        assert_eq!(told(&csv, &world), instants(&world, world.at(from), world.at(end)), "{zone} from {from}");
    }
    let world = World::weekend();
    let csv = world.simulate(FRIDAY, "2026-10-05T02:00", &["--format", "csv"]);
    let found = instants(&world, world.at(FRIDAY), world.at("2026-10-05T02:00"));
    assert_eq!(told(&csv, &world), found);
    assert_eq!(found.len(), 67);
}

#[test]
fn three_days_over_a_change_of_clocks_have_73_hours_or_71() {
    for (from, hours) in [("2026-10-31T12:00", 73), ("2027-03-12T12:00", 71)] {
        let world = World::new(town(), "[]", Chicago);
        let csv = world.simulate(from, "+3d", &["--format", "csv"]);
        assert_eq!(rows(&csv).len(), hours);
        assert!(rows(&csv).last().unwrap()["timestamp"].contains("T12:00:00"));
    }
}

#[test]
fn lord_howes_half_hour_is_an_instant_at_which_nothing_turns() {
    let world = World::new(town(), "[]", Lord_Howe);
    let csv = world.simulate("2025-10-05T01:00", "+2h", &["--format", "csv"]);
    let told: Vec<_> =
        rows(&csv).into_iter().map(|row| format!("{} {}", row["timestamp"], row["boundaries"])).collect();
    assert_eq!(told, ["2025-10-05T02:30:00+11:00 ", "2025-10-05T03:00:00+11:00 hour"]);
}

#[test]
fn what_was_computed_and_what_came_of_it_is_what_a_whole_score_at_each_instant_gives() {
    let world = World::weekend();
    let (from, to) = (world.at(FRIDAY), world.at("2026-10-05T02:00"));
    let told: Vec<Computed> = rows(&world.simulate(FRIDAY, "2026-10-05T02:00", &["--format", "csv"]))
        .into_iter()
        .map(|row| Computed {
            layers: row["layers"].clone(),
            cells_rescored: row["cells_rescored"].parse().unwrap(),
            cells_changed: row["cells_changed"].parse().unwrap(),
            min: row["min"].clone(),
            mean: row["mean"].clone(),
            max: row["max"].clone(),
            best_cell: row["best_cell"].clone(),
        })
        .collect();
    assert_eq!(told, computed(&world, from, &instants(&world, from, to)));
    assert!(told.iter().any(|row| row.layers.is_empty()) && told.iter().any(|row| row.layers.contains("event")));
}

#[test]
fn the_numbers_are_those_of_a_score_at_that_time() {
    let world = World::weekend();
    let folder = World::weekend();
    let weekend = folder.dir.path().join("shows.json");
    let preset = |command: &[&str]| {
        let args = [command, &["--events", weekend.to_str().unwrap()]].concat();
        crate::common::pdpe(&args).ok().out
    };
    let check = |csv: &str, score: &dyn Fn(&str) -> String| {
        for row in rows(csv).iter().step_by(9) {
            let summary = &json(&score(&row["timestamp"]))["summary"];
            for number in ["min", "mean", "max", "best_cell", "open_events"] {
                assert_eq!(row[number], printed(&summary[number]), "{number} of {row:?}");
            }
        }
    };
    let csv = world.simulate(FRIDAY, "+2d", &["--format", "csv"]);
    check(&csv, &|at| world.score(at, &["--format", "json", "--top", "1"]));
    let csv = preset(&["simulate", "--from", FRIDAY, "--to", "+2d", "--format", "csv"]);
    check(&csv, &|at| preset(&["score", "--at", at, "--format", "json", "--top", "1"]));
    // The best place is told with its cell.
    for row in rows(&csv).iter().step_by(9) {
        let best = preset(&["score", "--at", &row["timestamp"], "--format", "csv", "--top", "1"]);
        let best = rows(&best).remove(0);
        assert_eq!((&row["best_lat"], &row["best_lon"]), (&best["lat"], &best["lon"]));
        assert_eq!(row["max"], best["combined_score"]);
    }
}

#[test]
fn a_table_shows_the_start_and_the_instants_that_change_something() {
    let world = World::weekend();
    let all = rows(&world.simulate(FRIDAY, "+3d", &["--format", "csv"]));
    let turns = |row: &&std::collections::BTreeMap<String, String>| {
        row["cells_changed"] != "0" || !row["opened"].is_empty() || !row["closed"].is_empty()
    };
    let table = world.simulate(FRIDAY, "+3d", &["--format", "table"]);
    let lines: Vec<&str> = table.lines().skip_while(|line| !line.starts_with("time ")).skip(1).collect();
    let end = lines.iter().position(|line| line.is_empty()).unwrap();
    assert!(lines[0].ends_with("  start"), "{table}");
    let changing: Vec<_> = all.iter().filter(turns).collect();
    assert_eq!(end - 1, changing.len(), "{table}");
    assert!(changing.len() < all.len() / 2);
    for (line, row) in lines[1..].iter().zip(changing) {
        let time = world.at(&row["timestamp"]).format("%a %Y-%m-%d %H:%M %Z").to_string();
        let place =
            format!("{:.4},{:.4}", row["best_lat"].parse::<f64>().unwrap(), row["best_lon"].parse::<f64>().unwrap());
        let boundaries = if row["boundaries"].is_empty() { "-" } else { &row["boundaries"] };
        for word in [&time, &row["max"], &row["best_cell"], &place, &row["mean"], &row["cells_changed"], boundaries] {
            assert!(line.contains(word), "`{word}` is missing in {line}");
        }
        for (sign, ids) in [('+', &row["opened"]), ('−', &row["closed"])] {
            for id in ids.split(';').filter(|id| !id.is_empty()) {
                let name = &world.events.with_id(id).next().unwrap().name;
                assert!(line.contains(&format!("{sign}{name}")), "{sign}{name} is missing in {line}");
            }
        }
    }
    assert!(lines[end + 1].starts_with(&format!("{} instants", all.len())), "{table}");
}

#[test]
fn json_is_one_document_with_the_numbers_of_the_csv() {
    let world = World::weekend();
    let document = json(&world.simulate(FRIDAY, "+3d", &["--format", "json"]));
    let all = rows(&world.simulate(FRIDAY, "+3d", &["--format", "csv"]));
    let told = document["instants"].as_array().unwrap();
    assert_eq!(told.len(), all.len());
    for (told, row) in told.iter().zip(&all) {
        for (name, text) in row {
            let separator = if ["opened", "closed"].contains(&name.as_str()) { ";" } else { " " };
            let found = match &told[name] {
                Value::Array(words) => {
                    words.iter().map(|word| word.as_str().unwrap()).collect::<Vec<_>>().join(separator)
                }
                other => printed(other),
            };
            assert_eq!(&found, text, "{name}");
        }
        assert_eq!(told.as_object().unwrap().len(), row.len());
    }
    let start = json(&world.score(FRIDAY, &["--format", "json", "--top", "1"]));
    for number in ["min", "mean", "max", "best_cell"] {
        assert_eq!(document["start"][number], start["summary"][number]);
    }
    let heading =
        ["schema_version", "from", "to", "timezone", "model", "cells", "events"].map(|name| printed(&document[name]));
    let expected =
        ["1", "2026-10-02T16:00:00-05:00", "2026-10-05T16:00:00-05:00", "America/Chicago", "published", "156", "14"];
    assert_eq!(heading, expected);
    assert_eq!(document["stopped_at"], Value::Null);
    let statistics = &document["statistics"];
    let sum: u64 = all.iter().map(|row| row["cells_rescored"].parse::<u64>().unwrap()).sum();
    let with = |layer: &str| all.iter().filter(|row| row["layers"].contains(layer)).count();
    assert_eq!(statistics["engine"]["cells_rescored"], sum);
    assert_eq!(statistics["engine"]["spending_calculations"], with("spending"));
    assert_eq!(statistics["engine"]["college_calculations"], with("college"));
    assert_eq!(statistics["engine"]["recalculations"], with("_"));
    assert_eq!((&statistics["dispatcher"]["running"], &statistics["dispatcher"]["errors"]), (&false.into(), &0.into()));
}

#[test]
fn a_span_excludes_its_start_and_includes_its_end() {
    let world = World::weekend();
    let times = |from: &str, to: &str| -> Vec<String> {
        rows(&world.simulate(from, to, &["--format", "csv"])).into_iter().map(|row| row["timestamp"].clone()).collect()
    };
    // The Uptown opens at 19:00 with the hour.
    let all = times("2026-10-02T18:30", "2026-10-02T20:00");
    assert_eq!(all, ["2026-10-02T19:00:00-05:00", "2026-10-02T20:00:00-05:00"]);
    let parts = [times(FRIDAY, "2026-10-02T18:30"), times("2026-10-02T18:30", "+1d")].concat();
    assert_eq!(parts, times(FRIDAY, "2026-10-03T18:30"));
}

#[test]
fn an_empty_span_has_a_start_and_no_instants() {
    let world = World::weekend();
    let document = json(&world.simulate(FRIDAY, FRIDAY, &["--format", "json"]));
    assert_eq!(document["instants"], Value::Array(Vec::new()));
    assert_eq!(document["from"], document["to"]);
    let csv = world.simulate(FRIDAY, "+0h", &["--format", "csv"]);
    assert_eq!((csv.lines().count(), csv.starts_with("timestamp,boundaries,")), (1, true));
    assert_eq!(world.simulate(FRIDAY, "+0h", &["--format", "ndjson"]).lines().count(), 1);
    assert!(world.simulate(FRIDAY, "+0h", &["--format", "table"]).contains("\n0 instants"));
    for view in [&["--scores"][..], &["--top", "3"], &["--cell", "r0c0"]] {
        let csv = world.simulate(FRIDAY, FRIDAY, &[view, &["--format", "csv"]].concat());
        assert!(csv.lines().count() <= 1, "{view:?}: {csv}");
    }
}

#[test]
fn the_bytes_are_the_same_at_any_number_of_threads() {
    let world = World::weekend();
    let large = crate::common::pdpe(&["grid", "--bbox", "38.95,-94.75,39.33,-94.35", "--cell", "250m"]).ok().out;
    super::write(world.dir.path(), "kc.csv", large);
    for options in [&["--format", "csv"][..], &["--format", "ndjson"], &["--top", "5", "--format", "csv"]] {
        let with =
            |threads: &str| world.simulate("2026-10-02T17:30", "+14h", &[options, &["--threads", threads]].concat());
        let one = with("1");
        assert!(one.lines().count() > 4);
        assert!(with("2") == one && with("7") == one, "{options:?}");
    }
}

#[test]
fn a_busy_clock_changes_no_replay() {
    let world = World::weekend();
    let run = |format: &str| world.simulate(FRIDAY, "+1d", &["--format", format]);
    let usual = [run("csv"), run("ndjson")];
    super::write(world.dir.path(), "pdpe.toml", "[live]\nmin_recalc_interval_seconds = 86400\n");
    assert_eq!([run("csv"), run("ndjson")], usual);
}

#[test]
fn names_cannot_command_a_terminal() {
    let event = r#"[{"id":"a","name":"\u001b[2J\u202egone","lat":39.0,"lon":-94.6,"start":"2026-10-02T20:00-05:00"}]"#;
    let world = World::new(town(), event, Chicago);
    let table = world.simulate(FRIDAY, "+6h", &["--format", "table"]);
    assert!(table.contains("+\u{FFFD}[2J\u{FFFD}gone") && !table.contains('\u{1b}'), "{table}");
}

#[test]
fn numbers_stand_under_their_names_whatever_zones_and_cells_are_called() {
    for (zone, id) in [("Asia/Kathmandu", "a"), ("Europe/Paris", "a"), ("America/Chicago", "872830828ffffff")] {
        let world = World::new(town(), "[]", zone.parse().unwrap());
        write(world.dir.path(), "kc.csv", format!("id,lat,lon\n{id},39.1,-94.5\n{id}2,39.2,-94.6\n"));
        for more in [&[][..], &["--cell", id], &["--add", "shows.json"]] {
            // Clocks of Paris fall back on the way.
            let table = world.run("2026-10-24T16:00", "+2d", &[&["--format", "table"], more].concat()).ok().out;
            let mut lines =
                table.lines().skip_while(|line| !line.starts_with("time ")).take_while(|line| !line.is_empty());
            let header = lines.next().unwrap();
            // The eight characters that end or start where a name does.
            let ends = ["best", " mean"].iter().filter_map(|name| Some(header.find(name)? + name.len() - 8));
            let places: Vec<usize> = ends.chain(header.find("combined")).collect();
            assert!(!places.is_empty());
            for line in lines {
                for &at in &places {
                    assert!(line.get(at..at + 8).is_some_and(|text| text.parse::<f64>().is_ok()), "{line}\n{table}");
                }
            }
        }
    }
}
