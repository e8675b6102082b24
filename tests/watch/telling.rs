//! What whoever runs a listener is told: what it starts with, what is refused, what is of no use.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{ChildStderr, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tempfile::TempDir;

use crate::client::{Answer, Client};
use crate::common::{Run, command, run, temp_dir, write};
use crate::stuck::keep_asking;
use crate::support::{Brief, JSON, Listener, Setup, request, wait_until};

const ADDED: &str = r#"{"type":"added","event":{"id":"x","lat":39.1,"lon":-94.58}}"#;

/// Waits until the listener has said something.
fn hears(listener: &Listener, words: &str) {
    wait_until(words, || listener.said().contains(words));
}

#[test]
fn a_restart_says_what_it_found_in_the_journal() {
    let listener = Listener::start(&[]);
    assert_eq!(listener.post("/webhooks/generic/box", ADDED).status, 200);
    listener.post("/webhooks/generic/box", ADDED.replace('x', "y"));
    assert!(listener.said().contains("0 events; journal pdpe.db)"), "{}", listener.said());
    let listener = listener.restart();
    assert!(listener.said().contains("2 events; journal pdpe.db with 2 deliveries)"), "{}", listener.said());
}

#[test]
fn refused_and_useless_deliveries_are_told_with_their_reasons() {
    let toml = "[[sources]]\nname = \"box\"\nscheme = \"github\"\nsecrets = [{ file = \"box\" }]\n\n\
                [[sources]]\nname = \"open\"\nscheme = \"none\"\n";
    let listener = Setup::new(&[]).config(toml).file("box", "a secret of some length").start();
    for _ in 0..3 {
        assert_eq!(listener.post("/webhooks/generic/box", ADDED).status, 401);
    }
    hears(&listener, "3 box: missing_signature");
    assert_eq!(listener.post("/webhooks/generic/open", ADDED.replace("39.1", "91")).status, 200);
    hears(&listener, "delivery cannot be applied");
    hears(&listener, "latitude 91 is not between -90 and 90");
}

#[test]
fn each_delivery_is_a_line_where_debugging_and_one_without_a_start_is_told_of() {
    let listener = Setup::new(&[]).variable("LOG_LEVEL", "debug").start();
    listener.post("/webhooks/generic/box", ADDED);
    hears(&listener, "DEBUG watch::main_loop: delivery read seq=1 source=box type=added changes=1");
    hears(
        &listener,
        "WARN  watch::main_loop::changes: an event without a start counts at any time seq=1 source=box event=x",
    );
    // Once is enough; and one with a start is as it should be.
    listener.post("/webhooks/generic/box", ADDED.replace("39.1", "39.2"));
    let with_start = ADDED.replace("\"lon\"", "\"start\":\"2026-12-01T10:00\",\"lon\"");
    listener.post("/webhooks/generic/box", &with_start);
    hears(&listener, "seq=3 source=box type=added changes=1");
    assert_eq!(listener.said().matches("counts at any time").count(), 1);
}

#[test]
fn a_name_that_no_request_could_have_is_refused_at_the_start() {
    for name in ["http://scores.example", "scores.example/map", ""] {
        Setup::new(&["--allowed-host", name]).run().fails(2, &["--allowed-host", "without http://"]);
    }
}

#[test]
fn secrets_are_found_from_the_folder_of_the_configuration() {
    let folder = temp_dir();
    let config = write(
        folder.path(),
        "listener.toml",
        "[[sources]]\nname = \"box\"\nscheme = \"github\"\nsecrets = [{ file = \"secrets/box\" }]\n",
    );
    fs::create_dir(folder.path().join("secrets")).unwrap();
    let config = config.to_str().unwrap();
    Setup::new(&["--config", config]).run().fails(2, &["cannot read the secret", "secrets/box"]);
    let secret = write(&folder.path().join("secrets"), "box", "a secret of some length");
    let owner_alone = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o600);
    fs::set_permissions(secret, owner_alone).unwrap();
    let listener = Setup::new(&["--config", config]).start();
    assert_eq!(listener.post("/webhooks/generic/box", ADDED).status, 401);
}

#[test]
fn tables_of_almost_the_right_name_are_told_with_the_right_one() {
    let check = |toml: &str| -> Run {
        let folder = temp_dir();
        write(folder.path(), "pdpe.toml", toml);
        run(command(folder.path()).args(["config", "check"]), b"")
    };
    check("[[source]]\nname = \"x\"\n").fails(2, &["unknown field `source`", "[[sources]]"]);
    check("[sources]\nname = \"x\"\n").fails(2, &["write [[sources]], in double brackets"]);
    check("[modell]\n").fails(2, &["unknown field `modell`", "`live`"]);
}

