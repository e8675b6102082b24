//! Whether cells stand in rows and columns, and how far apart those are.

use std::collections::HashSet;

use serde::Serialize;

use crate::grid::Grid;

/// Degrees within which two cells are in the same row or column: a centimetre.
const SAME_DEG: f64 = 1e-7;

/// So many rows, and so many columns, fit into a picture that browsers can draw.
const LONGEST: usize = 8192;

/// Rows from south to north, columns from west to east.
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

/// Places along one axis.
struct Axis {
    first: f64,
    step: Option<f64>,
    last: f64,
}

impl Lattice {
    /// The lattice of a grid; none where cells are scattered, share a place or leave most of it empty.
    #[must_use]
    pub fn of(grid: &Grid) -> Option<Self> {
        let (lat, lon) = (Axis::of(grid.lat())?, Axis::of(grid.lon())?);
        // A single row is as tall as its cells are wide.
        let narrowing = lat.first.to_radians().cos().max(0.01);
        let (tall, wide) = match (lat.step, lon.step) {
            (Some(tall), Some(wide)) => (tall, wide),
            (Some(tall), None) => (tall, tall / narrowing),
            (None, Some(wide)) => (wide * narrowing, wide),
            (None, None) => return None,
        };
        let (rows, columns) = (lat.number(lat.last, tall) + 1, lon.number(lon.last, wide) + 1);
        if rows > LONGEST || columns > LONGEST || rows * columns > 20 * grid.len() + 4096 {
            return None;
        }
        let mut taken = HashSet::with_capacity(grid.len());
        let free = (0..grid.len())
            .all(|cell| taken.insert((lat.number(grid.lat()[cell], tall), lon.number(grid.lon()[cell], wide))));
        free.then_some(Self { south: lat.first, west: lon.first, tall, wide, rows, columns })
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

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 0 is 0")]
fn nearest(offset: f64, step: f64, count: usize) -> usize {
    ((offset / step + 0.5) as usize).min(count.saturating_sub(1))
}

impl Axis {
    /// None where the places do not stand a whole number of steps apart.
    fn of(places: &[f64]) -> Option<Self> {
        let mut places = places.to_vec();
        places.sort_by(f64::total_cmp);
        let (&first, &last) = (places.first()?, places.last()?);
        let gaps: Vec<f64> = places.windows(2).map(|pair| pair[1] - pair[0]).filter(|gap| *gap > SAME_DEG).collect();
        let Some(smallest) = gaps.iter().copied().reduce(f64::min) else {
            return Some(Self { first, step: None, last });
        };
        // The mean of all single steps: one alone is off by the rounding of its two ends.
        let single: Vec<f64> = gaps.into_iter().filter(|gap| *gap < 1.5 * smallest).collect();
        #[expect(clippy::cast_precision_loss, reason = "fewer than there are cells")]
        let step = single.iter().sum::<f64>() / single.len() as f64;
        let is_whole = |place: &f64| (((place - first) / step).round() - (place - first) / step).abs() < 0.1;
        places.iter().all(is_whole).then_some(Self { first, step: Some(step), last })
    }

    /// Which step a place stands on.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places are not below the first")]
    fn number(&self, place: f64, step: f64) -> usize {
        ((place - self.first) / step).round() as usize
    }
}
