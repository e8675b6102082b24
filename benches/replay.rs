//! What the engine's steps take: an event, an hour, a week, a year. Run with `cargo bench --bench replay`.
//!
//! Each starts from an engine that has scored its grid; how long that takes is `score_a_million_cells`.
//! `benches/compare/replay` measures whole commands against numpy and numba.

use chrono::{DateTime, Duration, Utc};
use divan::{Bencher, black_box};
use pdpe::clock::{ZonedTime, boundaries};
use pdpe::event::{Event, EventId, Events, Status, Timing};
use pdpe::geo::LatLon;
use pdpe::grid::{CellSize, Grid, Regular, kansas_city};
use pdpe::live::engine::{Engine, EngineSettings};
use pdpe::model::Model;

fn main() {
    divan::main();
}

fn from() -> DateTime<Utc> {
    "2026-10-01T05:00:00Z".parse().expect("a time")
}

/// Over Kansas City's box, which a million cells of 40 m fill.
fn grid(cell_m: f64) -> Grid {
    let size = CellSize::new(cell_m).expect("a size");
    Regular::new("38.9517,-94.7435,39.3209,-94.3554".parse().expect("a box"), size).expect("a grid").whole()
}

/// Evenly spread over the box; one starts every `minutes` and is open for five hours.
fn events(count: u32, minutes: i64) -> Events {
    (0..count).map(|number| event(number, from() + Duration::minutes(minutes * i64::from(number)))).collect()
}

fn event(number: u32, start: DateTime<Utc>) -> Event {
    let spread = |step: f64| (f64::from(number) * step).fract();
    Event {
        id: EventId::new(&format!("{number:06}")).expect("not empty"),
        name: String::new(),
        place: LatLon::new(38.9517 + 0.3692 * spread(0.618_034), -94.7435 + 0.3881 * spread(0.414_214))
            .expect("in the box"),
        timing: Timing::span(start, Some(start + Duration::hours(3))).expect("in order"),
        attendance: Some(5000),
        radius_km: None,
        sentiment: 0.0,
        status: Status::Scheduled,
        source: String::new(),
    }
}

fn engine(grid: Grid, events: Events, at: DateTime<Utc>) -> Engine {
    let model = Model::published();
    let at = at.with_timezone(&model.timezone);
    Engine::new(model, grid, events, at, EngineSettings::default()).expect("the settings are the usual ones")
}

/// The full hours of so many days.
fn hours(days: i64) -> Vec<ZonedTime> {
    boundaries(from(), from() + Duration::days(days), Model::published().timezone).map(|boundary| boundary.at).collect()
}

#[divan::bench(sample_count = 10)]
fn score_a_million_cells(bencher: Bencher) {
    bencher.with_inputs(|| grid(39.3)).bench_local_values(|grid| engine(grid, Events::new(), from()));
}

#[divan::bench(sample_count = 50)]
fn add_an_event_to_a_million_cells(bencher: Bencher) {
    let mut engine = engine(grid(39.3), events(50, 1), from());
    let added = Event { place: LatLon::new(39.1, -94.57).expect("a place"), ..event(999, from()) };
    bencher.bench_local(|| {
        engine.remove_event(&added.key());
        engine.put_event(black_box(added.clone())).1.cells_rescored
    });
}

#[divan::bench(sample_count = 50)]
fn an_hour_of_a_million_cells(bencher: Bencher) {
    let mut engine = engine(grid(39.3), Events::new(), from());
    // A Thursday: both layers change from 17 to 18 h and back.
    let times = [23, 22].map(|hour| (from() + Duration::hours(hour - 5)).with_timezone(&Model::published().timezone));
    let mut turn = times.into_iter().cycle();
    bencher.bench_local(|| engine.move_to(turn.next().expect("it goes round")).cells_rescored);
}

#[divan::bench(sample_count = 20)]
fn a_week_of_100_000_cells_and_200_events(bencher: Bencher) {
    let (grid, events, times) = (grid(124.3), events(200, 50), hours(7));
    bencher
        .with_inputs(|| engine(grid.clone(), events.clone(), from()))
        .bench_local_values(|mut engine| engine.advance(&times).len());
}

#[divan::bench(sample_count = 10)]
fn a_year_of_the_default_grid(bencher: Bencher) {
    let (grid, times) = (kansas_city().whole(), hours(365));
    bencher
        .with_inputs(|| engine(grid.clone(), Events::new(), from()))
        .bench_local_values(|mut engine| engine.advance(&times).len());
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn a_year_of_a_million_cells_and_10_400_events(bencher: Bencher) {
    let (grid, events, times) = (grid(39.3), events(10_400, 50), hours(365));
    bencher
        .with_inputs(|| engine(grid.clone(), events.clone(), from()))
        .bench_local_values(|mut engine| engine.advance(&times).len());
}