#[test]
fn what_cannot_be_read_from_elsewhere_is_said_at_the_start() {
    let listener = Setup::new(&["--host", "0.0.0.0", "--insecure"]).start();
    hears(&listener, "--insecure: anyone who reaches this address can send deliveries");
    hears(&listener, "only /health can be read; set PDPE_TOKEN");
    let token = "0123456789abcdef0123";
    let listener = Setup::new(&["--host", "0.0.0.0", "--insecure"]).variable("PDPE_TOKEN", token).start();
    hears(&listener, "--insecure");
    assert!(!listener.said().contains("only /health"));
    // Who listens on any address is asked on this machine.
    let port = listener.address.port().to_string();
    let asked = ["health", "--port", &port];
    run(command(listener.setup.folder.path()).args(asked).env("WEBHOOK_HOST", "0.0.0.0"), b"").ok();
}

#[test]
fn a_slash_at_the_end_means_nothing() {
    let listener = Listener::start(&[]);
    assert_eq!(listener.get("/health/").status, 200);
    assert_eq!(listener.get("/cells/?top=1").status, 200);
    assert_eq!(listener.post("/webhooks/generic/box/", ADDED).status, 200);
    let told = listener.post("/webhooks/box", ADDED);
    assert_eq!(told.status, 404);
    assert!(String::from_utf8_lossy(&told.body).contains("/webhooks/generic/NAME"));
}

#[test]
fn messages_in_the_log_are_short() {
    let listener = Listener::start(&["-v"]);
    listener.post("/webhooks/generic/box", ADDED);
    hears(&listener, "event_added: x");
    hears(&listener, "cells scored again");
    assert!(listener.said().lines().all(|line| line.len() < 500), "{}", listener.said());
}

#[test]
fn a_city_far_away_is_told_whose_clocks_and_campuses_count() {
    let setup = Setup::new(&["--grid", "city.csv"]).file("city.csv", "lat,lon\n-33.87,151.2\n");
    let said = setup.start().said();
    assert!(
        said.contains("pdpe: times are read in Australia/Sydney, the zone of Sydney, New South Wales, Australia, "),
        "{said}"
    );
    assert!(said.contains("pdpe: college presence uses hotspots of Kansas City, 14,175 km from "), "{said}");
    let at_home = Setup::new(&[]).start().said();
    assert!(!at_home.contains("times are read in") && !at_home.contains("hotspots"), "{at_home}");
}

/// A listener whose log nobody reads on, though it has more to say than a pipe holds.
struct Unread {
    process: Brief,
    address: SocketAddr,
    _log: BufReader<ChildStderr>,
}

impl Unread {
    fn start(args: &[&str], folder: &TempDir) -> Self {
        let mut watch = command(folder.path());
        watch.args(["watch", "--port", "0", "-v"]).args(args);
        watch.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = Brief(watch.spawn().unwrap());
        let mut log = BufReader::new(process.0.stderr.take().unwrap());
        let mut line = String::new();
        log.read_line(&mut line).unwrap();
        let address = line.split_once("http://").unwrap().1.split(' ').next().unwrap().parse().unwrap();
        let unread = Self { process, address, _log: log };
        for number in 0..120 {
            let delivery = ADDED.replace("\"x\"", &format!("\"{number}\",\"name\":\"{}\"", "x".repeat(400)));
            let post = request("POST", "/webhooks/generic/box", &[JSON], delivery.as_bytes());
            assert_eq!(unread.ask(post).status, 200);
        }
        wait_until("all of them are applied", || {
            let answer = unread.ask(request("GET", "/stats", &[], b""));
            assert_eq!(answer.status, 200, "{answer:?}");
            serde_json::from_slice::<serde_json::Value>(&answer.body).unwrap()["webhooks"]["processed"] == 120
        });
        unread
    }

    fn ask(&self, request: Vec<u8>) -> Answer {
        let mut client = Client::of(self.address);
        client.send(request);
        client.answer()
    }

    #[track_caller]
    fn ends_with(mut self, code: i32) {
        wait_until("it ends", || self.process.0.try_wait().unwrap().is_some());
        assert_eq!(self.process.0.wait().unwrap().code(), Some(code));
    }
}

#[test]
fn a_log_that_nobody_reads_on_holds_nobody_up() {
    let folder = temp_dir();
    let unread = Unread::start(&[], &folder);
    assert!(Command::new("kill").args(["-TERM", &unread.process.0.id().to_string()]).status().unwrap().success());
    unread.ends_with(0);
}

#[test]
fn nor_does_it_keep_a_listener_that_is_stuck_from_ending() {
    let folder = temp_dir();
    let unread = Unread::start(&["--stuck-after", "0"], &folder);
    let stop = Arc::new(AtomicBool::new(false));
    let asking = keep_asking(unread.address, "/cells?top=5000", &stop);
    unread.ends_with(4);
    for asking in asking {
        asking.join().unwrap();
    }
}
