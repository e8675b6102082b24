//! `pdpe events`: what was understood of listings, and when each event counts.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use crate::common::{Run, fixture, pdpe, pdpe_in, temp_dir, write};
use chrono_tz::America::Chicago;
use pdpe::event::{Event, Events};
use pdpe::listings::{self, ListingFormat};
use serde_json::Value;

fn weekend() -> String {
    fixture("kc_weekend.json").to_str().unwrap().to_owned()
}

/// The events that `pdpe events` writes.
fn events(args: &[&str]) -> Vec<Event> {
    let text = pdpe(&[&["events", "--format", "json"], args].concat()).ok().out;
    parsed(text.as_bytes())
}

fn parsed(bytes: &[u8]) -> Vec<Event> {
    let listing = listings::read(bytes, None, Chicago).unwrap();
    assert!(listing.rejected.is_empty(), "{:?}", listing.rejected);
    listing.events
}

fn ids(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.id.as_str()).collect()
}

#[test]
fn every_format_converts_to_every_other_and_back_without_loss() {
    let dir = temp_dir();
    let mut original: Vec<Event> = parsed(&std::fs::read(weekend()).unwrap());
    original.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(original.len(), 14);
    let mut last = weekend();
    for (step, format) in ["csv", "ndjson", "json", "ndjson", "csv", "json"].into_iter().enumerate() {
        let name = format!("{step}.{format}");
        let run = pdpe_in(dir.path(), &["events", &last, "--format", format, "-o", &name], b"").ok();
        assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
        let bytes = std::fs::read(dir.path().join(&name)).unwrap();
        assert_eq!(parsed(&bytes), original, "{name}");
        last = dir.path().join(&name).to_str().unwrap().to_owned();
    }
}

#[test]
fn json_is_one_document_and_ndjson_a_document_a_line() {
    let of = |format: &str| pdpe(&["events", &weekend(), "--format", format]).ok().out;
    let document: Value = serde_json::from_str(&of("json")).unwrap();
    assert_eq!(document["schema_version"], 1);
    let lines: Vec<Value> = of("ndjson").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(document["events"].as_array().unwrap(), &lines);
    let market = lines.iter().find(|event| event["id"] == "kc-city-market-saturday").unwrap();
    assert_eq!((market["lat"].as_f64(), market["radius_km"].as_f64()), (Some(39.109), Some(2.0)));
    assert_eq!(
        (&market["start"], &market["end"]),
        (&"2026-10-03T08:00:00-05:00".into(), &"2026-10-03T15:00:00-05:00".into())
    );
    let csv = of("csv");
    let header = "id,name,lat,lon,start,end,time_unknown,attendance,radius_km,sentiment,status,source";
    assert_eq!((csv.lines().next(), csv.lines().count()), (Some(header), 15));
}

#[test]
fn the_table_shows_each_event_with_place_time_crowd_and_status() {
    let table = pdpe(&["events", &weekend()]).ok().out;
    let line =
        |id: &str| table.lines().find(|line| line.starts_with(id)).unwrap_or_else(|| panic!("no {id} in {table}"));
    for (id, parts) in [
        ("kc-first-friday", &["39.0911", "-94.5834", "2026-10-02 17:00 to 22:00", " 9000 ", "fixture"][..]),
        ("kc-live-block-party", &["2026-10-02 21:00 to 10-03 01:30"]),
        ("kc-uptown-friday", &["2026-10-02 20:00 to ?", "1800"]),
        ("kc-crown-center-festival", &["2026-10-03 to 10-04, times unknown"]),
        ("kc-westport-crawl", &["cancelled"]),
        ("123456789", &["eventbrite"]),
    ] {
        assert!(parts.iter().all(|part| line(id).contains(part)), "{}", line(id));
    }
    assert_eq!(table.matches("cancelled").count(), 1);
    let open = pdpe(&["events", &weekend(), "--at", "2026-10-02T20:30"]).ok().out;
    assert!(open.ends_with("\n4 of 14 events\n"), "{open}");
}

