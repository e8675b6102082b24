//! What can be read, beside what the other commands say of the same: scores, receipts, events,
//! messages.

use serde_json::{Value, json};

use crate::common::fixture;
use crate::support::{Listener, Setup};

const NOW: &str = "2026-10-03T19:00";

/// Kansas City with a weekend's events, at a time that all but stands still.
fn weekend(args: &[&str]) -> Listener {
    let events = fixture("kc_weekend.json");
    Setup::new(&["--now", NOW, "--clock-speed", "0.000001", "--events", events.to_str().unwrap()]).with(args).start()
}

/// What another command says of the same events.
fn said(listener: &Listener, args: &[&str]) -> String {
    let events = fixture("kc_weekend.json");
    listener.pdpe(&[args, &["--events", events.to_str().unwrap()]].concat()).ok().out
}

/// The time of the scores that are read.
fn time_of(listener: &Listener) -> String {
    listener.json("/cells?top=1")["timestamp"].as_str().unwrap().to_owned()
}

#[test]
fn cells_are_what_score_says_of_the_same_instant() {
    let listener = weekend(&[]);
    let at = time_of(&listener);
    for (format, kind) in [
        ("csv", "text/csv; charset=utf-8"),
        ("ndjson", "application/x-ndjson"),
        ("geojson", "application/geo+json"),
        ("json", "application/json"),
    ] {
        let answer = listener.get(&format!("/cells?format={format}"));
        assert_eq!(answer.header("content-type"), Some(kind));
        let score = said(&listener, &["score", "--at", &at, "--format", format]);
        assert!(answer.text() == score, "{format} differs");
        let answer = listener.get(&format!("/cells?format={format}&top=7"));
        assert_eq!(answer.text(), said(&listener, &["score", "--at", &at, "--format", format, "--top", "7"]));
    }
    assert_eq!(time_of(&listener), at, "the clock has all but stood still");
    assert!(listener.json("/cells?top=1")["summary"]["open_events"].as_u64().is_none_or(|open| open > 0));
}

#[test]
fn cells_of_a_grid_from_a_file() {
    let grid = "cell_id,lat,lon,income\na,39.1,-94.58,50000\nb,39.05,-94.6,\nc,39.2,-94.5,120000\n";
    let listener =
        Setup::new(&["--now", NOW, "--clock-speed", "0.001", "--grid", "grid.csv"]).file("grid.csv", grid).start();
    let at = time_of(&listener);
    for format in ["csv", "json", "ndjson", "geojson"] {
        let score = listener.pdpe(&["score", "--grid", "grid.csv", "--at", &at, "--format", format]).ok().out;
        assert_eq!(listener.get(&format!("/cells?format={format}")).text(), score);
    }
}

#[test]
fn cells_in_a_box_are_those_of_the_grid_that_lie_in_it() {
    let listener = weekend(&[]);
    let all = listener.json("/cells")["cells"].as_array().unwrap().clone();
    let number = |cell: &Value, name: &str| cell[name].as_f64().unwrap();
    let (south, west, north, east) = (39.05, -94.62, 39.12, -94.55);
    let inside: Vec<&Value> = all
        .iter()
        .filter(|cell| (south..=north).contains(&number(cell, "lat")) && (west..=east).contains(&number(cell, "lon")))
        .collect();
    assert!(inside.len() > 50 && inside.len() < all.len());
    let target = format!("/cells?bbox={south},{west},{north},{east}");
    let cells = listener.json(&target)["cells"].as_array().unwrap().clone();
    assert_eq!(cells.iter().collect::<Vec<_>>(), inside);

    let top = listener.json(&format!("{target}&top=3"))["cells"].as_array().unwrap().clone();
    let mut best = inside;
    best.sort_by(|a, b| number(b, "combined_score").total_cmp(&number(a, "combined_score")));
    assert_eq!(top.len(), 3);
    // Equal to 6 decimals may be in another order by the ones behind.
    for (cell, best) in top.iter().zip(best) {
        assert_eq!(cell["combined_score"], best["combined_score"]);
    }
    assert_eq!(listener.json("/cells?bbox=10,10,11,11")["cells"], json!([]));
    assert_eq!(listener.get("/cells?bbox=10,10,11,11&format=csv").text().lines().count(), 1);
    assert_eq!(listener.json("/cells?bbox=10,10,11,11&top=3")["cells"], json!([]));
}

