//! pdpe's own JSON and NDJSON: what is read, what is rejected, what is an error.

use chrono_tz::America::Chicago;
use pdpe::event::{Events, Status, Timing};
use pdpe::listings::{self, ListingError, Position};

use super::{error, failure, fixture, line, lines, read, reasons};

/// Reads a record that has an id and a place besides the given fields.
fn record(fields: &str) -> listings::Listing {
    read(&format!(r#"[{{"id":"e","lat":39.1,"lon":-94.5,{fields}}}]"#))
}

#[test]
fn the_weekend_fixture() {
    let listing = listings::read(&fixture("kc_weekend.json"), None, Chicago).expect("readable");
    assert_eq!((listing.events.len(), listing.rejected.len(), listing.notes.len()), (14, 0, 0), "{listing:?}");
    let events: Events = listing.events.into_iter().collect();
    assert_eq!(events.len(), 14, "ids differ");
    let of = |id: &str| events.with_id(id).next().unwrap_or_else(|| panic!("no {id}"));
    assert_eq!(line(of("123456789")), "123456789 scheduled 39.084700,-94.585300 2026-10-03T15:00Z..2026-10-03T17:30Z");
    assert_eq!(
        line(of("kc-crown-center-festival")),
        "kc-crown-center-festival scheduled 39.082500,-94.581700 days 2026-10-03T05:00Z..2026-10-05T05:00Z"
    );
    assert_eq!(of("kc-westport-crawl").status, Status::Cancelled);
    assert_eq!((of("kc-arrowhead-sunday").attendance, of("kc-arrowhead-sunday").sentiment), (Some(73_000), 0.8));
}

#[test]
fn the_three_shapes_of_json() {
    let event = r#"{"id":"a","lat":39.1,"lon":-94.5}"#;
    let expected = ["a scheduled 39.100000,-94.500000 untimed"];
    for text in [
        event.to_owned(),
        format!("[{event}]"),
        format!(r#"{{"schema_version":1,"events":[{event}]}}"#),
        format!("\u{feff}\n  {event}\r\n"),
        format!("{event}\n\n"),
    ] {
        assert_eq!(lines(&read(&text)), expected, "{text}");
    }
    for empty in ["[]", r#"{"events":[]}"#] {
        assert_eq!(read(empty), listings::Listing::default());
    }
}

#[test]
fn all_fields() {
    let listing = read(
        r#"{"ID":"a","Name":"Größe \"1\", 夜","Latitude":"39.1","lng":" -94.5 ","start":"2026-10-03T19:00","end":"2026-10-03 22:30",
            "attendance":"1200","radius_km":2.5,"sentiment":-1,"status":"Canceled","source":"me","time_unknown":null}"#,
    );
    assert_eq!(lines(&listing), ["a cancelled 39.100000,-94.500000 2026-10-04T00:00Z..2026-10-04T03:30Z"]);
    let event = &listing.events[0];
    assert_eq!((event.name.as_str(), event.source.as_str()), ("Größe \"1\", 夜", "me"));
    assert_eq!((event.attendance, event.radius_km, event.sentiment), (Some(1200), Some(2.5), -1.0));
}

#[test]
fn times() {
    for (fields, expected) in [
        (r#""name":"no time at all""#, "untimed"),
        (r#""start":null,"end":" ""#, "untimed"),
        (r#""start":"2026-10-03T19:00-05:00""#, "2026-10-04T00:00Z.."),
        (r#""start":"2026-10-04T00:00Z","end":"2026-10-04T00:00:00Z""#, "2026-10-04T00:00Z..2026-10-04T00:00Z"),
        (r#""start":"2026-10-03""#, "days 2026-10-03T05:00Z..2026-10-04T05:00Z"),
        (r#""start":"2026-10-03","end":"2026-10-03""#, "days 2026-10-03T05:00Z..2026-10-04T05:00Z"),
        // The day on which the clocks go back has 25 hours.
        (r#""start":"2026-10-31","end":"2026-11-01""#, "days 2026-10-31T05:00Z..2026-11-02T06:00Z"),
        (r#""start":"2026-10-03T19:00","time_unknown":true"#, "days 2026-10-03T05:00Z..2026-10-04T05:00Z"),
        (
            r#""start":"2026-10-03T04:00Z","end":"2026-10-04T04:00Z","time_unknown":"True""#,
            "days 2026-10-03T04:00Z..2026-10-04T04:00Z",
        ),
    ] {
        assert_eq!(lines(&record(fields)), [format!("e scheduled 39.100000,-94.500000 {expected}")], "{fields}");
    }
}

#[test]
fn a_repeated_wall_time_is_the_earlier_with_a_note() {
    let listing = record(r#""start":"2026-11-01T01:30""#);
    assert_eq!(lines(&listing), ["e scheduled 39.100000,-94.500000 2026-11-01T06:30Z.."]);
    assert_eq!(
        listing.notes,
        ["event 1, id `e`: 2026-11-01 01:30:00 occurs twice in America/Chicago; taking the earlier, \
          2026-11-01T01:30:00-05:00 (the later is 2026-11-01T01:30:00-06:00)"]
    );
}

#[test]
fn every_faulty_field_has_its_reason() {
    for (fields, reason) in [
        (r#""start":"2026-03-08T02:30""#, "start: 2026-03-08 02:30:00 does not exist in America/Chicago"),
        (r#""start":"now""#, "start: `now` is not a time"),
        (r#""start":"Saturday""#, "start: `Saturday` is not a time"),
        (r#""start":"2026-02-30""#, "start: `2026-02-30` is not a time"),
        (r#""start":[]"#, "start is a list, not a time"),
        (r#""start":17910000"#, "start: `17910000` is not a time"),
        (r#""end":"2026-10-03T22:00""#, "it has an end but no start"),
        (
            r#""start":"2026-10-03T22:00Z","end":"2026-10-03T21:59Z""#,
            "it ends (2026-10-03 16:59:00 CDT) before it starts (2026-10-03 17:00:00 CDT)",
        ),
        (r#""start":"2026-10-03","end":"2026-10-02""#, "it ends (2026-10-02) before it starts (2026-10-03)"),
        (r#""start":"2026-10-03","end":"2026-10-03T22:00""#, "start and end must both be dates"),
        (r#""start":"2026-10-03T22:00","end":"2026-10-04""#, "start and end must both be dates"),
        (r#""time_unknown":"maybe""#, "time_unknown is neither true nor false"),
        (r#""attendance":-1"#, "attendance -1 is not a whole number from 0"),
        (r#""attendance":1.5"#, "attendance 1.5 is not a whole number from 0"),
        (r#""attendance":"18,000""#, "attendance `18,000` is not a whole number from 0; write it without separators"),
        (r#""attendance":true"#, "attendance is true or false, not a number"),
        (r#""radius_km":0"#, "radius_km 0 is not above 0"),
        (r#""radius_km":20000.5"#, "radius_km 20000.5 is not above 0"),
        (r#""radius_km":"1e999""#, "radius_km `1e999` is not a number"),
        (r#""sentiment":1.01"#, "sentiment 1.01 is not between -1 and 1"),
        (r#""sentiment":"inf""#, "sentiment `inf` is not a number"),
        (r#""status":"maybe""#, "status `maybe` is not scheduled"),
        (r#""status":1"#, "status is a number, not text"),
        (r#""name":["x"]"#, "name is a list, not text"),
        (r#""latitude":39.2"#, "lat is given twice"),
    ] {
        let listing = record(fields);
        assert_eq!(listing.events, [], "{fields}");
        assert_eq!((listing.rejected[0].position, listing.rejected[0].id.as_deref()), (Position::Event(1), Some("e")));
        assert!(listing.rejected[0].reason.starts_with(reason), "{fields}: {}", listing.rejected[0].reason);
    }
}

#[test]
fn every_faulty_id_or_place_has_its_reason() {
    for (text, reason) in [
        (r#"{"lat":39.1,"lon":-94.5}"#, "no id"),
        (r#"{"id":" ","lat":39.1,"lon":-94.5}"#, "no id"),
        (r#"{"id":{},"lat":39.1,"lon":-94.5}"#, "the id is an object, not text"),
        (r#"{"id":1.5,"lat":39.1,"lon":-94.5}"#, "the id is a number too long to keep each digit"),
        (r#"{"id":18446744073709551616,"lat":39.1,"lon":-94.5}"#, "the id is a number too long to keep each digit"),
        (r#"{"id":"a"}"#, "no place: lat and lon are missing"),
        (r#"{"id":"a","lon":-94.5}"#, "no place: lat is missing"),
        (r#"{"id":"a","lat":39.1,"lon":""}"#, "no place: lon is missing"),
        (r#"{"id":"a","lat":0,"lon":"-0.0"}"#, "no place: 0,0 is a placeholder"),
        (r#"{"id":"a","lat":90.5,"lon":-94.5}"#, "latitude 90.5 is not between -90 and 90"),
        (r#"{"id":"a","lat":39.1,"lon":181}"#, "longitude 181 is not between -180 and 180"),
        (r#"{"id":"a","lat":"nan","lon":-94.5}"#, "lat `nan` is not a number"),
        (r#"{"id":"a","lat":"1e999","lon":-94.5}"#, "lat `1e999` is not a number"),
        (
            r#"{"id":"a","lat":"39,1","lon":-94.5}"#,
            "lat `39,1` is not a number; use a decimal point and no thousands separator",
        ),
        (r#"{"id":"a","lat":[39.1],"lon":-94.5}"#, "lat is a list, not a number"),
    ] {
        let listing = read(text);
        assert_eq!((listing.events.len(), listing.rejected.len()), (0, 1), "{text}");
        assert!(listing.rejected[0].reason.starts_with(reason), "{text}: {}", listing.rejected[0].reason);
    }
    // The equator and the prime meridian are places.
    assert_eq!(read(r#"[{"id":"a","lat":0,"lon":9.5},{"id":"b","lat":51.5,"lon":0}]"#).events.len(), 2);
}

#[test]
fn ids_keep_every_digit() {
    let listing = read(
        r#"[{"id":18446744073709551615,"lat":39.1,"lon":-94.5},{"id":-7,"lat":39.1,"lon":-94.5},
        {"id":"184467440737095516160001","lat":39.1,"lon":-94.5}]"#,
    );
    let ids: Vec<_> = listing.events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids, ["18446744073709551615", "-7", "184467440737095516160001"]);
}

#[test]
fn the_same_id_twice_stays_twice() {
    let listing = read("id,name,lat,lon\na,first,39.1,-94.5\na,second,39.1,-94.5\n");
    let names: Vec<_> = listing.events.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(names, ["first", "second"]);
}

#[test]
fn a_faulty_record_does_not_hide_the_others() {
    let listing = read(
        r#"[{"id":"a","lat":39.1,"lon":-94.5}, 7, {"id":"b"}, null, [], {"title":"x"}, {"id":"c","lat":39.1,"lon":-94.5}]"#,
    );
    assert_eq!(lines(&listing).len(), 2);
    assert_eq!(
        reasons(&listing),
        [
            "event 2: not an event: found a number",
            "event 3, id `b`: no place: lat and lon are missing",
            "event 4: not an event: found null",
            "event 5: not an event: found a list",
            "event 6: not an event: its keys are title",
        ]
    );
    let in_events = read(r#"{"events":[7,{"id":"c","lat":39.1,"lon":-94.5}]}"#);
    assert_eq!(reasons(&in_events), ["event 1: a number where an event is expected"]);
    assert_eq!(in_events.events.len(), 1);
}

#[test]
fn fields_that_mean_nothing_are_named_once() {
    let known = "known: id, name, lat, lon, start, end, time_unknown, attendance, radius_km, sentiment, status, source";
    let json = r#"[{"id":"a","lat":39.1,"lon":-94.5,"attendence":9},{"id":"b","lat":39.1,"lon":-94.5,"attendence":9,"url":""}]"#;
    let expected = format!("fields that mean nothing here were ignored: attendence, url ({known})");
    assert_eq!(read(json).notes, [expected.as_str()]);
    assert_eq!(read("id,lat,lon,url,attendence\na,39.1,-94.5,u,9\nb,39.1,-94.5,u,9\n").notes, [expected]);
}

#[test]
fn json_cut_off_anywhere_is_said_to_be() {
    let whole = String::from_utf8(fixture("kc_weekend.json")).expect("text");
    let end = whole.trim_end().len();
    for cut in (1..end).filter(|cut| whole.is_char_boundary(*cut)) {
        let found = listings::read(&whole.as_bytes()[..cut], None, Chicago);
        assert!(matches!(found, Err(ListingError::CutOff { .. })), "cut at {cut}: {found:?}");
    }
    assert_eq!(
        error("[{\"id\":\"a\",\n\"lat\":39."),
        "the JSON is cut off: it ends at line 2, column 9, before it is complete"
    );
    // A line that happens to be an event of its own does not make it NDJSON.
    let commas_alone = "{\"events\":[{\"id\":\"a\"}\n,\n{\"id\":\"b\",\"lat\":39.1,\"lon\":-94.5}\n]\n";
    assert!(matches!(failure(commas_alone), ListingError::CutOff { .. }));
}

#[test]
fn broken_json_says_where() {
    assert_eq!(error("[{\"id\":\"a\",\n \"lat\":39.1,}]"), "not JSON: trailing comma at line 2, column 13");
    assert_eq!(error(r#"{"id":"a","lat":NaN,"lon":1}"#), "not JSON: expected value at line 1, column 17");
    assert_eq!(
        error(r#"{"id":"a"} {"id":"b"}"#),
        "not JSON: more text after the first value (one value per line is fine) at line 1, column 12"
    );
    let deep = format!("{}{}", "[".repeat(300), "]".repeat(300));
    assert_eq!(error(&deep), "not JSON: recursion limit exceeded at line 1, column 128");
    let deep_line = format!("{{\"id\":\"a\",\"lat\":39.1,\"lon\":-94.5}}\n{{\"id\":{deep}}}\n");
    let listing = read(&deep_line);
    assert_eq!(listing.events.len(), 1);
    assert_eq!(reasons(&listing), ["line 2: not JSON: recursion limit exceeded at column 133"]);
}

#[test]
fn other_json_says_what_was_found() {
    let expected = "expected an object with id, lat and lon, a list of such, GeoJSON points, JSON-LD, \
                    or a response of Eventbrite, Ticketmaster, SeatGeek, PredictHQ or Google Calendar";
    for (text, found) in [
        ("{}", "an object without keys"),
        (r#"{"cells":[],"summary":{}}"#, "its keys are cells, summary"),
        (r#"{"events":{}}"#, "`events` is an object, not a list"),
        (
            r#"{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l\n":1}"#,
            "its keys are a, b, c, d, e, f, g, h, i, j and 2 more",
        ),
    ] {
        assert_eq!(error(text), format!("no events in this JSON: {found}; {expected}"));
    }
    assert_eq!(error(r#"{"schema_version":2,"events":[]}"#), "schema_version 2 is not known; this version reads 1");
}

#[test]
fn files_that_are_no_text() {
    for empty in ["", "\u{feff}", " \r\n\t\n"] {
        assert_eq!(failure(empty), ListingError::Empty);
    }
    let binary = listings::read(b"id,name,lat,lon\na,caf\0,39.1,-94.5\n", None, Chicago);
    assert_eq!(binary, Err(ListingError::NotText));
}

#[test]
fn ndjson_with_bad_lines() {
    let good = |id: &str| format!(r#"{{"id":"{id}","lat":39.1,"lon":-94.5}}"#);
    let text = format!("{}\r\n\r\n{{\"id\":\n{}\nnot json\n[1]\n{}", good("a"), good("b"), r#"{"id":"c"}"#);
    let listing = read(&text);
    assert_eq!(lines(&listing).len(), 2);
    let reasons = reasons(&listing);
    assert_eq!(reasons[0], "line 3: the JSON is cut off");
    assert_eq!(reasons[1], "line 5: not JSON: expected ident at column 2");
    assert_eq!(reasons[2], "line 6: not an event: found a list");
    assert_eq!(reasons[3], "line 7, id `c`: no place: lat and lon are missing");

    // A bad first line hides nothing either.
    let first_bad = read(&format!("{{\"id\":\"x\"\n{}\n{}\n", good("a"), good("b")));
    assert_eq!(first_bad.events.len(), 2);
    assert_eq!(super::reasons(&first_bad), ["line 1: the JSON is cut off"]);
}

#[test]
fn messages_stay_on_one_short_line() {
    let long = "x\n\u{1b}[31m".repeat(10_000);
    let text = serde_json::json!([{"id": long, "lat": long, "lon": 1, "start": long}]).to_string();
    let message = read(&text).rejected[0].to_string();
    assert!(message.len() < 600 && !message.contains(char::is_control), "{message}");
}

#[test]
fn a_time_that_is_none_is_told_on_one_line() {
    for text in [r"\u00002026-10-03T19:00", r"\u001b[2J", r"2026-10-03T19:00\n2026"] {
        let told = reasons(&record(&format!(r#""start":"{text}""#)));
        assert!(told[0].contains("is not a time") && !told[0].contains(char::is_control), "{told:?}");
    }
}

#[test]
fn a_day_that_a_zone_skips_is_no_day_of_an_event_there() {
    let event = |dates: &str| format!(r#"[{{"id":"a","lat":-13.8,"lon":-171.8,{dates}}}]"#);
    let read = |dates: &str| listings::read(event(dates).as_bytes(), None, chrono_tz::Pacific::Apia).unwrap();
    // Samoa went from the 29th of December 2011 straight to the 31st.
    let skipped = read(r#""start":"2011-12-30""#);
    assert_eq!(skipped.events.len(), 0);
    assert_eq!(skipped.rejected[0].reason, "there is no 2011-12-30 in Pacific/Apia: clocks skip that day");
    for dates in [r#""start":"2011-12-29","end":"2011-12-30""#, r#""start":"2011-12-30","end":"2011-12-31""#] {
        let Timing::WholeDays { from, until } = read(dates).events[0].timing else { panic!("{dates}") };
        assert_eq!((until - from).num_hours(), 24, "{dates}");
    }
}
