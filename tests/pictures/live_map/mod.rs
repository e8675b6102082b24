//! The map that `pdpe watch` keeps fresh, as it is used: the binary serves it, a real browser shows it.

#![cfg(unix)] // the browser is started by a shell
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stderr)] // a test that cannot be made says so

mod entrance;
mod figures;
mod foreign;
mod large;
mod looks;
mod lost;
mod parts;
mod pooled;
mod tabs;
mod updates;

use std::path::PathBuf;

use crate::browser::Browser;
use crate::support::{Listener, Setup};
use serde_json::{Value, json};

/// Saturday evening, with events open; the clock goes on from there.
const SATURDAY: [&str; 2] = ["--now", "2026-10-03T20:10"];

/// In a page: whether it holds the very cells and scores that the listener has.
const SAME: &str = "(async () => {
    const { cells } = await (await fetch('cells')).json();
    const isHeld = (cell, i) => cell.cell_id === source.cells.ids[i] && source.layers.every(({ name }, layer) => cell[name] === source.scores()[layer][i]);
    return cells.length === source.cells.count && cells.every(isHeld);
})()";

/// A listener and a browser that shows its map.
struct Live {
    browser: Browser,
    listener: Listener,
}

impl Live {
    /// Starts both; none without a browser.
    fn new(args: &[&str]) -> Option<Self> {
        Self::of(Setup::new(args))
    }

    fn of(setup: Setup) -> Option<Self> {
        let mut browser = Browser::start()?;
        let listener = setup.start();
        browser.open(&format!("http://{}/map", listener.address));
        browser.until("source.map && byId('connection').classList.contains('live')");
        Some(Self { browser, listener })
    }

    /// Saturday evening on the default grid, with the events of the weekend.
    fn saturday() -> Option<Self> {
        Self::new(&[&SATURDAY[..], &["--events", weekend()]].concat())
    }

    /// Sends an event to the listener.
    fn post(&self, kind: &str, event: &Value) {
        let answer = self.listener.post("/webhooks/generic/box", json!({"type": kind, "event": event}).to_string());
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Where the middle of a cell is in the window, by its id.
    fn pixel(&mut self, id: &str) -> (f64, f64) {
        let place = self.browser.value(&format!(
            "(() => {{
                const [cells, view, box] = [source.cells, source.map.shown.view, byId('map').getBoundingClientRect()];
                const cell = cells.ids.indexOf({id:?});
                return [screenX(view, worldX(cells.lon[cell])) + box.left, screenY(view, worldY(cells.lat[cell])) + box.top];
            }})()"
        ));
        (place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
    }

    /// Asserts that nobody but the listener was asked, and nothing complained about.
    fn is_quiet(&mut self) {
        let own = format!("http://{}/", self.listener.address);
        let foreign: Vec<String> =
            self.browser.requests().into_iter().filter(|address| !address.starts_with(&own)).collect();
        assert_eq!(foreign, Vec::<String>::new());
        assert_eq!(self.browser.complaints(), Vec::<String>::new());
    }
}

/// An event that is open all the time, in the north of the city where there is none else.
fn market(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name, "lat": 39.29, "lon": -94.68})
}

fn weekend() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/kc_weekend.json")
}

/// Puts a picture where someone can look at it, if `PDPE_PICTURES` names a folder.
fn keep_picture(browser: &mut Browser, name: &str) {
    if let Some(folder) = std::env::var_os("PDPE_PICTURES") {
        std::fs::write(PathBuf::from(folder).join(name), browser.picture()).unwrap();
    }
}
