//! Large-neighbourhood search for plans of many stops, where branch and bound takes too long: removes some stops at
//! random, and adds others one after the other, by what they earn and by how much they delay the next one.

use std::ops::RangeInclusive;

use super::SAME;
use super::apart::Apart;
use super::route::{Ground, Insertion, Route};
use crate::parallel::each_in_parallel;

/// The number of searches side by side; each begins where the best of them was.
const SEARCHES: u64 = 4;
/// The number of steps of each search until it begins anew.
const STEPS: usize = 50;
/// The cost of these steps, in iterations.
const ITERATIONS_OF_A_ROUND: usize = 10;
/// The search continues from a plan that is worse by up to this share.
const SLACK: f64 = 0.04;
/// The greatest number of stops that are removed at a time.
const MOST_REMOVED: usize = 5;
/// The number of nodes that are tried in a step.
const TRIED: usize = 150;

/// Improves the plan that serves some nodes, if any, within a range of numbers of stops, and reports the best plans that it
/// finds. The search ends after `patience` steps without a better plan. The same network gives the same plans.
pub(super) fn improve(
    apart: &Apart,
    stops: &RangeInclusive<usize>,
    start: &[usize],
    patience: usize,
    mut found: impl FnMut(&[usize]),
) {
    let ground = Ground::new(apart.network);
    let mut known = vec![f64::NEG_INFINITY; stops.end() + 1];
    let mut best = (f64::NEG_INFINITY, start.to_vec());
    if let Some(route) = Route::new(&ground, start.to_vec()) {
        best.0 = route.value;
        known[start.len()] = route.value;
    }
    let mut idle = 0;
    for round in 0..apart.effort.iterations.div_ceil(ITERATIONS_OF_A_ROUND) as u64 {
        if idle >= patience || !(apart.effort.goes_on)() {
            return;
        }
        idle += STEPS;
        let searches = (0..SEARCHES).collect();
        let results = each_in_parallel(searches, |number| {
            let random = Random::new(round * SEARCHES + number);
            Search { apart, ground: &ground, stops, random, best: vec![None; stops.end() + 1] }.run(&best.1)
        });
        for (value, nodes) in results.into_iter().flatten().flatten() {
            if value > known[nodes.len()] + SAME {
                known[nodes.len()] = value;
                found(&nodes);
            }
            if value > best.0 + SAME {
                (best, idle) = ((value, nodes), 0);
            }
        }
    }
}

struct Search<'s> {
    apart: &'s Apart<'s>,
    ground: &'s Ground<'s>,
    stops: &'s RangeInclusive<usize>,
    random: Random,
    /// The best found, by number of stops.
    best: Vec<Option<(f64, Vec<usize>)>>,
}

impl<'s> Search<'s> {
    fn run(mut self, start: &[usize]) -> Vec<Option<(f64, Vec<usize>)>> {
        let all = (0..self.ground.network.len()).collect();
        let here =
            if start.is_empty() { self.fill(Vec::new(), all, 0) } else { Route::new(self.ground, start.to_vec()) };
        let Some(mut here) = here else { return self.best };
        let mut best = here.value;
        for _ in 0..STEPS {
            if !(self.apart.effort.goes_on)() {
                break;
            }
            let Some(next) = self.step(&here) else { continue };
            let known = &mut self.best[next.nodes.len()];
            if known.as_ref().is_none_or(|known| next.value > known.0 + SAME) {
                *known = Some((next.value, next.nodes.clone()));
            }
            if next.value > best - SLACK * (best - self.apart.rewards).abs() {
                best = best.max(next.value);
                here = next;
            }
        }
        self.best
    }

