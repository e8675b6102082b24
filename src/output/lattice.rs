//! Whether cells stand in rows and columns, and how far apart those are.

use std::collections::HashSet;

use serde::Serialize;

use crate::grid::Grid;

/// Centres this near to each other, in degrees, are in one row or column: about 10 cm.
const SAME_DEG: f64 = 1e-6;

/// So far, in steps, a centre may be from where its row or column is. Six decimals in a file keep to
/// that where cells are 1 m wide or more.
const OFF: f64 = 0.1;

/// A lattice has no more rows, and no more columns, than fit into an image that browsers can draw.
const LONGEST: usize = 8192;

/// Rows from south to north and columns from west to east, which cross at one cell or none. A page
/// reads these names.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Lattice {
    /// Latitude of the centres in the first row, in degrees.
    pub south: f64,
    /// Longitude of the centres in the first column, in degrees.
    pub west: f64,
    /// From one row to the next, in degrees.
    pub tall: f64,
    /// From one column to the next, in degrees.
    pub wide: f64,
    /// How many rows there are.
    pub rows: usize,
    /// How many columns there are.
    pub columns: usize,
}

/// Where rows or columns are along one axis, all whole steps from the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The least centre, in degrees.
    pub first: f64,
    /// From one to the next, in degrees; none where there is one alone.
    pub step: Option<f64>,
    /// How many there are, those included that stand empty.
    pub count: usize,
}

impl Lattice {
    /// The lattice of a grid; none where cells are scattered or alone, share a place or leave most of
    /// it empty. Longitudes are taken as they are: a grid across the 180° meridian reaches round the world.
    #[must_use]
    pub fn of(grid: &Grid) -> Option<Self> {
        let (lat, lon) = (Axis::of(grid.lat())?, Axis::of(grid.lon())?);
        let (tall, wide) = cell_degrees_of(&lat, &lon)?;
        let (rows, columns) = (lat.count, lon.count);
        if rows > LONGEST || columns > LONGEST || rows * columns > 20 * grid.len() + 4096 {
            return None;
        }
        let lattice = Self { south: lat.first, west: lon.first, tall, wide, rows, columns };
        let mut taken = HashSet::with_capacity(grid.len());
        let mut cells = grid.lat().iter().zip(grid.lon());
        cells.all(|(&lat, &lon)| taken.insert((lattice.row(lat), lattice.column(lon)))).then_some(lattice)
    }

    /// The row that a latitude in degrees falls into; the nearest, if none.
    #[must_use]
    pub fn row(&self, lat_deg: f64) -> usize {
        nearest(lat_deg - self.south, self.tall, self.rows)
    }

    /// The column that a longitude in degrees falls into; the nearest, if none.
    #[must_use]
    pub fn column(&self, lon_deg: f64) -> usize {
        nearest(lon_deg - self.west, self.wide, self.columns)
    }
}

fn nearest(offset: f64, step: f64, count: usize) -> usize {
    whole(offset / step + 0.5).min(count.saturating_sub(1))
}

impl Axis {
    /// Of the centres of all cells, in degrees and in any order; none where they do not stand a whole
    /// number of steps apart, or there are none.
    #[must_use]
    pub fn of(centres: &[f64]) -> Option<Self> {
        let mut sorted = centres.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mut apart = sorted.clone();
        apart.dedup_by(|next, kept| *next - *kept < SAME_DEG);
        let (&first, &last) = (apart.first()?, apart.last()?);
        let gaps: Vec<f64> = apart.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let Some(smallest) = gaps.iter().copied().reduce(f64::min) else {
            return Some(Self { first, step: None, count: 1 });
        };
        // The mean of all single steps: one alone is off by the rounding of its two ends, too far to
        // count the steps of a wide gap. What is counted makes the step exact.
        let single: Vec<f64> = gaps.iter().copied().filter(|gap| *gap < 1.5 * smallest).collect();
        let about = single.iter().sum::<f64>() / real(single.len());
        let steps: f64 = gaps.iter().map(|gap| (gap / about).round()).sum();
        let step = (last - first) / steps;
        let is_whole = |centre: &f64| (((centre - first) / step).round() - (centre - first) / step).abs() < OFF;
        sorted.iter().all(is_whole).then(|| Self { first, step: Some(step), count: whole(steps) + 1 })
    }

    /// Half way from the first to the last, in degrees.
    fn middle(&self) -> f64 {
        self.first + self.step.unwrap_or(0.0) * (real(self.count) - 1.0) / 2.0
    }
}

/// Height and width of the cells, in degrees. One row alone is as tall as its cells are wide on the
/// ground, and one column alone as wide as they are tall; none of a place alone.
pub(super) fn cell_degrees_of(rows: &Axis, columns: &Axis) -> Option<(f64, f64)> {
    let narrowing = narrowing(rows.middle());
    match (rows.step, columns.step) {
        (Some(tall), Some(wide)) => Some((tall, wide)),
        (Some(tall), None) => Some((tall, tall / narrowing)),
        (None, Some(wide)) => Some((wide * narrowing, wide)),
        (None, None) => None,
    }
}

/// The length of a degree of longitude in degrees of latitude; at the poles not quite nothing.
pub(super) fn narrowing(lat_deg: f64) -> f64 {
    lat_deg.to_radians().cos().max(0.01)
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 cells")]
pub fn real(count: usize) -> f64 {
    count as f64
}

/// A number as a count: below zero is 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
pub fn whole(number: f64) -> usize {
    number as usize
}
