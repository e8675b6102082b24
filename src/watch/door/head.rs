//! Rules for the head of a request: the request line and the headers.

use super::exchange::Method;
use super::limits::Limits;
use super::refusal::Refusal;

use crate::watch::http::{is_of_the_connection, is_token};

/// The first line of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RequestLine {
    pub(super) method: Method,
    pub(super) target: String,
    pub(super) minor_version: u8,
}

impl RequestLine {
    /// Parses the line without its line end.
    pub(super) fn parse(line: &[u8], limits: &Limits) -> Result<Self, Refusal> {
        let line = std::str::from_utf8(line).map_err(|_| Refusal::Byte)?;
        let mut words = line.split(' ');
        let (Some(method), Some(target), Some(version), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(Refusal::RequestLine);
        };
        let minor_version = match version {
            "HTTP/1.1" => 1,
            "HTTP/1.0" => 0,
            _ => return Err(if is_version(version) { Refusal::Version } else { Refusal::RequestLine }),
        };
        if !is_token(method) {
            return Err(Refusal::RequestLine);
        }
        let method = Method::of(method).ok_or(Refusal::Method)?;
        if target.len() > limits.target_bytes {
            return Err(Refusal::TargetTooLong);
        }
        if !is_origin_form(target.as_bytes()) {
            return Err(Refusal::Target);
        }
        Ok(Self { method, target: target.to_owned(), minor_version })
    }
}

/// How the end of a body is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// By its length in bytes.
    Length(usize),
    /// By the last chunk.
    Chunked,
}

/// A valid head.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) line: RequestLine,
    /// Without those that concern the connection; names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) framing: Framing,
    pub(super) keep_alive: bool,
    /// The client waits for `100 Continue` before it sends the body.
    pub(super) awaits_continue: bool,
}

impl Head {
    /// Parses a head including its final empty line.
    pub(super) fn parse(bytes: &[u8], line: RequestLine, limits: &Limits) -> Result<Self, Refusal> {
        let mut room = vec![httparse::EMPTY_HEADER; limits.headers];
        let mut request = httparse::Request::new(&mut room);
        match request.parse(bytes) {
            Ok(httparse::Status::Complete(end)) if end == bytes.len() => {}
            Err(httparse::Error::TooManyHeaders) => return Err(Refusal::TooManyHeaders),
            _ => return Err(Refusal::Header),
        }
        let mut headers = Vec::with_capacity(request.headers.len());
        for header in request.headers.iter() {
            let value = std::str::from_utf8(header.value).map_err(|_| Refusal::Byte)?;
            headers.push((header.name.to_ascii_lowercase(), value.trim_matches([' ', '\t']).to_owned()));
        }

        check_host(&headers, line.minor_version)?;
        let framing = framing(&headers, &line, limits)?;
        let awaits_continue = match only(&headers, "expect").map_err(|()| Refusal::Expect)? {
            Some(expected) if expected.eq_ignore_ascii_case("100-continue") => line.minor_version == 1,
            Some(_) => return Err(Refusal::Expect),
            None => false,
        };
        let says = |word: &str| {
            let mut options =
                headers.iter().filter(|(name, _)| name == "connection").flat_map(|(_, value)| value.split(','));
            options.any(|option| option.trim().eq_ignore_ascii_case(word))
        };
        let keep_alive = !says("close") && (line.minor_version == 1 || says("keep-alive"));
        headers.retain(|(name, _)| !is_of_the_connection(name));
        Ok(Self { line, headers, framing, keep_alive, awaits_continue })
    }
}

/// The value of a header that must not be repeated.
fn only<'h>(headers: &'h [(String, String)], name: &str) -> Result<Option<&'h str>, ()> {
    let mut values = headers.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str());
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        _ => Err(()),
    }
}

fn check_host(headers: &[(String, String)], minor_version: u8) -> Result<(), Refusal> {
    match only(headers, "host").map_err(|()| Refusal::Host)? {
        Some(host) if !host.is_empty() && host.bytes().all(is_of_host) => Ok(()),
        None if minor_version == 0 => Ok(()),
        _ => Err(Refusal::Host),
    }
}

fn framing(headers: &[(String, String)], line: &RequestLine, limits: &Limits) -> Result<Framing, Refusal> {
    let encoding = only(headers, "transfer-encoding").map_err(|()| Refusal::TransferEncoding)?;
    let length = only(headers, "content-length").map_err(|()| Refusal::Length)?;
    let length = match length {
        Some(digits) if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            return Err(Refusal::Length);
        }
        // A number too large to parse is too large in any case.
        Some(digits) => Some(digits.parse().unwrap_or(usize::MAX)),
        None => None,
    };
    let framing = match (encoding, length) {
        (Some(_), Some(_)) => return Err(Refusal::TwoFramings),
        (Some(encoding), None) if encoding.eq_ignore_ascii_case("chunked") && line.minor_version == 1 => {
            Framing::Chunked
        }
        (Some(_), None) => return Err(Refusal::TransferEncoding),
        (None, Some(length)) if length > limits.body_bytes => return Err(Refusal::BodyTooLarge),
        (None, Some(length)) => Framing::Length(length),
        (None, None) if line.method == Method::Post => return Err(Refusal::LengthRequired),
        (None, None) => Framing::Length(0),
    };
    if line.method != Method::Post && framing != Framing::Length(0) {
        return Err(Refusal::UnwantedBody);
    }
    Ok(framing)
}

fn is_version(word: &str) -> bool {
    let Some((major, minor)) = word.strip_prefix("HTTP/").and_then(|version| version.split_once('.')) else {
        return false;
    };
    [major, minor].iter().all(|part| part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The characters of a host, a port or a bracketed address.
fn is_of_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:[]".contains(&byte)
}

/// Whether the target is a path and perhaps a query, with valid percent escapes.
fn is_origin_form(target: &[u8]) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%[]".contains(&byte);
    let escapes_are_whole = || {
        let escapes = target.iter().enumerate().filter(|(_, byte)| **byte == b'%');
        escapes
            .map(|(at, _)| target.get(at + 1..at + 3))
            .all(|hex| hex.is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)))
    };
    target.first() == Some(&b'/') && target.iter().all(|byte| plain(*byte)) && escapes_are_whole()
}
