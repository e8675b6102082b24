//! A listener as a part of a program: its own sources, and what it publishes, schedules and reads.

#![allow(clippy::redundant_closure_for_method_calls)] // a path is not general enough for a `View`

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::America::Chicago;
use pdpe::clock::{BoundaryKind, Pace};
use pdpe::event::{Event, EventId, Status, Timing};
use pdpe::geo::LatLon;
use pdpe::live::bus::Topic;
use pdpe::live::message::{
    AssumptionLayerUpdate, Body, Custom, EventAdded, EventRemoved, EventUpdated, GridUpdate, Kind, LayerType,
    RemovalReason, TimeChange, UpdateType,
};
use pdpe::live::recurrence::Recurrence;
use pdpe::score::{Scores, score_grid};
use pdpe::watch::journal::{Entry, Filter, Reader};
use pdpe::watch::run::{CustomSource, Payload, PublishError, Statement, Subscriber, View, Watch, WatchSettings};
use pdpe::watch::settings::{Secret, from_toml};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::main_loop::rig::grid;
use super::one_cell::one_cell;
use super::support::{JSON, request, wait_until};
use crate::common::temp_dir;

/// A Saturday evening.
const NOW: &str = "2026-10-04T00:30:00Z";

fn now() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

fn id(id: &str) -> EventId {
    EventId::new(id).unwrap()
}

/// An event that is open now.
fn event(name: &str, attendance: u64) -> Event {
    Event {
        id: id(name),
        name: format!("Show {name}"),
        place: LatLon::new(39.0997, -94.5786).unwrap(),
        timing: Timing::span(now(), None).unwrap(),
        attendance: Some(attendance),
        radius_km: None,
        sentiment: 0.0,
        status: Status::Scheduled,
        source: "program".into(),
    }
}

fn added(name: &str) -> EventAdded {
    EventAdded::new(event(name, 100), Chicago)
}

/// What the function of the source `own` makes of a delivery: `say` names what it does.
fn read_own(payload: &Payload) -> Result<Vec<Statement>, Box<dyn std::error::Error + Send + Sync>> {
    let text = |key: &str| payload.body.get(key).and_then(Value::as_str).unwrap_or_default();
    let id = || EventId::new(text("id"));
    Ok(match text("say") {
        "on" => vec![Statement::added(payload.body["show"].as_object().ok_or("no show")?, payload.zone)?],
        "changed" => {
            vec![Statement::Updated {
                id: id()?,
                fields: payload.body["fields"].as_object().cloned().unwrap_or_default(),
            }]
        }
        "off" => vec![Statement::Removed { id: id()?, reason: RemovalReason::Cancelled }],
        "two" => vec![
            Statement::Added(Box::new(event("two-a", 1))),
            Statement::Added(Box::new(Event { sentiment: f64::NAN, ..event("two-b", 1) })),
        ],
        "panic" => panic!("the function is wrong"),
        "fail" => return Err("it fails".into()),
        _ => Vec::new(),
    })
}

/// A listener with that source, and a subscriber that answers its deliveries of type `weather`.
fn settings(journal: &Path) -> WatchSettings {
    WatchSettings {
        grid: Arc::new(grid()),
        journal: Some(journal.to_owned()),
        pace: Pace::from(now(), 1e-6),
        custom_sources: vec![CustomSource::new("own", read_own)],
        ..one_cell()
    }
}

fn start(journal: &Path) -> Watch {
    let watch = Watch::start(settings(journal)).unwrap();
    let answer = |message: &pdpe::live::message::Message| {
        let Body::WebhookReceived(received) = &message.body else { return Ok(Vec::new()) };
        Ok(match received.webhook_data.get("tent").and_then(Value::as_str) {
            Some("closed") => vec![EventRemoved::new(&event("tent", 1), RemovalReason::Deleted).into()],
            Some(people) => vec![EventAdded::new(event("tent", people.parse()?), Chicago).into()],
            None => Vec::new(),
        })
    };
    watch.subscribe("tents", Kind::WebhookReceived, answer).unwrap();
    watch
}

