//! Commands beside a listener: `pdpe health`, `pdpe journal replay`, and a replay of its export.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use serde_json::Value;

use crate::common::{command, fixture, run, temp_dir};
use crate::support::{Listener, Setup};

/// Posts an event that is always open.
fn add(listener: &Listener, id: &str, lat: f64) {
    let body = format!(r#"{{"type":"added","event":{{"id":"{id}","name":"{id}","lat":{lat},"lon":-94.58}}}}"#);
    assert_eq!(listener.post("/webhooks/generic/box", body).status, 200);
}

#[test]
fn health_is_told_by_exit_codes() {
    let listener = Listener::start(&[]);
    let url = format!("http://{}", listener.address);
    let ask = |args: &[&str]| run(command(listener.setup.folder.path()).arg("health").args(args), b"");
    let told = ask(&["--url", &url]).ok().out;
    assert_eq!(serde_json::from_str::<Value>(&told).unwrap()["status"], "ok");
    ask(&["--port", &listener.address.port().to_string()]).ok();
    let variable = listener.address.port().to_string();
    run(command(listener.setup.folder.path()).arg("health").env("WEBHOOK_PORT", variable), b"").ok();
    // The variable of the listener may be set where another one is asked.
    run(command(listener.setup.folder.path()).args(["health", "--url", &url]).env("WEBHOOK_PORT", "1"), b"").ok();
    ask(&["--url", "no address"]).fails(2, &["`no address` is not an address", "http://127.0.0.1:8001"]);
    for other in ["ftp://127.0.0.1", "http://", &format!("{url}?x=1"), &format!("{url}/#x")] {
        ask(&["--url", other]).fails(2, &["is not an address"]);
    }
    ask(&["--url", &url.replace("http", "https")]).fails(1, &["it does not use TLS; try http://"]);
    ask(&["--url", &format!("{url}/stats")]).fails(1, &["is not a listener of pdpe: it answered 404"]);
    drop(listener.json("/stats"));
    let port = listener.address.port().to_string();
    drop(listener);
    let folder = temp_dir();
    run(command(folder.path()).args(["health", "--port", &port]), b"")
        .fails(1, &["nothing listens at", "is pdpe watch running there?"]);
}

#[test]
fn who_answers_and_is_no_listener_is_not_taken_for_a_healthy_one() {
    for body in ["OK", r#"{"status":"ok"}"#] {
        let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = stranger.local_addr().unwrap().port().to_string();
        let answering = std::thread::spawn(move || {
            let (mut stream, _) = stranger.accept().unwrap();
            let length = body.len();
            write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
            // Closing with the question unread could reset the connection before the answer is seen.
            let _ = stream.read_to_end(&mut Vec::new());
        });
        let asked = run(command(temp_dir().path()).args(["health", "--port", &port]), b"");
        asked.fails(1, &["is not a listener of pdpe: it answered 200"]);
        answering.join().unwrap();
    }
}

#[test]
fn what_a_stranger_answers_cannot_control_the_terminal() {
    let body = "{\"status\":\"ok\",\"journal\":\"\u{9b}2J\u{202e}\",\"loop\":\"\u{7f}\"}";
    for (status, code) in [("200 OK", 0), ("503 Service Unavailable", 1)] {
        let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = stranger.local_addr().unwrap().port().to_string();
        let answering = std::thread::spawn(move || {
            let (mut stream, _) = stranger.accept().unwrap();
            let length = body.len();
            write!(stream, "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
            let _ = stream.read_to_end(&mut Vec::new());
        });
        let asked = run(command(temp_dir().path()).args(["health", "--port", &port]), b"");
        answering.join().unwrap();
        assert_eq!(asked.code, code);
        let shown = asked.out + &asked.err;
        assert!(shown.contains("2J") && !shown.contains(['\u{9b}', '\u{202e}', '\u{7f}']), "{shown:?}");
    }
}

#[test]
fn a_listener_that_cannot_keep_anything_is_not_healthy() {
    // Its journal may not grow beyond what it has at the start.
    let listener = Setup::new(&[]).file_blocks(200).start();
    let body = format!(r#"{{"type":"note","text":"{}"}}"#, "x".repeat(200_000));
    let kept =
        (0..5).map(|number| listener.post("/webhooks/generic/box", body.replace("note", &number.to_string())).status);
    assert!(kept.into_iter().any(|status| status == 503));
    let port = listener.address.port().to_string();
    run(command(listener.setup.folder.path()).args(["health", "--port", &port]), b"")
        .fails(1, &["is failing (status 503)", "\"journal\":\"failing\""]);
}

#[test]
fn a_journal_taken_in_again_leads_to_the_events_of_the_listener() {
    let listener = Listener::start(&["--events", fixture("kc_weekend.json").to_str().unwrap()]);
    add(&listener, "a", 39.1);
    add(&listener, "b", 39.0);
    listener.post("/webhooks/generic/fixture", r#"{"type":"cancelled","id":"kc-kauffman-saturday"}"#);
    listener.post("/webhooks/generic/box", r#"{"type":"cancelled","id":"nobody-knows"}"#);
    let known = listener.get("/events").body;
    let folder = listener.setup.folder.path();
    let replay = |args: &[&str]| run(command(folder).args(["journal", "replay"]).args(args), b"");
    let events = fixture("kc_weekend.json");
    let told = replay(&["--events", events.to_str().unwrap(), "-v"]).ok();
    assert_eq!(told.out.as_bytes(), known);
    assert!(
        told.err.contains("deliveries: 4 (0 pending, 3 applied, 1 unresolved, 0 dead, 0 ignored), events: 15"),
        "{}",
        told.err
    );
    assert!(told.err.contains("event nobody-knows is not known"), "{}", told.err);
    // Without the files it was started with, what is about their events waits.
    let told = replay(&[]).ok().err;
    assert!(told.contains("(0 pending, 2 applied, 2 unresolved, 0 dead, 0 ignored), events: 2"), "{told}");
    assert!(told.contains("--events"), "{told}");
    replay(&["--journal", "none.db"]).fails(1, &["there is no journal none.db"]);
    replay(&["--events", "none.json"]).fails(1, &["none.json"]);
}

#[test]
fn an_export_replayed_by_simulate_ends_with_the_scores_of_the_listener() {
    let listener = Listener::start(&["--now", "2026-10-03T18:10"]);
    add(&listener, "a", 39.1);
    add(&listener, "b", 39.0);
    listener.post("/webhooks/generic/box", r#"{"type":"deleted","id":"b"}"#);
    let cells = listener.json("/cells?top=1");
    let folder = listener.setup.folder.path();
    run(command(folder).args(["journal", "export", "day.ndjson"]), b"").ok();
    let span =
        ["--from", "2026-10-03T18:00", "--to", "2026-10-03T18:30", "--deliveries", "day.ndjson", "--format", "json"];
    let replay = run(command(folder).arg("simulate").args(span), b"").ok().out;
    let replay: Value = serde_json::from_str(&replay).unwrap();
    let last = replay["instants"].as_array().unwrap().last().unwrap();
    assert_eq!(last["max"], cells["summary"]["max"]);
    assert_eq!(last["mean"], cells["summary"]["mean"]);
    assert_eq!(last["best_cell"], cells["summary"]["best_cell"]);
    assert_eq!(replay["instants"].as_array().unwrap().len(), 3);
}
