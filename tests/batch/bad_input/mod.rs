//! Bad input to `pdpe score`: what is told, how the run ends, and what is left behind.

#![allow(clippy::unwrap_used)]

mod events;
mod files;
mod output;
mod rows;
mod settings;

use std::path::Path;

use crate::common::{Run, pdpe_in, temp_dir, write};

/// A Sunday evening in winter.
const AT: &str = "2024-12-15T19:00";

/// Scores what is in `kc.csv` of a fresh folder, as CSV.
fn score_grid(content: impl AsRef<[u8]>, options: &[&str]) -> Run {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", content);
    score_in(dir.path(), &[&["--grid", "kc.csv"], options].concat())
}

/// Scores in a folder, as CSV; of an option given twice the later counts.
fn score_in(dir: &Path, options: &[&str]) -> Run {
    pdpe_in(dir, &[&["score", "--at", AT, "--format", "csv"], options].concat(), b"")
}

/// Ids of the cells in a CSV of scores.
fn ids(run: &Run) -> Vec<&str> {
    run.out.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect()
}

/// What is in a folder, sorted.
fn entries(dir: &Path) -> Vec<String> {
    let names = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}
