//! What several commands share: messages, configuration, time, inputs, and the options for grids and events.

mod event_args;
mod event_span;
mod grid_args;
mod grid_start;
mod messages;
mod numbers;
mod own_columns;
mod spot;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use pdpe::clock::{self, ParsedTime, ZonedTime};
use pdpe::config::{Config, ConfigError, ConfigFile};
use pdpe::layers::Layer;
use pdpe::places::{Cities, Place};

use super::{Global, usage};

pub use event_args::{EventArgs, ListingArgs, read_events, tell_doubles};
pub use event_span::EventSpan;
pub use grid_args::{GridArgs, half_side_km, no_cells, tell_of_incomes};
pub use messages::{Notices, Talk};
pub use numbers::{at_least_one, finite, income, kilometres, six, whole};
pub use own_columns::UnknownNumbers;
pub use spot::PlaceArg;

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

/// The most bytes of a file that is read as a whole, such as a list of events.
const MOST_INPUT_MIB: u64 = 1024;

/// The bytes of a file, or of stdin for `-`.
pub fn read_input(path: &Path) -> anyhow::Result<Vec<u8>> {
    read_input_up_to(path, MOST_INPUT_MIB)
}

/// The same for a file that has so many MiB at most.
pub fn read_input_up_to(path: &Path, most_mib: u64) -> anyhow::Result<Vec<u8>> {
    let (mut bytes, most) = (Vec::new(), most_mib << 20);
    let read = open_input(path)?.take(most + 1).read_to_end(&mut bytes);
    read.with_context(|| format!("cannot read {}", input_name(path)))?;
    anyhow::ensure!(
        bytes.len() as u64 <= most,
        "{} is longer than {most_mib} MiB, the most that is read",
        input_name(path)
    );
    Ok(bytes)
}

/// An error if more than one of the inputs is stdin, which can be read only once.
pub fn read_stdin_once<'i>(inputs: impl IntoIterator<Item = &'i PathBuf>) -> anyhow::Result<()> {
    let count = inputs.into_iter().filter(|path| path.as_path() == Path::new("-")).count();
    if count > 1 { Err(usage("standard input can be read only once; use - for only one input")) } else { Ok(()) }
}

/// A file, or stdin for `-`.
pub fn open_input(path: &Path) -> anyhow::Result<Box<dyn Read + Send>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    let cannot = || format!("cannot read {}", path.display());
    let found = fs::metadata(path).with_context(cannot)?;
    anyhow::ensure!(!is_endless(path, &found), "{} is a device, not a file", path.display());
    Ok(Box::new(File::open(path).with_context(cannot)?))
}

/// Whether an input is a device that has no end, or none that anyone means.
#[cfg(unix)]
fn is_endless(path: &Path, found: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let is_device = found.file_type().is_char_device() || found.file_type().is_block_device();
    let is_standard = |name: &str| path == Path::new(name) || path.starts_with("/dev/fd") || path.starts_with("/proc");
    is_device && !["/dev/stdin", "/dev/null", "/dev/tty"].into_iter().any(is_standard)
}

#[cfg(not(unix))]
fn is_endless(_: &Path, _: &fs::Metadata) -> bool {
    false
}

/// The name of an input in messages.
pub fn input_name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".into() } else { path.display().to_string() }
}

/// The columns of a table of scores that may be omitted, in this order: the layers from the last one, then the layer of
/// events, then the coordinates.
pub fn dispensable_scores<'n>(layers: &[Layer<'n>]) -> Vec<Vec<&'n str>> {
    let (events, others): (Vec<&Layer>, Vec<&Layer>) = layers.iter().rev().partition(|layer| layer.is_of_events());
    let alone = others.into_iter().chain(events).map(|layer| vec![layer.short]);
    alone.chain([vec!["lat", "lon"]]).collect()
}
