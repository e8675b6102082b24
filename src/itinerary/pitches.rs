//! Pitches: the places where a truck may stand, and when they are open.

use std::str::FromStr;

use chrono::{DateTime, Datelike, Duration, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use serde_json::Value;

use crate::aliases;
use crate::clock::{first_at_or_past, time_of_day};
use crate::encoding;
use crate::geo::{LatLon, PairOrder, PlaceError, place_in, place_of};
use crate::grid::split_header;
use crate::plan::Windows;
use crate::text::escaped;

/// A place where a truck may stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Pitch {
    /// The name.
    pub name: String,
    /// The place.
    pub place: LatLon,
    /// The days on which it is open, from Monday.
    pub days: [bool; 7],
    /// Opening and closing time. If it closes at the same time or earlier, that is on the next day.
    pub hours: Option<(NaiveTime, NaiveTime)>,
}

/// Why pitches cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PitchError {
    /// An error of the whole file.
    #[error(
        "{0}; write CSV with the columns lat and lon, optionally name, open, close (as in 11:00) and days (as in mon-fri,sun), or GeoJSON points with these properties"
    )]
    File(String),
    /// An error of one pitch.
    #[error("pitch {number}: {what}")]
    Pitch {
        /// Its number, counted from 1.
        number: usize,
        /// The reason.
        what: String,
    },
}

/// Reads pitches from CSV or GeoJSON.
///
/// # Errors
/// [`PitchError`] for a file in neither format, and for the first invalid pitch.
///
/// ```
/// use pdpe::itinerary::pitches::read;
/// let pitches = read(b"name,lat,lon,open,close,days\nDepot,39.1,-94.6,11:00,23:00,fri-sun\n")?;
/// assert_eq!((pitches[0].name.as_str(), pitches[0].days), ("Depot", [false, false, false, false, true, true, true]));
/// # Ok::<(), pdpe::itinerary::pitches::PitchError>(())
/// ```
pub fn read(bytes: &[u8]) -> Result<Vec<Pitch>, PitchError> {
    let text = encoding::decode(bytes).text;
    let bytes = text.as_bytes();
    let pitches = if bytes.trim_ascii_start().starts_with(b"{") { from_geojson(bytes) } else { from_csv(bytes) }?;
    if pitches.is_empty() { Err(PitchError::File("there is no pitch".into())) } else { Ok(pitches) }
}

fn from_csv(bytes: &[u8]) -> Result<Vec<Pitch>, PitchError> {
    let file = |error: csv::Error| PitchError::File(format!("not CSV: {error}"));
    let first_line = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).find(|line| !line.is_empty());
    let (delimiter, _) = split_header(first_line.unwrap_or_default());
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(bytes);
    let header: Vec<String> = reader.headers().map_err(file)?.iter().map(str::to_owned).collect();
    let column = |field| aliases::columns_of(&header, field).first().copied();
    let [lat, lon, at] = [column("lat"), column("lon"), aliases::usual_column(&header, "place")];
    if (lat.is_none() || lon.is_none()) && at.is_none() {
        return Err(PitchError::File("there are no columns lat and lon".into()));
    }
    let [name, open, close, days] = ["pitch", "open", "close", "days"].map(column);
    let order = at.and_then(|column| PairOrder::of_name(&header[column]));
    let mut pitches = Vec::new();
    for (number, row) in (1..).zip(reader.records()) {
        let row = row.map_err(file)?;
        let text = |column: Option<usize>| column.and_then(|column| row.get(column)).unwrap_or_default();
        let degrees = |column| match text(column) {
            text if delimiter != b',' => text.replace(',', "."),
            text => text.to_owned(),
        };
        let place = match (lat, lon) {
            (Some(_), Some(_)) => format!("{},{}", degrees(lat), degrees(lon)).parse(),
            _ => place_in(text(at), order).unwrap_or_else(|| text(at).parse()),
        };
        pitches.push(pitch(number, place, text(name), text(open), text(close), text(days))?);
    }
    Ok(pitches)
}

