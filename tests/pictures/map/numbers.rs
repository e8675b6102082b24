//! What the page computes: its scores, receipts and best places are those of the program.

use pdpe::clock::{now, parse_time};
use pdpe::event::Events;
use pdpe::grid::kansas_city;
use pdpe::listings;
use pdpe::model::Model;
use pdpe::score::{Scores, score_grid};
use serde_json::Value;

use super::{Opened, SATURDAY, fixture, pdpe_in, weekend};
use crate::common::write;

/// A number for all the bits of scores, in the order of the page's columns.
fn hashed(hash: u32, scores: &Scores) -> u32 {
    let columns = [&scores.combined_score].into_iter().chain(&scores.layers);
    let words = columns.flatten().flat_map(|score| [score.to_bits() as u32, (score.to_bits() >> 32) as u32]);
    words.fold(hash, |hash, word| (hash ^ word).wrapping_mul(16_777_619))
}

const HASH_OF_THE_PAGE: &str = "(() => {
    let hash = 2166136261;
    for (let instant = 0; instant < source.instants.length; instant++) {
        for (const column of source.scores(instant)) {
            for (const word of new Uint32Array(column.buffer)) hash = Math.imul(hash ^ word, 16777619);
        }
    }
    return hash >>> 0;
})()";

#[test]
fn every_score_of_a_week_is_the_same_to_the_last_bit() {
    let args = ["simulate", "--from", "2026-10-01T00:00", "--to", "+1w", "--events", weekend()];
    let Some(mut opened) = Opened::new(&args) else { return };
    let times = opened.browser.value("source.instants.map((instant) => instant.timestamp)");
    let (model, grid) = (Model::published(), kansas_city().whole());
    let text = std::fs::read(fixture("kc_weekend.json")).unwrap();
    let events: Events = listings::read(&text, None, model.timezone).unwrap().events.into_iter().collect();
    let times: Vec<&str> = times.as_array().unwrap().iter().map(|time| time.as_str().unwrap()).collect();
    assert!(times.len() > 168, "{times:?}");
    let expected = times.iter().fold(2_166_136_261, |hash, time| {
        hashed(hash, &score_grid(&model, &grid, &events, parse_time(time, model.timezone, now()).unwrap().at))
    });
    assert_eq!(opened.browser.value(HASH_OF_THE_PAGE), expected);
    opened.is_quiet();
}

/// Phases, a power of the attendance, public holidays and known places; every phase has another factor.
const OTHER_MODEL: &str = "model = \"measured\"
[[spending.places]]
name = \"Market\"
lat = 39.1108
lon = -94.5826
radius_km = 1.5
factor = 1.7
[[spending.places]]
name = \"Plaza\"
lat = 39.04
lon = -94.59
radius_km = 3.0
factor = 0.6
";

#[test]
fn every_score_by_a_model_with_phases_and_known_places_is_the_same_too() {
    let args = [
        "simulate",
        "--from",
        "2026-10-01T00:00",
        "--to",
        "+5d",
        "--events",
        weekend(),
        "--config",
        "own.toml",
        "--model",
        "measured",
    ];
    let Some(mut opened) = Opened::with(&args, |dir| drop(write(dir, "own.toml", OTHER_MODEL))) else { return };
    let times = opened.browser.value("source.instants.map((instant) => instant.timestamp)");
    let config = pdpe::config::Config::load(Some(&opened.dir.path().join("own.toml")), None).unwrap();
    let (model, grid) = (config.model, kansas_city().whole());
    let text = std::fs::read(fixture("kc_weekend.json")).unwrap();
    let events: Events = listings::read(&text, None, model.timezone).unwrap().events.into_iter().collect();
    let times: Vec<&str> = times.as_array().unwrap().iter().map(|time| time.as_str().unwrap()).collect();
    let expected = times.iter().fold(2_166_136_261, |hash, time| {
        hashed(hash, &score_grid(&model, &grid, &events, parse_time(time, model.timezone, now()).unwrap().at))
    });
    assert_eq!(opened.browser.value(HASH_OF_THE_PAGE), expected);
    // In the last hour before a show, near it and near the market.
    let instant = times.iter().position(|time| time.starts_with("2026-10-03T19:00")).unwrap();
    let receipt = opened.browser.value(&format!("source.receipt(source.cells.ids.indexOf(\"32_28\"), {instant})"));
    let args = ["--events", weekend(), "--config", "own.toml", "--model", "measured"];
    let explained = explain(&opened, "32_28", "2026-10-03T19:00", &args);
    for layer in ["spending_propensity", "college_presence"] {
        assert_eq!(of_floats(&receipt[layer]), of_floats(&explained[layer]));
    }
    let factors = |receipt: &Value| {
        let events = receipt["event_proximity_bonus"]["events"].as_array().unwrap().clone();
        events.into_iter().map(|event| [of_floats(&event["factors"]), of_floats(&event["scale"])]).collect::<Vec<_>>()
    };
    assert_eq!(factors(&receipt), factors(&explained));
    opened.is_quiet();
}

