//! Answers of Ticketmaster's Discovery API, captured and composed: what each must yield.

use pdpe::listings::Listing;

use super::{error, lines, listing, read, reasons, refused};

#[test]
fn search_of_2019_gives_all_twenty() {
    let listing = listing("ticketmaster_search_2019.json");
    assert_eq!(
        lines(&listing),
        [
            "vvG18Z4m501KZN scheduled 41.862054,-87.616821 2019-09-08T22:30Z..",
            "vvG1YZ4JMnE9B1 scheduled 32.779462,-96.759766 days 2020-01-01T06:00Z..2020-01-02T06:00Z",
            "vvG1FZ4mhuh9-s scheduled 40.806335,-77.857176 2019-09-16T23:00Z..",
            "G5vVZ4IJNrvmw scheduled 40.742805,-73.844847 days 2019-07-26T04:00Z..2019-07-29T04:00Z",
            "vv1k8Z4E0YG7MA0I scheduled 41.862054,-87.616821 2019-10-20T20:25Z..",
            "k7vGF4lTxaMZN scheduled 40.813590,-74.074493 2019-09-22T00:00Z..",
            "G5vVZ4ppm_vIy rescheduled 40.828524,-73.927626 2019-08-03T17:05Z..",
            "Z7r9jZ1Aefa4U scheduled 30.284300,-97.744202 2019-09-07T23:30Z..",
            "vvG1jZ4ilDJltE scheduled 42.735816,-88.428069 2019-09-21T17:00Z..",
            "G5eVZ4lRVC9bI scheduled 35.225789,-80.852829 2019-08-02T23:00Z..",
            "Z7r9jZ1AefFj- scheduled 37.779499,-122.419502 2019-07-21T02:00Z..",
            "G5dIZ4mEdUxRW scheduled 29.684885,-95.410875 2019-08-01T14:10Z..",
            "G5viZ4m1lu4br scheduled 36.159949,-86.778570 2019-12-13T01:00Z..",
            "vvG1IZ4JB2gowu scheduled 21.372467,-157.931032 2019-08-18T02:00Z..",
            "G5dIZ4mCEr3K4 scheduled 29.433039,-98.433799 2019-12-08T01:00Z..",
            "1AvbZ4IGkmWup43 scheduled 38.257130,-85.753958 2019-12-12T00:00Z..",
            "G5ezZ4EQXAozb scheduled 36.102338,-115.169496 2019-09-28T03:00Z..",
            "vvG1zZ4imOe7o0 scheduled 33.755389,-84.400823 2019-08-04T14:00Z..",
            "G5ezZ4EQXk-zQ scheduled 36.102338,-115.169496 2019-09-29T03:00Z..",
            "G5vzZ4cwPOxrL scheduled 39.743853,-105.020127 2019-07-27T20:00Z..",
        ]
    );
    assert_eq!(listing.rejected, []);
    assert_eq!(
        listing.notes,
        ["this is page 1 of 8661 of Ticketmaster's response; the other pages are not included"],
        "8660 pages are missing, and that must be said"
    );
    let winter_classic = &listing.events[1];
    assert_eq!(winter_classic.name, "2020 Bridgestone NHL Winter Classic Nashville Predators v Dallas Stars");
    assert_eq!((winter_classic.source.as_str(), winter_classic.attendance), ("ticketmaster", None));
}

#[test]
fn documentation_examples() {
    let search = listing("ticketmaster_search_docs.json");
    assert_eq!(
        lines(&search),
        ["vvG1VZKS5pr1qy scheduled 25.812604,-80.338543 days 2016-03-06T05:00Z..2016-03-07T05:00Z"]
    );
    let single = listing("ticketmaster_event_docs.json");
    assert_eq!(lines(&single), ["G5diZfkn0B-bh scheduled 40.749706,-73.991601 2016-07-27T23:30Z.."]);
    assert_eq!((single.notes.len(), single.rejected.len()), (0, 0));
}

