//! `pdpe score`: the scores of a grid at one time.

mod job;
mod map;
mod picture;

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use anyhow::Context as _;
use pdpe::model::Model;
use pdpe::output::{Column, Format, PictureFormat};
use pdpe::parallel::with_threads;
use pdpe::stream::CellSource;

use super::destination::{Destination, is_stdout};
use super::map::{MapArgs, USUAL_TOP};
use super::shared::{self, EventArgs, EventSpan, GridArgs, Talk, at_least_one, finite, kilometres, whole};
use super::{Global, format, usage};
use job::Job;

/// The formats of scores. They are for one moment, so a calendar is not among them.
const FORMATS: [Format; 11] = {
    let [table, heatmap, csv, json, ndjson, geojson, svg, png, html, gpx, kml, _] = Format::ALL;
    [table, heatmap, csv, json, ndjson, geojson, svg, png, html, gpx, kml]
};

/// How many cells the table shows without `--top`.
const TABLE_ROWS: usize = 20;

/// Score every cell of a grid at one time
///
/// Without --city, --bbox and --grid, scores Kansas City. Without --top, --sort and --apart, writes the cells in the
/// order of the grid while it reads them, so memory does not grow with the grid.
#[derive(clap::Args)]
#[command(mut_arg("cell_size", |size| size.visible_alias("cell")), after_help = "Examples:
  pdpe score --at 2026-10-03T19:00 --top 5
  pdpe score --at 2026-10-03T19:00 --events fixtures/kc_weekend.json --top 5 --apart 2
  pdpe score --city \"Austin, TX\" --at 2026-10-03T19:00 --top 5
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
--top 10 --apart 1) and shows the score of --sort first.
Other programs: gpx and kml hold the best places (default: --top 10 --apart 1) for navigation and
maps. geojson has the time in each feature, for programs that play them.")]
pub struct Args {
    /// Time: 2024-12-15T19:00, 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now
    #[arg(long, value_name = "TIME", default_value = "now")]
    at: String,
    #[command(flatten)]
    grid: GridArgs,
    #[command(flatten)]
    events: EventArgs,
    /// table, heatmap, csv, json, ndjson, geojson, svg, png, html, gpx or kml [default: by the extension of -o, table on a terminal, else json]
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&FORMATS), hide_possible_values = true, help_heading = "Output")]
    format: Option<Format>,
    /// Write to this file; a failed run leaves no partial file [default: standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Print only the best N cells, best first
    #[arg(long, value_name = "N", value_parser = at_least_one::<usize>, help_heading = "Output")]
    top: Option<usize>,
    /// Sort by this score, best first [default column: combined_score]
    #[arg(long, value_name = "COLUMN", num_args = 0..=1, default_missing_value = "combined_score", help_heading = "Output")]
    sort: Option<String>,
    /// Print only cells with at least this combined score
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = finite, help_heading = "Output")]
    min_score: Option<f64>,
    /// Skip cells nearer than this to a better cell
    #[arg(long, value_name = "KM", value_parser = kilometres, help_heading = "Output")]
    apart: Option<f64>,
    /// Columns to print, in this order: cell_id, timestamp, lat, lon, income and the scores
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
    with_threads(args.threads.map_or(0, usize::from), || score(global, args)).context("cannot start threads")?
}

/// Reads, scores and writes, on the threads of a pool.
fn score(global: &Global, args: &Args) -> anyhow::Result<()> {
    let config = args.grid.config(global)?;
    let at = shared::time(global, &config, &args.at)?;
    let format = args.checked_format()?;
    if format == Format::Html {
        return map::write(global, args, &config, at);
    }
    let cells = args.grid.open(&config)?;
    if let CellSource::Csv(reader) = &cells {
        shared::tell_columns(reader, &args.grid.name(&config), Talk::new(global));
    }
    let events = args.events.load(&config, EventSpan::at(at), Talk::new(global), args.strict)?;
    write(&Job::new(global, args, &config, at, format, &cells, &events)?, cells)
}

/// Scores the cells and writes the output.
fn write(job: &Job, cells: CellSource) -> anyhow::Result<()> {
    let (open, all, at) = (job.moment.open_events(), job.events.len(), &job.heading.timestamp);
    job.talk.detail(format_args!("{open} of {all} events are open at {at}"));
    let destination = job.args.destination()?;
    match (job.format, job.args.top) {
        (Format::Picture(format), _) => picture::write(job, format, cells, destination),
        (Format::Rows(rows), None) if job.args.sort.is_none() => job.write_all(rows, cells, destination),
        (Format::Rows(_), top) => job.write_best(top, cells, destination),
        (Format::Waypoints(format), top) => job.write_waypoints(format, top.unwrap_or(USUAL_TOP), cells, destination),
        (_, top) => job.write_best(top.or(Some(TABLE_ROWS)), cells, destination),
    }
}

impl Args {
    /// The files to read.
    fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        self.grid.inputs().chain(&self.events.events).chain(self.map.inputs())
    }

    fn destination(&self) -> anyhow::Result<Destination> {
        Destination::open(self.output.as_deref(), self.inputs().map(PathBuf::as_path))
    }

    /// The format, if it fits the other options.
    fn checked_format(&self) -> anyhow::Result<Format> {
        shared::read_stdin_once(self.inputs())?;
        let usual = if io::stdout().is_terminal() { Format::Table } else { Format::JSON };
        let format = format::resolve(self.format, self.output.as_deref(), &FORMATS, usual)?;
        let is_picture = matches!(format, Format::Picture(_));
        if is_picture && !self.columns.is_empty() {
            return Err(usage("a picture shows one score; choose it with --sort, not with --columns"));
        }
        if matches!(format, Format::Waypoints(_)) && !self.columns.is_empty() {
            return Err(usage(format!("{} has no columns; remove --columns", format.name())));
        }
        let lists_the_best = is_picture || matches!(format, Format::Table | Format::Html | Format::Waypoints(_));
        if self.apart.is_some() && self.top.is_none() && !lists_the_best {
            return Err(usage("--apart applies to the best cells; give their number with --top N"));
        }
        let to_stdout = self.output.as_deref().is_none_or(is_stdout);
        if format == Format::Picture(PictureFormat::Png) && to_stdout && io::stdout().is_terminal() {
            return Err(usage("cannot write an image to a terminal; write it to a file: -o map.png"));
        }
        self.map.check(format == Format::Html)?;
        Ok(format)
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

    /// The score that cells are ranked by.
    fn by(&self, model: &Model) -> anyhow::Result<Column> {
        let Some(name) = &self.sort else { return Ok(Column::COMBINED_SCORE) };
        Column::find_score(model, name).map_err(|error| usage(format!("--sort: {error}")))
    }
}
