//! The scores of one place over a span: a replay of a grid with one cell.

use pdpe::clock::ZonedTime;
use pdpe::grid::Grid;
use pdpe::layers::Layer;
use pdpe::live::replay::Replay;
use pdpe::model::Model;
use pdpe::output::{Column, ColumnKind, NamedScores, Record};
use pdpe::text::terminal_line;
use serde::Serialize;

use super::super::destination::Destination;
use super::difference::{Before, step};
use super::span::{ReplayJob, StartHeading};
use super::summary::time;

/// The greatest width of a sparkline, in characters.
const USUAL_WIDTH: usize = 72;

/// The place at one instant.
#[derive(Serialize)]
struct PlaceScores {
    timestamp: String,
    boundaries: Vec<&'static str>,
    #[serde(flatten)]
    scores: NamedScores,
    #[serde(skip_serializing_if = "Option::is_none")]
    combined_score_before: Option<f64>,
    #[serde(skip)]
    at: ZonedTime,
    #[serde(skip)]
    turned: String,
    /// Whether the scores differ from those of the previous instant.
    #[serde(skip)]
    is_news: bool,
}

impl PlaceScores {
    fn of(replay: &Replay, before: Option<&mut Before>, boundaries: Vec<&'static str>, turned: String) -> Self {
        let (engine, score) = (replay.engine(), replay.engine().scores().cell(0));
        let before = before.and_then(|before| before.difference(engine).max_before);
        Self {
            timestamp: engine.at().to_rfc3339(),
            boundaries,
            scores: NamedScores::new(engine.model(), &score),
            combined_score_before: before,
            at: engine.at(),
            turned,
            is_news: true,
        }
    }

    /// Whether the scores differ from those of another instant.
    fn differs(&self, other: &Self) -> bool {
        let bits = |at: &Self| (at.scores.combined().to_bits(), at.combined_score_before.map(f64::to_bits));
        bits(self) != bits(other)
    }

    /// The texts of a row of the table.
    fn line(&self) -> Vec<String> {
        let scores = [self.scores.combined()].into_iter().chain(self.scores.layers());
        let scores = scores.chain(self.combined_score_before).map(|score| format!("{score:.6}"));
        [time(self.at)].into_iter().chain(scores).chain([self.turned.clone()]).collect()
    }
}

impl Record for PlaceScores {
    fn texts(&self) -> Option<Vec<String>> {
        self.is_news.then(|| self.line())
    }
}

/// The columns of the CSV.
fn fields(model: &Model, is_what_if: bool) -> impl Iterator<Item = String> {
    let names = ["timestamp", "boundaries"].into_iter().map(str::to_owned);
    names
        .chain(Column::scores(model).map(|column| column.name().to_owned()))
        .chain(is_what_if.then(|| "combined_score_before".to_owned()))
}

/// The columns of the table.
fn columns(layers: &[Layer], is_what_if: bool) -> Vec<(String, ColumnKind, usize)> {
    let score = |name: &str| (name.to_owned(), ColumnKind::Word, 8.max(name.len()));
    let mut columns = vec![("time".to_owned(), ColumnKind::Word, 24), score("combined")];
    columns.extend(layers.iter().map(|layer| score(layer.short)));
    columns.extend(is_what_if.then(|| score("before")));
    columns.push(("turned".to_owned(), ColumnKind::Text, 0));
    columns
}

/// Columns to leave out, in this order: the layers from the last one, the events, the layer of events.
fn dispensable(layers: &[Layer], columns: usize) -> Vec<Vec<usize>> {
    let place = |number: usize| vec![2 + number];
    let of_events = layers.iter().position(Layer::is_of_events);
    let others = (0..layers.len()).rev().filter(|&number| Some(number) != of_events);
    others.map(place).chain([vec![columns - 1]]).chain(of_events.map(place)).collect()
}

/// Writes the scores over time. Returns the time at which the replay was interrupted.
pub fn write(span: &ReplayJob, grid: Grid, mut destination: Destination) -> anyhow::Result<Option<ZonedTime>> {
    let mut before = Before::new(span, &grid)?;
    let is_what_if = before.is_some();
    let (model, layers) = (&span.config.model, span.config.model.layers());
    let columns = columns(&layers, is_what_if);
    let dispensable = dispensable(&layers, columns.len());
    let mut rows = span.rows(&destination, &grid, fields(model, is_what_if), columns, &dispensable);
    let mut replay = span.replay(grid, &span.events)?;
    let (mut out, mut progress) = (Vec::new(), span.progress());
    let mut last = PlaceScores::of(&replay, before.as_mut(), Vec::new(), "start".into());
    let width = destination.style().width.map_or(USUAL_WIDTH, usize::from);
    let mut spark = Sparkline::new(span, width.min(USUAL_WIDTH));
    let cell = span.args.cell.as_ref().map(|id| format!("cell {}, ", terminal_line(id))).unwrap_or_default();
    let place = replay.engine().grid().place(0);
    rows.words(&format!("{cell}{place}\n{}", span.heading_of(&replay)), &mut out);
    rows.start(&StartHeading::new(span, &replay), "instants", &mut out)?;
    rows.line(&last.line(), &mut out);
    while let Some((at, boundaries, turned)) = step(span, before.as_mut(), &mut replay) {
        let mut now = PlaceScores::of(&replay, before.as_mut(), boundaries, turned);
        now.is_news = now.differs(&last);
        spark.add(last.at, at, last.scores.combined());
        rows.push(&now, &mut out)?;
        last = now;
        destination.write_rows(&rows, &mut out)?;
        if progress.stops_at(at) {
            break;
        }
    }
    spark.add(last.at, progress.stopped.unwrap_or(span.to), last.scores.combined());
    rows.end(&serde_json::json!({ "stopped_at": progress.stopped_at() }), &mut out)?;
    rows.words(&format!("\n{}\n", spark.words()), &mut out);
    span.finish(&replay, &rows, &mut out, destination)?;
    Ok(progress.stopped)
}

/// Scores over time in one line: the greatest score in each part of the span.
struct Sparkline {
    from: ZonedTime,
    seconds: i64,
    columns: Vec<f64>,
}

impl Sparkline {
    fn new(span: &ReplayJob, columns: usize) -> Self {
        Self { from: span.from, seconds: (span.to - span.from).num_seconds(), columns: vec![0.0; columns.max(1)] }
    }

    /// Adds a score and the time in which it holds.
    fn add(&mut self, from: ZonedTime, to: ZonedTime, score: f64) {
        let count = i64::try_from(self.columns.len()).unwrap_or(1);
        let columns = |at: ZonedTime| (at - self.from).num_seconds() * count;
        let seconds = self.seconds.max(1);
        // A column covers the time up to the start of the next one.
        let (first, end) = (columns(from) / seconds, (columns(to) + seconds - 1) / seconds);
        // A span of length 0 is one instant.
        let end = if self.seconds == 0 { count } else { end };
        let place = |column: i64| usize::try_from(column).unwrap_or(0).min(self.columns.len());
        let (first, end) = (place(first), place(end));
        for column in &mut self.columns[first..end.max(first)] {
            *column = column.max(score);
        }
    }

    fn words(&self) -> String {
        const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        let most = self.columns.iter().copied().fold(0.0, f64::max);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 8")]
        let level = |score: &f64| LEVELS[((score / most * 8.0) as usize).min(7)];
        let line: String =
            if most > 0.0 { self.columns.iter().map(level).collect() } else { "▁".repeat(self.columns.len()) };
        format!("{line}\n▁ 0 to █ {most:.6}, the greatest score in each part of the span")
    }
}
