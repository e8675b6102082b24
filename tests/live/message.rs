//! Messages: their JSON, kind by kind, and the way back to what caused them.

use chrono::{DateTime, FixedOffset, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;
use pdpe::clock::{BoundaryKind, local_day};
use pdpe::event::{Event, EventId, Status, Timing};
use pdpe::geo::{BoundingBox, LatLon};
use pdpe::listings;
use pdpe::listings::native::{EventRecord, FIELDS, changed_fields};
use pdpe::live::message::{
    AFFECTED_CELLS_LIMIT, AssumptionLayerUpdate, Body, Cause, Custom, Draft, EventAdded, EventRemoved, EventUpdated,
    GridUpdate, Kind, LayerType, Message, MessageId, RemovalReason, TimeChange, UpdateType, VisualizationType,
    VisualizationUpdate, WebhookReceived, chain,
};
use pdpe::output::{Format, events};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::{at, event, place, utc};

const ZONE: Tz = Tz::America__Chicago;

fn show() -> Event {
    event("123456789", place(39.0997, -94.5786), "2026-10-04T00:00:00Z", "2026-10-04T03:00:00Z")
}

/// A message of a kind, with what may be null or left out being there.
fn sample(kind: Kind) -> Message {
    let body: Body = match kind {
        Kind::TimeChange => TimeChange {
            previous_time: at("2026-10-03T18:00:00-05:00"),
            new_time: at("2026-10-03T19:00:00-05:00"),
            boundary_type: BoundaryKind::Hour,
        }
        .into(),
        Kind::EventAdded => EventAdded::new(show(), ZONE).into(),
        Kind::EventUpdated => EventUpdated::new(show(), Event { attendance: Some(900), ..show() }, ZONE).into(),
        Kind::EventRemoved => EventRemoved::new(&show(), RemovalReason::Cancelled).into(),
        Kind::AssumptionLayerUpdate => AssumptionLayerUpdate {
            layer_type: LayerType::of("event_proximity"),
            affected_area: Some(BoundingBox::new(place(39.0, -94.7), place(39.2, -94.4)).unwrap()),
            recalculation_reason: "an event was added".into(),
        }
        .into(),
        Kind::GridUpdate => GridUpdate {
            affected_cells: Some(vec!["3_4".into(), "3_5".into()]),
            cells_rescored: 2,
            cells_changed: 1,
            update_type: UpdateType::Incremental,
            trigger_event_id: Some(show().id),
        }
        .into(),
        Kind::VisualizationUpdate => VisualizationUpdate {
            visualization_type: VisualizationType::Heatmap,
            update_data: json!({"cells_changed": 1}),
            real_time: true,
        }
        .into(),
        Kind::WebhookReceived => WebhookReceived {
            source: "eventbrite".into(),
            webhook_type: "event.created".into(),
            webhook_data: json!({"config": {"action": "event.created"}}),
        }
        .into(),
        Kind::Custom => Custom::new("truck_parked", &json!({"truck": 2})).unwrap().into(),
    };
    Draft::new(at("2026-10-03T19:00:00-05:00"), Cause::Clock, body).numbered(MessageId(7))
}

fn read(value: &Value) -> Result<Message, serde_json::Error> {
    serde_json::from_value(value.clone())
}

fn written(message: &Message) -> Value {
    serde_json::to_value(message).unwrap()
}

#[test]
fn every_kind_has_its_wire_name_and_its_fields() {
    let fields = [
        ("time_change", vec!["previous_time", "new_time", "boundary_type"]),
        ("event_added", vec!["event_data", "source", "location"]),
        ("event_updated", vec!["updated_event_id", "source", "old_data", "new_data", "changed_fields"]),
        ("event_removed", vec!["removed_event_id", "source", "location", "reason"]),
        ("assumption_layer_update", vec!["layer_type", "affected_area", "recalculation_reason"]),
        ("grid_update", vec!["affected_cells", "cells_rescored", "cells_changed", "update_type", "trigger_event_id"]),
        ("visualization_update", vec!["visualization_type", "update_data", "real_time"]),
        ("webhook_received", vec!["source", "webhook_type", "webhook_data"]),
        ("custom", vec!["name", "data"]),
    ];
    assert_eq!(Kind::ALL.map(Kind::as_str), fields.clone().map(|(name, _)| name));
    for (kind, (name, own)) in Kind::ALL.into_iter().zip(fields) {
        let value = written(&sample(kind));
        assert_eq!(value["type"], name);
        assert_eq!(serde_json::to_value(kind).unwrap(), name);
        let mut expected = [vec!["message_id", "timestamp", "type", "cause"], own].concat();
        let mut found: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected, "{name}");
        assert_eq!(read(&value).unwrap(), sample(kind));
    }
}

