//! Prices of minutes at neighbouring cells, which keep several trucks apart.

/// Cells of which at most one can be served at a time, with the price of each minute of service.
#[derive(Clone, Debug)]
pub(super) struct Clique {
    /// Cells in order; any two of them are too close to each other.
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
    /// The sum of all prices.
    pub fn total(&self) -> f64 {
        self.0.iter().flat_map(|clique| &clique.prices).sum()
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

    /// The price of each minute at a cell; `None` if it is in no clique.
    fn of_cell(&self, cell: u32) -> Option<Vec<f64>> {
        let mut cliques = self.0.iter().filter(|clique| clique.has(cell));
        let mut prices = cliques.next()?.prices.clone();
        for clique in cliques {
            prices.iter_mut().zip(&clique.prices).for_each(|(price, more)| *price += more);
        }
        Some(prices)
    }
}
