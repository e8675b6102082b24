//! `pdpe plan` against its goals: `cargo bench --bench plan -- FOLDER`.
//!
//! Without a folder: the goals on the bundled weekend. With one, also: `FOLDER/plan_optima.csv`
//! (`day,depot,value,config,optimum`), optima that were found another way, and what naive choices earn
//! there; `FOLDER/toptw_reference.csv` and `FOLDER/toptw/*.txt`, orienteering instances of the literature.

#![allow(clippy::print_stdout)]

mod naive;
mod optima;
mod toptw;

use std::time::Instant;

use chrono::{DateTime, NaiveDate, Utc};
use pdpe::clock::parse_time;
use pdpe::event::Events;
use pdpe::geo::{BoundingBox, LatLon};
use pdpe::grid::{CellSize, Grid, Regular, kansas_city};
use pdpe::listings;
use pdpe::model::Model;
use pdpe::plan::limits::alternatives;
use pdpe::plan::trucks::{Fleet, plan};
use pdpe::plan::values::Values;
use pdpe::plan::{Effort, PlanSettings, Scene, StayLimits, Windows};

fn main() {
    let city = City::kansas();
    goals(&city);
    if let Some(folder) = std::env::args().nth(1).filter(|argument| !argument.starts_with('-')) {
        optima::table(&folder, &city);
        toptw::table(&folder);
    }
}

/// The default grid and the bundled weekend.
pub struct City {
    model: Model,
    grid: Grid,
    events: Events,
}

impl City {
    fn kansas() -> Self {
        let model = Model::published();
        let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/kc_weekend.json")).expect("a fixture");
        let mut events = Events::new();
        for event in listings::read(&bytes, None, model.timezone).expect("events").events {
            events.insert(event);
        }
        Self { grid: kansas_city().whole(), events, model }
    }

    /// A full hour of a day of October 2026.
    fn at(&self, day: u32, hour: u32) -> DateTime<Utc> {
        let date = NaiveDate::from_ymd_opt(2026, 10, day).expect("a date");
        let text = format!("{date}T{hour:02}:00");
        parse_time(&text, self.model.timezone, DateTime::UNIX_EPOCH).expect("a time").at.to_utc()
    }

    /// 16 hours of the Friday.
    fn friday(&self, grid: &Grid) -> Values {
        Values::of_shift(&self.model, grid, &self.events, self.at(2, 10), 960, |scores| scores.combined_score)
    }
}

/// What is wanted of a row.
struct Goal {
    seconds: f64,
    /// The greatest gap, as a share; 0: proved.
    gap: f64,
}

fn row(name: &str, goal: &Goal, fleet: Option<&Fleet>, seconds: f64) {
    let Some(fleet) = fleet else {
        println!("| {name} | - | - | - | {seconds:.3} | no plan |");
        return;
    };
    let is_met = seconds < goal.seconds && (fleet.is_proved() || fleet.gap() <= goal.gap);
    println!(
        "| {name} | {:.6} | {:.6} | {:.2} % | {seconds:.3} | {} |",
        fleet.value,
        fleet.bound,
        100.0 * fleet.gap(),
        if is_met { "yes" } else { "no" }
    );
}

