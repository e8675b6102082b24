//! From where one may read and send: hosts, origins, proxies, the readers' token, odd paths, and
//! what a delivery cannot have the listener do.

use std::io::{BufRead as _, BufReader, ErrorKind, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};

use crate::PATIENCE;
#[cfg(target_os = "linux")]
use crate::attacks::from;
use crate::schemes::{GITHUB_SECRET, guarded};
use crate::signing;
use crate::support::{JSON, Listener, Setup, request, wait_until};

const READ: [&str; 7] =
    ["/", "/stats", "/metrics", "/score?lat=39.1&lon=-94.58", "/cells?top=1", "/events", "/messages"];
const READER: &str = "reader-0123456789abcdef";

#[test]
fn a_name_that_was_pointed_here_reads_nothing_and_sends_nothing_unsigned() {
    let listener = Listener::start(&["--allowed-host", "scores.example:443"]);
    let port = listener.address.port();
    for host in [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example:8001",
        "localhost:x",
        "localhost@evil.example",
        "10.0.0.1",
        "0.0.0.0",
        "2130706433",
        "scores.example.evil.example",
        "[fe80::1]",
    ] {
        assert!(!listener.get_with("/", &[("Host", host)]).text().contains("paths"), "{host} learns only the status");
        for target in READ.into_iter().filter(|target| *target != "/").chain(["/stream"]) {
            let status = listener.get_with(target, &[("Host", host)]).status;
            assert!([400, 403].contains(&status), "{host} {target}: {status}");
        }
        let status = listener.post_with("/webhooks/generic/shop", &[("Host", host), JSON], "{}").status;
        assert!([400, 403].contains(&status), "{host}: {status}");
    }
    let own = [
        "localhost".to_owned(),
        format!("LocalHost:{port}"),
        format!("127.0.0.1:{port}"),
        "127.1.2.3".to_owned(),
        format!("[::1]:{port}"),
        "scores.example".to_owned(),
        format!("Scores.Example:{port}"),
    ];
    for (number, host) in own.iter().enumerate() {
        assert_eq!(listener.get_with("/stats", &[("Host", host)]).status, 200, "{host}");
        let body = format!("{{\"number\":{number}}}");
        assert_eq!(listener.post_with("/webhooks/generic/shop", &[("Host", host), JSON], body).status, 200, "{host}");
    }
    // A client of HTTP/1.0 may leave it out, and then it is nobody's name.
    assert_eq!(listener.tell("GET /stats HTTP/1.0\r\n\r\n").status, 403);
    assert_eq!(listener.stat("/journal/committed"), own.len() as u64);
}

#[test]
fn what_is_signed_comes_under_any_name() {
    let listener = guarded().start();
    let signature = signing::github(GITHUB_SECRET, b"{}");
    let headers = [JSON, ("Host", "hooks.example"), ("X-Hub-Signature-256", &*signature)];
    assert_eq!(listener.post_with("/webhooks/generic/github", &headers, "{}").status, 200);
}

#[test]
fn a_page_of_another_site_sends_nothing_signed_or_not() {
    let listener = guarded().start();
    let signature = signing::github(GITHUB_SECRET, b"{}");
    let port = listener.address.port();
    for origin in ["null", "http://evil.example", "http://localhost.evil.example", "localhost", "http://localhost:1"] {
        let headers = [JSON, ("Origin", origin), ("X-Hub-Signature-256", &*signature)];
        for target in ["/webhooks/generic/open", "/webhooks/generic/github"] {
            let answer = listener.post_with(target, &headers, "{}");
            assert_eq!(answer.status, 403, "{origin}: {answer:?}");
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    }
    // What browsers send without asking first: simple types of content.
    for simple in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        assert_eq!(listener.post_with("/webhooks/generic/open", &[("Content-Type", simple)], "{}").status, 415);
    }
    let host = format!("localhost:{port}");
    let own = [JSON, ("Host", &*host), ("Origin", &*format!("http://{host}"))];
    assert_eq!(listener.post_with("/webhooks/generic/open", &own, "{}").status, 200);
    assert_eq!(listener.stat("/webhooks/rejected/foreign_origin"), 10);
    assert_eq!(listener.stat("/journal/committed"), 1);
}

const PROXY_HEADERS: [&str; 12] = [
    "X-Forwarded-For",
    "x-forwarded-for",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "Forwarded",
    "Via",
    "X-Real-IP",
    "CF-Connecting-IP",
    "True-Client-IP",
    "X-Client-IP",
    "Fastly-Client-IP",
];

