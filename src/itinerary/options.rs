//! The options of a plan as users write them: times of the day, durations, fixed stops.

use std::str::FromStr;

use chrono::{DateTime, Days, NaiveTime, Utc};
use chrono_tz::Tz;

use super::pitches::Pitch;
use crate::clock::{ZonedTime, first_at_or_past, parse_time};
use crate::geo::LatLon;
use crate::plan::Effort;

/// The options of a plan. Durations are whole minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The start of the shift.
    pub from: ZonedTime,
    /// Its end.
    pub to: ZonedTime,
    /// The place at the start; `None`: anywhere.
    pub start: Option<LatLon>,
    /// The place at the end; `None`: anywhere.
    pub end: Option<LatLon>,
    /// The greatest number of stops of a truck.
    pub stops: usize,
    /// The shortest stay.
    pub min_stay: Minutes,
    /// The longest stay.
    pub max_stay: Option<Minutes>,
    /// The time after which a place is worth half.
    pub fade: Option<Minutes>,
    /// From arrival to service.
    pub setup: Minutes,
    /// From service to departure.
    pub teardown: Minutes,
    /// Speed on the road, in km/h.
    pub speed_kmh: f64,
    /// Length of the road ÷ length of the straight line.
    pub detour: f64,
    /// The number of trucks.
    pub trucks: usize,
    /// Kilometres between stops, and between trucks that serve at the same time.
    pub apart_km: f64,
    /// Allowed places; `None`: every cell.
    pub pitches: Option<Vec<Pitch>>,
    /// Breaks.
    pub breaks: Vec<Pause>,
    /// Fixed stops.
    pub keep: Vec<Fixed>,
    /// No new stop begins before this time.
    pub now: Option<DateTime<Utc>>,
    /// Whether to find the best plan without each stop.
    pub alternatives: bool,
    /// Whether to find the cost of each limit, and the receipt of each stop.
    pub explain: bool,
    /// The greatest number of branches and prices.
    pub iterations: usize,
    /// The gap at which a plan is good enough, as a share of the bound.
    pub gap: f64,
}

impl Options {
    /// A shift with the default options.
    #[must_use]
    pub fn new(from: ZonedTime, to: ZonedTime) -> Self {
        Self {
            from,
            to,
            start: None,
            end: None,
            stops: 3,
            min_stay: Minutes(60),
            max_stay: None,
            fade: None,
            setup: Minutes(20),
            teardown: Minutes(15),
            speed_kmh: 25.0,
            detour: 1.3,
            trucks: 1,
            apart_km: 0.0,
            pitches: None,
            breaks: Vec::new(),
            keep: Vec::new(),
            now: None,
            alternatives: false,
            explain: false,
            iterations: Effort::USUAL_ITERATIONS,
            gap: 0.0,
        }
    }
}

/// A duration in whole minutes: `45m`, `2h`, `1h30m`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minutes(pub u32);

/// A text that is not a valid option.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionError {
    /// Not a duration.
    #[error("`{0}` is not a length of time; write minutes and hours as in 45m, 2h or 1h30m")]
    Minutes(String),
    /// Not a break.
    #[error("`{0}` is not a break; write its length and window, as in 30m@14:00-17:00")]
    Break(String),
    /// Not a fixed stop.
    #[error(
        "`{0}` is not a fixed stop; write its cell and times, as in 31_26@11:00-14:00, or 31_26@11:00- if its end is open"
    )]
    Fixed(String),
    /// Not a share.
    #[error("`{0}` is not a share; write a percentage from 0% to 100%, as in 1%")]
    Share(String),
    /// Not a time.
    #[error("`{0}` is not a time of the day; write 14:00, or 2026-10-03T14:00")]
    Time(String),
}

