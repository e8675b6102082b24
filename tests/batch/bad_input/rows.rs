//! Rows that cannot be used: told by file and line, skipped and counted, or fatal under `--strict`.

use std::fmt::Write;

use super::{AT, entries, ids, score_grid, score_in};
use crate::common::{pdpe_in, temp_dir, write};

const HEADER: &str = "cell_id,lat,lon,income\n";
const GOOD: &str = "good,39,-94,50000\n";

/// A row that is bad, and the reason told.
const BAD: [(&[u8], &str); 21] = [
    (b"b,39,181,1", "longitude 181 is not between -180 and 180"),
    (b"b,-90.5,-94,1", "latitude -90.5 is not between -90 and 90"),
    (b"b,-94.5,39,1", "latitude -94.5 is not between -90 and 90, but longitude 39 is; are the two swapped?"),
    (
        b"b,4736000,-10528000,1",
        "latitude 4736000 is not between -90 and 90; write degrees (WGS 84, EPSG:4326), not metres or feet",
    ),
    (
        b"b,0,500000,1",
        "longitude 500000 is not between -180 and 180; write degrees (WGS 84, EPSG:4326), not metres or feet",
    ),
    (b"b,NaN,-94,1", "latitude `NaN` is not a finite number"),
    (b"b,39,inf,1", "longitude `inf` is not a finite number"),
    (b"b,39,-1e999,1", "longitude `-1e999` is not a finite number"),
    (b"b,north,-94,1", "latitude `north` is not a finite number"),
    (b"b,\"39,1\",-94,1", "latitude `39,1` is not a finite number; use a decimal point and no thousands separator"),
    (b"b,39,-94,\"50,000\"", "income `50,000` is not a finite number; use a decimal point and no thousands separator"),
    (b"b,\"a,1\",-94,1", "latitude `a,1` is not a finite number"),
    (b"b,,-94,1", "latitude is missing"),
    (b"b,39,   ,1", "longitude is missing"),
    (b"b,39,-94", "3 fields where the header has 4"),
    (b"b", "1 fields where the header has 4"),
    (b"b,39,-94,1,5", "5 fields where the header has 4"),
    (b"b,39,-94,much", "income `much` is not a finite number"),
    (b"b,39,-94,-1", "income -1 is negative"),
    (b",39,-94,1", "the cell id is empty"),
    (b"b,0,-0.0,1", "no place: 0,0 is a placeholder"),
];

fn grid_with(row: &[u8]) -> Vec<u8> {
    [HEADER.as_bytes(), GOOD.as_bytes(), row, b"\n", b"also,38,-95,2\n"].concat()
}

#[test]
fn a_bad_row_is_told_by_line_and_reason_and_skipped() {
    for (row, reason) in BAD {
        let run = score_grid(grid_with(row), &[]).ok();
        assert_eq!(run.err, format!("pdpe: kc.csv:3: {reason}\npdpe: kc.csv: 1 of 3 rows rejected\n"));
        assert_eq!(ids(&run), ["good", "also"], "{reason}");
    }
}

#[test]
fn under_strict_a_bad_row_is_fatal() {
    for (row, reason) in BAD {
        score_grid(grid_with(row), &["--strict"]).fails(3, &[&format!("kc.csv:3: {reason}"), "--strict"]);
    }
    score_grid(grid_with(b"b,39,-94,"), &["--strict"]).ok();
}

#[test]
fn under_strict_a_bad_last_row_leaves_no_output_file() {
    let dir = temp_dir();
    let mut grid = HEADER.to_owned() + &GOOD.repeat(20_000);
    grid += "late,39,200,1\n";
    write(dir.path(), "kc.csv", grid);
    for options in [&[][..], &["--top", "3"]] {
        let run = score_in(dir.path(), &[&["--grid", "kc.csv", "--strict", "-o", "out.csv"], options].concat());
        run.fails(3, &["kc.csv:20002: longitude 200"]);
        assert_eq!(entries(dir.path()), ["kc.csv"]);
    }
}

#[test]
fn a_row_is_told_by_the_line_it_starts_on() {
    let grid = "\r\n\ncell_id,lat,lon\r\n\r\n\"two\nlines\",39,-94\r\n\n\"three\n\nlines\",39,-940\r\nlast,x,-94";
    let run = score_grid(grid, &[]).ok();
    let expected = "pdpe: kc.csv:8: longitude -940 is not between -180 and 180\n\
                    pdpe: kc.csv:11: latitude `x` is not a finite number\n\
                    pdpe: kc.csv: 2 of 3 rows rejected\n";
    assert_eq!(run.err, expected);
    assert!(run.out.contains("two lines,39.000000"), "{}", run.out);
}

