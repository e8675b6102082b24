//! What is delivered shows: on the canvas, in the log, in the receipt.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Live, SAME, market};

/// In a page: the colour that the canvas has in the middle of a cell, and the one its score demands.
const COLOURS: &str = "
    window.seen = (id) => {
        const [x, y] = pixelOf(source.map.shown.view, source.cells.lat[source.cells.ids.indexOf(id)], source.cells.lon[source.cells.ids.indexOf(id)]);
        const ratio = byId('map').width / byId('map').clientWidth;
        return [...byId('map').getContext('2d').getImageData(x * ratio, y * ratio, 1, 1).data].slice(0, 3);
    };
    window.demanded = (score, greatest) => VIRIDIS[colourOf(score, 0, greatest)];
    window.isOf = (id, score, greatest) => seen(id).every((part, i) => part === demanded(score, greatest)[i]);
    source.opening.top = 0;
    source.map.scoresChanged();
    0";

fn score_of(live: &Live, id: &str) -> f64 {
    let cells = live.listener.json("/cells");
    let cell = cells["cells"].as_array().unwrap().iter().find(|cell| cell["cell_id"] == id).unwrap().clone();
    cell["combined_score"].as_f64().unwrap()
}

#[test]
fn a_delivery_changes_the_right_pixels_and_the_log() {
    let Some(mut live) = Live::saturday() else { return };
    live.browser.value(COLOURS);
    let before = score_of(&live, "75_9");
    live.browser.until(&format!("isOf('75_9', {before}, 2.4)"));

    live.post("added", &market("m1", "Night market"));
    live.browser.until("byId('log').textContent.includes('Night market added')");
    let after = score_of(&live, "75_9");
    assert!(after > before + 0.1, "{before} {after}");
    // While it flashes it is lighter; then it has its colour, and others theirs.
    live.browser.until(&format!("isOf('75_9', {after}, 2.4)"));
    let far = score_of(&live, "3_60");
    live.browser.until(&format!("isOf('3_60', {far}, 2.4)"));
    let newest = live.browser.value("byId('log').firstElementChild.textContent");
    let newest = newest.as_str().unwrap();
    let best = &live.listener.json("/cells?top=1")["cells"][0];
    let told = format!(
        "cells, best place now {} ({:.6})",
        best["cell_id"].as_str().unwrap(),
        best["combined_score"].as_f64().unwrap()
    );
    assert!(newest.starts_with("20:1") && newest.ends_with(&told), "{newest}, not {told}");
    live.browser
        .until("[...document.querySelectorAll('#events .name')].some((name) => name.textContent === 'Night market')");

    live.post("removed", &json!({"id": "m1"}));
    live.browser.until("byId('log').firstElementChild.textContent.includes('Night market ')");
    live.browser.until(&format!("isOf('75_9', {before}, 2.4)"));
    live.browser
        .until("![...document.querySelectorAll('#events .name')].some((name) => name.textContent === 'Night market')");
    live.is_quiet();
}

#[test]
fn the_receipt_is_the_listeners_to_the_last_digit_and_follows_what_changes() {
    let Some(mut live) = Live::saturday() else { return };
    let (x, y) = live.pixel("75_9");
    live.browser.mouse("mouseMoved", x, y);
    let shown = "[...document.querySelectorAll('#receipt-body data')].map((data) => data.value)";
    let is_still = "byId('receipt-body').getAttribute('aria-busy') === 'false' && byId('receipt-title').textContent === 'Cell 75_9'";
    let mut numbers = Vec::new();
    for step in 0..2 {
        if step == 1 {
            live.post("added", &market("m1", "Night market"));
            live.browser.until("byId('receipt-body').textContent.includes('Night market')");
        }
        live.browser.until(is_still);
        let receipt = live.listener.json("/score?cell=75_9&explain=1")["receipt"].clone();
        let number = |value: &Value| value.as_f64().unwrap();
        let mut wanted = vec![number(&receipt["combined_score"])];
        wanted.extend(receipt["terms"].as_array().unwrap().iter().map(|term| number(&term["product"])));
        wanted.push(number(&receipt["spending_propensity"]["score"]));
        let found = live.browser.value(shown);
        let found: Vec<f64> =
            found.as_array().unwrap().iter().map(|text| text.as_str().unwrap().parse().unwrap()).collect();
        assert_eq!(
            found[..5].iter().map(|n| n.to_bits()).collect::<Vec<_>>(),
            wanted.iter().map(|n| n.to_bits()).collect::<Vec<_>>()
        );
        assert_eq!(receipt["cell_id"], "75_9");
        numbers.push(found);
    }
    assert_ne!(numbers[0], numbers[1]);
    live.is_quiet();
}

