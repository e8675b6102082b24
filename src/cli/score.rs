//! `pdpe score`: the scores of a grid at one time.

mod picture;

use std::ffi::OsStr;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use pdpe::clock::ZonedTime;
use pdpe::config::Config;
use pdpe::layers;
use pdpe::model::Model;
use pdpe::output::html::{Instant, Map, Opening};
use pdpe::output::{Best, Column, Format, Heading, Kind, Order, Style, Summary, Table, Writer};
use pdpe::score::{Moment, Scored};
use pdpe::stream::{Cells, StreamError, score_stream};

use super::destination::{Destination, is_stdout};
use super::elsewhere::Elsewhere;
use super::map::{self, MapArgs};
use super::own_columns::Unknown;
use super::shared::{
    self, EventArgs, GridArgs, Rejections, Talk, at_least_one, counted, finite, grouped, kilometres, whole,
};
use super::{Failure, Global, format, usage};
use crate::progress::{Progress, Unit};

/// How many cells the table shows unless told.
const TABLE_ROWS: usize = 20;

/// Score every cell of a grid at one time
///
/// Without --grid the cells are those of Kansas City. Without --top, --sort or --apart the
/// cells come in the order of the grid and stream: memory does not grow with the grid.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe score --at 2026-10-03T19:00 --top 5
  pdpe score --at 2026-10-03T19:00 --events fixtures/kc_weekend.json --top 5 --apart 2
  pdpe score --grid kc.csv --at 2024-12-15T19:00 -o scores.csv
  pdpe score --at 2026-10-03T19:00 --events fixtures/kc_weekend.json -o map.html
  pdpe score --grid kc.csv --at now --format ndjson | jq 'select(.combined_score > 1)'
  pdpe grid --bbox 39.0,-94.7,39.2,-94.4 --cell 250m | pdpe score --grid - --at now --top 3
  pdpe score --at 2026-10-03T19:00 --events fixtures/kc_weekend.json --format heatmap
  pdpe score --at 2026-10-03T19:00 --events fixtures/kc_weekend.json -o map.png

Pictures: heatmap (in the terminal, as wide as COLUMNS or the terminal), svg and png show the score
of --sort for all cells, which they hold in memory, with the best 5 places, 2 km apart (--top,
--apart), and the open events. Many cells are pooled: the greatest shows. Cells in no rows and
columns are binned.

