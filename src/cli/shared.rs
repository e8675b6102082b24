//! What several commands take and do alike: messages, configuration, time, grid and events.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use pdpe::clock::{self, ZonedTime};
use pdpe::config::Config;
use pdpe::event::{Events, Timing};
use pdpe::geo::LatLon;
use pdpe::grid::{ColumnChoice, Grid, GridReader, NeededColumn, Regular, kansas_city, read_all};
use pdpe::layers::Layer;
use pdpe::listings::{self, ListingFormat};
use pdpe::model::Model;
use pdpe::stream::Cells;
use pdpe::text::{counted, grouped, terminal_lines};

use super::own_columns::{Unknown, needed_columns};
use super::{Failure, Global, usage};

/// So many messages of one kind about one input are told one by one; the rest is counted.
const MOST_TOLD: usize = 20;

/// Messages to the user, on stderr.
#[derive(Clone, Copy)]
pub struct Talk {
    quiet: bool,
    verbose: bool,
}

impl Talk {
    pub fn new(global: &Global) -> Self {
        Self { quiet: global.quiet, verbose: global.verbose }
    }

    /// Says something the user should know, unless quiet.
    pub fn say(self, message: impl Display) {
        if !self.quiet {
            // With stderr gone there is nobody left to tell.
            let _ = writeln!(io::stderr(), "pdpe: {}", terminal_lines(message));
        }
    }

    /// Says which columns of a table the terminal has no room for, and where else they can be seen.
    pub fn tell_left_out(self, columns: &[&str], elsewhere: &str) {
        if !columns.is_empty() {
            let columns = columns.join(", ");
            self.say(format_args!("left out for want of room: {columns}; a wider window shows them, or {elsewhere}"));
        }
    }

    /// Says something only a curious user wants to know.
    pub fn detail(self, message: impl Display) {
        if self.verbose {
            self.say(message);
        }
    }
}

/// Tells messages of one kind about one input as they come, the first of them, and counts all.
pub struct Told<'n> {
    talk: Talk,
    input: &'n str,
    count: usize,
}

impl<'n> Told<'n> {
    pub fn new(talk: Talk, input: &'n str) -> Self {
        Self { talk, input, count: 0 }
    }

    pub fn add(&mut self, separator: &str, message: impl Display) {
        self.count += 1;
        if self.talk.verbose || self.count <= MOST_TOLD {
            self.talk.say(format_args!("{}{separator}{message}", self.input));
        }
    }

    /// What to add to a summary: that not all were told, if so.
    fn remark(&self) -> String {
        if self.count > MOST_TOLD && !self.talk.verbose {
            format!("; the first {MOST_TOLD} are told above, -v tells all")
        } else {
            String::new()
        }
    }

    /// Says how many there were of `what`, if not all were told.
    pub fn finish(self, what: &str) {
        let remark = self.remark();
        if !remark.is_empty() {
            self.talk.say(format_args!("{}: {} {what}{remark}", self.input, self.count));
        }
    }
}

/// Tells rejected rows of one input as they come and counts them.
pub struct Rejections<'n> {
    told: Told<'n>,
    what: &'static str,
}

impl<'n> Rejections<'n> {
    /// Of an input by its name; `what` it is made of, `rows` or `events`.
    pub fn new(talk: Talk, input: &'n str, what: &'static str) -> Self {
        Self { told: Told::new(talk, input), what }
    }

    /// One more; `separator` stands between the input's name and the rejection's place in it.
    pub fn add(&mut self, separator: &str, rejection: impl Display) {
        self.told.add(separator, rejection);
    }

    /// Says how many there were of how many; an error if there must be none.
    pub fn finish(self, strict: bool, of: usize) -> anyhow::Result<()> {
        let Told { talk, input, count } = self.told;
        if count == 0 {
            return Ok(());
        }
        let summary = format!("{input}: {count} of {of} {} rejected", self.what);
        if strict {
            return Err(Failure::Rejected(format!("{summary} (--strict)")).into());
        }
        talk.say(format_args!("{summary}{}", self.told.remark()));
        Ok(())
    }
}

