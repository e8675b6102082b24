//! Many stops of one truck: a search at random for good plans, and a bound by sweeps with tolls, in turn.

use super::apart::Apart;
use super::nearby::{FEW_CELLS, first_cells, neighbours};
use super::network::Served;
use super::plans::{Plan, Plans, Stop};
use super::prices::{Prices, cell_of};
use super::zones::{Zone, conflicts, made, network};
use super::{SAME, Scene, search, tolls};

/// The least number of stops that are searched for at random.
pub(super) const MANY_STOPS: usize = 5;
/// The greatest number of steps of a search without a better plan, before there is a bound and afterwards.
const FIRST_PATIENCE: usize = 200;
const PATIENCE: usize = 5000;

/// Whether there are so many stops that they are searched for at random. Breaks and fixed stops need the exact
/// programme.
pub(super) fn is_many(scene: &Scene) -> bool {
    scene.settings.stops >= MANY_STOPS && scene.settings.keep.is_empty() && scene.settings.breaks.is_empty()
}

/// Searches for a plan of many stops among cells and lowers the bound in turn; a better plan and a lower bound both
/// leave fewer cells.
pub(super) fn prove(scene: &Scene, mut cells: Vec<Zone>, visits: &mut Prices, plans: &mut Plans, is_exact: bool) {
    let mut is_last = false;
    while !cells.is_empty() {
        let before = (plans.best().map_or(0.0, |plan| plan.value), plans.best().map_or(0.0, |plan| plan.gap()));
        let (network, mut tolled) = (network(&cells, scene), network(&cells, scene));
        let conflict = conflicts(&cells, scene);
        let patience = if is_last { PATIENCE } else { FIRST_PATIENCE };
        let apart = Apart { network: &network, conflict, rewards: 0.0, effort: scene.effort };
        search_best(scene, &cells, &apart, patience, plans);
        let bounds = tolls::lower_bound(scene, &cells, &mut tolled, visits, plans, is_exact, |plans, path| {
            let nodes = without_conflicts(&apart, path, scene.settings.stops);
            offer(scene, &cells, &apart, plans, &nodes);
        });
        let best = plans.best().map_or((0.0, 0.0), |plan| (plan.value, plan.gap()));
        if is_last || best.1 <= scene.effort.gap || !(scene.effort.goes_on)() {
            return;
        }
        let count = cells.len();
        let above = |bound: &f64| *bound > best.0 + SAME;
        cells = cells.into_iter().zip(&bounds).filter(|(_, bound)| above(bound)).map(|(cell, _)| cell).collect();
        is_last = best.0 <= before.0 && best.1 > 0.98 * before.1 && cells.len() * 20 > count * 19;
    }
    // Every cell is left out: nothing better exists.
    if is_exact {
        let best = plans.best().map_or(f64::NEG_INFINITY, |plan| plan.value);
        plans.bounds.fill(best);
    }
}

/// Searches near the best plan for as long as that finds a better one.
pub(super) fn search_first(scene: &Scene, plans: &mut Plans) {
    loop {
        let before = plans.best().map_or(f64::NEG_INFINITY, |plan| plan.value);
        search_near(scene, plans, false);
        let is_better = plans.best().is_some_and(|plan| plan.value > before + SAME);
        if !is_better || scene.values.places().len() <= FEW_CELLS || !(scene.effort.goes_on)() {
            return;
        }
    }
}

/// Searches among the best cells of each span and the neighbours of the stops known; if `of_each`, also for each other
/// number of stops.
pub(super) fn search_near(scene: &Scene, plans: &mut Plans, of_each: bool) {
    let mut cells = first_cells(scene);
    let stops = plans.by_stops.iter().flatten().flat_map(|plan| &plan.stops);
    cells.extend(stops.flat_map(|stop| neighbours(scene, cell_of(stop))));
    let zones: Vec<Zone> = cells.iter().map(|&cell| Zone::new(vec![cell], scene.values.places())).collect();
    let network = network(&zones, scene);
    let apart = Apart { network: &network, conflict: conflicts(&zones, scene), rewards: 0.0, effort: scene.effort };
    if of_each {
        search_each_number(scene, &zones, &apart, plans);
    } else {
        search_best(scene, &zones, &apart, FIRST_PATIENCE, plans);
    }
}

/// Searches until nothing better is found for long.
pub(super) fn search_among(scene: &Scene, cells: &[Zone], apart: &Apart, plans: &mut Plans) {
    search_best(scene, cells, apart, PATIENCE, plans);
}

/// Improves the best plan at random, and others on the way.
fn search_best(scene: &Scene, cells: &[Zone], apart: &Apart, patience: usize, plans: &mut Plans) {
    let start = plans.best().and_then(|plan| nodes_of(scene, cells, &plan)).unwrap_or_default();
    search::improve(apart, &(1..=scene.settings.stops), &start, patience, |path| {
        offer(scene, cells, apart, plans, path);
    });
}

/// Makes a plan of each other number of stops from the plans with one stop more or fewer, and improves it.
fn search_each_number(scene: &Scene, cells: &[Zone], apart: &Apart, plans: &mut Plans) {
    let Some(best) = plans.best().map(|plan| plan.stops.len()) else { return };
    let fewer = (MANY_STOPS - 2..best).rev().map(|stops| (stops + 1, stops));
    for (from, to) in fewer.chain((best..scene.settings.stops).map(|stops| (stops, stops + 1))) {
        let Some(path) = plans.by_stops[from - 1].clone().and_then(|plan| nodes_of(scene, cells, &plan)) else {
            return;
        };
        if let Some(path) = search::resized(apart, &path, to > from) {
            offer(scene, cells, apart, plans, &path);
        }
        let start = plans.by_stops[to - 1].clone().and_then(|plan| nodes_of(scene, cells, &plan));
        let Some(start) = start.filter(|_| (scene.effort.goes_on)()) else { continue };
        search::improve(apart, &(to..=to), &start, FIRST_PATIENCE, |path| {
            offer(scene, cells, apart, plans, path);
        });
    }
}

fn offer(scene: &Scene, cells: &[Zone], apart: &Apart, plans: &mut Plans, nodes: &[usize]) {
    if let Some((_, path)) = apart.along(nodes) {
        plans.offer(nodes.len() - 1, made(scene, cells, apart.network, &path));
    }
}

/// The first stops of a path that are no conflict with those before them.
fn without_conflicts(apart: &Apart, path: &[Served], stops: usize) -> Vec<usize> {
    let mut nodes: Vec<usize> = Vec::with_capacity(path.len());
    for served in path {
        if nodes.len() < stops && nodes.iter().all(|&other| !apart.conflict[other * apart.network.len() + served.node])
        {
            nodes.push(served.node);
        }
    }
    nodes
}

/// The nodes of the stops of a plan; `None` if one is not among the cells.
fn nodes_of(scene: &Scene, cells: &[Zone], plan: &Plan) -> Option<Vec<usize>> {
    let node_of = |stop: &Stop| {
        let is_it = |zone: &Zone| {
            let kept = zone.kept.map(|number| scene.settings.keep[number]);
            zone.cells[0] as usize == stop.cell && kept.is_none_or(|kept| kept.from == stop.service_start)
        };
        cells.iter().position(is_it)
    };
    plan.stops.iter().map(node_of).collect()
}
