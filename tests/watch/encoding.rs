//! Versions and compression of answers: what has not changed is not sent again, and what is long is sent compressed to
//! those who accept it.

use std::io::Read as _;

use flate2::read::GzDecoder;

use crate::client::Answer;
use crate::support::{JSON, Listener, Setup, request};

/// A listener whose clock all but stands still.
fn still(args: &[&str]) -> Listener {
    let events = crate::common::fixture("kc_weekend.json");
    let at = ["--now", "2026-10-03T19:00", "--clock-speed", "0.000001", "--no-journal"];
    Setup::new(&at).with(&["--events", events.to_str().unwrap()]).with(args).start()
}

/// The body before compression, which must be gzip and nothing behind it.
fn decompressed(answer: &Answer) -> Vec<u8> {
    assert_eq!(answer.header("content-encoding"), Some("gzip"), "{:?}", answer.headers);
    let (mut reader, mut body) = (GzDecoder::new(&answer.body[..]), Vec::new());
    reader.read_to_end(&mut body).unwrap();
    assert!(reader.into_inner().is_empty(), "something stands behind the end");
    body
}

const WHOLE: [&str; 5] = ["/events", "/cells?top=50", "/map", "/map/cells?room=40x40", "/openapi.json"];
const IN_PIECES: [&str; 4] = ["/cells", "/cells?format=csv", "/cells?format=geojson", "/cells?format=ndjson&top=10000"];

#[test]
fn a_compressed_answer_is_the_same_answer() {
    let listener = still(&[]);
    for target in WHOLE.into_iter().chain(IN_PIECES) {
        let plain = listener.get(target);
        assert_eq!((plain.status, plain.header("content-encoding")), (200, None));
        assert_eq!(plain.header("vary"), Some("Accept-Encoding"), "{target}");
        let answer = listener.get_with(target, &[("Accept-Encoding", "gzip, deflate, br")]);
        assert!(decompressed(&answer) == plain.body, "{target} differs");
        // The numbers of the map are in Base64, which leaves more.
        assert!(
            answer.body.len() * 3 < plain.body.len() * 2,
            "{target}: {} of {}",
            answer.body.len(),
            plain.body.len()
        );
        assert_eq!(answer.header("content-type"), plain.header("content-type"));
        assert_eq!(answer.header("etag"), plain.header("etag"));
        assert_eq!(answer.header("vary"), Some("Accept-Encoding"));
        // A client of HTTP/1.0 knows the end by the end of the connection.
        let old = listener.tell(format!("GET {target} HTTP/1.0\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"));
        assert!(decompressed(&old) == plain.body, "{target} differs");
    }
}

#[test]
fn who_does_not_accept_it_gets_none() {
    let listener = still(&[]);
    for (accepted, compressed) in [
        ("gzip", true),
        ("GZIP", true),
        ("x-gzip", true),
        ("*", true),
        ("gzip;q=0.001", true),
        ("gzip ; q=1.0", true),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", true),
        ("identity;q=0.5, gzip;q=0.5", true),
        ("identity;q=0, *", true),
        ("gzip;q=0", false),
        ("gzip;q=0.000, *", false),
        ("*;q=0", false),
        ("*;q=0, gzip", true),
        ("identity", false),
        ("identity;q=1, gzip;q=0.5", false),
        ("br, deflate, zstd", false),
        ("gzip;q=", false),
        ("gzip;q=x", false),
        ("gzip;q=inf", false),
        ("gzip;q=nan", false),
        ("gzip;q=1.5", false),
        ("gzip;q=-1", false),
        ("gzip;level=9", false),
        ("gzipped", false),
        ("", false),
        (",,,", false),
    ] {
        let answer = listener.get_with("/events", &[("Accept-Encoding", accepted)]);
        assert_eq!(answer.header("content-encoding").is_some(), compressed, "{accepted}");
    }
    // Several headers count as one.
    let headers = [("Accept-Encoding", "br"), ("Accept-Encoding", "gzip")];
    assert_eq!(listener.get_with("/events", &headers).header("content-encoding"), Some("gzip"));
}

