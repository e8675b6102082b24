//! One truck: a good plan first, then zones that cannot hold a better one go, then the exact
//! programme on the cells that are left.

use std::collections::BTreeSet;

use super::Scene;
use super::apart::{Apart, Found, SAME};
use super::network::{Network, Served};
use super::zones::{Zone, bounds, network};

/// A plan starts from this many zones at least.
const FIRST_ZONES: usize = 64;
/// Above this many nodes the programme is not run: its work grows with their square.
const MOST_NODES: usize = 900;
/// Branches tried before a search for stops that keep their distance ends without proof.
const MOST_BRANCHES: usize = 400;
/// Cells that the first good plan is made of.
const FIRST_CELLS: usize = 64;
/// Neighbours of each stop that are tried to make a good plan better.
const NEIGHBOURS: usize = 12;

/// One stop of a plan; minutes count from the start of the shift.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// Position of the cell in the grid.
    pub cell: usize,
    /// First minute of service.
    pub service_start: usize,
    /// End of service.
    pub service_end: usize,
    /// Score-hours earned here.
    pub value: f64,
}

/// The best plan found with a number of stops, and what no such plan exceeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// In order of time.
    pub stops: Vec<Stop>,
    /// Score-hours of all stops.
    pub value: f64,
    /// No plan with as many stops is worth more.
    pub bound: f64,
}

impl Plan {
    /// Whether no plan with as many stops is worth more.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.bound <= self.value + SAME
    }

    /// How much more a plan could be worth at most, as a share of the bound.
    #[must_use]
    pub fn gap(&self) -> f64 {
        if self.bound > 0.0 { ((self.bound - self.value) / self.bound).max(0.0) } else { 0.0 }
    }
}

/// The best plans of one truck with exactly 1, 2, … stops; none where the shift is too short for so many.
#[must_use]
pub fn one_truck(scene: &Scene) -> Vec<Option<Plan>> {
    let places = scene.values.places();
    let stops = scene.settings.stops;
    if places.is_empty() || stops == 0 {
        return vec![None; stops];
    }
    let mut plans = first_plans(scene);
    let known =
        |plans: &[Option<Plan>], count: usize| plans[count].as_ref().map_or(f64::NEG_INFINITY, |plan| plan.value);
    let mut zones = vec![Zone::new((0u32..).take(places.len()).collect(), places)];
    while zones.len() < FIRST_ZONES && zones.iter().any(|zone| zone.cells.len() > 1) {
        zones = zones.into_iter().flat_map(|zone| zone.halves(places)).collect();
    }
    loop {
        let whole = network(&zones, scene);
        let bounds = bounds(&whole, stops);
        for (count, plan) in plans.iter_mut().enumerate() {
            if let Some(plan) = plan {
                plan.bound = bounds[count].iter().copied().fold(plan.value, f64::max).min(plan.bound);
            }
        }
        let may_be_better = |zone: usize| (0..stops).any(|count| bounds[count][zone] > known(&plans, count) + SAME);
        let kept: Vec<usize> = (0..zones.len()).filter(|&zone| may_be_better(zone)).collect();
        if kept.iter().all(|&zone| zones[zone].cells.len() == 1) {
            let (zones, bounds): (Vec<Zone>, Vec<Vec<f64>>) = (
                kept.iter().map(|&zone| zones[zone].clone()).collect(),
                bounds.iter().map(|bounds| kept.iter().map(|&zone| bounds[zone]).collect()).collect(),
            );
            exact(scene, &zones, &bounds, &mut plans);
            return plans;
        }
        let mut next: Vec<Zone> = kept.iter().flat_map(|&zone| zones[zone].clone().halves(places)).collect();
        if next.len() > MOST_NODES {
            return plans;
        }
        if next.len() * 2 <= MOST_NODES {
            next = next.into_iter().flat_map(|zone| zone.halves(places)).collect();
        }
        zones = next;
    }
}

/// Runs the exact programme on the cells that may be part of a better plan.
fn exact(scene: &Scene, cells: &[Zone], bounds: &[Vec<f64>], plans: &mut [Option<Plan>]) {
    if cells.is_empty() {
        return;
    }
    let network = network(cells, scene);
    let apart = Apart { network: &network, conflict: conflicts(cells, scene) };
    for (count, plan) in plans.iter_mut().enumerate() {
        let known = plan.as_ref().map_or(f64::NEG_INFINITY, |plan| plan.value);
        let usable: Vec<bool> = bounds[count].iter().map(|&bound| bound > known + SAME).collect();
        if !usable.contains(&true) {
            continue;
        }
        let Found { plan: better, bound } = apart.best(count + 1, &usable, known, MOST_BRANCHES);
        if let Some((value, path)) = better {
            *plan = Some(made(scene, cells, &network, &path, value));
        } else if let Some(plan) = plan {
            plan.bound = bound.max(plan.value).min(plan.bound);
        }
    }
}

