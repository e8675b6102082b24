//! What keeps a listener from starting is told with its cause and the way out; what a delivery
//! cannot do keeps none of the others.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

use super::deliveries::{post, settings};
use super::listener::{Listener, watch};
use super::{scores_are_right, skipped};
use crate::common::{command, pdpe_in, run, temp_dir};

/// A user without rights, for what root can always do.
const NOBODY: u32 = 65_534;

#[test]
fn a_second_one_on_one_journal_is_refused_and_the_first_goes_on() {
    let dir = temp_dir();
    let first = Listener::start(&mut watch(dir.path()));
    run(&mut watch(dir.path()), b"").fails(1, &["pdpe.db", "another"]);
    assert_eq!(first.client().get("/health").status, 200);
    first.stop();
    Listener::start(&mut watch(dir.path())).stop();
}

#[test]
fn a_port_in_use_is_named_with_another_one() {
    let dir = temp_dir();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    run(command(dir.path()).args(["watch", "--port", &port]), b"")
        .fails(1, &[&format!("127.0.0.1:{port}"), "another program uses this port", "--port"]);
}

#[test]
fn a_journal_that_may_only_be_read_is_refused_with_the_way_out() {
    let dir = temp_dir();
    Listener::start(&mut watch(dir.path())).stop();
    let journal = dir.path().join("pdpe.db");
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(dir.path(), 0o777);
    mode(&journal, 0o444);
    mode(&dir.path().join("pdpe.db.lock"), 0o666);
    let mut watch = watch(dir.path());
    if Command::new("id").arg("-u").output().unwrap().stdout == b"0\n" {
        watch.uid(NOBODY).gid(NOBODY);
    }
    if watch.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        return skipped("a journal that may only be read", "no other user can run this program");
    }
    run(&mut watch, b"").fails(1, &["pdpe.db", "is read-only; make it and its folder writable"]);
    mode(&journal, 0o600);
}

#[test]
fn a_delivery_that_cannot_be_applied_is_dead_and_the_next_goes_on() {
    let dir = temp_dir();
    settings(dir.path());
    let added = |id: &str, lat: f64| {
        let event = json!({ "id": id, "lat": lat, "lon": -94.58, "radius_km": 2 });
        json!({ "type": "event.created", "event": event }).to_string()
    };
    for start in 1..=2 {
        let listener = Listener::start(&mut watch(dir.path()));
        let mut client = listener.client();
        if start == 1 {
            for (id, lat) in [("before", 39.1), ("poison", 139.1), ("after", 39.15)] {
                assert_eq!(post(&mut client, &added(id, lat)).status, 200);
            }
        }
        let events = client.get("/events").json();
        let ids: Vec<&str> = events["events"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["after", "before"]);
        // What became of deliveries is written down behind them.
        let mut stats = client.get("/stats").json();
        let begun = std::time::Instant::now();
        while stats["journal"]["pending"] != 0 {
            assert!(begun.elapsed().as_secs() < 60, "{stats}");
            stats = client.get("/stats").json();
        }
        assert_eq!((&stats["journal"]["dead"], &stats["journal"]["applied"]), (&json!(1), &json!(2)), "start {start}");
        scores_are_right(dir.path(), &listener);
        listener.stop();
        let dead = pdpe_in(dir.path(), &["journal", "ls", "--state", "dead", "--format", "ndjson", "-q"], b"").ok();
        assert!(dead.out.contains("lat") && dead.out.lines().count() == 1, "{}", dead.out);
    }
}
