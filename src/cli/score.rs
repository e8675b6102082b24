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
use pdpe::output::{Best, Column, Format, Heading, Kind, Order, PictureFormat, RowFormat, Summary, Table, Writer};
use pdpe::score::{Moment, Scored};
use pdpe::stream::{Cells, StreamError, score_stream};
use pdpe::text::{counted, grouped};

use super::destination::{Destination, is_stdout};
use super::elsewhere::Elsewhere;
use super::map::{self, MapArgs};
use super::own_columns::Unknown;
use super::shared::{self, EventArgs, GridArgs, Rejections, Talk, at_least_one, finite, kilometres, whole};
use super::{Failure, Global, format, usage};
use crate::progress::{Progress, Unit};

/// How many cells the table shows unless told.
const TABLE_ROWS: usize = 20;

/// Score every cell of a grid at one time
///
/// Without --grid, scores Kansas City. Without --top, --sort and --apart, writes the cells in the
/// order of the grid while it reads them, so memory does not grow with the grid.
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

Times: 2024-12-15T19:00 is wall time in the model's zone. An offset or Z makes it an instant.
Pictures: heatmap draws in the terminal, as wide as COLUMNS or the terminal. svg and png draw for
reports. They show the score of --sort (default: combined_score), the open events, and the best
places (default: --top 5 --apart 2). If there are too many cells, each block of cells shows its
greatest score. Pictures hold all cells in memory.
Map: html is one file for any browser, which needs no network. It lists the best places (default:
--top 10 --apart 1) and shows the score of --sort first.")]
pub struct Args {
    /// Time: 2024-12-15T19:00, 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now
    #[arg(long, value_name = "TIME", default_value = "now")]
    at: String,
    #[command(flatten)]
    grid: GridArgs,
    #[command(flatten)]
    events: EventArgs,
    /// table, heatmap, csv, json, ndjson, geojson, svg, png or html [default: by the extension of -o, table on a terminal, else json]
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&Format::ALL), hide_possible_values = true, help_heading = "Output")]
    format: Option<Format>,
    /// Write to this file; a failed run leaves no partial file [default: standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Print only the best N cells, best first
    #[arg(long, value_name = "N", value_parser = at_least_one::<usize>, help_heading = "Output")]
    top: Option<usize>,
    /// Sort by this score, best first [default column: combined_score]
    #[arg(long, value_name = "COLUMN", num_args = 0..=1, default_missing_value = "combined_score", value_parser = ScoreName, hide_possible_values = true, help_heading = "Output")]
    sort: Option<String>,
    /// Print only cells with at least this combined score
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = finite, help_heading = "Output")]
    min_score: Option<f64>,
    /// Skip cells nearer than this to a better cell
    #[arg(long, value_name = "KM", value_parser = kilometres, help_heading = "Output")]
    apart: Option<f64>,
    /// Columns to print, in this order: cell_id, lat, lon, income and the scores
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', help_heading = "Output")]
    columns: Vec<String>,
    #[command(flatten)]
    map: MapArgs,
    /// Number of threads [default: number of cores]
    #[arg(long, value_name = "N", env = "PDPE_THREADS", hide_env_values = true, value_parser = whole(1..=1024_u16))]
    threads: Option<u16>,
    /// Show a progress bar if standard error is a terminal
    #[arg(long)]
    progress: bool,
    /// Fail with exit code 3 if a row or an event is rejected
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let talk = Talk::new(global);
    let config = shared::config(global)?;
    let at = shared::time(global, &config, &args.at)?;
    shared::read_stdin_once(args.grid.grid.iter().chain(&args.events.events).chain(args.map.inputs()))?;
    let format = args.format()?;
    if format == Format::Html {
        return args.write_map(global, &config, at);
    }
    args.map.must_be_absent()?;
    let cells = args.grid.open(&config.model)?;
    let events = args.events.load(&config, talk, args.strict)?;
    let moment = Moment::new(&config.model, &events, at);
    talk.detail(format_args!("{} of {} events are open at {}", moment.open_events(), events.len(), at.to_rfc3339()));

    let inputs = args.grid.grid.iter().chain(&args.events.events).map(PathBuf::as_path);
    let destination = Destination::open(args.output.as_deref(), inputs)?;
    let heading = Heading {
        timestamp: at.to_rfc3339(),
        timezone: config.model.timezone.to_string(),
        model: config.model_name.clone(),
        cell_degrees: cell_degrees(&cells),
    };
    let elsewhere = Elsewhere::new(global, &config.model, at);
    let (columns, sort) = (args.columns(&config.model)?, args.sort(&config.model)?);
    let job = Job { args, talk, elsewhere, model: &config.model, format, columns, heading, moment, sort, at };
    match format {
        Format::Picture(picture) => {
            let open = events.iter().filter(|event| event.is_open(&config.model.proximity, at.to_utc()));
            picture::write(&job, picture, cells, open, destination)
        }
        Format::Rows(rows) if args.top.is_none() && args.sort.is_none() => {
            job.write_all(&job.writer(rows), cells, destination)
        }
        Format::Rows(_) => job.write_best(args.top, cells, destination),
        Format::Table | Format::Html => job.write_best(args.top.or(Some(TABLE_ROWS)), cells, destination),
    }
}

