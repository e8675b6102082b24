//! Maps in HTML as they are used: written by the binary, opened in a real browser.

#![cfg(unix)] // the browser is started by a shell
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stderr)] // a test that cannot be made says so
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)] // small numbers

mod drawing;
mod figures;
mod foreign;
mod hands;
mod look;
mod markup;
mod network;
mod numbers;
mod plan;
mod refusals;
mod time;

use std::path::{Path, PathBuf};

use crate::browser::Browser;
use crate::common::{fixture, pdpe_in, temp_dir};
use tempfile::TempDir;

/// Saturday evening, with events open.
const SATURDAY: &str = "2026-10-03T20:00";

/// A map in a folder of its own, opened in a browser of its own.
struct Opened {
    browser: Browser,
    dir: TempDir,
}

impl Opened {
    /// Runs `pdpe` with these arguments, which write `map.html`, and opens that; none without a browser.
    fn new(args: &[&str]) -> Option<Self> {
        Self::with(args, |_| ())
    }

    /// The same, with files that the arguments name put into the folder before.
    fn with(args: &[&str], prepare: impl FnOnce(&Path)) -> Option<Self> {
        let dir = temp_dir();
        prepare(dir.path());
        pdpe_in(dir.path(), &[args, &["-o", "map.html"]].concat(), b"").ok();
        let mut browser = Browser::start()?;
        browser.open(&address(dir.path(), ""));
        Some(Self { browser, dir })
    }

    /// Saturday evening on the default grid.
    fn saturday() -> Option<Self> {
        Self::new(&["score", "--at", SATURDAY, "--events", weekend()])
    }

    /// Where the middle of a cell is in the window, by its id.
    fn pixel(&mut self, id: &str) -> (f64, f64) {
        let place = self.browser.value(&format!(
            "(() => {{
                const [cells, view, box] = [source.cells, map.shown.view, byId('map').getBoundingClientRect()];
                const cell = cells.ids.indexOf({id:?});
                return [screenX(view, worldX(cells.lon[cell])) + box.left, screenY(view, worldY(cells.lat[cell])) + box.top];
            }})()"
        ));
        (place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
    }

    /// Asserts that nothing was asked of the network and nothing complained about.
    fn is_quiet(&mut self) {
        assert_eq!(self.browser.requests(), Vec::<String>::new());
        assert_eq!(self.browser.complaints(), Vec::<String>::new());
    }
}

fn address(dir: &Path, hash: &str) -> String {
    format!("file://{}{hash}", dir.join("map.html").display())
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
