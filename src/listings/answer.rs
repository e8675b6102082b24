//! JSON text to records: one document or one value per line, and the envelopes of the services.

use serde::de::IgnoredAny;
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::fields::{is_true, kind_of, listed, object, present, text};
use super::list::{List, list_in};
use super::marks::format_of;
use super::{ListingError, ListingFormat, Position, Reading, native, schema_org};
use crate::parallel::each_in_parallel;
use crate::text::escaped;

/// A list in a text of so many bytes is read on all threads.
const LONG: usize = 256 << 10;

/// How many records a thread reads at a time.
const RECORDS_AT_ONCE: usize = 512;

/// Reads a JSON document, or NDJSON if each line is a value.
pub(super) fn read(text: &str, reading: &mut Reading) -> Result<(), ListingError> {
    if text.len() >= LONG && read_long_list(text, reading).is_some() {
        return Ok(());
    }
    match serde_json::from_str(text) {
        Ok(document) if is_json_ld(&document, reading) => {
            read_json_ld(&document, None, reading);
            Ok(())
        }
        Ok(Value::Array(items)) => {
            for (index, item) in items.into_iter().enumerate() {
                read_item(item, Position::Event(index + 1), reading);
            }
            Ok(())
        }
        Ok(document) => {
            reading.google_zone = google_zone(&document);
            let answer = open(document, reading.context.format)?;
            if let Some(note) = answer.note.filter(|_| !reading.context.has_all_pages) {
                reading.note(note);
            }
            for (index, record) in answer.records.iter().enumerate() {
                read_record(record, Position::Event(index + 1), reading);
            }
            Ok(())
        }
        Err(_) if is_ndjson(text) => {
            read_lines(text, reading);
            Ok(())
        }
        Err(error) => Err(not_json(&error)),
    }
}

/// Reads a list on all threads; `None` if there is no list, or if it is not JSON.
fn read_long_list(text: &str, reading: &mut Reading) -> Option<()> {
    let List { elements, is_document } = list_in(text)?;
    let context = reading.context;
    let parts = elements.chunks(RECORDS_AT_ONCE).enumerate().collect();
    let parts = each_in_parallel(parts, |(number, elements): (usize, &[&str])| {
        let mut part = Reading::new(context);
        for (index, element) in elements.iter().enumerate() {
            let position = Position::Event(number * RECORDS_AT_ONCE + index + 1);
            let item = serde_json::from_str(element).ok()?;
            if is_document {
                read_item(item, position, &mut part);
            } else {
                read_record(&item, position, &mut part);
            }
        }
        Some(part)
    });
    parts.into_iter().collect::<Option<Vec<Reading>>>()?.into_iter().for_each(|part| reading.append(part));
    Some(())
}

fn read_lines(text: &str, reading: &mut Reading) {
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let position = Position::Line(index + 1);
        match serde_json::from_str(line) {
            Ok(item) => read_item(item, position, reading),
            Err(error) if error.is_eof() => reading.reject(position, None, "the JSON is cut off".into()),
            Err(error) => {
                let reason = format!("not JSON: {} at column {}", message_of(&error), error.column());
                reading.reject(position, None, reason);
            }
        }
    }
}

/// Reads one of several values: an event, or a response with events.
fn read_item(item: Value, position: Position, reading: &mut Reading) {
    if is_json_ld(&item, reading) {
        return read_json_ld(&item, Some(position), reading);
    }
    match open(item, reading.context.format) {
        Ok(answer) => {
            if let Some(note) = answer.note {
                reading.note(format!("{position}: {note}"));
            }
            answer.records.iter().for_each(|record| read_record(record, position, reading));
        }
        Err(ListingError::Shape { found }) => reading.reject(position, None, format!("not an event: {found}")),
        Err(error) => reading.reject(position, None, error.to_string()),
    }
}

/// Whether a document is JSON-LD, which may have events anywhere in it.
fn is_json_ld(document: &Value, reading: &Reading) -> bool {
    let is_of_schema =
        |value: &Value| value.as_object().is_some_and(|object| format_of(object) == ListingFormat::SchemaOrg);
    match reading.context.format {
        None => is_of_schema(document),
        format => format == Some(ListingFormat::SchemaOrg),
    }
}

fn read_json_ld(document: &Value, position: Option<Position>, reading: &mut Reading) {
    let events = schema_org::events_in(document);
    if events.is_empty() {
        reading.reject(position.unwrap_or(Position::Event(1)), None, "this JSON-LD has no events".into());
    }
    for (index, event) in events.iter().enumerate() {
        read_record(event, position.unwrap_or(Position::Event(index + 1)), reading);
    }
}

/// The zone of a response of Google Calendar.
fn google_zone(document: &Value) -> Option<chrono_tz::Tz> {
    super::zones::named(document.get("timeZone")?.as_str()?)
}

