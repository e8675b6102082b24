//! What brings a bare HTTP server down, sent to the listener: everything is answered or refused,
//! memory, threads and descriptors stay bounded, `/health` is answered meanwhile, and the listener
//! is as well afterwards as before.
//!
//! The table: `cargo test --test watch attacks:: -- --ignored --nocapture`.

#![cfg(target_os = "linux")] // what a process holds is read from /proc

mod senders;
mod stores;
mod strangers;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use socket2::{Domain, Socket, Type};

use crate::PATIENCE;
use crate::client::Client;
use crate::guard::malformed_requests::malformed;
use crate::health::{Vitals, Watcher};
use crate::support::{Listener, Setup, descriptors, request, wait_until};

/// Connections, those that are being closed, and the threads at rest.
const MOST_THREADS: usize = 512 + 64 + 40;

/// Memory in an unoptimised build, with 512 stacks and what the allocator keeps for so many threads.
const MOST_MB: usize = 256;

/// The same while eight bodies of the worst kind are read: a list of small numbers takes 32 times
/// as much in memory as on the line.
const MOST_MB_READING: usize = 500;

/// What came back: statuses, or how a connection ended; and how often.
#[derive(Default)]
pub struct Seen(BTreeMap<String, usize>);

impl Seen {
    fn note(&mut self, what: impl std::fmt::Display) {
        *self.0.entry(what.to_string()).or_default() += 1;
    }

    /// The status of an answer, or how the connection ended without one.
    fn read(&mut self, client: &mut Client) {
        match client.try_answer() {
            Ok(answer) => self.note(answer.status),
            Err(_) => self.note("closed"),
        }
    }

    #[track_caller]
    fn are_only(&self, expected: &[&str]) {
        assert!(self.0.keys().all(|seen| expected.contains(&seen.as_str())), "{:?} and not {expected:?}", self.0);
    }
}

pub struct Row {
    attack: &'static str,
    seen: Seen,
    vitals: Vitals,
}

/// Attacks a listener of its own.
fn attacked(attack: &'static str, setup: Setup, run: impl FnOnce(&Listener, &mut Seen)) -> Row {
    let row = survived(attack, setup, run);
    row.vitals.are_good();
    row
}

/// The same, without a word about `/health`.
fn survived(attack: &'static str, setup: Setup, run: impl FnOnce(&Listener, &mut Seen)) -> Row {
    let mut listener = setup.start();
    assert_eq!(listener.get("/health").status, 200);
    let at_rest = (listener.number("Threads:"), descriptors(listener.process()));
    let watcher = Watcher::of(&listener);
    let mut seen = Seen::default();
    run(&listener, &mut seen);
    let vitals = watcher.stop();
    assert!(vitals.threads <= MOST_THREADS, "{attack}: {vitals:?}");
    let most_mb = if attack.contains("lists") { MOST_MB_READING } else { MOST_MB };
    assert!(vitals.peak_mb <= most_mb, "{attack}: {vitals:?}");

    // As well as before: it takes a delivery, tells its cells, and has let go of all the others.
    // As a source that must sign takes it, and one that need not.
    assert_eq!(senders::deliver(&mut listener.client(), "after", "").unwrap(), 200, "{attack}");
    // The loop may still be busy with what came before.
    wait_until("events are shown", || listener.get("/events").status == 200);
    let known = listener.json("/events");
    let is_after = |event: &Value| event["id"] == "after";
    assert_eq!(known["events"].as_array().unwrap().iter().filter(|event| is_after(event)).count(), 1, "{attack}");
    assert_eq!(listener.stat("/door/panics"), 0, "{attack}");
    wait_until("a viewer finds a place", || {
        let mut viewer = listener.client();
        viewer.send(request("GET", "/stream", &[], b""));
        viewer.head().is_ok_and(|(status, _)| status == 200)
    });
    wait_until("all threads have ended", || listener.number("Threads:") <= at_rest.0 + 8);
    wait_until("all descriptors are closed", || descriptors(listener.process()) <= at_rest.1 + 8);
    assert!(listener.is_running(), "{attack}");
    let run = listener.stop();
    assert_eq!(run.code, 0, "{attack}: {run:?}");
    assert!(!run.err.contains("panicked"), "{attack}: {run:?}");
    Row { attack, seen, vitals }
}

fn plain() -> Setup {
    Setup::new(&[])
}

