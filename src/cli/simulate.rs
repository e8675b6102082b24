//! `pdpe simulate`: the scores of a grid over a span of time.

mod course;
mod difference;
mod heatmap;
mod instants;
mod map;
mod messages;
mod place;
mod scores;
mod summary;
mod top;

use std::borrow::Cow;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::ArgGroup;
use pdpe::clock::ZonedTime;
use pdpe::config::Config;
use pdpe::geo::LatLon;
use pdpe::grid::Grid;
use pdpe::listings::ListingFormat;
use pdpe::live::engine::{Engine, EngineSettings};
use pdpe::live::replay::Replay;
use pdpe::model::Model;
use pdpe::output::{Format, Kind, Lines, PictureFormat, Rows, Sheet};
use pdpe::parallel::with_threads;
use pdpe::text::counted;

use super::destination::Destination;
use super::elsewhere::Elsewhere;
use super::map::MapArgs;
use super::shared::{self, EventArgs, GridArgs, Talk, at_least_one, kilometres, whole};
use super::{Failure, Global, format, interrupt, usage};
use crate::progress::{Progress, Unit};
use course::Course;

const FORMATS: [Format; 6] = [Format::Table, Format::HEATMAP, Format::CSV, Format::JSON, Format::NDJSON, Format::Html];

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
/// Replay a span of time and print the best stays or every change
///
/// Time goes from one full hour, day, week or month to the next, and through every event that opens
/// or closes. Prints each instant at which scores change, what was recalculated, and the best cell.
/// The span excludes its start and includes its end.
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

What if: with --without or --add, each instant is compared with the unchanged events. An event of
--add replaces an event with the same id. The heatmap then shows what each cell gains or loses.

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
    /// Print the scores of one place over time, in degrees: LAT,LON
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true, help_heading = "View")]
    at_place: Option<LatLon>,
    /// Print the scores of one cell over time
    #[arg(long, value_name = "ID", help_heading = "View")]
    cell: Option<String>,
    /// Print the scores of every cell at every instant, as CSV or NDJSON
    #[arg(long, help_heading = "View")]
    scores: bool,
    /// With --scores: print only cells whose combined score changed
    #[arg(long, requires = "scores", conflicts_with_all = ["top", "at_place", "cell"], help_heading = "View")]
    changed_only: bool,
    /// table, heatmap, csv, json, ndjson or html [default: by the extension of -o, table on a terminal, else json]
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
    let talk = Talk::new(global);
    let config = shared::config(global)?;
    let from = shared::time(global, &config, &args.from)?;
    let to = shared::end(global, &config, &args.to, from)?;
    let format = args.format()?;
    shared::read_stdin_once(args.inputs())?;
    let known = args.events.load_all(&config, talk, args.strict)?;
    let deliveries = course::read_deliveries(&args.deliveries, &config, talk, args.strict)?;
    let without = args.events.without();
    let course = |events, without| Course::new(events, without, &deliveries, &config, from);
    let mut events = known.clone();
    let as_they_are = course(known, &[]);
    args.events.leave_out(&mut events, &as_they_are.ever)?;
    let added = shared::read_events(&args.add, None::<ListingFormat>, &config, talk, args.strict)?;
    args.events.add(&mut events, &added, talk);
    if args.scores && args.is_what_if() {
        talk.say("--scores writes the scores with the change alone; without --scores both are compared");
    }
    let grid = args.grid(&config.model, talk)?;
    Elsewhere::new(global, &config.model, from).tell(grid.place(0));
    let destination = Destination::open(args.output.as_deref(), args.inputs().map(PathBuf::as_path))?;
    course::tell_outside(&deliveries, from, to, talk);
    let (events, before) =
        if args.is_what_if() { (course(events, without), Some(as_they_are)) } else { (as_they_are, None) };
    let span = Span { args, talk, config, from, to, format, events, before };
    // A map is written at the end: of an interrupted one there is nothing to keep.
    if format != Format::Html {
        interrupt::await_interrupts();
    }
    with_threads(args.threads.map_or(0, usize::from), || span.write(grid, destination))
        .context("cannot start threads")?
}

