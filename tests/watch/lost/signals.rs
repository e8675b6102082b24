//! SIGTERM: what was acknowledged is done first. SIGHUP: sources are read again.

use std::process::Command;
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

#[test]
fn told_to_reload_it_keeps_what_it_has_where_files_are_damaged() {
    let dir = temp_dir();
    settings(dir.path());
    let listener = Listener::start(&mut watch(dir.path()));
    let mut client = listener.client();
    let file = |name: &str| dir.path().join(name);
    let huge = |name: &str| std::fs::File::create(file(name)).unwrap().set_len(1 << 30).unwrap();
    let pipe = || {
        std::fs::remove_file(file("pdpe.toml")).unwrap();
        assert!(Command::new("mkfifo").arg(file("pdpe.toml")).status().unwrap().success());
    };
    let other = || drop(write(dir.path(), "pdpe.toml", "[[sources]]\nname = \"other\"\nscheme = \"none\"\n"));
    let damages: [(&str, &dyn Fn()); 6] = [
        ("could not send any more", &other),
        ("is only the beginning of the present one", &|| secret(dir.path(), &SECRET[..SECRET.len() - 1])),
        ("it is empty", &|| secret(dir.path(), "\n")),
        ("longer than 4096 bytes", &|| huge("secret")),
        ("longer than 4 MiB", &|| huge("pdpe.toml")),
        ("a pipe or a device", &pipe),
    ];
    for (number, (fault, damage)) in damages.iter().enumerate() {
        damage();
        listener.signal("HUP");
        let line = listener.says("sources stay as they are");
        assert!(line.contains(fault), "{line}");
        let body = format!("{{\"type\":\"ping\",\"number\":{number}}}");
        assert_eq!(client.post(PATH, &signed(SECRET, &body), body.as_bytes()).status, 200, "{fault}");
        let _ = std::fs::remove_file(file("pdpe.toml"));
        settings(dir.path());
        listener.signal("HUP");
        listener.says("sources and secrets were read again");
    }
    // A secret that is replaced by another file at once.
    secret(dir.path(), SECRET);
    std::fs::write(file("new"), "another secret, as long").unwrap();
    std::fs::set_permissions(file("new"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    std::fs::rename(file("new"), file("secret")).unwrap();
    listener.signal("HUP");
    listener.says("sources and secrets were read again");
    let body = "{\"type\":\"ping\",\"number\":99}";
    assert_eq!(client.post(PATH, &signed("another secret, as long", body), body.as_bytes()).status, 200);
    listener.stop();
}

#[test]
fn a_reload_gives_nobody_more_deliveries_than_the_rate_limit() {
    let dir = temp_dir();
    settings(dir.path());
    let config = std::fs::read_to_string(dir.path().join("pdpe.toml")).unwrap();
    write(dir.path(), "pdpe.toml", config.replace("1000000", "3"));
    let listener = Listener::start(&mut watch(dir.path()));
    let mut client = listener.client();
    let mut accepted = 0;
    for number in 0..40 {
        let body = format!("{{\"type\":\"ping\",\"number\":{number}}}");
        accepted += usize::from(client.post(PATH, &signed(SECRET, &body), body.as_bytes()).status == 200);
        listener.signal("HUP");
        listener.says("sources and secrets were read again");
    }
    // One more for each 20 s that this takes.
    assert!((3..8).contains(&accepted), "{accepted}");
    listener.stop();
}
