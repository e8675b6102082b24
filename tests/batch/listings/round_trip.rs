//! Whatever events there are: written in pdpe's own formats and read back, they are the same.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use pdpe::clock::local_day;
use pdpe::event::{Event, EventId, Status, Timing};
use pdpe::geo::LatLon;
use pdpe::listings::{self, Listing, native};
use pdpe::output::{Format, events};
use proptest::prelude::*;

fn zones() -> impl Strategy<Value = Tz> {
    prop::sample::select(vec![
        Tz::America__Chicago,
        Tz::America__New_York,
        Tz::UTC,
        Tz::Asia__Kolkata,
        Tz::Australia__Lord_Howe,
        Tz::Pacific__Apia,
        Tz::America__Sao_Paulo, // skips midnight
    ])
}

fn text() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        any::<char>(),
        prop::sample::select(vec!['"', ',', ';', '\n', '\r', '\t', ' ', '\\', 'é', '\'', '=', '-', '5'])
    ];
    prop::collection::vec(letter, 0..12).prop_map(String::from_iter)
}

/// A text as a CSV has it.
fn without_control(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ").replace(char::is_control, "\u{fffd}")
}

fn id() -> impl Strategy<Value = EventId> {
    text().prop_filter_map("blank", |text| EventId::new(&text).ok())
}

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    let any_year = -62_135_000_000_i64..253_402_000_000;
    let near_now = 1_600_000_000_i64..1_900_000_000;
    let nanoseconds = prop_oneof![Just(0_u32), 0_u32..1_000_000_000];
    (prop_oneof![any_year, near_now], nanoseconds).prop_filter_map("range", |(s, ns)| DateTime::from_timestamp(s, ns))
}

fn timing() -> impl Strategy<Value = Timing> {
    let spans = (instant(), prop::option::of(0_i64..10_000_000)).prop_map(|(start, seconds)| Timing::Span {
        start,
        end: seconds.map(|seconds| start + TimeDelta::seconds(seconds)),
    });
    let loose_days = (instant(), 0_i64..400_000)
        .prop_map(|(from, seconds)| Timing::WholeDays { from, until: from + TimeDelta::seconds(seconds) });
    let days = (-690_000_i32..2_900_000, 0_i32..10, zones()).prop_filter_map("date", |(day, more, zone)| {
        let (first, last) = (NaiveDate::from_epoch_days(day)?, NaiveDate::from_epoch_days(day + more)?);
        Some(Timing::WholeDays { from: local_day(first, zone).0, until: local_day(last, zone).1 })
    });
    prop_oneof![Just(Timing::Untimed), spans, loose_days, days]
}

fn event() -> impl Strategy<Value = Event> {
    let place = (-90.0..=90.0_f64, -180.0..=180.0_f64)
        .prop_filter_map("placeholder", |(lat, lon)| LatLon::new(lat, lon).ok().filter(|_| lat != 0.0 || lon != 0.0));
    let status =
        prop::sample::select(vec![Status::Scheduled, Status::Rescheduled, Status::Postponed, Status::Cancelled]);
    let radius_km = prop::option::of((0.0..20_000.0_f64).prop_filter("above zero", |radius| *radius > 0.0));
    let facts = (prop::option::of(any::<u64>()), radius_km, -1.0..=1.0_f64, status);
    ((id(), text(), text()), place, timing(), facts).prop_map(
        |((id, name, source), place, timing, (attendance, radius_km, sentiment, status))| Event {
            id,
            name,
            place,
            timing,
            attendance,
            radius_km,
            sentiment,
            status,
            source,
        },
    )
}

fn read_back(bytes: &[u8], zone: Tz) -> Listing {
    listings::read(bytes, None, zone).unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(bytes)))
}

