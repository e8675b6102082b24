//! Finds the JSON-LD in an HTML page.

use serde_json::Value;

use super::answer::message_of;
use super::{ListingError, Position, Reading, newlines_in, schema_org};

/// Whether a text is HTML.
pub(super) fn is_one(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

/// Reads the events of all scripts with JSON-LD.
pub(super) fn read(text: &str, reading: &mut Reading) -> Result<(), ListingError> {
    let lower = text.to_ascii_lowercase();
    let (mut at, mut seen, mut line, mut number, mut scripts) = (0, 0, 1, 0, 0);
    while let Some(script) = next_script(&lower, at) {
        at = script.end;
        if !script.is_json_ld {
            continue;
        }
        scripts += 1;
        line += newlines_in(&text.as_bytes()[seen..script.start]);
        seen = script.start;
        let json = text[script.start..script.end].trim();
        let json = json.trim_start_matches("<!--").trim_end_matches("-->").trim();
        match serde_json::from_str::<Value>(json) {
            Ok(document) => {
                for event in schema_org::events_in(&document) {
                    number += 1;
                    if let Value::Object(record) = event {
                        reading.record(Position::Event(number), &record);
                    }
                }
            }
            Err(error) => {
                let (row, reason) = (line + error.line() - 1, message_of(&error));
                reading.note(format!("line {row}: this JSON-LD cannot be read: {reason}"));
            }
        }
    }
    match (scripts, number) {
        (0, _) => {
            Err(ListingError::NotEvents("an HTML page without JSON-LD; events that are only text in it are not read"))
        }
        (_, 0) => Err(ListingError::NotEvents("an HTML page whose JSON-LD has no events")),
        _ => Ok(()),
    }
}

/// The content of a script element.
struct Script {
    start: usize,
    end: usize,
    is_json_ld: bool,
}

/// The first script behind a position. `lower` is the page in lower case.
fn next_script(lower: &str, from: usize) -> Option<Script> {
    let tag = from + lower.get(from..)?.find("<script")?;
    let start = tag + lower[tag..].find('>')? + 1;
    let end = start + lower[start..].find("</script").unwrap_or(lower.len() - start);
    Some(Script { start, end, is_json_ld: lower[tag..start].contains("application/ld+json") })
}
