//! A replay as its messages: each of them, its cause, and the snapshot after each instant.

use std::collections::BTreeMap;

use chrono_tz::America::Chicago;
use pdpe::live::message::{AssumptionLayerUpdate, Body, Cause, GridUpdate, Kind, Message, MessageId, chain};
use serde_json::Value;

use super::{FRIDAY, World, differing, lines, printed, rows, town, write};

/// The end of a span that starts on [`FRIDAY`] and in which a month, a week, a day and an hour turn.
const TUESDAY: &str = "2026-10-06T01:00";

/// The messages of one instant and the snapshot after them.
struct Told {
    messages: Vec<Message>,
    snapshot: Value,
}

fn told(ndjson: &str) -> Vec<Told> {
    let mut all = vec![Told { messages: Vec::new(), snapshot: Value::Null }];
    for line in lines(ndjson) {
        let last = all.last_mut().unwrap();
        if line["type"] == "snapshot" {
            last.snapshot = line;
            all.push(Told { messages: Vec::new(), snapshot: Value::Null });
        } else {
            last.messages.push(serde_json::from_value(line).unwrap());
        }
    }
    let rest = all.pop().unwrap();
    assert!(rest.messages.is_empty(), "an instant ends without a snapshot");
    all
}

impl Told {
    /// What a message was answered with.
    fn answers(&self, to: MessageId) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(move |message| message.cause == Cause::Message(to))
    }

    fn updates(&self, to: MessageId) -> Vec<&AssumptionLayerUpdate> {
        self.answers(to)
            .filter_map(
                |message| if let Body::AssumptionLayerUpdate(update) = &message.body { Some(update) } else { None },
            )
            .collect()
    }

    fn grid_updates(&self) -> Vec<(&Message, &GridUpdate)> {
        self.messages
            .iter()
            .filter_map(
                |message| if let Body::GridUpdate(update) = &message.body { Some((message, update)) } else { None },
            )
            .collect()
    }
}

/// The weekend from a month's last days into the next, with its shows moved.
fn turn_of_the_month() -> World {
    let weekend = std::fs::read_to_string(super::fixture("kc_weekend.json")).unwrap();
    World::new(
        town(),
        &weekend
            .replace("2026-10-02", "2026-10-30")
            .replace("2026-10-03", "2026-10-31")
            .replace("2026-10-04", "2026-11-01")
            .replace("-05:00", "-06:00"),
        Chicago,
    )
}

#[test]
fn each_line_is_a_message_or_a_snapshot_and_each_message_follows_from_the_replay() {
    let world = World::weekend();
    let all = told(&world.simulate(FRIDAY, TUESDAY, &["--format", "ndjson"]));
    let messages: BTreeMap<MessageId, &Message> =
        all.iter().flat_map(|told| &told.messages).map(|message| (message.message_id, message)).collect();
    assert!(messages.len() > 250);
    assert!(messages.keys().map(|id| id.0).eq(1..=messages.len() as u64), "numbers have gaps");
    for told in &all {
        for message in &told.messages {
            let way = chain(message.message_id, |id| messages.get(&id).copied());
            assert_eq!(way[0].cause, Cause::Replay, "{message:?}");
            assert!([Kind::TimeChange, Kind::Custom].contains(&way[0].kind()));
            assert_eq!(message.timestamp.to_rfc3339(), told.snapshot["timestamp"], "{message:?}");
        }
    }
}

#[test]
fn each_instant_ends_with_a_snapshot_that_tells_what_the_csv_does() {
    let world = World::weekend();
    let all = told(&world.simulate(FRIDAY, TUESDAY, &["--format", "ndjson"]));
    let rows = rows(&world.simulate(FRIDAY, TUESDAY, &["--format", "csv"]));
    let start = super::json(&world.simulate(FRIDAY, FRIDAY, &["--format", "json"]));
    for number in ["min", "mean", "max", "best_cell", "best_lat", "best_lon"] {
        assert_eq!(all[0].snapshot[number], start["start"][number]);
    }
    assert!(all[0].messages.is_empty());
    assert_eq!(all.len() - 1, rows.len());
    for (told, row) in all[1..].iter().zip(&rows) {
        for name in ["timestamp", "open_events", "min", "mean", "max", "best_cell", "best_lat", "best_lon"] {
            assert_eq!(printed(&told.snapshot[name]), row[name], "{name} of {row:?}");
        }
        let sum =
            |of: fn(&GridUpdate) -> usize| told.grid_updates().iter().map(|(_, update)| of(update)).sum::<usize>();
        assert_eq!(sum(|update| update.cells_changed).to_string(), row["cells_changed"], "{row:?}");
        assert_eq!(sum(|update| update.cells_rescored).to_string(), row["cells_rescored"], "{row:?}");
    }
}

