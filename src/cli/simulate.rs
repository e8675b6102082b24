//! `pdpe simulate`: the scores of a grid over a span of time.

mod course;
mod difference;
mod heatmap;
mod instants;
mod map;
mod messages;
mod place;
mod scores;
mod span;
mod summary;
mod top;

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::ArgGroup;
use pdpe::clock::ZonedTime;
use pdpe::config::Config;
use pdpe::event::{Event, Window};
use pdpe::grid::{Grid, Site};
use pdpe::listings::ListingOptions;
use pdpe::output::{Format, PictureFormat};
use pdpe::parallel::with_threads;

use super::destination::Destination;
use super::elsewhere::Elsewhere;
use super::map::MapArgs;
use super::shared::{self, Area, EventArgs, EventSpan, GridArgs, PlaceArg, Talk, at_least_one, kilometres, whole};
use super::{Failure, Global, format, interrupt, usage};
use course::Course;
use span::ReplayJob;

const FORMATS: [Format; 10] = [
    Format::Table,
    Format::HEATMAP,
    Format::CSV,
    Format::JSON,
    Format::NDJSON,
    Format::Html,
    Format::GEOJSON,
    Format::GPX,
    Format::KML,
    Format::ICS,
];

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
/// Replay a span of time and print the best stays or every change
///
/// Steps from one full hour, day, week or month to the next, and to every opening or closing of an event. Prints each
/// instant at which scores change, what was recalculated, and the best cell. The span excludes its start and includes
/// its end.
#[derive(clap::Args)]
#[command(group(ArgGroup::new("view").args(["top", "scores", "at_place", "cell"])))]
#[command(after_help = "Examples:
  pdpe simulate --from 2026-10-02T16:00 --to 2026-10-05T02:00 --events fixtures/kc_weekend.json
  pdpe simulate --from 2026-10-02T16:00 --to +3d --events fixtures/kc_weekend.json --top 10
  pdpe simulate --from 2026-10-02T16:00 --to +3d --at-place 39.0991,-94.5783
  pdpe simulate --from 2026-10-02T16:00 --to +12h --events fixtures/kc_weekend.json \\
    --without G5vYZ9kC2xT7m
  pdpe simulate --from 2026-10-02T16:00 --to +1w --events fixtures/kc_weekend.json -o week.html
  pdpe simulate --from now --to +1w --format ndjson | jq 'select(.type == \"snapshot\").best_cell'
  pdpe simulate --from 2026-10-02T16:00 --to +3d --scores --changed-only -o scores.csv
  pdpe journal export day.ndjson
  pdpe simulate --from 2026-10-03T00:00 --to +1d --deliveries day.ndjson
  pdpe simulate --from 2026-10-02T16:00 --to +3d --events fixtures/kc_weekend.json --format heatmap

Formats:
  table    the instants that change something (default on a terminal)
  json     every instant, and the scores at the start (default otherwise)
  csv      every instant; several ids in a field are separated by ;
  ndjson   the messages as they happen, and a snapshot after each instant
  heatmap  an animation in the terminal
  html     a map with a slider: one file for any browser, which needs no network
  geojson  with --scores a feature per cell and instant, with --top a point per stay
  gpx, kml, ics  with --top: the stays for navigation, maps and calendars

What if: --without and --add compare each instant with the unchanged events. An event of --add
replaces an event with the same id. The heatmap then shows the gain or loss of each cell.

