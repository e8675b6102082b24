//! What an earlier program of this kind got wrong with webhooks; each is a test here.

use chrono_tz::America::Chicago;
use pdpe::model::Model;
use pdpe::watch::testing::Headers;
use pdpe::watch::testing::{BodyError, Meaning, Source};

use super::{fixture, json, line, read, read_with, utc};

/// The deliveries of Eventbrite in `fixtures/listings/`: header and body.
fn deliveries() -> Vec<(Option<String>, String)> {
    let names = ["actions", "deliveries_2019", "pings"];
    let files = names.map(|name| json(&format!("listings/eventbrite_webhook_{name}.json")));
    let all = files.iter().flat_map(|file| file.as_array().unwrap());
    let pairs = all.map(|delivery| {
        let header = delivery["headers"]["X-Eventbrite-Event"].as_str().map(str::to_owned);
        (header, delivery["raw_body"].as_str().unwrap().to_owned())
    });
    pairs.collect()
}

#[test]
fn the_type_is_what_the_sender_says_and_not_event_event_created_or_event_unknown() {
    for (header, body) in deliveries() {
        let body_says: serde_json::Value = serde_json::from_str(&body).unwrap();
        let said = body_says["config"]["action"].as_str().unwrap();
        assert_eq!(read("eventbrite", &body).webhook_type, said);
        if let Some(header) = header {
            let headers = Headers::new([("X-Eventbrite-Event", header.as_str())]);
            assert_eq!(read_with("eventbrite", &headers, &body).webhook_type, header);
        }
    }
}

#[test]
fn a_delivery_that_names_an_event_does_not_make_one_up() {
    for (_, body) in deliveries() {
        let reading = read("eventbrite", &body);
        assert!(!matches!(reading.meanings[..], [Meaning::AddOrUpdate(_)]), "{}", line(&reading));
    }
}

#[test]
fn a_cancellation_needs_no_place_and_gets_none() {
    for (source, body) in [
        ("eventbrite", r#"{"config":{"action":"event.cancelled","event_id":"7"}}"#),
        ("ticketmaster", r#"{"id":"7","dates":{"status":{"code":"cancelled"}}}"#),
        ("shop", r#"{"type":"event.cancelled","id":"7"}"#),
    ] {
        let reading = read(source, body);
        // There is no field in which a place could stand.
        assert!(line(&reading).ends_with("remove 7 Cancelled"), "{}", line(&reading));
    }
}

#[test]
fn bad_json_and_a_list_are_errors_to_be_told() {
    for source in ["eventbrite", "ticketmaster", "twitter", "shop"].map(Source::of_name) {
        let read = |body: &[u8]| source.read(&Headers::default(), body, Chicago);
        assert!(matches!(read(b"{\"a\":"), Err(BodyError::NotJson(_))));
        assert!(matches!(read(b"[{}]"), Err(BodyError::NotAnObject(_))));
    }
}

#[test]
fn an_event_of_2019_is_not_open_in_2024() {
    let body = String::from_utf8(fixture("listings/ticketmaster_search_2019.json")).unwrap();
    let model = Model::published();
    for meaning in read("ticketmaster", &body).meanings {
        let Meaning::AddOrUpdate(event) = meaning else { panic!("{meaning:?}") };
        assert!(!event.is_open(&model.proximity, utc("2024-12-15T19:00:00Z")), "{event:?}");
        assert!(event.window(&model.proximity).unwrap().closes.unwrap() < utc("2022-01-01T00:00:00Z"), "{event:?}");
    }
}

#[test]
fn no_place_is_never_the_place_0_0_and_nan_is_no_number() {
    for place in [r#""x":1"#, r#""lat":null,"lon":null"#, r#""lat":0,"lon":0"#, r#""lat":"","lon":"""#] {
        let said = line(&read("shop", &format!(r#"{{"type":"created","id":"a",{place}}}"#)));
        assert!(said.starts_with("created: unusable a: no place"), "{said}");
    }
    for number in ["\"NaN\"", "\"-inf\"", "\"1e400\"", "true", "[1]"] {
        let body = format!(r#"{{"type":"created","id":"a","lat":{number},"lon":-94.5}}"#);
        assert!(line(&read("shop", &body)).contains("not a number"), "{body}");
    }
}
