//! Pages of other sites: none may read unless `--cors` names its origin, and none may send.

use crate::client::Answer;
use crate::support::{JSON, Listener, Setup, request};

const MAPS: &str = "https://maps.example.org";
const READABLE: [&str; 12] = [
    "/",
    "/health",
    "/stats",
    "/metrics",
    "/score?lat=39.1&lon=-94.58",
    "/cells?top=1",
    "/events",
    "/messages",
    "/map",
    "/map/events",
    "/map/cells?room=2x2",
    "/openapi.json",
];

fn ask(listener: &Listener, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
    listener.tell(request(method, target, headers, b""))
}

fn allowed(answer: &Answer) -> Option<&str> {
    assert_eq!(answer.header("access-control-allow-credentials"), None, "{answer:?}");
    answer.header("access-control-allow-origin")
}

#[test]
fn a_listed_page_reads_and_no_other_does() {
    let listener = Setup::new(&[
        "--no-journal",
        "--cors",
        MAPS,
        "--cors",
        "http://LOCALHOST:5173",
        "--cors",
        "https://a.example:443",
    ])
    .start();
    for target in READABLE.into_iter().chain(["/nothing", "/score", "/cells?top=0"]) {
        for origin in [MAPS, "http://localhost:5173", "https://a.example"] {
            let answer = listener.get_with(target, &[("Origin", origin)]);
            assert_eq!(allowed(&answer), Some(origin), "{target}: {answer:?}");
            assert!(answer.header("vary").unwrap().contains("Origin"), "{answer:?}");
            assert_eq!(answer.header("access-control-expose-headers"), Some("ETag, Retry-After"));
        }
        for origin in [
            "http://maps.example.org",
            "https://maps.example.org:444",
            "https://maps.example.org.evil.example",
            "null",
            "*",
            "",
        ] {
            let answer = listener.get_with(target, &[("Origin", origin)]);
            assert_eq!(allowed(&answer), None, "{origin} {target}");
            // Else a cache would give it to the others.
            assert!(answer.header("vary").unwrap().contains("Origin"), "{answer:?}");
        }
    }
    let twice = [("Origin", MAPS), ("Origin", "https://evil.example")];
    assert_eq!(allowed(&listener.get_with("/health", &twice)), None);
    let mut stream = listener.client();
    stream.send(format!("GET /stream HTTP/1.1\r\nHost: localhost\r\nOrigin: {MAPS}\r\n\r\n"));
    let (status, headers) = stream.head().unwrap();
    assert_eq!(status, 200);
    assert!(headers.contains(&("access-control-allow-origin".into(), MAPS.into())), "{headers:?}");
}

#[test]
fn without_the_option_no_page_is_told_anything() {
    let listener = Listener::start(&["--no-journal"]);
    for target in READABLE {
        let answer = listener.get_with(target, &[("Origin", MAPS)]);
        assert_eq!(allowed(&answer), None);
        assert!(!answer.header("vary").unwrap_or_default().contains("Origin"));
        let preflight = [("Origin", MAPS), ("Access-Control-Request-Method", "GET")];
        let answer = ask(&listener, "OPTIONS", target, &preflight);
        assert_eq!((answer.status, allowed(&answer)), (204, None));
    }
}

#[test]
fn a_star_is_for_all_pages_and_needs_the_token_all_the_same() {
    const TOKEN: &str = "0123456789abcdef";
    let listener = Setup::new(&["--no-journal", "--cors", "*"]).variable("PDPE_TOKEN", TOKEN).start();
    let answer = listener.get_with("/stats", &[("Origin", "https://anywhere.example")]);
    assert_eq!((answer.status, allowed(&answer)), (401, Some("*")));
    let bearer = format!("Bearer {TOKEN}");
    let answer = listener.get_with("/stats", &[("Origin", "null"), ("Authorization", &bearer)]);
    assert_eq!((answer.status, allowed(&answer)), (200, Some("*")));
    assert!(!answer.header("vary").unwrap_or_default().contains("Origin"));
}

