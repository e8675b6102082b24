//! A replay as pictures: one for each instant that changes the map, all with one scale.

use crate::common::{fixture, pdpe};

/// The titles of pictures, in order.
pub fn titles(pictures: &str) -> Vec<&str> {
    pictures.lines().filter(|line| line.ends_with(" (America/Chicago)")).collect()
}

#[test]
fn a_piped_replay_is_a_picture_per_line_of_the_table() {
    let weekend = fixture("kc_weekend.json");
    let weekend = weekend.to_str().unwrap();
    let simulate = |format| {
        let span = ["simulate", "--from", "2026-10-03T16:00", "--to", "+9h", "--events", weekend, "--format", format];
        pdpe(&span).ok().out
    };
    let (pictures, table) = (simulate("heatmap"), simulate("table"));
    assert!(!pictures.contains('\u{1b}'));
    let titles = titles(&pictures);
    let times: Vec<&str> =
        table.lines().filter(|line| line.starts_with("Sat 2026") || line.starts_with("Sun 2026")).collect();
    assert_eq!(titles.len(), times.len(), "{table}");
    for (title, line) in titles.iter().zip(&times) {
        assert!(title.contains(&line[4..20]), "{title} and {line}");
    }
    let bests: Vec<&str> = pictures.lines().filter_map(|line| line.strip_prefix("1  ")).collect();
    for (best, line) in bests.iter().zip(&times) {
        let (cell, value) = (best.split_whitespace().next().unwrap(), best.split_whitespace().last().unwrap());
        assert!(line.contains(cell) && line.contains(value), "{best} and {line}");
    }
    let mut legends: Vec<&str> = pictures.lines().filter(|line| line.ends_with("  combined score")).collect();
    assert_eq!(legends.len(), titles.len());
    legends.dedup();
    assert_eq!(legends.len(), 1, "the scale stays: {legends:?}");
    assert!(pictures.contains("\n4 events open  +Touring band, Midland Theatre\n"), "{pictures}");
}
