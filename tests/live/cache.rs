//! The caches: never a stale answer, nothing dropped without need, nothing kept for ever.

#![allow(clippy::float_cmp)] // equal to the last bit is what is meant

mod sequences;

use chrono::TimeDelta;
use chrono_tz::Tz;
use pdpe::clock::{BoundaryKind, ZonedTime};
use pdpe::event::{Event, Events, Status};
use pdpe::geo::LatLon;
use pdpe::layers::{COLLEGE_PRESENCE, SPENDING_PROPENSITY};
use pdpe::live::cache::{CacheCounters, CacheLimits, CacheReport, CacheSettings, Caches, Dependency, LocalHour, Site};
use pdpe::live::message::TimeChange;
use pdpe::model::{BuiltIn, Model};
use pdpe::score::Moment;
use proptest::prelude::*;
use proptest::sample::select;

use crate::{at, event, key, place, utc};

const ZONE: Tz = Tz::America__Chicago;
const NOW: &str = "2026-10-03T12:00:00Z";

fn zoned(text: &str) -> ZonedTime {
    at(text).with_timezone(&ZONE)
}

fn caches() -> Caches {
    Caches::new(Model::published(), CacheSettings::default()).unwrap()
}

fn limits(capacity: usize, ttl_seconds: u32) -> CacheLimits {
    CacheLimits { capacity, ttl_seconds }
}

fn small(capacity: usize, ttl_seconds: u32) -> Caches {
    small_of(Model::published(), capacity, ttl_seconds)
}

fn small_of(model: Model, capacity: usize, ttl_seconds: u32) -> Caches {
    let limits = limits(capacity, ttl_seconds);
    let settings = CacheSettings { enabled: true, spending: limits, college: limits, combined: limits };
    Caches::new(model, settings).unwrap()
}

fn downtown() -> LatLon {
    place(39.0997, -94.5786)
}

/// The three caches of a model without own layers.
fn all_of(report: &CacheReport) -> [CacheCounters; 3] {
    let [spending, college] = &report.layers[..] else { panic!("{:?}", report.layers) };
    assert_eq!([spending.0.as_str(), college.0.as_str()], ["spending", "college"]);
    [spending.1, college.1, report.combined]
}

/// Hits and misses of the three caches.
fn counts(report: &CacheReport) -> [(u64, u64); 3] {
    all_of(report).map(|counters| (counters.hits, counters.misses))
}

fn entries(caches: &Caches) -> [usize; 3] {
    all_of(&caches.report()).map(|counters| counters.entries)
}

/// Looks one place and time up in all three caches.
fn ask(caches: &mut Caches, events: &Events, place: LatLon, at: ZonedTime) -> [f64; 3] {
    let now = utc(NOW);
    [
        caches.layer_score(SPENDING_PROPENSITY, now, None, at),
        caches.layer_score(COLLEGE_PRESENCE, now, Some(place), at),
        caches.combined_score(now, events, place, at),
    ]
}

/// Whether the combined score is there already.
fn is_kept(caches: &mut Caches, events: &Events, place: LatLon, at: ZonedTime) -> bool {
    let before = caches.report().combined.hits;
    caches.combined_score(utc(NOW), events, place, at);
    caches.report().combined.hits > before
}

fn turn(previous: &str, new: &str, boundary_type: BoundaryKind) -> TimeChange {
    TimeChange { previous_time: at(previous), new_time: at(new), boundary_type }
}

#[test]
fn one_question_counts_one_hit_or_one_miss() {
    let (mut caches, events) = (caches(), Events::new());
    let totals = |caches: &Caches| (caches.report().hits, caches.report().misses);
    let (seven, eight) = (zoned("2026-10-05T19:00:00-05:00"), zoned("2026-10-05T20:00:00-05:00"));
    // Each cache counts its own lookups: the combined score is made of the other two.
    let first = ask(&mut caches, &events, downtown(), seven);
    assert_eq!((counts(&caches.report()), totals(&caches)), ([(1, 1), (1, 1), (0, 1)], (0, 3)));
    assert_eq!(ask(&mut caches, &events, downtown(), seven), first);
    assert_eq!((counts(&caches.report()), totals(&caches)), ([(2, 1), (2, 1), (1, 1)], (3, 3)));
    ask(&mut caches, &events, downtown(), eight);
    assert_eq!((counts(&caches.report()), totals(&caches)), ([(3, 2), (3, 2), (1, 2)], (3, 6)));
    // Another zone's clock shows the same instant; another place knows nothing of this one.
    caches.layer_score(SPENDING_PROPENSITY, utc(NOW), None, seven.with_timezone(&Tz::Asia__Kolkata));
    caches.combined_score(utc(NOW), &events, place(39.0998, -94.5786), seven);
    assert_eq!((counts(&caches.report()), totals(&caches)), ([(5, 2), (3, 3), (1, 3)], (4, 7)));
    // So does an income.
    let site = Site::new(downtown(), Some(150_000.0));
    assert!(caches.combined_score(utc(NOW), &events, site, seven) > first[2]);
    assert_eq!((counts(&caches.report()), totals(&caches)), ([(6, 2), (4, 3), (1, 4)], (4, 8)));
}