#[test]
fn a_place_is_what_explain_says_of_it() {
    let listener = weekend(&[]);
    for (lat, lon, at) in [
        ("39.0997", "-94.5786", "2026-10-03T19:00"),
        ("39.0997", "-94.5786", "2026-10-03T19:00-05:00"),
        ("39.0334", "-94.5760", "2026-12-31T23:59"),
        ("39.2", "-94.4", "2026-07-04T04:00"),
        ("0", "0", "2026-10-03T19:00"),
    ] {
        for _ in 0..2 {
            let score = listener.json(&format!("/score?lat={lat}&lon={lon}&at={at}&explain=1"));
            // A listener has one zone; `explain` alone would take that of the nearest city.
            let zone = ["--tz", "America/Chicago"];
            let explain = ["explain", &format!("{lat},{lon}"), "--at", at, "--format", "json"];
            let receipt = said(&listener, &[&explain[..], &zone].concat());
            let receipt: Value = serde_json::from_str(&receipt).unwrap();
            assert_eq!(score["receipt"], receipt, "{lat},{lon} {at}");
            assert_eq!(score["timestamp"], receipt["timestamp"]);
            for layer in ["spending_propensity", "college_presence", "event_proximity_bonus"] {
                let exact = receipt[layer]["score"].as_f64().unwrap();
                assert!((score[layer].as_f64().unwrap() - exact).abs() <= 5e-7, "{layer} {score}");
            }
            assert!(
                (score["combined_score"].as_f64().unwrap() - receipt["combined_score"].as_f64().unwrap()).abs() <= 5e-7
            );
        }
    }
    assert!(listener.stat("/engine/cache/combined/hits") >= 5, "the second time from the caches");
    let short = listener.json("/score?lat=39.0997&lon=-94.5786&explain=0");
    assert!(short.get("receipt").is_none() && short["timestamp"].as_str().unwrap().starts_with(NOW));
}

#[test]
fn warmed_caches_answer_for_the_best_cells_and_the_next_day() {
    let listener = weekend(&["--warm"]);
    let best = listener.json("/cells?top=20");
    let misses = |listener: &Listener| {
        ["spending", "college", "combined"].map(|name| listener.stat(&format!("/engine/cache/{name}/misses")))
    };
    for cell in best["cells"].as_array().unwrap() {
        let id = cell["cell_id"].as_str().unwrap();
        let score = listener.json(&format!("/score?cell={id}"));
        assert_eq!(score["combined_score"], cell["combined_score"], "{id}");
        listener.json(&format!("/score?cell={id}&at=2026-10-03T20:00"));
        listener.json(&format!("/score?cell={id}&at=2026-10-04T19:00"));
    }
    assert_eq!(misses(&listener), [0; 3]);
    assert_eq!(listener.stat("/engine/cache_hits"), 60);
    // Another one is computed once for all the minutes of an hour.
    for minute in ["10", "11", "59"] {
        listener.json(&format!("/score?lat=38.96&lon=-94.7&at=2026-11-03T19:{minute}"));
    }
    assert_eq!((misses(&listener), listener.stat("/engine/cache_hits")), ([1; 3], 62));
}

#[test]
fn questions_that_cannot_be_answered_say_what_is_wrong() {
    let listener = Listener::start(&[]);
    for (target, word) in [
        ("/score", "lat is missing"),
        ("/score?lat=39.1", "lon is missing"),
        ("/score?lat=x&lon=1", "lat"),
        ("/score?lat=NaN&lon=1", "lat"),
        ("/score?lat=91&lon=0", "lat"),
        ("/score?lat=39.1&lon=181", "lon"),
        ("/score?lat=39.1&lon=-94.58&lat=1", "lat is there twice"),
        ("/score?cell=32_28&lat=39.1&lon=-94.58", "not both"),
        ("/score?lat=39.1&lon=-94.58&at=2026-10-03T19:00+01:00", "%2B"),
        ("/score?lat=39.1&lon=-94.58&at=tomorrow", "at"),
        ("/score?lat=39.1&lon=-94.58&at=2026-03-08T02:30", "at"),
        ("/score?lat=39.1&lon=-94.58&explain=yes", "explain"),
        ("/score?lat=39.1&lon=-94.58&att=now", "there is no parameter `att`"),
        ("/cells?top=0", "top"),
        ("/cells?top=-1", "top"),
        ("/cells?top=10001", "10000"),
        ("/cells?top=x", "top"),
        ("/cells?format=parquet", "csv, json, ndjson, geojson"),
        ("/cells?bbox=1,2,3", "bbox"),
        ("/cells?bbox=40,-95,39,-94", "bbox"),
        ("/cells?bbox=NaN,1,2,3", "bbox"),
        ("/cells?limit=1", "there is no parameter `limit`"),
        ("/messages?kind=nothing", "grid_update"),
        ("/messages?limit=0", "limit"),
        ("/messages?limit=1001", "1000"),
        ("/stats?x=1", "there is no parameter `x`"),
        ("/events?x=1", "there is no parameter `x`"),
        ("/stream?x=1", "there is no parameter `x`"),
    ] {
        let answer = listener.get(target);
        assert_eq!(answer.status, 400, "{target}: {answer:?}");
        assert!(answer.text().contains(word), "{target}: {answer:?}");
    }
}