fn ask(watch: &Watch, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut client = Client::of(watch.address());
    client.send(request(method, target, headers, body.as_bytes()));
    client.answer()
}

fn post(watch: &Watch, source: &str, body: &Value) -> u16 {
    ask(watch, "POST", &format!("/webhooks/{source}"), &[JSON], &body.to_string()).status
}

/// The events and the bits of all scores.
fn state(watch: &Watch) -> (Vec<Event>, Vec<u64>) {
    let (events, scores, fresh) = watch
        .read(|view| {
            let engine = view.engine();
            let fresh = score_grid(engine.model(), engine.grid(), view.events(), engine.at());
            let events: Vec<Event> = view.events().iter().cloned().collect();
            assert_eq!(engine.events().iter().cloned().collect::<Vec<_>>(), events);
            (events, engine.scores().clone(), fresh)
        })
        .unwrap();
    let bits = |scores: &Scores| scores.columns().flatten().map(|score| score.to_bits()).collect::<Vec<u64>>();
    assert_eq!(bits(&scores), bits(&fresh), "the scores are those of the events");
    (events, bits(&scores))
}

fn names(watch: &Watch) -> Vec<String> {
    state(watch).0.iter().map(|event| event.id.to_string()).collect()
}

/// Waits until so many deliveries were published.
fn settle(watch: &Watch, deliveries: u64) {
    let published = || watch.read(|view| view.bus().counters(Kind::WebhookReceived).published).unwrap();
    wait_until("all deliveries are applied", || published() == deliveries);
}

/// Source, type, state and error of each delivery.
fn journal(path: &Path) -> Vec<(String, String, String, Option<String>)> {
    let entries = || -> Vec<Entry> {
        let reader = Reader::open(path).unwrap();
        reader.entries(Filter::default()).map(Result::unwrap).collect()
    };
    wait_until("nothing is pending", || entries().iter().all(|entry| entry.state.as_str() != "pending"));
    let row = |entry: Entry| (entry.delivery.source, entry.delivery.webhook_type, entry.state.to_string(), entry.error);
    entries().into_iter().map(row).collect()
}

#[test]
fn a_source_of_ones_own_goes_through_the_journal_like_any_other() {
    let folder = temp_dir();
    let path = folder.path().join("pdpe.db");
    let watch = start(&path);
    let show = json!({ "id": "a", "lat": 39.0997, "lon": -94.5786, "source": "ticketmaster" });
    let before = state(&watch);
    for (source, body) in [
        ("own", json!({ "say": "on", "type": "show.on", "show": show })),
        ("generic/own", json!({ "say": "changed", "id": "a", "fields": { "attendance": 9000 } })),
        ("own", json!({ "say": "off", "id": "not there" })),
        ("own", json!({ "say": "nothing" })),
        ("own", json!({ "say": "fail" })),
        ("own", json!({ "say": "panic" })),
        ("own", json!({ "say": "two" })),
        ("own", json!({ "say": "on", "show": { "id": "b", "lat": 99 } })),
        ("own", json!({ "say": "changed", "id": "a", "fields": { "attendance": [1] } })),
    ] {
        assert_eq!(post(&watch, source, &body), 200, "{body}");
    }
    assert_eq!(post(&watch, "another", &json!({})), 404, "only names that the program gave have an address");
    assert_eq!(ask(&watch, "GET", "/webhooks/own", &[], "").status, 405);
    let after = state(&watch);
    assert_eq!(names(&watch), ["a"], "of a delivery with an invalid event nothing is applied");
    assert_eq!((after.0[0].source.as_str(), after.0[0].attendance), ("own", Some(9000)), "it speaks for itself alone");
    assert_ne!(before.1, after.1);

    let rows = journal(&path);
    let states: Vec<&str> = rows.iter().map(|row| row.2.as_str()).collect();
    let expected = ["applied", "applied", "unresolved", "ignored", "dead", "dead", "dead", "dead", "dead"];
    assert_eq!(states, expected, "{rows:?}");
    assert!(rows.iter().all(|row| row.0 == "own") && rows[0].1 == "show.on", "{rows:?}");
    let errors = [
        "",
        "",
        "not there",
        "its source finds nothing",
        "it fails",
        "panicked",
        "two-b: sentiment",
        "no place",
        "attendance is a list",
    ];
    for (row, error) in rows.iter().zip(errors) {
        assert!(row.3.as_deref().unwrap_or_default().contains(error), "{error}: {row:?}");
    }

    watch.stop();
    let again = start(&path);
    assert_eq!(state(&again), after);
    assert_eq!(journal(&path), rows);
}