Time: 2024-12-15T19:00 is wall time in the model's zone; an offset or Z counts; `now` is now.
Map: html is one file to be opened in a browser, which needs no network; --top and --apart say which
best places it lists [default: 10, 1 km apart], --sort which score it shows first.")]
pub struct Args {
    /// When: 2024-12-15T19:00, 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now
    #[arg(long, value_name = "TIME", default_value = "now")]
    at: String,
    #[command(flatten)]
    grid: GridArgs,
    #[command(flatten)]
    events: EventArgs,
    /// table, heatmap, csv, json, ndjson, geojson, svg, png or html [default: by the extension of -o, table on a terminal, else json]
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&Format::ALL), hide_possible_values = true, help_heading = "Output")]
    format: Option<Format>,
    /// Write to this file, complete or not at all [default: standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Only the best N cells, best first
    #[arg(long, value_name = "N", value_parser = at_least_one::<usize>, help_heading = "Output")]
    top: Option<usize>,
    /// Best first by this score instead of the order of the grid [default column: combined_score]
    #[arg(long, value_name = "COLUMN", num_args = 0..=1, default_missing_value = "combined_score", value_parser = ScoreName, hide_possible_values = true, help_heading = "Output")]
    sort: Option<String>,
    /// Only cells with at least this combined score
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = finite, help_heading = "Output")]
    min_score: Option<f64>,
    /// Of the best cells, none nearer than this to a better one
    #[arg(long, value_name = "KM", value_parser = kilometres, help_heading = "Output")]
    apart: Option<f64>,
    /// The columns and their order, of cell_id, lat, lon, income and the scores
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', help_heading = "Output")]
    columns: Vec<String>,
    #[command(flatten)]
    map: MapArgs,
    /// How many threads score [default: as many as there are cores]
    #[arg(long, value_name = "N", env = "PDPE_THREADS", hide_env_values = true, value_parser = whole(1..=1024_u16))]
    threads: Option<u16>,
    /// Show a progress bar, if standard error is a terminal
    #[arg(long)]
    progress: bool,
    /// Stop with exit code 3 when a row or an event is rejected
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let talk = Talk::new(global);
    let config = shared::config(global)?;
    let at = shared::time(global, &config, &args.at)?;
    shared::read_stdin_once(args.grid.grid.iter().chain(&args.events.events).chain(args.map.inputs()))?;
    if args.format()? == Format::Html {
        return args.write_map(global, &config, at);
    }
    args.map.must_be_absent()?;
    let sort = args.sort(&config.model)?;
    let cells = args.grid.open(&config.model)?;
    let events = args.events.load(&config, talk, args.strict)?;
    let moment = Moment::new(&config.model, &events, at);
    talk.detail(format_args!("{} of {} events are open at {}", moment.open_events(), events.len(), at.to_rfc3339()));

    let inputs = args.grid.grid.iter().chain(&args.events.events).map(PathBuf::as_path);
    let destination = Destination::open(args.output.as_deref(), inputs)?;
    let writer = Writer {
        format: args.format()?,
        columns: args.columns(&config.model)?,
        heading: Heading {
            timestamp: at.to_rfc3339(),
            timezone: config.model.timezone.to_string(),
            model: config.model_name(),
            cell_degrees: cell_degrees(&cells),
        },
    };
    let elsewhere = Elsewhere::new(global, &config.model, at);
    let job = Job { args, talk, model: &config.model, elsewhere, writer, moment, sort, at };
    if job.writer.format.is_picture() {
        let open = events.iter().filter(|event| event.is_open(&config.model.proximity, at.to_utc()));
        return picture::write(&job, cells, open, destination);
    }
    match job.order() {
        Some(order) => job.write_best(order, cells, destination),
        None => job.write_all(cells, destination),
    }
}

/// One run, with everything resolved.
struct Job<'a> {
    args: &'a Args,
    talk: Talk,
    elsewhere: Elsewhere,
    writer: Writer,
    moment: Moment<'a>,
    model: &'a Model,
    /// The score asked for with --sort.
    sort: Option<Column>,
    at: ZonedTime,
}