#[test]
fn a_cell_is_asked_for_by_an_id_that_no_other_has() {
    let grid = "id,lat,lon\na,39.1,-94.6\nb,39.2,-94.6\na,39.3,-94.6\n";
    let listener = Setup::new(&["--grid", "g.csv"]).file("g.csv", grid).start();
    let score = listener.json("/score?cell=b&explain=1");
    assert_eq!((&score["cell_id"], &score["receipt"]["cell_id"]), (&json!("b"), &json!("b")));
    assert_eq!((&score["lat"], &score["receipt"]["lat"]), (&json!(39.2), &json!(39.2)));
    assert!(listener.json("/score?lat=39.2&lon=-94.6").get("cell_id").is_none());
    for (id, status, word) in [("z", 404, "no cell `z` among its 3"), ("a", 400, "more than one cell of that id")] {
        let answer = listener.get(&format!("/score?cell={id}"));
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(answer.text().contains(word), "{answer:?}");
    }
}

#[test]
fn events_are_an_input_again() {
    let listener = weekend(&[]);
    let more = r#"{"type":"created","id":"more","name":"Jazz \"n\" Blüs","lat":39.12,"lon":-94.6,"start":"2026-10-03T20:00","attendance":900}"#;
    assert_eq!(listener.post("/webhooks/generic/shop", more).status, 200);
    let events = listener.get("/events");
    assert_eq!(events.header("content-type"), Some("application/json"));
    std::fs::write(listener.folder().join("again.json"), &events.body).unwrap();
    let at = time_of(&listener);
    let score = listener.pdpe(&["score", "--events", "again.json", "--at", &at, "--format", "csv"]).ok().out;
    assert!(listener.get("/cells?format=csv").text() == score);
    assert!(events.text().contains("\"more\""));
    let again = Setup::new(&["--events", "again.json"]).file("again.json", events.text()).start();
    assert_eq!(again.get("/events").body, events.body);
}

