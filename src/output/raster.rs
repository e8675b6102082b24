//! Places with numbers as an image: rows and columns of the grid, or bins of scattered places.

use super::lattice::{Axis, cell_degrees_of, narrowing, real, whole};
use crate::geo::{KM_PER_DEGREE, LatLon};

/// The average number of places in a bin; few bins are empty then.
const IN_A_BIN: f64 = 2.5;

/// The greatest number of bins in a row or column.
const MOST_BINS: f64 = 400.0;

/// The side of a single cell.
const USUAL_CELL_KM: f64 = 0.5;

/// Places with one number each.
#[derive(Clone, Debug, Default)]
pub struct Points {
    lat: Vec<f64>,
    lon: Vec<f64>,
    value: Vec<f64>,
    /// Whether the numbers are changes.
    are_changes: bool,
}

impl Points {
    /// No places yet, for numbers that are changes.
    #[must_use]
    pub fn of_changes() -> Self {
        Self { are_changes: true, ..Self::default() }
    }

    /// Adds a place in degrees with its number.
    pub fn push(&mut self, lat_deg: f64, lon_deg: f64, value: f64) {
        self.lat.push(lat_deg);
        self.lon.push(lon_deg);
        self.value.push(value);
    }

    /// The number of places.
    #[must_use]
    pub fn len(&self) -> usize {
        self.value.len()
    }

    /// Whether there are no places.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }
}

/// Cells in rows from the north and columns from the west, all of one size in degrees.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    rows: usize,
    columns: usize,
    north: f64,
    west: f64,
    cell_lat_deg: f64,
    cell_lon_deg: f64,
    values: Vec<f64>,
    /// The number of binned places; `None` if they are in rows and columns.
    binned: Option<usize>,
    /// Whether the numbers are gains and losses.
    are_changes: bool,
}

impl Raster {
    /// Places the points into rows and columns, with the step `cell_degrees` (height, width) if known, else into bins
    /// that are about square on the ground. A cell with several points has [the one shown](Self::shown_of). `None`
    /// without points.
    #[must_use]
    pub fn of(points: &Points, cell_degrees: Option<(f64, f64)>) -> Option<Self> {
        let lon = eastward(&points.lon);
        let (south, north) = span(&points.lat)?;
        let (west, east) = span(&lon)?;
        let narrowing = narrowing(f64::midpoint(south, north));
        let found = || {
            let (rows, columns) = Axis::of(&points.lat).zip(Axis::of(&lon))?;
            let usual = || (USUAL_CELL_KM / KM_PER_DEGREE, USUAL_CELL_KM / KM_PER_DEGREE / narrowing);
            Some(cell_degrees_of(&rows, &columns).unwrap_or_else(usual))
        };
        let regular = cell_degrees.or_else(found).and_then(|(tall, wide)| {
            let (rows, columns) = ((north - south) / tall + 1.0, (east - west) / wide + 1.0);
            let is_filled = rows * columns <= 16.0 * real(points.len()) + 256.0;
            let corner = (north + tall / 2.0, west - wide / 2.0);
            is_filled.then(|| Self::empty((whole(rows.round()), whole(columns.round())), corner, (tall, wide)))
        });
        let mut raster = regular.unwrap_or_else(|| {
            let (tall_km, wide_km) = ((north - south) * KM_PER_DEGREE, (east - west) * KM_PER_DEGREE * narrowing);
            let longest_km = tall_km.max(wide_km);
            let side_km = (IN_A_BIN * tall_km * wide_km / real(points.len())).sqrt().max(longest_km / MOST_BINS);
            let cell = (side_km / KM_PER_DEGREE, side_km / KM_PER_DEGREE / narrowing);
            let count = |km: f64| whole((km / side_km).ceil().max(1.0));
            Self { binned: Some(points.len()), ..Self::empty((count(tall_km), count(wide_km)), (north, west), cell) }
        });
        raster.are_changes = points.are_changes;
        for ((&lat, &lon), &value) in points.lat.iter().zip(&lon).zip(&points.value) {
            let row = whole(((raster.north - lat) / raster.cell_lat_deg).floor()).min(raster.rows - 1);
            let column = whole(((lon - raster.west) / raster.cell_lon_deg).floor()).min(raster.columns - 1);
            let cell = row * raster.columns + column;
            raster.values[cell] = raster.shown_of(raster.values[cell], value);
        }
        Some(raster)
    }

