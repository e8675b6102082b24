//! Which cells lie within some distance of a place.

use super::Grid;
use crate::geo::ReachBox;
use crate::geo::{UnitVector, chord_squared_of_km};

/// Neighbouring cells of the grid's order that share one box.
const BLOCK: usize = 64;

/// The cells of a grid in blocks, each with its box.
///
/// A grid that is listed row by row has small boxes, and a search opens only those near the
/// place. For cells in no order the boxes say little, and a search looks at every cell: a
/// nanosecond each.
#[derive(Clone, Debug)]
pub struct CellIndex {
    blocks: Vec<Block>,
    cells: Vec<UnitVector>,
}

/// The box of a block of cells, in degrees.
#[derive(Clone, Copy, Debug)]
struct Block {
    south: f64,
    north: f64,
    west: f64,
    east: f64,
}

impl CellIndex {
    /// Indexes all cells of a grid.
    #[must_use]
    pub fn new(grid: &Grid) -> Self {
        let extent = |values: &[f64]| {
            values
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), &value| (value.min(least), value.max(most)))
        };
        let blocks = grid.lat().chunks(BLOCK).zip(grid.lon().chunks(BLOCK)).map(|(lat, lon)| {
            let ((south, north), (west, east)) = (extent(lat), extent(lon));
            Block { south, north, west, east }
        });
        let cells = grid.lat().iter().zip(grid.lon()).map(|(&lat, &lon)| UnitVector::from_degrees(lat, lon));
        Self { blocks: blocks.collect(), cells: cells.collect() }
    }

    /// The cells as unit vectors, in the grid's order.
    #[must_use]
    pub fn unit_vectors(&self) -> &[UnitVector] {
        &self.cells
    }

    /// The positions of all cells nearer than `radius_km` to a place, rising.
    ///
    /// ```
    /// use pdpe::{geo::LatLon, grid::{CellIndex, kansas_city}};
    /// let index = CellIndex::new(&kansas_city().whole());
    /// let near = index.within("39.0991,-94.5783".parse()?, 0.5);
    /// assert_eq!(near.len(), 3); // of 500 m each
    /// # Ok::<(), pdpe::geo::PlaceError>(())
    /// ```
    #[must_use]
    pub fn within(&self, centre: crate::geo::LatLon, radius_km: f64) -> Vec<usize> {
        let reach = ReachBox::new(centre, radius_km);
        let (at, chord_squared) = (UnitVector::from(centre), chord_squared_of_km(radius_km));
        let mut found = Vec::new();
        for (number, block) in self.blocks.iter().enumerate() {
            if block.meets(&reach) {
                let first = number * BLOCK;
                let cells = self.cells[first..].iter().take(BLOCK).enumerate();
                found.extend(
                    cells.filter(|(_, cell)| at.chord_squared(**cell) < chord_squared).map(|(cell, _)| first + cell),
                );
            }
        }
        found
    }
}

impl Block {
    fn meets(&self, reach: &ReachBox) -> bool {
        let (south, north) = reach.latitudes();
        self.south <= north
            && south <= self.north
            && reach.spans().any(|(west, east)| self.west <= east && west <= self.east)
    }
}
