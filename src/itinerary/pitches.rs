//! Pitches: the places where a truck may stand, and when they are open.

use std::str::FromStr;

use chrono::{DateTime, Datelike, Duration, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use serde_json::Value;

use crate::clock::first_at_or_past;
use crate::geo::LatLon;
use crate::plan::Windows;

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
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let pitches = if bytes.trim_ascii_start().starts_with(b"{") { from_geojson(bytes) } else { from_csv(bytes) }?;
    if pitches.is_empty() { Err(PitchError::File("there is no pitch".into())) } else { Ok(pitches) }
}

fn from_csv(bytes: &[u8]) -> Result<Vec<Pitch>, PitchError> {
    let file = |error: csv::Error| PitchError::File(format!("not CSV: {error}"));
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let header = reader.headers().map_err(file)?.clone();
    let column = |names: &[&str]| header.iter().position(|own| names.iter().any(|name| own.eq_ignore_ascii_case(name)));
    let [lat, lon] = [column(&["lat", "latitude", "y"]), column(&["lon", "lng", "long", "longitude", "x"])];
    let (Some(lat), Some(lon)) = (lat, lon) else {
        return Err(PitchError::File("there are no columns lat and lon".into()));
    };
    let [name, open, close, days] = [
        column(&["name", "id", "pitch"]),
        column(&["open", "opens"]),
        column(&["close", "closes"]),
        column(&["days", "day"]),
    ];
    let mut pitches = Vec::new();
    for (number, row) in (1..).zip(reader.records()) {
        let row = row.map_err(file)?;
        let text = |column: Option<usize>| column.and_then(|column| row.get(column)).unwrap_or_default();
        let place = format!("{},{}", text(Some(lat)), text(Some(lon)));
        pitches.push(pitch(number, &place, text(name), text(open), text(close), text(days))?);
    }
    Ok(pitches)
}

fn from_geojson(bytes: &[u8]) -> Result<Vec<Pitch>, PitchError> {
    let document: Value =
        serde_json::from_slice(bytes).map_err(|error| PitchError::File(format!("not GeoJSON: {error}")))?;
    let features = document["features"].as_array().ok_or_else(|| PitchError::File("there are no features".into()))?;
    let pitch_of = |(number, feature): (usize, &Value)| {
        let coordinates = &feature["geometry"]["coordinates"];
        let (Some(lon), Some(lat)) = (coordinates[0].as_f64(), coordinates[1].as_f64()) else {
            return Err(PitchError::Pitch { number, what: "it is not a point".into() });
        };
        let text = |name: &str| feature["properties"][name].as_str().unwrap_or_default();
        let name = ["name", "id"].into_iter().map(text).find(|name| !name.is_empty()).unwrap_or_default();
        pitch(number, &format!("{lat},{lon}"), name, text("open"), text("close"), text("days"))
    };
    (1..).zip(features).map(pitch_of).collect()
}

fn pitch(number: usize, place: &str, name: &str, open: &str, close: &str, days: &str) -> Result<Pitch, PitchError> {
    let fault = |what: String| PitchError::Pitch { number, what };
    let place = place.parse().map_err(|error: crate::geo::PlaceError| fault(error.to_string()))?;
    let time = |text: &str| {
        // 24:00 is the end of the day.
        let text = if text == "24:00" { "00:00" } else { text };
        let time = NaiveTime::parse_from_str(text, "%H:%M");
        time.map_err(|_| fault(format!("`{text}` is not a time of the day; write 11:00")))
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
