//! A what-if: the replay with the change, compared with the replay without it.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use pdpe::clock::ZonedTime;
use pdpe::grid::Grid;
use pdpe::live::engine::Engine;
use pdpe::live::message::Body;
use pdpe::live::replay::Replay;
use pdpe::live::timeline::TimelineStep;
use pdpe::output::{ColumnKind, Format, Record, rounded};
use pdpe::text::{counted, grouped};
use serde::Serialize;

use super::super::destination::Destination;
use super::super::shared::six;
use super::course::told;
use super::span::{ReplayJob, StartHeading};
use super::summary::{InstantScores, boundaries, time, turned};

/// The replay without the change.
pub struct Before(Replay);

/// The difference of the scores by the change, at one instant.
#[derive(Clone, Serialize)]
pub struct Difference {
    /// Number of cells with a different combined score.
    pub cells_differing: usize,
    /// The mean without the change.
    pub mean_before: Option<f64>,
    /// The best score and its cell without the change.
    pub max_before: Option<f64>,
    pub best_cell_before: Option<String>,
    /// The greatest loss and the greatest gain of a cell; 0 if there is none.
    pub most_lost: f64,
    pub most_gained: f64,
}

impl Before {
    /// `None` without a change.
    pub fn new(span: &ReplayJob, grid: &Grid) -> anyhow::Result<Option<Self>> {
        span.before.as_ref().map(|events| span.replay(grid.clone(), events).map(Self)).transpose()
    }

    /// The next instant of this replay.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.0.next_due()
    }

    /// Steps to an instant if it is the next one of this replay.
    pub fn pass(&mut self, at: DateTime<Utc>) -> Option<TimelineStep<Body>> {
        pass(&mut self.0, at)
    }

    /// The gain of each cell by the change, negative for a loss, at the time of an engine.
    pub fn gains(&mut self, after: &Engine) -> Vec<f64> {
        self.0.move_to(after.at());
        let before = &self.0.engine().scores().combined_score;
        before.iter().zip(&after.scores().combined_score).map(|(before, after)| after - before).collect()
    }

    /// Compares the scores of an engine with those without the change at the same time.
    pub fn difference(&mut self, after: &Engine) -> Difference {
        let (mut cells_differing, mut most_lost, mut most_gained) = (0, 0.0, 0.0);
        for gain in self.gains(after) {
            cells_differing += usize::from(gain.abs() > 0.0);
            most_lost = f64::max(most_lost, -gain);
            most_gained = f64::max(most_gained, gain);
        }
        let before = self.0.engine();
        let InstantScores { mean, max, best_cell, .. } = InstantScores::new(before.summary(), before.grid());
        Difference {
            cells_differing,
            mean_before: mean,
            max_before: max,
            best_cell_before: best_cell,
            most_lost: rounded(most_lost),
            most_gained: rounded(most_gained),
        }
    }
}

/// Both replays at one instant.
#[derive(Serialize)]
struct Compared {
    timestamp: String,
    boundaries: Vec<&'static str>,
    #[serde(flatten)]
    summary: InstantScores,
    #[serde(flatten)]
    difference: Difference,
    #[serde(skip)]
    at: ZonedTime,
    #[serde(skip)]
    turned: String,
    /// Whether they differ, or differed at the previous instant.
    #[serde(skip)]
    is_news: bool,
}

impl Record for Compared {
    fn texts(&self) -> Option<Vec<String>> {
        self.is_news.then(|| texts(self.at, &self.summary, &self.difference, &self.turned).to_vec())
    }
}

/// Writes where the replays differ. Returns the time at which they were interrupted.
pub fn write(span: &ReplayJob, grid: Grid, mut destination: Destination) -> anyhow::Result<Option<ZonedTime>> {
    let Some(mut before) = Before::new(span, &grid)? else { return Ok(None) };
    let mut rows = span.rows(&destination, &grid, FIELDS.split(','), COLUMNS, &DISPENSABLE);
    let mut after = span.replay(grid, &span.events)?;
    let (mut out, mut total, mut progress) =
        (Vec::new(), Total { at: Some(span.from), ..Total::default() }, span.progress());
    let summary = |after: &Replay| InstantScores::new(after.engine().summary(), after.engine().grid());
    rows.words(&span.heading_of(&after), &mut out);
    rows.start(&StartHeading::new(span, &after), "instants", &mut out)?;
    let first = before.difference(after.engine());
    rows.line(&texts(span.from, &summary(&after), &first, "start"), &mut out);
    total.hold(first, after.engine());
    while let Some((at, boundaries, turned)) = step(span, Some(&mut before), &mut after) {
        let difference = before.difference(after.engine());
        let was_equal = total.last.as_ref().is_none_or(|last| last.cells_differing == 0);
        let is_news = difference.cells_differing > 0 || !was_equal;
        total.add(at, difference.clone(), after.engine());
        let (timestamp, summary) = (at.to_rfc3339(), summary(&after));
        rows.push(&Compared { timestamp, boundaries, summary, difference, at, turned, is_news }, &mut out)?;
        destination.write_rows(&rows, &mut out)?;
        if progress.stops_at(at) {
            break;
        }
    }
    total.reach(progress.stopped.unwrap_or(span.to));
    let stopped_at = progress.stopped_at();
    rows.end(&serde_json::json!({ "stopped_at": stopped_at, "difference": total.summary() }), &mut out)?;
    rows.words(&format!("\n{}\n", total.words()), &mut out);
    if span.format == Format::CSV {
        span.talk.say(total.words());
    }
    span.finish(&after, &rows, &mut out, destination)?;
    Ok(progress.stopped)
}

