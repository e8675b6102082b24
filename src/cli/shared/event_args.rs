//! The options that choose events.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use pdpe::config::Config;
use pdpe::event::{Double, Event, EventKey, Events, Timing};
use pdpe::listings::{self, FieldChoice, ListingFormat, ListingOptions, Venues};
use pdpe::text::escaped;

use super::super::{Failure, usage};
use super::{EventSpan, Notices, Talk, input_name, read_input, read_table};

/// The events to score with.
#[derive(clap::Args)]
pub struct EventArgs {
    /// Event files, or - for stdin: pdpe's JSON, NDJSON or CSV, iCalendar, GeoJSON, HTML, and responses of services
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Events")]
    pub events: Vec<PathBuf>,
    #[command(flatten)]
    pub listing: ListingArgs,
    /// Exclude this event, as if it were cancelled (repeatable)
    #[arg(long, value_name = "ID", help_heading = "Events")]
    pub without: Vec<String>,
}

/// How event files are read.
#[derive(clap::Args)]
pub struct ListingArgs {
    /// Format of the event files [default: detected]: native, eventbrite, eventbrite-destination, ticketmaster, seatgeek, predicthq, google-calendar, icalendar, schema-org, geojson
    #[arg(long, value_name = "FORMAT", requires = "events", help_heading = "Events")]
    events_format: Option<ListingFormat>,
    /// Column or key of a field of events, such as start=startsAt or lat=venue.latitude (repeatable)
    #[arg(long = "field", value_name = "FIELD=NAME", requires = "events", help_heading = "Events")]
    fields: Vec<FieldChoice>,
    /// Read dates such as 3/10/2026 with the day first
    #[arg(long, conflicts_with = "month_first", requires = "events", help_heading = "Events")]
    day_first: bool,
    /// Read dates such as 3/10/2026 with the month first
    #[arg(long, requires = "events", help_heading = "Events")]
    month_first: bool,
    /// CSV with name, lat and lon: places of events that only name their venue, as in calendars
    #[arg(long, value_name = "FILE", requires = "events", help_heading = "Events")]
    venues: Option<PathBuf>,
}

impl ListingArgs {
    /// The options for the library. Local times are in the model's zone.
    pub fn options(&self, config: &Config, span: EventSpan) -> anyhow::Result<ListingOptions> {
        let venues = match &self.venues {
            Some(path) => Venues::read(&read_input(path)?).with_context(|| input_name(path))?,
            None => Venues::default(),
        };
        let day_first = self.day_first.then_some(true).or(self.month_first.then_some(false));
        let fields = self.fields.clone();
        let span = Some(span.with_margins(&config.model.proximity));
        let usual = ListingOptions::new(config.model.timezone);
        Ok(ListingOptions { format: self.events_format, fields, day_first, venues, span, ..usual })
    }
}

impl EventArgs {
    /// Reads all files, reports rejected events, and removes the events of `--without`. Of a crowd that is listed
    /// twice, one listing is left.
    pub fn load(&self, config: &Config, span: EventSpan, talk: Talk, strict: bool) -> anyhow::Result<Events> {
        let mut events = self.load_with_doubles(config, span, talk, strict)?;
        events.take_doubles();
        Ok(events)
    }

    /// Like [`EventArgs::load`], with all listings of a crowd: an agenda decides which counts.
    pub fn load_with_doubles(
        &self,
        config: &Config,
        span: EventSpan,
        talk: Talk,
        strict: bool,
    ) -> anyhow::Result<Events> {
        let mut events = self.load_all(config, span, talk, strict)?;
        self.leave_out(&mut events, &Events::new())?;
        tell_doubles(&events, talk);
        Ok(events)
    }

    /// Reads all files, and reports rejected events.
    pub fn load_all(&self, config: &Config, span: EventSpan, talk: Talk, strict: bool) -> anyhow::Result<Events> {
        read_events(&self.events, &self.listing.options(config, span)?, span, config, talk, strict)
    }

    /// The title of a map: the name of the grid, and the events left out.
    pub fn title(&self, grid: &str) -> String {
        let without = self.without.iter().map(|id| format!(" without {id}"));
        grid.to_owned() + &without.collect::<String>()
    }

    /// Adds events and reports which of them replace others.
    pub fn add(&self, events: &mut Events, added: &Events, talk: Talk) {
        let mut replaced = Notices::new(talk, "--add");
        for event in added.iter() {
            let (id, mut event) = (event.id.as_str(), event.clone());
            let known: Vec<EventKey> = events.with_id(id).map(Event::key).collect();
            if self.without.iter().any(|without| event.key().is_meant_by(without)) {
                replaced.add(": ", format_args!("event {id} replaces the event that --without excludes"));
            } else if let [known] = &known[..]
                && (event.source.is_empty() || event.source == known.source)
            {
                replaced.add(": ", format_args!("event {id} replaces an event with the same id"));
                event.source.clone_from(&known.source);
            }
            events.insert(event);
        }
        replaced.finish("events replace others");
    }

