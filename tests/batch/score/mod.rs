//! `pdpe score` as it is used: the best cells, the formats, the events, and where the output goes.

#![allow(clippy::unwrap_used)]

mod corners;
mod decimals;
mod document;
mod elsewhere;
mod events;
mod formats;
mod model;
mod other_programs;
mod places;
mod select;

use std::path::Path;

use crate::common::{pdpe_in, temp_dir};
use serde_json::Value;

/// A Sunday evening in winter.
const AT: &str = "2024-12-15T19:00";

/// Scores in an empty folder; what is on stdout.
fn score(options: &[&str]) -> String {
    score_in(temp_dir().path(), options)
}

/// Scores in a folder; what is on stdout.
fn score_in(dir: &Path, options: &[&str]) -> String {
    pdpe_in(dir, &[&["score", "--at", AT], options].concat(), b"").ok().out
}

/// Rows of a CSV by the names of their columns.
fn rows(csv: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().map(Result::unwrap).collect()
}

/// Values of one column of a CSV.
fn column(csv: &str, name: &str) -> Vec<String> {
    rows(csv).into_iter().map(|mut row| row.remove(name).unwrap()).collect()
}

fn numbers(csv: &str, name: &str) -> Vec<f64> {
    column(csv, name).iter().map(|text| text.parse().unwrap()).collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The distance of two places given as latitude and longitude, by the textbook.
fn haversine_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let half = |difference: f64| (difference / 2.0).sin().powi(2);
    let h = half(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * half((b.1 - a.1).to_radians());
    2.0 * 6371.0 * h.sqrt().asin()
}
