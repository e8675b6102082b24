//! What if: a replay beside the one without the change, and where they differ.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use pdpe::clock::ZonedTime;
use pdpe::grid::Grid;
use pdpe::live::engine::Engine;
use pdpe::live::message::Body;
use pdpe::live::replay::Replay;
use pdpe::live::timeline::Moment;
use pdpe::output::{Format, Kind, Record, rounded};
use pdpe::text::{counted, grouped};
use serde::Serialize;

use super::super::destination::Destination;
use super::Span;
use super::course::told;
use super::summary::{SpanHeading, Summary, boundaries, six, time, turned};

/// The replay without the change.
pub struct Before(Replay);

/// How the scores differ from those without the change, at one instant.
#[derive(Clone, Serialize)]
pub struct Difference {
    /// Cells with another combined score.
    pub cells_differing: usize,
    /// The mean without the change.
    pub mean_before: Option<f64>,
    /// The best score without the change, and where it was.
    pub max_before: Option<f64>,
    pub best_cell_before: Option<String>,
    /// What the cell that loses most loses, and the one that gains most gains; 0 if none does.
    pub most_lost: f64,
    pub most_gained: f64,
}

impl Before {
    /// None if nothing was changed.
    pub fn new(span: &Span, grid: &Grid) -> anyhow::Result<Option<Self>> {
        span.before.as_ref().map(|events| span.replay(grid.clone(), events).map(Self)).transpose()
    }

    /// When something happens next in it.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.0.next_due()
    }

    /// Goes through an instant, if it is one of its own.
    pub fn pass(&mut self, at: DateTime<Utc>) -> Option<Moment<Body>> {
        pass(&mut self.0, at)
    }

    /// What each cell gains by the change, or loses below 0, at the time of an engine.
    pub fn gains(&mut self, after: &Engine) -> Vec<f64> {
        self.0.move_to(after.at());
        let before = &self.0.engine().scores().combined_score;
        before.iter().zip(&after.scores().combined_score).map(|(before, after)| after - before).collect()
    }

    /// Compares the scores of an engine with those of its time without the change.
    pub fn difference(&mut self, after: &Engine) -> Difference {
        let (mut cells_differing, mut most_lost, mut most_gained) = (0, 0.0, 0.0);
        for gain in self.gains(after) {
            cells_differing += usize::from(gain.abs() > 0.0);
            most_lost = f64::max(most_lost, -gain);
            most_gained = f64::max(most_gained, gain);
        }
        let before = self.0.engine();
        let Summary { mean, max, best_cell, .. } = Summary::new(before.summary(), before.grid());
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
    summary: Summary,
    #[serde(flatten)]
    difference: Difference,
    #[serde(skip)]
    at: ZonedTime,
    #[serde(skip)]
    turned: String,
    /// Whether they differ, or did before.
    #[serde(skip)]
    is_news: bool,
}

impl Record for Compared {
    fn texts(&self) -> Option<Vec<String>> {
        self.is_news.then(|| texts(self.at, &self.summary, &self.difference, &self.turned).to_vec())
    }
}

/// Writes where the replays differ; the time at which they were interrupted, if they were.
pub fn write(span: &Span, grid: Grid, mut destination: Destination) -> anyhow::Result<Option<ZonedTime>> {
    let Some(mut before) = Before::new(span, &grid)? else { return Ok(None) };
    let mut rows = span.rows(&destination, &grid, FIELDS.split(','), COLUMNS, &DISPENSABLE);
    let mut after = span.replay(grid, &span.events)?;
    let (mut out, mut total, mut progress) = (Vec::new(), Total::new(span.from), span.progress());
    let summary = |after: &Replay| Summary::new(after.engine().summary(), after.engine().grid());
    rows.words(&span.heading(&after), &mut out);
    rows.start(&SpanHeading::new(span, &after), "instants", &mut out)?;
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
    let stopped_at = progress.stopped.map(|at| at.to_rfc3339());
    rows.end(&serde_json::json!({ "stopped_at": stopped_at, "difference": total.summary() }), &mut out)?;
    rows.words(&format!("\n{}\n", total.words()), &mut out);
    if span.format == Format::CSV {
        span.talk.say(total.words());
    }
    span.finish(&after, &rows, &mut out, destination)?;
    Ok(progress.stopped)
}

