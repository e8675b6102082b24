//! Fields and columns under other names: starts, places, ids, names, zones.

use super::{each, events_in};
use crate::common::{pdpe_in, temp_dir, write};

/// Events of one file, as (start, end) in local time without seconds and offset.
fn times_in(file: &str, text: &str, args: &[&str]) -> Vec<(String, String)> {
    let dir = temp_dir();
    write(dir.path(), file, text);
    let (events, _) = events_in(dir.path(), &[&[file], args].concat());
    let (starts, ends) = (each(&events, "start"), each(&events, "end"));
    let short = |time: &String| time.get(..16).unwrap_or(time).to_owned();
    starts.iter().zip(&ends).map(|(start, end)| (short(start), short(end))).collect()
}

#[test]
fn a_start_under_another_name_is_read_and_utc_means_utc() {
    // Of indrek777/whtzup-app (startsAt) and remember-me/rsvpeanut-app (utc_start).
    let json = r#"[{"id":"1","name":"Jazz night","latitude":39.0991,"longitude":-94.5783,"startsAt":"2024-02-15 20:00"},
        {"id":"2","name":"Hodown","lat":"39.0520","long":"-94.5900","utc_start":"2015-02-04T20:28:53.023Z",
         "utc_end":"2015-02-05T02:28:53"}]"#;
    let expected = [("2024-02-15T20:00", "null"), ("2015-02-04T14:28", "2015-02-04T20:28")];
    assert_eq!(times_in("events.json", json, &[]), expected.map(|(start, end)| (start.into(), end.into())));
}

#[test]
fn the_usual_names_of_a_start_are_read_in_any_spelling() {
    for name in [
        "start",
        "Start",
        "START",
        "starts_at",
        "startsAt",
        "Starts At",
        "start_at",
        "start-datetime",
        "StartDateTime",
        "begin",
        "Beginn",
        "DTSTART",
        "datetime",
        "Date",
        "date_start",
        "event_date",
        "von",
        "start_time",
        "when",
    ] {
        let csv = format!("id,lat,lon,{name}\na,39.1,-94.5,2026-10-03T19:00\n");
        assert_eq!(times_in("events.csv", &csv, &[]), [("2026-10-03T19:00".into(), "null".into())], "{name}");
    }
    for name in ["utc_start", "utcStart", "start_utc", "Start Time (UTC)"] {
        let csv = format!("id,lat,lon,{name}\na,39.1,-94.5,2026-10-04T00:00\n");
        assert_eq!(times_in("events.csv", &csv, &[]), [("2026-10-03T19:00".into(), "null".into())], "{name}");
    }
}

#[test]
fn a_date_and_a_time_of_day_may_be_in_two_columns() {
    let expected = [
        ("2026-10-03T19:00", "2026-10-03T22:30"),
        ("2026-10-03", "2026-10-03"),
        ("2026-10-03T23:00", "2026-10-04T01:00"),
    ];
    for header in ["start_date,start_time,end_time", "Date,Time,End time", "Datum,Uhrzeit,endTime"] {
        let rows =
            "a,39.1,-94.5,2026-10-03,19:00,22:30\nb,39.1,-94.5,2026-10-03,,\nc,39.1,-94.5,2026-10-03,11 PM,1:00 am\n";
        let csv = format!("id,lat,lon,{header}\n{rows}");
        assert_eq!(
            times_in("events.csv", &csv, &[]),
            expected.map(|(start, end)| (start.into(), end.into())),
            "{header}"
        );
    }
    // Spreadsheets write a date with 00:00.
    let csv = "id,lat,lon,date,time\na,39.1,-94.5,2026-10-03 00:00:00,19:00\n";
    assert_eq!(times_in("events.csv", csv, &[])[0].0, "2026-10-03T19:00");
}

#[test]
fn a_row_has_a_zone_of_its_own() {
    let csv = "id,lat,lon,start,timezone\na,52.5,13.4,2026-10-03T19:00,Europe/Berlin\nb,39.1,-94.5,2026-10-03T19:00,\n";
    assert_eq!(
        times_in("events.csv", csv, &[]).iter().map(|times| &times.0[..]).collect::<Vec<_>>(),
        ["2026-10-03T12:00", "2026-10-03T19:00"]
    );
    let dir = temp_dir();
    write(dir.path(), "events.csv", csv.replace("Europe/Berlin", "Europe/Nowhere"));
    let (_, run) = events_in(dir.path(), &["events.csv"]);
    assert!(run.err.contains("line 2, id `a`: `Europe/Nowhere` is not a time zone"), "{}", run.err);
}