impl Job<'_> {
    /// The order asked for; none where cells simply stream.
    fn order(&self) -> Option<Order> {
        let args = self.args;
        let table_rows = (self.writer.format == Format::Table).then_some(TABLE_ROWS);
        let top = args.top.or(table_rows);
        (top.is_some() || self.sort.is_some()).then(|| Order {
            by: self.by(),
            top,
            apart_km: args.apart,
            min_score: self.min_score(),
        })
    }

    /// The score that counts.
    fn by(&self) -> Column {
        self.sort.clone().unwrap_or(Column::COMBINED_SCORE)
    }

    fn min_score(&self) -> f64 {
        self.args.min_score.unwrap_or(f64::NEG_INFINITY)
    }

    /// Cells go out as they come in.
    fn write_all(&self, cells: Cells, mut destination: Destination) -> anyhow::Result<()> {
        let mut around = Vec::new();
        // Written with the first cell: where there is none, nothing is.
        self.writer.start(&mut around);
        let mut separator: &[u8] = b"";
        let render = |scored: &Scored, out: &mut Vec<u8>| {
            out.clear();
            self.writer.cells(scored, self.min_score(), out);
        };
        let summary = self.score(cells, render, |scored, out: &mut Vec<u8>| {
            if !scored.grid.is_empty() {
                destination.write(&std::mem::take(&mut around))?;
            }
            if out.is_empty() {
                return Ok(());
            }
            destination.write(separator)?;
            separator = self.writer.separator();
            destination.write(out)
        })?;
        self.writer.end(&summary, &mut around);
        destination.write(&around)?;
        destination.finish()
    }

    /// The best cells are collected first.
    fn write_best(&self, order: Order, cells: Cells, mut destination: Destination) -> anyhow::Result<()> {
        let mut best = Best::new(order);
        let mut summary = self.score(
            cells,
            |_, (): &mut ()| {},
            |scored, ()| {
                best.add(scored);
                Ok(())
            },
        )?;
        let best = best.finish();
        summary.written = best.grid.len();
        let (mut out, mut left_out) = (Vec::new(), Vec::new());
        if self.writer.format == Format::Table {
            let style = if destination.is_stdout() { shared::style() } else { Style::default() };
            let table = self.table(&best);
            left_out = table.left_out(style);
            out.extend_from_slice(self.around(&table.render(style), &summary).as_bytes());
        } else {
            self.writer.start(&mut out);
            self.writer.cells(&best, self.min_score(), &mut out);
            self.writer.end(&summary, &mut out);
        }
        destination.write(&out)?;
        destination.finish()?;
        self.talk.tell_left_out(&left_out, "--format csv");
        Ok(())
    }

    /// Scores all cells, tells rejected rows, and sums up.
    fn score<B: Default>(
        &self,
        cells: Cells,
        render: impl Fn(&Scored, &mut B) + Sync,
        mut consume: impl FnMut(&Scored, &mut B) -> anyhow::Result<()> + Send,
    ) -> anyhow::Result<Summary> {
        let input = self.args.grid.name();
        let mut rejections = Rejections::new(self.talk, &input, "rows");
        let mut summary = Summary::new(self.moment.open_events());
        let mut unknown = Unknown::new(self.model);
        let progress = self.progress(&cells);
        let each = |scored: &Scored, buffer: &mut B| {
            for rejected in &scored.rejected {
                rejections.add(":", rejected);
            }
            unknown.count(&scored.grid);
            if !scored.grid.is_empty() {
                self.elsewhere.tell(scored.grid.place(0));
            }
            if self.args.strict && !scored.rejected.is_empty() {
                return Err(Failure::Rejected(format!("{input}: a row was rejected (--strict)")).into());
            }
            if matches!(self.writer.format, Format::Json | Format::Table) {
                summary.add(scored, self.min_score());
            } else {
                summary.count(scored);
            }
            progress.advance(scored.advance);
            consume(scored, buffer)
        };
        match score_stream(cells, &self.moment, self.args.threads.map_or(0, usize::from), render, each) {
            Ok(()) => {}
            Err(StreamError::Consumer(error)) => return Err(error),
            Err(error) => return Err(error.into()),
        }
        let rows = summary.cells + summary.rejected;
        rejections.finish(false, rows)?;
        if summary.cells == 0 {
            return Err(shared::no_cells(&input, rows));
        }
        shared::tell_unknown(self.talk, &input, &unknown);
        Ok(summary)
    }

    fn progress(&self, cells: &Cells) -> Progress {
        let (total, unit) = match (cells, &self.args.grid.grid) {
            (Cells::Regular(grid), _) => (Some(grid.len() as u64), Unit::Cells),
            (Cells::Csv(_), path) => {
                let file = path.as_deref().and_then(|path| path.metadata().ok());
                (file.filter(std::fs::Metadata::is_file).map(|file| file.len()), Unit::Bytes)
            }
        };
        Progress::new(self.args.progress, total, unit)
    }

    fn table(&self, best: &Scored) -> Table<'_> {
        let columns = &self.writer.columns;
        let kind = |column: &Column| if column.is_id() { Kind::Word } else { Kind::Number };
        let mut header = vec![("#", Kind::Number)];
        header.extend(columns.iter().map(|column| (column.short_name(), kind(column))));
        let mut table = Table::new(header);
        // Of columns that were asked for none is left out.
        if self.args.columns.is_empty() {
            table = table.dispensing(&shared::dispensable_scores(&self.model.layers()));
        }
        let by = self.by();
        for cell in 0..best.grid.len() {
            let text = |column: &Column| {
                if column.is_id() { best.grid.id(cell).to_owned() } else { decimals(column.number(best, cell)) }
            };
            let mut row = vec![(cell + 1).to_string()];
            row.extend(columns.iter().map(text));
            table.row(&row);
            table.bar(by.number(best, cell));
        }
        table
    }

    /// The table with what stands above and below it.
    fn around(&self, table: &str, summary: &Summary) -> String {
        let six = |value: Option<f64>| value.map_or("-".into(), decimals);
        format!(
            "{} ({}), {} open\n\n{table}\n{} of {} cells; combined score {} to {}, mean {}\n",
            self.at.format("%A %Y-%m-%d %H:%M %Z"),
            self.at.timezone(),
            counted(summary.open_events, "event"),
            grouped(summary.written),
            grouped(summary.cells),
            six(summary.min),
            six(summary.max),
            six(summary.mean),
        )
    }
}

