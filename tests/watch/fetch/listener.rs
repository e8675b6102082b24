//! The listener asks what a delivery only names, and does not have to ask again.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::stand::{Act, Stand, bytes, json as answer, status};
use super::{HIKE, TOKEN, hike, listing};
use crate::common::{command, temp_dir};

/// `pdpe watch` in a folder; dropped, it is killed.
struct Listening {
    child: Child,
    address: String,
    said: Arc<Mutex<String>>,
}

impl Listening {
    fn start(folder: &Path, base: Option<&str>) -> Self {
        let mut command = command(folder);
        command.args(["watch", "--port", "0"]).stderr(Stdio::piped());
        if let Some(base) = base {
            command.env("EVENTBRITE_TOKEN", TOKEN).env("EVENTBRITE_BASE", base);
        }
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let first = lines.find(|line| line.contains("listening on")).expect("it says where it listens");
        let said = Arc::<Mutex<String>>::default();
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            lines.for_each(|line| {
                assert!(!line.contains(TOKEN), "{line}");
                heard.lock().unwrap().push_str(&(line + "\n"));
            });
        });
        let address = first.split("http://").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        Self { child, address, said }
    }

    fn request(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request = format!(
            "{head} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answered = String::new();
        stream.read_to_string(&mut answered).unwrap();
        assert!(answered.starts_with("HTTP/1.1 200"), "{answered}");
        answered.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    fn get(&self, path: &str) -> Value {
        serde_json::from_str(&self.request(&format!("GET {path}"), "")).unwrap()
    }

    fn post(&self, body: &Value) {
        let _ = self.request("POST /webhooks/eventbrite", &body.to_string());
    }

    fn events(&self) -> Vec<Value> {
        self.get("/events")["events"].as_array().unwrap().clone()
    }

    fn wait_until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = std::time::Instant::now();
        while !holds(self) {
            assert!(begun.elapsed() < super::PATIENCE, "never happened: {what}; {}", self.get("/stats"));
            std::thread::yield_now();
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn delivery(path: &str, action: &str) -> Value {
    json!({"api_url": format!("https://www.eventbriteapi.com/v3/{path}/"), "config": {"action": action}})
}

#[test]
fn what_a_delivery_names_is_fetched_and_survives_a_restart_without_being_asked_for_again() {
    let folder = temp_dir();
    let stand = Stand::new(|path, _| match path.split('?').next().unwrap() {
        path if path == format!("/v3/events/{HIKE}/") => answer(&hike()),
        _ => status(404),
    });
    let listening = Listening::start(folder.path(), Some(&format!("http://{}/v3", stand.address)));
    listening.post(&delivery(&format!("events/{HIKE}"), "event.created"));
    listening.wait_until("the event is known", |listening| listening.events().len() == 1);
    let events = listening.events();
    assert_eq!((&events[0]["id"], &events[0]["source"]), (&json!(HIKE), &json!("eventbrite")));
    listening.wait_until("nothing is unresolved", |listening| listening.get("/stats")["webhooks"]["unresolved"] == 0);
    listening.wait_until("both are applied", |listening| listening.get("/stats")["journal"]["applied"] == 2);
    drop(listening);
    let asked = stand.paths().len();

    // Killed, and started where nobody can be asked.
    let listening = Listening::start(folder.path(), None);
    assert_eq!(listening.events(), events);
    assert_eq!(listening.get("/stats")["journal"]["applied"], 2);
    assert_eq!(stand.paths().len(), asked);
    drop(listening);
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(TOKEN.len()).any(|window| window == TOKEN.as_bytes()));
    }
}

#[test]
fn an_answer_that_is_older_than_a_removal_does_not_undo_it() {
    let folder = temp_dir();
    let (tell, told) = std::sync::mpsc::channel();
    let told = Mutex::new(Some(told));
    let stand = Stand::new(move |_, number| match number {
        1 => Act::SayWhenTold(told.lock().unwrap().take().unwrap(), bytes(200, "application/json", "", &hike())),
        2 => status(404), // nobody knows the event that is deleted, so that it is asked for again
        _ => answer(&hike()),
    });
    let listening = Listening::start(folder.path(), Some(&format!("http://{}/v3", stand.address)));
    let applied = |listening: &Listening| listening.get("/stats")["journal"]["applied"].as_u64().unwrap();
    let post = |action: &str| listening.post(&delivery(&format!("events/{HIKE}"), action));
    post("event.created");
    listening.wait_until("it is being asked", |listening| listening.get("/stats")["fetch"]["in_flight"] == 1);
    post("event.deleted");
    tell.send(()).unwrap();
    // The two deliveries, which waited for the event, and the answer.
    listening.wait_until("all are applied", |listening| applied(listening) == 3);
    assert_eq!(listening.events(), [] as [Value; 0]);
    // What is asked afterwards counts.
    post("event.published");
    listening.wait_until("it is back", |listening| listening.events().len() == 1);
    let events = listening.events();
    listening.wait_until("all are applied", |listening| applied(listening) >= 4);
    drop(listening);
    let listening = Listening::start(folder.path(), None);
    assert_eq!(listening.events(), events);
}

#[test]
fn an_event_that_goes_online_is_not_where_it_was_to_be_any_more() {
    let folder = temp_dir();
    let online = || {
        let mut event: Value = serde_json::from_slice(&hike()).unwrap();
        (event["online_event"], event["venue"]) = (json!(true), Value::Null);
        event.to_string().into_bytes()
    };
    let stand = Stand::new(move |_, number| answer(&if number == 1 { hike() } else { online() }));
    let listening = Listening::start(folder.path(), Some(&format!("http://{}/v3", stand.address)));
    listening.post(&delivery(&format!("events/{HIKE}"), "event.created"));
    listening.wait_until("the event is known", |listening| listening.events().len() == 1);
    listening.post(&delivery(&format!("events/{HIKE}"), "event.updated"));
    listening.wait_until("it is gone", |listening| listening.events().is_empty());
    drop(listening);
    let listening = Listening::start(folder.path(), None);
    assert_eq!(listening.events(), [] as [Value; 0]);
}

#[test]
fn an_order_sets_the_attendance_of_its_event_once_that_is_known() {
    let folder = temp_dir();
    let attendees: Value = serde_json::from_slice(&listing("eventbrite_attendees.json")).unwrap();
    let count = attendees["pagination"]["object_count"].clone();
    let event = move || {
        let mut event: Value = serde_json::from_slice(&hike()).unwrap();
        event["id"] = json!("1");
        event.to_string().into_bytes()
    };
    let stand = Stand::new(move |path, _| match path.split('?').next().unwrap() {
        "/v3/orders/1/" => answer(&listing("eventbrite_order.json")),
        "/v3/events/1/attendees/" => answer(&listing("eventbrite_attendees.json")),
        "/v3/events/1/" => answer(&event()),
        _ => status(404),
    });
    let listening = Listening::start(folder.path(), Some(&format!("http://{}/v3", stand.address)));
    listening.post(&delivery("orders/1", "order.placed"));
    listening.wait_until("the event and its attendance are known", |listening| {
        listening.events().first().is_some_and(|event| event["attendance"] == count)
    });
    listening.wait_until("nothing is unresolved", |listening| listening.get("/stats")["webhooks"]["unresolved"] == 0);
}

#[test]
fn what_eventbrite_does_not_know_stays_unresolved() {
    let folder = temp_dir();
    let stand = Stand::new(|_, _| status(404));
    let listening = Listening::start(folder.path(), Some(&format!("http://{}/v3", stand.address)));
    listening.post(&delivery("events/404", "event.updated"));
    listening.wait_until("it was asked", |listening| listening.get("/stats")["fetch"]["gone"] == 1);
    assert_eq!(listening.get("/stats")["webhooks"]["unresolved"], 1);
    assert_eq!(listening.events(), [] as [Value; 0]);
    // An event of another source is another one, though it has the same number.
    let _ = listening
        .request("POST /webhooks/generic/box", r#"{"type":"added","event":{"id":"404","lat":39.1,"lon":-94.6}}"#);
    listening.wait_until("it is known", |listening| !listening.events().is_empty());
    assert_eq!(listening.get("/stats")["webhooks"]["unresolved"], 1);
}

#[test]
fn what_waited_before_a_start_is_asked_without_a_warning_for_each() {
    let folder = temp_dir();
    let listening = Listening::start(folder.path(), None);
    for number in 1..=3 {
        listening.post(&delivery(&format!("events/{number}"), "event.created"));
    }
    drop(listening);
    let stand = Stand::new(|_, _| status(404));
    let listening = Listening::start(folder.path(), Some(&format!("http://{}/v3", stand.address)));
    listening.wait_until("all are asked", |listening| listening.get("/stats")["fetch"]["gone"] == 3);
    // One that comes now is told of, and after all that was told before.
    listening.post(&delivery("events/4", "event.created"));
    listening.wait_until("it is told", |listening| listening.said.lock().unwrap().contains("events/4/"));
    let said = listening.said.lock().unwrap().clone();
    assert_eq!(said.matches("Eventbrite did not answer").count(), 1, "{said}");
    assert!(said.contains("requests to Eventbrite wait for an answer waiting=3 asked_now=3"), "{said}");
}