#[test]
fn a_combined_score_holds_for_its_hour_while_no_event_opens_or_closes_there() {
    let (mut caches, mut events) = (caches(), Events::new());
    // Open from 19:30 on until 20:15 (with nothing before or after), and one that is far away.
    let show = event("a", downtown(), "2026-10-04T00:30:00Z", "2026-10-04T01:15:00Z");
    events.insert(show);
    events.insert(event("b", place(39.6, -94.0), "2026-10-04T00:10:00Z", "2026-10-04T01:40:00Z"));
    let window = events.with_id("a").next().unwrap().window(&caches.model().proximity).unwrap();
    let zone = caches.model().timezone;
    let [opens, closes] = [window.opens, window.closes].map(|edge| edge.unwrap().with_timezone(&zone));
    let mut hits_of = |from: ZonedTime, until: ZonedTime| {
        let before = caches.report().combined.hits;
        let mut asked = 0;
        for second in 0..(until - from).num_seconds() {
            let at = from + TimeDelta::seconds(second);
            assert_eq!(
                ask(&mut caches, &events, downtown(), at),
                expected(caches.model(), &events, downtown().into(), at)
            );
            asked += 1;
        }
        asked - (caches.report().combined.hits - before)
    };
    // One is computed for each part of the hours.
    let hour = |text: &str| zoned(&format!("2026-10-03T{text}:00-05:00"));
    assert_eq!((opens.max(hour("18:00")), closes.min(hour("22:00"))), (opens, closes));
    let mut edges = vec![hour("18:00"), hour("19:00"), hour("20:00"), hour("21:00"), hour("22:00"), opens, closes];
    edges.sort_unstable();
    edges.dedup();
    for span in edges.windows(2) {
        assert_eq!(hits_of(span[0], span[1]), 1, "{span:?}");
    }
}

#[test]
fn an_event_that_opens_within_the_hour_parts_its_minutes() {
    let (mut caches, mut events) = (caches(), Events::new());
    events.insert(event("a", downtown(), "2026-10-04T01:30:00Z", "2026-10-04T03:00:00Z")); // open from 19:30 on
    let [seven, half_past] = ["19:00", "19:30"].map(|hour| zoned(&format!("2026-10-03T{hour}:00-05:00")));
    let before = ask(&mut caches, &events, downtown(), seven);
    let open = ask(&mut caches, &events, downtown(), half_past);
    assert_eq!(open, expected(caches.model(), &events, downtown().into(), half_past));
    assert!(open[2] > before[2]);
    // Spending and students go by the hour.
    assert_eq!(counts(&caches.report()), [(3, 1), (3, 1), (0, 2)]);
}

#[test]
fn switched_off_every_lookup_is_a_miss_and_nothing_is_kept() {
    let settings = CacheSettings { enabled: false, ..CacheSettings::default() };
    let mut caches = Caches::new(Model::published(), settings).unwrap();
    let seven = zoned("2026-10-03T19:00:00-05:00");
    let first = ask(&mut caches, &Events::new(), downtown(), seven);
    assert_eq!(ask(&mut caches, &Events::new(), downtown(), seven), first);
    assert_eq!(caches.warm(utc(NOW), &Events::new(), &[downtown().into()], seven.to_utc()..=seven.to_utc()), 0);
    assert_eq!((counts(&caches.report()), entries(&caches)), ([(0, 4), (0, 4), (0, 2)], [0; 3]));
}

