//! One instant of a replay as a row: of a table, of a CSV, or in JSON.

use pdpe::clock::{BoundaryKind, ZonedTime};
use pdpe::event::{Event, Events};
use pdpe::grid::Grid;
use pdpe::live::dispatcher::DispatcherCounters;
use pdpe::live::engine::{Engine, EngineCounters, GridSummary, Passed};
use pdpe::live::message::Body;
use pdpe::live::openings::{Turn, TurnKind};
use pdpe::live::replay::Replay;
use pdpe::live::timeline::Moment;
use pdpe::output::{Kind, rounded};
use serde::Serialize;

use super::super::shared::grouped;
use super::Span;
use super::course::told;
use super::lines::LineColumn;

/// What can be said of one instant.
#[derive(Serialize)]
pub struct Row {
    pub timestamp: String,
    pub boundaries: Vec<&'static str>,
    pub opened: Vec<String>,
    pub closed: Vec<String>,
    pub open_events: usize,
    pub layers: Vec<String>,
    pub cells_rescored: usize,
    pub cells_changed: usize,
    /// What deliveries said of events.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<String>,
    #[serde(flatten)]
    pub summary: Summary,
    #[serde(skip)]
    pub at: ZonedTime,
    /// The events that turned and what deliveries said of events, for people.
    #[serde(skip)]
    pub turned: String,
    /// The layers that were computed, for people.
    #[serde(skip)]
    pub computed: String,
}

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
        let six = |value| six(value, "-");
        let place = self.best_lat.zip(self.best_lon);
        let place = place.map_or("-".into(), |(lat, lon)| format!("{lat:.4},{lon:.4}"));
        [six(self.max), self.cell(), place, six(self.mean)]
    }

    /// The cell with the best score, for people.
    pub fn cell(&self) -> String {
        self.best_cell.as_deref().unwrap_or("-").to_owned()
    }
}

/// Counts the open events on the way and makes the rows.
pub struct Rows<'a> {
    events: &'a Events,
    open: usize,
}

impl<'a> Rows<'a> {
    /// At the start of a replay.
    pub fn new(events: &'a Events, replay: &Replay) -> Self {
        Self { events, open: replay.engine().open_events() }
    }

    /// The row of an instant; one with messages is the last of its run, so that the engine is there.
    pub fn next(&mut self, moment: &Moment<Body>, passed: &Passed, engine: &Engine) -> Row {
        let ids = |kind| moment.turns.iter().filter(move |turn| turn.kind == kind);
        let (opens, closes) = (ids(TurnKind::Opens).count(), ids(TurnKind::Closes).count());
        self.open = (self.open + opens).saturating_sub(closes);
        if !moment.messages.is_empty() {
            self.open = engine.open_events();
        }
        let told = told(moment.messages.iter().map(|due| due.what.clone()));
        let turned = turned(&moment.turns, self.events).into_iter().chain(told.iter().cloned());
        let layers = engine.model().layers();
        let computed = || passed.layers.iter().map(|&layer| &layers[layer]);
        let texts = |kind| ids(kind).map(|turn| turn.event.to_string()).collect();
        Row {
            timestamp: moment.at.to_rfc3339(),
            boundaries: boundaries(moment),
            opened: texts(TurnKind::Opens),
            closed: texts(TurnKind::Closes),
            open_events: self.open,
            layers: computed().map(|layer| layer.name.to_owned()).collect(),
            cells_rescored: passed.cells_rescored,
            cells_changed: passed.cells_changed,
            summary: Summary::new(passed.summary, engine.grid()),
            at: moment.at,
            turned: turned.collect::<Vec<_>>().join("  "),
            changes: told,
            computed: computed().map(|layer| layer.short).collect::<Vec<_>>().join(" "),
        }
    }
}