#[test]
fn a_proxy_that_is_not_trusted_reads_with_a_token_alone() {
    let paths = ["/", "/stats", "/cells?top=1", "/events", "/stream", "/map", "/messages", "/metrics"];
    let (open, trusting) = (Listener::start(&[]), Listener::start(&["--trusted-proxy", "127.0.0.1"]));
    let with_token = Setup::new(&[]).variable("PDPE_TOKEN", "0123456789abcdef0123").start();
    for name in PROXY_HEADERS {
        let asked = |listener: &Listener, path: &str, headers: &[(&str, &str)]| {
            listener.get_with(path, &[&[(name, "203.0.113.7")], headers].concat()).status
        };
        for path in paths {
            let expected = if path == "/" { 200 } else { 403 };
            assert_eq!(asked(&open, path, &[]), expected, "{name} {path}");
        }
        assert_eq!(open.get_with("/", &[(name, "203.0.113.7")]).text(), "{\"status\":\"ok\"}\n", "{name}");
        assert_eq!(asked(&open, "/health", &[]), 200);
        assert_eq!(asked(&trusting, "/stats", &[]), 200, "{name}");
        assert_eq!(asked(&with_token, "/stats", &[]), 401, "{name}");
        let token = [("Authorization", "Bearer 0123456789abcdef0123")];
        assert_eq!(asked(&with_token, "/stats", &token), 200, "{name}");
    }
    assert_eq!(open.get("/stats").status, 200);
}

#[test]
fn what_nobody_signed_is_not_taken_through_a_proxy_trusted_or_not() {
    for args in [&[][..], &["--trusted-proxy", "127.0.0.1"]] {
        let listener = guarded().with(args).start();
        let signature = signing::github(GITHUB_SECRET, b"{}");
        for name in PROXY_HEADERS {
            for value in ["203.0.113.7", "for=127.0.0.1", ""] {
                let answer = listener.post_with("/webhooks/generic/open", &[JSON, (name, value)], "{}");
                assert_eq!(answer.status, 403, "{name}: {value}");
                let headers = [JSON, (name, value), ("X-Hub-Signature-256", &*signature)];
                assert_eq!(listener.post_with("/webhooks/generic/github", &headers, "{}").status, 200);
            }
        }
        assert_eq!(listener.stat("/journal/committed"), 1);
    }
}

#[test]
fn a_proxy_is_known_by_its_address_however_it_is_written() {
    if TcpListener::bind("[::]:0").is_err() {
        eprintln!("SKIPPED: this machine has no IPv6, so nobody can listen on all its addresses");
        return;
    }
    let toml = "[[sources]]\nname = \"box\"\nscheme = \"github\"\nsecrets = [{ env = \"TEST_SECRET\" }]";
    for proxy in ["127.0.0.1", "::ffff:127.0.0.1"] {
        let mut listener = Setup::new(&["--host", "::", "--trusted-proxy", proxy])
            .config(toml)
            .variable("TEST_SECRET", "a secret of some length")
            .variable("LOG_LEVEL", "debug")
            .start();
        listener.address = SocketAddr::from(([127, 0, 0, 1], listener.address.port()));
        for (forwarded, client) in [
            ("192.0.2.1, 203.0.113.7", "203.0.113.7"),
            ("192.0.2.1, 203.0.113.8, 127.0.0.1", "203.0.113.8"),
            ("192.0.2.1, ::ffff:203.0.113.9, ::ffff:127.0.0.1", "203.0.113.9"),
        ] {
            let headers = [JSON, ("X-Forwarded-For", forwarded)];
            assert_eq!(listener.post_with("/webhooks/generic/box", &headers, "{}").status, 401);
            wait_until("the log names the sender", || listener.said().contains(&format!("client=Some({client})")));
        }
    }
}

#[cfg(target_os = "linux")] // elsewhere loopback has one address
#[test]
fn a_proxy_may_hold_more_connections_than_others() {
    let listener = Listener::start(&["--trusted-proxy", "127.0.0.2"]);
    let connections = |source: u8| -> Vec<_> { (0..270).map(|_| from(source, listener.address).unwrap()).collect() };
    let proxied = connections(2);
    wait_until("all are there", || listener.stat("/door/connections") >= 270);
    assert_eq!(listener.stat("/door/evicted"), 0);
    drop(proxied);
    wait_until("all have gone", || listener.stat("/door/connections") < 10);
    let _others = connections(3); // fewer than there may be in all
    wait_until("some had to go", || listener.stat("/door/evicted") >= 270 - 256);
}

