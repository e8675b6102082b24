//! What comes back, and what the function that answers gets to see.

use pdpe::watch::door::Response;
use proptest::prelude::*;

use super::{Stand, pattern};

#[test]
fn a_request_is_seen_as_it_was_sent_and_no_header_of_the_connection_with_it() {
    let stand = Stand::new();
    let answer = stand.tell(
        "POST /a%20b/c?d=e&f=%2B HTTP/1.1\r\nHost: example.org:8001\r\nX-One:  a  b\t\r\nx-two:\r\nX-One: c\r\n\
         Connection: keep-alive, X-Signature\r\nX-Signature: s\r\nKeep-Alive: 5\r\nTE: chunked\r\nUpgrade: h2c\r\n\
         Proxy-Connection: close\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
    );
    assert_eq!(answer.status, 200);
    // X-Signature stays: who names it in Connection must not have it taken away.
    let seen = "POST /a%20b/c?d=e&f=%2B\nhost: example.org:8001\nx-one: a  b\nx-two: \nx-one: c\nx-signature: s\n\
                peer: Some(127.0.0.1)\n\nabc";
    assert_eq!(answer.text(), seen);
}

#[test]
fn an_answer_names_neither_the_library_nor_the_connection() {
    let answer = Stand::new().tell("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    let names: Vec<&str> = answer.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["date", "content-type", "content-length"]);
}

#[test]
fn a_connection_serves_one_request_after_the_other() {
    let stand = Stand::new();
    let mut client = stand.client();
    for number in 0..10 {
        assert!(client.get(&format!("/{number}")).text().starts_with(&format!("GET /{number}?")));
    }
    client.send("POST /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi");
    let last = client.answer();
    assert!(last.closes() && last.text().ends_with("\n\nhi"));
    client.is_closed();
    assert_eq!(stand.door.counters().accepted, 1);
    assert_eq!(stand.door.counters().answered, 11);
}

#[test]
fn pipelined_requests_are_answered_in_their_order() {
    let stand = Stand::new();
    let mut client = stand.client();
    let requests: Vec<String> = (0..50)
        .map(|number| match number % 3 {
            0 => format!("GET /{number} HTTP/1.1\r\nHost: a\r\n\r\n"),
            1 => format!("POST /{number} HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nGET "),
            _ => {
                format!("POST /{number} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nPO\r\n0\r\n\r\n")
            }
        })
        .collect();
    client.send(requests.concat());
    client.end();
    for number in 0..50 {
        let body = ["", "GET ", "PO"][number % 3];
        let answer = client.answer();
        assert!(answer.text().contains(&format!(" /{number}?\n")) && answer.text().ends_with(&format!("\n\n{body}")));
    }
    client.is_closed();
}

#[test]
fn an_old_client_gets_what_it_understands() {
    let stand = Stand::new();
    let mut client = stand.client();
    client.send("GET / HTTP/1.0\r\n\r\n");
    assert!(client.answer().closes());
    client.is_closed();

    let mut client = stand.client();
    for _ in 0..2 {
        client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assert_eq!(client.answer().header("connection"), Some("keep-alive"));
    }
    client.send("GET /size?3000000 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    let long = client.answer(); // it knows no chunks: the end of the connection is the end
    assert!(long.closes() && long.header("transfer-encoding").is_none());
    assert_eq!(long.body, pattern(3_000_000));
}

#[test]
fn a_head_has_the_headers_and_no_body() {
    let stand = Stand::new();
    let mut client = stand.client();
    for (target, header, value) in
        [("/size?1000", "content-length", "1000"), ("/size?3000000", "transfer-encoding", "chunked")]
    {
        client.send(format!("HEAD {target} HTTP/1.1\r\nHost: a\r\n\r\n"));
        let (status, headers) = client.head().unwrap();
        assert_eq!(status, 200);
        assert!(headers.contains(&(header.into(), value.into())), "{headers:?}");
    }
    assert_eq!(client.get("/").status, 200); // and the connection is where it was
    client.send("GET /empty HTTP/1.1\r\nHost: a\r\n\r\n");
    let empty = client.answer();
    assert_eq!((empty.status, empty.header("content-length"), empty.header("transfer-encoding")), (204, None, None));
    assert_eq!(client.get("/").status, 200);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn every_byte_of_an_answer_arrives(sizes in prop::collection::vec(prop_oneof![0..3_usize, 0..100_000_usize, 1_000_000..1_100_000_usize], 1..5)) {
        let stand = Stand::new();
        let mut client = stand.client();
        for size in sizes {
            let answer = client.get(&format!("/size?{size}"));
            prop_assert_eq!(answer.header("transfer-encoding").is_some(), size > 1 << 20);
            prop_assert_eq!(answer.body, pattern(size));
        }
    }
}

#[test]
fn who_waits_for_leave_to_send_a_body_gets_it() {
    let stand = Stand::new();
    let mut client = stand.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n");
    assert_eq!(client.head().unwrap(), (100, Vec::new()));
    client.send("hi");
    assert!(client.answer().text().ends_with("\n\nhi"));

    // Not where the body is refused.
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2000000\r\n\r\n");
    assert_eq!(client.answer().status, 413);
}

#[test]
fn an_answer_cannot_smuggle_a_header() {
    let answer = Stand::new().tell("GET /header HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!((answer.status, answer.header("x-test"), answer.header("x-injected")), (500, None, None));
    assert_eq!(Stand::new().tell("GET /length HTTP/1.1\r\nHost: a\r\n\r\n").status, 500);
}

#[test]
fn a_panic_costs_one_request_its_answer_and_nothing_else() {
    let stand = Stand::new();
    let mut client = stand.client();
    for _ in 0..20 {
        assert_eq!(client.get("/panic").status, 500);
    }
    assert_eq!(client.get("/").status, 200);
    assert_eq!(stand.door.counters().panics, 20);
}

#[test]
fn an_answer_may_take_its_time() {
    let stand = Stand::new();
    let mut waiting: Vec<_> = (0..20).map(|_| stand.client()).collect();
    for client in &mut waiting {
        client.send("POST /keep HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
    }
    let replies: Vec<_> = waiting.iter().map(|_| stand.mailbox.next()).collect();
    stand.is_well();
    for reply in replies {
        reply.send(Response::text(201, "later"));
    }
    for client in &mut waiting {
        let answer = client.answer();
        assert_eq!((answer.status, answer.text()), (201, "later"));
    }
}
