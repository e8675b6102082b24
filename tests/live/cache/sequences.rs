//! The caches through long sequences of lookups and changes: the right answers, in bounded memory.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use pdpe::clock::{BoundaryKind, ZonedTime};
use pdpe::event::{Event, Events, Status, Timing};
use pdpe::layers::{COLLEGE_PRESENCE, SPENDING_PROPENSITY};
use pdpe::live::cache::{CacheReport, CacheSettings, Caches, Dependency, LocalHour, Site};
use pdpe::live::message::TimeChange;
use pdpe::model::{BuiltIn, Model};
use proptest::prelude::*;
use proptest::sample::select;

use super::{NOW, ZONE, all_of, ask, counts, downtown, entries, expected, limits, small, small_of, zoned};
use crate::{at, event, key, place, utc};

/// One thing that happens to the caches and to what they keep the scores of.
#[derive(Clone, Debug)]
enum Step {
    Ask(Site, ZonedTime),
    Change(Event),
    Remove(u8),
    Wait(i64),
    Turn(ZonedTime, ZonedTime, BoundaryKind),
    Invalidate(Dependency),
    Warm(Site, ZonedTime, i64),
}

fn sites() -> impl Strategy<Value = Site> {
    let places = vec![
        downtown(),
        place(39.0998, -94.5786),
        place(39.0997, -94.6363), // 4.99 km from the first
        place(39.0997, -94.6365), // 5.003 km
        place(39.0334, -94.5760),
        place(-89.9, 20.0),
    ];
    (select(places), select(vec![None, Some(30_000.0), Some(f64::NAN)]))
        .prop_map(|(place, income)| Site::new(place, income))
}

/// Around events, the turns of days and months, and both changes of the clocks.
fn times() -> impl Strategy<Value = ZonedTime> {
    let hours = vec![
        "2026-10-03T17:00:00-05:00",
        "2026-10-03T18:00:00-05:00",
        "2026-10-03T19:00:00-05:00",
        "2026-10-03T19:30:00-05:00",
        "2026-10-03T20:30:00-05:00",
        "2026-10-03T23:30:00-05:00",
        "2026-10-04T00:00:00-05:00",
        "2026-10-31T23:59:59-05:00",
        "2026-11-01T01:30:00-05:00",
        "2026-11-01T01:30:00-06:00",
        "2026-03-08T03:00:00-05:00",
        "2025-10-03T19:00:00-05:00",
    ];
    let seconds = prop_oneof![Just(0), 1..3600_i64];
    let zones = prop_oneof![Just(Tz::UTC), Just(ZONE)];
    (select(hours), seconds, zones)
        .prop_map(|(text, seconds, zone)| (at(text) + TimeDelta::seconds(seconds)).with_timezone(&zone))
}

fn happenings() -> impl Strategy<Value = Event> {
    let status = select(vec![Status::Scheduled, Status::Postponed, Status::Cancelled]);
    let parts = (0..4_u8, sites(), times(), 0_i64..4, status, select(vec![None, Some(0.05), Some(30.0)]));
    parts.prop_map(|(id, site, start, hours, status, radius_km)| {
        let (start, end) = (start.to_utc(), (hours > 0).then(|| start.to_utc() + TimeDelta::hours(hours)));
        let timing = if hours == 3 { Timing::Untimed } else { Timing::Span { start, end } };
        let base = event(&id.to_string(), site.place, NOW, NOW);
        Event { timing, status, radius_km, attendance: Some(900), ..base }
    })
}

