//! Finds the cells within some distance of a place.

use std::ops::Range;

use super::Grid;
use crate::geo::{BoundingBox, LatLon, ReachBox, UnitVector, chord_squared_of_km};

/// How many consecutive cells are processed together: their columns fit into the first-level cache.
pub const BLOCK: usize = 512;

/// How many consecutive cells share one box. Smaller strips skip more cells out of reach.
const STRIP: usize = 64;

/// The cells of a grid as unit vectors, in strips with a bounding box each.
///
/// In a grid listed row by row the boxes are small, and a search reads only the strips near the place. In a grid
/// without order a search reads every cell, which takes about a nanosecond each.
#[derive(Clone, Debug)]
pub struct CellIndex {
    blocks: Vec<BoundingBox>,
    strips: Vec<BoundingBox>,
    x: Vec<f64>,
    y: Vec<f64>,
    z: Vec<f64>,
}

impl CellIndex {
    /// Indexes all cells of a grid.
    #[must_use]
    pub fn new(grid: &Grid) -> Self {
        let extents = |cells| {
            let chunks = grid.lat().chunks(cells).zip(grid.lon().chunks(cells));
            chunks.filter_map(|(lat, lon)| BoundingBox::around(lat, lon)).collect()
        };
        let mut index =
            Self { blocks: extents(BLOCK), strips: extents(STRIP), x: Vec::new(), y: Vec::new(), z: Vec::new() };
        for column in [&mut index.x, &mut index.y, &mut index.z] {
            column.reserve_exact(grid.len());
        }
        for (&lat, &lon) in grid.lat().iter().zip(grid.lon()) {
            let UnitVector { x, y, z } = UnitVector::from_degrees(lat, lon);
            index.x.push(x);
            index.y.push(y);
            index.z.push(z);
        }
        index
    }

    /// How many blocks of [`BLOCK`] cells there are; the last may be shorter.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// The cells of a block, by their positions in the grid.
    #[must_use]
    pub fn block(&self, block: usize) -> Range<usize> {
        block * BLOCK..((block + 1) * BLOCK).min(self.x.len())
    }

    /// The coordinates of some cells as unit vectors: x, y, z.
    #[must_use]
    pub fn unit_vectors(&self, cells: Range<usize>) -> [&[f64]; 3] {
        [&self.x[cells.clone()], &self.y[cells.clone()], &self.z[cells]]
    }

    /// The shortest range of strips of a block that contains all its cells in a box; empty if there is none.
    #[must_use]
    pub fn run_in(&self, block: usize, reach: &ReachBox) -> Range<usize> {
        let cells = self.block(block);
        if !reach.meets(&self.blocks[block]) {
            return cells.start..cells.start;
        }
        let strips = cells.start / STRIP..cells.end.div_ceil(STRIP);
        let mut meeting = strips.filter(|&strip| reach.meets(&self.strips[strip]));
        let Some(first) = meeting.next() else { return cells.start..cells.start };
        let last = meeting.next_back().unwrap_or(first);
        first * STRIP..((last + 1) * STRIP).min(cells.end)
    }

    /// The positions of all cells nearer than `radius_km` to a place, in ascending order.
    ///
    /// ```
    /// use pdpe::{geo::LatLon, grid::{CellIndex, kansas_city}};
    /// let index = CellIndex::new(&kansas_city().whole());
    /// let near = index.within("39.0991,-94.5783".parse()?, 0.5);
    /// assert_eq!(near.len(), 3); // of 500 m each
    /// # Ok::<(), pdpe::geo::PlaceError>(())
    /// ```
    #[must_use]
    pub fn within(&self, centre: LatLon, radius_km: f64) -> Vec<usize> {
        let reach = ReachBox::new(centre, radius_km);
        let (at, chord_squared) = (UnitVector::from(centre), chord_squared_of_km(radius_km));
        let near = |&cell: &usize| {
            at.chord_squared(UnitVector { x: self.x[cell], y: self.y[cell], z: self.z[cell] }) < chord_squared
        };
        (0..self.blocks()).flat_map(|block| self.run_in(block, &reach)).filter(near).collect()
    }
}
