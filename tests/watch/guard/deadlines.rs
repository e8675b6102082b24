//! Who is slow: deadlines that do not move.

use std::io::ErrorKind;
use std::time::Duration;

use pdpe::watch::door::{Limits, Response};

use super::{Stand, wait_until};
use crate::client::Client;

const SHORT: Duration = Duration::from_millis(300);

/// Sends byte after byte, a little while between them, until there is an answer.
fn drip(mut client: Client, bytes: &[u8]) -> Option<crate::client::Answer> {
    client.stream.set_read_timeout(Some(Duration::from_millis(10))).unwrap();
    for byte in bytes {
        client.try_send([*byte]).ok()?;
        // Nothing to read is the pause, an answer the end.
        match client.stream.peek(&mut [0]) {
            Ok(_) => {
                client.stream.set_read_timeout(Some(super::PATIENCE)).unwrap();
                return client.try_answer().ok();
            }
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock),
        }
    }
    panic!("all {} bytes were waited for", bytes.len());
}

#[test]
fn a_head_that_drips_is_not_waited_for() {
    let stand = Stand::with(Limits { head: SHORT, ..Limits::default() });
    let head = format!("GET /{} HTTP/1.1\r\n", "a".repeat(2000));
    let answer = drip(stand.client(), head.as_bytes()).unwrap();
    assert_eq!(answer.status, 408);
    assert!(answer.closes() && answer.text().contains("head"));
    stand.is_well();
}

#[test]
fn a_body_that_drips_is_not_waited_for() {
    let stand = Stand::with(Limits { body: SHORT, ..Limits::default() });
    for framing in ["Content-Length: 5000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nfff\r\n"] {
        let mut client = stand.client();
        client.send(format!("POST / HTTP/1.1\r\nHost: a\r\n{framing}"));
        let answer = drip(client, &[b'x'; 2000]).unwrap();
        assert_eq!(answer.status, 408);
        assert!(answer.closes() && answer.text().contains("body"));
    }
    assert_eq!(stand.seen(), 0);
    stand.is_well();
}

#[test]
fn silence_is_closed_without_a_word() {
    let stand = Stand::with(Limits { idle: SHORT, ..Limits::default() });
    let mut never = stand.client();
    let mut once = stand.client();
    assert_eq!(once.get("/").status, 200);
    never.is_closed();
    once.is_closed();
    wait_until("both are gone", || stand.door.counters().connections == 0);
    assert_eq!(stand.door.counters().refused.len(), 0);
}

#[test]
fn an_answer_that_does_not_come_is_given_up() {
    let stand = Stand::with(Limits { answer: SHORT, ..Limits::default() });
    let answer = stand.tell("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!((answer.status, answer.header("retry-after")), (504, Some("1")));
    stand.mailbox.next().send(Response::text(200, "too late")); // nobody is hurt
    stand.is_well();
}

#[test]
fn who_does_not_read_is_left_and_holds_no_worker() {
    let stand = Stand::with(Limits { write: SHORT, ..Limits::default() });
    let mut lazy: Vec<Client> = (0..20).map(|_| stand.client()).collect();
    for client in &mut lazy {
        // Many answers: more than the buffers on the way hold.
        client.send("GET /size?1000000 HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20));
    }
    stand.is_well();
    wait_until("all were left", || stand.door.counters().connections == 0);
    stand.is_well();
}

#[test]
fn a_client_that_reads_slowly_but_steadily_gets_everything() {
    let stand = Stand::new();
    let mut client = stand.client();
    client.send("GET /size?1000000 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    let mut read = 0;
    let mut block = [0; 3000];
    loop {
        match std::io::Read::read(&mut client.stream, &mut block).unwrap() {
            0 => break,
            bytes => read += bytes,
        }
    }
    assert!(read > 1_000_000);
}

#[test]
fn a_stream_is_cut_off_when_its_time_is_over() {
    let stand = Stand::with(Limits { long: SHORT, ..Limits::default() });
    let mut client = stand.client();
    client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
    // It would go on: nobody is to take what came for all of it.
    assert_eq!(client.try_answer().unwrap_err().kind(), ErrorKind::UnexpectedEof);
    stand.is_well();
}

#[test]
fn who_takes_an_answer_more_slowly_than_the_least_rate_is_left() {
    // No piece waits for long, but all of them together do.
    let stand = Stand::with(Limits { write: SHORT, bytes_per_second: u32::MAX, ..Limits::default() });
    let mut client = stand.client();
    client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
    let mut block = vec![0; 64 << 10];
    wait_until("it is gone", || {
        let _ = std::io::Read::read(&mut client.stream, &mut block);
        stand.door.counters().connections == 0
    });
    stand.is_well();
}

#[test]
fn threads_that_are_stuck_are_counted_and_hold_nobody_up() {
    let stand = Stand::with(Limits { stuck: SHORT, answer: SHORT, ..Limits::default() });
    let gate = stand.mailbox.block.lock().unwrap();
    let mut blocked: Vec<Client> = (0..20).map(|_| stand.client()).collect();
    for client in &mut blocked {
        client.send("GET /block HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    for client in &mut blocked {
        assert_eq!(client.answer().status, 504);
        client.is_closed();
    }
    wait_until("they count as stuck", || stand.door.counters().workers.stuck == 20);
    assert!(stand.door.counters().workers.are_stuck());
    stand.is_well();
    drop(gate);
    wait_until("they are free again", || stand.door.counters().workers.busy == 0);
    assert!(!stand.door.counters().workers.are_stuck());
    stand.is_well();
}
