//! HTTP header names: which are valid, and which concern a single connection.

/// Whether a word is a token (RFC 9110, 5.6.2), as header names and methods are.
pub(super) fn is_token(word: &str) -> bool {
    let is_of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !word.is_empty() && word.bytes().all(is_of_token)
}

/// Headers that concern a single connection or the length of a body. Those named in `Connection` are not
/// included: else a client could have signatures or addresses removed.
const OF_THE_CONNECTION: &str = "connection content-length expect keep-alive proxy-authenticate proxy-connection te \
                                 trailer transfer-encoding upgrade";

/// Whether a header concerns a single connection.
pub(super) fn is_of_the_connection(name: &str) -> bool {
    OF_THE_CONNECTION.split(' ').any(|other| name.eq_ignore_ascii_case(other))
}
