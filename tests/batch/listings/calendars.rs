//! Calendars in the shapes of the programs that write them. Dates are those of the Python packages `icalendar` 7.3.2 and
//! `recurring-ical-events` 3.8.2.

use chrono_tz::America::Chicago;
use pdpe::event::Status;
use pdpe::listings::{self, Listing, ListingOptions, Venues};

use super::{fixture, line, lines, read, reasons};

fn venues() -> Venues {
    Venues::read(&fixture("calendars/venues.csv")).expect("venues")
}

fn options(venues: Venues) -> ListingOptions {
    let time = |text: &str| text.parse().expect(text);
    let span = Some((time("2026-09-01T00:00:00Z"), time("2026-12-31T00:00:00Z")));
    ListingOptions { venues, span, ..ListingOptions::new(Chicago) }
}

fn calendar(name: &str) -> Listing {
    listings::read_with(&fixture(&format!("calendars/{name}")), &options(venues())).expect(name)
}

/// A calendar with the given content.
fn of(content: &str) -> Listing {
    let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\n{}\nEND:VCALENDAR\n", content.trim());
    listings::read_with(text.as_bytes(), &options(venues())).expect("a calendar")
}

fn event(content: &str) -> Listing {
    of(&format!("BEGIN:VEVENT\nUID:e\n{}\nEND:VEVENT", content.trim()))
}

#[test]
fn google() {
    let listing = calendar("google_export.ics");
    let market = "39.109000,-94.582900";
    let weekly = |id: &str, start: &str, end: &str| {
        format!("1a2b3c4d5e6f7g8h@google.com_{id} scheduled {market} {start}..{end}")
    };
    let mut expected = vec![
        weekly("20260905T130000Z", "2026-09-05T13:00Z", "2026-09-05T19:00Z"),
        weekly("20260912T130000Z", "2026-09-12T13:00Z", "2026-09-12T19:00Z"),
        weekly("20260919T130000Z", "2026-09-19T13:00Z", "2026-09-19T19:00Z"),
        weekly("20260926T130000Z", "2026-09-26T13:00Z", "2026-09-26T19:00Z"),
        weekly("20261003T130000Z", "2026-10-03T13:00Z", "2026-10-03T19:00Z"),
        weekly("20261017T130000Z", "2026-10-17T13:00Z", "2026-10-17T19:00Z"),
        weekly("20261024T130000Z", "2026-10-24T15:00Z", "2026-10-24T21:00Z"),
        weekly("20261031T130000Z", "2026-10-31T13:00Z", "2026-10-31T19:00Z"),
        weekly("20261107T140000Z", "2026-11-07T14:00Z", "2026-11-07T20:00Z"),
        weekly("20261114T140000Z", "2026-11-14T14:00Z", "2026-11-14T20:00Z"),
        weekly("20261121T140000Z", "2026-11-21T14:00Z", "2026-11-21T20:00Z"),
        weekly("20261128T140000Z", "2026-11-28T14:00Z", "2026-11-28T20:00Z"),
        "9z8y7x6w5v@google.com scheduled 39.082500,-94.581700 days 2026-10-16T05:00Z..2026-10-19T05:00Z".to_owned(),
        "midland-1003@google.com cancelled 39.099200,-94.583700 2026-10-04T00:30Z..2026-10-04T03:30Z".to_owned(),
    ];
    let mut found = lines(&listing);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    let moved = listing.events.iter().find(|event| event.id.as_str().ends_with("20261024T130000Z")).expect("moved");
    assert_eq!(moved.name, "Farmers' market with pumpkins");
    assert_eq!(reasons(&listing), ["line 78, id `nowhere@google.com`: no place: it has neither GEO nor LOCATION"]);
}

#[test]
fn outlook() {
    let listing = calendar("outlook_export.ics");
    let recital = "040000008200E00074C5B7101A82E00800000000B0D2F1D9C8F8DC01000000000000000010000000A2D4B4C6E8F0A14C9B1D2E3F4A5B6C7D";
    let hall = "39.094200,-94.587800";
    assert_eq!(
        lines(&listing),
        [
            format!("{recital}_20261029T000000Z scheduled {hall} 2026-10-29T00:00Z..2026-10-29T03:00Z"),
            format!("{recital}_20261105T010000Z scheduled {hall} 2026-11-05T01:00Z..2026-11-05T04:00Z"),
            format!("{recital}_20261112T010000Z scheduled {hall} 2026-11-12T01:00Z..2026-11-12T04:00Z"),
            "berlin-1 scheduled 52.509700,13.370800 2026-11-03T19:00Z..2026-11-03T21:00Z".to_owned(),
            format!("described-zone scheduled {hall} 2026-11-06T02:00Z..2026-11-06T03:30Z"),
        ]
    );
    let note = "TZID `Mitteleuropäische Zeit` has the clock changes of Europe/Berlin and is taken for it";
    assert_eq!(listing.notes, [note]);
    let reason = "DTSTART: TZID `Middle-earth Time` is not the name of a time zone";
    assert_eq!(reasons(&listing), [format!("line 75, id `no-such-zone`: {reason}")]);
}

