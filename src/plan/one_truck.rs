//! One truck: finds a good plan, removes zones that cannot contain a better one, and runs the exact
//! programme on the remaining cells.

use std::collections::BTreeSet;

use super::apart::{Apart, Found};
use super::network::{Network, Served};
use super::plans::{Plan, Plans, Stop, gap};
use super::prices::{Prices, cell_of};
use super::zones::{Zone, bounds, network, reward};
use super::{PlanSettings, SAME, Scene, search, tolls};

/// The least number of zones at the start.
const FIRST_ZONES: usize = 64;
/// The greatest number of nodes of the programme, whose work grows with their square.
const MOST_NODES: usize = 900;
/// The number of zones that are kept if there are too many for a proof.
const MOST_PROMISING: usize = 200;
/// The number of cells for the first plan.
const FIRST_CELLS: usize = 64;
/// So many stops are searched for before a proof is tried.
const MANY_STOPS: usize = 5;
/// The greatest number of steps of a search without a better plan, before there is a bound and afterwards.
const FIRST_PATIENCE: usize = 30;
const PATIENCE: usize = 1000;
/// Neighbours of each stop that are tried to make a good plan better.
const NEIGHBOURS: usize = 12;

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
        // Few stops are planned exactly; the search goes on from there.
        let settings = PlanSettings { stops: MANY_STOPS - 2, ..scene.settings.clone() };
        let few = one_truck_near(&Scene { settings: &settings, ..*scene }, likely);
        for (count, (plan, bound)) in few.by_stops.into_iter().zip(few.bounds).enumerate() {
            plans.offer(count, plan);
            plans.limit(count, bound);
        }
        search_near(scene, &mut plans, false);
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
            let bounds = tolls::lower_bound(scene, &zones, &mut network, &mut visits, plans, is_exact);
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
                many(scene, cells, &mut visits, plans, is_exact);
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
    let numbers = (scene.values.minutes() + 1) * scene.settings.stops * (scene.settings.breaks.len() + 1);
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
        search_among(scene, cells, &apart, PATIENCE, plans);
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

/// Whether there are so many stops that they are searched for at random. Breaks and fixed stops need the exact
/// programme.
fn is_many(scene: &Scene) -> bool {
    scene.settings.stops >= MANY_STOPS && scene.settings.keep.is_empty() && scene.settings.breaks.is_empty()
}