impl Row {
    /// The columns of a table of instants.
    pub const COLUMNS: [LineColumn<'static>; 9] = [
        ("time", Kind::Word, 24),
        ("best", Kind::Number, 8),
        ("cell", Kind::Word, 8),
        ("place", Kind::Word, 17),
        ("mean", Kind::Number, 8),
        ("changed", Kind::Number, 7),
        ("turned", Kind::Word, 19),
        ("computed", Kind::Word, 23),
        ("+opened  −closed", Kind::Text, 0),
    ];

    /// Those of the columns that can be dispensed with: the place, what was computed and why, how much, the
    /// mean, and the events.
    pub const DISPENSABLE: [&[usize]; 6] = [&[3], &[7], &[6], &[5], &[4], &[8]];

    /// Whether the map changed, or an event turned.
    pub fn is_worth_a_line(&self) -> bool {
        self.cells_changed > 0 || !self.turned.is_empty()
    }

    /// The texts of a line of the table.
    pub fn texts(&self) -> [String; 9] {
        let [best, cell, place, mean] = self.summary.texts();
        let boundaries = if self.boundaries.is_empty() { "-".into() } else { self.boundaries.join(" ") };
        let layers = if self.computed.is_empty() { "-".into() } else { self.computed.clone() };
        let (changed, turned) = (grouped(self.cells_changed), self.turned.clone());
        [time(self.at), best, cell, place, mean, changed, boundaries, layers, turned]
    }
}

/// What a document says of its span.
#[derive(Serialize)]
struct Heading {
    schema_version: u32,
    from: String,
    to: String,
    timezone: &'static str,
    model: String,
    cells: usize,
    events: usize,
    start: Summary,
}

/// A document up to its first instant.
pub fn document_start(span: &Span, replay: &Replay) -> anyhow::Result<Vec<u8>> {
    let engine = replay.engine();
    let heading = Heading {
        schema_version: 1,
        from: span.from.to_rfc3339(),
        to: span.to.to_rfc3339(),
        timezone: span.from.timezone().name(),
        model: span.config.model_name(),
        cells: engine.grid().len(),
        events: engine.events().len(),
        start: Summary::new(engine.summary(), engine.grid()),
    };
    let heading = serde_json::to_string(&heading)?;
    let mut document = heading.strip_suffix('}').unwrap_or(&heading).as_bytes().to_vec();
    document.extend_from_slice(b",\"instants\":[");
    Ok(document)
}

/// A document from its last instant on: an object of what was not known before.
pub fn document_end(known: &serde_json::Value, document: &mut Vec<u8>) -> anyhow::Result<()> {
    document.extend_from_slice(b"\n],");
    document.extend_from_slice(serde_json::to_string(known)?.trim_start_matches('{').as_bytes());
    document.push(b'\n');
    Ok(())
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

/// A number with six decimals, or what stands for none.
pub fn six(value: Option<f64>, none: &str) -> String {
    value.map_or_else(|| none.to_owned(), |value| format!("{value:.6}"))
}

/// What turned at an instant: `month`, `week`, `day`, `hour`.
pub fn boundaries(moment: &Moment<Body>) -> Vec<&'static str> {
    moment.boundary.iter().flat_map(|boundary| boundary.kinds.iter()).map(BoundaryKind::as_str).collect()
}

/// The events that opened (+) and closed (−), by their names.
pub fn turned(turns: &[Turn], events: &Events) -> Vec<String> {
    let name = |turn: &Turn| {
        let name = events.get(turn.event.as_str()).map_or(turn.event.as_str(), Event::label);
        format!("{}{}", if turn.kind == TurnKind::Opens { '+' } else { '−' }, name)
    };
    turns.iter().map(name).collect()
}

/// A time as tables of replays show it: with its zone's abbreviation, since clocks may fall back.
pub fn time(at: ZonedTime) -> String {
    let seconds = if at.format("%S").to_string() == "00" { "" } else { ":%S" };
    at.format(&format!("%a %Y-%m-%d %H:%M{seconds} %Z")).to_string()
}
