//! Reading of times: spellings, clocks that jump and repeat, days without midnight, far years.

#![allow(clippy::unwrap_used)]

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::America::{Chicago, Havana, Sao_Paulo};
use chrono_tz::Tz;
use pdpe::clock::{TimeError, at_wall_time, local_day, parse_date, parse_time, parse_wall_time};
use pdpe::event::Events;
use pdpe::explain::explain;
use pdpe::model::Model;
use proptest::prelude::*;

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// The instant in UTC of a time read in a zone, and what is noted of it.
fn read(text: &str, zone: Tz) -> (String, Option<String>) {
    let parsed = parse_time(text, zone, NOW).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(parsed.at.timezone(), zone);
    (parsed.at.to_utc().format("%Y-%m-%dT%H:%M:%S%.fZ").to_string(), parsed.note)
}

fn wall(text: &str) -> NaiveDateTime {
    parse_wall_time(text).unwrap()
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn local_spellings_are_wall_time_of_the_zone() {
    for (text, expected) in [
        ("2024-12-15T19:00", "2024-12-16T01:00:00Z"),
        ("2024-12-15T19:00:30", "2024-12-16T01:00:30Z"),
        ("2024-12-15T19:00:30.25", "2024-12-16T01:00:30.250Z"),
        ("2024-12-15 19:00", "2024-12-16T01:00:00Z"),
        ("2024-12-15 19:00:30", "2024-12-16T01:00:30Z"),
        ("  2024-12-15T19:00\n", "2024-12-16T01:00:00Z"),
        ("2024-07-15T19:00", "2024-07-16T00:00:00Z"),
        ("2024-02-29T00:00", "2024-02-29T06:00:00Z"),
    ] {
        assert_eq!(read(text, Chicago), (expected.to_owned(), None), "{text}");
    }
}

#[test]
fn an_offset_or_z_counts_whatever_the_zone() {
    for text in [
        "2024-12-16T01:00Z",
        "2024-12-16T01:00:00Z",
        "2024-12-16 01:00Z",
        "2024-12-15T19:00-06:00",
        "2024-12-15T19:00:00-0600",
        "2024-12-15 19:00-06:00",
        "2024-12-16T06:30+05:30",
        "2024-12-16T15:00:00.000+14:00",
    ] {
        for zone in [Chicago, Sao_Paulo, chrono_tz::Asia::Kolkata] {
            assert_eq!(read(text, zone), ("2024-12-16T01:00:00Z".to_owned(), None), "{text} {zone}");
        }
    }
}

#[test]
fn now_is_the_instant_given_and_not_a_clock() {
    let pinned = utc("2024-12-16T01:00:00Z");
    for text in ["now", "NOW", " Now "] {
        let parsed = parse_time(text, Chicago, pinned).unwrap();
        assert_eq!((parsed.at.to_rfc3339(), parsed.note), ("2024-12-15T19:00:00-06:00".to_owned(), None));
    }
}

#[test]
fn a_second_60_is_told_for_what_it_is() {
    for text in ["2024-12-15T19:00:60", "2016-12-31T23:59:60Z", "2016-12-31 17:59:60.5-06:00"] {
        assert_eq!(parse_time(text, Chicago, NOW), Err(TimeError::LeapSecond(text.into())));
    }
    assert_eq!(parse_wall_time("2024-12-15T19:00:60"), None);
    assert!(parse_time("2024-12-15T19:00:59.999", Chicago, NOW).is_ok());
}

#[test]
fn a_date_alone_is_told_to_lack_its_hour() {
    let error = parse_time("2024-12-15", Chicago, NOW).unwrap_err();
    assert_eq!(error, TimeError::NoTimeOfDay("2024-12-15".into()));
    assert!(error.to_string().contains("write 2024-12-15T19:00"), "{error}");
}

#[test]
fn other_spellings_and_times_that_never_are_are_refused_with_what_was_written() {
    for text in [
        "",
        " ",
        "19:00",
        "tomorrow",
        "now!",
        "2024-12-15T24:00",
        "2024-12-15T19:60",
        "2024-12-15T19",
        "2024-13-01T00:00",
        "2024-02-30T10:00",
        "2023-02-29T10:00",
        "15.12.2024 19:00",
        "12/15/2024 19:00",
        "2024-12-15T19:00 America/Chicago",
        "2024-12-15T19:00CST",
        "2024-12-15T19:00+25:00",
        "2024-12-15T19:00Z tail",
        "1734310800",
        "٢٠٢٤-12-15T19:00",
        "+2024-12-15T19:00",
        "-0044-03-15T12:00Z",
    ] {
        let error = parse_time(text, Chicago, NOW).unwrap_err();
        assert_eq!(error, TimeError::Syntax(text.trim().into()));
        assert!(error.to_string().contains("write 2024-12-15T19:00"), "{error}");
    }
}

/// One change of clocks in the table of Chicago's.
struct Transition {
    instant: DateTime<Utc>,
    /// First wall time after the change, on the old clock and on the new.
    old: NaiveDateTime,
    new: NaiveDateTime,
    before: [String; 2],
    after: [String; 2],
    gap: bool,
}

fn transitions() -> Vec<Transition> {
    let mut reader = csv::Reader::from_path("fixtures/america_chicago_transitions_2023_2026.csv").unwrap();
    let rows: Vec<Transition> = reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            let old = DateTime::parse_from_rfc3339(&row[2]).unwrap() + Duration::seconds(1);
            let new = DateTime::parse_from_rfc3339(&row[3]).unwrap();
            Transition {
                instant: utc(&row[1]),
                old: old.naive_local(),
                new: new.naive_local(),
                before: [old.offset().to_string(), row[6].to_owned()],
                after: [new.offset().to_string(), row[7].to_owned()],
                gap: &row[8] == "gap",
            }
        })
        .collect();
    assert_eq!((rows.len(), rows.iter().filter(|row| row.gap).count()), (8, 4));
    rows
}

