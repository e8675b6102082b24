//! Merges TOML texts; errors name the key and its line.

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use crate::layers::ModelError;

/// Keys of the Python program's configuration: its name, then table and key here.
const ALIASES: [(&str, &str, &str); 5] = [
    ("spending_weight", "weights", "spending_propensity"),
    ("college_weight", "weights", "college_presence"),
    ("event_proximity_weight", "weights", "event_proximity"),
    ("min_recalc_interval", "live", "min_recalc_interval_seconds"),
    ("cache_enabled", "live", "cache_enabled"),
];

/// A TOML text as a table, with aliases replaced by their keys.
pub fn parse(text: &str) -> Result<Table, ModelError> {
    let mut table: Table = text.parse().map_err(|error: toml::de::Error| ModelError {
        key: "not TOML".into(),
        line: error.span().map(|span| line_at(text, span.start)),
        message: error.message().to_owned(),
    })?;
    for (alias, inner, key) in ALIASES {
        let Some(value) = table.remove(alias) else { continue };
        let Value::Table(inner_table) = table.entry(inner).or_insert_with(|| Table::new().into()) else {
            continue; // what stands there is reported as no table
        };
        if inner_table.insert(key.into(), value).is_some() {
            let message = format!("given twice: it is another name of {inner}.{key}; remove one");
            return Err(ModelError { key: alias.into(), line: line_of(text, alias), message });
        }
    }
    Ok(table)
}

/// The value of a top-level key of a TOML text.
pub fn part<T: DeserializeOwned>(text: &str, key: &str) -> Result<Option<T>, ModelError> {
    let Some(part) = parse(text)?.remove(key) else { return Ok(None) };
    let part = serde_path_to_error::deserialize(part).map_err(|error| {
        let error = wrong_type(&error);
        let separator = if error.key.starts_with('[') { "" } else { "." };
        let key = format!("{key}{separator}{}", error.key).trim_end_matches('.').to_owned();
        super::at_line(text, ModelError { key, ..error })
    })?;
    Ok(Some(part))
}

/// Merges `changes` into `base`: tables key by key, other values as a whole.
pub fn merge(base: &mut Table, changes: Table) {
    for (key, value) in changes {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(inner_changes)) => merge(inner, inner_changes),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

/// The error of the deserializer as a [`ModelError`].
pub fn wrong_type(error: &serde_path_to_error::Error<toml::de::Error>) -> ModelError {
    let path = error.path().to_string();
    let message = in_words(error.inner().message().trim());
    let key = if path == "." { unknown_field(&message).unwrap_or(path) } else { path };
    ModelError { key, line: None, message }
}

/// The message of serde with plain words for Rust types.
pub fn in_words(message: &str) -> String {
    let Some((found, expected)) = message.rsplit_once("expected ") else { return message.to_owned() };
    let wanted = match expected {
        "f64" => "a number".into(),
        "u8" => format!("a whole number from 0 to {}", u8::MAX),
        "u32" => format!("a whole number from 0 to {}", u32::MAX),
        "u64" | "usize" => "a whole number, 0 or more".into(),
        "a boolean" => "true or false".into(),
        "a string" => "text in quotes".into(),
        "a sequence" => "a list".into(),
        "a map" => "a table".into(),
        other if other.starts_with("struct ") => "a table".into(),
        other => other.to_owned(),
    };
    format!("{found}expected {wanted}")
}

/// At the top level serde names the unknown key only in its message.
fn unknown_field(message: &str) -> Option<String> {
    message.strip_prefix("unknown field `")?.split('`').next().map(str::to_owned)
}

/// The 1-based line of `key`, a path such as `spending.hours[2].to`, or of its nearest parent.
pub fn line_of(text: &str, key: &str) -> Option<usize> {
    let document = toml::de::DeTable::parse(text).ok()?;
    let mut table = document.get_ref();
    let alias = ALIASES.iter().find(|(_, inner, own)| key.split_once('.') == Some((*inner, *own)));
    let key = alias.map(|(alias, ..)| *alias).filter(|alias| table.contains_key(*alias)).unwrap_or(key);
    let mut start = None;
    let mut steps = key.split(['.', '[']).map(|step| step.trim_end_matches(']')).peekable();
    while let Some(step) = steps.next() {
        let Some((name, mut value)) = table.get_key_value(step) else { break };
        start = Some(name.span().start);
        while let Some((index, item)) = steps.peek().and_then(|next| {
            let index: usize = next.parse().ok()?;
            Some((index, value.get_ref().as_array()?.get(index)?))
        }) {
            start = Some(item.span().start);
            value = item;
            let _ = index;
            steps.next();
        }
        let Some(inner) = value.get_ref().as_table() else { break };
        table = inner;
    }
    start.map(|offset| line_at(text, offset))
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|&byte| byte == b'\n').count() + 1
}
