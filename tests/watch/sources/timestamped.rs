//! Signatures over a time and the body, with signatures that the senders' own libraries made.

use pdpe::watch::settings::from_toml;
use pdpe::watch::testing::{AuthError, Headers, Unverified, Verifier};

use super::{Secret, at_second, headers, utc};

const NOW: i64 = 1_790_000_000;
/// `stripe` 16.1 for Python: `WebhookSignature._compute_signature("1790000000." + STRIPE_BODY, STRIPE_SECRET)`.
const STRIPE_SECRET: &str = "whsec_test_secret";
const STRIPE_BODY: &str = r#"{"id":"evt_1","object":"event"}"#;
const STRIPE: &str = "765d0d35514a56905b8ddef451bc5570cc45dfa0395a213879a36689a6be55a3";

fn verifier(keys: &str, secrets: &[&str]) -> Verifier {
    let toml = format!("[[sources]]\nname = 'shop'\nsecrets = [{{ env = 'SHOP' }}]\n{keys}");
    let scheme = from_toml(&toml).unwrap_or_else(|error| panic!("{error}\n{toml}"))[0].scheme();
    Verifier::new(scheme, secrets.iter().map(|secret| Secret::new(*secret).unwrap()).collect()).unwrap()
}

fn stripe() -> Verifier {
    verifier("scheme = 'timestamped'\nheader = 'Stripe-Signature'", &[STRIPE_SECRET])
}

fn check(verifier: &Verifier, pairs: &[(&str, &str)], body: &str, received: i64) -> Result<String, AuthError> {
    let headers = Headers::new(headers(pairs));
    let request = Unverified { headers: &headers, token: None, body: body.as_bytes(), received: at_second(received) };
    verifier.verify(&request).map(|key| key.to_string())
}

