//! Cells that are likely to be part of good plans.

use std::collections::BTreeSet;

use super::Scene;

/// The number of cells for the first plan.
const FIRST_CELLS: usize = 64;
/// So few cells are all likely.
pub(super) const FEW_CELLS: usize = 120;
/// The number of neighbours of each stop that are tried to improve a plan.
const NEIGHBOURS: usize = 12;

/// The cells nearest to a cell, including itself.
pub(super) fn neighbours(scene: &Scene, cell: u32) -> Vec<u32> {
    let places = scene.values.places();
    let here = places[cell as usize];
    let mut near: Vec<(f64, u32)> =
        (0u32..).zip(places).map(|(number, &place)| (here.distance_km(place), number)).collect();
    let count = NEIGHBOURS.min(near.len() - 1);
    near.select_nth_unstable_by(count, |one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    near[..=count].iter().map(|&(_, number)| number).collect()
}

/// The best cells of each span, some distance apart; of equal scores, cells near the start first.
pub(super) fn first_cells(scene: &Scene) -> BTreeSet<u32> {
    const EACH_KM: f64 = 1.0;
    let values = scene.values;
    let places = values.places();
    let spans = values.spans();
    let each = (FIRST_CELLS / spans.len()).clamp(2, 8);
    let step = spans.len().div_ceil(FIRST_CELLS / 2).max(1);
    let origin = scene.settings.start.or(scene.settings.end);
    let may_be_served = |cell: &u32| scene.open.is_none_or(|open| !open[*cell as usize].is_empty());
    if places.len() <= FEW_CELLS {
        return (0u32..).take(places.len()).filter(may_be_served).collect();
    }
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
