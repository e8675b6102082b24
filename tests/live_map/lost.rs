//! A listener that goes away and comes back: the page says so, and catches up.

use super::{Live, SAME, keep_picture, market};
use crate::common;
use crate::support::{Listener, Setup};

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
