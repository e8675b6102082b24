//! A listener that goes away and comes back: the page says so, and catches up.

use serde_json::json;

use super::{Live, SAME, keep_picture, market};
use crate::common;
use crate::support::{Listener, Setup, wait_until};

/// The same listener again: same port, same journal.
fn again(before: &Listener) -> Listener {
    let journal = before.folder().join("pdpe.db");
    let port = before.address.port().to_string();
    let args = [
        "--now",
        "2026-10-03T20:20",
        "--events",
        super::weekend(),
        "--port",
        &port,
        "--journal",
        journal.to_str().unwrap(),
    ];
    Setup::new(&args).start()
}

#[test]
fn a_restart_is_survived_and_what_was_missed_is_caught_up_with() {
    let Some(mut live) = Live::saturday() else { return };
    live.post("added", &market("m1", "Night market"));
    live.browser.until("byId('log').textContent.includes('Night market added')");
    live.is_quiet();
    live.listener.kill();
    live.browser.until("!byId('connection').classList.contains('live')");
    let told = live.browser.value("byId('connection').textContent");
    assert!(told.as_str().unwrap().starts_with("Reconnecting data "), "{told}");
    keep_picture(&mut live.browser, "live-lost.png");

    // Its journal tells it of an event of which the page has not heard.
    let gone = live.listener;
    live = Live { browser: live.browser, listener: again(&gone) };
    live.post("added", &market("m2", "Morning market"));
    live.browser.until("byId('connection').classList.contains('live')");
    live.browser.until("byId('log').textContent.includes('Connected again')");
    live.browser
        .until("[...document.querySelectorAll('#events .name')].some((name) => name.textContent === 'Morning market')");
    live.browser.until("source.instants[0].label.includes('20:20')");
    assert_eq!(live.browser.value(SAME), true);
    // And goes on listening.
    live.post("added", &market("m3", "Third market"));
    live.browser.until("byId('log').textContent.includes('Third market added')");
    assert_eq!(
        common::run(common::command(gone.folder()).args(["journal", "ls", "--format", "ndjson"]), b"")
            .ok()
            .out
            .lines()
            .count(),
        3
    );
}

#[test]
fn a_stream_that_breaks_goes_on_where_it_was() {
    let Some(mut live) = Live::saturday() else { return };
    let loads = "performance.getEntriesByType('resource').filter((load) => load.name.includes('map/cells')).length";
    let before = live.browser.value(loads);
    // What happens until it listens again is told afterwards.
    live.browser.value("source.stream.again()");
    assert_eq!(live.browser.value("byId('connection').classList.contains('live')"), false);
    live.post("added", &market("m1", "Night market"));
    live.browser.until("byId('log').textContent.includes('Night market added')");
    live.browser.until("byId('connection').classList.contains('live')");
    assert_eq!(live.browser.value(loads), before, "the cells were loaded anew");
}

/// Messages of a kind that a listener keeps.
const MOST_KEPT: usize = 200;

/// Lines of the log, the newest first, without their times.
fn lines(live: &mut Live) -> Vec<String> {
    let lines = live.browser.value(
        "[...byId('log').children].map((line) => [...line.childNodes].slice(1).map((part) => part.textContent).join(''))",
    );
    lines.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
}

/// Where the line is that begins so.
#[track_caller]
fn place(lines: &[String], beginning: &str) -> usize {
    let place = lines.iter().position(|line| line.starts_with(beginning));
    place.unwrap_or_else(|| panic!("no line begins with `{beginning}`: {lines:?}"))
}

