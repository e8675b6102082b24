//! `pdpe events`: lists the events of files, or converts them to pdpe's own format.

use std::path::PathBuf;

use pdpe::output::{self, Format, Rows};

use super::destination::Destination;
use super::shared::{self, ListingArgs, Talk};
use super::{Global, format};

/// List events, or convert them to pdpe's own format
///
/// Reports records that cannot be used on standard error, with file, position and reason.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe events fixtures/kc_weekend.json
  pdpe events ticketmaster.json eventbrite.json --format ndjson > all.ndjson
  pdpe events fixtures/kc_weekend.json --at 2026-10-03T19:00        only those open at that time")]
pub struct Args {
    /// Event files, or - for stdin: pdpe's JSON, NDJSON or CSV, Eventbrite or Ticketmaster responses
    #[arg(id = "events", value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    listing: ListingArgs,
    /// List only events that are open at this time
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
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
    let at = args.at.as_deref().map(|at| shared::time(global, &config, at)).transpose()?;
    shared::read_stdin_once(&args.files)?;
    let mut events = shared::read_events(&args.files, &args.listing.options(&config), &config, talk, args.strict)?;
    shared::tell_doubles(&events, talk);
    events.take_doubles();
    let proximity = &config.model.proximity;
    let open = events.iter().filter(|event| at.is_none_or(|at| event.is_open(proximity, at.to_utc())));

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
