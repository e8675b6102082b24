//! No more room: who goes, who stays, who waits.

use std::net::{SocketAddr, TcpStream};

use pdpe::watch::door::{Limits, Response};
use socket2::{Domain, Socket, Type};

use super::{Stand, wait_until};
use crate::client::Client;

fn room_for(connections: usize) -> Limits {
    Limits { connections, ..Limits::default() }
}

/// A connection that has begun a request and goes no further.
fn unfinished(stand: &Stand) -> Client {
    let before = stand.door.counters().accepted;
    let mut client = stand.client();
    client.send("GET / HT");
    wait_until("the connection was accepted", || stand.door.counters().accepted > before);
    client
}

#[test]
fn the_oldest_that_has_shown_nothing_goes_and_not_the_newcomer() {
    let stand = Stand::with(room_for(4));
    let mut idle: Vec<Client> = (0..4).map(|_| unfinished(&stand)).collect();
    wait_until("all are there", || stand.door.counters().connections == 4);

    let mut newcomer = stand.client();
    assert_eq!(newcomer.get("/").status, 200);
    idle[0].is_closed();
    for client in &mut idle[1..] {
        client.send("TP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!(client.answer().status, 200);
    }
    assert_eq!(stand.door.counters().evicted, 1);
}

#[test]
fn who_has_completed_a_request_outlives_any_number_of_those_who_have_not() {
    let stand = Stand::with(room_for(4));
    let mut known = stand.client();
    assert_eq!(known.get("/").status, 200);
    for _ in 0..50 {
        drop(unfinished(&stand));
    }
    let _idle: Vec<Client> = (0..20).map(|_| unfinished(&stand)).collect();
    wait_until("others were sent away", || stand.door.counters().evicted >= 17);
    assert_eq!(known.get("/").status, 200);
}

#[test]
fn where_all_are_known_the_one_that_has_been_silent_longest_goes() {
    let stand = Stand::with(room_for(3));
    let mut known: Vec<Client> = (0..3).map(|_| stand.client()).collect();
    for client in &mut known {
        assert_eq!(client.get("/").status, 200);
    }
    wait_until("all are silent", || stand.door.counters().idle == 3);
    stand.is_well();
    known[0].is_closed();
    assert_eq!(known[2].get("/").status, 200);
}

#[test]
fn where_all_are_being_answered_a_newcomer_is_told_to_come_again() {
    let stand = Stand::with(room_for(3));
    let mut waiting: Vec<Client> = (0..3).map(|_| stand.client()).collect();
    for client in &mut waiting {
        client.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    let replies: Vec<_> = waiting.iter().map(|_| stand.mailbox.next()).collect();

    let refused = stand.client().answer();
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")));
    for reply in replies {
        reply.send(Response::text(200, ""));
    }
    for client in &mut waiting {
        assert_eq!(client.answer().status, 200);
    }
    stand.is_well();
}

#[test]
fn who_is_turned_away_while_he_sends_reads_why() {
    let stand = Stand::with(room_for(1));
    let mut first = stand.client();
    first.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
    let _reply = stand.mailbox.next();
    let mut refused = stand.client();
    refused.stream.peek(&mut [0]).unwrap(); // the answer is there before anything is asked
    refused.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n");
    refused.send(vec![b'a'; 900_000]);
    assert_eq!(refused.answer().status, 503);
    refused.is_closed();
}

/// Threads of this process that wait for one who was turned away.
#[cfg(target_os = "linux")]
fn lingering() -> usize {
    let threads = std::fs::read_dir("/proc/self/task").unwrap().map_while(Result::ok);
    let names = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("comm")).ok());
    names.filter(|name| name.trim() == "lingering").count()
}

#[cfg(target_os = "linux")] // the threads are read from /proc
#[test]
fn few_of_those_turned_away_are_waited_for() {
    let stand = Stand::with(room_for(1));
    let mut first = stand.client();
    first.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
    let _reply = stand.mailbox.next();
    let mut refused: Vec<Client> = (0..60).map(|_| stand.client()).collect();
    for client in &mut refused {
        assert_eq!(client.answer().status, 503);
    }
    assert!(lingering() <= 16 + 4, "{} wait", lingering()); // four of other tests, at most
    for client in &mut refused {
        client.is_closed(); // at once, or a little later
    }
}

/// A connection from another address of this machine.
fn from(source: &str, to: SocketAddr) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&format!("{source}:0").parse::<SocketAddr>().unwrap().into()).unwrap();
    socket.connect(&to.into()).unwrap();
    socket.into()
}