#[test]
fn no_field_that_a_kind_needs_is_optional() {
    for kind in Kind::ALL {
        let whole = written(&sample(kind));
        for field in whole.as_object().unwrap().keys().filter(|field| *field != "affected_cells") {
            let mut part = whole.clone();
            part.as_object_mut().unwrap().remove(field);
            let error = read(&part).expect_err(&format!("{kind} without {field}")).to_string();
            assert!(error.contains(field.as_str()), "{kind} without {field}: {error}");
        }
    }
}

#[test]
fn null_stands_only_for_the_whole_grid_and_for_no_event() {
    // Data is whatever its sender says, null included.
    let may_be_null = ["affected_area", "trigger_event_id", "affected_cells", "update_data", "webhook_data", "data"];
    for kind in Kind::ALL {
        let whole = written(&sample(kind));
        for field in whole.as_object().unwrap().keys() {
            let mut changed = whole.clone();
            changed[field] = Value::Null;
            assert_eq!(read(&changed).is_ok(), may_be_null.contains(&field.as_str()), "{kind} with {field} null");
        }
    }
}

#[test]
fn what_cannot_be_is_an_error() {
    let wrong = [
        (Kind::TimeChange, "/type", json!("event.unknown")),
        (Kind::TimeChange, "/boundary_type", json!("minute")),
        (Kind::TimeChange, "/new_time", json!("2026-10-03T19:00:00")),
        (Kind::TimeChange, "/timestamp", json!("yesterday")),
        (Kind::TimeChange, "/message_id", json!(-1)),
        (Kind::TimeChange, "/cause", json!("chance")),
        (Kind::EventAdded, "/location/lat", json!(90.5)),
        (Kind::EventAdded, "/event_data/lon", json!(-181)),
        (Kind::EventAdded, "/event_data/start", json!("2026-10-03")),
        (Kind::EventAdded, "/event_data/start", json!("2026-10-03T19:00")),
        (Kind::EventAdded, "/event_data/end", json!("2026-10-01T19:00:00Z")),
        (Kind::EventAdded, "/event_data/id", json!(" ")),
        (Kind::EventUpdated, "/updated_event_id", json!("")),
        (Kind::EventUpdated, "/new_data/sentiment", json!(2)),
        (Kind::EventRemoved, "/reason", json!("forgotten")),
        (Kind::AssumptionLayerUpdate, "/layer_type", json!("the weather")),
        (Kind::AssumptionLayerUpdate, "/affected_area/north", json!(38.0)),
        (Kind::AssumptionLayerUpdate, "/affected_area/west", json!(-500.0)),
        (Kind::GridUpdate, "/cells_changed", json!(-1)),
        (Kind::GridUpdate, "/timestamp", json!("2026-10-03T19:00:60-05:00")),
        (Kind::GridUpdate, "/update_type", json!("partial")),
        (Kind::GridUpdate, "/trigger_event_id", json!("")),
        (Kind::VisualizationUpdate, "/visualization_type", json!("map")),
        (Kind::VisualizationUpdate, "/real_time", json!("yes")),
    ];
    for (kind, path, value) in wrong {
        let mut message = written(&sample(kind));
        *message.pointer_mut(path).unwrap() = value.clone();
        assert!(read(&message).is_err(), "{kind}: {path} = {value}");
    }
}

#[test]
fn a_day_without_a_time_needs_both_its_ends() {
    let mut message = written(&sample(Kind::EventAdded));
    message["event_data"]["time_unknown"] = json!(true);
    assert!(read(&message).is_ok());
    message["event_data"]["end"] = Value::Null;
    assert!(read(&message).unwrap_err().to_string().contains("end of the day"));
}

