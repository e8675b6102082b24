//! The course of one place over a span: a replay of a grid of one cell.

use pdpe::clock::ZonedTime;
use pdpe::grid::Grid;
use pdpe::layers::Layer;
use pdpe::live::replay::Replay;
use pdpe::output::{Format, Kind, NamedScores};
use serde::Serialize;

use super::super::destination::Destination;
use super::Span;
use super::difference::{Before, step};
use super::lines::{LineColumn, Lines, with_room};
use super::row::{document_end, document_start, time};

/// A sparkline has so many columns where the terminal does not say otherwise.
const USUAL_WIDTH: usize = 72;

/// The place at one instant.
#[derive(Serialize)]
struct Row {
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
}

impl Row {
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
        }
    }

    /// Whether it shows other scores than another row.
    fn differs(&self, other: &Self) -> bool {
        let bits = |row: &Self| (row.scores.combined().to_bits(), row.combined_score_before.map(f64::to_bits));
        bits(self) != bits(other)
    }

    /// The texts of a line of the table.
    fn texts(&self) -> Vec<String> {
        let scores = [self.scores.combined()].into_iter().chain(self.scores.layers());
        let scores = scores.chain(self.combined_score_before).map(|score| format!("{score:.6}"));
        [time(self.at)].into_iter().chain(scores).chain([self.turned.clone()]).collect()
    }
}

/// The columns of the table, of a what-if or not.
fn columns<'n>(layers: &[Layer<'n>], is_what_if: bool) -> Vec<LineColumn<'n>> {
    let score = |name| (name, Kind::Word, 8.max(str::len(name)));
    let mut columns = vec![("time", Kind::Word, 24), score("combined")];
    columns.extend(layers.iter().map(|layer| score(layer.short)));
    columns.extend(is_what_if.then(|| score("before")));
    columns.push(("turned", Kind::Text, 0));
    columns
}

/// The columns that can be dispensed with: the layers, last of them that of the events, and what turned.
fn dispensable(layers: &[Layer], columns: usize) -> Vec<Vec<usize>> {
    let place = |number: usize| vec![2 + number];
    let of_events = layers.iter().position(Layer::is_of_events);
    let others = (0..layers.len()).rev().filter(|&number| Some(number) != of_events);
    others.map(place).chain([vec![columns - 1]]).chain(of_events.map(place)).collect()
}

/// Writes the course; the time at which the replay was interrupted, if it was.
pub fn write(span: &Span, grid: Grid, mut destination: Destination) -> anyhow::Result<Option<ZonedTime>> {
    let mut before = Before::new(span, &grid)?;
    let mut replay = span.replay(grid, &span.events)?;
    let layers = span.config.model.layers();
    let columns = with_room(&columns(&layers, before.is_some()), span, replay.engine().grid());
    let lines = Lines::new(&destination, &columns, &dispensable(&layers, columns.len()));
    let (mut out, mut progress) = (Out { span, lines, bytes: Vec::new(), rows: 0 }, span.progress());
    let mut last = Row::of(&replay, before.as_mut(), Vec::new(), "start".into());
    let mut spark = Sparkline::new(span, out.lines.width().unwrap_or(USUAL_WIDTH).min(USUAL_WIDTH));
    out.start(&replay, &last)?;
    while let Some((at, boundaries, turned)) = step(span, before.as_mut(), &mut replay) {
        let row = Row::of(&replay, before.as_mut(), boundaries, turned);
        spark.add(last.at, at, last.scores.combined());
        out.row(&row, row.differs(&last))?;
        last = row;
        destination.write(&std::mem::take(&mut out.bytes))?;
        if progress.stops_at(at) {
            break;
        }
    }
    spark.add(last.at, progress.stopped.unwrap_or(span.to), last.scores.combined());
    out.end(progress.stopped, &spark)?;
    destination.write(&out.bytes)?;
    span.tell_statistics(&replay);
    destination.finish()?;
    if span.format == Format::Table {
        span.talk.tell_left_out(&out.lines.left_out(), "--format csv");
    }
    Ok(progress.stopped)
}

