//! The type of a delivery: what its sender says happened, always one plain word or none.

use serde_json::Value;

use super::{JsonDelivery, Record};
use crate::listings::fields::object;

/// The type of a delivery that has none.
pub(in crate::watch) const UNKNOWN: &str = "unknown";

/// No type that anybody sends is longer.
const LONGEST: usize = 100;

/// The type by the source's header, else by `config.action`, else by the first of `keys` that holds
/// text. Of a body that is signed, the header counts last: nobody has signed that, and a body sent
/// before could be made to mean something else.
pub(super) fn find(body: JsonDelivery, keys: &[&str]) -> Option<String> {
    let in_header = || body.header.and_then(plain);
    let in_body = || {
        let in_config = object(body.record, "config").and_then(|config| of(config, "action"));
        in_config.or_else(|| keys.iter().find_map(|key| of(body.record, key)))
    };
    if body.is_signed { in_body().or_else(in_header) } else { in_header().or_else(in_body) }
}

/// The type that stands at a key, if it is one.
fn of(record: &Record, key: &str) -> Option<String> {
    record.get(key).and_then(Value::as_str).and_then(plain)
}

/// A type without the blanks around it; not one of several lines, of none or of too many letters.
pub(super) fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    let is_plain = !text.is_empty() && text.len() <= LONGEST && !text.chars().any(char::is_control);
    is_plain.then(|| text.to_owned())
}

/// What a type says happened to an event, in small letters: `created` alone, or behind `event`; none of a
/// type of something else.
pub(super) fn word(kind: &str) -> Option<String> {
    let kind = kind.to_ascii_lowercase();
    let word = kind.strip_prefix("event").map_or(Some(&*kind), |rest| rest.strip_prefix(['.', '_', ':', '/', '-']));
    word.map(str::to_owned)
}
