//! Programs that contain a listener, the demonstration, and the tokens of a first start.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::client::Client;
use super::support::{Brief, JSON, Listener, Setup, request, wait_until};
use crate::common::{fixture, temp_dir};

/// An example that cargo built along with the tests.
fn example(name: &str) -> Command {
    let path: PathBuf = Path::new(env!("CARGO_BIN_EXE_pdpe")).with_file_name("examples").join(name);
    assert!(path.exists(), "the example {name} is not built; `cargo test` as a whole or `cargo build --examples` does");
    Command::new(path)
}

/// What an example prints.
fn output(name: &str) -> String {
    let output = example(name).output().unwrap();
    assert!(output.status.success(), "{name}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_examples_run_and_print_what_they_show() {
    let bus = output("bus");
    assert!(bus.contains("custom -> visualization_update") && bus.ends_with("counted: 4\n"), "{bus}");

    let engine = output("engine");
    let number = |name: &str| {
        let lines = engine.lines().filter_map(|line| line.strip_prefix(name));
        lines.map(|number| number.trim().parse::<f64>().unwrap()).collect::<Vec<_>>()
    };
    let (spending, college) = (number("spending propensity")[0], number("college presence")[0]);
    let combined = number("combined score");
    assert!((combined[0] - 0.4 * spending - 0.3 * college).abs() < 1e-5, "{engine}");
    assert!((combined[1] - combined[0] - 0.3).abs() < 1e-5, "{engine}");
    assert!(engine.contains("depend on the concert: 1") && engine.contains("28 cells rescored, 0 changed"), "{engine}");

    let listener = output("listener");
    assert!(listener.contains("312 cells changed") && listener.contains("answered: true"), "{listener}");

    let custom = output("custom_source");
    let scores: Vec<&str> =
        custom.lines().filter_map(|line| line.split_once(": ")).map(|(_, score)| score.trim()).collect();
    assert!(scores.len() == 4 && scores[0] != scores[1], "{custom}");
    assert_eq!((scores[2], scores[3]), (scores[1], scores[0]), "a restart changes nothing, the closing does: {custom}");
}

/// The example of an own source, listening in a folder.
fn serve(folder: &Path) -> (Brief, SocketAddr) {
    let mut child = example("custom_source").arg("serve").arg(folder).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    let address = line.strip_prefix("listening on http://").unwrap().parse().unwrap();
    (Brief(child), address)
}

fn ask(address: SocketAddr, method: &str, target: &str, body: &str) -> Vec<u8> {
    let mut client = Client::of(address);
    client.send(request(method, target, &[JSON], body.as_bytes()));
    let answer = client.answer();
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

#[test]
fn a_program_with_a_source_of_its_own_is_killed_and_knows_its_events_again() {
    let folder = temp_dir();
    let (mut program, address) = serve(folder.path());
    let state = |address| ["/events", "/cells?format=csv"].map(|target| ask(address, "GET", target, ""));
    let before = state(address);
    for (number, stall) in (1..).zip(["s1", "s2", "s3"]) {
        let body = json!({ "what": "opened",
            "stall": { "id": stall, "lat": 39.1 + 0.01 * f64::from(number), "lon": -94.5702 } });
        ask(address, "POST", "/webhooks/custom_source", &body.to_string());
    }
    ask(address, "POST", "/webhooks/custom_source", r#"{"what": "closed", "stall": {"id": "s2"}}"#);
    ask(address, "POST", "/webhooks/generic/box", r#"{"type": "added", "id": "b", "lat": 39.0, "lon": -94.5}"#);
    let after = state(address);
    assert_ne!(before, after);
    program.0.kill().unwrap(); // SIGKILL
    program.0.wait().unwrap();
    let (_again, address) = serve(folder.path());
    assert_eq!(state(address), after);
}

#[test]
fn the_demonstration_lets_the_manuals_delivery_move_a_score() {
    let listener = Listener::start(&["--demo"]);
    let folder = std::fs::read_dir(listener.folder()).unwrap();
    assert_eq!(folder.count(), 0, "nothing is kept on disk");
    let time = listener.json("/stats")["engine"]["time"].as_str().unwrap().to_owned();
    assert!(time.starts_with("2026-10-0"), "{time}");
    wait_until("the event is taken back", || listener.messages("event_removed").len() == 1);
    // Time flies: only events can change the bonus of the cell within the same instant.
    let score = || {
        let cell = listener.json("/score?lat=39.2447&lon=-94.6647&at=2026-10-02T16:30");
        cell["event_proximity_bonus"].as_f64().unwrap()
    };
    let before = score();
    let mut viewer = listener.client();
    viewer.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!(viewer.head().unwrap().0, 200);
    let body = std::fs::read(fixture("webhooks/eventbrite_webhook.json")).unwrap();
    let answer = listener.post("/webhooks/eventbrite", &body);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!((before, score()), (0.0, 1.0));
    let added = &listener.messages("event_added")[0];
    assert_eq!(added["event_data"]["id"], "123456789");
    let update = listener.messages("grid_update").into_iter().find(|update| update["trigger_event_id"] == "123456789");
    assert!(update.unwrap()["cells_changed"].as_u64().unwrap() > 100);
    // The map is told of the cells.
    let mut told = Vec::new();
    while !String::from_utf8_lossy(&told).contains("event: event_added") {
        told.extend(viewer.chunk().unwrap());
    }
    while !String::from_utf8_lossy(&told).split("event: event_added").nth(1).unwrap().contains("event: cells") {
        told.extend(viewer.chunk().unwrap());
    }
    let said = listener.said();
    let curl = said.lines().find(|line| line.contains("curl -X POST")).unwrap();
    let shown = curl.split("-d '").nth(1).unwrap().trim_end_matches('\'');
    let json = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    assert_eq!(json(shown), json(std::str::from_utf8(&body).unwrap()), "the command that is shown sends that file");
    listener.stop().ok();
    for wrong in [&["--events", "x.json"][..], &["--clock-speed", "2"], &["--now", "2026-01-01T00:00"]] {
        Setup::new(&["--demo"]).with(wrong).run().fails(2, &["--demo"]);
    }
}

#[test]
fn the_first_start_makes_tokens_and_shows_them_once() {
    let setup = Setup::new(&["--host", "0.0.0.0"]).variable("PDPE_TOKEN_FILE", "tokens");
    let listener = setup.start();
    wait_until("it says so", || listener.said().contains("senders: "));
    let token = |of: &str| {
        let said = listener.said();
        let line = said.lines().find_map(|line| line.split_once(&format!("{of}: "))).unwrap().1.to_owned();
        line.split(',').next().unwrap().to_owned()
    };
    let (readers, senders) = (token("readers"), token("senders"));
    assert!(readers.len() == 32 && senders.len() == 32 && readers != senders);
    let path = listener.folder().join("tokens");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let body = r#"{"type": "added", "id": "a", "lat": 39.1, "lon": -94.58}"#;
    let check = |listener: &Listener| {
        let send = |target: &str| listener.post(target, body).status;
        assert_eq!(send("/webhooks/generic/box"), 401);
        assert_eq!(send(&format!("/webhooks/generic/box?token={readers}")), 401);
        assert_eq!(send(&format!("/webhooks/generic/box?token={senders}")), 200);
        let read = |token: &str| listener.get_with("/events", &[("Authorization", &format!("Bearer {token}"))]).status;
        assert_eq!((listener.get("/events").status, read(&senders), read(&readers)), (401, 401, 200));
    };
    check(&listener);
    let again = listener.restart();
    check(&again);
    let said = again.said();
    assert!(!said.contains(&readers) && !said.contains(&senders) && said.contains("are in tokens"), "{said}");

    let refused = |content: &str, word: &str| {
        let setup = Setup::new(&["--host", "0.0.0.0"]).file("tokens", content).variable("PDPE_TOKEN_FILE", "tokens");
        setup.run().fails(2, &["PDPE_TOKEN_FILE", word]);
    };
    refused("readers 0123456789abcdef\n", "senders");
    refused("readers short\nsenders 0123456789abcdef\n", "readers");
    let open =
        Setup::new(&["--host", "0.0.0.0"]).file("tokens", "readers 0123456789abcdef\nsenders 0123456789abcdef\n");
    std::fs::set_permissions(open.folder.path().join("tokens"), std::fs::Permissions::from_mode(0o644)).unwrap();
    open.variable("PDPE_TOKEN_FILE", "tokens").run().fails(2, &["chmod 600"]);
    Setup::new(&["--host", "0.0.0.0"]).variable("PDPE_TOKEN_FILE", "none/tokens").run().fails(1, &["none/tokens"]);
}

#[test]
fn old_names_of_levels_and_of_the_demonstration_work() {
    for (level, word) in [("WARNING", "warn"), ("critical", "error"), ("Warn", "warn")] {
        let listener = Setup::new(&[]).variable("LOG_LEVEL", level).start();
        assert_eq!(listener.get("/health").status, 200, "{word}");
    }
    let run = |args: &[&str]| crate::common::pdpe(args).ok().out;
    assert_eq!(run(&["--demo", "--seconds", "0"]), run(&["demo", "--seconds", "0"]));
    let listener = Setup::new(&[]).variable("EVENT_MONITOR_INTERVAL", "60").start();
    assert_eq!(listener.get("/health").status, 200);
}
