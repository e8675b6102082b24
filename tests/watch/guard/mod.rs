//! The door through real loopback sockets: what clients send, and what the function that answers gets to
//! see.

#![allow(clippy::unwrap_used)]

mod answers;
mod attacks;
mod caps;
mod deadlines;
mod malformed;
pub mod malformed_requests;
mod oracle;
mod parser;
mod process;
mod shutdown;
mod streams;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::time::Duration;

use pdpe::watch::door::{Door, Gate, Limits, Piece, Request, Response, listen};

use crate::client::{self, Client};

/// Long enough for anything that happens at all.
const PATIENCE: Duration = Duration::from_secs(20);

/// A door on loopback.
struct Stand {
    door: Door,
    mailbox: Arc<Mailbox>,
}

impl Stand {
    fn new() -> Self {
        Self::with(Limits::default())
    }

    fn with(limits: Limits) -> Self {
        let mailbox = Arc::new(Mailbox::default());
        let door = open("127.0.0.1:0", limits, &mailbox);
        Self { door, mailbox }
    }

    fn address(&self) -> SocketAddr {
        self.door.address()
    }

    fn client(&self) -> Client {
        Client::of(self.address())
    }

    /// Sends bytes and reads what comes until the end.
    fn tell(&self, bytes: impl AsRef<[u8]>) -> client::Answer {
        let mut client = self.client();
        client.send(bytes);
        client.answer()
    }

    /// An ordinary request on a new connection is answered within a second.
    fn is_well(&self) {
        is_well(self.address());
    }

    /// Requests that the function that answers has seen.
    fn seen(&self) -> usize {
        *self.mailbox.seen.lock().unwrap()
    }
}

fn is_well(address: SocketAddr) {
    let mut client = Client::patient(address, Duration::from_secs(1));
    client.send("GET /well HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let answer = client.answer();
    assert_eq!((answer.status, answer.text().lines().next().unwrap()), (200, "GET /well?"));
}

/// Waits for a condition that must come true.
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = std::time::Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "never happened: {what}");
        std::thread::yield_now();
    }
}

fn open(address: &str, limits: Limits, mailbox: &Arc<Mailbox>) -> Door {
    let mailbox = Arc::clone(mailbox);
    Door::open(listen(address.parse().unwrap()).unwrap(), limits, &[], move |request| respond(&request, &mailbox))
        .unwrap()
}

/// A request that waits until a test answers it.
struct Reply(SyncSender<Response>);

impl Reply {
    fn send(self, response: Response) {
        let _ = self.0.send(response); // the request may have been given up
    }
}

/// Requests that wait, to be answered when a test says so.
struct Mailbox {
    kept: Mutex<VecDeque<Reply>>,
    came: Condvar,
    seen: Mutex<usize>,
    /// While a test holds it, `/block` blocks.
    block: Mutex<()>,
    /// Lets one request through at a time whose path begins with `/gated`.
    gate: Gate,
}

impl Default for Mailbox {
    fn default() -> Self {
        Self {
            kept: Mutex::default(),
            came: Condvar::new(),
            seen: Mutex::default(),
            block: Mutex::default(),
            gate: Gate::new(1),
        }
    }
}

impl Mailbox {
    fn next(&self) -> Reply {
        let kept = self.kept.lock().unwrap();
        let (mut kept, timed_out) = self.came.wait_timeout_while(kept, PATIENCE, |kept| kept.is_empty()).unwrap();
        assert!(!timed_out.timed_out(), "no reply was kept");
        kept.pop_front().unwrap()
    }

    fn keep(&self) -> Response {
        let (sender, receiver) = sync_channel(1);
        self.kept.lock().unwrap().push_back(Reply(sender));
        self.came.notify_all();
        receiver.recv().unwrap_or_else(|_| Response::text(500, "nobody answered"))
    }
}

/// What is sent to the channel, piece by piece.
fn stream(content_type: &str, pieces: Receiver<Vec<u8>>) -> Response {
    Response::stream(content_type, move |wait| match pieces.recv_timeout(wait) {
        Ok(piece) => Piece::Bytes(piece),
        Err(RecvTimeoutError::Timeout) => Piece::Nothing,
        Err(RecvTimeoutError::Disconnected) => Piece::End,
    })
}

/// Answers with what was asked; some paths do other things.
fn respond(request: &Request, mailbox: &Mailbox) -> Response {
    let ungated = request.path().strip_prefix("/gated");
    let _inside = ungated.map(|_| mailbox.gate.enter(PATIENCE).unwrap());
    *mailbox.seen.lock().unwrap() += 1;
    match ungated.unwrap_or(request.path()) {
        "/keep" => mailbox.keep(),
        "/block" => {
            drop(mailbox.block.lock());
            Response::text(200, "no longer blocked")
        }
        "/panic" => panic!("as the test wished"),
        "/size" => Response::whole(200, "application/octet-stream", pattern(request.query().parse().unwrap())),
        "/empty" => Response::text(204, ""),
        "/header" => Response::text(200, "x").with_header("X-Test", "a\r\nX-Injected: b"),
        "/length" => Response::text(200, "x").with_header("Content-length", "2"),
        "/endless" => Response::pieces("text/event-stream", std::iter::repeat_with(|| vec![b'x'; 1000])),
        _ => echo(request),
    }
}

/// Method, path and query; the headers; an empty line; the body.
fn echo(request: &Request) -> Response {
    let mut text = format!("{} {}?{}\n", request.method.as_str(), request.path(), request.query());
    for (name, value) in &request.headers {
        text.extend([name, ": ", value, "\n"]);
    }
    let mut bytes = format!("{text}peer: {:?}\n\n", request.peer.map(|peer| peer.ip())).into_bytes();
    bytes.extend_from_slice(&request.body);
    Response::whole(200, "text/plain", bytes)
}

/// Bytes in which a lost or doubled piece shows.
fn pattern(bytes: usize) -> Vec<u8> {
    static PATTERN: OnceLock<Vec<u8>> = OnceLock::new();
    let all =
        PATTERN.get_or_init(|| (0..4 << 20).map(|at| u8::try_from((at * 31 + at / 251) % 251).unwrap()).collect());
    all[..bytes].to_vec()
}
