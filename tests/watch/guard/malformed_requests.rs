//! A list of requests that are not as they must be.

pub const HOST: &str = "Host: a\r\n";

/// Each with its name and the status it is refused with.
#[allow(clippy::too_many_lines)] // they are a list
pub fn malformed() -> Vec<(&'static str, u16, Vec<u8>)> {
    let many_headers = format!("GET / HTTP/1.1\r\n{HOST}{}\r\n", "X: y\r\n".repeat(64));
    let long_target = format!("GET /{} HTTP/1.1\r\n{HOST}\r\n", "a".repeat(2048));
    let long_header = format!("GET / HTTP/1.1\r\n{HOST}X: {}\r\n\r\n", "a".repeat(16 << 10));
    let long_line = format!("GET /{}", "a".repeat(16 << 10));
    let cases: Vec<(&str, u16, &[u8])> = vec![
        ("two lengths", 400, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy"),
        (
            "the same length twice",
            400,
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
        ),
        ("two lengths in one header", 400, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\nx"),
        ("a length with a sign", 400, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx"),
        ("a negative length", 400, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nx"),
        ("a length in hexadecimal", 400, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\nx"),
        ("no digits", 400, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n"),
        (
            "a length beyond all numbers",
            413,
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999999\r\n\r\n",
        ),
        ("a length beyond the limit", 413, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n"),
        ("a body with a GET", 400, b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"),
        ("no length", 411, b"POST / HTTP/1.1\r\nHost: a\r\n\r\n"),
        (
            "length and chunks",
            400,
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ),
        ("TE: xchunked", 400, b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        ("TE: gzip, chunked", 400, b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        ("TE: identity", 400, b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n"),
        (
            "TE twice",
            400,
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ),
        ("TE with white space", 400, b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
        (
            "TE with a vertical tab",
            400,
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
        ),
        ("chunks in HTTP/1.0", 400, b"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        (
            "a chunk with an extension",
            400,
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\n\r\n",
        ),
        (
            "a trailer",
            400,
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX: y\r\n\r\n",
        ),
        (
            "an end without CR",
            400,
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\n\n",
        ),
        (
            "a chunk without a size",
            400,
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\r\nx\r\n0\r\n\r\n",
        ),
        (
            "a chunk longer than its size",
            400,
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n",
        ),
        ("a chunk with LF alone", 400, b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n"),
        (
            "a size with 0x",
            400,
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n",
        ),
        (
            "a size of 9 digits",
            400,
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n000000001\r\nx\r\n0\r\n\r\n",
        ),
        (
            "a chunk beyond the limit",
            413,
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n",
        ),
        ("a bare CR in the line", 400, b"GET /\r HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a bare CR in a header", 400, b"GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
        ("LF only", 400, b"GET / HTTP/1.1\nHost: a\n\n"),
        ("LF at the end", 400, b"GET / HTTP/1.1\r\nHost: a\r\n\n"),
        ("an empty line in front", 400, b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("NUL", 400, b"GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"),
        ("Latin-1", 400, b"GET / HTTP/1.1\r\nHost: a\r\nX: \xe9\r\n\r\n"),
        ("UTF-8 in the target", 400, "GET /é HTTP/1.1\r\nHost: a\r\n\r\n".as_bytes()),
        ("a folded header", 400, b"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"),
        ("a folded first header", 400, b"GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
        ("a header without a colon", 400, b"GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
        ("a header without a name", 400, b"GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n"),
        ("white space before the colon", 400, b"GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
        ("HTTP/0.9", 400, b"GET /\r\n"),
        ("HTTP/0.9 by name", 505, b"GET / HTTP/0.9\r\n\r\n"),
        ("HTTP/1.2", 505, b"GET / HTTP/1.2\r\nHost: a\r\n\r\n"),
        ("HTTP/2.0", 505, b"GET / HTTP/2.0\r\n\r\n"),
        ("the preface of HTTP/2", 505, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ("HTTP/1.1 and more", 400, b"GET / HTTP/1.1 x\r\nHost: a\r\n\r\n"),
        ("http/1.1", 400, b"GET / http/1.1\r\nHost: a\r\n\r\n"),
        ("HTTP/1.10", 400, b"GET / HTTP/1.10\r\nHost: a\r\n\r\n"),
        ("two spaces", 400, b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a tab for a space", 400, b"GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("the beginning of TLS", 400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
        ("no host", 400, b"GET / HTTP/1.1\r\n\r\n"),
        ("an empty host", 400, b"GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        ("two hosts", 400, b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        ("two hosts in HTTP/1.0", 400, b"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"),
        ("a host with a user", 400, b"GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"),
        ("a host with a path", 400, b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        ("an absolute target", 400, b"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a target without a slash", 400, b"GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a star", 400, b"GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a fragment", 400, b"GET /#a HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("half an escape", 400, b"GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a broken escape", 400, b"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("PUT", 405, b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
        ("CONNECT", 405, b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("TRACE", 405, b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a small get", 405, b"get / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a method that is no word", 400, b"G@T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("expects something", 417, b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nContent-Length: 1\r\n\r\nx"),
        ("too many headers", 431, many_headers.as_bytes()),
        ("a target that is too long", 414, long_target.as_bytes()),
        ("a header that is too large", 431, long_header.as_bytes()),
        ("a line that is too long", 431, long_line.as_bytes()),
    ];
    cases.into_iter().map(|(name, status, bytes)| (name, status, bytes.to_vec())).collect()
}