#[test]
fn meetup_tockify_wordpress_and_drupal() {
    let listing = calendar("meetup.ics");
    let workshop = "event_300000001@meetup.com scheduled 39.090000,-94.580000 2026-10-06T23:30Z..2026-10-07T01:30Z";
    assert_eq!(lines(&listing), [workshop]);
    assert_eq!(listing.events[0].name, "Solder night 🔧, bring your own board");
    assert_eq!(reasons(&listing), ["line 44, id `event_300000002@meetup.com`: GEO: no place: 0,0 is a placeholder"]);

    let crossroads = "TKF/artsdistrict/221/1790985600000";
    assert_eq!(
        lines(&calendar("tockify.ics")),
        [
            format!(
                "{crossroads}_20261002T220000Z scheduled 39.090500,-94.584200 2026-10-02T22:00Z..2026-10-03T02:00Z"
            ),
            format!(
                "{crossroads}_20261106T230000Z scheduled 39.090500,-94.584200 2026-11-06T23:00Z..2026-11-07T03:00Z"
            ),
            format!(
                "{crossroads}_20261204T230000Z scheduled 39.090500,-94.584200 2026-12-04T23:00Z..2026-12-05T03:00Z"
            ),
        ]
    );
    let opening = "10456-1791574200-1791581400@symphony.example";
    assert_eq!(
        lines(&calendar("the_events_calendar.ics")),
        [format!("{opening} scheduled 39.094200,-94.587800 2026-10-10T00:30Z..2026-10-10T02:30Z")]
    );
    let listing = calendar("drupal.ics");
    assert_eq!(
        lines(&listing),
        [
            "calendar.1042.field_date.0@library.example scheduled 39.103100,-94.585800 \
             days 2026-10-03T05:00Z..2026-10-05T05:00Z",
            "calendar.1043.field_date.0@library.example scheduled 39.103100,-94.585800 \
             2026-10-03T15:00Z..2026-10-03T16:00Z",
        ]
    );
    assert_eq!(
        reasons(&listing),
        [
            "line 22, id `calendar.1044.field_date.0@library.example`: no place: the location `Branch in the north` is not in the table of --venues"
        ]
    );
}

#[test]
fn without_venues_the_way_out_is_told() {
    let listing =
        listings::read_with(&fixture("calendars/drupal.ics"), &options(Venues::default())).expect("a calendar");
    assert_eq!(
        reasons(&listing)[0],
        "line 5, id `calendar.1042.field_date.0@library.example`: no place: it has no coordinates, but the location \
         `Central Library`; a table of --venues can have its place"
    );
    // The calendar of a single venue.
    let any = Venues::read(b"name;lat;lon\n*;39.1;-94.5\n").expect("venues");
    let listing = listings::read_with(&fixture("calendars/drupal.ics"), &options(any)).expect("a calendar");
    assert_eq!(listing.events.len(), 3);
}

#[test]
fn floating_times_are_those_of_the_calendar_else_of_the_model() {
    let floating = "BEGIN:VEVENT\nUID:e\nGEO:51.5;-0.1\nDTSTART:20261003T190000\nEND:VEVENT";
    assert_eq!(lines(&of(floating)), ["e scheduled 51.500000,-0.100000 2026-10-04T00:00Z.."]);
    let london = of(&format!("X-WR-TIMEZONE:Europe/London\n{floating}"));
    assert_eq!(lines(&london), ["e scheduled 51.500000,-0.100000 2026-10-03T18:00Z.."]);
    let day = "BEGIN:VEVENT\nUID:e\nGEO:51.5;-0.1\nDTSTART;VALUE=DATE:20261003\nEND:VEVENT";
    let london = of(&format!("X-WR-TIMEZONE:Europe/London\n{day}"));
    assert_eq!(lines(&london), ["e scheduled 51.500000,-0.100000 days 2026-10-02T23:00Z..2026-10-03T23:00Z"]);
}

