//! Scores the cells of one run, and writes all of them or the best.

use std::sync::Arc;

use pdpe::clock::ZonedTime;
use pdpe::config::Config;
use pdpe::event::{Event, Events};
use pdpe::output::{
    Best, CellWriter, Column, ColumnKind, Format, Heading, RowFormat, Selection, Summary, Table, Waypoint,
    WaypointFormat, waypoints,
};
use pdpe::places::Names;
use pdpe::score::{Moment, Scored};
use pdpe::stream::{CellSource, StreamError, score_stream};
use pdpe::text::{counted, grouped};

use super::super::destination::Destination;
use super::super::elsewhere::Elsewhere;
use super::super::map::USUAL_APART_KM;
use super::super::shared::{self, Area, GridArgs, Notices, Talk, UnknownNumbers, six};
use super::super::{Failure, Global};
use super::Args;
use crate::progress::{Progress, Unit};

/// A run with everything resolved.
pub struct Job<'a> {
    pub args: &'a Args,
    pub talk: Talk,
    pub elsewhere: Elsewhere<'a>,
    pub config: &'a Config,
    pub events: &'a Events,
    pub format: Format,
    pub columns: Vec<Column>,
    pub heading: Heading,
    pub moment: Moment<'a>,
    /// The score of `--sort`, else the combined score.
    pub by: Column,
    pub at: ZonedTime,
}

impl<'a> Job<'a> {
    /// Prepares a run for some cells and events.
    pub fn new(
        global: &Global,
        args: &'a Args,
        config: &'a Config,
        at: ZonedTime,
        format: Format,
        cells: &CellSource,
        events: &'a Events,
    ) -> anyhow::Result<Self> {
        let heading = Heading {
            timestamp: at.to_rfc3339(),
            timezone: config.model.timezone.to_string(),
            model: config.model_name.clone(),
            cell_degrees: if let CellSource::Regular(grid) = cells { Some(grid.cell_degrees()) } else { None },
            place: None,
        };
        let mut job = Self {
            args,
            talk: Talk::new(global),
            elsewhere: Elsewhere::new(global, &config.model, at),
            config,
            events,
            format,
            columns: args.columns(&config.model)?,
            heading,
            moment: Moment::new(&config.model, events, at),
            by: args.by(&config.model)?,
            at,
        };
        // JSON is the only format of rows with names of spots.
        if !matches!(format, Format::Rows(rows) if rows != RowFormat::Json) {
            job.heading.place = GridArgs::heading(config, job.open_events()).map(Arc::new);
        }
        Ok(job)
    }

