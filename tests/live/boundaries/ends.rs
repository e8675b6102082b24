//! Ends of spans as users write them: times, and so long after the start.

use chrono::Duration;
use chrono_tz::America::Chicago;
use pdpe::clock::{TimeError, parse_end};
use proptest::prelude::*;

use super::utc;
use crate::common::zones::zone_and_minute;

/// The end of a span that starts on Saturday, 2 November 2024 at 19:00 in Chicago.
fn end(text: &str) -> Result<String, TimeError> {
    let from = utc("2024-11-03T00:00:00Z");
    parse_end(text, from, Chicago, utc("2024-11-04T00:00:00Z")).map(|end| end.at.to_rfc3339())
}

#[test]
fn an_end_is_a_time_or_a_span() {
    for (text, expected) in [
        ("+90m", "2024-11-02T20:30:00-05:00"),
        ("+12h", "2024-11-03T06:00:00-06:00"), // clocks fall back in between
        ("+1d", "2024-11-03T19:00:00-06:00"),
        ("+3d", "2024-11-05T19:00:00-06:00"),
        ("+2w", "2024-11-16T19:00:00-06:00"),
        ("+1w2d3h4m", "2024-11-11T22:04:00-06:00"),
        ("+1d12h", "2024-11-04T07:00:00-06:00"),
        (" +03d\n", "2024-11-05T19:00:00-06:00"),
        ("+0h", "2024-11-02T19:00:00-05:00"),
        ("2024-11-02T19:00", "2024-11-02T19:00:00-05:00"),
        ("2024-11-05T01:00Z", "2024-11-04T19:00:00-06:00"),
        ("now", "2024-11-03T18:00:00-06:00"),
    ] {
        assert_eq!(end(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn an_end_before_the_start_is_an_error_that_says_so() {
    let error = end("2024-11-02T18:59").unwrap_err();
    assert_eq!(error.to_string(), "the end, 2024-11-02T18:59:00-05:00, is before the start, 2024-11-02T19:00:00-05:00");
}

#[test]
fn other_ends_are_refused_with_what_would_do() {
    for text in [
        "", "+", "3d", "+d", "+3", "+3x", "+-3d", "+1.5h", "+3d1w", "+1d1d", "+3 d", "++3d", "+3D", "+3dx", "-3d",
        "+٣d",
    ] {
        let error = end(text).unwrap_err();
        assert_eq!(error, TimeError::EndSyntax(text.into()), "{text}");
        assert!(error.to_string().contains("+12h"), "{error}");
    }
    assert_eq!(end("2024-11-05"), Err(TimeError::NoTimeOfDay("2024-11-05".into())));
    assert!(matches!(end("2025-03-09T02:30"), Err(TimeError::Skipped { .. })));
}

#[test]
fn a_span_beyond_all_years_is_an_error_and_no_panic() {
    for text in [
        "+9000w",
        "+99999999999999999999999d",
        "+18446744073709551615w1d",
        "+9223372036854775807m",
        "+999999999d",
        "+5000000w",
        "+95000000d",
    ] {
        match end(text) {
            Ok(end) => assert!(text == "+9000w" && end.starts_with("2197-"), "{text}: {end}"),
            Err(error) => assert_eq!(error, TimeError::TooFar(text.into())),
        }
    }
}

#[test]
fn a_span_of_days_that_ends_in_a_jump_ends_after_it_and_says_so() {
    let from = utc("2024-03-09T08:30:00Z"); // 02:30 in Chicago
    let skipped = parse_end("+1d", from, Chicago, from).unwrap();
    assert_eq!(skipped.at.to_rfc3339(), "2024-03-10T03:00:00-05:00");
    assert!(skipped.note.unwrap().contains("2024-03-10 02:30:00 does not exist in America/Chicago"));

    let from = utc("2024-11-02T06:30:00Z"); // 01:30
    let repeated = parse_end("+1d", from, Chicago, from).unwrap();
    assert_eq!(repeated.at.to_rfc3339(), "2024-11-03T01:30:00-05:00");
    assert!(repeated.note.unwrap().contains("occurs twice"));
}

proptest! {
/// Elapsed time is elapsed; days end at the same wall time where there is one.
    #[test]
    fn spans_end_where_they_say((zone, from) in zone_and_minute(), count in 0..1000_i64) {
        let end = |unit| parse_end(&format!("+{count}{unit}"), from, zone, from).unwrap();
        prop_assert_eq!(end("m").at.to_utc(), from + Duration::minutes(count));
        prop_assert_eq!(end("h").at.to_utc(), from + Duration::hours(count));
        let local = from.with_timezone(&zone).naive_local();
        for (unit, days) in [("d", count), ("w", 7 * count)] {
            let end = end(unit);
            if end.note.is_none() {
                prop_assert_eq!(end.at.naive_local(), local + Duration::days(days));
            }
        }
    }
}
