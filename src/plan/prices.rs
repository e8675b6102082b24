//! Prices of minutes at neighbouring cells: what makes several trucks keep out of each other's way.

/// Cells of which at most one is served at a time, and what each minute of service there costs.
#[derive(Clone, Debug)]
pub(super) struct Clique {
    /// Cells, in order; any two of them are too close to each other.
    pub cells: Vec<u32>,
    /// The price of each minute, 0 or more.
    pub prices: Vec<f64>,
}

impl Clique {
    pub fn has(&self, cell: u32) -> bool {
        self.cells.binary_search(&cell).is_ok()
    }
}

/// The prices of all cliques.
#[derive(Clone, Debug, Default)]
pub(super) struct Prices(pub Vec<Clique>);

impl Prices {
    /// What all minutes of all cliques cost.
    pub fn total(&self) -> f64 {
        self.0.iter().flat_map(|clique| &clique.prices).sum()
    }

    /// What service costs at least from the start of the shift to each minute at any cell of a zone;
    /// none: nothing.
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

    /// The price of each minute at a cell; none: it is in no clique.
    fn of_cell(&self, cell: u32) -> Option<Vec<f64>> {
        let mut cliques = self.0.iter().filter(|clique| clique.has(cell));
        let mut prices = cliques.next()?.prices.clone();
        for clique in cliques {
            prices.iter_mut().zip(&clique.prices).for_each(|(price, more)| *price += more);
        }
        Some(prices)
    }
}
