//! The best stays of a replay, beside a walk through all of them.

use std::collections::BTreeMap;

use chrono::Duration;
use chrono_tz::America::Chicago;
use pdpe::clock::ZonedTime;
use pdpe::geo::LatLon;
use pdpe::grid::Grid;
use pdpe::live::stays::{BestStays, CellStay, Wanted};
use pdpe::score::Scores;
use proptest::prelude::*;

use super::{FRIDAY, World, json, lines, printed, rows};
use crate::common::fixture;

/// The weekend on 196 cells some 500 m apart.
fn weekend_downtown() -> World {
    World::new(downtown(14), &std::fs::read_to_string(fixture("kc_weekend.json")).unwrap(), Chicago)
}

fn downtown(side: u32) -> Grid {
    let mut grid = Grid::default();
    for row in 0..side {
        for column in 0..side {
            let place = LatLon::new(39.05 + 0.005 * f64::from(row), -94.62 + 0.005 * f64::from(column)).unwrap();
            grid.push(&format!("r{row}c{column}"), place);
        }
    }
    grid
}

/// All stays of a replay, from what is written of every cell at every instant.
fn all_stays(world: &World, from: &str, to: &str) -> Vec<CellStay> {
    let combined = |row: &BTreeMap<String, String>| row["combined_score"].parse().unwrap();
    let (start, end) = (world.at(from), json(&world.simulate(from, to, &["--format", "json"]))["to"].clone());
    let first = rows(&world.score(from, &["--format", "csv"]));
    let mut open: Vec<(ZonedTime, f64)> = first.iter().map(|row| (start, combined(row))).collect();
    let mut stays = Vec::new();
    let mut end_stay = |cell: usize, (from, score): (ZonedTime, f64), to: ZonedTime| {
        if from < to {
            stays.push(CellStay { cell, score, from, to });
        }
    };
    for row in rows(&world.simulate(from, to, &["--scores", "--format", "csv"])) {
        let (cell, at, score) =
            (world.grid.positions(&row["cell_id"]).next().unwrap(), world.at(&row["timestamp"]), combined(&row));
        if open[cell].1.to_bits() != score.to_bits() {
            end_stay(cell, std::mem::replace(&mut open[cell], (at, score)), at);
        }
    }
    for (cell, stay) in open.into_iter().enumerate() {
        end_stay(cell, stay, world.at(end.as_str().unwrap()));
    }
    stays
}

/// Goes through all stays from the best on and takes those that are distinct from all taken.
fn greedy(mut stays: Vec<CellStay>, wanted: Wanted, grid: &Grid) -> Vec<CellStay> {
    stays.sort_by(|one, other| {
        other.score.partial_cmp(&one.score).unwrap().then(one.from.cmp(&other.from)).then(one.cell.cmp(&other.cell))
    });
    let mut taken: Vec<CellStay> = Vec::new();
    for stay in stays {
        let is_apart = |other: &CellStay| {
            let distance_km = grid.place(stay.cell).distance_km(grid.place(other.cell));
            stay.to < other.from || other.to < stay.from || (stay.cell != other.cell && distance_km >= wanted.apart_km)
        };
        if taken.len() < wanted.top && taken.iter().all(is_apart) {
            taken.push(stay);
        }
    }
    taken
}

/// Stays as the CSV tells them.
fn told(csv: &str) -> Vec<[String; 5]> {
    rows(csv)
        .iter()
        .map(|row| ["rank", "from", "to", "cell_id", "combined_score"].map(|name| row[name].clone()))
        .collect()
}

fn expected(stays: &[CellStay], grid: &Grid) -> Vec<[String; 5]> {
    let row = |(number, stay): (usize, &CellStay)| {
        let id = grid.id(stay.cell).to_owned();
        [(number + 1).to_string(), stay.from.to_rfc3339(), stay.to.to_rfc3339(), id, super::six(stay.score)]
    };
    stays.iter().enumerate().map(row).collect()
}

