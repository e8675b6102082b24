//! `pdpe plan`: plans the stops of a shift.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use pdpe::clock::{self, ZonedTime};
use pdpe::config::Config;
use pdpe::event::Events;
use pdpe::geo::LatLon;
use pdpe::grid::Grid;
use pdpe::itinerary::options::{Fixed, Minutes, Options, Pause, share, time_after};
use pdpe::itinerary::{Basis, Itinerary, Measure, PlanError, make, pitches};
use pdpe::output::Column;
use pdpe::output::html::route::instants;
use pdpe::output::html::{Map, Opening};
use pdpe::output::plan::{PlanFormat, measure, write};
use pdpe::parallel::with_threads;
use pdpe::places::Names;
use pdpe::plan::Effort;

use super::destination::{Destination, is_stdout};
use super::elsewhere::Elsewhere;
use super::map::{self, MapArgs};
use super::shared::{self, EventArgs, EventSpan, GridArgs, Talk, finite, kilometres, whole};
use super::{Global, usage};

/// Plan a shift: where to stand, and when
///
/// Chooses places and times with the greatest sum of score × hours of service. Includes the times of drives, setup and
/// teardown. Says whether the plan is proved to be optimal.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe plan --from 2026-10-03T11:00 --to 23:00 --events fixtures/kc_weekend.json \\
    --start 39.1163,-94.6275 --end 39.1163,-94.6275 --max-stay 4h
  pdpe plan --from 2026-10-03T11:00 --to 23:00 --pitches pitches.csv --break 30m@14:00-17:00
  pdpe plan --from 2026-10-03T11:00 --to 23:00 --trucks 2 --apart 1 -o saturday.html
  pdpe plan --from 2026-10-03T11:00 --to 23:00 --max-stay 4h -o saturday.ics
  pdpe plan --from 2026-10-03T11:00 --to 23:00 --now 2026-10-03T14:00 --keep 31_26@11:30-14:00 \\
    --events fixtures/kc_weekend.json --without G5vYZ9kC2xT7m

