//! The other schemes: GitHub, Twitter with its challenge, configured headers, tokens, none.

use std::collections::BTreeSet;

use pdpe::watch::testing::Headers;
use pdpe::watch::testing::{
    AuthError, BUCKET_SECONDS, Encoding, Scheme, SchemeError, Secret, SignatureHeader, Unverified, Verifier,
};

use super::{at_second, fixture, headers, json, verifier, verify};

const NOW: i64 = 1_790_000_000;
const GITHUB_BODY: &[u8] = b"Hello, World!";
const GITHUB_SECRET: &str = "It's a Secret to Everybody";
const GITHUB_SIGNATURE: &str = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
/// The SHA-256 of "Hello, World!".
const GITHUB_HASH: &str = "dffd6021bb2bd5b0af676290809ec3a53191dd81c7f70a4b28688a362182986f";

#[test]
fn github_vector() {
    let verifier = verifier(Scheme::Github, &[GITHUB_SECRET]);
    let check = |pairs: &[(&str, &str)], body| verify(&verifier, &headers(pairs), body, at_second(NOW));
    let signed = ("X-Hub-Signature-256", GITHUB_SIGNATURE);

    assert_eq!(check(&[signed], GITHUB_BODY).unwrap().as_str(), GITHUB_HASH);
    let numbered = check(&[signed, ("X-GitHub-Delivery", "72d3162e-cc78-11e3")], GITHUB_BODY).unwrap();
    assert_eq!(numbered.as_str(), format!("72d3162e-cc78-11e3:{GITHUB_HASH}"));
    let signed_here = verifier.sign("72d3162e-cc78-11e3", at_second(NOW), GITHUB_BODY);
    assert_eq!(signed_here[0], (signed.0.to_owned(), signed.1.to_owned()));
    assert_eq!(verify(&verifier, &signed_here, GITHUB_BODY, at_second(NOW)), Ok(numbered));

    assert_eq!(check(&[signed], b"Hello, World?"), Err(AuthError::WrongSignature));
    assert_eq!(check(&[], GITHUB_BODY), Err(AuthError::MissingSignature));
    assert_eq!(check(&[signed, signed], GITHUB_BODY), Err(AuthError::RepeatedHeader));
    assert_eq!(check(&[("X-Hub-Signature", GITHUB_SIGNATURE)], GITHUB_BODY), Err(AuthError::MissingSignature));
    for (signature, expected) in [
        (GITHUB_SIGNATURE.trim_start_matches("sha256="), AuthError::MalformedSignature),
        ("sha1=757107ea0eb2509fc211221cce984b8a37570b6d", AuthError::MalformedSignature),
        ("sha256=", AuthError::WrongSignature),
        (&GITHUB_SIGNATURE[..70], AuthError::WrongSignature),
        (&GITHUB_SIGNATURE.replace("ea0eb", "EA0eb"), AuthError::WrongSignature),
    ] {
        assert_eq!(check(&[("X-Hub-Signature-256", signature)], GITHUB_BODY), Err(expected), "{signature}");
    }
}

#[test]
fn ids_with_lines_or_blanks_in_them_are_refused() {
    let verifier = verifier(Scheme::Github, &[GITHUB_SECRET]);
    for id in ["1\r\nX-Evil: 1", "1\n2", "1\t2", "1 2", "", "\u{202e}1", "\0", &"1".repeat(201)] {
        let pairs = headers(&[("X-Hub-Signature-256", GITHUB_SIGNATURE), ("X-GitHub-Delivery", id)]);
        assert_eq!(verify(&verifier, &pairs, GITHUB_BODY, at_second(NOW)), Err(AuthError::MalformedId), "{id:?}");
    }
}

#[test]
fn twitter_vectors() {
    let vectors = json("webhooks/twitter_signatures.json");
    let secret = vectors["consumer_secret"].as_str().unwrap();
    let twitter = verifier(Scheme::Twitter, &[secret]);

    let challenges = vectors["challenges"].as_array().unwrap();
    assert_eq!(challenges.len(), 4);
    for challenge in challenges {
        let answer = twitter.answer_challenge(challenge["crc_token"].as_str().unwrap()).unwrap();
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer, serde_json::json!({ "response_token": challenge["response_token"] }));
    }

    let signed = vectors["signed"].as_array().unwrap();
    assert_eq!(signed.len(), 4);
    for post in signed {
        let body = fixture(&format!("webhooks/{}", post["file"].as_str().unwrap()));
        let signature = headers(&[("X-Twitter-Webhooks-Signature", post["signature"].as_str().unwrap())]);
        let key = verify(&twitter, &signature, &body, at_second(NOW)).unwrap();
        // The same at any time: these bodies do not repeat.
        assert_eq!(verify(&twitter, &signature, &body, at_second(NOW + 86_400)).unwrap(), key);
        let trimmed = body.trim_ascii();
        if trimmed.len() < body.len() {
            assert_eq!(verify(&twitter, &signature, trimmed, at_second(NOW)), Err(AuthError::WrongSignature));
        }
        let rotated = verifier(Scheme::Twitter, &["another", secret]);
        assert_eq!(verify(&rotated, &signature, &body, at_second(NOW)).unwrap(), key);
    }
}

