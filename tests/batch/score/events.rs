//! Events: files add up, the later of one id counts, and one can be left out.

use std::path::Path;

use super::{AT, numbers, score_in};
use crate::common::{pdpe_in, temp_dir, write};

const GRID: &str = "id,lat,lon\nnear,39.10,-94.50\nmiddle,39.12,-94.50\nfar,39.5,-94.5\n";

fn event(id: &str, lat: f64) -> String {
    format!(r#"{{"id":"{id}","lat":{lat},"lon":-94.5,"start":"2024-12-15T18:30"}}"#)
}

/// Bonuses of the three cells.
fn bonuses(dir: &Path, options: &[&str]) -> Vec<f64> {
    write(dir, "kc.csv", GRID);
    let csv = score_in(dir, &[&["--grid", "kc.csv", "--format", "csv"], options].concat());
    numbers(&csv, "event_proximity_bonus")
}

/// The published bonus of one event north of the near cell, by degrees of latitude.
fn bonus(lat: f64, event: f64) -> f64 {
    let km = (lat - event).abs().to_radians() * 6371.0;
    (1.0 - km / 5.0).max(0.0)
}

fn assert_near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    let near = found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-6);
    assert!(near, "{found:?}, not {expected:?}");
}

#[test]
fn one_event_gives_the_published_bonus() {
    let dir = temp_dir();
    write(dir.path(), "a.json", event("a", 39.11));
    let found = bonuses(dir.path(), &["--events", "a.json"]);
    assert_near(&found, &[bonus(39.10, 39.11), bonus(39.12, 39.11), 0.0]);
    assert!(found[0] > 0.5);
}

#[test]
fn files_of_events_add_up_however_they_are_named() {
    let dir = temp_dir();
    write(dir.path(), "a.json", event("a", 39.11));
    write(dir.path(), "b.csv", "id,lat,lon,start\nb,39.13,-94.5,2024-12-15T18:30\n");
    write(dir.path(), "both.ndjson", format!("{}\n{}\n", event("a", 39.11), event("b", 39.13)));
    let union = |lat: f64| 1.0 - (1.0 - bonus(lat, 39.11)) * (1.0 - bonus(lat, 39.13));
    let expected = [union(39.10), union(39.12), 0.0];
    for options in [
        &["--events", "a.json", "--events", "b.csv"][..],
        &["--events", "b.csv", "a.json"],
        &["--events", "both.ndjson"],
    ] {
        assert_near(&bonuses(dir.path(), options), &expected);
    }
}

#[test]
fn of_one_id_the_later_counts_with_a_note() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", GRID);
    let of_box = |lat| event("a", lat).replace('}', r#","source":"box"}"#);
    write(dir.path(), "old.json", of_box(39.10));
    write(dir.path(), "new.json", of_box(39.12));
    let run = |files: [&str; 2]| {
        let options = ["score", "--at", AT, "--grid", "kc.csv", "--format", "csv", "--events", files[0], files[1]];
        pdpe_in(dir.path(), &options, b"").ok()
    };
    let later = run(["old.json", "new.json"]);
    assert_eq!(later.err, "pdpe: new.json: event a was in a file before it; this one counts\n");
    assert_near(&numbers(&later.out, "event_proximity_bonus"), &[bonus(39.10, 39.12), 1.0, 0.0]);
    let earlier = run(["new.json", "old.json"]);
    assert_near(&numbers(&earlier.out, "event_proximity_bonus"), &[1.0, bonus(39.10, 39.12), 0.0]);
}

#[test]
fn leaving_an_event_out_is_as_if_it_had_not_been_given() {
    let dir = temp_dir();
    write(dir.path(), "all.ndjson", format!("{}\n{}\n{}\n", event("a", 39.10), event("b", 39.12), event("c", 39.11)));
    write(dir.path(), "b.ndjson", event("b", 39.12));
    let all = bonuses(dir.path(), &["--events", "all.ndjson"]);
    let only_b = bonuses(dir.path(), &["--events", "b.ndjson"]);
    assert_ne!(all, only_b);
    assert_eq!(bonuses(dir.path(), &["--events", "all.ndjson", "--without", "a", "--without", "c"]), only_b);
}

#[test]
fn events_on_standard_input_count_too() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", GRID);
    let options = ["score", "--at", AT, "--grid", "kc.csv", "--format", "csv", "--events", "-"];
    let run = pdpe_in(dir.path(), &options, event("a", 39.10).as_bytes()).ok();
    assert_near(&numbers(&run.out, "event_proximity_bonus"), &[1.0, bonus(39.12, 39.10), 0.0]);
}

#[test]
fn an_event_counts_from_an_hour_before_to_an_hour_after() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", GRID);
    let show = r#"{"id":"a","lat":39.1,"lon":-94.5,"start":"2024-12-15T18:00","end":"2024-12-15T21:00"}"#;
    write(dir.path(), "a.json", show);
    for (at, open) in [("16:59", false), ("17:00", true), ("19:00", true), ("21:59", true), ("22:01", false)] {
        let at = format!("2024-12-15T{at}");
        let options = ["score", "--at", &at, "--grid", "kc.csv", "--format", "csv", "--events", "a.json"];
        let bonus = numbers(&pdpe_in(dir.path(), &options, b"").ok().out, "event_proximity_bonus")[0];
        assert_eq!(bonus > 0.0, open, "{at}");
    }
}