#[test]
fn the_best_stays_are_those_that_a_walk_through_all_stays_takes() {
    let world = weekend_downtown();
    let stays = all_stays(&world, FRIDAY, "+3d");
    let mut found = Vec::new();
    for (apart_km, option) in [(1.0, &[][..]), (0.0, &["--apart", "0"]), (5.0, &["--apart", "5"])] {
        for (top, text) in [(1, "1"), (40, "40")] {
            let csv = world.simulate(FRIDAY, "+3d", &[&["--top", text, "--format", "csv"], option].concat());
            let slowly = greedy(stays.clone(), Wanted { top, apart_km }, &world.grid);
            assert_eq!(told(&csv), expected(&slowly, &world.grid), "--top {top} {option:?}");
            assert!(slowly.len() == top || apart_km > 1.0);
            found.push(csv);
        }
    }
    // The distance matters to what is found.
    assert!(found[1] != found[3] && found[1] != found[5] && found[3] != found[5]);
}

#[test]
fn more_stays_than_there_are_gives_all_that_are_distinct() {
    let world = weekend_downtown();
    let stays = all_stays(&world, "2026-10-03T17:30", "+7h");
    let csv = world.simulate("2026-10-03T17:30", "+7h", &["--top", "99999", "--apart", "2.5", "--format", "csv"]);
    let slowly = greedy(stays.clone(), Wanted { top: 99_999, apart_km: 2.5 }, &world.grid);
    assert_eq!(told(&csv), expected(&slowly, &world.grid));
    assert!((4..stays.len() / 10).contains(&slowly.len()), "{} of {}", slowly.len(), stays.len());
}

#[test]
fn a_stay_has_the_scores_of_its_cell_from_its_start_on() {
    let world = World::weekend();
    let csv = rows(&world.simulate(FRIDAY, "+3d", &["--top", "12", "--format", "csv"]));
    assert_eq!(csv.len(), 12);
    for stay in &csv {
        let scores = rows(&world.score(&stay["from"], &["--format", "csv"]));
        let cell = scores.iter().find(|cell| cell["cell_id"] == stay["cell_id"]).unwrap();
        for (name, number) in cell {
            assert_eq!(&stay[name], number, "{name} of {stay:?}");
        }
        let span = world.at(&stay["to"]) - world.at(&stay["from"]);
        let hours = stay["hours"].parse::<f64>().unwrap();
        assert!((hours * 60.0 - f64::from(i32::try_from(span.num_minutes()).unwrap())).abs() < 1e-6, "{stay:?}");
    }
}

#[test]
fn all_formats_tell_the_same_stays() {
    let world = World::weekend();
    let run = |format: &str| world.simulate(FRIDAY, "+3d", &["--top", "7", "--format", format]);
    let csv = rows(&run("csv"));
    let document = json(&run("json"));
    let stays = document["stays"].as_array().unwrap();
    assert_eq!(stays, &lines(&run("ndjson")));
    assert_eq!((stays.len(), document["stopped_at"].is_null()), (7, true));
    for (stay, row) in stays.iter().zip(&csv) {
        for (name, text) in row {
            assert_eq!(&printed(&stay[name]), text, "{name} of {row:?}");
        }
    }
    let table = run("table");
    for row in &csv {
        let words = [&row["cell_id"], &row["combined_score"], &row["lat"]];
        let is_told =
            |line: &str| line.trim_start().starts_with(&row["rank"]) && words.iter().all(|word| line.contains(*word));
        assert!(table.lines().any(is_told), "{words:?} is missing in {table}");
    }
}

#[test]
fn the_table_tells_the_year_where_a_span_has_two() {
    let world = World::weekend();
    let table = |from: &str| world.simulate(from, "+14d", &["--top", "1", "--format", "table"]);
    assert!(table("2026-12-05T00:00").contains(" Sat 12-05 18:00 "));
    assert!(table("2026-12-25T00:00").contains(" Sat 2026-12-26 18:00 "));
}

/// Made-up changes: after so many minutes, these cells have these scores.
type Steps = Vec<(i64, Vec<(usize, u8)>)>;

const CELLS: usize = 9;

fn at(minutes: i64) -> ZonedTime {
    let start = pdpe::clock::parse_time(FRIDAY, Chicago, pdpe::clock::now()).unwrap().at;
    start + Duration::minutes(minutes)
}

/// One run of made-up steps, as the search sees it.
fn run_through(best: &BestStays, grid: &Grid, start: &[u8], steps: &Steps) -> BestStays {
    let mut scores = Scores { combined_score: start.iter().map(|&score| score.into()).collect(), ..Scores::default() };
    let mut collector = best.start(grid, &scores, at(0));
    let mut now = 0;
    for (minutes, changes) in steps {
        now += minutes;
        let mut cells = Vec::new();
        for &(cell, score) in changes {
            if scores.combined_score[cell].to_bits() != f64::from(score).to_bits() {
                scores.combined_score[cell] = score.into();
                cells.push(cell);
            }
        }
        cells.sort_unstable();
        cells.dedup();
        collector.change(&cells, &scores, at(now));
    }
    collector.finish(at(now + 60))
}

