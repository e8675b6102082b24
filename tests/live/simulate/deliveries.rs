//! `--deliveries`: journal exports and recorded webhooks, replayed as they came.

use serde_json::{Value, json};

use super::{FRIDAY, World};
use crate::common::{command, pdpe_in, run, write};

/// A cancelled concert, a pop-up market, and then more people than it was thought.
fn recorded() -> String {
    let lines = [
        json!({"time": "2026-10-02T15:00:00-05:00", "source": "box", "body": {"type": "added", "event": {
            "id": "pop-up", "name": "Pop-up market", "lat": 39.1, "lon": -94.58,
            "start": "2026-10-03T12:00", "end": "2026-10-03T18:00"}}}),
        json!({"time": "2026-10-02T18:30:00-05:00", "source": "box",
            "body": {"type": "event.updated", "id": "pop-up", "attendance": 4000}}),
        json!({"time": "2026-10-02T20:00:00-05:00", "source": "ticketmaster", "body": {"type": "cancelled",
            "event": {"id": "G5vYZ9kC2xT7m", "dates": {"status": {"code": "cancelled"}}}}}),
        json!({"time": "2027-01-01T00:00:00Z", "source": "box", "body": {"type": "deleted", "id": "pop-up"}}),
    ];
    lines.map(|line| line.to_string() + "\n").concat()
}

/// A delivery that says nothing of events.
const TRIAL: &str = "{\"time\":\"2026-10-02T18:30:00-05:00\",\"source\":\"box\",\"body\":{\"type\":\"ping\"}}\n";

fn simulate(world: &World, extra: &[&str]) -> crate::common::Run {
    write(world.dir.path(), "deliveries.ndjson", recorded());
    let mut args = vec![
        "simulate",
        "--grid",
        "kc.csv",
        "--events",
        "shows.json",
        "--from",
        FRIDAY,
        "--to",
        "+2d",
        "--deliveries",
        "deliveries.ndjson",
    ];
    args.extend(extra);
    pdpe_in(world.dir.path(), &args, b"")
}

#[test]
fn the_scores_after_each_instant_are_those_of_the_events_known_by_then() {
    let world = World::weekend();
    let out = simulate(&world, &["--scores", "--format", "ndjson"]).ok().out;
    let rows: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    // What the deliveries come to, written by hand.
    let shows: Value =
        serde_json::from_str(&std::fs::read_to_string(world.dir.path().join("shows.json")).unwrap()).unwrap();
    let market = |attendance: Value| {
        json!({"id": "pop-up", "name": "Pop-up market", "lat": 39.1, "lon": -94.58, "source": "box",
            "start": "2026-10-03T12:00", "end": "2026-10-03T18:00", "attendance": attendance})
    };
    for (at, attendance, has_concert) in [
        ("2026-10-02T18:00:00-05:00", Value::Null, true),
        ("2026-10-02T18:30:00-05:00", json!(4000), true),
        ("2026-10-02T20:00:00-05:00", json!(4000), false),
        ("2026-10-03T15:00:00-05:00", json!(4000), false),
    ] {
        let mut events = shows["events"].as_array().unwrap_or_else(|| shows.as_array().unwrap()).clone();
        events.retain(|event| has_concert || event["id"] != "G5vYZ9kC2xT7m");
        events.push(market(attendance));
        write(world.dir.path(), "then.json", json!({"schema_version": 1, "events": events}).to_string());
        let args = ["score", "--grid", "kc.csv", "--events", "then.json", "--format", "ndjson", "--at", at];
        let fresh = pdpe_in(world.dir.path(), &args, b"").ok().out;
        let fresh: Vec<Value> = fresh.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let replayed: Vec<Value> = rows
            .iter()
            .filter(|row| row["timestamp"] == at)
            .map(|row| {
                let mut row = row.clone();
                row.as_object_mut().unwrap().remove("timestamp");
                row
            })
            .collect();
        assert_eq!(replayed, fresh, "{at}");
    }
}

