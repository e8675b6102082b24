//! Sessions of browsers: who has shown the token once reads with a random cookie, which is worth nothing elsewhere.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use pdpe::watch::testing::{MOST_SESSIONS, SESSION_LASTS, Sessions};

use crate::support::{JSON, Listener, Setup};

const TOKEN: &str = "0123456789abcdef;=&+%";
const ENTRY: &str = "/map?token=0123456789abcdef%3B%3D%26%2B%25";

fn guarded() -> Setup {
    Setup::new(&["--now", "2026-10-03T19:00"]).variable("PDPE_TOKEN", TOKEN)
}

/// The cookie of a new session, as a browser sends it.
fn entered(listener: &Listener) -> String {
    let answer = listener.get(ENTRY);
    assert_eq!((answer.status, answer.header("location")), (303, Some("map")), "{answer:?}");
    let cookie = answer.header("set-cookie").unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

#[test]
fn the_cookie_is_random_and_no_token() {
    let listener = guarded().start();
    let answer = listener.get(ENTRY);
    let cookie = answer.header("set-cookie").unwrap().to_owned();
    assert!(!cookie.contains("0123456789abcdef"), "{cookie}");
    let attributes: BTreeSet<&str> = cookie.split("; ").skip(1).collect();
    // No path: a browser takes the folder of the map as it sees it.
    assert_eq!(attributes, BTreeSet::from(["HttpOnly", "SameSite=Strict"]));
    let secure = listener.get_with(ENTRY, &[("X-Forwarded-Proto", "https")]);
    assert!(secure.header("set-cookie").unwrap().ends_with("; Secure"), "{secure:?}");
    let values: BTreeSet<String> = (0..20).map(|_| entered(&listener)).collect();
    assert_eq!(values.len(), 20);
    for value in &values {
        let (name, value) = value.split_once('=').unwrap();
        assert_eq!(name, "pdpe_session");
        assert!(value.len() >= 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit()), "{value}");
    }
    for wrong in ["/map?token=wrong", "/map?token=", "/map"] {
        let answer = listener.get(wrong);
        assert_eq!((answer.status, answer.header("set-cookie")), (401, None));
    }
    assert!(!listener.said().contains("pdpe_session") && values.iter().all(|value| !listener.said().contains(value)));
}

#[test]
fn a_session_reads_all_that_the_map_shows_and_a_forged_one_nothing() {
    let listener = guarded().start();
    let cookie = entered(&listener);
    let readable = [
        "/map",
        "/map/cells?room=2x2",
        "/map/events",
        "/cells?top=1",
        "/events",
        "/score?lat=39.1&lon=-94.6",
        "/stats",
        "/plan?from=now&to=%2B2h&stops=1",
        "/openapi.json",
    ];
    for target in readable {
        assert_eq!(listener.get_with(target, &[("Cookie", &cookie)]).status, 200, "{target}");
        let among = format!("a=b; {cookie}; pdpe_session=00000000000000000000000000000000");
        assert_eq!(listener.get_with(target, &[("Cookie", &among)]).status, 200, "{target}");
    }
    let mut stream = listener.client();
    stream.send(format!("GET /stream HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n"));
    assert_eq!(stream.head().unwrap().0, 200);
    let value = cookie.split_once('=').unwrap().1;
    let mut flipped = value.to_owned();
    flipped.replace_range(31..32, if value.ends_with('0') { "1" } else { "0" });
    for forged in [
        format!("pdpe_session={flipped}"),
        format!("pdpe_session={}", &value[1..]),
        format!("pdpe_session={value}0"),
        format!("pdpe_session={}", "0".repeat(32)),
        "pdpe_session=".into(),
        format!("pdpe_session={TOKEN}"),
        format!("pdpe_token={TOKEN}"),
        format!("pdpe_token={value}"),
        format!("other={value}"),
        value.to_owned(),
    ] {
        for target in readable {
            assert_eq!(listener.get_with(target, &[("Cookie", &forged)]).status, 401, "{forged} {target}");
        }
    }
    // The value is no token, and a wrong token is not mended by a cookie.
    let as_token = format!("Bearer {value}");
    assert_eq!(listener.get_with("/stats", &[("Authorization", &as_token), ("Cookie", &cookie)]).status, 401);
    // A proxy's own password stands in the same header and is no token.
    assert_eq!(listener.get_with("/stats", &[("Authorization", "Basic YTpi"), ("Cookie", &cookie)]).status, 200);
    // A page of another site cannot use it to change anything.
    let foreign = [JSON, ("Cookie", &*cookie), ("Origin", "https://evil.example")];
    assert_eq!(listener.post_with("/caches/clear", &foreign, "").status, 403);
}

#[test]
fn a_restart_ends_sessions() {
    let listener = guarded().start();
    let cookie = entered(&listener);
    assert_eq!(listener.get_with("/map", &[("Cookie", &cookie)]).status, 200);
    let listener = listener.restart();
    assert_eq!(listener.get_with("/map", &[("Cookie", &cookie)]).status, 401);
    let new = entered(&listener);
    assert_eq!(listener.get_with("/map", &[("Cookie", &new)]).status, 200);
}

#[test]
fn sessions_are_bounded_in_number_and_time() {
    let (sessions, begun) = (Sessions::default(), Instant::now());
    let first = sessions.begin(begun).unwrap();
    let others: Vec<_> = (1..MOST_SESSIONS).map(|_| sessions.begin(begun).unwrap()).collect();
    assert!(sessions.hold(&first, begun));
    let last = sessions.begin(begun + Duration::from_secs(1)).unwrap();
    assert!(!sessions.hold(&first, begun), "the oldest has to go");
    assert!(others.iter().chain([&last]).all(|value| sessions.hold(value, begun)));
    let end = begun + SESSION_LASTS;
    assert!(sessions.hold(&others[0], end.checked_sub(Duration::from_nanos(1)).unwrap()));
    assert!(!sessions.hold(&others[0], end) && sessions.hold(&last, end));
    assert!(!sessions.hold(&others[0], begun), "what has ended does not come back");
    assert_eq!(format!("{sessions:?}"), "[sessions]");
}
