//! Large-neighbourhood search for plans of many stops, where branch and bound takes too long: removes some stops at
//! random, and lets the dynamic programme choose the best ones instead, one more or one fewer among them.

use std::ops::RangeInclusive;

use super::SAME;
use super::apart::Apart;
use super::network::Served;

/// The number of steps after which the search returns to the best plan.
const RETURN_AFTER: usize = 80;
/// The search continues from a plan that is worse by up to this share.
const SLACK: f64 = 0.02;
/// The number of nodes for several free stops in a row, because the work grows with its square.
const TRIED: usize = 40;

/// Improves the plan that serves some nodes, within a range of numbers of stops, and reports each plan that it finds.
/// The search ends after `patience` steps without a better plan. The same network gives the same plans.
pub(super) fn improve(
    apart: &Apart,
    stops: &RangeInclusive<usize>,
    start: &[usize],
    patience: usize,
    mut found: impl FnMut(f64, &[Served]),
) {
    let Some((value, path)) = apart.along(start) else { return };
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut best = (value, nodes_of(&path));
    let mut here = best.clone();
    let (mut idle, mut away) = (0, 0);
    for _ in 0..apart.effort.iterations {
        if idle >= patience || !(apart.effort.goes_on)() {
            return;
        }
        (idle, away) = (idle + 1, away + 1);
        if away > RETURN_AFTER {
            (here, away) = (best.clone(), 0);
        }
        let Some(allowed) = freed(apart, &here.1, stops, &mut random) else { continue };
        let Some((value, path)) = apart.dive(allowed) else { continue };
        found(value, &path);
        if value > best.0 + SAME {
            best = (value, nodes_of(&path));
            (idle, away) = (0, 0);
        }
        if value - apart.rewards > (1.0 - SLACK) * (best.0 - apart.rewards) {
            here = (value, nodes_of(&path));
        }
    }
}

fn nodes_of(path: &[Served]) -> Vec<usize> {
    path.iter().map(|served| served.node).collect()
}

/// Which nodes may be which stop after some stops of a plan are removed; `None`: there is nothing to choose.
fn freed(apart: &Apart, path: &[usize], stops: &RangeInclusive<usize>, random: &mut Random) -> Option<Vec<Vec<bool>>> {
    let nodes = apart.network.len();
    let given_up = 1 + random.below(path.len().min(3));
    let first = random.below(path.len() - given_up + 1);
    let row = first..first + given_up;
    let kept = path.len() - given_up;
    let instead = (given_up + random.below(3)).saturating_sub(1);
    let instead = instead.clamp(stops.start().saturating_sub(kept), stops.end() - kept);
    // Sometimes another one elsewhere.
    let elsewhere = Some(random.below(2 * path.len())).filter(|stop| *stop < path.len() && !row.contains(stop));
    let is_free = |stop: usize| row.contains(&stop) || elsewhere == Some(stop);
    let fixed: Vec<usize> = (0..path.len()).filter(|&stop| !is_free(stop)).map(|stop| path[stop]).collect();
    let lost: Vec<usize> = (0..path.len()).filter(|&stop| is_free(stop)).map(|stop| path[stop]).collect();
    if fixed.len() + instead + usize::from(elsewhere.is_some()) == 0 {
        return None;
    }
    let mut usable: Vec<usize> = (0..nodes)
        .filter(|&node| fixed.iter().all(|&other| !apart.conflict[other * nodes + node]))
        .filter(|node| apart.network.kept[*node].is_none() || lost.contains(node))
        .collect();
    // Every other time, one of the removed nodes is left out, so that the search moves on.
    let missed = lost[random.below(lost.len())];
    if random.below(2) == 0 && apart.network.kept[missed].is_none() {
        usable.retain(|&node| node != missed);
    }
    if instead > 1 {
        while usable.len() > TRIED {
            let node = random.below(usable.len());
            if lost.contains(&usable[node]) {
                continue;
            }
            usable.swap_remove(node);
        }
    }
    let mut open = vec![false; nodes];
    for node in usable {
        open[node] = true;
    }
    let only = |node: usize| (0..nodes).map(|other| other == node).collect();
    let mut allowed: Vec<Vec<bool>> = Vec::with_capacity(path.len() + 1);
    for (stop, &node) in path.iter().enumerate() {
        if stop == first {
            allowed.extend(std::iter::repeat_n(open.clone(), instead));
        }
        if !row.contains(&stop) {
            allowed.push(if elsewhere == Some(stop) { open.clone() } else { only(node) });
        }
    }
    Some(allowed)
}

/// The best plan with one stop more or one fewer than a plan, where the other stops keep their order and nodes.
pub(super) fn resized(apart: &Apart, path: &[usize], is_more: bool) -> Option<(f64, Vec<Served>)> {
    let nodes = apart.network.len();
    let plans: Vec<(f64, Vec<Served>)> = if is_more {
        let is_free = |node: usize| path.iter().all(|&other| !apart.conflict[other * nodes + node]);
        let free: Vec<bool> = (0..nodes).map(is_free).collect();
        let at = |place: usize| {
            let only = |&node: &usize| (0..nodes).map(|other| other == node).collect();
            let mut allowed: Vec<Vec<bool>> = path.iter().map(only).collect();
            allowed.insert(place, free.clone());
            apart.dive(allowed)
        };
        (0..=path.len()).filter_map(at).collect()
    } else {
        let without = |place: usize| apart.along(&[&path[..place], &path[place + 1..]].concat());
        (0..path.len()).filter_map(without).collect()
    };
    plans.into_iter().reduce(|one, other| if other.0 > one.0 { other } else { one })
}

/// Pseudo-random numbers, the same each time (xorshift64*).
struct Random(u64);

impl Random {
    /// A number below another, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap_or(0) % end
    }
}
