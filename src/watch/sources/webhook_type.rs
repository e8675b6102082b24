//! The type of a delivery: what its sender says happened, always one plain word or none.

use serde_json::Value;

use super::{Body, Record};
use crate::listings::fields::object;

/// The type of a delivery that has none.
pub(in crate::watch) const UNKNOWN: &str = "unknown";

/// No type that anybody sends is longer.
const LONGEST: usize = 100;

/// The type by the source's header, else by `config.action`, else by the first of `keys` that holds
/// text.
pub(super) fn find(body: Body, keys: &[&str]) -> Option<String> {
    in_header(body).or_else(|| find_in_body(body, keys))
}

/// The type by the source's header.
pub(super) fn in_header(body: Body) -> Option<String> {
    body.header.and_then(plain)
}

/// The type by the body alone.
pub(super) fn find_in_body(body: Body, keys: &[&str]) -> Option<String> {
    let in_config = object(body.record, "config").and_then(|config| of(config, "action"));
    in_config.or_else(|| keys.iter().find_map(|key| of(body.record, key)))
}

/// The type that stands at a key, if it is one.
pub(super) fn of(record: &Record, key: &str) -> Option<String> {
    record.get(key).and_then(Value::as_str).and_then(plain)
}

/// A type without the blanks around it; not one of several lines, of none or of too many letters.
pub(super) fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    let is_plain = !text.is_empty() && text.len() <= LONGEST && !text.chars().any(char::is_control);
    is_plain.then(|| text.to_owned())
}
