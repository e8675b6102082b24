//! What if: the differences are those of two separate replays.

use std::collections::BTreeSet;

use chrono_tz::America::Chicago;
use pdpe::event::Events;
use serde_json::Value;

use super::{FRIDAY, World, differing, json, lines, printed, read, rows, town, write};
use crate::common::fixture;

const CONCERT: &str = "G5vYZ9kC2xT7m";
/// A show that the weekend does not have, from and to times at which nothing else turns.
const EXTRA: &str =
    r#"[{"id":"extra","lat":39.15,"lon":-94.55,"start":"2026-10-03T18:23-05:00","end":"2026-10-03T20:41-05:00"}]"#;
/// The concert, moved to another place and by some hours.
const MOVED: &str = r#"[{"id":"G5vYZ9kC2xT7m","lat":39.0,"lon":-94.6,"start":"2026-10-03T02:10-05:00","end":"2026-10-03T04:00-05:00"}]"#;

/// A change: its options, and the events that are left by it.
struct Change {
    options: Vec<&'static str>,
    after: String,
}

fn changes() -> [Change; 3] {
    let text = std::fs::read_to_string(fixture("kc_weekend.json")).unwrap();
    let with = |more: &str, without: &str| {
        let mut events = json(&text)["events"].as_array().unwrap().clone();
        events.retain(|event| event["id"] != without);
        events.extend(json(more).as_array().unwrap().clone());
        Value::Array(events).to_string()
    };
    [
        Change { options: vec!["--without", CONCERT], after: with("[]", CONCERT) },
        Change { options: vec!["--add", "extra.json"], after: with(EXTRA, "") },
        Change { options: vec!["--without", CONCERT, "--add", "moved.json"], after: with(MOVED, CONCERT) },
    ]
}

