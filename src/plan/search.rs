//! Plans of many stops, where branch and bound takes too long: some stops are freed, the others keep
//! their cells, and the programme chooses cells and times anew.

use super::SAME;
use super::apart::Apart;
use super::network::Served;
use super::plans::Plan;
use super::zones::Zone;

/// Tries to make a plan of so many stops better among usable nodes, by freeing one stop, each two, and
/// each three in a row, until nothing helps. Starts from a plan that is known if its cells are there.
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

/// The stops that are freed together.
fn neighbourhoods(stops: usize) -> Vec<Vec<usize>> {
    let rows = (0..stops).flat_map(|first| (1..=3).map(move |count| (first..first + count).collect::<Vec<_>>()));
    let rows = rows.filter(|row| row.last().is_some_and(|&last| last < stops));
    let pairs = (0..stops).flat_map(|one| (one + 2..stops).map(move |other| vec![one, other]));
    rows.chain(pairs).collect()
}

/// Fixed stops keep their nodes; freed ones may be any that is not too close to a fixed one.
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
