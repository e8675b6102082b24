//! Deliveries of senders of which nothing is said: usual names, and nothing guessed.

use chrono_tz::America::Chicago;
use pdpe::watch::testing::Headers;
use pdpe::watch::testing::{BodyError, Source};

use super::{line, read, read_with, said};

const EVENT: &str = r#""id":"a","lat":39.1,"lon":-94.5,"start":"2026-10-03T19:00""#;

#[test]
fn usual_types_and_fields() {
    let put = "put a scheduled 39.100000,-94.500000 shop";
    for (body, expected) in [
        (format!(r#"{{"type":"event.created",{EVENT}}}"#), format!("event.created: {put}")),
        (
            r#"{"event":"updated","id":"a","lat":39.1,"lng":-94.5}"#.into(),
            r#"updated: update a {"id":"a","lat":39.1,"lng":-94.5,"source":"shop"}"#.into(),
        ),
        (format!(r#"{{"action":"event_added","event":{{{EVENT}}}}}"#), format!("event_added: {put}")),
        (format!(r#"{{"type":"EVENT.PUBLISHED","data":{{{EVENT}}}}}"#), format!("EVENT.PUBLISHED: {put}")),
        (
            r#"{"type":"created","event_id":"a","title":"A","latitude":"39.1","lng":"-94.5"}"#.into(),
            format!("created: {put}"),
        ),
        (r#"{"type":"event.cancelled","id":"a"}"#.into(), "event.cancelled: remove a Cancelled".into()),
        (r#"{"type":"deleted","event_id":7}"#.into(), "deleted: remove 7 Deleted".into()),
        (r#"{"type":"event:unpublished","ID":"a"}"#.into(), "event:unpublished: remove a Unpublished".into()),
        (
            r#"{"type":"updated","id":"a","attendance":"250"}"#.into(),
            r#"updated: update a {"attendance":"250","id":"a","source":"shop"}"#.into(),
        ),
        (r#"{"type":"ping"}"#.into(), "ping: ping".into()),
    ] {
        assert_eq!(said("shop", &body), expected, "{body}");
    }
    let headers = Headers::new([("x-event-type", "event.deleted")]);
    assert_eq!(line(&read_with("shop", &headers, r#"{"id":"a"}"#)), "event.deleted: remove a Deleted");
}

#[test]
fn unknown_types_change_nothing() {
    for kind in ["order.created", "venue.updated", "user.deleted", "eventcreated", "event", "event.", "recreated", "x"]
    {
        let body = format!(r#"{{"type":"{kind}",{EVENT}}}"#);
        assert_eq!(said("shop", &body), format!("{kind}: unknown"));
    }
    assert_eq!(said("shop", &format!("{{{EVENT}}}")), "unknown: unknown");
    assert_eq!(said("shop", r#"{"type":7,"event":{"a":1},"action":["created"]}"#), "unknown: unknown");
}

#[test]
fn what_is_missing_is_said_and_not_made_up() {
    for (fields, reason) in [
        (r#""id":"a""#, "unusable a: no place: lat and lon are missing"),
        (r#""id":"a","lat":39.1"#, "unusable a: no place: lon is missing"),
        (
            r#""id":"a","lat":null,"lon":null,"start":"2026-10-03T19:00""#,
            "unusable a: no place: lat and lon are missing",
        ),
        (r#""id":"a","lat":0,"lon":0"#, "unusable a: no place: 0,0 is a placeholder"),
        (r#""id":"a","lat":"NaN","lon":-94.5"#, "unusable a: lat `NaN` is not a number"),
        (r#""id":"a","lat":1e999,"lon":-94.5"#, ""),
        (r#""id":"a","lat":91,"lon":-94.5"#, "unusable a: latitude 91 is not between -90 and 90"),
        (r#""id":"a","lat":39.1,"latitude":39.2,"lon":1"#, "unusable a: lat is given twice, in different spellings"),
        (r#""id":"a","lat":39.1,"lon":-94.5,"start":"soon""#, "unusable a: start: `soon` is not a time"),
        (
            r#""id":"a","lat":39.1,"lon":-94.5,"attendance":-3"#,
            "unusable a: attendance -3 is not a whole number from 0",
        ),
        (r#""id":"a","attendance":5"#, "unusable a: no place: lat and lon are missing"),
        (r#""lat":39.1,"lon":-94.5"#, "unusable: no id"),
        (r#""id":1e30,"lat":39.1,"lon":-94.5"#, "unusable: the id is a number too long to keep each digit"),
        (r#""id":" ","lat":39.1,"lon":-94.5"#, "unusable: no id"),
        (r#""id":{},"lat":39.1,"lon":-94.5"#, "unusable: the id is an object, not text"),
    ] {
        let body = format!(r#"{{"type":"created",{fields}}}"#);
        match Source::of_name("shop").read(&Headers::default(), body.as_bytes(), Chicago) {
            Ok(reading) => assert!(line(&reading).starts_with(&format!("created: {reason}")), "{}", line(&reading)),
            Err(error) => assert!(reason.is_empty() && matches!(error, BodyError::NotJson(_)), "{error}"),
        }
    }
}

#[test]
fn nothing_of_a_long_body_is_carried_but_what_it_means() {
    let ones = "1,".repeat(500_000);
    for source in ["eventbrite", "ticketmaster", "twitter", "shop"] {
        let body = |ones: &str| format!(r#"{{"type":"updated","id":"a","attendance":5,"more":[{ones}1]}}"#);
        let (long, short) = (body(&ones), body("1,1,"));
        assert_eq!(read(source, &long).data, serde_json::json!({ "omitted_bytes": long.len() }));
        assert_eq!(read(source, &short).data, serde_json::from_str::<serde_json::Value>(&short).unwrap());
        assert_eq!(read(source, &long).meanings, read(source, &short).meanings);
    }
    // Nor may it wait for its event in a field.
    let field = |value: &str| said("shop", &format!(r#"{{"type":"updated","id":"a","name":{value}}}"#));
    assert_eq!(field(&format!("[{ones}1]")), "updated: unusable a: name is a list, not text or a number");
    assert_eq!(field(r#"{"en":"A"}"#), "updated: unusable a: name is an object, not text or a number");
}

#[test]
fn ids_keep_every_digit() {
    for id in ["9007199254740993", "18446744073709551615", "-9223372036854775808"] {
        let reading = read("shop", &format!(r#"{{"type":"deleted","id":{id}}}"#));
        assert_eq!(reading.event_id().unwrap().as_str(), id);
    }
}

#[test]
fn what_is_no_delivery_is_an_error() {
    for source in ["eventbrite", "ticketmaster", "twitter", "shop"] {
        let error = |body: &[u8]| {
            Source::of_name(source).read(&Headers::default(), body, Chicago).expect_err("no delivery").to_string()
        };
        assert_eq!(error(b"[]"), "the body is a list where a JSON object is expected");
        assert_eq!(error(b"null"), "the body is null where a JSON object is expected");
        assert_eq!(error(b"\"x\""), "the body is text where a JSON object is expected");
        for body in [&b""[..], b" \r\n"] {
            assert_eq!(error(body), "the body is empty; send a JSON object");
        }
        for body in [&b"{"[..], b"{}{}", b"\xff", b"{\"a\":\"\xff\"}", b"a=b", b"{\"a\":NaN}", &b"[".repeat(100_000)] {
            assert!(error(body).starts_with("the body is not JSON: "), "{body:?}");
        }
    }
}

#[test]
fn fields_have_the_names_of_tables_and_a_mark_before_the_body_is_none() {
    let put = "created: put a scheduled 39.100000,-94.500000 shop";
    for body in [
        r#"{"type":"created","id":"a","location":{"lat":39.1,"lng":-94.5},"startsAt":"2026-10-03T19:00"}"#,
        r#"{"type":"created","data":{"event_id":"a","latlng":"39.1, -94.5","start_date":"2026-10-03","start_time":"19:00"}}"#,
        "\u{feff}{\"type\":\"created\",\"id\":\"a\",\"lat\":39.1,\"lon\":-94.5}",
        // The time of the delivery is no start.
        r#"{"type":"created","id":"a","lat":39.1,"lon":-94.5,"time":"now","date":"x"}"#,
    ] {
        assert_eq!(said("shop", body), put, "{body}");
    }
}
