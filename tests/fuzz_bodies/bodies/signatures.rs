//! Signatures, tokens and challenges: nothing is believed but what the sender would have sent.

use chrono::{DateTime, Utc};
use pdpe::watch::settings::{SignedOrder, TimePlace, TimestampedSignature};
use pdpe::watch::testing::Headers;
use pdpe::watch::testing::{
    AuthError, Encoding, IdempotencyKey, Scheme, Secret, SignatureHeader, Unverified, Verifier,
};

use super::halves;

const SECRET: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Headers as lines, a zero byte, and a body; the first header's value is a token and a challenge too.
pub fn signatures(bytes: &[u8]) {
    let (head, body) = halves(bytes);
    let Ok(head) = std::str::from_utf8(head) else { return };
    let headers: Vec<(&str, &str)> = head.lines().filter_map(|line| line.split_once(": ")).collect();
    let received = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    for scheme in schemes() {
        let verifier = verifier(&scheme, SECRET);
        let own = Headers::new(headers.iter().copied());
        let request = Unverified { headers: &own, token: headers.first().map(|(_, value)| *value), body, received };
        if let Ok(key) = verifier.verify(&request) {
            assert_key(&key);
            assert!(is_as_signed(&verifier, &headers, body, received), "{scheme:?} believes {head:?}");
        }
        assert_own_signature_opens(&scheme, body, received);
        if let Some((_, token)) = headers.first() {
            challenge(&verifier, token);
        }
    }
    if let Some((_, text)) = headers.first() {
        secret(text);
    }
}

fn schemes() -> Vec<Scheme> {
    let header = |encoding| {
        Scheme::Hmac(SignatureHeader {
            header: "X-S".into(),
            prefix: "s=".into(),
            encoding,
            id_header: Some("X-Id".into()),
            signed_prefix: "v0:".into(),
        })
    };
    let standard = Scheme::Standard { tolerance_seconds: 300 };
    let hmac = [header(Encoding::Hex), header(Encoding::Base64)];
    let others = [standard, Scheme::Github, Scheme::Twitter, timestamped(), Scheme::Token];
    others.into_iter().chain(hmac).collect()
}

/// The time in a header of its own.
#[must_use]
pub fn timestamped() -> Scheme {
    let header = "X-S".to_owned();
    let (prefix, signed_prefix) = ("v0=".to_owned(), "v0:".to_owned());
    Scheme::Timestamped(TimestampedSignature {
        signature: SignatureHeader { header, prefix, encoding: Encoding::Hex, id_header: None, signed_prefix },
        time: TimePlace::Header("X-Time".into()),
        separator: ":".into(),
        order: SignedOrder::TimestampFirst,
        tolerance_seconds: 300,
    })
}

fn verifier(scheme: &Scheme, secret: &str) -> Verifier {
    Verifier::new(scheme.clone(), vec![Secret::new(secret).unwrap()]).unwrap()
}

fn assert_key(key: &IdempotencyKey) {
    let key = key.as_str();
    assert!((1..=300).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()), "{key:?}");
}

/// Whether the signature that the owner of the secret would write stands among the headers.
fn is_as_signed(verifier: &Verifier, headers: &[(&str, &str)], body: &[u8], received: DateTime<Utc>) -> bool {
    let value =
        |name: &str| headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| *value);
    match verifier.scheme() {
        Scheme::Token => headers.first().is_some_and(|(_, value)| *value == SECRET),
        Scheme::Standard { .. } => ["webhook", "svix"].iter().any(|prefix| {
            let named = |name: &str| value(&format!("{prefix}-{name}"));
            let (Some(id), Some(sent), Some(given)) = (named("id"), named("timestamp"), named("signature")) else {
                return false;
            };
            let Some(at) = second(sent) else { return false };
            let signed = verifier.sign(id, at, body);
            // A time with zeros in front would be signed as another text.
            sent == at.timestamp().to_string()
                && (received - at).num_seconds().abs() <= 300
                && given.split(' ').any(|entry| entry == signed[2].1)
        }),
        Scheme::Timestamped(_) => {
            let (Some(sent), Some(given)) = (value("X-Time"), value("X-S")) else { return false };
            let Some(at) = second(sent) else { return false };
            sent == at.timestamp().to_string()
                && (received - at).num_seconds().abs() <= 300
                && given.eq_ignore_ascii_case(&verifier.sign("id", at, body)[1].1)
        }
        _ => verifier.sign("id", received, body).first().is_some_and(|(name, signed)| {
            // Hexadecimal digits may be capitals.
            value(name).is_some_and(|given| given == signed || given.eq_ignore_ascii_case(signed))
        }),
    }
}

fn second(text: &str) -> Option<DateTime<Utc>> {
    text.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0))
}

/// What is signed here is believed here, and no more once a bit of it is another.
fn assert_own_signature_opens(scheme: &Scheme, body: &[u8], received: DateTime<Utc>) {
    // An object's beginning, without which Twitter's scheme believes nothing.
    let mut body = [b"{", body].concat();
    let verifier = verifier(scheme, SECRET);
    let signed = Headers::new(verifier.sign("msg_1", received, &body));
    let token = Some(SECRET).filter(|_| *scheme == Scheme::Token);
    let key = verifier.verify(&Unverified { headers: &signed, token, body: &body, received });
    assert_key(&key.unwrap_or_else(|refusal| panic!("{scheme:?}: {refusal:?}")));
    if *scheme != Scheme::Token {
        let last = body.len() - 1;
        body[last] ^= 1;
        let other = verifier.verify(&Unverified { headers: &signed, token, body: &body, received });
        assert_eq!(other, Err(AuthError::WrongSignature), "{scheme:?}");
    }
}

/// What is answered to a challenge can be nobody's delivery.
fn challenge(verifier: &Verifier, token: &str) {
    let Ok(answer) = verifier.answer_challenge(token) else { return };
    assert_eq!(verifier.scheme(), &Scheme::Twitter);
    assert!((1..=128).contains(&token.len()) && !token.starts_with('{'));
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    let signature = answer["response_token"].as_str().unwrap();
    let headers = Headers::new([("x-twitter-webhooks-signature", signature)]);
    let received = DateTime::UNIX_EPOCH;
    let request = Unverified { headers: &headers, token: None, body: token.as_bytes(), received };
    assert_eq!(verifier.verify(&request), Err(AuthError::NotAnObject));
}

/// Any text as a secret: it makes a verifier or an error, and neither shows anything of it.
fn secret(text: &str) {
    for scheme in schemes() {
        let shown = |text: &str| match Verifier::new(scheme.clone(), vec![Secret::new(text).unwrap()]) {
            Ok(verifier) => format!("{verifier:?}"),
            Err(error) => format!("{error:?} {error}"),
        };
        if Secret::new(text).is_ok() {
            let others = [SECRET, "?", "short"].map(shown);
            assert!(others.contains(&shown(text)), "{}", shown(text));
        }
    }
}