#[test]
fn at_leaves_the_events_open_at_that_time() {
    let open = |at: &str| events(&[&weekend(), "--at", at]);
    assert_eq!(
        ids(&open("2026-10-02T20:30")),
        ["G5vYZ9kC2xT7m", "kc-first-friday", "kc-live-block-party", "kc-uptown-friday"]
    );
    assert_eq!(
        ids(&open("2026-10-03T18:30")),
        ["kc-crown-center-festival", "kc-kauffman-saturday", "kc-soccer-saturday"]
    );
    assert!(ids(&open("2026-10-05T12:00")).is_empty());
    assert!(!ids(&open("2026-10-03T20:00")).contains(&"kc-westport-crawl"), "a cancelled event is open");
}

/// Whether one event, given as the rest of its JSON, counts at a time.
fn counts(rest: &str, at: &str) -> bool {
    let event = format!(r#"{{"id":"e","lat":39.1,"lon":-94.58{rest}}}"#);
    let dir = temp_dir();
    let listed = pdpe_in(dir.path(), &["events", "-", "--at", at, "--format", "ndjson"], event.as_bytes()).ok().out;
    let is_listed = !listed.is_empty();
    write(dir.path(), "e.json", &event);
    let score = |more: &[&str]| {
        let args = ["score", "--grid", "-", "--at", at, "--format", "csv", "--columns", "event_proximity_bonus"];
        pdpe_in(dir.path(), &[&args[..], more].concat(), b"lat,lon\n39.1,-94.58\n").ok().out
    };
    let raises = score(&["--events", "e.json"]) != score(&[]);
    assert_eq!(is_listed, raises, "{rest} at {at}: listed and scored differ");
    is_listed
}

#[test]
fn an_event_counts_from_an_hour_before_its_start_until_an_hour_after_its_end() {
    let event = r#","start":"2026-10-03T19:00","end":"2026-10-03T22:00""#;
    for (at, open) in [
        ("2026-10-03T17:59:59", false),
        ("2026-10-03T18:00:00", true),
        ("2026-10-03T20:00", true),
        ("2026-10-03T22:59:59", true),
        ("2026-10-03T23:00:00", false),
        ("2026-10-04T04:00Z", false),
        ("2026-10-03T23:59:59Z", true),
    ] {
        assert_eq!(counts(event, at), open, "{at}");
    }
    // The same hour of another year is not this event.
    assert!(!counts(event, "2025-10-03T20:00") && !counts(event, "2027-10-03T20:00"));
}

#[test]
fn without_an_end_an_event_takes_three_hours() {
    let event = r#","start":"2026-10-03T19:00""#;
    assert!(counts(event, "2026-10-03T22:59:59") && !counts(event, "2026-10-03T23:00"));
    assert!(counts(event, "2026-10-03T18:00") && !counts(event, "2026-10-03T17:59:59"));
}

#[test]
fn an_event_without_a_time_of_day_counts_all_its_local_days() {
    // Clocks jump on 8 March 2026: the day has 23 hours.
    let event = r#","start":"2026-03-08""#;
    for (at, open) in [
        ("2026-03-07T23:59:59", false),
        ("2026-03-08T00:00", true),
        ("2026-03-08T06:00Z", true),
        ("2026-03-08T23:59:59", true),
        ("2026-03-09T04:59:59Z", true),
        ("2026-03-09T05:00Z", false),
    ] {
        assert_eq!(counts(event, at), open, "{at}");
    }
    let days = r#","start":"2026-10-03","end":"2026-10-04""#;
    assert!(counts(days, "2026-10-04T23:59:59") && !counts(days, "2026-10-05T00:00"));
}

#[test]
fn an_event_without_any_time_always_counts_unless_it_is_called_off() {
    for at in ["1999-01-01T00:00", "2026-10-03T19:00", "2050-06-01T12:00"] {
        assert!(counts("", at));
        assert!(counts(r#","status":"rescheduled""#, at));
        assert!(!counts(r#","status":"cancelled""#, at));
        assert!(!counts(r#","status":"canceled""#, at));
        assert!(!counts(r#","status":"postponed""#, at));
    }
    let dated = |status: &str| format!(r#","start":"2026-10-03T19:00","status":"{status}""#);
    assert!(!counts(&dated("cancelled"), "2026-10-03T20:00"));
    assert!(counts(&dated("postponed"), "2026-10-03T20:00"));
    assert!(counts(&dated("rescheduled"), "2026-10-03T20:00"));
}

#[test]
fn an_event_of_2019_raises_no_score_of_2024() {
    let listing = fixture("listings/ticketmaster_search_2019.json");
    let score =
        |more: &[&str]| pdpe(&[&["score", "--at", "2024-12-15T19:00", "--format", "csv"], more].concat()).ok().out;
    assert_eq!(score(&["--events", listing.to_str().unwrap()]), score(&[]));
    assert_ne!(events(&[listing.to_str().unwrap()]).len(), 0);
    assert!(counts(r#","start":"2019-12-15T19:00""#, "2019-12-15T19:00"));
    assert!(!counts(r#","start":"2019-12-15T19:00""#, "2024-12-15T19:00"));
}

#[test]
fn the_lead_tail_and_length_of_the_model_are_obeyed() {
    let dir = temp_dir();
    write(dir.path(), "pdpe.toml", "[proximity]\nlead_minutes = 5\ntail_minutes = 0\ndefault_duration_minutes = 30\n");
    let event = br#"{"id":"e","lat":39.1,"lon":-94.58,"start":"2026-10-03T19:00"}"#;
    let open = |at: &str| {
        let run = pdpe_in(dir.path(), &["events", "-", "--at", at, "--format", "ndjson"], event).ok();
        !run.out.is_empty()
    };
    assert_eq!(
        ["18:54", "18:55", "19:29", "19:30"].map(|time| open(&format!("2026-10-03T{time}"))),
        [false, true, true, false]
    );
}

#[test]
fn rejected_events_are_told_and_under_strict_end_the_run_with_3() {
    let dir = temp_dir();
    let mixed = r#"[{"id":"good","lat":39,"lon":-94},{"id":"nowhere"},{"id":"back","lat":39,"lon":-94,"start":"2026-10-03T19:00","end":"2026-10-03T18:00"}]"#;
    write(dir.path(), "mixed.json", mixed);
    let run = pdpe_in(dir.path(), &["events", "mixed.json", "--format", "ndjson"], b"").ok();
    assert_eq!(ids(&parsed(run.out.as_bytes())), ["good"]);
    for part in ["mixed.json", "nowhere", "no place", "back", "before it starts", "2 of 3 events rejected"] {
        assert!(run.err.contains(part), "`{part}` is missing in: {}", run.err);
    }
    let strict = ["events", "mixed.json", "--strict", "-o", "out.json"];
    pdpe_in(dir.path(), &strict, b"").fails(3, &["nowhere", "2 of 3 events rejected", "--strict"]);
    assert!(!Path::new(&dir.path().join("out.json")).exists(), "an output was left by a run that failed");
    pdpe_in(dir.path(), &["events", &weekend(), "--strict"], b"").ok();
    let quiet = pdpe_in(dir.path(), &["events", "mixed.json", "-q"], b"").ok();
    assert_eq!(quiet.err, "");
}

#[test]
fn files_add_up_and_each_is_a_source_of_its_own() {
    let dir = temp_dir();
    write(dir.path(), "a.json", r#"{"id":"x","name":"first","lat":39,"lon":-94}"#);
    write(dir.path(), "b.csv", "id,name,lat,lon\nx,second,39,-94\ny,other,39,-94\n");
    let run = pdpe_in(dir.path(), &["events", "a.json", "b.csv", "--format", "ndjson"], b"").ok();
    let found: Events = parsed(run.out.as_bytes()).into_iter().collect();
    let named: Vec<_> = found.with_id("x").map(|event| (&*event.name, &*event.source)).collect();
    assert_eq!((found.len(), named), (3, vec![("first", "a.json"), ("second", "b.csv")]));
    assert!(!run.err.contains("given twice"), "{}", run.err);
    // What comes out reads back as the same events.
    write(dir.path(), "all.ndjson", &run.out);
    assert_eq!(pdpe_in(dir.path(), &["events", "all.ndjson", "--format", "ndjson"], b"").ok().out, run.out);
    // Of the same source and id, the later counts, which is told.
    for (file, name) in [("c.json", "first"), ("d.json", "second")] {
        write(dir.path(), file, format!(r#"{{"id":"x","name":"{name}","lat":39,"lon":-94,"source":"box"}}"#));
    }
    let run = pdpe_in(dir.path(), &["events", "c.json", "d.json", "--format", "ndjson"], b"").ok();
    assert!(run.out.contains("second") && !run.out.contains("first"), "{}", run.out);
    assert!(run.err.contains("d.json: event x was in a file before it; this one counts"), "{}", run.err);
}

#[test]
fn inputs_that_make_no_sense_fail_with_the_name_of_the_file() {
    let dir = temp_dir();
    let read = |content: &str| -> Run {
        write(dir.path(), "x.json", content);
        pdpe_in(dir.path(), &["events", "x.json"], b"")
    };
    read("[{\"id\":\"a\",").fails(1, &["x.json"]);
    read("<html></html>").fails(1, &["x.json"]);
    read("").fails(1, &["x.json"]);
    pdpe_in(dir.path(), &["events", "none.json"], b"").fails(1, &["none.json"]);
    pdpe_in(dir.path(), &["events", "."], b"").fails(1, &[]);
    pdpe_in(dir.path(), &["events"], b"").fails(2, &["FILE"]);
    pdpe_in(dir.path(), &["events", &weekend(), "--at", "noon"], b"").fails(2, &["`noon` is not a time"]);
    pdpe_in(dir.path(), &["events", &weekend(), "--events-format", "meetup"], b"").fails(2, &["meetup", "eventbrite"]);
    pdpe_in(dir.path(), &["events", &weekend(), "--events-format", "eventbrite", "--strict"], b"")
        .fails(3, &["rejected"]);
}

#[test]
fn an_empty_listing_is_a_table_of_none() {
    let run = pdpe_in(temp_dir().path(), &["events", "-"], br#"{"schema_version":1,"events":[]}"#).ok();
    assert!(run.out.ends_with("0 of 0 events\n"), "{}", run.out);
}

#[test]
fn the_table_names_the_zone_and_the_year_of_an_end_that_differs() {
    let events = br#"[{"id":"eve","lat":39,"lon":-94,"start":"2026-12-31T20:00","end":"2027-01-01T02:00"},
        {"id":"day","lat":39,"lon":-94,"start":"2026-12-30T20:00","end":"2026-12-31T02:00"},
        {"id":"fair","lat":39,"lon":-94,"start":"2026-12-31","end":"2027-01-02"}]"#;
    let table = pdpe_in(temp_dir().path(), &["events", "-"], events).ok().out;
    for part in [
        "when (America/Chicago)",
        "2026-12-31 20:00 to 2027-01-01 02:00",
        "2026-12-30 20:00 to 12-31 02:00",
        "2026-12-31 to 2027-01-02, times unknown",
    ] {
        assert!(table.contains(part), "{part} is missing in\n{table}");
    }
    let elsewhere = pdpe_in(temp_dir().path(), &["events", "-", "--tz", "Asia/Tokyo"], events).ok().out;
    assert!(elsewhere.contains("when (Asia/Tokyo)"), "{elsewhere}");
}

#[test]
fn help_lists_every_format() {
    for command in ["score", "events"] {
        let help = pdpe(&[command, "--help"]).ok().out;
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        let names = ListingFormat::ALL.map(ListingFormat::as_str).join(", ");
        assert!(help.contains(&names), "pdpe {command} --help does not list {names}");
    }
}
