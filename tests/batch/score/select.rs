//! `--top`, `--sort`, `--min-score`, `--apart`: against the plain way over all cells.

use std::fmt::Write;
use std::path::Path;

use pdpe::clock::parse_time;
use pdpe::event::Events;
use pdpe::grid::{ColumnChoice, Grid, GridReader, kansas_city, read_all};
use pdpe::layers::{COLLEGE_PRESENCE, SPENDING_PROPENSITY};
use pdpe::model::Model;
use pdpe::score::{Scores, score_grid};

use super::{AT, column, haversine_km, numbers, score, score_in};
use crate::common::{pdpe_in, temp_dir, write};

/// All cells with their scores to the last bit.
struct Whole {
    grid: Grid,
    scores: Scores,
}

impl Whole {
    fn of(grid: Grid) -> Self {
        let model = Model::published();
        let at = parse_time(AT, model.timezone, chrono::DateTime::UNIX_EPOCH).unwrap().at;
        let scores = score_grid(&model, &grid, &Events::new(), at);
        Self { grid, scores }
    }

    fn ids(&self, cells: &[usize]) -> Vec<String> {
        cells.iter().map(|&cell| self.grid.id(cell).to_owned()).collect()
    }

    /// The best cells one after the other, each compared with all chosen before.
    fn apart(&self, top: usize, km: f64) -> Vec<usize> {
        let mut chosen: Vec<usize> = Vec::new();
        for cell in ranking(&self.scores.combined_score) {
            let place = |cell: usize| (self.grid.lat()[cell], self.grid.lon()[cell]);
            let is_apart = |&other: &usize| haversine_km(place(cell), place(other)) >= km;
            if chosen.len() < top && chosen.iter().all(is_apart) {
                chosen.push(cell);
            }
        }
        chosen
    }
}

/// Positions by one score, highest first; of equals the earlier first.
fn ranking(score: &[f64]) -> Vec<usize> {
    let mut cells: Vec<usize> = (0..score.len()).collect();
    cells.sort_by(|&a, &b| score[b].partial_cmp(&score[a]).unwrap().then(a.cmp(&b)));
    cells
}

/// 9,000 cells at 60 places, 150 at each, spread over the file: ties everywhere.
fn grid_of_ties(dir: &Path) -> Whole {
    let mut csv = String::from("id,lat,lon\n");
    for row in 0..9_000_u32 {
        let place = row * 7919 % 60;
        writeln!(csv, "c{row},{},{}", 39.0 + f64::from(place) / 300.0, -94.6 + f64::from(place % 7) / 100.0).unwrap();
    }
    write(dir, "kc.csv", &csv);
    let reader = GridReader::open(csv.as_bytes(), "kc.csv", &ColumnChoice::default()).unwrap();
    Whole::of(read_all(reader).unwrap().0)
}

fn ids_of(dir: &Path, options: &[&str]) -> Vec<String> {
    let csv = score_in(dir, &[&["--grid", "kc.csv", "--format", "csv"], options].concat());
    column(&csv, "cell_id")
}

#[test]
fn without_an_order_cells_come_as_in_the_grid() {
    let dir = temp_dir();
    let whole = grid_of_ties(dir.path());
    assert_eq!(ids_of(dir.path(), &[]), whole.ids(&(0..9_000).collect::<Vec<_>>()));
}

#[test]
fn top_gives_the_best_and_of_equals_the_earlier() {
    let dir = temp_dir();
    let whole = grid_of_ties(dir.path());
    let best = ranking(&whole.scores.combined_score);
    for top in [1, 10, 149, 150, 151, 1000, 8_999, 9_000, 20_000] {
        let expected = whole.ids(&best[..top.min(9_000)]);
        assert_eq!(ids_of(dir.path(), &["--top", &top.to_string()]), expected, "--top {top}");
    }
    let threads = ids_of(dir.path(), &["--top", "151", "--threads", "8"]);
    assert_eq!(threads, whole.ids(&best[..151]));
}

#[test]
fn sort_orders_all_cells_by_the_score_named() {
    let dir = temp_dir();
    let whole = grid_of_ties(dir.path());
    let by_combined = whole.ids(&ranking(&whole.scores.combined_score));
    assert_eq!(ids_of(dir.path(), &["--sort"]), by_combined);
    let by_college = whole.ids(&ranking(&whole.scores.layers[COLLEGE_PRESENCE]));
    assert_eq!(ids_of(dir.path(), &["--sort", "college_presence"]), by_college);
    assert_eq!(ids_of(dir.path(), &["--sort", "college_presence", "--top", "160"]), by_college[..160]);
    // Nothing is going on anywhere: all are equal.
    assert_eq!(ids_of(dir.path(), &["--sort", "event_proximity_bonus"]), whole.ids(&(0..9_000).collect::<Vec<_>>()));
}