impl Args {
    fn format(&self) -> anyhow::Result<Format> {
        let usual = if io::stdout().is_terminal() { Format::Table } else { Format::Json };
        let format = format::resolve(self.format, self.output.as_deref(), &Format::ALL, usual)?;
        if format.is_picture() && !self.columns.is_empty() {
            return Err(usage("a picture shows one score: --sort names it, not --columns"));
        }
        let lists_the_best = format.is_picture() || matches!(format, Format::Table | Format::Html);
        if self.apart.is_some() && self.top.is_none() && !lists_the_best {
            return Err(usage("--apart is about the best cells: say how many with --top N"));
        }
        let to_stdout = self.output.as_deref().is_none_or(is_stdout);
        if format == Format::Png && to_stdout && io::stdout().is_terminal() {
            return Err(usage("an image is not for a terminal; write it to a file: -o map.png"));
        }
        Ok(format)
    }

    /// The map: every cell, with a list of the best.
    fn write_map(&self, global: &Global, config: &Config, at: ZonedTime) -> anyhow::Result<()> {
        if self.min_score.is_some() || !self.columns.is_empty() {
            return Err(usage("a map shows every cell and every score; leave --min-score and --columns out"));
        }
        let talk = Talk::new(global);
        let sort = self.sort(&config.model)?;
        let grid = self.grid.read(&config.model, talk, self.strict)?;
        Elsewhere::new(global, &config.model, at).tell(grid.place(0));
        let events = self.events.load(config, talk, self.strict)?;
        let inputs = self.grid.grid.iter().chain(&self.events.events).chain(self.map.inputs()).map(PathBuf::as_path);
        let destination = Destination::open(self.output.as_deref(), inputs)?;
        let map = Map {
            title: self.events.title(&self.grid),
            model: &config.model,
            model_name: config.model_name(),
            grid: &grid,
            events: &events,
            instants: vec![Instant { at, boundaries: Vec::new() }],
            opening: Opening {
                layer: sort.unwrap_or(Column::COMBINED_SCORE),
                top: self.top.unwrap_or(map::USUAL_TOP),
                apart_km: self.apart.unwrap_or(map::USUAL_APART_KM),
            },
            backdrop: None,
            tiles: None,
        };
        self.map.write(map, destination)
    }

    fn columns(&self, model: &Model) -> anyhow::Result<Vec<Column>> {
        if self.columns.is_empty() {
            return Ok(Column::usual(model));
        }
        let columns = self.columns.iter().map(|name| Column::find(model, name));
        let columns: Vec<Column> =
            columns.collect::<Result<_, _>>().map_err(|error| usage(format!("--columns: {error}")))?;
        let repeated = |(number, column): (usize, &Column)| columns[..number].contains(column);
        if columns.iter().enumerate().any(repeated) {
            return Err(usage("--columns names a column twice"));
        }
        Ok(columns)
    }

    fn sort(&self, model: &Model) -> anyhow::Result<Option<Column>> {
        let sort = self.sort.as_ref().map(|name| Column::find_score(model, name));
        sort.transpose().map_err(|error| usage(format!("--sort: {error}")))
    }
}

fn cell_degrees(cells: &Cells) -> Option<(f64, f64)> {
    match cells {
        Cells::Regular(grid) => Some(grid.cell_degrees()),
        Cells::Csv(_) => None,
    }
}

fn decimals(value: f64) -> String {
    if value.is_nan() { "-".into() } else { format!("{value:.6}") }
}

/// The name of a score; which there are depends on the model, and those of the published one are proposed.
#[derive(Clone, Copy)]
struct ScoreName;

impl TypedValueParser for ScoreName {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(layers::COLUMNS.into_iter().chain(["combined_score"]).map(PossibleValue::new)))
    }
}