    fn empty((rows, columns): (usize, usize), (north, west): (f64, f64), cell_degrees: (f64, f64)) -> Self {
        let (cell_lat_deg, cell_lon_deg) = cell_degrees;
        Self {
            rows,
            columns,
            north,
            west,
            cell_lat_deg,
            cell_lon_deg,
            values: vec![f64::NAN; rows * columns],
            binned: None,
            are_changes: false,
        }
    }

    /// The number shown for two numbers: the greater one; of changes the one farther from 0. NaN is no number.
    #[must_use]
    pub fn shown_of(&self, one: f64, other: f64) -> f64 {
        let is_farther = other.abs() > one.abs() || one.is_nan();
        match (self.are_changes, is_farther) {
            (false, _) => one.max(other),
            (true, true) => other,
            (true, false) => one,
        }
    }

    /// Whether the numbers are gains and losses.
    #[must_use]
    pub fn are_changes(&self) -> bool {
        self.are_changes
    }

    /// Rows and columns.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// The number of a cell; NaN without a cell.
    ///
    /// # Panics
    /// Outside the shape.
    #[must_use]
    pub fn value(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.columns + column]
    }

    /// All numbers, row by row.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The number of binned places; `None` if they are in rows and columns.
    #[must_use]
    pub fn binned(&self) -> Option<usize> {
        self.binned
    }

    /// Height and width of a cell on the ground, in the middle of the image.
    #[must_use]
    pub fn cell_km(&self) -> (f64, f64) {
        let middle_deg = self.north - real(self.rows) * self.cell_lat_deg / 2.0;
        (self.cell_lat_deg * KM_PER_DEGREE, self.cell_lon_deg * KM_PER_DEGREE * narrowing(middle_deg))
    }

    /// The position of a place, in fractional rows from the northern edge and columns from the western edge; `None`
    /// outside.
    #[must_use]
    pub fn position(&self, place: LatLon) -> Option<(f64, f64)> {
        let row = (self.north - place.lat()) / self.cell_lat_deg;
        let inside = |lon: f64| {
            let column = (lon - self.west) / self.cell_lon_deg;
            (0.0..=real(self.columns)).contains(&column).then_some(column)
        };
        let column = inside(place.lon()).or_else(|| inside(place.lon() + 360.0))?;
        (0.0..=real(self.rows)).contains(&row).then_some((row, column))
    }

    /// The image in blocks of rows and columns from the north-west, each with [the number shown](Self::shown_of).
    #[must_use]
    pub fn pooled(&self, by_rows: usize, by_columns: usize) -> Self {
        let shape = (self.rows.div_ceil(by_rows), self.columns.div_ceil(by_columns));
        let cell = (self.cell_lat_deg * real(by_rows), self.cell_lon_deg * real(by_columns));
        let (binned, are_changes) = (self.binned, self.are_changes);
        let mut pooled = Self { binned, are_changes, ..Self::empty(shape, (self.north, self.west), cell) };
        for (row, values) in self.values.chunks(self.columns).enumerate() {
            for (column, &value) in values.iter().enumerate() {
                let cell = &mut pooled.values[row / by_rows * shape.1 + column / by_columns];
                *cell = self.shown_of(*cell, value);
            }
        }
        pooled
    }
}

/// Longitudes, with 360° added to western ones if the cells are on both sides of the 180° meridian.
fn eastward(lon: &[f64]) -> Vec<f64> {
    let moved = || lon.iter().map(|&lon| if lon < 0.0 { lon + 360.0 } else { lon }).collect::<Vec<f64>>();
    let width = |lon: &[f64]| span(lon).map_or(0.0, |(west, east)| east - west);
    if width(lon) <= 180.0 {
        return lon.to_vec();
    }
    let moved = moved();
    if width(&moved) < width(lon) { moved } else { lon.to_vec() }
}

/// The least and the greatest number.
fn span(values: &[f64]) -> Option<(f64, f64)> {
    let least = values.iter().copied().reduce(f64::min)?;
    values.iter().copied().reduce(f64::max).map(|greatest| (least, greatest))
}
