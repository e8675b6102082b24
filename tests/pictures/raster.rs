//! Rows and columns are found where there are some, and made by binning where there are none.

use pdpe::grid::kansas_city;
use pdpe::output::{Points, Raster, Scale, viridis};
use proptest::prelude::*;

use crate::{NONE, noise, points};

#[test]
fn rows_and_columns_are_found_with_north_up_and_holes_left_open() {
    let rows: [&[f64]; 3] = [&[1.0, NONE, 3.0, NONE], &[NONE, 5.0, 6.0, 7.0], &[8.0, 9.0, NONE, NONE]];
    let raster = Raster::of(&points(&rows, 1.0), None).unwrap();
    assert_eq!((raster.shape(), raster.binned()), ((3, 4), None));
    for (row, values) in rows.iter().enumerate() {
        for (column, value) in values.iter().enumerate() {
            assert_eq!(raster.value(row, column).to_bits(), value.to_bits(), "{row} {column}");
        }
    }
}

#[test]
fn kansas_city_is_found_from_centres_of_six_decimals_as_by_its_rule() {
    let regular = kansas_city();
    let grid = regular.whole();
    let (mut exact, mut rounded) = (Points::default(), Points::default());
    for cell in 0..grid.len() {
        let (lat, lon, value) = (grid.lat()[cell], grid.lon()[cell], f64::from(u32::try_from(cell).unwrap()));
        exact.push(lat, lon, value);
        let six = |degrees: f64| format!("{degrees:.6}").parse::<f64>().unwrap();
        rounded.push(six(lat), six(lon), value);
    }
    let by_rule = Raster::of(&exact, Some(regular.cell_degrees())).unwrap();
    assert_eq!(by_rule.shape(), regular.shape());
    for found in [Raster::of(&exact, None).unwrap(), Raster::of(&rounded, None).unwrap()] {
        assert_eq!((found.shape(), found.binned()), (regular.shape(), None));
        assert_eq!(found.values(), by_rule.values());
        let ((tall, wide), (tall_by_rule, wide_by_rule)) = (found.cell_km(), by_rule.cell_km());
        assert!((tall - tall_by_rule).abs() < 1e-4 && (wide - wide_by_rule).abs() < 1e-4);
    }
}

#[test]
fn a_grid_across_the_180th_meridian_is_one_piece() {
    let mut points = Points::default();
    for (column, lon) in [179.97, 179.99, -179.99, -179.97].into_iter().enumerate() {
        points.push(-17.0, lon, f64::from(u32::try_from(column).unwrap()));
    }
    let raster = Raster::of(&points, None).unwrap();
    assert_eq!((raster.shape(), raster.values()), ((1, 4), &[0.0, 1.0, 2.0, 3.0][..]));
    let position = |text: &str| raster.position(text.parse().unwrap());
    let (row, column) = position("-17,-179.98").unwrap();
    assert!((row - 0.5).abs() < 1e-6 && (column - 3.0).abs() < 1e-6, "{row} {column}");
    assert_eq!([position("-17,-179.9"), position("-17,179.9"), position("-16.9,180")], [None; 3]);
}

#[test]
fn scattered_places_are_binned_and_none_is_lost() {
    let (mut points, mut numbers) = (Points::default(), noise(7));
    let mut best = (0.0, 0.0, 0.0);
    for _ in 0..500 {
        let (lat, lon) = (39.0 + 0.3 * numbers.next().unwrap(), -94.7 + 0.5 * numbers.next().unwrap());
        let value = numbers.next().unwrap();
        points.push(lat, lon, value);
        if value > best.2 {
            best = (lat, lon, value);
        }
    }
    let raster = Raster::of(&points, None).unwrap();
    assert_eq!(raster.binned(), Some(500));
    let (tall, wide) = raster.cell_km();
    assert!((tall / wide - 1.0).abs() < 1e-3, "{tall} km by {wide} km");
    let filled = raster.values().iter().filter(|value| !value.is_nan()).count();
    let bins = raster.values().len();
    assert!((150..300).contains(&bins) && filled * 10 > bins * 8, "{filled} of {bins} bins");
    let (row, column) = raster.position(format!("{},{}", best.0, best.1).parse().unwrap()).unwrap();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the shape")]
    let found = raster.value(row as usize, column as usize);
    assert_eq!(found.to_bits(), best.2.to_bits());
}