/// Cells by what is farthest of them: beyond what the page computes itself, and just within.
const FAR_GRIDS: [&str; 2] = [
    "id,lat,lon,income\nsydney,-33.86,151.21,\nparis,48.85,2.35,61000\nkc,39.1,-94.58,52000\npole,90,0,1e9\n",
    "id,lat,lon\nst louis,38.63,-90.2\nwichita,37.69,-97.34\nomaha,41.26,-95.93\ntulsa,36.15,-95.99\njoplin,37.08,-94.51\n\
     chicago,42.5,-90.6\nlittle rock,34.75,-92.29\nsalina,38.84,-97.61\nhays,38.88,-99.33\nsioux city,42.5,-96.4\n",
];

#[test]
fn cells_far_from_every_hotspot_and_events_that_reach_far_are_exact_too() {
    let events = r#"{"schema_version":1,"events":[
        {"id":"far","name":"Everywhere","lat":40,"lon":0,"radius_km":9000,"attendance":100},
        {"id":"mid","name":"All around","lat":39,"lon":-94.5,"radius_km":560},
        {"id":"near","name":"There","lat":48.9,"lon":2.4,"radius_km":30}]}"#;
    let args = ["score", "--at", SATURDAY, "--grid", "kc.csv", "--events", "events.json"];
    for grid in FAR_GRIDS {
        let opened = Opened::with(&args, |dir| {
            write(dir, "kc.csv", grid);
            write(dir, "events.json", events);
        });
        let Some(mut opened) = opened else { return };
        for id in grid.lines().skip(1).map(|row| row.split(',').next().unwrap()) {
            let receipt = opened.browser.value(&format!("source.receipt(source.cells.ids.indexOf({id:?}), 0)"));
            let explained = explain(&opened, id, SATURDAY, &["--grid", "kc.csv", "--events", "events.json"]);
            assert_eq!(numbers_of(&receipt), numbers_of(&explained), "{id}");
        }
        let is_told = opened
            .browser
            .value("source.places.some((places) => places?.hotspots?.some((hotspot) => hotspot.km !== undefined))");
        assert_eq!(is_told, grid == FAR_GRIDS[0], "distances are told where they must be");
        opened.is_quiet();
    }
}

/// What `pdpe explain` says of a cell.
fn explain(opened: &Opened, id: &str, at: &str, args: &[&str]) -> Value {
    let args = [&["explain", "--cell", id, "--at", at, "--format", "json"], args].concat();
    serde_json::from_str(&pdpe_in(opened.dir.path(), &args, b"").ok().out).unwrap()
}

/// The same document with every number as a float: a browser writes 1 where the program writes 1.0.
fn of_floats(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().into(),
        Value::Array(values) => values.iter().map(of_floats).collect(),
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), of_floats(value))).collect(),
        other => other.clone(),
    }
}

/// The numbers of a receipt in the order in which the page shows them, each with whether it is shown
/// with all of its six decimals.
fn numbers_of(receipt: &Value) -> Vec<(f64, bool)> {
    let (spending, college) = (&receipt["spending_propensity"], &receipt["college_presence"]);
    let events = &receipt["event_proximity_bonus"];
    let list = |of: &Value, key: &str, field: &str, long| -> Vec<(f64, bool)> {
        of[key].as_array().unwrap().iter().map(|item| (item[field].as_f64().unwrap(), long)).collect()
    };
    let one = |of: &Value| vec![(of.as_f64().unwrap(), true)];
    let clamped = |of: &Value| of["clamped"]["before"].as_f64().map(|before| (before, true)).into_iter().collect();
    [
        one(&receipt["combined_score"]),
        list(receipt, "terms", "product", true),
        one(&spending["score"]),
        list(spending, "factors", "value", false),
        clamped(spending),
        one(&college["score"]),
        list(college, "hotspots", "points", true),
        one(&college["sum"]),
        list(college, "factors", "value", false),
        clamped(college),
        one(&events["score"]),
        list(events, "events", "bonus", true),
    ]
    .concat()
}