fn conflicts(cells: &[Zone], scene: &Scene) -> Vec<bool> {
    let place = |zone: &Zone| scene.values.places()[zone.cells[0] as usize];
    cells
        .iter()
        .enumerate()
        .flat_map(|(number, one)| {
            cells.iter().enumerate().map(move |(other_number, other)| {
                number == other_number || scene.settings.conflict(place(one), place(other))
            })
        })
        .collect()
}

fn made(scene: &Scene, cells: &[Zone], network: &Network, path: &[Served], bound: f64) -> Plan {
    let stop = |served: &Served| Stop {
        cell: cells[served.node].cells[0] as usize,
        service_start: served.from,
        service_end: served.to,
        value: network.value(served.node, served.from, served.to),
    };
    let _ = scene;
    let stops: Vec<Stop> = path.iter().map(stop).collect();
    let value = stops.iter().map(|stop| stop.value).sum();
    Plan { stops, value, bound }
}

/// Good plans: of the best cells of each span, then with the neighbours of their stops.
fn first_plans(scene: &Scene) -> Vec<Option<Plan>> {
    let mut cells = first_cells(scene);
    let mut plans: Vec<Option<Plan>> = vec![None; scene.settings.stops];
    loop {
        let zones: Vec<Zone> = cells.iter().map(|&cell| Zone::new(vec![cell], scene.values.places())).collect();
        let network = network(&zones, scene);
        let apart = Apart { network: &network, conflict: conflicts(&zones, scene) };
        let mut is_better = false;
        for (count, plan) in plans.iter_mut().enumerate() {
            let Some((value, path)) = apart.dive(count + 1) else { continue };
            if plan.as_ref().is_none_or(|plan| value > plan.value + SAME) {
                *plan = Some(Plan { bound: f64::INFINITY, ..made(scene, &zones, &network, &path, value) });
                is_better = true;
            }
        }
        let stops: BTreeSet<u32> = plans
            .iter()
            .flatten()
            .flat_map(|plan| &plan.stops)
            .map(|stop| u32::try_from(stop.cell).expect("cells are numbered by u32"))
            .collect();
        let before = cells.len();
        cells.extend(stops.iter().flat_map(|&cell| neighbours(scene, cell)));
        if !is_better || cells.len() == before {
            return plans;
        }
        // Only what is near the plans so far is tried again.
        cells = stops.iter().flat_map(|&cell| neighbours(scene, cell)).chain(stops.iter().copied()).collect();
    }
}

fn neighbours(scene: &Scene, cell: u32) -> Vec<u32> {
    let places = scene.values.places();
    let here = places[cell as usize];
    let mut near: Vec<(f64, u32)> =
        (0u32..).zip(places).map(|(number, &place)| (here.distance_km(place), number)).collect();
    let count = NEIGHBOURS.min(near.len() - 1);
    near.select_nth_unstable_by(count, |one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    near[..=count].iter().map(|&(_, number)| number).collect()
}

/// The best cells of each span, some way apart; near ones first of those that score the same.
fn first_cells(scene: &Scene) -> BTreeSet<u32> {
    const EACH_KM: f64 = 1.0;
    let values = scene.values;
    let places = values.places();
    let spans = values.spans();
    let each = (FIRST_CELLS / spans.len()).clamp(2, 8);
    let step = spans.len().div_ceil(FIRST_CELLS / 2).max(1);
    let origin = scene.settings.start.or(scene.settings.end);
    let mut cells = BTreeSet::new();
    for span in spans.iter().step_by(step) {
        let mut ranked: Vec<u32> = (0u32..).take(places.len()).collect();
        let away_km = |cell: u32| origin.map_or(0.0, |origin| origin.distance_km(places[cell as usize]));
        let count = ranked.len().min(each * 40);
        let by_score = |one: &u32, other: &u32| {
            span.scores[*other as usize]
                .total_cmp(&span.scores[*one as usize])
                .then_with(|| away_km(*one).total_cmp(&away_km(*other)))
                .then(one.cmp(other))
        };
        if count < ranked.len() {
            ranked.select_nth_unstable_by(count, by_score);
            ranked.truncate(count);
        }
        ranked.sort_unstable_by(by_score);
        let mut chosen: Vec<u32> = Vec::new();
        for cell in ranked {
            let place = places[cell as usize];
            if chosen.len() < each && chosen.iter().all(|&other| places[other as usize].distance_km(place) >= EACH_KM) {
                chosen.push(cell);
            }
        }
        cells.extend(chosen);
    }
    cells
}