    /// Removes some stops and adds others.
    fn step(&mut self, here: &Route) -> Option<Route<'s>> {
        let count = here.nodes.len();
        let removed = 1 + self.random.below(count.min(MOST_REMOVED));
        let in_a_row = self.random.below(2) == 0;
        let first = self.random.below(count - removed + 1);
        let mut nodes = here.nodes.clone();
        let mut lost = Vec::with_capacity(removed);
        for _ in 0..removed {
            let place = if in_a_row { first } else { self.random.below(nodes.len()) };
            lost.push(nodes.remove(place));
        }
        let mut usable: Vec<usize> = (0..self.ground.network.len()).collect();
        while usable.len() > TRIED {
            let place = self.random.below(usable.len());
            usable.swap_remove(place);
        }
        // Every other time, the removed nodes are left out, so that the search moves on.
        if self.random.below(2) == 0 {
            usable.retain(|node| !lost.contains(node));
        } else {
            usable.extend(&lost);
        }
        let by = self.random.below(3);
        self.fill(nodes, usable, by)
    }

    /// Adds stops for as long as that pays.
    fn fill(&mut self, nodes: Vec<usize>, mut usable: Vec<usize>, by: usize) -> Option<Route<'s>> {
        let ground = self.ground;
        let conflict = &self.apart.conflict;
        let is_free =
            |node: usize, nodes: &[usize]| nodes.iter().all(|&other| !conflict[other * ground.network.len() + node]);
        usable.retain(|&node| is_free(node, &nodes));
        let mut route = if nodes.is_empty() { None } else { Some(Route::new(ground, nodes)?) };
        loop {
            let (count, value) = route.as_ref().map_or((0, 0.0), |route| (route.nodes.len(), route.value));
            if count == *self.stops.end() {
                break;
            }
            let mut best: Option<(f64, Insertion)> = None;
            for &node in &usable {
                for place in 0..=count {
                    let insertion = match &route {
                        Some(route) => route.insertion(node, place),
                        None => Route::new(ground, vec![node]).map(|alone| Insertion {
                            node,
                            place,
                            value: alone.value,
                            delay: 0,
                        }),
                    };
                    let Some(insertion) = insertion else { continue };
                    let gain = insertion.value - value;
                    if gain <= SAME && count >= *self.stops.start() {
                        continue;
                    }
                    let delay = 1.0 + f64::from(insertion.delay);
                    let rank = match by {
                        0 => gain,
                        1 => gain / delay,
                        _ => gain * gain.abs() / delay,
                    };
                    let rank = rank * (1.0 + 0.3 * self.random.share());
                    if best.is_none_or(|(most, _)| rank > most) {
                        best = Some((rank, insertion));
                    }
                }
            }
            let Some((_, insertion)) = best else { break };
            let mut nodes = route.map_or_else(Vec::new, |route| route.nodes);
            nodes.insert(insertion.place, insertion.node);
            usable.retain(|&node| !conflict[insertion.node * ground.network.len() + node]);
            route = Some(Route::new(ground, nodes)?);
        }
        route.filter(|route| self.stops.contains(&route.nodes.len()))
    }
}

/// The best plan with one stop more or one fewer than a plan, where the other stops keep their order and nodes.
pub(super) fn resized(apart: &Apart, path: &[usize], is_more: bool) -> Option<Vec<usize>> {
    let ground = Ground::new(apart.network);
    let nodes = apart.network.len();
    if !is_more {
        let without = |place: usize| Route::new(&ground, [&path[..place], &path[place + 1..]].concat());
        let routes = (0..path.len()).filter_map(without);
        return routes.reduce(|one, other| if other.value > one.value { other } else { one }).map(|route| route.nodes);
    }
    let route = Route::new(&ground, path.to_vec())?;
    let is_free = |node: &usize| path.iter().all(|&other| !apart.conflict[other * nodes + node]);
    let free = (0..nodes).filter(is_free);
    let insertions = free.flat_map(|node| (0..=path.len()).map(move |place| (node, place)));
    let insertions = insertions.filter_map(|(node, place)| route.insertion(node, place));
    let best = insertions.reduce(|one, other| if other.value > one.value { other } else { one })?;
    let mut path = path.to_vec();
    path.insert(best.place, best.node);
    Some(path)
}

/// Pseudo-random numbers, the same each time (xorshift64*).
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// A number below another, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        self.next() as usize % end
    }

    /// A number from 0 to 1.
    fn share(&mut self) -> f64 {
        f64::from(self.next()) / f64::from(1u32 << 31)
    }

    /// A number below 2³¹.
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        u32::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap_or(0)
    }
}
