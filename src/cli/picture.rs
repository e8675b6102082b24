//! The size and the colours of the terminal for pictures, and the best places on them.

use pdpe::output::{ColourDepth, Column, Selection, TerminalRoom};

use super::destination::Destination;

/// The width of a picture without a terminal, in characters.
const USUAL_WIDTH: usize = 80;

/// The default minimum distance between the best places of a picture, in kilometres. It is greater than on a map,
/// which can be zoomed.
const PICTURE_APART_KM: f64 = 2.0;

/// Whether the output goes to a terminal that supports escape sequences.
pub fn is_on_terminal(destination: &Destination) -> bool {
    destination.is_stdout() && destination.is_terminal() && variable("TERM").is_none_or(|term| term != "dumb")
}

/// The size of a picture: the width of `COLUMNS`, else of the terminal; any height.
pub fn room(destination: &Destination) -> TerminalRoom {
    let columns = variable("COLUMNS").and_then(|columns| columns.parse().ok());
    let columns = columns.filter(|columns| (1..=10_000).contains(columns));
    let terminal = || is_on_terminal(destination).then(terminal_size::terminal_size).flatten();
    let width = columns.or_else(|| terminal().map(|(width, _)| usize::from(width.0)));
    TerminalRoom { width: width.unwrap_or(USUAL_WIDTH), lines: None, depth: depth(destination) }
}

/// The size of the pictures of an animation: within the terminal.
pub fn room_in_place(destination: &Destination) -> TerminalRoom {
    let height = terminal_size::terminal_size().map(|(_, height)| usize::from(height.0).saturating_sub(1));
    TerminalRoom { lines: height, ..room(destination) }
}

/// The colours that the terminal supports, from `NO_COLOR`, `CLICOLOR_FORCE`, `COLORTERM` and `TERM`.
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

/// An environment variable that is not empty.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Which best places a picture shows.
pub fn best(by: Column, top: usize, apart_km: Option<f64>, min_score: f64) -> Selection {
    Selection { by, top: Some(top), apart_km: apart_km.or(Some(PICTURE_APART_KM)), min_score }
}