#[test]
fn a_source_of_ones_own_can_have_a_scheme_and_needs_one_beside_others() {
    let start = |custom: &[&str], toml: &str| {
        Watch::start(WatchSettings {
            custom_sources: custom.iter().map(|name| CustomSource::new(name, read_own)).collect(),
            sources: from_toml(toml).unwrap(),
            ..one_cell()
        })
    };
    for (custom, toml, fault) in [
        (&["eventbrite"][..], "", "built-in"),
        (&["generic"], "", "built-in"),
        (&["Not a name"], "", "a-z"),
        (&["own", "own"], "", "two sources"),
        (&["other"], "[[sources]]\nname = 'own'\nscheme = 'none'", "no scheme"),
        (&["own"], "[[sources]]\nname = 'own'\nscheme = 'none'\n[sources.types]\nx = 'added'", "remove `fields`"),
    ] {
        let error = start(custom, toml).err().unwrap().to_string();
        assert!(error.contains(fault), "{error}");
    }
    let hmac = "[[sources]]\nname = 'own'\nscheme = 'github'\nsecrets = [{ env = 'PATH' }]";
    let watch = start(&["own"], hmac).unwrap();
    assert_eq!(post(&watch, "own", &json!({ "say": "nothing" })), 401);
    watch.reload(&from_toml(hmac).unwrap()).unwrap();
    assert_eq!(post(&watch, "own", &json!({ "say": "nothing" })), 401, "a reload keeps it");
}

#[test]
fn what_a_subscriber_answers_about_events_is_in_the_journal_and_survives() {
    let folder = temp_dir();
    let path = folder.path().join("pdpe.db");
    let watch = start(&path);
    let before = state(&watch);
    assert_eq!(post(&watch, "generic/weather", &json!({ "type": "sun", "tent": "4000" })), 200);
    settle(&watch, 2);
    let after = state(&watch);
    assert_eq!(names(&watch), ["tent"]);
    assert_ne!(before.1, after.1);
    let events = ask(&watch, "GET", "/events", &[], "");
    assert!(events.text().contains("Show tent"), "{events:?}");
    let chain = watch
        .read(|view| {
            let added = view.bus().recent(Kind::EventAdded, 1)[0].message_id;
            view.bus().chain(added).iter().map(|message| message.kind()).collect::<Vec<_>>()
        })
        .unwrap();
    assert_eq!(chain, [Kind::WebhookReceived, Kind::EventAdded], "it is published once, when it is applied");
    let rows = journal(&path);
    let last = (rows[1].0.as_str(), rows[1].1.as_str(), rows[1].2.as_str());
    assert_eq!((rows.len(), last), (2, ("pdpe.program", "event_added", "applied")));
    watch.stop();
    assert_eq!(state(&start(&path)), after);
}

