//! What brings a bare `tiny_http` down, sent to the door in a process of its own: it is answered
//! or refused, memory and threads stay bounded, and an ordinary request is answered afterwards.

#![cfg(target_os = "linux")] // what a process holds is read from /proc

use std::thread;

use super::process::Process;
use super::{Stand, wait_until};
use crate::client::Client;

/// All connections, those that are being closed, and the threads of a door at rest.
const MOST_THREADS: usize = 512 + 64 + 40;

/// Memory in an unoptimised build, with 512 stacks and what the allocator keeps for so many threads.
const MOST_MB: usize = 120;

fn is_bounded(door: &Process) {
    assert!(door.threads() <= MOST_THREADS, "{} threads", door.threads());
    assert!(door.peak_mb() <= MOST_MB, "{} MB", door.peak_mb());
}

/// Nothing is left of those who came: a door that has begun to work has some threads more.
fn at_rest(door: &Process) {
    wait_until("all threads have ended", || door.threads() <= door.threads_at_first + 8);
    wait_until("all descriptors are closed", || door.descriptors() <= door.descriptors_at_first + 8);
}

#[test]
fn a_huge_length_is_refused_before_anything_is_kept_for_it() {
    let door = Process::start();
    for method in ["GET", "POST"] {
        let mut client = door.client();
        client.send(format!("{method} / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000000\r\n\r\n"));
        assert_eq!(client.answer().status, 413);
        door.is_well();
    }
    is_bounded(&door);
}

#[test]
fn those_who_announce_much_and_send_nothing_hold_nobody_up() {
    let door = Process::start();
    for _ in 0..4 {
        let mut client = door.client();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n");
        assert_eq!(client.answer().status, 413);
    }
    // As much as is allowed, half of it sent.
    let mut half_sent: Vec<Client> = (0..100).map(|_| door.client()).collect();
    for client in &mut half_sent {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n");
        let _ = client.try_send(vec![b'a'; 524_288]); // the oldest are sent away in the end
    }
    door.is_well();
    is_bounded(&door);
}

#[test]
fn another_version_leaves_nothing_behind() {
    let door = Process::start();
    door.is_well();
    for _ in 0..200 {
        let mut client = door.client();
        client.send("GET / HTTP/2.0\r\n\r\n");
        assert_eq!(client.answer().status, 505);
    }
    door.is_well();
    at_rest(&door);
}

#[test]
fn a_burst_of_clients_that_stay_is_answered_to_the_last() {
    let stand = Stand::new();
    for clients in [8, 8, 8, 64, 200] {
        let mut burst: Vec<Client> = (0..clients).map(|_| stand.client()).collect();
        for _ in 0..3 {
            for client in &mut burst {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            for client in &mut burst {
                assert_eq!(client.answer().status, 200);
            }
        }
    }
}

#[test]
fn when_descriptors_run_out_the_oldest_go_and_newcomers_are_served() {
    let door = Process::short_of_descriptors();
    let idle: Vec<Client> = (0..300).map(|_| door.client()).collect();
    door.is_well();
    door.is_well();
    drop(idle);
    door.is_well();
    at_rest(&door);
}

#[test]
fn thousands_that_break_off_are_forgotten() {
    let door = Process::start();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for number in 0..750 {
                    let mut client = door.client();
                    let _ = match number % 3 {
                        0 => client.try_send("GET /size?200000 HTTP/1.1\r\nHost: a\r\n\r\n"),
                        1 => client.try_send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                        _ => client.try_send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"),
                    };
                    client.reset();
                }
            });
        }
    });
    door.is_well();
    at_rest(&door);
    is_bounded(&door); // that no worker panicked, the door sees to at its end
}

#[test]
fn an_endless_header_is_cut_short() {
    let door = Process::start();
    let mut client = door.client();
    client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
    let block = vec![b'a'; 1 << 20];
    let sent = (0..200).take_while(|_| client.try_send(&block).is_ok()).count();
    assert!(sent < 200, "200 MB were taken");
    door.is_well();
    is_bounded(&door);
}

#[test]
fn endless_pipelining_takes_no_memory() {
    let door = Process::start();
    let requests = "GET /size?1000 HTTP/1.1\r\nHost: a\r\n\r\n".repeat(10_000_000 / 36);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut client = door.client();
                // Nobody reads the answers. After the thousandth request the connection is closed.
                client.stream.set_write_timeout(Some(std::time::Duration::from_millis(500))).unwrap();
                let _ = client.try_send(&requests);
            });
        }
        door.is_well();
    });
    door.is_well();
    is_bounded(&door);
}

#[test]
fn thousands_that_say_nothing_are_bounded_and_in_nobodys_way() {
    let door = Process::start();
    let mut idle = Vec::new();
    for number in 0..2000 {
        idle.push(door.client());
        if number % 500 == 499 {
            door.is_well();
            is_bounded(&door);
        }
    }
    drop(idle);
    door.is_well();
    at_rest(&door);
}

#[test]
fn half_a_body_is_never_taken_for_a_whole_one() {
    let stand = Stand::new();
    for framing in [
        "Content-Length: 10\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "Content-Length: 10\r\n",
    ] {
        let mut client = stand.client();
        client.send(format!("POST / HTTP/1.1\r\nHost: a\r\n{framing}"));
        client.end();
        let answer = client.answer();
        assert_eq!((answer.status, answer.closes()), (400, true));
        client.is_closed();
    }
    assert_eq!(stand.seen(), 0);
    stand.is_well();
}