    /// The events that are open at the time.
    pub fn open_events(&self) -> impl Iterator<Item = &'a Event> {
        let (model, at) = (&self.config.model.proximity, self.at.to_utc());
        self.events.iter().filter(move |event| event.is_open(model, at))
    }

    /// The score of `--min-score`, or else negative infinity.
    pub fn min_score(&self) -> f64 {
        self.args.min_score.unwrap_or(f64::NEG_INFINITY)
    }

    /// The names of known spots, if a city was chosen.
    pub fn names(&self) -> Option<&Names> {
        self.heading.place.as_ref().map(|place| &place.names)
    }

    /// The city, if one was chosen, and the time.
    pub fn title(&self) -> String {
        let name = self.heading.place.as_ref().and_then(|place| place.name.as_ref());
        let place = name.map(|name| format!("{name}: ")).unwrap_or_default();
        format!("{place}{} ({})", self.at.format("%A %Y-%m-%d %H:%M %Z"), self.at.timezone())
    }

    fn writer(&self, format: RowFormat) -> CellWriter {
        CellWriter { format, columns: self.columns.clone(), heading: self.heading.clone() }
    }

    /// Writes the cells in the order of the grid while reading them.
    pub fn write_all(&self, format: RowFormat, cells: CellSource, mut destination: Destination) -> anyhow::Result<()> {
        let (writer, mut around) = (self.writer(format), Vec::new());
        // Written together with the first cell, so that a grid without cells gives no output.
        writer.start(&mut around);
        let mut separator: &[u8] = b"";
        let render = |scored: &Scored, out: &mut Vec<u8>| {
            out.clear();
            writer.cells(scored, self.min_score(), out);
        };
        let summary = self.score(cells, render, |scored, out: &mut Vec<u8>| {
            if !scored.grid.is_empty() {
                destination.write(&std::mem::take(&mut around))?;
            }
            if out.is_empty() {
                return Ok(());
            }
            destination.write(separator)?;
            separator = writer.separator();
            destination.write(out)
        })?;
        writer.end(&summary, &mut around);
        destination.write(&around)?;
        destination.finish()
    }

    /// Collects the best cells, then writes them.
    pub fn write_best(
        &self,
        top: Option<usize>,
        cells: CellSource,
        mut destination: Destination,
    ) -> anyhow::Result<()> {
        let min_score = self.min_score();
        let mut best = Best::new(Selection { by: self.by.clone(), top, apart_km: self.args.apart, min_score });
        let mut summary = self.collect(cells, |scored| best.add(scored))?;
        let best = best.finish();
        summary.written = best.grid.len();
        if let Format::Rows(format) = self.format {
            let (writer, mut out) = (self.writer(format), Vec::new());
            writer.start(&mut out);
            writer.cells(&best, min_score, &mut out);
            writer.end(&summary, &mut out);
            destination.write(&out)?;
            return destination.finish();
        }
        let (table, style) = (self.table(&best), destination.style());
        destination.write_styled(self.page(&table.render(style), &summary).as_bytes())?;
        destination.finish()?;
        self.talk.tell_left_out(&table.left_out(style), "--format csv");
        Ok(())
    }

    /// Collects the best places, then writes them for navigation and maps.
    pub fn write_waypoints(
        &self,
        format: WaypointFormat,
        top: usize,
        cells: CellSource,
        mut destination: Destination,
    ) -> anyhow::Result<()> {
        let apart_km = self.args.apart.or(Some(USUAL_APART_KM));
        let wanted = Selection { by: self.by.clone(), top: Some(top), apart_km, min_score: self.min_score() };
        let mut best = Best::new(wanted);
        self.collect(cells, |scored| best.add(scored))?;
        let best = best.finish();
        let points: Vec<Waypoint> = (0..best.grid.len()).map(|cell| self.waypoint(&best, cell)).collect();
        destination.write(waypoints(format, &points, self.at.to_utc()).as_bytes())?;
        destination.finish()
    }

    fn waypoint(&self, best: &Scored, cell: usize) -> Waypoint {
        let (id, place) = (best.grid.id(cell), best.grid.place(cell));
        let near = self.names().and_then(|names| names.near(place)).unwrap_or(id);
        let score = |column: Column| {
            format!("{} {}", column.name(), six(Some(column.number(best, cell)).filter(|n| !n.is_nan())))
        };
        let scores: Vec<String> = Column::scores(&self.config.model).map(score).collect();
        Waypoint {
            place,
            name: format!("{} {near}", cell + 1),
            description: format!("cell {id}, {}: {}", self.title(), scores.join(", ")),
            from: self.at,
            to: self.at,
        }
    }

    /// Scores all cells and passes them on in the order of the grid.
    pub fn collect(&self, cells: CellSource, mut consume: impl FnMut(&Scored) + Send) -> anyhow::Result<Summary> {
        let consume = |scored: &Scored, (): &mut ()| {
            consume(scored);
            Ok(())
        };
        self.score(cells, |_, ()| {}, consume)
    }

    /// Scores all cells, reports rejected rows, and returns the summary.
    fn score<B: Default>(
        &self,
        cells: CellSource,
        render: impl Fn(&Scored, &mut B) + Sync,
        mut consume: impl FnMut(&Scored, &mut B) -> anyhow::Result<()> + Send,
    ) -> anyhow::Result<Summary> {
        let input = self.args.grid.name(self.config);
        let mut rejections = Notices::new(self.talk, &input);
        let mut summary = Summary::new(self.moment.open_events());
        let mut unknown = UnknownNumbers::new(&self.config.model);
        let progress = self.progress(&cells);
        let mut area = Area::default();
        let has_events = self.open_events().next().is_some();
        let each = |scored: &Scored, buffer: &mut B| {
            scored.rejected.iter().for_each(|row| rejections.add(":", row));
            unknown.count(&scored.grid);
            if has_events {
                area.add(&scored.grid);
            }
            if summary.cells == 0 && !scored.grid.is_empty() {
                self.elsewhere.tell(scored.grid.place(0));
            }
            if self.args.strict && !scored.rejected.is_empty() {
                return Err(Failure::Rejected(format!("{input}: a row was rejected (--strict)")).into());
            }
            if matches!(self.format, Format::JSON | Format::Table) {
                summary.add(scored, self.min_score());
            } else {
                summary.count(scored);
            }
            progress.advance(scored.advance);
            consume(scored, buffer)
        };
        match score_stream(cells, &self.moment, 0, render, each) {
            Ok(()) => {}
            Err(StreamError::Consumer(error)) => return Err(error),
            Err(error) => return Err(error.into()),
        }
        self.args.grid.tell_found(self.config, self.talk);
        let rows = summary.cells + summary.rejected;
        rejections.finish_rejections("rows", rows, false)?;
        if summary.cells == 0 {
            return Err(shared::no_cells(&input, rows));
        }
        unknown.report(self.talk, &input);
        area.tell_unreached("open event", self.open_events(), &self.config.model, self.talk);
        if summary.cells > 1 && summary.min.is_some() && summary.min.map(f64::to_bits) == summary.max.map(f64::to_bits)
        {
            self.talk.say(format_args!(
                "all {} have the same score: nothing known tells them apart; add --events or --hotspots",
                counted(summary.cells, "cell")
            ));
        }
        Ok(summary)
    }

    fn progress(&self, cells: &CellSource) -> Progress {
        let (total, unit) = match (cells, &self.args.grid.grid) {
            (CellSource::Regular(grid), _) => (Some(grid.len() as u64), Unit::Cells),
            (CellSource::Csv(_), path) => {
                let file = path.as_deref().and_then(|path| path.metadata().ok());
                (file.filter(std::fs::Metadata::is_file).map(|file| file.len()), Unit::Bytes)
            }
        };
        Progress::new(self.args.progress, total, unit)
    }

    fn table(&self, best: &Scored) -> Table {
        let kind = |column: &Column| if column.is_text() { ColumnKind::Word } else { ColumnKind::Number };
        let header = self.columns.iter().map(|column| (column.short_name().to_owned(), kind(column)));
        // Columns are only added if none were asked for.
        let names = self.names().filter(|_| self.args.columns.is_empty());
        let header = header.chain(names.map(|_| ("near".to_owned(), ColumnKind::Text)));
        let mut table = Table::new([("#".to_owned(), ColumnKind::Number)].into_iter().chain(header).collect());
        // All columns of --columns are shown.
        if self.args.columns.is_empty() {
            table = table.dispensing(&shared::dispensable_scores(&self.config.model.layers()));
        }
        for cell in 0..best.grid.len() {
            let text = |column: &Column| match column.number(best, cell) {
                _ if *column == Column::CELL_ID => best.grid.id(cell).to_owned(),
                _ if column.is_text() => self.heading.timestamp.clone(),
                number => six(Some(number).filter(|number| !number.is_nan())),
            };
            let near = names.map(|names| names.near(best.grid.place(cell)).unwrap_or_default().to_owned());
            let row = [(cell + 1).to_string()].into_iter().chain(self.columns.iter().map(text)).chain(near);
            let row: Vec<String> = row.collect();
            table.row(&row);
            table.bar(self.by.number(best, cell));
        }
        table
    }

    /// A line about the time, the table, and a line about the grid.
    fn page(&self, table: &str, summary: &Summary) -> String {
        format!(
            "{}, {} open, model: {}\n\n{table}\n{} of {} cells; combined score {} to {}, mean {}\n",
            self.title(),
            counted(summary.open_events, "event"),
            self.config.model_label(),
            grouped(summary.written),
            grouped(summary.cells),
            six(summary.min),
            six(summary.max),
            six(summary.mean),
        )
    }
}
