//! Detects whether cells are in rows and columns, and their spacing.

use std::collections::HashSet;

use serde::Serialize;

use crate::grid::Grid;

/// Centres closer than this, in degrees, are in the same row or column: about 10 cm.
const SAME_DEG: f64 = 1e-6;

/// The greatest distance of a centre from its row or column, in steps. Six decimals are precise enough for cells of
/// 1 m or more.
const OFF: f64 = 0.1;

/// The greatest number of rows or columns: those of an image that browsers can draw.
const LONGEST: usize = 8192;

/// Rows from south to north and columns from west to east, with at most one cell at each crossing. The script of the
/// page uses these names.
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

/// Equally spaced rows or columns along one axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The least centre, in degrees.
    pub first: f64,
    /// The step in degrees; `None` for a single row or column.
    pub step: Option<f64>,
    /// Their number, including empty ones.
    pub count: usize,
}

impl Lattice {
    /// The lattice of a grid; `None` if there is one cell, or if cells are scattered, share a place, or leave most of the
    /// lattice empty. A grid across the 180° meridian is treated as one around the Earth.
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

    /// The row nearest to a latitude in degrees.
    #[must_use]
    pub fn row(&self, lat_deg: f64) -> usize {
        nearest(lat_deg - self.south, self.tall, self.rows)
    }

    /// The column nearest to a longitude in degrees.
    #[must_use]
    pub fn column(&self, lon_deg: f64) -> usize {
        nearest(lon_deg - self.west, self.wide, self.columns)
    }
}

fn nearest(offset: f64, step: f64, count: usize) -> usize {
    whole(offset / step + 0.5).min(count.saturating_sub(1))
}

impl Axis {
    /// The axis of the centres of all cells, in degrees and in any order; `None` if they are not whole steps apart.
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
        // The mean of all single steps. One step has the rounding errors of its two ends, too large to count the
        // steps of a wide gap. The total count then gives the exact step.
        let single: Vec<f64> = gaps.iter().copied().filter(|gap| *gap < 1.5 * smallest).collect();
        let about = single.iter().sum::<f64>() / real(single.len());
        let steps: f64 = gaps.iter().map(|gap| (gap / about).round()).sum();
        let step = (last - first) / steps;
        let is_whole = |centre: &f64| (((centre - first) / step).round() - (centre - first) / step).abs() < OFF;
        sorted.iter().all(is_whole).then(|| Self { first, step: Some(step), count: whole(steps) + 1 })
    }

    /// The middle between the first and the last, in degrees.
    fn middle(&self) -> f64 {
        self.first + self.step.unwrap_or(0.0) * (real(self.count) - 1.0) / 2.0
    }
}

/// Height and width of the cells in degrees. The cells of a single row or column are taken as square on the ground;
/// `None` for a single cell.
pub(super) fn cell_degrees_of(rows: &Axis, columns: &Axis) -> Option<(f64, f64)> {
    let narrowing = narrowing(rows.middle());
    match (rows.step, columns.step) {
        (Some(tall), Some(wide)) => Some((tall, wide)),
        (Some(tall), None) => Some((tall, tall / narrowing)),
        (None, Some(wide)) => Some((wide * narrowing, wide)),
        (None, None) => None,
    }
}

/// The length of a degree of longitude relative to one of latitude, at least 0.01.
pub(super) fn narrowing(lat_deg: f64) -> f64 {
    lat_deg.to_radians().cos().max(0.01)
}

/// A count as a float.
#[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 cells")]
pub fn real(count: usize) -> f64 {
    count as f64
}

/// A float as a count; 0 for a negative number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
pub fn whole(number: f64) -> usize {
    number as usize
}
