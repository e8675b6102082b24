//! `/map/cells`: no more than there is room for, and the best of what there is.

use base64::Engine as _;
use serde_json::Value;

use crate::common::write;
use crate::support::{Listener, Setup};

fn numbers<const BYTES: usize, T>(column: &Value, read: fn([u8; BYTES]) -> T) -> Vec<T> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(column.as_str().unwrap()).unwrap();
    bytes.chunks(BYTES).map(|chunk| read(chunk.try_into().unwrap())).collect()
}

/// The best cell and the score of each block.
fn blocks(answer: &Value) -> Vec<(String, f64)> {
    let ids = answer["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned());
    assert_eq!(answer["millionths"], true);
    let scores = numbers(&answer["scores"][0], u32::from_le_bytes).into_iter().map(|score| f64::from(score) / 1e6);
    assert_eq!(ids.len(), scores.len());
    ids.zip(scores).collect()
}

/// Row, column and score of all cells.
fn cells(listener: &Listener) -> Vec<(usize, usize, String, f64)> {
    let cells = listener.json("/cells");
    let cell = |cell: &Value| {
        let id = cell["cell_id"].as_str().unwrap().to_owned();
        let (row, column) = row_and_column(&id);
        (row, column, id, cell["combined_score"].as_f64().unwrap())
    };
    cells["cells"].as_array().unwrap().iter().map(cell).collect()
}

fn row_and_column(id: &str) -> (usize, usize) {
    let (row, column) = id.split_once('_').unwrap();
    (row.parse().unwrap(), column.parse().unwrap())
}

#[test]
fn every_block_holds_the_best_of_its_cells() {
    let listener = Listener::start(&["--now", "2026-10-03T20:10", "--events", super::weekend(), "--no-journal"]);
    let all = cells(&listener);
    for (room, each) in [("67x82", 1), ("66x82", 2), ("30x30", 3), ("10x1000", 7), ("1x1", 82)] {
        let answer = listener.json(&format!("/map/cells?room={room}"));
        assert_eq!(answer["each"], each, "{room}");
        let blocks = blocks(&answer);
        assert_eq!(blocks.len(), 82_usize.div_ceil(each) * 67_usize.div_ceil(each));
        let slots = numbers(&answer["slots"], u32::from_le_bytes);
        for ((entry, (id, score)), slot) in blocks.into_iter().enumerate().zip(slots) {
            // Rows of blocks from the south, and in them from the west.
            let (row, column) = (entry / 67_usize.div_ceil(each), entry % 67_usize.div_ceil(each));
            let place = row_and_column(&id);
            assert_eq!((place.0 / each, place.1 / each, place.0 * 67 + place.1), (row, column, slot as usize), "{id}");
            let inside = all.iter().filter(|cell| cell.0 / each == row && cell.1 / each == column);
            let best = inside.clone().map(|cell| cell.3).fold(f64::NEG_INFINITY, f64::max);
            assert_eq!(score.to_bits(), best.to_bits(), "{room} {row} {column}");
            assert!(
                inside.clone().any(|cell| cell.2 == id && cell.3.to_bits() == best.to_bits()),
                "{id} is not the best"
            );
        }
    }
}

#[test]
fn blocks_stay_where_they_are_when_the_box_moves() {
    let listener = Listener::start(&["--now", "2026-10-03T20:10", "--events", super::weekend(), "--no-journal"]);
    let whole = blocks(&listener.json("/map/cells?room=20x20"));
    let answer = listener.json("/map/cells?room=5x5&bbox=39.0,-94.7,39.1,-94.6");
    assert_eq!(answer["each"], 5);
    let ids: Vec<_> = whole.iter().map(|block| &block.0).collect();
    for (id, _) in blocks(&answer) {
        assert!(ids.contains(&&id), "{id} is the best of another block");
    }
    assert_eq!(listener.json("/map/cells?room=8x8&bbox=10,10,11,11")["ids"], serde_json::json!([]));
}

#[test]
fn scattered_cells_are_listed_where_they_are_few_and_binned_where_not() {
    let place = |n: u32| (39.0 + f64::from(n * 7919 % 997) * 1e-4, -94.6 + f64::from(n * 104_729 % 991) * 1e-4);
    let row = |n: u32| format!("c{n},{},{}", place(n).0, place(n).1);
    let rows = (0..500).map(row).collect::<Vec<_>>().join("\n");
    let setup = Setup::new(&["--now", "2026-10-03T20:10", "--grid", "kc.csv", "--no-journal"]);
    write(setup.folder.path(), "kc.csv", format!("id,lat,lon\n{rows}"));
    let listener = setup.start();
    let few = listener.json("/map/cells?room=50x10");
    assert_eq!((&few["lattice"], &few["each"]), (&Value::Null, &Value::from(1)));
    assert_eq!(few["ids"].as_array().unwrap().len(), 500);
    assert_eq!(numbers(&few["lat"], f64::from_le_bytes).len(), 500);
    let binned = listener.json("/map/cells?room=10x10");
    assert_eq!(binned["each"], Value::Null);
    let blocks = blocks(&binned);
    assert!(blocks.len() <= 100, "{}", blocks.len());
    let best = listener.json("/cells?top=1")["cells"][0]["cell_id"].clone();
    assert!(blocks.iter().any(|block| block.0 == best.as_str().unwrap()));
}

#[test]
fn scores_too_large_for_four_bytes_of_millionths_are_told_as_they_are() {
    let setup = Setup::new(&["--now", "2026-10-03T20:10", "--no-journal"]);
    write(setup.folder.path(), "pdpe.toml", "[weights]\nspending_propensity = 5000\n");
    let listener = setup.start();
    let answer = listener.json("/map/cells?room=67x82");
    assert_eq!(answer["millionths"], false);
    let scores = numbers(&answer["scores"][0], f64::from_le_bytes);
    let expected: Vec<f64> = cells(&listener).into_iter().map(|cell| cell.3).collect();
    assert!(expected.iter().any(|score| *score > 4_294.967_295));
    assert_eq!(scores, expected);
}

#[test]
fn what_cannot_be_is_refused() {
    let listener = Listener::start(&["--no-journal"]);
    for query in ["", "?room=0x1", "?room=1", "?room=2000x1", "?room=axb", "?room=9x9&bbox=1,2,3", "?room=9x9&more=1"] {
        assert_eq!(listener.get(&format!("/map/cells{query}")).status, 400, "{query}");
    }
    for target in ["/map//", "/map/nothing", "/map/cells//"] {
        assert_eq!(listener.get(target).status, 404, "{target}");
    }
    assert_eq!(listener.post("/map", b"{}").status, 405);
    assert_eq!(listener.get("/score?cell=nowhere").status, 404);
    assert_eq!(listener.get("/map?more=1").status, 400);
}
