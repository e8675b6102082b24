//! `pdpe config`, and which of flag, environment and file wins.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use crate::common::{Run, command, fixture, pdpe, pdpe_in, run, temp_dir, write};
use pdpe::config::Config;
use pdpe::live::cache::CacheLimits;
use pdpe::live::engine::{self, EngineSettings};
use pdpe::model::{BuiltIn, Model};

/// A file that changes one number by which it can be told.
fn radius(km: u32) -> String {
    format!("[proximity]\nradius_km = {km}\n")
}

/// Runs in a folder with some variables set.
fn with(dir: &Path, variables: &[(&str, &str)], args: &[&str]) -> Run {
    run(command(dir).args(args).envs(variables.iter().copied()), b"")
}

/// What a text of `config show` says, read as a file again.
fn config(text: &str) -> Config {
    let dir = temp_dir();
    let path = write(dir.path(), "shown.toml", text);
    Config::load(Some(&path), None).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The model that `config show` prints.
fn shown(dir: &Path, variables: &[(&str, &str)], args: &[&str]) -> Model {
    config(&with(dir, variables, &[&["config", "show"], args].concat()).ok().out).model
}

/// The settings of the engine that `config show` prints.
fn shown_live(dir: &Path, variables: &[(&str, &str)]) -> EngineSettings {
    config(&with(dir, variables, &["config", "show"]).ok().out).live
}

/// What is shown when nothing is changed: the published files, one after the other.
fn published() -> String {
    format!("{}\n{}", BuiltIn::Published.toml(), engine::DEFAULT_TOML)
}

#[test]
fn unchanged_it_shows_the_published_model_and_engine_with_their_comments() {
    let text = pdpe(&["config", "show"]).ok().out;
    assert_eq!(text, published());
    assert!(text.contains("# spending propensity = ") && text.contains("# The least time between two recalculations "));
    let config = config(&text);
    assert_eq!((config.model, config.live), (Model::published(), EngineSettings::default()));
}

#[test]
fn changed_it_shows_the_model_in_force_valid_as_an_input_again() {
    let dir = temp_dir();
    let changes = "[weights]\nevent_proximity = 0.5\n[college]\ncalendar = [{ name = \"break\", from = 2026-12-19, to = 2027-01-18, factor = 0.4 }]\n";
    write(dir.path(), "mine.toml", changes);
    let text = pdpe_in(dir.path(), &["config", "show", "--config", "mine.toml"], b"").ok().out;
    assert_eq!(config(&text).model, Model::of(BuiltIn::Published, &[changes]).unwrap());
    assert_ne!(config(&text).model, Model::published());
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
    write(dir.path(), "pdpe.toml", "[live]\ncache_enabled = false\n[[sources]]\nname = \"a\"\nscheme = \"none\"\n");
    assert_eq!(score(), published, "nothing in it is of the model");
    write(dir.path(), "pdpe.toml", "[weights]\nspending_propensity = 0\ncollege_presence = 0\nevent_proximity = 0\n");
    let mine = score();
    assert_eq!(mine["model"], "published with changes from pdpe.toml");
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
    with(dir.path(), &[], &["config", "show", "--tz", "Kansas"])
        .fails(2, &["no time zone `Kansas`", "America/Chicago"]);
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
    let weekend = fixture("kc_weekend.json");
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
    assert_eq!(with(dir.path(), &empty, &["config", "show"]).ok().out, published());
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

/// A file that changes settings of the engine of every kind.
const LIVE: &str = "[live]\nmin_recalc_interval_seconds = 90\ncache_enabled = false\n[live.cache]\nspending = { ttl_seconds = 60 }\ncollege = { capacity = 7 }\ncombined = { capacity = 8, ttl_seconds = 31622400 }\n";

#[test]
fn changes_of_the_engine_are_shown_and_valid_as_an_input_again() {
    let dir = temp_dir();
    write(dir.path(), "pdpe.toml", format!("{}{LIVE}", radius(3)));
    let text = pdpe_in(dir.path(), &["config", "show"], b"").ok().out;
    let config = config(&text);
    assert_eq!(config.model, Model::of(BuiltIn::Published, &[&radius(3)]).unwrap());
    assert_eq!((config.live.min_recalc_interval_seconds, config.live.cache.enabled), (90, false));
    let limits = |capacity, ttl_seconds| CacheLimits { capacity, ttl_seconds };
    let cache = config.live.cache;
    assert_eq!(cache.spending, limits(2000, 60));
    assert_eq!(cache.college, limits(7, 7200));
    assert_eq!(cache.combined, limits(8, 31_622_400));
    write(dir.path(), "again.toml", &text);
    assert_eq!(pdpe_in(dir.path(), &["config", "show", "--config", "again.toml"], b"").ok().out, text);
    pdpe_in(dir.path(), &["config", "check", "again.toml"], b"").ok();
}

#[test]
fn a_wrong_setting_of_the_engine_names_key_and_line() {
    let dir = temp_dir();
    for (text, words) in [
        ("[live]\nmin_recalc_seconds = 1\n", &["line 2", "live.min_recalc_seconds"][..]),
        ("\n[live.caches]\n", &["line 2", "live.caches"]),
        ("[live.cache]\n\nspendings = { capacity = 1, ttl_seconds = 1 }\n", &["line 3", "live.cache.spendings"]),
        ("[live.cache.college]\nttl = 9\n", &["line 2", "live.cache.college.ttl"]),
        ("[live]\ncache_enabled = 1\n", &["line 2", "live.cache_enabled"]),
        ("[live]\nmin_recalc_interval_seconds = -1\n", &["line 2", "live.min_recalc_interval_seconds", "-1"]),
        ("[live]\nmin_recalc_interval_seconds = 4294967296\n", &["line 2", "live.min_recalc_interval_seconds"]),
        ("[live]\nmin_recalc_interval_seconds = 0.5\n", &["line 2", "live.min_recalc_interval_seconds"]),
        (
            "[live.cache.combined]\ncapacity = 0\n",
            &["line 2", "live.cache.combined.capacity", "0 is not between 1 and 1000000"],
        ),
        (
            "\n[live.cache.combined]\ncapacity = 1000001\n",
            &["line 3", "live.cache.combined.capacity", "1000001 is not between 1 and 1000000"],
        ),
        (
            "[live.cache]\ncollege = { ttl_seconds = 0 }\n",
            &["line 2", "live.cache.college.ttl_seconds", "0 is not between 1 and 31622400"],
        ),
        (
            "[live.cache.spending]\nttl_seconds = 31622401\n",
            &["line 2", "live.cache.spending.ttl_seconds", "31622401 is not between 1 and 31622400"],
        ),
        ("live = 1\n", &["line 1", "live"]),
    ] {
        write(dir.path(), "pdpe.toml", text);
        let words = [words, &["pdpe.toml"]].concat();
        for args in [&["config", "show"][..], &["config", "check"], &["score", "--at", "now"]] {
            let run = with(dir.path(), &[], args).fails(2, &words);
            assert_eq!(run.out, "", "{text}");
        }
    }
}

#[test]
fn variables_of_the_engine_win_over_the_file_which_wins_over_the_default() {
    let dir = temp_dir();
    let seconds = |variables: &[(&str, &str)]| {
        let EngineSettings { cache, min_recalc_interval_seconds, .. } = shown_live(dir.path(), variables);
        let ttl = [cache.spending, cache.college, cache.combined].map(|limits| limits.ttl_seconds);
        (ttl, min_recalc_interval_seconds)
    };
    assert_eq!(seconds(&[]), ([3600, 7200, 1800], 0));
    assert_eq!(seconds(&[("CACHE_TTL_COLLEGE", "11")]), ([3600, 11, 1800], 0));
    write(dir.path(), "pdpe.toml", LIVE);
    assert_eq!(seconds(&[]), ([60, 7200, 31_622_400], 90));
    assert_eq!(seconds(&[("CACHE_TTL_SPENDING", "1")]), ([1, 7200, 31_622_400], 90));
    assert_eq!(seconds(&[("CACHE_TTL_COLLEGE", " 2 ")]), ([60, 2, 31_622_400], 90));
    assert_eq!(seconds(&[("CACHE_TTL_COMBINED", "3")]), ([60, 7200, 3], 90));
    assert_eq!(seconds(&[("MIN_RECALC_INTERVAL", "0")]), ([60, 7200, 31_622_400], 0));
    let all = [
        ("CACHE_TTL_SPENDING", "4"),
        ("CACHE_TTL_COLLEGE", "5"),
        ("CACHE_TTL_COMBINED", "6"),
        ("MIN_RECALC_INTERVAL", "4294967295"),
    ];
    assert_eq!(seconds(&all), ([4, 5, 6], u32::MAX));
    // What they do not name stays as the file has it.
    let settings = shown_live(dir.path(), &all);
    assert_eq!((settings.cache.enabled, settings.cache.college.capacity), (false, 7));
    // Empty, they count as not set.
    let empty = all.map(|(name, _)| (name, ""));
    assert_eq!(seconds(&empty), ([60, 7200, 31_622_400], 90));
    std::fs::remove_file(dir.path().join("pdpe.toml")).unwrap();
    assert_eq!(with(dir.path(), &empty, &["config", "show"]).ok().out, published());
}

#[test]
fn a_wrong_variable_of_the_engine_is_named_with_what_it_holds() {
    let dir = temp_dir();
    for name in ["CACHE_TTL_SPENDING", "CACHE_TTL_COLLEGE", "CACHE_TTL_COMBINED", "MIN_RECALC_INTERVAL"] {
        for value in ["an hour", "-1", "1.5", "1e3", "60s", "4294967296", "NaN"] {
            let example = if name == "MIN_RECALC_INTERVAL" { 60 } else { 3600 };
            let words = [name, &format!("`{value}`"), "whole number of seconds", &format!("write {name}={example}\n")];
            with(dir.path(), &[(name, value)], &["config", "show"]).fails(2, &words);
        }
        if name != "MIN_RECALC_INTERVAL" {
            for value in ["0", "31622401"] {
                let words = [name, &format!("`{value}`"), "between 1 and 31622400"];
                with(dir.path(), &[(name, value)], &["config", "show"]).fails(2, &words);
            }
        }
    }
    with(dir.path(), &[("MIN_RECALC_INTERVAL", "soon")], &["score", "--at", "now"]).fails(2, &["MIN_RECALC_INTERVAL"]);
}

#[test]
fn the_example_of_a_listener_is_one() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/listener.toml");
    pdpe(&["config", "check", example.to_str().unwrap()]).ok();
    let config = Config::load(Some(&example), None).unwrap();
    let schemes: Vec<_> =
        config.sources.iter().map(|source| (source.name.as_str(), source.scheme().as_str())).collect();
    let expected = [("eventbrite", "token"), ("twitter", "twitter"), ("tickets", "standard"), ("box-office", "hmac")];
    assert_eq!(schemes, expected);
    assert_eq!(config.live.min_recalc_interval_seconds, 60);
}

#[test]
fn check_warns_of_secrets_that_the_listener_would_not_find() {
    let dir = temp_dir();
    let source = |name: &str, secret: &str| {
        format!("[[sources]]\nname = \"{name}\"\nscheme = \"github\"\nsecrets = [{{ {secret} }}]\n")
    };
    write(dir.path(), "t.toml", source("a", "env = \"TEST_SECRET\"") + &source("b", "file = \"gone.secret\""));
    let run = with(dir.path(), &[], &["config", "check", "t.toml"]).ok();
    for part in [
        "t.toml: the configuration is valid",
        "warning: source a: the environment variable TEST_SECRET is not set",
        "warning: source b: cannot read the secret in gone.secret: ",
        "; in this environment, pdpe watch would not start",
    ] {
        assert!(run.err.contains(part), "{part}: {run:?}");
    }
    write(dir.path(), "t.toml", source("a", "env = \"TEST_SECRET\""));
    let run = with(dir.path(), &[("TEST_SECRET", "abc")], &["config", "check", "t.toml"]).ok();
    assert_eq!(run.err, "pdpe: t.toml: the configuration is valid\n");
}

#[test]
fn the_file_of_the_user_counts_where_none_is_named_and_none_is_in_the_folder() {
    let (dir, home) = (temp_dir(), temp_dir());
    let user = home.path().join("xdg/pdpe");
    let default = home.path().join(".config/pdpe");
    for (folder, km) in [(&user, 7), (&default, 8)] {
        std::fs::create_dir_all(folder).unwrap();
        write(folder, "config.toml", radius(km));
    }
    let xdg = home.path().join("xdg");
    let (xdg, home) = (xdg.to_str().unwrap(), home.path().to_str().unwrap());
    let in_force = |variables: &[(&str, &str)], args: &[&str]| {
        let run = with(dir.path(), variables, &[&["config", "show"], args].concat()).ok();
        let file = run.err.trim_end().rsplit(' ').next().unwrap_or_default().to_owned();
        (config(&run.out).model.proximity.radius_km, file)
    };
    let both = [("XDG_CONFIG_HOME", xdg), ("HOME", home)];
    let user = user.join("config.toml").display().to_string();
    assert_eq!(in_force(&both, &[]), (7.0, user.clone()));
    with(dir.path(), &both, &["config", "check"]).fails(0, &[&user]);
    // By the XDG specification a path that is not absolute does not count.
    let default = default.join("config.toml").display().to_string();
    for unset in ["", "xdg"] {
        assert_eq!(in_force(&[("XDG_CONFIG_HOME", unset), ("HOME", home)], &[]), (8.0, default.clone()));
    }
    assert_eq!(in_force(&[("XDG_CONFIG_HOME", "/dev/null"), ("HOME", home)], &[]), (5.0, String::new()));
    write(dir.path(), "pdpe.toml", radius(6));
    assert_eq!(in_force(&both, &[]), (6.0, "pdpe.toml".into()));
    write(dir.path(), "named.toml", radius(9));
    let named = [("XDG_CONFIG_HOME", xdg), ("PDPE_CONFIG", "named.toml")];
    assert_eq!(in_force(&named, &[]), (9.0, String::new()));
    assert_eq!(in_force(&named, &["--config", "pdpe.toml"]), (6.0, String::new()));
}

/// The name of the model in force, as outputs tell it.
fn model_name(dir: &Path, variables: &[(&str, &str)], args: &[&str]) -> String {
    let args = [&["score", "--at", "2024-12-16T12:00", "--format", "json", "--top", "1"], args].concat();
    let text = run(command(dir).args(args).env_remove("PDPE_MODEL").envs(variables.iter().copied()), b"").ok().out;
    serde_json::from_str::<serde_json::Value>(&text).unwrap()["model"].as_str().unwrap().to_owned()
}

#[test]
fn the_model_is_that_of_the_flag_else_of_the_environment_else_of_the_file_else_the_default() {
    let dir = temp_dir();
    let name = |variables: &[(&str, &str)], args: &[&str]| model_name(dir.path(), variables, args);
    let (published, measured) = (&[("PDPE_MODEL", "published")], &[("PDPE_MODEL", "measured")]);
    assert_eq!(name(&[], &[]), "measured");
    assert_eq!(name(measured, &[]), "measured");
    assert_eq!(name(published, &["--model", "measured"]), "measured");
    for base in ["measured", "published"] {
        write(dir.path(), "pdpe.toml", format!("model = \"{base}\"\n[live]\ncache_enabled = false\n"));
        assert_eq!(name(&[], &[]), base);
    }
    assert_eq!(name(measured, &[]), "measured");
    write(dir.path(), "pdpe.toml", format!("model = \"measured\"\n{}", radius(3)));
    assert_eq!(name(&[], &[]), "measured with changes from pdpe.toml");
    assert_eq!(name(published, &[]), "published with changes from pdpe.toml");
}

#[test]
fn a_file_is_a_model_too_and_the_configuration_lies_over_it() {
    let dir = temp_dir();
    let name = |args: &[&str]| model_name(dir.path(), &[], args);
    let fitted = "model = \"measured\"\n[fit]\nstays = 60\nprior = \"measured\"\nfrom = \"2026-01-01\"\n\
                  to = \"2026-06-30\"\nunit = \"takings\"\nscale = 9.0\ndispersion = 1.0\n[proximity]\nradius_km = 2.0\nlead_minutes = 7\n";
    write(dir.path(), "fitted.toml", fitted);
    write(dir.path(), "own.toml", "model = \"published\"\n[proximity]\nradius_km = 2.0\n");
    assert_eq!(name(&["--model", "fitted.toml"]), "fitted (measured, 60 stays)");
    assert_eq!(name(&["--config", "fitted.toml"]), "fitted (measured, 60 stays)");
    assert_eq!(name(&["--model", "own.toml"]), "published with changes from own.toml");
    write(dir.path(), "pdpe.toml", radius(3));
    assert_eq!(name(&["--model", "fitted.toml"]), "fitted (measured, 60 stays) with changes from pdpe.toml");
    let both = shown(dir.path(), &[], &["--model", "fitted.toml"]);
    assert_eq!((both.base, both.proximity.radius_km, both.proximity.lead_minutes), (BuiltIn::Measured, 3.0, 7));
    pdpe_in(dir.path(), &["score", "--at", "now", "--model", "best"], b"")
        .fails(2, &["best", "`published` and `measured`"]);
    write(dir.path(), "bad.toml", "[proximity]\nradius_km = -1.0\n");
    pdpe_in(dir.path(), &["score", "--at", "now", "--model", "bad.toml"], b"")
        .fails(2, &["bad.toml: line 2: proximity.radius_km: -1 is negative"]);
}

#[test]
fn the_public_holidays_are_those_of_the_country_of_the_zone() {
    let dir = temp_dir();
    let holiday = |args: &[&str]| {
        let place = ["explain", "39.1,-94.58", "--format", "json", "--model", "measured"];
        let receipt = pdpe_in(dir.path(), &[&place[..], args].concat(), b"").ok().out;
        let receipt: serde_json::Value = serde_json::from_str(&receipt).unwrap();
        receipt["spending_propensity"]["factors"][2]["because"].as_str().unwrap().to_owned()
    };
    // Independence Day, and Bastille Day where it is one.
    assert_eq!(holiday(&["--at", "2025-07-04T12:00"]), "public holiday");
    assert_eq!(holiday(&["--at", "2025-07-14T12:00"]), "none");
    assert_eq!(holiday(&["--at", "2025-07-14T12:00", "--tz", "Europe/Paris"]), "public holiday");
    write(dir.path(), "pdpe.toml", "[spending.public_holidays]\ncountry = \"FR\"\ndates = [2025-07-15]\n");
    for (day, found) in [("04", "none"), ("14", "public holiday"), ("15", "public holiday")] {
        assert_eq!(holiday(&["--at", &format!("2025-07-{day}T12:00")]), found, "{day}");
    }
    let unknown = "timezone = \"Etc/UTC\"\nmodel = \"measured\"\n[proximity]\nattendance_strength = 0.2\n";
    write(dir.path(), "pdpe.toml", unknown);
    let checked = run(command(dir.path()).args(["config", "check"]).env_remove("PDPE_MODEL"), b"").ok().err;
    for words in ["no public holidays are known for Etc/UTC", "attendance_strength has no effect"] {
        assert!(checked.contains(words), "{checked}");
    }
    let told = pdpe_in(dir.path(), &["score", "--at", "now", "--top", "1", "-v", "--model", "measured"], b"").ok().err;
    assert!(told.contains("no public holidays are known for Etc/UTC"), "{told}");
}

#[test]
fn old_names_of_keys_stand_for_those_of_today() {
    let dir = temp_dir();
    let old = "spending_weight = 0.5\ncollege_weight = 0.2\nevent_proximity_weight = 0.1\n\
               min_recalc_interval = 300\ncache_enabled = false\n";
    write(dir.path(), "pdpe.toml", old);
    let shown = config(&pdpe_in(dir.path(), &["config", "show"], b"").ok().out);
    let weights = &shown.model.weights;
    let weights = [weights.spending_propensity, weights.college_presence, weights.event_proximity];
    assert_eq!(weights.map(|weight| weight.to_string()), ["0.5", "0.2", "0.1"]);
    assert_eq!((shown.live.min_recalc_interval_seconds, shown.live.cache.enabled), (300, false));
    // Settings of the engine do not make another model.
    write(dir.path(), "live.toml", "min_recalc_interval = 300\n");
    let live = Config::load(Some(&dir.path().join("live.toml")), None).unwrap();
    assert!(!live.changes_model && live.live.min_recalc_interval_seconds == 300);
    // Other tables may follow, and errors name the line.
    write(dir.path(), "more.toml", "spending_weight = 0.5\n[weights]\ncollege_presence = 0.2\n");
    pdpe_in(dir.path(), &["config", "check", "more.toml"], b"").ok();
    for (text, fault) in [
        ("# one\nspending_weight = -1\n", "line 2: weights.spending_propensity: -1 is negative"),
        ("\n\ncache_enabled = 7\n", "line 3: live.cache_enabled"),
        ("spending_weight = 1\n[weights]\nspending_propensity = 1\n", "line 1: spending_weight: given twice"),
        ("[weights]\nspending_weight = 1\n", "unknown field `spending_weight`"),
    ] {
        write(dir.path(), "bad.toml", text);
        pdpe_in(dir.path(), &["config", "check", "bad.toml"], b"").fails(2, &[fault]);
    }
}
