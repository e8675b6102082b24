//! SIGTERM: what was acknowledged is done first. SIGHUP: sources are read again.

use std::sync::mpsc::channel;
use std::thread;

use super::client::Client;
use super::deliveries::{Dice, PATH, SECRET, delivery, pool, secret, settings, signed};
use super::listener::{Listener, watch};
use crate::common::{pdpe_in, temp_dir, write};

const DAY: &str = "2026-10-03";

#[test]
fn told_to_end_under_load_it_ends_well_with_all_that_it_acknowledged_applied() {
    let dir = temp_dir();
    settings(dir.path());
    write(dir.path(), "pool.json", pool(DAY));
    let mut acknowledged = 0;
    for round in 0..3 {
        let listener = Listener::start(watch(dir.path()).args(["--events", "pool.json"]));
        let address = listener.address;
        let (sender, told) = channel();
        let said = thread::scope(|scope| {
            for name in 0..6 {
                let sender = sender.clone();
                scope.spawn(move || {
                    let (mut client, mut dice) = (Client::of(address), Dice(name));
                    for number in 0.. {
                        let body = delivery(&mut dice, &format!("{round}-{name}-{number}"), DAY);
                        match client.try_post(PATH, &signed(SECRET, &body), body.as_bytes()) {
                            Ok(answer) if answer.status == 200 => sender.send(()).unwrap(),
                            _ => return,
                        }
                    }
                });
            }
            drop(sender);
            acknowledged += told.iter().take(200).count();
            listener.signal("TERM");
            acknowledged += told.iter().count();
            let (status, said) = listener.wait();
            assert!(status.success(), "{status}: {said}");
            said
        });
        assert!(said.contains("stopping: finishing open requests"), "{said}");
        assert!(!said.contains("without an answer"), "{said}");
        let args = ["journal", "ls", "--state", "applied", "--format", "ndjson", "-q"];
        let applied = pdpe_in(dir.path(), &args, b"").ok().out.lines().count();
        assert_eq!(applied, acknowledged, "round {round}");
        let pending = ["journal", "ls", "--state", "pending", "--format", "ndjson", "-q"];
        assert_eq!(pdpe_in(dir.path(), &pending, b"").ok().out, "", "round {round}");
    }
}

#[test]
fn told_to_reload_it_believes_the_new_secret_and_keeps_what_it_has_if_the_file_is_wrong() {
    let dir = temp_dir();
    settings(dir.path());
    let listener = Listener::start(&mut watch(dir.path()));
    let mut client = listener.client();
    let mut number = 0;
    let mut status_for = |key: &str| {
        number += 1;
        let body = format!("{{\"type\":\"ping\",\"number\":{number}}}");
        client.post(PATH, &signed(key, &body), body.as_bytes()).status
    };
    assert_eq!((status_for(SECRET), status_for("another one")), (200, 401));
    secret(dir.path(), "another one");
    assert_eq!(status_for("another one"), 401, "nobody told it");
    listener.signal("HUP");
    listener.says("sources and secrets were read again");
    assert_eq!((status_for(SECRET), status_for("another one")), (401, 200));

    for (settings, fault) in [
        ("[[sources]]\nname = \"box\"\nscheme = \"hamc\"\n", "hamc"),
        ("[[sources]]\nname = \"box\"\nscheme = \"token\"\nsecrets = [{ file = \"gone\" }]\n", "gone"),
        ("[[sources", "line 1"),
    ] {
        write(dir.path(), "pdpe.toml", settings);
        listener.signal("HUP");
        let line = listener.says("sources stay as they are");
        assert!(line.contains(fault), "{line}");
        assert_eq!((status_for(SECRET), status_for("another one")), (401, 200), "{settings}");
    }
    listener.stop();
}
