//! `pdpe fetch`, asking a stand-in for the services.

use std::path::Path;

use serde_json::{Value, json};

use super::stand::{Act, Stand, whole};
use crate::common::{Run, command, run, temp_dir, write};

const KEY: &str = "TOPSECRETKEY0123456789";

/// Runs a command in a folder against a stand-in.
fn fetch(dir: &Path, stand: &Stand, args: &[&str]) -> Run {
    let mut command = command(dir);
    let base = format!("http://{}", stand.address);
    command.args(["--now", "2026-10-01T12:00", "fetch"]).args(args);
    for (name, value) in
        [("TICKETMASTER_KEY", KEY), ("SEATGEEK_CLIENT_ID", KEY), ("TICKETMASTER_BASE", &base), ("SEATGEEK_BASE", &base)]
    {
        command.env(name, value);
    }
    let done = run(&mut command, b"");
    assert!(!done.err.contains(KEY) && !done.out.contains(KEY), "{}", done.err);
    done
}

fn ids(out: &str) -> Vec<String> {
    let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
    out.lines().map(id).collect()
}

fn parameter(path: &str, name: &str) -> String {
    let query = path.split_once('?').unwrap().1;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(own, _)| *own == name).map(|(_, value)| value.to_owned()).unwrap_or_default()
}

/// A page of Ticketmaster with one event.
fn page(number: u64, pages: u64, events: u64) -> Vec<u8> {
    let venue = json!({"location": {"latitude": "30.26", "longitude": "-97.74"}, "timezone": "America/Chicago"});
    let event = json!({
        "id": format!("event-{number}"), "name": format!("Concert {number}"), "type": "event",
        "dates": {"start": {"dateTime": format!("2026-10-{:02}T01:00:00Z", 3 + number)}},
        "_embedded": {"venues": [venue]}
    });
    let page = json!({"size": 100, "totalElements": events, "totalPages": pages, "number": number});
    json!({"_embedded": {"events": [event]}, "page": page}).to_string().into_bytes()
}

fn ok(body: &[u8]) -> Act {
    whole(200, "application/json", "", body)
}

const AUSTIN: [&str; 3] = ["ticketmaster", "--city", "Austin, TX"];

#[test]
fn all_pages_one_after_the_other() {
    let dir = temp_dir();
    let stand = Stand::new(|path, _| ok(&page(parameter(path, "page").parse().unwrap(), 3, 201)));
    let done = fetch(dir.path(), &stand, &[&AUSTIN[..], &["--to", "2026-10-20T00:00"]].concat()).ok();
    assert_eq!(ids(&done.out), ["event-0", "event-1", "event-2"]);
    let first: Value = serde_json::from_str(done.out.lines().next().unwrap()).unwrap();
    assert_eq!((&first["start"], &first["source"]), (&json!("2026-10-02T20:00:00-05:00"), &json!("ticketmaster")));
    let paths = stand.paths();
    assert_eq!(paths.len(), 3);
    assert!(paths[0].starts_with("/discovery/v2/events.json?"), "{paths:?}");
    assert_eq!(parameter(&paths[0], "apikey"), KEY);
    assert!(parameter(&paths[0], "geoPoint").starts_with("9v6"), "{paths:?}");
    assert_eq!(parameter(&paths[0], "radius"), "30");
    // The beginning of today in Austin's zone.
    assert_eq!(parameter(&paths[0], "startDateTime"), "2026-10-01T05%3A00%3A00Z");
    assert_eq!(parameter(&paths[0], "endDateTime"), "2026-10-20T05%3A00%3A00Z");
    assert!(stand.heads()[0].to_lowercase().contains(concat!("user-agent: pdpe/", env!("CARGO_PKG_VERSION"))));
    for said in ["asked http://127.0.0.1:", "apikey=…", "page=2: status 200", "3 events from 3 answers"] {
        assert!(done.err.contains(said), "{said}: {}", done.err);
    }
    assert!(!done.err.contains("other pages"), "{}", done.err);
}

#[test]
fn a_busy_service_is_asked_again() {
    let dir = temp_dir();
    let stand = Stand::new(|_, number| match number {
        1 => whole(429, "application/json", "Retry-After: 0\r\n", b"{}"),
        2 => whole(503, "text/html", "Retry-After: Thu, 01 Jan 2015 00:00:00 GMT\r\n", b"busy"),
        3 => Act::Say(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"cut".to_vec()),
        _ => ok(&page(0, 1, 1)),
    });
    let done = fetch(dir.path(), &stand, &AUSTIN).ok();
    assert_eq!((ids(&done.out).len(), stand.paths().len()), (1, 4));
    assert!(done.err.contains("status 429; trying again in 0."), "{}", done.err);

    let patient = Stand::new(|_, _| whole(429, "application/json", "Retry-After: 86400\r\n", b"{}"));
    let said = "status 429, and the service asks to wait 86400 s; try again after that";
    fetch(dir.path(), &patient, &AUSTIN).fails(1, &[said]);
    let down = Stand::new(|_, _| whole(500, "text/plain", "Retry-After: 0\r\n", b""));
    let args = [&AUSTIN[..], &["--attempts", "2"]].concat();
    fetch(dir.path(), &down, &args).fails(1, &["no answer in 2 attempts; the last: status 500", "--raw DIR"]);
    assert_eq!(down.paths().len(), 2);
}

