//! A replay instant by instant: a table of those that change the map, or all of them as CSV or JSON.

use pdpe::clock::ZonedTime;
use pdpe::grid::Grid;
use pdpe::live::replay::Replay;
use pdpe::output::Format;

use super::super::destination::Destination;
use super::super::shared;
use super::Span;
use super::lines::{Lines, with_room};
use super::row::{Row, Rows, Statistics, Summary, document_end, document_start, six, time};

const CSV_HEADER: &str = "timestamp,boundaries,opened,closed,open_events,layers,cells_rescored,cells_changed,\
                          min,mean,max,best_cell,best_lat,best_lon\n";

/// Writes the replay; the time at which it was interrupted, if it was.
pub fn write(span: &Span, grid: Grid, mut destination: Destination) -> anyhow::Result<Option<ZonedTime>> {
    let mut replay = span.replay(grid, &span.events)?;
    let mut rows = Rows::new(&span.events.ever, &replay);
    let (mut out, mut progress) = (Out::new(span, replay.engine().grid(), &destination), span.progress());
    out.start(span, &replay)?;
    destination.write(&out.take())?;
    while let Some(run) = replay.next_run() {
        for (moment, passed) in &run {
            out.row(&rows.next(moment, passed, replay.engine()))?;
        }
        destination.write(&out.take())?;
        if progress.stops_at(replay.engine().at()) {
            break;
        }
    }
    out.end(&replay, progress.stopped)?;
    destination.write(&out.take())?;
    span.tell_statistics(&replay);
    destination.finish()?;
    out.tell_left_out(span);
    Ok(progress.stopped)
}

/// Rows in one of the formats.
struct Out {
    format: Format,
    bytes: Vec<u8>,
    lines: Lines<'static>,
    rows: usize,
}

impl Out {
    fn new(span: &Span, grid: &Grid, destination: &Destination) -> Self {
        Self {
            format: span.format,
            bytes: Vec::new(),
            lines: Lines::new(destination, &with_room(&Row::COLUMNS, span, grid), &Row::DISPENSABLE),
            rows: 0,
        }
    }

    fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    fn tell_left_out(&self, span: &Span) {
        if self.format == Format::Table {
            span.talk.tell_left_out(&self.lines.left_out(), "--format csv");
        }
    }

    fn start(&mut self, span: &Span, replay: &Replay) -> anyhow::Result<()> {
        let summary = Summary::new(replay.engine().summary(), replay.engine().grid());
        match self.format {
            Format::Csv => self.bytes.extend_from_slice(CSV_HEADER.as_bytes()),
            Format::Json => self.bytes = document_start(span, replay)?,
            _ => {
                self.bytes.extend_from_slice(span.heading(replay).as_bytes());
                self.lines.header(&mut self.bytes);
                let [best, cell, place, mean] = summary.texts();
                let texts = [time(span.from), best, cell, place, mean, "-".into(), "start".into()];
                self.lines.push(&texts, &mut self.bytes);
            }
        }
        Ok(())
    }

    fn row(&mut self, row: &Row) -> anyhow::Result<()> {
        match self.format {
            Format::Csv => csv_row(row, &mut self.bytes)?,
            Format::Json => {
                self.bytes.extend_from_slice(if self.rows == 0 { b"\n" } else { b",\n" });
                serde_json::to_writer(&mut self.bytes, row)?;
            }
            _ if row.is_worth_a_line() => self.lines.push(&row.texts(), &mut self.bytes),
            _ => {}
        }
        self.rows += 1;
        Ok(())
    }

    fn end(&mut self, replay: &Replay, stopped: Option<ZonedTime>) -> anyhow::Result<()> {
        match self.format {
            Format::Json => {
                let end = serde_json::json!({
                    "stopped_at": stopped.map(|at| at.to_rfc3339()),
                    "statistics": Statistics::of(replay),
                });
                document_end(&end, &mut self.bytes)?;
            }
            Format::Table => {
                let counters = replay.engine().counters();
                let text = format!(
                    "\n{}, {} with something to compute; {} scored again\n",
                    shared::counted(self.rows, "instant"),
                    counters.recalculations,
                    shared::counted(usize::try_from(counters.cells_rescored).unwrap_or(usize::MAX), "cell"),
                );
                self.bytes.extend_from_slice(text.as_bytes());
            }
            _ => {}
        }
        Ok(())
    }
}

fn csv_row(row: &Row, out: &mut Vec<u8>) -> anyhow::Result<()> {
    let six = |value| six(value, "");
    let summary = &row.summary;
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record([
        row.timestamp.as_str(),
        &row.boundaries.join(" "),
        &row.opened.join(";"),
        &row.closed.join(";"),
        &row.open_events.to_string(),
        &row.layers.join(" "),
        &row.cells_rescored.to_string(),
        &row.cells_changed.to_string(),
        &six(summary.min),
        &six(summary.mean),
        &six(summary.max),
        summary.best_cell.as_deref().unwrap_or_default(),
        &six(summary.best_lat),
        &six(summary.best_lon),
    ])?;
    csv.flush()?;
    Ok(())
}