#[cfg(target_os = "linux")] // elsewhere loopback has one address
#[test]
fn one_address_cannot_take_the_room_of_others() {
    let stand = Stand::with(Limits { connections_per_address: 2, ..Limits::default() });
    let mut other = unfinished(&stand);
    let _greedy: Vec<TcpStream> = (0..40).map(|_| from("127.0.0.2", stand.address())).collect();
    wait_until("all have come, and 38 have gone", || {
        let counters = stand.door.counters();
        (counters.accepted, counters.connections, counters.evicted) == (41, 3, 38)
    });
    other.send("TP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(other.answer().status, 200);
}

#[test]
fn half_sent_bodies_take_no_more_memory_than_there_is_for_them() {
    let stand = Stand::with(Limits { held_bytes: 100_000, ..Limits::default() });
    let mut half_sent: Vec<Client> = Vec::new();
    for number in 1..=6 {
        let mut client = stand.client();
        client.send(format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 40000\r\n\r\n{}", "a".repeat(30_000)));
        half_sent.push(client);
        wait_until("it is being read", || {
            let counters = stand.door.counters();
            counters.evicted + counters.connections as u64 == number && (number < 4 || counters.evicted >= number - 3)
        });
    }
    half_sent[0].is_closed();
    let last = half_sent.last_mut().unwrap();
    last.send("a".repeat(10_000));
    assert_eq!(last.answer().status, 200);

    // Alone it would be too much.
    let stand = Stand::with(Limits { held_bytes: 1000, ..Limits::default() });
    let request = format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n{}", "a".repeat(1001));
    assert_eq!(stand.tell(request).status, 503);
    let request = format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{}", "a".repeat(1000));
    assert_eq!([stand.tell(&request).status, stand.tell(&request).status], [200, 200]);
}

#[test]
fn a_body_counts_until_its_request_is_answered() {
    let stand = Stand::with(Limits { held_bytes: 1000, ..Limits::default() });
    let request = |path: &str, bytes: usize| {
        format!("POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {bytes}\r\n\r\n{}", "a".repeat(bytes))
    };
    let mut first = stand.client();
    first.send(request("/keep", 900));
    let reply = stand.mailbox.next();
    assert_eq!([stand.tell(request("/", 200)).status, stand.tell(request("/", 100)).status], [503, 200]);
    reply.send(Response::text(200, ""));
    assert_eq!(first.answer().status, 200);
    assert_eq!(stand.tell(request("/", 1000)).status, 200, "while the first connection is idle");
}

#[test]
fn who_has_completed_a_request_keeps_his_body_before_those_who_have_not() {
    let stand = Stand::with(Limits { held_bytes: 100_000, connections: 100, ..Limits::default() });
    let mut known = stand.client();
    assert_eq!(known.get("/").status, 200);
    known.send(format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 90001\r\n\r\n{}", "a".repeat(90_000)));
    wait_until("it is being read", || {
        let mut probe = stand.client();
        probe.send(format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n{}", "a".repeat(20_000)));
        probe.try_answer().is_ok_and(|answer| answer.status == 503)
    });
    known.send("a");
    assert_eq!(known.answer().status, 200);
}

#[test]
fn who_sends_a_little_is_not_shut_out_by_those_who_have_sent_much() {
    let stand = Stand::with(Limits { held_bytes: 100_000, connections: 100, ..Limits::default() });
    let mut greedy: Vec<Client> = (0..20).map(|_| stand.client()).collect();
    for client in &mut greedy {
        assert_eq!(client.get("/").status, 200);
        client.send(format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n{}", "a".repeat(9000)));
    }
    wait_until("some had to go", || stand.door.counters().evicted >= 9);
    for _ in 0..5 {
        let body = "a".repeat(1000);
        let request = format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{body}");
        assert_eq!(stand.tell(request).status, 200);
    }
}

#[test]
fn requests_at_a_gate_wait_for_their_turn() {
    let stand = Stand::new();
    let mut first = stand.client();
    first.send("GET /gated/keep HTTP/1.1\r\nHost: a\r\n\r\n");
    let reply = stand.mailbox.next();
    let mut others: Vec<Client> = (0..5).map(|_| stand.client()).collect();
    for client in &mut others {
        client.send("GET /gated HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    wait_until("all have come", || stand.door.counters().accepted == 6);
    stand.is_well();
    assert_eq!(stand.seen(), 2, "the first, and one that passes no gate");
    reply.send(Response::text(200, ""));
    assert_eq!(first.answer().status, 200);
    for client in &mut others {
        assert_eq!(client.answer().status, 200);
    }
    // Nor is a turn lost with an answer that is none.
    assert_eq!([others[0].get("/gated/panic").status, others[0].get("/gated/header").status], [500, 500]);
    stand.is_well();
}

#[test]
fn a_connection_serves_no_more_requests_than_the_limit() {
    let stand = Stand::with(Limits { requests: 3, ..Limits::default() });
    let mut client = stand.client();
    let closes: Vec<bool> = (0..3).map(|_| client.get("/").closes()).collect();
    assert_eq!(closes, [false, false, true]);
    client.is_closed();
}

#[test]
fn who_does_not_take_its_answer_makes_room_for_others() {
    let stand = Stand::with(room_for(3));
    let mut lazy: Vec<Client> = (0..3).map(|_| stand.client()).collect();
    for client in &mut lazy {
        // More than the buffers on the way hold.
        client.send("GET /size?1000000 HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20));
    }
    wait_until("one of them had to go", || {
        let mut newcomer = stand.client();
        newcomer.send("POST /well HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
        newcomer.try_answer().is_ok_and(|answer| answer.status == 200) && stand.door.counters().evicted > 0
    });
}

#[test]
fn who_reads_leaves_room_for_those_who_send() {
    // Room for connections that are still being closed, which count until then.
    let stand = Stand::with(Limits { connections: 16, readers: 2, ..Limits::default() });
    let mut readers: Vec<Client> = (0..2).map(|_| stand.client()).collect();
    for client in &mut readers {
        client.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    let replies: Vec<_> = readers.iter().map(|_| stand.mailbox.next()).collect();
    for method in ["GET", "HEAD"] {
        let mut refused = stand.client();
        refused.send(format!("{method} / HTTP/1.1\r\nHost: a\r\n\r\n"));
        let (status, headers) = refused.head().unwrap();
        assert!(status == 503 && headers.contains(&("retry-after".into(), "1".into())), "{status} {headers:?}");
    }
    let post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";
    for _ in 0..5 {
        assert_eq!(stand.tell(post).status, 200);
    }
    for reply in replies {
        reply.send(Response::text(200, ""));
    }
    for client in &mut readers {
        assert_eq!(client.answer().status, 200);
    }
    stand.is_well();
}
