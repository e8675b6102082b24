//! A million cells: the page holds what it shows, and no more.

use super::{Live, keep_picture, market};
use crate::common::{pdpe, write};
use crate::support::Setup;

/// A listener with a thousand by a thousand cells, and more; without a journal.
pub fn million() -> Setup {
    let csv = pdpe(&["grid", "--bbox", "38.9517,-94.7435,39.3209,-94.2676", "--cell", "40.95m"]).ok().out;
    assert!((1_000_000..1_010_000).contains(&(csv.lines().count() - 1)), "{} lines", csv.lines().count());
    let setup =
        Setup::new(&super::SATURDAY).with(&["--events", super::weekend(), "--no-journal", "--grid", "million.csv"]);
    write(setup.folder.path(), "million.csv", csv);
    setup
}

#[test]
fn a_million_cells_are_shown_as_blocks_and_near_by_as_cells() {
    let Some(mut live) = Live::of(million()) else { return };
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

    // A change far too large to be listed reaches the blocks all the same.
    let there =
        "source.scores()[0][layoutOf(source.cells, source.lattice).cellAt({ x: worldX(-94.68), y: worldY(39.285) })]";
    let before = live.browser.value(there).as_f64().unwrap();
    live.post("added", &market("m1", "Night market"));
    live.browser.until(&format!("{there} > {before} + 0.1"));
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
    live.browser
        .until("byId('receipt').querySelector('data') && byId('receipt-body').getAttribute('aria-busy') === 'false'");
    live.browser.value("byId('zoom-all').click()");
    live.browser.until("byId('model').textContent.includes('zoom in')");
    live.is_quiet();
}
