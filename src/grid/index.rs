//! Finds the cells within some distance of a place.

use std::ops::Range;

use super::Grid;
use crate::geo::{Ball, BoundingBox, LatLon, ReachBox, UnitVector, chord_squared_of_km};
use crate::parallel::in_parallel;

/// How many consecutive cells are processed together: their columns fit into the first-level cache.
pub const BLOCK: usize = 512;

/// How many consecutive cells share one box and one ball. Smaller strips skip more cells out of reach.
pub const STRIP: usize = 64;

/// The cells of a grid as unit vectors, in strips with a bounding box each.
///
/// In a grid listed row by row the boxes are small, and a search reads only the strips near the place. In a grid
/// without order a search reads every cell, which takes about a nanosecond each.
#[derive(Clone, Debug)]
pub struct CellIndex {
    blocks: Vec<BoundingBox>,
    strips: Vec<BoundingBox>,
    balls: Vec<Ball>,
    x: Vec<f64>,
    y: Vec<f64>,
    z: Vec<f64>,
}

impl CellIndex {
    /// Indexes all cells of a grid.
    #[must_use]
    pub fn new(grid: &Grid) -> Self {
        let cells = grid.len();
        let [mut x, mut y, mut z] = [(); 3].map(|()| vec![0.0; cells]);
        let places = grid.lat().chunks(BLOCK).zip(grid.lon().chunks(BLOCK));
        let vectors = x.chunks_mut(BLOCK).zip(y.chunks_mut(BLOCK)).zip(z.chunks_mut(BLOCK));
        let blocks = places.zip(vectors).collect();
        let extents = in_parallel(
            blocks,
            #[inline(always)]
            |((lat, lon), ((x, y), z)): ((&[f64], &[f64]), _)| extents_of_block(lat, lon, x, y, z),
        );
        let mut index = Self { blocks: Vec::new(), strips: Vec::new(), balls: Vec::new(), x, y, z };
        for (strips, balls) in extents {
            index.blocks.extend(strips.iter().copied().reduce(BoundingBox::and));
            index.strips.extend(strips);
            index.balls.extend(balls);
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

    /// The balls around the strips of a block, in order.
    #[must_use]
    pub fn balls(&self, block: usize) -> &[Ball] {
        let cells = self.block(block);
        &self.balls[cells.start / STRIP..cells.end.div_ceil(STRIP)]
    }

    /// Whether a box may have cells of a block.
    #[must_use]
    pub fn meets(&self, block: usize, reach: &ReachBox) -> bool {
        reach.meets(&self.blocks[block])
    }

    /// The shortest range of strips of a block that contains all its cells in a box; empty if there is none.
    fn run_in(&self, block: usize, reach: &ReachBox) -> Range<usize> {
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

/// Converts the places of a block to unit vectors. Returns a box and a ball around each strip.
#[expect(clippy::inline_always, reason = "so that it becomes vector code along with its caller")]
#[inline(always)]
fn extents_of_block(
    lat: &[f64],
    lon: &[f64],
    x: &mut [f64],
    y: &mut [f64],
    z: &mut [f64],
) -> (Vec<BoundingBox>, Vec<Ball>) {
    let vectors = x.iter_mut().zip(y.iter_mut()).zip(z.iter_mut());
    for (((x, y), z), (&lat, &lon)) in vectors.zip(lat.iter().zip(lon)) {
        let cell = UnitVector::from_degrees(lat, lon);
        (*x, *y, *z) = (cell.x, cell.y, cell.z);
    }
    let boxes = lat.chunks(STRIP).zip(lon.chunks(STRIP)).filter_map(|(lat, lon)| BoundingBox::around(lat, lon));
    let vectors = x.chunks(STRIP).zip(y.chunks(STRIP)).zip(z.chunks(STRIP));
    (boxes.collect(), vectors.map(|((x, y), z)| Ball::around([x, y, z])).collect())
}