Breaks: 30m@14:00-17:00 is a break of 30 minutes between 14:00 and 17:00, without service or driving.
Fixed stops: CELL@FROM-TO, such as 31_26@11:00-14:00. 31_26@11:00- leaves the end open.
2:31_26@11:00-14:00 is for truck 2.
Times of the day in --to, --break and --keep are the first such times after the start of the shift.
Value: score-hours, the score × the hours of service; with a model from pdpe fit, the expected takings
in the unit of the input. A bound is a value that no plan exceeds. A plan
that reaches it is optimal. Otherwise the output shows the greatest possible difference.
Pitches: CSV with the columns lat and lon, optionally name, open, close (11:00) and days
(mon-fri,sun), or GeoJSON points with these properties.
--now TIME plans the rest of a shift: only stops of --keep can start before it.
Formats: a table on a terminal, else JSON. The extension of -o chooses another: .txt .json .ndjson
.csv .ics (calendar) .gpx (navigation) .geojson .html (map with the route).")]
pub struct Args {
    /// Start of the shift: 2026-10-03T11:00, 2026-10-03T11:00-05:00, 2026-10-03T16:00Z or now
    #[arg(long, value_name = "TIME")]
    from: String,
    /// End of the shift: 23:00, a full time, or a duration: +12h, +8h30m
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    to: String,
    #[command(flatten)]
    grid: GridArgs,
    #[command(flatten)]
    events: EventArgs,
    /// Place at the start of the shift, LAT,LON [default: the first stop]
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true, help_heading = "Shift")]
    start: Option<LatLon>,
    /// Place at the end of the shift, LAT,LON [default: the last stop]
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true, help_heading = "Shift")]
    end: Option<LatLon>,
    /// Greatest number of stops per truck
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = whole(1..=24_usize), help_heading = "Shift")]
    stops: usize,
    /// Shortest stay at a stop
    #[arg(long, value_name = "TIME", default_value = "60m", help_heading = "Shift")]
    min_stay: Minutes,
    /// Longest stay [default: no limit]
    #[arg(long, value_name = "TIME", help_heading = "Shift")]
    max_stay: Option<Minutes>,
    /// Time after which an hour at the same place is worth half [default: no decrease]
    #[arg(long, value_name = "TIME", help_heading = "Shift")]
    fade: Option<Minutes>,
    /// Time from arrival to service
    #[arg(long, value_name = "TIME", default_value = "20m", help_heading = "Shift")]
    setup: Minutes,
    /// Time from service to departure
    #[arg(long, value_name = "TIME", default_value = "15m", help_heading = "Shift")]
    teardown: Minutes,
    /// Speed on the road, in km/h
    #[arg(long, value_name = "KMH", default_value_t = 25.0, value_parser = positive, help_heading = "Shift")]
    speed: f64,
    /// Length of the road ÷ straight-line distance
    #[arg(long, value_name = "X", default_value_t = 1.3, value_parser = detour, help_heading = "Shift")]
    detour: f64,
    /// Number of trucks
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = whole(1..=20_usize), help_heading = "Shift")]
    trucks: usize,
    /// Minimum distance in km between the stops of a truck, and between trucks that serve at the same time
    #[arg(long, value_name = "KM", default_value_t = 0.0, value_parser = kilometres, help_heading = "Shift")]
    apart: f64,
    /// File of allowed places, CSV or GeoJSON, or - for stdin [default: every cell]
    #[arg(long, value_name = "FILE", help_heading = "Shift")]
    pitches: Option<PathBuf>,
    /// A break, as LENGTH@FROM-TO (repeatable)
    #[arg(long = "break", value_name = "BREAK", help_heading = "Shift")]
    breaks: Vec<Pause>,
    /// A fixed stop, as CELL@FROM-TO (repeatable)
    #[arg(long, value_name = "STOP", help_heading = "Shift")]
    keep: Vec<Fixed>,
    /// The score to maximize, or takings with a fitted model [default: takings with a fitted model, else
    /// combined_score]
    #[arg(long, value_name = "COLUMN", help_heading = "Shift")]
    value: Option<String>,
    /// Find the best plan without each stop
    #[arg(long, help_heading = "Search")]
    alternatives: bool,
    /// Print the cost of each limit, and the receipt of each stop
    #[arg(long, help_heading = "Search")]
    explain: bool,
    /// Stop when the plan is this close to the bound, such as 1%
    #[arg(long, value_name = "PERCENT", value_parser = share, help_heading = "Search")]
    gap: Option<f64>,
    /// Steps of the search; with the same number, the plan is the same [default: 400, with --time no limit]
    #[arg(long, value_name = "N", value_parser = whole(0..=1_000_000_usize), help_heading = "Search")]
    iterations: Option<usize>,
    /// Stop the search after this time, such as 5s; the plan can then differ from run to run
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Search")]
    time: Option<Duration>,
    /// table, json, ndjson, csv, ics, gpx, geojson or html [default: by the extension of -o, table on a terminal, else json]
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    format: Option<PlanFormat>,
    /// Write to this file; a failed run leaves no partial file [default: standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    #[command(flatten)]
    map: MapArgs,
    /// Number of threads [default: number of cores]
    #[arg(long, value_name = "N", env = "PDPE_THREADS", hide_env_values = true, value_parser = whole(1..=1024_u16))]
    threads: Option<u16>,
    /// Fail with exit code 3 if a row or an event is rejected
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let (talk, config) = (Talk::new(global), args.grid.config(global)?);
    let options = args.options(global, &config)?;
    let format = args.checked_format()?;
    let grid = args.grid.read(&config, talk, args.strict)?;
    Elsewhere::new(global, &config.model, options.from).tell(grid.place(0));
    let events = args.events.load(&config, EventSpan::between(options.from, options.to), talk, args.strict)?;
    let mut destination = Destination::open(args.output.as_deref(), args.inputs().map(PathBuf::as_path))?;
    // The plan names events itself, by the hours in which they count.
    let place = GridArgs::heading(&config, std::iter::empty());
    let itinerary = args.plan(&options, &config, &grid, &events, place.as_ref().map(|place| &place.names))?;
    if format == PlanFormat::Html {
        return args.write_map(&itinerary, &config, &grid, &events, destination);
    }
    let stamp = shared::now(global, config.model.timezone)?;
    destination.write(&write(&itinerary, format, stamp, destination.style())?)?;
    destination.finish()
}

