//! Plans of many stops, where a proof takes too long: some stops are given up at random, and the programme
//! chooses the best ones instead, one more or one fewer among them.

use super::SAME;
use super::apart::Apart;
use super::network::Served;

/// So many steps in a row may bring nothing.
const PATIENCE: usize = 600;
/// After so many the search goes back to the best plan.
const RETURN_AFTER: usize = 80;
/// A plan that is worse by up to this share is a place to go on from.
const SLACK: f64 = 0.02;
/// Where several stops are free in a row, so many nodes are tried for them: the work grows with their square.
const TRIED: usize = 40;

/// Makes plans better that start from the stops of one; each plan found is handed over. The same network gives the
/// same plans.
pub(super) fn improve(apart: &Apart, most_stops: usize, start: &[usize], mut found: impl FnMut(f64, &[Served])) {
    let Some((value, path)) = apart.along(start) else { return };
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut best = (value, nodes_of(&path));
    let mut here = best.clone();
    let (mut idle, mut away) = (0, 0);
    for _ in 0..apart.effort.iterations {
        if idle >= PATIENCE || !(apart.effort.goes_on)() {
            return;
        }
        (idle, away) = (idle + 1, away + 1);
        if away > RETURN_AFTER {
            (here, away) = (best.clone(), 0);
        }
        let Some(allowed) = freed(apart, &here.1, most_stops, &mut random) else { continue };
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

/// Which nodes may be which stop after some stops of a plan are given up; none: there is nothing to choose.
fn freed(apart: &Apart, path: &[usize], most_stops: usize, random: &mut Random) -> Option<Vec<Vec<bool>>> {
    let nodes = apart.network.len();
    let given_up = 1 + random.below(path.len().min(3));
    let first = random.below(path.len() - given_up + 1);
    let row = first..first + given_up;
    let instead = (given_up + random.below(3)).saturating_sub(1).min(most_stops + given_up - path.len());
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
    // One of those given up is left out every other time, so that something else is tried.
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
    usable.into_iter().for_each(|node| open[node] = true);
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

/// Numbers that look random and are the same each time (xorshift64*).
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
