//! `pdpe events`: lists the events of files, or converts them to pdpe's own format.

use std::path::PathBuf;

use pdpe::clock::ZonedTime;
use pdpe::config::Config;
use pdpe::event::Event;
use pdpe::output::{self, Format, Rows};

use super::destination::Destination;
use super::shared::{self, EventSpan, ListingArgs, Talk};
use super::{Global, format};

/// List events, or convert them to pdpe's own format
///
/// Reports records that cannot be used on standard error, with file, position and reason.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe events fixtures/kc_weekend.json
  pdpe events ticketmaster.json eventbrite.json --format ndjson > all.ndjson
  pdpe events fixtures/kc_weekend.json --at 2026-10-03T19:00        only those open at that time
  pdpe events calendar.ics --venues venues.csv --from now --to +2w    dates of two weeks")]
pub struct Args {
    /// Event files, or - for stdin: pdpe's JSON, NDJSON or CSV, iCalendar, GeoJSON, HTML, and responses of services
    #[arg(id = "events", value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    listing: ListingArgs,
    /// List only events that are open at this time
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// List only events that are open after this time; recurring events have dates from then on
    #[arg(long, value_name = "TIME", requires = "to", conflicts_with = "at")]
    from: Option<String>,
    /// List only events that are open up to this time or duration
    #[arg(long, value_name = "TIME|SPAN", requires = "from")]
    to: Option<String>,
    /// table, json, ndjson, csv or geojson [default: by the extension of -o, else table]
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&Rows::PLACED), hide_possible_values = true, help_heading = "Output")]
    format: Option<Format>,
    /// Write to this file; a failed run leaves no partial file [default: standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Fail with exit code 3 if an event is rejected
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let (talk, config) = (Talk::new(global), shared::config(global)?);
    let asked = args.asked(global, &config)?;
    let span = match asked {
        Some((from, to)) => EventSpan::between(from, to),
        None => EventSpan::around_now(global, &config)?,
    };
    shared::read_stdin_once(&args.files)?;
    let mut events =
        shared::read_events(&args.files, &args.listing.options(&config, span)?, span, &config, talk, args.strict)?;
    shared::tell_doubles(&events, talk);
    events.take_doubles();
    let proximity = &config.model.proximity;
    let is_asked = |event: &Event| {
        let is_open = |(from, to): (ZonedTime, ZonedTime)| {
            event.window(proximity).is_some_and(|window| window.touches(from.to_utc(), to.to_utc()))
        };
        asked.is_none_or(is_open)
    };
    let open = events.iter().filter(|event| is_asked(event));

    let mut destination = Destination::open(args.output.as_deref(), args.files.iter().map(PathBuf::as_path))?;
    let format = format::resolve(args.format, args.output.as_deref(), &Rows::PLACED, Format::Table)?;
    let (zone, mut out) = (config.model.timezone, Vec::new());
    let mut rows = output::events::rows(format, zone, destination.style());
    output::events::write(&mut rows, open, zone, &mut out)?;
    rows.words(&format!("\n{} of {} events\n", rows.count(), events.len()), &mut out);
    destination.write_rows(&rows, &mut out)?;
    destination.finish()?;
    talk.tell_left_out(&rows.left_out(), "--format csv");
    Ok(())
}

impl Args {
    /// The time in which listed events are open, if one is asked for.
    fn asked(&self, global: &Global, config: &Config) -> anyhow::Result<Option<(ZonedTime, ZonedTime)>> {
        let time = |text: &str| shared::time(global, config, text);
        match (&self.at, &self.from, &self.to) {
            (Some(at), ..) => time(at).map(|at| Some((at, at))),
            (None, Some(from), Some(to)) => {
                let from = time(from)?;
                Ok(Some((from, shared::end(global, config, to, from)?)))
            }
            _ => Ok(None),
        }
    }
}
