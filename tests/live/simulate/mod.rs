//! `pdpe simulate` as it is used, beside slow second implementations of what it tells.

#![allow(clippy::unwrap_used)]

mod deliveries;
mod faults;
mod instants;
#[cfg(unix)]
mod interrupts;
mod messages;
mod other_programs;
mod place;
mod scores;
mod slowly;
mod top;
mod what_if;

use std::collections::BTreeMap;

use crate::common::{Run, command, fixture, pdpe_in, run, temp_dir, write};
use chrono_tz::America::Chicago;
use chrono_tz::Tz;
use pdpe::clock::{ZonedTime, now, parse_time};
use pdpe::event::Events;
use pdpe::geo::LatLon;
use pdpe::grid::Grid;
use pdpe::listings;
use pdpe::model::Model;
use pdpe::score::{Scores, score_grid};
use serde_json::Value;
use tempfile::TempDir;

/// A Friday afternoon, before the weekend of the fixture.
const FRIDAY: &str = "2026-10-02T16:00";

/// What a replay is made of, in memory and as files in a folder: `kc.csv` and `shows.json`.
struct World {
    dir: TempDir,
    grid: Grid,
    events: Events,
    model: Model,
}

impl World {
    fn new(grid: Grid, events: &str, zone: Tz) -> Self {
        let dir = temp_dir();
        let incomes = (0..grid.len()).map(|cell| grid.income_of(cell).map(|income| income.to_string()));
        let rows = incomes.enumerate().map(|(cell, income)| {
            let (id, place) = (grid.id(cell), grid.place(cell));
            format!("{id},{},{},{}\n", place.lat(), place.lon(), income.unwrap_or_default())
        });
        write(dir.path(), "kc.csv", "id,lat,lon,income\n".to_owned() + &rows.collect::<String>());
        write(dir.path(), "shows.json", events);
        let mut model = Model::published();
        model.timezone = zone;
        Self { dir, grid, events: read(events, zone), model }
    }

    /// The weekend of the fixture on a small grid.
    fn weekend() -> Self {
        Self::new(town(), &std::fs::read_to_string(fixture("kc_weekend.json")).unwrap(), Chicago)
    }

    /// Runs the replay; what is on stdout.
    fn simulate(&self, from: &str, to: &str, options: &[&str]) -> String {
        self.run(from, to, &[&["--events", "shows.json"], options].concat()).ok().out
    }

    /// Runs the replay without its events.
    fn run(&self, from: &str, to: &str, options: &[&str]) -> Run {
        let place = options.contains(&"--at-place");
        let grid: &[&str] = if place { &[] } else { &["--grid", "kc.csv"] };
        let args = [&["simulate", "--from", from, "--to", to, "--tz", self.model.timezone.name()], grid, options];
        pdpe_in(self.dir.path(), &args.concat(), b"")
    }

    /// What `pdpe score` says of a time.
    fn score(&self, at: &str, options: &[&str]) -> String {
        let args = ["score", "--at", at, "--tz", self.model.timezone.name(), "--grid", "kc.csv"];
        let events = ["--events", "shows.json"];
        pdpe_in(self.dir.path(), &[&args[..], &events, options].concat(), b"").ok().out
    }

    fn at(&self, text: &str) -> ZonedTime {
        parse_time(text, self.model.timezone, now()).unwrap().at
    }

    /// All scores at a time, by the library.
    fn scores(&self, events: &Events, at: ZonedTime) -> Scores {
        score_grid(&self.model, &self.grid, events, at)
    }
}

fn read(events: &str, zone: Tz) -> Events {
    listings::read(events.as_bytes(), None, zone).unwrap().events.into_iter().collect()
}

/// 156 cells over Kansas City, some with an income and some without.
fn town() -> Grid {
    let mut grid = Grid::default();
    for row in 0..13_u32 {
        for column in 0..12_u32 {
            let place = LatLon::new(38.96 + 0.027 * f64::from(row), -94.74 + 0.031 * f64::from(column)).unwrap();
            grid.push(&format!("r{row}c{column}"), place);
            let income = 20_000 + 9_500 * ((row * 5 + column * 7) % 13);
            grid.push_income(if (row + column) % 5 == 0 { f64::NAN } else { income.into() });
        }
    }
    grid
}

/// Rows of a CSV by the names of their columns.
fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().map(Result::unwrap).collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn lines(ndjson: &str) -> Vec<Value> {
    ndjson.lines().map(json).collect()
}

/// A number with the six decimals of tables and CSV.
fn six(number: f64) -> String {
    format!("{number:.6}")
}

/// A number of a JSON object as CSV prints it; text as it is, null as nothing.
fn printed(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => six(number.as_f64().unwrap()),
        other => other.to_string(),
    }
}

/// The cells whose combined scores differ.
fn differing(before: &Scores, after: &Scores) -> Vec<usize> {
    let bits = |scores: &Scores, cell: usize| scores.combined_score[cell].to_bits();
    (0..after.len()).filter(|&cell| bits(before, cell) != bits(after, cell)).collect()
}

/// Runs a command that is given whole, in the folder of a world.
fn pdpe_with(world: &World, args: &[&str], variables: &[(&str, &str)]) -> Run {
    run(command(world.dir.path()).args(args).envs(variables.iter().copied()), b"")
}