fn steps() -> impl Strategy<Value = Step> {
    let dependencies = prop_oneof![
        times().prop_map(|at| Dependency::Hour(LocalHour::of(at.with_timezone(&ZONE)))),
        times().prop_map(|at| Dependency::Day(at.with_timezone(&ZONE).date_naive())),
        Just(Dependency::Month { year: 2026, month: 10 }),
        (sites(), 0.0..50.0).prop_map(|(site, radius_km)| Dependency::Location { place: site.place, radius_km }),
        happenings().prop_map(|event| Dependency::Event(event.id)),
    ];
    prop_oneof![
        20 => (sites(), times()).prop_map(|(site, at)| Step::Ask(site, at)),
        4 => happenings().prop_map(Step::Change),
        2 => (0..4_u8).prop_map(Step::Remove),
        2 => (-30_i64..40).prop_map(Step::Wait),
        2 => (times(), times(), select(BoundaryKind::ALL.to_vec())).prop_map(|(from, to, kind)| Step::Turn(from, to, kind)),
        2 => dependencies.prop_map(Step::Invalidate),
        1 => (sites(), times(), 0_i64..4).prop_map(|(site, at, hours)| Step::Warm(site, at, hours)),
    ]
}

fn another_model() -> Model {
    let changes = "[weights]\nevent_proximity = 0.9\n[proximity]\nradius_km = 8.0\nlead_minutes = 45\n\
                   attendance_exponent = 0.9\nreference_attendance = 9000.0\n[proximity.phases]\nbuild_up = 0.3\n\
                   last_hour_minutes = 20\nduring = 0.1\nfirst_hour_minutes = 25\ntail = 0.2\n\
                   [[spending.places]]\nname = \"Market\"\nlat = 39.1\nlon = -94.58\nradius_km = 3.0\nfactor = 1.5";
    Model::of(BuiltIn::Published, &[changes]).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever happens in whatever order, answers are those of a model without a cache.
    #[test]
    fn no_answer_is_ever_stale(
        capacity in 1_usize..8,
        model in select(vec![Model::published(), another_model()]),
        steps in prop::collection::vec(steps(), 1..60),
    ) {
        let (mut caches, mut events, mut now) = (small_of(model, capacity, 60), Events::new(), utc(NOW));
        let mut lookups = 0;
        for step in steps {
            match step {
                Step::Ask(site, at) => {
                    let answers = [
                        caches.layer_score(SPENDING_PROPENSITY, now, None, at),
                        caches.layer_score(COLLEGE_PRESENCE, now, Some(site.place), at),
                        caches.combined_score(now, &events, site.clone(), at),
                    ];
                    let expected = expected(caches.model(), &events, site.clone(), at);
                    prop_assert_eq!(answers.map(f64::to_bits), expected.map(f64::to_bits), "{:?} at {}", site, at);
                    lookups += 1;
                }
                Step::Change(event) => {
                    let old = events.insert(event.clone());
                    caches.event_changed(old.as_ref(), Some(&event));
                }
                Step::Remove(id) => {
                    let old = events.remove(&key(&id.to_string()));
                    caches.event_changed(old.as_ref(), None);
                }
                Step::Wait(seconds) => now += TimeDelta::seconds(seconds),
                Step::Turn(from, to, boundary_type) => {
                    let (previous_time, new_time) = (from.fixed_offset(), to.fixed_offset());
                    caches.time_changed(&TimeChange { previous_time, new_time, boundary_type });
                }
                Step::Invalidate(on) => {
                    caches.invalidate(&on);
                    prop_assert_eq!(caches.invalidate(&on), 0);
                }
                Step::Warm(site, at, hours) => {
                    caches.warm(now, &events, &[site], at.to_utc()..=at.to_utc() + TimeDelta::hours(hours));
                }
            }
            let report = caches.report();
            prop_assert_eq!(report.hits + report.misses, 3 * lookups);
            // The combined score is made of the other two.
            let made = report.combined.misses;
            let asked = [lookups + made, lookups + made, lookups];
            prop_assert_eq!(counts(&report).map(|(hits, misses)| hits + misses), asked);
            prop_assert!(entries(&caches).iter().all(|entries| *entries <= capacity));
            assert_no_leak(&report, 4);
        }
    }
}

/// Every link belongs to an entry: its hour and its expiry, its place, the events that reach it.
fn assert_no_leak(report: &CacheReport, events: usize) {
    let [spending, college, combined] = all_of(report);
    assert_eq!(spending.links, 2 * spending.entries);
    assert_eq!(college.links, 3 * college.entries);
    let (links, entries) = (combined.links, combined.entries);
    assert!((3 * entries..=(3 + events) * entries).contains(&links), "{links} links, {entries} entries");
}