/// The configuration, with what the environment and the command line say.
pub fn config(global: &Global) -> anyhow::Result<Config> {
    let mut config = Config::load(global.config.as_deref(), global.model.as_ref()).map_err(usage)?;
    if let Some(zone) = global.tz {
        config.set_zone(zone);
    }
    if let Some(remark) = config.model.unknown_public_holidays() {
        Talk::new(global).detail(remark);
    }
    config.live = config.live.with_environment(|name| std::env::var(name).ok()).map_err(usage)?;
    Ok(config)
}

/// The current time, or what the user pinned it to.
pub fn now(global: &Global, zone: Tz) -> anyhow::Result<DateTime<Utc>> {
    match &global.now {
        None => Ok(clock::now()),
        Some(text) => Ok(clock::parse_time(text, zone, DateTime::UNIX_EPOCH).map_err(usage)?.at.to_utc()),
    }
}

/// Reads a time from the command line.
pub fn time(global: &Global, config: &Config, text: &str) -> anyhow::Result<ZonedTime> {
    let parsed = clock::parse_time(text, config.model.timezone, now(global, config.model.timezone)?).map_err(usage)?;
    if let Some(note) = parsed.note {
        Talk::new(global).say(note);
    }
    Ok(parsed.at)
}

/// Reads the end of a span from the command line: a time, or how long after its start.
pub fn end(global: &Global, config: &Config, text: &str, from: ZonedTime) -> anyhow::Result<ZonedTime> {
    let now = now(global, config.model.timezone)?;
    let parsed = clock::parse_end(text, from.to_utc(), config.model.timezone, now).map_err(usage)?;
    if let Some(note) = parsed.note {
        Talk::new(global).say(note);
    }
    Ok(parsed.at)
}

/// Bytes of a file, or of stdin for `-`.
pub fn read_input(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_input(path)?.read_to_end(&mut bytes).with_context(|| format!("cannot read {}", input_name(path)))?;
    Ok(bytes)
}

/// An error if more than one of the inputs is stdin: the second would only find its end.
pub fn read_stdin_once<'i>(inputs: impl IntoIterator<Item = &'i PathBuf>) -> anyhow::Result<()> {
    let count = inputs.into_iter().filter(|path| path.as_path() == Path::new("-")).count();
    if count > 1 { Err(usage("standard input can be read only once; give - for one input")) } else { Ok(()) }
}

/// A file, or stdin for `-`.
pub fn open_input(path: &Path) -> anyhow::Result<Box<dyn Read + Send>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    Ok(Box::new(File::open(path).with_context(|| format!("cannot read {}", path.display()))?))
}

/// How messages name an input.
pub fn input_name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".into() } else { path.display().to_string() }
}

/// Which cells to score.
#[derive(clap::Args)]
pub struct GridArgs {
    /// CSV file of cells, or - for stdin [default: Kansas City in 5,494 cells of 500 m]
    #[arg(long, value_name = "FILE", help_heading = "Grid")]
    pub grid: Option<PathBuf>,
    /// Column with the latitude [default: lat, latitude or y]
    #[arg(long, value_name = "NAME", requires = "grid", help_heading = "Grid")]
    lat_col: Option<String>,
    /// Column with the longitude [default: lon, lng, long, longitude or x]
    #[arg(long, value_name = "NAME", requires = "grid", help_heading = "Grid")]
    lon_col: Option<String>,
    /// Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]
    #[arg(long, value_name = "NAME", requires = "grid", help_heading = "Grid")]
    id_col: Option<String>,
    /// Column with the income [default: income, if it exists]
    #[arg(long, value_name = "NAME", requires = "grid", conflicts_with = "no_income", help_heading = "Grid")]
    income_col: Option<String>,
    /// Ignore incomes
    #[arg(long, help_heading = "Grid")]
    no_income: bool,
}

impl GridArgs {
    /// Opens the grid, not reading more than its header; it must have the columns that the model reads.
    pub fn open(&self, model: &Model) -> anyhow::Result<Cells> {
        let needed = needed_columns(model);
        let Some(path) = &self.grid else {
            let grid = self.preset();
            // Of numbers the preset has incomes alone.
            let has = |needed: &NeededColumn| needed.name.eq_ignore_ascii_case("income") && grid.has_income();
            if let Some(needed) = needed.iter().find(|needed| !has(needed)) {
                let NeededColumn { name, by } = needed;
                return Err(usage(format!(
                    "the grid of Kansas City has no column `{name}` for {by}; give a grid that has one: --grid FILE"
                )));
            }
            return Ok(Cells::Regular(grid));
        };
        let choice = ColumnChoice {
            lat: self.lat_col.clone(),
            lon: self.lon_col.clone(),
            id: self.id_col.clone(),
            income: self.income_col.clone(),
            no_income: self.no_income,
            needed,
        };
        Ok(Cells::Csv(GridReader::open(open_input(path)?, &input_name(path), &choice)?))
    }