#[test]
fn events_in_messages_are_those_of_pdpes_own_format() {
    let (from, until) = local_day("2026-10-03".parse().unwrap(), ZONE);
    for event in [show(), Event { timing: Timing::WholeDays { from, until }, ..show() }] {
        let data = written(
            &Draft::new(at("2026-10-03T19:00:00-05:00"), Cause::User, EventAdded::new(event.clone(), ZONE))
                .numbered(MessageId(1)),
        )["event_data"]
            .to_string();
        let line = events::written(Format::NDJSON, [&event], ZONE).unwrap();
        let fields = |json: &str| -> Vec<String> {
            let names = serde_json::from_str::<serde_json::Map<String, Value>>(json).unwrap();
            names.keys().cloned().collect()
        };
        assert_eq!(fields(&data), fields(std::str::from_utf8(&line).unwrap()));
        assert_eq!(fields(&data).len(), FIELDS.len());
        // Whoever reads it, in whatever zone, has the same event.
        for zone in [ZONE, Tz::Asia__Kolkata] {
            assert_eq!(listings::read(data.as_bytes(), None, zone).unwrap().events, std::slice::from_ref(&event));
        }
    }
}

#[test]
fn times_are_written_with_their_offset() {
    let message = written(&sample(Kind::EventAdded));
    assert_eq!(message["timestamp"], "2026-10-03T19:00:00-05:00");
    assert_eq!(message["event_data"]["start"], "2026-10-03T19:00:00-05:00");
    // Before 1883 clocks in Chicago were 5:50:36 behind, which RFC 3339 can't say.
    let old = ZONE.with_ymd_and_hms(1850, 7, 4, 12, 0, 0).unwrap().fixed_offset();
    let message = Draft::new(old, Cause::Clock, Custom::new("fair", &()).unwrap()).numbered(MessageId(1));
    assert_eq!(written(&message)["timestamp"], "1850-07-04T17:50:36Z");
}

#[test]
fn updates_carry_old_and_new_values_and_the_changed_fields() {
    let old = show();
    let changes: [(&str, Event); 9] = [
        ("id", Event { id: EventId::new("other").unwrap(), ..show() }),
        ("name", Event { name: "Late show".into(), ..show() }),
        ("lat", Event { place: place(39.1, -94.5786), ..show() }),
        ("lon", Event { place: place(39.0997, -94.6), ..show() }),
        ("attendance", Event { attendance: Some(1), ..show() }),
        ("radius_km", Event { radius_km: Some(2.0), ..show() }),
        ("sentiment", Event { sentiment: -0.5, ..show() }),
        ("status", Event { status: Status::Postponed, ..show() }),
        ("source", Event { source: "ticketmaster".into(), ..show() }),
    ];
    for (field, new) in changes {
        assert_eq!(changed_fields(&old, &new), [field]);
    }
    assert!(changed_fields(&old, &old).is_empty());

    let (start, end) = (utc("2026-10-04T00:00:00Z"), utc("2026-10-04T03:00:00Z"));
    let timings = [
        (Timing::Span { start: end, end: Some(end) }, vec!["start"]),
        (Timing::Span { start, end: None }, vec!["end"]),
        (Timing::WholeDays { from: start, until: end }, vec!["time_unknown"]),
        (Timing::Untimed, vec!["start", "end"]),
    ];
    for (timing, fields) in timings {
        assert_eq!(changed_fields(&old, &Event { timing, ..show() }), fields);
    }

    let update = EventUpdated::new(show(), Event { name: "Late show".into(), sentiment: 0.5, ..show() }, ZONE);
    assert_eq!(update.old_data.event, show());
    assert_eq!((update.new_data.event.name.as_str(), update.new_data.event.sentiment), ("Late show", 0.5));
    assert_eq!(update.changed_fields, ["name", "sentiment"]);
    assert_eq!((update.updated_event_id.as_str(), update.source.as_str()), ("123456789", "eventbrite"));
}

#[test]
fn many_affected_cells_are_counted_not_listed() {
    let ids: Vec<String> = (0..=AFFECTED_CELLS_LIMIT).map(|cell| cell.to_string()).collect();
    let listed = |count: usize| GridUpdate::listed(ids[..count].iter().map(String::as_str));
    assert_eq!(listed(AFFECTED_CELLS_LIMIT).unwrap(), ids[..AFFECTED_CELLS_LIMIT]);
    let update = GridUpdate {
        affected_cells: listed(AFFECTED_CELLS_LIMIT + 1),
        cells_rescored: AFFECTED_CELLS_LIMIT + 1,
        cells_changed: 0,
        update_type: UpdateType::Full,
        trigger_event_id: None,
    };
    let message = Draft::new(at("2026-10-03T19:00:00-05:00"), Cause::Clock, update).numbered(MessageId(1));
    let value = written(&message);
    assert!(!value.as_object().unwrap().contains_key("affected_cells"));
    assert_eq!((&value["cells_rescored"], &value["trigger_event_id"]), (&json!(1001), &Value::Null));
    assert_eq!(read(&value).unwrap(), message);
}

