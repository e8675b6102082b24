//! What a delivery leaves unsaid of an event stays as it is.

use serde_json::{Value, json};

use crate::support::Listener;

fn tell(listener: &Listener, body: &Value) {
    assert_eq!(listener.post("/webhooks/generic/box", body.to_string()).status, 200, "{body}");
}

fn event(listener: &Listener) -> Value {
    listener.json("/events")["events"][0].clone()
}

#[test]
fn an_update_says_some_fields_and_keeps_the_others() {
    let listener = Listener::start(&[]);
    tell(
        &listener,
        &json!({"type": "added", "event": {"id": "x", "name": "X", "lat": 39.1, "lon": -94.58,
        "start": "2026-10-03T18:00", "end": "2026-10-03T20:00", "attendance": 5000}}),
    );
    let mut expected = event(&listener);
    let updates = [
        (json!({"name": "Y", "latitude": 39.2, "lon": -94.5}), json!({"name": "Y", "lat": 39.2, "lon": -94.5})),
        (json!({"start": "2026-10-03T17:00"}), json!({"start": "2026-10-03T17:00:00-05:00"})),
        (json!({"attendance": 6000}), json!({"attendance": 6000})),
        (json!({"name": null, "end": ""}), json!({})),
        // Put off without a new date, it has none.
        (json!({"status": "postponed"}), json!({"status": "postponed", "start": null, "end": null})),
        // Whole days, and back to hours.
        (
            json!({"start": "2026-10-04", "end": "2026-10-05"}),
            json!({"start": "2026-10-04", "end": "2026-10-05", "time_unknown": true}),
        ),
        (
            json!({"start": "2026-10-04T18:00", "end": "2026-10-04T20:00"}),
            json!({"start": "2026-10-04T18:00:00-05:00", "end": "2026-10-04T20:00:00-05:00", "time_unknown": false}),
        ),
        // Put off beyond its old end, it has none that is known.
        (json!({"start": "2026-10-09T18:00"}), json!({"start": "2026-10-09T18:00:00-05:00", "end": null})),
    ];
    for (said, changed) in updates {
        let mut body = json!({"type": "updated", "id": "x"});
        body.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
        tell(&listener, &body);
        expected.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
        assert_eq!(event(&listener), expected, "{body}");
    }
    // What does not go together with the rest is refused, and changes nothing.
    for said in [json!({"end": "2026-10-08T18:00"}), json!({"lat": 91}), json!({"lat": 39.1, "latitude": 39.2})] {
        let mut body = json!({"type": "updated", "id": "x"});
        body.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
        tell(&listener, &body);
        assert_eq!(event(&listener), expected, "{body}");
        assert_eq!(listener.journal().last().unwrap()["state"], "dead", "{body}");
    }
}

#[test]
fn an_update_of_an_event_nobody_knows_is_one_if_it_says_all_and_waits_if_not() {
    let listener = Listener::start(&[]);
    tell(&listener, &json!({"type": "updated", "id": "x", "attendance": 7}));
    assert_eq!(listener.json("/stats")["webhooks"]["unresolved"], 1);
    tell(&listener, &json!({"type": "updated", "id": "x", "lat": 39.1, "lon": -94.58}));
    let known = event(&listener);
    assert_eq!((&known["id"], &known["attendance"]), (&json!("x"), &json!(7)));
    assert_eq!(listener.json("/stats")["webhooks"]["unresolved"], 0);
}