    /// Reads the grid whole, and tells which rows cannot be used.
    pub fn read(&self, model: &Model, talk: Talk, strict: bool) -> anyhow::Result<Grid> {
        let reader = match self.open(model)? {
            Cells::Regular(grid) => return Ok(grid.whole()),
            Cells::Csv(reader) => reader,
        };
        let (grid, rejected) = read_all(reader)?;
        let name = self.name();
        let mut rejections = Rejections::new(talk, &name, "rows");
        for row in &rejected {
            rejections.add(":", row);
        }
        let rows = grid.len() + rejected.len();
        rejections.finish(strict, rows)?;
        if grid.is_empty() {
            return Err(no_cells(&name, rows));
        }
        let mut unknown = Unknown::new(model);
        unknown.count(&grid);
        tell_unknown(talk, &name, &unknown);
        Ok(grid)
    }

    fn preset(&self) -> Regular {
        let grid = kansas_city();
        if self.no_income { grid.with_income(None) } else { grid }
    }

    /// The income that the bundled grid's cells have at a place; none elsewhere, and in other grids.
    pub fn income_at(&self, place: LatLon) -> Option<f64> {
        if self.grid.is_none() { self.preset().income_at(place) } else { None }
    }

    /// The cell of an id in a grid that was read: its position.
    pub fn find(&self, grid: &Grid, id: &str) -> anyhow::Result<usize> {
        let cells: Vec<usize> = grid.positions(id).take(2).collect();
        match cells[..] {
            [cell] => Ok(cell),
            [] => anyhow::bail!("{} has no cell `{id}` among its {}", self.name(), grid.len()),
            [one, other, ..] => anyhow::bail!(
                "{} has more than one cell `{id}`, at {} and at {}; name each cell once",
                self.name(),
                grid.place(one),
                grid.place(other)
            ),
        }
    }

    /// How messages name the grid.
    pub fn name(&self) -> String {
        self.grid.as_deref().map_or_else(|| "Kansas City".into(), input_name)
    }
}

/// Says how many cells have no number in a column that a layer of the user's own reads.
pub fn tell_unknown(talk: Talk, input: &str, unknown: &Unknown) {
    for (count, cells, column, layer) in unknown.found() {
        let (count, cells) = (grouped(count), counted(cells, "cell"));
        talk.say(format_args!("{input}: {count} of {cells} have no {column}; they score 0 in the layer {layer}"));
    }
}

/// The columns of a table of scores that can be dispensed with, the first to go first: the layers from the
/// last on, of them that of the events last, then the place.
pub fn dispensable_scores<'n>(layers: &[Layer<'n>]) -> Vec<Vec<&'n str>> {
    let (events, others): (Vec<&Layer>, Vec<&Layer>) = layers.iter().rev().partition(|layer| layer.is_of_events());
    let alone = others.into_iter().chain(events).map(|layer| vec![layer.short]);
    alone.chain([vec!["lat", "lon"]]).collect()
}

/// Which events count.
#[derive(clap::Args)]
pub struct EventArgs {
    /// Event files, or - for stdin: pdpe's JSON, NDJSON or CSV, Eventbrite or Ticketmaster responses
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Events")]
    pub events: Vec<PathBuf>,
    /// Format of the event files: native, eventbrite, ticketmaster [default: detected]
    #[arg(long, value_name = "FORMAT", requires = "events", help_heading = "Events")]
    events_format: Option<ListingFormat>,
    /// Leave out this event, as if it were cancelled (repeatable)
    #[arg(long, value_name = "ID", help_heading = "Events")]
    without: Vec<String>,
}

impl EventArgs {
    /// Reads all files, tells what cannot be used, and leaves out what the user does not want.
    pub fn load(&self, config: &Config, talk: Talk, strict: bool) -> anyhow::Result<Events> {
        let mut events = self.load_all(config, talk, strict)?;
        self.leave_out(&mut events, &Events::new())?;
        Ok(events)
    }