    /// Removes the events of `--without`. Each must be among these events or among `later` ones.
    pub fn leave_out(&self, events: &mut Events, later: &Events) -> anyhow::Result<()> {
        for id in self.without.iter().collect::<BTreeSet<_>>() {
            let is_later = || later.iter().any(|event| event.key().is_meant_by(id));
            if events.exclude(id) == 0 && !is_later() {
                let count = events.len().max(later.len());
                return Err(usage(format!("--without {id}: no such event among the {count} read")));
            }
        }
        Ok(())
    }
}

/// Reports crowds that are listed twice, of which the larger listing counts.
pub fn tell_doubles(events: &Events, talk: Talk) {
    let mut notices = Notices::new(talk, "listed twice");
    for Double { left_out, counted } in events.doubles() {
        let named = |key: &EventKey| {
            let name = events.get(key).map(|event| event.name.clone()).unwrap_or_default();
            let source = if key.source.is_empty() { String::new() } else { format!(" of {}", key.source) };
            format!("{name} ({key}{source})")
        };
        let (one, other) = (named(&left_out), named(&counted));
        notices.add(": ", format_args!("{one} is the crowd of {other}, which counts; --without excludes either"));
    }
    notices.finish("events are listed twice");
}

/// Reads event files. Of several files, each is a source: an event without one gets the name of its file.
pub fn read_events(
    paths: &[PathBuf],
    listing: &ListingOptions,
    span: EventSpan,
    config: &Config,
    talk: Talk,
    strict: bool,
) -> anyhow::Result<Events> {
    let mut events = Events::new();
    for path in paths {
        for mut event in read_file(path, listing, span, config, talk, strict)? {
            if event.source.is_empty() && paths.len() > 1 {
                event.source = source_name(path, paths);
            }
            let key = event.key();
            if events.insert(event).is_some() {
                talk.say(format_args!("{}: event {key} was in a file before it; this one counts", input_name(path)));
            }
        }
    }
    Ok(events)
}

/// The name of a file as a source: with its folder only if another one has the same name.
fn source_name(path: &Path, all: &[PathBuf]) -> String {
    let is_alone = all.iter().filter(|other| other.file_name() == path.file_name()).count() == 1;
    let name = path.file_name().filter(|_| is_alone).map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| input_name(path))
}

/// The longest event file: it is read whole, and memory stays bounded.
const LONGEST_MIB: u64 = 512;

fn check_length(path: &Path) -> anyhow::Result<()> {
    // What has no length, such as a pipe, is read as it comes.
    let mib = path.metadata().map_or(0, |found| found.len() >> 20);
    if mib < LONGEST_MIB {
        return Ok(());
    }
    bail!("{}: an event file may have {LONGEST_MIB} MiB, and this one has {mib}; divide it", input_name(path))
}

/// An event that is open day and night is hardly open for more days.
const LONG_DAYS: i64 = 7;

/// A note about an event that is open day and night for long, as a series or a container of other events seems to be.
fn long_span(event: &Event) -> Option<String> {
    let Timing::Span { start, end: Some(end) } = event.timing else { return None };
    let (id, days) = (escaped(event.id.as_str()), (end - start).num_days());
    let note = || format!("event {id} is open day and night for {days} days; if it is a series, list its dates");
    (days > LONG_DAYS).then(note)
}

/// Reads an event file. Reports repeated ids, of which the later event counts, and events that are always open.
fn read_file(
    path: &Path,
    listing: &ListingOptions,
    span: EventSpan,
    config: &Config,
    talk: Talk,
    strict: bool,
) -> anyhow::Result<Vec<Event>> {
    let name = input_name(path);
    check_length(path)?;
    let listing = listings::read_with(&read_table(path, talk)?, listing).with_context(|| name.clone())?;
    let records = listing.events.len() + listing.rejected.len();
    if strict && !listing.ignored_times.is_empty() {
        let fields = listing.ignored_times.iter().map(|field| escaped(field)).collect::<Vec<_>>().join(", ");
        let message =
            format!("{name}: fields that look like times were ignored: {fields}; --field reads them (--strict)");
        return Err(Failure::Rejected(message).into());
    }
    let [mut notes, mut rejections, mut repeated] = [(); 3].map(|()| Notices::new(talk, &name));
    listing.notes.iter().for_each(|note| notes.add(": ", note));
    listing.events.iter().filter_map(long_span).for_each(|note| notes.add(": ", note));
    notes.finish("notes");
    span.tell_cut(&name, listing.cut_series, config, talk);
    listing.rejected.iter().for_each(|record| rejections.add(": ", record));
    let (mut events, mut always_open) = (Events::new(), 0_usize);
    for event in listing.events {
        let counts = event.window(&config.model.proximity).is_some();
        always_open += usize::from(event.timing == Timing::Untimed && counts);
        if let Some(earlier) = events.insert(event) {
            repeated.add(": ", format_args!("event {} is given twice; the later one counts", earlier.id));
        }
    }
    repeated.finish("events are given twice");
    match always_open {
        0 => {}
        1 => talk.say(format_args!("{name}: 1 event has no start: it counts at any time")),
        count => talk.say(format_args!("{name}: {count} events have no start: they count at any time")),
    }
    rejections.finish_rejections("events", records, strict)?;
    if events.is_empty() && records > 0 {
        anyhow::bail!("{name}: no event can be used");
    }
    Ok(events.iter().cloned().collect())
}
