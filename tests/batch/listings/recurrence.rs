//! The dates of recurring events: against python-dateutil, against the text of RFC 5545, and in bounded time.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use pdpe::listings::{self, Listing, ListingOptions};

use super::{fixture, reasons};

fn utc(text: &str) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").expect(text).and_utc()
}

/// A calendar with one event at a place.
fn calendar(lines: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:e\r\nGEO:39.1;-94.5\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        lines.trim().replace('\n', "\r\n")
    )
}

fn read(lines: &str, zone: Tz, span: [&str; 2]) -> Listing {
    let options = ListingOptions { span: Some((utc(span[0]), utc(span[1]))), ..ListingOptions::new(zone) };
    listings::read_with(calendar(lines).as_bytes(), &options).expect("a calendar")
}

/// The starts, as wall times of the zone.
fn starts(listing: &Listing, zone: Tz) -> Vec<String> {
    let start = |event: &pdpe::event::Event| event.start().expect("a start").with_timezone(&zone).naive_local();
    listing.events.iter().map(|event| start(event).format("%Y%m%dT%H%M%S").to_string()).collect()
}

#[test]
fn rules_have_the_dates_of_dateutil() {
    let rows = String::from_utf8(fixture("recurrence_rules.tsv")).expect("text");
    let mut compared = 0;
    for row in rows.lines().skip(1) {
        let [start, rule, from, until, count, first, last] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        let listing = read(&format!("DTSTART:{start}\nRRULE:{rule}"), Tz::UTC, [from, until]);
        assert_eq!(reasons(&listing), [""; 0], "{row}");
        // A date just before the span may still be going on.
        let found: Vec<String> = starts(&listing, Tz::UTC).into_iter().filter(|at| at.as_str() >= from).collect();
        assert_eq!(found.len().to_string(), count, "{row}: {found:?}");
        assert!(found.is_sorted());
        assert_eq!(found.iter().take(4).cloned().collect::<Vec<_>>().join(" "), first, "{row}");
        assert_eq!(found[found.len().saturating_sub(2)..].join(" "), last, "{row}");
        compared += 1;
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn the_start_counts_even_if_the_rule_does_not_name_it() {
    // RFC 5545, 3.8.5.3: DTSTART is the first date of the set, and counts as one of COUNT.
    let lines = "DTSTART:20261001T190000\nRRULE:FREQ=WEEKLY;BYDAY=SA;COUNT=3";
    let listing = read(lines, Tz::UTC, ["20260101T000000", "20271231T000000"]);
    assert_eq!(starts(&listing, Tz::UTC), ["20261001T190000", "20261003T190000", "20261010T190000"]);
}

#[test]
fn exceptions_and_further_dates() {
    let lines = "DTSTART;TZID=America/Chicago:20261003T080000
DTEND;TZID=America/Chicago:20261003T140000
RRULE:FREQ=WEEKLY;UNTIL=20261031T130000Z
EXDATE;TZID=America/Chicago:20261010T080000
EXDATE:20261017T130000Z
RDATE;TZID=America/Chicago:20261125T080000
RDATE;VALUE=PERIOD:20261224T140000Z/PT2H";
    let zone = Tz::America__Chicago;
    let listing = read(lines, zone, ["20260101T000000", "20271231T000000"]);
    let dates = ["20261003T080000", "20261024T080000", "20261031T080000", "20261125T080000", "20261224T080000"];
    assert_eq!(starts(&listing, zone), dates);
    let ids: Vec<&str> = listing.events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids[0], "e_20261003T130000Z");
    assert_eq!(ids[3], "e_20261125T140000Z", "after the change of the clocks");
}

#[test]
fn a_day_without_time_leaves_out_all_dates_of_that_day() {
    let lines = "DTSTART:20261003T080000\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20261004";
    let listing = read(lines, Tz::America__Chicago, ["20260101T000000", "20271231T000000"]);
    assert_eq!(starts(&listing, Tz::America__Chicago), ["20261003T080000", "20261005T080000"]);
}

#[test]
fn the_end_of_a_rule_is_included_as_a_day_and_as_a_time() {
    for (until, dates) in [("20261017", 3), ("20261017T130000Z", 3), ("20261017T125959Z", 2), ("20261017T080000", 3)] {
        let lines = format!("DTSTART;TZID=America/Chicago:20261003T080000\nRRULE:FREQ=WEEKLY;UNTIL={until}");
        let listing = read(&lines, Tz::America__Chicago, ["20260101T000000", "20271231T000000"]);
        assert_eq!(listing.events.len(), dates, "{until}");
    }
    let lines = "DTSTART;VALUE=DATE:20261003\nRRULE:FREQ=WEEKLY;UNTIL=20261017T000000Z";
    let listing = read(lines, Tz::America__Chicago, ["20260101T000000", "20271231T000000"]);
    assert_eq!(listing.events.len(), 3, "the day is that of UNTIL as written");
}

#[test]
fn clock_changes_keep_the_wall_time_and_move_a_time_that_is_skipped() {
    let zone = Tz::America__Chicago;
    let lines = "DTSTART;TZID=America/Chicago:20260306T023000\nRRULE:FREQ=DAILY;COUNT=4";
    let listing = read(lines, zone, ["20260101T000000", "20271231T000000"]);
    assert_eq!(
        starts(&listing, zone),
        ["20260306T023000", "20260307T023000", "20260308T030000", "20260309T023000"],
        "8 March has no 02:30"
    );
    assert!(listing.notes[0].contains("2026-03-08 02:30:00 does not exist"), "{:?}", listing.notes);
    let lines = "DTSTART;TZID=America/Chicago:20261031T013000\nRRULE:FREQ=DAILY;COUNT=2";
    let listing = read(lines, zone, ["20260101T000000", "20271231T000000"]);
    let second = listing.events[1].start().expect("a start");
    assert_eq!(second.to_rfc3339(), "2026-11-01T06:30:00+00:00", "the earlier of two");
    assert!(listing.notes[0].contains("occurs twice"), "{:?}", listing.notes);
}

#[test]
fn a_skipped_time_can_be_left_out_and_replaced() {
    let zone = Tz::America__Chicago;
    let lines = "DTSTART;TZID=America/Chicago:20260307T023000\nRRULE:FREQ=DAILY;COUNT=3\n\
                 EXDATE;TZID=America/Chicago:20260308T023000";
    let listing = read(lines, zone, ["20260101T000000", "20271231T000000"]);
    assert_eq!(starts(&listing, zone), ["20260307T023000", "20260309T023000"]);
}

#[test]
fn only_the_span_is_expanded() {
    let endless = "DTSTART:20000101T120000\nRRULE:FREQ=DAILY";
    let listing = read(endless, Tz::UTC, ["20261003T000000", "20261003T235959"]);
    assert_eq!(starts(&listing, Tz::UTC), ["20261002T120000", "20261003T120000"], "yesterday's may go on");
    assert_eq!(listing.cut_series, 1);
    let without_span = listings::read(calendar(endless).as_bytes(), None, Tz::UTC).expect("a calendar");
    assert_eq!(reasons(&without_span), ["line 2, id `e`: it repeats without end, and no span of time is given"]);
}

#[test]
fn rules_that_never_recur_or_never_end_take_bounded_work() {
    let never = "DTSTART:20000230T120000";
    assert_eq!(
        reasons(&read(never, Tz::UTC, ["20261003T000000", "20261004T000000"])),
        ["line 2, id `e`: DTSTART: `20000230T120000` is not a time of a calendar"]
    );
    let never = "DTSTART:20000201T120000\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30";
    assert!(read(never, Tz::UTC, ["20261003T000000", "20271004T000000"]).events.is_empty());
    let each_second = "DTSTART:20000101T120000\nRRULE:FREQ=SECONDLY";
    let listing = read(each_second, Tz::UTC, ["20260101T000000", "20270101T000000"]);
    let reason = "its dates, with those of the events before it, are too many; ask for a shorter span";
    assert_eq!(reasons(&listing), [format!("line 2, id `e`: {reason}")]);
    let rules = "RRULE:FREQ=SECONDLY;COUNT=4000000000;BYMONTH=1\n".repeat(3);
    let listing = read(&format!("DTSTART:00010101T120000\n{rules}"), Tz::UTC, ["20260101T000000", "20270101T000000"]);
    assert_eq!(reasons(&listing), [format!("line 2, id `e`: {reason}")]);
}

#[test]
fn faulty_rules_reject_their_event() {
    for (rule, reason) in [
        ("FREQ=SOMETIMES", "RRULE: FREQ=SOMETIMES is not valid"),
        ("INTERVAL=2", "RRULE: FREQ is missing"),
        ("FREQ=DAILY;INTERVAL=0", "RRULE: INTERVAL=0 is not valid"),
        ("FREQ=DAILY;BYMONTH=13", "RRULE: BYMONTH=13 is not valid"),
        ("FREQ=WEEKLY;BYDAY=1MO", "RRULE: BYDAY has numbers, which only MONTHLY and YEARLY rules can have"),
        ("FREQ=DAILY;RSCALE=CHINESE", "RRULE: RSCALE=CHINESE is not valid"),
        ("FREQ", "RRULE: `FREQ` has no value"),
    ] {
        let lines = format!("DTSTART:20261003T190000\nRRULE:{rule}");
        let listing = read(&lines, Tz::UTC, ["20260101T000000", "20271231T000000"]);
        assert_eq!(reasons(&listing), [format!("line 2, id `e`: {reason}")], "{rule}");
    }
}
