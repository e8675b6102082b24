//! Why a delivery waits or is ignored, in words.

use super::Agenda;
use super::waiting::Missing;
use crate::watch::sources::{Meaning, Reading, Source, UNKNOWN};

impl Agenda {
    /// Why a delivery waits. Another source may have an event with the same id, which it cannot change.
    pub(super) fn why_unresolved(&self, missing: &Missing) -> String {
        let other = match missing {
            Missing::Event(key) => self.events.with_id(key.as_str()).find(|event| event.source != key.source),
            Missing::Answer(_) => None,
        };
        match (missing, other) {
            (Missing::Event(key), Some(other)) if other.source.is_empty() => {
                format!(
                    "{missing} to {}; the event with this id has no source, and only its own source can change it",
                    key.source
                )
            }
            (Missing::Event(key), Some(other)) => {
                format!(
                    "{missing} to {}; the event with this id is of {}, which alone can change it",
                    key.source, other.source
                )
            }
            _ => missing.to_string(),
        }
    }
}

/// Why a delivery is ignored.
pub(super) fn why_ignored(source: &str, reading: &Reading) -> String {
    if reading.meanings.contains(&Meaning::Ping) {
        return "a test of the address".into();
    }
    if reading.meanings.contains(&Meaning::NoStatement) {
        return "its source finds nothing about events in it".into();
    }
    let what = match &*reading.webhook_type {
        UNKNOWN => "it has no type".to_owned(),
        kind => format!("type {kind} does not concern events"),
    };
    match Source::of_name(source) {
        Source::Generic(_) => format!("{what}; write added, updated or removed, or map the type in [sources.types]"),
        _ => what,
    }
}