/// All stays of made-up steps.
fn stays_of(start: &[u8], steps: &Steps) -> Vec<CellStay> {
    let mut course: Vec<Vec<(i64, u8)>> = start.iter().map(|&score| vec![(0, score)]).collect();
    let mut now = 0;
    for (minutes, changes) in steps {
        now += minutes;
        // Of two changes of a cell at one instant, the last counts.
        for (cell, score) in changes.iter().copied().collect::<BTreeMap<_, _>>() {
            if course[cell].last().unwrap().1 != score {
                course[cell].push((now, score));
            }
        }
    }
    let stays = course.into_iter().enumerate().flat_map(|(cell, course)| {
        let ends: Vec<i64> = course.iter().skip(1).map(|(start, _)| *start).chain([now + 60]).collect();
        course.into_iter().zip(ends).map(move |((from, score), to)| CellStay {
            cell,
            score: score.into(),
            from: at(from),
            to: at(to),
        })
    });
    stays.collect()
}

/// The best stays, in as many runs as it takes; how many it took.
fn search(mut best: BestStays, grid: &Grid, start: &[u8], steps: &Steps) -> (Vec<CellStay>, usize) {
    for runs in 1..1000 {
        best = run_through(&best, grid, start, steps);
        if best.is_complete() {
            return (best.taken().to_vec(), runs);
        }
    }
    panic!("the search does not end");
}

fn steps() -> impl Strategy<Value = Steps> {
    let changes =
        proptest::collection::btree_map(0..CELLS, 0..6_u8, 1..CELLS).prop_map(|changes| changes.into_iter().collect());
    proptest::collection::vec((1..90_i64, changes), 0..20)
}

proptest! {
    #[test]
    fn a_small_pool_finds_what_a_large_one_does(
        start in proptest::collection::vec(0..6_u8, CELLS),
        steps in steps(),
        top in 1..30_usize,
        apart_km in prop_oneof![Just(0.0), Just(0.5), Just(0.9), Just(5.0)],
    ) {
        let (grid, wanted) = (downtown(3), Wanted { top, apart_km });
        let slowly = greedy(stays_of(&start, &steps), wanted, &grid);
        let (usual, runs) = search(BestStays::new(wanted), &grid, &start, &steps);
        prop_assert_eq!((&usual, runs), (&slowly, 1));
        for pool in 1..=5 {
            let (found, _) = search(BestStays::with_pool(wanted, pool), &grid, &start, &steps);
            prop_assert_eq!(&found, &slowly, "a pool of {}", pool);
        }
    }
}

#[test]
fn a_small_pool_takes_several_runs() {
    let grid = downtown(3);
    // The scores fall all the time, so that each stay is worse than those before.
    let steps: Steps = (0..40).map(|step| (30, vec![(usize::from(step) % CELLS, 200 - step)])).collect();
    let start = [250; CELLS];
    let wanted = Wanted { top: 30, apart_km: 0.0 };
    let slowly = greedy(stays_of(&start, &steps), wanted, &grid);
    let runs: Vec<usize> = [1, 2, 5, 1000]
        .map(|pool| {
            let (found, runs) = search(BestStays::with_pool(wanted, pool), &grid, &start, &steps);
            assert_eq!(found, slowly, "a pool of {pool}");
            runs
        })
        .to_vec();
    assert!(runs[0] > runs[1] && runs[1] > runs[2] && runs[2] > 1 && runs[3] == 1, "{runs:?}");
}

#[test]
fn an_empty_span_has_no_stays_but_the_names_of_their_columns() {
    let world = World::weekend();
    let header =
        |options: &[&str]| world.simulate(FRIDAY, FRIDAY, &[&["--top", "3", "--format", "csv"], options].concat());
    let names = "rank,from,to,hours,cell_id,lat,lon,\
                 spending_propensity,college_presence,event_proximity_bonus,combined_score";
    assert_eq!(header(&[]), format!("{names}\n"));
    assert_eq!(header(&["--without", "G5vYZ9kC2xT7m"]), format!("{names},combined_score_before\n"));
}
