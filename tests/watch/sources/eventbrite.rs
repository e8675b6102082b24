//! Eventbrite's deliveries, captured and composed: what each must give.

use chrono_tz::America::Chicago;
use pdpe::live::message::RemovalReason;
use pdpe::watch::testing::Headers;
use pdpe::watch::testing::Meaning;
use pdpe::watch::testing::{EventbriteId, answers};
use serde_json::Value;

use super::{fixture, json, line, meaning, read, read_with, said};

/// The deliveries of a fixture, with their headers.
fn deliveries(name: &str) -> Vec<String> {
    let deliveries = json(&format!("listings/{name}"));
    let deliveries = deliveries.as_array().unwrap().iter().map(|delivery| {
        let headers = delivery["headers"].as_object().into_iter().flatten();
        let headers = headers.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()));
        line(&read_with("eventbrite", &Headers::new(headers), delivery["raw_body"].as_str().unwrap()))
    });
    deliveries.collect()
}

#[test]
fn every_action_eventbrite_sends() {
    assert_eq!(
        deliveries("eventbrite_webhook_actions.json"),
        [
            "event.created: look up events/62541733007/?expand=venue",
            "event.published: look up events/62541733007/?expand=venue",
            "event.updated: look up events/62541733007/?expand=venue",
            "event.unpublished: remove 62541733007 Unpublished",
            "venue.updated: unknown",
            "organizer.updated: unknown",
            "order.refunded: unknown",
            "barcode.checked_in: look up events/71059816825/attendees/?status=attending",
            "barcode.un_checked_in: unknown",
            "attendee.checked_in: look up events/71059816825/attendees/?status=attending",
            "attendee.checked_out: unknown",
            "ticket_class.created: unknown",
            "ticket_class.updated: unknown",
            "ticket_class.deleted: unknown",
        ]
    );
}

#[test]
fn captured_deliveries() {
    let attendees = "attendee.updated: look up events/71059816825/attendees/?status=attending";
    assert_eq!(
        deliveries("eventbrite_webhook_deliveries_2019.json"),
        [
            "order.updated: look up orders/1034608029/",
            "order.placed: look up orders/1034608029/",
            attendees,
            attendees,
            "order.updated: look up orders/1034608029/",
            "order.updated: look up orders/1034611193/",
            "order.placed: look up orders/1034611193/",
            attendees,
            attendees,
            "order.updated: look up orders/1034611193/",
        ]
    );
    for (name, expected) in [
        ("attendee_updated", attendees),
        ("order_placed", "order.placed: look up orders/1034608029/"),
        ("order_updated", "order.updated: look up orders/1034608029/"),
    ] {
        let body = String::from_utf8(fixture(&format!("listings/eventbrite_webhook_{name}.json"))).unwrap();
        assert_eq!(said("eventbrite", &body), expected);
    }
}

#[test]
fn the_test_ping_is_a_ping() {
    assert_eq!(
        deliveries("eventbrite_webhook_pings.json"),
        ["test: ping", "test: ping", "order.placed: look up orders/7516439669/"]
    );
}

