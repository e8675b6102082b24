//! Senders that prove themselves in other ways, and bodies that are packed in other ways, through the socket.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::client::Answer;
use crate::common::{command, run};
use crate::schemes::{NOW, NOW_SECONDS};
use crate::signing;
use crate::support::{JSON, Listener, Setup};

const TOKEN: &str = "0123456789abcdefTOKEN";
const USER: &str = "pdpe:correct horse battery";
const SECRET: &str = "It's a Secret to Everybody";

fn setup() -> Setup {
    let toml = r#"
        [[sources]]
        name = "bearer"
        scheme = "bearer"
        secrets = [{ env = "TEST_TOKEN" }]
        [[sources]]
        name = "basic"
        scheme = "basic"
        secrets = [{ env = "TEST_USER" }]
        [[sources]]
        name = "token"
        scheme = "token"
        secrets = [{ env = "TEST_TOKEN" }]
        [[sources]]
        name = "stripe"
        scheme = "timestamped"
        header = "Stripe-Signature"
        secrets = [{ env = "TEST_SECRET" }]
        [[sources]]
        name = "github"
        scheme = "github"
        secrets = [{ env = "TEST_SECRET" }]
    "#;
    Setup::new(&["--clock-speed", "0.001", "--now", NOW])
        .config(toml)
        .variable("TEST_TOKEN", TOKEN)
        .variable("TEST_USER", USER)
        .variable("TEST_SECRET", SECRET)
}

