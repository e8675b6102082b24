//! One bit is not as it was signed, anywhere: nothing is believed, and nothing kept.

use crate::client::Client;
use crate::schemes::{GITHUB_SECRET, NOW_SECONDS, STANDARD_SECRET, TWITTER_SECRET, guarded};
use crate::signing;
use crate::support::{JSON, Listener, request};

/// Headers of which one or the body is changed.
struct Signed<'a> {
    target: &'a str,
    headers: Vec<(&'a str, String)>,
    body: Vec<u8>,
}

impl Signed<'_> {
    fn bytes(&self) -> Vec<u8> {
        let headers: Vec<(&str, &str)> =
            [JSON].into_iter().chain(self.headers.iter().map(|(name, value)| (*name, &**value))).collect();
        request("POST", self.target, &headers, &self.body)
    }
}

/// Sends the request once for every bit of the values of its headers and of its body, with that
/// bit turned.
fn no_flip_is_believed(listener: &Listener, signed: &Signed) {
    let good = signed.bytes();
    let values = signed.headers.iter().map(|(_, value)| value.as_bytes());
    let mut tried = 0;
    for part in values.chain([signed.body.as_slice()]) {
        let start = memchr::memmem::rfind(&good, part).unwrap();
        for bit in 0..part.len() * 8 {
            let mut bytes = good.clone();
            bytes[start + bit / 8] ^= 1 << (bit % 8);
            let mut client = Client::of(listener.address);
            client.send(&bytes);
            let status = client.answer().status;
            // 400: not a header any more, and so not for us to judge.
            assert!([400, 401].contains(&status), "{status}: {}", String::from_utf8_lossy(&bytes));
            tried += 1;
        }
    }
    assert!(tried > 500);
    assert_eq!(listener.stat("/journal/committed"), 0);
    assert_eq!(listener.tell(good).status, 200, "and so nothing was found out");
}

const BODY: &[u8] = br#"{"id":7}"#;

#[test]
fn standard_webhooks() {
    let timestamp = NOW_SECONDS.to_string();
    let signature = signing::standard(STANDARD_SECRET, "msg_p5jXN8", &timestamp, BODY);
    let headers = vec![
        ("webhook-id", "msg_p5jXN8".to_owned()),
        ("webhook-timestamp", timestamp),
        ("webhook-signature", signature),
    ];
    no_flip_is_believed(
        &guarded().start(),
        &Signed { target: "/webhooks/generic/standard", headers, body: BODY.to_vec() },
    );
}

#[test]
fn github() {
    let headers = vec![("X-Hub-Signature-256", signing::github(GITHUB_SECRET, BODY))];
    no_flip_is_believed(
        &guarded().start(),
        &Signed { target: "/webhooks/generic/github", headers, body: BODY.to_vec() },
    );
}

#[test]
fn twitter() {
    let body = br#"{"favorite_events":[],"for_user_id":"7"}"#;
    let headers = vec![("x-twitter-webhooks-signature", signing::twitter(TWITTER_SECRET, body))];
    no_flip_is_believed(&guarded().start(), &Signed { target: "/webhooks/twitter", headers, body: body.to_vec() });
}
