//! Who may speak: each scheme through the socket, with the published vectors, and what is not believed.

use serde_json::{Value, json};

use crate::client::Answer;
use crate::common::fixture;
use crate::signing;
use crate::support::{JSON, Listener, Setup};

pub const STANDARD_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub const OLD_STANDARD_SECRET: &str = "whsec_plJ3nmyCDGBKInavdOK15jsl";
pub const GITHUB_SECRET: &str = "It's a Secret to Everybody";
pub const TWITTER_SECRET: &str = "pdpe-test-consumer-secret-0123456789";
pub const SHOP_SECRET: &str = "the secret of the shop";
pub const TOKEN: &str = "0123456789abcdefTOKEN";

/// The time at which the pinned clock all but stands still.
pub const NOW: &str = "2026-10-03T19:00:00-05:00";
pub const NOW_SECONDS: i64 = 1_791_072_000;

/// One source of each scheme; secrets in variables and files.
pub fn guarded() -> Setup {
    let toml = r#"
        [[sources]]
        name = "standard"
        scheme = "standard"
        secrets = [{ env = "TEST_STANDARD" }, { file = "old.secret" }]
        [[sources]]
        name = "github"
        scheme = "github"
        secrets = [{ file = "github.secret" }]
        [[sources]]
        name = "twitter"
        scheme = "twitter"
        secrets = [{ env = "TEST_TWITTER" }]
        [[sources]]
        name = "eventbrite"
        scheme = "token"
        secrets = [{ env = "TEST_TOKEN" }]
        [[sources]]
        name = "tickets"
        scheme = "token"
        secrets = [{ env = "TEST_TOKEN" }]
        [[sources]]
        name = "shop"
        scheme = "hmac"
        header = "X-Shop-Signature"
        encoding = "hex"
        prefix = "sha256="
        secrets = [{ env = "TEST_SHOP" }]
        rate_limit_per_minute = 3
        [[sources]]
        name = "open"
        scheme = "none"
    "#;
    Setup::new(&["--clock-speed", "0.001", "--now", NOW])
        .config(toml)
        .file("old.secret", &format!("{OLD_STANDARD_SECRET}\n"))
        .file("github.secret", GITHUB_SECRET)
        .variable("TEST_STANDARD", STANDARD_SECRET)
        .variable("TEST_TWITTER", TWITTER_SECRET)
        .variable("TEST_TOKEN", TOKEN)
        .variable("TEST_SHOP", SHOP_SECRET)
}

fn vectors(name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(fixture(&format!("webhooks/{name}"))).unwrap()).unwrap()
}

/// Sends a delivery of the standard scheme.
fn standard(listener: &Listener, prefix: &str, id: &str, timestamp: &str, signature: &str, body: &[u8]) -> Answer {
    let names = ["id", "timestamp", "signature"].map(|name| format!("{prefix}-{name}"));
    let headers = [JSON, (&names[0], id), (&names[1], timestamp), (&names[2], signature)];
    listener.post_with("/webhooks/generic/standard", &headers, body)
}

/// The same, signed with the secret in force.
fn signed(listener: &Listener, id: &str, seconds: i64, body: &[u8]) -> Answer {
    let timestamp = seconds.to_string();
    let signature = signing::standard(STANDARD_SECRET, id, &timestamp, body);
    standard(listener, "webhook", id, &timestamp, &signature, body)
}

#[track_caller]
fn is_refused(answer: &Answer) {
    assert_eq!((answer.status, answer.text()), (401, "{\"error\":\"unauthorized\"}\n"));
    assert_eq!(answer.header("www-authenticate"), Some("Webhook"));
}

fn status_of(answer: &Answer) -> String {
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    format!("{} {}", answer.status, body["status"].as_str().unwrap_or("-"))
}

