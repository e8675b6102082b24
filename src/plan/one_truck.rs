//! One truck: finds a good plan, removes zones that cannot contain a better one, and runs the exact
//! programme on the remaining cells.

use std::collections::BTreeSet;

use super::apart::{Apart, Found};
use super::many_stops::{MANY_STOPS, is_many, prove, search_among, search_first, search_near};
use super::nearby::{first_cells, neighbours};
use super::plans::{Plans, gap};
use super::prices::Prices;
use super::zones::{Zone, bounds, conflicts, made, network, reward};
use super::{PlanSettings, SAME, Scene, tolls};

/// The least number of zones at the start.
const FIRST_ZONES: usize = 64;
/// The greatest number of nodes of the programme, whose work grows with their square.
const MOST_NODES: usize = 900;
/// The number of zones that are kept if there are too many for a proof.
const MOST_PROMISING: usize = 200;

/// The best plans of one truck with exactly 1, 2, … stops.
#[must_use]
pub fn one_truck(scene: &Scene) -> Plans {
    one_truck_near(scene, &[])
}

/// Like [`one_truck`], with cells that are likely to be part of good plans.
pub(super) fn one_truck_near(scene: &Scene, likely: &[usize]) -> Plans {
    let places = scene.values.places();
    let stops = scene.settings.stops;
    let mut plans = Plans { by_stops: vec![None; stops], bounds: vec![f64::INFINITY; stops] };
    if places.is_empty() || stops == 0 {
        plans.bounds.fill(f64::NEG_INFINITY);
        return plans;
    }
    if is_many(scene) {
        search_first(scene, &mut plans);
        // Few stops are planned exactly.
        if (scene.effort.goes_on)() {
            let settings = PlanSettings { stops: MANY_STOPS - 2, ..scene.settings.clone() };
            let few = one_truck_near(&Scene { settings: &settings, ..*scene }, likely);
            for (count, (plan, bound)) in few.by_stops.into_iter().zip(few.bounds).enumerate() {
                plans.offer(count, plan);
                plans.limit(count, bound);
            }
        }
    } else {
        first_plans(scene, likely, &mut plans);
    }
    leave_out(scene, &mut plans);
    if is_many(scene) {
        search_near(scene, &mut plans, true);
    }
    for count in 0..stops {
        plans.bounds[count] = plans.bounds[count].max(plans.known(count));
        let bound = plans.bounds[count];
        plans.by_stops[count].iter_mut().for_each(|plan| plan.bound = bound);
    }
    plans
}

/// Removes zones that cannot contain a better plan, and splits the others, down to single cells.
fn leave_out(scene: &Scene, plans: &mut Plans) {
    let places = scene.values.places();
    let stops = scene.settings.stops;
    let rewards = rewards(scene);
    let most_nodes = most_nodes(scene);
    let all = Zone::new((0u32..).take(places.len()).collect(), places);
    let mut zones: Vec<Zone> = Zone::of_kept(scene).chain([all]).collect();
    while zones.len() < FIRST_ZONES && zones.iter().any(|zone| zone.cells.len() > 1) {
        zones = halved(zones, scene);
    }
    let mut is_exact = true;
    let mut visits = Prices::default();
    let is_many = is_many(scene);
    loop {
        let mut network = network(&zones, scene);
        let bounds: Vec<Vec<f64>> = if is_many {
            let bounds = tolls::lower_bound(scene, &zones, &mut network, &mut visits, plans, is_exact, |_, _| {});
            vec![bounds; stops]
        } else {
            let with_rewards = bounds(&network, stops).into_iter();
            with_rewards.map(|bounds| bounds.into_iter().map(|bound| bound - rewards).collect()).collect()
        };
        for (count, bounds) in bounds.iter().enumerate() {
            // A path without all fixed stops is not a plan.
            let best = bounds.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            if is_exact && !is_many {
                plans.limit(count, if best < -0.25 * reward(scene) { f64::NEG_INFINITY } else { best });
            }
        }
        // Of many stops, only the best number of them is looked for.
        let best_known = plans.best().map_or(f64::NEG_INFINITY, |plan| plan.value);
        let known = |count: usize| if is_many { best_known } else { plans.known(count) };
        let best_of = |zone: usize| {
            let over = |count: usize| bounds[count][zone] - known(count);
            (0..stops).map(over).fold(f64::NEG_INFINITY, f64::max)
        };
        let is_good_enough = |count: usize| gap(known(count), plans.bounds[count]) <= scene.effort.gap;
        let may_be_better = |zone: usize| {
            let is_above = |count: usize| bounds[count][zone] > known(count) + SAME && !is_good_enough(count);
            zones[zone].kept.is_some() || (0..stops).any(is_above)
        };
        let mut kept: Vec<usize> = (0..zones.len()).filter(|&zone| may_be_better(zone)).collect();
        if kept.iter().all(|&zone| zones[zone].kept.is_some()) && plans.by_stops.iter().any(Option::is_some) {
            return;
        }
        if kept.iter().all(|&zone| zones[zone].cells.len() == 1) {
            let cells: Vec<Zone> = kept.iter().map(|&zone| zones[zone].clone()).collect();
            let bounds: Vec<Vec<f64>> =
                bounds.iter().map(|bounds| kept.iter().map(|&zone| bounds[zone]).collect()).collect();
            if is_many {
                prove(scene, cells, &mut visits, plans, is_exact);
            } else {
                exact(scene, &cells, &bounds, plans, is_exact);
            }
            return;
        }
        if kept.len() * 2 > most_nodes || !(scene.effort.goes_on)() {
            // Too many for a proof: keep the bounds, and continue with the best zones.
            is_exact = false;
            kept.sort_by(|&one, &other| best_of(other).total_cmp(&best_of(one)).then(one.cmp(&other)));
            let promising = kept.iter().filter(|&&zone| zones[zone].kept.is_none()).take(MOST_PROMISING);
            let fixed = kept.iter().filter(|&&zone| zones[zone].kept.is_some());
            kept = fixed.chain(promising).copied().collect();
        }
        let mut next = halved(kept.iter().map(|&zone| zones[zone].clone()).collect(), scene);
        if next.len() * 2 <= most_nodes && is_exact {
            next = halved(next, scene);
        }
        zones = next;
    }
}

