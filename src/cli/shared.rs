//! What several commands share: messages, configuration, time, inputs, and the options for grids and events.

mod event_args;
mod event_span;
mod grid_args;
mod grid_start;
mod input;
mod messages;
mod numbers;
mod own_columns;
mod spot;
mod unreached;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use pdpe::clock::{self, ParsedTime, ZonedTime};
use pdpe::config::{Config, ConfigError, ConfigFile};
use pdpe::layers::Layer;
use pdpe::places::{Cities, Place};

use super::{Global, usage};

pub use event_args::{EventArgs, ListingArgs, read_events, tell_doubles};
pub use event_span::EventSpan;
pub use grid_args::{GridArgs, half_side_km, no_cells, tell_columns, tell_of_incomes};
pub use input::{input_name, open_input, open_table, read_input, read_stdin_once, read_table, read_unchanged_up_to};
pub use messages::{Notices, Talk};
pub use numbers::{at_least_one, finite, income, kilometres, six, whole};
pub use own_columns::UnknownNumbers;
pub use spot::PlaceArg;
pub use unreached::{Area, tell_of_order};

/// The configuration, changed by the environment and the command line, for the city in its file.
pub fn config(global: &Global) -> anyhow::Result<Config> {
    config_of(global, place_of)
}

/// The city in a configuration file, if any.
pub fn place_of(file: &ConfigFile) -> Result<Option<Place>, ConfigError> {
    let Some(name) = file.city()? else { return Ok(None) };
    let city = Cities::load().find(&name).map_err(|error| file.city_fault(error.to_string()))?;
    Ok(Some(Place::of_city(&city, None)))
}

/// The configuration, for the place that `place` returns for its file.
pub fn config_of<E: std::fmt::Display>(
    global: &Global,
    place: impl FnOnce(&ConfigFile) -> Result<Option<Place>, E>,
) -> anyhow::Result<Config> {
    let file = ConfigFile::find(global.config.as_deref()).map_err(usage)?;
    let mut config = file.over(global.model.as_ref(), place(&file).map_err(usage)?).map_err(usage)?;
    if let Some(zone) = global.tz {
        config.set_zone(zone);
    }
    if let Some(remark) = config.model.unknown_public_holidays() {
        Talk::new(global).detail(remark);
    }
    config.live = config.live.with_environment(|name| std::env::var(name).ok()).map_err(usage)?;
    Ok(config)
}

/// The current time, or the time of `--now`.
pub fn now(global: &Global, zone: Tz) -> anyhow::Result<DateTime<Utc>> {
    match &global.now {
        None => Ok(clock::now()),
        Some(text) => Ok(clock::parse_time(text, zone, DateTime::UNIX_EPOCH).map_err(usage)?.at.to_utc()),
    }
}

/// Parses a time of the command line.
pub fn time(global: &Global, config: &Config, text: &str) -> anyhow::Result<ZonedTime> {
    let zone = config.model.timezone;
    Ok(with_note(global, &clock::parse_time(text, zone, now(global, zone)?).map_err(usage)?))
}

/// Parses the end of a span: a time, or a duration after its start.
pub fn end(global: &Global, config: &Config, text: &str, from: ZonedTime) -> anyhow::Result<ZonedTime> {
    let zone = config.model.timezone;
    Ok(with_note(global, &clock::parse_end(text, from.to_utc(), zone, now(global, zone)?).map_err(usage)?))
}

/// The time, after a message if it was ambiguous.
fn with_note(global: &Global, parsed: &ParsedTime) -> ZonedTime {
    parsed.note.iter().for_each(|note| Talk::new(global).say(note));
    parsed.at
}

/// The columns of a table of scores that may be omitted, in this order: the layers from the last one, then the layer of
/// events, then the coordinates.
pub fn dispensable_scores<'n>(layers: &[Layer<'n>]) -> Vec<Vec<&'n str>> {
    let (events, others): (Vec<&Layer>, Vec<&Layer>) = layers.iter().rev().partition(|layer| layer.is_of_events());
    let alone = others.into_iter().chain(events).map(|layer| vec![layer.short]);
    alone.chain([vec!["lat", "lon"]]).collect()
}
