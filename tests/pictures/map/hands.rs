//! Mouse, fingers and keys on the map, and the link that keeps what they did.

use serde_json::json;

use super::keep_picture;
use super::{Opened, address};

#[test]
fn dragging_moves_the_map_and_the_wheel_zooms_around_the_pointer() {
    let Some(mut opened) = Opened::saturday() else { return };
    let (x, y) = opened.pixel("40_10");
    opened.browser.mouse("mouseMoved", x, y);
    opened.browser.mouse("mousePressed", x, y);
    let held = json!({"type": "mouseMoved", "x": x + 120.0, "y": y - 50.0, "button": "left", "buttons": 1});
    opened.browser.ask("Input.dispatchMouseEvent", &held);
    opened.browser.mouse("mouseReleased", x + 120.0, y - 50.0);
    let (moved_x, moved_y) = opened.pixel("40_10");
    assert!((moved_x - x - 120.0).abs() < 0.01 && (moved_y - y + 50.0).abs() < 0.01, "{moved_x} {moved_y}");
    assert_eq!(opened.browser.value("map.shown.chosen"), -1, "a drag is no tap");

    let before = opened.browser.value("map.shown.view.scale").as_f64().unwrap();
    for count in [1, 2] {
        for kind in ["mousePressed", "mouseReleased"] {
            let press = json!({"type": kind, "x": moved_x, "y": moved_y, "button": "left", "clickCount": count});
            opened.browser.ask("Input.dispatchMouseEvent", &press);
        }
    }
    opened.browser.until(&format!("Math.abs(map.shown.view.scale / {before} - 2) < 1e-9"));

    let before = 2.0 * before;
    let wheel = json!({"type": "mouseWheel", "x": moved_x, "y": moved_y, "deltaX": 0, "deltaY": -200});
    opened.browser.ask("Input.dispatchMouseEvent", &wheel);
    opened.browser.until(&format!("map.shown.view.scale > {before} * 1.3"));
    let (still_x, still_y) = opened.pixel("40_10");
    assert!((still_x - moved_x).abs() < 0.5 && (still_y - moved_y).abs() < 0.5, "{still_x} {still_y}");
    opened.is_quiet();
}

#[test]
fn everything_can_be_done_with_keys() {
    let Some(mut opened) = Opened::saturday() else { return };
    // Tab goes through the map, its buttons and the panel, and each shows that it has the focus.
    let mut visited = Vec::new();
    for _ in 0..12 {
        opened.browser.key("Tab", false);
        let name = opened.browser.value("document.activeElement.id || document.activeElement.closest('[id]').id");
        visited.push(name.as_str().unwrap().to_owned());
        let outline = "(() => { const e = document.activeElement; const at = e.type === 'radio' ? e.nextElementSibling : e; \
                       return getComputedStyle(at).outlineStyle; })()";
        assert_eq!(opened.browser.value(outline), "solid", "the focus on {visited:?} cannot be seen");
    }
    assert_eq!(visited[..6], ["map", "zoom-in", "zoom-out", "zoom-all", "layer-0", "stretched"], "{visited:?}");
    assert!(visited.contains(&"best".to_owned()), "{visited:?}");

    opened.browser.value("byId('map').focus()");
    let view = |opened: &mut Opened| opened.browser.value("[map.shown.view.x, map.shown.view.y, map.shown.view.scale]");
    let number = |view: &serde_json::Value, place: usize| view[place].as_f64().unwrap();
    let start = view(&mut opened);
    opened.browser.key("ArrowRight", false);
    opened.browser.key("ArrowDown", false);
    let moved = view(&mut opened);
    assert!(number(&moved, 0) > number(&start, 0) && number(&moved, 1) > number(&start, 1));
    opened.browser.key("+", false);
    assert!(number(&view(&mut opened), 2) > number(&start, 2) * 1.4);
    opened.browser.key("-", false);
    opened.browser.key("0", false);
    assert_eq!(view(&mut opened), start);

    opened.browser.key("Enter", false);
    opened.browser.until("map.shown.chosen >= 0");
    let id = opened.browser.value("source.cells.ids[map.shown.chosen]").as_str().unwrap().to_owned();
    let (row, column) = id.split_once('_').unwrap();
    opened.browser.key("ArrowUp", true);
    opened.browser.key("ArrowRight", true);
    let next = format!("{}_{}", row.parse::<u32>().unwrap() + 1, column.parse::<u32>().unwrap() + 1);
    opened.browser.until(&format!("byId('receipt-title').textContent === 'Cell {next}'"));
    // And a screen reader is told in a sentence.
    opened.browser.until(&format!("byId('announcement').textContent.startsWith('Cell {next}: combined score ')"));
    let label = opened.browser.value("byId('map').getAttribute('aria-label')");
    assert!(label.as_str().unwrap().starts_with("Combined score of Kansas City, Sat 2026-10-03 20:00"), "{label}");
    opened.is_quiet();
}

#[test]
fn all_that_can_be_used_has_a_name_for_screen_readers() {
    let Some(mut opened) = Opened::saturday() else { return };
    opened.browser.ask("Accessibility.enable", &json!({}));
    let tree = opened.browser.ask("Accessibility.getFullAXTree", &json!({}));
    let mut named = 0;
    for node in tree["nodes"].as_array().unwrap() {
        let role = node["role"]["value"].as_str().unwrap_or_default();
        if ["button", "radio", "checkbox", "slider", "application"].contains(&role) && node["ignored"] == false {
            assert!(!node["name"]["value"].as_str().unwrap_or_default().is_empty(), "{node}");
            named += 1;
        }
    }
    assert!(named > 15, "{named}");
}