    /// Reads all files and tells what cannot be used.
    pub fn load_all(&self, config: &Config, talk: Talk, strict: bool) -> anyhow::Result<Events> {
        read_events(&self.events, self.events_format, config, talk, strict)
    }

    /// What a map is a map of: the grid, and what is left out.
    pub fn title(&self, grid: &GridArgs) -> String {
        let without = self.without.iter().map(|id| format!(" without {id}"));
        grid.name() + &without.collect::<String>()
    }

    /// The ids of the events to be left out.
    pub fn without(&self) -> &[String] {
        &self.without
    }

    /// Adds events, and tells which of them take the place of others.
    pub fn add(&self, events: &mut Events, added: &Events, talk: Talk) {
        let mut replaced = Told::new(talk, "--add");
        for event in added.iter() {
            let id = event.id.as_str();
            if self.without.iter().any(|without| without == id) {
                replaced.add(": ", format_args!("event {id} is left out as it was; the added one counts"));
            } else if events.get(id).is_some() {
                replaced.add(": ", format_args!("event {id} was there already; the added one counts"));
            }
            events.insert(event.clone());
        }
        replaced.finish("events take the place of others");
    }

    /// Leaves out what the user does not want; it may be among `others`, which come later.
    pub fn leave_out(&self, events: &mut Events, others: &Events) -> anyhow::Result<()> {
        for id in self.without.iter().collect::<BTreeSet<_>>() {
            if events.remove(id).is_none() && others.get(id).is_none() {
                let count = events.len().max(others.len());
                return Err(usage(format!("--without {id}: no such event among the {count} read")));
            }
        }
        Ok(())
    }
}

/// Reads event files; tells where of two events with one id the later counts, and which count always.
pub fn read_events(
    paths: &[PathBuf],
    format: Option<ListingFormat>,
    config: &Config,
    talk: Talk,
    strict: bool,
) -> anyhow::Result<Events> {
    let mut events = Events::new();
    for path in paths {
        let name = input_name(path);
        let listing =
            listings::read(&read_input(path)?, format, config.model.timezone).with_context(|| name.clone())?;
        let mut notes = Told::new(talk, &name);
        for note in listing.notes {
            notes.add(": ", note);
        }
        notes.finish("notes");
        let mut rejections = Rejections::new(talk, &name, "events");
        let records = listing.events.len() + listing.rejected.len();
        for rejected in listing.rejected {
            rejections.add(": ", rejected);
        }
        let (mut repeated, mut always_open) = (Told::new(talk, &name), 0_usize);
        for event in listing.events {
            let counts = event.window(&config.model.proximity).is_some();
            always_open += usize::from(event.timing == Timing::Untimed && counts);
            if let Some(earlier) = events.insert(event) {
                repeated.add(": ", format_args!("event {} was given before; the later counts", earlier.id));
            }
        }
        repeated.finish("events were given before");
        match always_open {
            0 => {}
            1 => talk.say(format_args!("{name}: 1 event has no start: it counts at any time")),
            count => talk.say(format_args!("{name}: {count} events have no start: they count at any time")),
        }
        rejections.finish(strict, records)?;
    }
    Ok(events)
}

/// Why a grid of so many rows has no cell.
pub fn no_cells(name: &str, rows: usize) -> anyhow::Error {
    anyhow::anyhow!("{name}: {}", if rows == 0 { "no rows after the header" } else { "no row can be used" })
}

/// Reads a number of things.
pub fn at_least_one<N: FromStr + PartialOrd + From<u8>>(text: &str) -> Result<N, String> {
    text.parse().ok().filter(|number| *number >= N::from(1)).ok_or_else(|| "write a whole number, 1 or more".into())
}

/// Reads a whole number of a range.
pub fn whole<N>(range: RangeInclusive<N>) -> impl Fn(&str) -> Result<N, String> + Clone
where
    N: FromStr + PartialOrd + Display + Clone,
{
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| format!("write a whole number from {} to {}", range.start(), range.end()))
    }
}

/// Reads a number that is not NaN or infinite.
pub fn finite(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|number: &f64| number.is_finite()).ok_or_else(|| "not a number".into())
}

/// Reads a distance.
pub fn kilometres(text: &str) -> Result<f64, String> {
    finite(text).ok().filter(|km| (0.0..=20_000.0).contains(km)).ok_or_else(|| "write kilometres, 0 to 20000".into())
}
