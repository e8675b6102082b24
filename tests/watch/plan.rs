//! `GET /plan`: the same plan as the command's, from the events known now.

use serde_json::{Value, json};

use crate::common::fixture;
use crate::support::{Listener, Setup, wait_until};

const GRID: &str = "cell_id,lat,lon\n\
    crossroads,39.0936,-94.5896\nkclive,39.0981,-94.5780\nuptown,39.0620,-94.5900\nwestport,39.0500,-94.5910\n";

const EVENING: &str = "/plan?from=2026-10-02T16:00&to=02:00&max-stay=4h";

fn listener() -> Listener {
    let events = fixture("kc_weekend.json");
    let args = ["--now", "2026-10-02T12:00", "--clock-speed", "0.000001", "--grid", "grid.csv", "--events"];
    Setup::new(&[&args[..], &[events.to_str().unwrap()]].concat()).file("grid.csv", GRID).start()
}

#[test]
fn a_plan_is_that_of_the_command() {
    let listener = listener();
    let events = fixture("kc_weekend.json");
    let said = listener.pdpe(&[
        "plan",
        "--grid",
        "grid.csv",
        "--events",
        events.to_str().unwrap(),
        "--from",
        "2026-10-02T16:00",
        "--to",
        "02:00",
        "--max-stay",
        "4h",
        "--break",
        "30m@18:00-21:00",
        "--start",
        "39.1163,-94.6275",
    ]);
    let address = format!("{EVENING}&break=30m@18:00-21:00&start=39.1163,-94.6275");
    let answer = listener.get(&address);
    assert_eq!((answer.text(), answer.header("content-type")), (&*said.ok().out, Some("application/json")));
    // Asked again, it is the same.
    assert_eq!(listener.get(&address).text(), answer.text());
    for (format, kind, start) in [
        ("csv", "text/csv; charset=utf-8", "truck,type,"),
        ("ics", "text/calendar; charset=utf-8", "BEGIN:VCALENDAR\r\n"),
        ("gpx", "application/gpx+xml", "<?xml"),
        ("geojson", "application/geo+json", "{"),
        ("table", "text/plain; charset=utf-8", "Friday 2026-10-02"),
        ("html", "text/html; charset=utf-8", "<!doctype html>"),
    ] {
        let answer = listener.get(&format!("{address}&format={format}"));
        assert_eq!(answer.header("content-type"), Some(kind));
        assert!(answer.text().starts_with(start), "{format}: {}", answer.text());
    }
    assert!(listener.get("/map").text().contains("<a href=\"plan\">"));
}

#[test]
fn a_plan_follows_the_events() {
    let listener = listener();
    let value = |address: &str| listener.json(address)["value"].as_f64().unwrap();
    let before = value(EVENING);
    let events = format!("{EVENING}&value=event_proximity_bonus");
    let without = value(&format!("{events}&without=kc-first-friday,kc-live-block-party,G5vYZ9kC2xT7m"));
    assert!(without < value(&events), "{without}");
    let event = json!({ "id": "street", "name": "Street party", "lat": 39.05, "lon": -94.591,
        "start": "2026-10-02T18:00:00-05:00", "end": "2026-10-02T23:00:00-05:00", "attendance": 9000 });
    listener.post("/webhooks/generic/office", json!({ "type": "added", "event": event }).to_string());
    let seen = || listener.json("/events")["events"].as_array().unwrap().iter().any(|event| event["id"] == "street");
    wait_until("the party is known", seen);
    let after = listener.json(EVENING);
    assert!(after["value"].as_f64().unwrap() > before);
    assert!(after["trucks"].to_string().contains("Street party"), "{after}");
}

#[test]
fn what_cannot_be_planned_is_told() {
    let listener = listener();
    for (query, status, words) in [
        ("from=2026-10-02T16:00&to=+70m", 422, "no plan keeps all limits in the shift of 1h10m"),
        ("from=2026-10-02T16:00&to=%2B3d", 400, "36 hours"),
        ("from=2026-10-02T16:00&stops=50", 400, "stops: write a whole number from 1 to 8"),
        ("from=2026-10-02T16:00&speed=fast", 400, "speed"),
        ("from=2026-10-02T16:00&speed=NaN", 400, "speed"),
        ("from=2026-10-02T16:00&luck=1", 400, "there is no parameter `luck`"),
        ("from=2026-10-02T16:00&keep=nowhere@17:00-18:00", 400, "the grid has no such cell"),
        ("from=2026-10-02T16:00&without=nothing", 400, "there is no event `nothing`"),
        ("from=soon", 400, "from"),
    ] {
        let answer = listener.get(&format!("/plan?{query}"));
        let told: Value = serde_json::from_str(answer.text()).unwrap();
        assert_eq!(answer.status, status, "{query}: {told}");
        assert!(told["error"].as_str().unwrap().contains(words), "{query}: {told}");
    }
}