struct Out<'a> {
    span: &'a Span<'a>,
    lines: Lines<'a>,
    bytes: Vec<u8>,
    rows: usize,
}

impl Out<'_> {
    fn start(&mut self, replay: &Replay, first: &Row) -> anyhow::Result<()> {
        match self.span.format {
            Format::Json => self.bytes = document_start(self.span, replay)?,
            Format::Csv => {
                let names = first.scores.scores.iter().map(|(name, _)| format!(",{name}"));
                let mut header = "timestamp,boundaries".to_owned() + &names.collect::<String>();
                if first.combined_score_before.is_some() {
                    header += ",combined_score_before";
                }
                self.bytes.extend_from_slice(format!("{header}\n").as_bytes());
            }
            Format::Table => {
                let grid = replay.engine().grid();
                let cell = self.span.args.cell.as_ref().map(|id| format!("cell {id}, ")).unwrap_or_default();
                let heading = format!("{cell}{}\n{}", grid.place(0), self.span.heading(replay));
                self.bytes.extend_from_slice(heading.as_bytes());
                self.lines.header(&mut self.bytes);
                self.lines.push(&first.texts(), &mut self.bytes);
            }
            _ => {}
        }
        Ok(())
    }

    fn row(&mut self, row: &Row, is_changed: bool) -> anyhow::Result<()> {
        match self.span.format {
            Format::Json => {
                self.bytes.extend_from_slice(if self.rows == 0 { b"\n" } else { b",\n" });
                serde_json::to_writer(&mut self.bytes, row)?;
            }
            Format::Ndjson => {
                serde_json::to_writer(&mut self.bytes, row)?;
                self.bytes.push(b'\n');
            }
            Format::Csv => {
                let scores = row.scores.scores.iter().map(|(_, score)| format!(",{score:.6}"));
                let mut line = format!("{},{}", row.timestamp, row.boundaries.join(" ")) + &scores.collect::<String>();
                let before = row.combined_score_before.map(|before| format!(",{before:.6}")).unwrap_or_default();
                line += &before;
                self.bytes.extend_from_slice(format!("{line}\n").as_bytes());
            }
            _ if is_changed => self.lines.push(&row.texts(), &mut self.bytes),
            _ => {}
        }
        self.rows += 1;
        Ok(())
    }

    fn end(&mut self, stopped: Option<ZonedTime>, spark: &Sparkline) -> anyhow::Result<()> {
        match self.span.format {
            Format::Json => {
                let end = serde_json::json!({ "stopped_at": stopped.map(|at| at.to_rfc3339()) });
                document_end(&end, &mut self.bytes)?;
            }
            Format::Table => self.bytes.extend_from_slice(format!("\n{}\n", spark.words()).as_bytes()),
            _ => {}
        }
        Ok(())
    }
}

/// A course of scores in one line: the greatest score in each part of the span.
struct Sparkline {
    from: ZonedTime,
    seconds: i64,
    columns: Vec<f64>,
}

impl Sparkline {
    fn new(span: &Span, columns: usize) -> Self {
        Self { from: span.from, seconds: (span.to - span.from).num_seconds(), columns: vec![0.0; columns.max(1)] }
    }

    /// A score that held from an instant to another.
    fn add(&mut self, from: ZonedTime, to: ZonedTime, score: f64) {
        let count = i64::try_from(self.columns.len()).unwrap_or(1);
        let columns = |at: ZonedTime| (at - self.from).num_seconds() * count;
        let seconds = self.seconds.max(1);
        // A column counts from its first moment to that before the next.
        let (first, end) = (columns(from) / seconds, (columns(to) + seconds - 1) / seconds);
        // A span without length is one moment.
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
