//! Reads calendars (iCalendar, RFC 5545): exports and feeds of Google, Outlook, Apple and event sites.
//!
//! ```text
//! lines.rs: properties ─▶ component.rs: VEVENT, VTIMEZONE ─▶ event.rs: an event ─▶ recurrence.rs: its dates
//!                                            └─▶ vtimezone.rs, times.rs: zones ──────┘
//! ```
//! The crates that parse iCalendar are not used: `icalendar` and `ical` give a file up at its first faulty line and tell no
//! line numbers, and `calcard` brings a parser of mail.

mod component;
mod event;
mod lines;
mod times;
mod vtimezone;

use std::collections::{HashMap, HashSet};

use chrono_tz::Tz;

use super::recurrence::{Moment, Work};
use super::{ListingError, Position, Reading, zones};
use crate::event::Status;
use crate::text::{counted, escaped};
use component::Component;
pub(super) use event::Entry;
pub(super) use event::no_place;
use times::Zones;

/// How many zones with rules of their own a calendar may have.
const MOST_OWN_ZONES: usize = 100;

/// Whether a text is a calendar.
pub(super) fn is_one(text: &str) -> bool {
    let start = text.trim_start().get(..15);
    start.is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCALENDAR"))
}

/// Reads all calendars of a text.
pub(super) fn read(text: &str, reading: &mut Reading) -> Result<(), ListingError> {
    let calendars = component::calendars(text);
    if calendars.is_empty() {
        return Err(ListingError::NotEvents("not a calendar: it has no BEGIN:VCALENDAR"));
    }
    let mut work = Work::of_file(text.len());
    for calendar in &calendars {
        if !calendar.is_complete {
            reading.note("the calendar is cut off: END:VCALENDAR is missing".into());
        }
        let entries = entries_of(calendar, None, reading.context.zone, &mut work, reading);
        add(entries, &mut work, reading);
    }
    Ok(())
}

/// The events of a calendar that another format was written as, at the position that they have there.
pub(super) fn entries(text: &str, at: Position, zone: Tz, reading: &mut Reading) -> Vec<Entry> {
    let mut work = Work::of_file(text.len());
    let calendars = component::calendars(text);
    calendars.iter().flat_map(|calendar| entries_of(calendar, Some(at), zone, &mut work, reading)).collect()
}

fn entries_of(
    calendar: &Component,
    at: Option<Position>,
    zone: Tz,
    work: &mut Work,
    reading: &mut Reading,
) -> Vec<Entry> {
    let zones = zones_of(calendar, zone, work, reading);
    let is_cancelled = calendar.value("METHOD").is_some_and(|method| method.trim().eq_ignore_ascii_case("CANCEL"));
    let (mut entries, mut others) = (Vec::new(), 0);
    for part in &calendar.parts {
        if part.name.eq_ignore_ascii_case("VEVENT") {
            let position = at.unwrap_or(Position::Line(part.line));
            match Entry::read(part, position, &zones) {
                Ok(mut entry) => {
                    if is_cancelled {
                        entry.status = Status::Cancelled;
                    }
                    entries.push(entry);
                }
                Err(reason) => reading.reject(position, component::id(part), reason),
            }
        } else if !part.name.eq_ignore_ascii_case("VTIMEZONE") {
            others += 1;
        }
    }
    if others > 0 {
        let (others, are) = (counted(others, "entry"), if others == 1 { "is" } else { "are" });
        reading.note(format!("{others} besides events, such as tasks, {are} not read"));
    }
    entries
}

/// Adds the events of a calendar. Some replace dates of others, or are older revisions of them.
pub(super) fn add(mut entries: Vec<Entry>, work: &mut Work, reading: &mut Reading) {
    keep_latest_revisions(&mut entries, reading);
    let mut replaced: HashMap<String, Vec<Moment>> = HashMap::new();
    for entry in &entries {
        if let (Some(uid), Some(date)) = (&entry.uid, entry.replaces) {
            replaced.entry(uid.clone()).or_default().push(date);
        }
    }
    for mut entry in entries {
        if entry.replaces.is_none()
            && let Some(dates) = entry.uid.as_ref().and_then(|uid| replaced.get(uid))
        {
            entry.series.except.extend(dates);
        }
        let (position, id) = (entry.position, entry.uid.clone());
        if let Err(reason) = entry.add_to(work, reading) {
            reading.reject(position, id, reason);
        }
    }
}

/// Of several revisions of an event, the one with the highest SEQUENCE counts.
fn keep_latest_revisions(entries: &mut Vec<Entry>, reading: &mut Reading) {
    let mut latest: HashMap<(String, Option<Moment>), u64> = HashMap::new();
    for entry in entries.iter() {
        if let Some(uid) = &entry.uid {
            let sequence = latest.entry((uid.clone(), entry.replaces)).or_default();
            *sequence = entry.sequence.max(*sequence);
        }
    }
    let mut outdated = HashSet::new();
    entries.retain(|entry| {
        let Some(uid) = &entry.uid else { return true };
        let is_latest = latest.get(&(uid.clone(), entry.replaces)) == Some(&entry.sequence);
        if !is_latest {
            outdated.insert(uid.clone());
        }
        is_latest
    });
    let mut outdated: Vec<String> = outdated.into_iter().collect();
    outdated.sort_unstable();
    for uid in outdated {
        reading.note(format!(
            "event {} is given in several revisions; the one with the highest SEQUENCE counts",
            escaped(&uid)
        ));
    }
}

/// The zones that a calendar names or defines.
fn zones_of(calendar: &Component, zone: Tz, work: &mut Work, reading: &mut Reading) -> Zones {
    let mut floating = zone;
    if let Some(name) = calendar.value("X-WR-TIMEZONE") {
        match zones::named(&name) {
            Some(zone) => floating = zone,
            None => reading.note(format!(
                "X-WR-TIMEZONE `{}` is not the name of a time zone; times without a zone are read in {floating}",
                escaped(&name)
            )),
        }
    }
    let mut defined = HashMap::new();
    let own = calendar.parts.iter().filter(|part| part.name.eq_ignore_ascii_case("VTIMEZONE"));
    for part in own {
        let Some(name) = part.value("TZID") else { continue };
        if zones::named(&name).is_some() || defined.len() >= MOST_OWN_ZONES {
            continue;
        }
        let zone = vtimezone::zone(part, work);
        if let Ok(zone) = zone {
            reading.note(format!("TZID `{}` has the clock changes of {zone} and is taken for it", escaped(&name)));
        }
        defined.insert(name, zone);
    }
    Zones { floating, defined }
}
