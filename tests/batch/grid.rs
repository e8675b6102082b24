//! `pdpe grid`: the preset, boxes of one's own, GeoJSON, and incomes from the nearest row.

#![allow(clippy::unwrap_used, clippy::float_cmp, clippy::cast_precision_loss)]

use std::fmt::Write as _;

use crate::common::{Run, fixture, pdpe, pdpe_in, temp_dir, write};
use pdpe::geo::{BoundingBox, LatLon};
use pdpe::grid::{CellSize, IncomeTable, Regular, kansas_city};
use proptest::prelude::*;
use serde_json::Value;

/// Half of the last digit that coordinates are written with.
const HALF_A_DIGIT: f64 = 5.000_1e-7;

/// The rows of a CSV without its header.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

/// Great-circle kilometres by the textbook's haversine.
fn haversine_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (half_lat, half_lon) = ((lat_b - lat_a) / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let h = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

/// Centres by the published formula, row by row from the south-west.
fn centres(bbox: [f64; 4], metres: f64) -> Vec<(String, f64, f64)> {
    let [south, west, north, east] = bbox;
    let tall = metres / 111_000.0;
    let wide = metres / (111_000.0 * f64::midpoint(south, north).to_radians().cos());
    let mut centres = Vec::new();
    let mut row = 0;
    while south + f64::from(row) * tall < north {
        let mut column = 0;
        while west + f64::from(column) * wide < east {
            let lat = south + (f64::from(row) + 0.5) * tall;
            centres.push((format!("{row}_{column}"), lat, west + (f64::from(column) + 0.5) * wide));
            column += 1;
        }
        row += 1;
    }
    centres
}

const KC_BOX: [f64; 4] = [38.9517, -94.7435, 39.3209, -94.3554];

#[test]
fn the_preset_is_82_rows_of_67_cells_at_the_published_centres() {
    let preset = kansas_city();
    assert_eq!((preset.shape(), preset.len()), ((82, 67), 5494));
    let (grid, expected) = (preset.whole(), centres(KC_BOX, 500.0));
    assert_eq!((grid.len(), expected.len()), (5494, 5494));
    for (cell, (id, lat, lon)) in expected.iter().enumerate() {
        assert_eq!(grid.id(cell), id);
        assert!((grid.lat()[cell] - lat).abs() < 1e-12 && (grid.lon()[cell] - lon).abs() < 1e-12, "{id}");
    }
    assert_eq!((grid.id(0), grid.id(66), grid.id(67), grid.id(5493)), ("0_0", "0_66", "1_0", "81_66"));
    // First and last centre worked out by hand: half a cell from the corner, 81.5 and 66.5 on.
    let near = |cell: usize, lat: f64, lon: f64| {
        assert!((grid.lat()[cell] - lat).abs() < 5e-7 && (grid.lon()[cell] - lon).abs() < 5e-7, "{}", grid.place(cell));
    };
    near(0, 38.953_952_3, -94.740_596_3);
    near(5493, 39.318_817_1, -94.357_306_7);
}

#[test]
fn every_cell_of_the_preset_has_the_income_of_the_nearest_zip_code() {
    let grid = kansas_city().whole();
    let zips = zip_codes();
    assert_eq!(grid.income().len(), grid.len());
    for cell in 0..grid.len() {
        assert_eq!(grid.income()[cell], nearest_income(&zips, grid.place(cell)), "{}", grid.id(cell));
    }
}

/// Place and income of the ZIP codes that have one and are no post-office box.
fn zip_codes() -> Vec<((f64, f64), f64)> {
    rows(&std::fs::read_to_string(fixture("kc_zip_income_2022.csv")).unwrap())
        .iter()
        .filter(|row| row[3] != "PO_Box" && !row[5].is_empty())
        .map(|row| ((number(&row[1]), number(&row[2])), number(&row[5])))
        .collect()
}

fn nearest_income(points: &[((f64, f64), f64)], place: LatLon) -> f64 {
    let km = |point: &((f64, f64), f64)| haversine_km(point.0, (place.lat(), place.lon()));
    points.iter().min_by(|a, b| km(a).total_cmp(&km(b))).unwrap().1
}

#[test]
fn the_preset_as_csv_reads_back_cell_for_cell() {
    let csv = pdpe(&["grid", "--preset", "kc"]).ok().out;
    assert_eq!(csv.lines().next(), Some("cell_id,lat,lon,income"));
    let (rows, grid) = (rows(&csv), kansas_city().whole());
    assert_eq!(rows.len(), grid.len());
    for (cell, row) in rows.iter().enumerate() {
        assert_eq!((row[0].as_str(), number(&row[3])), (grid.id(cell), grid.income()[cell]));
        let off = (number(&row[1]) - grid.lat()[cell]).abs().max((number(&row[2]) - grid.lon()[cell]).abs());
        assert!(off <= HALF_A_DIGIT, "{row:?}");
    }
}

#[test]
fn the_preset_written_and_scored_again_scores_the_same_to_six_decimals() {
    let dir = temp_dir();
    let score = |more: &[&str], stdin: &[u8]| {
        let events = fixture("kc_weekend.json");
        let mut args =
            vec!["score", "--at", "2026-10-02T20:30", "--format", "csv", "--events", events.to_str().unwrap()];
        args.extend(more);
        pdpe_in(dir.path(), &args, stdin).ok().out
    };
    let csv = pdpe(&["grid", "--preset", "kc"]).ok().out;
    let (again, direct) = (rows(&score(&["--grid", "-"], csv.as_bytes())), rows(&score(&[], b"")));
    assert_eq!((again.len(), direct.len()), (5494, 5494));
    let differing: Vec<_> = again.iter().zip(&direct).filter(|(again, direct)| again != direct).collect();
    assert!(differing.is_empty(), "{} cells differ, the first: {:?}", differing.len(), differing[0]);
}

#[test]
fn a_box_of_ones_own_is_cut_by_the_same_formula() {
    for (bbox, cell, metres) in [
        ([39.0, -94.7, 39.1, -94.5], "1km", 1000.0),
        ([39.0, -94.7, 39.1, -94.5], "0.5km", 500.0),
        ([39.0, -94.7, 39.1, -94.5], "730.5m", 730.5),
        ([-33.95, 151.1, -33.8, 151.3], "2 km", 2000.0),
        ([59.9, 10.6, 60.0, 10.9], "1000m", 1000.0),
        ([-0.05, -0.05, 0.05, 0.05], "1km", 1000.0),
    ] {
        let text = bbox.map(|degrees| degrees.to_string()).join(",");
        let csv = pdpe(&["grid", "--bbox", &text, "--cell", cell]).ok().out;
        assert_eq!(csv.lines().next(), Some("cell_id,lat,lon"));
        let (found, expected) = (rows(&csv), centres(bbox, metres));
        assert_eq!(found.len(), expected.len(), "{text} {cell}");
        for (row, (id, lat, lon)) in found.iter().zip(&expected) {
            assert_eq!(&row[0], id);
            assert!((number(&row[1]) - lat).abs() <= HALF_A_DIGIT && (number(&row[2]) - lon).abs() <= HALF_A_DIGIT);
        }
    }
}

#[test]
fn boxes_and_cells_that_cannot_be_are_wrong_usage() {
    let grid = |bbox: &str, cell: &str| pdpe(&["grid", "--bbox", bbox, &format!("--cell={cell}")]);
    let good = "39.0,-94.7,39.1,-94.5";
    grid("39.1,-94.7,39.0,-94.5", "1km").fails(2, &["is empty", "S,W,N,E"]);
    grid("39.0,-94.5,39.1,-94.7", "1km").fails(2, &["is empty"]);
    grid("39.0,-94.5,39.0,-94.7", "1km").fails(2, &["is empty"]);
    grid("39.0,-94.7,39.1", "1km").fails(2, &["is not a box"]);
    grid("39.0,-94.7,39.1,-94.5,7", "1km").fails(2, &["is not a box"]);
    grid("south,west,north,east", "1km").fails(2, &["is not a box"]);
    grid("39.0,-94.7,91,-94.5", "1km").fails(2, &["latitude 91"]);
    grid("39.0,-181,39.1,-94.5", "1km").fails(2, &["longitude -181"]);
    grid("NaN,-94.7,39.1,-94.5", "1km").fails(2, &["latitude NaN"]);
    grid("39.0,-94.7,inf,-94.5", "1km").fails(2, &["latitude inf"]);
    for size in ["0m", "0.5m", "-500m", "NaNm", "infkm", "1001km"] {
        grid(good, size).fails(2, &["1 m and 1000 km"]);
    }
    for size in ["500", "m", "", "500ft", "5e", "fivem"] {
        grid(good, size).fails(2, &["is not a length", "500m"]);
    }
    grid("-60,-180,60,180", "100m").fails(2, &["1,000,000,000", "larger cells"]);
    grid("89.95,-180,90,180", "10km").fails(2, &["pole"]);
}

#[test]
fn centres_beyond_180_degrees_go_on_in_the_west() {
    let csv = pdpe(&["grid", "--bbox", "-20,170,-19,180", "--cell", "500km"]).ok().out;
    let wide = 500.0 / (111.0 * 19.5f64.to_radians().cos());
    let lons: Vec<f64> = rows(&csv).iter().map(|row| number(&row[2])).collect();
    // The third centre lies at 181.95°.
    let expected = [170.0 + wide / 2.0, 170.0 + wide * 1.5, 170.0 + wide * 2.5 - 360.0];
    assert_eq!(lons.len(), 3, "{csv}");
    for (found, expected) in lons.iter().zip(expected) {
        assert!((found - expected).abs() <= HALF_A_DIGIT, "{found} is not {expected}");
    }
    assert!((lons[2] + 178.05).abs() < 0.01, "{}", lons[2]);
    // A row that is shorter than its cell goes round the Earth, more than once.
    let area = BoundingBox { south: 89.8, west: -180.0, north: 90.0, east: 180.0 };
    let grid = Regular::new(area, "1000km".parse().unwrap()).unwrap().whole();
    assert!(grid.lon().iter().all(|lon| lon.abs() <= 180.0) && grid.lat().iter().all(|lat| *lat <= 90.0), "{grid:?}");
}

#[test]
fn a_box_literal_that_is_none_is_an_error() {
    let size: CellSize = "500km".parse().unwrap();
    let good = BoundingBox { south: -20.0, west: 170.0, north: -19.0, east: 180.0 };
    assert!(Regular::new(good, size).is_ok());
    for (area, words) in [
        (BoundingBox { south: -91.0, ..good }, "latitude -91"),
        (BoundingBox { north: f64::NAN, ..good }, "latitude NaN"),
        (BoundingBox { west: f64::NEG_INFINITY, ..good }, "longitude -inf"),
        (BoundingBox { east: 190.0, ..good }, "longitude 190"),
        (BoundingBox { north: -20.0, ..good }, "is empty"),
        (BoundingBox { east: 169.0, ..good }, "is empty"),
    ] {
        let error = Regular::new(area, size).unwrap_err().to_string();
        assert!(error.contains(words), "`{words}` is missing in: {error}");
    }
}

#[test]
fn options_that_contradict_or_lack_each_other_are_wrong_usage() {
    pdpe(&["grid"]).fails(2, &["--bbox"]);
    pdpe(&["grid", "--cell", "1km"]).fails(2, &["--bbox"]);
    pdpe(&["grid", "--bbox", "39.0,-94.7,39.1,-94.5"]).fails(2, &["--cell"]);
    pdpe(&["grid", "--preset", "kc", "--cell", "1km"]).fails(2, &["--preset"]);
    pdpe(&["grid", "--preset", "kc", "--bbox", "39.0,-94.7,39.1,-94.5", "--cell", "1km"]).fails(2, &["--preset"]);
    pdpe(&["grid", "--preset", "nyc"]).fails(2, &["nyc", "kc"]);
    pdpe(&["grid", "--preset", "kc", "--format", "shp"]).fails(2, &["csv", "geojson"]);
}

#[test]
fn geojson_is_one_polygon_a_cell_lon_before_lat_and_counter_clockwise() {
    let text = pdpe(&["grid", "--preset", "kc", "--format", "geojson"]).ok().out;
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["type"], "FeatureCollection");
    let (features, grid) = (document["features"].as_array().unwrap(), kansas_city().whole());
    assert_eq!(features.len(), grid.len());
    let (tall, wide) = kansas_city().cell_degrees();
    for (cell, feature) in features.iter().enumerate() {
        assert_eq!((&feature["type"], &feature["geometry"]["type"]), (&"Feature".into(), &"Polygon".into()));
        assert_eq!(feature["properties"]["cell_id"], grid.id(cell));
        assert_eq!(feature["properties"]["income"].as_f64(), Some(grid.income()[cell]));
        let rings = feature["geometry"]["coordinates"].as_array().unwrap();
        assert_eq!(rings.len(), 1);
        let ring: Vec<(f64, f64)> =
            rings[0].as_array().unwrap().iter().map(|p| (p[0].as_f64().unwrap(), p[1].as_f64().unwrap())).collect();
        assert_eq!((ring.len(), ring[0]), (5, ring[4]));
        let doubled_area: f64 = ring.windows(2).map(|side| side[0].0 * side[1].1 - side[1].0 * side[0].1).sum();
        assert!((doubled_area / 2.0 - tall * wide).abs() < 1e-7, "clockwise or of another size: {ring:?}");
        let middle = (f64::midpoint(ring[0].0, ring[2].0), f64::midpoint(ring[0].1, ring[2].1));
        assert!((middle.0 - grid.lon()[cell]).abs() < 1e-6 && (middle.1 - grid.lat()[cell]).abs() < 1e-6);
    }
}