#[test]
fn the_published_limits_are_the_default_and_useless_ones_are_errors() {
    let default = CacheSettings::default();
    assert_eq!(
        (default.spending, default.college, default.combined),
        (limits(2000, 3600), limits(1000, 7200), limits(500, 1800))
    );
    assert!(default.enabled);
    let error = |settings: CacheSettings| Caches::new(Model::published(), settings).unwrap_err().to_string();
    assert_eq!(
        error(CacheSettings { spending: limits(0, 1), ..default }),
        "spending.capacity: 0 is not between 1 and 1000000"
    );
    assert_eq!(
        error(CacheSettings { college: limits(1, 0), ..default }),
        "college.ttl_seconds: 0 is not between 1 and 31622400"
    );
    assert_eq!(
        error(CacheSettings { combined: limits(1_000_001, 1), ..default }),
        "combined.capacity: 1000001 is not between 1 and 1000000"
    );
    assert_eq!(
        error(CacheSettings { combined: limits(1, u32::MAX), ..default }),
        "combined.ttl_seconds: 4294967295 is not between 1 and 31622400"
    );
    assert!(CacheSettings { spending: limits(1, 1), ..default }.check().is_ok());
}

#[test]
fn entries_expire_with_their_time_to_live() {
    let (mut caches, events) = (small(10, 60), Events::new());
    let (now, seven) = (utc(NOW), zoned("2026-10-03T19:00:00-05:00"));
    let mut hit_after = |seconds| {
        let before = caches.report().combined.hits;
        caches.combined_score(now + TimeDelta::seconds(seconds), &events, downtown(), seven);
        caches.report().combined.hits > before
    };
    assert!(!hit_after(0));
    assert!(hit_after(59)); // which does not make it younger
    assert!(!hit_after(60));
    assert!(hit_after(119));
    assert!(hit_after(0)); // a clock set back makes nothing older
    assert!(!hit_after(120));
    assert_eq!(caches.report().combined.expired, 2);
}

#[test]
fn the_entry_not_asked_for_longest_makes_room() {
    let (mut caches, events) = (small(2, 60), Events::new());
    let [a, b, c] = [39.0, 39.1, 39.2].map(|lat| place(lat, -94.5));
    let seven = zoned("2026-10-03T19:00:00-05:00");
    assert!(!is_kept(&mut caches, &events, a, seven));
    assert!(!is_kept(&mut caches, &events, b, seven));
    assert!(is_kept(&mut caches, &events, a, seven));
    assert!(!is_kept(&mut caches, &events, c, seven)); // b goes
    assert!(is_kept(&mut caches, &events, a, seven));
    assert!(!is_kept(&mut caches, &events, b, seven));
    assert_eq!((caches.report().combined.evicted, caches.report().combined.entries), (2, 2));
}

#[test]
fn invalidation_keeps_the_hour_just_computed() {
    let (mut caches, events) = (caches(), Events::new());
    let hours: Vec<ZonedTime> =
        ["17", "18", "19", "20"].iter().map(|hour| zoned(&format!("2026-10-03T{hour}:00:00-05:00"))).collect();
    for hour in &hours {
        ask(&mut caches, &events, downtown(), *hour);
    }
    // At 19:00 the hour from 18:00 on is over.
    let change = turn("2026-10-03T18:00:00-05:00", "2026-10-03T19:00:00-05:00", BoundaryKind::Hour);
    assert_eq!(caches.time_changed(&change), 3);
    assert_eq!(caches.time_changed(&change), 0);
    let before = counts(&caches.report());
    for hour in [0, 2, 3] {
        ask(&mut caches, &events, downtown(), hours[hour]);
    }
    assert_eq!(counts(&caches.report()), before.map(|(hits, misses)| (hits + 3, misses)));
    ask(&mut caches, &events, downtown(), hours[1]);
    assert_eq!(counts(&caches.report()).map(|(_, misses)| misses), before.map(|(_, misses)| misses + 1));
    assert_eq!(
        caches.time_changed(&turn("2026-09-28T00:00:00-05:00", "2026-10-05T00:00:00-05:00", BoundaryKind::Week)),
        0
    );
}

#[test]
fn the_hour_that_clocks_repeat_stays_when_it_comes_again() {
    let (mut caches, events) = (caches(), Events::new());
    let (first, second) = (zoned("2026-11-01T01:30:00-05:00"), zoned("2026-11-01T01:30:00-06:00"));
    let scores = ask(&mut caches, &events, downtown(), first);
    assert_eq!(ask(&mut caches, &events, downtown(), second), scores);
    let change = turn("2026-11-01T01:00:00-05:00", "2026-11-01T01:00:00-06:00", BoundaryKind::Hour);
    assert_eq!(caches.time_changed(&change), 0);
}

