//! Threads that compute an answer and do not come to an end: `/health` and `/metrics` show them.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use pdpe::geo::{BoundingBox, LatLon};
use pdpe::grid::{CellSize, Grid, Regular};
use pdpe::live::bus::Topic;
use pdpe::live::message::Kind;
use pdpe::watch::door::{Limits, Workers};
use pdpe::watch::run::{Watch, WatchSettings};
use pdpe::watch::testing::Subscriber;

use crate::client::{Answer, Client};
use crate::one_cell::one_cell;
use crate::support::{JSON, Setup, request, wait_until};

const ADDED: &[u8] = br#"{"type":"added","event":{"id":"x","lat":39.1,"lon":-94.58}}"#;

/// Far more than the gate for readers lets through, so that some always wait.
const MANY: usize = 60;

fn get(address: SocketAddr, target: &str) -> Answer {
    let mut client = Client::of(address);
    client.send(request("GET", target, &[], b""));
    client.answer()
}

/// Asks until it is told to stop, or nobody answers any more.
pub fn keep_asking(address: SocketAddr, target: &'static str, stop: &Arc<AtomicBool>) -> Vec<thread::JoinHandle<()>> {
    let ask = move |stop: Arc<AtomicBool>| {
        while !stop.load(Ordering::SeqCst) {
            let Ok(mut stream) = std::net::TcpStream::connect(address) else { return };
            let sent = stream.write_all(&request("GET", target, &[], b""));
            // What it says does not matter.
            let _ = sent.and_then(|()| std::io::copy(&mut stream, &mut std::io::sink()));
        }
    };
    (0..MANY).map(|_| Arc::clone(stop)).map(|stop| thread::spawn(move || ask(stop))).collect()
}

#[test]
fn when_threads_are_stuck_health_and_metrics_say_so_until_they_are_not() {
    // A subscriber that waits holds the loop, and the loop those who ask it.
    let (go, is_free) = channel::<()>();
    let is_free = Mutex::new(is_free);
    let hold = Subscriber {
        name: "hold".into(),
        topic: Topic::Kind(Kind::EventAdded),
        call: Box::new(move |_| {
            let _ = is_free.lock().unwrap().recv(); // until the test lets go
            Ok(Vec::new())
        }),
    };
    let settings = WatchSettings {
        limits: Limits { stuck: Duration::ZERO, ..Limits::default() },
        interval: Duration::from_secs(3600), // the loop may be silent so long
        subscribers: vec![hold],
        ..one_cell()
    };
    let watch = Watch::start(settings).unwrap();
    let address = watch.address();
    let health = get(address, "/health");
    assert_eq!(health.status, 200);
    assert!(health.text().contains(r#""workers":"ok""#), "{}", health.text());

    let mut client = Client::of(address);
    client.send(request("POST", "/webhooks/generic/box", &[JSON], ADDED));
    assert_eq!(client.answer().status, 200);
    let stop = Arc::new(AtomicBool::new(false));
    let asking = keep_asking(address, "/stats", &stop);
    wait_until("health says it", || {
        let health = get(address, "/health");
        let says = health.text().contains("busy workers have worked on one request for more than 0 s");
        says && health.status == 503 && health.text().contains(r#""workers":"failing""#)
    });
    wait_until("metrics say it", || {
        let metrics = get(address, "/metrics");
        let stuck = metrics.text().lines().find_map(|line| line.strip_prefix("pdpe_workers_stuck "));
        stuck.unwrap().parse::<usize>().unwrap() >= Workers::MOST_STUCK
    });

    stop.store(true, Ordering::SeqCst);
    drop(go);
    for asking in asking {
        asking.join().unwrap();
    }
    wait_until("all are free again", || watch.workers().busy == 0);
    assert_eq!(get(address, "/health").status, 200);
    assert!(watch.stop());
}

#[test]
fn who_reads_a_long_answer_slowly_keeps_nobody_busy() {
    let corner = |lat, lon| LatLon::new(lat, lon).unwrap();
    let area = BoundingBox::new(corner(38.95, -94.75), corner(39.25, -94.45)).unwrap();
    let grid: Grid = Regular::new(area, CellSize::new(100.0).unwrap()).unwrap().whole();
    let settings = WatchSettings {
        limits: Limits { stuck: Duration::ZERO, ..Limits::default() },
        grid: Arc::new(grid),
        ..one_cell()
    };
    let watch = Watch::start(settings).unwrap();
    let readers: Vec<Client> = (0..2 * Workers::MOST_STUCK)
        .map(|_| {
            let mut client = Client::of(watch.address());
            client.send(request("GET", "/cells?format=csv", &[], b""));
            assert_eq!(client.head().unwrap().0, 200);
            client
        })
        .collect();
    wait_until("nobody is busy", || watch.workers().busy == 0);
    assert_eq!(get(watch.address(), "/health").status, 200);
    // None of them has been sent all of it.
    let sizes = readers.into_iter().map(|mut client| std::io::copy(&mut client.stream, &mut std::io::sink()).unwrap());
    let least = sizes.min().unwrap();
    assert!(least > 5_000_000, "{least} bytes may wait in the buffers of the system");
}

#[test]
fn a_listener_that_is_stuck_ends_so_that_it_is_started_again_and_has_lost_nothing() {
    let mut listener = Setup::new(&["--stuck-after", "0"]).start();
    assert_eq!(listener.post("/webhooks/generic/box", ADDED).status, 200);
    let stop = Arc::new(AtomicBool::new(false));
    let asking = keep_asking(listener.address, "/cells?top=5000", &stop);
    wait_until("it has ended", || !listener.is_running());
    for asking in asking {
        asking.join().unwrap();
    }
    let folder = std::mem::replace(&mut listener.setup.folder, crate::common::temp_dir());
    let run = listener.end();
    assert_eq!(run.code, 4, "{}", run.err);
    assert!(run.err.contains("busy workers have worked on one request for more than 0 s"), "{}", run.err);
    let mut setup = Setup::new(&[]);
    setup.folder = folder;
    let restarted = setup.start();
    assert_eq!(restarted.json("/events")["events"][0]["id"], "x");
}
