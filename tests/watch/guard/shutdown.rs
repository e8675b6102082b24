//! The end: nobody new, what is in flight is finished, nobody hangs on.

use std::net::TcpStream;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use pdpe::watch::door::{Limits, Response};

use super::{Mailbox, PATIENCE, Stand, open, stream, wait_until};
use crate::client::Client;

#[test]
fn what_is_in_flight_is_finished_and_nobody_new_comes_in() {
    let stand = Stand::new();
    let address = stand.address();
    let mut silent = stand.client();
    assert_eq!(silent.get("/").status, 200);
    let mut waiting = stand.client();
    waiting.send("POST /keep HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
    let reply = stand.mailbox.next();

    let Stand { door, .. } = stand;
    let shutting = thread::spawn(move || door.shutdown());
    silent.is_closed();
    wait_until("nobody listens", || TcpStream::connect(address).is_err());
    assert!(!shutting.is_finished());
    reply.send(Response::text(200, "done"));
    let answer = waiting.answer();
    assert!(answer.closes() && answer.text() == "done");
    waiting.is_closed();
    drop(waiting);
    assert!(shutting.join().unwrap());
}

#[test]
fn a_request_that_is_being_sent_may_be_finished_too() {
    let stand = Stand::new();
    let mut client = stand.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    assert_eq!(client.head().unwrap().0, 100);
    let Stand { door, .. } = stand;
    let address = door.address();
    let shutting = thread::spawn(move || door.shutdown());
    wait_until("nobody listens", || TcpStream::connect(address).is_err());
    client.send("abc");
    let answer = client.answer();
    assert!(answer.closes() && answer.text().ends_with("\n\nabc"));
    drop(client);
    assert!(shutting.join().unwrap());
}

/// A client that has read the first piece of an answer, and what sends the others.
fn reading(stand: &Stand) -> (Client, Sender<Vec<u8>>) {
    let mut client = stand.client();
    client.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
    let (sender, pieces) = channel();
    stand.mailbox.next().send(stream("text/plain", pieces));
    sender.send(b"one".to_vec()).unwrap();
    assert_eq!(client.head().unwrap().0, 200);
    assert_eq!(client.chunk().unwrap(), b"one");
    (client, sender)
}

#[test]
fn an_answer_that_is_being_sent_goes_on_to_its_end() {
    let stand = Stand::new();
    let (mut client, sender) = reading(&stand);
    let Stand { door, .. } = stand;
    let address = door.address();
    let shutting = thread::spawn(move || door.shutdown());
    wait_until("nobody listens", || TcpStream::connect(address).is_err());
    for piece in ["two", "three"] {
        sender.send(piece.into()).unwrap();
        assert_eq!(client.chunk().unwrap(), piece.as_bytes());
    }
    assert!(!shutting.is_finished());
    drop(sender);
    assert_eq!(client.chunk().unwrap(), b"");
    client.is_closed();
    drop(client);
    assert!(shutting.join().unwrap());
}

#[test]
fn an_answer_that_is_cut_off_is_not_taken_for_a_whole_one() {
    let stand = Stand::with(Limits { shutdown: Duration::from_millis(600), ..Limits::default() });
    let (mut client, _sender) = reading(&stand);
    let Stand { door, .. } = stand;
    assert!(!door.shutdown());
    client.is_closed();
}

#[test]
fn who_takes_too_long_is_left() {
    let stand = Stand::with(Limits { shutdown: Duration::from_millis(100), ..Limits::default() });
    let mut waiting = stand.client();
    waiting.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
    let _reply = stand.mailbox.next();
    let Stand { door, .. } = stand;
    assert!(!door.shutdown());
    waiting.is_closed();
}

#[cfg(target_os = "linux")] // elsewhere one cannot listen on an address that nobody reaches
#[test]
fn it_ends_though_its_address_cannot_be_reached_any_more() {
    // Connections to a group are impossible; as good as an interface that has gone.
    let door = open("224.0.0.1:0", Limits::default(), &std::sync::Arc::new(Mailbox::default()));
    let (ended, ends) = channel();
    thread::spawn(move || ended.send(door.shutdown()));
    assert_eq!(ends.recv_timeout(PATIENCE), Ok(true));
}

#[test]
fn the_port_is_free_for_the_next() {
    let stand = Stand::new();
    let address = stand.address();
    let mut client = stand.client();
    assert_eq!(client.get("/").status, 200);
    drop(stand);
    pdpe::watch::door::listen(address).unwrap();
}
