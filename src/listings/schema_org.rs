//! Reads events of schema.org in JSON-LD, as web pages have them.

use serde_json::Value;

use super::fields::{self, present, text};
use super::{Context, Record, Said, ical, native};
use crate::event::{Event, LONGEST_ID_BYTES};
use crate::text::escaped;

/// Lists within lists beyond this depth are not read.
const DEEPEST: usize = 16;

/// Whether a record is something of schema.org.
pub(super) fn is_one(record: &Record) -> bool {
    record.contains_key("@type") || record.contains_key("@context") || record.contains_key("@graph")
}

/// The events in a document, in order: of `@graph`, of lists, of series, and of events within events.
pub(super) fn events_in(document: &Value) -> Vec<Value> {
    let mut events = Vec::new();
    collect(document, DEEPEST, &mut events);
    events
}

fn collect(value: &Value, depth: usize, events: &mut Vec<Value>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match value {
        Value::Array(list) => list.iter().for_each(|value| collect(value, depth, events)),
        Value::Object(record) => {
            let parts = ["subEvent", "subEvents"].iter().filter_map(|key| record.get(*key));
            let before = events.len();
            parts.for_each(|part| collect(part, depth, events));
            // The dates of a series, or of a festival, are events of their own.
            let has_dates = events[before..].iter().any(|event| event.get("startDate").is_some());
            if is_event(record) && !has_dates {
                events.push(value.clone());
            }
            for key in ["@graph", "itemListElement", "item", "mainEntity", "event", "events"] {
                record.get(key).into_iter().for_each(|value| collect(value, depth, events));
            }
        }
        _ => {}
    }
}

/// Whether the type of a record is an event.
fn is_event(record: &Record) -> bool {
    types(record).any(|name| {
        name.ends_with("Event") || matches!(name, "Festival" | "Hackathon" | "EventSeries" | "CourseInstance")
    })
}

fn types(record: &Record) -> impl Iterator<Item = &str> {
    let names = match record.get("@type") {
        Some(Value::Array(names)) => names.iter().collect(),
        Some(name) => vec![name],
        None => vec![],
    };
    names.into_iter().filter_map(Value::as_str).map(last_part)
}

/// `https://schema.org/MusicEvent`, `schema:MusicEvent` and `MusicEvent` are one.
fn last_part(name: &str) -> &str {
    name.rsplit(['/', '#', ':']).next().unwrap_or(name)
}

/// Reads one event.
pub(super) fn event(record: &Record, context: &Context, said: &mut Said) -> Result<Event, String> {
    if !is_event(record) {
        let names: Vec<String> = types(record).map(escaped).collect();
        return Err(format!("not an event: its type is `{}`", names.join(", ")));
    }
    if types(record).any(|name| name == "EventSeries") {
        return Err("a series; its dates are events of their own".into());
    }
    let status = last_part(text(record, "eventStatus").unwrap_or_default());
    let mode = last_part(text(record, "eventAttendanceMode").unwrap_or_default());
    if status == "EventMovedOnline"
        || mode == "OnlineEventAttendanceMode"
        || types(record).any(|name| name == "OnlineEvent")
    {
        return Err("no place: an online event".into());
    }
    let mut event = Record::new();
    let (lat, lon) = place(record.get("location"), context)?;
    event.insert("lat".into(), lat);
    event.insert("lon".into(), lon);
    event.insert("name".into(), fields::without_references(&words(record.get("name")).unwrap_or_default()).into());
    if let Some(id) = id(record) {
        event.insert("id".into(), id);
    }
    let word = match status {
        "EventCancelled" => "cancelled",
        "EventPostponed" => "postponed",
        "EventRescheduled" => "rescheduled",
        _ => "scheduled",
    };
    event.insert("status".into(), word.into());
    // The date of a postponed event is the one on which it does not take place.
    if word != "postponed" {
        let start = text(record, "startDate").ok_or("no date: startDate is missing")?;
        for (value, at) in [(Some(start), "start"), (text(record, "endDate"), "end")] {
            let Some(value) = value else { continue };
            let name = if fields::date(value).is_some() { format!("{at}_date") } else { at.to_owned() };
            event.insert(name, value.into());
        }
    }
    native::event(&event, context, said)
}

/// The id, or an address that only this event has; none of them may be too long for an id.
fn id(record: &Record) -> Option<Value> {
    let identifier = match present(record, "identifier") {
        Some(Value::Object(property)) => present(property, "value"),
        other => other,
    };
    let candidates = [identifier, present(record, "@id"), present(record, "url")];
    let is_usable = |value: &&Value| value.is_number() || value.as_str().is_some_and(|id| id.len() <= LONGEST_ID_BYTES);
    candidates.into_iter().flatten().find(is_usable).cloned()
}

/// Latitude and longitude of the first place that has them, else of its name in the table of venues.
fn place(location: Option<&Value>, context: &Context) -> Result<(Value, Value), String> {
    let places: Vec<&Value> = match location {
        None | Some(Value::Null) => return Err("no place: location is missing".into()),
        Some(Value::Array(places)) => places.iter().collect(),
        Some(place) => vec![place],
    };
    if let Some(found) = places.iter().find_map(|place| coordinates(place)) {
        return Ok(found);
    }
    let named = places.iter().find_map(|place| place_name(place));
    let Some(name) = named else {
        let is_virtual =
            |place: &&Value| place.as_object().is_some_and(|place| types(place).any(|name| name == "VirtualLocation"));
        let is_online = places.iter().any(is_virtual);
        return Err(if is_online {
            "no place: an online event"
        } else {
            "no place: its location has neither geo nor name"
        }
        .into());
    };
    let place = context.venues.find(&name).ok_or_else(|| ical::no_place(&name, context.venues))?;
    Ok((place.lat().into(), place.lon().into()))
}

fn coordinates(place: &Value) -> Option<(Value, Value)> {
    let place = place.as_object()?;
    let geo = match place.get("geo") {
        Some(Value::Array(list)) => list.first()?,
        Some(geo) => geo,
        None => return Some((present(place, "latitude")?.clone(), present(place, "longitude")?.clone())),
    };
    let geo = geo.as_object()?;
    Some((present(geo, "latitude")?.clone(), present(geo, "longitude")?.clone()))
}

fn place_name(place: &Value) -> Option<String> {
    match place {
        Value::String(name) => Some(name.clone()),
        Value::Object(place) if types(place).all(|name| name != "VirtualLocation") => {
            words(place.get("name")).or_else(|| words(place.get("address")))
        }
        _ => None,
    }
}

/// Text, also as `{"@value": …}`, or the first of several.
fn words(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Object(object) => text(object, "@value").or_else(|| text(object, "streetAddress")).map(str::to_owned),
        Value::Array(list) => words(list.first()),
        _ => None,
    }
}
