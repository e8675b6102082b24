//! Telling the formats apart, and being told.

use chrono_tz::America::Chicago;
use pdpe::listings::{self, ListingError, ListingFormat};

use super::{fixture, lines, read, reasons};

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
