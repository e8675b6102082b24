//! What holds for any input: a flipped bit is refused, nothing panics, the same gives the same.

use chrono_tz::America::Chicago;
use pdpe::watch::settings::from_toml;
use pdpe::watch::testing::Headers;
use pdpe::watch::testing::{AuthError, Encoding, Scheme, SignatureHeader};
use pdpe::watch::testing::{Meaning, Source};
use proptest::prelude::*;
use serde_json::{Map, Value};

use super::{at_second, verifier, verify};

const SECRET: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NOW: i64 = 1_790_000_000;

fn signing_schemes() -> Vec<Scheme> {
    let header = |encoding| {
        Scheme::Hmac(SignatureHeader {
            header: "X-S".into(),
            prefix: "s=".into(),
            encoding,
            id_header: None,
            signed_prefix: String::new(),
        })
    };
    vec![
        Scheme::Standard { tolerance_seconds: 300 },
        Scheme::Github,
        Scheme::Twitter,
        header(Encoding::Hex),
        header(Encoding::Base64),
    ]
}

fn flip(bytes: &mut [u8], bit: usize) {
    bytes[bit / 8] ^= 1 << (bit % 8);
}

/// All bits of signed headers, body and secret, one after the other.
#[test]
fn one_flipped_bit_anywhere_is_refused() {
    let body = br#"{"id": "7"}"#;
    for scheme in signing_schemes() {
        let verifier = verifier(scheme.clone(), &[SECRET]);
        let signed = verifier.sign("msg_1", at_second(NOW), body);
        assert!(verify(&verifier, &signed, body, at_second(NOW)).is_ok(), "{scheme:?}");

        for bit in 0..body.len() * 8 {
            let mut flipped = body.to_vec();
            flip(&mut flipped, bit);
            let found = verify(&verifier, &signed, &flipped, at_second(NOW));
            assert_eq!(found, Err(AuthError::WrongSignature), "{scheme:?}, bit {bit} of the body");
        }
        for (index, (name, value)) in signed.iter().enumerate() {
            // GitHub does not sign its id; another one makes another key, and that is all.
            let is_signed = name != "X-GitHub-Delivery";
            for bit in 0..value.len() * 8 {
                let mut bytes = value.clone().into_bytes();
                flip(&mut bytes, bit);
                // What is no text is stopped where headers are parsed.
                let Ok(flipped) = String::from_utf8(bytes) else { continue };
                let mut headers = signed.clone();
                headers[index].1 = flipped;
                let found = verify(&verifier, &headers, body, at_second(NOW));
                assert!(found.is_err() || !is_signed, "{scheme:?}, bit {bit} of {name}: {found:?}");
                if !is_signed {
                    assert_ne!(found, verify(&verifier, &signed, body, at_second(NOW)));
                }
            }
        }
        for bit in 0..SECRET.len() * 8 {
            let mut bytes = SECRET.as_bytes().to_vec();
            flip(&mut bytes, bit);
            let Ok(secret) = pdpe::watch::testing::Secret::new(bytes) else { continue };
            // Some are no base64 any more, and so no secret of the standard scheme.
            let Ok(other) = pdpe::watch::testing::Verifier::new(scheme.clone(), vec![secret]) else { continue };
            let found = verify(&other, &signed, body, at_second(NOW));
            assert_eq!(found, Err(AuthError::WrongSignature), "{scheme:?}, bit {bit} of the secret");
        }
    }
}

/// Any JSON, its keys often those that mean something.
fn any_json() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "event.created",
        "event.cancelled",
        "order.placed",
        "test",
        "updated",
        "deleted",
        "NaN",
        "inf",
        "0",
        "39.1",
        "2026-10-03T19:00",
        "2026-13-45",
        "https://www.eventbriteapi.com/v3/events/1/",
        "cancelled",
        "postponed",
        "event",
        "en",
        "\u{0}",
        "é\u{202e}",
        "-94.5",
        "America/Chicago",
        "Sat Dec 31 19:30:52 +0000 2016",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-200.0..200.0_f64).prop_map(Value::from),
        words.prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..8)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "api_url",
        "config",
        "action",
        "event_id",
        "type",
        "event",
        "data",
        "id",
        "id_str",
        "lat",
        "lon",
        "latitude",
        "longitude",
        "start",
        "end",
        "attendance",
        "sentiment",
        "radius_km",
        "status",
        "dates",
        "code",
        "_embedded",
        "venues",
        "location",
        "events",
        "eventType",
        "localDate",
        "dateTime",
        "timezone",
        "tweet_create_events",
        "tweet_delete_events",
        "coordinates",
        "geo",
        "place",
        "bounding_box",
        "text",
        "full_text",
        "extended_tweet",
        "entities",
        "hashtags",
        "created_at",
        "timestamp_ms",
        "lang",
        "user_event",
        "pagination",
        "object_count",
    ]);
    prop_oneof![9 => known.prop_map(str::to_owned), 1 => ".{0,6}"]
}

