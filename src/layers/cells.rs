//! Neighbouring cells as input of the layers, column by column.

use crate::geo::UnitVector;
use crate::grid::{BLOCK, Grid};

/// Neighbouring cells of a grid.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'g> {
    grid: &'g Grid,
    start: usize,
    unit_vectors: [&'g [f64]; 3],
}

impl<'g> Cells<'g> {
    /// The cells from `start` on. `unit_vectors` has their x, y and z, in slices of equal length.
    #[must_use]
    pub fn new(grid: &'g Grid, start: usize, unit_vectors: [&'g [f64]; 3]) -> Self {
        Self { grid, start, unit_vectors }
    }

    /// The number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.unit_vectors[0].len()
    }

    /// Whether there are no cells.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Latitudes in degrees.
    #[must_use]
    pub fn lat(&self) -> &'g [f64] {
        &self.grid.lat()[self.start..self.start + self.len()]
    }

    /// Longitudes in degrees.
    #[must_use]
    pub fn lon(&self) -> &'g [f64] {
        &self.grid.lon()[self.start..self.start + self.len()]
    }

    /// The places as unit vectors: x, y, z.
    #[must_use]
    pub fn unit_vectors(&self) -> [&'g [f64]; 3] {
        self.unit_vectors
    }

    /// The numbers in a column, NaN where unknown; `None` if the grid has no such column.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'g [f64]> {
        self.grid.column(name).map(|column| &column[self.start..self.start + self.len()])
    }
}

/// Memory for the unit vectors of a block.
#[derive(Debug)]
pub struct UnitVectors([[f64; BLOCK]; 3]);

impl Default for UnitVectors {
    fn default() -> Self {
        Self([[0.0; BLOCK]; 3])
    }
}

impl UnitVectors {
    /// The cells `start..end` of a grid, at most a block, with their unit vectors.
    #[expect(clippy::inline_always, reason = "so that it becomes vector code along with its caller")]
    #[inline(always)]
    pub fn of<'g>(&'g mut self, grid: &'g Grid, start: usize, end: usize) -> Cells<'g> {
        let (lat, lon, count) = (&grid.lat()[start..end], &grid.lon()[start..end], end - start);
        let [x, y, z] = &mut self.0;
        let places = x.iter_mut().zip(y.iter_mut()).zip(z.iter_mut()).zip(lat.iter().zip(lon));
        for (((x, y), z), (&lat, &lon)) in places {
            let cell = UnitVector::from_degrees(lat, lon);
            (*x, *y, *z) = (cell.x, cell.y, cell.z);
        }
        Cells::new(grid, start, [&x[..count], &y[..count], &z[..count]])
    }
}