/// A connection from another loopback address, so that more may come.
pub fn from(address: u8, to: SocketAddr) -> Option<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from((Ipv4Addr::new(127, 0, 0, address), 0)).into()).unwrap();
    socket.connect_timeout(&to.into(), PATIENCE).ok()?;
    let stream = TcpStream::from(socket);
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    Some(stream)
}

/// Sends each of many connections a byte now and then, until all were answered or are gone.
fn drip(clients: &mut Vec<(Client, Vec<u8>)>, seen: &mut Seen, pause: &Receiver<()>) {
    let mut at = 0;
    while !clients.is_empty() {
        let _ = pause.recv_timeout(Duration::from_millis(100)); // nobody sends: it is the pause
        clients.retain_mut(|(client, bytes)| {
            let drop = bytes.get(at).copied().unwrap_or(b'a');
            client.stream.set_nonblocking(true).unwrap();
            let is_open = client.try_send([drop]).is_ok();
            let answers = !matches!(client.stream.peek(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock);
            client.stream.set_nonblocking(false).unwrap();
            if is_open && !answers {
                return true;
            }
            seen.read(client);
            false
        });
        at += 1;
    }
}

const POST_HEAD: &str = "POST /webhooks/generic/shop HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

fn framing() -> Vec<Row> {
    vec![
        attacked("Content-Length: 100000000000, GET and POST", plain(), |listener, seen| {
            for method in ["GET", "POST"] {
                let mut client = listener.client();
                client.send(format!("{method} / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000000\r\n\r\n"));
                seen.read(&mut client);
            }
            seen.are_only(&["413"]);
        }),
        attacked("4 × 1 GB declared, then silence", plain(), |listener, seen| {
            let mut clients: Vec<Client> = (0..4).map(|_| listener.client()).collect();
            for client in &mut clients {
                client.send(format!("{POST_HEAD}Content-Length: 1000000000\r\n\r\n"));
                seen.read(client);
            }
            seen.are_only(&["413"]);
        }),
        attacked("200 × GET / HTTP/2.0 and close", plain(), |listener, seen| {
            for _ in 0..200 {
                let mut client = listener.client();
                client.send("GET / HTTP/2.0\r\n\r\n");
                seen.read(&mut client);
            }
            seen.are_only(&["505"]);
        }),
        attacked("every malformed request, a smuggled one behind it", plain(), |listener, seen| {
            let list = malformed();
            for (name, status, bytes) in &list {
                let mut client = listener.client();
                let smuggled = request("POST", "/webhooks/generic/smuggled", &[], br#"{"type":"created"}"#);
                client.send([bytes.as_slice(), &smuggled].concat());
                let answer = client.answer();
                assert_eq!(answer.status, *status, "{name}: {answer:?}");
                assert!(answer.closes(), "{name}");
                client.is_closed();
                seen.note(answer.status);
            }
            assert_eq!(listener.stat("/webhooks/received"), 0);
            let stats = listener.json("/stats");
            let refused: u64 = stats["door"]["refused"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
            assert_eq!(refused, list.len() as u64, "{stats}");
        }),
        attacked("bodies cut off half-way", plain(), |listener, seen| {
            let body = r#"{"type":"created","id":"half","lat":39.1,"lon":-94.58}"#;
            for framing in [
                format!("{POST_HEAD}Content-Length: {}\r\n\r\n{body}", body.len() + 1),
                format!("{POST_HEAD}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n", body.len()),
                format!("{POST_HEAD}Content-Length: {}\r\n\r\n", body.len()),
            ] {
                let mut client = listener.client();
                client.send(&framing);
                client.end();
                seen.read(&mut client);
                let mut client = listener.client();
                client.send(&framing);
                client.reset();
            }
            seen.are_only(&["400"]);
            assert_eq!((listener.stat("/webhooks/received"), listener.stat("/journal/committed")), (0, 0));
        }),
    ]
}

fn crowds() -> Vec<Row> {
    vec![
        attacked("bursts of 8, 64 and 200 keep-alive clients", plain(), |listener, seen| {
            for clients in [8, 8, 8, 64, 200] {
                let mut burst: Vec<Client> = (0..clients).map(|_| listener.client()).collect();
                for _ in 0..3 {
                    for client in &mut burst {
                        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    }
                    for client in &mut burst {
                        seen.read(client);
                    }
                }
            }
            seen.are_only(&["200"]);
        }),
        attacked("descriptors exhausted: 300 idle, 256 allowed", plain().descriptors(256), |listener, seen| {
            let idle: Vec<Client> = (0..300).map(|_| listener.client()).collect();
            for _ in 0..20 {
                seen.note(listener.get("/stats").status);
            }
            drop(idle);
            seen.are_only(&["200"]);
        }),
        attacked("descriptors exhausted: 300 idle, 80 allowed", plain().descriptors(80), |listener, seen| {
            let idle: Vec<Client> = (0..300).map(|_| listener.client()).collect();
            for _ in 0..20 {
                seen.note(listener.get("/stats").status);
            }
            drop(idle);
            seen.are_only(&["200"]);
        }),
        attacked("12,000 × request, then RST", plain(), |listener, seen| {
            let body = br#"{"type":"created"}"#;
            thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        for number in 0..3000 {
                            let mut client = listener.client();
                            let sent = match number % 4 {
                                0 => client.try_send(request("GET", "/cells", &[], b"")),
                                1 => client.try_send(request("GET", "/stream", &[], b"")),
                                2 => client.try_send(request("POST", "/webhooks/generic/shop", &[], body)),
                                _ => client.try_send(format!("{POST_HEAD}Content-Length: 9\r\n\r\nx")),
                            };
                            let awaits_answer = number % 5 == 0 && number % 4 < 3;
                            if sent.is_ok() && awaits_answer {
                                let _ = client.head(); // some go in the midst of it
                            }
                            client.reset();
                        }
                    });
                }
            });
            seen.note("reset");
        }),
        attacked("2,000 idle connections from 8 addresses", plain(), |listener, seen| {
            let idle: Vec<Option<TcpStream>> =
                (0..2000).map(|number: u16| from(2 + (number % 8) as u8, listener.address)).collect();
            seen.note(format!("{} connected", idle.iter().flatten().count()));
            assert!(listener.stat("/door/connections") <= 512);
            assert!(listener.stat("/door/evicted") >= 2000 - 512);
            seen.note(listener.get("/stats").status);
        }),
        attacked("slowloris: 300 drip heads and bodies from 2 addresses", plain(), |listener, seen| {
            let head = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Filling: ".to_vec();
            let mut clients: Vec<(Client, Vec<u8>)> = (0..300)
                .filter_map(|number| {
                    let client = if number % 2 == 0 { listener.client() } else { client_from(5, listener.address)? };
                    Some((client, head.clone()))
                })
                .collect();
            for (client, _) in clients.iter_mut().step_by(3) {
                client.send(format!("{POST_HEAD}Content-Length: 100000\r\n\r\n"));
            }
            let (_never, pause): (Sender<()>, _) = channel();
            drip(&mut clients, seen, &pause);
            seen.are_only(&["408"]);
            assert_eq!(listener.stat("/journal/committed"), 0);
        }),
    ]
}

