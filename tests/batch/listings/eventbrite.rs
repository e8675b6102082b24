//! Answers of Eventbrite's API and its webhooks, captured and composed: what each must yield.

use pdpe::listings::{Listing, Position};

use super::{error, fixture, lines, listing, read, reasons, refused};

#[test]
fn list_with_venues() {
    let listing = listing("eventbrite_events_expanded.json");
    assert_eq!(
        lines(&listing),
        [
            "53882456879 scheduled 38.912631,-76.971886 2019-03-19T23:30Z..2019-03-20T01:30Z",
            "57800144789 scheduled 38.912631,-76.971886 2019-03-19T23:30Z..2019-03-20T01:30Z",
        ]
    );
    assert_eq!(listing.events[0].name, "March 19, 20, & 21  - Full Moon Hikes");
    assert_eq!(listing.events[0].source, "eventbrite");
    assert_eq!((listing.rejected.len(), listing.notes.len()), (0, 0));
}

#[test]
fn search_without_venues_says_what_to_ask_for() {
    let listing = listing("eventbrite_search_2018.json");
    assert_eq!(listing.events, []);
    assert_eq!(
        reasons(&listing),
        [
            "event 1, id `46990677381`: no place: only the id of its venue (20479627); add expand=venue to the request",
            "event 2, id `47683928915`: no place: only the id of its venue (20931164); add expand=venue to the request",
        ]
    );
}

#[test]
fn objects_that_are_no_events_are_named() {
    for (name, what) in [
        ("eventbrite_order.json", "this is an Eventbrite order or a list of them, not an event"),
        ("eventbrite_attendees.json", "this is an Eventbrite attendee or a list of them, not an event"),
        ("eventbrite_venue.json", "this is an Eventbrite venue or a list of them, not an event"),
    ] {
        assert_eq!(refused(name), what);
    }
    let delivery = "this is an Eventbrite webhook delivery, which carries no event: \
                    fetch its api_url with expand=venue and read that";
    for action in ["attendee_updated", "order_placed", "order_updated"] {
        assert_eq!(refused(&format!("eventbrite_webhook_{action}.json")), delivery);
    }
    let attendee = r#"{"id":"1","event_id":"2","ticket_class_id":"3","costs":{},"profile":{}}"#;
    assert_eq!(error(attendee), "this is an Eventbrite attendee or a list of them, not an event");
    // Inside a list each is a record.
    let body = String::from_utf8(fixture("listings/eventbrite_webhook_order_placed.json")).expect("text");
    let listing = read(&format!("[{body}]"));
    assert_eq!(reasons(&listing), [format!("event 1: {delivery}")]);
}

#[test]
fn captured_deliveries_are_rejected_one_by_one() {
    for (name, count) in [
        ("eventbrite_webhook_deliveries_2019.json", 10),
        ("eventbrite_webhook_actions.json", 14),
        ("eventbrite_webhook_pings.json", 3),
    ] {
        let listing = listing(name);
        assert_eq!((listing.events.len(), listing.rejected.len()), (0, count), "{name}");
        let last = listing.rejected.last().expect("some");
        assert_eq!(last.position, Position::Event(count));
        assert!(last.reason.contains("raw_body"), "{}", last.reason);
    }
    let actions = "# Eventbrite webhook actions (what integrations register; union)\nattendee.updated   both\n";
    assert!(
        error(actions)
            .starts_with("no id column: expected id, or name or start to make one from; the header has: # Eventbrite"),
        "{}",
        error(actions)
    );
}

#[test]
fn errors_and_pages() {
    let not_found =
        r#"{"status_code":404,"error_description":"The event you requested does not exist.","error":"NOT_FOUND"}"#;
    assert_eq!(
        error(not_found),
        "this is an error response of Eventbrite, not events: NOT_FOUND: The event you requested does not exist."
    );
    let page = r#"{"pagination":{"page_count":3,"has_more_items":true},"events":[]}"#;
    assert_eq!(read(page).notes, ["this is one page of Eventbrite's response; the next page has more events"]);
    // Pages together in a list, and one on each line.
    let told = "this is one page of Eventbrite's response; the next page has more events";
    let last = page.replace("true", "false");
    assert_eq!(read(&format!("[{last},{page}]")).notes, [format!("event 2: {told}")]);
    assert_eq!(read(&format!("{page}\n{last}\n")).notes, [format!("line 1: {told}")]);
}

