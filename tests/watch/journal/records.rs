//! Deliveries as lines of JSON: there and back with any bytes, and what is wrong with a bad line.

use std::collections::BTreeMap;

use chrono::DateTime;
use pdpe::watch::journal::record::{self, Recorded};
use pdpe::watch::journal::{Delivery, Journal};
use proptest::prelude::*;

use super::{accepted, at, entries};

fn read(text: impl AsRef<[u8]>) -> Vec<Result<Recorded, String>> {
    record::read(text.as_ref(), "d.ndjson").map(|line| line.map_err(|error| error.to_string())).collect()
}

fn lines(recorded: &[(u64, Delivery)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (seq, delivery) in recorded {
        record::write(&mut out, *seq, delivery).unwrap();
    }
    out
}

/// Microseconds of the years 0 to 9999, which RFC 3339 can say.
fn any_delivery() -> impl Strategy<Value = Delivery> {
    let micros = -62_167_219_200_000_000_i64..253_402_300_800_000_000;
    let body = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        any::<String>().prop_map(String::into_bytes),
        Just(Vec::new()),
    ];
    let headers = prop::collection::btree_map(any::<String>(), any::<String>(), 0..4);
    (".{1,10}", any::<String>(), micros, any::<String>(), headers, body).prop_map(
        |(source, idempotency_key, micros, webhook_type, headers, body)| Delivery {
            source,
            idempotency_key,
            received: DateTime::from_timestamp_micros(micros).unwrap(),
            webhook_type,
            headers,
            body,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_delivery_is_the_same_after_the_journal_and_after_the_file(
        deliveries in prop::collection::vec(any_delivery(), 0..6),
    ) {
        let journal = Journal::in_memory().unwrap();
        let mut kept = Vec::new();
        for delivery in deliveries {
            // A key that was drawn twice is kept once.
            if let Ok(pdpe::watch::journal::Stored::Accepted { seq }) = journal.submit(delivery.clone()).wait() {
                kept.push((seq, delivery));
            }
        }
        let found: Vec<_> = entries(&journal).into_iter().map(|entry| (entry.seq, entry.delivery)).collect();
        prop_assert_eq!(&found, &kept);
        let out = lines(&found);
        prop_assert_eq!(str::from_utf8(&out).unwrap().matches('\n').count(), kept.len());
        let back: Vec<_> = read(&out).into_iter().map(|line| {
            let Recorded { seq, delivery, .. } = line.unwrap();
            (seq, delivery)
        }).collect();
        prop_assert_eq!(&back, &kept);
        // And again into a journal of its own, and out of it.
        let copy = Journal::in_memory().unwrap();
        for (_, delivery) in back {
            accepted(copy.submit(delivery).wait());
        }
        let again: Vec<_> = entries(&copy).into_iter().map(|entry| (entry.seq, entry.delivery)).collect();
        prop_assert_eq!(lines(&again), out);
    }

    #[test]
    fn no_bytes_make_the_reader_panic_or_never_end(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(read(&bytes).len() <= bytes.len());
    }

    #[test]
    fn a_line_cut_off_or_changed_anywhere_is_an_error_or_another_delivery(at in 0_usize..200, byte in any::<u8>()) {
        let line = LINE.as_bytes();
        let at = at % line.len();
        prop_assert!(read(&line[..at]).iter().all(Result::is_err));
        let mut changed = line.to_vec();
        changed[at] = byte;
        for read in read(&changed).into_iter().flatten() {
            prop_assert_eq!(lines(&[(read.seq, read.delivery.clone())]).is_empty(), false);
        }
    }
}

const LINE: &str = r#"{"seq":4,"time":"2026-10-03T19:00:00-05:00","source":"github","type":"push","idempotency_key":"k","headers":{"a":"b"},"body":"{}"}"#;

#[test]
fn a_line_says_what_its_fields_say() {
    let expected = Delivery {
        source: "github".into(),
        idempotency_key: "k".into(),
        received: at("2026-10-04T00:00:00Z"),
        webhook_type: "push".into(),
        headers: BTreeMap::from([("a".into(), "b".into())]),
        body: b"{}".to_vec(),
    };
    assert_eq!(read(LINE), [Ok(Recorded { line: 1, seq: 4, delivery: expected.clone() })]);
    let written = String::from_utf8(lines(&[(4, expected)])).unwrap();
    assert_eq!(written, LINE.replace("2026-10-03T19:00:00-05:00", "2026-10-04T00:00:00Z") + "\n");
}

#[test]
fn lines_by_hand_may_have_the_json_itself_as_body_and_leave_out_type_and_key() {
    let line = r#"{"time":"2026-10-03T19:00:00-05:00","source":"box","body":{"type": "added"}}"#;
    let delivery = read(line).remove(0).unwrap().delivery;
    assert_eq!(delivery.body, br#"{"type":"added"}"#);
    assert_eq!((&*delivery.webhook_type, &*delivery.idempotency_key), ("unknown", "line-1"));
}

#[test]
fn lines_by_hand_may_leave_out_number_and_headers_and_have_blank_lines_and_any_line_ends() {
    let bare = LINE.replace(r#""seq":4,"#, "").replace(r#","headers":{"a":"b"}"#, "");
    let text = format!("\u{feff}{bare}\r\n\n  \n{LINE}\n{bare}");
    let seqs: Vec<_> = read(text).into_iter().map(|line| line.unwrap().seq).collect();
    assert_eq!(seqs, [1, 4, 5]);
    assert_eq!(read(""), []);
    assert_eq!(read("\n\n"), []);
}

#[test]
fn a_bad_line_is_an_error_with_file_line_and_reason_and_the_next_is_read() {
    let text = format!("{LINE}\n{{\"seq\":5}}\n{}\n", LINE.replace(":4", ":6"));
    let found = read(text);
    assert_eq!(found.len(), 3);
    assert_eq!(found[1], Err("d.ndjson:2: missing field `time` (column 9)".into()));
    assert_eq!(found[2].as_ref().unwrap().seq, 6);
    let fault = |from: &str, to: &str| {
        assert!(LINE.contains(from), "{from}");
        let error = read(LINE.replace(from, to)).remove(0).unwrap_err();
        assert!(error.starts_with("d.ndjson:1: "), "{error}");
        error
    };
    for (from, to, words) in [
        ("2026-10-03T19:00:00-05:00", "2026-10-03T19:00", &["time: `2026-10-03T19:00` is not a time"][..]),
        (
            "2026-10-03T19:00:00-05:00",
            "2026-10-03T19:00:60-05:00",
            &["time: `2026-10-03T19:00:60-05:00` has a second 60"],
        ),
        ("2026-10-03T19:00:00-05:00", "now", &["time: `now`", "2026-10-03T19:00:00-05:00"]),
        (r#""seq":4"#, r#""seq":0"#, &["seq: 0 does not follow 0"]),
        (r#""seq":4"#, r#""seq":-1"#, &["seq: ", "-1"]),
        (r#""seq":4"#, r#""seq":"4""#, &["seq: ", "string"]),
        (r#","body":"{}""#, "", &["body and body_base64 are both missing"]),
        (r#""body":"{}""#, r#""body":"{}","body_base64":"e30=""#, &["both"]),
        (r#""body":"{}""#, r#""body_base64":"e30""#, &["body_base64: "]),
        (r#""body":"{}""#, r#""body_base64":"*""#, &["body_base64: "]),
        (r#""body""#, r#""bodi""#, &["bodi", "unknown field"]),
        (r#""github""#, r#""""#, &["source: it is empty"]),
        (r#""k""#, "7", &["idempotency_key: ", "7"]),
        (r#""b""#, "1", &["headers", "1"]),
        (r#""{}"}"#, r#""{}"} {}"#, &["more than one"]),
        (LINE, "[]", &["not a JSON object"]),
        (LINE, "seq,time,source", &["not a JSON object"]),
        (r#""k""#, "\"\u{1}\"", &["control character"]),
    ] {
        let error = fault(from, to);
        for word in words {
            assert!(error.contains(word), "`{word}` is missing in: {error}");
        }
    }
    let backwards = format!("{LINE}\n{LINE}\n");
    assert_eq!(
        read(backwards)[1],
        Err("d.ndjson:2: seq: 4 does not follow 4; deliveries must be in the order of their numbers".into())
    );
    assert!(read(b"{\"seq\":1,\"time\":\"\xff\"}").remove(0).unwrap_err().starts_with("d.ndjson:1: "));
}

#[test]
fn numbers_end_with_an_error_and_not_at_the_beginning_again() {
    let last = LINE.replace(r#""seq":4"#, &format!(r#""seq":{}"#, u64::MAX));
    let found = read(format!("{last}\n{}", LINE.replace(r#""seq":4,"#, "")));
    assert!(found[0].is_ok() && found[1].is_err(), "{found:?}");
}

#[test]
fn an_input_that_fails_is_told_once() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the cable is out"))
        }
    }
    let input = std::io::BufReader::new(std::io::Read::chain(LINE.as_bytes(), Broken));
    let found: Vec<_> =
        record::read(input, "x").map(|line| line.map_err(|error| (error.to_string(), error.is_last))).collect();
    assert_eq!(found, [Err(("x:1: cannot be read: the cable is out".into(), true))]);
}

#[test]
fn a_line_has_no_characters_that_control_a_terminal() {
    let body = "a\u{7f}b\u{9b}c\u{202e}d\u{2028}e\u{1b}f".as_bytes().to_vec();
    let delivery = Delivery {
        source: "box".into(),
        idempotency_key: "\u{9b}1".into(),
        received: at("2026-10-03T19:00:00Z"),
        webhook_type: "\u{2066}".into(),
        headers: BTreeMap::from([("x\u{7f}".into(), "\u{85}".into())]),
        body,
    };
    let written = lines(&[(1, delivery.clone())]);
    let text = std::str::from_utf8(&written).unwrap();
    assert!(text.trim_end().bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{text:?}");
    assert_eq!(read(text)[0].as_ref().unwrap().delivery, delivery);
}
