//! Telling the formats apart, and being told.

use chrono_tz::America::Chicago;
use pdpe::listings::{self, Listing, ListingError, ListingFormat};

use super::{error, fixture, lines, read, reasons};

#[test]
fn answers_one_per_line_and_formats_mixed() {
    let one_line = |name: &str| {
        let value: serde_json::Value = serde_json::from_slice(&fixture(name)).expect("JSON");
        value.to_string()
    };
    let text = [
        one_line("listings/ticketmaster_event_docs.json"),
        String::new(),
        one_line("listings/eventbrite_events_expanded.json"),
        r#"{"id":"own","lat":39.1,"lon":-94.5}"#.to_owned(),
        one_line("listings/eventbrite_venue.json"),
    ]
    .join("\n");
    let listing = read(&text);
    let sources: Vec<_> = listing.events.iter().map(|event| (event.id.as_str(), event.source.as_str())).collect();
    assert_eq!(
        sources,
        [("G5diZfkn0B-bh", "ticketmaster"), ("53882456879", "eventbrite"), ("57800144789", "eventbrite"), ("own", "")]
    );
    assert_eq!(reasons(&listing), ["line 5: this is an Eventbrite venue or a list of them, not an event"]);
}

#[test]
fn eventbrite_is_told_by_its_nested_name_or_start_alone() {
    let venue = r#""venue":{"latitude":"39.1","longitude":"-94.5"}"#;
    for nested in [
        format!(r#"{{"id":"1","name":{{"text":"A"}},"start":null,{venue}}}"#),
        format!(r#"{{"id":"1","name":null,"start":{{}},{venue}}}"#),
    ] {
        assert_eq!(reasons(&read(&nested)), ["event 1, id `1`: no date"], "{nested}");
    }
}

#[test]
fn a_given_format_is_believed() {
    let record = br#"[{"id":"x","lat":39.1,"lon":-94.5,"dates":{"start":{"localDate":"2026-10-03"}}}]"#;
    let read_as = |format| listings::read(record, format, Chicago).expect("a list");
    assert_eq!(reasons(&read_as(None)), ["event 1, id `x`: no place: no venue"], "told from `dates`");
    assert_eq!(lines(&read_as(Some(ListingFormat::Native))), ["x scheduled 39.100000,-94.500000 untimed"]);
    assert_eq!(reasons(&read_as(Some(ListingFormat::Eventbrite))), ["event 1, id `x`: no place: no venue"]);

    let csv = listings::read(b"id,lat,lon\na,39.1,-94.5\n", Some(ListingFormat::Eventbrite), Chicago);
    assert!(matches!(csv, Err(ListingError::NotJson { line: 1, column: 1, .. })), "{csv:?}");

    assert_eq!("Ticketmaster".parse(), Ok(ListingFormat::Ticketmaster));
    let unknown = "meetup".parse::<ListingFormat>().expect_err("unknown");
    assert_eq!(
        unknown.to_string(),
        "`meetup` is not a listing format; use native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, \
         icalendar, schema-org, geojson"
    );
}

/// A long list of events with strings that look like lists, and with faulty records.
fn long_list() -> String {
    let record = |number: u32| match number % 500 {
        3 => format!(r#"{{"id":"n{number}","lat":39.1}}"#),
        4 => "[1, {\"a\": \"]}\"}]".to_owned(),
        5 => "17".to_owned(),
        6 => format!(r#" {{"id":"e{number}","name":"a \"b], [{{\\","lat":39.1,"lon":-94.5,"colour":"{number}"}} "#),
        _ => format!(r#"{{"id":"e{number}","name":"ü , {number}","lat":39.{number:05},"lon":-94.5}}"#),
    };
    format!("[{}]", (0..6000).map(record).collect::<Vec<_>>().join(",\n"))
}

#[test]
fn a_long_list_is_read_like_a_short_one() {
    let list = long_list();
    assert!(list.len() > 256 << 10, "short");
    // A member before the events makes it a document that is parsed whole.
    let whole = read(&format!(r#"{{"of": 1, "events": {list}}}"#));
    assert_eq!((whole.events.len(), whole.rejected.len()), (5964, 36));
    for text in [
        format!("{{\"events\": {list} }}\n"),
        format!(r#"{{ "schema_version": 1, "events":{list}}}"#),
        format!(" \n{list}\n"),
    ] {
        let listing = read(&text);
        assert_eq!(listing.events, whole.events);
        let positions = |listing: &Listing| listing.rejected.iter().map(|record| record.position).collect::<Vec<_>>();
        assert_eq!(positions(&listing), positions(&whole));
        assert_eq!(listing.notes, whole.notes);
    }
}

#[test]
fn a_fault_in_a_long_list_is_named_by_its_place() {
    let list = long_list();
    let line = list.lines().count();
    for (broken, message) in [
        (list.trim_end_matches(']').to_owned(), format!("the JSON is cut off: it ends at line {line}")),
        (format!("{{\"events\": {list}"), format!("the JSON is cut off: it ends at line {line}")),
        (format!("{}}}", list.trim_end_matches(']')), "not JSON: ".to_owned()),
        (
            format!("{list} 1"),
            format!("not JSON: more text after the first value (one value per line is fine) at line {line}"),
        ),
        (list.replacen("\"name\"", "name", 1), "not JSON: key must be a string at line 1, column".to_owned()),
        (list.replacen(",\n", ",,\n", 1), "not JSON: ".to_owned()),
        (format!("{{\"events\": {{{}]}}", &list[1..list.len() - 1]), "not JSON: ".to_owned()),
    ] {
        let found = error(&broken);
        assert!(found.starts_with(&message), "{found} instead of {message}");
    }
}