#[test]
fn a_day_or_a_month_is_that_of_its_date_and_not_of_its_number() {
    let (mut caches, events) = (caches(), Events::new());
    let times = [
        "2026-11-15T19:00:00-06:00",
        "2026-12-15T00:00:00-06:00",
        "2026-12-15T23:59:59-06:00",
        "2026-12-16T00:00:00-06:00",
        "2026-12-31T23:00:00-06:00",
        "2027-01-15T19:00:00-06:00",
        "2027-12-15T19:00:00-06:00",
    ];
    let fill = |caches: &mut Caches| {
        for time in times {
            ask(caches, &events, downtown(), zoned(time));
        }
    };
    fill(&mut caches);
    assert_eq!(caches.invalidate(&Dependency::Hour(LocalHour { date: "2026-12-15".parse().unwrap(), hour: 19 })), 0);
    assert_eq!(caches.invalidate(&Dependency::Hour(LocalHour { date: "2026-12-15".parse().unwrap(), hour: 23 })), 3);
    fill(&mut caches);
    assert_eq!(caches.invalidate(&Dependency::Day("2026-12-15".parse().unwrap())), 6);
    fill(&mut caches);
    assert_eq!(caches.invalidate(&Dependency::Month { year: 2026, month: 12 }), 12);
    assert_eq!(caches.invalidate(&Dependency::Month { year: 2026, month: 13 }), 0);
    fill(&mut caches);
    assert_eq!(
        caches.time_changed(&turn("2026-12-15T23:00:00-06:00", "2026-12-16T00:00:00-06:00", BoundaryKind::Day)),
        6
    );
    fill(&mut caches);
    assert_eq!(
        caches.time_changed(&turn("2026-12-31T23:00:00-06:00", "2027-01-01T00:00:00-06:00", BoundaryKind::Month)),
        12
    );
    assert_eq!(entries(&caches), [3; 3]);
}

#[test]
fn nearby_coordinates_are_invalidated_too() {
    let (mut caches, events) = (caches(), Events::new());
    let seven = zoned("2026-10-03T19:00:00-05:00");
    let changed = place(39.099, -94.578);
    let near = [changed, place(39.0991, -94.578), place(39.14, -94.578), place(39.099, -94.62)];
    let far = [place(39.15, -94.578), place(39.099, -94.64), place(-39.099, 94.578)];
    for place in near.iter().chain(&far) {
        ask(&mut caches, &events, *place, seven);
    }
    assert!(near.iter().all(|place| place.distance_km(changed) <= 5.0));
    assert!(far.iter().all(|place| place.distance_km(changed) > 5.0));
    let on = Dependency::Location { place: changed, radius_km: 5.0 };
    assert_eq!(
        (on.name().as_str(), on.to_string().as_str()),
        ("location_39.099_-94.578", "location_39.099_-94.578 within 5 km")
    );
    assert_eq!(caches.invalidate(&on), 2 * near.len());
    assert_eq!(entries(&caches), [1, far.len(), far.len()]);
    for place in far {
        assert!(is_kept(&mut caches, &events, place, seven));
    }
}

proptest! {
    /// Against distances to every place, at the poles and across the 180° meridian too.
    #[test]
    fn a_radius_reaches_what_it_reaches(
        places in prop::collection::vec((-90.0..=90.0_f64, -180.0..=180.0_f64), 1..60),
        spread in select(vec![1.0, 0.01, 0.0001]),
        centre in (select(vec![0.0, 39.1, -89.99, 90.0]), select(vec![0.0, -94.5, 179.9999, -180.0])),
        radius_km in select(vec![0.0, 0.5, 5.0, 300.0, 20_000.0]),
    ) {
        let mut caches = caches();
        let wrapped = |lon: f64| if lon > 180.0 { lon - 360.0 } else if lon < -180.0 { lon + 360.0 } else { lon };
        let places: std::collections::BTreeMap<_, LatLon> = places
            .iter()
            .map(|(lat, lon)| place((centre.0 + lat * spread).clamp(-90.0, 90.0), wrapped(centre.1 + lon * spread)))
            .map(|place| ((place.lat().to_bits(), place.lon().to_bits()), place))
            .collect();
        let at = zoned("2026-10-03T19:00:00-05:00");
        for place in places.values() {
            caches.layer_score(COLLEGE_PRESENCE, utc(NOW), Some(*place), at);
        }
        let centre = place(centre.0, centre.1);
        let reached = places.values().filter(|place| place.distance_km(centre) <= radius_km).count();
        let dropped = caches.invalidate(&Dependency::Location { place: centre, radius_km });
        // A millimetre more counts as reached.
        let at_most = places.values().filter(|place| place.distance_km(centre) <= radius_km + 2e-6).count();
        prop_assert!((reached..=at_most).contains(&dropped), "{dropped} dropped, {reached} reached");
    }
}