fn read_record(record: &Value, position: Position, reading: &mut Reading) {
    match record.as_object() {
        Some(record) => reading.record(position, record),
        None => reading.reject(position, None, format!("{} where an event is expected", kind_of(record))),
    }
}

/// Whether a text that is not a JSON document has one value per line.
///
/// One bad line, even the first, does not make it a broken document. A document that is cut off after some lines is not
/// NDJSON.
fn is_ndjson(text: &str) -> bool {
    let is_value = |line: &str| serde_json::from_str::<IgnoredAny>(line).is_ok();
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(first) = lines().next() else { return false };
    if lines().nth(1).is_none() {
        return false;
    }
    let opens_document = first.ends_with(['{', '[', ',']);
    is_value(first) || (!opens_document && lines().all(|line| line.starts_with('{')) && lines().any(is_value))
}

fn not_json(error: &serde_json::Error) -> ListingError {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof => ListingError::CutOff { line, column },
        _ => ListingError::NotJson { line, column, message: message_of(error) },
    }
}

/// The message without its position.
pub(super) fn message_of(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    match message {
        "trailing characters" => "more text after the first value (one value per line is fine)".into(),
        other => other.to_owned(),
    }
}

/// The records of a response, without its envelope.
struct Answer {
    records: Vec<Value>,
    note: Option<String>,
}

/// The events of an object: of a search response, of a list, or the object itself.
fn open(value: Value, format: Option<ListingFormat>) -> Result<Answer, ListingError> {
    let Value::Object(mut object) = value else {
        return Err(ListingError::Shape { found: format!("found {}", kind_of(&value)) });
    };
    if let Some(error) = refusal(&object) {
        return Err(error);
    }
    let note = other_pages(&object);
    if is_ticketmaster_search(&object) {
        return match object.remove("_embedded") {
            Some(Value::Object(mut embedded)) if !embedded.is_empty() => match embedded.remove("events") {
                Some(Value::Array(records)) => Ok(Answer { records, note }),
                _ => Err(ListingError::NotEvents("a Ticketmaster response without events")),
            },
            _ => Ok(Answer { records: Vec::new(), note: Some("Ticketmaster found no events".into()) }),
        };
    }
    // Eventbrite's site puts its list one level deeper.
    if let Some(Value::Object(events)) = object.get_mut("events")
        && let Some(results) = events.remove("results")
    {
        let note = other_pages(events).or(note);
        return list("results", results).map(|records| Answer { records, note });
    }
    if object.contains_key("events") || object.contains_key("top_match_events") {
        check_schema_version(&object)?;
        let mut records = Vec::new();
        for key in ["events", "top_match_events"] {
            match object.remove(key) {
                Some(Value::Array(list)) => records.extend(list),
                None | Some(Value::Null) => {}
                Some(other) => {
                    return Err(ListingError::Shape { found: format!("`{key}` is {}, not a list", kind_of(&other)) });
                }
            }
        }
        return Ok(Answer { records, note });
    }
    if format != Some(ListingFormat::Native)
        && let Some(other) = known_but_no_event(&object)
    {
        return Err(ListingError::NotEvents(other));
    }
    for key in ["results", "items", "features"] {
        if matches!(object.get(key), Some(Value::Array(_))) && !is_one_event(&object) {
            let records = list(key, object.remove(key).unwrap_or_default())?;
            return Ok(Answer { records, note });
        }
    }
    if format.is_none() && !could_be_event(&object) {
        return Err(ListingError::Shape { found: keys_of(&object) });
    }
    Ok(Answer { records: vec![Value::Object(object)], note: None })
}

fn list(key: &str, value: Value) -> Result<Vec<Value>, ListingError> {
    match value {
        Value::Array(records) => Ok(records),
        other => Err(ListingError::Shape { found: format!("`{key}` is {}, not a list", kind_of(&other)) }),
    }
}

/// Whether an object that has a list is an event all the same.
fn is_one_event(object: &Map<String, Value>) -> bool {
    object.keys().any(|key| matches!(native::field_of(key), Some("id" | "start")))
}

fn is_ticketmaster_search(object: &Map<String, Value>) -> bool {
    let is_object = |key: &str| object.get(key).is_some_and(Value::is_object);
    let is_event = object.contains_key("dates") || text(object, "type") == Some("event");
    !is_event && (is_object("_embedded") || (is_object("page") && !object.contains_key("events")))
}

/// Whether an object has at least one of the required keys of an event.
fn could_be_event(object: &Map<String, Value>) -> bool {
    format_of(object) != ListingFormat::Native
        || object.keys().any(|key| matches!(native::field_of(key), Some("id" | "lat" | "lon")))
}

