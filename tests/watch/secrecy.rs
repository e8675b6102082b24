//! Secrets and tokens are nowhere: not in what is said, logged, told, kept or shown.

use crate::schemes::{
    GITHUB_SECRET, NOW_SECONDS, OLD_STANDARD_SECRET, SHOP_SECRET, STANDARD_SECRET, TOKEN, TWITTER_SECRET, guarded,
};
use crate::signing;
use crate::support::{JSON, Listener, wait_until};

const READER: &str = "reader-0123456789abcdef";

/// What Eventbrite is asked with.
const ASKING: &str = "ASKING0123456789";

/// Tokens that are wrong, and may be another service's right ones.
const OTHER_TOKENS: [&str; 2] = ["other-token-in-the-path", "other-token-behind-it"];

/// Deliveries of every kind, believed and not.
fn deliver(listener: &Listener) {
    let timestamp = NOW_SECONDS.to_string();
    let body = r#"{"type":"created","id":"a","lat":39.1,"lon":-94.58}"#;
    let standard = signing::standard(STANDARD_SECRET, "msg_1", &timestamp, body.as_bytes());
    let old = signing::standard(OLD_STANDARD_SECRET, "msg_2", &timestamp, body.as_bytes());
    for (id, signature) in [("msg_1", &*standard), ("msg_2", &old), ("msg_3", "v1,AAAA")] {
        let headers = [JSON, ("webhook-id", id), ("webhook-timestamp", &timestamp), ("webhook-signature", signature)];
        listener.post_with("/webhooks/generic/standard", &headers, body);
    }
    let github = signing::github(GITHUB_SECRET, body.as_bytes());
    listener.post_with("/webhooks/generic/github", &[JSON, ("X-Hub-Signature-256", &github)], body);
    let twitter = signing::twitter(TWITTER_SECRET, b"{}");
    listener.post_with("/webhooks/twitter", &[JSON, ("x-twitter-webhooks-signature", &twitter)], "{}");
    let shop = signing::github(SHOP_SECRET, body.as_bytes());
    listener.post_with("/webhooks/generic/shop", &[JSON, ("X-Shop-Signature", &shop)], body);
    let ping = r#"{"config":{"action":"test"}}"#;
    let thin = r#"{"api_url":"https://www.eventbriteapi.com/v3/events/7/","config":{"action":"event.created"}}"#;
    listener.post(&format!("/webhooks/eventbrite/{TOKEN}"), thin);
    for token in [&[TOKEN][..], &OTHER_TOKENS].concat() {
        listener.post(&format!("/webhooks/eventbrite/{token}"), ping);
        listener.post(&format!("/webhooks/eventbrite?token={token}"), ping);
        listener.post(&format!("/webhooks/generic/tickets?token={token}"), ping);
        listener.post(&format!("/webhooks/generic/nobody?token={token}"), ping);
        listener.post_with(&format!("/webhooks/eventbrite/{token}"), &[("Content-Type", "text/plain")], ping);
        listener.get(&format!("/webhooks/eventbrite/{token}"));
        let cookie = format!("pdpe_session={token}");
        let headers = [JSON, ("Authorization", &*format!("Bearer {token}")), ("Cookie", &*cookie)];
        listener.post_with("/webhooks/generic/open", &headers, format!("{{\"n\":\"{}\"}}", token.len()));
        listener.get_with("/stats", &headers);
    }
}

#[test]
fn no_secret_shows_anywhere() {
    let log = "listener.log";
    let listener = guarded()
        .with(&["--verbose", "--format", "ndjson"])
        .variable("PDPE_TOKEN", READER)
        .variable("EVENTBRITE_TOKEN", ASKING)
        .variable("EVENTBRITE_BASE", "http://127.0.0.1:9/v3") // where nobody answers
        .variable("LOG_LEVEL", "trace")
        .variable("LOG_FILE", log)
        .variable("DEBUG", "1")
        .variable("RUST_LOG", "trace")
        .start();
    deliver(&listener);
    let shown = [("Authorization", &*format!("Bearer {READER}"))];
    let mut told = Vec::new();
    for target in ["/", "/health", "/stats", "/metrics", "/events", "/messages?limit=1000", "/cells?top=1"] {
        let answer = listener.get_with(target, &shown);
        assert_eq!(answer.status, 200, "{target}");
        told.push((target.to_owned(), answer.body));
    }
    let ls = listener.pdpe(&["journal", "ls", "--format", "json"]).ok().out;
    assert!(ls.contains("\"source\":\"tickets\""), "{ls}");
    told.push(("journal ls".into(), ls.into_bytes()));
    told.push(("journal export".into(), listener.pdpe(&["journal", "export", "-"]).ok().out.into_bytes()));
    let last = listener.journal().len();
    assert!(last >= 8, "{last}");
    for seq in 1..=last {
        let shown = listener.pdpe(&["journal", "show", &seq.to_string()]).ok().out;
        told.push((format!("journal show {seq}"), shown.into_bytes()));
    }
    let config = listener.setup.folder.path().join("pdpe.toml");
    told.push(("config show".into(), listener.pdpe(&["config", "show"]).ok().out.into_bytes()));
    for entry in std::fs::read_dir(listener.folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path != config && !name.ends_with(".secret") {
            told.push((name, std::fs::read(path).unwrap()));
        }
    }
    assert!(told.iter().any(|(name, _)| name == "pdpe.db"));
    let arguments = std::fs::read(format!("/proc/{}/cmdline", listener.process())).unwrap_or_default();
    told.push(("arguments".into(), arguments));
    let logged = listener.folder().join(log);
    let is_told = |log: String| ["a delivery was refused", "wrong_token"].iter().all(|word| log.contains(word));
    wait_until("it is logged", || std::fs::read_to_string(&logged).is_ok_and(is_told));
    told.push((log.into(), std::fs::read(logged).unwrap()));
    let run = listener.stop();
    assert_eq!(run.code, 0, "{run:?}");
    told.push(("stdout".into(), run.out.into_bytes()));
    told.push(("stderr".into(), run.err.into_bytes()));

    let secrets =
        [STANDARD_SECRET, OLD_STANDARD_SECRET, GITHUB_SECRET, TWITTER_SECRET, SHOP_SECRET, TOKEN, READER, ASKING];
    for (place, bytes) in told {
        for secret in secrets.into_iter().chain(OTHER_TOKENS) {
            let secret = secret.trim_start_matches("whsec_");
            assert!(memchr::memmem::find(&bytes, secret.as_bytes()).is_none(), "{place} shows {secret}");
        }
    }
}

#[test]
fn the_journal_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let listener = guarded().start();
    deliver(&listener);
    for entry in std::fs::read_dir(listener.folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().contains("pdpe.db") {
            let mode = path.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{}", path.display());
        }
    }
}
