//! The dependencies of cache entries, and the index from dependencies to entries.
//!
//! An entry is removed together with its links, so the index never outgrows the entries.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};

use crate::clock::ZonedTime;
use crate::event::EventId;
use crate::geo::LatLon;
use crate::geo::ReachBox;

/// An hour on the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalHour {
    /// The day.
    pub date: NaiveDate,
    /// The hour of the day, 0…23.
    pub hour: u32,
}

impl LocalHour {
    /// The hour of a time in its zone.
    pub fn of(at: ZonedTime) -> Self {
        let local = at.naive_local();
        Self { date: local.date(), hour: local.hour() }
    }
}

/// Something that scores depend on.
///
/// ```
/// use pdpe::live::cache::{Dependency, LocalHour};
/// let date = chrono::NaiveDate::from_ymd_opt(2026, 12, 15).expect("a date");
/// let hour = Dependency::Hour(LocalHour { date, hour: 19 });
/// assert_eq!(hour.name(), "time_hour_19");
/// assert_eq!(hour.to_string(), "time_hour_19 of 2026-12-15"); // that hour, and not every 19:00
/// assert_eq!(Dependency::Month { year: 2026, month: 12 }.to_string(), "time_month_12 of 2026");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Dependency {
    /// One hour of one day.
    Hour(LocalHour),
    /// One day.
    Day(NaiveDate),
    /// One month of one year.
    Month {
        /// The year.
        year: i32,
        /// The month, 1…12.
        month: u32,
    },
    /// A place, and all places within a distance.
    Location {
        /// The place.
        place: LatLon,
        /// The distance.
        radius_km: f64,
    },
    /// An open event within reach.
    Event(EventId),
}

impl Dependency {
    /// The short name, such as `time_hour_19`, `location_39.099_-94.578` or `event_123456789`.
    pub fn name(&self) -> String {
        match self {
            Self::Hour(hour) => format!("time_hour_{}", hour.hour),
            Self::Day(date) => format!("time_day_{}", date.day()),
            Self::Month { month, .. } => format!("time_month_{month}"),
            Self::Location { place, .. } => format!("location_{:.3}_{:.3}", place.lat(), place.lon()),
            Self::Event(id) => format!("event_{id}"),
        }
    }
}

impl fmt::Display for Dependency {
    /// The short name with the date or the radius.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())?;
        match self {
            Self::Hour(hour) => write!(f, " of {}", hour.date),
            Self::Day(date) => write!(f, " of {}", date.format("%Y-%m")),
            Self::Month { year, .. } => write!(f, " of {year}"),
            Self::Location { radius_km, .. } => write!(f, " within {radius_km} km"),
            Self::Event(_) => Ok(()),
        }
    }
}

/// The dependencies of an entry.
#[derive(Clone, Debug)]
pub(super) struct Links {
    pub hour: LocalHour,
    pub place: Option<LatLon>,
    pub events: Vec<EventId>,
}

/// Places are grouped into squares of this size: about 5 km at a city's latitude.
const SQUARES_PER_DEG: f64 = 20.0;

/// Tolerance for rounding errors: a millimetre.
const MARGIN_KM: f64 = 1e-6;

type Square = (i32, i32);

/// Maps hours, places, events and expiry times to the keys of entries.
#[derive(Debug)]
pub(super) struct Index<K> {
    hours: BTreeMap<LocalHour, BTreeSet<K>>,
    squares: BTreeMap<Square, BTreeMap<K, LatLon>>,
    events: BTreeMap<EventId, BTreeSet<K>>,
    expiries: BTreeSet<(DateTime<Utc>, K)>,
}

impl<K: Clone + Ord> Index<K> {
    pub fn new() -> Self {
        Self { hours: BTreeMap::new(), squares: BTreeMap::new(), events: BTreeMap::new(), expiries: BTreeSet::new() }
    }

    /// The number of links. (A set without keys would count too.)
    pub fn len(&self) -> usize {
        let hours: usize = self.hours.values().map(|keys| keys.len().max(1)).sum();
        let places: usize = self.squares.values().map(|keys| keys.len().max(1)).sum();
        let events: usize = self.events.values().map(|keys| keys.len().max(1)).sum();
        hours + places + events + self.expiries.len()
    }