#[test]
fn an_event_invalidates_its_old_and_its_new_place_while_it_is_open() {
    let (mut caches, mut events) = (caches(), Events::new());
    let (open, closed) = (zoned("2026-10-03T20:00:00-05:00"), zoned("2026-10-04T20:00:00-05:00"));
    let [old_place, new_place, elsewhere] = [place(39.0, -94.6), place(39.2, -94.4), place(39.1, -94.9)];
    let show = |place| event("123456789", place, "2026-10-04T00:00:00Z", "2026-10-04T03:00:00Z");
    let all = [old_place, new_place, elsewhere];
    let fill = |caches: &mut Caches, events: &Events| {
        for place in all {
            ask(caches, events, place, open);
            ask(caches, events, place, closed);
        }
    };
    let dropped = |caches: &mut Caches, events: &Events| -> Vec<bool> {
        all.map(|place| [open, closed].map(|at| !is_kept(caches, events, place, at))).concat()
    };

    fill(&mut caches, &events);
    events.insert(show(old_place));
    assert_eq!(caches.event_changed(None, Some(&show(old_place))), 1);
    assert_eq!(dropped(&mut caches, &events), [true, false, false, false, false, false]);

    events.insert(show(new_place));
    assert_eq!(caches.event_changed(Some(&show(old_place)), Some(&show(new_place))), 2);
    assert_eq!(dropped(&mut caches, &events), [true, false, true, false, false, false]);

    // By its name alone, too.
    assert_eq!(caches.invalidate(&Dependency::Event(show(new_place).id)), 1);
    assert_eq!(dropped(&mut caches, &events), [false, false, true, false, false, false]);

    events.remove(&key("123456789"));
    assert_eq!(caches.event_changed(Some(&show(new_place)), None), 1);
    assert_eq!(dropped(&mut caches, &events), [false, false, true, false, false, false]);

    // A cancelled event changes nothing.
    let cancelled = Event { status: Status::Cancelled, ..show(old_place) };
    events.insert(cancelled.clone());
    assert_eq!(caches.event_changed(None, Some(&cancelled)), 0);
    // Spending and students know nothing of events.
    let [spending, college, _] = all_of(&caches.report());
    assert_eq!((spending.invalidated, college.invalidated), (0, 0));
}

#[test]
fn an_event_is_known_by_its_id_where_its_old_place_is_not_told() {
    let (mut caches, mut events) = (caches(), Events::new());
    let open = zoned("2026-10-03T20:00:00-05:00");
    let [old_place, new_place] = [place(39.0, -94.6), place(39.2, -94.4)];
    let show = |place| event("123456789", place, "2026-10-04T00:00:00Z", "2026-10-04T03:00:00Z");
    events.insert(show(old_place));
    ask(&mut caches, &events, old_place, open);
    events.insert(show(new_place));
    assert_eq!(caches.event_changed(None, Some(&show(new_place))), 1);
    assert!(!is_kept(&mut caches, &events, old_place, open));
}

/// A layer of one's own is kept by the hour, whatever the grid's column says of a place.
#[test]
fn own_layers_are_kept_too() {
    let changes = "[[layers]]\nname = \"hotels\"\nweight = 0.2\ncolumn = \"hotel_beds\"\nreference = 200.0\n\
                   hours = [{ from = 0, to = 17, factor = 0.3 }, { from = 18, to = 23, factor = 1.5 }]";
    let model = Model::of(BuiltIn::Published, &[changes]).unwrap();
    let (mut caches, events) = (Caches::new(model.clone(), CacheSettings::default()).unwrap(), Events::new());
    let site = |beds| Site { columns: vec![("hotel_beds".to_owned(), beds)], ..downtown().into() };
    let hotels = |caches: &Caches| {
        let report = caches.report();
        assert_eq!(
            report.by_name().iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            ["spending", "college", "hotels", "combined"]
        );
        let counters = report.layers[2].1;
        (counters.hits, counters.misses, counters.warmed)
    };
    for (time, beds, counts) in [("17:00", 90.0, (0, 1, 0)), ("18:00", 90.0, (0, 2, 0)), ("18:30", 400.0, (1, 2, 0))] {
        let at = zoned(&format!("2026-10-03T{time}:00-05:00"));
        let score = caches.cell_score(utc(NOW), &events, site(beds), at);
        assert_eq!(score, Moment::new(&model, &events, at).score_cell(site(beds)), "{time}");
        assert_eq!(hotels(&caches), counts);
    }
    let nine = zoned("2026-10-03T21:00:00-05:00").to_utc();
    caches.warm(utc(NOW), &events, &[site(1.0), site(2.0)], nine..=nine);
    assert_eq!(hotels(&caches), (1, 2, 1));
    assert_eq!(caches.invalidate(&Dependency::Hour(LocalHour { date: "2026-10-03".parse().unwrap(), hour: 21 })), 5);
    let json = serde_json::to_value(caches.report()).unwrap();
    assert_eq!(
        (&json["hotels"]["misses"], &json["combined"]["hits"], &json["misses"]),
        (&2.into(), &0.into(), &3.into())
    );
}