#[test]
fn what_happened_between_a_restart_and_the_next_connection_is_in_the_log() {
    let Some(mut live) = Live::saturday() else { return };
    live.post("added", &market("m1", "Night market"));
    live.browser.until("byId('log').textContent.includes('Night market added')");
    live.browser.offline(true);
    live.listener.kill();
    live.browser.until("!byId('connection').classList.contains('live')");
    let gone = live.listener;
    live = Live { browser: live.browser, listener: again(&gone) };
    // The numbers of messages begin anew: these have those of others that the page has heard.
    // Both happen before the connection, not just their acknowledgement.
    let knows_it = |live: &Live| live.listener.json("/events").to_string().contains("Morning market");
    live.post("added", &market("m2", "Morning market"));
    wait_until("the market is known", || knows_it(&live));
    live.post("removed", &json!({"id": "m2"}));
    wait_until("the market is gone", || !knows_it(&live));
    live.browser.offline(false);
    live.browser.until("byId('log').textContent.includes('Morning market deleted')");
    live.post("added", &market("m3", "Third market"));
    live.browser.until("byId('log').textContent.includes('Third market added')");
    let lines = lines(&mut live);
    let wanted = [
        "Third market added: ",
        "Morning market ",
        "The listener was restarted: its last changes before that may be missing",
        "Connected again after ",
        "Night market added: ",
    ];
    let places = wanted.map(|beginning| place(&lines, beginning));
    assert!(places.is_sorted(), "{lines:?}");
    for name in ["Third market added", "Morning market added", "Morning market deleted", "Night market added"] {
        assert_eq!(lines.join("|").matches(name).count(), 1, "{name} in {lines:?}");
    }
    assert!(!lines.join("|").contains("no longer kept"), "{lines:?}");
}

/// Breaks the stream off, which comes again when the network does, but as one who was away for so
/// long that the frames since then are not kept.
fn away_for_long(live: &mut Live) {
    live.browser.offline(true);
    live.browser.value(
        "const Kept = EventSource;
        window.EventSource = class extends Kept { constructor() { super('stream?last_event_id=1-1'); } };
        source.stream.again();",
    );
}

#[test]
fn what_the_stream_has_forgotten_is_asked_of_the_messages() {
    let Some(mut live) = Live::saturday() else { return };
    live.post("added", &market("m1", "Night market"));
    live.browser.until("byId('log').textContent.includes('Night market added')");
    away_for_long(&mut live);
    live.post("added", &market("m2", "Morning market"));
    live.browser.offline(false);
    live.browser.until("byId('log').textContent.includes('Morning market added')");
    live.post("added", &market("m3", "Third market"));
    live.browser.until("byId('log').textContent.includes('Third market added')");
    let lines = lines(&mut live);
    for name in ["Night market added", "Morning market added", "Third market added"] {
        assert_eq!(lines.join("|").matches(name).count(), 1, "{name}: {lines:?}");
    }
    for line in ["no longer kept", "restarted"] {
        assert!(!lines.join("|").contains(line), "{line}: {lines:?}");
    }
    live.browser.until("source.events.some((event) => event.id === 'm3')");
    assert_eq!(live.browser.value(SAME), true);
}

#[test]
fn what_even_the_messages_have_forgotten_is_said_to_be_missing() {
    let Some(mut live) = Live::saturday() else { return };
    away_for_long(&mut live);
    live.post("added", &market("m2", "Morning market"));
    for number in 0..MOST_KEPT {
        live.post("added", &market(&format!("s{number}"), &format!("Stall {number}")));
    }
    let last = format!("Stall {}", MOST_KEPT - 1);
    let newest = |live: &Live| live.listener.json("/messages?kind=event_added&limit=1")["messages"][0].clone();
    while newest(&live)["event_data"]["name"] != last.as_str() {}
    let kept = live.listener.json("/messages?kind=event_added&limit=1000");
    assert_eq!(kept["messages"].as_array().unwrap().len(), MOST_KEPT, "the page counts on that");
    assert_eq!(live.browser.value("MOST_KEPT"), MOST_KEPT);
    live.browser.offline(false);
    live.browser.until("byId('log').textContent.includes('Some changes are missing')");
    let lines = lines(&mut live);
    let told = &lines[place(&lines, "Some changes are missing")];
    assert!(told.starts_with("Some changes are missing: the listener no longer stores those before 20:1"), "{told}");
    assert!(place(&lines, "Some changes are missing") < place(&lines, "Stall "), "{lines:?}");
    assert!(!lines.join("|").contains("Morning market"), "{lines:?}");
    keep_picture(&mut live.browser, "live-missed.png");
}
