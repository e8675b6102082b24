//! The engine driven by messages: a walk through time and changes of events, over the bus.

use std::cell::RefCell;

use chrono::{DateTime, TimeDelta, Utc};
use pdpe::clock::BoundaryKind;
use pdpe::event::{Event, EventId, Events, Timing};
use pdpe::geo::LatLon;
use pdpe::grid::{CellSize, Grid, Regular};
use pdpe::live::bus::{Bus, BusSettings, MessageCounters, Published, Topic};
use pdpe::live::dispatcher::{Dispatcher, DispatcherCounters};
use pdpe::live::engine::{Engine, EngineSettings, REFRESH};
use pdpe::live::message::{
    Body, Cause, Custom, Draft, EventAdded, EventRemoved, EventUpdated, Kind, RemovalReason, TimeChange,
    WebhookReceived,
};
use pdpe::model::Model;
use pdpe::score::{Scores, score_grid};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{at, event, key, place, utc};

/// A Friday, 16:00 in Kansas City.
const FRIDAY: &str = "2026-10-02T21:00:00Z";

/// Kansas City in a few large cells.
fn grid() -> Grid {
    Regular::new("39.0,-94.65,39.18,-94.45".parse().unwrap(), CellSize::new(2000.0).unwrap()).unwrap().whole()
}

fn bits(scores: &Scores) -> Vec<Vec<u64>> {
    (0..scores.len()).map(|cell| scores.columns().map(|column| column[cell].to_bits()).collect()).collect()
}

/// An engine and a walk through time, to be put on a bus.
struct Driven {
    engine: RefCell<Engine>,
    dispatcher: RefCell<Dispatcher>,
}

impl Driven {
    fn new(now: DateTime<Utc>, events: Events, min_recalc_interval_seconds: u32) -> Self {
        let model = Model::published();
        let dispatcher = Dispatcher::new(now, model.timezone, Cause::Clock);
        let settings = EngineSettings { min_recalc_interval_seconds, ..EngineSettings::default() };
        let zoned = now.with_timezone(&model.timezone);
        let engine = Engine::new(model, grid(), events, zoned, settings).unwrap();
        Self { engine: RefCell::new(engine), dispatcher: RefCell::new(dispatcher) }
    }

    /// A bus whose one subscriber is the engine.
    fn bus(&self) -> Bus<'_> {
        let mut bus = Bus::new(BusSettings::default());
        bus.subscribe("engine", Topic::All, |message| self.engine.borrow_mut().apply(message));
        bus
    }

    /// Publishes what one does at the time reached.
    fn tell(&self, bus: &mut Bus, body: impl Into<Body>) -> Published {
        let now = self.dispatcher.borrow_mut().timeline().now().fixed_offset();
        bus.publish(Draft::new(now, Cause::User, body))
    }

    /// Goes on to an instant and publishes all that happens on the way. What the engine puts off
    /// is scheduled for when it is due.
    fn walk(&self, bus: &mut Bus, until: DateTime<Utc>) {
        loop {
            let next = self.dispatcher.borrow_mut().next(until, self.engine.borrow().openings());
            let Some((_, drafts)) = next else { return };
            for draft in drafts {
                let failed = bus.publish(draft).failed;
                self.dispatcher.borrow_mut().count_errors(failed);
            }
            if let Some(due) = self.engine.borrow().refresh_due() {
                let refresh = Custom { name: REFRESH.into(), data: Value::Null };
                self.dispatcher.borrow_mut().timeline().at(due, refresh.into());
            }
        }
    }

    fn walk_counters(&self) -> DispatcherCounters {
        self.dispatcher.borrow().counters(self.engine.borrow().openings())
    }

    fn at(&self) -> DateTime<Utc> {
        self.engine.borrow().at().to_utc()
    }

    fn scores(&self) -> Vec<Vec<u64>> {
        bits(self.engine.borrow().scores())
    }

    /// The scores of all cells at a time, computed from nothing but the model and the events.
    fn fresh(&self, events: &Events, at: DateTime<Utc>) -> Vec<Vec<u64>> {
        let engine = self.engine.borrow();
        let model = engine.model();
        bits(&score_grid(model, engine.grid(), events, at.with_timezone(&model.timezone)))
    }
}

fn show() -> Event {
    event("show", place(39.0997, -94.5786), "2026-10-03T00:00:00Z", "2026-10-03T03:00:00Z")
}