#[test]
fn pointing_at_a_cell_shows_the_numbers_of_explain_to_the_last_digit() {
    let Some(mut opened) = Opened::saturday() else { return };
    for id in ["0_0", "32_28", "22_26", "40_10", "81_66", "5_60"] {
        let (x, y) = opened.pixel(id);
        opened.browser.mouse("mouseMoved", x, y);
        opened.browser.until(&format!("byId('receipt-title').textContent === 'Cell {id}'"));
        let told = opened
            .browser
            .value("[...document.querySelectorAll('#receipt data')].map((e) => [e.value, e.textContent])");
        let told: Vec<(&str, &str)> = told
            .as_array()
            .unwrap()
            .iter()
            .map(|pair| (pair[0].as_str().unwrap(), pair[1].as_str().unwrap()))
            .collect();
        let explained = explain(&opened, id, SATURDAY, &["--events", weekend()]);
        let expected = numbers_of(&explained);
        assert_eq!(told.len(), expected.len(), "{id}: {told:?}");
        for ((all, six), (number, is_long)) in told.into_iter().zip(expected) {
            assert_eq!(all, number.to_string(), "{id}");
            let short = !is_long && number.to_string().len() <= 8;
            assert_eq!(six, if short { number.to_string() } else { format!("{number:.6}") }, "{id}");
        }
        let tip = opened.browser.value("[...byId('tip').children].slice(-2).map((line) => line.textContent)");
        let combined = explained["combined_score"].as_f64().unwrap();
        assert_eq!(tip, serde_json::json!([id, format!("{combined:.6}")]));
        for (key, of) in [("spending_propensity", "factors"), ("college_presence", "factors")] {
            for factor in explained[key][of].as_array().unwrap() {
                let because = factor["because"].as_str().unwrap();
                let is_there = format!("byId('receipt').textContent.includes({because:?})");
                assert_eq!(opened.browser.value(&is_there), true, "{because}");
            }
        }
    }
    opened.is_quiet();
}

#[test]
fn the_best_places_are_those_of_score_for_every_layer() {
    let Some(mut opened) =
        Opened::new(&["score", "--at", SATURDAY, "--events", weekend(), "--top", "25", "--apart", "1.7"])
    else {
        return;
    };
    let columns = ["combined_score", "spending_propensity", "college_presence", "event_proximity_bonus"];
    for (layer, column) in columns.into_iter().enumerate() {
        opened.browser.click_on(&format!("label[for=layer-{layer}]"));
        opened.browser.drawn();
        let listed = opened.browser.value("[...document.querySelectorAll('#best li')].map((e) => [e.querySelector('.name').textContent, e.querySelector('data').textContent])");
        let columns = format!("cell_id,{column}");
        let args = [
            "score",
            "--at",
            SATURDAY,
            "--events",
            weekend(),
            "--top",
            "25",
            "--apart",
            "1.7",
            "--sort",
            column,
            "--columns",
            &columns,
            "--format",
            "csv",
        ];
        let csv = pdpe_in(opened.dir.path(), &args, b"").ok().out;
        let expected: Vec<Vec<&str>> = csv.lines().skip(1).map(|line| line.split(',').collect()).collect();
        assert_eq!(listed, serde_json::json!(expected), "{column}");
    }
    // One of them leads to its cell.
    opened.browser.click_on("#best li:nth-child(3) button");
    opened.browser.until("byId('receipt-title').textContent === 'Cell ' + document.querySelector('#best li:nth-child(3) .name').textContent");
    opened.browser.until("byId('announcement').textContent.includes('combined score')");
    opened.is_quiet();
}

#[test]
fn the_pure_parts_of_the_page_do_what_they_say() {
    let Some(mut opened) = Opened::saturday() else { return };
    let faults = opened.browser.value(include_str!("pure.js"));
    assert_eq!(faults, serde_json::json!([]));
}