Ctrl-C stops the replay with exit code 130. The output is complete up to the instant at which it
stopped. An interrupted map is not written.")]
pub struct Args {
    /// Start: 2026-10-02T16:00, 2026-10-02T16:00-05:00, 2026-10-02T21:00Z or now
    #[arg(long, value_name = "TIME")]
    from: String,
    /// End: a time, or a duration after the start such as +90m, +12h, +3d, +2w or +1d12h
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    to: String,
    #[command(flatten)]
    grid: GridArgs,
    #[command(flatten)]
    events: EventArgs,
    /// Files of deliveries to replay: journal exports or recorded webhooks, one per line
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Events")]
    deliveries: Vec<PathBuf>,
    /// Add the events of these files and compare, as --without does
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Events")]
    add: Vec<PathBuf>,
    /// Print the best N stays: a place, from one time to another
    #[arg(long, value_name = "N", value_parser = at_least_one::<usize>, help_heading = "View")]
    top: Option<usize>,
    /// With --top: minimum distance between stays that overlap in time [default: 1]
    #[arg(long, value_name = "KM", allow_negative_numbers = true, value_parser = kilometres, requires = "top", conflicts_with_all = ["scores", "at_place", "cell"], help_heading = "View")]
    apart: Option<f64>,
    /// Print the scores of one place over time: LAT,LON in degrees, a ZIP code or a city
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true, help_heading = "View")]
    at_place: Option<PlaceArg>,
    /// Print the scores of one cell over time
    #[arg(long, value_name = "ID", help_heading = "View")]
    cell: Option<String>,
    /// Print the scores of every cell at every instant, as CSV, NDJSON or GeoJSON
    #[arg(long, help_heading = "View")]
    scores: bool,
    /// With --scores: print only cells whose combined score changed
    #[arg(long, requires = "scores", conflicts_with_all = ["top", "at_place", "cell"], help_heading = "View")]
    changed_only: bool,
    /// table, heatmap, csv, json, ndjson or html; with --top also geojson, gpx, kml or ics; with --scores csv, ndjson or geojson [default: by the extension of -o, table on a terminal, else json]
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&FORMATS), hide_possible_values = true, help_heading = "Output")]
    format: Option<Format>,
    /// Write to this file, at the end or when Ctrl-C stops the replay [default: standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    #[command(flatten)]
    map: MapArgs,
    /// Number of threads [default: number of cores]
    #[arg(long, value_name = "N", env = "PDPE_THREADS", hide_env_values = true, value_parser = whole(1..=1024_u16))]
    threads: Option<u16>,
    /// Show a progress bar with the time left if standard error is a terminal
    #[arg(long)]
    progress: bool,
    /// Fail with exit code 3 if a row or an event is rejected
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    with_threads(args.threads.map_or(0, usize::from), || simulate(global, args)).context("cannot start threads")?
}

/// Reads the inputs and writes a view of the replay, on the threads of a pool.
fn simulate(global: &Global, args: &Args) -> anyhow::Result<()> {
    let (talk, config) = (Talk::new(global), args.config(global)?);
    let from = shared::time(global, &config, &args.from)?;
    let to = shared::end(global, &config, &args.to, from)?;
    let format = args.checked_format()?;
    let stamp = shared::now(global, config.model.timezone)?;
    let (events, before) = args.courses(&config, talk, from, to)?;
    let grid = args.grid(&config, talk)?;
    Elsewhere::new(global, &config.model, from).tell(grid.place(0));
    if args.at_place.is_none() && args.cell.is_none() {
        let mut area = Area::default();
        area.add(&grid);
        let (from, to) = (from.to_utc(), to.to_utc());
        let is_open = |event: &&Event| {
            let window = event.window(&config.model.proximity);
            window.is_some_and(|Window { opens, closes }| {
                opens.is_none_or(|opens| opens <= to) && closes.is_none_or(|closes| closes > from)
            })
        };
        area.tell_unreached("event", events.ever.iter().filter(is_open), &config.model, talk);
    }
    write(&ReplayJob { args, talk, config, from, to, format, stamp, events, before }, grid)
}

/// Runs the replay and writes the view.
fn write(span: &ReplayJob, grid: Grid) -> anyhow::Result<()> {
    let destination = Destination::open(span.args.output.as_deref(), span.args.inputs().map(PathBuf::as_path))?;
    // A map is written at the end, so an interrupted run has nothing to keep.
    if span.format != Format::Html {
        interrupt::await_interrupts();
    }
    let Some(at) = write_view(span, grid, destination)? else { return Ok(()) };
    let message = format!("interrupted: stopped at {}; the output is complete up to that time", at.to_rfc3339());
    Err(Failure::Interrupted(message).into())
}

/// Writes the view. Returns the time at which the replay was interrupted.
fn write_view(span: &ReplayJob, grid: Grid, destination: Destination) -> anyhow::Result<Option<ZonedTime>> {
    match (span.args.top, span.args.scores, span.before.is_some()) {
        _ if span.format == Format::Html => map::write(span, &grid, destination).map(|()| None),
        (Some(top), ..) => top::write(span, top, &grid, destination),
        (_, true, _) if let Format::Rows(format) = span.format => scores::write(span, format, grid, destination),
        _ if span.args.is_of_places() => place::write(span, grid, destination),
        _ if span.format == Format::HEATMAP => heatmap::write(span, grid, destination),
        _ if span.format == Format::NDJSON => messages::write(span, grid, destination),
        (_, _, true) => difference::write(span, grid, destination),
        _ => instants::write(span, grid, destination),
    }
}

impl Args {
    /// The configuration, for the city of `--city` or of `--at-place`.
    fn config(&self, global: &Global) -> anyhow::Result<Config> {
        self.grid.config_at(global, self.at_place.as_ref())
    }

