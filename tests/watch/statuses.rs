//! Each status once, where it belongs. 400, 411, 413, 414, 417, 431 and 505 of malformed requests
//! are among the attacks too.

use std::time::Duration;

use chrono::{NaiveDateTime, Utc};
use pdpe::watch::door::Limits;
use pdpe::watch::run::{Watch, WatchSettings};

use crate::client::Client;
use crate::one_cell::one_cell;
use crate::schemes::{SHOP_SECRET, guarded};
use crate::signing;
use crate::support::{JSON, Listener, Setup, request, wait_until};

const OPEN: &str = "/webhooks/generic/open";

#[test]
fn refusals_say_which_and_why() {
    let listener = guarded().start();
    let large = vec![b' '; (1 << 20) + 1];
    let long_header = "a".repeat(16 << 10);
    let cases: [(u16, Vec<u8>, &str); 14] = [
        (200, request("POST", OPEN, &[JSON], b"{}"), "received"),
        (400, request("POST", OPEN, &[JSON], b"{"), "not JSON"),
        (400, request("POST", OPEN, &[JSON], b""), "empty"),
        (401, request("POST", "/webhooks/eventbrite", &[JSON], b"{}"), "unauthorized"),
        (403, request("POST", OPEN, &[JSON, ("Host", "evil.example")], b"{}"), "Host"),
        (404, request("POST", "/webhooks/generic/nobody", &[JSON], b"{}"), "[[sources]]"),
        (404, request("POST", "/webhooks/generic/Box.Office", &[JSON], b"{}"), "a-z, 0-9"),
        (404, request("GET", "/nothing", &[], b""), "GET / lists"),
        (405, request("GET", OPEN, &[], b""), "POST"),
        (405, request("POST", "/stats", &[JSON], b"{}"), "GET, HEAD"),
        (411, b"POST /webhooks/generic/open HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(), "Content-Length"),
        (413, request("POST", OPEN, &[JSON], &large), "too large"),
        (415, request("POST", OPEN, &[("Content-Type", "text/xml")], b"{}"), "application/json"),
        (431, request("GET", "/", &[("X", &long_header)], b""), "too large"),
    ];
    for (status, bytes, word) in cases {
        let answer = listener.tell(bytes);
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(answer.text().contains(word), "{answer:?}");
        assert_eq!(answer.header("content-type"), Some("application/json"), "{answer:?}");
    }
    for (target, allowed) in [(OPEN, "POST"), ("/webhooks/eventbrite", "POST")] {
        assert_eq!(listener.get(target).header("allow"), Some(allowed));
    }
    assert_eq!(listener.post("/cells", "{}").header("allow"), Some("GET, HEAD"));
    assert_eq!(
        listener.tell("DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n").header("allow"),
        Some("GET, HEAD, POST, OPTIONS")
    );
    // Nobody is told 410: senders would never come again.
    assert_eq!(listener.stat("/journal/committed"), 1);
}

#[test]
fn every_answer_has_the_date_of_the_machine_whatever_time_scores_are_made_for() {
    let listener = Listener::start(&["--now", "2020-10-03T19:00"]);
    let before = Utc::now().timestamp();
    let requests = [
        request("GET", "/health", &[], b""),
        request("GET", "/cells", &[], b""), // in pieces
        request("GET", "/stream", &[], b""),
        request("GET", "/nothing", &[], b""),
        b"GET / HTTP/2.0\r\n\r\n".to_vec(), // which nobody behind the door sees
    ];
    for bytes in requests {
        let mut client = listener.client();
        client.send(&bytes);
        let (_, headers) = client.head().unwrap();
        let dates: Vec<&String> = headers.iter().filter(|(name, _)| name == "date").map(|(_, date)| date).collect();
        let [date] = dates[..] else { panic!("{headers:?}") };
        let told = NaiveDateTime::parse_from_str(date, "%a, %d %b %Y %H:%M:%S GMT").unwrap().and_utc().timestamp();
        assert!((before..=Utc::now().timestamp()).contains(&told), "{date}");
    }
}

#[test]
fn types_of_content_that_are_json_and_those_that_are_not() {
    let listener = Listener::start(&[]);
    let post = |headers: &[(&str, &str)], number: usize| {
        listener.post_with("/webhooks/generic/shop", headers, format!("{{\"number\":{number}}}")).status
    };
    assert_eq!(post(&[], 0), 200);
    for (number, kind) in [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/json;charset=UTF-8",
        "application/cloudevents+json",
        "application/vnd.shop.v1+json; x=y",
    ]
    .iter()
    .enumerate()
    {
        assert_eq!(post(&[("Content-Type", kind)], 1 + number), 200, "{kind}");
    }
    for kind in [
        "",
        "text/json",
        "json",
        "application/jsonp",
        "text/plain+json",
        "application/xml",
        "application/json, text/plain",
    ] {
        assert_eq!(post(&[("Content-Type", kind)], 100), 415, "{kind}");
    }
}

#[test]
fn the_old_names_count_every_request_with_a_delivery_once() {
    let listener = guarded().start();
    let counted = || {
        let stats = listener.json("/stats");
        ["webhooks_received", "webhooks_processed", "webhooks_failed"].map(|name| stats[name].as_u64().unwrap())
    };
    assert_eq!(counted(), [0, 0, 0]);
    let event = r#"{"type":"added","event":{"id":"a","lat":39.1,"lon":-94.58}}"#;
    assert_eq!(listener.post(OPEN, event).status, 200); // applied
    assert_eq!(listener.post(OPEN, event).status, 200); // a repetition
    assert_eq!(listener.post(OPEN, r#"{"type":"updated","id":"b","attendance":7}"#).status, 200); // kept until b is known
    assert_eq!(counted(), [3, 3, 0]);
    assert_eq!(listener.post(OPEN, r#"{"type":"added","event":{"id":"c"}}"#).status, 200); // no place: dead
    assert_eq!(counted(), [4, 3, 1]);
    assert_eq!(listener.post(OPEN, "{").status, 400);
    assert_eq!(listener.post("/webhooks/generic/shop", "{}").status, 401);
    assert_eq!(counted(), [6, 3, 3]);
    // What reaches no source is no delivery.
    assert_eq!(listener.post("/webhooks/generic/nobody", "{}").status, 404);
    assert_eq!(listener.get(OPEN).status, 405);
    assert_eq!(counted(), [6, 3, 3]);
}

#[test]
fn a_source_that_sends_too_much_is_told_when_to_come_again() {
    let listener = guarded().start();
    let post = |number: usize, secret: &str| {
        let body = format!("{{\"number\":{number}}}");
        let signature = signing::github(secret, body.as_bytes());
        listener.post_with("/webhooks/generic/shop", &[JSON, ("X-Shop-Signature", &signature)], body)
    };
    // Those who are not believed use nothing up.
    (0..5).for_each(|number| assert_eq!(post(number, "another secret").status, 401));
    (0..3).for_each(|number| assert_eq!(post(number, SHOP_SECRET).status, 200));
    let answer = post(3, SHOP_SECRET);
    assert_eq!(answer.status, 429, "{answer:?}");
    let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=20).contains(&seconds), "{answer:?}");
    assert_eq!(listener.post(OPEN, "{}").status, 200, "another source may go on");
    let stats = listener.json("/stats");
    assert_eq!(stats["webhooks"]["rejected"], serde_json::json!({ "wrong_signature": 5, "rate_limit": 1 }));
}

#[test]
fn who_is_too_slow_is_told_so() {
    let short = Duration::from_millis(200);
    let limits = Limits { head: short, body: short, ..Limits::default() };
    let watch = Watch::start(WatchSettings { limits, ..one_cell() }).unwrap();
    let mut head = Client::of(watch.address());
    head.send("GET / HTTP/1.1\r\nHost: loc");
    let mut body = Client::of(watch.address());
    body.send("POST /webhooks/generic/shop HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{");
    assert_eq!(head.answer().status, 408);
    assert_eq!(body.answer().status, 408);
    let mut after = Client::of(watch.address());
    let stats: serde_json::Value = serde_json::from_str(after.get("/stats").text()).unwrap();
    assert_eq!(stats["journal"]["committed"], 0);
}

#[test]
fn a_journal_that_takes_no_more_is_told_with_503_and_nothing_is_acknowledged() {
    // A file may grow to so many blocks of 512 bytes, then writing to it fails.
    let listener = Setup::new(&[]).file_blocks(512).start();
    let filling = "x".repeat(20_000);
    let mut kept = 0;
    let refused = loop {
        let answer = listener.post("/webhooks/generic/shop", format!(r#"{{"number":{kept},"filling":"{filling}"}}"#));
        if answer.status != 200 {
            break answer;
        }
        kept += 1;
        assert!(kept < 1000, "it never ends");
    };
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(refused.header("retry-after").is_some(), "{refused:?}");
    assert!(kept > 0);
    wait_until("its health shows it", || listener.get("/health").status == 503);
    assert_eq!(listener.get("/cells?top=1").status, 200, "scores can be read all the same");
    assert_eq!(listener.stat("/journal/committed"), kept);
    assert!(listener.stat("/webhooks/failed") >= 1);
}

#[test]
fn head_is_answered_like_get_without_its_body() {
    let listener = Listener::start(&[]);
    for target in [
        "/",
        "/health",
        "/stats",
        "/metrics",
        "/score?lat=39.1&lon=-94.58",
        "/cells?top=5",
        "/cells",
        "/events",
        "/messages",
    ] {
        let mut client = listener.client();
        client.send(request("HEAD", target, &[], b""));
        let (status, headers) = client.head().unwrap();
        assert_eq!(status, 200, "{target}");
        client.is_closed();
        let kind = |headers: &[(String, String)]| {
            headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.clone())
        };
        assert_eq!(kind(&headers), kind(&listener.get(target).headers), "{target}");
    }
    let mut client = listener.client();
    client.send(request("HEAD", "/nothing", &[], b""));
    assert_eq!(client.head().unwrap().0, 404);
    client.is_closed();
}