#[test]
fn the_extension_of_the_output_says_the_format() {
    let dir = temp_dir();
    let bbox = ["grid", "--bbox", "39.0,-94.7,39.02,-94.68", "--cell", "1km", "-o"];
    for (name, more, start) in [
        ("a.geojson", &[][..], "{\"type\":"),
        ("a.csv", &[], "cell_id,"),
        ("a.txt", &["--format", "csv"], "cell_id,"),
        ("b.geojson", &["--format", "csv"], "cell_id,"),
        ("b.csv", &["--format", "geojson"], "{\"type\":"),
    ] {
        let Run { out, .. } = pdpe_in(dir.path(), &[&bbox[..], &[name], more].concat(), b"").ok();
        assert_eq!(out, "");
        let text = std::fs::read_to_string(dir.path().join(name)).unwrap();
        assert!(text.starts_with(start), "{name}: {text}");
    }
    pdpe_in(dir.path(), &[&bbox[..], &["b.txt"]].concat(), b"").fails(2, &["b.txt", "--format"]);
}

#[test]
fn incomes_from_a_table_are_those_of_the_nearest_row() {
    let table = fixture("kc_zip_income_2022.csv");
    let run =
        pdpe(&["grid", "--bbox", "38.8,-94.9,39.2,-94.3", "--cell", "2km", "--income", table.to_str().unwrap()]).ok();
    let (rows, zips) = (rows(&run.out), zip_codes());
    assert!(rows.len() > 500);
    for row in &rows {
        let place = LatLon::new(number(&row[1]), number(&row[2])).unwrap();
        assert_eq!(number(&row[3]), nearest_income(&zips, place), "{row:?}");
    }
    assert!(rows.iter().any(|row| row[3] == "2499"), "the bottom-coded ZIP code is nearest to no cell");
}