#[test]
fn the_dependency_index_does_not_leak() {
    let mut caches = small(4, 60);
    let mut events = Events::new();
    events.insert(event("a", downtown(), "2026-10-03T00:00:00Z", "2026-10-09T00:00:00Z"));
    let start = zoned("2026-10-03T16:00:00-05:00");
    // Evicted by each other.
    for hour in 0..100 {
        ask(&mut caches, &events, downtown(), start + TimeDelta::hours(hour));
        assert_no_leak(&caches.report(), 1);
    }
    assert_eq!(caches.report().combined.links, 4 * 4);
    // Expired, but for the one asked for just then.
    let later = utc(NOW) + TimeDelta::hours(1);
    caches.layer_score(SPENDING_PROPENSITY, later, None, start);
    caches.layer_score(COLLEGE_PRESENCE, later, Some(downtown()), start);
    caches.combined_score(later, &events, downtown(), start);
    assert_eq!(all_of(&caches.report()).map(|counters| counters.links), [2, 3, 4]);
    // Invalidated.
    assert_eq!(caches.invalidate(&Dependency::Day("2026-10-03".parse().unwrap())), 3);
    assert_eq!(all_of(&caches.report()).map(|counters| counters.links), [0; 3]);
}

/// A million lookups, changes and invalidations: entries and links stay within their bounds.
#[test]
fn a_million_operations_take_bounded_memory() {
    const EVENTS: u64 = 5;
    let settings =
        CacheSettings { enabled: true, spending: limits(5, 30), college: limits(50, 30), combined: limits(5, 30) };
    let mut caches = Caches::new(Model::published(), settings).unwrap();
    let (mut events, mut now) = (Events::new(), utc(NOW));
    let start: DateTime<Utc> = utc(NOW);
    let mut state = 7_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    #[expect(clippy::cast_precision_loss, reason = "small")]
    let somewhere = |a: u64, b: u64| place(39.0 + a as f64 / 100.0, -94.7 + b as f64 / 100.0);
    for operation in 0..1_000_000_u64 {
        let hours = TimeDelta::hours(i64::try_from(next(10)).unwrap());
        let at = (start + hours).with_timezone(&ZONE);
        let there = somewhere(next(4), next(2));
        match next(1000) {
            0..=399 => {
                caches.layer_score(SPENDING_PROPENSITY, now, None, at);
            }
            400..=969 => {
                caches.layer_score(COLLEGE_PRESENCE, now, Some(there), at);
            }
            970..=979 => {
                let at = (start + TimeDelta::hours(i64::from(at.hour() % 3))).with_timezone(&ZONE);
                caches.combined_score(now, &events, there, at);
            }
            980..=986 => {
                let id = next(EVENTS).to_string();
                let changed = Event {
                    timing: Timing::Span { start: at.to_utc(), end: None },
                    radius_km: Some(0.5),
                    ..event(&id, there, NOW, NOW)
                };
                let old = events.insert(changed.clone());
                caches.event_changed(old.as_ref(), Some(&changed));
            }
            987..=989 => {
                caches.invalidate(&Dependency::Location { place: there, radius_km: 0.5 });
            }
            990..=992 => {
                caches.invalidate(&Dependency::Hour(LocalHour::of(at)));
            }
            _ => now += TimeDelta::seconds(i64::try_from(next(40)).unwrap()),
        }
        if operation % 1000 == 0 {
            assert!(entries(&caches).iter().zip([5, 50, 5]).all(|(entries, most)| *entries <= most));
            assert_no_leak(&caches.report(), usize::try_from(EVENTS).unwrap());
        }
    }
    // Each way out was taken, and what came in has gone out or is there.
    for cache in all_of(&caches.report()) {
        assert!(cache.hits > 500 && cache.evicted > 500 && cache.expired > 500 && cache.invalidated > 500, "{cache:?}");
        assert_eq!(cache.misses, cache.evicted + cache.expired + cache.invalidated + cache.entries as u64);
    }
}
