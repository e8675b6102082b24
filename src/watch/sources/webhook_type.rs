//! The type of a delivery: one plain word, or none.

use serde_json::Value;

use super::{JsonDelivery, JsonObject};
use crate::listings::fields::object;

/// The type of a delivery that has none.
pub(in crate::watch) const UNKNOWN: &str = "unknown";

/// The longest type in bytes.
const LONGEST: usize = 100;

/// The type in the source's header, else in `config.action`, else in the first of `keys` that holds
/// text. With a signed body the header counts last: it is unsigned, and a replayed body could be given
/// another meaning.
pub(super) fn find(body: JsonDelivery, keys: &[&str]) -> Option<String> {
    let in_header = || body.header.and_then(plain);
    let in_body = || {
        let in_config = object(body.record, "config").and_then(|config| of(config, "action"));
        in_config.or_else(|| keys.iter().find_map(|key| of(body.record, key)))
    };
    if body.is_signed { in_body().or_else(in_header) } else { in_header().or_else(in_body) }
}

/// The type at a key, if it is valid.
fn of(record: &JsonObject, key: &str) -> Option<String> {
    record.get(key).and_then(Value::as_str).and_then(plain)
}

/// A type without surrounding blanks; none if it is empty, too long or has control characters.
pub(super) fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    let is_plain = !text.is_empty() && text.len() <= LONGEST && !text.chars().any(char::is_control);
    is_plain.then(|| text.to_owned())
}

/// What a type says happened to an event, in lower case: `created` alone or after `event`; none for types
/// about something else.
pub(super) fn word(kind: &str) -> Option<String> {
    let kind = kind.to_ascii_lowercase();
    let word = kind.strip_prefix("event").map_or(Some(&*kind), |rest| rest.strip_prefix(['.', '_', ':', '/', '-']));
    word.map(str::to_owned)
}

/// Keys under which senders say what a delivery is about.
const ABOUT_KEYS: [&str; 6] = ["entity_type", "entity", "object_type", "resource_type", "object", "event_type"];

/// Things that are not events, which senders number as they number events.
const OTHER_THINGS: [&str; 30] = [
    "account",
    "artist",
    "attendee",
    "attraction",
    "booking",
    "category",
    "check_in",
    "checkin",
    "classification",
    "coupon",
    "customer",
    "discount",
    "invoice",
    "member",
    "membership",
    "message",
    "offer",
    "order",
    "organiser",
    "organizer",
    "payment",
    "performer",
    "product",
    "promoter",
    "question",
    "refund",
    "ticket",
    "ticket_type",
    "user",
    "venue",
];

/// What a delivery is about, if its body says so and it is not an event: `promoter`, `order` and the like.
pub(super) fn other_thing(body: &JsonObject) -> Option<&'static str> {
    let inner = ["data", "payload", "event"].iter().filter_map(|key| object(body, key));
    std::iter::once(body)
        .chain(inner)
        .find_map(|record| ABOUT_KEYS.iter().find_map(|key| other_thing_in(record.get(*key)?.as_str()?)))
}

/// The thing that a word or a type such as `order.completed` is about, if it is not an event.
pub(super) fn other_thing_in(text: &str) -> Option<&'static str> {
    let text = text.trim().to_ascii_lowercase();
    let first = text.split(['.', ':', '/', ' ']).next().unwrap_or_default();
    let is_of = |thing: &&str| {
        first.strip_prefix(*thing).is_some_and(|rest| rest.is_empty() || rest == "s" || rest.starts_with(['_', '-']))
    };
    OTHER_THINGS.into_iter().find(|thing| is_of(thing))
}