#[test]
fn any_other_name_is_chosen_and_else_a_time_that_is_not_read_is_no_event_of_always() {
    let dir = temp_dir();
    let json = r#"[{"id":"a","venue":{"latitude":39.1,"longitude":"-94.5"},"showAt":"2026-10-03T19:00"}]"#;
    write(dir.path(), "events.json", json);
    let (events, run) = events_in(dir.path(), &["events.json"]);
    assert_eq!(events.len(), 0);
    assert!(run.err.contains("no start, but `showAt` looks like a time; --field start=showAt reads it"), "{}", run.err);
    let chosen = ["--field", "start=showAt", "--field", "lat=venue.latitude", "--field", "lon=venue.longitude"];
    let (events, run) = events_in(dir.path(), &[&["events.json"], &chosen[..]].concat());
    assert_eq!((each(&events, "start"), run.err.as_str()), (vec!["2026-10-03T19:00:00-05:00".to_owned()], ""));
    // What the file does not have is said.
    let run =
        pdpe_in(dir.path(), &["events", "events.json", "--field", "end=closesAt", "--field", "start=showAt"], b"");
    assert!(run.ok().err.contains("no event has the field `closesAt`, chosen for end"));
    write(dir.path(), "events.csv", "id,lat,lon\na,39.1,-94.5\n");
    pdpe_in(dir.path(), &["events", "events.csv", "--field", "start=showAt"], b"")
        .fails(1, &["no column `showAt` for start", "id, lat, lon"]);
    pdpe_in(dir.path(), &["events", "events.csv", "--field", "begin=showAt"], b"")
        .fails(2, &["events have no field `begin`", "start"]);
    pdpe_in(dir.path(), &["events", "events.csv", "--field", "start"], b"").fails(2, &["write it like start=startsAt"]);
}

#[test]
fn an_event_without_an_id_has_the_same_one_in_each_run() {
    let dir = temp_dir();
    let rows = "Market,39.1,-94.5,2026-10-03\nMarket,39.1,-94.5,2026-10-10\nMarket,39.2,-94.5,2026-10-03\n";
    write(dir.path(), "events.csv", format!("name,lat,lon,date\n{rows}"));
    let (events, run) = events_in(dir.path(), &["events.csv"]);
    assert!(run.err.contains("3 events without an id: made from name, place and start"), "{}", run.err);
    let ids = each(&events, "id");
    let of = |events: &[serde_json::Value], lat: f64, day: &str| {
        let event = events.iter().find(|event| event["lat"] == lat && event["start"] == day);
        event.unwrap()["id"].clone()
    };
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), 3);
    // The order of rows and other columns do not matter.
    let other = "name,lat,lon,date,attendance\nMarket,39.2,-94.5,2026-10-03,9\nMarket,39.1,-94.5,2026-10-03,\n";
    write(dir.path(), "other.csv", other);
    let (others, _) = events_in(dir.path(), &["other.csv"]);
    for lat in [39.1, 39.2] {
        assert_eq!(of(&events, lat, "2026-10-03"), of(&others, lat, "2026-10-03"));
    }
}

#[test]
fn of_several_names_the_usual_one_counts() {
    let dir = temp_dir();
    // `x` and `y` are of a projection, as in the permits of San Francisco (nbutenko/food-facilities).
    write(
        dir.path(),
        "events.csv",
        "event_id,title,summary,x,y,latitude,longitude,id\n7,Market,All day,6013917,2117244,37.7,-122.4,a\n",
    );
    let (events, _) = events_in(dir.path(), &["events.csv"]);
    assert_eq!(
        (each(&events, "id"), each(&events, "lat"), each(&events, "lon")),
        (vec!["a".into()], vec!["37.7".into()], vec!["-122.4".into()])
    );
    // Two of them that tell different times are no guess.
    write(
        dir.path(),
        "events.json",
        r#"{"id":"a","lat":39.1,"lon":-94.5,"starts_at":"2026-10-03T19:00","begin":"2026-10-04T19:00"}"#,
    );
    let (events, run) = events_in(dir.path(), &["events.json"]);
    assert_eq!(events.len(), 0);
    assert!(run.err.contains("start is given twice, in different spellings"), "{}", run.err);
}