#[test]
fn readers_show_the_token_and_health_is_for_all() {
    let listener = Setup::new(&[]).variable("PDPE_TOKEN", READER).start();
    let health = listener.get_with("/health", &[("Host", "anything.example")]);
    assert_eq!(health.status, 200);
    let bearer = format!("Bearer {READER}");
    for target in READ {
        for shown in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer x",
            READER,
            &format!("Basic {READER}"),
            &format!("Bearer {READER}x"),
            &format!("Bearer {}", &READER[1..]),
            &format!("Bearer {}", READER.to_uppercase()),
            &format!("Bearer {READER} {READER}"),
        ] {
            let answer = listener.get_with(target, &[("Authorization", shown)]);
            if target == "/" {
                assert_eq!(answer.text().trim(), r#"{"status":"ok"}"#, "{shown}");
                continue;
            }
            assert_eq!(answer.status, 401, "{target} {shown}");
            assert!(answer.text().contains("Authorization: Bearer TOKEN, or open /map?token=TOKEN"), "{answer:?}");
            assert!(!answer.text().contains(READER));
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        }
        let without = if target == "/" { 200 } else { 401 };
        assert_eq!(listener.get(target).status, without);
        assert_eq!(listener.get_with(target, &[("Authorization", &bearer)]).status, 200, "{target}");
        // Not in the address: that ends up in logs and histories.
        let separator = if target.contains('?') { '&' } else { '?' };
        let in_address = listener.get(&format!("{target}{separator}token={READER}"));
        assert_eq!(in_address.status, without);
        assert!(!in_address.text().contains("paths"), "{in_address:?}");
    }
    assert_eq!(listener.get("/stream").status, 401);
}

#[test]
fn odd_paths_lead_nowhere() {
    let listener = Setup::new(&[]).variable("PDPE_TOKEN", READER).start();
    for target in [
        "/webhooks/../stats",
        "/webhooks/%2e%2e/stats",
        "/webhooks/..%2fstats",
        "//stats",
        "//health",
        "/./health",
        "/%2e/health",
        "/health//",
        "//health/",
        "/health/../stats",
        "/%68ealth",
        "/HEALTH",
        "/stats;x",
        "/%2fstats",
        "/stats%00",
        "/..",
        "/../../etc/passwd",
        "/health%2f..%2fstats",
    ] {
        let answer = listener.get(target);
        assert_eq!(answer.status, 404, "{target}: {answer:?}");
        assert_eq!(listener.post(target, "{}").status, 404, "{target}");
    }
    for target in [
        "/webhooks",
        "/webhooks/",
        "/webhooks//",
        "/webhooks/generic",
        "/webhooks/generic/",
        "/webhooks/generic//x",
        "/webhooks/generic/x/y/z",
        "/webhooks/generic/..",
        "/webhooks/generic/%2e%2e",
        "/webhooks/generic/A",
        "/webhooks/generic/a%20b",
        "/webhooks/generic/a.b",
        "/webhooks/generic/eventbrite.api",
        "/webhooks/eventbrite.api",
        &format!("/webhooks/generic/{}", "a".repeat(65)),
        "/webhooks/github",
        "/webhooks/twitter/x",
        "/webhooks/ticketmaster/x",
    ] {
        assert_eq!(listener.post(target, "{}").status, 404, "{target}");
    }
    assert_eq!(listener.get("/health?x=%0d%0aSet-Cookie:%20a").status, 200);
}

#[test]
fn nothing_that_is_sent_comes_back_as_a_header() {
    let listener = guarded().start();
    let evil = "%0d%0aSet-Cookie:%20evil=1%0d%0a%0d%0a<script>";
    let mut answers = vec![
        listener.get(&format!("/cells?format={evil}")),
        listener.get(&format!("/messages?kind={evil}")),
        listener.get(&format!("/score?lat={evil}&lon=1")),
        listener.get(&format!("/score?lat=39.1&lon=-94.58&at={evil}")),
        listener.get(&format!("/stats?{evil}=1")),
        listener.get(&format!("/{evil}").replace('<', "%3c").replace('>', "%3e")),
        listener.post(&format!("/webhooks/generic/{evil}").replace('<', "%3c").replace('>', "%3e"), "{}"),
        listener.post(&format!("/webhooks/eventbrite/{evil}").replace('<', "%3c").replace('>', "%3e"), "{}"),
        listener.post(&format!("/webhooks/eventbrite?token={evil}"), "{}"),
        listener.get(&format!("/webhooks/twitter?crc_token={evil}")),
    ];
    let body = r#"{"type":"created\r\nSet-Cookie: evil=1","id":"a\r\nSet-Cookie: evil=1","lat":39.1,"lon":-94.58}"#;
    answers.push(listener.post("/webhooks/generic/open", body));
    let body = r#"{"api_url":"https://x/v3/events/1\r\nSet-Cookie: evil=1/","config":{"action":"event.created"}}"#;
    answers.push(listener.post("/webhooks/generic/open", body));
    for answer in answers {
        assert_eq!(answer.header("set-cookie"), None, "{answer:?}");
        let body = String::from_utf8_lossy(&answer.body);
        assert!(!body.contains("\r\nSet-Cookie"), "{answer:?}");
        // What shows foreign text can run none of it.
        assert_eq!(answer.header("x-content-type-options").unwrap_or("nosniff"), "nosniff");
        assert_ne!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{answer:?}");
    }
    let page = listener.get_with("/", &[("Accept", "text/html")]);
    assert_eq!(page.header("content-security-policy"), Some("default-src 'none'; frame-ancestors 'none'"));
}