#[test]
fn turns_are_told_in_the_order_month_week_day_hour_then_events() {
    let world = turn_of_the_month();
    let span = ["2026-10-30T16:00", "2026-11-03T01:00"];
    let all = told(&world.simulate(span[0], span[1], &["--format", "ndjson"]));
    let rows = rows(&world.simulate(span[0], span[1], &["--format", "csv"]));
    let mut seen = Vec::new();
    for (told, row) in all[1..].iter().zip(&rows) {
        let mut words = Vec::new();
        for message in told.messages.iter().filter(|message| message.cause == Cause::Replay) {
            match &message.body {
                Body::TimeChange(change) => {
                    assert_eq!(change.new_time, message.timestamp);
                    assert!(change.previous_time < change.new_time);
                    words.push(change.boundary_type.to_string());
                }
                Body::Custom(custom) => {
                    words.push(format!("{} {}", custom.name, custom.data["event_id"].as_str().unwrap()));
                }
                other => panic!("{other:?}"),
            }
        }
        let boundaries = row["boundaries"].split(' ').filter(|kind| !kind.is_empty()).map(str::to_owned);
        let mut turns: Vec<(String, &str)> = Vec::new();
        for (name, ids) in [("event_opens", &row["opened"]), ("event_closes", &row["closed"])] {
            turns.extend(ids.split(';').filter(|id| !id.is_empty()).map(|id| (id.to_owned(), name)));
        }
        turns.sort_unstable();
        let turns = turns.into_iter().map(|(id, name)| format!("{name} {id}"));
        assert_eq!(words, boundaries.chain(turns).collect::<Vec<_>>(), "{row:?}");
        seen.push(row["boundaries"].clone());
    }
    for kinds in ["month day hour", "week day hour", "day hour", "hour", ""] {
        assert!(seen.iter().any(|seen| seen == kinds), "no {kinds} in {seen:?}");
    }
}

#[test]
fn each_turn_of_the_clock_is_answered_and_one_that_changes_no_factor_says_so() {
    let world = turn_of_the_month();
    let span = ["2026-10-30T16:00", "2026-11-03T01:00"];
    let all = told(&world.simulate(span[0], span[1], &["--format", "ndjson"]));
    let rows = rows(&world.simulate(span[0], span[1], &["--format", "csv"]));
    let (mut quiet, mut followed) = (0, 0);
    for (told, row) in all[1..].iter().zip(&rows) {
        let changes: Vec<&Message> =
            told.messages.iter().filter(|message| message.kind() == Kind::TimeChange).collect();
        for (place, message) in changes.iter().enumerate() {
            let reasons: Vec<&str> =
                told.updates(message.message_id).iter().map(|update| update.recalculation_reason.as_str()).collect();
            let grids = told.answers(message.message_id).filter(|answer| answer.kind() == Kind::GridUpdate).count();
            let expected = if place > 0 {
                followed += 1;
                "applied with another message of this instant"
            } else if row["layers"].is_empty() {
                quiet += 1;
                "changes no factor, nothing computed"
            } else {
                let layers: Vec<String> = told
                    .updates(message.message_id)
                    .iter()
                    .map(|update| update.layer_type.as_str().to_owned())
                    .collect();
                assert_eq!(layers.join(" "), row["layers"]);
                "cells computed"
            };
            assert!(
                !reasons.is_empty() && reasons.iter().all(|reason| reason.contains(expected)),
                "{expected}: {reasons:?}"
            );
            assert_eq!(grids, usize::from(expected == "cells computed"), "{reasons:?}");
        }
    }
    assert!(quiet > 30 && followed > 4);
}