impl FromStr for Minutes {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, OptionError> {
        let error = || OptionError::Minutes(text.to_owned());
        let (hours, rest) = match text.split_once('h') {
            Some((hours, rest)) => (hours.parse::<u32>().map_err(|_| error())?, rest),
            None => (0, text),
        };
        let minutes = match rest.strip_suffix('m') {
            Some(minutes) => minutes.parse::<u32>().map_err(|_| error())?,
            None if rest.is_empty() && !text.is_empty() => 0,
            None => return Err(error()),
        };
        let all = hours.checked_mul(60).and_then(|hours| hours.checked_add(minutes));
        all.filter(|&all| all <= super::MOST_MINUTES).map(Self).ok_or_else(error)
    }
}

impl std::fmt::Display for Minutes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.0 / 60, self.0 % 60) {
            (0, minutes) => write!(f, "{minutes}m"),
            (hours, 0) => write!(f, "{hours}h"),
            (hours, minutes) => write!(f, "{hours}h{minutes:02}m"),
        }
    }
}

/// A break: its length and its window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// The length.
    pub length: Minutes,
    /// The earliest start, as a time of the day.
    pub from: String,
    /// The latest end, as a time of the day.
    pub to: String,
}

impl FromStr for Pause {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, OptionError> {
        let error = || OptionError::Break(text.to_owned());
        let (length, window) = text.split_once('@').ok_or_else(error)?;
        let length: Minutes = length.parse()?;
        let (from, to) = window_of(window).filter(|(_, to)| !to.is_empty()).ok_or_else(error)?;
        if length.0 == 0 { Err(error()) } else { Ok(Self { length, from, to }) }
    }
}

/// A fixed stop: truck, cell and times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Which truck, counted from 1.
    pub truck: usize,
    /// The id of the cell.
    pub cell: String,
    /// The start of service.
    pub from: String,
    /// The end of service; if empty, the plan chooses it, not before now.
    pub to: String,
}

impl FromStr for Fixed {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, OptionError> {
        let error = || OptionError::Fixed(text.to_owned());
        let (place, window) = text.rsplit_once('@').ok_or_else(error)?;
        let (from, to) = window_of(window).ok_or_else(error)?;
        let numbered = place.split_once(':').and_then(|(truck, cell)| Some((truck.parse().ok()?, cell)));
        let (truck, cell) = numbered.unwrap_or((1, place));
        if cell.is_empty() || truck == 0 { Err(error()) } else { Ok(Self { truck, cell: cell.to_owned(), from, to }) }
    }
}

/// `FROM-TO`. Both may be dates, which contain `-`, and the end may be missing.
fn window_of(text: &str) -> Option<(String, String)> {
    let is_time = |text: &str| NaiveTime::parse_from_str(text.rsplit('T').next().unwrap_or(text), "%H:%M").is_ok();
    let splits = text.match_indices('-').map(|(place, _)| (&text[..place], &text[place + 1..]));
    let mut splits = splits.filter(|(from, to)| is_time(from) && (to.is_empty() || is_time(to)));
    splits.next().map(|(from, to)| (from.to_owned(), to.to_owned()))
}

/// Parses a share such as `1%`.
///
/// # Errors
/// [`OptionError::Share`] for anything else.
pub fn share(text: &str) -> Result<f64, OptionError> {
    let percent = text.strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
    let percent = percent.filter(|percent| (0.0..=100.0).contains(percent));
    percent.map(|percent| percent / 100.0).ok_or_else(|| OptionError::Share(text.to_owned()))
}

/// Parses a time of the day, such as `14:00`, as the first such time from an instant on; or a time
/// with its date.
///
/// # Errors
/// [`OptionError::Time`] if it is neither.
pub fn time_after(text: &str, after: DateTime<Utc>, zone: Tz) -> Result<DateTime<Utc>, OptionError> {
    let error = || OptionError::Time(text.to_owned());
    let Ok(time) = NaiveTime::parse_from_str(text, "%H:%M") else {
        return Ok(parse_time(text, zone, after).map_err(|_| error())?.at.to_utc());
    };
    let date = after.with_timezone(&zone).date_naive();
    let on = |days: u64| Some(first_at_or_past(date.checked_add_days(Days::new(days))?.and_time(time), zone));
    (0..=2).filter_map(on).find(|&at| at >= after).ok_or_else(error)
}
