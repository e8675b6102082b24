//! `pdpe fetch`: asks ticket services and calendars for events.

mod calendars;
mod tickets;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use pdpe::clock::ZonedTime;
use pdpe::config::Config;
use pdpe::event::Events;
use pdpe::fetch::{Answer, Caller, CallerSettings, FetchError, Key, Store};
use pdpe::listings::{self, ListingOptions};
use pdpe::output::{self, Format, Rows};
use pdpe::text::counted;

use super::destination::Destination;
use super::shared::{self, Notices, Talk, at_least_one};
use super::{Failure, Global, format, interrupt, usage};

/// Ask ticket services and calendars for events
///
/// Writes the events in pdpe's own format. Asks one request at a time, and says on standard error what it asks; keys
/// come from the environment and are not shown. Tries again when a service is busy, and waits as long as it says.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe fetch ticketmaster --city \"Austin, TX\" --to +2w -o shows.ndjson
  pdpe fetch seatgeek --city \"Austin, TX\" --radius 20 -o games.ndjson
  pdpe fetch ics https://venue.example/events.ics --venues venues.csv --raw answers -o venue.ndjson

Environment variables:
  TICKETMASTER_KEY      key of Ticketmaster's Discovery API, from developer.ticketmaster.com
  SEATGEEK_CLIENT_ID    client id of SeatGeek's API, from seatgeek.com/account/develop
  TICKETMASTER_BASE, SEATGEEK_BASE    other addresses of these APIs, such as a test server on this machine")]
pub struct Args {
    #[command(subcommand)]
    from: Service,
}

#[derive(clap::Subcommand)]
enum Service {
    /// Events around a city, from Ticketmaster's Discovery API
    Ticketmaster(tickets::Args),
    /// Events around a city, from SeatGeek's API
    Seatgeek(tickets::Args),
    /// Calendars (iCalendar) at addresses
    Ics(calendars::Args),
}

/// The options of all services.
#[derive(clap::Args)]
struct Common {
    /// Ask for events from this time on [default: the beginning of today]
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Ask for events up to this time or duration
    #[arg(long, value_name = "TIME|SPAN", default_value = "+30d")]
    to: String,
    /// Keep the answers in this folder: an interrupted run goes on, and a later one asks only for what has changed
    #[arg(long, value_name = "DIR")]
    raw: Option<PathBuf>,
    /// Attempts per request
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = at_least_one::<u32>)]
    attempts: u32,
    /// Time limit of an answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = at_least_one::<u64>)]
    timeout: u64,
    /// The longest answer
    #[arg(long, value_name = "MIB", default_value_t = 64, value_parser = at_least_one::<u64>)]
    max_size: u64,
    /// ndjson, json, csv, table or geojson [default: by the extension of -o, else ndjson]
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
    interrupt::await_interrupts();
    match &args.from {
        Service::Ticketmaster(args) => tickets::run(global, args, &tickets::TICKETMASTER),
        Service::Seatgeek(args) => tickets::run(global, args, &tickets::SEATGEEK),
        Service::Ics(args) => calendars::run(global, args),
    }
}

impl Common {
    /// The span asked for. It begins with today, so that a run on the same day asks the same.
    fn span(&self, global: &Global, config: &Config) -> anyhow::Result<(ZonedTime, ZonedTime)> {
        let zone = config.model.timezone;
        let from = if let Some(text) = &self.from {
            shared::time(global, config, text)?
        } else {
            let today = shared::now(global, zone)?.with_timezone(&zone).date_naive();
            pdpe::clock::local_day(today, zone).0.with_timezone(&zone)
        };
        Ok((from, shared::end(global, config, &self.to, from)?))
    }

    fn settings(&self) -> CallerSettings {
        CallerSettings {
            answer_within: Duration::from_secs(self.timeout),
            body_limit_bytes: self.max_size.saturating_mul(1 << 20),
            attempts: self.attempts,
            ..CallerSettings::default()
        }
    }

    fn store(&self, question: &str, extension: &'static str) -> anyhow::Result<Option<Store>> {
        Ok(self.raw.as_deref().map(|folder| Store::open(folder, question, extension)).transpose()?)
    }

    fn destination(&self) -> anyhow::Result<(Destination, Format)> {
        let format = format::resolve(self.format, self.output.as_deref(), &Rows::PLACED, Format::NDJSON)?;
        Ok((Destination::open(self.output.as_deref(), std::iter::empty::<&Path>())?, format))
    }

    /// Reads the events of answers, and writes them.
    fn write(
        &self,
        answers: &[Answer],
        options: &ListingOptions,
        source: impl Fn(&Answer) -> String,
        (mut destination, format): (Destination, Format),
        talk: Talk,
    ) -> anyhow::Result<()> {
        let (mut events, mut records) = (Events::new(), 0);
        let mut rejections = Notices::new(talk, "answers");
        for answer in answers {
            let listing = listings::read_with(&answer.body, options).with_context(|| answer.address.clone())?;
            records += listing.events.len() + listing.rejected.len();
            let mut notes = Notices::new(talk, &answer.address);
            listing.notes.iter().for_each(|note| notes.add(": ", note));
            notes.finish("notes");
            for rejected in &listing.rejected {
                rejections.add(": ", format_args!("{}: {rejected}", answer.address));
            }
            for mut event in listing.events {
                if event.source.is_empty() {
                    event.source = source(answer);
                }
                events.insert(event);
            }
        }
        rejections.finish_rejections("events", records, self.strict)?;
        let (zone, mut out) = (options.zone, Vec::new());
        let mut rows = output::events::rows(format, zone, destination.style());
        output::events::write(&mut rows, events.iter(), zone, &mut out)?;
        destination.write_rows(&rows, &mut out)?;
        destination.finish()?;
        talk.say(format_args!("{} from {}", counted(events.len(), "event"), counted(answers.len(), "answer")));
        talk.tell_left_out(&rows.left_out(), "--format csv");
        Ok(())
    }
}

/// A caller that says what it asks.
fn caller<'c>(common: &Common, key: Option<Key>, store: Option<Store>, say: &'c mut dyn FnMut(&str)) -> Caller<'c> {
    Caller::new(common.settings(), key, store, interrupt::came, say)
}

/// The span for the library.
fn instants((from, to): (ZonedTime, ZonedTime)) -> (DateTime<Utc>, DateTime<Utc>) {
    (from.to_utc(), to.to_utc())
}

/// A failed request as an error of the command.
fn failed(error: FetchError, common: &Common) -> anyhow::Error {
    match error {
        FetchError::Interrupted => Failure::Interrupted("interrupted; nothing is written".into()).into(),
        FetchError::Address { .. } => usage(error),
        error if common.raw.is_some() => {
            anyhow::anyhow!("{error}; the answers so far are kept, and the same command goes on")
        }
        error => anyhow::anyhow!("{error}; with --raw DIR, a later run goes on where this one ended"),
    }
}