fn pass(replay: &mut Replay, at: DateTime<Utc>) -> Option<Moment<Body>> {
    if replay.next_due() == Some(at) { replay.step().map(|(moment, _)| moment) } else { None }
}

/// Goes to the next instant of a replay, or of that without the change: when, what turned, and which events.
pub fn step(
    span: &Span,
    mut before: Option<&mut Before>,
    after: &mut Replay,
) -> Option<(ZonedTime, Vec<&'static str>, String)> {
    let before_due = before.as_deref().and_then(Before::next_due);
    let at = [before_due, after.next_due()].into_iter().flatten().min()?;
    let (old, new) = (before.as_mut().and_then(|before| before.pass(at)), pass(after, at));
    let at = old.as_ref().or(new.as_ref())?.at;
    after.move_to(at);
    let turns = |moment: &Option<Moment<Body>>| moment.as_ref().map(|moment| moment.turns.clone()).unwrap_or_default();
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

/// What the change comes to over the whole span.
struct Total {
    at: ZonedTime,
    instants: usize,
    differing: usize,
    most_cells: usize,
    last: Option<Difference>,
    mean_gain: f64,
    gain_seconds: f64,
    seconds: f64,
}

#[derive(Serialize)]
struct TotalSummary {
    instants_differing: usize,
    most_cells_differing: usize,
    mean_gain: f64,
}

impl Total {
    fn new(at: ZonedTime) -> Self {
        Self {
            at,
            instants: 0,
            differing: 0,
            most_cells: 0,
            last: None,
            mean_gain: 0.0,
            gain_seconds: 0.0,
            seconds: 0.0,
        }
    }

    fn add(&mut self, at: ZonedTime, difference: Difference, after: &Engine) {
        self.reach(at);
        self.instants += 1;
        self.differing += usize::from(difference.cells_differing > 0);
        self.hold(difference, after);
    }

    /// What holds from here on; the start of the span is none of its instants.
    fn hold(&mut self, difference: Difference, after: &Engine) {
        self.most_cells = self.most_cells.max(difference.cells_differing);
        let mean = after.summary().map(|summary| summary.mean);
        self.mean_gain = mean.zip(difference.mean_before).map_or(0.0, |(after, before)| after - before);
        self.last = Some(difference);
    }

    /// The scores stayed what they were until an instant.
    fn reach(&mut self, at: ZonedTime) {
        #[expect(clippy::cast_precision_loss, reason = "a span has far fewer than 2^53 seconds")]
        let seconds = (at - self.at).num_seconds() as f64;
        self.gain_seconds += self.mean_gain * seconds;
        self.seconds += seconds;
        self.at = at;
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
            "the change makes a difference at {} of {}, to {} at most; over the span the mean moves by {mean_gain:+.6}",
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
const COLUMNS: [(&str, Kind, usize); 11] = [
    ("time", Kind::Word, 24),
    ("best", Kind::Number, 8),
    ("cell", Kind::Word, 8),
    ("before", Kind::Number, 8),
    ("cell", Kind::Word, 8),
    ("differing", Kind::Number, 9),
    ("mean", Kind::Number, 8),
    ("before", Kind::Number, 8),
    ("lost", Kind::Number, 8),
    ("gained", Kind::Number, 8),
    ("turned", Kind::Text, 0),
];

/// The best cells, what turned, the best scores, the means: how many cells lose or gain how much stays.
const DISPENSABLE: [&[usize]; 4] = [&[2, 4], &[10], &[1, 3], &[6, 7]];

fn texts(at: ZonedTime, summary: &Summary, difference: &Difference, turned: &str) -> [String; 11] {
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
