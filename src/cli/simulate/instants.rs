//! A replay as a list of instants: a table of those that change scores, or all of them as CSV or JSON.

use pdpe::clock::ZonedTime;
use pdpe::event::Events;
use pdpe::grid::Grid;
use pdpe::layers::Layer;
use pdpe::live::engine::{Engine, Passed};
use pdpe::live::message::Body;
use pdpe::live::openings::TurnKind;
use pdpe::live::replay::Replay;
use pdpe::live::timeline::TimelineStep;
use pdpe::model::Model;
use pdpe::output::{ColumnKind, Record};
use pdpe::text::{counted, grouped};
use serde::Serialize;

use super::super::destination::Destination;
use super::course::told;
use super::span::{ReplayJob, StartHeading};
use super::summary::{InstantScores, Statistics, boundaries, time, turned};

/// The columns of the table.
const COLUMNS: [(&str, ColumnKind, usize); 9] = [
    ("time", ColumnKind::Word, 24),
    ("best", ColumnKind::Number, 8),
    ("cell", ColumnKind::Word, 8),
    ("place", ColumnKind::Word, 17),
    ("mean", ColumnKind::Number, 8),
    ("changed", ColumnKind::Number, 7),
    ("turned", ColumnKind::Word, 19),
    ("computed", ColumnKind::Word, 23),
    ("+opened  −closed", ColumnKind::Text, 0),
];

/// Columns to leave out, in this order: the place, the computed layers, the boundaries, the number of changed cells,
/// the mean, the events.
const DISPENSABLE: [&[usize]; 6] = [&[3], &[7], &[6], &[5], &[4], &[8]];

/// The columns of the CSV.
const FIELDS: &str = "timestamp,boundaries,opened;,closed;,open_events,layers,cells_rescored,cells_changed,\
                      min,mean,max,best_cell,best_lat,best_lon";

/// Writes the replay. Returns the time at which it was interrupted.
pub fn write(span: &ReplayJob, grid: Grid, mut destination: Destination) -> anyhow::Result<Option<ZonedTime>> {
    let mut rows = span.rows(&destination, &grid, FIELDS.split(','), COLUMNS, &DISPENSABLE);
    let mut replay = span.replay(grid, &span.events)?;
    let mut instants = Instants::new(&span.events.ever, &span.config.model, &replay);
    let (mut out, mut progress) = (Vec::new(), span.progress());
    rows.words(&span.heading_of(&replay), &mut out);
    rows.start(&StartHeading::new(span, &replay), "instants", &mut out)?;
    let [best, cell, place, mean] = InstantScores::new(replay.engine().summary(), replay.engine().grid()).texts();
    rows.line(&[time(span.from), best, cell, place, mean, "-".into(), "start".into()], &mut out);
    destination.write_rows(&rows, &mut out)?;
    while let Some(run) = replay.next_run() {
        for (moment, passed) in &run {
            rows.push(&instants.next(moment, passed, replay.engine()), &mut out)?;
        }
        destination.write_rows(&rows, &mut out)?;
        if progress.stops_at(replay.engine().at()) {
            break;
        }
    }
    let stopped_at = progress.stopped_at();
    rows.end(&serde_json::json!({ "stopped_at": stopped_at, "statistics": Statistics::of(&replay) }), &mut out)?;
    let counters = replay.engine().counters();
    let text = format!(
        "\n{}, {} with recalculation; {} rescored\n",
        counted(rows.count(), "instant"),
        counters.recalculations,
        counted(usize::try_from(counters.cells_rescored).unwrap_or(usize::MAX), "cell"),
    );
    rows.words(&text, &mut out);
    span.finish(&replay, &rows, &mut out, destination)?;
    Ok(progress.stopped)
}

/// One instant.
#[derive(Serialize)]
struct InstantRow<'m> {
    timestamp: String,
    boundaries: Vec<&'static str>,
    opened: Vec<String>,
    closed: Vec<String>,
    open_events: usize,
    layers: Vec<&'m str>,
    cells_rescored: usize,
    cells_changed: usize,
    /// The changes of events by deliveries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<String>,
    #[serde(flatten)]
    summary: InstantScores,
    #[serde(skip)]
    at: ZonedTime,
    /// The events that open, close or change, for the table.
    #[serde(skip)]
    turned: String,
    /// The short names of the computed layers, for the table.
    #[serde(skip)]
    computed: String,
}

impl Record for InstantRow<'_> {
    /// `None` if no score changed and no event opened, closed or changed.
    fn texts(&self) -> Option<Vec<String>> {
        if self.cells_changed == 0 && self.turned.is_empty() {
            return None;
        }
        let [best, cell, place, mean] = self.summary.texts();
        let boundaries = if self.boundaries.is_empty() { "-".into() } else { self.boundaries.join(" ") };
        let layers = if self.computed.is_empty() { "-".into() } else { self.computed.clone() };
        let (changed, turned) = (grouped(self.cells_changed), self.turned.clone());
        Some(vec![time(self.at), best, cell, place, mean, changed, boundaries, layers, turned])
    }
}

/// Counts the open events and makes the records.
struct Instants<'a> {
    events: &'a Events,
    open: usize,
    /// The table, made once.
    layers: Vec<Layer<'a>>,
}

impl<'a> Instants<'a> {
    /// At the start of a replay.
    fn new(events: &'a Events, model: &'a Model, replay: &Replay) -> Self {
        Self { events, open: replay.engine().open_events(), layers: model.layers() }
    }

    /// The next instant. An instant with messages is the last of its run, so the engine is at that time.
    fn next(&mut self, moment: &TimelineStep<Body>, passed: &Passed, engine: &Engine) -> InstantRow<'a> {
        let ids = |kind| moment.turns.iter().filter(move |turn| turn.kind == kind);
        let (opens, closes) = (ids(TurnKind::Opens).count(), ids(TurnKind::Closes).count());
        self.open = (self.open + opens).saturating_sub(closes);
        if !moment.messages.is_empty() {
            self.open = engine.open_events();
        }
        let told = told(moment.messages.iter().map(|due| due.what.clone()));
        let turned = turned(&moment.turns, self.events).into_iter().chain(told.iter().cloned());
        let computed = || passed.layers.iter().map(|&layer| &self.layers[layer]);
        let texts = |kind| ids(kind).map(|turn| turn.event.to_string()).collect();
        InstantRow {
            timestamp: moment.at.to_rfc3339(),
            boundaries: boundaries(moment),
            opened: texts(TurnKind::Opens),
            closed: texts(TurnKind::Closes),
            open_events: self.open,
            layers: computed().map(|layer| layer.name).collect(),
            computed: computed().map(|layer| layer.short).collect::<Vec<_>>().join(" "),
            cells_rescored: passed.cells_rescored,
            cells_changed: passed.cells_changed,
            summary: InstantScores::new(passed.summary, engine.grid()),
            at: moment.at,
            turned: turned.collect::<Vec<_>>().join("  "),
            changes: told,
        }
    }
}