impl Args {
    /// The files to read.
    fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        self.grid.inputs().chain(&self.events.events).chain(&self.pitches).chain(self.map.inputs())
    }

    fn options(&self, global: &Global, config: &Config) -> anyhow::Result<Options> {
        let from = shared::time(global, config, &self.from)?;
        let pitches = self.pitches.as_ref().map(|path| {
            let bytes = shared::read_table(path, Talk::new(global))?;
            pitches::read(&bytes).with_context(|| format!("--pitches {}", shared::input_name(path)))
        });
        let now = global.now.as_ref().map(|_| shared::now(global, config.model.timezone)).transpose()?;
        Ok(Options {
            start: self.start,
            end: self.end,
            stops: self.stops,
            min_stay: self.min_stay,
            max_stay: self.max_stay,
            fade: self.fade,
            setup: self.setup,
            teardown: self.teardown,
            speed_kmh: self.speed,
            detour: self.detour,
            trucks: self.trucks,
            apart_km: self.apart,
            pitches: pitches.transpose()?,
            breaks: self.breaks.clone(),
            keep: self.keep.clone(),
            now,
            alternatives: self.alternatives,
            explain: self.explain,
            iterations: self.iterations.unwrap_or(if self.time.is_some() {
                usize::MAX
            } else {
                Effort::USUAL_ITERATIONS
            }),
            gap: self.gap.unwrap_or(0.0),
            ..Options::new(from, self.end_of_shift(global, config, from)?)
        })
    }

    /// Parses the end of the shift: `23:00` is the first such time after the start.
    fn end_of_shift(&self, global: &Global, config: &Config, from: ZonedTime) -> anyhow::Result<ZonedTime> {
        let zone = config.model.timezone;
        if self.to.len() == 5 && !self.to.starts_with('+') {
            let just_after = from.to_utc() + chrono::Duration::minutes(1);
            return Ok(time_after(&self.to, just_after, zone).map_err(usage)?.with_timezone(&zone));
        }
        shared::end(global, config, &self.to, from)
    }

    fn plan(
        &self,
        options: &Options,
        config: &Config,
        grid: &Grid,
        events: &Events,
        names: Option<&Names>,
    ) -> anyhow::Result<Itinerary> {
        let (measure, _) = self.value(config)?;
        let started = clock::monotonic();
        let goes_on = || self.time.is_none_or(|time| started.elapsed() < time);
        let (model, model_name) = (&config.model, &config.model_name[..]);
        let basis = Basis { model, model_name, grid, events, names, goes_on: &goes_on };
        let made = with_threads(self.threads.map_or(0, usize::from), || make(options, &basis, &measure))?;
        made.map_err(|error| match error {
            PlanError::NoPlan { .. } => error.into(),
            error => usage(error),
        })
    }

    /// What the plan adds up, and the score that a map shows.
    fn value(&self, config: &Config) -> anyhow::Result<(Measure, Column)> {
        measure(&config.model, config.fit.as_ref(), self.value.as_deref())
            .map_err(|error| usage(format!("--value: {error}")))
    }

    /// Writes the map: every cell at every instant of the shift, and the route.
    fn write_map(
        &self,
        itinerary: &Itinerary,
        config: &Config,
        grid: &Grid,
        events: &Events,
        destination: Destination,
    ) -> anyhow::Result<()> {
        let place = GridArgs::heading(config, events.iter());
        let map = Map {
            title: format!("Plan of {}", self.events.title(&self.grid.name(config))),
            model: &config.model,
            model_name: config.model_name.clone(),
            grid,
            events,
            instants: instants(itinerary, &config.model, events),
            opening: Opening { layer: self.value(config)?.1, top: 0, apart_km: map::USUAL_APART_KM },
            backdrop: None,
            tiles: None,
            plan: Some(itinerary),
            names: place.as_ref().map(|place| &place.names),
        };
        self.map.write(map, destination)
    }

    /// The format, if it fits the other options.
    fn checked_format(&self) -> anyhow::Result<PlanFormat> {
        shared::read_stdin_once(self.inputs())?;
        let format = self.format()?;
        self.map.check(format == PlanFormat::Html)?;
        Ok(format)
    }

    fn format(&self) -> anyhow::Result<PlanFormat> {
        let usual = if io::stdout().is_terminal() { PlanFormat::Table } else { PlanFormat::Json };
        let (None, Some(path)) = (self.format, self.output.as_deref().filter(|path| !is_stdout(path))) else {
            return Ok(self.format.unwrap_or(usual));
        };
        let extensions: Vec<String> = PlanFormat::ALL.iter().map(|format| format!(".{}", format.extension())).collect();
        PlanFormat::of_extension(path).ok_or_else(|| {
            usage(format!(
                "the name {} has no known extension; add --format, or use {}",
                path.display(),
                extensions.join(", ")
            ))
        })
    }
}

fn positive(text: &str) -> Result<f64, String> {
    finite(text)
        .ok()
        .filter(|number| (0.1..=1000.0).contains(number))
        .ok_or_else(|| "write a number from 0.1 to 1000".into())
}

fn detour(text: &str) -> Result<f64, String> {
    finite(text).ok().filter(|number| (1.0..=10.0).contains(number)).ok_or_else(|| "write a number from 1 to 10".into())
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number = text.strip_suffix('s').unwrap_or(text).parse().ok().filter(|number| (0.0..=86_400.0).contains(number));
    number.map(Duration::from_secs_f64).ok_or_else(|| "write seconds, as in 5s".into())
}
