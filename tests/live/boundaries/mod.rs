//! Boundaries: hours, days, weeks and months as instants, against reference counts and by example.

#![allow(clippy::unwrap_used)]

mod ends;
mod slowly;

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Duration, Utc};
use chrono_tz::Africa::Monrovia;
use chrono_tz::America::{Chicago, Havana, Sao_Paulo, St_Johns};
use chrono_tz::Asia::{Kathmandu, Kolkata};
use chrono_tz::Australia::Lord_Howe;
use chrono_tz::Pacific::Apia;
use chrono_tz::Tz;
use pdpe::clock::{Boundary, BoundaryKind, boundaries, next_boundary};

use BoundaryKind::{Day, Hour, Month, Week};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn count(from: &str, to: &str, zone: Tz) -> BTreeMap<&'static str, i64> {
    counts(boundaries(utc(from), utc(to), zone))
}

fn counts(all: impl Iterator<Item = Boundary>) -> BTreeMap<&'static str, i64> {
    let mut counts = BTreeMap::from(BoundaryKind::ALL.map(|kind| (kind.as_str(), 0)));
    for boundary in all {
        for kind in boundary.kinds.iter() {
            *counts.get_mut(kind.as_str()).unwrap() += 1;
        }
    }
    counts
}

/// Wall times with their kinds, a word each.
fn told(from: &str, to: &str, zone: Tz) -> Vec<String> {
    let line = |boundary: Boundary| {
        let words = std::iter::once(boundary.at.format("%m-%dT%H:%M%:z").to_string());
        words.chain(boundary.kinds.iter().map(|kind| kind.to_string())).collect::<Vec<_>>().join(" ")
    };
    boundaries(utc(from), utc(to), zone).map(line).collect()
}

#[test]
fn the_reference_counts_hold_for_every_row() {
    let mut rows = 0;
    for row in csv::Reader::from_path("fixtures/boundary_counts.csv").unwrap().records() {
        let row = row.unwrap();
        let (zone, from, to): (Tz, _, _) = (row[0].parse().unwrap(), utc(&row[1]), utc(&row[2]));
        let sign = if to < from { -1 } else { 1 };
        let found = counts(boundaries(from.min(to), from.max(to), zone));
        for (column, kind) in [(3, "hour"), (4, "day"), (5, "week"), (6, "month")] {
            let expected: i64 = row[column].parse().unwrap();
            assert_eq!(sign * found[kind], expected, "{kind}s of {row:?}");
        }
        if to < from {
            assert_eq!(boundaries(from, to, zone).next(), None);
        }
        rows += 1;
    }
    assert_eq!(rows, 39);
}

#[test]
fn each_instant_comes_once_with_all_that_turns_in_the_order_month_week_day_hour() {
    // 1 June 2026 is a Monday.
    let all: Vec<_> = boundaries(utc("2026-06-01T04:00:00Z"), utc("2026-06-01T06:00:00Z"), Chicago).collect();
    let [midnight, one] = &all[..] else { panic!("{all:?}") };
    assert_eq!(midnight.kinds.iter().collect::<Vec<_>>(), [Month, Week, Day, Hour]);
    assert_eq!(midnight.previous, utc("2026-06-01T04:00:00Z"));
    assert_eq!(one.kinds.iter().collect::<Vec<_>>(), [Hour]);
    assert_eq!(one.previous, midnight.at);
    assert_eq!(format!("{:?}", midnight.kinds), "{Month, Week, Day, Hour}");
}

#[test]
fn a_span_excludes_its_start_and_includes_its_end() {
    let [noon, one] = [utc("2024-12-15T18:00:00Z"), utc("2024-12-15T19:00:00Z")];
    assert_eq!(boundaries(noon, noon, Chicago).next(), None);
    assert_eq!(boundaries(noon, one, Chicago).map(|boundary| boundary.at.to_utc()).collect::<Vec<_>>(), [one]);
    assert_eq!(boundaries(noon, one - Duration::nanoseconds(1), Chicago).next(), None);
    let just_before = noon - Duration::nanoseconds(1);
    let first = next_boundary(just_before, Chicago).unwrap();
    assert_eq!((first.at.to_utc(), first.previous.to_utc()), (noon, just_before));
}