/// One run, with everything resolved.
struct Job<'a> {
    args: &'a Args,
    talk: Talk,
    elsewhere: Elsewhere,
    model: &'a Model,
    format: Format,
    columns: Vec<Column>,
    heading: Heading,
    moment: Moment<'a>,
    /// The score asked for with --sort.
    sort: Option<Column>,
    at: ZonedTime,
}

impl Job<'_> {
    fn writer(&self, format: RowFormat) -> Writer {
        Writer { format, columns: self.columns.clone(), heading: self.heading.clone() }
    }

    /// The score that counts.
    fn by(&self) -> Column {
        self.sort.clone().unwrap_or(Column::COMBINED_SCORE)
    }

    fn min_score(&self) -> f64 {
        self.args.min_score.unwrap_or(f64::NEG_INFINITY)
    }

    /// Cells go out as they come in.
    fn write_all(&self, writer: &Writer, cells: Cells, mut destination: Destination) -> anyhow::Result<()> {
        let mut around = Vec::new();
        // Written with the first cell: where there is none, nothing is.
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

    /// The best cells are collected first.
    fn write_best(&self, top: Option<usize>, cells: Cells, mut destination: Destination) -> anyhow::Result<()> {
        let mut best = Best::new(Order { by: self.by(), top, apart_km: self.args.apart, min_score: self.min_score() });
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
        if let Format::Rows(format) = self.format {
            let (writer, mut out) = (self.writer(format), Vec::new());
            writer.start(&mut out);
            writer.cells(&best, self.min_score(), &mut out);
            writer.end(&summary, &mut out);
            destination.write(&out)?;
            return destination.finish();
        }
        let (table, style) = (self.table(&best), destination.style());
        destination.write_styled(self.around(&table.render(style), &summary).as_bytes())?;
        destination.finish()?;
        self.talk.tell_left_out(&table.left_out(style), "--format csv");
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
            if matches!(self.format, Format::JSON | Format::Table) {
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

    fn table(&self, best: &Scored) -> Table {
        let columns = &self.columns;
        let kind = |column: &Column| if column.is_id() { Kind::Word } else { Kind::Number };
        let mut header = vec![("#".to_owned(), Kind::Number)];
        header.extend(columns.iter().map(|column| (column.short_name().to_owned(), kind(column))));
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
        let usual = if io::stdout().is_terminal() { Format::Table } else { Format::JSON };
        let format = format::resolve(self.format, self.output.as_deref(), &Format::ALL, usual)?;
        let is_picture = matches!(format, Format::Picture(_));
        if is_picture && !self.columns.is_empty() {
            return Err(usage("a picture shows one score: --sort names it, not --columns"));
        }
        let lists_the_best = is_picture || matches!(format, Format::Table | Format::Html);
        if self.apart.is_some() && self.top.is_none() && !lists_the_best {
            return Err(usage("--apart is about the best cells: say how many with --top N"));
        }
        let to_stdout = self.output.as_deref().is_none_or(is_stdout);
        if format == Format::Picture(PictureFormat::Png) && to_stdout && io::stdout().is_terminal() {
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
            model_name: config.model_name.clone(),
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
            plan: None,
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
pub struct ScoreName;

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