#[test]
fn the_question_before_a_request_is_answered_without_a_token_and_without_data() {
    let listener = Setup::new(&["--no-journal", "--cors", MAPS]).variable("PDPE_TOKEN", "0123456789abcdef").start();
    let asked = [
        ("Origin", MAPS),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", "authorization"),
    ];
    for target in READABLE.into_iter().chain(["/stream", "/plan", "/cells/"]) {
        let answer = ask(&listener, "OPTIONS", target, &asked);
        assert_eq!((answer.status, allowed(&answer), answer.body.len()), (204, Some(MAPS), 0), "{answer:?}");
        assert_eq!(answer.header("access-control-allow-methods"), Some("GET, HEAD"));
        let headers = answer.header("access-control-allow-headers").unwrap();
        assert!(headers.contains("Authorization") && headers.contains("If-None-Match"), "{headers}");
        assert!(answer.header("access-control-max-age").unwrap().parse::<u32>().unwrap() > 0);
        assert_eq!(answer.header("content-length"), None);
        let foreign = [("Origin", "https://evil.example"), ("Access-Control-Request-Method", "GET")];
        let answer = ask(&listener, "OPTIONS", target, &foreign);
        assert_eq!((answer.status, allowed(&answer)), (204, None));
        assert_eq!(answer.header("access-control-allow-methods"), None);
        // Anyone may ask which methods there are.
        let answer = ask(&listener, "OPTIONS", target, &[]);
        assert_eq!((answer.status, answer.header("allow")), (204, Some("GET, HEAD, OPTIONS")));
    }
    for (target, methods) in [
        ("/caches/clear", "POST, OPTIONS"),
        ("/webhooks/eventbrite", "POST, OPTIONS"),
        ("/webhooks/twitter", "GET, HEAD, POST, OPTIONS"),
        ("/webhooks/generic/shop", "POST, OPTIONS"),
    ] {
        let answer = ask(&listener, "OPTIONS", target, &asked);
        assert_eq!((answer.status, answer.header("allow"), allowed(&answer)), (204, Some(methods), None), "{target}");
        assert_eq!(answer.header("access-control-allow-methods"), None);
    }
    assert_eq!(ask(&listener, "OPTIONS", "/nothing", &asked).status, 404);
}

#[test]
fn no_page_sends_deliveries_or_clears_caches_even_if_it_may_read() {
    let listener = Listener::start(&["--no-journal", "--cors", MAPS, "--cors", "*"]);
    for target in ["/webhooks/generic/shop", "/webhooks/eventbrite", "/caches/clear"] {
        let answer = listener.post_with(target, &[JSON, ("Origin", MAPS)], "{}");
        assert_eq!((answer.status, allowed(&answer)), (403, None), "{target}: {answer:?}");
    }
    let own = format!("http://localhost:{}", listener.address.port());
    let twice = [JSON, ("Host", &own[7..]), ("Origin", &*own), ("Origin", "https://evil.example")];
    assert_eq!(listener.post_with("/caches/clear", &twice, "").status, 403);
    assert_eq!(allowed(&listener.get_with("/webhooks/twitter?crc_token=x", &[("Origin", MAPS)])), None);
    assert_eq!(listener.stat("/webhooks/received"), 0);
}

#[test]
fn what_is_no_origin_is_wrong_usage() {
    for wrong in [
        "maps.example.org",
        "https://",
        "https://maps.example.org/",
        "https://maps.example.org/map",
        "https://a b",
        "https://*.example.org",
        "null",
        "",
        "https://user@maps.example.org",
        "https://maps.example.org:0",
        "https://maps.example.org:99999",
        "https://maps.example.org:",
        "https://[::1",
        "https://[x]",
        "://host",
        "https://münchen.example",
        "1http://host",
    ] {
        Setup::new(&["--no-journal", &format!("--cors={wrong}")])
            .run()
            .fails(2, &["--cors", "https://maps.example.org"]);
    }
}