#[test]
fn fingers_move_pinch_and_tap_on_a_phone() {
    let Some(mut opened) = Opened::saturday() else { return };
    opened.browser.size(390, 844, 3.0, true);
    opened.browser.open(&address(opened.dir.path(), ""));
    opened.browser.until("byId('map').width === byId('map').clientWidth * 3");
    assert_eq!(opened.browser.value("document.documentElement.scrollWidth"), 390, "it scrolls sideways");
    let touch = |opened: &mut Opened, kind: &str, points: &[(f64, f64)]| {
        let points: Vec<_> = points.iter().map(|(x, y)| json!({"x": x, "y": y})).collect();
        opened.browser.ask("Input.dispatchTouchEvent", &json!({"type": kind, "touchPoints": points}));
    };
    let (x, y) = opened.pixel("60_33");
    touch(&mut opened, "touchStart", &[(x, y)]);
    touch(&mut opened, "touchEnd", &[]);
    opened.browser.until("byId('receipt-title').textContent === 'Cell 60_33'");

    let before = opened.browser.value("map.shown.view.scale").as_f64().unwrap();
    touch(&mut opened, "touchStart", &[(150.0, 200.0), (200.0, 200.0)]);
    touch(&mut opened, "touchMove", &[(100.0, 200.0), (250.0, 200.0)]);
    touch(&mut opened, "touchEnd", &[]);
    opened.browser.until(&format!("Math.abs(map.shown.view.scale / {before} - 3) < 0.05"));
    let x = opened.browser.value("map.shown.view.x").as_f64().unwrap();
    touch(&mut opened, "touchStart", &[(200.0, 200.0)]);
    touch(&mut opened, "touchMove", &[(150.0, 200.0)]);
    touch(&mut opened, "touchEnd", &[]);
    opened.browser.until(&format!("map.shown.view.x > {x}"));
    opened.is_quiet();
}

/// In a page: the tip's lines, and how far it reaches beyond the map on any side.
const TIP: &str = "(() => {
    const [tip, stage] = ['tip', 'stage'].map((id) => byId(id).getBoundingClientRect());
    const lines = [...byId('tip').children].map((line) => [line.textContent, Math.round(line.offsetHeight / 19)]);
    return { lines, beyond: Math.max(stage.left - tip.left, tip.right - stage.right, stage.top - tip.top, tip.bottom - stage.bottom) };
})()";

#[test]
fn what_a_finger_taps_is_told_beside_it_within_the_map_until_the_map_moves() {
    let Some(mut opened) = Opened::saturday() else { return };
    // The mouse rests where a phone has no map.
    let (x, y) = opened.pixel("10_58");
    opened.browser.mouse("mouseMoved", x, y);
    opened.browser.until("byId('tip').checkVisibility()");
    opened.browser.size(390, 844, 3.0, true);
    opened.browser.until("byId('map').clientWidth === 390 && !byId('tip').checkVisibility()");
    opened.browser.value("byId('zoom-all').click()");
    for id in ["0_0", "0_66", "60_0", "81_66", "32_28", "40_30"] {
        let (x, y) = opened.pixel(id);
        for (kind, points) in [("touchStart", json!([{"x": x, "y": y}])), ("touchEnd", json!([]))] {
            opened.browser.ask("Input.dispatchTouchEvent", &json!({"type": kind, "touchPoints": points}));
        }
        opened.browser.until(&format!("byId('receipt-title').textContent === 'Cell {id}'"));
        assert_eq!(opened.browser.value("byId('tip').checkVisibility()"), true, "nothing is told of {id}");
        let tip = opened.browser.value(TIP);
        assert!(tip["beyond"].as_f64().unwrap() <= 0.0, "{id}: {tip}");
        let lines = tip["lines"].as_array().unwrap();
        assert_eq!(lines[lines.len() - 2][0], id);
        assert_eq!(lines.last().unwrap()[1], 1, "a number in two lines: {tip}");
        assert_eq!(lines.iter().any(|line| line[0] == "Best place 1"), id == "32_28", "{tip}");
    }
    opened.browser.value("byId('zoom-in').click()");
    assert_eq!(opened.browser.value("byId('tip').checkVisibility()"), false);
    opened.is_quiet();
}

#[test]
fn the_link_keeps_the_view() {
    let Some(mut opened) = Opened::saturday() else { return };
    opened.browser.click_on("label[for=layer-2]");
    opened.browser.click_on("#stretched");
    let (x, y) = opened.pixel("40_10");
    opened.browser.click(x, y);
    opened.browser.key("+", false);
    opened.browser.key("ArrowLeft", false);
    opened.browser.until(
        "location.hash.includes('cell=40_10') && location.hash.includes(`,${zoomOf(map.shown.view).toFixed(2)}`)",
    );
    let kept = "[map.shown.layer, map.shown.stretched, map.shown.chosen, latitudeOf(map.shown.view.y).toFixed(4), \
                longitudeOf(map.shown.view.x).toFixed(4), zoomOf(map.shown.view).toFixed(1), byId('receipt-title').textContent]";
    let before = opened.browser.value(kept);
    let hash = opened.browser.value("location.hash").as_str().unwrap().to_owned();
    opened.browser.open("about:blank");
    opened.browser.open(&address(opened.dir.path(), &hash));
    assert_eq!(opened.browser.value(kept), before);
    keep_picture(&mut opened.browser, "link.png");
    // A link with nonsense shows the whole map.
    opened.browser.open("about:blank");
    opened.browser.open(&address(opened.dir.path(), "#at=x,y,z&layer=no&cell=<img src=x>&instant=99"));
    opened.browser.drawn();
    assert_eq!(opened.browser.value("[map.shown.layer, map.shown.chosen, map.shown.instant]"), json!([0, -1, 0]));
    opened.is_quiet();
}
