//! Prices of minutes and of visits at neighbouring cells. A plan that keeps its distance pays at most the sum of all
//! prices. So the greatest value after prices, plus that sum, is a bound.

use super::Scene;
use super::plans::Stop;

/// Cells of which any two are too close to each other, with the price of service there.
#[derive(Clone, Debug)]
pub(super) struct Clique<P> {
    /// In order.
    pub cells: Vec<u32>,
    pub price: P,
}

impl<P> Clique<P> {
    pub fn has(&self, cell: u32) -> bool {
        self.cells.binary_search(&cell).is_ok()
    }

    /// Whether it holds all of these cells.
    pub fn holds(&self, cells: &[u32]) -> bool {
        cells.iter().all(|&cell| self.has(cell))
    }
}

/// The prices of all cliques.
#[derive(Clone, Debug, Default)]
pub(super) struct Prices {
    /// Prices of each minute, 0 or more: at most one truck serves a clique at a time.
    pub minutes: Vec<Clique<Vec<f64>>>,
    /// Prices of a visit, 0 or more: a truck visits a clique at most once. Fixed stops pay none.
    pub visits: Vec<Clique<f64>>,
    /// The price of every stop, 0 or more: a truck has at most `stops`.
    pub stop: f64,
}

impl Prices {
    /// The sum of the prices of all minutes.
    pub fn of_minutes(&self) -> f64 {
        self.minutes.iter().flat_map(|clique| &clique.price).sum()
    }

    /// The greatest price of a plan of up to so many stops that keep their distance.
    pub fn of_visits(&self, stops: usize) -> f64 {
        let stops = f64::from(u32::try_from(stops).expect("stops are few"));
        self.stop * stops + self.visits.iter().map(|clique| clique.price).sum::<f64>()
    }

    /// The least price of service from the start of the shift to each minute at any cell of a zone;
    /// `None`: free.
    pub fn of_zone(&self, cells: &[u32]) -> Option<Vec<f64>> {
        let mut least = self.of_cell(cells[0])?;
        for &cell in &cells[1..] {
            for (least, price) in least.iter_mut().zip(self.of_cell(cell)?) {
                *least = least.min(price);
            }
        }
        let mut sum = 0.0;
        let sums = least.into_iter().map(|price| {
            sum += price;
            sum
        });
        Some(std::iter::once(0.0).chain(sums).collect())
    }

    /// The least price of a visit to any cell of a zone.
    pub fn of_visit(&self, cells: &[u32]) -> f64 {
        self.stop + self.visits.iter().filter(|clique| clique.holds(cells)).map(|clique| clique.price).sum::<f64>()
    }

    /// The price of each minute at a cell; none: it is in no clique.
    fn of_cell(&self, cell: u32) -> Option<Vec<f64>> {
        let mut cliques = self.minutes.iter().filter(|clique| clique.has(cell));
        let mut prices = cliques.next()?.price.clone();
        for clique in cliques {
            prices.iter_mut().zip(&clique.price).for_each(|(price, more)| *price += more);
        }
        Some(prices)
    }
}

/// Extends cells that are too close to each other by others, the best first, so that any two are too close.
pub(super) fn clique(scene: &Scene, seeds: &[u32]) -> Vec<u32> {
    let places = scene.values.places();
    let settings = scene.settings;
    let at = |cell: u32| places[cell as usize];
    let worth = |cell: u32| scene.values.spans().iter().map(|span| span.scores[cell as usize]).sum::<f64>();
    let is_near = |cell: &u32| !seeds.contains(cell) && settings.conflict(at(*cell), at(seeds[0]));
    let mut others: Vec<(f64, u32)> =
        (0u32..).take(places.len()).filter(is_near).map(|cell| (worth(cell), cell)).collect();
    others.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut members = seeds.to_vec();
    for (_, cell) in others {
        if members.iter().all(|&member| settings.conflict(at(cell), at(member))) {
            members.push(cell);
        }
    }
    members.sort_unstable();
    members.dedup();
    members
}

/// The number of a stop's cell.
pub(super) fn cell_of(stop: &Stop) -> u32 {
    u32::try_from(stop.cell).expect("cells are numbered by u32")
}
