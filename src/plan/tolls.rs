//! Tolls of one truck: prices of visits, which lower the bound where the best way through zones visits
//! the same neighbourhood twice.

use super::network::{Forward, Network, Served};
use super::plans::Plans;
use super::prices::{Clique, Prices, clique};
use super::zones::{Zone, farthest_km, reward, toll};
use super::{SAME, Scene};

/// So often tolls are changed at most for one set of zones.
const MOST_STEPS: usize = 24;
/// So many steps in a row may bring nothing.
const PATIENCE: usize = 5;
/// Less than this share of the bound is nothing.
const LEAST_GAIN: f64 = 2e-4;

/// Changes the tolls of a network between zones as long as that lowers the bound of the plans, and leaves those
/// with the lowest in it.
pub(super) fn lower_bound(scene: &Scene, zones: &[Zone], network: &mut Network, tolls: &mut Prices, plans: &mut Plans) {
    let mut best = (f64::INFINITY, tolls.clone());
    let (mut scale, mut idle) = (1.0, 0);
    for _ in 0..MOST_STEPS {
        set(network, zones, tolls);
        let forward = network.forward(scene.settings.stops, |_, _| true);
        let Some((bound, path)) = worst(scene, network, &forward, tolls, plans) else { break };
        idle += 1;
        if bound < best.0 * (1.0 - LEAST_GAIN) || best.0 == f64::INFINITY {
            idle = 0;
        } else if idle % 2 == 0 {
            scale *= 0.5;
        }
        if bound < best.0 {
            best = (bound, tolls.clone());
        }
        let value = plans.best().map_or(0.9 * bound, |plan| plan.value);
        let is_settled = bound <= value + SAME || idle > PATIENCE || !(scene.effort.goes_on)();
        if is_settled || !change(scene, zones, &path, tolls, scale * (bound - value)) {
            break;
        }
    }
    *tolls = best.1;
    set(network, zones, tolls);
}

fn set(network: &mut Network, zones: &[Zone], tolls: &Prices) {
    network.toll = zones.iter().map(|zone| toll(zone, Some(tolls))).collect();
}

/// Lowers the bounds of the plans to what the tolls allow; the greatest of them, and the way it is earned.
fn worst(
    scene: &Scene,
    network: &Network,
    forward: &Forward,
    tolls: &Prices,
    plans: &mut Plans,
) -> Option<(f64, Vec<Served>)> {
    let fixed = f64::from(u32::try_from(scene.settings.keep.len()).expect("stops are few"));
    let mut worst: Option<(f64, Vec<Served>)> = None;
    for count in 0..scene.settings.stops {
        let Some((value, path)) = network.best_path(forward, count + 1) else { continue };
        let bound = value - fixed * reward(scene) + tolls.of_visits();
        plans.limit(count, bound);
        if worst.as_ref().is_none_or(|(most, _)| bound > *most) {
            worst = Some((bound, path));
        }
    }
    worst
}

/// Moves the tolls along what the way visits too often or not at all; false where there is nothing to move.
fn change(scene: &Scene, zones: &[Zone], path: &[Served], tolls: &mut Prices, by: f64) -> bool {
    let places = scene.values.places();
    let is_kept = |served: &Served| zones[served.node].kept.is_some();
    for (number, one) in path.iter().enumerate() {
        for other in path[..number].iter().filter(|other| !is_kept(one) && !is_kept(other)) {
            let (one, other) = (&zones[one.node], &zones[other.node]);
            let is_conflict = match (&one.cells[..], &other.cells[..]) {
                ([cell], [other]) => {
                    cell == other || scene.settings.conflict(places[*cell as usize], places[*other as usize])
                }
                _ => farthest_km(one, other) < scene.settings.apart_km,
            };
            let mut seeds = [&one.cells[..], &other.cells[..]].concat();
            seeds.sort_unstable();
            seeds.dedup();
            let is_known = |clique: &Clique<f64>| seeds.iter().all(|&cell| clique.has(cell));
            if is_conflict && !tolls.visits.iter().any(is_known) {
                tolls.visits.push(Clique { cells: clique(scene, &seeds), price: 0.0 });
            }
        }
    }
    let too_many = |clique: &Clique<f64>| {
        let visits =
            path.iter().filter(|served| !is_kept(served) && zones[served.node].cells.iter().all(|&cell| clique.has(cell)));
        let more = f64::from(u32::try_from(visits.count()).expect("stops are few")) - 1.0;
        if clique.price <= 0.0 { more.max(0.0) } else { more }
    };
    let moves: Vec<f64> = tolls.visits.iter().map(too_many).collect();
    let length: f64 = moves.iter().map(|more| more * more).sum();
    // Fixed stops stay worth more than all else.
    let is_open = tolls.of_visits() + by < scene.values.most();
    if length <= 0.0 || !is_open {
        return false;
    }
    for (clique, more) in tolls.visits.iter_mut().zip(moves) {
        clique.price = (clique.price + by * more / length).max(0.0);
    }
    true
}