#[test]
fn short_answers_errors_and_the_stream_are_left_as_they_are() {
    let listener = still(&[]);
    for target in ["/health", "/score?lat=39.1&lon=-94.58", "/nothing", &format!("/score?cell={}", "x".repeat(1500))] {
        let answer = listener.get_with(target, &[("Accept-Encoding", "gzip"), ("If-None-Match", "*")]);
        assert_eq!((answer.header("content-encoding"), answer.header("etag")), (None, None), "{target}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{target}");
    }
    let mut client = listener.client();
    client.send("GET /stream HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n");
    let (_, headers) = client.head().unwrap();
    assert!(headers.iter().all(|(name, _)| name != "content-encoding" && name != "etag"), "{headers:?}");
    assert!(String::from_utf8(client.chunk().unwrap()).unwrap().starts_with("retry:"));
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let listener = still(&[]);
    for target in WHOLE {
        let first = listener.get(target);
        let etag = first.header("etag").unwrap().to_owned();
        assert!(etag.starts_with("W/\"") && etag.ends_with('"'), "{etag}");
        assert_eq!(first.header("cache-control"), Some("private, no-cache"));
        let strong = etag.strip_prefix("W/").unwrap();
        for known in [&*etag, strong, "*", &format!("\"other\", {etag}"), &format!("W/\"a\" ,{strong}, \"b\"")] {
            for accepted in ["gzip", "identity"] {
                let headers = [("If-None-Match", known), ("Accept-Encoding", accepted)];
                let answer = listener.get_with(target, &headers);
                assert_eq!((answer.status, answer.body.len()), (304, 0), "{target} {known}: {answer:?}");
                assert_eq!(answer.header("etag"), Some(&*etag));
                assert_eq!(answer.header("vary"), Some("Accept-Encoding"));
                assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
                assert_eq!((answer.header("content-length"), answer.header("content-encoding")), (None, None));
            }
        }
        for other in ["\"other\"", "W/\"other\"", strong.trim_matches('"'), "", &strong[1..], "**"] {
            assert_eq!(listener.get_with(target, &[("If-None-Match", other)]).status, 200, "{other}");
        }
    }
    let before = listener.get("/events").header("etag").unwrap().to_owned();
    let market = r#"{"type":"added","id":"m","name":"Market","lat":39.1,"lon":-94.58,"start":"2026-10-04T10:00"}"#;
    assert_eq!(listener.post_with("/webhooks/generic/shop", &[JSON], market).status, 200);
    crate::support::wait_until("the event is known", || listener.stat("/engine/events") == 15);
    let answer = listener.get_with("/events", &[("If-None-Match", &before)]);
    assert_eq!(answer.status, 200);
    assert_ne!(answer.header("etag").unwrap(), before);
}

#[test]
fn a_head_says_what_a_get_would() {
    let listener = still(&[]);
    for target in ["/events", "/cells?top=50"] {
        for accepted in ["gzip", "identity"] {
            let get = listener.get_with(target, &[("Accept-Encoding", accepted)]);
            let mut client = listener.client();
            client.send(request("HEAD", target, &[("Accept-Encoding", accepted)], b""));
            let (status, headers) = client.head().unwrap();
            let without_date = |headers: &[(String, String)]| -> Vec<(String, String)> {
                headers.iter().filter(|(name, _)| name != "date").cloned().collect()
            };
            assert_eq!((status, without_date(&headers)), (200, without_date(&get.headers)));
            client.is_closed();
        }
    }
}

#[test]
fn a_token_is_asked_for_before_anything_is_said_of_versions() {
    let listener = Setup::new(&["--no-journal"]).variable("PDPE_TOKEN", "0123456789abcdef").start();
    let answer = listener.get_with("/events", &[("If-None-Match", "*"), ("Accept-Encoding", "gzip")]);
    assert_eq!((answer.status, answer.header("etag")), (401, None));
}