#[test]
fn causes_in_json() {
    let causes = [
        (Cause::Clock, json!("clock")),
        (Cause::Replay, json!("replay")),
        (Cause::User, json!("user")),
        (Cause::Message(MessageId(17)), json!({"message": 17})),
        (
            Cause::Delivery { source: "eventbrite".into(), seq: 4 },
            json!({"delivery": {"source": "eventbrite", "seq": 4}}),
        ),
    ];
    for (cause, expected) in causes {
        assert_eq!(serde_json::to_value(&cause).unwrap(), expected);
        assert_eq!(serde_json::from_value::<Cause>(expected).unwrap(), cause);
    }
}

#[test]
fn a_chain_ends_where_its_beginning_is_unknown_and_never_goes_round() {
    let caused = |id, cause| Message { message_id: MessageId(id), cause, ..sample(Kind::Custom) };
    let messages = [
        caused(3, Cause::Message(MessageId(2))), // 2 is forgotten
        caused(5, Cause::Message(MessageId(3))),
        caused(8, Cause::Message(MessageId(8))), // causes itself
        caused(9, Cause::Message(MessageId(10))),
        caused(10, Cause::Message(MessageId(9))), // the two cause each other
    ];
    let ids = |id| -> Vec<u64> {
        let find = |id| messages.iter().find(|message| message.message_id == id);
        chain(MessageId(id), find).iter().map(|message| message.message_id.0).collect()
    };
    assert_eq!(ids(5), [3, 5]);
    assert_eq!(ids(8), [8]);
    assert_eq!(ids(10), [9, 10]);
    assert!(ids(4).is_empty());
}

fn zones() -> impl Strategy<Value = Tz> {
    select(vec![ZONE, Tz::UTC, Tz::Asia__Kolkata, Tz::Australia__Lord_Howe, Tz::Pacific__Apia])
}

fn times() -> impl Strategy<Value = DateTime<FixedOffset>> {
    let seconds = -6_000_000_000_i64..60_000_000_000;
    (seconds, prop_oneof![Just(0_u32), 0_u32..1_000_000_000], zones()).prop_map(|(seconds, nanos, zone)| {
        DateTime::from_timestamp(seconds, nanos).unwrap().with_timezone(&zone).fixed_offset()
    })
}

fn places() -> impl Strategy<Value = LatLon> {
    (-90.0..=90.0_f64, -180.0..=180.0_f64).prop_map(|(lat, lon)| place(lat, lon))
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,8}", prop::collection::vec(any::<char>(), 0..6).prop_map(String::from_iter)]
}

fn ids() -> impl Strategy<Value = EventId> {
    texts().prop_filter_map("blank", |text| EventId::new(&text).ok())
}

fn events() -> impl Strategy<Value = Event> {
    let timing = (times(), prop::option::of(0_i64..10_000_000), 0..3).prop_map(|(start, seconds, case)| {
        let (start, end) = (start.to_utc(), seconds.map(|seconds| start.to_utc() + TimeDelta::seconds(seconds)));
        match (case, end) {
            (0, _) => Timing::Untimed,
            (1, Some(until)) => Timing::WholeDays { from: start, until },
            _ => Timing::Span { start, end },
        }
    });
    let status = select(vec![Status::Scheduled, Status::Rescheduled, Status::Postponed, Status::Cancelled]);
    let facts = (prop::option::of(any::<u64>()), prop::option::of(0.001..20_000.0), -1.0..=1.0, status);
    let parts = (ids(), texts(), places(), timing, facts, texts());
    parts.prop_map(|(id, name, place, timing, (attendance, radius_km, sentiment, status), source)| Event {
        id,
        name,
        place,
        timing,
        attendance,
        radius_km,
        sentiment,
        status,
        source,
    })
}

