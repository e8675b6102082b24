//! Events that cannot be used: the file, the position in it and the reason, and the rest counts.

use std::path::Path;

use super::score_in;
use crate::common::{Run, temp_dir, write};

const GRID: &str = "id,lat,lon\ncell,39.1,-94.5\n";
const GOOD: &str = r#"{"id":"good","lat":39.1,"lon":-94.5}"#;

/// Scores one cell with the events in `shows.json`.
fn score_with(events: impl AsRef<[u8]>, options: &[&str]) -> Run {
    let dir = temp_dir();
    write(dir.path(), "shows.json", events);
    score_one_cell(dir.path(), &[&["--events", "shows.json"], options].concat())
}

fn score_one_cell(dir: &Path, options: &[&str]) -> Run {
    write(dir, "kc.csv", GRID);
    score_in(dir, &[&["--grid", "kc.csv", "--columns", "event_proximity_bonus"], options].concat())
}

#[test]
fn a_missing_events_file_is_named() {
    score_one_cell(temp_dir().path(), &["--events", "nope.json"]).fails(1, &["cannot read nope.json"]);
}

#[test]
fn an_empty_events_file_is_named() {
    score_with(" \n", &[]).fails(1, &["shows.json", "the file is empty"]);
}

#[test]
fn events_that_are_no_text_are_told() {
    score_with(b"[\n{\"id\":\"\0\"}]", &[]).fails(1, &["shows.json", "this is a binary file, not text"]);
}

#[test]
fn json_that_is_cut_off_is_told_with_where_it_ends() {
    score_with(format!("{{\"events\":[\n{GOOD},\n{{\"id\":\"b\",\"la"), &[])
        .fails(1, &["shows.json", "the JSON is cut off", "line 3, column 13"]);
}

#[test]
fn json_that_is_broken_is_told_with_the_place() {
    score_with("[\n{\"id\" \"a\"}]", &[]).fails(1, &["shows.json", "not JSON", "line 2, column 7"]);
}