/// Searches for a plan of many stops among cells and lowers the bound in turn; a better plan and a lower bound both
/// leave fewer cells.
fn many(scene: &Scene, mut cells: Vec<Zone>, visits: &mut Prices, plans: &mut Plans, is_exact: bool) {
    let mut is_last = false;
    while !cells.is_empty() {
        let before = (plans.best().map_or(0.0, |plan| plan.value), plans.best().map_or(0.0, |plan| plan.gap()));
        let mut network = network(&cells, scene);
        let conflict = conflicts(&cells, scene);
        let patience = if is_last { PATIENCE } else { FIRST_PATIENCE };
        search_among(
            scene,
            &cells,
            &Apart { network: &network, conflict, rewards: 0.0, effort: scene.effort },
            patience,
            plans,
        );
        let bounds = tolls::lower_bound(scene, &cells, &mut network, visits, plans, is_exact);
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

/// Searches among the best cells of each span and the neighbours of the stops known; if `of_each`, also for each other
/// number of stops.
fn search_near(scene: &Scene, plans: &mut Plans, of_each: bool) {
    let mut cells = first_cells(scene);
    let stops = plans.by_stops.iter().flatten().flat_map(|plan| &plan.stops);
    cells.extend(stops.flat_map(|stop| neighbours(scene, cell_of(stop))));
    let zones: Vec<Zone> = cells.iter().map(|&cell| Zone::new(vec![cell], scene.values.places())).collect();
    let network = network(&zones, scene);
    let apart = Apart { network: &network, conflict: conflicts(&zones, scene), rewards: 0.0, effort: scene.effort };
    if of_each {
        search_each_number(scene, &zones, &apart, plans);
    } else {
        search_among(scene, &zones, &apart, FIRST_PATIENCE, plans);
    }
}

/// Improves the best plan at random, and others on the way.
fn search_among(scene: &Scene, cells: &[Zone], apart: &Apart, patience: usize, plans: &mut Plans) {
    let Some(start) = plans.best().and_then(|plan| nodes_of(scene, cells, &plan)) else { return };
    search::improve(apart, &(1..=scene.settings.stops), &start, patience, |value, path| {
        offer(scene, cells, apart, plans, value, path);
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
        if let Some((value, path)) = search::resized(apart, &path, to > from) {
            offer(scene, cells, apart, plans, value, &path);
        }
        let start = plans.by_stops[to - 1].clone().and_then(|plan| nodes_of(scene, cells, &plan));
        let Some(start) = start.filter(|_| (scene.effort.goes_on)()) else { continue };
        search::improve(apart, &(to..=to), &start, FIRST_PATIENCE, |value, path| {
            offer(scene, cells, apart, plans, value, path);
        });
    }
}

fn offer(scene: &Scene, cells: &[Zone], apart: &Apart, plans: &mut Plans, value: f64, path: &[Served]) {
    let count = path.len() - 1;
    if value - apart.rewards > plans.known(count) + SAME {
        plans.offer(count, made(scene, cells, apart.network, path));
    }
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

pub(super) fn conflicts(cells: &[Zone], scene: &Scene) -> Vec<bool> {
    let place = |zone: &Zone| scene.values.places()[zone.cells[0] as usize];
    let conflict = |(number, one): (usize, &Zone), (other_number, other): (usize, &Zone)| {
        let both_kept = one.kept.is_some() && other.kept.is_some();
        number == other_number || !both_kept && scene.settings.conflict(place(one), place(other))
    };
    let numbered = || cells.iter().enumerate();
    numbered().flat_map(|one| numbered().map(move |other| conflict(one, other))).collect()
}

/// The plan of a path; `None` if a fixed stop is missing.
fn made(scene: &Scene, cells: &[Zone], network: &Network, path: &[Served]) -> Option<Plan> {
    let stop = |served: &Served| Stop {
        cell: cells[served.node].cells[0] as usize,
        service_start: served.from,
        service_end: served.to,
        value: network.value(served.node, served.from, served.to),
    };
    let fixed = path.iter().filter(|served| cells[served.node].kept.is_some()).count();
    let stops: Vec<Stop> = path.iter().map(stop).collect();
    let value = stops.iter().map(|stop| stop.value).sum();
    (fixed == scene.settings.keep.len()).then_some(Plan { stops, value, bound: f64::INFINITY })
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

/// The cells nearest to a cell, including itself.
fn neighbours(scene: &Scene, cell: u32) -> Vec<u32> {
    let places = scene.values.places();
    let here = places[cell as usize];
    let mut near: Vec<(f64, u32)> =
        (0u32..).zip(places).map(|(number, &place)| (here.distance_km(place), number)).collect();
    let count = NEIGHBOURS.min(near.len() - 1);
    near.select_nth_unstable_by(count, |one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    near[..=count].iter().map(|&(_, number)| number).collect()
}

/// The best cells of each span, some distance apart; of equal scores, cells near the start first.
fn first_cells(scene: &Scene) -> BTreeSet<u32> {
    const EACH_KM: f64 = 1.0;
    let values = scene.values;
    let places = values.places();
    let spans = values.spans();
    let each = (FIRST_CELLS / spans.len()).clamp(2, 8);
    let step = spans.len().div_ceil(FIRST_CELLS / 2).max(1);
    let origin = scene.settings.start.or(scene.settings.end);
    let may_be_served = |cell: &u32| scene.open.is_none_or(|open| !open[*cell as usize].is_empty());
    let mut cells = BTreeSet::new();
    for span in spans.iter().step_by(step) {
        let mut ranked: Vec<u32> = (0u32..).take(places.len()).filter(may_be_served).collect();
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
