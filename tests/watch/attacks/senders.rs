//! A sender who signs and delivers all the time, while others attack.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::from;
use crate::client::Client;
use crate::signing::github;
use crate::support::{JSON, Listener, Setup, request};

/// A sender waits no longer for its answer.
const WITHIN: Duration = Duration::from_secs(2);

/// Between two deliveries.
const PAUSE: Duration = Duration::from_millis(20);

/// The fewest deliveries, however short an attack is.
const LEAST: usize = 200;

const SECRET: &str = "correct horse battery staple";

/// A listener that takes signed deliveries of one source alone.
pub fn signed() -> Setup {
    Setup::new(&[]).variable("SHOP_SECRET", SECRET).config(
        "[[sources]]\nname = \"shop\"\nscheme = \"github\"\nsecrets = [{ env = \"SHOP_SECRET\" }]\n\
         rate_limit_per_minute = 100000\n",
    )
}

/// Delivers an event, signed.
pub fn deliver(client: &mut Client, id: &str, more: &str) -> std::io::Result<u16> {
    deliver_body(
        client,
        &format!(r#"{{"type":"created","id":"{id}","lat":39.1,"lon":-94.58,"start":"2033-05-02"{more}}}"#),
    )
}

/// Delivers a body, signed.
pub fn deliver_body(client: &mut Client, body: &str) -> std::io::Result<u16> {
    let signature = github(SECRET, body.as_bytes());
    client.try_send(request(
        "POST",
        "/webhooks/generic/shop",
        &[JSON, ("X-Hub-Signature-256", &signature)],
        body.as_bytes(),
    ))?;
    client.try_answer().map(|answer| answer.status)
}

/// How many deliveries were sent, how many were acknowledged in time, and the slowest of these.
#[derive(Debug, Default)]
pub struct Sent {
    pub deliveries: usize,
    pub acknowledged: usize,
    pub worst: Duration,
    /// What the others got instead.
    pub instead: Vec<String>,
}

impl Sent {
    #[track_caller]
    pub fn is_good(&self) {
        assert!(self.acknowledged * 100 >= self.deliveries * 99, "{self:?}");
    }
}

/// The sender; each delivery is sent once, on a connection of its own, from an address of its own.
pub struct Shop {
    stop: Sender<()>,
    sending: JoinHandle<Sent>,
}

impl Shop {
    pub fn open(listener: &Listener) -> Self {
        let address = listener.address;
        let (stop, told) = channel();
        let sending = std::thread::spawn(move || {
            let (mut sent, mut is_over) = (Sent::default(), false);
            while !is_over || sent.deliveries < LEAST {
                is_over |= told.recv_timeout(PAUSE) != Err(RecvTimeoutError::Timeout);
                sent.deliveries += 1;
                let begun = Instant::now();
                let mut client = Client::patient(address, WITHIN);
                client.stream = from(9, address).unwrap();
                client.stream.set_read_timeout(Some(WITHIN)).unwrap();
                match deliver(&mut client, &format!("sent-{}", sent.deliveries), "") {
                    Ok(200) if begun.elapsed() <= WITHIN => sent.acknowledged += 1,
                    other => sent.instead.push(format!("{other:?} after {:?}", begun.elapsed())),
                }
                sent.worst = sent.worst.max(begun.elapsed());
            }
            sent
        });
        Self { stop, sending }
    }

    pub fn close(self) -> Sent {
        self.stop.send(()).unwrap();
        self.sending.join().unwrap()
    }
}