#[test]
fn the_challenge_cannot_be_made_to_sign_a_delivery() {
    let twitter = verifier(Scheme::Twitter, &["consumer secret"]);
    for token in [
        "",
        "{}",
        "{\"tweet_create_events\":[]}",
        " {}",
        "a b",
        "a\n",
        "a\"b",
        "a%7B",
        "ä",
        "id.1614265330.{}",
        &"a".repeat(129),
    ] {
        assert_eq!(twitter.answer_challenge(token), Err(AuthError::WrongChallenge), "{token:?}");
    }
    assert!(twitter.answer_challenge(&"a".repeat(128)).is_ok());
    // What it does answer opens nothing, though the signature is right.
    for token in ["12345", "true", "null", "aA0+/=_.-"] {
        let answer: serde_json::Value = serde_json::from_str(&twitter.answer_challenge(token).unwrap()).unwrap();
        let signature = headers(&[("x-twitter-webhooks-signature", answer["response_token"].as_str().unwrap())]);
        let found = verify(&twitter, &signature, token.as_bytes(), at_second(NOW));
        assert_eq!(found, Err(AuthError::NotAnObject), "{token}");
    }
    for scheme in [Scheme::Github, Scheme::Token] {
        let other = verifier(scheme, &["0123456789abcdef"]);
        assert_eq!(other.answer_challenge("foo"), Err(AuthError::WrongChallenge));
    }
}

fn hmac(encoding: Encoding, prefix: &str, id_header: Option<&str>) -> Scheme {
    Scheme::Hmac(SignatureHeader {
        header: "X-Shop-Signature".into(),
        prefix: prefix.into(),
        encoding,
        id_header: id_header.map(str::to_owned),
        signed_prefix: String::new(),
    })
}

#[test]
fn a_configured_header() {
    // RFC 4231, test case 2.
    let (secret, body) = ("Jefe", b"what do ya want for nothing?");
    let hex = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    let base64 = "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=";
    let check = |scheme, value: &str| {
        verify(&verifier(scheme, &[secret]), &headers(&[("x-shop-signature", value)]), body, at_second(NOW))
    };
    assert!(check(hmac(Encoding::Hex, "", None), hex).is_ok());
    assert!(check(hmac(Encoding::Hex, "", None), &hex.to_uppercase()).is_ok());
    assert!(check(hmac(Encoding::Hex, "v0=", None), &format!("v0={hex}")).is_ok());
    assert!(check(hmac(Encoding::Base64, "", None), base64).is_ok());
    assert_eq!(check(hmac(Encoding::Hex, "v0=", None), hex), Err(AuthError::MalformedSignature));
    assert_eq!(check(hmac(Encoding::Hex, "", None), base64), Err(AuthError::WrongSignature));
    assert_eq!(check(hmac(Encoding::Base64, "", None), &base64[..43]), Err(AuthError::WrongSignature));

    let numbered = verifier(hmac(Encoding::Base64, "s=", Some("X-Id")), &[secret]);
    let signed = numbered.sign("7", at_second(NOW), body);
    assert_eq!(signed, headers(&[("X-Shop-Signature", &format!("s={base64}")), ("X-Id", "7")]));
    let key = verify(&numbered, &signed, body, at_second(NOW)).unwrap();
    assert!(key.as_str().starts_with("7:"), "{key}");
}

#[test]
fn a_body_that_alone_is_signed_counts_once_whenever_it_comes() {
    let days_80 = 80 * 24 * 60 * 60;
    for scheme in
        [hmac(Encoding::Hex, "", None), hmac(Encoding::Hex, "", Some("X-Id")), Scheme::Github, Scheme::Twitter]
    {
        let verifier = verifier(scheme, &["the secret"]);
        // Whoever repeats it can leave out an id, which nobody signed.
        let mut signed = verifier.sign("7", at_second(NOW), b"{}");
        signed.truncate(1);
        let key = |seconds| verify(&verifier, &signed, b"{}", at_second(seconds)).unwrap();
        assert_eq!(key(NOW), key(NOW + days_80));
    }
}

