//! Where the output goes: by extension, whole or not at all, and nothing left behind.

use std::fs;
use std::path::Path;

use super::{AT, score_in};
use crate::common::{pdpe_in, temp_dir, write};

const GRID: &str = "id,lat,lon\na,39.1,-94.5\nb,39.2,-94.6\n";

fn entries(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn the_extension_picks_the_format() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", GRID);
    for (name, format) in [
        ("out.csv", "csv"),
        ("out.json", "json"),
        ("out.ndjson", "ndjson"),
        ("out.jsonl", "ndjson"),
        ("out.geojson", "geojson"),
        ("out.txt", "table"),
    ] {
        assert_eq!(score_in(dir.path(), &["--grid", "kc.csv", "-o", name]), "", "{name}: nothing on stdout");
        let expected = score_in(dir.path(), &["--grid", "kc.csv", "--format", format]);
        assert_eq!(fs::read_to_string(dir.path().join(name)).unwrap(), expected, "{name}");
    }
    score_in(dir.path(), &["--grid", "kc.csv", "-o", "data.json", "--format", "csv"]);
    assert!(fs::read_to_string(dir.path().join("data.json")).unwrap().starts_with("cell_id,"), "--format goes first");
    assert!(!entries(dir.path()).iter().any(|name| name.starts_with('.')));
}

#[test]
fn a_dash_is_standard_output() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", GRID);
    let out = score_in(dir.path(), &["--grid", "kc.csv", "-o", "-", "--format", "csv"]);
    assert_eq!(out.lines().count(), 3);
    assert_eq!(entries(dir.path()), ["kc.csv"]);
}

#[test]
fn an_existing_file_is_replaced_whole() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", GRID);
    write(dir.path(), "out.csv", "old\n".repeat(1000));
    score_in(dir.path(), &["--grid", "kc.csv", "-o", "out.csv"]);
    let expected = score_in(dir.path(), &["--grid", "kc.csv", "--format", "csv"]);
    assert_eq!(fs::read_to_string(dir.path().join("out.csv")).unwrap(), expected);
}

#[test]
fn a_failed_run_leaves_an_existing_file_and_nothing_else() {
    let dir = temp_dir();
    // It fails late, when much has been written.
    let late_fault = GRID.to_owned() + &"c,39.1,-94.5\n".repeat(50_000) + "\"d,39.1,-94.5\n";
    write(dir.path(), "kc.csv", late_fault);
    write(dir.path(), "out.csv", "old");
    for options in [&[][..], &["--top", "3"]] {
        let options = [&["score", "--at", AT, "--grid", "kc.csv", "-o", "out.csv"], options].concat();
        pdpe_in(dir.path(), &options, b"").fails(1, &["kc.csv:50004: a quote opens here"]);
        assert_eq!(fs::read_to_string(dir.path().join("out.csv")).unwrap(), "old");
        assert_eq!(entries(dir.path()), ["kc.csv", "out.csv"]);
    }
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_permissions_and_a_new_one_has_the_usual() {
    use std::os::unix::fs::PermissionsExt;
    let dir = temp_dir();
    write(dir.path(), "kc.csv", GRID);
    let mode = |name: &str| fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o777;
    let old = write(dir.path(), "old.csv", "old");
    fs::set_permissions(&old, fs::Permissions::from_mode(0o640)).unwrap();
    score_in(dir.path(), &["--grid", "kc.csv", "-o", "old.csv"]);
    score_in(dir.path(), &["--grid", "kc.csv", "-o", "new.csv"]);
    assert_eq!((mode("old.csv"), mode("new.csv")), (0o640, mode("kc.csv")));
}

/// Signals a run when its output file has begun, and asserts that nothing is left of it.
#[cfg(unix)]
fn assert_leaves_nothing(signal: &str) {
    use crate::common::{as_run, command};
    use std::io::Write;
    use std::process::{Command, Stdio};

    let dir = temp_dir();
    write(dir.path(), "out.csv", "old");
    let mut child = command(dir.path())
        .args(["score", "--at", AT, "--grid", "-", "-o", "out.csv"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The grid does not end before the signal has done its work.
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(b"id,lat,lon\n").unwrap();
    // More than is read at a time, so that some of it is scored and written.
    pipe.write_all(&b"a,39.1,-94.5\n".repeat(200_000)).unwrap();
    let has_begun = || {
        let mut files = fs::read_dir(dir.path()).unwrap().map(Result::unwrap);
        files.any(|file| file.file_name() != "out.csv" && file.metadata().is_ok_and(|file| file.len() > 0))
    };
    while !has_begun() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before its output began");
        std::thread::yield_now();
    }
    let sent = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let run = as_run(&child.wait_with_output().unwrap());
    assert_ne!(run.code, 0, "{run:?}");
    assert_eq!(entries(dir.path()), ["out.csv"], "{run:?}");
    assert_eq!(fs::read_to_string(dir.path().join("out.csv")).unwrap(), "old");
    drop(pipe);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    assert_leaves_nothing("INT");
    assert_leaves_nothing("TERM");
}