#[test]
fn edge_cases() {
    let listing = listing("ticketmaster_edge_cases.json");
    assert_eq!(
        lines(&listing),
        [
            "dateTBApostponed postponed 39.099700,-94.578600 untimed",
            "venueNoName scheduled 39.099700,-94.578600 2026-06-07T01:00Z..",
            "multiDay scheduled 39.099700,-94.578600 days 2025-12-30T06:00Z..2026-01-01T06:00Z",
            "cancelled cancelled 39.099700,-94.578600 2026-10-12T01:00Z..",
            "rescheduled rescheduled 39.099700,-94.578600 2026-09-13T01:30Z..",
            "farFuture scheduled 39.099700,-94.578600 days 9999-12-31T06:00Z..+10000-01-01T06:00Z",
        ]
    );
    assert_eq!(
        reasons(&listing),
        [
            "event 1, id `dateTBD`: no date: Ticketmaster says that it is to be announced",
            "event 3, id `timeTBA`: no place: its venue has no location",
            "event 4, id `noVenueKey`: no place: no venue",
            "event 5, id `noEmbedded`: no place: no venue",
            "event 6, id `emptyVenues`: no place: no venue",
            "event 7, id `venueNoLocation`: no place: its venue has no location",
            "event 9, id `zeroZero`: no place: 0,0 is a placeholder",
            "event 10, id `allNull`: no place: its venue has no location",
            "event 15, id `testEvent`: Ticketmaster test inventory",
        ]
    );
}

#[test]
fn without_events() {
    let empty = listing("ticketmaster_empty.json");
    assert_eq!((empty.events.len(), empty.rejected.len()), (0, 0));
    assert_eq!(empty.notes, ["Ticketmaster found no events"]);

    assert_eq!(
        refused("ticketmaster_fault.json"),
        "this is an error response of Ticketmaster, not events: Invalid ApiKey"
    );
    let not_found = r#"{"errors":[{"code":"DIS1004","detail":"Resource not found","status":"404"}]}"#;
    assert_eq!(error(not_found), "this is an error response of Ticketmaster, not events: Resource not found");
    let venues = r#"{"_embedded":{"venues":[{"name":"Uptown"}]},"page":{"number":0}}"#;
    assert_eq!(error(venues), "this is a Ticketmaster response without events");
}

/// A Ticketmaster event with the given `dates`, at a venue of New York's time.
fn with_dates(dates: &str) -> Listing {
    let venue = r#"{"timezone":"America/New_York","location":{"latitude":"39.1","longitude":"-94.5"}}"#;
    read(&format!(r#"[{{"id":"t","dates":{dates},"_embedded":{{"venues":[{venue}]}}}}]"#))
}

#[test]
fn times() {
    let cases = [
        // The venue's zone stands in for that of the event, and gives way to it.
        (r#"{"start":{"localDate":"2026-10-03","localTime":"19:00:00"}}"#, "2026-10-03T23:00Z.."),
        (
            r#"{"start":{"localDate":"2026-10-03","localTime":"19:00:00"},"timezone":"America/Denver"}"#,
            "2026-10-04T01:00Z..",
        ),
        // A time Ticketmaster says is unknown is not believed.
        (
            r#"{"start":{"localDate":"2026-10-03","dateTime":"2026-10-03T04:00:00Z","noSpecificTime":true}}"#,
            "days 2026-10-03T04:00Z..2026-10-04T04:00Z",
        ),
        (
            r#"{"start":{"localDate":"2026-10-03","dateTime":"2026-10-03T04:00:00Z","timeTBA":true}}"#,
            "days 2026-10-03T04:00Z..2026-10-04T04:00Z",
        ),
        (
            r#"{"start":{"dateTime":"2026-10-03T23:00:00Z"},
                "end":{"dateTime":"2026-10-05T04:00:00Z","noSpecificTime":true}}"#,
            "2026-10-03T23:00Z..",
        ),
        // Ends: an instant, a local time, a day of several, a mere date.
        (
            r#"{"start":{"dateTime":"2026-10-03T23:00:00Z"},"end":{"dateTime":"2026-10-04T02:00:00Z"}}"#,
            "2026-10-03T23:00Z..2026-10-04T02:00Z",
        ),
        (
            r#"{"start":{"dateTime":"2026-10-03T23:00:00Z"},"end":{"localDate":"2026-10-03","localTime":"22:30:00"}}"#,
            "2026-10-03T23:00Z..2026-10-04T02:30Z",
        ),
        (
            r#"{"start":{"dateTime":"2026-10-02T23:00:00Z"},"spanMultipleDays":true,
                "end":{"localDate":"2026-10-04","noSpecificTime":true}}"#,
            "2026-10-02T23:00Z..2026-10-05T04:00Z",
        ),
        (
            r#"{"start":{"dateTime":"2026-10-03T23:00:00Z"},"spanMultipleDays":false,
                "end":{"localDate":"2026-10-04","noSpecificTime":true}}"#,
            "2026-10-03T23:00Z..",
        ),
        // A guess at the end that can't be right is dropped.
        (
            r#"{"start":{"dateTime":"2026-10-03T23:00:00Z"},
                "end":{"dateTime":"2026-10-03T22:00:00Z","approximate":true}}"#,
            "2026-10-03T23:00Z..",
        ),
    ];
    for (dates, expected) in cases {
        let listing = with_dates(dates);
        assert_eq!(lines(&listing), [format!("t scheduled 39.100000,-94.500000 {expected}")], "{dates} {listing:?}");
    }
}