#[test]
fn what_the_program_publishes_about_events_is_kept_and_the_rest_is_delivered() {
    let folder = temp_dir();
    let path = folder.path().join("pdpe.db");
    let watch = start(&path);
    let (tell, told) = channel();
    let all = watch.subscribe("all", Topic::All, move |message| {
        tell.send(message.clone())?;
        Ok(Vec::new())
    });
    watch.publish(added("a")).unwrap();
    watch.publish(EventUpdated::new(event("a", 100), event("a", 9000), Chicago)).unwrap();
    watch.publish(added("b")).unwrap();
    watch.publish(EventRemoved::new(&event("b", 100), RemovalReason::Cancelled)).unwrap();
    watch.publish(Custom::new("truck", &7).unwrap()).unwrap();
    watch.publish_queued(added("c")).unwrap();
    settle(&watch, 5);
    let kinds: Vec<Kind> = told.try_iter().map(|message| message.kind()).collect();
    let count = |kind| kinds.iter().filter(|other| **other == kind).count();
    let counts = [Kind::EventAdded, Kind::EventUpdated, Kind::EventRemoved, Kind::Custom].map(count);
    assert_eq!(counts, [3, 1, 1, 1], "{kinds:?}");
    assert!(watch.unsubscribe(all.unwrap()).unwrap());
    let after = state(&watch);
    assert_eq!(after.0.iter().map(|event| event.attendance).collect::<Vec<_>>(), [Some(9000), Some(100)]);

    // What cannot be applied is refused, and nothing of it is kept.
    let mut wrong = added("d");
    wrong.event_data =
        pdpe::listings::native::EventRecord::new(Event { radius_km: Some(f64::NAN), ..event("d", 1) }, Chicago);
    let error = watch.publish(wrong).unwrap_err();
    assert!(matches!(error, PublishError::Unusable(Kind::EventAdded, _)), "{error}");
    let other = EventUpdated { updated_event_id: id("x"), ..EventUpdated::new(event("a", 1), event("a", 2), Chicago) };
    assert!(watch.publish(other).is_err());
    let change = TimeChange {
        previous_time: now().fixed_offset(),
        new_time: (now() + TimeDelta::days(30)).fixed_offset(),
        boundary_type: BoundaryKind::Month,
    };
    for error in [watch.publish(change.clone()), watch.publish_queued(change.clone())] {
        assert!(error.unwrap_err().to_string().contains("own clock"));
    }
    assert!(watch.schedule(now(), change).is_err());
    assert_eq!(state(&watch), after);
    assert_eq!(journal(&path).len(), 5);
    watch.stop();
    assert_eq!(state(&start(&path)), after);
}

#[test]
fn a_subscriber_cannot_wait_for_itself_and_circles_of_answers_end() {
    let watch = Watch::start(WatchSettings { pace: Pace::from(now(), 1e-6), ..one_cell() }).unwrap();
    let (publisher, (tell, told)) = (watch.publisher(), channel());
    let waits = move |_: &_| {
        tell.send(publisher.publish(Custom::new("more", &1)?))?;
        Ok(Vec::new())
    };
    let id = watch.subscribe("waits", Kind::Custom, waits).unwrap();
    watch.publish(Custom::new("first", &1).unwrap()).unwrap();
    assert!(matches!(told.recv().unwrap(), Err(PublishError::OnLoop)));
    watch.unsubscribe(id).unwrap();

    // Every change of the event leads to another.
    let calls = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&calls);
    let restless = move |_: &_| {
        let people = u64::from(counted.fetch_add(1, Ordering::SeqCst)) + 1000;
        Ok(vec![EventAdded::new(event("a", people), Chicago).into()])
    };
    watch.subscribe("restless", Kind::EventUpdated, restless).unwrap();
    watch.publish(added("a")).unwrap();
    watch.publish(EventUpdated::new(event("a", 100), event("a", 200), Chicago)).unwrap();
    let failed = |watch: &Watch| watch.read(|view| view.bus().failures().last().map(ToString::to_string)).unwrap();
    wait_until("the circle is refused", || failed(&watch).is_some_and(|reason| reason.contains("circle")));
    assert_eq!(calls.load(Ordering::SeqCst), 11, "ten answers that lead to each other, and the one refused");
    assert_eq!(state(&watch).0[0].attendance, Some(1009));
    // And it does not take the time in its hands.
    let (change, at) = (Kind::Custom, now() + TimeDelta::days(30));
    let answer = TimeChange {
        previous_time: now().fixed_offset(),
        new_time: at.fixed_offset(),
        boundary_type: BoundaryKind::Day,
    };
    watch.subscribe("time lord", change, move |_| Ok(vec![answer.clone().into()])).unwrap();
    let error = watch.publish(Custom::new("tick", &1).unwrap()).unwrap_err().to_string();
    assert!(error.contains("time lord") && error.contains("own clock"), "{error}");
}