#[test]
fn the_event_that_was_chosen_stays_so_when_it_moves_and_no_longer_than_it_is_there() {
    let Some(mut live) = Live::saturday() else { return };
    live.post("added", &market("m1", "Night market"));
    let named = "[...document.querySelectorAll('#events button')].find((button) => button.textContent.startsWith('Night market'))";
    live.browser.until(&format!("{named} !== undefined"));
    live.browser.value(&format!("{named}.click()"));
    let chosen = "[source.map.shown.event?.lat ?? null, [...document.querySelectorAll('#events [aria-pressed=true]')].map((button) => button.firstChild.textContent)]";
    assert_eq!(live.browser.value(chosen), json!([39.29, ["Night market"]]));
    live.post("updated", &json!({"id": "m1", "name": "Night market", "lat": 39.2, "lon": -94.6}));
    live.browser.until("source.map.shown.event?.lat === 39.2");
    assert_eq!(live.browser.value(chosen), json!([39.2, ["Night market"]]));
    live.post("removed", &json!({"id": "m1"}));
    live.browser.until("source.map.shown.event === null");
    assert_eq!(live.browser.value(chosen), json!([null, []]));
    live.is_quiet();
}

#[test]
fn the_hour_that_turns_is_told_and_drawn() {
    // At ten nothing changes, at eleven every cell does.
    for (now, label, told) in
        [("21:59:57", "22:00:0", ": no cell changes"), ("22:59:57", "23:00:0", ": 5,494 cells, best")]
    {
        let now = format!("2026-10-03T{now}");
        let Some(mut live) = Live::new(&["--now", &now]) else { return };
        live.browser.until(&format!("byId('log').textContent.includes('New hour{told}')"));
        live.browser.until(&format!(
            "byId('when').textContent.startsWith('Sat 2026-10-03 {label}') && byId('when').textContent.endsWith(' CDT')"
        ));
        assert_eq!(live.browser.value(SAME), true);
        live.is_quiet();
    }
}

#[test]
fn a_thousand_deliveries_leave_page_and_listener_responsive() {
    let Some(mut live) = Live::saturday() else { return };
    // In the page: the longest time between two beats of a timer.
    live.browser.value("(() => {
        window.longest = 0;
        let last = performance.now();
        setInterval(() => { const now = performance.now(); window.longest = Math.max(window.longest, now - last); last = now; }, 20);
    })()");
    std::thread::scope(|scope| {
        for sender in 0..4 {
            let live = &live.listener;
            scope.spawn(move || {
                for number in 0..250 {
                    let id = format!("b{sender}-{number}");
                    let event = json!({"id": id, "name": format!("Burst {id}"), "lat": 39.0 + f64::from(number) * 1e-3, "lon": -94.6});
                    let answer = live.post("/webhooks/generic/box", json!({"type": "added", "event": event}).to_string());
                    assert_eq!(answer.status, 200, "{answer:?}");
                }
            });
        }
    });
    live.browser.until("byId('events-title').textContent === 'Events: 200 of 1,014'");
    live.browser.until("byId('connection').classList.contains('live')");
    // What comes together is one line of the log, which names the first of it: the log of a burst that
    // is still coming in swallows what is told at its end. One that comes alone has a line of its own.
    let has_line = |live: &mut Live, name: &str| {
        let is_there = format!("(byId('log').firstElementChild?.textContent ?? '').includes('{name}')");
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(3) {
            if live.browser.value(&is_there) == true {
                return true;
            }
        }
        false
    };
    let told = (1..=10).find(|number| {
        live.post("added", &market(&format!("last-{number}"), &format!("Last {number} of all")));
        has_line(&mut live, &format!("Last {number} of all"))
    });
    let events = 1014 + told.expect("the log of the burst never ends");
    live.browser.until("[...document.querySelectorAll('#events .name')].length === 200");
    live.browser
        .until(&format!("byId('events-title').textContent === 'Events: 200 of 1,{events:03}'", events = events - 1000));
    assert_eq!(live.browser.value(SAME), true);
    let longest = live.browser.value("window.longest").as_f64().unwrap();
    eprintln!("the page was away for {longest:.0} ms at most");
    assert!(longest < 5000.0, "the page was away for {longest} ms");
    assert!(live.browser.value("document.querySelectorAll('#log p').length").as_i64().unwrap() <= 100);
    live.is_quiet();
}
