//! Hourly people counts of a grid of counters: `place,local_time,count`, with lat and lon or a file of places.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use super::{RejectedRow, TakingsError, money, text_of};
use crate::aliases;
use crate::clock::{self, ZonedTime, at_wall_time};
use crate::geo::LatLon;
use crate::text::escaped;

/// A counter and what it counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counter {
    /// Where it is, if that is known.
    pub at: Option<LatLon>,
    /// Start of each hour and its count, in the order of the file.
    pub hours: Vec<(ZonedTime, f64)>,
}

/// A file of counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// Counters by their names.
    pub counters: BTreeMap<String, Counter>,
    /// Rows that can't be used, in the order of the file.
    pub rejected: Vec<RejectedRow>,
}

/// Reads counts; times are wall times in `zone`.
///
/// # Errors
/// [`TakingsError`] when the file is empty or lacks a column.
pub fn read_counts(bytes: &[u8], zone: Tz) -> Result<Counts, TakingsError> {
    let mut counts = Counts::default();
    let mut seen = BTreeSet::new();
    read(bytes, &["place", "local_time", "count"], |row| {
        let (place, wall, line) = (row.field("place"), row.field("local_time"), row.line);
        let reading = (|| {
            if place.is_empty() {
                return Err("place is missing".to_owned());
            }
            let wall_time = clock::parse_wall_time(wall);
            let wall_time = wall_time
                .ok_or_else(|| format!("local_time `{}` is not a time such as 2018-05-01T17:00", escaped(wall)))?;
            let at = at_wall_time(wall_time, zone).map_err(|error| error.to_string())?.at;
            let count = money::plain("count", row.field("count"), b',')?;
            if count < 0.0 {
                return Err(format!("count {count} is negative"));
            }
            Ok((at, count, place_of(row)?))
        })();
        match reading {
            Ok((at, ..)) if !seen.insert((place.to_owned(), at.to_utc())) => {
                counts.rejected.push(RejectedRow { line, reason: "the same place and hour again".into() });
            }
            Ok((at, count, site)) => {
                let counter = counts.counters.entry(place.to_owned()).or_default();
                counter.at = counter.at.or(site);
                counter.hours.push((at, count));
            }
            Err(reason) => counts.rejected.push(RejectedRow { line, reason }),
        }
    })?;
    Ok(counts)
}

/// Reads places: `place,lat,lon`.
///
/// # Errors
/// [`TakingsError`] as for counts, and for a place that isn't one.
pub fn read_places(bytes: &[u8]) -> Result<BTreeMap<String, LatLon>, TakingsError> {
    let (mut places, mut fault) = (BTreeMap::new(), None);
    read(bytes, &["place", "lat", "lon"], |row| {
        let at = place_of(row).and_then(|at| at.ok_or_else(|| "lat and lon are missing".into()));
        match at {
            Ok(at) => {
                places.insert(row.field("place").to_owned(), at);
            }
            Err(message) => {
                fault.get_or_insert(TakingsError { line: row.line, message });
            }
        }
    })?;
    fault.map_or(Ok(places), Err)
}

fn place_of(row: &Row) -> Result<Option<LatLon>, String> {
    match (row.field("lat"), row.field("lon")) {
        ("", "") => Ok(None),
        (lat, lon) => LatLon::new(money::plain("lat", lat, b',')?, money::plain("lon", lon, b',')?)
            .map(Some)
            .map_err(|error| error.to_string()),
    }
}

/// A row with its header.
struct Row<'r> {
    header: &'r csv::StringRecord,
    record: &'r csv::StringRecord,
    line: u64,
}

impl Row<'_> {
    /// A field by the name of its column; empty without one.
    fn field(&self, name: &str) -> &str {
        column(self.header, name).and_then(|column| self.record.get(column)).unwrap_or_default().trim()
    }
}

fn column(header: &csv::StringRecord, name: &str) -> Option<usize> {
    let names: Vec<&str> = header.iter().collect();
    let own = names.iter().position(|own| own.trim().eq_ignore_ascii_case(name));
    own.or_else(|| aliases::columns_of(&names, name).first().copied())
}

/// Hands over each row.
fn read(bytes: &[u8], wanted: &[&str], mut row: impl FnMut(&Row)) -> Result<(), TakingsError> {
    let decoded = text_of(bytes)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(decoded.text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    if let Some(missing) = wanted.iter().find(|name| column(&header, name).is_none()) {
        let found: Vec<String> = header.iter().take(20).map(escaped).collect();
        let message = format!("no {missing} column: found the columns {}", found.join(", "));
        return Err(TakingsError { line: 1, message });
    }
    // Text in memory, of any number of fields, cannot fail to be read.
    for record in reader.records().map_while(Result::ok) {
        row(&Row { header: &header, record: &record, line: record.position().map_or(0, csv::Position::line) });
    }
    Ok(())
}