#[test]
fn names_of_zones() {
    for (name, utc) in [
        ("America/Chicago", "2026-07-01T17:00Z"),
        ("america/chicago", "2026-07-01T17:00Z"),
        ("/mozilla.org/20050126_1/America/Chicago", "2026-07-01T17:00Z"),
        ("/freeassociation.sourceforge.net/America/Indiana/Knox", "2026-07-01T17:00Z"),
        ("Central Standard Time", "2026-07-01T17:00Z"),
        ("\"Central Standard Time\"", "2026-07-01T17:00Z"),
        ("Central Standard Time (Mexico)", "2026-07-01T18:00Z"),
        ("US Mountain Standard Time", "2026-07-01T19:00Z"),
        ("W. Europe Standard Time", "2026-07-01T10:00Z"),
        ("GMT Standard Time", "2026-07-01T11:00Z"),
        ("India Standard Time", "2026-07-01T06:30Z"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "2026-07-01T10:00Z"),
        ("UTC", "2026-07-01T12:00Z"),
    ] {
        let listing = event(&format!("GEO:39.1;-94.5\nDTSTART;TZID={name}:20260701T120000"));
        assert_eq!(lines(&listing), [format!("e scheduled 39.100000,-94.500000 {utc}..")], "{name}");
    }
}

#[test]
fn starts_and_ends() {
    for (times, expected) in [
        ("DTSTART:20261003T190000\nDURATION:PT2H30M", "2026-10-04T00:00Z..2026-10-04T02:30Z"),
        ("DTSTART:20261003T190000\nDURATION:P1DT1H", "2026-10-04T00:00Z..2026-10-05T01:00Z"),
        ("DTSTART;VALUE=DATE:20261003\nDTEND;VALUE=DATE:20261003", "days 2026-10-03T05:00Z..2026-10-04T05:00Z"),
        ("DTSTART;VALUE=DATE:20261003\nDTEND;VALUE=DATE:20261005", "days 2026-10-03T05:00Z..2026-10-05T05:00Z"),
        ("DTSTART;VALUE=DATE:20261003\nDURATION:P2D", "days 2026-10-03T05:00Z..2026-10-05T05:00Z"),
        ("DTSTART:20261003T190000Z\nDTEND:20261003T210000Z", "2026-10-03T19:00Z..2026-10-03T21:00Z"),
    ] {
        let listing = event(&format!("GEO:39.1;-94.5\n{times}"));
        assert_eq!(lines(&listing), [format!("e scheduled 39.100000,-94.500000 {expected}")], "{times}");
    }
    for (times, reason) in [
        ("SUMMARY:no start", "no date: DTSTART is missing"),
        ("DTSTART:20261003T250000", "DTSTART: `20261003T250000` is not a time of a calendar"),
        ("DTSTART:2026-10-03", "DTSTART: `2026-10-03` is not a time of a calendar"),
        (
            "DTSTART:20261003T190000\nDTEND:20261003T180000",
            "it ends (2026-10-03 18:00:00 CDT) before it starts (2026-10-03 19:00:00 CDT)",
        ),
        ("DTSTART:20261003T190000\nDTEND;VALUE=DATE:20261004", "DTSTART has a time of day, and DTEND has none"),
        ("DTSTART:20261003T190000\nDURATION:two hours", "DURATION `two hours` is not a duration"),
        (
            "DTSTART;TZID=America/Chicago:20260308T023000",
            "DTSTART: 2026-03-08 02:30:00 does not exist in America/Chicago: clocks jump from 2026-03-08 02:00:00 CST to \
             2026-03-08 03:00:00 CDT; use a time before or after that",
        ),
    ] {
        let listing = event(&format!("GEO:39.1;-94.5\n{times}"));
        assert_eq!(reasons(&listing), [format!("line 3, id `e`: {reason}")], "{times}");
    }
}