#[test]
fn every_minute_that_dst_skips_is_an_error_that_names_both_sides() {
    for change in transitions().into_iter().filter(|change| change.gap) {
        let mut wall = change.old;
        while wall < change.new {
            let error = at_wall_time(wall, Chicago).unwrap_err();
            let TimeError::Skipped { before, after, .. } = &error else { panic!("{error}") };
            assert_eq!(*before, format!("{} {}", change.old, change.before[1]));
            assert_eq!(*after, format!("{} {}", change.new, change.after[1]));
            let text = error.to_string();
            let parts = [&wall.to_string(), "America/Chicago", "does not exist", before.as_str(), after.as_str()];
            assert!(parts.iter().all(|part| text.contains(part)), "{text}");
            wall += Duration::minutes(1);
        }
        let around = [change.old - Duration::seconds(1), change.new].map(|wall| at_wall_time(wall, Chicago).unwrap());
        assert_eq!(around[0].at.to_utc(), change.instant - Duration::seconds(1));
        assert_eq!(around[1].at.to_utc(), change.instant);
        assert!(around.iter().all(|parsed| parsed.note.is_none()));
    }
}

#[test]
fn every_minute_that_dst_repeats_is_the_earlier_and_the_note_names_both() {
    for change in transitions().into_iter().filter(|change| !change.gap) {
        let mut wall = change.new;
        while wall < change.old {
            let parsed = at_wall_time(wall, Chicago).unwrap();
            assert_eq!(parsed.at.to_utc(), change.instant - (change.old - wall));
            let note = parsed.note.unwrap();
            let local = wall.format("%Y-%m-%dT%H:%M:%S");
            for part in [&format!("{local}{}", change.before[0]), &format!("{local}{}", change.after[0]), "earlier"] {
                assert!(note.contains(part), "`{part}` is missing in: {note}");
            }
            wall += Duration::minutes(1);
        }
        for (wall, expected) in [
            (change.new - Duration::seconds(1), change.instant - Duration::seconds(3601)),
            (change.old, change.instant + Duration::seconds(3600)),
        ] {
            let parsed = at_wall_time(wall, Chicago).unwrap();
            assert_eq!((parsed.at.to_utc(), parsed.note), (expected, None));
        }
    }
}