    /// The keys of all entries.
    pub fn all(&self) -> Vec<K> {
        self.expiries.iter().map(|(_, key)| key.clone()).collect()
    }

    pub fn insert(&mut self, key: &K, links: &Links, expires: DateTime<Utc>) {
        self.hours.entry(links.hour).or_default().insert(key.clone());
        if let Some(place) = links.place {
            self.squares.entry(square(place)).or_default().insert(key.clone(), place);
        }
        for event in &links.events {
            self.events.entry(event.clone()).or_default().insert(key.clone());
        }
        self.expiries.insert((expires, key.clone()));
    }

    pub fn remove(&mut self, key: &K, links: &Links, expires: DateTime<Utc>) {
        unlink(&mut self.hours, &links.hour, key);
        if let Some(place) = links.place {
            let square = square(place);
            if let Some(keys) = self.squares.get_mut(&square) {
                keys.remove(key);
                if keys.is_empty() {
                    self.squares.remove(&square);
                }
            }
        }
        for event in &links.events {
            unlink(&mut self.events, event, key);
        }
        self.expiries.remove(&(expires, key.clone()));
    }

    /// The key of the first entry to expire, if it has expired.
    pub fn first_expired(&self, now: DateTime<Utc>) -> Option<K> {
        self.expiries.first().filter(|(expires, _)| *expires <= now).map(|(_, key)| key.clone())
    }

    /// The keys of the entries that depend on something.
    pub fn dependents(&self, on: &Dependency) -> Vec<K> {
        match on {
            Dependency::Hour(hour) => self.hours.get(hour).into_iter().flatten().cloned().collect(),
            Dependency::Day(date) => self.from(*date, |hour| hour.date == *date),
            Dependency::Month { year, month } => {
                let Some(first) = NaiveDate::from_ymd_opt(*year, *month, 1) else { return Vec::new() };
                self.from(first, |hour| hour.date.year() == *year && hour.date.month() == *month)
            }
            Dependency::Location { place, radius_km } => self.within(*place, *radius_km),
            Dependency::Event(id) => self.events.get(id).into_iter().flatten().cloned().collect(),
        }
    }

    fn from(&self, date: NaiveDate, holds: impl Fn(&LocalHour) -> bool) -> Vec<K> {
        let hours = self.hours.range(LocalHour { date, hour: 0 }..);
        hours.take_while(|(hour, _)| holds(hour)).flat_map(|(_, keys)| keys).cloned().collect()
    }

    fn within(&self, centre: LatLon, radius_km: f64) -> Vec<K> {
        let reach = ReachBox::new(centre, radius_km + MARGIN_KM);
        let (south, north) = reach.latitudes();
        let spans: Vec<(i32, i32)> = reach.spans().map(|(west, east)| (step(west), step(east))).collect();
        self.squares
            .range((step(south), i32::MIN)..=(step(north), i32::MAX))
            .filter(|((_, column), _)| spans.iter().any(|(west, east)| (west..=east).contains(&column)))
            .flat_map(|(_, keys)| keys)
            .filter(|(_, place)| place.distance_km(centre) <= radius_km + MARGIN_KM)
            .map(|(key, _)| key.clone())
            .collect()
    }
}

/// Removes a key from its set, and an empty set from the map.
fn unlink<Q: Ord, K: Ord>(map: &mut BTreeMap<Q, BTreeSet<K>>, at: &Q, key: &K) {
    let Some(keys) = map.get_mut(at) else { return };
    keys.remove(key);
    if keys.is_empty() {
        map.remove(at);
    }
}

fn square(place: LatLon) -> Square {
    (step(place.lat()), step(place.lon()))
}

#[expect(clippy::cast_possible_truncation, reason = "degrees are a few hundreds at most, and the cast saturates")]
fn step(degrees: f64) -> i32 {
    (degrees * SQUARES_PER_DEG).floor() as i32
}
