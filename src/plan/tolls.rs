//! Tolls: prices of the visits of one truck. They lower the bound where the best way through zones visits a
//! neighbourhood twice or has too many stops.

use super::network::{Network, Served};
use super::plans::Plans;
use super::prices::{Clique, Prices, clique};
use super::sweep::Sweep;
use super::zones::{Zone, farthest_km, toll};
use super::{SAME, Scene};

/// The greatest number of steps for one set of zones.
const MOST_STEPS: usize = 16;
/// The greatest number of steps in a row without a gain.
const PATIENCE: usize = 3;
/// The least gain, as a share of the bound.
const LEAST_GAIN: f64 = 2e-4;

/// Changes the tolls of a network without breaks and fixed stops for as long as that lowers the bound of plans with any
/// number of stops, and returns the bound of plans through each zone. Only where the zones hold every cell that may be
/// part of a better plan (`is_exact`) is it a bound of all plans. Reports the best path of each step.
pub(super) fn lower_bound(
    scene: &Scene,
    zones: &[Zone],
    network: &mut Network,
    tolls: &mut Prices,
    plans: &mut Plans,
    is_exact: bool,
    mut found: impl FnMut(&mut Plans, &[Served]),
) -> Vec<f64> {
    let stops = scene.settings.stops;
    let mut best: Option<(f64, Prices, Sweep)> = None;
    let (mut scale, mut idle) = (1.0, 0);
    for _ in 0..MOST_STEPS {
        set(network, zones, tolls);
        let sweep = Sweep::forwards(network);
        let Some((value, path)) = sweep.best(network) else { break };
        found(plans, &path);
        let bound = value + tolls.of_visits(stops);
        let least = best.as_ref().map_or(f64::INFINITY, |best| best.0);
        idle = if bound < least - LEAST_GAIN * least.abs().min(1e9) { 0 } else { idle + 1 };
        if idle > 0 && idle % 2 == 0 {
            scale *= 0.5;
        }
        if bound < least {
            best = Some((bound, tolls.clone(), sweep));
        }
        let known = plans.best().map_or(0.9 * bound, |plan| plan.value);
        let is_settled = bound <= known + SAME || idle > PATIENCE || !(scene.effort.goes_on)();
        if is_settled || !change(scene, zones, &path, tolls, scale * (bound - known)) {
            break;
        }
    }
    let Some((bound, lowest, sweep)) = best else {
        if is_exact {
            plans.bounds.fill(f64::NEG_INFINITY);
        }
        return vec![f64::NEG_INFINITY; zones.len()];
    };
    *tolls = lowest;
    set(network, zones, tolls);
    for count in (0..stops).filter(|_| is_exact) {
        plans.limit(count, bound);
    }
    let all = tolls.of_visits(stops);
    sweep.bounds(network).into_iter().map(|bound| bound + all).collect()
}

fn set(network: &mut Network, zones: &[Zone], tolls: &Prices) {
    network.toll = zones.iter().map(|zone| toll(zone, Some(tolls))).collect();
}

/// Raises tolls of cliques that a path visits more than once, and lowers the others. Returns whether any changed.
fn change(scene: &Scene, zones: &[Zone], path: &[Served], tolls: &mut Prices, by: f64) -> bool {
    add_cliques(scene, zones, path, tolls);
    let too_many = |price: f64, visits: usize, most: usize| {
        let count = |count: usize| f64::from(u32::try_from(count).expect("stops are few"));
        let more = count(visits) - count(most);
        if price <= 0.0 { more.max(0.0) } else { more }
    };
    let visits = |clique: &Clique<f64>| path.iter().filter(|served| clique.holds(&zones[served.node].cells)).count();
    let moves: Vec<f64> = tolls.visits.iter().map(|clique| too_many(clique.price, visits(clique), 1)).collect();
    let of_stops = too_many(tolls.stop, path.len(), scene.settings.stops);
    let length: f64 = moves.iter().chain([&of_stops]).map(|more| more * more).sum();
    if length <= 0.0 {
        return false;
    }
    for (clique, more) in tolls.visits.iter_mut().zip(moves) {
        clique.price = (clique.price + by * more / length).max(0.0);
    }
    tolls.stop = (tolls.stop + by * of_stops / length).max(0.0);
    true
}

/// Adds a clique around each two stops of a path that are too close to each other.
fn add_cliques(scene: &Scene, zones: &[Zone], path: &[Served], tolls: &mut Prices) {
    let places = scene.values.places();
    for (number, one) in path.iter().enumerate() {
        for other in &path[..number] {
            let (one, other) = (&zones[one.node], &zones[other.node]);
            let are_close = match (&one.cells[..], &other.cells[..]) {
                ([one], [other]) => scene.settings.conflict(places[*one as usize], places[*other as usize]),
                _ => farthest_km(one, other) < scene.settings.apart_km,
            };
            let seeds: Vec<u32> = one.cells.iter().chain(&other.cells).copied().collect();
            if are_close && !tolls.visits.iter().any(|clique| clique.holds(&seeds)) {
                tolls.visits.push(Clique { cells: clique(scene, &seeds), price: 0.0 });
            }
        }
    }
}
