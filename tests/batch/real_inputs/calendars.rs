//! Calendars in commands: which dates of recurring events a command reads, and what it says.

use std::fs::File;

use super::{each, events_in};
use crate::common::{pdpe_in, temp_dir, write};

const MARKET: &str = "BEGIN:VCALENDAR\nX-WR-TIMEZONE:America/Chicago\nBEGIN:VEVENT\nUID:market\nSUMMARY:Market\n\
    GEO:39.1090;-94.5829\nDTSTART;TZID=Central Standard Time:20200104T080000\n\
    DTEND;TZID=Central Standard Time:20200104T140000\nRRULE:FREQ=WEEKLY;BYDAY=SA\nEND:VEVENT\nEND:VCALENDAR\n";

fn bonus(dir: &std::path::Path, args: &[&str]) -> f64 {
    let args = [&["explain", "39.1090,-94.5829", "--events", "market.ics", "--format", "json"], args].concat();
    let document: serde_json::Value = serde_json::from_str(&pdpe_in(dir, &args, b"").ok().out).unwrap();
    document["event_proximity_bonus"]["score"].as_f64().unwrap()
}

#[test]
fn a_score_has_the_date_of_its_time() {
    let dir = temp_dir();
    write(dir.path(), "market.ics", MARKET);
    // The published model: one hour before the start to one after the end, 1 at the place.
    for (at, is_open) in [
        ("2026-10-03T06:59", false),
        ("2026-10-03T07:00", true),
        ("2026-10-03T14:59", true),
        ("2026-10-03T15:00", false),
        ("2026-10-06T10:00", false),
        ("2031-03-15T10:00", true),
    ] {
        assert_eq!(bonus(dir.path(), &["--at", at]) > 0.0, is_open, "{at}");
    }
    // One date, and all dates.
    for (id, is_open) in [("market_20261003T130000Z", false), ("market", false)] {
        assert_eq!(bonus(dir.path(), &["--at", "2026-10-03T10:00", "--without", id]) > 0.0, is_open, "{id}");
    }
}

#[test]
fn a_list_has_the_span_asked_for_else_a_year_around_now() {
    let dir = temp_dir();
    write(dir.path(), "market.ics", MARKET);
    let october = ["market.ics", "--from", "2026-10-01T00:00", "--to", "+2w"];
    let (events, run) = events_in(dir.path(), &october);
    assert_eq!(each(&events, "id"), ["market_20261003T130000Z", "market_20261010T130000Z"]);
    assert_eq!(run.err, "");
    let (events, run) = events_in(dir.path(), &["market.ics", "--now", "2026-10-01T12:00"]);
    assert_eq!(events.len(), 104, "two years of weeks");
    let said = "market.ics: of 1 recurring event, the dates from 2025-10-01 to 2027-10-01 are read";
    assert!(run.err.contains(said), "{}", run.err);
    let saturday =
        ["simulate", "--from", "2026-10-03T00:00", "--to", "+1d", "--events", "market.ics", "--format", "csv"];
    let replay = pdpe_in(dir.path(), &saturday, b"").ok();
    assert!(replay.out.contains("2026-10-03T07:00:00-05:00,hour,market_20261003T130000Z,"), "{}", replay.out);
}

#[test]
fn places_come_from_a_table_of_venues() {
    let dir = temp_dir();
    write(dir.path(), "market.ics", MARKET.replace("GEO:39.1090;-94.5829", "LOCATION:City Market\\, 20 E 5th St"));
    write(dir.path(), "venues.csv", "venue,latitude,longitude\nCITY MARKET,39.1090,-94.5829\n");
    let october = ["market.ics", "--from", "2026-10-01T00:00", "--to", "+1w", "--venues"];
    let (events, _) = events_in(dir.path(), &[&october[..], &["venues.csv"]].concat());
    assert_eq!((each(&events, "lat"), each(&events, "lon")), (vec!["39.109".into()], vec!["-94.5829".into()]));
    write(dir.path(), "empty.csv", "venue,latitude\nA,39\n");
    let without = [&["events"], &october[..], &["empty.csv"]].concat();
    pdpe_in(dir.path(), &without, b"").fails(1, &["empty.csv", "no column lon"]);
}

#[test]
fn a_file_that_is_too_long_is_refused_before_it_is_read() {
    let dir = temp_dir();
    let file = File::create(dir.path().join("bomb.ics")).unwrap();
    file.set_len(1 << 30).unwrap();
    let said = "bomb.ics: an event file may have 512 MiB, and this one has 1024; divide it";
    pdpe_in(dir.path(), &["events", "bomb.ics"], b"").fails(1, &[said]);
}
