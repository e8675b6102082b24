//! What a delivery means must not depend on who reads it: the listener when it comes, a restart, or a
//! replay of the journal. A sender may say the type in a header of its own alone.

use serde_json::{Value, json};

use crate::common::{command, run};
use crate::support::{JSON, Listener, Setup};

/// The sources that read a header: their addresses, those headers, and the types for an event that
/// comes and one that goes.
const SOURCES: [(&str, &str, [&str; 2]); 3] = [
    ("eventbrite", "X-Eventbrite-Event", ["event.published", "event.deleted"]),
    ("ticketmaster", "X-Ticketmaster-Event", ["event.created", "event.deleted"]),
    ("generic/box", "X-Event-Type", ["added", "removed"]),
];

/// An event in the shape of each source, of which the body does not say that it goes.
fn body(address: &str, id: usize) -> Value {
    let lat = 39.0 + f64::from(u8::try_from(id).unwrap()) / 100.0;
    match address {
        "eventbrite" => json!({ "api_url": format!("https://www.eventbriteapi.com/v3/events/{id}/"),
                                "config": { "action": "event.updated" } }),
        "ticketmaster" => {
            json!({ "id": id.to_string(), "name": "Show", "dates": { "start": { "localDate": "2026-10-03" } },
                                  "_embedded": { "venues": [{ "location": { "latitude": lat, "longitude": -94.58 } }] } })
        }
        _ => json!({ "id": id.to_string(), "lat": lat, "lon": -94.58 }),
    }
}

fn send(listener: &Listener, address: &str, header: (&str, &str), mut body: Value) {
    // The same body in 10 s would be taken for the same delivery.
    body["said"] = json!(header.1);
    let answer = listener.post_with(&format!("/webhooks/{address}"), &[JSON, header], body.to_string());
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[test]
fn a_type_that_stands_in_a_header_alone_means_the_same_after_a_restart_and_in_replays() {
    // Eventbrite's deliveries name events without their data.
    let known =
        [1, 2].map(|id| format!(r#"{{"id":"{id}","lat":39.0{id},"lon":-94.58,"source":"eventbrite"}}"#)).join("\n");
    let listener = Setup::new(&["--now", "2026-10-03T18:10", "--clock-speed", "0.001", "--events", "known.json"])
        .file("known.json", &known)
        .start();
    let mut stay = Vec::new();
    for (number, (address, header, [comes, goes])) in SOURCES.into_iter().enumerate() {
        let (stays, leaves) = (2 * number + 1, 2 * number + 2);
        for id in [stays, leaves] {
            send(&listener, address, (header, comes), body(address, id));
        }
        send(&listener, address, (header, goes), body(address, leaves));
        stay.push(stays.to_string());
    }
    let ids = |events: &[u8]| {
        let events: Value = serde_json::from_slice(events).unwrap();
        let ids = events["events"].as_array().unwrap().iter().map(|event| event["id"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>()
    };
    let known = listener.get("/events").body;
    assert_eq!(ids(&known), stay);
    let types = |rows: Vec<Value>| rows.iter().map(|row| row["type"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let kept = types(listener.journal());
    assert!(kept.contains(&"removed".into()) && kept.iter().filter(|kind| *kind == "event.deleted").count() == 2);

    let again = listener.restart();
    assert_eq!(again.get("/events").body, known, "after a restart");
    let folder = again.folder();
    let replay = run(command(folder).args(["journal", "replay", "--events", "known.json"]), b"").ok();
    assert_eq!(replay.out.as_bytes(), known, "in a replay of the journal");
    run(command(folder).args(["journal", "export", "day.ndjson"]), b"").ok();
    let span = [
        "--from",
        "2026-10-03T18:00",
        "--to",
        "2026-10-03T19:00",
        "--deliveries",
        "day.ndjson",
        "--events",
        "known.json",
    ];
    let told = run(command(folder).arg("simulate").args(span).args(["--format", "ndjson"]), b"").ok().out;
    let told: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |kind: &str, field: &str| -> Vec<String> {
        let of = told.iter().filter(|message| message["type"] == kind);
        of.map(|message| message[field].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(of("event_removed", "removed_event_id"), ["2", "4", "6"], "in a simulation");
    assert_eq!(of("webhook_received", "webhook_type"), kept, "in a simulation");
}