#[test]
fn a_grid_update_lists_the_cells_that_changed_and_is_shown() {
    let world = World::weekend();
    let all = told(&world.simulate(FRIDAY, TUESDAY, &["--format", "ndjson"]));
    let mut before = world.scores(&world.events, world.at(FRIDAY));
    let mut types = Vec::new();
    for told in &all[1..] {
        let after = world.scores(&world.events, world.at(told.snapshot["timestamp"].as_str().unwrap()));
        let changed: Vec<&str> = differing(&before, &after).into_iter().map(|cell| world.grid.id(cell)).collect();
        let listed: Vec<String> =
            told.grid_updates().into_iter().flat_map(|(_, update)| update.affected_cells.clone().unwrap()).collect();
        assert_eq!(listed, changed);
        for (message, update) in told.grid_updates() {
            types.push(format!("{:?}", update.update_type));
            let shown: Vec<&Message> = told.answers(message.message_id).collect();
            let [Message { body: Body::VisualizationUpdate(shown), .. }] = &shown[..] else { panic!("{shown:?}") };
            assert!(!shown.real_time);
            assert_eq!(shown.update_data["best"]["cell_id"], told.snapshot["best_cell"]);
        }
        before = after;
    }
    for kind in ["Full", "Incremental", "AssumptionOnly"] {
        assert!(types.iter().any(|told| told == kind), "no {kind} in {types:?}");
    }
}

#[test]
fn of_events_that_open_together_the_area_is_that_of_all() {
    let event = |id: &str, lat: f64| {
        format!(
            r#"{{"id":"{id}","lat":{lat},"lon":-94.58,"start":"2026-10-02T17:30-05:00","end":"2026-10-02T18:20-05:00","radius_km":4}}"#
        )
    };
    let world = World::new(town(), &format!("[{},{}]", event("north", 39.2), event("south", 39.0)), Chicago);
    let all = told(&world.simulate(FRIDAY, "+4h", &["--format", "ndjson"]));
    for at in ["16:30", "19:20"] {
        let told = all.iter().find(|told| told.snapshot["timestamp"].as_str().unwrap().contains(at)).unwrap();
        let [(grid, update)] = &told.grid_updates()[..] else { panic!("one update for one step") };
        let Cause::Message(cause) = grid.cause else { panic!("{grid:?}") };
        let [layer] = told.updates(cause)[..] else { panic!("one layer") };
        let area = layer.affected_area.unwrap();
        for id in update.affected_cells.as_ref().unwrap() {
            let place = world.grid.place(world.grid.positions(id).next().unwrap());
            let within =
                (area.south..=area.north).contains(&place.lat()) && (area.west..=area.east).contains(&place.lon());
            assert!(within, "{id} lies outside {area:?}");
        }
        assert!(update.affected_cells.as_ref().unwrap().len() > 8);
        assert_eq!(update.trigger_event_id, None, "it was not one event");
        assert!(["north", "south"].iter().all(|id| layer.recalculation_reason.contains(id)), "{layer:?}");
    }
}

#[test]
fn the_messages_of_a_change_of_clocks_say_so() {
    let zone = chrono_tz::Australia::Lord_Howe;
    let world = World::new(town(), "[]", zone);
    let all = told(&world.simulate("2025-10-05T01:00", "+1h", &["--format", "ndjson"]));
    let [_, told] = &all[..] else { panic!("{} instants", all.len()) };
    let Body::Custom(custom) = &told.messages[0].body else { panic!("{:?}", told.messages) };
    assert_eq!(custom.name, "clock_changed");
    assert!(!told.updates(told.messages[0].message_id).is_empty());
}

#[test]
fn two_runs_give_the_same_bytes_to_a_file_and_to_a_pipe() {
    let world = World::weekend();
    let piped = world.simulate(FRIDAY, "+1d", &["--format", "ndjson"]);
    assert_eq!(world.simulate(FRIDAY, "+1d", &["-o", "out.ndjson"]), "");
    assert_eq!(std::fs::read_to_string(world.dir.path().join("out.ndjson")).unwrap(), piped);
    write(world.dir.path(), "out.ndjson", "old");
    world.run(FRIDAY, "+1d", &["-o", "out.ndjson", "--events", "none.json"]).fails(1, &["none.json"]);
    assert_eq!(std::fs::read_to_string(world.dir.path().join("out.ndjson")).unwrap(), "old");
}
