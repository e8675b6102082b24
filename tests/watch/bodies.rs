//! What deliveries say, and what becomes of it: bodies that are none, types nobody knows, events
//! that are known or not, and what the ancestor got wrong.

use serde_json::{Value, json};

use crate::support::{Listener, Setup, wait_until};

/// The command of the ancestor's manual.
const ANCESTOR: &str = r#"{"api_url": "https://www.eventbriteapi.com/v3/events/123456789/", "config": {"event_id": "123456789", "action": "event.created"}}"#;

/// The event that it names.
const ANCESTOR_CANCELLED: &str =
    r#"{"api_url":"https://www.eventbriteapi.com/v3/events/123456789/","config":{"action":"event.cancelled"}}"#;
const EVENT: &str = r#"[{"id":"123456789","name":"Show","lat":39.1,"lon":-94.58,"source":"eventbrite"}]"#;

fn nested(open: &str, levels: usize, close: &str) -> Vec<u8> {
    format!("{{\"type\":\"created\",\"x\":{}{}}}", open.repeat(levels), close.repeat(levels)).into_bytes()
}

#[test]
fn what_is_no_json_object_is_told_and_not_kept() {
    let listener = Listener::start(&[]);
    let deep = nested("[", 10_000, "]");
    let deep_objects = nested("{\"x\":", 10_000, "0}");
    let endless = nested("[", 100_000, "");
    let bodies: [(&str, &[u8]); 19] = [
        ("nothing", b""),
        ("white space", b" \n"),
        ("a list", b"[{\"type\":\"created\"}]"),
        ("a text", b"\"created\""),
        ("null", b"null"),
        ("a number", b"1"),
        ("true", b"true"),
        ("half of one", b"{\"type\":"),
        ("two of them", b"{}{}"),
        ("a form", b"type=created&id=1"),
        ("NaN", b"{\"lat\":NaN}"),
        ("a number that is none", b"{\"lat\":1e999}"),
        ("invalid UTF-8", b"{\"type\":\"\xff\xfe\"}"),
        ("half a surrogate pair", b"{\"type\":\"\\ud800\"}"),
        ("NUL", b"{\"type\":\"\0\"}"),
        ("a comma too many", b"{\"type\":\"created\",}"),
        ("10,000 lists", &deep),
        ("10,000 objects", &deep_objects),
        ("100,000 lists that are not closed", &endless),
    ];
    for (name, body) in bodies {
        for target in ["/webhooks/generic/shop", "/webhooks/eventbrite", "/webhooks/ticketmaster", "/webhooks/twitter"]
        {
            let answer = listener.post(target, body);
            assert_eq!(answer.status, 400, "{name}: {answer:?}");
            assert!(answer.text().starts_with("{\"error\":\"the body is "), "{name}: {answer:?}");
        }
    }
    let stats = listener.json("/stats");
    assert_eq!(stats["webhooks"]["rejected"], json!({ "body": bodies.len() * 4 }));
    assert_eq!(stats["journal"]["committed"], 0);
}