#[test]
fn with_an_offset_the_later_of_a_repeated_hour_can_be_had() {
    assert_eq!(read("2024-11-03T01:30-06:00", Chicago), ("2024-11-03T07:30:00Z".into(), None));
    assert_eq!(read("2024-11-03T01:30-05:00", Chicago), ("2024-11-03T06:30:00Z".into(), None));
    assert_eq!(read("2024-03-10T02:30-06:00", Chicago), ("2024-03-10T08:30:00Z".into(), None));
}

#[test]
fn lord_howe_changes_its_clocks_by_half_an_hour() {
    let zone = chrono_tz::Australia::Lord_Howe;
    let error = parse_time("2024-10-06T02:15", zone, NOW).unwrap_err().to_string();
    assert!(error.contains("2024-10-06 02:00:00") && error.contains("2024-10-06 02:30:00"), "{error}");
    assert_eq!(read("2024-10-06T02:30", zone).0, "2024-10-05T15:30:00Z");
    assert_eq!(read("2024-10-06T01:59", zone).0, "2024-10-05T15:29:00Z");
    let (earlier, note) = read("2024-04-07T01:45", zone);
    assert_eq!(earlier, "2024-04-06T14:45:00Z");
    assert!(note.is_some_and(|note| note.contains("+11:00") && note.contains("+10:30")));
    assert_eq!(read("2024-04-07T02:00", zone), ("2024-04-06T15:30:00Z".into(), None));
}

#[test]
fn local_days_begin_and_end_where_their_clocks_say() {
    let day = |text: &str, zone| {
        let (from, until) = local_day(text.parse().unwrap(), zone);
        (from.format("%FT%H:%M").to_string(), until.format("%FT%H:%M").to_string(), (until - from).num_minutes())
    };
    let expect = |from: &str, until: &str, hours: i64| (from.to_owned(), until.to_owned(), hours * 60);
    assert_eq!(day("2024-12-15", Chicago), expect("2024-12-15T06:00", "2024-12-16T06:00", 24));
    assert_eq!(day("2024-03-10", Chicago), expect("2024-03-10T06:00", "2024-03-11T05:00", 23));
    assert_eq!(day("2024-11-03", Chicago), expect("2024-11-03T05:00", "2024-11-04T06:00", 25));
    // São Paulo skipped the midnight of 4 November 2018: the day began at 01:00.
    assert_eq!(day("2018-11-04", Sao_Paulo), expect("2018-11-04T03:00", "2018-11-05T02:00", 23));
    assert_eq!(day("2018-11-03", Sao_Paulo), expect("2018-11-03T03:00", "2018-11-04T03:00", 24));
    // Cairo skips a midnight in April; in October the hour before midnight comes twice.
    let cairo = chrono_tz::Africa::Cairo;
    assert_eq!(day("2024-04-26", cairo), expect("2024-04-25T22:00", "2024-04-26T21:00", 23));
    assert_eq!(day("2024-10-31", cairo), expect("2024-10-30T21:00", "2024-10-31T22:00", 25));
    // Havana repeats midnight itself: the day begins at the first.
    assert_eq!(day("2024-11-03", Havana), expect("2024-11-03T04:00", "2024-11-04T05:00", 25));
    // Samoa had no 30 December 2011 at all.
    let apia = chrono_tz::Pacific::Apia;
    assert_eq!(day("2011-12-30", apia), expect("2011-12-30T10:00", "2011-12-30T10:00", 0));
    assert_eq!(day("2011-12-29", apia), expect("2011-12-29T10:00", "2011-12-30T10:00", 24));
}

