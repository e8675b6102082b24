//! Outputs that cannot be written, or would overwrite the input.

use std::fs::{self, File};
use std::process::{Command, Stdio};

use super::{AT, entries, score_in};
use crate::common::{as_run, command, pdpe_in, run, temp_dir, write};

const GRID: &str = "id,lat,lon\na,39,-94\n";

#[test]
fn an_output_in_no_folder_is_named() {
    let dir = temp_dir();
    score_in(dir.path(), &["-o", "nowhere/out.csv"]).fails(1, &["cannot write nowhere/out.csv"]);
    write(dir.path(), "file", "");
    score_in(dir.path(), &["-o", "file/out.csv"]).fails(1, &["cannot write file/out.csv"]);
    assert_eq!(entries(dir.path()), ["file"]);
}

#[test]
fn an_output_that_is_a_folder_is_named() {
    let dir = temp_dir();
    fs::create_dir(dir.path().join("out.csv")).unwrap();
    score_in(dir.path(), &["-o", "out.csv"]).fails(1, &["cannot write out.csv"]);
    assert_eq!(entries(dir.path()), ["out.csv"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_once_and_fails() {
    for format in ["csv", "json", "ndjson", "geojson", "table"] {
        let score = ["score", "--at", AT, "--format", format];
        let dir = temp_dir();
        let to_file = run(command(dir.path()).args(score).args(["-o", "/dev/full"]), b"");
        let to_file = to_file.fails(1, &["cannot write /dev/full: No space left on device"]);
        assert_eq!(to_file.err.lines().count(), 1, "{}", to_file.err);

        let full = File::options().write(true).open("/dev/full").unwrap();
        let child = command(dir.path()).args(score).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
        let to_stdout = as_run(&child.wait_with_output().unwrap());
        to_stdout.fails(1, &["cannot write standard output: No space left on device"]);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for format in ["csv", "json", "ndjson", "geojson"] {
        let dir = temp_dir();
        let mut child = command(dir.path())
            .args(["score", "--at", AT, "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The scores of Kansas City are more than a pipe holds.
        drop(child.stdout.take());
        let run = as_run(&child.wait_with_output().unwrap()).ok();
        assert_eq!(run.err, "", "{format}");
    }
}

/// Asserts that these arguments are refused and the grid stays as it is.
#[track_caller]
fn assert_refused(prepared: &mut Command, input: &std::path::Path) {
    let run = run(prepared, b"").fails(2, &["the output would overwrite the input", "write to another file"]);
    assert_eq!(run.out, "");
    assert_eq!(fs::read_to_string(input).unwrap(), GRID);
}

#[test]
fn the_input_as_output_is_refused() {
    let dir = temp_dir();
    let grid = write(dir.path(), "kc.csv", GRID);
    let kc = |output: &str| {
        let mut command = command(dir.path());
        command.args(["score", "--at", AT, "--grid", "kc.csv", "-o", output]);
        command
    };
    assert_refused(&mut kc("kc.csv"), &grid);
    assert_refused(&mut kc("./kc.csv"), &grid);
    assert_refused(&mut kc(grid.to_str().unwrap()), &grid);
    assert_eq!(entries(dir.path()), ["kc.csv"]);
}

#[test]
fn the_events_as_output_are_refused() {
    let dir = temp_dir();
    let events = write(dir.path(), "shows.json", r#"[{"id":"a","lat":39.1,"lon":-94.5}]"#);
    score_in(dir.path(), &["--events", "shows.json", "-o", "shows.json"])
        .fails(2, &["the output would overwrite the input shows.json"]);
    assert!(fs::read_to_string(events).unwrap().contains("39.1"));
}

#[cfg(unix)]
#[test]
fn a_link_to_the_input_as_output_is_refused() {
    let dir = temp_dir();
    let grid = write(dir.path(), "kc.csv", GRID);
    std::os::unix::fs::symlink("kc.csv", dir.path().join("soft.csv")).unwrap();
    fs::hard_link(&grid, dir.path().join("hard.csv")).unwrap();
    for (input, output) in [("kc.csv", "soft.csv"), ("soft.csv", "kc.csv"), ("kc.csv", "hard.csv")] {
        let mut command = command(dir.path());
        assert_refused(command.args(["score", "--at", AT, "--grid", input, "-o", output]), &grid);
    }
}

#[test]
fn standard_output_into_the_input_is_refused() {
    let dir = temp_dir();
    let grid = write(dir.path(), "kc.csv", GRID);
    for input in ["kc.csv", "-"] {
        let onto = File::options().append(true).open(&grid).unwrap();
        let child = command(dir.path())
            .args(["score", "--at", AT, "--grid", input])
            .stdin(File::open(&grid).unwrap())
            .stdout(onto)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let run = as_run(&child.wait_with_output().unwrap());
        run.fails(2, &["the output would overwrite the input", "write to another file"]);
        assert_eq!(fs::read_to_string(&grid).unwrap(), GRID, "{input}");
    }
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link_stays_a_link() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", GRID);
    write(dir.path(), "real.csv", "old");
    std::os::unix::fs::symlink("real.csv", dir.path().join("link.csv")).unwrap();
    score_in(dir.path(), &["--grid", "kc.csv", "-o", "link.csv"]).ok();
    assert!(fs::symlink_metadata(dir.path().join("link.csv")).unwrap().is_symlink());
    assert!(fs::read_to_string(dir.path().join("real.csv")).unwrap().starts_with("cell_id,lat,lon,"));
    assert_eq!(entries(dir.path()), ["kc.csv", "link.csv", "real.csv"]);
}

#[test]
fn nothing_is_written_before_a_first_cell_was_scored() {
    let dir = temp_dir();
    for (content, options) in
        [("id,lat,lon\n", &[][..]), ("id,lat,lon\na,99,-94\n", &[]), ("id,lat,lon\na,99,-94\n", &["--strict"])]
    {
        write(dir.path(), "kc.csv", content);
        for format in ["csv", "json", "ndjson", "geojson"] {
            let args = [&["score", "--at", AT, "--grid", "kc.csv", "--format", format], options].concat();
            let run = pdpe_in(dir.path(), &args, b"");
            assert!(run.code != 0 && run.out.is_empty(), "{format}: {run:?}");
        }
    }
    // A whole document without a cell is one that was asked for.
    write(dir.path(), "kc.csv", GRID);
    let args = ["score", "--at", AT, "--grid", "kc.csv", "--min-score", "9", "--format", "json"];
    let run = pdpe_in(dir.path(), &args, b"").ok();
    let document: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(document["cells"].as_array().map(Vec::len), Some(0));
}