#[test]
fn revisions_cancelled_dates_and_cancelled_calendars() {
    let revised = of("BEGIN:VEVENT\nUID:e\nGEO:39.1;-94.5\nSEQUENCE:2\nDTSTART:20261010T190000\nEND:VEVENT
BEGIN:VEVENT\nUID:e\nGEO:39.1;-94.5\nSEQUENCE:1\nDTSTART:20261003T190000\nEND:VEVENT");
    assert_eq!(lines(&revised), ["e scheduled 39.100000,-94.500000 2026-10-11T00:00Z.."]);
    assert_eq!(revised.notes, ["event e is given in several revisions; the one with the highest SEQUENCE counts"]);
    let one_date =
        of("BEGIN:VEVENT\nUID:e\nGEO:39.1;-94.5\nDTSTART:20261003T190000\nRRULE:FREQ=DAILY;COUNT=2\nEND:VEVENT
BEGIN:VEVENT\nUID:e\nRECURRENCE-ID:20261004T190000\nDTSTART:20261004T190000\nSTATUS:CANCELLED\nEND:VEVENT");
    assert_eq!(lines(&one_date), ["e_20261004T000000Z scheduled 39.100000,-94.500000 2026-10-04T00:00Z.."]);
    assert_eq!(reasons(&one_date), [""; 0]);
    let all = of("METHOD:CANCEL\nBEGIN:VEVENT\nUID:e\nGEO:39.1;-94.5\nDTSTART:20261003T190000\nEND:VEVENT");
    assert_eq!(all.events[0].status, Status::Cancelled);
}

#[test]
fn broken_and_unusual_calendars() {
    let listing = read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:e\nGEO:39.1;-94.5\nDTSTART:20261003T19");
    assert_eq!(reasons(&listing), ["line 2, id `e`: the file is cut off, or END:VEVENT is missing"]);
    let tasks = of("BEGIN:VTODO\nUID:t\nSUMMARY:Water the plants\nEND:VTODO");
    assert_eq!(tasks.notes, ["1 entry besides events, such as tasks, is not read"]);
    // Two calendars in one file, in other case, with bare line ends and a byte order mark.
    let one = |uid: &str| {
        format!(
            "begin:vcalendar\nbegin:vevent\nuid:{uid}\ngeo:39.1;-94.5\ndtstart:20261003T190000Z\nend:vevent\nend:vcalendar\n"
        )
    };
    let listing = read(&format!("\u{feff}{}\n{}", one("a"), one("b")));
    let ids: Vec<String> = listing.events.iter().map(|event| event.id.to_string()).collect();
    assert_eq!(ids, ["a", "b"]);
    // Without an id, the event gets a stable one.
    let listing = of("BEGIN:VEVENT\nSUMMARY:Fair\nGEO:39.1;-94.5\nDTSTART:20261003T190000Z\nEND:VEVENT");
    let again = of("BEGIN:VEVENT\nGEO:39.1;-94.5\nDTSTART:20261003T190000Z\nSUMMARY:Fair\nEND:VEVENT");
    assert_eq!(line(&listing.events[0]), line(&again.events[0]));
}

#[test]
fn a_bomb_is_bounded() {
    let except: Vec<String> = (0..50_000).map(|day| format!("{:04}0101T{:06}", 2000 + day % 100, day % 60)).collect();
    let listing = event(&format!(
        "GEO:39.1;-94.5\nDTSTART:20261003T190000\nRRULE:FREQ=DAILY\nEXDATE:{}\nDESCRIPTION:{}",
        except.join(","),
        "x".repeat(5_000_000)
    ));
    assert_eq!((listing.events.len(), listing.cut_series), (88, 1));
    let long = event(&format!("GEO:39.1;-94.5\nDTSTART:20261003T190000\nSUMMARY:{}", "x".repeat(2000)));
    assert_eq!(reasons(&long), ["line 3, id `e`: SUMMARY is 2000 bytes long; 1024 are the most"]);
    let endless = event(&format!("GEO:39.1;-94.5\nDTSTART:20261003T190000\nSUMMARY:{}", "x".repeat(2 << 20)));
    assert_eq!(reasons(&endless), ["line 3, id `e`: SUMMARY is longer than 1 MiB"]);
    let deep = "BEGIN:VEVENT\n".repeat(100_000);
    assert_eq!(reasons(&of(&deep)).len(), 1);
}

#[test]
fn a_table_of_venues() {
    let venues = venues();
    for (location, is_known) in [
        ("Midland Theatre", true),
        ("MIDLAND THEATRE, 1228 Main St", true),
        ("Midland Theatre (upper floor)", true),
        ("Midland Theatre - Kansas City", true),
        ("Midland Theatre @ 1228 Main St", true),
        ("The Midland Theatre", false),
        ("", false),
    ] {
        assert_eq!(venues.find(location).is_some(), is_known, "{location}");
    }
    for (table, reason) in [
        ("name,lat\nA,39.1\n", "no column lon; a table of venues has the columns name, lat and lon"),
        ("name,lat,lon\nA,39.1,\n", "line 2: no place: lon is missing"),
        ("name,lat,lon\nA,0,0\n", "line 2: no place: 0,0 is a placeholder"),
        ("name,lat,lon\n,39.1,-94.5\n", "line 2: the name is empty"),
        ("name,lat,lon\nA,39.1,-94.5\na,39.2,-94.5\n", "line 3: `a` is given twice, at different places"),
    ] {
        assert_eq!(Venues::read(table.as_bytes()).expect_err(table).to_string(), reason);
    }
}