fn data() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from), // NaN becomes null
        texts().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(texts(), inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

fn bodies(kind: Kind) -> BoxedStrategy<Body> {
    match kind {
        Kind::TimeChange => (times(), times(), select(BoundaryKind::ALL.to_vec()))
            .prop_map(|(previous_time, new_time, boundary_type)| {
                TimeChange { previous_time, new_time, boundary_type }.into()
            })
            .boxed(),
        Kind::EventAdded => (events(), zones()).prop_map(|(event, zone)| EventAdded::new(event, zone).into()).boxed(),
        Kind::EventUpdated => {
            (events(), events(), zones()).prop_map(|(old, new, zone)| EventUpdated::new(old, new, zone).into()).boxed()
        }
        Kind::EventRemoved => {
            use RemovalReason::{Cancelled, Deleted, Expired, Unpublished};
            (events(), select(vec![Cancelled, Deleted, Unpublished, Expired]))
                .prop_map(|(event, reason)| EventRemoved::new(&event, reason).into())
                .boxed()
        }
        Kind::AssumptionLayerUpdate => {
            let names = ["spending_propensity", "college_presence", "event_proximity", "hotels"];
            let layer = select(names.map(LayerType::of).into_iter().chain([LayerType::ALL]).collect::<Vec<_>>());
            let area = prop::option::of((places(), places()))
                .prop_map(|corners| corners.and_then(|(a, b)| BoundingBox::new(a, b).ok()));
            (layer, area, texts())
                .prop_map(|(layer_type, affected_area, recalculation_reason)| {
                    AssumptionLayerUpdate { layer_type, affected_area, recalculation_reason }.into()
                })
                .boxed()
        }
        Kind::GridUpdate => {
            use UpdateType::{AssumptionOnly, Full, Incremental};
            let cells = prop::option::of(prop::collection::vec(texts(), 0..4));
            let counts = (any::<usize>(), any::<usize>());
            (cells, counts, select(vec![Full, Incremental, AssumptionOnly]), prop::option::of(ids()))
                .prop_map(|(affected_cells, (cells_rescored, cells_changed), update_type, trigger_event_id)| {
                    GridUpdate { affected_cells, cells_rescored, cells_changed, update_type, trigger_event_id }.into()
                })
                .boxed()
        }
        Kind::VisualizationUpdate => {
            use VisualizationType::{All, Combined, Grid, Heatmap};
            (select(vec![Heatmap, Grid, Combined, All]), data(), any::<bool>())
                .prop_map(|(visualization_type, update_data, real_time)| {
                    VisualizationUpdate { visualization_type, update_data, real_time }.into()
                })
                .boxed()
        }
        Kind::WebhookReceived => (texts(), texts(), data())
            .prop_map(|(source, webhook_type, webhook_data)| {
                WebhookReceived { source, webhook_type, webhook_data }.into()
            })
            .boxed(),
        Kind::Custom => (texts(), data()).prop_map(|(name, data)| Custom { name, data }.into()).boxed(),
    }
}

fn causes() -> impl Strategy<Value = Cause> {
    prop_oneof![
        Just(Cause::Clock),
        Just(Cause::Replay),
        Just(Cause::User),
        any::<u64>().prop_map(|id| Cause::Message(MessageId(id))),
        (texts(), any::<u64>()).prop_map(|(source, seq)| Cause::Delivery { source, seq }),
    ]
}

fn messages() -> impl Strategy<Value = Message> {
    let body = select(Kind::ALL.to_vec()).prop_flat_map(bodies);
    (any::<u64>(), times(), causes(), body)
        .prop_map(|(id, timestamp, cause, body)| Draft::new(timestamp, cause, body).numbered(MessageId(id)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_message_round_trips_through_json(message in messages()) {
        let json = serde_json::to_string(&message).unwrap();
        let read: Message = serde_json::from_str(&json).map_err(|error| TestCaseError::fail(format!("{error}\n{json}")))?;
        prop_assert_eq!(&read, &message);
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), json); // offsets included
    }

    #[test]
    fn an_event_keeps_its_offsets(event in events(), zone in zones()) {
        let record = EventRecord::new(event, zone);
        let json = serde_json::to_value(&record).unwrap();
        if let Timing::Span { start, .. } = record.event.timing {
            let offset = DateTime::parse_from_rfc3339(json["start"].as_str().unwrap()).unwrap().offset().fix();
            let local = start.with_timezone(&zone).offset().fix();
            prop_assert!(offset == local || local.local_minus_utc() % 60 != 0);
        }
        prop_assert_eq!(serde_json::from_value::<EventRecord>(json).unwrap(), record);
    }
}
