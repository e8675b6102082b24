//! How much memory what was read from a delivery takes.

use serde_json::{Map, Value};

/// Bytes of a JSON value besides its text.
const VALUE_BYTES: usize = 100;

/// About how many bytes a JSON object takes in memory.
pub fn object_bytes(object: &Map<String, Value>) -> usize {
    object.iter().map(|(key, value)| key.len() + value_bytes(value)).sum()
}

fn value_bytes(value: &Value) -> usize {
    VALUE_BYTES
        + match value {
            Value::String(text) => text.len(),
            Value::Array(list) => list.iter().map(value_bytes).sum(),
            Value::Object(object) => object_bytes(object),
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        }
}