#[test]
fn json_of_another_shape_is_told_with_what_was_found_and_expected() {
    score_with(r#"{"menu":[1],"prices":2}"#, &[])
        .fails(1, &["shows.json", "no events in this JSON", "menu, prices", "expected an object with id, lat and lon"]);
    score_with(r#"{"type":"Topology","objects":{}}"#, &[]).fails(1, &["no events in this JSON", "objects"]);
    score_with("[1, 2]", &["--strict"]).fails(3, &["shows.json: event 1: not an event: found a number"]);
}

#[test]
fn text_of_no_known_format_is_told_with_the_columns_wanted() {
    score_with("SUMMARY:Concert\nDTSTART:20261003\n", &[]).fails(1, &["shows.json", "no id column", "SUMMARY:Concert"]);
    let run = score_with("BEGIN:VCALENDAR\nSUMMARY:Concert\n", &[]).ok();
    assert!(run.err.contains("the calendar is cut off: END:VCALENDAR is missing"), "{}", run.err);
}

#[test]
fn an_unknown_events_format_is_wrong_usage() {
    score_with(format!("[{GOOD}]"), &["--events-format", "ical"]).fails(
        2,
        &[
            "--events-format",
            "`ical` is not a listing format",
            "native, eventbrite, eventbrite-destination, ticketmaster",
        ],
    );
}

#[test]
fn an_events_format_without_events_is_wrong_usage() {
    score_one_cell(temp_dir().path(), &["--events-format", "native"]).fails(2, &["--events <FILE>"]);
}

/// An event that is bad, and the reason told.
const BAD: [(&str, &str); 8] = [
    (r#"{"id":"b"}"#, "id `b`: no place: lat and lon are missing"),
    (r#"{"id":"b","lat":39.1}"#, "id `b`: no place: lon is missing"),
    (r#"{"id":"b","lat":0,"lon":0}"#, "id `b`: no place: 0,0 is a placeholder"),
    (r#"{"id":"b","lat":39.1,"lon":181}"#, "id `b`: longitude 181 is not between -180 and 180"),
    (r#"{"id":"b","lat":39,"lon":-94,"radius_km":-1}"#, "id `b`: "),
    (r#"{"lat":39.1,"lon":-94}"#, ": no id"),
    (r#"{"id":"b","lat":39,"lon":-94,"end":"2024-12-15T20:00"}"#, "id `b`: it has an end but no start"),
    (
        r#"{"id":"b","lat":39,"lon":-94,"start":"2024-12-15","end":"2024-12-14"}"#,
        "id `b`: it ends (2024-12-14) before it starts (2024-12-15)",
    ),
];

#[test]
fn a_bad_event_is_told_by_file_position_id_and_reason_and_the_rest_counts() {
    for (bad, reason) in BAD {
        let run = score_with(format!("[{bad},{GOOD}]"), &[]).ok();
        assert!(run.err.starts_with("pdpe: shows.json: event 1"), "{}", run.err);
        assert!(run.err.contains(reason), "`{reason}` is missing in: {}", run.err);
        assert!(run.err.ends_with("pdpe: shows.json: 1 of 2 events rejected\n"), "{}", run.err);
        assert_eq!(run.out, "event_proximity_bonus\n1.000000\n", "the good event counts");
    }
}

#[test]
fn under_strict_a_bad_event_is_fatal() {
    for (bad, reason) in BAD {
        let run = score_with(format!("[{bad},{GOOD}]"), &["--strict"]);
        let run = run.fails(3, &[reason, "shows.json: 1 of 2 events rejected (--strict)"]);
        assert_eq!(run.out, "");
    }
    score_with(format!("[{GOOD}]"), &["--strict"]).ok();
}

#[test]
fn an_end_before_the_start_is_told_with_both() {
    let bad = r#"{"id":"b","lat":39,"lon":-94,"start":"2024-12-15T20:00","end":"2024-12-15T19:00"}"#;
    let run = score_with(format!("{bad}\n{GOOD}\n"), &["--strict"]);
    run.fails(
        3,
        &[
            "shows.json: line 1, id `b`: ",
            "it ends (2024-12-15 19:00:00 CST) before it starts (2024-12-15 20:00:00 CST)",
        ],
    );
}

#[test]
fn an_event_in_the_hour_that_clocks_skip_is_rejected() {
    let bad = r#"{"id":"b","lat":39,"lon":-94,"start":"2024-03-10T02:30"}"#;
    score_with(format!("[{bad}]"), &["--strict"]).fails(3, &["id `b`: start: ", "does not exist in America/Chicago"]);
}

#[test]
fn a_line_of_ndjson_that_is_cut_off_costs_only_itself() {
    let run = score_with(format!("{GOOD}\n{{\"id\":\"b\",\"lat\"\n"), &[]).ok();
    assert!(run.err.contains("shows.json: line 2: the JSON is cut off"), "{}", run.err);
    assert_eq!(run.out, "event_proximity_bonus\n1.000000\n");
}

#[test]
fn leaving_out_an_unknown_event_is_wrong_usage() {
    score_with(format!("[{GOOD}]"), &["--without", "god"]).fails(2, &["--without god: no such event among the 1 read"]);
    score_one_cell(temp_dir().path(), &["--without", "good"]).fails(2, &["--without good: no such event"]);
}

/// As many events, with a start unless it is empty.
fn many(count: usize, id: impl Fn(usize) -> String, start: &str) -> String {
    let start = if start.is_empty() { String::new() } else { format!(r#","start":"{start}""#) };
    (0..count)
        .map(|number| format!("{{\"id\":\"{}\",\"lat\":39.1,\"lon\":-94.5{start}}}\n", id(number)))
        .collect::<Vec<_>>()
        .concat()
}

fn lines_with(run: &Run, words: &str) -> usize {
    run.err.lines().filter(|line| line.contains(words)).count()
}

#[test]
fn of_more_than_20_repeated_ids_the_first_20_are_told_and_all_counted() {
    let (words, start) = ("is given twice; the later one counts", "2024-12-15T19:00");
    let run = score_with(many(26, |_| "a".into(), start), &[]).ok();
    assert_eq!((lines_with(&run, words), run.err.lines().count()), (20, 21), "{}", run.err);
    let last = "shows.json: 25 events are given twice; the first 20 are shown above, -v shows all\n";
    assert!(run.err.ends_with(last), "{}", run.err);
    assert_eq!(lines_with(&score_with(many(26, |_| "a".into(), start), &["-v"]).ok(), words), 25);
    let run = score_with(many(21, |_| "a".into(), start), &[]).ok();
    assert_eq!((lines_with(&run, words), run.err.lines().count()), (20, 20), "{}", run.err);
}

#[test]
fn of_more_than_20_notes_the_first_20_are_told_and_all_counted() {
    // The wall time that clocks repeat is noted.
    let events = many(30, |number| format!("e{number}"), "2024-11-03T01:30");
    let run = score_with(&events, &[]).ok();
    assert_eq!((lines_with(&run, "occurs twice"), run.err.lines().count()), (20, 21), "{}", run.err);
    assert!(run.err.ends_with("shows.json: 30 notes; the first 20 are shown above, -v shows all\n"), "{}", run.err);
    assert_eq!(lines_with(&score_with(&events, &["-v"]).ok(), "occurs twice"), 30);
}

#[test]
fn events_that_count_at_any_time_are_counted_once_a_file() {
    let run = score_with(many(3, |number| format!("e{number}"), ""), &[]).ok();
    assert_eq!(run.err, "pdpe: shows.json: 3 events have no start: they count at any time\n");
    let run = score_with(many(1, |_| "e".into(), ""), &[]).ok();
    assert_eq!(run.err, "pdpe: shows.json: 1 event has no start: it counts at any time\n");
    assert_eq!(score_with(many(3, |number| format!("e{number}"), ""), &["-q"]).ok().err, "");
    // An event with a field that means nothing, and two that never count.
    let events = r#"{"id":"a","lat":39,"lon":-94,"hall":"North"}
        {"id":"b","lat":39,"lon":-94,"status":"cancelled"}
        {"id":"c","lat":39,"lon":-94,"status":"postponed"}"#;
    let run = score_with(events, &[]).ok();
    assert!(run.err.contains("hall") && run.err.contains("1 event has no start"), "{}", run.err);
}
