//! A disk that takes nothing more: deliveries are refused and come again, nothing is lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use super::client::Client;
use super::deliveries::{post, settings};
use super::listener::{Listener, watch};
use super::skipped;
use crate::common::{pdpe_in, temp_dir, write};

/// A delivery with much in it that nobody needs.
fn large(name: &str, number: usize) -> String {
    let event = json!({ "id": format!("{name}{number}"), "lat": 39.1, "lon": -94.58 });
    json!({ "type": "event.created", "event": event, "padding": "x".repeat(8000) }).to_string()
}

/// Sends until there is no room: how many were acknowledged.
fn fill(client: &mut Client) -> usize {
    for number in 0..10_000 {
        let answer = post(client, &large("a", number));
        if answer.status != 200 {
            assert_eq!(answer.status, 503, "{answer:?}");
            let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
            assert!((1..=60).contains(&seconds));
            assert!(answer.text().contains("could not be kept; send it again"), "{}", answer.text());
            return number;
        }
    }
    panic!("there was always room");
}

fn refuses_until_there_is_room(dir: &Path, journal: &str, listener: Listener, make_room: impl FnOnce(&Listener)) {
    let mut client = listener.client();
    let kept = fill(&mut client);
    assert!(kept > 20, "{kept}");
    let health = client.get("/health");
    assert_eq!((health.status, health.json()["journal"].as_str()), (503, Some("failing")));
    assert!(health.json()["fault"].as_str().unwrap().contains("cannot write to the journal"), "{}", health.text());
    // Who reads is answered all the same, with what was acknowledged.
    assert_eq!(client.get("/events").json()["events"].as_array().unwrap().len(), kept);
    make_room(&listener);
    // It notices by itself: where it is said to be ill, nobody may send anything.
    let since = Instant::now();
    while client.get("/health").status != 200 {
        assert!(since.elapsed() < Duration::from_secs(60), "it never notices that there is room");
    }
    assert_eq!(post(&mut client, &large("a", kept)).status, 200);
    assert_eq!(client.get("/health").status, 200);
    assert_eq!(client.get("/events").json()["events"].as_array().unwrap().len(), kept + 1);
    listener.stop();
    let args = ["journal", "ls", "--journal", journal, "--state", "applied", "--format", "ndjson", "-q"];
    assert_eq!(pdpe_in(dir, &args, b"").ok().out.lines().count(), kept + 1);
}

/// A small file system of its own in memory; unmounted when it goes out of scope.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path) -> Option<Self> {
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(at).output();
        mount.ok().filter(|mount| mount.status.success()).map(|_| Self(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn on_a_full_disk_it_says_so_and_goes_on_when_there_is_room() {
    let (dir, small) = (temp_dir(), temp_dir());
    let Some(disk) = SmallDisk::mount(small.path()) else {
        return skipped("a full disk", "no file system can be mounted here");
    };
    settings(dir.path());
    let ballast = write(&disk.0, "ballast", vec![0; 1 << 20]);
    let journal = disk.0.join("pdpe.db").to_str().unwrap().to_owned();
    let listener = Listener::start(watch(dir.path()).args(["--journal", &journal]));
    refuses_until_there_is_room(dir.path(), &journal, listener, |_| fs::remove_file(ballast).unwrap());
}

#[test]
fn files_that_may_not_grow_are_a_fault_until_they_may() {
    if Command::new("prlimit").arg("--version").output().is_err() {
        return skipped("a limit of the file size", "there is no prlimit");
    }
    let dir = temp_dir();
    settings(dir.path());
    let direct = watch(dir.path());
    // 1 MiB in blocks of 512 bytes, and no signal with it.
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -S -f 2048 && exec \"$0\" \"$@\""]).arg(direct.get_program());
    limited.args(direct.get_args()).current_dir(dir.path());
    for (name, value) in direct.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    refuses_until_there_is_room(dir.path(), "pdpe.db", Listener::start(&mut limited), |listener| {
        let id = listener.id().to_string();
        let raised = Command::new("prlimit").args(["--fsize=unlimited", "--pid", &id]).status();
        assert!(raised.unwrap().success(), "the limit cannot be raised");
    });
}