#[test]
fn a_token_in_the_address() {
    let verifier = verifier(Scheme::Token, &["0123456789abcdef", "fedcba9876543210"]);
    let check = |token| {
        let headers = Headers::default();
        verifier.verify(&Unverified { headers: &headers, token, body: b"{}", received: at_second(NOW) })
    };
    assert!(check(Some("0123456789abcdef")).is_ok());
    assert_eq!(check(Some("0123456789abcdef")), check(Some("fedcba9876543210")));
    assert_eq!(check(None), Err(AuthError::MissingToken));
    for wrong in ["", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", "0123456789abcdeg"] {
        assert_eq!(check(Some(wrong)), Err(AuthError::WrongToken), "{wrong}");
    }
    assert!(verifier.sign("1", at_second(NOW), b"{}").is_empty());
}

#[test]
fn deliveries_without_an_id_are_one_within_ten_seconds() {
    for verifier in [verifier(Scheme::None, &[]), verifier(Scheme::Token, &["0123456789abcdef"])] {
        let key = |body: &[u8], seconds| {
            let headers = Headers::default();
            let token = Some("0123456789abcdef");
            verifier.verify(&Unverified { headers: &headers, token, body, received: at_second(seconds) }).unwrap()
        };
        let first = NOW - NOW % BUCKET_SECONDS;
        assert_eq!(key(b"{}", first), key(b"{}", first + 9));
        // The documented weakness: a retry across the edge is another delivery.
        assert_ne!(key(b"{}", first + 9), key(b"{}", first + 10));
        assert_ne!(key(b"{}", first), key(b"{ }", first));
        assert_eq!(key(b"{}", -1), key(b"{}", -10));
        assert_ne!(key(b"{}", -1), key(b"{}", 0));
    }
}

#[test]
fn captured_retries_of_eventbrite_fall_together() {
    let deliveries = json("listings/eventbrite_webhook_deliveries_2019.json");
    let none = verifier(Scheme::None, &[]);
    let keys = deliveries.as_array().unwrap().iter().map(|delivery| {
        let body = delivery["raw_body"].as_str().unwrap().as_bytes();
        // Its `X-Eventbrite-Delivery` is the same on each and says nothing.
        assert_eq!(delivery["headers"]["X-Eventbrite-Delivery"], "1806556");
        verify(&none, &[], body, at_second(NOW)).unwrap()
    });
    let keys: Vec<_> = keys.collect();
    assert_eq!(keys[0], keys[4]);
    let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
    assert!(distinct.len() < keys.len() && distinct.len() >= 7, "{distinct:?}");
}

#[test]
fn schemes_and_secrets_that_do_not_go_together() {
    let secret = |text: &str| Secret::new(text).unwrap();
    for scheme in [Scheme::Github, Scheme::Twitter, Scheme::Token, Scheme::Standard { tolerance_seconds: 300 }] {
        let name = scheme.as_str();
        assert_eq!(Verifier::new(scheme, Vec::new()).unwrap_err(), SchemeError::NoSecret(name));
    }
    assert_eq!(Verifier::new(Scheme::None, vec![secret("x")]).unwrap_err(), SchemeError::UselessSecret);
    assert_eq!(Verifier::new(Scheme::Token, vec![secret("0123456789abcde")]).unwrap_err(), SchemeError::ShortToken(1));
    let slash = Verifier::new(Scheme::Token, vec![secret("0123456789abcdef"), secret("0123456789/abcdef")]);
    assert_eq!(slash.unwrap_err(), SchemeError::TokenCharacters(2));
}

#[test]
fn refusals_have_different_words() {
    use AuthError::{
        FromTheFuture, MalformedId, MalformedSignature, MalformedTimestamp, MissingId, MissingSignature, MissingToken,
        NotAnObject, RepeatedHeader, TooOld, WrongChallenge, WrongSignature, WrongToken,
    };
    let signatures = [MissingSignature, MalformedSignature, WrongSignature, MissingId, MalformedId, MalformedTimestamp];
    let others = [TooOld, FromTheFuture, RepeatedHeader, MissingToken, WrongToken, NotAnObject, WrongChallenge];
    let words: BTreeSet<&str> = signatures.iter().chain(&others).map(|refusal| refusal.as_str()).collect();
    assert_eq!(words.len(), signatures.len() + others.len());
}