#[test]
fn a_request_to_recalculate_is_carried_out_and_a_report_is_not() {
    let folder = temp_dir();
    let watch = start(&folder.path().join("pdpe.db"));
    watch.publish(added("a")).unwrap();
    let counters = || watch.read(|view| view.engine().counters()).unwrap();
    let before = (state(&watch), counters());
    let reports =
        |kind| watch.read(move |view| view.bus().recent(kind, 1000).into_iter().cloned().collect::<Vec<_>>()).unwrap();
    let cells = before.1.cells_total;
    let layer = |name: &str, area: Option<&str>| AssumptionLayerUpdate {
        layer_type: LayerType::of(name),
        affected_area: area.map(|area| area.parse().unwrap()),
        recalculation_reason: "roadworks".into(),
    };
    let grid = |cells: Option<&[&str]>, trigger: Option<&str>| GridUpdate {
        affected_cells: cells.map(|ids| ids.iter().map(|id| (*id).to_owned()).collect()),
        cells_rescored: 0,
        cells_changed: 0,
        update_type: UpdateType::Full,
        trigger_event_id: trigger.map(id),
    };
    let area = Some("39.05,-94.62,39.15,-94.55");
    let mut total = before.1.cells_rescored;
    for (body, layers) in [
        (Body::from(layer("college_presence", None)), 1),
        (layer("all", area).into(), 3),
        (grid(Some(&["0_0", "1_1"]), None).into(), 3),
        (grid(None, Some("a")).into(), 3),
        (grid(None, None).into(), 3),
    ] {
        let seen = [Kind::AssumptionLayerUpdate, Kind::GridUpdate].map(|kind| reports(kind).len());
        watch.publish(body.clone()).unwrap();
        let updates = reports(Kind::AssumptionLayerUpdate).split_off(seen[0]);
        let grids = reports(Kind::GridUpdate).split_off(seen[1]);
        let asked = usize::from(body.kind() == Kind::AssumptionLayerUpdate);
        assert_eq!((updates.len(), grids.len()), (layers + asked, 1 + 1 - asked), "{body:?}");
        let Body::GridUpdate(report) = &grids.last().unwrap().body else { panic!() };
        assert_eq!(report.cells_changed, 0, "all scores were right before");
        let expected = match &body {
            Body::GridUpdate(GridUpdate { affected_cells: Some(ids), .. }) => ids.len(),
            Body::AssumptionLayerUpdate(update) if update.affected_area.is_some() => report.cells_rescored,
            Body::GridUpdate(GridUpdate { trigger_event_id: Some(_), .. }) => report.cells_rescored,
            _ => cells,
        };
        assert_eq!(report.cells_rescored, expected, "{body:?}");
        assert!(report.cells_rescored > 0 && (expected == cells || report.cells_rescored < cells / 2), "{report:?}");
        total += report.cells_rescored as u64;
    }
    assert_eq!(counters().cells_rescored, total);
    assert_eq!(state(&watch), before.0);
    for body in
        [Body::from(layer("weather", None)), grid(Some(&["nowhere"]), None).into(), grid(None, Some("x")).into()]
    {
        assert!(matches!(watch.publish(body), Err(PublishError::Failed(_))));
    }
    assert_eq!(state(&watch), before.0);
}