#[test]
fn what_became_of_the_rows_of_an_income_table_is_said() {
    let dir = temp_dir();
    let table = "zip_type,Latitude,Longitude,Median_Household_Income\n\
        Standard,39.05,-94.6,50000\nPO_Box,39.01,-94.6,1\nPO_BOX,39.01,-94.6,\nStandard,39.02,-94.6,\n\
        Standard,39.00,-94.6,2499\nUnique,39.10,-94.6,250001\nStandard,39.10,-94.6,99\n";
    let path = write(dir.path(), "incomes.csv", table);
    let args = ["grid", "--bbox", "38.99,-94.61,39.11,-94.59", "--cell", "1km", "--income"];
    let run = pdpe_in(dir.path(), &[&args[..], &[path.to_str().unwrap()]].concat(), b"").ok();
    // Of two rows at one place the first counts, so of the four with an income three are in use.
    for part in [
        "3 incomes in use",
        "2 post-office boxes",
        "1 rows without income",
        "1 bottom-coded (2499",
        "1 top-coded (250001",
    ] {
        assert!(run.err.contains(part), "`{part}` is missing in: {}", run.err);
    }
    let incomes: std::collections::BTreeSet<String> = rows(&run.out).into_iter().map(|row| row[3].clone()).collect();
    assert_eq!(incomes, ["2499", "250001", "50000"].map(str::to_owned).into());
    let quiet = pdpe_in(dir.path(), &[&args[..], &[path.to_str().unwrap(), "-q"]].concat(), b"").ok();
    assert_eq!((quiet.err.as_str(), quiet.out), ("", run.out));
}