fn hour(previous: &str, new: &str) -> Draft {
    let change = TimeChange { previous_time: at(previous), new_time: at(new), boundary_type: BoundaryKind::Hour };
    Draft::new(at(new), Cause::Clock, change)
}

#[derive(Clone, Debug)]
enum Step {
    /// Added if it is new, updated if it is known.
    Put(Event),
    Remove(u8),
    WalkMinutes(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // Half hours, so that boundaries, openings and closings fall together.
    let timing = prop_oneof![
        1 => Just(Timing::Untimed),
        6 => (-4_i64..96, proptest::option::of(0_i64..10)).prop_map(|(half_hours, hours)| {
            let start = utc(FRIDAY) + TimeDelta::minutes(30 * half_hours);
            Timing::span(start, hours.map(|hours| start + TimeDelta::hours(hours))).unwrap()
        }),
    ];
    let place = (38.95..39.25, -94.7..-94.4).prop_map(|(lat, lon)| LatLon::new(lat, lon).unwrap());
    let details = (proptest::option::of(0_u64..80_000), proptest::option::of(0.5..20.0_f64), -1.0..=1.0_f64);
    let put = (0_u8..6, place, timing, details).prop_map(|(id, place, timing, (attendance, radius_km, sentiment))| {
        let id = EventId::new(&format!("e{id}")).unwrap();
        Step::Put(Event { id, place, timing, attendance, radius_km, sentiment, ..show() })
    });
    let step = prop_oneof![
        3 => put,
        1 => (0_u8..6).prop_map(Step::Remove),
        3 => prop_oneof![Just(0), 1_i64..90, (1_i64..60).prop_map(|half_hours| 30 * half_hours)]
            .prop_map(Step::WalkMinutes),
    ];
    proptest::collection::vec(step, 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn after_any_messages_the_scores_are_those_of_a_fresh_score(
        steps in steps(),
        interval in prop_oneof![Just(0_u32), 1_u32..20_000],
    ) {
        let driven = Driven::new(utc(FRIDAY), Events::new(), interval);
        let zone = driven.engine.borrow().model().timezone;
        let mut bus = driven.bus();
        let (mut events, mut now, mut unknown) = (Events::new(), utc(FRIDAY), 0);
        for step in steps {
            match step {
                Step::Put(event) => {
                    let published = match events.insert(event.clone()) {
                        Some(old) => driven.tell(&mut bus, EventUpdated::new(old, event, zone)),
                        None => driven.tell(&mut bus, EventAdded::new(event, zone)),
                    };
                    prop_assert_eq!(published.failed, 0);
                    // Never put off: these are the scores of now.
                    prop_assert!(driven.scores() == driven.fresh(&events, now));
                }
                Step::Remove(id) => {
                    let id = format!("e{id}");
                    let known = events.remove(&key(&id));
                    let gone = Event { id: EventId::new(&id).unwrap(), ..show() };
                    let published = driven.tell(&mut bus, EventRemoved::new(&gone, RemovalReason::Cancelled));
                    prop_assert_eq!(published.failed, u64::from(known.is_none()));
                    unknown += published.failed;
                    if known.is_some() {
                        prop_assert!(driven.scores() == driven.fresh(&events, now));
                    }
                }
                Step::WalkMinutes(minutes) => {
                    now += TimeDelta::minutes(minutes);
                    driven.walk(&mut bus, now);
                    prop_assert!(driven.at() <= now);
                    if driven.engine.borrow().refresh_due().is_none() {
                        // Nothing was put off, so nothing has changed since the last instant.
                        prop_assert!(driven.scores() == driven.fresh(&events, now));
                    }
                }
            }
            prop_assert!(driven.scores() == driven.fresh(&events, driven.at()));
            let known: Vec<Event> = driven.engine.borrow().events().iter().cloned().collect();
            prop_assert_eq!(known, events.iter().cloned().collect::<Vec<_>>());
        }
        // What was put off comes when it is due.
        let due = driven.engine.borrow().refresh_due();
        if let Some(due) = due {
            prop_assert!(due > now && due <= now + TimeDelta::seconds(interval.into()));
            driven.walk(&mut bus, due);
            prop_assert_eq!(driven.at(), due);
            prop_assert!(driven.scores() == driven.fresh(&events, due));
        }
        prop_assert_eq!(bus.totals().failed, unknown);
        prop_assert_eq!(driven.walk_counters().errors, 0);
    }
}

#[test]
fn turns_closer_than_the_interval_are_put_off_and_the_last_is_never_lost() {
    // From 16 to 17 h nothing changes on a Friday; at 18 h both layers of time do, at 23 h too.
    let driven = Driven::new(utc(FRIDAY), Events::new(), 2 * 3600);
    let mut bus = driven.bus();
    let reason = |bus: &Bus| {
        let last = bus.recent(Kind::AssumptionLayerUpdate, 1).remove(0).body.clone();
        let Body::AssumptionLayerUpdate(update) = last else { unreachable!() };
        update.recalculation_reason
    };
    bus.publish(hour("2026-10-02T16:00:00-05:00", "2026-10-02T17:00:00-05:00"));
    assert_eq!((driven.at(), driven.engine.borrow().refresh_due()), (utc("2026-10-02T22:00:00Z"), None));

    let grids = bus.counters(Kind::GridUpdate).published;
    let before = driven.scores();
    let due = utc("2026-10-03T00:00:00Z");
    bus.publish(hour("2026-10-02T17:00:00-05:00", "2026-10-02T18:00:00-05:00"));
    assert_eq!(reason(&bus), "hour: deferred until 2026-10-02T19:00:00-05:00");
    assert_eq!(driven.engine.borrow().refresh_due(), Some(due));
    assert_eq!((driven.scores() == before, bus.counters(Kind::GridUpdate).published), (true, grids));
    assert_ne!(before, driven.fresh(&Events::new(), utc("2026-10-02T23:00:00Z")), "the turn would change nothing");

    let refresh = Custom { name: REFRESH.into(), data: Value::Null };
    bus.publish(Draft::new(due.fixed_offset(), Cause::Clock, refresh));
    assert_eq!((driven.at(), driven.engine.borrow().refresh_due()), (due, None));
    assert_eq!(driven.scores(), driven.fresh(&Events::new(), due));
    assert!(reason(&bus).starts_with("deferred before: "), "{}", reason(&bus));
    assert_eq!(bus.counters(Kind::GridUpdate).published, grids + 1);

    // A turn just as far away as the interval is long does not wait.
    bus.publish(hour("2026-10-02T20:00:00-05:00", "2026-10-02T21:00:00-05:00"));
    assert_eq!((driven.at(), driven.engine.borrow().refresh_due()), (utc("2026-10-03T02:00:00Z"), None));
    // Nor does one that goes back.
    bus.publish(hour("2026-10-02T21:00:00-05:00", "2026-10-02T20:00:00-05:00"));
    assert_eq!((driven.at(), driven.engine.borrow().refresh_due()), (utc("2026-10-03T01:00:00Z"), None));
}

#[test]
fn replay_backwards_by_messages_recalculates() {
    let driven = Driven::new(utc("2026-10-03T02:00:00Z"), Events::from_iter([show()]), 3600);
    let mut bus = driven.bus();
    let evening = driven.scores();
    bus.publish(hour("2026-10-02T21:00:00-05:00", "2026-10-02T12:00:00-05:00"));
    assert_eq!(driven.at(), utc("2026-10-02T17:00:00Z"));
    assert_eq!(driven.scores(), driven.fresh(&Events::new(), driven.at()));
    assert_ne!(driven.scores(), evening);
    assert_eq!(driven.engine.borrow().open_events(), 0);
}

#[test]
fn an_update_reaches_the_engine_and_the_walk_with_old_and_new_values() {
    let driven = Driven::new(utc(FRIDAY), Events::from_iter([show()]), 0);
    let zone = driven.engine.borrow().model().timezone;
    let mut bus = driven.bus();
    driven.walk(&mut bus, utc("2026-10-03T00:30:00Z"));
    // The show that is on is moved to another place and ends later.
    let timing = Timing::span(utc("2026-10-03T00:00:00Z"), Some(utc("2026-10-03T05:15:00Z"))).unwrap();
    let moved = Event { place: place(39.15, -94.5), timing, ..show() };
    driven.tell(&mut bus, EventUpdated::new(show(), moved.clone(), zone));
    let events = Events::from_iter([moved]);
    assert_eq!(driven.scores(), driven.fresh(&events, utc("2026-10-03T00:30:00Z")));
    let update = bus.recent(Kind::EventUpdated, 1).remove(0).body.clone();
    let Body::EventUpdated(update) = update else { unreachable!() };
    assert_eq!((update.old_data.event.place, update.new_data.event.place), (show().place, place(39.15, -94.5)));
    // Nothing closes when the old one would have, an hour after its end; the new one does.
    driven.walk(&mut bus, utc("2026-10-03T06:14:59Z"));
    assert_eq!(driven.engine.borrow().open_events(), 1);
    driven.walk(&mut bus, utc("2026-10-03T06:15:00Z"));
    assert_eq!((driven.engine.borrow().open_events(), driven.at()), (0, utc("2026-10-03T06:15:00Z")));
    assert_eq!(bus.totals().failed, 0);
}

#[test]
fn a_message_about_an_event_is_never_put_off_and_takes_what_was_along() {
    let driven = Driven::new(utc(FRIDAY), Events::new(), 86_400);
    let zone = driven.engine.borrow().model().timezone;
    let mut bus = driven.bus();
    driven.walk(&mut bus, utc("2026-10-02T23:30:00Z"));
    assert_eq!(driven.at(), utc("2026-10-02T22:00:00Z"), "17:00 is followed and 18:00 is put off");
    assert!(driven.engine.borrow().refresh_due().is_some());

    driven.tell(&mut bus, EventAdded::new(show(), zone));
    let events = Events::from_iter([show()]);
    let now = utc("2026-10-02T23:30:00Z");
    assert_eq!((driven.at(), driven.engine.borrow().refresh_due()), (now, None));
    assert_eq!(driven.scores(), driven.fresh(&events, now));
    assert_ne!(driven.scores(), driven.fresh(&Events::new(), now), "the show is open");

    // Its closing does not wait either.
    driven.walk(&mut bus, utc("2026-10-03T04:00:00Z"));
    assert_eq!((driven.at(), driven.engine.borrow().open_events()), (utc("2026-10-03T04:00:00Z"), 0));
    assert_eq!(driven.scores(), driven.fresh(&Events::new(), utc("2026-10-03T04:00:00Z")));
}

#[test]
fn removing_an_unknown_event_is_a_counted_failure_and_changes_nothing() {
    let driven = Driven::new(utc(FRIDAY), Events::from_iter([show()]), 0);
    let mut bus = driven.bus();
    let pending = driven.walk_counters().scheduled_events_pending;
    let (scores, counters) = (driven.scores(), driven.engine.borrow().counters());
    let other = Event { id: EventId::new("other").unwrap(), ..show() };
    let later = at("2026-10-02T22:30:00Z");
    let removed = EventRemoved::new(&other, RemovalReason::Cancelled);
    let published = bus.publish(Draft::new(later, Cause::User, removed.clone()));
    assert_eq!((published.failed, published.delivered, published.answers), (1, 0, 0));
    assert_eq!(bus.counters(Kind::EventRemoved), MessageCounters { published: 1, delivered: 0, failed: 1, queued: 0 });
    let reasons: Vec<&str> = bus.failures().map(|failure| failure.reason.as_str()).collect();
    assert_eq!(reasons, ["event other is not known"]);
    assert_eq!((driven.at(), driven.scores() == scores), (utc(FRIDAY), true));
    assert_eq!(driven.engine.borrow().counters(), counters);
    assert_eq!(driven.engine.borrow().events().iter().count(), 1);
    assert_eq!(driven.walk_counters().scheduled_events_pending, pending);

    // Told on the way, the walk counts it as its own.
    driven.dispatcher.borrow_mut().timeline().at(later.to_utc(), removed.into());
    driven.walk(&mut bus, later.to_utc());
    assert_eq!(driven.walk_counters().errors, 1);
}

#[test]
fn the_counters_have_these_keys_in_json() {
    let keys = |value: Value| value.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
    let expected = |keys: &[&str]| keys.iter().map(|&key| key.to_owned()).collect();
    let driven = Driven::new(utc(FRIDAY), Events::from_iter([show()]), 0);
    let mut bus = driven.bus();
    driven.walk(&mut bus, utc("2026-10-03T00:00:00Z"));
    let walk = serde_json::to_value(driven.walk_counters()).unwrap();
    // 17, 18 and 19 h; an opening at 18 h; the closing is to come.
    let numbers = json!({ "running": true, "time_events_dispatched": 4, "scheduled_events_pending": 1, "errors": 0 });
    assert_eq!(walk, numbers);
    assert_eq!(keys(walk), expected(&["running", "time_events_dispatched", "scheduled_events_pending", "errors"]));
    let engine = serde_json::to_value(driven.engine.borrow().counters()).unwrap();
    assert_eq!(engine["cells_total"], json!(grid().len()));
    let names = [
        "cache_hits",
        "cache_misses",
        "spending_calculations",
        "college_calculations",
        "recalculations",
        "cells_rescored",
        "cells_total",
    ];
    assert_eq!(keys(engine), expected(&names));
}

#[test]
fn a_scheduled_delivery_reaches_a_subscriber_at_its_time_with_its_data() {
    let driven = Driven::new(utc(FRIDAY), Events::new(), 0);
    let heard = RefCell::new(Vec::new());
    let mut bus = driven.bus();
    bus.subscribe("mapping", Kind::WebhookReceived, |message| {
        heard.borrow_mut().push((message.timestamp.to_utc(), message.cause.clone(), message.body.clone()));
        Ok(Vec::new())
    });
    let delivery = |number: u32| -> Body {
        WebhookReceived {
            source: "eventbrite".into(),
            webhook_type: "event.created".into(),
            webhook_data: json!({ "config": { "action": "event.created" }, "number": number }),
        }
        .into()
    };
    let (first, second) = (utc("2026-10-02T21:17:03.250Z"), utc("2026-10-02T23:00:00Z"));
    for (at, number) in [(second, 2), (first, 1), (second, 3)] {
        driven.dispatcher.borrow_mut().timeline().at(at, delivery(number));
    }
    assert_eq!(driven.dispatcher.borrow().next_due(driven.engine.borrow().openings()), Some(first));
    driven.walk(&mut bus, first - TimeDelta::milliseconds(1));
    assert!(heard.borrow().is_empty());
    driven.walk(&mut bus, utc("2026-10-03T02:00:00Z"));
    assert_eq!(bus.totals().failed, 0);
    drop(bus);
    let expected = [(first, 1), (second, 2), (second, 3)].map(|(at, number)| (at, Cause::Clock, delivery(number)));
    assert_eq!(heard.into_inner(), expected);
}

#[test]
fn a_lookup_counts_one_hit_or_one_miss_and_is_never_stale_after_a_message() {
    let driven = Driven::new(utc(FRIDAY), Events::new(), 0);
    let zone = driven.engine.borrow().model().timezone;
    let mut bus = driven.bus();
    let downtown = show().place;
    let show_time = utc("2026-10-03T01:00:00Z").with_timezone(&zone);
    let counts = || {
        let counters = driven.engine.borrow().counters();
        (counters.cache_hits, counters.cache_misses)
    };
    let combined = || driven.engine.borrow_mut().combined_score(downtown, show_time);
    // What the place scores, from nothing but the model and the events.
    let fresh = |events: &Events| {
        let mut grid = Grid::default();
        grid.push("downtown", downtown);
        score_grid(&Model::published(), &grid, events, show_time).cell(0).combined_score
    };
    let same = |found: f64, expected: f64| assert_eq!(found.to_bits(), expected.to_bits(), "{found} {expected}");

    let alone = combined();
    same(alone, fresh(&Events::new()));
    assert_eq!(counts(), (0, 1));
    same(combined(), alone);
    assert_eq!(counts(), (1, 1));
    let spending = || driven.engine.borrow_mut().spending_propensity(downtown, show_time);
    let college = || driven.engine.borrow_mut().college_presence(downtown, show_time);
    let before = counts();
    same(spending(), spending());
    same(college(), college());
    let after = counts();
    assert_eq!(after.0 + after.1, before.0 + before.1 + 4, "each of four lookups counts once");
    assert!(after.0 >= before.0 + 2);

    // Each message about the event makes the next lookup a miss with the new score.
    let busier = Event { attendance: Some(60_000), sentiment: 0.8, ..show() };
    let far = Event { place: place(38.0, -94.5786), ..busier.clone() };
    let removal = EventRemoved::new(&far, RemovalReason::Cancelled);
    let changes: [(Body, Option<&Event>, bool); 4] = [
        (EventAdded::new(show(), zone).into(), Some(&show()), true),
        (EventUpdated::new(show(), busier.clone(), zone).into(), Some(&busier), true),
        (EventUpdated::new(busier.clone(), far.clone(), zone).into(), Some(&far), true),
        (removal.into(), None, false),
    ];
    for (body, event, misses) in changes {
        let what = body.kind();
        assert_eq!(driven.tell(&mut bus, body).failed, 0);
        let (hits, before) = counts();
        same(combined(), fresh(&event.into_iter().cloned().collect()));
        // An event that is far away when it goes leaves what is here alone.
        assert_eq!(counts(), (hits + u64::from(!misses), before + u64::from(misses)), "{what}");
        same(combined(), combined());
        assert_eq!(counts().0, hits + u64::from(!misses) + 2, "{what}");
    }
    same(combined(), alone);
}