/// A client from another loopback address.
fn client_from(address: u8, to: SocketAddr) -> Option<Client> {
    let mut client = Client::of(to);
    client.stream = from(address, to)?;
    Some(client)
}

fn floods() -> Vec<Row> {
    vec![
        attacked("a header line of 200 MB", plain(), |listener, seen| {
            let mut client = listener.client();
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: ");
            let block = vec![b'a'; 1 << 20];
            let sent = (0..200).take_while(|_| client.try_send(&block).is_ok()).count();
            assert!(sent < 200, "200 MB were taken");
            seen.note(format!("cut after {sent} MB"));
        }),
        attacked("a header line of 17 KiB", plain(), |listener, seen| {
            let mut client = listener.client();
            client.send(format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "a".repeat(17 << 10)));
            seen.read(&mut client);
            seen.are_only(&["431"]);
        }),
        attacked("4 × 10 MB of pipelining, nobody reads", plain(), |listener, seen| {
            let one = "GET /cells?top=10 HTTP/1.1\r\nHost: localhost\r\n\r\n";
            let requests = one.repeat(10_000_000 / one.len());
            thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        let mut client = listener.client();
                        client.stream.set_write_timeout(Some(Duration::from_secs(2))).unwrap();
                        let _ = client.try_send(&requests); // it is closed meanwhile, or takes no more
                    });
                }
            });
            seen.note("closed");
        }),
        attacked("150 × half of 1 MB bodies", plain(), |listener, seen| {
            let mut half_sent: Vec<Client> = (0..150).map(|_| listener.client()).collect();
            for client in &mut half_sent {
                client.send(format!("{POST_HEAD}Content-Length: 1048576\r\n\r\n"));
                let _ = client.try_send(vec![b'a'; 524_288]); // the oldest are sent away in the end
            }
            seen.note(listener.get("/stats").status);
        }),
    ]
}

