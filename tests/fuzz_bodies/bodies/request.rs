//! The parser of requests: what it lets through has one meaning.

use pdpe::watch::door::{Limits, Method, Parsed, Parser, Refusal, Request};

/// What comes of bytes in pieces of a size: a refusal, or what there is and how many bytes it took.
fn parse(bytes: &[u8], piece: usize, limits: Limits) -> Result<(Option<Parsed>, usize), Refusal> {
    let (mut parser, mut taken) = (Parser::new(limits), 0);
    for piece in bytes.chunks(piece.max(1)) {
        let used = match parser.push(piece) {
            Ok(used) => used,
            Err(refusal) => {
                assert_eq!(parser.push(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"), Err(refusal), "a refusal is final");
                assert!(!parser.is_complete() && parser.finish().is_none(), "refused and complete");
                return Err(refusal);
            }
        };
        taken += used;
        assert!(used <= piece.len() && parser.held_bytes() <= limits.body_bytes);
        if used < piece.len() {
            assert!(parser.is_complete(), "bytes were left without need");
            break;
        }
    }
    Ok((parser.finish(), taken))
}

/// Asserts what the routes rely on.
fn assert_one_meaning(bytes: &[u8], parsed: &Parsed, taken: usize, limits: Limits) {
    let request = &parsed.request;
    assert!(taken <= bytes.len() && bytes.starts_with(request.method.as_str().as_bytes()));
    assert!(request.target.starts_with('/') && request.target.len() <= limits.target_bytes, "{request:?}");
    assert!(
        request.target.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&byte)),
        "{request:?}"
    );
    assert!(request.headers.len() <= limits.headers && request.body.len() <= limits.body_bytes);
    assert!(request.method == Method::Post || request.body.is_empty(), "{request:?}");
    let is_name =
        |byte: u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase() && !b"\"(),/:;<=>?@[\\]{}".contains(&byte);
    for (name, value) in &request.headers {
        assert!(!name.is_empty() && name.bytes().all(is_name), "{name:?}");
        assert!(value.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~')), "{value:?}");
        assert_eq!(value.trim_matches([' ', '\t']), value);
        let framing = ["content-length", "transfer-encoding", "connection", "expect", "te", "trailer"];
        assert!(!framing.contains(&name.as_str()), "{name} is left");
    }
    assert!(request.headers.iter().filter(|(name, _)| name == "host").count() <= 1, "two hosts");

    // Written anew, it is the same request and nothing behind it. It may be longer than it was.
    let written = written(request);
    let roomy = Limits { head_bytes: limits.head_bytes + 64, headers: limits.headers + 2, ..limits };
    let has_host = request.headers.iter().any(|(name, _)| name == "host");
    match parse(&written, written.len(), roomy) {
        Ok((Some(again), all)) => {
            assert_eq!((&again.request, all), (request, written.len()));
            assert!(!again.keep_alive && again.knows_chunks);
        }
        // Who speaks HTTP/1.0 may leave it out.
        other => assert!(!has_host && !parsed.knows_chunks && other == Err(Refusal::Host), "{other:?}"),
    }
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

/// Any bytes on a connection.
pub fn request(bytes: &[u8]) {
    let tight = Limits { head_bytes: 120, headers: 3, target_bytes: 20, body_bytes: 16, ..Limits::default() };
    for limits in [Limits::default(), tight] {
        let whole = parse(bytes, bytes.len(), limits);
        for piece in [1, 2, 7, 64] {
            assert_eq!(parse(bytes, piece, limits), whole, "in pieces of {piece}");
        }
        match whole {
            Ok((Some(parsed), taken)) => assert_one_meaning(bytes, &parsed, taken, limits),
            Ok((None, taken)) => assert_eq!(taken, bytes.len(), "it asks for more and leaves some"),
            Err(refusal) => assert!((400..=505).contains(&refusal.status())),
        }
    }
}
