//! Ticketmaster's deliveries: events of its documentation, captured and composed ones.

use super::{fixture, json, line, read, said};

#[test]
fn an_event_as_the_documentation_has_it() {
    let body = String::from_utf8(fixture("listings/ticketmaster_event_docs.json")).unwrap();
    let event = "put G5diZfkn0B-bh scheduled 40.749706,-73.991601 ticketmaster";
    assert_eq!(said("ticketmaster", &body), format!("event.updated: {event}"));
    assert_eq!(
        said("ticketmaster", &format!(r#"{{"type":"event.created","event":{body}}}"#)),
        format!("event.created: {event}")
    );
}

#[test]
fn every_composed_case() {
    let document = json("listings/ticketmaster_edge_cases.json");
    let events = document["_embedded"]["events"].as_array().unwrap();
    let found: Vec<String> = events.iter().map(|event| line(&read("ticketmaster", &event.to_string()))).collect();
    let place = "39.099700,-94.578600 ticketmaster";
    assert_eq!(
        found,
        [
            "event.updated: postpone dateTBD".to_owned(),
            format!("event.postponed: put dateTBApostponed postponed {place}"),
            "event.updated: unusable timeTBA: no place: its venue has no location".into(),
            "event.updated: unusable noVenueKey: no place: no venue".into(),
            "event.updated: unusable noEmbedded: no place: no venue".into(),
            "event.updated: unusable emptyVenues: no place: no venue".into(),
            "event.updated: unusable venueNoLocation: no place: its venue has no location".into(),
            format!("event.updated: put venueNoName scheduled {place}"),
            "event.updated: unusable zeroZero: no place: 0,0 is a placeholder".into(),
            "event.updated: postpone allNull".into(),
            format!("event.updated: put multiDay scheduled {place}"),
            "event.cancelled: remove cancelled Cancelled".into(),
            format!("event.rescheduled: put rescheduled rescheduled {place}"),
            format!("event.updated: put farFuture scheduled {place}"),
            "event.updated: unusable testEvent: Ticketmaster test inventory".into(),
        ]
    );
}

#[test]
fn answers_with_several_events_or_none() {
    for (name, puts) in [("ticketmaster_search_2019.json", 20), ("ticketmaster_search_docs.json", 1)] {
        let body = String::from_utf8(fixture(&format!("listings/{name}"))).unwrap();
        let reading = read("ticketmaster", &body);
        assert_eq!(reading.meanings.len(), puts, "{name}");
        assert_eq!(line(&reading).matches("put ").count(), puts, "{}", line(&reading));
    }
    for name in ["ticketmaster_empty.json", "ticketmaster_fault.json"] {
        let body = String::from_utf8(fixture(&format!("listings/{name}"))).unwrap();
        assert_eq!(said("ticketmaster", &body), "unknown: unknown", "{name}");
    }
}

/// An event with a status, in an envelope with a type.
fn enveloped(kind: &str, status: &str, venue: &str) -> String {
    let venue = format!(r#"{{"location":{{{venue}}}}}"#);
    let event = format!(
        r#"{{"id":"t","dates":{{"start":{{"dateTime":"2026-10-04T00:00:00Z"}}{status}}},"_embedded":{{"venues":[{venue}]}}}}"#
    );
    said("ticketmaster", &format!(r#"{{"type":"{kind}","event":{event}}}"#))
}

const PLACE: &str = r#""latitude":"39.1","longitude":"-94.5""#;

#[test]
fn the_status_says_whether_it_takes_place() {
    let status = |code: &str| format!(r#","status":{{"code":"{code}"}}"#);
    let put = |status: &str| format!("put t {status} 39.100000,-94.500000 ticketmaster");
    for (kind, code, expected) in [
        ("event.updated", "cancelled", "remove t Cancelled".to_owned()),
        ("event.updated", "Canceled", "remove t Cancelled".into()),
        ("event.updated", "postponed", put("postponed")),
        ("event.updated", "rescheduled", put("rescheduled")),
        ("event.updated", "offsale", put("scheduled")),
        // The status counts, not the word around it.
        ("event.cancelled", "onsale", put("scheduled")),
        ("event.postponed", "onsale", put("scheduled")),
        ("event.deleted", "onsale", "remove t Deleted".into()),
        ("EVENT_DELETED", "onsale", "remove t Deleted".into()),
        ("removed", "onsale", "remove t Deleted".into()),
        ("event.unpublished", "onsale", "remove t Unpublished".into()),
    ] {
        assert_eq!(enveloped(kind, &status(code), PLACE), format!("{kind}: {expected}"), "{kind} {code}");
    }
    assert_eq!(enveloped("event.cancelled", "", PLACE), "event.cancelled: remove t Cancelled");
    assert_eq!(enveloped("cancelled", "", PLACE), "cancelled: remove t Cancelled");
    assert_eq!(enveloped("event_postponed", "", ""), "event_postponed: postpone t");
    // Neither needs a place, and none is made up.
    assert_eq!(enveloped("event.updated", &status("cancelled"), ""), "event.updated: remove t Cancelled");
    assert_eq!(enveloped("event.updated", &status("postponed"), ""), "event.updated: postpone t");
    assert_eq!(
        enveloped("event.updated", &status("onsale"), ""),
        "event.updated: unusable t: no place: lat and lon are missing"
    );
}

#[test]
fn the_status_of_one_event_says_nothing_of_the_next() {
    let event = |id: &str, status: &str| {
        format!(
            r#"{{"id":"{id}","dates":{{"start":{{"dateTime":"2026-10-04T00:00:00Z"}}{status}}},"_embedded":{{"venues":[{{"location":{{{PLACE}}}}}]}}}}"#
        )
    };
    let (off, next) = (event("a", r#","status":{"code":"cancelled"}"#), event("b", ""));
    assert_eq!(
        said("ticketmaster", &format!(r#"{{"_embedded":{{"events":[{off},{next}]}}}}"#)),
        "event.cancelled: remove a Cancelled + put b scheduled 39.100000,-94.500000 ticketmaster"
    );
}

#[test]
fn places_that_are_none() {
    for (venue, reason) in [
        (r#""latitude":"0","longitude":"0""#, "no place: 0,0 is a placeholder"),
        (r#""latitude":"NaN","longitude":"-94.5""#, "lat `NaN` is not a number"),
        (r#""latitude":"inf","longitude":"-94.5""#, "lat `inf` is not a number"),
        (r#""latitude":"39.1""#, "no place: lon is missing"),
        (r#""latitude":null,"longitude":null"#, "no place: lat and lon are missing"),
    ] {
        assert_eq!(enveloped("event.created", "", venue), format!("event.created: unusable t: {reason}"));
    }
}

#[test]
fn types_are_found_where_they_are() {
    let kind = |body: &str| read("ticketmaster", body).webhook_type;
    assert_eq!(kind(r#"{"eventType":"EVENT_UPDATED","type":"event","id":"1","dates":{}}"#), "EVENT_UPDATED");
    assert_eq!(kind(r#"{"type":"event","id":"1","dates":{}}"#), "event.updated");
    assert_eq!(kind(r#"{"config":{"action":"event.created"},"type":"other"}"#), "event.created");
    assert_eq!(kind(r#"{"type":{"a":1},"event":"event.created"}"#), "event.created");
    assert_eq!(said("ticketmaster", r#"{"type":"ping"}"#), "ping: ping");
    assert_eq!(said("ticketmaster", r#"{"type":"venue.updated","event":{"id":"1"}}"#), "venue.updated: unknown");
    assert_eq!(said("ticketmaster", r#"{"type":"event.updated","event":{}}"#), "event.updated: unusable: no id");
    assert_eq!(said("ticketmaster", r#"{"type":"event.updated","event":7}"#), "event.updated: unknown");
}