#[test]
fn standard_input_is_named_in_place_of_a_file() {
    let grid = grid_with(b"b,39,181,1");
    let run = pdpe_in(temp_dir().path(), &["score", "--at", AT, "--format", "csv", "--grid", "-"], &grid).ok();
    assert!(run.err.starts_with("pdpe: standard input:3: longitude 181"), "{}", run.err);
}

#[test]
fn with_all_rows_bad_the_run_fails() {
    score_grid("id,lat,lon\na,91,0\nb,,\n", &[])
        .fails(1, &["kc.csv:2: ", "kc.csv:3: ", "2 of 2 rows rejected", "no row can be used"]);
}

fn grid_with_many_bad(count: usize) -> String {
    let mut grid = HEADER.to_owned() + GOOD;
    for row in 0..count {
        writeln!(grid, "bad{row},100,-94,1").unwrap();
    }
    grid
}

fn told(err: &str) -> usize {
    err.lines().filter(|line| line.starts_with("pdpe: kc.csv:") && line.contains("latitude 100")).count()
}

#[test]
fn of_more_than_20_bad_rows_the_first_20_are_told_and_all_counted() {
    let run = score_grid(grid_with_many_bad(25), &[]).ok();
    assert_eq!(told(&run.err), 20);
    assert!(run.err.contains("pdpe: kc.csv:22: ") && !run.err.contains("pdpe: kc.csv:23: "), "{}", run.err);
    assert!(run.err.ends_with("25 of 26 rows rejected; the first 20 are shown above, -v shows all\n"), "{}", run.err);
    assert_eq!(ids(&run), ["good"]);

    let run = score_grid(grid_with_many_bad(20), &[]).ok();
    assert_eq!(told(&run.err), 20);
    assert!(run.err.ends_with("kc.csv: 20 of 21 rows rejected\n"), "{}", run.err);
}

#[test]
fn verbose_tells_all_bad_rows() {
    let run = score_grid(grid_with_many_bad(25), &["-v"]).ok();
    assert_eq!(told(&run.err), 25);
    assert!(run.err.contains("25 of 26 rows rejected\n"), "{}", run.err);
}

#[test]
fn quiet_tells_none_but_an_error_still() {
    let run = score_grid(grid_with_many_bad(25), &["-q"]).ok();
    assert_eq!(run.err, "");
    assert_eq!(ids(&run), ["good"]);
    score_grid(grid_with_many_bad(1), &["-q", "--strict"]).fails(3, &["kc.csv: a row was rejected (--strict)"]);
}

#[test]
fn the_json_summary_counts_rejected_rows() {
    let run = score_grid(grid_with_many_bad(25), &["--format", "json"]);
    // An option given twice is wrong usage, so the format goes in alone.
    run.fails(2, &["--format"]);
    let dir = temp_dir();
    write(dir.path(), "kc.csv", grid_with_many_bad(25));
    let run = pdpe_in(dir.path(), &["score", "--at", AT, "--grid", "kc.csv"], b"").ok();
    let document: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&document["summary"]["rejected"], &document["summary"]["cells"]), (&25.into(), &1.into()));
}

#[test]
fn what_a_file_holds_cannot_command_a_terminal() {
    // Escape, its eight-bit cousin, and a bell.
    let run = score_grid("id,lat,lon\na,\u{1b}]0;x\u{7},1\n\u{9b}31m\u{1b}c,39,-94\n", &[]).ok();
    let harmful = |text: &str| text.chars().any(|char| char.is_control() && char != '\n');
    assert!(run.err.contains("latitude `") && !harmful(&run.err), "{:?}", run.err);

    let dir = temp_dir();
    let event = |id: &str| format!(r#"{{"id":"{id}","lat":39,"lon":-94,"start":"2024-12-15T19:00"}}"#);
    let twice = [event(r"a\u001b[2Jb"), event(r"a\u001b[2Jb")].join("\n");
    write(dir.path(), "shows.json", twice);
    let run = pdpe_in(dir.path(), &["events", "shows.json", "--format", "json"], b"").ok();
    assert_eq!(run.err, "pdpe: shows.json: event a\u{fffd}[2Jb is given twice; the later one counts\n");
    // The same of the error that ends a run.
    let run = pdpe_in(dir.path(), &["explain", "--cell", "\u{1b}[2J"], b"").fails(1, &["no cell `\u{fffd}[2J`"]);
    assert!(!harmful(&run.err), "{:?}", run.err);
}