/// A replay to be made, with everything resolved.
struct Span<'a> {
    args: &'a Args,
    talk: Talk,
    config: Config,
    from: ZonedTime,
    to: ZonedTime,
    format: Format,
    events: Course,
    /// The events as they are, where `events` are what if.
    before: Option<Course>,
}

impl Span<'_> {
    fn write(&self, grid: Grid, destination: Destination) -> anyhow::Result<()> {
        if self.format == Format::Html {
            return map::write(self, &grid, destination);
        }
        let stopped = match (self.args.top, self.args.scores, self.before.is_some()) {
            (Some(top), ..) => top::write(self, top, &grid, destination)?,
            (_, true, _) => scores::write(self, grid, destination)?,
            _ if self.args.at_place.is_some() || self.args.cell.is_some() => place::write(self, grid, destination)?,
            _ if self.format == Format::HEATMAP => heatmap::write(self, grid, destination)?,
            _ if self.format == Format::NDJSON => messages::write(self, grid, destination)?,
            (_, _, true) => difference::write(self, grid, destination)?,
            _ => instants::write(self, grid, destination)?,
        };
        match stopped {
            None => Ok(()),
            Some(at) => Err(Failure::Interrupted(format!(
                "interrupted: stopped at {}; what was written is complete up to there",
                at.to_rfc3339()
            ))
            .into()),
        }
    }

    /// A replay of the span with these events.
    fn replay(&self, grid: Grid, events: &Course) -> anyhow::Result<Replay> {
        // A replay goes as fast as it can be followed: no turn of the clock comes too soon.
        let settings = EngineSettings { min_recalc_interval_seconds: 0, ..self.config.live };
        let engine = Engine::new(self.config.model.clone(), grid, events.start.clone(), self.from, settings)?;
        let mut replay = Replay::new(engine, self.to.to_utc());
        for (at, body) in &events.later {
            replay.dispatcher().timeline().at(*at, body.clone());
        }
        Ok(replay)
    }

    /// The start of the span as one line for people.
    fn heading(&self, replay: &Replay) -> String {
        let time = |at: ZonedTime| at.format("%A %Y-%m-%d %H:%M %Z").to_string();
        format!(
            "{} to {} ({}), {}, {}, {} open at the start\n\n",
            time(self.from),
            time(self.to),
            self.from.timezone(),
            counted(replay.engine().grid().len(), "cell"),
            counted(replay.engine().events().len(), "event"),
            replay.engine().open_events(),
        )
    }

    /// The writer of a list of instants of a grid; `dispensable` columns of its table are left out where there
    /// is no room.
    fn rows<N: Into<Cow<'static, str>>>(
        &self,
        destination: &Destination,
        grid: &Grid,
        fields: impl IntoIterator<Item: Into<Cow<'static, str>>>,
        columns: impl IntoIterator<Item = (N, Kind, usize)>,
        dispensable: &[impl AsRef<[usize]>],
    ) -> Rows {
        let columns = summary::with_room(columns, self, grid);
        Rows::new(self.format, fields, Sheet::Lines(Lines::new(destination.style(), columns, dispensable)))
    }

    /// Completes a list, and says what was left out of it.
    fn finish(&self, replay: &Replay, rows: &Rows, out: &mut Vec<u8>, mut to: Destination) -> anyhow::Result<()> {
        to.write_rows(rows, out)?;
        self.tell_statistics(replay);
        to.finish()?;
        self.talk.tell_left_out(&rows.left_out(), "--format csv");
        Ok(())
    }

    /// Says at the end how much was done, to a curious user.
    fn tell_statistics(&self, replay: &Replay) {
        if let Ok(statistics) = serde_json::to_string(&summary::Statistics::of(replay)) {
            self.talk.detail(statistics);
        }
    }

    /// A bar over the span.
    fn progress(&self) -> Bar {
        let seconds = u64::try_from((self.to - self.from).num_seconds()).unwrap_or(0);
        Bar { shown: Progress::new(self.args.progress, Some(seconds), Unit::Seconds), at: self.from, stopped: None }
    }
}