fn event(id: &str) -> String {
    format!(r#"{{"type":"created","id":"{id}","lat":39.1,"lon":-94.58}}"#)
}

fn ids(listener: &Listener) -> Vec<String> {
    let events = listener.json("/events");
    events["events"].as_array().unwrap().iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn is_challenged(answer: &Answer, challenge: &str) {
    assert_eq!((answer.status, answer.header("www-authenticate")), (401, Some(challenge)));
}

#[test]
fn a_bearer_token_and_a_user_with_a_password_are_proofs() {
    let listener = setup().start();
    let post = |source: &str, authorization: &str, id: &str| {
        let headers = [JSON, ("Authorization", authorization)];
        listener.post_with(&format!("/webhooks/generic/{source}"), &headers, event(id))
    };
    assert_eq!(post("bearer", &format!("Bearer {TOKEN}"), "a").status, 200);
    assert_eq!(post("bearer", &format!("bearer  {TOKEN}"), "b").status, 200);
    // printf 'pdpe:correct horse battery' | base64
    let user = "cGRwZTpjb3JyZWN0IGhvcnNlIGJhdHRlcnk=";
    assert_eq!(post("basic", &format!("Basic {user}"), "c").status, 200);
    assert_eq!(ids(&listener), ["a", "b", "c"]);
    for wrong in ["Bearer 0123456789abcdefTOKEm", "Bearer ", "Basic x", &format!("Token {TOKEN}"), TOKEN] {
        is_challenged(&post("bearer", wrong, "d"), "Bearer realm=\"pdpe\"");
    }
    for wrong in ["Basic cGRwZTp4", "Basic !", &format!("Bearer {user}"), &format!("Basic {USER}")] {
        is_challenged(&post("basic", wrong, "d"), "Basic realm=\"pdpe\"");
    }
    is_challenged(&listener.post_with("/webhooks/generic/basic", &[JSON], event("d")), "Basic realm=\"pdpe\"");
    let twice = [JSON, ("Authorization", &*format!("Bearer {TOKEN}")), ("Authorization", "Bearer x")];
    assert_ne!(listener.post_with("/webhooks/generic/bearer", &twice, event("d")).status, 200);
    assert_eq!(ids(&listener).len(), 3);
    assert!(!listener.said().contains(TOKEN) && !listener.said().contains("horse"));
}

#[test]
fn the_token_of_any_sender_may_be_in_the_path() {
    let listener = setup().start();
    assert_eq!(listener.post(&format!("/webhooks/generic/token/{TOKEN}"), event("a")).status, 200);
    assert_eq!(listener.post("/webhooks/generic/token/0123456789abcdefOTHER", event("b")).status, 401);
    assert_eq!(listener.post("/webhooks/generic/token/", event("c")).status, 401);
    assert_eq!(listener.post(&format!("/webhooks/generic/nobody/{TOKEN}"), event("d")).status, 404);
    assert_eq!(listener.post(&format!("/webhooks/generic/token/{TOKEN}/more"), event("e")).status, 404);
    assert_eq!(ids(&listener), ["a"]);
}

#[test]
fn a_signature_over_time_and_body_is_a_proof_for_five_minutes() {
    let listener = setup().start();
    let post = |seconds: i64, id: &str| {
        let body = event(id);
        let signed = format!("{seconds}.{body}");
        let signature = signing::github(SECRET, signed.as_bytes()).replace("sha256=", "");
        let header = format!("t={seconds},v1={signature}");
        listener.post_with("/webhooks/generic/stripe", &[JSON, ("Stripe-Signature", &header)], body).status
    };
    assert_eq!((post(NOW_SECONDS, "a"), post(NOW_SECONDS - 299, "b")), (200, 200));
    assert_eq!((post(NOW_SECONDS - 310, "c"), post(NOW_SECONDS + 310, "d")), (401, 401));
    assert_eq!(ids(&listener), ["a", "b"]);
}

#[test]
fn what_pdpe_send_signs_is_accepted() {
    let mut setup = setup();
    for (name, value) in [("TEST_TOKEN", TOKEN), ("TEST_USER", USER), ("TEST_SECRET", SECRET)] {
        setup = setup.variable(name, value);
    }
    let listener = setup.start();
    let folder = listener.setup.folder.path();
    for source in ["bearer", "basic", "stripe"] {
        std::fs::write(folder.join("body.json"), event(source)).unwrap();
        let mut send = command(folder);
        let address = format!("http://{}", listener.address);
        send.args(["send", "body.json", "--now", NOW, "--to", &address, "--source", source]);
        send.env("TEST_TOKEN", TOKEN).env("TEST_USER", USER).env("TEST_SECRET", SECRET);
        run(&mut send, b"").ok();
    }
    assert_eq!(ids(&listener), ["basic", "bearer", "stripe"]);
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

/// Some senders sign what they compress, others what they send.
#[test]
fn a_compressed_body_is_read_whichever_form_is_signed() {
    let listener = setup().start();
    let post = |body: &[u8], signed: &[u8], encoding: &str| {
        let signature = signing::github(SECRET, signed);
        let headers = [JSON, ("X-Hub-Signature-256", &*signature), ("Content-Encoding", encoding)];
        listener.post_with("/webhooks/generic/github", &headers, body)
    };
    let (a, b, c) = (event("a"), event("b"), event("c"));
    assert_eq!(post(&gzip(a.as_bytes()), a.as_bytes(), "gzip").status, 200);
    assert_eq!(post(&gzip(b.as_bytes()), &gzip(b.as_bytes()), "GZIP").status, 200);
    assert_eq!(post(c.as_bytes(), c.as_bytes(), "identity").status, 200);
    assert_eq!(ids(&listener), ["a", "b", "c"]);
    // The journal has the text.
    assert!(listener.journal().iter().all(|row| row["body_bytes"] == a.len()));

    let d = event("d");
    assert_eq!(post(&gzip(d.as_bytes()), b"other", "gzip").status, 401);
    assert_eq!(post(d.as_bytes(), d.as_bytes(), "gzip").status, 400);
    assert_eq!(post(d.as_bytes(), d.as_bytes(), "br").status, 415);
    assert_eq!(post(&gzip(d.as_bytes())[..20], d.as_bytes(), "gzip").status, 400);
    // A thousand times as long when decompressed.
    let bomb = gzip(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(post(&bomb, &bomb, "gzip").status, 413);
    assert_eq!(ids(&listener).len(), 3);
}

#[test]
fn forms_are_refused_with_the_way_out() {
    let listener = Listener::start(&[]);
    for kind in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/xml"] {
        let answer = listener.post_with("/webhooks/generic/shop", &[("Content-Type", kind)], "id=a&lat=39.1");
        assert_eq!(answer.status, 415, "{kind}");
        assert!(answer.text().contains("send JSON, with Content-Type: application/json"), "{}", answer.text());
    }
}
