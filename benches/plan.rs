//! `pdpe plan` against optima found another way, and how long it takes: `cargo bench --bench plan -- FOLDER`,
//! where `FOLDER/plan_optima.csv` has `day,depot,value,config,optimum`. Without a folder only the times.

#![allow(clippy::print_stdout)]

use std::time::Instant;

use chrono::{DateTime, NaiveDate, Utc};
use pdpe::clock::parse_time;
use pdpe::event::Events;
use pdpe::geo::{BoundingBox, LatLon};
use pdpe::grid::{CellSize, Grid, Regular, kansas_city};
use pdpe::listings;
use pdpe::model::Model;
use pdpe::plan::one_truck::one_truck;
use pdpe::plan::trucks::{Fleet, plan};
use pdpe::plan::values::Values;
use pdpe::plan::{Effort, PlanSettings, Scene, StayLimits, Windows};

fn main() {
    let model = Model::published();
    let grid = kansas_city().whole();
    let events = weekend(&model);
    times(&model, &grid, &events);
    if let Some(folder) = std::env::args().nth(1).filter(|argument| !argument.starts_with('-')) {
        optima(&folder, &model, &grid, &events);
    }
}

fn weekend(model: &Model) -> Events {
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/kc_weekend.json")).expect("a fixture");
    let mut events = Events::new();
    for event in listings::read(&bytes, None, model.timezone).expect("events").events {
        events.insert(event);
    }
    events
}

fn at(day: u32, hour: u32, model: &Model) -> DateTime<Utc> {
    let wall = NaiveDate::from_ymd_opt(2026, 10, day).and_then(|date| date.and_hms_opt(hour, 0, 0)).expect("a time");
    let text = wall.format("%Y-%m-%dT%H:%M").to_string();
    parse_time(&text, model.timezone, DateTime::UNIX_EPOCH).expect("a time").at.to_utc()
}

fn combined(model: &Model, grid: &Grid, events: &Events, from: DateTime<Utc>, minutes: u32) -> Values {
    Values::of_shift(model, grid, events, from, minutes, |scores| scores.combined_score)
}

fn row(name: &str, stops: usize, fleet: Option<Fleet>, clock: Instant) {
    let seconds = clock.elapsed().as_secs_f64();
    let Some(fleet) = fleet else {
        println!("| {name} | {stops} | - | - | - | {seconds:.2} |");
        return;
    };
    println!(
        "| {name} | {stops} | {:.6} | {:.6} | {:.2} % | {seconds:.2} |",
        fleet.value,
        fleet.bound,
        100.0 * fleet.gap()
    );
}

/// A long Friday under several settings.
fn times(model: &Model, grid: &Grid, events: &Events) {
    println!("| shift | stops | value | bound | gap | seconds |\n|---|--:|--:|--:|--:|--:|");
    let depot: LatLon = "39.1163,-94.6275".parse().expect("a place");
    let values = combined(model, grid, events, at(2, 10, model), 960);
    let usual = PlanSettings { start: Some(depot), end: Some(depot), apart_km: 1.0, ..PlanSettings::default() };
    let stay = |longest, half_life_minutes| StayLimits { least: 60, longest, half_life_minutes };
    let cases = [
        ("16 h, 4 h at most", 3, stay(Some(240), None), 1),
        ("16 h, 4 h at most", 4, stay(Some(240), None), 1),
        ("16 h, half after 3 h", 3, stay(None, Some(180.0)), 1),
        ("16 h, 90 min at most", 8, stay(Some(90), None), 1),
        ("16 h, half after 1 h", 8, stay(None, Some(60.0)), 1),
        ("16 h, 4 h at most, 2 trucks", 3, stay(Some(240), None), 2),
        ("16 h, 4 h at most, 3 trucks", 3, stay(Some(240), None), 3),
    ];
    for (name, stops, stay, trucks) in cases {
        let settings = PlanSettings { stops, stay, trucks, ..usual.clone() };
        let clock = Instant::now();
        let goes_on = || clock.elapsed().as_secs_f64() < 5.0;
        let effort = Effort { iterations: 1_000_000, gap: 0.0, goes_on: &goes_on };
        let fleet = plan(&Scene::new(&values, &settings).with_effort(effort));
        row(name, stops, fleet, clock);
    }

    let settings = PlanSettings { stay: stay(Some(240), None), ..usual };
    let open: Vec<Windows> =
        (0..grid.len()).map(|cell| if cell % 27 == 0 { vec![(60, 900)] } else { Vec::new() }).collect();
    let clock = Instant::now();
    let fleet = plan(&Scene::new(&values, &settings).with_windows(Some(&open)));
    row("16 h, 204 pitches", 3, fleet, clock);

    let area: BoundingBox = "38.9517,-94.7435,39.3209,-94.3554".parse().expect("a box");
    let fine = Regular::new(area, CellSize::new(117.0).expect("a size")).expect("a grid").whole();
    let clock = Instant::now();
    let values = combined(model, &fine, events, at(2, 10, model), 960);
    let fleet = plan(&Scene::new(&values, &settings));
    row(&format!("16 h, {} cells, scores included", fine.len()), 3, fleet, clock);
}

/// Optima that were found another way.
fn optima(folder: &str, model: &Model, grid: &Grid, events: &Events) {
    let mut rows = csv::Reader::from_path(format!("{folder}/plan_optima.csv")).expect("plan_optima.csv");
    println!(
        "\n| day | depot | value | config | optimum | found | bound | seconds |\n|---|---|---|---|--:|--:|--:|--:|"
    );
    for row in rows.records() {
        let row = row.expect("a row");
        let (day, start, minutes) = match &row[0] {
            "Fri" => (2, 16, 600),
            "Sat" => (3, 11, 720),
            _ => (4, 10, 720),
        };
        let depot: LatLon = match &row[1] {
            "KCK" => "39.1163,-94.6275",
            "Downtown" => "39.0997,-94.5786",
            _ => "38.9822,-94.6708",
        }
        .parse()
        .expect("a place");
        let (longest, half_life_minutes, stops) = match &row[3] {
            "max4h K3" => (Some(240), None, 3),
            "max3h K4" => (Some(180), None, 4),
            "nolimit K3" => (None, None, 3),
            _ => (None, Some(180.0), 3),
        };
        let settings = PlanSettings {
            start: Some(depot),
            end: Some(depot),
            stops,
            stay: StayLimits { least: 60, longest, half_life_minutes },
            apart_km: 1.0,
            ..PlanSettings::default()
        };
        let clock = Instant::now();
        let values = Values::of_shift(model, grid, events, at(day, start, model), minutes, |scores| match &row[2] {
            "combined" => scores.combined_score,
            "events" => scores.layers[2].clone(),
            other => panic!("{other}"),
        });
        let best = one_truck(&Scene::new(&values, &settings)).best().expect("a plan");
        println!(
            "| {} | {} | {} | {} | {} | {:.6} | {:.6} | {:.2} |",
            &row[0],
            &row[1],
            &row[2],
            &row[3],
            &row[4],
            best.value,
            best.bound,
            clock.elapsed().as_secs_f64()
        );
    }
}
