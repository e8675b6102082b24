//! `pdpe events`: what was understood of listings, and pdpe's own format from any other.

use std::path::PathBuf;

use chrono::Datelike as _;
use pdpe::event::{Event, Status, Timing};
use pdpe::listings::{ListingFormat, native};
use pdpe::output::{Format, Kind, Style, Table};

use super::destination::Destination;
use super::shared::{self, Talk};
use super::{Global, format};

const FORMATS: [Format; 4] = [Format::Table, Format::Json, Format::Ndjson, Format::Csv];

/// List the events of files, or convert them to pdpe's own format
///
/// Records that can't be used are told on standard error with file, position and reason.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe events fixtures/kc_weekend.json
  pdpe events ticketmaster.json eventbrite.json --format ndjson > all.ndjson
  pdpe events fixtures/kc_weekend.json --at 2026-10-03T19:00        only those open at that time")]
pub struct Args {
    /// Files of events, - for stdin: pdpe's JSON, NDJSON or CSV, Eventbrite or Ticketmaster answers
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Format of the files instead of the one recognised: native, eventbrite, ticketmaster
    #[arg(long, value_name = "FORMAT")]
    events_format: Option<ListingFormat>,
    /// Only events open at this time
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// table, json, ndjson or csv [default: by the extension of -o, else table]
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&FORMATS), hide_possible_values = true, help_heading = "Output")]
    format: Option<Format>,
    /// Write to this file, complete or not at all [default: standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Stop with exit code 3 when an event is rejected
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let (talk, config) = (Talk::new(global), shared::config(global)?);
    let at = args.at.as_deref().map(|at| shared::time(global, &config, at)).transpose()?;
    shared::read_stdin_once(&args.files)?;
    let events = shared::read_events(&args.files, args.events_format, &config, talk, args.strict)?;
    let proximity = &config.model.proximity;
    let shown: Vec<&Event> =
        events.iter().filter(|event| at.is_none_or(|at| event.is_open(proximity, at.to_utc()))).collect();

    let mut destination = Destination::open(args.output.as_deref(), args.files.iter().map(PathBuf::as_path))?;
    let zone = config.model.timezone;
    let (mut out, mut left_out) = (Vec::new(), Vec::new());
    match format::resolve(args.format, args.output.as_deref(), &FORMATS, Format::Table)? {
        Format::Json => native::write_json(&mut out, shown, zone)?,
        Format::Ndjson => native::write_ndjson(&mut out, shown, zone)?,
        Format::Csv => native::write_csv(&mut out, shown, zone)?,
        _ => {
            let style = if destination.is_stdout() { shared::style() } else { Style::default() };
            let table = table(&shown, zone);
            left_out = table.left_out(style);
            let text = format!("{}\n{} of {} events\n", table.render(style), shown.len(), events.len());
            out.extend_from_slice(text.as_bytes());
        }
    }
    destination.write(&out)?;
    destination.finish()?;
    talk.tell_left_out(&left_out, "--format csv");
    Ok(())
}

fn table(shown: &[&Event], zone: chrono_tz::Tz) -> Table<'static> {
    let mut table = Table::new(vec![
        ("id", Kind::Word),
        ("name", Kind::Text),
        ("place", Kind::Word),
        ("when", Kind::Word),
        ("people", Kind::Number),
        ("source", Kind::Text),
    ])
    .dispensing(&[&["source"], &["people"], &["place"], &["id"]]);
    for event in shown {
        table.row(&[
            event.id.to_string(),
            event.name.clone(),
            format!("{:.4},{:.4}", event.place.lat(), event.place.lon()),
            when(event, zone),
            event.attendance.map_or("-".into(), |people| people.to_string()),
            event.source.clone(),
        ]);
    }
    table
}

fn when(event: &Event, zone: chrono_tz::Tz) -> String {
    let time = time(event.timing, zone);
    if event.status == Status::Scheduled { time } else { format!("{time}, {}", event.status.as_str()) }
}

fn time(timing: Timing, zone: chrono_tz::Tz) -> String {
    match timing {
        Timing::Untimed => "any time".into(),
        Timing::Span { start, end } => {
            let start = start.with_timezone(&zone);
            let end = end.map_or("?".into(), |end| {
                let end = end.with_timezone(&zone);
                let format = if end.date_naive() == start.date_naive() { "%H:%M" } else { "%m-%d %H:%M" };
                end.format(format).to_string()
            });
            format!("{} to {end}", start.format("%Y-%m-%d %H:%M"))
        }
        Timing::WholeDays { from, until } => {
            let last = (until - chrono::Duration::seconds(1)).with_timezone(&zone).date_naive();
            let first = from.with_timezone(&zone).date_naive();
            let format = if first.year() == last.year() { "%m-%d" } else { "%Y-%m-%d" };
            if first == last {
                format!("{first}, time unknown")
            } else {
                format!("{first} to {}, times unknown", last.format(format))
            }
        }
    }
}