/// The weekend, with the files of the changes beside it.
fn weekend(change: &Change) -> (World, Events) {
    let world = World::new(town(), &std::fs::read_to_string(fixture("kc_weekend.json")).unwrap(), Chicago);
    write(world.dir.path(), "extra.json", EXTRA);
    write(world.dir.path(), "moved.json", MOVED);
    write(world.dir.path(), "after.json", &change.after);
    (world, read(&change.after, Chicago))
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

#[test]
fn the_differences_are_those_between_two_replays() {
    for change in changes() {
        let (world, after_events) = weekend(&change);
        let told = rows(&world.simulate(FRIDAY, "+2d", &[&change.options[..], &["--format", "csv"]].concat()));
        let run = |events: &str, more: &[&str]| {
            let options = [&["--events", events, "--format", "csv"], more].concat();
            rows(&world.run(FRIDAY, "+2d", &options).ok().out)
        };
        let replays = ["shows.json", "after.json"].map(|events| run(events, &[]));
        let scores = ["shows.json", "after.json"].map(|events| run(events, &["--scores"]));
        let instants: BTreeSet<&String> = replays.iter().flatten().map(|row| &row["timestamp"]).collect();
        assert!(told.iter().map(|row| &row["timestamp"]).eq(instants), "{:?}", change.options);
        let (mut differing_instants, mut common_instants) = (0, 0);
        for row in &told {
            let at = &row["timestamp"];
            let [before, after] =
                [0, 1].map(|replay: usize| replays[replay].iter().find(|row| &row["timestamp"] == at));
            if let Some(before) = before {
                for name in ["mean", "max", "best_cell"] {
                    assert_eq!(row[&format!("{name}_before")], before[name], "{name} of {row:?}");
                }
            }
            if let Some(after) = after {
                for name in ["min", "mean", "max", "best_cell", "best_lat", "best_lon"] {
                    assert_eq!(row[name], after[name], "{name} of {row:?}");
                }
            }
            if before.is_some() && after.is_some() {
                common_instants += 1;
                let all = [0, 1].map(|replay: usize| scores[replay].iter().filter(|row| &row["timestamp"] == at));
                let [before, after] = all.map(|rows| rows.map(|row| number(&row["combined_score"])));
                let gains: Vec<f64> = before.zip(after).map(|(before, after)| after - before).collect();
                assert_eq!(gains.len(), world.grid.len());
                let most = |of: fn(f64) -> f64| gains.iter().copied().map(of).fold(0.0, f64::max);
                // Both scores are written with six decimals.
                let is_near = |text: &str, expected: f64| (number(text) - expected).abs() < 1.6e-6;
                assert!(is_near(&row["most_gained"], most(|gain| gain)), "{row:?}");
                assert!(is_near(&row["most_lost"], most(|gain| -gain)), "{row:?}");
            }
            // At an instant of one replay only, too.
            let [before, after] = [&world.events, &after_events].map(|events| world.scores(events, world.at(at)));
            let cells = differing(&before, &after).len();
            assert_eq!(row["cells_differing"], cells.to_string(), "{row:?}");
            let gains = before.combined_score.iter().zip(&after.combined_score).map(|(before, after)| after - before);
            let most = gains.clone().fold(0.0, f64::max);
            let least = gains.fold(0.0, f64::min);
            assert_eq!(number(&row["most_gained"]).to_bits(), number(&super::six(most)).to_bits(), "{row:?}");
            assert_eq!(number(&row["most_lost"]).to_bits(), number(&super::six(-least)).abs().to_bits(), "{row:?}");
            differing_instants += usize::from(cells > 0);
        }
        assert!(common_instants > 40 && common_instants < told.len(), "{:?}", change.options);
        assert!(differing_instants > 1 && differing_instants < told.len() / 2, "{:?}", change.options);
    }
}

#[test]
fn json_tells_what_the_csv_does_and_what_it_comes_to() {
    for change in changes() {
        let (world, after_events) = weekend(&change);
        let run = |format: &str| world.simulate(FRIDAY, "+2d", &[&change.options[..], &["--format", format]].concat());
        let (document, csv) = (json(&run("json")), rows(&run("csv")));
        let instants = document["instants"].as_array().unwrap();
        assert_eq!(instants.len(), csv.len());
        for (instant, row) in instants.iter().zip(&csv) {
            for (name, text) in row.iter().filter(|(name, _)| *name != "boundaries") {
                assert_eq!(&printed(&instant[name]), text, "{name} of {row:?}");
            }
        }
        assert_eq!((&document["stopped_at"], &document["events"]), (&Value::Null, &after_events.len().into()));
        let total = &document["difference"];
        let most = csv.iter().map(|row| row["cells_differing"].parse::<u64>().unwrap()).max().unwrap();
        let at_start = [&world.events, &after_events].map(|events| world.scores(events, world.at(FRIDAY)));
        let start = usize::from(!differing(&at_start[0], &at_start[1]).is_empty());
        let differing = csv.iter().filter(|row| row["cells_differing"] != "0").count() + start;
        assert_eq!((&total["instants_differing"], &total["most_cells_differing"]), (&differing.into(), &most.into()));
        // The mean gain over the minutes of two days.
        let mean = |scores: &pdpe::score::Scores| {
            scores.combined_score.iter().sum::<f64>() / f64::from(u32::try_from(scores.len()).unwrap())
        };
        let mut gain = mean(&at_start[1]) - mean(&at_start[0]);
        let (mut at, mut sum) = (world.at(FRIDAY), 0.0);
        let minutes = |span: chrono::TimeDelta| f64::from(i32::try_from(span.num_minutes()).unwrap());
        for row in &csv {
            let next = world.at(&row["timestamp"]);
            sum += gain * minutes(next - at);
            (at, gain) = (next, number(&row["mean"]) - number(&row["mean_before"]));
        }
        sum += gain * minutes(world.at(document["to"].as_str().unwrap()) - at);
        let told = total["mean_gain"].as_f64().unwrap();
        assert!((told - sum / (2.0 * 1440.0)).abs() < 2e-6, "{told} and {sum}");
    }
}

#[test]
fn each_snapshot_carries_the_difference() {
    for change in changes() {
        let (world, _) = weekend(&change);
        let run = |format: &str| world.simulate(FRIDAY, "+2d", &[&change.options[..], &["--format", format]].concat());
        let csv = rows(&run("csv"));
        let snapshots: Vec<Value> =
            lines(&run("ndjson")).into_iter().filter(|line| line["type"] == "snapshot").collect();
        assert_eq!(snapshots[0]["timestamp"], "2026-10-02T16:00:00-05:00");
        assert!(snapshots[0]["difference"].is_object());
        assert_eq!(snapshots.len() - 1, csv.len());
        let names = ["cells_differing", "mean_before", "max_before", "best_cell_before", "most_lost", "most_gained"];
        for (snapshot, row) in snapshots[1..].iter().zip(&csv) {
            assert_eq!(snapshot["timestamp"], row["timestamp"]);
            for name in names {
                assert_eq!(printed(&snapshot["difference"][name]), row[name], "{name} of {row:?}");
            }
        }
    }
    let plain = World::weekend().simulate(FRIDAY, "+1d", &["--format", "ndjson"]);
    assert!(!plain.contains("\"difference\""));
}

#[test]
fn a_table_shows_the_instants_at_which_the_change_tells() {
    let (world, _) = weekend(&changes()[0]);
    let run = |format: &str| world.simulate(FRIDAY, "+2d", &["--without", CONCERT, "--format", format]);
    let (table, csv) = (run("table"), rows(&run("csv")));
    for row in csv.iter().filter(|row| row["cells_differing"] != "0") {
        let time = world.at(&row["timestamp"]).format("%a %Y-%m-%d %H:%M %Z").to_string();
        let line = table.lines().find(|line| line.starts_with(&time)).unwrap_or_else(|| panic!("{time} in {table}"));
        for name in ["max", "max_before", "cells_differing", "mean", "mean_before", "most_lost"] {
            assert!(line.contains(&row[name]), "{name} of {row:?} in {line}");
        }
    }
    assert!(table.contains("without the change: +Arena concert, Friday"), "{table}");
}

#[test]
fn the_best_stays_tell_their_scores_without_the_change() {
    let (world, _) = weekend(&changes()[0]);
    let stays = rows(&world.simulate(FRIDAY, "+8h", &["--top", "9", "--without", CONCERT, "--format", "csv"]));
    assert_eq!(stays.len(), 9);
    for stay in &stays {
        let score = |options: &[&str]| {
            let cells = rows(&world.score(&stay["from"], &[options, &["--format", "csv"]].concat()));
            cells.into_iter().find(|cell| cell["cell_id"] == stay["cell_id"]).unwrap().remove("combined_score")
        };
        assert_eq!(Some(&stay["combined_score_before"]), score(&[]).as_ref(), "{stay:?}");
        assert_eq!(Some(&stay["combined_score"]), score(&["--without", CONCERT]).as_ref(), "{stay:?}");
    }
    assert!(stays.iter().any(|stay| stay["combined_score"] != stay["combined_score_before"]));
    // The stays are those of a replay without the event.
    let after = rows(&world.run(FRIDAY, "+8h", &["--events", "after.json", "--top", "9", "--format", "csv"]).ok().out);
    for (stay, after) in stays.iter().zip(&after) {
        for (name, text) in after {
            assert_eq!(&stay[name], text, "{name} of {stay:?}");
        }
    }
    assert!(!after[0].contains_key("combined_score_before"));
}

#[test]
fn an_unknown_event_cannot_be_left_out() {
    World::weekend()
        .run(FRIDAY, "+1d", &["--events", "shows.json", "--without", "nope"])
        .fails(2, &["--without nope", "no such event", "14"]);
}

#[test]
fn a_map_says_in_its_title_what_is_changed() {
    let (world, _) = weekend(&changes()[2]);
    let options = ["--without", CONCERT, "--add", "moved.json"];
    let title = |options: &[&str]| {
        let page = world.simulate(FRIDAY, "+2h", &[options, &["--format", "html"]].concat());
        page.split("\"title\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    assert_eq!(title(&options), format!("kc.csv without {CONCERT} with moved.json"));
    assert_eq!(title(&[]), "kc.csv");
    let scores = world.run(FRIDAY, "+2h", &[&options[..], &["--events", "shows.json", "--scores"]].concat()).ok();
    assert!(scores.err.contains("--scores writes only the scores with the change"), "{}", scores.err);
}

#[test]
fn a_heatmap_shows_what_each_cell_gains_or_loses_whenever_that_changes() {
    for change in changes() {
        let (world, _) = weekend(&change);
        let run = |format: &str| world.simulate(FRIDAY, "+2d", &[&change.options[..], &["--format", format]].concat());
        let pictures = run("heatmap");
        let told = rows(&run("csv"));
        let most = |name: &str| told.iter().map(|row| number(&row[name])).fold(0.0, f64::max);
        let high = most("most_lost").max(most("most_gained"));
        let legends: Vec<&str> = pictures.lines().filter(|line| line.starts_with("· ")).collect();
        for legend in &legends {
            let words: Vec<&str> = legend.split_whitespace().collect();
            let end = words.iter().position(|word| *word == "to").unwrap() + 1;
            let off = (number(words[1]) + high).abs().max((number(words[end]) - high).abs());
            assert!(off < 0.00051, "{legend}, not from {} to {high}", -high);
        }
        assert_eq!(
            pictures.lines().filter(|line| line.contains("change of the combined score")).count(),
            legends.len()
        );
        // Cells are drawn as their change: most have none, one the greatest loss or gain.
        let maps: String =
            pictures.split("\n\n").filter(|part| part.starts_with(['·', '░', '▒', '▓', '█', '1'])).collect();
        assert!(maps.contains('▒') && (maps.contains('·') || maps.contains('█')), "{pictures}");
        // One at the start, and one whenever cells begin to differ or cease to.
        let titles: Vec<String> = pictures
            .lines()
            .filter(|line| line.ends_with(" (America/Chicago)"))
            .map(|line| line.split_whitespace().skip(1).take(2).collect::<Vec<_>>().join("T"))
            .collect();
        assert_eq!(titles.len(), legends.len());
        assert_eq!(titles[0], FRIDAY);
        let mut differs = false;
        for row in &told {
            let at = row["timestamp"].get(..16).unwrap();
            let now = row["cells_differing"] != "0";
            assert!(now == differs || titles.iter().any(|title| title == at), "no picture of {at}: {titles:?}");
            differs = now;
        }
    }
}

#[test]
fn a_heatmap_of_a_change_that_changes_nothing_shows_0_everywhere() {
    let world = World::weekend();
    write(world.dir.path(), "far.csv", "id,lat,lon\nfar,10,10\n");
    let heatmap = ["--events", "far.csv", "--without", "far", "--format", "heatmap"];
    let out = world.run(FRIDAY, "+1h", &heatmap).ok().out;
    assert!(out.contains("\n0.000000 everywhere  change of the combined score\n"), "{out}");
}

#[test]
fn no_id_of_a_foreign_grid_steers_the_terminal() {
    let world = World::weekend();
    write(world.dir.path(), "kc.csv", "id,lat,lon\n\x1b[2Jevil\x07,39.0997,-94.5786\n");
    for view in [&["--without", CONCERT, "--format", "table"][..], &["--format", "heatmap"]] {
        let out = world.simulate(FRIDAY, "+1d", view);
        assert!(out.contains("\u{FFFD}[2Jevil\u{FFFD}"), "{out}");
        assert!(!out.contains(['\x1b', '\x07']), "{out}");
    }
}

#[test]
fn an_event_that_is_left_out_and_added_counts_as_added_which_is_told() {
    let world = World::weekend();
    write(world.dir.path(), "moved.json", MOVED);
    let tell = |options: &[&str]| {
        let run = world.run(FRIDAY, "+1h", &[&["--events", "shows.json", "--format", "csv"], options].concat());
        run.ok().err
    };
    let both = tell(&["--without", CONCERT, "--add", "moved.json"]);
    assert!(both.contains(&format!("--add: event {CONCERT} replaces the event that --without excludes\n")), "{both}");
    let added = tell(&["--add", "moved.json"]);
    assert!(added.contains(&format!("--add: event {CONCERT} replaces an event with the same id\n")), "{added}");
}

#[test]
fn of_many_replaced_events_the_first_are_told_and_all_are_counted() {
    let world = World::weekend();
    let event = |id: u32| format!(r#"{{"id":"e{id}","lat":39.1,"lon":-94.5,"start":"2026-10-02T19:00-05:00"}}"#);
    let events = format!("[{}]", (0..50).map(event).collect::<Vec<_>>().join(","));
    write(world.dir.path(), "many.json", events);
    let run = world.run(FRIDAY, "+1h", &["--events", "many.json", "--add", "many.json", "--format", "csv"]).ok();
    assert_eq!(run.err.matches("replaces an event with the same id").count(), 20, "{}", run.err);
    assert!(run.err.contains("--add: 50 events replace others; the first 20 are shown above"), "{}", run.err);
}
