//! Responses of services, and events in web pages and GeoJSON.

use chrono_tz::America::Chicago;
use pdpe::listings::{self, Listing, ListingFormat, ListingOptions, Venues};

use super::{error, fixture, lines, listing, read, reasons, refused};

/// Reads a fixture with a table of venues, for the autumn of 2026.
fn with_venues(name: &str) -> Listing {
    let venues = Venues::read(&fixture("calendars/venues.csv")).expect("venues");
    let time = |text: &str| text.parse().expect(text);
    let span = Some((time("2026-09-01T00:00:00Z"), time("2026-12-31T00:00:00Z")));
    let options = ListingOptions { venues, span, ..ListingOptions::new(Chicago) };
    listings::read_with(&fixture(&format!("listings/{name}")), &options).expect(name)
}

#[test]
fn every_format_has_one_name() {
    for format in ListingFormat::ALL {
        assert_eq!(format.as_str().parse(), Ok(format));
    }
}

#[test]
fn google_calendar() {
    let listing = with_venues("google_calendar_events.json");
    let market = "scheduled 39.109000,-94.582900";
    assert_eq!(
        lines(&listing),
        [
            format!("market1_20261003T130000Z {market} 2026-10-03T13:00Z..2026-10-03T19:00Z"),
            format!("market1_20261010T130000Z {market} 2026-10-10T13:00Z..2026-10-10T19:00Z"),
            format!("market1_20261107T140000Z {market} 2026-11-07T14:00Z..2026-11-07T20:00Z"),
            format!("market1_20261024T130000Z {market} 2026-10-24T15:00Z..2026-10-24T21:00Z"),
            "festival1 scheduled 39.082500,-94.581700 days 2026-10-16T05:00Z..2026-10-19T05:00Z".to_owned(),
        ]
    );
    assert_eq!(reasons(&listing), ["event 5, id `call1`: no place: it has neither GEO nor LOCATION"]);
    assert_eq!(
        refused("google_calendar_list.json"),
        "this is a list of Google's calendars; fetch the events of one of them"
    );
    let lone = r#"[{"kind":"calendar#calendarListEntry","id":"a","summary":"Market","timeZone":"America/Chicago"}]"#;
    assert_eq!(reasons(&read(lone)), ["event 1: an entry of a list of calendars, not an event"]);
    assert_eq!(
        error(
            r#"{"error":{"code":403,"message":"The request is missing a valid API key.","status":"PERMISSION_DENIED"}}"#
        ),
        "this is an error response of Google, not events: The request is missing a valid API key."
    );
}

#[test]
fn seatgeek() {
    let listing = listing("seatgeek_events.json");
    assert_eq!(
        lines(&listing),
        [
            "6501001 scheduled 39.099200,-94.583700 2026-10-04T01:00Z..",
            "6501002 scheduled 39.051600,-94.480500 days 2026-10-05T05:00Z..2026-10-06T05:00Z",
        ]
    );
    assert_eq!(
        reasons(&listing),
        [
            "event 3, id `6501003`: no date: SeatGeek says that it is to be announced",
            "event 4, id `6501004`: a parking pass, not an event",
            "event 5, id `6501005`: no place: its venue has no location",
        ]
    );
    assert_eq!(listing.notes, ["this is page 1 of 13 of SeatGeek's response; the other pages are not included"]);
}

#[test]
fn predicthq() {
    let listing = listing("predicthq_events.json");
    assert_eq!(
        lines(&listing),
        [
            "3bkuiVa8v5vHqEhLCz scheduled 39.099200,-94.583700 2026-10-04T01:00Z..2026-10-04T03:40Z",
            "7Qm2fFestival scheduled 39.082500,-94.581700 days 2026-10-03T05:00Z..2026-10-05T05:00Z",
            "5CalledOff cancelled 39.100000,-94.590000 2026-10-03T15:00Z..2026-10-03T21:00Z",
        ]
    );
    let people: Vec<Option<u64>> = listing.events.iter().map(|event| event.attendance).collect();
    assert_eq!(people, [Some(2800), Some(5000), Some(1200)]);
    assert_eq!(
        reasons(&listing),
        [
            "event 3, id `9StormWatch`: `severe-weather` is not a crowd at a place",
            "event 5, id `6Duplicate`: deleted at PredictHQ: duplicate",
        ]
    );
}

#[test]
fn the_search_of_eventbrites_site() {
    let expected = [
        "837280000001 scheduled 39.109000,-94.582900 2026-10-03T23:00Z..2026-10-04T04:30Z",
        "837280000003 cancelled 39.109000,-94.582900 2026-10-04T17:00Z..2026-10-04T18:00Z",
    ];
    for format in [None, Some(ListingFormat::Eventbrite), Some(ListingFormat::EventbriteDestination)] {
        let bytes = fixture("listings/eventbrite_destination.json");
        let listing = listings::read(&bytes, format, Chicago).expect("events");
        assert_eq!(lines(&listing), expected);
        assert_eq!(
            reasons(&listing),
            [
                "event 2, id `837280000002`: no place: an online event",
                "event 4, id `837280000004`: no place: primary_venue is missing; add expand=primary_venue",
            ]
        );
    }
}

