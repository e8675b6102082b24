//! The server behind falls silent, in one way or another: the watchdog puts a new one there.

use std::time::Duration;

use pdpe::watch::guard::Limits;
use pdpe::watch::server::ServerSettings;

use super::{Stand, wait_until};
use crate::client::Client;

fn watched(stuck_workers: usize) -> ServerSettings {
    ServerSettings { watch_every: Duration::from_millis(200), stuck_workers, ..ServerSettings::default() }
}

fn block_all_workers(stand: &Stand) -> Vec<Client> {
    let seen = stand.seen();
    let mut clients: Vec<Client> = (0..4).map(|_| stand.client()).collect();
    for client in &mut clients {
        client.send("GET /block HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    wait_until("all workers are blocked", || stand.seen() >= seen + 4);
    clients
}

#[test]
fn where_all_workers_are_stuck_others_take_their_place() {
    let stand = Stand::settled(Limits::default(), watched(32));
    let gate = stand.mailbox.gate.lock().unwrap();
    let socket = stand.server.socket();
    let mut blocked = block_all_workers(&stand);
    let mut waiting = stand.client();
    waiting.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    wait_until("the server is replaced", || stand.server.replaced() == 1);
    stand.is_well();
    assert_ne!(stand.server.socket(), socket);
    // Who waited in the queue of the old server is told to come again.
    let answer = waiting.answer();
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    // And those that were stuck get their answers when they are free again.
    drop(gate);
    for client in &mut blocked {
        assert_eq!(client.answer().text(), "no longer blocked");
    }
    wait_until("the old socket is gone", || !socket.exists());
}

#[test]
fn no_more_workers_are_spent_than_may_be_stuck() {
    let stand = Stand::settled(Limits::default(), watched(4));
    let gate = stand.mailbox.gate.lock().unwrap();
    let mut blocked = block_all_workers(&stand);
    wait_until("the server is replaced", || stand.server.replaced() == 1);
    blocked.extend(block_all_workers(&stand));
    wait_until("the server is replaced again", || stand.server.replaced() == 2);
    blocked.extend(block_all_workers(&stand));
    // Twelve are stuck now: it must not go on like this. Nobody is answered, but nothing is lost.
    let mut waiting = stand.client();
    waiting.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    let unanswered = stand.server.unanswered();
    wait_until("the watchdog has asked in vain", || stand.server.unanswered() >= unanswered + 3);
    assert_eq!(stand.server.replaced(), 2);
    drop(gate);
    for client in &mut blocked {
        assert_eq!(client.answer().text(), "no longer blocked");
    }
    assert_eq!(waiting.answer().status, 200);
}

#[test]
fn a_socket_that_was_swept_away_is_made_anew() {
    let stand = Stand::settled(Limits::default(), watched(32));
    stand.is_well();
    std::fs::remove_dir_all(stand.server.socket().parent().unwrap()).unwrap();
    wait_until("the server is replaced", || stand.server.replaced() == 1);
    stand.is_well();
}

#[test]
fn without_its_socket_the_guard_says_try_again() {
    let settings = ServerSettings { watch_every: Duration::from_secs(3600), ..ServerSettings::default() };
    let stand = Stand::settled(Limits::default(), settings);
    std::fs::remove_file(stand.server.socket()).unwrap();
    let answer = stand.tell("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
}

#[test]
fn nobody_else_may_come_near_the_socket() {
    use std::os::unix::fs::PermissionsExt as _;
    let stand = Stand::new();
    let socket = stand.server.socket();
    let folder = socket.parent().unwrap();
    assert_eq!(std::fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
    let folder = folder.to_owned();
    drop(stand);
    assert!(!folder.exists());
}
