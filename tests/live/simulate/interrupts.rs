//! Ctrl-C in a long replay: it ends after the instants in hand, and what was written is complete.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{FRIDAY, World, json, lines, rows};
use crate::common::command;

/// Longer than any test waits.
const LONG: &str = "+2000w";

fn start(world: &World, options: &[&str]) -> Child {
    let span = ["simulate", "--from", FRIDAY, "--to", LONG, "--events", "shows.json", "--grid", "kc.csv"];
    let mut command = command(world.dir.path());
    command.args(span).args(options).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn interrupt(child: &Child) {
    let status = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

/// How an interrupted replay ended: what else was written, and the time it says it stopped at.
fn end(mut child: Child, out: &mut impl Read) -> (String, String) {
    let (mut rest, mut err) = (String::new(), String::new());
    out.read_to_string(&mut rest).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{err}");
    let at = err.split("interrupted: stopped at ").nth(1).unwrap_or_else(|| panic!("no word of it in {err}"));
    (rest, at.split(';').next().unwrap().to_owned())
}

/// Interrupts a replay after some lines of it: all that it wrote, and the time it stopped at.
fn interrupted_after(world: &World, count: usize, options: &[&str]) -> (String, String) {
    let mut child = start(world, options);
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    for _ in 0..count {
        assert!(out.read_line(&mut text).unwrap() > 0, "the replay ended by itself: {text}");
    }
    interrupt(&child);
    let (rest, at) = end(child, &mut out);
    (text + &rest, at)
}

#[test]
fn an_interrupted_replay_ends_with_a_complete_line_at_the_time_it_says() {
    let world = World::weekend();
    for view in [&[][..], &["--cell", "r3c3"], &["--without", "G5vYZ9kC2xT7m"]] {
        let (csv, at) = interrupted_after(&world, 5, &[view, &["--format", "csv"]].concat());
        assert!(csv.ends_with('\n'));
        let told = rows(&csv);
        assert_eq!(told.last().unwrap()["timestamp"], at, "{view:?}");
        // What was written is what the whole replay begins with.
        let whole = world.simulate(FRIDAY, &at, &[view, &["--format", "csv"]].concat());
        assert!(csv == whole, "{view:?}");
        let (ndjson, at) = interrupted_after(&world, 5, &[view, &["--format", "ndjson"]].concat());
        assert!(ndjson.ends_with('\n'));
        assert_eq!(lines(&ndjson).last().unwrap()["timestamp"], at, "{view:?}");
    }
}

#[test]
fn interrupted_scores_and_messages_end_with_all_of_their_last_instant() {
    let world = World::weekend();
    let (csv, at) = interrupted_after(&world, 2, &["--scores", "--format", "csv"]);
    let told = rows(&csv);
    assert!(csv.ends_with('\n') && told.len().is_multiple_of(world.grid.len()));
    assert!(told[told.len() - world.grid.len()..].iter().all(|row| row["timestamp"] == at));
    let (ndjson, at) = interrupted_after(&world, 30, &["--format", "ndjson"]);
    assert_eq!(lines(&ndjson).last().unwrap()["type"], "snapshot");
    assert!(ndjson == world.simulate(FRIDAY, &at, &["--format", "ndjson"]));
}

#[test]
fn an_interrupted_table_still_has_its_end() {
    let world = World::weekend();
    let (table, at) = interrupted_after(&world, 6, &["--cell", "r3c3", "--format", "table"]);
    assert!(table.trim_end().ends_with("the greatest score in each part of the span"), "{table}");
    assert!(world.at(&at) > world.at(FRIDAY));
}

/// The file beside that a replay writes to, once there are so many bytes in it.
fn file_beside(world: &World, child: &mut Child, least_bytes: u64) -> PathBuf {
    let deadline = Instant::now() + Duration::from_secs(120);
    while Instant::now() < deadline {
        let found = std::fs::read_dir(world.dir.path()).unwrap().map(|entry| entry.unwrap()).find(|entry| {
            let is_beside = entry.file_name().to_string_lossy().starts_with(".pdpe-");
            is_beside && entry.metadata().is_ok_and(|metadata| metadata.len() >= least_bytes)
        });
        if let Some(found) = found {
            return found.path();
        }
        assert!(child.try_wait().unwrap().is_none(), "the replay ended by itself");
        std::thread::yield_now();
    }
    panic!("the replay writes nothing");
}

/// Interrupts a replay that writes to a file: what is in the file then, and the time it stopped at.
fn interrupted_file(world: &World, options: &[&str]) -> (Value, String) {
    let mut child = start(world, &[options, &["-o", "out.json"]].concat());
    let beside = file_beside(world, &mut child, 1);
    assert!(!world.dir.path().join("out.json").exists());
    interrupt(&child);
    let mut out: ChildStdout = child.stdout.take().unwrap();
    let (printed, at) = end(child, &mut out);
    assert_eq!((printed.as_str(), beside.exists()), ("", false));
    let document = json(&std::fs::read_to_string(world.dir.path().join("out.json")).unwrap());
    std::fs::remove_file(world.dir.path().join("out.json")).unwrap();
    (document, at)
}

#[test]
fn an_interrupted_file_takes_its_place_as_one_document() {
    let world = World::weekend();
    for options in [&[][..], &["--cell", "r3c3"], &["--without", "G5vYZ9kC2xT7m"]] {
        let (document, at) = interrupted_file(&world, options);
        assert_eq!(document["stopped_at"], at.as_str(), "{options:?}");
        let instants = document["instants"].as_array().unwrap();
        assert_eq!(instants.last().unwrap()["timestamp"], at.as_str(), "{options:?}");
        assert!(world.at(&at) < world.at(document["to"].as_str().unwrap()));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_map_is_not_written() {
    let world = World::weekend();
    let span = ["simulate", "--from", FRIDAY, "--to", "+119w", "--grid", "kc.csv", "-o", "map.html", "--threads", "8"];
    let mut command = command(world.dir.path());
    let mut child = command.args(span).stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let beside = file_beside(&world, &mut child, 0);
    // With all of its threads it is at work on the map.
    let threads = format!("/proc/{}/task", child.id());
    while std::fs::read_dir(&threads).unwrap().count() < 8 {
        assert!(child.try_wait().unwrap().is_none(), "the map was made in no time");
        std::thread::yield_now();
    }
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!((beside.exists(), world.dir.path().join("map.html").exists()), (false, false));
}

#[test]
fn a_pipe_that_is_closed_early_ends_the_replay_in_silence() {
    let world = World::weekend();
    for options in [
        &["--format", "csv"][..],
        &["--format", "ndjson"],
        &["--scores", "--format", "csv"],
        &["--cell", "r3c3", "--format", "csv"],
    ] {
        // -q: the grid has cells without an income, which is said.
        let mut child = start(&world, &[options, &["-q"]].concat());
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.ends_with('\n'));
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]), "{options:?}");
    }
}