#[test]
fn no_header_makes_a_signed_body_mean_something_else() {
    let listener = guarded().start();
    let sent = |source: &str, id: &str, kind: &str, body: &str| {
        let signature = signing::github(GITHUB_SECRET, body.as_bytes());
        let headers = [JSON, ("X-Hub-Signature-256", &*signature), ("X-GitHub-Delivery", id), ("X-Event-Type", kind)];
        assert_eq!(
            status_of(&listener.post_with(&format!("/webhooks/generic/{source}"), &headers, body)),
            "200 received"
        );
    };
    let events = || listener.json("/events")["events"].as_array().unwrap().len();
    sent("github", "1", "created", &created("a"));
    // Whoever saw that can send the body again under another id.
    sent("github", "2", "removed", &created("a"));
    assert_eq!(events(), 1);
    // A body that does not say what happened leaves it to the header.
    sent("github", "3", "removed", r#"{"id":"a"}"#);
    assert_eq!(events(), 0);
    // Where nothing is signed, the header counts before the body.
    sent("open", "4", "created", &created("a"));
    sent("open", "5", "removed", &created("a").replace("created", "updated"));
    assert_eq!(events(), 0);
    let types: Vec<Value> = listener.journal().iter().map(|row| row["type"].clone()).collect();
    assert_eq!(types, ["created", "created", "removed", "created", "removed"]);
}

#[test]
fn nor_one_that_is_signed_for_a_service() {
    let source = |name: &str| {
        format!("[[sources]]\nname = \"{name}\"\nscheme = \"github\"\nsecrets = [{{ file = \"secret\" }}]\n")
    };
    let toml =
        format!("{}{}[[sources]]\nname = \"open\"\nscheme = \"none\"\n", source("ticketmaster"), source("eventbrite"));
    let known = created("7").replace("created", "event").replace('}', r#","source":"eventbrite"}"#);
    let setup = Setup::new(&["--events", "known.json"]).file("known.json", &known);
    let listener = setup.config(&toml).file("secret", GITHUB_SECRET).start();
    let sent = |source: &str, id: &str, header: (&str, &str), body: &Value| {
        let signature = signing::github(GITHUB_SECRET, body.to_string().as_bytes());
        let headers = [JSON, ("X-Hub-Signature-256", &*signature), ("X-GitHub-Delivery", id), header];
        let answer = listener.post_with(&format!("/webhooks/{source}"), &headers, body.to_string());
        assert_eq!(status_of(&answer), "200 received");
    };
    let ticket = json!({ "eventType": "event.updated", "id": "t", "dates": { "start": { "localDate": "2026-10-03" } },
                         "_embedded": { "venues": [{ "location": { "latitude": 39.1, "longitude": -94.58 } }] } });
    // One that says no type, and how the event is all the same; alone and among others.
    let mut bare = ticket.clone();
    bare.as_object_mut().unwrap().remove("eventType");
    bare["id"] = json!("bare");
    let mut listed = bare.clone();
    listed["id"] = json!("listed");
    let listed = json!({ "_embedded": { "events": [listed] } });
    let thin =
        json!({ "api_url": "https://www.eventbriteapi.com/v3/events/7/", "config": { "action": "event.updated" } });
    for (source, name, body) in [
        ("ticketmaster", "X-Ticketmaster-Event", ticket),
        ("ticketmaster", "X-Ticketmaster-Event", bare),
        ("ticketmaster", "X-Ticketmaster-Event", listed),
        ("eventbrite", "X-Eventbrite-Event", thin),
    ] {
        sent(source, "1", (name, "event.updated"), &body);
        // Whoever saw that can send the body again under another id.
        sent(source, "2", (name, "event.deleted"), &body);
        sent(source, "3", (name, "venue.updated"), &body);
    }
    let events = listener.json("/events");
    let ids: Vec<&Value> = events["events"].as_array().unwrap().iter().map(|event| &event["id"]).collect();
    assert_eq!(ids, ["7", "bare", "listed", "t"]);
}

fn created(id: &str) -> String {
    format!(r#"{{"type":"created","id":"{id}","lat":39.1,"lon":-94.58}}"#)
}

#[test]
fn every_vector_of_standard_webhooks_gives_what_it_says() {
    let document = vectors("standard_webhooks.json");
    let vectors = document["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 11);
    for vector in vectors {
        let text = |key: &str| vector[key].as_str().unwrap();
        let at = chrono::DateTime::from_timestamp(vector["verify_at_unix"].as_i64().unwrap(), 0).unwrap();
        let listener = Setup::new(&["--clock-speed", "0.001", "--now", &at.to_rfc3339()])
            .config("[[sources]]\nname = \"standard\"\nscheme = \"standard\"\nsecrets = [{ env = \"TEST_SECRET\" }]")
            .variable("TEST_SECRET", text("secret"))
            .start();
        for (prefix, again) in [("webhook", "received"), ("svix", "duplicate")] {
            let (id, timestamp) = (text("webhook_id"), text("webhook_timestamp"));
            let body = text("payload").as_bytes();
            let answer = standard(&listener, prefix, id, timestamp, text("webhook_signature"), body);
            match text("expect") {
                "valid" => assert_eq!(status_of(&answer), format!("200 {again}"), "{}", text("name")),
                _ => is_refused(&answer),
            }
        }
        assert_eq!(listener.stat("/journal/committed"), u64::from(text("expect") == "valid"), "{}", text("name"));
    }
}

#[test]
fn a_time_that_is_signed_may_be_five_minutes_off_and_no_more() {
    let listener = guarded().start();
    for (off, status) in [(-300, 200), (-301, 401), (300, 200), (302, 401), (-86_400, 401), (86_400, 401)] {
        let answer = signed(&listener, &format!("msg_{off}"), NOW_SECONDS + off, b"{}");
        assert_eq!(answer.status, status, "{off}");
    }
    let stats = listener.json("/stats");
    assert_eq!(stats["webhooks"]["rejected"], serde_json::json!({ "too_old": 2, "from_the_future": 2 }));
}

#[test]
fn a_delivery_that_is_sent_again_is_acknowledged_and_applied_once() {
    let listener = guarded().start();
    let body = created("twice");
    for status in ["200 received", "200 duplicate", "200 duplicate"] {
        assert_eq!(status_of(&signed(&listener, "msg_1", NOW_SECONDS, body.as_bytes())), status);
    }
    // Signed anew, at another time and with another body: the id is what counts.
    assert_eq!(status_of(&signed(&listener, "msg_1", NOW_SECONDS + 60, created("other").as_bytes())), "200 duplicate");
    assert_eq!(listener.messages("event_added").len(), 1);
    assert_eq!(listener.messages("webhook_received").len(), 1);
    assert_eq!((listener.stat("/webhooks/received"), listener.stat("/webhooks/duplicate")), (4, 3));
    assert_eq!(listener.stat("/webhooks/processed"), 1);
    assert_eq!(listener.journal().len(), 1);
}

#[test]
fn the_old_secret_opens_as_long_as_it_is_there() {
    let listener = guarded().start();
    let timestamp = NOW_SECONDS.to_string();
    let signature = signing::standard(OLD_STANDARD_SECRET, "msg_old", &timestamp, b"{}");
    assert_eq!(standard(&listener, "webhook", "msg_old", &timestamp, &signature, b"{}").status, 200);
    let signature = signing::standard("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "msg_2", &timestamp, b"{}");
    is_refused(&standard(&listener, "webhook", "msg_2", &timestamp, &signature, b"{}"));
}

#[test]
fn the_github_vector_is_believed_and_what_it_says_is_not_json() {
    let listener = guarded().start();
    let hello = b"Hello, World!";
    let published = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    assert_eq!(signing::github(GITHUB_SECRET, hello), published);
    let post = |signature: &str, body: &[u8]| {
        let headers = [JSON, ("X-Hub-Signature-256", signature), ("X-GitHub-Delivery", "72d3162e-cc78-11e3")];
        listener.post_with("/webhooks/generic/github", &headers, body)
    };
    let answer = post(published, hello);
    assert_eq!(answer.status, 400, "{answer:?}");
    assert!(answer.text().contains("not JSON"), "{answer:?}");
    is_refused(&post(published, b"Hello, World?"));
    is_refused(&post("", hello));
    is_refused(&listener.post("/webhooks/generic/github", hello));

    let body = created("hub");
    let signature = signing::github(GITHUB_SECRET, body.as_bytes());
    assert_eq!(status_of(&post(&signature, body.as_bytes())), "200 received");
    assert_eq!(status_of(&post(&signature, body.as_bytes())), "200 duplicate");
    assert_eq!(listener.messages("event_added").len(), 1);
}

#[test]
fn the_vectors_of_twitter_are_believed_and_its_challenges_answered() {
    let listener = guarded().start();
    let vectors = vectors("twitter_signatures.json");
    assert_eq!(vectors["consumer_secret"], TWITTER_SECRET);
    for challenge in vectors["challenges"].as_array().unwrap() {
        let token = challenge["crc_token"].as_str().unwrap();
        let answer = listener.get(&format!("/webhooks/twitter?crc_token={token}&nonce=x"));
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body, serde_json::json!({ "response_token": challenge["response_token"] }));
        // The challenge is an oracle: what it signs must not be taken for a delivery.
        let signature = challenge["response_token"].as_str().unwrap();
        is_refused(&listener.post_with(
            "/webhooks/twitter",
            &[JSON, ("x-twitter-webhooks-signature", signature)],
            token,
        ));
    }
    for signed in vectors["signed"].as_array().unwrap() {
        let body = std::fs::read(fixture(&format!("webhooks/{}", signed["file"].as_str().unwrap()))).unwrap();
        let signature = signed["signature"].as_str().unwrap();
        let headers = [JSON, ("x-twitter-webhooks-signature", signature)];
        assert_eq!(status_of(&listener.post_with("/webhooks/twitter", &headers, &body)), "200 received");
        assert_eq!(status_of(&listener.post_with("/webhooks/twitter", &headers, &body)), "200 duplicate");
        let changed = [body.as_slice(), b" "].concat();
        is_refused(&listener.post_with("/webhooks/twitter", &headers, changed));
    }
}

#[test]
fn no_challenge_has_a_body_signed() {
    let listener = guarded().start();
    let too_long = "a".repeat(129);
    for token in [
        "",
        "%7B%7D",
        "{}",
        "%7B%22tweet_create_events%22:[]%7D",
        " {}",
        "a%00",
        "a%0D%0Ab",
        "%C3%A4",
        "a%20b",
        &too_long,
    ] {
        let token = token.replace(' ', "+");
        let target = format!("/webhooks/twitter?crc_token={token}");
        let bytes = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let answer = listener.tell(bytes);
        assert_eq!(answer.status, 400, "{token}: {answer:?}");
        assert!(!answer.text().contains("sha256"), "{answer:?}");
    }
    assert_eq!(listener.get("/webhooks/twitter").status, 400);
    for other in ["eventbrite", "ticketmaster", "generic/github", "generic/standard"] {
        let answer = listener.get(&format!("/webhooks/{other}?crc_token=foo"));
        assert!([404, 405].contains(&answer.status), "{answer:?}");
    }
}

#[test]
fn a_token_stands_in_the_path_or_behind_it_and_nothing_else_opens() {
    let listener = guarded().start();
    let ping = |number: usize| format!(r#"{{"config":{{"action":"test"}},"number":{number}}}"#);
    let opens = [
        format!("/webhooks/eventbrite/{TOKEN}"),
        format!("/webhooks/eventbrite?token={TOKEN}"),
        format!("/webhooks/eventbrite?x=1&token={TOKEN}"),
        format!("/webhooks/generic/tickets?token={TOKEN}"),
    ];
    for (number, target) in opens.iter().enumerate() {
        assert_eq!(status_of(&listener.post(target, ping(number))), "200 received", "{target}");
        assert_eq!(status_of(&listener.post(target, ping(number))), "200 duplicate", "{target}");
    }
    let almost = &TOKEN[..TOKEN.len() - 1];
    for target in [
        "/webhooks/eventbrite".to_owned(),
        format!("/webhooks/eventbrite/{almost}"),
        format!("/webhooks/eventbrite/{TOKEN}x"),
        format!("/webhooks/eventbrite/{}", TOKEN.to_lowercase()),
        format!("/webhooks/eventbrite?token={almost}"),
        "/webhooks/eventbrite?token=".to_owned(),
        format!("/webhooks/eventbrite?Token={TOKEN}"),
        format!("/webhooks/eventbrite?token=x&token={TOKEN}"),
        format!("/webhooks/eventbrite/x?token={TOKEN}"),
        "/webhooks/generic/tickets".to_owned(),
        "/webhooks/eventbrite/".to_owned(),
    ] {
        is_refused(&listener.post(&target, ping(100)));
    }
    for target in [
        format!("/webhooks/eventbrite/{TOKEN}//"),
        format!("/webhooks/eventbrite//{TOKEN}"),
        format!("/webhooks/generic/tickets/{TOKEN}//"),
        "/webhooks/eventbrite//".to_owned(),
    ] {
        assert_eq!(listener.post(&target, ping(100)).status, 404, "{target}");
    }
    assert_eq!(listener.stat("/journal/committed"), 4);
}

#[test]
fn a_signature_in_a_header_of_its_own() {
    let listener = guarded().start();
    let body = created("shop");
    let signature = signing::github(SHOP_SECRET, body.as_bytes());
    let post = |signature: &str, body: &str| {
        listener.post_with("/webhooks/generic/shop", &[JSON, ("X-Shop-Signature", signature)], body)
    };
    is_refused(&post(&signature, &created("shoq")));
    is_refused(&post(signature.trim_start_matches("sha256="), &body));
    is_refused(&listener.post("/webhooks/generic/shop", &body));
    let twice = [JSON, ("X-Shop-Signature", &*signature), ("X-Shop-Signature", &*signature)];
    is_refused(&listener.post_with("/webhooks/generic/shop", &twice, &body));
    assert_eq!(status_of(&post(&signature, &body)), "200 received");
    assert_eq!(status_of(&post(&signature, &body)), "200 duplicate");
}

#[test]
fn a_source_that_is_not_named_may_not_send_where_any_is() {
    let listener = guarded().start();
    for target in [
        "/webhooks/ticketmaster",
        "/webhooks/generic/nobody",
        "/webhooks/generic/twitter",
        "/webhooks/generic/eventbrite",
    ] {
        assert_eq!(listener.post(target, "{}").status, 404, "{target}");
    }
    assert_eq!(listener.post("/webhooks/generic/open", "{}").status, 200);
}

#[test]
fn of_many_copies_at_once_one_is_applied() {
    let listener = guarded().start();
    let body = created("many");
    let send = || status_of(&signed(&listener, "msg_many", NOW_SECONDS, body.as_bytes()));
    let statuses: Vec<String> = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..32).map(|_| scope.spawn(send)).collect();
        senders.into_iter().map(|sender| sender.join().unwrap()).collect()
    });
    let count = |status: &str| statuses.iter().filter(|other| *other == status).count();
    assert_eq!((count("200 received"), count("200 duplicate")), (1, 31), "{statuses:?}");
    assert_eq!(listener.messages("event_added").len(), 1);
    assert_eq!(listener.stat("/journal/committed"), 1);
}

#[test]
fn a_body_in_chunks_is_signed_as_a_whole() {
    let listener = guarded().start();
    let body = created("chunks");
    let signature = signing::github(GITHUB_SECRET, body.as_bytes());
    let head = format!(
        "POST /webhooks/generic/github HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         X-Hub-Signature-256: {signature}\r\n"
    );
    let (first, second) = body.split_at(7);
    let chunks = format!("{:x}\r\n{first}\r\n{:X}\r\n{second}\r\n0\r\n\r\n", first.len(), second.len());
    let answer = listener.tell(format!("{head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{chunks}"));
    assert_eq!(status_of(&answer), "200 received");

    let mut client = listener.client();
    client.send(format!("{head}Content-Length: {}\r\nExpect: 100-continue\r\n\r\n", body.len()));
    assert_eq!(client.head().unwrap(), (100, Vec::new()));
    client.send(&body);
    assert_eq!(status_of(&client.answer()), "200 duplicate");
}
