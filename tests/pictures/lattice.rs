//! Rows and columns are the same to pictures and to map pages, however the grid was written.

use pdpe::geo::LatLon;
use pdpe::grid::{Grid, kansas_city};
use pdpe::output::{Axis, Lattice, Points, Raster};
use proptest::prelude::*;

/// Cells of so many rows and columns from 39°N 94.7°W, those that are `kept`.
fn grid((rows, columns): (u32, u32), step_deg: f64, kept: impl Fn(u32, u32) -> bool) -> Grid {
    let mut grid = Grid::default();
    for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
        if kept(row, column) {
            let place = LatLon::new(39.0 + step_deg * f64::from(row), -94.7 + step_deg * f64::from(column));
            grid.push(&format!("{row}_{column}"), place.unwrap());
        }
    }
    grid
}

/// The same cells as programs write them that keep six decimals.
fn six_decimals(grid: &Grid) -> Grid {
    let six = |degrees: f64| format!("{degrees:.6}").parse::<f64>().unwrap();
    let mut rounded = Grid::default();
    for cell in 0..grid.len() {
        rounded.push(grid.id(cell), LatLon::new(six(grid.lat()[cell]), six(grid.lon()[cell])).unwrap());
    }
    rounded
}

fn raster(grid: &Grid) -> Raster {
    let mut points = Points::default();
    for (&lat, &lon) in grid.lat().iter().zip(grid.lon()) {
        points.push(lat, lon, 1.0);
    }
    Raster::of(&points, None).unwrap()
}

/// The rows and columns that pages and pictures find; they agree.
fn shape(grid: &Grid) -> Option<(usize, usize)> {
    let found = Lattice::of(grid).map(|lattice| (lattice.rows, lattice.columns));
    let raster = raster(grid);
    assert_eq!(raster.binned().is_none().then(|| raster.shape()), found);
    found
}

fn is_near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-8
}

#[test]
fn kansas_city_is_found_to_the_step() {
    let regular = kansas_city();
    for grid in [regular.whole(), six_decimals(&regular.whole())] {
        assert_eq!(shape(&grid), Some(regular.shape()));
        let lattice = Lattice::of(&grid).unwrap();
        let (tall, wide) = regular.cell_degrees();
        assert!((lattice.tall - tall).abs() < 2e-8 && (lattice.wide - wide).abs() < 2e-8, "{lattice:?}");
    }
}

#[test]
fn a_hole_of_many_rows_is_counted_through_rounded_centres() {
    // Cells are 11 m apart give or take 10 cm: by the least gap alone 298 steps would be 299.
    let step_deg = 0.000_100_4;
    let grid = six_decimals(&grid((303, 303), step_deg, |row, column| row == column && !(5..302).contains(&row)));
    let axis = Axis::of(grid.lat()).unwrap();
    assert_eq!(axis.count, 303);
    assert!(is_near(axis.step.unwrap(), step_deg), "{axis:?}");
}

#[test]
fn one_row_is_as_tall_as_its_cells_are_wide_and_one_column_as_wide_as_they_are_tall() {
    for (counts, rows_and_columns) in [((1, 5), (1, 5)), ((5, 1), (5, 1))] {
        let grid = grid(counts, 0.01, |_, _| true);
        assert_eq!(shape(&grid), Some(rows_and_columns));
        let lattice = Lattice::of(&grid).unwrap();
        // In the middle of the column.
        let middle_deg = 39.0 + 0.01 * f64::from(counts.0 - 1) / 2.0;
        assert!(is_near(lattice.tall, lattice.wide * middle_deg.to_radians().cos()), "{lattice:?}");
        let (tall_km, wide_km) = raster(&grid).cell_km();
        assert!(is_near(tall_km, wide_km), "{tall_km} km by {wide_km} km");
    }
}

#[test]
fn a_place_alone_is_a_picture_of_one_cell_and_no_lattice() {
    let grid = grid((1, 1), 1.0, |_, _| true);
    assert_eq!(Axis::of(grid.lat()), Some(Axis { first: 39.0, step: None, count: 1 }));
    assert_eq!((Lattice::of(&grid), raster(&grid).shape()), (None, (1, 1)));
    assert_eq!((Axis::of(&[]), Lattice::of(&Grid::default())), (None, None));
}

#[test]
fn centres_ten_centimetres_apart_share_a_row_and_a_tenth_of_a_step_is_the_most_they_are_off() {
    let count = |centres: &[f64]| Axis::of(centres).map(|axis| axis.count);
    assert_eq!(count(&[0.0, 0.000_000_9, 1.0, 2.0, 2.000_000_9]), Some(3));
    assert_eq!(count(&[3.0, 1.0, 1.91, 0.0]), Some(4));
    assert_eq!(count(&[3.0, 1.0, 1.89, 0.0]), None);
    assert_eq!(count(&[0.0, f64::INFINITY, 1.0]), None);
    assert_eq!(count(&[0.0, f64::NAN, 1.0]), None);
}

#[test]
fn a_picture_is_one_piece_across_the_180th_meridian_and_a_page_takes_longitudes_as_they_are() {
    let mut grid = Grid::default();
    for (row, lat) in [-17.0, -17.02].into_iter().enumerate() {
        for lon in [179.97, 179.99, -179.99, -179.97] {
            grid.push(&format!("{row} {lon}"), LatLon::new(lat, lon).unwrap());
        }
    }
    let raster = raster(&grid);
    assert_eq!((raster.shape(), raster.binned()), ((2, 4), None));
    // 18000 columns from the first to the last, nearly all of them empty.
    assert_eq!(Lattice::of(&grid), None);
}

proptest! {
    #[test]
    fn cells_are_found_where_they_are(
        counts in (2..30_u32, 2..30_u32), step_deg in 1e-4..0.1_f64, holes: u32, is_rounded: bool,
    ) {
        // The corners and their neighbours stay, so that the outline and the step can be known.
        let is_end = |at: u32, count: u32| at < 2 || at + 1 == count;
        let kept = |row: u32, column: u32| {
            is_end(row, counts.0) && is_end(column, counts.1) || (row * 31 + column * 17) ^ holes & 3 != 0
        };
        let exact = grid(counts, step_deg, kept);
        let grid = if is_rounded { six_decimals(&exact) } else { exact };
        prop_assert_eq!(shape(&grid), Some((counts.0 as usize, counts.1 as usize)));
        let lattice = Lattice::of(&grid).unwrap();
        for cell in 0..grid.len() {
            let id = format!("{}_{}", lattice.row(grid.lat()[cell]), lattice.column(grid.lon()[cell]));
            prop_assert_eq!(&id, grid.id(cell));
        }
    }
}