/// A long Friday under several settings.
fn goals(city: &City) {
    println!("| 16 h, depot and back, stops 1 km apart | value | bound | gap | seconds | goal met |");
    println!("|---|--:|--:|--:|--:|---|");
    let depot: LatLon = "39.1163,-94.6275".parse().expect("a place");
    let usual = PlanSettings { start: Some(depot), end: Some(depot), apart_km: 1.0, ..PlanSettings::default() };
    let stay = |longest, half_life_minutes| StayLimits { least: 60, longest, half_life_minutes };

    // First, so that the greatest memory is that of this row.
    let area: BoundingBox = "38.9517,-94.7435,39.3209,-94.3554".parse().expect("a box");
    let fine = Regular::new(area, CellSize::new(117.0).expect("a size")).expect("a grid").whole();
    let settings = PlanSettings { stay: stay(Some(240), None), ..usual.clone() };
    let clock = Instant::now();
    let fleet = plan(&Scene::new(&city.friday(&fine), &settings));
    let name = format!("{} cells, scores included: < 3 s, < 500 MB ({} MB)", fine.len(), peak_megabytes());
    row(&name, &Goal { seconds: 3.0, gap: 0.0 }, fleet.as_ref(), clock.elapsed().as_secs_f64());

    let clock = Instant::now();
    let values = city.friday(&city.grid);
    println!("| scores of {} cells | | | | {:.3} | |", city.grid.len(), clock.elapsed().as_secs_f64());
    let cases = [
        ("1 stop, 4 h at most: < 0.5 s", 1, stay(Some(240), None), 1, Goal { seconds: 0.5, gap: 0.0 }, 60.0),
        ("2 stops, 4 h at most: < 0.5 s", 2, stay(Some(240), None), 1, Goal { seconds: 0.5, gap: 0.0 }, 60.0),
        ("3 stops, 4 h at most: < 0.5 s", 3, stay(Some(240), None), 1, Goal { seconds: 0.5, gap: 0.0 }, 60.0),
        ("4 stops, 4 h at most: < 1 s", 4, stay(Some(240), None), 1, Goal { seconds: 1.0, gap: 0.0 }, 60.0),
        ("3 stops, half after 3 h: < 1 s", 3, stay(None, Some(180.0)), 1, Goal { seconds: 1.0, gap: 0.0 }, 60.0),
        ("8 stops, 90 min at most: 2 % in 5 s", 8, stay(Some(90), None), 1, Goal { seconds: 5.5, gap: 0.02 }, 5.0),
        ("8 stops, half after 1 h: 2 % in 5 s", 8, stay(None, Some(60.0)), 1, Goal { seconds: 5.5, gap: 0.02 }, 5.0),
        (
            "2 trucks, 3 stops, 4 h at most: 1 % in 5 s",
            3,
            stay(Some(240), None),
            2,
            Goal { seconds: 5.5, gap: 0.01 },
            5.0,
        ),
        (
            "3 trucks, 3 stops, 4 h at most: 1 % in 5 s",
            3,
            stay(Some(240), None),
            3,
            Goal { seconds: 5.5, gap: 0.01 },
            5.0,
        ),
        ("3 trucks, half after 3 h: 1 % in 5 s", 3, stay(None, Some(180.0)), 3, Goal { seconds: 5.5, gap: 0.01 }, 5.0),
        (
            "3 trucks, 3 stops, 4 h at most: 0.3 % in 30 s",
            3,
            stay(Some(240), None),
            3,
            Goal { seconds: 31.0, gap: 0.003 },
            30.0,
        ),
        (
            "3 trucks, half after 3 h: 0.3 % in 30 s",
            3,
            stay(None, Some(180.0)),
            3,
            Goal { seconds: 31.0, gap: 0.003 },
            30.0,
        ),
    ];
    for (name, stops, stay, trucks, goal, limit) in cases {
        let settings = PlanSettings { stops, stay, trucks, ..usual.clone() };
        let clock = Instant::now();
        let goes_on = || clock.elapsed().as_secs_f64() < limit;
        let effort = Effort { iterations: 1_000_000, gap: 0.0, goes_on: &goes_on };
        let fleet = plan(&Scene::new(&values, &settings).with_effort(effort));
        row(name, &goal, fleet.as_ref(), clock.elapsed().as_secs_f64());
    }

    let fleet = plan(&Scene::new(&values, &settings)).expect("a plan");
    let clock = Instant::now();
    let others = alternatives(&Scene::new(&values, &settings), &fleet, 1.0);
    let seconds = clock.elapsed().as_secs_f64();
    let met = if seconds < 1.0 && others.iter().all(|other| other.plan.is_some()) { "yes" } else { "no" };
    println!("| all {} alternatives of 3 stops: < 1 s | | | | {seconds:.3} | {met} |", others.len());

    let mut cells = Grid::default();
    (0..city.grid.len()).step_by(27).for_each(|cell| cells.append_cell(&city.grid, cell));
    let open: Vec<Windows> = (0..cells.len()).map(|_| vec![(60, 900)]).collect();
    let values = city.friday(&cells);
    let clock = Instant::now();
    let fleet = plan(&Scene::new(&values, &settings).with_windows(Some(&open)));
    let name = format!("{} pitches, 3 stops, 4 h at most: < 50 ms", cells.len());
    row(&name, &Goal { seconds: 0.05, gap: 0.0 }, fleet.as_ref(), clock.elapsed().as_secs_f64());
}

/// The most memory that this process has used, where the system tells it.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}