#[test]
fn one_place_or_one_row_or_places_on_a_slant_are_rasters_too() {
    let shape = |places: &[(f64, f64)]| {
        let mut points = Points::default();
        for &(lat, lon) in places {
            points.push(lat, lon, 1.0);
        }
        Raster::of(&points, None).map(|raster| raster.shape())
    };
    assert_eq!(shape(&[]), None);
    assert_eq!(shape(&[(39.0, -94.0)]), Some((1, 1)));
    assert_eq!(shape(&[(90.0, 0.0), (90.0, 90.0)]), Some((1, 2)));
    assert_eq!(shape(&[(39.0, -94.0), (39.0, -93.9), (39.0, -93.7)]), Some((1, 4)));
    let slant: Vec<(f64, f64)> = noise(3).take(200).map(|along| (39.0 + along, -94.0 + along)).collect();
    let (rows, columns) = shape(&slant).unwrap();
    assert!(rows > 5 && columns > 5 && rows * columns < 200, "{rows} by {columns}");
}

#[test]
fn of_changes_the_greatest_gain_or_loss_shows() {
    let mut points = Points::of_changes();
    for (lon, change) in [(-94.0, 0.0), (-93.99, -0.2), (-93.98, 0.1), (-93.97, -0.05), (-93.96, 0.0), (-93.95, 0.0)] {
        points.push(39.0, lon, change);
    }
    let raster = Raster::of(&points, None).unwrap();
    assert_eq!(raster.pooled(1, 2).values(), [-0.2, 0.1, 0.0]);
    assert_eq!(raster.pooled(1, 6).values(), [-0.2]);
    // In bins as well.
    let mut scattered = Points::of_changes();
    for along in noise(5).take(300) {
        scattered.push(39.0 + along, -94.0 + along * along, -along - 0.1);
    }
    let raster = Raster::of(&scattered, None).unwrap();
    assert!(raster.binned().is_some());
    let least = raster.values().iter().copied().fold(0.0, f64::min);
    let greatest_loss = noise(5).take(300).map(|along| -along - 0.1).fold(0.0, f64::min);
    assert_eq!(least.to_bits(), greatest_loss.to_bits());
}

proptest! {
    #[test]
    fn pooled_cells_are_the_greatest_of_theirs(
        (rows, columns) in (1..20_usize, 1..20_usize), (by_rows, by_columns) in (1..7_usize, 1..7_usize), seed: u32,
    ) {
        let values: Vec<f64> = noise(seed).take(rows * columns).map(|value| if value < 0.2 { NONE } else { value }).collect();
        let by_row: Vec<&[f64]> = values.chunks(columns).collect();
        let Some(raster) = Raster::of(&points(&by_row, 1.0), None) else { return Ok(()) };
        let pooled = raster.pooled(by_rows, by_columns);
        let (rows, columns) = raster.shape();
        prop_assert_eq!(pooled.shape(), (rows.div_ceil(by_rows), columns.div_ceil(by_columns)));
        let mut greatest = vec![NONE; pooled.values().len()];
        for row in 0..rows {
            for column in 0..columns {
                let block = (row / by_rows) * columns.div_ceil(by_columns) + column / by_columns;
                let value = raster.value(row, column);
                if greatest[block].is_nan() || value > greatest[block] {
                    greatest[block] = value;
                }
            }
        }
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        prop_assert_eq!(bits(pooled.values()), bits(&greatest));
    }
}

#[test]
fn the_colours_are_those_of_viridis_and_grow_brighter_all_the_way() {
    // Of matplotlib's colormaps.viridis(i), i = 0, 64, 128, 192, 255.
    let known = [(0.0, "#440154"), (0.25, "#3b528b"), (0.5, "#21918c"), (0.75, "#5ec962"), (1.0, "#fde725")];
    for (share, hex) in known {
        assert_eq!(viridis(share).hex(), hex);
    }
    assert_eq!([viridis(-1.0), viridis(7.0)], [viridis(0.0), viridis(1.0)]);
    let luminance = |step: u32| {
        let linear = |byte: u8| (f64::from(byte) / 255.0).powf(2.2);
        let [red, green, blue] = viridis(f64::from(step) / 256.0).0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    assert!((3..256).all(|step| luminance(step) > luminance(step - 3)), "it can be read in grey");
}

#[test]
fn a_scale_spans_the_values_and_its_ends_may_meet() {
    let scale = Scale::of([2.0, NONE, 4.0, 3.0]).unwrap();
    assert_eq!(scale, Scale { low: 2.0, high: 4.0 });
    let shares = [1.0, 2.0, 3.0, 4.0, 9.0].map(|value| scale.share(value).to_bits());
    assert_eq!(shares, [0.0, 0.0, 0.5, 1.0, 1.0].map(f64::to_bits));
    let one = Scale::of([2.0]).unwrap();
    assert_eq!(one.colour(2.0), viridis(0.5));
    assert_eq!(Scale::of([NONE]), None);
}
