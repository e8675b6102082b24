//! Orienteering instances with time windows (Solomon; Cordeau) as shifts of one truck.
//!
//! A minute is a tenth of the instance's unit of time, so that its distances, rounded down to one decimal,
//! are whole minutes. A drive is rounded up here: one minute more than there, which is taken off the service
//! before it; windows and the end of the shift are a minute later, for the first drive. Only instances with
//! one length of service are such shifts: a truck's stays have one least and one greatest length.

use std::time::Instant;

use pdpe::geo::LatLon;
use pdpe::plan::one_truck::one_truck;
use pdpe::plan::values::{ValueSpan, Values};
use pdpe::plan::{Effort, PlanSettings, Scene, StayLimits, Windows};

/// Minutes in a unit of time.
const TICKS: f64 = 10.0;
/// Degrees in a unit of length: about a metre, so that the globe is flat.
const DEGREES: f64 = 1e-5;
const SECONDS: f64 = 2.0;

struct Customer {
    at: (f64, f64),
    service: f64,
    profit: f64,
    opens: f64,
    closes: f64,
}

/// The single-truck instances of `toptw_reference.csv` with proven optima.
pub fn table(folder: &str) {
    let Ok(mut rows) = csv::Reader::from_path(format!("{folder}/toptw_reference.csv")) else { return };
    println!(
        "\n| TOPTW, 1 truck | optimum | found | bound | gap to the optimum | seconds |\n|---|--:|--:|--:|--:|--:|"
    );
    let (mut gaps, mut left_out) = (Vec::new(), 0);
    for row in rows.records() {
        let row = row.expect("a row");
        if &row[1] != "1" || &row[3] != "1" {
            continue;
        }
        let optimum: f64 = row[2].parse().expect("an optimum");
        let text = std::fs::read_to_string(format!("{folder}/toptw/{}.txt", &row[0])).expect("an instance");
        let customers: Vec<Customer> = text.lines().skip(2).filter_map(customer).collect();
        let Some(found) = solve(&customers) else {
            left_out += 1;
            continue;
        };
        let gap = 100.0 * (1.0 - found.0 / optimum);
        gaps.push(gap);
        println!("| {} | {optimum} | {:.1} | {:.1} | {gap:.1} % | {:.2} |", &row[0], found.0, found.1, found.2);
    }
    let mean = gaps.iter().sum::<f64>() / f64::from(u32::try_from(gaps.len().max(1)).expect("few"));
    println!("\nTOPTW: mean gap {mean:.2} % over {} instances (goal: 1 % in {SECONDS} s)", gaps.len());
    println!("{left_out} more have services of several lengths, which no shift has");
}

fn customer(line: &str) -> Option<Customer> {
    let numbers: Vec<f64> = line.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    let [.., opens, closes] = numbers[..] else { return None };
    let [_, x, y, service, profit, ..] = numbers[..] else { return None };
    Some(Customer { at: (x, y), service, profit, opens, closes })
}

/// Value, bound and seconds.
fn solve(customers: &[Customer]) -> Option<(f64, f64, f64)> {
    let (depot, others) = customers.split_first()?;
    let service = others[0].service;
    if others.iter().any(|other| other.service.to_bits() != service.to_bits()) {
        return None;
    }
    let ticks = |time: f64| ticks(time * TICKS);
    let minutes = ticks(depot.closes) + 1;
    let length = ticks(service) - 1;
    let place = |(x, y): (f64, f64)| LatLon::new(y * DEGREES, x * DEGREES).expect("near the equator");
    let places: Vec<LatLon> = others.iter().map(|other| place(other.at)).collect();
    let visit_hours = f64::from(u32::try_from(length).ok()?) / 60.0;
    let scores = others.iter().map(|other| other.profit / visit_hours).collect();
    let values = Values::new(places, minutes, vec![ValueSpan { start_seconds: 0, scores }]);
    let open: Vec<Windows> = others
        .iter()
        .map(|other| vec![(ticks(other.opens) + 1, (ticks(other.closes) + 1 + length).min(minutes))])
        .collect();
    let unit_km = place((0.0, 0.0)).distance_km(place((1.0, 0.0)));
    let settings = PlanSettings {
        start: Some(place(depot.at)),
        end: Some(place(depot.at)),
        stops: 15,
        stay: StayLimits { least: length, longest: Some(length), half_life_minutes: None },
        setup_minutes: 0,
        teardown_minutes: 0,
        // A bit slower, so that a whole number of minutes is rounded up too.
        speed_kmh: unit_km / TICKS * 60.0 * (1.0 - 1e-8),
        detour: 1.0,
        ..PlanSettings::default()
    };
    let clock = Instant::now();
    let goes_on = || clock.elapsed().as_secs_f64() < SECONDS;
    let effort = Effort { iterations: 1_000_000, gap: 0.0, goes_on: &goes_on };
    let best = one_truck(&Scene::new(&values, &settings).with_windows(Some(&open)).with_effort(effort)).best()?;
    Some((best.value, best.bound, clock.elapsed().as_secs_f64()))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "times of an instance")]
fn ticks(time: f64) -> usize {
    time.round() as usize
}