#[test]
fn a_refusal_is_told_and_not_repeated() {
    let dir = temp_dir();
    let fault = format!(r#"{{"fault":{{"faultstring":"Invalid ApiKey {KEY}"}}}}"#);
    let stand = Stand::new(move |_, _| whole(401, "application/json", "", fault.as_bytes()));
    fetch(dir.path(), &stand, &AUSTIN).fails(1, &["status 401", "Invalid ApiKey …"]);
    assert_eq!(stand.paths().len(), 1);
    let portal = Stand::new(|_, _| whole(200, "text/html", "", b"<html>Log in to the wifi</html>"));
    fetch(dir.path(), &portal, &AUSTIN).fails(1, &["the answer is not JSON"]);
    let redirect = Stand::new(|_, _| whole(302, "text/html", "Location: http://127.0.0.1:9/\r\n", b""));
    fetch(dir.path(), &redirect, &AUSTIN).fails(1, &["it redirects to another address, which pdpe does not follow"]);
    let mut without_key = command(dir.path());
    without_key.args(["fetch"]).args(AUSTIN);
    run(&mut without_key, b"").fails(2, &["TICKETMASTER_KEY is not set"]);
    let mut plain = command(dir.path());
    plain.args(["fetch"]).args(AUSTIN).env("TICKETMASTER_KEY", KEY).env("TICKETMASTER_BASE", "http://example.org");
    run(&mut plain, b"").fails(2, &["TICKETMASTER_BASE: the key would be sent unencrypted"]);
}

#[test]
fn a_search_with_too_many_events_is_divided_by_time() {
    let dir = temp_dir();
    let stand = Stand::new(|path, number| {
        let is_whole = parameter(path, "endDateTime").starts_with("2026-10-11");
        let events = if is_whole && parameter(path, "startDateTime").starts_with("2026-10-01") { 1500 } else { 1 };
        ok(&page(number as u64, 1, events))
    });
    let done = fetch(dir.path(), &stand, &[&AUSTIN[..], &["--to", "+10d"]].concat()).ok();
    let spans: Vec<_> = stand.paths().iter().map(|path| parameter(path, "startDateTime")).collect();
    assert_eq!(spans, ["2026-10-01T05%3A00%3A00Z", "2026-10-01T05%3A00%3A00Z", "2026-10-06T05%3A00%3A01Z"]);
    assert_eq!(ids(&done.out), ["event-2", "event-3"], "the answer that is not whole is not read");
}

#[test]
fn an_interrupted_run_goes_on_and_a_later_one_asks_only_for_changes() {
    let dir = temp_dir();
    let stand = Stand::new(|path, number| match (parameter(path, "page").as_str(), number) {
        (_, 4..) => whole(304, "application/json", "", b""),
        ("1", 2) => whole(500, "text/plain", "", b""),
        (page_number, _) => {
            let body = page(page_number.parse().unwrap(), 2, 101);
            whole(200, "application/json", &format!("ETag: \"v{page_number}\"\r\n"), &body)
        }
    });
    let args = [&AUSTIN[..], &["--raw", "kept", "-o", "shows.ndjson", "--attempts", "1"]].concat();
    fetch(dir.path(), &stand, &args).fails(1, &["the answers so far are kept, and the same command goes on"]);
    assert!(!dir.path().join("shows.ndjson").exists());
    let done = fetch(dir.path(), &stand, &args).ok();
    assert!(done.err.contains("kept from before the interruption"), "{}", done.err);
    let pages: Vec<_> = stand.paths().iter().map(|path| parameter(path, "page")).collect();
    assert_eq!(pages, ["0", "1", "1"]);
    let written = std::fs::read_to_string(dir.path().join("shows.ndjson")).unwrap();
    assert_eq!(ids(&written), ["event-0", "event-1"]);
    let kept = std::fs::read_to_string(dir.path().join("kept/fetch.json")).unwrap();
    assert!(!kept.contains(KEY) && kept.contains("\"is_complete\": true"), "{kept}");

    fetch(dir.path(), &stand, &args).ok();
    let head = stand.heads().pop().unwrap().to_lowercase();
    assert!(head.contains("if-none-match: \"v1\"\r\n"), "{head}");
    assert_eq!(std::fs::read_to_string(dir.path().join("shows.ndjson")).unwrap(), written);
}

fn calendar(uid: &str) -> Vec<u8> {
    format!(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nGEO:30.26;-97.74\r\nDTSTART:20261003T190000Z\r\n\
         RRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    .into_bytes()
}

#[test]
fn calendars_with_redirects_and_conditions() {
    let dir = temp_dir();
    let stand = Stand::new(|path, number| match path {
        "/old.ics" => whole(301, "text/html", "Location: /new.ics\r\n", b""),
        _ if number > 2 => whole(304, "text/calendar", "", b""),
        _ => whole(
            200,
            "text/calendar",
            "ETag: \"7\"\r\nLast-Modified: Thu, 01 Oct 2026 00:00:00 GMT\r\n",
            &calendar("a"),
        ),
    });
    let address = format!("http://{}/old.ics", stand.address);
    let args = ["ics", &address, "--raw", "kept", "--to", "+14d"];
    let done = fetch(dir.path(), &stand, &args).ok();
    assert_eq!(ids(&done.out), ["a_20261003T190000Z", "a_20261010T190000Z"]);
    let source = format!("\"source\":\"{}\"", stand.address);
    assert!(done.out.contains(&source), "{}", done.out);
    let again = fetch(dir.path(), &stand, &args).ok();
    assert_eq!(again.out, done.out);
    let head = stand.heads().pop().unwrap().to_lowercase();
    assert!(head.contains("if-none-match: \"7\"\r\n"), "{head}");
    assert!(head.contains("if-modified-since: thu, 01 oct 2026 00:00:00 gmt\r\n"), "{head}");
}

#[test]
fn one_calendar_of_several_may_be_missing() {
    let dir = temp_dir();
    let stand = Stand::new(|path, _| match path {
        "/a.ics" => whole(200, "text/calendar", "", &calendar("a")),
        "/page" => whole(200, "text/html", "", b"<html>no calendar</html>"),
        "/long" => whole(200, "text/calendar", "", &vec![b'x'; 3 << 20]),
        "/loop" => whole(302, "text/html", "Location: /loop\r\n", b""),
        "/silent" => Act::Silence,
        "/drip" => Act::Drip,
        _ => whole(404, "text/plain", "", b"no such page"),
    });
    let at = |path: &str| format!("http://{}{path}", stand.address);
    for (path, reason) in [
        ("/gone", "status 404: no such page"),
        ("/page", "the answer is not a calendar (iCalendar)"),
        ("/long", "the answer is longer than 1 MiB; --max-size changes the limit"),
        ("/loop", "it redirects to another address, which pdpe does not follow"),
        ("/silent", "no answer in 1 attempts; the last: it took too long"),
        ("/drip", "no answer in 1 attempts; the last: it took too long"),
    ] {
        let limits = ["--attempts", "1", "--timeout", "2", "--max-size", "1", "--to", "+7d"];
        let (good, bad) = (at("/a.ics"), at(path));
        let args = [&["ics", &bad, &good, "-o", "events.ndjson"][..], &limits].concat();
        fetch(dir.path(), &stand, &args)
            .fails(1, &[reason, "1 of 2 calendars could not be fetched; the others are written"]);
        let written = std::fs::read_to_string(dir.path().join("events.ndjson")).unwrap();
        assert_eq!(ids(&written), ["a_20261003T190000Z"], "{path}");
    }
    fetch(dir.path(), &stand, &["ics", "events.example"]).fails(2, &["this is no address; write it like https://"]);
    fetch(dir.path(), &stand, &["ics", "ftp://a.example/x.ics"]).fails(2, &["this is no address"]);
    fetch(dir.path(), &stand, &["ics", "https://me:pass@a.example/x.ics"]).fails(2, &["an address with a password"]);
}

#[test]
fn calendars_need_the_places_of_venues() {
    let dir = temp_dir();
    let text = String::from_utf8(calendar("a")).unwrap().replace("GEO:30.26;-97.74", "LOCATION:Hall");
    let stand = Stand::new(move |_, _| whole(200, "text/calendar", "", text.as_bytes()));
    let address = format!("http://{}/a.ics", stand.address);
    let done = fetch(dir.path(), &stand, &["ics", &address, "--to", "+7d"]).ok();
    assert_eq!(done.out, "");
    assert!(done.err.contains("a table of --venues can have its place"), "{}", done.err);
    write(dir.path(), "venues.csv", "name,lat,lon\nHall,30.26,-97.74\n");
    let done = fetch(dir.path(), &stand, &["ics", &address, "--to", "+7d", "--venues", "venues.csv"]).ok();
    assert_eq!(ids(&done.out), ["a_20261003T190000Z"]);
}

#[test]
fn seatgeek() {
    let dir = temp_dir();
    let stand = Stand::new(|path, _| {
        let number: u64 = parameter(path, "page").parse().unwrap();
        let event = json!({
            "id": 6_501_000 + number, "title": "Game", "short_title": "Game", "performers": [], "date_tbd": false,
            "time_tbd": false, "datetime_local": "2026-10-03T19:00:00", "datetime_utc": "2026-10-04T00:00:00",
            "venue": {"timezone": "America/Chicago", "location": {"lat": 30.26, "lon": -97.74}}
        });
        ok(json!({"events": [event], "meta": {"total": 150, "page": number, "per_page": 100}}).to_string().as_bytes())
    });
    let done =
        fetch(dir.path(), &stand, &["seatgeek", "--city", "Austin, TX", "--radius", "20", "--format", "csv"]).ok();
    assert_eq!(done.out.lines().count(), 3, "{}", done.out);
    let paths = stand.paths();
    assert_eq!(paths.iter().map(|path| parameter(path, "page")).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!((parameter(&paths[0], "range"), parameter(&paths[0], "client_id")), ("20km".into(), KEY.into()));
}