/// Asleep from 15 January to 15 February the day of the month is the same number, and from
/// December to January the month is a smaller one.
#[test]
fn months_are_not_compared_as_numbers() {
    let months = |from, to| count(from, to, Chicago)["month"];
    assert_eq!(months("2024-12-15T18:00:00Z", "2025-01-15T18:00:00Z"), 1);
    assert_eq!(months("2023-12-15T18:00:00Z", "2024-12-15T18:00:00Z"), 12);
    assert_eq!(months("2024-12-02T18:00:00Z", "2024-12-31T18:00:00Z"), 0);
}

#[test]
fn days_of_the_month_are_not_compared_as_numbers() {
    let days = |from, to| count(from, to, Chicago)["day"];
    assert_eq!(days("2024-01-15T16:00:00Z", "2024-02-15T16:00:00Z"), 31);
    assert_eq!(days("2024-01-31T18:00:00Z", "2024-02-01T18:00:00Z"), 1);
}

#[test]
fn weeks_are_those_of_iso_also_over_new_year() {
    // ISO weeks 2026-W53 and 2027-W01: 1 January 2027 is a Friday.
    let weeks = told("2026-12-28T07:00:00Z", "2027-01-05T07:00:00Z", Chicago);
    let weeks: Vec<_> = weeks.iter().filter(|line| line.contains("week")).collect();
    assert_eq!(weeks, ["01-04T00:00-06:00 week day hour"]);
}

#[test]
fn half_hour_zones_turn_at_half_past_in_utc() {
    assert_eq!(
        told("2024-06-30T18:00:00Z", "2024-06-30T18:30:00Z", Kolkata),
        ["07-01T00:00+05:30 month week day hour"]
    );
    assert_eq!(count("2024-06-30T18:30:00Z", "2024-07-01T18:30:00Z", Kolkata)["hour"], 24);
}

#[test]
fn zones_once_apart_by_odd_seconds_turn_at_odd_seconds() {
    let all: Vec<_> = boundaries(utc("1971-03-31T23:00:00Z"), utc("1971-04-01T01:00:00Z"), Monrovia).collect();
    let instants: Vec<_> = all.iter().map(|boundary| boundary.at.to_utc().format("%dT%H:%M:%S").to_string()).collect();
    assert_eq!(instants, ["31T23:44:30", "01T00:44:30"]);
    assert!(all[1].kinds.contains(Month) && all[1].kinds.contains(Day));
}

/// Clocks that move by half an hour: what turns is where the wall clock stands at a full hour.
#[test]
fn lord_howe_has_days_of_23_and_24_hours_and_is_told_of_the_jump() {
    assert_eq!(
        told("2025-10-04T14:00:00Z", "2025-10-04T16:00:00Z", Lord_Howe),
        ["10-05T01:00+10:30 hour", "10-05T02:30+11:00", "10-05T03:00+11:00 hour"]
    );
    let jump = next_boundary(utc("2025-10-04T15:00:00Z"), Lord_Howe).unwrap();
    assert!(jump.is_clock_change() && jump.kinds.is_empty());
    // In autumn 01:59:59 is followed by 01:30:00: the hour shown stays.
    assert_eq!(
        told("2025-04-05T13:30:00Z", "2025-04-05T16:00:00Z", Lord_Howe),
        ["04-06T01:00+11:00 hour", "04-06T02:00+10:30 hour"]
    );
    assert_eq!(count("2025-04-05T13:00:00Z", "2025-04-06T13:30:00Z", Lord_Howe)["hour"], 24);
}

