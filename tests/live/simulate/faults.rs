//! What is wrong is said, and what to do about it.

use super::{FRIDAY, World, pdpe_with, write};

#[test]
fn an_end_before_the_start_is_wrong_usage() {
    let world = World::weekend();
    let words = ["2026-10-02T15:00:00-05:00", "is before the start", "2026-10-02T16:00:00-05:00"];
    world.run(FRIDAY, "2026-10-02T15:00", &[]).fails(2, &words);
    // Where clocks fall back the end may be meant as the later of two.
    let words = [
        "is before the start, 2026-11-01T01:45:00-06:00; 2026-11-01 01:50:00 occurs twice",
        "2026-11-01T01:50:00-06:00",
    ];
    world.run("2026-11-01T01:45-06:00", "2026-11-01T01:50", &[]).fails(2, &words);
}

#[test]
fn a_time_that_is_none_is_told_with_those_that_are() {
    let world = World::weekend();
    for wrong in ["nonsense", "+0.5d", "+1x", "+", "+12", "-1d"] {
        let to = format!("--to={wrong}");
        let run = pdpe_with(&world, &["simulate", "--from", FRIDAY, &to], &[]);
        run.fails(2, &[&format!("`{wrong}`"), "2024-12-15T19:00", "+12h", "+1d12h"]);
    }
    world.run("nonsense", "+1d", &[]).fails(2, &["`nonsense` is not a time", "2024-12-15T19:00"]);
    world.run(FRIDAY, "+99999999w", &[]).fails(2, &["`+99999999w`", "after the last time"]);
    // An hour that the clocks leave out.
    world.run("2026-03-08T00:30", "2026-03-08T02:30", &[]).fails(2, &["does not exist", "America/Chicago"]);
}

#[test]
fn an_unknown_zone_is_told_with_how_zones_are_named() {
    let world = World::weekend();
    let args = ["simulate", "--from", FRIDAY, "--to", "+1d", "--tz", "Mars/Olympus"];
    let words = ["there is no time zone `Mars/Olympus`", "America/Chicago"];
    pdpe_with(&world, &args, &[]).fails(2, &words);
    pdpe_with(&world, &args[..5], &[("PDPE_TZ", "Mars/Olympus")]).fails(2, &words).fails(2, &["PDPE_TZ"]);
}

#[test]
fn a_grid_without_rows_and_files_that_are_not_there_are_named() {
    let world = World::weekend();
    write(world.dir.path(), "kc.csv", "id,lat,lon,income\n");
    world.run(FRIDAY, "+1d", &[]).fails(1, &["kc.csv", "no rows"]);
    let world = World::weekend();
    world.run(FRIDAY, "+1d", &["--add", "gone.json"]).fails(1, &["cannot read gone.json"]);
    world.run(FRIDAY, "+1d", &["--events", "gone.json"]).fails(1, &["cannot read gone.json"]);
    let before = std::fs::read_dir(world.dir.path()).unwrap().count();
    world.run(FRIDAY, "+1d", &["-o", "none/out.json"]).fails(1, &["none/out.json", "there is no directory none"]);
    assert_eq!(std::fs::read_dir(world.dir.path()).unwrap().count(), before);
}

#[test]
fn an_input_is_not_overwritten() {
    let world = World::weekend();
    for [option, file] in [["--events", "shows.json"], ["--add", "shows.json"]] {
        let run = world.run(FRIDAY, "+1d", &[option, file, "-o", file]);
        run.fails(2, &["the output would overwrite the input shows.json"]);
    }
    assert_eq!(world.simulate(FRIDAY, "+1h", &["--format", "csv"]).lines().count(), 2);
}

#[test]
fn what_does_not_go_together_is_wrong_usage() {
    let world = World::weekend();
    world.run(FRIDAY, "+1d", &["--apart", "1"]).fails(2, &["--top"]);
    world.run(FRIDAY, "+1d", &["--top", "3", "--cell", "r0c0"]).fails(2, &["--top", "cannot be used with", "--cell"]);
    world.run(FRIDAY, "+1d", &["--top", "0"]).fails(2, &["--top", "1 or more"]);
    world.run(FRIDAY, "+1d", &["--top", "3", "--apart=-1"]).fails(2, &["--apart", "-1"]);
    world.run(FRIDAY, "+1d", &["--format", "geojson"]).fails(2, &["geojson", "add --top N"]);
    for name in ["w.png", "w.svg"] {
        let words = ["writes no SVG or PNG", "pdpe score --at TIME -o map.png", "-o map.html"];
        world.run(FRIDAY, "+1d", &["-o", name]).fails(2, &words);
    }
    // Without a start or an end there is no span.
    pdpe_with(&world, &["simulate", "--to", "+1d"], &[]).fails(2, &["--from"]);
    pdpe_with(&world, &["simulate", "--from", FRIDAY], &[]).fails(2, &["--to"]);
}
