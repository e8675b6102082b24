//! Killed again and again while deliveries come in: nothing that was acknowledged is lost, nothing
//! is done twice, and the scores are those of a run in which nothing happened.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;

use pdpe::watch::journal::record;

use super::client::Client;
use super::deliveries::{Dice, PATH, SECRET, delivery, pool, post, settings, signed};
use super::listener::{Listener, watch};
use super::scores_are_right;
use crate::common::{pdpe_in, temp_dir, write};

const CLIENTS: u64 = 6;
const DAY: &str = "2026-10-03";

/// A time at which some events are open, and which stays.
const STANDING: [&str; 4] = ["--now", "2026-10-03T20:15", "--clock-speed", "0.000001"];

/// How often it is killed; `PDPE_KILLS` says so.
fn rounds() -> u64 {
    std::env::var("PDPE_KILLS").map_or(20, |kills| kills.parse().unwrap())
}

fn listener(dir: &Path, journal: &str) -> Command {
    let mut command = watch(dir);
    command.args(["--events", "pool.json", "--journal", journal]).args(STANDING);
    command.env("TMPDIR", dir.join("tmp"));
    command
}

/// What one sender has sent, and whether it was told that it is kept.
struct Sender {
    dice: Dice,
    name: u64,
    acknowledged: BTreeSet<String>,
    /// What it does not know of, to be sent again.
    open: Vec<String>,
    sent: u64,
}

impl Sender {
    /// Sends what is open, and then new ones up to `most`, until the other end is gone.
    fn send(&mut self, address: SocketAddr, most: u64, mut told: impl FnMut()) {
        let mut client = Client::of(address);
        let mut new = 0;
        loop {
            if self.open.is_empty() {
                if new == most {
                    return;
                }
                new += 1;
                self.sent += 1;
                let number = format!("{}-{}", self.name, self.sent);
                self.open.push(delivery(&mut self.dice, &number, DAY));
            }
            let body = &self.open[self.open.len() - 1];
            let Ok(answer) = client.try_post(PATH, &signed(SECRET, body), body.as_bytes()) else { return };
            // As long as it stops, or if the journal is busy, it says to come again.
            if answer.status == 200 {
                self.acknowledged.extend(self.open.pop());
                told();
            } else {
                assert_eq!(answer.status, 503, "{answer:?}");
            }
        }
    }
}

/// What is in a journal, by number.
fn journal(dir: &Path, name: &str) -> Vec<String> {
    pdpe_in(dir, &["journal", "export", "--journal", name, "export.ndjson", "-q"], b"").ok();
    let export = std::fs::read(dir.join("export.ndjson")).unwrap();
    let recorded = record::read(export.as_slice(), "export.ndjson");
    recorded.map(|recorded| String::from_utf8(recorded.unwrap().delivery.body).unwrap()).collect()
}

#[test]
fn killed_again_and_again_under_load_it_has_all_that_it_acknowledged_once() {
    let dir = temp_dir();
    settings(dir.path());
    write(dir.path(), "pool.json", pool(DAY));
    std::fs::create_dir(dir.path().join("tmp")).unwrap();
    let (rounds, mut dice) = (rounds(), Dice(20_261_003));
    let mut senders: Vec<Sender> = (0..CLIENTS)
        .map(|name| Sender { dice: Dice(name), name, acknowledged: BTreeSet::new(), open: Vec::new(), sent: 0 })
        .collect();
    for round in 0..rounds {
        let listener = Listener::start(&mut listener(dir.path(), "pdpe.db"));
        let address = listener.address;
        let until_killed = 1 + dice.below(250);
        let (sender, told) = channel();
        thread::scope(|scope| {
            for own in &mut senders {
                let sender = sender.clone();
                scope.spawn(move || own.send(address, u64::MAX, || sender.send(()).unwrap_or_default()));
            }
            drop(sender);
            let seen = told.iter().take(usize::try_from(until_killed).unwrap()).count() as u64;
            assert_eq!(seen, until_killed, "round {round}: all senders gave up");
            listener.kill();
        });
        // What was acknowledged is there at once, before anybody sends it again.
        let kept: BTreeSet<String> = journal(dir.path(), "pdpe.db").into_iter().collect();
        for sender in &senders {
            let missing = sender.acknowledged.iter().find(|body| !kept.contains(*body));
            assert_eq!(missing, None, "round {round}: acknowledged and lost");
        }
    }
    // Undisturbed to the end: what is open is sent again.
    let last = Listener::start(&mut listener(dir.path(), "pdpe.db"));
    let address = last.address;
    thread::scope(|scope| {
        for own in &mut senders {
            scope.spawn(move || own.send(address, 5, || {}));
        }
    });
    let (cells, _) = scores_are_right(dir.path(), &last);
    let events = last.client().get("/events").text().to_owned();
    let duplicates = last.client().get("/stats").json()["webhooks"]["duplicate"].as_u64().unwrap();
    last.stop();

    let kept = journal(dir.path(), "pdpe.db");
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for body in &kept {
        *times.entry(body).or_default() += 1;
    }
    let acknowledged: BTreeSet<&str> =
        senders.iter().flat_map(|sender| &sender.acknowledged).map(String::as_str).collect();
    let sent: u64 = senders.iter().map(|sender| sender.sent).sum();
    assert!(senders.iter().all(|sender| sender.open.is_empty()));
    assert_eq!(acknowledged.len() as u64, sent);
    assert_eq!(times.keys().copied().collect::<BTreeSet<_>>(), acknowledged);
    assert!(times.values().all(|count| *count == 1), "a delivery is there twice");
    let args = ["journal", "ls", "--journal", "pdpe.db", "--state", "applied", "--format", "ndjson", "-q"];
    assert_eq!(pdpe_in(dir.path(), &args, b"").ok().out.lines().count() as u64, sent, "not all are applied");

    // The same deliveries in the same order, with nobody killed.
    let calm = Listener::start(&mut listener(dir.path(), "calm.db"));
    let mut client = calm.client();
    for body in &kept {
        assert_eq!(post(&mut client, body).status, 200);
    }
    let calm_cells = client.get("/cells").json()["cells"].to_string();
    assert!(calm_cells == cells, "the scores depend on who was killed");
    assert_eq!(client.get("/events").text(), events);
    calm.stop();
    assert_eq!(journal(dir.path(), "calm.db"), kept);
    assert_eq!(std::fs::read_dir(dir.path().join("tmp")).unwrap().count(), 0, "something was left behind");
    eprintln!("{rounds} times killed: {sent} acknowledged, 0 missing, {duplicates} sent again at the end");
}
