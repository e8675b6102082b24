//! Without a choice the measured model is in force, in every command, and every output that has room names it.

use pdpe::clock;
use pdpe::event::Events;
use pdpe::grid::kansas_city;
use pdpe::model::Model;
use pdpe::score::score_grid;
use serde_json::Value;

use crate::common::{Run, command, run, temp_dir, write};

const WEEKEND: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/kc_weekend.json");
const TAKINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/takings_fictitious.csv");

/// A run without any choice of a model.
fn pdpe(args: &[&str]) -> Run {
    run(command(temp_dir().path()).args(args).env_remove("PDPE_MODEL"), b"")
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&pdpe(args).ok().out).expect("JSON")
}

fn weekend() -> Events {
    let zone = Model::measured().timezone;
    pdpe::listings::read(include_bytes!("../../fixtures/kc_weekend.json"), None, zone)
        .expect("the bundled weekend")
        .events
        .into_iter()
        .collect()
}

#[test]
fn score_gives_the_scores_of_the_measured_model() {
    let document = json(&["score", "--at", "2026-10-03T13:00", "--events", WEEKEND, "--format", "json"]);
    let model = Model::measured();
    let at = clock::parse_time("2026-10-03T13:00", model.timezone, clock::now()).unwrap().at;
    let expected = score_grid(&model, &kansas_city().whole(), &weekend(), at).combined_score;
    let cells = document["cells"].as_array().unwrap();
    assert_eq!((document["model"].as_str(), cells.len()), (Some("measured"), expected.len()));
    let found = cells.iter().map(|cell| cell["combined_score"].as_f64().unwrap());
    assert!(found.zip(&expected).all(|(found, expected)| (found - expected).abs() < 1e-6));
}

/// The hours of a receipt, of a Saturday's noon: 2.26 by the counts, 1.1 as published.
#[test]
fn explain_multiplies_the_measured_factors() {
    let receipt = json(&["explain", "39.1,-94.58", "--at", "2026-10-03T12:00", "--format", "json"]);
    assert_eq!(receipt["model"], "measured");
    let factors = receipt["spending_propensity"]["factors"].as_array().unwrap();
    let value = |name: &str| factors.iter().find(|factor| factor["name"] == name).unwrap()["value"].as_f64();
    assert_eq!((value("hour"), value("weekday"), value("week")), (Some(2.26), Some(1.09), Some(1.0)));
}

/// At noon on a Saturday more people are about than at 19:00, unlike in the published model.
#[test]
fn simulate_and_plan_prefer_the_hours_that_counts_prefer() {
    let stays =
        json(&["simulate", "--from", "2026-10-03T10:00", "--to", "2026-10-03T23:00", "--top", "1", "--format", "json"]);
    assert_eq!(stays["model"], "measured");
    let from = stays["stays"][0]["from"].as_str().unwrap();
    assert!(from.starts_with("2026-10-03T1") && from < "2026-10-03T16", "{from}");
    let args = ["plan", "--from", "2026-10-03T10:00", "--to", "23:00", "--stops", "1", "--max-stay", "3h"];
    let plan = json(&[&args[..], &["--format", "json"]].concat());
    assert_eq!(plan["model"], "measured");
}

#[test]
fn every_output_with_room_names_the_model() {
    let score = |format: &str| pdpe(&["score", "--at", "2026-10-03T13:00", "--top", "2", "--format", format]).ok().out;
    assert!(score("table").lines().next().unwrap().ends_with(", model: measured"));
    assert!(score("heatmap").contains("model: measured") && score("svg").contains("model: measured"));
    assert!(score("html").contains("\"model\":\"measured\""));
    let geojson: Value = serde_json::from_str(&score("geojson")).unwrap();
    assert_eq!((&geojson["model"], &geojson["timezone"]), (&"measured".into(), &"America/Chicago".into()));
    for args in [
        &["explain", "39.1,-94.58", "--at", "2026-10-03T13:00"][..],
        &["simulate", "--from", "2026-10-03T10:00", "--to", "2026-10-03T13:00", "--top", "1", "--format", "table"],
        &["plan", "--from", "2026-10-03T10:00", "--to", "13:00", "--stops", "1", "--format", "table"],
        &["backtest", TAKINGS],
    ] {
        let named = pdpe(args).ok().out;
        assert!(named.contains("model: measured") || named.contains("model in force: measured"), "{args:?}: {named}");
        let other = pdpe(&[args, &["--model", "published"]].concat()).ok().out;
        assert!(other.contains("model: published") || other.contains("model in force: published"), "{args:?}: {other}");
    }
}

#[test]
fn options_about_incomes_have_no_effect_and_say_so() {
    let explain = |more: &[&str]| {
        pdpe(&[&["explain", "39.1,-94.58", "--income", "20000", "--at", "2026-10-03T13:00"], more].concat()).ok()
    };
    let (measured, published) = (explain(&[]), explain(&["--model", "published"]));
    assert!(
        measured.err.contains("--income has no effect: incomes do not count in the model measured"),
        "{measured:?}"
    );
    assert!(measured.out.contains("20000; any value counts as 1"), "{measured:?}");
    assert!(!published.err.contains("no effect") && published.out.contains("20000 ÷ 79973"), "{published:?}");

    let dir = temp_dir();
    write(dir.path(), "grid.csv", "id,lat,lon,pay\na,39.1,-94.58,20000\n");
    let args = ["score", "--grid", "grid.csv", "--income-col", "pay", "--at", "2026-10-03T13:00"];
    let scored = run(command(dir.path()).args(args).env_remove("PDPE_MODEL"), b"").ok();
    assert!(scored.err.contains("--income-col has no effect"), "{scored:?}");
}
