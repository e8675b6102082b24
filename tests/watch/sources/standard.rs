//! The Standard Webhooks scheme against its vectors, good and bad, and what else could go wrong.

use pdpe::watch::testing::{AuthError, Scheme, SchemeError, Secret, Verifier};
use serde_json::Value;

use super::{at_second, headers, json, verifier, verify};

const STANDARD: Scheme = Scheme::Standard { tolerance_seconds: 300 };
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NOW: i64 = 1_614_265_330;
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const BODY: &[u8] = b"{\"test\": 2432232314}";
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

fn good() -> Vec<(String, String)> {
    headers(&[("webhook-id", ID), ("webhook-timestamp", "1614265330"), ("webhook-signature", SIGNATURE)])
}

/// The good headers with another value for one of them.
fn with(name: &str, value: &str) -> Vec<(String, String)> {
    let change = |(own, old): (String, String)| if own == name { (own, value.to_owned()) } else { (own, old) };
    good().into_iter().map(change).collect()
}

fn refusal(headers: &[(String, String)]) -> AuthError {
    verify(&verifier(STANDARD, &[SECRET]), headers, BODY, at_second(NOW)).unwrap_err()
}

#[test]
fn every_vector_gives_what_it_says() {
    let vectors = json("webhooks/standard_webhooks.json");
    let vectors = vectors["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 11);
    for vector in vectors {
        let text = |key: &str| vector[key].as_str().unwrap();
        for prefix in ["webhook", "svix", "Webhook", "SVIX"] {
            let headers = ["id", "timestamp", "signature"]
                .map(|name| (format!("{prefix}-{name}"), text(&format!("webhook_{name}")).to_owned()));
            let verifier = verifier(STANDARD, &[text("secret")]);
            let received = at_second(vector["verify_at_unix"].as_i64().unwrap());
            let key = verify(&verifier, &headers, text("payload").as_bytes(), received);
            match text("expect") {
                "valid" => assert_eq!(key.unwrap().as_str(), text("webhook_id"), "{}", text("name")),
                "invalid" => assert!(key.is_err(), "{}", text("name")),
                other => panic!("{other}"),
            }
        }
    }
}

#[test]
fn refusals_say_why_to_the_counters() {
    let reasons: Vec<(&str, AuthError)> = [
        ("published_bad_signature_last_char", AuthError::WrongSignature),
        ("published_v2_only", AuthError::WrongSignature),
        ("published_partial_signature", AuthError::WrongSignature),
        ("published_non_numeric_timestamp", AuthError::MalformedTimestamp),
        ("old_timestamp_5min_plus_1s", AuthError::TooOld),
        ("future_timestamp_5min_plus_1s", AuthError::FromTheFuture),
    ]
    .into();
    let vectors = json("webhooks/standard_webhooks.json");
    let invalid = |vector: &&Value| vector["expect"] == "invalid";
    let invalid: Vec<&Value> = vectors["vectors"].as_array().unwrap().iter().filter(invalid).collect();
    assert_eq!(invalid.len(), reasons.len());
    for (vector, (name, reason)) in invalid.into_iter().zip(reasons) {
        assert_eq!(vector["name"], name);
        let text = |key: &str| vector[key].as_str().unwrap();
        let headers = headers(&[
            ("webhook-id", text("webhook_id")),
            ("webhook-timestamp", text("webhook_timestamp")),
            ("webhook-signature", text("webhook_signature")),
        ]);
        let received = at_second(vector["verify_at_unix"].as_i64().unwrap());
        let found = verify(&verifier(STANDARD, &[text("secret")]), &headers, text("payload").as_bytes(), received);
        assert_eq!(found, Err(reason), "{name}");
    }
}

#[test]
fn the_tolerance_is_the_one_set_and_counts_both_ways() {
    for (tolerance_seconds, age, expected) in [
        (1, 1, None),
        (1, 2, Some(AuthError::TooOld)),
        (1, -1, None),
        (1, -2, Some(AuthError::FromTheFuture)),
        (3600, 3600, None),
        (3600, -3601, Some(AuthError::FromTheFuture)),
    ] {
        let verifier = verifier(Scheme::Standard { tolerance_seconds }, &[SECRET]);
        assert_eq!(verify(&verifier, &good(), BODY, at_second(NOW + age)).err(), expected, "{tolerance_seconds} {age}");
    }
    // An old delivery with a new time is not the one that was signed.
    assert_eq!(refusal(&with("webhook-timestamp", "1614265331")), AuthError::WrongSignature);
}

#[test]
fn any_secret_opens_and_the_first_signs() {
    let (old, new) = ("whsec_plJ3nmyCDGBKInavdOK15jsl", SECRET);
    for secrets in [[old, new], [new, old]] {
        assert!(verify(&verifier(STANDARD, &secrets), &good(), BODY, at_second(NOW)).is_ok());
    }
    let signed = verifier(STANDARD, &[old, new]).sign("msg_1", at_second(NOW), BODY);
    assert!(verify(&verifier(STANDARD, &[old]), &signed, BODY, at_second(NOW)).is_ok());
    assert_eq!(verify(&verifier(STANDARD, &[new]), &signed, BODY, at_second(NOW)), Err(AuthError::WrongSignature));
    assert_eq!(verifier(STANDARD, &[new]).sign(ID, at_second(NOW), BODY), good());
}

#[test]
fn ids_that_could_be_something_else_are_refused() {
    for id in ["a.b", "a b", "a\nb", "a\r\nX-Evil: 1", "a\0b", "ä", "", &"x".repeat(201)] {
        // Signed with the right secret, so that nothing but the id is wrong.
        let signed = verifier(STANDARD, &[SECRET]).sign(id, at_second(NOW), BODY);
        let found = verify(&verifier(STANDARD, &[SECRET]), &signed, BODY, at_second(NOW));
        assert_eq!(found, Err(AuthError::MalformedId), "{id:?}");
    }
    let longest = "x".repeat(200);
    let signed = verifier(STANDARD, &[SECRET]).sign(&longest, at_second(NOW), BODY);
    assert!(verify(&verifier(STANDARD, &[SECRET]), &signed, BODY, at_second(NOW)).is_ok());
}

#[test]
fn a_part_of_the_body_cannot_be_moved_into_the_head() {
    let signed = verifier(STANDARD, &[SECRET]).sign("a", at_second(NOW), b"1614265330.{}");
    let moved: Vec<_> = signed
        .iter()
        .map(|(name, value)| {
            let value = if name == "webhook-id" { "a.1614265330" } else { value };
            (name.clone(), value.to_owned())
        })
        .collect();
    assert_eq!(verify(&verifier(STANDARD, &[SECRET]), &moved, b"{}", at_second(NOW)), Err(AuthError::MalformedId));
}

#[test]
fn headers_missing_repeated_or_malformed() {
    for (name, expected) in [
        ("webhook-id", AuthError::MissingId),
        ("webhook-timestamp", AuthError::MalformedTimestamp),
        ("webhook-signature", AuthError::MissingSignature),
    ] {
        let mut less = good();
        less.retain(|(own, _)| own != name);
        assert_eq!(refusal(&less), expected);
        let mut twice = good();
        twice.extend(good().into_iter().filter(|(own, _)| own == name));
        assert_eq!(refusal(&twice), AuthError::RepeatedHeader);
    }
    for timestamp in ["", " 1614265330", "+1614265330", "-1614265330", "1614265330.0", "0x6037be32", "9999999999999"] {
        assert_eq!(refusal(&with("webhook-timestamp", timestamp)), AuthError::MalformedTimestamp, "{timestamp}");
    }
    for signature in ["", "v1", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "V1,x", "v1,*", "v1a,x v1,"] {
        assert_eq!(refusal(&with("webhook-signature", signature)), AuthError::WrongSignature, "{signature}");
    }
}

#[test]
fn secrets_that_are_not_base64_are_told_by_number() {
    for bad in ["whsec_", "whsec_*", "not base64!"] {
        let secrets = [SECRET, bad].map(|secret| Secret::new(secret).unwrap());
        let error = Verifier::new(STANDARD, secrets.into()).unwrap_err();
        assert_eq!(error, SchemeError::NotBase64(2));
        assert!(!error.to_string().contains("whsec_*"), "{error}");
    }
}
