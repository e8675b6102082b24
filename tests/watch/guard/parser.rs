//! The parser by itself: bytes in any pieces, bytes at random, and a second reading of the rules.

use pdpe::watch::door::{Limits, Method, Parsed, Parser, Refusal, Request};
use proptest::prelude::*;

use super::oracle;

/// What comes of bytes in these pieces: a refusal, or what there is and how many bytes it took.
type Outcome = Result<(Option<Parsed>, usize), Refusal>;

fn outcome<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> Outcome {
    let mut parser = Parser::new(Limits::default());
    let mut taken = 0;
    for piece in pieces {
        let used = parser.push(piece)?;
        taken += used;
        assert!(used == piece.len() || parser.is_complete(), "bytes were left without need");
    }
    Ok((parser.finish(), taken))
}

/// The request in the bytes, if it is whole; anything else is none.
fn parsed(bytes: &[u8]) -> Option<(Request, usize)> {
    let (parsed, taken) = outcome([bytes]).ok()?;
    Some((parsed?.request, taken))
}

fn requests() -> impl Strategy<Value = Request> {
    let headers = prop::collection::vec(("[a-z][a-z0-9_-]{0,8}x", "([!-~]([ -~\t]{0,20}[!-~])?)?"), 0..6);
    let bodies = prop::collection::vec(any::<u8>(), 0..300);
    let methods = prop::sample::select(vec![Method::Get, Method::Head, Method::Post, Method::Options]);
    (methods, "/([a-zA-Z0-9/._~!*'();:@&=+$,?\\[\\]-]|%[0-9a-fA-F]{2}){0,30}", headers, "[a-z0-9.:-]{1,12}", bodies)
        .prop_map(|(method, target, mut headers, host, body)| {
            headers.insert(headers.len() / 2, ("host".into(), host));
            let body = if method == Method::Post { body } else { Vec::new() };
            Request { method, target, headers, body, peer: None }
        })
}

/// The request as bytes: one length, one way to end a line, and the connection is not kept.
fn written(request: &Request) -> Vec<u8> {
    let mut text = format!("{} {} HTTP/1.1\r\n", request.method.as_str(), request.target);
    for (name, value) in &request.headers {
        text.extend([name, ": ", value, "\r\n"]);
    }
    if request.method == Method::Post {
        text.extend(["content-length: ", &request.body.len().to_string(), "\r\n"]);
    }
    text.push_str("connection: close\r\n\r\n");
    [text.as_bytes(), &request.body].concat()
}

/// The body of a request in chunks of these sizes, again and again.
fn in_chunks(request: &Request, sizes: &[usize]) -> Vec<u8> {
    let whole = written(request);
    let head = String::from_utf8(whole[..whole.len() - request.body.len()].to_vec()).unwrap();
    let length = format!("content-length: {}\r\n", request.body.len());
    let mut bytes = head.replace(&length, "Transfer-Encoding: Chunked\r\n").into_bytes();
    let (mut rest, mut sizes) = (request.body.as_slice(), sizes.iter().cycle());
    while !rest.is_empty() {
        let (chunk, next) = rest.split_at(rest.len().min(*sizes.next().unwrap()));
        bytes.extend(format!("{:X}\r\n", chunk.len()).into_bytes());
        bytes.extend(chunk);
        bytes.extend(b"\r\n");
        rest = next;
    }
    bytes.extend(b"0\r\n\r\n");
    bytes
}

/// Pieces of requests in any order: seldom well-formed, never far from it.
fn nearly_requests() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"GET / HTTP/1.1\r\n",
        b"POST /a?b=%20 HTTP/1.1\r\n",
        b"HEAD / HTTP/1.0\r\n",
        b"GET",
        b"POST",
        b" ",
        b"/x",
        b" HTTP/1.1",
        b"Host: a\r\n",
        b"Host: a:1\r\n",
        b"Content-Length: 3\r\n",
        b"Content-Length: 0\r\n",
        b"content-length:3\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Expect: 100-continue\r\n",
        b"Connection: close, x-a\r\n",
        b"X-A:  b \t\r\n",
        b"X-Guard-Peer: 1.2.3.4:5\r\n",
        b": b\r\n",
        b"\r\n",
        b"\r\n\r\n",
        b"abc",
        b"3\r\nabc\r\n",
        b"3;x\r\nabc\r\n",
        b"0\r\n\r\n",
        b"0\r\n",
        b"\r",
        b"\n",
        b"\0",
        b"\t",
        b" a\r\n",
        b"\xff",
        b"%",
        b"%4",
        b":",
    ];
    let one = prop::sample::select(pieces).prop_map(<[u8]>::to_vec);
    let openings: Vec<&[u8]> = vec![
        b"",
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
    ];
    (prop::sample::select(openings), prop::collection::vec(one, 0..8))
        .prop_map(|(opening, pieces)| [opening.to_vec(), pieces.concat()].concat())
}

