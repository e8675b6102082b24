//! `pdpe config`, and which of flag, environment and file wins.

#![allow(clippy::unwrap_used)]

mod common;

use std::path::Path;

use common::{Run, command, pdpe, pdpe_in, run, temp_dir, write};
use pdpe::model::{DEFAULT_TOML, Model};

/// A file that changes one number by which it can be told.
fn radius(km: u32) -> String {
    format!("[proximity]\nradius_km = {km}\n")
}

/// Runs in a folder with some variables set.
fn with(dir: &Path, variables: &[(&str, &str)], args: &[&str]) -> Run {
    run(command(dir).args(args).envs(variables.iter().copied()), b"")
}

/// The model that `config show` prints.
fn shown(dir: &Path, variables: &[(&str, &str)], args: &[&str]) -> Model {
    let text = with(dir, variables, &[&["config", "show"], args].concat()).ok().out;
    Model::from_toml(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn unchanged_it_shows_the_published_model_with_its_comments() {
    let text = pdpe(&["config", "show"]).ok().out;
    assert_eq!(text, DEFAULT_TOML);
    assert!(text.contains("# spending propensity = "));
}

#[test]
fn changed_it_shows_the_model_in_force_valid_as_an_input_again() {
    let dir = temp_dir();
    let changes = "[weights]\nevent_proximity = 0.5\n[college]\ncalendar = [{ name = \"break\", from = 2026-12-19, to = 2027-01-18, factor = 0.4 }]\n";
    write(dir.path(), "mine.toml", changes);
    let text = pdpe_in(dir.path(), &["config", "show", "--config", "mine.toml"], b"").ok().out;
    assert_eq!(Model::from_toml(&text).unwrap(), Model::from_toml(changes).unwrap());
    assert_ne!(Model::from_toml(&text).unwrap(), Model::default());
    // What is shown, as a file, shows the same again.
    write(dir.path(), "again.toml", &text);
    let again = pdpe_in(dir.path(), &["config", "show", "--config", "again.toml"], b"").ok().out;
    assert_eq!(again, text);
    pdpe_in(dir.path(), &["config", "check", "again.toml"], b"").ok();
}

#[test]
fn the_flag_wins_over_the_variable_over_the_file_here_over_the_default() {
    let dir = temp_dir();
    let radius_km = |variables: &[(&str, &str)], args: &[&str]| shown(dir.path(), variables, args).proximity.radius_km;
    let is = |found: f64, km: f64| assert!((found - km).abs() < 1e-12, "{found} is not {km}");
    write(dir.path(), "flag.toml", radius(1));
    write(dir.path(), "variable.toml", radius(2));
    let (flag, variable) = (["--config", "flag.toml"], [("PDPE_CONFIG", "variable.toml")]);

    is(radius_km(&[], &[]), 5.0);
    is(radius_km(&variable, &[]), 2.0);
    is(radius_km(&[], &flag), 1.0);
    is(radius_km(&variable, &flag), 1.0);
    write(dir.path(), "pdpe.toml", radius(3));
    is(radius_km(&[], &[]), 3.0);
    is(radius_km(&variable, &[]), 2.0);
    is(radius_km(&[], &flag), 1.0);
    is(radius_km(&variable, &flag), 1.0);
    // The files are not laid over each other: one is read.
    write(dir.path(), "flag.toml", "[weights]\nevent_proximity = 0.9\n");
    is(radius_km(&variable, &flag), 5.0);
}

#[test]
fn the_file_in_force_changes_the_scores_and_is_named_in_them() {
    let dir = temp_dir();
    let score = || {
        let args = ["score", "--at", "2024-12-16T12:00", "--format", "json", "--top", "1"];
        let text = pdpe_in(dir.path(), &args, b"").ok().out;
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    let published = score();
    assert_eq!(published["model"], "published");
    write(dir.path(), "pdpe.toml", "[weights]\nspending_propensity = 0\ncollege_presence = 0\nevent_proximity = 0\n");
    let mine = score();
    assert_eq!(mine["model"], "pdpe.toml");
    assert_eq!(mine["cells"][0]["combined_score"].as_f64(), Some(0.0));
    assert_ne!(published["cells"][0]["combined_score"].as_f64(), Some(0.0));
}

#[test]
fn a_file_named_but_missing_or_wrong_ends_every_command_with_2() {
    let dir = temp_dir();
    write(dir.path(), "bad.toml", "\n[weights]\nevent_proximity = -1\n");
    for args in [&["config", "show"][..], &["score", "--at", "now"], &["explain", "1,1"], &["events", "-"]] {
        with(dir.path(), &[], &[args, &["--config", "none.toml"]].concat()).fails(2, &["none.toml"]);
        with(dir.path(), &[("PDPE_CONFIG", "none.toml")], args).fails(2, &["none.toml"]);
        with(dir.path(), &[], &[args, &["--config", "."]].concat()).fails(2, &["."]);
        let words = ["bad.toml", "line 3", "weights.event_proximity", "-1 is negative"];
        with(dir.path(), &[], &[args, &["--config", "bad.toml"]].concat()).fails(2, &words);
    }
    write(dir.path(), "pdpe.toml", "[wheights]\n");
    with(dir.path(), &[], &["config", "show"]).fails(2, &["pdpe.toml", "line 1", "wheights"]);
    write(dir.path(), "pdpe.toml", b"\xff\xfe");
    with(dir.path(), &[], &["config", "show"]).fails(2, &["pdpe.toml"]);
}

#[test]
fn check_says_whether_a_file_is_right_and_which() {
    let dir = temp_dir();
    write(dir.path(), "mine.toml", radius(3));
    write(dir.path(), "bad.toml", "[spending]\nhours = []\n");
    let check =
        |variables: &[(&str, &str)], args: &[&str]| with(dir.path(), variables, &[&["config", "check"], args].concat());
    let run = check(&[], &["mine.toml"]).ok();
    assert_eq!((run.out.as_str(), run.err.contains("mine.toml: the configuration is valid")), ("", true), "{run:?}");
    assert_eq!(check(&[], &["mine.toml", "-q"]).ok().err, "");
    check(&[], &["bad.toml"]).fails(2, &["bad.toml", "line 2", "spending.hours", "hour 0"]);
    check(&[], &["none.toml"]).fails(2, &["none.toml"]);
    check(&[], &["--config", "bad.toml"]).fails(2, &["bad.toml"]);
    check(&[("PDPE_CONFIG", "bad.toml")], &[]).fails(2, &["bad.toml"]);
    // A file named for the check wins over the one in force.
    check(&[("PDPE_CONFIG", "bad.toml")], &["mine.toml"]).ok();
    // Without a file there is nothing to check.
    check(&[], &[]).fails(2, &["pdpe.toml"]);
    write(dir.path(), "pdpe.toml", radius(4));
    assert!(check(&[], &[]).ok().err.contains("pdpe.toml"));
}

#[test]
fn the_zone_comes_from_flag_variable_file_in_this_order() {
    let dir = temp_dir();
    let zone = |variables: &[(&str, &str)], args: &[&str]| shown(dir.path(), variables, args).timezone.to_string();
    let (flag, variable) = (["--tz", "America/Denver"], [("PDPE_TZ", "Asia/Tokyo")]);
    assert_eq!(zone(&[], &[]), "America/Chicago");
    assert_eq!(zone(&variable, &[]), "Asia/Tokyo");
    assert_eq!(zone(&variable, &flag), "America/Denver");
    write(dir.path(), "pdpe.toml", "timezone = \"Europe/Berlin\"\n");
    assert_eq!(zone(&[], &[]), "Europe/Berlin");
    assert_eq!(zone(&variable, &[]), "Asia/Tokyo");
    assert_eq!(zone(&[], &flag), "America/Denver");
    with(dir.path(), &[], &["config", "show", "--tz", "Kansas"]).fails(2, &["no zone `Kansas`", "America/Chicago"]);
}

#[test]
fn the_zone_is_that_of_the_time_read_and_of_the_wall_time_scored() {
    let timestamp = |args: &[&str]| {
        let text = pdpe(&[&["explain", "39.1,-94.6", "--format", "json"], args].concat()).ok().out;
        let receipt: serde_json::Value = serde_json::from_str(&text).unwrap();
        let hour = receipt["spending_propensity"]["factors"][4]["because"].as_str().unwrap().to_owned();
        (receipt["timestamp"].as_str().unwrap().to_owned(), hour)
    };
    let expect = |timestamp: &str, hour: &str| (timestamp.to_owned(), hour.to_owned());
    let at = "2024-12-16T12:00";
    assert_eq!(timestamp(&["--at", at]), expect("2024-12-16T12:00:00-06:00", "12:00-12:59"));
    assert_eq!(timestamp(&["--at", at, "--tz", "Asia/Tokyo"]), expect("2024-12-16T12:00:00+09:00", "12:00-12:59"));
    let instant = "2024-12-16T12:00Z";
    assert_eq!(timestamp(&["--at", instant]), expect("2024-12-16T06:00:00-06:00", "06:00-06:59"));
    assert_eq!(timestamp(&["--at", instant, "--tz", "Asia/Tokyo"]), expect("2024-12-16T21:00:00+09:00", "21:00-21:59"));
}

#[test]
fn now_can_be_pinned_and_is_then_the_same_for_every_command() {
    let dir = temp_dir();
    let pinned = [("PDPE_NOW", "2026-10-02T20:30")];
    for (args, told) in [
        (&["explain", "39.1,-94.6"][..], "2026-10-02T20:30:00-05:00"),
        (&["explain", "39.1,-94.6", "--at", "now"], "2026-10-02T20:30:00-05:00"),
        (&["explain", "39.1,-94.6", "--tz", "UTC"], "2026-10-02T20:30:00+00:00"),
        (&["score", "--at", "now", "--format", "json", "--top", "1"], "2026-10-02T20:30:00-05:00"),
        (&["explain", "39.1,-94.6", "--at", "2024-12-16T12:00"], "2024-12-16T12:00:00-06:00"),
    ] {
        let out = with(dir.path(), &pinned, args).ok().out;
        assert!(out.contains(told), "{told} is missing in: {out}");
    }
    let weekend = common::fixture("kc_weekend.json");
    let open = with(dir.path(), &pinned, &["events", weekend.to_str().unwrap(), "--at", "now"]).ok().out;
    assert!(open.ends_with("4 of 14 events\n"), "{open}");
    with(dir.path(), &[("PDPE_NOW", "yesterday")], &["explain", "39.1,-94.6"]).fails(2, &["`yesterday` is not a time"]);
}

#[test]
fn a_wall_time_that_dst_skips_or_repeats_is_told() {
    let explain = |at: &str| pdpe(&["explain", "39.1,-94.6", "--at", at]);
    explain("2024-03-10T02:30").fails(2, &["does not exist", "02:00:00 CST", "03:00:00 CDT"]);
    let repeated = explain("2024-11-03T01:30").ok();
    assert!(
        repeated.err.contains("occurs twice") && repeated.out.contains("2024-11-03T01:30:00-05:00"),
        "{repeated:?}"
    );
    assert_eq!(explain("2024-11-03T01:30-06:00").ok().err, "");
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let dir = temp_dir();
    let empty = [("PDPE_CONFIG", ""), ("PDPE_TZ", ""), ("PDPE_NOW", ""), ("PDPE_THREADS", "")];
    assert_eq!(with(dir.path(), &empty, &["config", "show"]).ok().out, DEFAULT_TOML);
    write(dir.path(), "pdpe.toml", radius(3));
    assert!((shown(dir.path(), &empty, &[]).proximity.radius_km - 3.0).abs() < 1e-12);
    assert_eq!(shown(dir.path(), &empty, &["--tz", "Asia/Tokyo"]).timezone, chrono_tz::Asia::Tokyo);
    with(dir.path(), &empty, &["score", "--at", "now", "--top", "1"]).ok();
    // An option that is given must say something.
    with(dir.path(), &[], &["config", "show", "--tz="]).fails(2, &["--tz"]);
}

#[test]
fn now_is_a_whole_second() {
    let dir = temp_dir();
    let timestamp = |variables: &[(&str, &str)]| {
        let text = with(dir.path(), variables, &["explain", "39.1,-94.6", "--at", "now", "--format", "json"]).ok().out;
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["timestamp"].as_str().unwrap().to_owned()
    };
    assert_eq!(timestamp(&[("PDPE_NOW", "2026-10-02T20:30:07.987654321")]), "2026-10-02T20:30:07-05:00");
    let by_clock = timestamp(&[]);
    assert_eq!(by_clock.len(), "2026-10-02T20:30:07-05:00".len(), "{by_clock}");
    // A time that is written out stays as it is.
    let at = ["explain", "39.1,-94.6", "--at", "2026-10-02T20:30:07.5", "--format", "json"];
    assert!(pdpe(&at).ok().out.contains("2026-10-02T20:30:07.500-05:00"));
}