#[test]
fn messages_are_told_by_kind_and_number() {
    let listener = Listener::start(&[]);
    for id in 0..5 {
        let body = format!(r#"{{"type":"created","id":"{id}","lat":39.1,"lon":-94.58}}"#);
        assert_eq!(listener.post("/webhooks/generic/shop", body).status, 200);
        listener.json("/stats"); // what was delivered is done before the next comes
    }
    let all = listener.json("/messages?limit=1000")["messages"].as_array().unwrap().clone();
    let ids: Vec<u64> = all.iter().map(|message| message["message_id"].as_u64().unwrap()).collect();
    let is_rising = ids.windows(2).all(|pair| pair[0] < pair[1]);
    let is_falling = ids.windows(2).all(|pair| pair[0] > pair[1]);
    assert!(is_rising || is_falling, "{ids:?}");
    for kind in ["webhook_received", "event_added", "grid_update"] {
        let told = listener.messages(kind);
        assert_eq!(told, all.iter().filter(|message| message["type"] == kind).cloned().collect::<Vec<_>>());
        assert!(!told.is_empty(), "{kind}");
        assert!(told.iter().all(|message| message["timestamp"].is_string() && !message["cause"].is_null()));
    }
    assert_eq!(listener.messages("event_added").len(), 5);
    let two = listener.json("/messages?kind=event_added&limit=2")["messages"].as_array().unwrap().clone();
    assert_eq!(two.len(), 2);
    assert!(two.iter().any(|message| message["event_data"]["id"] == "4"), "the latest: {two:?}");
    for kind in ["time_change", "event_removed", "custom"] {
        assert_eq!(listener.messages(kind), [] as [Value; 0], "{kind}");
    }
}

#[test]
fn each_message_is_a_line_on_stdout() {
    let listener = Setup::new(&["--format", "ndjson"]).start();
    let body = r#"{"type":"created","id":"a","lat":39.1,"lon":-94.58,"note":"the sender's own words"}"#;
    assert_eq!(listener.post("/webhooks/generic/shop", body).status, 200);
    let told = listener.json("/messages?limit=1000")["messages"].as_array().unwrap().clone();
    let run = listener.stop();
    assert_eq!(run.code, 0, "{run:?}");
    let lines: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let id = |message: &Value| message["message_id"].as_u64().unwrap();
    assert!(lines.windows(2).all(|pair| id(&pair[0]) < id(&pair[1])));
    // Standard output alone tells what senders wrote.
    let without_body = |line: &Value| {
        let mut line = line.clone();
        line.as_object_mut().unwrap().remove("webhook_data");
        line
    };
    assert!(!told.is_empty());
    for message in &told {
        assert!(lines.iter().any(|line| without_body(line) == *message), "{message}");
        assert!(!message.to_string().contains("the sender's own words"), "{message}");
    }
    let received = |messages: &[Value]| messages.iter().filter(|message| message["type"] == "webhook_received").count();
    assert_eq!((received(&told), received(&lines)), (1, 1));
    assert!(lines.iter().any(|line| line["webhook_data"]["note"] == "the sender's own words"));
}

#[test]
fn the_list_of_what_there_is_leads_to_what_there_is() {
    let listener = Listener::start(&[]);
    let index = listener.json("/");
    let paths: Vec<&String> = index["paths"].as_object().unwrap().keys().collect();
    assert_eq!(listener.post("/caches/clear", "").status, 200);
    let is_get =
        |path: &&String| !path.starts_with("/webhooks") && !["/stream", "/caches/clear"].contains(&path.as_str());
    for path in paths.into_iter().filter(is_get) {
        assert_eq!(listener.get(path).status, 200, "{path}");
    }
    let page = listener.get_with("/", &[("Accept", "text/html,*/*")]);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(page.text().starts_with("<!doctype html>"));
}

#[test]
fn statistics_metrics_and_the_journal_say_the_same_of_deliveries() {
    let mut listener = Listener::start(&[]);
    for body in [
        r#"{"type":"added","event":{"id":"a","lat":39.1,"lon":-94.58}}"#,
        r#"{"type":"added","event":{"id":"b","lat":91,"lon":-94.58}}"#,
        r#"{"type":"added"}"#,
        r#"{"type":"updated","event":{"id":"c","attendance":5}}"#,
        r#"{"type":"chat"}"#,
    ] {
        assert_eq!(listener.post("/webhooks/generic/box", body).status, 200);
    }
    assert_eq!(listener.post("/webhooks/generic/box", "[]").status, 400);
    for (dead, total) in [(2, 2), (0, 2)] {
        let rows = listener.journal();
        let stats = listener.json("/stats");
        let answer = listener.get("/metrics");
        let metrics = answer.text();
        let metric = |name: &str| -> u64 {
            let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.unwrap_or_else(|| panic!("no {name}")).parse().unwrap()
        };
        for (name, sample) in [
            ("processed", "pdpe_webhooks_processed_total"),
            ("failed", "pdpe_webhooks_failed_total"),
            ("dead", "pdpe_webhooks_dead_total"),
            ("unknown", "pdpe_webhooks_unknown_total"),
            ("duplicate", "pdpe_webhooks_duplicate_total"),
            ("unresolved", "pdpe_unresolved_deliveries"),
        ] {
            assert_eq!(stats["webhooks"][name], metric(sample), "{name}: {stats}");
        }
        assert_eq!((&stats["webhooks"]["failed"], &stats["webhooks"]["dead"]), (&json!(dead), &json!(dead)));
        for state in ["pending", "applied", "unresolved", "dead", "ignored"] {
            let listed = rows.iter().filter(|row| row["state"] == state).count();
            assert_eq!(stats["journal"][state], listed, "{state}");
            assert_eq!(metric(&format!("pdpe_journal_deliveries{{state=\"{state}\"}}")), listed as u64, "{state}");
        }
        assert_eq!(stats["journal"]["dead"], total);
        listener = listener.restart();
    }
}
