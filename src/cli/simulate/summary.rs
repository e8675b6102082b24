//! What a replay says of itself, whatever its view: its heading, the scores of an instant, what turned, and
//! how tables show that.

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
use pdpe::live::timeline::Moment;
use pdpe::output::{Kind, LineColumn, rounded};
use serde::Serialize;

use super::Span;

/// The scores of an instant; none of it without cells.
#[derive(Clone, Serialize)]
pub struct Summary {
    pub min: Option<f64>,
    pub mean: Option<f64>,
    pub max: Option<f64>,
    pub best_cell: Option<String>,
    pub best_lat: Option<f64>,
    pub best_lon: Option<f64>,
}

impl Summary {
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

    /// The best score and where it is, the mean: columns of a table.
    pub fn texts(&self) -> [String; 4] {
        let place = self.best_lat.zip(self.best_lon);
        let place = place.map_or("-".into(), |(lat, lon)| format!("{lat:.4},{lon:.4}"));
        [six(self.max), self.cell(), place, six(self.mean)]
    }

    /// The cell with the best score, for people.
    pub fn cell(&self) -> String {
        self.best_cell.as_deref().unwrap_or("-").to_owned()
    }
}

/// What a document says of its span.
#[derive(Serialize)]
pub struct SpanHeading {
    schema_version: u32,
    from: String,
    to: String,
    timezone: &'static str,
    model: String,
    cells: usize,
    events: usize,
    start: Summary,
}

impl SpanHeading {
    /// Of the start of a replay.
    pub fn new(span: &Span, replay: &Replay) -> Self {
        let engine = replay.engine();
        Self {
            schema_version: 1,
            from: span.from.to_rfc3339(),
            to: span.to.to_rfc3339(),
            timezone: span.from.timezone().name(),
            model: span.config.model_name.clone(),
            cells: engine.grid().len(),
            events: engine.events().len(),
            start: Summary::new(engine.summary(), engine.grid()),
        }
    }
}

/// How much was done in a replay.
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

/// A number with six decimals, or `-` for none.
pub fn six(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.6}"))
}

/// What turned at an instant: `month`, `week`, `day`, `hour`.
pub fn boundaries(moment: &Moment<Body>) -> Vec<&'static str> {
    moment.boundary.iter().flat_map(|boundary| boundary.kinds.iter()).map(BoundaryKind::as_str).collect()
}

/// The events that opened (+), closed (−) and entered another phase (~), by their names.
pub fn turned(turns: &[Turn], events: &Events) -> Vec<String> {
    let name = |turn: &Turn| {
        let name = events.get(turn.event.as_str()).map_or(turn.event.as_str(), Event::label);
        let sign = match turn.kind {
            TurnKind::Opens => '+',
            TurnKind::Closes => '−',
            TurnKind::Shifts => '~',
        };
        format!("{sign}{name}")
    };
    turns.iter().map(name).collect()
}

/// A time as tables of replays show it: with its zone's abbreviation, since clocks may fall back.
pub fn time(at: ZonedTime) -> String {
    let seconds = if at.format("%S").to_string() == "00" { "" } else { ":%S" };
    at.format(&format!("%a %Y-%m-%d %H:%M{seconds} %Z")).to_string()
}

/// An id that is longer pushes the rest of its line to the right.
const LONGEST_ID: usize = 24;

/// Columns with room for the times of a span, under `time`, and for the ids of a grid, under `cell`.
pub fn with_room<N: Into<Cow<'static, str>>>(
    columns: impl IntoIterator<Item = (N, Kind, usize)>,
    span: &Span,
    grid: &Grid,
) -> Vec<LineColumn> {
    // Names of zones differ in length (CET, CEST, +0545); half a year on the clocks may be the other ones.
    let half_a_year_on = span.from.checked_add_signed(Duration::days(182)).unwrap_or(span.to);
    let times = [span.from, span.to, half_a_year_on].map(|at| time(at).chars().count());
    let longest_time = times.into_iter().max().unwrap_or_default();
    let longest_id = (0..grid.len()).map(|cell| grid.id(cell).chars().count()).max().unwrap_or_default();
    let room = |name: &str| match name {
        "time" => longest_time,
        "cell" => longest_id.min(LONGEST_ID),
        _ => 0,
    };
    let column = |(name, kind, width): (N, Kind, usize)| {
        let name = name.into();
        let width = width.max(room(&name));
        (name, kind, width)
    };
    columns.into_iter().map(column).collect()
}
