//! The rules for a request a second time, over whole requests and without regard to speed: what
//! the parser is compared with.

use pdpe::watch::door::{Method, Request};

/// The request at the beginning of the bytes, and how many bytes it has. None if it is not whole
/// or not well-formed.
pub fn request(bytes: &[u8]) -> Option<(Request, usize)> {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect(); // a char for each byte
    let (head, rest) = text.split_once("\r\n\r\n")?;
    if head.len() + 4 > 16 << 10 || !head.chars().all(|char| matches!(char, '\t' | '\r' | '\n' | ' '..='~')) {
        return None;
    }
    let mut lines = head.split("\r\n");
    let line = lines.next()?;
    let headers: Vec<(String, &str)> = lines.map(header).collect::<Option<_>>()?;
    if head.replace("\r\n", "").contains(['\r', '\n']) || headers.len() > 64 {
        return None;
    }
    let [method, target, version] = line.split(' ').collect::<Vec<_>>().try_into().ok()?;
    let method = Method::of(method)?;
    let modern = match version {
        "HTTP/1.1" => true,
        "HTTP/1.0" => false,
        _ => return None,
    };
    if !is_target(target) {
        return None;
    }
    let all =
        |name: &str| headers.iter().filter(|(other, _)| other == name).map(|(_, value)| *value).collect::<Vec<_>>();
    match all("host").as_slice() {
        [host]
            if !host.is_empty()
                && !host.contains(['/', '?', '#', '@', '"', '<', '>', '\\', '^', '`', '{', '|', '}', ' ', '\t']) => {}
        [] if !modern => {}
        _ => return None,
    }
    match all("expect").as_slice() {
        [] => {}
        [expected] if expected.to_lowercase() == "100-continue" => {}
        _ => return None,
    }
    let (body, framed) = match (all("content-length").as_slice(), all("transfer-encoding").as_slice()) {
        ([], []) if method != Method::Post => (String::new(), 0),
        ([digits], []) if !digits.is_empty() && digits.chars().all(|char| char.is_ascii_digit()) => {
            let length: usize = digits.parse().ok()?;
            (rest.chars().take(length).collect(), length)
        }
        ([], [encoding]) if encoding.to_lowercase() == "chunked" && modern => chunked(rest)?,
        _ => return None,
    };
    if rest.chars().count() < framed || body.chars().count() > 1 << 20 || method != Method::Post && framed > 0 {
        return None;
    }
    let ends_here = "connection content-length expect keep-alive proxy-authenticate proxy-connection te trailer \
                     transfer-encoding upgrade";
    let headers = headers
        .into_iter()
        .filter(|(name, _)| !ends_here.split_whitespace().any(|other| other == name))
        .map(|(name, value)| (name, value.to_owned()))
        .collect();
    let body = body.chars().map(|char| u8::try_from(u32::from(char)).unwrap()).collect();
    let taken = head.len() + 4 + rest.chars().take(framed).count();
    Some((Request { method, target: target.to_owned(), headers, body, peer: None }, taken))
}

fn header(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_token = |char: char| char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char);
    (!name.is_empty() && name.chars().all(is_token)).then(|| (name.to_lowercase(), value.trim_matches([' ', '\t'])))
}

fn is_target(target: &str) -> bool {
    let mut parts = target.split('%');
    let escapes_are_whole = parts.next().is_some()
        && parts.all(|part| part.len() >= 2 && part.chars().take(2).all(|char| char.is_ascii_hexdigit()));
    target.starts_with('/')
        && target.len() <= 2048
        && !target.contains(['#', '"', '<', '>', '\\', '^', '`', '{', '|', '}', '\t', '\r', '\n'])
        && escapes_are_whole
}

/// The body, and how many bytes it takes with all its framing.
fn chunked(text: &str) -> Option<(String, usize)> {
    let (mut body, mut taken) = (String::new(), 0);
    loop {
        let rest: String = text.chars().skip(taken).collect();
        let (size, rest) = rest.split_once("\r\n")?;
        if size.is_empty() || size.len() > 8 || !size.chars().all(|char| char.is_ascii_hexdigit()) {
            return None;
        }
        taken += size.len() + 2;
        let size = usize::from_str_radix(size, 16).ok()?;
        let data: String = rest.chars().take(size).collect();
        if data.chars().count() < size || rest.chars().skip(size).take(2).collect::<String>() != "\r\n" {
            return None;
        }
        taken += size + 2;
        if size == 0 {
            return Some((body, taken));
        }
        body.push_str(&data);
    }
}