#[test]
fn a_day_without_midnight_begins_after_the_jump() {
    // Sao Paulo, 4 November 2018: 23:59:59 is followed by 01:00:00.
    assert_eq!(
        told("2018-11-04T02:00:00Z", "2018-11-04T04:00:00Z", Sao_Paulo),
        ["11-04T01:00-02:00 day hour", "11-04T02:00-02:00 hour"]
    );
    // Kathmandu, 1986: 23:59:59 is followed by 00:15:00.
    assert_eq!(
        told("1985-12-31T18:00:00Z", "1985-12-31T19:15:00Z", Kathmandu),
        ["01-01T00:15+05:45 month day", "01-01T01:00+05:45 hour"]
    );
}

#[test]
fn a_midnight_shown_twice_begins_a_day_once() {
    // Havana, 3 November 2024: 00:59:59 is followed by 00:00:00 of the same day.
    assert_eq!(
        told("2024-11-03T03:30:00Z", "2024-11-03T06:00:00Z", Havana),
        ["11-03T00:00-04:00 day hour", "11-03T00:00-05:00 hour", "11-03T01:00-05:00 hour"]
    );
    // Sao Paulo, 18 February 2018: 23:59:59 is followed by 23:00:00, and the day begins after it.
    assert_eq!(
        told("2018-02-18T01:30:00Z", "2018-02-18T03:30:00Z", Sao_Paulo),
        ["02-17T23:00-03:00 hour", "02-18T00:00-03:00 day hour"]
    );
}

#[test]
fn clocks_that_fall_back_over_midnight_show_the_day_before_again() {
    // St. John's, 2010: 00:00:59 is followed by 23:01:00.
    assert_eq!(
        told("2010-11-07T02:00:00Z", "2010-11-07T04:00:00Z", St_Johns),
        ["11-07T00:00-02:30 day hour", "11-06T23:01-03:30 day", "11-07T00:00-03:30 day hour"]
    );
}

#[test]
fn a_date_that_was_skipped_whole_turns_nothing() {
    // Apia went from 29 to 31 December 2011.
    let days: Vec<_> = boundaries(utc("2011-12-29T09:00:00Z"), utc("2012-01-02T09:00:00Z"), Apia)
        .filter(|boundary| boundary.kinds.contains(Day))
        .map(|boundary| boundary.at.date_naive().day())
        .collect();
    assert_eq!(days, [29, 31, 1, 2]);
    assert_eq!(count("2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z", Apia)["hour"], 48);
}

#[test]
fn a_fall_back_day_has_25_hours_and_a_spring_day_23() {
    assert_eq!(count("2024-11-03T05:00:00Z", "2024-11-04T06:00:00Z", Chicago)["hour"], 25);
    assert_eq!(count("2024-03-10T06:00:00Z", "2024-03-11T05:00:00Z", Chicago)["hour"], 23);
}

#[test]
fn years_far_away_and_the_ends_of_time_are_no_different() {
    assert_eq!(count("9998-01-01T00:00:00Z", "9999-01-01T00:00:00Z", Tz::UTC)["hour"], 8760);
    assert_eq!(count("0001-01-01T00:00:00Z", "0002-01-01T00:00:00Z", Tz::UTC)["day"], 365);
    assert_eq!(count("1400-01-01T00:00:00Z", "1400-12-31T23:59:59Z", Chicago)["month"], 12);
    for zone in [Chicago, Kolkata, Apia, Tz::UTC] {
        let end = DateTime::<Utc>::MAX_UTC;
        assert!(boundaries(end - Duration::hours(30), end, zone).count() >= 29);
        assert_eq!(next_boundary(end, zone), None);
        let start = DateTime::<Utc>::MIN_UTC;
        assert!(boundaries(start, start + Duration::hours(30), zone).count() >= 29);
    }
}

#[test]
fn kinds_have_the_names_of_the_messages() {
    for kind in BoundaryKind::ALL {
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
    }
}
