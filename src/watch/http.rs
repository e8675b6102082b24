//! What HTTP says of headers, whatever they are about: the characters of their names, and which of
//! them concern one connection alone.

/// Whether a word is a token (RFC 9110, 5.6.2): the name of a header, or a method.
pub(super) fn is_token(word: &str) -> bool {
    let is_of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !word.is_empty() && word.bytes().all(is_of_token)
}

/// Headers that concern one connection alone, and end there, with those that say how long a body
/// is. Those that `Connection` names are not among them: else a stranger could have signatures or
/// addresses of others taken away.
const OF_THE_CONNECTION: [&str; 10] = [
    "connection",
    "content-length",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Whether a header of that name concerns one connection alone.
pub(super) fn is_of_the_connection(name: &str) -> bool {
    OF_THE_CONNECTION.iter().any(|other| name.eq_ignore_ascii_case(other))
}