#[test]
fn statuses() {
    for (code, expected) in [
        ("onsale", "scheduled"),
        ("offsale", "scheduled"),
        ("canceled", "cancelled"),
        ("cancelled", "cancelled"),
        ("rescheduled", "rescheduled"),
        ("Postponed", "postponed"),
    ] {
        let dated =
            with_dates(&format!(r#"{{"start":{{"dateTime":"2026-10-03T23:00:00Z"}},"status":{{"code":"{code}"}}}}"#));
        assert_eq!(dated.events[0].status.as_str(), expected, "{code}");
    }
    // A cancellation without a date still cancels the event known before.
    let cancelled = with_dates(r#"{"status":{"code":"cancelled"}}"#);
    assert_eq!(lines(&cancelled), ["t cancelled 39.100000,-94.500000 untimed"]);
    let rescheduled = with_dates(r#"{"start":{"dateTBA":true},"status":{"code":"rescheduled"}}"#);
    let to_come = "event 1, id `t`: no date: Ticketmaster says that it is to be announced";
    assert_eq!(reasons(&rescheduled), [to_come]);
    // A date that only holds the place of one is none.
    for flag in ["dateTBA", "dateTBD"] {
        let start = format!(r#""start":{{"localDate":"2026-10-03","{flag}":true,"timeTBA":true}}"#);
        assert_eq!(reasons(&with_dates(&format!("{{{start}}}"))), [to_come]);
        let postponed = with_dates(&format!(r#"{{{start},"status":{{"code":"postponed"}}}}"#));
        assert_eq!(lines(&postponed), ["t postponed 39.100000,-94.500000 untimed"]);
    }
}

#[test]
fn records_with_wrong_times() {
    for (dates, reason) in [
        (
            r#"{"start":{"dateTime":"2026-10-03T23:00:00Z"},"end":{"dateTime":"2026-10-03T22:00:00Z"}}"#,
            "it ends (2026-10-03 18:00:00 EDT) before it starts (2026-10-03 19:00:00 EDT)",
        ),
        (
            r#"{"start":{"localDate":"2026-10-03"},"end":{"localDate":"2026-10-02"}}"#,
            "it ends (2026-10-02) before it starts (2026-10-03)",
        ),
        (r#"{"start":{"localDate":"2026-10-33"}}"#, "`2026-10-33` is not a date"),
        (r#"{"start":{"localDate":20261003}}"#, "`20261003` is not a date"),
        (r#"{"start":{"localDate":"2026-10-03","localTime":"7pm"}}"#, "`7pm` is not a time of day"),
        (r#"{"start":{"localDate":"2026-10-03"},"timezone":"America/Kansas"}"#, "`America/Kansas` is not a time zone"),
        (
            r#"{"start":{"localDate":"2026-03-08","localTime":"02:30:00"}}"#,
            "2026-03-08 02:30:00 does not exist in America/New_York: clocks jump from \
             2026-03-08 02:00:00 EST to 2026-03-08 03:00:00 EDT; use a time before or after that",
        ),
    ] {
        assert_eq!(reasons(&with_dates(dates)), [format!("event 1, id `t`: {reason}")], "{dates}");
    }
}