fn from_geojson(bytes: &[u8]) -> Result<Vec<Pitch>, PitchError> {
    let document: Value =
        serde_json::from_slice(bytes).map_err(|error| PitchError::File(format!("not GeoJSON: {error}")))?;
    let features = document["features"].as_array().ok_or_else(|| PitchError::File("there are no features".into()))?;
    let pitch_of = |(number, feature): (usize, &Value)| {
        let Some(place) = place_of(&feature["geometry"], None) else {
            return Err(PitchError::Pitch { number, what: "it is not a point".into() });
        };
        let properties = feature["properties"].as_object();
        let text = |field| {
            let names = aliases::names_of(field).iter().copied().flatten();
            let value = names.into_iter().find_map(|name| {
                let mut own = properties?.iter().filter(|(key, _)| aliases::plain(key) == **name);
                own.find_map(|(_, value)| value.as_str()).filter(|text| !text.is_empty())
            });
            value.unwrap_or_default()
        };
        pitch(number, place, text("pitch"), text("open"), text("close"), text("days"))
    };
    (1..).zip(features).map(pitch_of).collect()
}

fn pitch(
    number: usize,
    place: Result<LatLon, PlaceError>,
    name: &str,
    open: &str,
    close: &str,
    days: &str,
) -> Result<Pitch, PitchError> {
    let fault = |what: String| PitchError::Pitch { number, what };
    let place = place.map_err(|error| fault(error.to_string()))?;
    if place.is_placeholder() {
        return Err(fault("no place: 0,0 is a placeholder".into()));
    }
    let time = |text: &str| {
        // 24:00 is the end of the day.
        let time = if text == "24:00" { Some(NaiveTime::MIN) } else { time_of_day(text) };
        time.ok_or_else(|| fault(format!("`{}` is not a time of the day; write 11:00", escaped(text))))
    };
    let hours = match (open, close) {
        ("", "") => None,
        ("", _) | (_, "") => return Err(fault("it needs both open and close, or neither".into())),
        (open, close) => Some((time(open)?, time(close)?)),
    };
    let name = if name.is_empty() { format!("pitch {number}") } else { name.to_owned() };
    Ok(Pitch { name, place, days: days_of(days).map_err(fault)?, hours })
}

/// Parses `mon-fri,sun`; empty text means every day.
fn days_of(text: &str) -> Result<[bool; 7], String> {
    let mut days = [false; 7];
    let day = |text: &str| {
        let day = Weekday::from_str(text.trim()).map(|day| day.num_days_from_monday() as usize);
        day.map_err(|_| format!("`{}` is not a day; write days as in mon-fri,sun", text.trim()))
    };
    for part in text.split([',', ';', ' ']).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (mut at, last) = (day(first)?, day(last)?);
        days[at] = true;
        while at != last {
            at = (at + 1) % 7;
            days[at] = true;
        }
    }
    Ok(if text.trim().is_empty() { [true; 7] } else { days })
}

impl Pitch {
    /// The windows in which it is open, in a shift of this number of minutes.
    #[must_use]
    pub fn windows(&self, from: DateTime<Utc>, minutes: usize, zone: Tz) -> Windows {
        let to = from + Duration::minutes(i64::try_from(minutes).expect("a shift has few minutes"));
        let minute = |at: DateTime<Utc>, is_end: bool| {
            let seconds = (at.clamp(from, to) - from).num_seconds();
            // Service must be entirely within the window.
            usize::try_from(if is_end { seconds / 60 } else { (seconds + 59) / 60 }).unwrap_or(0)
        };
        let first = from.with_timezone(&zone).date_naive();
        let last = to.with_timezone(&zone).date_naive();
        let dates = first.pred_opt().into_iter().flat_map(|before| before.iter_days()).take_while(|date| *date <= last);
        let mut windows: Windows = Vec::new();
        for date in dates.filter(|date| self.days[date.weekday().num_days_from_monday() as usize]) {
            let next = date.succ_opt().unwrap_or(date);
            let (opens, closes) = match self.hours {
                None => (date.and_time(NaiveTime::MIN), next.and_time(NaiveTime::MIN)),
                Some((open, close)) => {
                    (date.and_time(open), if close > open { date.and_time(close) } else { next.and_time(close) })
                }
            };
            let window = (minute(first_at_or_past(opens, zone), false), minute(first_at_or_past(closes, zone), true));
            match windows.last_mut() {
                Some(last) if window.0 <= last.1 => last.1 = last.1.max(window.1),
                _ if window.0 < window.1 => windows.push(window),
                _ => {}
            }
        }
        windows
    }
}