proptest! {
    #[test]
    fn json(events in prop::collection::vec(event(), 0..5), zone in zones()) {
        let bytes = events::written(Format::JSON, &events, zone).expect("written");
        prop_assert_eq!(read_back(&bytes, zone), Listing { events, ..Listing::default() });
    }

    #[test]
    fn ndjson(events in prop::collection::vec(event(), 1..5), zone in zones()) {
        let bytes = events::written(Format::NDJSON, &events, zone).expect("written");
        prop_assert_eq!(read_back(&bytes, zone), Listing { events, ..Listing::default() });
    }

    /// A CSV has no control characters. All else comes back, also what looks like a formula.
    #[test]
    fn csv(mut events in prop::collection::vec(event(), 0..5), zone in zones()) {
        let bytes = events::written(Format::CSV, &events, zone).expect("written");
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        prop_assert!(!text.contains(|char: char| char.is_control() && char != '\n'));
        prop_assert_eq!(text.lines().count(), events.len() + 1);
        for event in &mut events {
            event.id = EventId::new(&without_control(event.id.as_str())).expect("an id");
            event.name = without_control(&event.name);
            event.source = without_control(&event.source);
        }
        prop_assert_eq!(read_back(&bytes, zone), Listing { events, ..Listing::default() });
    }

    /// Instants mean the same in whatever zone they are read back.
    #[test]
    fn another_zone(events in prop::collection::vec(event(), 1..3), written in zones(), read in zones()) {
        let has_days = |event: &Event| matches!(event.timing, Timing::WholeDays { .. });
        let events: Vec<Event> = events.into_iter().filter(|event| !has_days(event)).collect();
        let bytes = events::written(Format::JSON, &events, written).expect("written");
        prop_assert_eq!(read_back(&bytes, read).events, events);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), zone in zones()) {
        let _ = listings::read(&bytes, None, zone);
    }

    #[test]
    fn no_csv_makes_the_reader_panic(rows in "id,lat,lon,start,end\n([a1,;\"\n\r.-]|2026-10-0){0,80}", zone in zones()) {
        let _ = listings::read(rows.as_bytes(), None, zone);
    }
}

/// `9999-12-31` is what services write for "some day"; it ends in the year 10000, which RFC 3339
/// can't say in most offsets.
#[test]
fn the_last_day_of_all_reads_back_whatever_its_zone() {
    let zones = [Tz::America__Chicago, Tz::UTC, Tz::Pacific__Kiritimati, Tz::Etc__GMTPlus12];
    for of_the_day in zones {
        let file = br#"[{"id":"a","lat":39.1,"lon":-94.5,"start":"9999-12-31"}]"#;
        let events = listings::read(file, None, of_the_day).expect("readable").events;
        for written in zones {
            let json = events::written(Format::JSON, &events, written).expect("written");
            assert_eq!(read_back(&json, written).events, events, "{of_the_day} in {written}");

            let record = native::EventRecord::new(events[0].clone(), written);
            let json = serde_json::to_string(&record).expect("written");
            assert!(!json.contains("10000"), "{json}");
            assert_eq!(serde_json::from_str::<native::EventRecord>(&json).expect(&json), record);
        }
    }
}

#[test]
fn what_is_written() {
    let zone = Tz::America__Chicago;
    let listing = listings::read(
        br#"[{"id":"a","name":"A, \"B\"","lat":39.1,"lon":-94.5,"start":"2026-10-04T00:00Z","attendance":10},
             {"id":"b","lat":39.1,"lon":-94.5,"start":"2026-10-03","end":"2026-10-04"}]"#,
        None,
        zone,
    )
    .expect("readable");
    let json = events::written(Format::JSON, &listing.events, zone).expect("written");
    assert_eq!(
        String::from_utf8(json).expect("text"),
        r#"{"schema_version":1,"events":[
{"id":"a","name":"A, \"B\"","lat":39.1,"lon":-94.5,"start":"2026-10-03T19:00:00-05:00","end":null,"time_unknown":false,"attendance":10,"radius_km":null,"sentiment":0.0,"status":"scheduled","source":""},
{"id":"b","name":"","lat":39.1,"lon":-94.5,"start":"2026-10-03","end":"2026-10-04","time_unknown":true,"attendance":null,"radius_km":null,"sentiment":0.0,"status":"scheduled","source":""}
]}
"#
    );
    let csv = events::written(Format::CSV, &listing.events, zone).expect("written");
    assert_eq!(
        String::from_utf8(csv).expect("text"),
        "id,name,lat,lon,start,end,time_unknown,attendance,radius_km,sentiment,status,source\n\
         a,\"A, \"\"B\"\"\",39.1,-94.5,2026-10-03T19:00:00-05:00,,false,10,,0.0,scheduled,\n\
         b,,39.1,-94.5,2026-10-03,2026-10-04,true,,,0.0,scheduled,\n"
    );
}
