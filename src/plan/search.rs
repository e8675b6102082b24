//! Local search for plans of many stops, where branch and bound takes too long: frees some stops, fixes the cells of
//! the others, and runs the dynamic programme again.

use super::SAME;
use super::apart::Apart;
use super::network::Served;
use super::plans::Plan;
use super::zones::Zone;

/// Improves a plan with a given number of stops: frees each stop, each two, and each three in a row, until nothing
/// improves. Starts from a known plan if its cells are among the nodes.
pub(super) fn improve(
    apart: &Apart,
    stops: usize,
    usable: &[bool],
    known: Option<&Plan>,
    cells: &[Zone],
) -> Option<Vec<Served>> {
    let node_of = |cell: usize| cells.iter().position(|zone| zone.cells[0] as usize == cell);
    let from_known: Option<Vec<usize>> =
        known.and_then(|plan| plan.stops.iter().map(|stop| node_of(stop.cell)).collect());
    let usable_path = |path: &Vec<usize>| path.iter().all(|&node| usable[node]);
    let start = from_known.filter(usable_path).and_then(|nodes| apart.along(&nodes));
    let (mut value, mut path) = start.or_else(|| apart.dive(vec![usable.to_vec(); stops]))?;
    let mut tries = 0;
    loop {
        let before = value;
        for freed in neighbourhoods(stops) {
            tries += 1;
            if tries > apart.effort.iterations || !(apart.effort.goes_on)() {
                return Some(path);
            }
            let allowed = allowed(apart, &path, &freed, usable);
            if let Some((better, found)) = apart.dive(allowed)
                && better > value + SAME
            {
                (value, path) = (better, found);
            }
        }
        if value <= before {
            return Some(path);
        }
    }
}

/// The sets of stops that are freed together.
fn neighbourhoods(stops: usize) -> Vec<Vec<usize>> {
    let rows = (0..stops).flat_map(|first| (1..=3).map(move |count| (first..first + count).collect::<Vec<_>>()));
    let rows = rows.filter(|row| row.last().is_some_and(|&last| last < stops));
    let pairs = (0..stops).flat_map(|one| (one + 2..stops).map(move |other| vec![one, other]));
    rows.chain(pairs).collect()
}

/// The allowed nodes of each stop: its own node, or for a freed stop any usable node not too close to a fixed one.
fn allowed(apart: &Apart, path: &[Served], freed: &[usize], usable: &[bool]) -> Vec<Vec<bool>> {
    let nodes = apart.network.len();
    let fixed: Vec<usize> = (0..path.len()).filter(|stop| !freed.contains(stop)).map(|stop| path[stop].node).collect();
    let is_free = |node: usize| usable[node] && fixed.iter().all(|&other| !apart.conflict[other * nodes + node]);
    let free: Vec<bool> = (0..nodes).map(is_free).collect();
    (0..path.len())
        .map(|stop| {
            if freed.contains(&stop) {
                return free.clone();
            }
            let mut only = vec![false; nodes];
            only[path[stop].node] = true;
            only
        })
        .collect()
}