#[test]
fn in_kansas_city_top_and_sort_agree_with_the_scores_themselves() {
    let whole = Whole::of(kansas_city().whole());
    for (name, values) in [
        ("combined_score", &whole.scores.combined_score),
        ("spending_propensity", &whole.scores.layers[SPENDING_PROPENSITY]),
        ("college_presence", &whole.scores.layers[COLLEGE_PRESENCE]),
    ] {
        let csv = score(&["--format", "csv", "--sort", name, "--top", "30"]);
        assert_eq!(column(&csv, "cell_id"), whole.ids(&ranking(values)[..30]), "{name}");
    }
}

#[test]
fn min_score_keeps_those_at_or_above_it() {
    let whole = Whole::of(kansas_city().whole());
    let combined = &whole.scores.combined_score;
    // A score to the last bit: the cell itself is kept.
    let least = combined[ranking(combined)[99]];
    let kept: Vec<usize> = (0..whole.grid.len()).filter(|&cell| combined[cell] >= least).collect();
    assert!((100..200).contains(&kept.len()));
    let min = least.to_string();
    let csv = score(&["--format", "csv", "--min-score", &min]);
    assert_eq!(column(&csv, "cell_id"), whole.ids(&kept));
    let csv = score(&["--format", "csv", "--min-score", &min, "--top", "100"]);
    assert_eq!(column(&csv, "cell_id"), whole.ids(&ranking(combined)[..100]));
    let csv = score(&["--format", "csv", "--min-score", &min, "--sort"]);
    assert_eq!(column(&csv, "cell_id"), whole.ids(&ranking(combined)[..kept.len()]));
}

#[test]
fn a_min_score_above_all_leaves_an_empty_but_valid_output() {
    for order in [&[][..], &["--top", "5"]] {
        let csv = score(&[&["--format", "csv", "--min-score", "9"], order].concat());
        assert_eq!(csv.lines().count(), 1);
        for format in ["json", "geojson"] {
            let document = super::json(&score(&[&["--format", format, "--min-score", "9"], order].concat()));
            let list = document.get("cells").or(document.get("features")).unwrap();
            assert_eq!(list, &serde_json::json!([]), "{format}");
        }
        assert_eq!(score(&[&["--format", "ndjson", "--min-score", "9"], order].concat()), "");
    }
}

#[test]
fn apart_gives_the_best_none_of_them_near_a_better_one() {
    let whole = Whole::of(kansas_city().whole());
    for (top, km) in [(5, 2.0), (10, 0.6), (40, 3.5), (300, 2.0), (7, 0.0)] {
        let expected = whole.ids(&whole.apart(top, km));
        let csv = score(&["--format", "csv", "--top", &top.to_string(), "--apart", &km.to_string()]);
        assert_eq!(column(&csv, "cell_id"), expected, "--top {top} --apart {km}");
    }
    // With so much between them fewer fit than are asked for.
    let csv = score(&["--format", "csv", "--top", "300", "--apart", "10"]);
    let found = column(&csv, "cell_id");
    assert!(found.len() > 3 && found.len() < 40, "{}", found.len());
    assert_eq!(found, whole.ids(&whole.apart(300, 10.0)));
}

#[test]
fn apart_takes_one_of_the_cells_at_one_place_and_the_earliest() {
    let dir = temp_dir();
    let whole = grid_of_ties(dir.path());
    let expected = whole.apart(60, 0.001);
    assert_eq!(expected.len(), 60);
    assert!(expected.iter().all(|&cell| cell < 60), "the first 60 rows are at 60 places");
    assert_eq!(ids_of(dir.path(), &["--top", "60", "--apart", "0.001"]), whole.ids(&expected));
}

#[test]
fn the_order_does_not_change_the_scores() {
    let all = score(&["--format", "csv"]);
    let top = score(&["--format", "csv", "--top", "50"]);
    let all: Vec<&str> = all.lines().collect();
    assert!(top.lines().all(|line| all.contains(&line)));
    assert!(numbers(&top, "combined_score").is_sorted_by(|better, worse| better >= worse));
}

#[test]
fn the_table_shows_the_best_20_unless_told() {
    let whole = Whole::of(kansas_city().whole());
    let best = ranking(&whole.scores.combined_score);
    for (options, expected) in [(&[][..], 20), (&["--top", "3"], 3), (&["--top", "25"], 25)] {
        let run =
            pdpe_in(temp_dir().path(), &[&["score", "--at", AT, "--format", "table"], options].concat(), b"").ok();
        let shown: Vec<&str> = run
            .out
            .lines()
            .filter_map(|line| {
                let mut words = line.split_whitespace();
                words.next()?.parse::<usize>().ok()?;
                words.next().filter(|word| word.contains('_'))
            })
            .collect();
        assert_eq!(shown, whole.ids(&best[..expected]), "{options:?}");
    }
}
