//! The door through real loopback sockets: what strangers send to the guard, and what the server
//! behind it gets to see and answers.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod answers;
mod attacks;
mod caps;
mod deadlines;
mod deaf;
mod malformed;
pub mod malformed_requests;
mod oracle;
mod parser;
mod process;
mod shutdown;
mod streams;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::time::Duration;

use pdpe::watch::guard::{Guard, Limits, listen};
use pdpe::watch::server::{Reply, Request, Response, Server, ServerSettings};

use crate::client::{self, Client};

/// Long enough for anything that happens at all.
const PATIENCE: Duration = Duration::from_secs(20);

/// A guard on loopback, and a server behind it.
struct Stand {
    guard: Guard,
    server: Server,
    mailbox: Arc<Mailbox>,
}

impl Stand {
    fn new() -> Self {
        Self::with(Limits::default())
    }

    fn with(limits: Limits) -> Self {
        Self::settled(limits, ServerSettings::default())
    }

    fn settled(limits: Limits, settings: ServerSettings) -> Self {
        let mailbox = Arc::new(Mailbox::default());
        let server = {
            let mailbox = Arc::clone(&mailbox);
            Server::start(settings, move |request, reply| respond(&request, reply, &mailbox)).unwrap()
        };
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let guard = Guard::start(listener, limits, &[], server.connect()).unwrap();
        Self { guard, server, mailbox }
    }

    fn address(&self) -> SocketAddr {
        self.guard.address()
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

/// Replies that are kept, to be sent when a test says so.
#[derive(Default)]
struct Mailbox {
    kept: Mutex<VecDeque<Reply>>,
    came: Condvar,
    seen: Mutex<usize>,
    /// While a test holds it, `/block` blocks.
    gate: Mutex<()>,
}

impl Mailbox {
    fn next(&self) -> Reply {
        let kept = self.kept.lock().unwrap();
        let (mut kept, timed_out) = self.came.wait_timeout_while(kept, PATIENCE, |kept| kept.is_empty()).unwrap();
        assert!(!timed_out.timed_out(), "no reply was kept");
        kept.pop_front().unwrap()
    }
}

/// Answers with what was asked; some paths do other things.
fn respond(request: &Request, reply: Reply, mailbox: &Mailbox) {
    *mailbox.seen.lock().unwrap() += 1;
    match request.path.as_str() {
        "/keep" => {
            mailbox.kept.lock().unwrap().push_back(reply);
            mailbox.came.notify_all();
        }
        "/block" => {
            drop(mailbox.gate.lock());
            reply.send(Response::text(200, "no longer blocked"));
        }
        "/panic" => panic!("as the test wished"),
        "/forget" => drop(reply),
        "/size" => {
            let bytes = request.query.parse().unwrap();
            reply.send(Response::whole(200, "application/octet-stream", pattern(bytes)));
        }
        "/empty" => reply.send(Response::text(204, "")),
        "/header" => reply.send(Response::text(200, "x").with_header("X-Test", "a\r\nX-Injected: b")),
        "/length" => reply.send(Response::text(200, "x").with_header("Content-length", "2")),
        "/endless" => reply.send(Response::stream("text/event-stream", std::iter::repeat_with(|| vec![b'x'; 1000]))),
        _ => reply.send(echo(request)),
    }
}

/// Method, path and query; the headers; an empty line; the body.
fn echo(request: &Request) -> Response {
    let mut text = format!("{} {}?{}\n", request.method, request.path, request.query);
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