fn mapped() -> Source {
    let text = "[[sources]]\nname='m'\nscheme='none'\n[sources.fields]\ntype='/type'\nid='/data/id'\n\
                lat='/data/coordinates/0'\nlon='/a~1b/~0'\nattendance='/'\n[sources.types]\nupdated='updated'";
    from_toml(text).unwrap()[0].source()
}

proptest! {
    #[test]
    fn any_json_is_read_without_panic_and_the_same_each_time(body in any_json()) {
        let bytes = body.to_string();
        let sources = ["eventbrite", "ticketmaster", "twitter", "shop"].map(Source::of_name);
        for source in sources.into_iter().chain([mapped()]) {
            let read = || source.read(&Headers::default(), bytes.as_bytes(), Chicago);
            let reading = read();
            prop_assert_eq!(&reading, &read());
            let Ok(reading) = reading else {
                prop_assert!(!body.is_object(), "{}", bytes);
                continue;
            };
            prop_assert!(!reading.meanings.is_empty());
            prop_assert!((1..=100).contains(&reading.webhook_type.len()));
            prop_assert!(!reading.webhook_type.chars().any(char::is_control));
            for meaning in &reading.meanings {
                if let Meaning::AddOrUpdate(event) = meaning {
                    prop_assert!(event.place.lat().is_finite() && event.place.lon().is_finite());
                    prop_assert!(event.place.lat() != 0.0 || event.place.lon() != 0.0);
                    prop_assert!(event.sentiment.abs() <= 1.0);
                }
                if let Meaning::LookUp(wanted) = meaning {
                    let path = wanted.path();
                    prop_assert!(path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/?=".contains(&byte)));
                }
            }
        }
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for source in ["eventbrite", "ticketmaster", "twitter", "shop"].map(Source::of_name) {
            let _ = source.read(&Headers::default(), &bytes, Chicago);
        }
    }

    #[test]
    fn any_headers_are_refused_without_panic(
        values in prop::collection::vec(".{0,60}", 5),
        body in prop::collection::vec(any::<u8>(), 0..50),
        seconds in -8_000_000_000_000_i64..8_000_000_000_000,
    ) {
        let names = ["webhook-id", "webhook-timestamp", "webhook-signature", "X-Hub-Signature-256", "X-S"];
        let headers: Vec<(String, String)> = names.into_iter().map(str::to_owned).zip(values).collect();
        for scheme in signing_schemes() {
            prop_assert!(verify(&verifier(scheme, &[SECRET]), &headers, &body, at_second(seconds)).is_err());
        }
    }

    #[test]
    fn what_is_signed_here_is_believed_here(body in prop::collection::vec(any::<u8>(), 0..300), id in "[A-Za-z0-9_-]{1,40}") {
        // An object's beginning, without which Twitter's scheme believes nothing.
        let body = [b"{".as_slice(), &body].concat();
        for scheme in signing_schemes() {
            let verifier = verifier(scheme, &["c2VjcmV0c2VjcmV0", SECRET]);
            let signed = verifier.sign(&id, at_second(NOW), &body);
            prop_assert!(verify(&verifier, &signed, &body, at_second(NOW + 300)).is_ok());
        }
    }

    #[test]
    fn sentiment_stays_in_its_range(text in "(\\PC{0,8} |good |BAD |not |the shit |yeah right |very |but |!|😀){0,30}") {
        let found = pdpe::watch::testing::sentiment_of(&text);
        prop_assert!((-1.0..=1.0).contains(&found.value()));
        prop_assert_eq!(found, pdpe::watch::testing::sentiment_of(&text));
    }

    #[test]
    fn any_text_as_settings_is_an_error_or_not_but_no_panic(text in "(\\[\\[sources\\]\\]|name|scheme|=|'a'|'none'|\n|\\[|\\{|secrets|.){0,40}") {
        let _ = from_toml(&text);
    }
}
