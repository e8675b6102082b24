//! For a long time everything at once: deliveries, viewers who come and go, readers, reloads, and pauses of the
//! whole process. Memory, threads and descriptors are flat after the first minute.
//!
//! `PDPE_SOAK_MINUTES=30 cargo test --test watch soak -- --ignored --nocapture`

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use super::client::Client;
use super::deliveries::{Dice, delivery, pool, post, settings};
use super::listener::{Listener, watch};
use super::scores_are_right;
use crate::common::{temp_dir, write};
use crate::support::{descriptors, number, wait_until};

const DAY: &str = "2026-10-03";

/// Acknowledged deliveries between two looks at what the process holds.
const LOOK: u64 = 250;

#[test]
#[ignore = "minutes: PDPE_SOAK_MINUTES=30 cargo test --test watch soak -- --ignored --nocapture"]
fn for_long_it_holds_no_more_than_in_the_first_minute() {
    let minutes: u64 = std::env::var("PDPE_SOAK_MINUTES").map_or(2, |minutes| minutes.parse().unwrap());
    let dir = temp_dir();
    settings(dir.path());
    write(dir.path(), "pool.json", pool(DAY));
    let mut command = watch(dir.path());
    command.args(["--events", "pool.json", "--now", "2026-10-03T20:15", "--clock-speed", "10"]);
    let listener = Listener::start(&mut command);
    let (address, process, is_over) = (listener.address, listener.id(), &AtomicBool::new(false));
    let goes_on = || !is_over.load(Ordering::Relaxed);
    let (mut sent, mut held) = (0, Vec::new());
    let (acknowledged, looks) = channel();
    thread::scope(|scope| {
        let sending = scope.spawn(move || {
            let (mut client, mut dice, mut sent) = (Client::of(address), Dice(1), 0_u64);
            while goes_on() {
                sent += 1;
                assert_eq!(post(&mut client, &delivery(&mut dice, &sent.to_string(), DAY)).status, 200);
                if sent.is_multiple_of(LOOK) {
                    client = Client::of(address);
                    let _ = acknowledged.send(()); // the last look may be over
                }
            }
            sent
        });
        for path in ["/stream", "/cells", "/events", "/messages"] {
            scope.spawn(move || {
                while goes_on() {
                    if path == "/stream" {
                        let mut viewer = TcpStream::connect(address).unwrap();
                        viewer.write_all(b"GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
                        assert_ne!(viewer.read(&mut [0; 4096]).unwrap(), 0, "a viewer is answered before it goes");
                    } else {
                        assert_eq!(Client::of(address).get(path).status, 200, "{path}");
                    }
                }
            });
        }
        let begun = Instant::now();
        for round in 0.. {
            if begun.elapsed() >= Duration::from_secs(60 * minutes) {
                break;
            }
            looks.recv().unwrap();
            listener.signal("HUP");
            if round % 3 == 0 {
                listener.signal("STOP");
                let status = format!("/proc/{process}/status");
                wait_until("it is stopped", || std::fs::read_to_string(&status).unwrap().contains("State:\tT"));
                listener.signal("CONT");
            }
            held.push((begun.elapsed(), (listener.resident_kb(), number(process, "Threads:"), descriptors(process))));
        }
        is_over.store(true, Ordering::Relaxed);
        sent = sending.join().unwrap();
    });
    scores_are_right(dir.path(), &listener);
    listener.stop();
    let first_minute = held.iter().take_while(|(elapsed, _)| *elapsed < Duration::from_secs(60)).count();
    let (first, rest) = held.split_at(first_minute.min(held.len() / 2));
    let most = |of: &[(Duration, (u64, usize, usize))]| {
        of.iter().fold((0, 0, 0), |most, (_, now)| (most.0.max(now.0), most.1.max(now.1), most.2.max(now.2)))
    };
    let (first, rest) = (most(first), most(rest));
    eprintln!(
        "{minutes} minutes, {sent} deliveries; KB, threads, descriptors: {first:?} in the first minute, then {rest:?}"
    );
    // The journal and what is kept up to a limit still grow a little.
    assert!(rest.0 < first.0 + 32_768 && rest.1 <= first.1 + 8 && rest.2 <= first.2 + 8, "{first:?}, then {rest:?}");
}
