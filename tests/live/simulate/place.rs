//! The course of one place: as an explanation at each instant has it, and as a line of blocks.

use chrono::Duration;

use super::{FRIDAY, World, json, lines, printed, rows};
use crate::common::pdpe_in;

const PLACE: &str = "39.0991,-94.5783";

/// What `pdpe explain` says of a place or cell, with the events of a world.
fn explained(world: &World, place: &[&str], at: &str) -> [String; 4] {
    let options = ["--at", at, "--events", "shows.json", "--format", "json"];
    let document = json(&pdpe_in(world.dir.path(), &[&["explain"], place, &options[..]].concat(), b"").ok().out);
    let layers = ["spending_propensity", "college_presence", "event_proximity_bonus"];
    let [spending, college, events] = layers.map(|layer| super::six(document[layer]["score"].as_f64().unwrap()));
    [spending, college, events, printed(&document["combined_score"])]
}

const SCORES: [&str; 4] = ["spending_propensity", "college_presence", "event_proximity_bonus", "combined_score"];

#[test]
fn the_course_of_a_place_is_what_an_explanation_says_at_each_instant() {
    let world = World::weekend();
    let csv = rows(&world.simulate(FRIDAY, "+3d", &["--at-place", PLACE, "--format", "csv"]));
    let all = rows(&world.simulate(FRIDAY, "+3d", &["--format", "csv"]));
    let instants = |rows: &[std::collections::BTreeMap<String, String>]| -> Vec<_> {
        rows.iter().map(|row| (row["timestamp"].clone(), row["boundaries"].clone())).collect()
    };
    assert_eq!(instants(&csv), instants(&all));
    for row in csv.iter().step_by(6) {
        assert_eq!(SCORES.map(|name| row[name].clone()), explained(&world, &[PLACE], &row["timestamp"]), "{row:?}");
    }
    let poor = ["--at-place", PLACE, "--no-income", "--format", "csv"];
    for row in rows(&world.simulate(FRIDAY, "+1d", &poor)).iter().step_by(8) {
        let expected = explained(&world, &[PLACE, "--no-income"], &row["timestamp"]);
        assert_eq!(SCORES.map(|name| row[name].clone()), expected, "{row:?}");
    }
}

#[test]
fn the_course_of_a_cell_is_what_an_explanation_says_at_each_instant() {
    let world = World::weekend();
    // One with an income and one without.
    for cell in ["r5c6", "r0c0"] {
        let csv = rows(&world.simulate(FRIDAY, "+3d", &["--cell", cell, "--format", "csv"]));
        for row in csv.iter().step_by(10) {
            let expected = explained(&world, &["--cell", cell, "--grid", "kc.csv"], &row["timestamp"]);
            assert_eq!(SCORES.map(|name| row[name].clone()), expected, "{cell} in {row:?}");
        }
    }
}

#[test]
fn the_change_is_told_with_the_score_without_it() {
    let world = World::weekend();
    let options = ["--at-place", PLACE, "--without", "kc-live-block-party", "--format", "csv"];
    let csv = rows(&world.simulate("2026-10-02T23:30", "+6h", &options));
    let before = rows(&world.simulate("2026-10-02T23:30", "+6h", &["--at-place", PLACE, "--format", "csv"]));
    assert_eq!(csv.len(), before.len());
    for (row, before) in csv.iter().zip(&before) {
        let is_told = (&row["timestamp"], &row["combined_score_before"]);
        assert_eq!(is_told, (&before["timestamp"], &before["combined_score"]));
        let without = explained(&world, &[PLACE, "--without", "kc-live-block-party"], &row["timestamp"]);
        assert_eq!(SCORES.map(|name| row[name].clone()), without, "{row:?}");
    }
    assert!(csv.iter().any(|row| row["combined_score"] != row["combined_score_before"]));
}

