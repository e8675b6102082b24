//! Answers that go on: each piece at once, no more viewers than there may be, none that hangs on.

use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use pdpe::watch::door::{Limits, Response};

use super::{Stand, stream, wait_until};
use crate::client::Client;

/// A viewer, and what sends to it.
fn viewer(stand: &Stand) -> (Client, Sender<Vec<u8>>) {
    let mut client = stand.client();
    client.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
    let (sender, receiver) = channel();
    stand.mailbox.next().send(stream("text/event-stream", receiver));
    (client, sender)
}

#[test]
fn every_piece_is_sent_as_soon_as_it_is_there() {
    let stand = Stand::new();
    let (mut client, sender) = viewer(&stand);
    let (status, headers) = client.head().unwrap(); // before there is any piece
    assert_eq!(status, 200);
    assert!(headers.contains(&("content-type".into(), "text/event-stream".into())));
    for number in 0..100 {
        let piece = format!("data: {number}\n\n").into_bytes();
        sender.send(piece.clone()).unwrap();
        assert_eq!(client.chunk().unwrap(), piece);
        sender.send(Vec::new()).unwrap(); // nothing, and not the end
    }
    sender.send(vec![b'x'; 3_000_000]).unwrap();
    drop(sender);
    let mut long = 0;
    loop {
        match client.chunk().unwrap().len() {
            0 => break,
            bytes => long += bytes,
        }
    }
    assert_eq!(long, 3_000_000);
    assert_eq!(client.get("/").status, 200); // it ended well: the connection is free
}

#[test]
fn there_are_no_more_viewers_than_there_may_be() {
    let stand = Stand::with(Limits { long_answers: 2, ..Limits::default() });
    let mut viewers: Vec<_> = (0..2).map(|_| viewer(&stand)).collect();
    for (client, _) in &mut viewers {
        assert_eq!(client.head().unwrap().0, 200);
    }
    assert_eq!(stand.door.counters().long_answers, 2);

    let (mut refused, sender) = viewer(&stand);
    let answer = refused.answer();
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    wait_until("its stream is given up", || sender.send(b"x".to_vec()).is_err());
    stand.is_well();

    // One leaves; that is found out when something is sent to it.
    let (client, sender) = viewers.pop().unwrap();
    client.reset();
    wait_until("its stream is given up", || sender.send(b"x".to_vec()).is_err());
    wait_until("its place is free", || stand.door.counters().long_answers == 1);
    let (mut next, _sender) = viewer(&stand);
    assert_eq!(next.head().unwrap().0, 200);
}

#[test]
fn a_viewer_that_does_not_read_is_dropped() {
    let stand = Stand::with(Limits { write: Duration::from_millis(200), ..Limits::default() });
    let (client, sender) = viewer(&stand);
    wait_until("its stream is given up", || sender.send(vec![b'x'; 100_000]).is_err());
    wait_until("it is gone", || stand.door.counters().connections == 0);
    drop(client);
}

#[test]
fn many_viewers_hold_no_worker() {
    let stand = Stand::new();
    let mut viewers: Vec<_> = (0..64).map(|_| viewer(&stand)).collect();
    for (client, _) in &mut viewers {
        assert_eq!(client.head().unwrap().0, 200);
    }
    stand.is_well();
    for (client, sender) in &mut viewers {
        sender.send(b"hello".to_vec()).unwrap();
        assert_eq!(client.chunk().unwrap(), b"hello");
    }
    let (mut one_more, _sender) = viewer(&stand);
    assert_eq!(one_more.answer().status, 503);
}

#[test]
fn a_stream_holds_no_place_at_a_gate() {
    let stand = Stand::new();
    let mut client = stand.client();
    client.send("GET /gated/keep HTTP/1.1\r\nHost: a\r\n\r\n");
    let (_sender, receiver) = channel();
    stand.mailbox.next().send(stream("text/event-stream", receiver));
    assert_eq!(client.head().unwrap().0, 200);
    for _ in 0..3 {
        assert_eq!(stand.client().get("/gated").status, 200);
    }
}

#[test]
fn a_stream_that_breaks_is_not_taken_for_one_that_ended() {
    let stand = Stand::new();
    let mut client = stand.client();
    client.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
    let mut pieces = [b"a".to_vec(), b"b".to_vec()].into_iter();
    let breaking = std::iter::from_fn(move || Some(pieces.next().expect("as the test wished")));
    stand.mailbox.next().send(Response::pieces("text/plain", breaking));
    let error = client.try_answer().unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
    stand.is_well();
}

#[test]
fn an_old_client_gets_the_pieces_bare() {
    let stand = Stand::new();
    let mut client = stand.client();
    client.send("GET /keep HTTP/1.0\r\n\r\n");
    let pieces = [b"one ".to_vec(), b"two".to_vec()];
    stand.mailbox.next().send(Response::pieces("text/plain", pieces.into_iter()));
    let answer = client.answer();
    assert_eq!((answer.text(), answer.closes()), ("one two", true));
}

#[test]
fn a_viewer_that_disconnects_is_noticed_though_nothing_is_sent() {
    let stand = Stand::new();
    for reset in [false, true] {
        let (mut client, _sender) = viewer(&stand);
        assert_eq!(client.head().unwrap().0, 200);
        if reset {
            client.reset();
        } else {
            drop(client);
        }
        wait_until("its place is free", || stand.door.counters().long_answers == 0);
    }
}