#[test]
fn warming_fills_each_full_hour_of_a_span() {
    let (mut caches, mut events) = (caches(), Events::new());
    events.insert(event("a", downtown(), "2026-10-04T00:00:00Z", "2026-10-04T03:00:00Z"));
    let sites = [Site::from(downtown()), place(39.0334, -94.5760).into()];
    let hours = ["16:30", "17:00", "18:00", "19:00"].map(|hour| zoned(&format!("2026-10-03T{hour}:00-05:00")));
    let span = hours[0].to_utc()..=hours[3].to_utc();
    // The half hour is of the hour 16.
    assert_eq!(caches.warm(utc(NOW), &events, &sites, span.clone()), 4 + 2 * 4 + 2 * 4);
    assert_eq!(counts(&caches.report()), [(0, 0); 3]);
    assert_eq!(caches.warm(utc(NOW), &events, &sites, span), 0);
    for hour in hours {
        for site in &sites {
            let expected = expected(&Model::published(), &events, site.clone(), hour);
            assert_eq!(ask(&mut caches, &events, site.place, hour), expected);
        }
    }
    assert_eq!(counts(&caches.report()), [(8, 0); 3]);
    assert_eq!(entries(&caches), [4, 8, 8]);
    assert_eq!(caches.report().combined.warmed, 8);
    // What was warmed depends on the same things.
    assert_eq!(caches.invalidate(&Dependency::Event(events.iter().next().unwrap().id.clone())), 2);
}

#[test]
fn what_is_warmed_is_as_old_as_the_hour_it_is_for() {
    let (mut caches, events) = (small(10, 60), Events::new());
    let (now, later) = (utc(NOW), utc(NOW) + TimeDelta::hours(3));
    assert!(caches.warm(now, &events, &[downtown().into()], now..=later) > 0);
    let misses = |caches: &Caches| caches.report().misses;
    caches.combined_score(later + TimeDelta::seconds(59), &events, downtown(), later.with_timezone(&Tz::UTC));
    assert_eq!(misses(&caches), 0);
    caches.combined_score(later + TimeDelta::seconds(60), &events, downtown(), later.with_timezone(&Tz::UTC));
    assert_eq!(misses(&caches), 1);
}

#[test]
fn warming_never_drops_what_it_has_filled_in() {
    let mut caches = small(5, 60);
    let sites: Vec<Site> = (0..3_u8).map(|step| place(39.0 + f64::from(step) / 10.0, -94.5).into()).collect();
    let (from, to) = (zoned("2026-10-03T16:00:00-05:00"), zoned("2026-10-13T16:00:00-05:00"));
    caches.warm(utc(NOW), &Events::new(), &sites, from.to_utc()..=to.to_utc());
    assert_eq!(entries(&caches), [5; 3]);
    assert_eq!(caches.report().combined.evicted, 0);
    // The nearest in time are there.
    assert!(is_kept(&mut caches, &Events::new(), sites[0].place, from));
    assert!(is_kept(&mut caches, &Events::new(), sites[1].place, from + TimeDelta::hours(1)));
}

/// What there has to be, computed without a cache.
fn expected(model: &Model, events: &Events, site: Site, at: ZonedTime) -> [f64; 3] {
    let moment = Moment::new(model, events, at);
    // Spending is asked for a time alone: without an income, and near no place that has a factor.
    let spending = moment.score_cell("0,0".parse::<LatLon>().unwrap()).layers[0];
    let college = moment.score_cell(site.place).layers[1];
    [spending, college, moment.score_cell(site).combined_score]
}