#[test]
fn a_series_of_eventbrite_is_no_event() {
    let parent = r#"{"id":"1","name":{"text":"Saturdays"},"online_event":false,"is_series":true,"is_series_parent":true,
        "start":{"utc":"2023-12-03T03:00:00Z"},"end":{"utc":"2025-12-14T04:50:00Z"},
        "venue":{"latitude":"43.6532","longitude":"-79.3832"}}"#;
    assert_eq!(reasons(&read(parent)), ["event 1, id `1`: a series; its dates are events of their own"]);
    let date = parent.replace(r#""is_series_parent":true"#, r#""is_series_parent":false"#);
    assert_eq!(read(&date).events.len(), 1);
}

#[test]
fn points_of_geojson() {
    let listing = listing("geojson_points.geojson");
    assert_eq!(
        lines(&listing),
        [
            "m1 scheduled 39.109000,-94.582900 2026-10-03T13:00Z..2026-10-03T19:00Z",
            "7 scheduled 39.103100,-94.585800 days 2026-10-03T05:00Z..2026-10-04T05:00Z",
        ]
    );
    assert_eq!(
        reasons(&listing),
        [
            "event 3, id `8`: no place: the geometry is `LineString`, not a Point",
            "event 4, id `9`: no place: the geometry is null",
        ]
    );
}

#[test]
fn json_ld_in_a_page() {
    let listing = with_venues("schema_org_page.html");
    let found = lines(&listing);
    assert_eq!(
        found[..3],
        [
            "https://hall.example/mahler scheduled 39.094200,-94.587800 2026-10-10T00:30Z..2026-10-10T02:30Z",
            "https://hall.example/#play postponed 39.099200,-94.583700 untimed",
            "talk-7 scheduled 39.100000,-94.500000 2026-10-11T23:00Z..",
        ]
    );
    assert!(found[3].ends_with(" scheduled 39.082500,-94.581700 2026-10-12T23:00Z..2026-10-13T03:00Z"), "{found:?}");
    assert_eq!(found.len(), 4);
    assert_eq!(listing.events[0].name, "Mahler’s Fifth");
    assert_eq!(
        reasons(&listing),
        ["event 4: no place: an online event", "event 6: a series; its dates are events of their own"]
    );
    assert!(listing.notes[0].starts_with("line 17: this JSON-LD cannot be read"), "{:?}", listing.notes);
    assert_eq!(
        error("<!doctype html><p>Concert on Friday"),
        "this is an HTML page without JSON-LD; events that are only text in it are not read"
    );
    let without_events = r#"<script type="application/ld+json">{"@type":"Organization","name":"Hall"}</script>"#;
    assert_eq!(error(without_events), "this is an HTML page whose JSON-LD has no events");
}

#[test]
fn json_ld_as_a_document() {
    let event = r#"{"@context":"https://schema.org","@type":"Event","name":"Fair","startDate":"2026-10-03",
        "endDate":"2026-10-04","location":{"@type":"Place","geo":{"latitude":39.1,"longitude":-94.5}},"@id":"fair"}"#;
    let expected = ["fair scheduled 39.100000,-94.500000 days 2026-10-03T05:00Z..2026-10-05T05:00Z"];
    assert_eq!(lines(&read(event)), expected);
    assert_eq!(lines(&read(&format!("[{event}]"))), expected);
    let list = format!(r#"{{"@type":"ItemList","itemListElement":[{{"@type":"ListItem","item":{event}}}]}}"#);
    assert_eq!(lines(&read(&list)), expected);
    let nowhere = event.replace(r#""geo":{"latitude":39.1,"longitude":-94.5}"#, r#""name":"Town hall""#);
    assert_eq!(
        reasons(&read(&nowhere)),
        [
            "event 1: no place: it has no coordinates, but the location `Town hall`; a table of --venues can have its place"
        ]
    );
}

#[test]
fn what_ticketmaster_sells_beside_the_seats() {
    let event = |name: &str, more: &str| {
        format!(
            r#"{{"id":"x","name":"{name}","dates":{{"start":{{"dateTime":"2026-10-04T00:00:00Z"}}}},{more}
            "_embedded":{{"venues":[{{"location":{{"latitude":"39.1","longitude":"-94.5"}}}}]}}}}"#
        )
    };
    let pass = "event 1, id `x`: a parking pass, not an event";
    for name in ["Parking: Chiefs v. Rams", "PARKING PASS ONLY Chiefs v. Rams", "Chiefs v. Rams - Parking Lot B"] {
        assert_eq!(reasons(&read(&event(name, ""))), [pass], "{name}");
    }
    let parking = r#""classifications":[{"subType":{"name":"Parking"}}],"#;
    assert_eq!(reasons(&read(&event("Lot B", parking))), [pass]);
    let upsell = r#""classifications":[{"type":{"name":"Upsell"}}],"#;
    assert_eq!(
        reasons(&read(&event("Club access", upsell))),
        ["event 1, id `x`: something sold beside the tickets of an event (upsell), not an event"]
    );
    for name in ["Parkington Fair", "Car Park Party"] {
        assert_eq!(read(&event(name, "")).events.len(), 1, "{name}");
    }
}
