//! What all views of a replay show: the scores of an instant, what begins or ends there, and the statistics.

use std::borrow::Cow;

use chrono::Duration;
use pdpe::clock::{BoundaryKind, ZonedTime};
use pdpe::event::{Event, Events};
use pdpe::grid::Grid;
use pdpe::live::dispatcher::DispatcherCounters;
use pdpe::live::engine::{EngineCounters, GridSummary};
use pdpe::live::message::Body;
use pdpe::live::openings::{Turn, TurnKind};
use pdpe::live::replay::Replay;
use pdpe::live::timeline::TimelineStep;
use pdpe::output::{ColumnKind, LineColumn, rounded};
use serde::Serialize;

use super::super::shared::six;

/// The scores of an instant; empty for a grid without cells.
#[derive(Clone, Serialize)]
pub struct InstantScores {
    pub min: Option<f64>,
    pub mean: Option<f64>,
    pub max: Option<f64>,
    pub best_cell: Option<String>,
    pub best_lat: Option<f64>,
    pub best_lon: Option<f64>,
}

impl InstantScores {
    pub fn new(summary: Option<GridSummary>, grid: &Grid) -> Self {
        let number = |of: fn(&GridSummary) -> f64| summary.as_ref().map(|summary| rounded(of(summary)));
        let best = summary.map(|summary| summary.best);
        Self {
            min: number(|summary| summary.min),
            mean: number(|summary| summary.mean),
            max: number(|summary| summary.max),
            best_cell: best.map(|cell| grid.id(cell).to_owned()),
            best_lat: best.map(|cell| rounded(grid.lat()[cell])),
            best_lon: best.map(|cell| rounded(grid.lon()[cell])),
        }
    }

    /// The columns of a table: best score, its cell, its place, mean.
    pub fn texts(&self) -> [String; 4] {
        let place = self.best_lat.zip(self.best_lon);
        let place = place.map_or("-".into(), |(lat, lon)| format!("{lat:.4},{lon:.4}"));
        [six(self.max), self.cell(), place, six(self.mean)]
    }

    /// The cell with the best score, as text.
    pub fn cell(&self) -> String {
        self.best_cell.as_deref().unwrap_or("-").to_owned()
    }
}

/// How much a replay computed.
#[derive(Serialize)]
pub struct Statistics {
    pub dispatcher: DispatcherCounters,
    pub engine: EngineCounters,
}

impl Statistics {
    pub fn of(replay: &Replay) -> Self {
        Self { dispatcher: replay.dispatcher_counters(), engine: replay.engine().counters() }
    }
}

/// The boundaries at an instant: `month`, `week`, `day`, `hour`.
pub fn boundaries(moment: &TimelineStep<Body>) -> Vec<&'static str> {
    moment.boundary.iter().flat_map(|boundary| boundary.kinds.iter()).map(BoundaryKind::as_str).collect()
}

/// The names of the events that open (+), close (−) or enter another phase (~).
pub fn turned(turns: &[Turn], events: &Events) -> Vec<String> {
    let name = |turn: &Turn| {
        let name = events.get(&turn.event).map_or(turn.event.as_str(), Event::label);
        let sign = match turn.kind {
            TurnKind::Opens => '+',
            TurnKind::Closes => '−',
            TurnKind::Shifts => '~',
        };
        format!("{sign}{name}")
    };
    turns.iter().map(name).collect()
}

/// A time in a table, with the abbreviation of its zone because clocks may fall back.
pub fn time(at: ZonedTime) -> String {
    let seconds = if at.format("%S").to_string() == "00" { "" } else { ":%S" };
    at.format(&format!("%a %Y-%m-%d %H:%M{seconds} %Z")).to_string()
}

/// The greatest width of an id; a longer one moves the rest of its line to the right.
const LONGEST_ID: usize = 24;

/// Widens the column `time` to the times of a span, and the column `cell` to the ids of a grid.
pub fn with_room<N: Into<Cow<'static, str>>>(
    columns: impl IntoIterator<Item = (N, ColumnKind, usize)>,
    from: ZonedTime,
    to: ZonedTime,
    grid: &Grid,
) -> Vec<LineColumn> {
    // Abbreviations of zones differ in length (CET, CEST, +0545), also between summer and winter.
    let half_a_year_on = from.checked_add_signed(Duration::days(182)).unwrap_or(to);
    let times = [from, to, half_a_year_on].map(|at| time(at).chars().count());
    let longest_time = times.into_iter().max().unwrap_or_default();
    let longest_id = (0..grid.len()).map(|cell| grid.id(cell).chars().count()).max().unwrap_or_default();
    let room = |name: &str| match name {
        "time" => longest_time,
        "cell" => longest_id.min(LONGEST_ID),
        _ => 0,
    };
    let column = |(name, kind, width): (N, ColumnKind, usize)| {
        let name = name.into();
        let width = width.max(room(&name));
        (name, kind, width)
    };
    columns.into_iter().map(column).collect()
}