#[test]
fn scheduled_messages_come_when_they_are_due_and_changes_of_events_are_kept() {
    static HAND: AtomicI64 = AtomicI64::new(0);
    let set = |at: DateTime<Utc>| HAND.store(at.timestamp_millis(), Ordering::SeqCst);
    set(now());
    let folder = temp_dir();
    let path = folder.path().join("pdpe.db");
    let watch = Watch::start(WatchSettings { pace: Pace::by_hand(&HAND), ..settings(&path) }).unwrap();
    let word = |word: &str| Custom::new(word, &Value::Null).unwrap();
    watch.schedule(now() + TimeDelta::minutes(10), added("a")).unwrap();
    watch.schedule(now() + TimeDelta::minutes(20), word("once")).unwrap();
    let hourly = watch.schedule(Recurrence::hourly(45).unwrap(), word("hourly")).unwrap();
    let never = watch.schedule(now() + TimeDelta::minutes(5), word("never")).unwrap();
    assert!(watch.cancel(never).unwrap() && !watch.cancel(never).unwrap());
    let heard = || {
        let names = |view: &mut View| {
            let custom = view.bus().recent(Kind::Custom, 100).into_iter().filter_map(|message| match &message.body {
                Body::Custom(custom) => Some(custom.name.clone()),
                _ => None,
            });
            custom.filter(|name| ["once", "hourly", "never"].contains(&name.as_str())).collect::<Vec<_>>()
        };
        watch.read(names).unwrap()
    };
    assert_eq!((heard(), names(&watch)), (vec![], vec![]));
    for (minutes, expected) in [(9, ""), (21, "hourly once"), (74, "hourly once"), (75, "hourly once hourly")] {
        set(now() + TimeDelta::minutes(minutes));
        assert_eq!(heard().join(" "), expected, "after {minutes} minutes");
    }
    settle(&watch, 1);
    assert_eq!(names(&watch), ["a"]);
    assert!(watch.cancel(hourly).unwrap());
    assert_eq!(journal(&path)[0].0, "pdpe.program");
    let after = state(&watch);
    watch.stop();
    let again = Watch::start(WatchSettings { pace: Pace::by_hand(&HAND), ..settings(&path) }).unwrap();
    assert_eq!(state(&again), after);
}