#[test]
fn far_years_are_read_or_refused_but_never_panic() {
    for zone in [Chicago, chrono_tz::UTC, chrono_tz::Pacific::Kiritimati, chrono_tz::Pacific::Pago_Pago] {
        for date in [NaiveDate::MIN, NaiveDate::MAX, NaiveDate::MAX.pred_opt().unwrap()] {
            let _ = local_day(date, zone);
        }
        for date in ["0001-01-01", "9999-12-31"] {
            let (from, until) = local_day(date.parse().unwrap(), zone);
            assert_eq!((until - from).num_hours(), 24, "{date} {zone}");
        }
        for wall in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
            let _ = at_wall_time(wall, zone);
        }
        for text in [
            "0001-01-01T00:00",
            "9999-12-31T23:59",
            "-0044-03-15T12:00",
            "-262143-01-01T00:00",
            "-262143-01-01T00:00Z",
            "+262142-12-31T23:59",
            "+262142-12-31T23:59:59Z",
            "+262142-12-31T23:59:59-14:00",
            "+999999-01-01T00:00",
        ] {
            if let Ok(parsed) = parse_time(text, zone, NOW) {
                let receipt = explain(
                    &Model::published(),
                    &Events::new(),
                    parsed.at,
                    "39.1,-94.6".parse::<pdpe::geo::LatLon>().unwrap(),
                );
                assert!(receipt.combined_score.is_finite(), "{text} {zone}");
            }
        }
    }
}

#[test]
fn a_year_has_four_digits() {
    for text in
        ["24-12-15T19:00", "9-12-31T23:59", "24-12-15T19:00Z", "024-12-15 19:00:00", "20240-12-15T19:00", "24-12-15"]
    {
        assert_eq!(parse_time(text, Chicago, NOW), Err(TimeError::Syntax(text.into())));
    }
    assert_eq!((parse_date("24-12-15"), parse_date("+2024-12-15")), (None, None));
    assert_eq!(parse_date("2024-12-15"), NaiveDate::from_ymd_opt(2024, 12, 15));
    assert!(parse_time("0024-12-15T19:00", Chicago, NOW).is_ok());
}

proptest! {
    /// An instant written as wall time comes back, or as the earlier of two an hour or so apart.
    #[test]
    fn instants_written_as_wall_time_come_back(seconds in -3_000_000_000i64..8_000_000_000, zone in 0..chrono_tz::TZ_VARIANTS.len()) {
        let zone = chrono_tz::TZ_VARIANTS[zone];
        let instant = zone.timestamp_opt(seconds, 0).unwrap();
        let parsed = parse_time(&instant.format("%Y-%m-%dT%H:%M:%S").to_string(), zone, NOW).unwrap();
        prop_assert_eq!(parsed.at.naive_local(), instant.naive_local());
        prop_assert!(parsed.at == instant || parsed.note.is_some() && parsed.at <= instant);
    }

    /// No text makes the reader panic.
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*", digits in "[-+0-9T: Z.]{0,30}") {
        let _ = parse_time(&text, Chicago, NOW);
        let _ = parse_time(&digits, Chicago, NOW);
    }

    /// Each instant lies in exactly one local day, that of its wall date.
    #[test]
    fn local_days_share_out_all_time(seconds in -3_000_000_000i64..8_000_000_000, zone in 0..chrono_tz::TZ_VARIANTS.len()) {
        let zone = chrono_tz::TZ_VARIANTS[zone];
        let instant = zone.timestamp_opt(seconds, 0).unwrap();
        let (from, until) = local_day(instant.date_naive(), zone);
        prop_assert!(from <= instant.to_utc() && instant.to_utc() < until, "{} {} {}", instant, from, until);
    }

    /// A wall time is skipped only where the zone has none, and both sides are told.
    #[test]
    fn skipped_wall_times_name_two_sides(minutes in 0..2_000_000i64, zone in 0..chrono_tz::TZ_VARIANTS.len()) {
        let zone = chrono_tz::TZ_VARIANTS[zone];
        let wall = wall("1970-01-01T00:00") + Duration::minutes(minutes * 15);
        match at_wall_time(wall, zone) {
            Ok(parsed) => prop_assert_eq!(parsed.at.naive_local(), wall),
            Err(TimeError::Skipped { before, after, .. }) => {
                prop_assert!(zone.from_local_datetime(&wall).earliest().is_none());
                prop_assert!(before != "before" && after != "after");
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
    }
}
