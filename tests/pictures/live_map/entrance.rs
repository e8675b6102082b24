//! Who may see the map where readers have to show a token.

use super::Browser;
use crate::support::Setup;

const TOKEN: &str = "0123456789abcdef=&+%";

fn guarded() -> Setup {
    Setup::new(&["--no-journal"]).variable("PDPE_TOKEN", TOKEN)
}

#[test]
fn the_token_in_the_address_begins_a_session() {
    let listener = guarded().start();
    let encoded = "0123456789abcdef%3D%26%2B%25";
    for target in ["/map", "/map?token=wrong", "/map?token=", "/map/cells?room=1x1", "/map/events"] {
        let answer = listener.get(target);
        assert_eq!(answer.status, 401, "{target}: {answer:?}");
        assert!(answer.header("set-cookie").is_none());
    }
    let answer = listener.get(&format!("/map?token={encoded}"));
    assert_eq!((answer.status, answer.header("location")), (303, Some("map")), "{answer:?}");
    let cookie = answer.header("set-cookie").unwrap().to_owned();
    assert!(cookie.starts_with("pdpe_session=") && cookie.ends_with("; HttpOnly; SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(listener.get_with("/map", &[("Cookie", cookie)]).status, 200);
    assert_eq!(listener.get_with("/map", &[("Cookie", "pdpe_session=0123456789abcdef")]).status, 401);
    // A plus sign as it stands in a token means itself.
    let answer = listener.get(&format!("/map?token={}", encoded.replace("%2B", "+")));
    assert_eq!((answer.status, answer.header("location")), (303, Some("map")), "{answer:?}");
    assert!(answer.header("set-cookie").is_some(), "{answer:?}");
    // Behind a proxy that speaks TLS.
    let answer = listener.get_with(&format!("/map?token={encoded}"), &[("X-Forwarded-Proto", "https")]);
    assert!(answer.header("set-cookie").unwrap().ends_with("; Secure"), "{answer:?}");
    // Nobody is asked where there is no token; an address that was kept still leads to the map.
    let open = crate::support::Listener::start(&["--no-journal"]);
    let answer = open.get("/map?token=whatever");
    assert_eq!((answer.status, answer.header("set-cookie")), (303, None), "{answer:?}");
    let semicolon = Setup::new(&["--no-journal"]).variable("PDPE_TOKEN", "0123456789abcdef;").start();
    assert_eq!(semicolon.get("/map?token=0123456789abcdef%3B").status, 303);
    assert!(!listener.said().contains(TOKEN) && !listener.said().contains(encoded));
}

#[test]
fn a_slash_behind_the_map_leads_to_it_with_all_that_was_asked() {
    let listener = guarded().start();
    for (target, location) in [
        ("/map/", "../map"),
        ("/map/?", "../map"),
        ("/map/?token=0123456789abcdef%3D%26%2B%25", "../map?token=0123456789abcdef%3D%26%2B%25"),
    ] {
        let answer = listener.get(target);
        assert_eq!((answer.status, answer.header("location")), (308, Some(location)), "{answer:?}");
        assert_eq!(answer.header("set-cookie"), None);
    }
    assert_eq!(listener.get("/map//").status, 404);
    assert_eq!(listener.get("/map/cells/?room=1x1").status, 401, "what is no page means the same with a slash");
}

#[test]
fn a_browser_keeps_the_session_and_shows_the_map() {
    let Some(mut browser) = Browser::start() else { return };
    let listener = guarded().start();
    browser.open(&format!("http://{}/map?token=0123456789abcdef%3D%26%2B%25", listener.address));
    assert_eq!(browser.value("location.pathname + location.search"), "/map");
    browser.until("source.map && byId('connection').classList.contains('live')");
    assert_eq!(browser.value("document.cookie"), "", "scripts can read the session");
    browser.open(&format!("http://{}/map/", listener.address));
    assert_eq!(browser.value("location.pathname"), "/map");
    browser.until("source.map && byId('connection').classList.contains('live')");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