/// The signals of a process that a line of its status tells, such as `SigCgt`: those it catches.
#[cfg(target_os = "linux")]
fn signals(child: &Child, line: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let mask = status.lines().find_map(|told| told.strip_prefix(line)?.strip_prefix(':')).unwrap();
    u64::from_str_radix(mask.trim(), 16).unwrap()
}

#[test]
#[cfg(target_os = "linux")] // it looks at the signals of its process
fn a_signal_that_was_ignored_before_is_ignored() {
    const SIGHUP: u64 = 1;
    const SIGINT: u64 = 1 << 1;
    let world = World::weekend();
    let begun = |mut child: Child| {
        let mut out = BufReader::new(child.stdout.take().unwrap());
        assert!(out.read_line(&mut String::new()).unwrap() > 0);
        (child, out)
    };
    let (child, mut out) = begun(start(&world, &["--format", "csv"]));
    assert_eq!(signals(&child, "SigCgt") & (SIGHUP | SIGINT), SIGHUP | SIGINT);
    interrupt(&child);
    end(child, &mut out);
    // As nohup starts it.
    let mut nohup = Command::new("sh");
    nohup.current_dir(world.dir.path()).args(["-c", "trap '' HUP; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_pdpe")]);
    nohup.args(["simulate", "--from", FRIDAY, "--to", LONG, "--grid", "kc.csv", "--format", "csv"]);
    let (child, mut out) = begun(nohup.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    assert_eq!((signals(&child, "SigIgn") & SIGHUP, signals(&child, "SigCgt") & (SIGHUP | SIGINT)), (SIGHUP, SIGINT));
    interrupt(&child);
    end(child, &mut out);
}