/// The extra values of all fixed stops.
fn rewards(scene: &Scene) -> f64 {
    reward(scene) * f64::from(u32::try_from(scene.settings.keep.len()).expect("stops are few"))
}

/// The greatest number of nodes; fewer for long shifts and many stops, because of memory.
fn most_nodes(scene: &Scene) -> usize {
    // A sweep keeps nothing for each stop.
    let rows = if is_many(scene) { 2 } else { scene.settings.stops * (scene.settings.breaks.len() + 1) };
    let numbers = (scene.values.minutes() + 1) * rows;
    (1_500_000_000 / numbers).isqrt().clamp(100, MOST_NODES)
}

fn halved(zones: Vec<Zone>, scene: &Scene) -> Vec<Zone> {
    zones.into_iter().flat_map(|zone| zone.halves(scene.values.places())).collect()
}

/// Runs the exact programme on the cells that may be part of a better plan.
fn exact(scene: &Scene, cells: &[Zone], bounds: &[Vec<f64>], plans: &mut Plans, is_exact: bool) {
    if cells.is_empty() {
        return;
    }
    let network = network(cells, scene);
    let conflict = conflicts(cells, scene);
    let apart = Apart { network: &network, conflict, rewards: rewards(scene), effort: scene.effort };
    let rewards = rewards(scene);
    if scene.settings.stops >= MANY_STOPS {
        search_among(scene, cells, &apart, plans);
    }
    for (count, bounds) in bounds.iter().enumerate() {
        let usable = |plans: &Plans| -> Vec<bool> {
            let may_be_better =
                |(zone, &bound): (&Zone, &f64)| zone.kept.is_some() || bound > plans.known(count) + SAME;
            cells.iter().zip(bounds).map(may_be_better).collect()
        };
        let before = usable(plans);
        if !before.iter().zip(cells).any(|(&usable, zone)| usable && zone.kept.is_none())
            && plans.by_stops[count].is_some()
        {
            continue;
        }
        let Found { plan: better, bound } =
            apart.best(count + 1, &before, plans.known(count) + rewards, scene.effort.iterations);
        plans.offer(count, better.and_then(|(_, path)| made(scene, cells, &network, &path)));
        if is_exact {
            plans.limit(count, bound - rewards);
        }
    }
}

/// Good plans: from the best cells of each span, then with the neighbours of their stops.
fn first_plans(scene: &Scene, likely: &[usize], plans: &mut Plans) {
    let number = |cell: usize| u32::try_from(cell).expect("cells are numbered by u32");
    let mut cells = first_cells(scene);
    cells.extend(likely.iter().map(|&cell| number(cell)));
    loop {
        let single = cells.iter().map(|&cell| Zone::new(vec![cell], scene.values.places()));
        let zones: Vec<Zone> = Zone::of_kept(scene).chain(single).collect();
        let network = network(&zones, scene);
        let apart = Apart {
            network: &network,
            conflict: conflicts(&zones, scene),
            rewards: rewards(scene),
            effort: scene.effort,
        };
        let mut is_better = false;
        for count in 0..scene.settings.stops {
            let Some((_, path)) = apart.dive(vec![vec![true; zones.len()]; count + 1]) else { continue };
            is_better |= plans.offer(count, made(scene, &zones, &network, &path));
        }
        let stops: BTreeSet<u32> =
            plans.by_stops.iter().flatten().flat_map(|plan| &plan.stops).map(|stop| number(stop.cell)).collect();
        let near: BTreeSet<u32> = stops.iter().flat_map(|&cell| neighbours(scene, cell)).collect();
        if !is_better || near.is_subset(&cells) || !(scene.effort.goes_on)() {
            return;
        }
        // Only cells near the plans found so far are tried again.
        cells = near;
    }
}
