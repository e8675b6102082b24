//! `pdpe plan` against optima found another way: `cargo bench --bench plan -- FOLDER`, where
//! `FOLDER/plan_optima.csv` has `day,depot,value,config,optimum`.

#![allow(clippy::print_stdout)]

use std::time::Instant;

use chrono::NaiveDate;
use pdpe::clock::parse_time;
use pdpe::geo::LatLon;
use pdpe::grid::kansas_city;
use pdpe::listings;
use pdpe::model::Model;
use pdpe::plan::values::Values;
use pdpe::plan::one_truck::one_truck;
use pdpe::plan::{PlanSettings, Scene, Stay};

fn main() {
    let Some(folder) = std::env::args().nth(1).filter(|argument| !argument.starts_with('-')) else {
        println!("name the folder with plan_optima.csv");
        return;
    };
    let model = Model::default();
    let grid = kansas_city().whole();
    let weekend = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/kc_weekend.json")).expect("a fixture");
    let mut events = pdpe::event::Events::new();
    for event in listings::read(&weekend, None, model.timezone).expect("events").events {
        events.insert(event);
    }
    let mut rows = csv::Reader::from_path(format!("{folder}/plan_optima.csv")).expect("plan_optima.csv");
    println!("| day | depot | value | config | optimum | found | bound | seconds |\n|---|---|---|---|--:|--:|--:|--:|");
    for row in rows.records() {
        let row = row.expect("a row");
        let (day, start, minutes) = match &row[0] {
            "Fri" => (2, 16, 600),
            "Sat" => (3, 11, 720),
            _ => (4, 10, 720),
        };
        let from = NaiveDate::from_ymd_opt(2026, 10, day).expect("a date").and_hms_opt(start, 0, 0).expect("an hour");
        let from = parse_time(&from.format("%Y-%m-%dT%H:%M").to_string(), model.timezone, pdpe::clock::now())
            .expect("a time")
            .at;
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
            stay: Stay { least: 60, longest, half_life_minutes },
            apart_km: 1.0,
            ..PlanSettings::default()
        };
        let clock = Instant::now();
        let values = Values::of_shift(&model, &grid, &events, from.to_utc(), minutes, |scores| match &row[2] {
            "combined" => scores.combined_score,
            "events" => scores.layers[2].clone(),
            other => panic!("{other}"),
        });
        let plans = one_truck(&Scene::new(&values, &settings));
        let best = plans.best().expect("a plan");
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