/// A delivery with this action, address and more of `config`.
fn delivery(action: &str, api_url: &str, config: &str) -> String {
    format!(r#"{{"api_url":"{api_url}","config":{{"action":"{action}"{config}}}}}"#)
}

#[test]
fn the_type_is_plain_text_and_never_prefixed() {
    let url = "https://www.eventbriteapi.com/v3/events/1/";
    let kind = |headers: &[(&str, &str)], body: &str| {
        read_with("eventbrite", &Headers::new(headers.iter().copied()), body).webhook_type
    };
    let body = delivery("event.created", url, "");
    assert_eq!(kind(&[], &body), "event.created");
    assert_eq!(kind(&[("x-eventbrite-event", "event.updated")], &body), "event.updated");
    assert_eq!(kind(&[("X-Eventbrite-Event", " ")], &body), "event.created");
    assert_eq!(kind(&[("X-Eventbrite-Event", "a\r\nb")], &body), "event.created");
    assert_eq!(kind(&[("X-Eventbrite-Event", &"x".repeat(101))], &body), "event.created");
    assert_eq!(kind(&[], r#"{"config":{"action":{"a":1}},"action":["x"],"type":"order.placed"}"#), "order.placed");
    assert_eq!(kind(&[], r#"{"event":{"id":"1"}}"#), "unknown");
    assert_eq!(kind(&[], "{}"), "unknown");
}

#[test]
fn removals_need_the_id_alone() {
    let url = "https://www.eventbriteapi.com/v3/events/7/";
    for (action, reason) in [
        ("event.cancelled", RemovalReason::Cancelled),
        ("event.canceled", RemovalReason::Cancelled),
        ("event.deleted", RemovalReason::Deleted),
        ("event.unpublished", RemovalReason::Unpublished),
    ] {
        let reading = read("eventbrite", &delivery(action, url, ""));
        assert_eq!(reading.webhook_type, action);
        assert!(matches!(&reading.meanings[..], [Meaning::Remove { id, reason: found }]
            if id.as_str() == "7" && *found == reason));
    }
}

#[test]
fn the_id_is_that_of_the_address_or_of_config() {
    let event = |api_url: &str, config: &str| {
        let said = said("eventbrite", &delivery("event.updated", api_url, config));
        said.strip_prefix("event.updated: ").unwrap().to_owned()
    };
    let found = "look up events/123456789/?expand=venue";
    for api_url in [
        "https://www.eventbriteapi.com/v3/events/123456789/",
        "https://www.eventbriteapi.com/v3/events/123456789",
        "https://www.eventbriteapi.com/v3/events/123456789/?expand=x",
        // From whatever host: it is not asked.
        "http://169.254.169.254/v3/events/123456789/../../latest",
    ] {
        assert_eq!(event(api_url, ""), found, "{api_url}");
    }
    assert_eq!(event("", r#","event_id":"123456789""#), found);
    assert_eq!(event("", r#","event_id":123456789"#), found);
    assert_eq!(event("https://www.eventbriteapi.com/v3/events/123456789/", r#","event_id":"123456789""#), found);
    // No double takes part: all digits stay.
    assert_eq!(event("", r#","event_id":9007199254740993"#), "look up events/9007199254740993/?expand=venue");
    let none = "unusable: no event: neither api_url nor config.event_id names one";
    for api_url in [
        "",
        "https://www.eventbriteapi.com/{api-endpoint-to-fetch-object-details}/",
        "https://www.eventbriteapi.com/v3/venues/1/",
        "https://www.eventbriteapi.com/v3/events//",
        "https://www.eventbriteapi.com/v3/events/-1/",
        "https://www.eventbriteapi.com/v3/events/1e3/",
        "https://www.eventbriteapi.com/v3/events/%31/",
        "https://www.eventbriteapi.com/v3/events/1@evil.example/",
        "https://www.eventbriteapi.com/v3/events/123456789012345678901/",
        "https://www.eventbriteapi.com/?x=/v3/events/1/",
        "https://www.eventbriteapi.com/#/v3/events/1/",
    ] {
        assert_eq!(event(api_url, ""), none, "{api_url}");
    }
    for (config, reason) in [
        (r#","event_id":"1/../2""#, "config.event_id: `1/../2` is not an id of Eventbrite's"),
        (r#","event_id":"1\r\nHost: x""#, "config.event_id: `1\\r\\nHost: x` is not an id of Eventbrite's"),
        (r#","event_id":1e30"#, "config.event_id: the id is a number too long to keep each digit; put it in quotes"),
        (r#","event_id":[1]"#, "config.event_id: the id is a list, not text"),
    ] {
        assert_eq!(event("", config), format!("unusable: {reason}"));
    }
    assert_eq!(
        event("https://www.eventbriteapi.com/v3/events/1/", r#","event_id":"2""#),
        "unusable: api_url names event 1, config.event_id event 2"
    );
}

#[test]
fn attendance_is_set_where_it_is_said() {
    let url = "https://www.eventbriteapi.com/v3/orders/5/";
    let placed = |config: &str| said("eventbrite", &delivery("order.placed", url, config));
    assert_eq!(placed(r#","event_id":"7""#), "order.placed: look up events/7/attendees/?status=attending");
    assert_eq!(placed(r#","event_id":"7","attendance":120"#), "order.placed: attendance 7 120");
    assert!(placed(r#","event_id":"7","attendance":-1"#).starts_with("order.placed: unusable: attendance -1"));
    assert_eq!(
        said("eventbrite", &delivery("order.placed", "", "")),
        "order.placed: unusable: no order: api_url names none"
    );
}

/// The first event of the captured list, with some keys replaced.
fn answer(changes: &str) -> Vec<u8> {
    let mut event = json("listings/eventbrite_events_expanded.json")["events"][0].take();
    let changes: serde_json::Map<String, Value> = serde_json::from_str(changes).unwrap();
    event.as_object_mut().unwrap().extend(changes);
    event.to_string().into_bytes()
}

#[test]
fn what_eventbrite_answers_about_an_event() {
    let id = EventbriteId::parse("53882456879").unwrap();
    let said = |answer: &[u8]| match answers::event(&id, answer, Chicago) {
        Ok(found) => meaning(&found),
        Err(reason) => reason,
    };
    assert_eq!(said(&answer("{}")), "put 53882456879 scheduled 38.912631,-76.971886 eventbrite");
    assert_eq!(said(&answer(r#"{"status":"canceled","venue":null}"#)), "remove 53882456879 Cancelled");
    assert_eq!(said(&answer(r#"{"status":"deleted"}"#)), "remove 53882456879 Deleted");
    assert_eq!(said(&answer(r#"{"status":"draft"}"#)), "remove 53882456879 Unpublished");
    // One that was known is not where it was to be any more.
    assert_eq!(said(&answer(r#"{"online_event":true,"venue":null}"#)), "remove 53882456879 Unpublished");
    for (changes, reason) in [
        (r#"{"id":"1"}"#, "asked for event 53882456879, the answer is about `1`"),
        (r#"{"venue":null}"#, "no place: only the id of its venue"),
        (r#"{"venue":{"latitude":"0","longitude":"0"}}"#, "no place: 0,0 is a placeholder"),
        (r#"{"venue":{"latitude":"NaN","longitude":"1"}}"#, "lat `NaN` is not a number"),
        (r#"{"start":null}"#, "no date"),
    ] {
        assert!(said(&answer(changes)).starts_with(reason), "{changes}: {}", said(&answer(changes)));
    }
    let refused = br#"{"status_code":404,"error_description":"The event does not exist.","error":"NOT_FOUND"}"#;
    assert_eq!(said(refused), "Eventbrite says NOT_FOUND");
    assert_eq!(said(b"[]"), "the answer is a list, not an object");
    assert!(said(b"<html>").starts_with("the answer is not JSON"));
    assert!(said(&answer("{}")[..200]).starts_with("the answer is not JSON"));
}

#[test]
fn what_eventbrite_answers_about_orders_and_attendees() {
    let id = EventbriteId::parse("1").unwrap();
    assert_eq!(answers::order(&id, &fixture("listings/eventbrite_order.json")).unwrap().as_str(), "1");
    let attendees = answers::attendance(&id, &fixture("listings/eventbrite_attendees.json")).unwrap();
    assert_eq!(meaning(&attendees), "attendance 1 1");
    for (answer, reason) in [
        (&b"{}"[..], "no id"),
        (br#"{"id":"2","event_id":"1"}"#, "asked for order 1, the answer is about `2`"),
        (br#"{"id":"1"}"#, "event_id: no id"),
        (br#"{"id":"1","event_id":"../x"}"#, "event_id: `../x` is not an id"),
    ] {
        assert_eq!(answers::order(&id, answer).unwrap_err(), reason);
    }
    for (answer, reason) in [
        (&b"{}"[..], "no pagination.object_count: not a list of attendees"),
        (br#"{"pagination":{"object_count":-1}}"#, "object_count -1 is not a whole number from 0"),
        (br#"{"pagination":{"object_count":1.5}}"#, "object_count 1.5 is not a whole number from 0"),
        (
            br#"{"pagination":{"object_count":50,"page_count":3,"page_size":50}}"#,
            "object_count 50 does not fit 3 pages of 50",
        ),
        (
            br#"{"pagination":{"object_count":51,"page_count":1,"page_size":50}}"#,
            "object_count 51 does not fit 1 pages of 50",
        ),
        (
            br#"{"pagination":{"object_count":1},"attendees":[{"event_id":"1"},{"event_id":"2"}]}"#,
            "asked for the attendees of event 1, the answer has some of `2`",
        ),
    ] {
        assert_eq!(answers::attendance(&id, answer).unwrap_err(), reason);
    }
}
