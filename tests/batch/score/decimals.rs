//! Numbers with six decimals, against the standard library.

use pdpe::grid::{Chunk, ColumnChoice, Grid, GridReader};
use pdpe::output::{CellWriter, Column, Heading, RowFormat, push_decimal};
use pdpe::score::{Scored, Scores};

fn printed(value: f64) -> String {
    let mut out = Vec::new();
    push_decimal(&mut out, value);
    String::from_utf8(out).expect("digits")
}

#[test]
fn all_digits_below_100_are_those_of_the_standard_library() {
    for millionths in (0..100_000_000).step_by(97).chain([9_999, 10_000, 99_999_999]) {
        let value = f64::from(millionths) / 1e6;
        assert_eq!(printed(value), format!("{value:.6}"), "{millionths}");
    }
}

#[test]
fn equals_the_standard_library_at_the_edges() {
    for value in [
        0.0,
        -0.0,
        1.0,
        9.999_999_5,
        0.999_999_5,
        0.000_000_5,
        1.000_000_5,
        999.999_999_6,
        1e9,
        -94.5786,
        180.0,
        1e300,
        5e-324,
        -1e-9,
        2.5e-7,
    ] {
        assert_eq!(printed(value), format!("{value:.6}"), "{value:?}");
    }
    // Halves of a millionth and the doubles next to them.
    for half in 0..200_000u32 {
        let value = (f64::from(half) + 0.5) / 1e6;
        for value in [value.next_down(), value, value.next_up()] {
            assert_eq!(printed(value), format!("{value:.6}"), "{value:?}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn equals_the_standard_library(value in proptest::prop_oneof![0.0..3.0f64, -180.0..180.0f64, proptest::num::f64::NORMAL]) {
        proptest::prop_assert_eq!(printed(value), format!("{value:.6}"));
    }
}

/// The fields of a row for each of some combined scores, as CSV.
fn rows(scores: &[f64]) -> Vec<String> {
    let cells: Vec<String> = (0..scores.len()).map(|cell| format!("c{cell},39.1,-94.5\n")).collect();
    let csv = format!("id,lat,lon\n{}", cells.concat());
    let mut reader = GridReader::open(csv.as_bytes(), "cells.csv", &ColumnChoice::default()).unwrap();
    let (mut chunk, mut grid) = (Chunk::default(), Grid::default());
    assert!(reader.next_chunk(&mut chunk).unwrap());
    chunk.parse(reader.layout(), &mut grid, &mut Vec::new());
    let scores = Scores { layers: vec![scores.to_vec(); 3], combined_score: scores.to_vec() };
    let heading = Heading {
        timestamp: String::new(),
        timezone: String::new(),
        model: String::new(),
        cell_degrees: None,
        place: None,
    };
    let columns = vec![Column::CELL_ID, Column::COMBINED_SCORE, Column::LON];
    let writer = CellWriter { format: RowFormat::Csv, columns, heading };
    let mut out = Vec::new();
    writer.cells(&Scored { grid, scores, ..Scored::default() }, f64::NEG_INFINITY, &mut out);
    String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn a_column_of_scores_is_printed_like_each_of_them() {
    let usual = |cell: u32| f64::from(cell % 977) * 0.010_231_7;
    let odd = [9.999_999_4, 9.999_999_6, 10.0, 899.5, 1e9, 0.000_000_5, 1.000_000_5, 9.999_999_5, -0.0, -1.5];
    // One odd score at a time, among usual ones at any position; and at the end fewer than are printed at once.
    for (number, odd) in odd.into_iter().enumerate() {
        let mut scores: Vec<f64> = (0..300).map(usual).collect();
        scores[number * 31] = odd;
        for (cell, (row, score)) in rows(&scores).iter().zip(&scores).enumerate() {
            assert_eq!(*row, format!("c{cell},{score:.6},-94.500000"));
        }
    }
}
