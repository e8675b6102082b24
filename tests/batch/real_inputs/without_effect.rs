//! Inputs that would have no effect, or another one than meant, are said.

use super::{each, events_in};
use crate::common::{pdpe_in, temp_dir, write};

#[test]
fn a_series_of_eventbrite_is_no_event() {
    // Of SixteenthBit/brcc_sync: a series parent that is open for two years.
    let dir = temp_dir();
    let parent = r#"{"id":"769789000001","name":{"text":"Stand-up"},"online_event":false,"is_series":true,"is_series_parent":true,
        "start":{"utc":"2023-12-03T03:00:00Z"},"end":{"utc":"2025-12-14T04:50:00Z"},
        "venue":{"latitude":"43.6532","longitude":"-79.3832"}}"#;
    write(dir.path(), "event.json", parent);
    let (events, run) = events_in(dir.path(), &["event.json"]);
    assert_eq!(events.len(), 0);
    assert!(run.err.contains("a series; its dates are events of their own"), "{}", run.err);
    // A date of the series is an event.
    write(dir.path(), "event.json", parent.replace("\"is_series_parent\":true", "\"is_series_parent\":false"));
    let (events, run) = events_in(dir.path(), &["event.json"]);
    assert_eq!(each(&events, "id"), ["769789000001"]);
    let said = "event 769789000001 is open day and night for 742 days; if it is a series, list its dates";
    assert!(run.err.contains(said), "{}", run.err);
}

#[test]
fn midnight_is_no_time_of_day_where_no_event_has_another() {
    let dir = temp_dir();
    let rows = "a,39.1,-94.5,2026-10-03 00:00:00,\nb,39.1,-94.5,2026-10-04T00:00,2026-10-04T23:59\nc,39.1,-94.5,2026-10-03T00:00,2026-10-05T00:00\n";
    write(dir.path(), "events.csv", format!("id,lat,lon,start,end\n{rows}"));
    let (events, run) = events_in(dir.path(), &["events.csv"]);
    let days = [each(&events, "start"), each(&events, "end"), each(&events, "time_unknown")];
    let expected =
        [["2026-10-03", "2026-10-04", "2026-10-03"], ["2026-10-03", "2026-10-04", "2026-10-04"], ["true"; 3]];
    assert_eq!(days, expected);
    assert!(run.err.contains("no event has a time of day but 00:00: 3 events read as whole days"), "{}", run.err);
    // Where another event has a time of day, 00:00 is one as well: of a party on New Year's Eve.
    write(dir.path(), "events.csv", format!("id,lat,lon,start,end\n{rows}d,39.1,-94.5,2026-10-03T19:00,\n"));
    let (events, _) = events_in(dir.path(), &["events.csv"]);
    assert_eq!(each(&events, "start")[0], "2026-10-03T00:00:00-05:00");
}

#[test]
fn a_start_to_be_announced_is_no_event_of_always() {
    let dir = temp_dir();
    write(dir.path(), "events.csv", "id,lat,lon,date,time\na,39.1,-94.5,TBA,\nb,39.1,-94.5,2026-10-03,TBA\n");
    let (events, run) = events_in(dir.path(), &["events.csv"]);
    assert_eq!((each(&events, "id"), each(&events, "start")), (vec!["b".into()], vec!["2026-10-03".into()]));
    assert!(run.err.contains("id `a`: no date: it is to be announced"), "{}", run.err);
}

#[test]
fn events_that_reach_no_cell_are_counted() {
    let dir = temp_dir();
    write(dir.path(), "grid.csv", "id,lat,lon\na,48.85,2.35\nb,48.86,2.36\n");
    let event = |id: &str, place: &str| format!("{id},{place},2026-10-03T19:00\n");
    let score = |rows: &str| {
        write(dir.path(), "events.csv", format!("id,lat,lon,start\n{rows}"));
        let args = [
            "score",
            "--grid",
            "grid.csv",
            "--events",
            "events.csv",
            "--at",
            "2026-10-03T19:30",
            "--tz",
            "Europe/Paris",
        ];
        pdpe_in(dir.path(), &args, b"").ok().err
    };
    let near = event("a", "48.851,2.351");
    assert!(!score(&near).contains("no cell"));
    let said = score(&(near.clone() + &event("b", "45.76,4.84") + &event("c", "43.3,5.37")));
    assert!(said.contains("2 open events reach no cell (nearest 391 km away)"), "{said}");
    let said = score(&(near + &event("b", "2.35,48.85")));
    assert!(
        said.contains("1 open event reaches no cell") && said.contains("latitude and longitude may be swapped: 2.35"),
        "{said}"
    );
}

#[test]
fn a_box_in_the_order_of_geojson_is_said() {
    let dir = temp_dir();
    let grid = |bbox: &str| pdpe_in(dir.path(), &["grid", "--bbox", bbox, "--cell", "20km"], b"");
    // Berlin as bbox finders write it: a box at sea off Yemen.
    let said = grid("13.088,52.338,13.761,52.675").ok().err;
    assert!(
        said.contains("in the order W,S,E,N, at Berlin") && said.contains("write --bbox 52.338,13.088,52.675,13.761"),
        "{said}"
    );
    assert_eq!(grid("52.338,13.088,52.675,13.761").ok().err, "");
    // Kansas City so is no box, and the message has the right one.
    grid("-94.74,38.95,-94.36,39.32")
        .fails(2, &["the box is in the order W,S,E,N; write S,W,N,E: 38.95,-94.74,39.32,-94.36"]);
}

#[test]
fn a_file_without_any_usable_event_fails_and_strict_counts_ignored_times() {
    let dir = temp_dir();
    write(dir.path(), "events.csv", "id,lat,lon\na,0,0\n");
    pdpe_in(dir.path(), &["events", "events.csv"], b"").fails(1, &["events.csv: no event can be used"]);
    write(dir.path(), "events.csv", "id,lat,lon\n");
    pdpe_in(dir.path(), &["events", "events.csv"], b"").ok();
    write(
        dir.path(),
        "events.csv",
        "id,lat,lon,start,closes,created\na,39.1,-94.5,2026-10-03T19:00,2026-10-03T23:00,2026-01-01\n",
    );
    pdpe_in(dir.path(), &["events", "events.csv"], b"").ok();
    let said = "fields that look like times were ignored: closes; --field reads them (--strict)";
    pdpe_in(dir.path(), &["events", "events.csv", "--strict"], b"").fails(3, &[said]);
    pdpe_in(dir.path(), &["events", "events.csv", "--strict", "--field", "end=closes"], b"").ok();
}
