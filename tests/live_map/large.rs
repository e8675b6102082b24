//! A million cells: the page holds what it shows, and no more.

use super::{Live, keep_picture, market};
use crate::common::pdpe;

/// A thousand by a thousand cells.
const MILLION: [&str; 4] = ["--bbox", "38.9517,-94.7435,39.3209,-94.2676", "--cell", "41.06m"];

fn cells() -> usize {
    pdpe(&[&["grid"], &MILLION[..]].concat()).ok().out.lines().count() - 1
}

#[test]
fn a_million_cells_are_shown_as_blocks_and_near_by_as_cells() {
    assert!((1_000_000..1_010_000).contains(&cells()));
    let args = [&super::SATURDAY[..], &["--events", super::weekend(), "--no-journal"], &MILLION].concat();
    let Some(mut live) = Live::new(&args) else { return };
    let room = "Math.ceil(byId('map').clientWidth / 4) * Math.ceil(byId('map').clientHeight / 4)";
    let held = |live: &mut Live| live.browser.value(&format!("[source.cells.count, {room}]"));
    let count = held(&mut live);
    assert!(count[0].as_i64() <= count[1].as_i64() && count[0].as_i64() > Some(10_000), "{count}");
    let figures = live.browser.value(
        "(() => {
        const [mark] = performance.getEntriesByName('first-picture');
        const load = performance.getEntriesByType('resource').find((load) => load.name.includes('map/cells'));
        return { picture: mark.startTime, bytes: load.encodedBodySize, waited: load.responseStart - load.requestStart, each: byId('model').textContent };
    })()",
    );
    eprintln!("1,000,000 cells: {figures}");
    assert!(figures["bytes"].as_i64().unwrap() < 2_000_000, "{figures}");
    keep_picture(&mut live.browser, "live-million.png");

    live.post("added", &market("m1", "Night market"));
    live.browser.until("byId('log').textContent.includes('Night market added')");
    live.browser.until("source.events.some((event) => event.id === 'm1')");

    for _ in 0..7 {
        live.browser.value("byId('zoom-in').click()");
    }
    live.browser.until("byId('model').textContent.startsWith('1,0') && !byId('model').textContent.includes('zoom in')");
    let count = held(&mut live);
    assert!(count[0].as_i64() <= count[1].as_i64() && count[0].as_i64() > Some(100), "{count}");
    live.browser.drawn();
    keep_picture(&mut live.browser, "live-million-near.png");
    // A cell in the middle: its receipt comes from the listener.
    live.browser.key("Enter", false);
    live.browser.value("byId('map').focus()");
    live.browser.key("Enter", false);
    live.browser.until("byId('receipt').querySelector('data') && byId('receipt-body').getAttribute('aria-busy') === 'false'");
    live.browser.value("byId('zoom-all').click()");
    live.browser.until("byId('model').textContent.includes('zoom in')");
    live.is_quiet();
}
