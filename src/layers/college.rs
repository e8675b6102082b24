//! College presence: the distance to student hotspots, and the time of the week.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Timelike, Weekday};
use serde::{Deserialize, Serialize};

use super::check::{ModelError, fault, hours_in_order, not_negative};
use super::place::{Hotspot, PlaceFactor};
use super::product::Product;
use super::receipt::Factor;
use crate::clock::ZonedTime;
use crate::geo::LatLon;

/// The hotspots of students, and the multipliers of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct College {
    /// The score is limited to 0…`maximum`.
    pub maximum: f64,
    /// Campuses and student quarters.
    pub hotspots: Vec<Hotspot>,
    /// Multiplier outside all `times`.
    pub otherwise: f64,
    /// Times of the week with their own multiplier; they do not overlap.
    pub times: Vec<WeekTime>,
    /// Academic calendar: date ranges with a factor on the multiplier.
    pub calendar: Vec<DateRange>,
}

/// A multiplier for hours on days of the week, ends included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeekTime {
    /// The name for receipts.
    pub name: String,
    /// First day; the week starts on Monday.
    pub from_day: Weekday,
    /// Last day, `from_day`…Sunday.
    pub to_day: Weekday,
    /// First hour, 0…23.
    pub from: u8,
    /// Last hour, `from`…23.
    pub to: u8,
    /// The multiplier.
    pub factor: f64,
}

impl WeekTime {
    fn days(&self) -> RangeInclusive<u32> {
        self.from_day.num_days_from_monday()..=self.to_day.num_days_from_monday()
    }

    /// Whether it contains an hour of a weekday.
    #[must_use]
    pub fn contains(&self, day: Weekday, hour: u32) -> bool {
        self.days().contains(&day.num_days_from_monday()) && (u32::from(self.from)..=u32::from(self.to)).contains(&hour)
    }
}

/// A factor for a range of dates, ends included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateRange {
    /// The name for receipts.
    pub name: String,
    /// First day.
    #[serde(with = "super::toml_date")]
    pub from: NaiveDate,
    /// Last day, not before `from`.
    #[serde(with = "super::toml_date")]
    pub to: NaiveDate,
    /// The factor.
    pub factor: f64,
}

/// The multiplier at one time, with its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CollegeFactors<'m> {
    /// The time of the week, if the model has one.
    pub time: Option<&'m WeekTime>,
    /// Factor of that time.
    pub time_factor: f64,
    /// The entry of the academic calendar, if one applies.
    pub calendar: Option<&'m DateRange>,
}

impl<'m> CollegeFactors<'m> {
    /// Looks up the multiplier of a wall time.
    #[must_use]
    pub fn at(model: &'m College, at: ZonedTime) -> Self {
        let local = at.naive_local();
        let time = model.times.iter().find(|time| time.contains(local.weekday(), local.hour()));
        Self {
            time,
            time_factor: time.map_or(model.otherwise, |time| time.factor),
            calendar: model.calendar.iter().find(|range| (range.from..=range.to).contains(&local.date())),
        }
    }

    /// Factor of the academic calendar; 1 outside it.
    #[must_use]
    pub fn calendar_factor(&self) -> f64 {
        self.calendar.map_or(1.0, |range| range.factor)
    }

    /// Factor of the time of the week × factor of the academic calendar.
    #[must_use]
    pub fn multiplier(&self) -> f64 {
        self.time_factor * self.calendar_factor()
    }
}

impl Product for College {
    fn time(&self, at: ZonedTime) -> f64 {
        CollegeFactors::at(self, at).multiplier()
    }

    fn factors(&self, at: ZonedTime) -> Vec<Factor> {
        let factors = CollegeFactors::at(self, at);
        let weekday = at.naive_local().weekday();
        let time = factors
            .time
            .map_or_else(|| format!("{weekday} at {:02}h: no special time", at.hour()), |time| time.name.clone());
        let calendar = factors.calendar.map_or("none", |range| &range.name);
        vec![
            Factor::new("time of week", time, factors.time_factor),
            Factor::new("academic calendar", calendar, factors.calendar_factor()),
        ]
    }

    fn place(&self) -> PlaceFactor<'_> {
        PlaceFactor::Points(&self.hotspots)
    }

    fn turned(&self, from: f64, to: f64) -> String {
        format!("multiplier {from} → {to}")
    }
}

impl College {
    pub(super) fn check(&self) -> Result<(), ModelError> {
        not_negative("college.maximum", self.maximum)?;
        not_negative("college.otherwise", self.otherwise)?;
        for (index, hotspot) in self.hotspots.iter().enumerate() {
            let key = format!("college.hotspots[{index}]");
            not_negative(format!("{key}.weight"), hotspot.weight)?;
            if let Err(error) = LatLon::new(hotspot.lat, hotspot.lon) {
                return fault(key, format!("`{}`: {error}", hotspot.name));
            }
        }
        for (index, time) in self.times.iter().enumerate() {
            let key = format!("college.times[{index}]");
            hours_in_order(&key, time.from, time.to)?;
            not_negative(format!("{key}.factor"), time.factor)?;
            if time.days().is_empty() {
                return fault(
                    key,
                    format!("to_day {} is before from_day {}; the week starts on Monday", time.to_day, time.from_day),
                );
            }
            for (earlier, other) in self.times[..index].iter().enumerate() {
                let days = time.days().start().max(other.days().start()) <= time.days().end().min(other.days().end());
                if days && time.from.max(other.from) <= time.to.min(other.to) {
                    return fault(key, format!("`{}` overlaps `{}` (college.times[{earlier}])", time.name, other.name));
                }
            }
        }
        for (index, range) in self.calendar.iter().enumerate() {
            let key = format!("college.calendar[{index}]");
            not_negative(format!("{key}.factor"), range.factor)?;
            if range.to < range.from {
                return fault(key, format!("`{}` ends ({}) before it starts ({})", range.name, range.to, range.from));
            }
        }
        Ok(())
    }
}

/// A part of the model that belongs to another city.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OtherCity {
    /// The part.
    pub what: &'static str,
    /// The distance to it.
    pub distance_km: f64,
    /// How to change it.
    pub advice: &'static str,
}

/// Whether the model has the published hotspots, with the distance from a place to the nearest.
#[must_use]
pub fn elsewhere(model: &super::Model, published: &super::Model, place: LatLon) -> Option<OtherCity> {
    let hotspots = &published.college.hotspots;
    let count = model.college.hotspots == *hotspots && model.weights.college_presence > 0.0;
    let distances = hotspots.iter().filter(|_| count).filter_map(|hotspot| LatLon::new(hotspot.lat, hotspot.lon).ok());
    let distance_km = distances.map(|hotspot| place.distance_km(hotspot)).reduce(f64::min)?;
    Some(OtherCity {
        what: "college presence uses hotspots of Kansas City",
        distance_km,
        advice: "set hotspots in [college] of pdpe.toml, [] for none",
    })
}