fn pass(replay: &mut Replay, at: DateTime<Utc>) -> Option<TimelineStep<Body>> {
    if replay.next_due() == Some(at) { replay.step().map(|(moment, _)| moment) } else { None }
}

/// Steps to the next instant of either replay. Returns its time, its boundaries, and a description of its events.
pub fn step(
    span: &ReplayJob,
    mut before: Option<&mut Before>,
    after: &mut Replay,
) -> Option<(ZonedTime, Vec<&'static str>, String)> {
    let before_due = before.as_deref().and_then(Before::next_due);
    let at = [before_due, after.next_due()].into_iter().flatten().min()?;
    let (old, new) = (before.as_mut().and_then(|before| before.pass(at)), pass(after, at));
    let at = old.as_ref().or(new.as_ref())?.at;
    after.move_to(at);
    let turns =
        |moment: &Option<TimelineStep<Body>>| moment.as_ref().map(|moment| moment.turns.clone()).unwrap_or_default();
    let (old_turns, new_turns) = (turns(&old), turns(&new));
    let gone: Vec<_> = old_turns.into_iter().filter(|turn| !new_turns.contains(turn)).collect();
    let messages = new.iter().flat_map(|moment| &moment.messages).map(|due| due.what.clone());
    let mut words =
        turned(&new_turns, &span.events.ever).into_iter().chain(told(messages)).collect::<Vec<_>>().join("  ");
    if !gone.is_empty() {
        let separator = if words.is_empty() { "" } else { "  " };
        let gone = turned(&gone, &span.before.as_ref().unwrap_or(&span.events).ever).join("  ");
        let _ = write!(words, "{separator}without the change: {gone}");
    }
    Some((at, new.or(old).map(|moment| boundaries(&moment)).unwrap_or_default(), words))
}

/// The effect of the change over the whole span.
#[derive(Default)]
struct Total {
    at: Option<ZonedTime>,
    instants: usize,
    differing: usize,
    most_cells: usize,
    last: Option<Difference>,
    mean_gain: f64,
    gain_seconds: f64,
    seconds: f64,
}

/// The effect of the change in JSON.
#[derive(Serialize)]
struct TotalSummary {
    instants_differing: usize,
    most_cells_differing: usize,
    mean_gain: f64,
}

impl Total {
    fn add(&mut self, at: ZonedTime, difference: Difference, after: &Engine) {
        self.reach(at);
        self.instants += 1;
        self.differing += usize::from(difference.cells_differing > 0);
        self.hold(difference, after);
    }

    /// Sets the difference from this instant on. The start of the span does not count as an instant.
    fn hold(&mut self, difference: Difference, after: &Engine) {
        self.most_cells = self.most_cells.max(difference.cells_differing);
        let mean = after.summary().map(|summary| summary.mean);
        self.mean_gain = mean.zip(difference.mean_before).map_or(0.0, |(after, before)| after - before);
        self.last = Some(difference);
    }

    /// Adds the time up to an instant, in which the scores did not change.
    fn reach(&mut self, at: ZonedTime) {
        #[expect(clippy::cast_precision_loss, reason = "a span has far fewer than 2^53 seconds")]
        let seconds = self.at.map_or(0, |before| (at - before).num_seconds()) as f64;
        self.gain_seconds += self.mean_gain * seconds;
        self.seconds += seconds;
        self.at = Some(at);
    }

    fn summary(&self) -> TotalSummary {
        let mean_gain = if self.seconds > 0.0 { self.gain_seconds / self.seconds } else { self.mean_gain };
        TotalSummary {
            instants_differing: self.differing,
            most_cells_differing: self.most_cells,
            mean_gain: rounded(mean_gain),
        }
    }

    fn words(&self) -> String {
        let TotalSummary { instants_differing, most_cells_differing, mean_gain } = self.summary();
        format!(
            "the change affects scores at {} of {}, of {} at most; over the span the mean changes by {mean_gain:+.6}",
            grouped(instants_differing),
            counted(self.instants, "instant"),
            counted(most_cells_differing, "cell"),
        )
    }
}

/// The columns of the CSV.
const FIELDS: &str = "timestamp,boundaries,min,mean,max,best_cell,best_lat,best_lon,\
                      cells_differing,mean_before,max_before,best_cell_before,most_lost,most_gained";

/// The columns of the table.
const COLUMNS: [(&str, ColumnKind, usize); 11] = [
    ("time", ColumnKind::Word, 24),
    ("best", ColumnKind::Number, 8),
    ("cell", ColumnKind::Word, 8),
    ("before", ColumnKind::Number, 8),
    ("cell", ColumnKind::Word, 8),
    ("differing", ColumnKind::Number, 9),
    ("mean", ColumnKind::Number, 8),
    ("before", ColumnKind::Number, 8),
    ("lost", ColumnKind::Number, 8),
    ("gained", ColumnKind::Number, 8),
    ("turned", ColumnKind::Text, 0),
];

/// Columns to leave out, in this order: the best cells, the events, the best scores, the means.
const DISPENSABLE: [&[usize]; 4] = [&[2, 4], &[10], &[1, 3], &[6, 7]];

fn texts(at: ZonedTime, summary: &InstantScores, difference: &Difference, turned: &str) -> [String; 11] {
    [
        time(at),
        six(summary.max),
        summary.cell(),
        six(difference.max_before),
        difference.best_cell_before.as_deref().unwrap_or("-").to_owned(),
        grouped(difference.cells_differing),
        six(summary.mean),
        six(difference.mean_before),
        six(Some(difference.most_lost)),
        six(Some(difference.most_gained)),
        turned.to_owned(),
    ]
}