#[test]
fn stripe_by_its_library() {
    let check = |signature: &str, body: &str, received| {
        check(&stripe(), &[("Stripe-Signature", signature)], body, received).map(|_| ())
    };
    let given = format!("t={NOW},v1={STRIPE},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39");
    assert_eq!(check(&given, STRIPE_BODY, NOW), Ok(()));
    // While a secret is changed, Stripe sends a signature for each.
    let other = "0".repeat(64);
    assert_eq!(check(&format!("t={NOW}, v1={other}, v1={STRIPE}"), STRIPE_BODY, NOW), Ok(()));
    assert_eq!(check(&given, r#"{"id":"evt_2","object":"event"}"#, NOW), Err(AuthError::WrongSignature));
    assert_eq!(check(&given.replace("t=179", "t=178"), STRIPE_BODY, NOW), Err(AuthError::WrongSignature));
    assert_eq!(check(&format!("t={NOW},v0={STRIPE}"), STRIPE_BODY, NOW), Err(AuthError::MalformedSignature));
    assert_eq!(check(&format!("v1={STRIPE}"), STRIPE_BODY, NOW), Err(AuthError::MalformedTimestamp));
    assert_eq!(check(&format!("t={NOW},t=1,v1={STRIPE}"), STRIPE_BODY, NOW), Err(AuthError::MalformedTimestamp));
    assert_eq!(check(&format!("t=soon,v1={STRIPE}"), STRIPE_BODY, NOW), Err(AuthError::MalformedTimestamp));
    for (age, expected) in [(300, Ok(())), (301, Err(AuthError::TooOld)), (-301, Err(AuthError::FromTheFuture))] {
        assert_eq!(check(&given, STRIPE_BODY, NOW + age), expected, "{age}");
    }
}

#[test]
fn ticket_tailor_signs_the_time_and_the_body_without_a_separator() {
    // As its documentation does: hash_hmac('sha256', $timestamp . $body, 'ABCD123').
    let signature = "t=1790000000,v1=f5d9f1ddbbcd18e5b94c39874638121e246bb7b72b3ac05bbfa1c1001bcf231b";
    let keys = "scheme = 'timestamped'\nheader = 'Tickettailor-Webhook-Signature'\nseparator = ''";
    let tailor = verifier(keys, &["another", "ABCD123"]);
    let check = |body| check(&tailor, &[("tickettailor-webhook-signature", signature)], body, NOW).map(|_| ());
    assert_eq!(check(r#"{"id":"wh_1"}"#), Ok(()));
    assert_eq!(check(r#"{"id":"wh_2"}"#), Err(AuthError::WrongSignature));
}

#[test]
fn square_signs_its_address_and_the_body() {
    // `squareup` for Python: verify_signature(request_body, header, "asdf1234", notification_url).
    let keys = "scheme = 'hmac'\nheader = 'x-square-hmacsha256-signature'\nencoding = 'base64'\n\
                signed_prefix = 'https://pdpe.example/webhooks/generic/square'";
    let square = verifier(keys, &["asdf1234"]);
    let signature = "XAqazD80KrzHvZzLOEtEBujzTs5E2ZT2PTwlybdIBSQ=";
    let check = |body| check(&square, &[("x-square-hmacsha256-signature", signature)], body, NOW).map(|_| ());
    assert_eq!(check(r#"{"id":"1"}"#), Ok(()));
    assert_eq!(check(r#"{"id":"2"}"#), Err(AuthError::WrongSignature));
}

#[test]
fn zendesk_has_the_time_in_a_header_of_its_own() {
    // As its documentation says: base64(HMACSHA256(TIMESTAMP + BODY)).
    let keys = "scheme = 'timestamped'\nheader = 'X-Zendesk-Webhook-Signature'\nencoding = 'base64'\n\
                timestamp_header = 'X-Zendesk-Webhook-Signature-Timestamp'\nseparator = ''\n\
                id_header = 'X-Zendesk-Webhook-Invocation-Id'";
    let zendesk = verifier(keys, &["HRkRd4BeOAoUkfZr-mhauJT64rvBASlJRoIyPsd3zeA="]);
    let at = utc("2021-07-25T10:00:00Z").timestamp();
    let check = |time: &str, id: &str, received| {
        let signature = ("X-Zendesk-Webhook-Signature", "Rry/4TtIdFyawtXXp8QdI6tlAUUQ/5kL1OTp5qo/ZIk=");
        let time = ("X-Zendesk-Webhook-Signature-Timestamp", time);
        check(&zendesk, &[signature, time, ("X-Zendesk-Webhook-Invocation-Id", id)], r#"{"say": "hello"}"#, received)
    };
    let key = check("2021-07-25T10:00:00Z", "01J2", at).unwrap();
    assert!(key.starts_with("01J2:"), "{key}");
    assert_ne!(check("2021-07-25T10:00:00Z", "01J3", at), Ok(key));
    assert_eq!(check("2021-07-25T10:00:01Z", "01J2", at), Err(AuthError::WrongSignature));
    assert_eq!(check("2021-07-25T10:00:00Z", "01J2", at + 301), Err(AuthError::TooOld));
}

/// The vector that Zendesk publishes for its event connectors, which sign the body first.
#[test]
fn zendesk_event_connectors_sign_the_body_first() {
    let keys = "scheme = 'timestamped'\nheader = 'X-Zendesk-Webhook-Signature'\nencoding = 'base64'\nseparator = ''\n\
                timestamp_header = 'X-Zendesk-Webhook-Signature-Timestamp'\norder = 'body_first'";
    let zendesk = verifier(keys, &["HRkRd4BeOAoUkfZr-mhauJT64rvBASlJRoIyPsd3zeA="]);
    let pairs = [
        ("X-Zendesk-Webhook-Signature", "tRDSF7URY8BLCDlaBcQ7FHu051Zk+aAB0NKMP53teMw="),
        ("X-Zendesk-Webhook-Signature-Timestamp", "2021-07-25T10:00:00Z"),
    ];
    let at = utc("2021-07-25T10:00:00Z").timestamp();
    assert!(check(&zendesk, &pairs, r#"{"say": "hello"}"#, at).is_ok());
    assert_eq!(check(&zendesk, &pairs, r#"{"say": "hullo"}"#, at), Err(AuthError::WrongSignature));
}

#[test]
fn slack_signs_a_version_before_the_time() {
    // `slack_sdk` for Python: SignatureVerifier(SECRET).generate_signature(timestamp="1790000000", body=BODY).
    let keys = "scheme = 'timestamped'\nheader = 'X-Slack-Signature'\nprefix = 'v0='\nsigned_prefix = 'v0:'\n\
                timestamp_header = 'X-Slack-Request-Timestamp'\nseparator = ':'";
    let slack = verifier(keys, &["8f742231b10e8888abcd99yyyzzz85a5"]);
    let signature = "v0=9fa896c73d19af71e0bba30e72cfeb2d9caaf0fb977fcfa567668e4df1d8e5e5";
    let check = |signature: &str| {
        let time = ("X-Slack-Request-Timestamp", "1790000000");
        check(&slack, &[("X-Slack-Signature", signature), time], r#"{"type":"event_callback"}"#, NOW).map(|_| ())
    };
    assert_eq!(check(signature), Ok(()));
    assert_eq!(check(&signature[3..]), Err(AuthError::MalformedSignature));
}

/// What is signed here is accepted here, in every arrangement; what is changed is not.
#[test]
fn every_arrangement_reads_what_it_signs() {
    for keys in [
        "",
        "timestamp_key = 'ts'\nsignature_key = 'h1'\nseparator = ':'",
        "timestamp_header = 'X-Time'",
        "timestamp_header = 'X-Time'\nprefix = 'sha256='\norder = 'body_first'",
        "order = 'body_first'\nencoding = 'base64'\nsigned_prefix = 'https://a.example/'",
    ] {
        let verifier = verifier(&format!("scheme = 'timestamped'\nheader = 'X-Sig'\n{keys}"), &["the first secret"]);
        let signed = verifier.sign("1", at_second(NOW), b"{}");
        let pairs: Vec<(&str, &str)> = signed.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert!(check(&verifier, &pairs, "{}", NOW).is_ok(), "{keys}: {pairs:?}");
        assert_eq!(check(&verifier, &pairs, "{} ", NOW), Err(AuthError::WrongSignature), "{keys}");
        assert_eq!(check(&verifier, &pairs, "{}", NOW + 999), Err(AuthError::TooOld), "{keys}");
    }
}

#[test]
fn wrong_settings_name_their_key() {
    let fault = |keys: &str| {
        let toml = format!("[[sources]]\nname = 'shop'\nsecrets = [{{ env = 'SHOP' }}]\n{keys}");
        from_toml(&toml).unwrap_err().to_string()
    };
    for (keys, key, words) in [
        ("scheme = 'timestamped'", "header", "needs the name of the header"),
        ("scheme = 'hmac'\nheader = 'X'\nseparator = ':'", "separator", "only for scheme timestamped"),
        ("scheme = 'hmac'\nheader = 'X'\ntolerance_seconds = 9", "tolerance_seconds", "does not sign a time"),
        ("scheme = 'github'\nsigned_prefix = 'v0:'", "signed_prefix", "only for schemes hmac and timestamped"),
        ("scheme = 'timestamped'\nheader = 'X'\ntimestamp_key = 'v1'", "signature_key", "the same as timestamp_key"),
        ("scheme = 'timestamped'\nheader = 'X'\ntimestamp_key = 'a,b'", "timestamp_key", "not a key"),
        (
            "scheme = 'timestamped'\nheader = 'X'\ntimestamp_header = 'a b'",
            "timestamp_header",
            "not the name of a header",
        ),
        (
            "scheme = 'timestamped'\nheader = 'X'\ntimestamp_header = 'T'\nsignature_key = 's'",
            "signature_key",
            "timestamp_header",
        ),
        ("scheme = 'timestamped'\nheader = 'X'\nseparator = 'a b'", "separator", "visible characters"),
        ("scheme = 'timestamped'\nheader = 'X'\norder = 'random'", "order", "timestamp_first"),
        ("scheme = 'timestamped'\nheader = 'X'\ntolerance_seconds = 0", "tolerance_seconds", "between 1 and 3600"),
    ] {
        let fault = fault(keys);
        assert!(fault.contains(&format!("sources[0].{key}: ")) && fault.contains(words), "{keys}: {fault}");
    }
}