#[test]
fn all_formats_tell_the_same_course() {
    let world = World::weekend();
    let run = |format: &str| world.simulate(FRIDAY, "+1d", &["--at-place", PLACE, "--format", format]);
    let csv = rows(&run("csv"));
    let document = json(&run("json"));
    let instants = document["instants"].as_array().unwrap();
    assert_eq!(instants, &lines(&run("ndjson")));
    assert_eq!((instants.len(), &document["cells"]), (csv.len(), &1.into()));
    for (instant, row) in instants.iter().zip(&csv) {
        for name in SCORES {
            assert_eq!(printed(&instant[name]), row[name], "{name} of {row:?}");
        }
    }
    // A table has a line where the score is another than before.
    let table = run("table");
    let mut last = super::six(document["start"]["max"].as_f64().unwrap());
    for row in &csv {
        let time = world.at(&row["timestamp"]).format("%a %Y-%m-%d %H:%M %Z").to_string();
        let line = table.lines().find(|line| line.starts_with(&time));
        assert_eq!(line.is_some(), row["combined_score"] != last, "{time} in {table}");
        assert!(line.is_none_or(|line| SCORES.iter().all(|name| line.contains(&row[*name]))), "{row:?} in {line:?}");
        last.clone_from(&row["combined_score"]);
    }
}

#[test]
fn the_blocks_are_as_high_as_the_greatest_score_in_their_part_of_the_span() {
    let world = World::weekend();
    for place in [PLACE, "39.0517,-94.4803", "39.0911,-94.5834"] {
        let run = |format: &str| world.simulate(FRIDAY, "+3d", &["--at-place", place, "--format", format]);
        let document = json(&run("json"));
        let score = |value: &serde_json::Value| value.as_f64().unwrap();
        let mut course = vec![(world.at(FRIDAY), score(&document["start"]["max"]))];
        for instant in document["instants"].as_array().unwrap() {
            course.push((world.at(instant["timestamp"].as_str().unwrap()), score(&instant["combined_score"])));
        }
        // The span has 72 hours and the line 72 blocks: the score at each minute of an hour is its block's.
        let greatest: Vec<f64> = (0..72)
            .map(|hour| {
                let minutes = (0..60).map(|minute| world.at(FRIDAY) + Duration::minutes(hour * 60 + minute));
                let at = |minute| course.iter().rev().find(|(from, _)| *from <= minute).unwrap().1;
                minutes.map(at).fold(f64::MIN, f64::max)
            })
            .collect();
        let table = run("table");
        let line = table.lines().find(|line| line.starts_with(|char| ('▁'..='█').contains(&char))).unwrap();
        let blocks: Vec<char> = line.chars().collect();
        assert_eq!(blocks.len(), 72, "{table}");
        let most = greatest.iter().copied().fold(f64::MIN, f64::max);
        assert!(table.contains(&format!("█ {most:.6}")), "{most} is missing in {table}");
        for (block, score) in blocks.iter().zip(&greatest) {
            let height = f64::from(u32::from(*block) - u32::from('▁') + 1) / 8.0;
            let part = score / most;
            assert!(part <= height && height - part <= 0.125 + 1e-9, "{block} for {score} of {most}");
        }
        assert!(blocks.iter().any(|block| *block != '█'));
    }
}

#[test]
fn an_unknown_cell_is_named() {
    let world = World::weekend();
    world.run(FRIDAY, "+1d", &["--cell", "r99c1"]).fails(1, &["kc.csv", "`r99c1`", "156"]);
}

#[test]
fn a_place_stands_in_no_grid() {
    let world = World::weekend();
    // `run` gives no grid with a place; here it is given.
    let run = |place: &[&str]| world.run(FRIDAY, "+1d", &[place, &["--grid", "kc.csv"]].concat());
    run(&["--at-place", PLACE]).fails(2, &["--grid cannot be used with --at-place; use --cell ID"]);
    world.run(FRIDAY, "+1d", &["--at-place", "91,0"]).fails(2, &["--at-place", "91"]);
}

#[test]
fn a_span_without_length_shows_its_score() {
    let world = World::weekend();
    let options = ["--at-place", PLACE, "--format"];
    let run = |format: &str| world.run(FRIDAY, FRIDAY, &[&options[..], &[format]].concat()).ok().out;
    let row = run("table").lines().find(|line| line.ends_with("  start")).unwrap().to_owned();
    let score = row.split_whitespace().nth(4).unwrap().to_owned();
    let table = run("table");
    assert!(table.contains(&format!("█\n▁ 0 to █ {score}, ")) && !table.contains("▁▁"), "{table}");
}