    /// The events of the replay, and the unchanged ones in a what-if.
    fn courses(
        &self,
        config: &Config,
        talk: Talk,
        from: ZonedTime,
        to: ZonedTime,
    ) -> anyhow::Result<(Course, Option<Course>)> {
        let span = EventSpan::between(from, to);
        let mut events = self.events.load_all(config, span, talk, self.strict)?;
        let deliveries = course::read_deliveries(&self.deliveries, config, talk, self.strict)?;
        shared::tell_doubles(&events, talk);
        let unchanged = Course::new(events.clone(), &[], &deliveries, config, from);
        self.events.leave_out(&mut events, &unchanged.ever)?;
        let listing = ListingOptions { format: None, ..self.events.listing.options(config, span)? };
        let added = shared::read_events(&self.add, &listing, span, config, talk, self.strict)?;
        self.events.add(&mut events, &added, talk);
        course::tell_outside(&deliveries, from, to, talk);
        if !self.is_what_if() {
            return Ok((unchanged, None));
        }
        if self.scores {
            talk.say("--scores writes only the scores with the change; without --scores both are compared");
        }
        Ok((Course::new(events, &self.events.without, &deliveries, config, from), Some(unchanged)))
    }

    /// Whether the run compares changed events with the unchanged ones.
    fn is_what_if(&self) -> bool {
        !self.events.without.is_empty() || !self.add.is_empty()
    }

    /// Whether the run shows one place or the best stays, not the whole grid.
    fn is_of_places(&self) -> bool {
        self.top.is_some() || self.at_place.is_some() || self.cell.is_some()
    }

    /// The files to read.
    fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        let events = self.events.events.iter().chain(&self.add).chain(&self.deliveries);
        self.grid.inputs().chain(events).chain(self.map.inputs())
    }

    /// The title of the map.
    fn title(&self, config: &Config) -> String {
        let added = self.add.iter().map(|path| format!(" with {}", shared::input_name(path)));
        self.events.title(&self.grid.name(config)) + &added.collect::<String>()
    }

    /// The format, if it fits the other options.
    fn checked_format(&self) -> anyhow::Result<Format> {
        const CELLS: [Format; 3] = [Format::CSV, Format::NDJSON, Format::GEOJSON];
        shared::read_stdin_once(self.inputs())?;
        if self.scores {
            let format = format::resolve(self.format, self.output.as_deref(), &CELLS, Format::CSV)?;
            let wrong = || usage(format!("--scores writes csv, ndjson or geojson, not {}", format.name()));
            return CELLS.contains(&format).then_some(format).ok_or_else(wrong);
        }
        let is_still = |format: Format| matches!(format, Format::Picture(PictureFormat::Svg | PictureFormat::Png));
        let usual = if io::stdout().is_terminal() { Format::Table } else { Format::JSON };
        let named = self.output.as_deref().filter(|_| self.format.is_none()).and_then(Format::of_extension);
        if named.is_some_and(is_still) {
            return Err(usage(
                "simulate writes no SVG or PNG: use `pdpe score --at TIME -o map.png` for one moment, or \
                 `pdpe simulate … -o map.html` for a map with a slider",
            ));
        }
        let format = format::resolve(self.format, self.output.as_deref(), &FORMATS, usual)?;
        if format == Format::HEATMAP && self.is_of_places() {
            return Err(usage("a heatmap shows the whole grid; remove --top, --at-place and --cell"));
        }
        if matches!(format, Format::GEOJSON | Format::Waypoints(_)) && self.top.is_none() {
            return Err(usage(format!(
                "{} lists places: add --top N, or --scores with csv, ndjson or geojson",
                format.name()
            )));
        }
        let is_map = format == Format::Html;
        self.map.check(is_map)?;
        if is_map && self.is_of_places() {
            return Err(usage("a map shows every cell at every instant; remove --top, --at-place and --cell"));
        }
        if is_map && !self.deliveries.is_empty() {
            return Err(usage("a map shows only the events at the start; remove --deliveries"));
        }
        Ok(format)
    }

    /// The grid, or a grid of one cell for `--at-place` and `--cell`.
    fn grid(&self, config: &Config, talk: Talk) -> anyhow::Result<Grid> {
        if let Some(PlaceArg { place, .. }) = self.at_place {
            if self.grid.grid.is_some() {
                return Err(usage("--grid cannot be used with --at-place; use --cell ID"));
            }
            return Ok(Grid::of("place", &Site::new(place, self.grid.income_at(config, place)?)));
        }
        let grid = self.grid.read(config, talk, self.strict)?;
        let Some(id) = &self.cell else { return Ok(grid) };
        let cell = self.grid.find(config, &grid, id)?;
        Ok(Grid::of_cell(&grid, cell))
    }
}