/// An Eventbrite event in Kansas City with some keys replaced (JSON merged over it).
fn eventbrite(changes: &str) -> Listing {
    let mut event: serde_json::Value = serde_json::from_str(
        r#"{"id":"1","name":{"text":"A"},"status":"live","online_event":false,"venue_id":"7",
            "start":{"utc":"2026-10-03T23:00:00Z","local":"2026-10-03T18:00:00","timezone":"America/Chicago"},
            "venue":{"latitude":"39.1","longitude":"-94.5","address":{"latitude":"38.9","longitude":"-94.6"}}}"#,
    )
    .expect("valid");
    let changes: serde_json::Map<String, serde_json::Value> = serde_json::from_str(changes).expect("valid");
    event.as_object_mut().expect("object").extend(changes);
    read(&event.to_string())
}

#[test]
fn variants_that_are_used() {
    for (changes, expected) in [
        ("{}", "1 scheduled 39.100000,-94.500000 2026-10-03T23:00Z.."),
        (r#"{"id":12345678901234567890}"#, "12345678901234567890 scheduled 39.100000,-94.500000 2026-10-03T23:00Z.."),
        (r#"{"status":"canceled"}"#, "1 cancelled 39.100000,-94.500000 2026-10-03T23:00Z.."),
        (r#"{"status":"completed","name":null}"#, "1 scheduled 39.100000,-94.500000 2026-10-03T23:00Z.."),
        (
            r#"{"venue":{"latitude":null,"longitude":null,"address":{"latitude":"38.9","longitude":"-94.6"}}}"#,
            "1 scheduled 38.900000,-94.600000 2026-10-03T23:00Z..",
        ),
        // Without UTC the local time in the event's zone, without a zone in the model's.
        (
            r#"{"start":{"local":"2026-10-03T18:00:00","timezone":"America/Denver"}}"#,
            "1 scheduled 39.100000,-94.500000 2026-10-04T00:00Z..",
        ),
        (r#"{"start":{"local":"2026-10-03T18:00:00"}}"#, "1 scheduled 39.100000,-94.500000 2026-10-03T23:00Z.."),
    ] {
        assert_eq!(lines(&eventbrite(changes)), [expected], "{changes}");
    }
    let twice = eventbrite(r#"{"start":{"local":"2026-11-01T01:30:00","timezone":"America/Chicago"}}"#);
    assert_eq!(lines(&twice), ["1 scheduled 39.100000,-94.500000 2026-11-01T06:30Z.."]);
    assert!(twice.notes[0].starts_with("event 1, id `1`: 2026-11-01 01:30:00 occurs twice"), "{:?}", twice.notes);
}

#[test]
fn variants_that_are_not() {
    for (changes, reason) in [
        (r#"{"status":"draft"}"#, "a draft, not published"),
        (r#"{"status":"deleted"}"#, "deleted at Eventbrite"),
        (r#"{"online_event":true}"#, "no place: an online event"),
        (r#"{"venue":null,"venue_id":null}"#, "no place: no venue"),
        (r#"{"venue":{"address":{}}}"#, "no place: its venue has no coordinates"),
        (r#"{"venue":{"latitude":"0","longitude":"0.0"}}"#, "no place: 0,0 is a placeholder"),
        (r#"{"venue":{"latitude":"39.1"}}"#, "no place: lon is missing"),
        (r#"{"venue":{"latitude":"north","longitude":"-94.5"}}"#, "lat `north` is not a number"),
        (r#"{"start":null}"#, "no date"),
        (r#"{"start":{"local":"tomorrow","timezone":"UTC"}}"#, "start: `tomorrow` is not a local time"),
        (r#"{"start":{"local":"2026-10-03T18:00:00","timezone":"Mars"}}"#, "`Mars` is not a time zone"),
        (
            r#"{"end":{"utc":"2026-10-03T22:00:00Z"}}"#,
            "it ends (2026-10-03 17:00:00 CDT) before it starts (2026-10-03 18:00:00 CDT)",
        ),
    ] {
        assert_eq!(reasons(&eventbrite(changes)), [format!("event 1, id `1`: {reason}")], "{changes}");
    }
}
