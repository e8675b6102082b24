//! Memory does not grow with the grid. Read from the system while the program waits for more.

#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::Write;
use std::process::{ChildStdin, Stdio};

use crate::common::{as_run, command, temp_dir};

/// The most memory a running program has had so far, in KiB.
fn peak_kib(process: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Writes rows; when this returns, all but what a pipe holds has been read.
fn feed(pipe: &mut ChildStdin, rows: usize) {
    let block = b"a-cell-with-a-long-name,39.0997,-94.5786\n".repeat(1000);
    for _ in 0..rows / 1000 {
        pipe.write_all(&block).unwrap();
    }
}

#[test]
fn five_times_the_rows_take_no_more_memory() {
    for options in [&["--format", "csv"][..], &["--format", "geojson"], &["--format", "json", "--top", "10"]] {
        let dir = temp_dir();
        let mut child = command(dir.path())
            .args(["score", "--at", "2024-12-15T19:00", "--threads", "2", "--grid", "-"])
            .args(options)
            .stdin(Stdio::piped())
            .stdout(File::create(dir.path().join("out")).unwrap())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stdin.take().unwrap();
        pipe.write_all(b"cell_id,lat,lon\n").unwrap();
        feed(&mut pipe, 100_000);
        let early = peak_kib(child.id());
        feed(&mut pipe, 400_000);
        let late = peak_kib(child.id());
        drop(pipe);
        as_run(&child.wait_with_output().unwrap()).ok();
        // 400,000 rows are 16 MiB as text and more as scores.
        assert!(late < early + 4096, "{options:?}: {early} KiB, then {late} KiB");
        assert!(late < 64 << 10, "{options:?}: {late} KiB");
    }
}