#[test]
fn income_tables_that_cannot_be_used_are_told_with_file_and_line() {
    let dir = temp_dir();
    let with = |table: &str| {
        write(dir.path(), "t.csv", table);
        pdpe_in(dir.path(), &["grid", "--preset", "kc", "--income", "t.csv"], b"")
    };
    with("lat,lon\n39,-94\n").fails(1, &["t.csv", "income"]);
    with("lon,income\n-94,5\n").fails(1, &["t.csv", "latitude"]);
    with("lat,lon,income\n").fails(1, &["t.csv", "no row has an income"]);
    with("lat,lon,income\n39,-94,\n").fails(1, &["no row has an income"]);
    with("lat,lon,income\n39,-94,5\n39,-94,much\n").fails(1, &["t.csv", "line 3", "much"]);
    with("lat,lon,income\n39,-94,-5\n").fails(1, &["line 2", "-5"]);
    with("lat,lon,income\n39,-94,\"50,000\"\n").fails(1, &["t.csv: line 2: income `50,000`", "use a decimal point"]);
    let long = with(&format!("lat,lon,income\n39,-94,{}\n", "\u{1b}x".repeat(100_000))).fails(1, &["line 2", "…"]);
    assert!(long.err.len() < 300 && !long.err.contains('\u{1b}'), "{}", long.err);
    with("lat,lon,income\n39,-94,NaN\n").fails(1, &["line 2"]);
    with("lat,lon,income\n99,-94,5\n").fails(1, &["line 2", "latitude 99"]);
    with("lat,latitude,lon,income\n1,1,1,5\n").fails(1, &["more than one latitude"]);
    pdpe_in(dir.path(), &["grid", "--preset", "kc", "--income", "missing.csv"], b"").fails(1, &["missing.csv"]);
    let own = pdpe_in(dir.path(), &["grid", "--preset", "kc", "--income", "t.csv", "-o", "t.csv"], b"");
    assert_ne!(own.code, 0, "the table was overwritten");
}

