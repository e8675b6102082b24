//! `/openapi.json` describes the listener: it is valid, has every route and no other, and answers are what it says.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::common::schemas::Checker;
use crate::common::{fixture, pdpe_in};
use crate::support::{JSON, Listener, Setup, request, wait_until};

fn described(listener: &Listener) -> Value {
    listener.json("/openapi.json")
}

/// A listener at work, with a layer of its own and deliveries of all kinds.
fn busy() -> Listener {
    let events = fixture("kc_weekend.json");
    let toml = "[[layers]]\nname = \"hotels\"\nweight = 0.2\ncolumn = \"beds\"\nreference = 10.0\n";
    let grid = "cell_id,lat,lon,income,beds\na,39.1,-94.58,50000,20\nb,39.05,-94.6,,\nc,39.2,-94.5,90000,9\n";
    let listener = Setup::new(&["--now", "2026-10-03T19:59:58", "--grid", "grid.csv", "--format", "ndjson"])
        .with(&["--events", events.to_str().unwrap()])
        .config(toml)
        .file("grid.csv", grid)
        .start();
    for (body, kind) in [
        (
            r#"{"type":"added","id":"m","name":"Market","lat":39.1,"lon":-94.58,"start":"2026-10-03T18:00"}"#,
            "event_added",
        ),
        (r#"{"type":"updated","id":"m","name":"Large market","attendance":5000}"#, "event_updated"),
        (r#"{"type":"removed","id":"m"}"#, "event_removed"),
        (r#"{"type":"removed","id":"unheard-of"}"#, "webhook_received"),
    ] {
        assert_eq!(listener.post_with("/webhooks/generic/shop", &[JSON], body).status, 200);
        // Else what follows at once would take its place.
        wait_until(kind, || !listener.messages(kind).is_empty());
    }
    wait_until("the hour turns", || !listener.messages("time_change").is_empty());
    listener
}

#[test]
fn the_description_is_valid_and_so_are_its_schemas() {
    let listener = Listener::start(&["--no-journal"]);
    let document = described(&listener);
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    let official = std::fs::read_to_string(fixture("openapi_3.1.json")).unwrap();
    let official = Checker::new(serde_json::from_str(&official).unwrap(), "/$defs/");
    assert_eq!(official.faults_at("", &document), None);
    for (pointer, wrong) in
        [("/openapi", Value::from("2.0")), ("/paths/~1cells/get/responses", Value::Null), ("/info/title", 1.into())]
    {
        let mut changed = document.clone();
        *changed.pointer_mut(pointer).unwrap() = wrong;
        assert!(official.faults_at("", &changed).is_some(), "{pointer}");
    }
    // The schemas are those of the commands, and every reference leads somewhere.
    let outputs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema.json")).unwrap();
    let outputs: Value = serde_json::from_str(&outputs.replace("#/$defs/", "#/components/schemas/")).unwrap();
    assert_eq!(document["components"]["schemas"], outputs["$defs"]);
    let checker = Checker::new(document.clone(), "/components/schemas/");
    for name in outputs["$defs"].as_object().unwrap().keys() {
        checker.faults_at(&format!("/components/schemas/{name}"), &Value::Null);
    }
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(document.pointer(reference).is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn it_has_every_route_and_no_other() {
    let listener = Listener::start(&["--no-journal"]);
    let document = described(&listener);
    let paths: BTreeSet<&str> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    // What can be read, as the sources say.
    let routes = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/watch/routes.rs")).unwrap();
    let list = routes.split("fn can_be_read").nth(1).unwrap().split("\n}").next().unwrap();
    let readable: BTreeSet<String> = list.split('"').skip(1).step_by(2).map(|name| format!("/{name}")).collect();
    assert!(readable.len() >= 14, "{readable:?}");
    for path in &readable {
        assert!(document["paths"][path]["get"].is_object(), "{path} is not described");
    }
    // What the listener itself lists.
    let index = listener.json("/");
    for path in index["paths"].as_object().unwrap().keys() {
        let path = path.split('?').next().unwrap().replace("NAME", "{name}");
        assert!(paths.contains(&*path), "{path} is not described");
    }
    for (path, methods) in document["paths"].as_object().unwrap() {
        let target = path.replace("{name}", "shop").replace("{token}", "0123456789abcdef");
        let answer = listener.tell(request("OPTIONS", &target, &[], b""));
        assert_eq!(answer.status, 204, "{path}");
        let allowed: BTreeSet<&str> = answer.header("allow").unwrap().split(", ").collect();
        let described: BTreeSet<String> =
            methods.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        let expected: BTreeSet<&str> =
            allowed.into_iter().filter(|method| !["HEAD", "OPTIONS"].contains(method)).collect();
        assert_eq!(described.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected, "{path}");
    }
}

#[test]
fn every_parameter_is_known_and_no_other_is() {
    let listener = Listener::start(&["--no-journal"]);
    let document = described(&listener);
    for (path, methods) in document["paths"].as_object().unwrap() {
        let Some(parameters) = methods["get"]["parameters"].as_array() else { continue };
        // A stream has no end.
        if path.starts_with("/webhooks") || path == "/stream" {
            continue;
        }
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            let answer = listener.get(&format!("{path}?{name}=%00"));
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(!text.contains("there is no parameter"), "{path}: {name}");
        }
    }
    // Parameters that routes take, as the sources say.
    let source = |file: &str| {
        std::fs::read_to_string(format!("{}/src/watch/routes/{file}.rs", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    for (file, paths) in
        [("cells", &["/cells"][..]), ("plan", &["/plan"]), ("read", &["/score", "/messages", "/stream"])]
    {
        let source = source(file);
        let calls = [
            "query.take(\"",
            "query.parse(\"",
            "query.count(\"",
            "query.flag(\"",
            "(query, \"",
            "BoundingBox>(\"",
            "Minutes>(\"",
        ];
        for call in calls {
            for name in source.split(call).skip(1).map(|rest| rest.split('"').next().unwrap()) {
                let is_described = paths.iter().any(|path| {
                    let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
                    parameters.iter().any(|parameter| parameter["name"] == name)
                });
                assert!(is_described, "{name} of {file} is not described");
            }
        }
    }
}

#[test]
fn answers_are_what_it_says() {
    let listener = busy();
    let mut checker = Checker::new(described(&listener), "/components/schemas/");
    for (target, schema) in [
        ("/", "index"),
        ("/health", "health"),
        ("/stats", "stats"),
        ("/score?lat=39.1&lon=-94.58", "place_score"),
        ("/score?cell=a&explain=1&at=2026-10-04T12:00", "place_score"),
        ("/cells", "scores"),
        ("/cells?top=1", "scores"),
        ("/cells?bbox=10,10,11,11", "scores"),
        ("/cells?format=geojson", "cells_geojson"),
        ("/events", "events"),
        ("/messages?limit=1000", "messages"),
        ("/map/cells?room=4x4", "map_cells"),
        ("/map/events", "map_events"),
        ("/plan?from=now&to=%2B2h&trucks=2&explain=1&alternatives=1", "plan"),
        ("/plan?from=now&to=%2B2h&format=geojson", "plan_geojson"),
    ] {
        checker.accepts(schema, &listener.json(target));
    }
    for (target, status) in
        [("/nothing", 404), ("/score", 400), ("/cells?top=0", 400), ("/plan?from=now&to=%2B1m", 422)]
    {
        let answer = listener.get(target);
        assert_eq!(answer.status, status, "{answer:?}");
        checker.accepts("error", &serde_json::from_slice(&answer.body).unwrap());
    }
    let clear = listener.post("/caches/clear", "");
    checker.accepts("cleared", &serde_json::from_slice(&clear.body).unwrap());
    for body in [r#"{"type":"ping"}"#, r#"{"type":"ping"}"#] {
        let answer = listener.post_with("/webhooks/generic/shop", &[JSON], body);
        checker.accepts("acknowledged", &serde_json::from_slice(&answer.body).unwrap());
    }
    let types: BTreeSet<String> =
        listener.messages("webhook_received").iter().map(|message| message["type"].to_string()).collect();
    assert_eq!(types.len(), 1);
    for kind in [
        "time_change",
        "event_added",
        "event_updated",
        "event_removed",
        "assumption_layer_update",
        "grid_update",
        "visualization_update",
        "webhook_received",
    ] {
        let messages = listener.messages(kind);
        assert!(!messages.is_empty(), "{kind}");
        for message in &messages {
            checker.accepts(kind, message);
            checker.accepts("message", message);
        }
    }
}

#[test]
fn what_the_listener_prints_and_stores_is_what_the_schemas_say() {
    let listener = busy();
    let mut checker = Checker::of_outputs();
    let folder = listener.folder();
    for format in ["json", "ndjson"] {
        let out = pdpe_in(folder, &["journal", "ls", "--format", format], b"").ok().out;
        match format {
            "json" => checker.accepts("deliveries", &serde_json::from_str(&out).unwrap()),
            _ => checker.accepts_lines("listed_delivery", &out),
        }
    }
    checker.accepts_lines("delivery", &pdpe_in(folder, &["journal", "export", "-"], b"").ok().out);
    let replayed = pdpe_in(folder, &["journal", "replay"], b"").ok().out;
    checker.accepts("events", &serde_json::from_str(&replayed).unwrap());
    let none = pdpe_in(folder, &["journal", "ls", "--state", "dead", "--format", "json"], b"").ok().out;
    checker.accepts("deliveries", &serde_json::from_str(&none).unwrap());
    let run = listener.stop();
    assert!(run.out.lines().count() > 10);
    checker.accepts_lines("message", &run.out);
}