/// Deliveries that name an event by addresses elsewhere.
fn name_addresses_at(listener: &Listener, elsewhere: SocketAddr) {
    let addresses = [
        format!("http://{elsewhere}/v3/events/123456789/"),
        format!("https://{elsewhere}/v3/events/123456789/"),
        format!("https://www.eventbriteapi.com@{elsewhere}/v3/events/123456789/"),
        format!("//{elsewhere}/v3/events/123456789/"),
        format!("http://{elsewhere}/v3/orders/123456789/"),
        format!("http://{elsewhere}/v3/events/123456789/?x=https://www.eventbriteapi.com/v3/events/1/"),
        format!("http://{elsewhere}#/v3/events/123456789/"),
        format!("http://x/v3/events/123456789%2f..%2f..%2f{elsewhere}/"),
        format!("http://x/v3/events/../../{elsewhere}/"),
        "file:///v3/events/123456789/".to_owned(),
    ];
    for (number, address) in addresses.iter().enumerate() {
        for action in ["event.created", "event.updated", "order.placed", "attendee.updated"] {
            let config = format!(r#"{{"action":"{action}","endpoint_url":"{address}"}}"#);
            let body = format!(r#"{{"api_url":"{address}","config":{config},"number":{number}}}"#);
            assert_eq!(listener.post("/webhooks/eventbrite", body).status, 200);
        }
    }
}

#[test]
fn an_address_in_a_body_is_never_asked() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let listener = Listener::start(&[]);
    name_addresses_at(&listener, elsewhere.local_addr().unwrap());
    assert_eq!(listener.stat("/webhooks/waiting"), 0);
    listener.stop();
    assert_eq!(elsewhere.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

/// A service that notes who is asked for what, and sends everybody elsewhere.
fn misleading(elsewhere: SocketAddr) -> (SocketAddr, Receiver<String>) {
    let service = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = service.local_addr().unwrap();
    let (asked, questions) = channel();
    std::thread::spawn(move || {
        for stream in service.incoming() {
            let mut stream = stream.unwrap();
            let lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let answer = format!(
                "HTTP/1.1 302 Found\r\nLocation: http://{elsewhere}/v3/events/1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
            let _ = stream.write_all(answer.as_bytes()); // it may have gone
            if asked.send(head.join("\n")).is_err() {
                return;
            }
        }
    });
    (address, questions)
}

#[test]
fn with_a_token_nobody_but_the_service_is_asked_and_a_redirect_leads_nowhere() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let (service, questions) = misleading(elsewhere.local_addr().unwrap());
    let listener = Setup::new(&[])
        .variable("EVENTBRITE_TOKEN", "0123456789PRIVATE")
        .variable("EVENTBRITE_BASE", &format!("http://{service}/v3"))
        .start();
    name_addresses_at(&listener, elsewhere.local_addr().unwrap());
    let expected = ["events/123456789/?expand=venue", "orders/123456789/", "events/123456789/attendees/"];
    for _ in 0..expected.len() {
        let question = questions.recv_timeout(PATIENCE).unwrap();
        let target = question.strip_prefix("GET /v3/").and_then(|rest| rest.split(' ').next()).unwrap();
        assert!(expected.iter().any(|expected| target.starts_with(expected)), "{question}");
        assert!(question.to_lowercase().contains(&format!("host: {service}")), "{question}");
    }
    let run = listener.stop();
    assert_eq!(elsewhere.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    assert!(!run.err.contains("PRIVATE"), "{run:?}");
}

#[test]
fn headers_of_the_guard_cannot_be_forged() {
    let listener = Listener::start(&[]);
    let forged = [JSON, ("X-Guard-Peer", "203.0.113.7:1")];
    assert_eq!(listener.post_with("/webhooks/generic/shop", &forged, "{}").status, 200);
    // Those that `Connection` names are not taken away: else a proxy's would be.
    let bytes =
        String::from_utf8(request("POST", "/webhooks/generic/shop", &[JSON, ("X-Forwarded-For", "1.2.3.4")], b"{}"));
    let bytes = bytes.unwrap().replace("Connection: close", "Connection: close, X-Forwarded-For");
    assert_eq!(listener.tell(bytes).status, 403);
}