#[test]
fn every_view_meets_the_same_instants() {
    let world = World::weekend();
    let instants: Value = serde_json::from_str(&simulate(&world, &["--format", "json"]).ok().out).unwrap();
    let told: Vec<&Value> =
        instants["instants"].as_array().unwrap().iter().filter(|instant| instant["changes"] != Value::Null).collect();
    assert_eq!(told.len(), 2, "the first came before the start, the last comes after the end");
    assert_eq!(told[0]["changes"], json!(["Pop-up market: attendance"]));
    assert_eq!(told[1]["changes"], json!(["off: G5vYZ9kC2xT7m"]));
    // It comes at a full hour, with another event's opening: each cell counts once.
    let scores = simulate(&world, &["--scores", "--format", "ndjson"]).ok().out;
    let scores: Vec<Value> = scores.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let at = |timestamp: &str| -> Vec<&Value> {
        let of_then = scores.iter().filter(|row| row["timestamp"] == timestamp);
        of_then.map(|row| &row["combined_score"]).collect()
    };
    let [before, after] = ["2026-10-02T19:00:00-05:00", "2026-10-02T20:00:00-05:00"].map(at);
    let changed = before.iter().zip(&after).filter(|(before, after)| before != after).count();
    assert_eq!(told[1]["cells_changed"], changed);
    let messages = simulate(&world, &["--format", "ndjson"]).ok().out;
    let snapshots: Vec<Value> = messages
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|message| message["type"] == "snapshot")
        .collect();
    let all = instants["instants"].as_array().unwrap();
    assert_eq!(snapshots.len(), all.len() + 1, "one for the start");
    for (snapshot, instant) in snapshots[1..].iter().zip(all) {
        for field in ["timestamp", "open_events", "min", "mean", "max", "best_cell"] {
            assert_eq!(snapshot[field], instant[field], "{field} at {}", instant["timestamp"]);
        }
    }
    assert!(messages.contains(r#""type":"webhook_received","source":"ticketmaster""#));
    let table = simulate(&world, &["--format", "table"]).ok().out;
    assert!(table.contains("off: G5vYZ9kC2xT7m"), "{table}");
}

#[test]
fn deliveries_of_a_file_follow_each_other_though_its_clock_went_back() {
    let world = World::weekend();
    let line = |time: &str, id: &str, kind: &str| {
        let event = json!({"id": id, "lat": 39.1, "lon": -94.58, "start": "2026-10-02T18:00"});
        json!({"time": time, "source": "box", "body": {"type": kind, "event": event}}).to_string() + "\n"
    };
    let clock_back = [("18:10", "added"), ("18:30", "deleted"), ("18:20", "added")]
        .map(|(time, kind)| line(&format!("2026-10-02T{time}:00-05:00"), "a", kind))
        .concat();
    write(world.dir.path(), "back.ndjson", clock_back);
    write(world.dir.path(), "other.ndjson", line("2026-10-02T18:25:00-05:00", "b", "added"));
    let span = ["simulate", "--grid", "kc.csv", "--from", FRIDAY, "--to", "+2d", "--format", "json"];
    let files = ["--deliveries", "back.ndjson", "other.ndjson"];
    let told = pdpe_in(world.dir.path(), &[&span[..], &files].concat(), b"").ok().out;
    let document: Value = serde_json::from_str(&told).unwrap();
    let instants = document["instants"].as_array().unwrap().iter().filter(|instant| instant["changes"] != Value::Null);
    let changes: Vec<_> = instants.map(|instant| (&instant["timestamp"], &instant["changes"])).collect();
    let times = ["18:10", "18:25", "18:30"].map(|time| json!(format!("2026-10-02T{time}:00-05:00")));
    let told = [json!(["new: a"]), json!(["new: b"]), json!(["off: a", "new: a"])];
    assert_eq!(changes, times.iter().zip(&told).collect::<Vec<_>>());
}

#[test]
fn what_if_is_asked_of_the_same_deliveries() {
    let world = World::weekend();
    write(
        world.dir.path(),
        "shows.json",
        r#"{"events":[{"id":"pop-up","name":"Old","lat":39.1,"lon":-94.58,"start":"2026-10-03T12:00"}]}"#,
    );
    // No delivery puts it back, whether one came before the start or comes later.
    let out = simulate(&world, &["--without", "pop-up", "--format", "json"]).ok().out;
    let document: Value = serde_json::from_str(&out).unwrap();
    let differing = |document: &Value| -> Vec<bool> {
        let instants = document["instants"].as_array().unwrap().iter();
        instants.map(|instant| instant["cells_differing"] != 0).collect()
    };
    assert!(differing(&document).contains(&true), "{out}");
    // As if neither the file nor the deliveries had it.
    write(world.dir.path(), "shows.json", r#"{"events":[]}"#);
    let recorded = recorded();
    let without = recorded.lines().filter(|line| !line.contains("pop-up")).map(|line| line.to_owned() + "\n");
    write(world.dir.path(), "without.ndjson", without.collect::<String>());
    let span = ["simulate", "--grid", "kc.csv", "--events", "shows.json", "--from", FRIDAY, "--to", "+2d"];
    let args = [&span[..], &["--deliveries", "without.ndjson", "--format", "json"]].concat();
    let fresh: Value = serde_json::from_str(&pdpe_in(world.dir.path(), &args, b"").ok().out).unwrap();
    for instant in fresh["instants"].as_array().unwrap() {
        let told =
            document["instants"].as_array().unwrap().iter().find(|told| told["timestamp"] == instant["timestamp"]);
        assert_eq!(told.unwrap()["mean"], instant["mean"], "{instant}");
    }
    // One that only deliveries know can be named as well; one that nobody knows can't.
    let out = simulate(&world, &["--without", "pop-up", "--format", "json"]).ok().out;
    assert_eq!(differing(&serde_json::from_str(&out).unwrap()), differing(&document));
    simulate(&world, &["--without", "nobody"]).fails(2, &["--without nobody: no such event among the 1 read"]);
}

#[test]
fn lines_that_cannot_be_used_are_told_with_their_place() {
    let world = World::weekend();
    write(
        world.dir.path(),
        "bad.ndjson",
        "{\"time\":\"2026-10-02T18:30:00-05:00\",\"source\":\"box\",\"body\":[1]}\nnot json\n",
    );
    let args = ["simulate", "--from", FRIDAY, "--to", "+1h", "--deliveries", "bad.ndjson", "--format", "csv"];
    let told = ["bad.ndjson:1: the body is a list", "bad.ndjson:2: not a JSON object", "no line is a delivery"];
    pdpe_in(world.dir.path(), &args, b"").fails(1, &told);
    // Lines are those of the file, the empty ones too.
    write(
        world.dir.path(),
        "bad.ndjson",
        format!("\n{}\n\n{{}}\n\n{}", TRIAL.trim_end(), TRIAL.replace("{\"type\":\"ping\"}", "[1]")),
    );
    pdpe_in(world.dir.path(), &args, b"").fails(0, &["bad.ndjson:4: ", "bad.ndjson:6: the body is a list", "2 of 3"]);
    // What cannot be read to its end is no matter of single lines.
    std::fs::create_dir(world.dir.path().join("folder.ndjson")).unwrap();
    let folder = args.map(|arg| if arg == "bad.ndjson" { "folder.ndjson" } else { arg });
    let strict = [&folder[..], &["--strict"]].concat();
    pdpe_in(world.dir.path(), &strict, b"").fails(1, &["cannot read folder.ndjson: "]);
    write(
        world.dir.path(),
        "bad.ndjson",
        "{\"time\":\"2026-10-02T18:30:00-05:00\",\"source\":\"box\",\"body\":[1]}\nnot json\n",
    );
    let strict: Vec<&str> = args.into_iter().chain(["--strict"]).collect();
    pdpe_in(world.dir.path(), &strict, b"").fails(3, &["2 of 2 deliveries rejected"]);
    let missing = ["simulate", "--from", FRIDAY, "--to", "+1h", "--deliveries", "nowhere.ndjson"];
    run(command(world.dir.path()).args(missing), b"").fails(1, &["nowhere.ndjson"]);
}

#[test]
fn deliveries_that_came_after_the_span_are_told() {
    let world = World::weekend();
    let told = simulate(&world, &["--format", "csv"]).ok().err;
    assert!(told.contains("--deliveries: 1 of 4 came after 2026-10-04T16:00:00-05:00 and are ignored\n"), "{told}");
    // A clock that ran two days ahead for one delivery: those behind it are told as late as it is.
    let lines = ["02T17:00", "04T17:00", "02T18:00", "02T19:00"].map(|time| TRIAL.replace("02T18:30", time));
    write(world.dir.path(), "ahead.ndjson", lines.concat());
    let args = ["simulate", "--from", FRIDAY, "--to", "+1d", "--deliveries", "ahead.ndjson", "--format", "csv"];
    let told = pdpe_in(world.dir.path(), &args, b"").ok().err;
    let left_out = "3 of 4 came after 2026-10-03T16:00:00-05:00 and are ignored; 2 of them have an earlier time, but \
                    follow one that came after it";
    assert!(told.contains(left_out), "{told}");
}

#[test]
fn what_a_delivery_undoes_as_the_clock_does_it_is_no_change() {
    let world = World::weekend();
    let event = r#"{"id":"brief","lat":39.1,"lon":-94.58,"start":"2026-10-02T21:00","source":"box"}"#;
    write(world.dir.path(), "brief.json", format!(r#"{{"schema_version":1,"events":[{event}]}}"#));
    // It opens an hour before its start, at the very instant at which it is cancelled; that hour
    // has the factors of the hour before.
    let gone = r#"{"time":"2026-10-02T20:00:00-05:00","source":"box","body":{"type":"cancelled","id":"brief"}}"#;
    write(world.dir.path(), "gone.ndjson", gone);
    let mut args = vec!["simulate", "--grid", "kc.csv", "--events", "brief.json", "--format", "csv"];
    args.extend(["--from", "2026-10-02T19:30", "--to", "2026-10-02T20:30"]);
    let with = |more: &[&str]| {
        let rows = super::rows(&pdpe_in(world.dir.path(), &[&args, more].concat(), b"").ok().out);
        assert_eq!((rows.len(), &*rows[0]["timestamp"]), (1, "2026-10-02T20:00:00-05:00"));
        rows[0]["cells_changed"].parse::<usize>().unwrap()
    };
    assert!(with(&[]) > 0);
    assert_eq!(with(&["--deliveries", "gone.ndjson"]), 0);
}

#[test]
fn answers_of_a_journal_that_has_forgotten_its_first_are_as_old_as_they_were() {
    let world = World::weekend();
    let text = include_str!("../../../fixtures/listings/eventbrite_events_expanded.json");
    let event = serde_json::from_str::<Value>(text).unwrap()["events"][0].clone();
    let id = event["id"].as_str().unwrap();
    let line = |seq: u64, source: &str, headers: Value, body: &Value| {
        let time = format!("2026-10-02T18:{:02}:00-05:00", seq % 100);
        json!({"seq": seq, "time": time, "source": source, "headers": headers, "body": body}).to_string() + "\n"
    };
    let answer = |seq: u64, asked_after: u64| {
        let path = format!("events/{id}/?expand=venue");
        let headers = json!({"x-pdpe-asked": path, "x-pdpe-asked-after": asked_after.to_string()});
        line(seq, "eventbrite.api", headers, &event)
    };
    let api_url = format!("https://www.eventbriteapi.com/v3/events/{id}/");
    let gone = json!({"api_url": api_url, "config": {"action": "event.unpublished"}});
    let gone = line(50_005, "eventbrite", json!({}), &gone);
    let ever = |answers: [String; 2]| {
        write(world.dir.path(), "kept.ndjson", format!("{}{gone}{}", answers[0], answers[1]));
        // Those of another file have numbers of their own.
        let other = line(7, "box", json!({}), &json!({"type": "added", "id": "b", "lat": 39.1, "lon": -94.58}));
        write(world.dir.path(), "other.ndjson", other);
        let span = ["simulate", "--grid", "kc.csv", "--from", FRIDAY, "--to", "+1d", "--format", "ndjson"];
        let files = ["--deliveries", "other.ndjson", "kept.ndjson"];
        let told = pdpe_in(world.dir.path(), &[&span[..], &files].concat(), b"").ok().out;
        let told: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let kinds = told.iter().filter(|told| told.to_string().contains(id)).map(|told| told["type"].clone());
        kinds.filter(|kind| kind == "event_added" || kind == "event_removed").collect::<Vec<_>>()
    };
    let [added, removed] = ["event_added", "event_removed"].map(Value::from);
    assert_eq!(ever([answer(50_003, 50_002), answer(50_006, 50_004)]), [added.clone(), removed.clone()]);
    assert_eq!(ever([answer(50_003, 50_002), answer(50_006, 50_005)]), [added.clone(), removed, added]);
}
