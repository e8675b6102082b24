//! `pdpe fetch ics`.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use pdpe::fetch::{Answer, FetchError, calendar};
use pdpe::listings::{ListingFormat, ListingOptions, Venues};
use pdpe::text::counted;

use super::super::Global;
use super::super::shared::{self, Talk};
use super::{Common, caller, failed, instants};

/// The options of calendars.
#[derive(clap::Args)]
pub struct Args {
    /// Addresses of calendars: https, http or webcal
    #[arg(value_name = "URL", required = true)]
    addresses: Vec<String>,
    /// CSV with name, lat and lon: places of events that only name their venue
    #[arg(long, value_name = "FILE")]
    venues: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// Runs the command. A calendar that cannot be fetched does not keep the others from being written.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let (talk, common, config) = (Talk::new(global), &args.common, shared::config(global)?);
    let venues = match &args.venues {
        Some(path) => Venues::read(&shared::read_input(path)?).with_context(|| shared::input_name(path))?,
        None => Venues::default(),
    };
    let span = Some(instants(common.span(global, &config)?));
    let output = common.destination()?;
    let (mut answers, mut missing) = (Vec::new(), Vec::new());
    let mut say = |line: &str| talk.say(line);
    let mut caller = caller(common, None, common.store(&args.addresses.join(" "), "ics")?, &mut say);
    for address in &args.addresses {
        match calendar::get(&mut caller, address) {
            Ok(answer) => answers.push(answer),
            Err(error @ (FetchError::Interrupted | FetchError::Store(_))) => return Err(failed(error, common)),
            Err(error) => missing.push(error),
        }
    }
    if answers.is_empty() {
        return Err(missing
            .into_iter()
            .next()
            .map_or_else(|| anyhow::anyhow!("no calendar"), |error| failed(error, common)));
    }
    if missing.is_empty() {
        caller.finish()?;
    }
    for error in &missing {
        talk.say(error);
    }
    let format = Some(ListingFormat::Icalendar);
    let options = ListingOptions { format, span, venues, ..ListingOptions::new(config.model.timezone) };
    common.write(&answers, &options, host, output, talk)?;
    match missing.len() {
        0 => Ok(()),
        count => bail!(
            "{} of {} could not be fetched; the others are written",
            count,
            counted(args.addresses.len(), "calendar")
        ),
    }
}

/// The host of an address, which tells the calendars apart.
fn host(answer: &Answer) -> String {
    let rest = answer.address.split_once("://").map_or(&*answer.address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest).to_owned()
}