proptest! {
    /// The walk from the nearest latitude outward misses no nearer row.
    #[test]
    fn the_nearest_row_is_the_nearest_by_brute_force(
        points in proptest::collection::vec((-90.0..=90.0f64, -180.0..=180.0f64), 1..60),
        places in proptest::collection::vec((-90.0..=90.0f64, -180.0..=180.0f64), 1..20),
    ) {
        let mut csv = String::from("lat,lon,income\n");
        for (income, (lat, lon)) in points.iter().enumerate() {
            let _ = writeln!(csv, "{lat},{lon},{income}");
        }
        let table = IncomeTable::read(csv.as_bytes(), "a table").unwrap();
        for place in places {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // it is a row's number
            let found = table.nearest(LatLon::new(place.0, place.1).unwrap()) as usize;
            let best = points.iter().map(|&point| haversine_km(point, place)).fold(f64::INFINITY, f64::min);
            prop_assert!(haversine_km(points[found], place) <= best + 1e-4, "{} km", best);
        }
    }
}

#[test]
fn cells_across_the_antimeridian_have_a_part_on_each_side() {
    let args = ["grid", "--bbox", "-1,179.9,1,180", "--cell", "30km", "--format", "geojson"];
    let document: Value = serde_json::from_str(&pdpe(&args).ok().out).unwrap();
    let features = document["features"].as_array().unwrap();
    assert!(!features.is_empty());
    for feature in features {
        assert_eq!(feature["geometry"]["type"], "MultiPolygon");
        let parts = feature["geometry"]["coordinates"].as_array().unwrap();
        let part = |number: usize| -> Vec<(f64, f64)> {
            let ring = parts[number][0].as_array().unwrap().iter();
            ring.map(|corner| (corner[0].as_f64().unwrap(), corner[1].as_f64().unwrap())).collect()
        };
        let mut both = [part(0), part(1)];
        both.sort_by(|one, other| other[0].0.total_cmp(&one[0].0));
        let [near, beyond] = both;
        assert_eq!((parts.len(), near.len(), beyond.len()), (2, 5, 5));
        assert!(near.iter().all(|corner| (179.0..=180.0).contains(&corner.0)), "{near:?}");
        assert!(beyond.iter().all(|corner| (-180.0..=-179.0).contains(&corner.0)), "{beyond:?}");
        let wide = |ring: &[(f64, f64)]| ring[1].0 - ring[0].0;
        // 30 km at the equator.
        assert!((wide(&near) + wide(&beyond) - 0.2698).abs() < 1e-3, "{near:?} {beyond:?}");
        assert!(wide(&near) > 0.0 && wide(&beyond) > 0.0);
    }
}