/// A bar that follows the time of a replay until that ends or is interrupted.
struct Bar {
    shown: Progress,
    at: ZonedTime,
    /// When it was interrupted, if it was.
    stopped: Option<ZonedTime>,
}

impl Bar {
    /// Follows to an instant; whether the replay is to stop there.
    fn stops_at(&mut self, at: ZonedTime) -> bool {
        self.shown.advance(u64::try_from((at - self.at).num_seconds()).unwrap_or(0));
        self.at = at;
        self.stopped = interrupt::came().then_some(at);
        self.stopped.is_some()
    }
}

impl Args {
    /// Whether events are other than they are.
    fn is_what_if(&self) -> bool {
        !self.events.without().is_empty() || !self.add.is_empty()
    }

    /// The files that are read.
    fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        let events = self.events.events.iter().chain(&self.add).chain(&self.deliveries);
        self.grid.grid.iter().chain(events).chain(self.map.inputs())
    }

    /// What the map is a map of.
    fn title(&self) -> String {
        let added = self.add.iter().map(|path| format!(" with {}", shared::input_name(path)));
        self.events.title(&self.grid) + &added.collect::<String>()
    }

    fn format(&self) -> anyhow::Result<Format> {
        const CELLS: [Format; 2] = [Format::CSV, Format::NDJSON];
        if self.scores {
            let format = format::resolve(self.format, self.output.as_deref(), &CELLS, Format::CSV)?;
            return if CELLS.contains(&format) {
                Ok(format)
            } else {
                Err(usage(format!("--scores writes csv or ndjson, not {}", format.name())))
            };
        }
        let is_still = |format: Format| matches!(format, Format::Picture(PictureFormat::Svg | PictureFormat::Png));
        let usual = if io::stdout().is_terminal() { Format::Table } else { Format::JSON };
        let named = self.output.as_deref().filter(|_| self.format.is_none()).and_then(Format::of_extension);
        if named.is_some_and(is_still) {
            return Err(usage(
                "simulate draws no still pictures: `pdpe score --at TIME -o map.png` draws one moment, \
                 `pdpe simulate … -o map.html` a map with a slider",
            ));
        }
        let format = format::resolve(self.format, self.output.as_deref(), &FORMATS, usual)?;
        if format == Format::HEATMAP && (self.top.is_some() || self.at_place.is_some() || self.cell.is_some()) {
            return Err(usage("a heatmap shows the whole grid: it goes without --top, --at-place and --cell"));
        }
        if format != Format::Html {
            self.map.must_be_absent()?;
        } else if self.top.is_some() || self.at_place.is_some() || self.cell.is_some() {
            return Err(usage("a map shows every cell at every instant; leave --top, --at-place and --cell out"));
        } else if !self.deliveries.is_empty() {
            return Err(usage("a map holds the events as they are at the start; leave --deliveries out"));
        }
        Ok(format)
    }

    /// The grid, or that of the one place asked for.
    fn grid(&self, model: &Model, talk: Talk) -> anyhow::Result<Grid> {
        if let Some(place) = self.at_place {
            if self.grid.grid.is_some() {
                return Err(usage("--grid goes with --cell ID, not with a place"));
            }
            let mut grid = Grid::default();
            grid.push("place", place);
            if let Some(income) = self.grid.income_at(place) {
                grid.push_income(income);
            }
            return Ok(grid);
        }
        let grid = self.grid.read(model, talk, self.strict)?;
        let Some(id) = &self.cell else { return Ok(grid) };
        let cell = self.grid.find(&grid, id)?;
        Ok(Grid::of_cell(&grid, cell))
    }
}
