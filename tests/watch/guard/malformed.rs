//! Requests that are not as they must be: each is refused, and the function that answers does not see it.

use super::Stand;
use super::malformed_requests::{HOST, malformed};

#[test]
fn a_malformed_request_is_refused_and_seen_by_nobody() {
    let stand = Stand::new();
    for (name, status, bytes) in malformed() {
        let mut client = stand.client();
        // What would be smuggled in comes right behind.
        client.send([bytes.as_slice(), b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"].concat());
        let answer = client.answer();
        assert_eq!(answer.status, status, "{name}: {answer:?}");
        assert!(answer.closes(), "{name}");
        assert!(answer.text().starts_with("{\"error\":\""), "{name}");
        client.is_closed();
        assert_eq!(stand.seen(), 0, "{name} was seen");
    }
    stand.is_well();
}

#[test]
fn what_is_just_within_the_limits_is_taken() {
    let stand = Stand::new();
    let most_headers = format!("GET / HTTP/1.1\r\n{HOST}{}\r\n", "X: y\r\n".repeat(63));
    let longest_target = format!("GET /{} HTTP/1.1\r\n{HOST}\r\n", "a".repeat(2047));
    let head = |filling: usize| format!("GET / HTTP/1.1\r\n{HOST}X: {}\r\n\r\n", "a".repeat(filling));
    let largest_head = head((16 << 10) - head(0).len());
    let largest_body = format!("POST / HTTP/1.1\r\n{HOST}Content-Length: 1048576\r\n\r\n{}", "a".repeat(1 << 20));
    for request in [&most_headers, &longest_target, &largest_head] {
        assert_eq!(stand.tell(request).status, 200);
    }
    // The echo is a little longer than what comes in one piece.
    let answer = stand.tell(largest_body);
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    assert!(answer.text().ends_with(&"a".repeat(1 << 20)));
    assert_eq!(stand.tell(head((16 << 10) - head(0).len() + 1)).status, 431);
}

#[test]
fn a_refusal_says_what_to_do_instead() {
    let stand = Stand::new();
    let answer = stand.tell("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(answer.header("allow"), Some("GET, HEAD, POST, OPTIONS"));
    assert_eq!(answer.text(), "{\"error\":\"the method must be GET, HEAD, POST or OPTIONS\"}\n");
    assert_eq!(stand.door.counters().refused.get(&405), Some(&1));
}

#[test]
fn who_still_sends_gets_to_read_why_it_is_refused() {
    let stand = Stand::new();
    let mut client = stand.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n");
    // More than the buffers of both sockets hold would need the other end to read.
    client.send(vec![b'a'; 2_000_000]);
    assert_eq!(client.answer().status, 413);
}
