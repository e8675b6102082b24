//! Times of a calendar: days, wall times of a zone, instants, periods and durations.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::super::recurrence::{Moment, wall};
use super::super::zones;
use super::lines::Property;
use crate::clock::{at_wall_time, first_at_or_past};
use crate::text::escaped;

/// The zones of a calendar.
pub(super) struct Zones {
    /// The zone of times without one.
    pub floating: Tz,
    /// The zones that the calendar defines, by their names.
    pub defined: HashMap<String, Result<Tz, String>>,
}

impl Zones {
    /// The zone of a property.
    pub(super) fn of(&self, property: &Property) -> Result<Tz, String> {
        match property.parameter("TZID").filter(|name| !name.is_empty()) {
            None => Ok(self.floating),
            Some(name) => self.named(name),
        }
    }

    fn named(&self, name: &str) -> Result<Tz, String> {
        if let Some(zone) = zones::named(name) {
            return Ok(zone);
        }
        let unknown = || Err(format!("TZID `{}` is not the name of a time zone", escaped(name)));
        self.defined.get(name).cloned().unwrap_or_else(unknown)
    }

    /// A start or an end, its zone, and a note if it is ambiguous.
    pub(super) fn moment(&self, property: &Property) -> Result<(Moment, Tz, Option<String>), String> {
        let zone = self.of(property)?;
        let (moment, note) = moment_of(&property.value, zone)?;
        Ok((moment, zone, note))
    }

    /// The moments of a list, such as those of EXDATE. Of periods, the starts. A time that a clock change skips is the
    /// first one after it, as in a rule.
    pub(super) fn moments(&self, property: &Property) -> Result<Vec<Moment>, String> {
        let zone = self.of(property)?;
        let items = property.value.split(',').map(|item| item.split('/').next().unwrap_or(item));
        items.filter(|item| !item.trim().is_empty()).map(|item| listed(item, zone)).collect()
    }
}

fn listed(text: &str, zone: Tz) -> Result<Moment, String> {
    match wall(text.trim()) {
        Some(wall) => Ok(Moment::At(first_at_or_past(wall, zone))),
        None => moment_of(text, zone).map(|(moment, _)| moment),
    }
}

fn moment_of(text: &str, zone: Tz) -> Result<(Moment, Option<String>), String> {
    let text = text.trim();
    if let Some(day) = day(text) {
        return Ok((Moment::Day(day), None));
    }
    let unreadable = || format!("`{}` is not a time of a calendar", escaped(text));
    if let Some(utc) = text.strip_suffix(['Z', 'z']) {
        return Ok((Moment::At(wall(utc).ok_or_else(unreadable)?.and_utc()), None));
    }
    let wall = wall(text).ok_or_else(unreadable)?;
    let time = at_wall_time(wall, zone).map_err(|error| error.to_string())?;
    Ok((Moment::At(time.at.to_utc()), time.note))
}

/// A day: `20261003`.
fn day(text: &str) -> Option<NaiveDate> {
    let is_plain = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { NaiveDate::parse_from_str(text, "%Y%m%d").ok() } else { None }
}

/// A duration such as `PT2H30M`, `P1D` or `P2W`, of at most ten years.
pub(super) fn duration(text: &str) -> Option<TimeDelta> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.strip_prefix('+').unwrap_or(&text).strip_prefix('P')?;
    let (mut seconds, mut digits, mut is_time) = (0_i64, String::new(), false);
    for char in text.chars() {
        match char {
            'T' if !is_time && digits.is_empty() => is_time = true,
            '0'..='9' if digits.len() < 9 => digits.push(char),
            _ => {
                let unit = match (char, is_time) {
                    ('W', false) => 7 * 86_400,
                    ('D', false) => 86_400,
                    ('H', true) => 3600,
                    ('M', true) => 60,
                    ('S', true) => 1,
                    _ => return None,
                };
                seconds = seconds.saturating_add(digits.parse::<i64>().ok()? * unit);
                digits.clear();
            }
        }
    }
    let is_complete = digits.is_empty() && text.len() > 1 && seconds <= 10 * 366 * 86_400;
    if is_complete { TimeDelta::try_seconds(seconds) } else { None }
}