#[test]
fn a_type_that_nobody_knows_is_kept_counted_and_changes_nothing() {
    let listener = Listener::start(&["--now", "2026-10-03T19:00", "--clock-speed", "0.001"]);
    let before = listener.get("/cells?format=csv").body;
    let bodies = [
        ("generic/shop", r#"{"type":"order.shipped","id":"1","lat":39.1,"lon":-94.58}"#, "order.shipped"),
        ("generic/shop", r#"{"type":{"a":1},"n":1}"#, "unknown"),
        ("generic/shop", r#"{"type":7,"n":2}"#, "unknown"),
        ("generic/shop", r#"{"type":null,"event":null,"n":3}"#, "unknown"),
        ("generic/shop", "{}", "unknown"),
        ("eventbrite", r#"{"config":{"action":"organizer.updated"}}"#, "organizer.updated"),
        ("twitter", r#"{"favorite_events":[]}"#, "favorite_events"),
    ];
    for (source, body, _) in bodies {
        assert_eq!(listener.post(&format!("/webhooks/{source}"), body).status, 200, "{body}");
    }
    let stats = listener.json("/stats");
    assert_eq!(stats["webhooks"]["unknown"], bodies.len());
    assert_eq!(stats["webhooks"]["processed"], bodies.len());
    let kinds: Vec<Value> = listener.journal().iter().map(|row| row["type"].clone()).collect();
    assert_eq!(kinds, bodies.map(|(_, _, kind)| json!(kind)));
    assert!(listener.journal().iter().all(|row| row["state"] == "ignored"));
    let why = |row: usize| listener.journal()[row]["error"].as_str().unwrap().to_owned();
    assert!(why(0).starts_with("type order.shipped does not concern events; write added"));
    assert!(why(4).starts_with("it has no type; write added"));
    // Nobody can choose what Eventbrite sends.
    assert_eq!(why(5), "type organizer.updated does not concern events");
    assert_eq!(listener.messages("webhook_received").len(), bodies.len());
    assert_eq!(listener.messages("grid_update"), [] as [Value; 0]);
    assert_eq!(listener.get("/cells?format=csv").body, before);
}

#[test]
fn odd_values_are_kept_and_move_nothing_they_should_not() {
    let listener = Listener::start(&[]);
    let deep_enough = nested("[", 100, "]");
    let long = |kind: &str| format!(r#"{{"type":"{kind}","id":"{}","lat":39.1,"lon":-94.58}}"#, "9".repeat(257));
    let (long_created, long_cancelled) = (long("created"), long("cancelled"));
    let long_name = format!(r#"{{"type":"created","id":"n","name":"{}","lat":39.1,"lon":-94.58}}"#, "n".repeat(1025));
    let bodies: [&[u8]; 14] = [
        br#"{"type":"created","id":"0","lat":0,"lon":0}"#,
        br#"{"type":"created","id":"a","lat":null,"lon":null}"#,
        br#"{"type":"created","id":"b","lat":"NaN","lon":"inf"}"#,
        br#"{"type":"created","id":"c","lat":1e308,"lon":-1e308}"#,
        br#"{"type":"created","id":"d","lat":91,"lon":0}"#,
        br#"{"type":"created","id":"e","lat":39.1,"lon":-94.58,"attendance":-1}"#,
        br#"{"type":"created","id":"f","lat":39.1,"lon":-94.58,"attendance":1e300}"#,
        br#"{"type":"created","id":"g","lat":39.1,"lon":-94.58,"radius_km":-5}"#,
        br#"{"type":"created","id":"h","lat":39.1,"lon":-94.58,"start":"+999999-01-01T00:00"}"#,
        br#"{"type":"created","id":"i","lat":39.1,"lon":-94.58,"sentiment":7}"#,
        &deep_enough,
        long_created.as_bytes(),
        long_cancelled.as_bytes(),
        long_name.as_bytes(),
    ];
    for body in bodies {
        let answer = listener.post("/webhooks/generic/shop", body);
        assert_eq!(answer.status, 200, "{}: {answer:?}", String::from_utf8_lossy(body));
    }
    assert_eq!(listener.json("/events")["events"], json!([]));
    wait_until("the journal knows", || listener.stat("/journal/dead") == bodies.len() as u64);
    assert!(listener.journal().iter().all(|row| row["state"] == "dead" && row["error"].is_string()));
    // Of a name that is there twice the last counts, everywhere.
    let twice = br#"{"type":"x","type":"created","id":"one","id":"two","lat":1,"lat":39.1,"lon":-94.58}"#;
    assert_eq!(listener.post("/webhooks/generic/shop", twice).status, 200);
    assert_eq!(listener.json("/events")["events"][0]["id"], "two");
    assert_eq!(listener.get("/health").status, 200);
}

#[test]
fn the_ancestors_own_command_scores_the_cells_of_an_event_that_is_known() {
    let setup = Setup::new(&["--events", "events.json"]).file("events.json", EVENT);
    let listener = setup.start();
    let target = "/webhooks/eventbrite";
    let answer = listener.post(target, ANCESTOR);
    assert_eq!(answer.status, 200, "{answer:?}");
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((&body["status"], &body["event_id"]), (&json!("received"), &json!("123456789")));
    let time = body["timestamp"].as_str().unwrap();
    assert!(time.parse::<chrono::DateTime<chrono::Utc>>().is_ok(), "{time}");

    let received = listener.messages("webhook_received");
    assert_eq!(received.len(), 1);
    assert_eq!((&received[0]["source"], &received[0]["webhook_type"]), (&json!("eventbrite"), &json!("event.created")));
    let updates = [listener.messages("grid_update"), listener.messages("assumption_layer_update")].concat();
    assert!(!updates.is_empty());
    let grid = &listener.messages("grid_update")[0];
    assert_eq!(grid["trigger_event_id"], "123456789");
    assert!(grid["cells_rescored"].as_u64().unwrap() > 0, "{grid}");
    assert_eq!(listener.journal()[0]["state"], "applied");
    assert_eq!(listener.json("/events")["events"].as_array().unwrap().len(), 1);
}

#[test]
fn of_an_event_that_is_not_known_it_is_kept_until_it_is() {
    let listener = Listener::start(&[]);
    assert_eq!(listener.post("/webhooks/eventbrite", ANCESTOR).status, 200);
    assert_eq!(listener.json("/events")["events"], json!([]), "nothing is invented");
    assert_eq!(listener.messages("event_added"), [] as [Value; 0]);
    assert_eq!(listener.stat("/webhooks/unresolved"), 1);
    wait_until("the journal knows", || listener.stat("/journal/unresolved") == 1);
    let row = &listener.journal()[0];
    assert_eq!((&row["state"], &row["error"]), (&json!("unresolved"), &json!("event 123456789 is not known")));
    let run = listener.pdpe(&["journal", "ls", "--state", "unresolved"]).ok();
    assert!(run.out.contains("event.created"), "{run:?}");

    let known = r#"{"type":"created","id":"123456789","name":"Show","lat":39.1,"lon":-94.58}"#;
    assert_eq!(listener.post("/webhooks/generic/shop", known).status, 200);
    assert_eq!(listener.messages("event_added").len(), 1);
    // The shop's event is another one that has the same number.
    assert_eq!(listener.stat("/webhooks/unresolved"), 1);
    wait_until("it is applied", || listener.stat("/journal/applied") == 1);
    let cancelled = ANCESTOR_CANCELLED.as_bytes();
    assert_eq!(listener.post("/webhooks/eventbrite", cancelled).status, 200);
    assert_eq!(listener.json("/events")["events"][0]["source"], "shop");
    wait_until("the journal knows", || listener.stat("/journal/unresolved") == 2);
    let why =
        "event 123456789 is not known to eventbrite; the event with this id is of shop, which alone can change it";
    assert_eq!(listener.journal()[2]["error"], why);
}

#[test]
fn a_cancellation_takes_the_event_out_and_its_cells_are_as_before() {
    let listener = Listener::start(&["--now", "2026-10-03T19:00", "--clock-speed", "0.001"]);
    let cells = || listener.get("/cells?format=csv").body;
    let before = cells();
    let created = r#"{"type":"created","id":"a","lat":39.1,"lon":-94.58}"#;
    assert_eq!(listener.post("/webhooks/generic/shop", created).status, 200);
    assert_ne!(cells(), before);
    assert_eq!(listener.post("/webhooks/generic/shop", r#"{"type":"cancelled","id":"a"}"#).status, 200);
    assert_eq!(cells(), before);
    let removed = listener.messages("event_removed");
    assert_eq!((&removed[0]["removed_event_id"], &removed[0]["reason"]), (&json!("a"), &json!("cancelled")));
    assert_eq!(removed[0]["location"]["lat"], 39.1);
}

#[test]
fn what_was_acknowledged_is_there_after_a_restart() {
    let first = Listener::start(&["--now", "2026-10-03T19:00", "--clock-speed", "0.001"]);
    for id in ["a", "b"] {
        let body = format!(r#"{{"type":"created","id":"{id}","lat":39.1,"lon":-94.5{}}}"#, id.len());
        assert_eq!(first.post("/webhooks/generic/shop", body).status, 200);
    }
    let (cells, events) = (first.get("/cells?format=csv").body, first.get("/events").body);
    let journal = first.folder().join("pdpe.db");
    let kept = tempfile::tempdir().unwrap();
    let copy = kept.path().join("pdpe.db");
    assert_eq!(first.journal().len(), 2);
    let (mut first, journal_path) = (first, journal);
    first.kill();
    std::fs::copy(&journal_path, &copy).unwrap();
    for suffix in ["-wal", "-shm"] {
        let beside = journal_path.with_extension(format!("db{suffix}"));
        if beside.exists() {
            std::fs::copy(&beside, copy.with_extension(format!("db{suffix}"))).unwrap();
        }
    }
    let again =
        Listener::start(&["--now", "2026-10-03T19:00", "--clock-speed", "0.001", "--journal", copy.to_str().unwrap()]);
    assert_eq!((again.get("/cells?format=csv").body, again.get("/events").body), (cells, events));
}
