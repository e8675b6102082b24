//! The options that choose events.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Context as _;
use pdpe::config::Config;
use pdpe::event::{Events, Timing};
use pdpe::listings::{self, ListingFormat};

use super::super::usage;
use super::{Notices, Talk, input_name, read_input};

/// The events to score with.
#[derive(clap::Args)]
pub struct EventArgs {
    /// Event files, or - for stdin: pdpe's JSON, NDJSON or CSV, Eventbrite or Ticketmaster responses
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Events")]
    pub events: Vec<PathBuf>,
    /// Format of the event files: native, eventbrite, ticketmaster [default: detected]
    #[arg(long, value_name = "FORMAT", requires = "events", help_heading = "Events")]
    events_format: Option<ListingFormat>,
    /// Exclude this event, as if it were cancelled (repeatable)
    #[arg(long, value_name = "ID", help_heading = "Events")]
    pub without: Vec<String>,
}

impl EventArgs {
    /// Reads all files, reports rejected events, and removes the events of `--without`.
    pub fn load(&self, config: &Config, talk: Talk, strict: bool) -> anyhow::Result<Events> {
        let mut events = self.load_all(config, talk, strict)?;
        self.leave_out(&mut events, &Events::new())?;
        Ok(events)
    }

    /// Reads all files, and reports rejected events.
    pub fn load_all(&self, config: &Config, talk: Talk, strict: bool) -> anyhow::Result<Events> {
        read_events(&self.events, self.events_format, config, talk, strict)
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
            let id = event.id.as_str();
            if self.without.iter().any(|without| without == id) {
                replaced.add(": ", format_args!("event {id} replaces the event that --without excludes"));
            } else if events.get(id).is_some() {
                replaced.add(": ", format_args!("event {id} replaces an event with the same id"));
            }
            events.insert(event.clone());
        }
        replaced.finish("events replace others");
    }

    /// Removes the events of `--without`. Each must be among these events or among `later` ones.
    pub fn leave_out(&self, events: &mut Events, later: &Events) -> anyhow::Result<()> {
        for id in self.without.iter().collect::<BTreeSet<_>>() {
            if events.remove(id).is_none() && later.get(id).is_none() {
                let count = events.len().max(later.len());
                return Err(usage(format!("--without {id}: no such event among the {count} read")));
            }
        }
        Ok(())
    }
}

/// Reads event files. Reports repeated ids, of which the later event counts, and events that are always open.
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
        let records = listing.events.len() + listing.rejected.len();
        let [mut notes, mut rejections, mut repeated] = [(); 3].map(|()| Notices::new(talk, &name));
        listing.notes.iter().for_each(|note| notes.add(": ", note));
        notes.finish("notes");
        listing.rejected.iter().for_each(|record| rejections.add(": ", record));
        let mut always_open = 0_usize;
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
    }
    Ok(events)
}