/// What is allowed, and too much of it.
fn readers_and_senders() -> Vec<Row> {
    vec![
        attacked("100 ask for all cells and do not read", plain(), |listener, seen| {
            let mut clients: Vec<Client> = (0..100).map(|_| listener.client()).collect();
            for client in &mut clients {
                client.send("GET /cells HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }
            seen.note(listener.get("/cells?top=1").status);
            seen.are_only(&["200"]);
        }),
        attacked("64 viewers that do not read, and updates", plain(), |listener, seen| {
            let mut viewers: Vec<Client> = (0..64).map(|_| listener.client()).collect();
            for viewer in &mut viewers {
                viewer.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assert_eq!(viewer.head().unwrap().0, 200);
            }
            seen.note(listener.get("/stream").status);
            seen.are_only(&["503"]);
            for number in 0..300 {
                let body = format!(r#"{{"type":"created","id":"after","lat":39.1,"lon":-94.{}}}"#, 560 + number % 30);
                seen.note(listener.post("/webhooks/generic/shop", body).status);
                listener.get("/stats"); // so that each is a burst of its own
            }
            seen.are_only(&["200", "503"]);
        }),
        attacked("16 send lists of 500,000 numbers at full speed", plain(), |listener, seen| {
            let statuses = thread::scope(|scope| {
                let senders: Vec<_> = (0..16)
                    .map(|sender| {
                        scope.spawn(move || {
                            let post = |number| {
                                let list = "0,".repeat(500_000);
                                let body = format!(r#"{{"sender":{sender},"number":{number},"list":[{list}0]}}"#);
                                listener.post("/webhooks/generic/shop", body).status
                            };
                            (0..4).map(post).collect::<Vec<u16>>()
                        })
                    })
                    .collect();
                senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect::<Vec<u16>>()
            });
            for status in statuses {
                seen.note(status);
            }
            seen.are_only(&["200"]);
        }),
        attacked("32 readers at full speed", plain(), |listener, seen| {
            let statuses = thread::scope(|scope| {
                let readers: Vec<_> = (0..32)
                    .map(|number| {
                        scope.spawn(move || {
                            let target =
                                ["/cells", "/stats", "/score?lat=39.1&lon=-94.58&explain=1", "/messages"][number % 4];
                            let ask = |_| listener.get(target).status;
                            (0..30).map(ask).collect::<Vec<u16>>()
                        })
                    })
                    .collect();
                readers.into_iter().flat_map(|reader| reader.join().unwrap()).collect::<Vec<u16>>()
            });
            for status in statuses {
                seen.note(status);
            }
            seen.are_only(&["200"]);
        }),
    ]
}

/// One attack at a time has the machine.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
#[ignore = "a minute: cargo test --test watch attacks:: -- --ignored --nocapture"]
fn every_attack_is_survived() {
    table(&[framing, crowds, floods, readers_and_senders]);
}

#[test]
#[ignore = "two minutes: cargo test --test watch attacks:: -- --ignored --nocapture"]
fn senders_are_acknowledged_under_attack() {
    table(&[strangers::strangers]);
}

#[test]
#[ignore = "a minute: cargo test --test watch attacks:: -- --ignored --nocapture"]
fn memory_is_bounded_under_attack() {
    table(&[stores::stores]);
}

fn table(attacks: &[fn() -> Vec<Row>]) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let rows: Vec<Row> = attacks.iter().flat_map(|attacks| attacks()).collect();
    let mut table = format!(
        "{:<56} {:<26} {:>6} {:>6} {:>9} {:>9} {:>6} {:>7} {:>5}\n",
        "attack", "seen", "asked", "again", "worst ms", "machine", "MB", "threads", "fds"
    );
    for Row { attack, seen, vitals } in rows {
        let seen: Vec<String> = seen.0.iter().map(|(what, count)| format!("{count}×{what}")).collect();
        let _ = writeln!(
            table,
            "{attack:<56} {:<26} {:>6} {:>6} {:>9} {:>9} {:>6} {:>7} {:>5}",
            seen.join(" "),
            vitals.asked,
            vitals.again,
            vitals.worst.as_millis(),
            vitals.worst_of_machine.as_millis(),
            vitals.peak_mb,
            vitals.threads,
            vitals.descriptors
        ); // writing to a String cannot fail
    }
    std::io::stdout().write_all(table.as_bytes()).unwrap();
}