fn keys_of(object: &Map<String, Value>) -> String {
    match object.len() {
        0 => "an object without keys".into(),
        _ => format!("its keys are {}", listed(object.keys().map(String::as_str))),
    }
}

fn check_schema_version(object: &Map<String, Value>) -> Result<(), ListingError> {
    match present(object, "schema_version") {
        Some(version) if *version != 1 => Err(ListingError::SchemaVersion(escaped(&version.to_string()))),
        _ => Ok(()),
    }
}

/// The error response of a service, if the object is one.
fn refusal(answer: &Map<String, Value>) -> Option<ListingError> {
    let refused = |service, message: &str| Some(ListingError::Refused { service, message: escaped(message) });
    if let Some(fault) = object(answer, "fault") {
        return refused("Ticketmaster", text(fault, "faultstring").unwrap_or("no reason given"));
    }
    if let Some(first) = answer.get("errors").and_then(|errors| errors.get(0)?.as_object()) {
        return refused("Ticketmaster", text(first, "detail").or(text(first, "code")).unwrap_or("no reason given"));
    }
    if let Some(error) = object(answer, "error") {
        return refused("Google", text(error, "message").or(text(error, "status")).unwrap_or("no reason given"));
    }
    if answer.contains_key("code") && !answer.contains_key("id") && text(answer, "status") == Some("error") {
        return refused("SeatGeek", text(answer, "message").unwrap_or("no reason given"));
    }
    let code = text(answer, "error").filter(|_| !answer.contains_key("id"))?;
    match text(answer, "error_description") {
        Some(description) => refused("Eventbrite", &format!("{code}: {description}")),
        None => refused("Eventbrite", code),
    }
}

/// A note if the response is one of several pages.
fn other_pages(answer: &Map<String, Value>) -> Option<String> {
    if object(answer, "pagination").is_some_and(|pagination| is_true(pagination, "has_more_items")) {
        return Some("this is one page of Eventbrite's response; the next page has more events".into());
    }
    let number_of = |object: &Map<String, Value>, key: &str| object.get(key).and_then(Value::as_u64);
    if present(answer, "nextPageToken").is_some() {
        return Some("this is one page of Google's response; the next page has more events".into());
    }
    if answer.contains_key("results") && present(answer, "next").is_some() {
        return Some("this is one page of PredictHQ's response; the next page has more events".into());
    }
    if let Some(pages) = object(answer, "pagination")
        .filter(|pages| number_of(pages, "page_count") > Some(1) && !pages.contains_key("has_more_items"))
    {
        let (page, count) = (number_of(pages, "page_number").unwrap_or(1), number_of(pages, "page_count").unwrap_or(1));
        return Some(format!(
            "this is page {page} of {count} of Eventbrite's response; the other pages are not included"
        ));
    }
    if let Some(meta) = object(answer, "meta")
        && let (Some(total), Some(size)) = (number_of(meta, "total"), number_of(meta, "per_page"))
        && total > size
    {
        let page = number_of(meta, "page").unwrap_or(1);
        let pages = total.div_ceil(size.max(1));
        return Some(format!(
            "this is page {page} of {pages} of SeatGeek's response; the other pages are not included"
        ));
    }
    let page = object(answer, "page")?;
    let (number, pages) = (page.get("number")?.as_u64()?.checked_add(1)?, page.get("totalPages")?.as_u64()?);
    (pages > 1).then(|| {
        format!("this is page {number} of {pages} of Ticketmaster's response; the other pages are not included")
    })
}

/// A description of other objects of the services, which users may confuse with events.
fn known_but_no_event(object: &Map<String, Value>) -> Option<&'static str> {
    let has = |keys: &[&str]| keys.iter().all(|key| object.contains_key(*key));
    if has(&["api_url", "config"]) {
        return Some(
            "an Eventbrite webhook delivery, which carries no event: fetch its api_url with expand=venue and read that",
        );
    }
    // An order lists its attendees, and an attendee has costs as well.
    if has(&["orders"]) || (has(&["costs", "event_id"]) && !has(&["profile"])) {
        return Some("an Eventbrite order or a list of them, not an event");
    }
    if has(&["attendees"]) || has(&["profile", "ticket_class_id"]) {
        return Some("an Eventbrite attendee or a list of them, not an event");
    }
    if text(object, "kind") == Some("calendar#calendarList") {
        return Some("a list of Google's calendars; fetch the events of one of them");
    }
    if object.contains_key("meta") && (has(&["venues"]) || has(&["performers"])) {
        return Some("SeatGeek's venues or performers, not events");
    }
    let is_of_venue = text(object, "resource_uri").is_some_and(|uri| uri.contains("/venues/"));
    if has(&["venues"]) || (is_of_venue && !has(&["start"])) {
        return Some("an Eventbrite venue or a list of them, not an event");
    }
    None
}