/// A well-formed request in which something was changed, and something may follow.
fn changed_requests() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..4_u8);
    let follows = prop::sample::select(vec!["", "x", "GET / HTTP/1.1\r\n"]);
    (requests(), prop::option::of(change), any::<bool>(), follows).prop_map(|(request, change, chunked, follows)| {
        let chunked = chunked && request.method == Method::Post;
        let mut bytes = if chunked { in_chunks(&request, &[7, 1, 100]) } else { written(&request) };
        if let Some((at, byte, kind)) = change {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                _ => bytes.truncate(at),
            }
        }
        bytes.extend(follows.as_bytes());
        bytes
    })
}

fn anything() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![nearly_requests(), changed_requests(), prop::collection::vec(any::<u8>(), 0..200)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_written_is_read_again(request in requests(), sizes in prop::collection::vec(1_usize..100, 1..4)) {
        let bytes = written(&request);
        prop_assert_eq!(parsed(&bytes), Some((request.clone(), bytes.len())));
        if request.method == Method::Post {
            let bytes = in_chunks(&request, &sizes);
            prop_assert_eq!(parsed(&bytes), Some((request, bytes.len())));
        }
    }

    /// However the bytes are split into reads.
    #[test]
    fn the_pieces_make_no_difference(bytes in anything(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6)) {
        let whole = outcome([bytes.as_slice()]);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.sort_unstable();
        let mut pieces = Vec::new();
        let mut from = 0;
        for cut in cuts.into_iter().chain([bytes.len()]) {
            pieces.push(&bytes[from..cut]);
            from = cut;
        }
        // The first piece that is not taken whole is the last: the next request begins in it.
        prop_assert_eq!(&outcome(pieces), &whole);
        prop_assert_eq!(&outcome(bytes.chunks(1)), &whole);
    }

    /// And nothing panics.
    #[test]
    fn what_is_accepted_is_what_the_rules_say(bytes in anything()) {
        prop_assert_eq!(parsed(&bytes), oracle::request(&bytes));
    }

    #[test]
    fn what_is_accepted_is_passed_on_unchanged(bytes in anything()) {
        if let Some((request, _)) = parsed(&bytes) && request.headers.iter().any(|(name, _)| name == "host") {
            let again = written(&request);
            prop_assert_eq!(parsed(&again), Some((request, again.len())));
        }
    }

    /// Half a request is no request, wherever it is cut.
    #[test]
    fn what_is_cut_off_is_never_complete(request in requests(), cut in any::<prop::sample::Index>(), chunked in any::<bool>()) {
        let chunked = chunked && request.method == Method::Post;
        let bytes = if chunked { in_chunks(&request, &[5]) } else { written(&request) };
        let cut = cut.index(bytes.len());
        prop_assert_eq!(outcome([&bytes[..cut]]), Ok((None, cut)));
    }
}

#[test]
fn the_version_and_connection_say_whether_it_goes_on() {
    let keeps = |version: &str, connection: &str| {
        let bytes = format!("GET / HTTP/{version}\r\nHost: a\r\n{connection}\r\n");
        outcome([bytes.as_bytes()]).unwrap().0.unwrap().keep_alive
    };
    assert!(keeps("1.1", ""));
    assert!(keeps("1.1", "Connection: keep-alive\r\n"));
    assert!(!keeps("1.1", "Connection: x, Close\r\n"));
    assert!(!keeps("1.1", "Connection: keep-alive\r\nConnection: close\r\n"));
    assert!(!keeps("1.0", ""));
    assert!(keeps("1.0", "Connection: Keep-Alive\r\n"));
}

#[test]
fn a_refusal_is_final() {
    let mut parser = Parser::new(Limits::default());
    assert_eq!(parser.push(b"GET / HTTP/3.0\r\n"), Err(Refusal::Version));
    assert_eq!(parser.push(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"), Err(Refusal::Version));
    assert_eq!(parser.finish(), None);
}