#[test]
fn the_caches_are_cleared_by_those_who_may_read_and_by_no_foreign_page() {
    let token = "0123456789abcdef";
    let bearer = format!("Bearer {token}");
    let settings = WatchSettings { token: Some(Secret::new(token).unwrap()), ..one_cell() };
    let watch = Watch::start(settings).unwrap();
    let place = LatLon::new(39.1, -94.58).unwrap();
    let at = now().with_timezone(&Chicago);
    let misses = || {
        watch
            .read(move |view| {
                view.cell_score(place, at);
                view.engine().counters().cache_misses
            })
            .unwrap()
    };
    assert_eq!((misses(), misses()), (1, 1));
    let clear = |headers: &[(&str, &str)]| ask(&watch, "POST", "/caches/clear", headers, "");
    assert_eq!(clear(&[]).status, 401);
    assert_eq!(clear(&[("Authorization", &bearer), ("Origin", "http://example.org")]).status, 403);
    assert_eq!(misses(), 1, "nothing was cleared");
    let answer = clear(&[("Authorization", &bearer)]);
    assert_eq!((answer.status, answer.text().trim()), (200, r#"{"entries":3,"status":"cleared"}"#));
    assert_eq!(misses(), 2);
    assert_eq!(ask(&watch, "GET", "/caches/clear", &[("Authorization", &bearer)], "").status, 405);
    assert_eq!(watch.read(|view| view.clear_all_caches()).unwrap(), 3);

    watch.publish(added("a")).unwrap();
    let near = event("a", 1).place;
    watch.read(move |view| view.cell_score(near, at)).unwrap();
    let dropped = |id: &'static str| watch.read(move |view| view.invalidate_event_cache(id)).unwrap();
    assert_eq!((dropped("b"), dropped("a"), dropped("a")), (0, 1, 0));
}

#[test]
fn statistics_have_the_names_and_meanings_of_the_manual() {
    let watch = Watch::start(WatchSettings { pace: Pace::from(now(), 1e-6), ..one_cell() }).unwrap();
    let stats = || -> Value { serde_json::from_slice(&ask(&watch, "GET", "/stats", &[], "").body).unwrap() };
    let before = stats();
    for name in ["webhooks_received", "webhooks_processed", "webhooks_failed", "uptime_seconds"] {
        assert!(before[name].is_u64(), "{name}: {before}");
    }
    let count = |name: &str| stats()["engine"][name].as_u64().unwrap();
    let layers = || [count("spending_calculations"), count("college_calculations"), count("cache_misses")];
    assert_eq!(layers(), [0, 0, 0]);
    let score = |at: &str| ask(&watch, "GET", &format!("/score?lat=39.1&lon=-94.58&at={at}"), &[], "").status;
    assert_eq!(score("2026-10-03T19:00"), 200);
    assert_eq!(layers(), [1, 1, 1], "a miss is a calculation");
    assert_eq!(score("2026-10-03T19:00"), 200);
    assert_eq!(layers(), [1, 1, 1], "a hit is none");
    assert_eq!(score("2026-10-04T19:00"), 200);
    assert_eq!(layers(), [2, 2, 2]);
}

#[test]
fn the_index_is_a_basic_health_check() {
    let open = Watch::start(one_cell()).unwrap();
    let index: Value = serde_json::from_slice(&ask(&open, "GET", "/", &[], "").body).unwrap();
    assert_eq!(index["status"], "ok");
    assert!(index["paths"].is_object(), "{index}");
    let token = Secret::new("0123456789abcdef").unwrap();
    let closed = Watch::start(WatchSettings { token: Some(token), ..one_cell() }).unwrap();
    let answer = ask(&closed, "GET", "/", &[], "");
    assert_eq!((answer.status, answer.text().trim()), (200, r#"{"status":"ok"}"#));
    assert_eq!(ask(&closed, "GET", "/stats", &[], "").status, 401);
    let answer = ask(&open, "GET", "/", &[("Host", "example.org")], "");
    assert_eq!(answer.text().trim(), r#"{"status":"ok"}"#, "a foreign page learns no more");
}

#[test]
fn the_clock_is_looked_at_as_seldom_as_the_program_says() {
    static HAND: AtomicI64 = AtomicI64::new(0);
    HAND.store(now().timestamp_millis(), Ordering::SeqCst);
    let next_hour = || HAND.fetch_add(3_600_000, Ordering::SeqCst);
    let interval = Duration::from_secs(7);
    let (tell, told) = channel();
    let hours = move |_: &pdpe::live::message::Message| {
        tell.send(Instant::now())?;
        Ok(Vec::new())
    };
    let subscriber = Subscriber { name: "hours".into(), topic: Kind::TimeChange.into(), call: Box::new(hours) };
    let pace = Pace::by_hand(&HAND);
    let watch = Watch::start(WatchSettings { pace, interval, subscribers: vec![subscriber], ..one_cell() }).unwrap();
    next_hour();
    watch.read(|_| ()).unwrap();
    let heard = || told.recv_timeout(Duration::from_secs(60)).unwrap();
    let mut last = heard();
    let gap = loop {
        next_hour();
        let next = heard();
        // Before the loop begins to wait, it still sees the new hour.
        if next - last > Duration::from_secs(3) {
            break next - last;
        }
        last = next;
    };
    assert!(gap >= interval, "looked again after {gap:?}");
    assert!(watch.is_alive());
}

/// Something that happens to a listener.
#[derive(Clone, Debug)]
enum Act {
    Post(&'static str, Value),
    Publish(Box<Body>),
}

impl Act {
    /// How many deliveries the journal has because of it.
    fn deliveries(&self) -> u64 {
        match self {
            Self::Post(_, body) if body.get("tent").is_some() => 2,
            _ => 1,
        }
    }
}

fn act() -> impl Strategy<Value = Act> {
    let id = || prop::sample::select(&["1", "2", "tent"][..]);
    let people = || 0..60_000_u64;
    let show = |id: &str, people: u64, lat: f64| json!({ "id": id, "lat": lat, "lon": -94.58, "attendance": people, "start": "2026-10-03T18:00" });
    let on = (id(), people(), 38.9..39.4).prop_map(move |(id, people, lat)| show(id, people, lat));
    prop_oneof![
        3 => on.clone().prop_map(|show| Act::Post("own", json!({ "say": "on", "show": show }))),
        1 => on.prop_map(|show| Act::Post("generic/box", json!({ "type": "added", "event": show }))),
        1 => (id(), people()).prop_map(|(id, people)| {
            Act::Post("own", json!({ "say": "changed", "id": id, "fields": { "attendance": people } }))
        }),
        1 => id().prop_map(|id| Act::Post("own", json!({ "say": "off", "id": id }))),
        1 => prop::sample::select(&["two", "fail", "panic", "nothing"][..])
            .prop_map(|say| Act::Post("own", json!({ "say": say }))),
        1 => id().prop_map(|id| Act::Post("generic/box", json!({ "type": "cancelled", "id": id }))),
        1 => (id(), prop::sample::select(&["event.created", "event.cancelled"][..])).prop_map(|(id, action)| {
            let url = format!("https://www.eventbriteapi.com/v3/events/{id}/");
            Act::Post("eventbrite", json!({ "api_url": url, "config": { "action": action } }))
        }),
        2 => prop_oneof![people().prop_map(|people| people.to_string()), Just("closed".to_owned())]
            .prop_map(|tent| Act::Post("generic/weather", json!({ "type": "sun", "tent": tent }))),
        2 => (id(), people()).prop_map(|(id, people)| {
            Act::Publish(Box::new(EventAdded::new(event(id, people), Chicago).into()))
        }),
        1 => id().prop_map(|id| {
            Act::Publish(Box::new(EventRemoved::new(&event(id, 1), RemovalReason::Deleted).into()))
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn after_a_stop_and_after_a_crash_the_state_is_as_before(acts in prop::collection::vec(act(), 1..12)) {
        let folder = temp_dir();
        let path = folder.path().join("pdpe.db");
        let watch = start(&path);
        let mut deliveries = 0;
        for (number, act) in acts.into_iter().enumerate() {
            deliveries += act.deliveries();
            match act {
                Act::Post(source, mut body) => {
                    body["number"] = json!(number); // or a repetition would be a duplicate
                    prop_assert_eq!(post(&watch, source, &body), 200);
                }
                Act::Publish(body) => watch.publish(*body).unwrap(),
            }
            settle(&watch, deliveries);
        }
        let before = state(&watch);
        let rows = journal(&path);
        prop_assert_eq!(rows.len() as u64, deliveries);

        // What a crash leaves on disk.
        let crashed = temp_dir();
        for end in ["", "-wal"] {
            let from = folder.path().join(format!("pdpe.db{end}"));
            std::fs::copy(from, crashed.path().join(format!("pdpe.db{end}"))).unwrap();
        }
        let copy = crashed.path().join("pdpe.db");
        prop_assert_eq!(&state(&start(&copy)), &before, "after a crash");
        prop_assert_eq!(&journal(&copy), &rows);
        watch.stop();
        prop_assert_eq!(&state(&start(&path)), &before, "after a stop");
    }
}
