//! What the JSON document says beside its cells, and in which zone.

use std::collections::BTreeSet;

use super::{AT, column, json, numbers, score};
use crate::common::{command, fixture, pdpe, pdpe_in, run, temp_dir, write};

#[test]
fn the_document_has_these_keys() {
    let document = json(&score(&[]));
    let keys: BTreeSet<&str> = document.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["schema_version", "timestamp", "timezone", "model", "cells", "summary"]));
    assert_eq!(document["schema_version"], 1);
    assert_eq!(document["timestamp"], "2024-12-15T19:00:00-06:00");
    assert_eq!(document["timezone"], "America/Chicago");
    assert_eq!(document["model"], "published");
}

#[test]
fn the_summary_is_of_all_cells_whatever_is_written() {
    let csv = score(&["--format", "csv"]);
    let combined = numbers(&csv, "combined_score");
    let (min, max) = (combined.iter().copied().fold(9.0, f64::min), combined.iter().copied().fold(0.0, f64::max));
    let mean = combined.iter().sum::<f64>() / 5494.0;
    let at_least = |least: f64| combined.iter().filter(|&&score| score >= least).count();
    let best = &column(&score(&["--format", "csv", "--top", "1"]), "cell_id")[0];
    for (options, written) in [
        (&[][..], 5494),
        (&["--top", "7"], 7),
        (&["--sort"], 5494),
        (&["--min-score", "1.2"], at_least(1.2)),
        (
            &["--top", "100", "--apart", "10"],
            column(&score(&["--top", "100", "--apart", "10", "--format", "csv"]), "lat").len(),
        ),
    ] {
        let document = json(&score(options));
        let summary = &document["summary"];
        assert_eq!(document["cells"].as_array().unwrap().len(), written, "{options:?}");
        assert_eq!((&summary["written"], &summary["cells"]), (&written.into(), &5494.into()), "{options:?}");
        assert_eq!((&summary["rejected"], &summary["open_events"]), (&0.into(), &0.into()));
        assert_eq!((summary["min"].as_f64(), summary["max"].as_f64()), (Some(min), Some(max)));
        assert!((summary["mean"].as_f64().unwrap() - mean).abs() < 1e-6, "{summary} and {mean}");
        assert_eq!(summary["best_cell"].as_str(), Some(&**best));
    }
}

#[test]
fn the_summary_counts_open_events() {
    let events = fixture("kc_weekend.json");
    let open_at = |at: &str| {
        let run = pdpe(&["score", "--at", at, "--top", "1", "--events", events.to_str().unwrap()]).ok();
        json(&run.out)["summary"]["open_events"].as_u64().unwrap()
    };
    assert!(open_at("2026-10-03T19:00") > 0);
    assert_eq!(open_at("2026-11-03T19:00"), 0);
}

#[test]
fn a_changed_model_is_named_and_changes_the_scores() {
    let dir = temp_dir();
    let published = json(&score(&["--top", "1"]));
    write(dir.path(), "pdpe.toml", "[weights]\nspending_propensity = 0.0");
    let found = json(&super::score_in(dir.path(), &["--top", "1"]));
    assert_eq!(found["model"], "published with changes from pdpe.toml");
    assert!(found["summary"]["max"].as_f64() < published["summary"]["max"].as_f64());
}

/// Spending in Kansas City without incomes is the same everywhere: the hour's factor shows.
fn spending(options: &[&str], env: Option<(&str, &str)>) -> (String, f64) {
    let dir = temp_dir();
    let mut command = command(dir.path());
    let run = run(command.args(["score", "--no-income", "--top", "1"]).args(options).envs(env), b"").ok();
    let document = json(&run.out);
    let value = document["cells"][0]["spending_propensity"].as_f64().unwrap();
    (format!("{} {}", document["timestamp"].as_str().unwrap(), document["timezone"].as_str().unwrap()), value)
}

#[test]
fn the_zone_decides_how_a_time_is_read_and_what_hour_it_is() {
    // Sunday 19:00, third week of December: 0.8 × 1.5 × 1.2 × 1.8.
    let chicago = ("2024-12-15T19:00:00-06:00 America/Chicago".to_owned(), 2.592);
    assert_eq!(spending(&["--at", AT], None), chicago);
    assert_eq!(spending(&["--at", "2024-12-16T01:00Z"], None), chicago);
    assert_eq!(spending(&["--at", "2024-12-15T17:00-08:00"], None), chicago);
    // The same instant is Monday 01:00 in London: 0.8 × 1.5 × 0.7 × 0.2.
    let london = ("2024-12-16T01:00:00+00:00 Europe/London".to_owned(), 0.168);
    assert_eq!(spending(&["--at", "2024-12-16T01:00Z", "--tz", "Europe/London"], None), london);
    assert_eq!(spending(&["--at", "2024-12-16T01:00", "--tz", "Europe/London"], None), london);
    assert_eq!(spending(&["--at", "2024-12-16T01:00"], Some(("PDPE_TZ", "Europe/London"))), london);
    let flag_first = spending(&["--at", AT, "--tz", "America/Chicago"], Some(("PDPE_TZ", "Europe/London")));
    assert_eq!(flag_first, chicago);
}

#[test]
fn a_grid_on_standard_input_is_a_grid() {
    let dir = temp_dir();
    let grid = pdpe(&["grid", "--preset", "kc"]).ok().out;
    write(dir.path(), "kc.csv", &grid);
    let from_file = super::score_in(dir.path(), &["--grid", "kc.csv"]);
    let piped = pdpe_in(dir.path(), &["score", "--at", AT, "--grid", "-"], grid.as_bytes()).ok();
    assert_eq!(piped.out, from_file);
    assert_eq!(json(&from_file)["summary"]["cells"], 5494);
    // What `pdpe grid` spells out has six decimals, so the scores are near those of the preset.
    let preset = score(&[]);
    for (cell, spelled) in
        json(&preset)["cells"].as_array().unwrap().iter().zip(json(&from_file)["cells"].as_array().unwrap())
    {
        assert_eq!(cell["cell_id"], spelled["cell_id"]);
        let difference = cell["combined_score"].as_f64().unwrap() - spelled["combined_score"].as_f64().unwrap();
        assert!(difference.abs() < 1e-4, "{cell} and {spelled}");
    }
}
