//! A whole listener in this process, and what several clients do one after the other.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::OnceLock;
use std::time::Duration;

use pdpe::grid::kansas_city;
use pdpe::model::Model;
use pdpe::watch::run::{Watch, WatchSettings};

/// Steps of one sequence, and clients that take them.
const MOST_STEPS: usize = 24;
const CLIENTS: usize = 4;

/// Long enough for anything that happens at all.
const PATIENCE: Duration = Duration::from_secs(20);

const PATHS: [&str; 16] = [
    "/",
    "/health",
    "/stats",
    "/metrics",
    "/events",
    "/messages?limit=3",
    "/stream",
    "/cells?top=3",
    "/cells?bbox=39,-94.6,39.1,-94.5",
    "/score?lat=39.1&lon=-94.58",
    "/map",
    "/map/events",
    "/map/cells?room=10x10",
    "/caches/clear",
    "/webhooks/twitter?crc_token=a",
    "/%00/../..",
];

const SOURCES: [&str; 4] =
    ["/webhooks/generic/a", "/webhooks/generic/b", "/webhooks/eventbrite", "/webhooks/ticketmaster"];

const BODIES: [&str; 12] = [
    "{}",
    "",
    "[]",
    "{",
    r#"{"type":"added","event":{"id":"1","lat":39.1,"lon":-94.58,"start":"2026-10-03T19:00"}}"#,
    r#"{"type":"updated","event":{"id":"1","attendance":5000}}"#,
    r#"{"type":"updated","event":{"id":"2","name":"late"}}"#,
    r#"{"type":"removed","event":{"id":"1"}}"#,
    r#"{"type":"added","event":{"id":"2","lat":39.1,"lon":-94.58,"radius_km":20000}}"#,
    r#"{"type":"postponed","event":{"id":"2"}}"#,
    r#"{"api_url":"https://www.eventbriteapi.com/v3/events/9/","config":{"action":"event.created"}}"#,
    r#"{"id":"G5","name":"x","dates":{"start":{"localDate":"2026-10-03"},"status":{"code":"onsale"}}}"#,
];

const PIECES: [&str; 8] = [
    "\r\n",
    "GET / HTTP/1.1\r\n",
    "Host: localhost\r\n",
    "Transfer-Encoding: chunked\r\n\r\n",
    "Content-Length: 5\r\n\r\n",
    "5\r\nhello\r\n",
    "0\r\n\r\n",
    "Expect: 100-continue\r\n",
];

/// The listener; it runs as long as the process.
fn address() -> SocketAddr {
    static ADDRESS: OnceLock<SocketAddr> = OnceLock::new();
    *ADDRESS.get_or_init(|| {
        let settings = WatchSettings {
            address: ([127, 0, 0, 1], 0).into(),
            ..WatchSettings::new(Model::published(), kansas_city().whole())
        };
        Box::leak(Box::new(Watch::start(settings).unwrap())).address()
    })
}

fn connect() -> TcpStream {
    let stream = TcpStream::connect(address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(Duration::from_millis(100))).unwrap();
    stream
}

fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes()
}

fn post(path: &str, length: usize, body: &str) -> Vec<u8> {
    format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n{body}").into_bytes()
}

/// What a client writes at a step; none for a step of another kind.
fn written(kind: u8, argument: usize, rest: &[u8]) -> Option<Vec<u8>> {
    let (path, body) = (PATHS[argument % PATHS.len()], BODIES[argument % BODIES.len()]);
    let source = SOURCES[argument / BODIES.len() % SOURCES.len()];
    Some(match kind {
        0..=3 => get(path),
        4..=6 => post(source, body.len(), body),
        7 => post(source, body.len() + argument, body),
        8 => PIECES[argument % PIECES.len()].into(),
        9 => {
            let mut whole = get(path);
            whole.truncate(argument % whole.len());
            whole
        }
        10 => get(path).repeat(argument % 8),
        11 => {
            let head = format!("POST {source} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            format!("{head}{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).into_bytes()
        }
        12 => rest[..rest.len().min(argument)].to_vec(),
        _ => return None,
    })
}

/// Whatever clients do: the listener answers the next one, and nothing in it has panicked.
pub fn listener(bytes: &[u8]) {
    let mut clients: [Option<TcpStream>; CLIENTS] = Default::default();
    for (number, step) in bytes.chunks_exact(2).take(MOST_STEPS).enumerate() {
        let client = &mut clients[usize::from(step[0]) % CLIENTS];
        let (kind, argument) = (step[0] >> 4, usize::from(step[1]));
        if let Some(bytes) = written(kind, argument, &bytes[2 * number..]) {
            let stream = client.get_or_insert_with(connect);
            if stream.write_all(&bytes).is_err() {
                *client = None; // the listener has had enough of it
            }
        } else if kind == 13 {
            if let Some(stream) = client {
                let _ = stream.shutdown(Shutdown::Write); // it may be closed already
            }
        } else {
            *client = None;
        }
    }
    let mut next = connect();
    next.write_all(b"GET /stats HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    next.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("\"panics\":0"), "{answer}");
}
