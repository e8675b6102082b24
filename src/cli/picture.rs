//! What pictures in a terminal need to know of it, and the choice of the best places on a map.

use pdpe::output::{ColourDepth, Column, Order, TerminalRoom};

use super::destination::Destination;

/// How wide a picture is where there is no terminal to ask.
const USUAL_WIDTH: usize = 80;

/// How far apart the best places of a picture are unless told, in kilometres: farther than on a map, which can
/// be zoomed.
const PICTURE_APART_KM: f64 = 2.0;

/// Whether what is written is seen on a terminal that obeys escape sequences.
pub fn is_on_terminal(destination: &Destination) -> bool {
    destination.is_stdout() && destination.is_terminal() && variable("TERM").is_none_or(|term| term != "dumb")
}

/// The room for a picture: as wide as COLUMNS says, or else the terminal; as tall as it takes.
pub fn room(destination: &Destination) -> TerminalRoom {
    let columns = variable("COLUMNS").and_then(|columns| columns.parse().ok());
    let columns = columns.filter(|columns| (1..=10_000).contains(columns));
    let terminal = || is_on_terminal(destination).then(terminal_size::terminal_size).flatten();
    let width = columns.or_else(|| terminal().map(|(width, _)| usize::from(width.0)));
    TerminalRoom { width: width.unwrap_or(USUAL_WIDTH), lines: None, depth: depth(destination) }
}

/// The room for pictures that are shown one in place of the other: within the terminal.
pub fn room_in_place(destination: &Destination) -> TerminalRoom {
    let height = terminal_size::terminal_size().map(|(_, height)| usize::from(height.0).saturating_sub(1));
    TerminalRoom { lines: height, ..room(destination) }
}

/// What colours there are: by `NO_COLOR`, `CLICOLOR_FORCE`, `COLORTERM` and `TERM`.
fn depth(destination: &Destination) -> ColourDepth {
    let is_forced = destination.is_stdout() && variable("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    if variable("NO_COLOR").is_some() || !(is_forced || is_on_terminal(destination)) {
        return ColourDepth::Plain;
    }
    let has =
        |name, values: &[&str]| variable(name).is_some_and(|found| values.iter().any(|part| found.contains(part)));
    if has("COLORTERM", &["truecolor", "24bit"]) || has("TERM", &["direct"]) || variable("WT_SESSION").is_some() {
        ColourDepth::TrueColour
    } else if has("TERM", &["256"]) {
        ColourDepth::Xterm256
    } else {
        ColourDepth::Plain
    }
}

/// A variable of the environment that is set to something.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The best places of a picture.
pub fn best(by: Column, top: usize, apart_km: Option<f64>, min_score: f64) -> Order {
    Order { by, top: Some(top), apart_km: apart_km.or(Some(PICTURE_APART_KM)), min_score }
}
