//! What a user says about an event file: its format, its zone, the names of its fields, the order of its dates.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use super::{Context, ListingFormat, Record, Venues};
use crate::aliases;
use crate::text::{escaped, listed};

/// How to read an event file.
#[derive(Clone, Debug, PartialEq)]
pub struct ListingOptions {
    /// The format; if none, it is detected.
    pub format: Option<ListingFormat>,
    /// The zone of local times without one.
    pub zone: Tz,
    /// Fields under names that pdpe does not know.
    pub fields: Vec<FieldChoice>,
    /// Whether dates such as 3/10/2026 have the day first; if none, other dates of the file tell.
    pub day_first: Option<bool>,
    /// The first and the last instant for which the dates of recurring events matter.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Whether the other pages of a response are read too.
    pub has_all_pages: bool,
    /// Places of venues, for events that only name theirs.
    pub venues: Venues,
}

impl ListingOptions {
    /// Detects everything but the zone.
    #[must_use]
    pub fn new(zone: Tz) -> Self {
        Self {
            format: None,
            zone,
            fields: Vec::new(),
            day_first: None,
            span: None,
            has_all_pages: false,
            venues: Venues::default(),
        }
    }

    pub(super) fn context(&self, day_first: Option<bool>) -> Context<'_> {
        Context {
            format: self.format,
            zone: self.zone,
            day_first: self.day_first.or(day_first),
            fields: &self.fields,
            span: self.span,
            has_all_pages: self.has_all_pages,
            venues: &self.venues,
        }
    }
}

/// A field of an event and the key or column that holds it: `start=startsAt`, `lat=venue.latitude`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChoice {
    /// The field of pdpe.
    pub(super) field: &'static str,
    /// A key or column, or keys of objects within each other with dots between them.
    pub(super) key: String,
}

/// Text that does not choose a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldChoiceError {
    /// There is no `=`, or nothing behind it.
    #[error("`{0}` does not name a field and a column; write it like start=startsAt")]
    Syntax(String),
    /// Events have no such field.
    #[error("events have no field `{0}`; use {fields}", fields = listed(aliases::event_fields().map(str::to_owned), 99))]
    Field(String),
}

impl FromStr for FieldChoice {
    type Err = FieldChoiceError;

    fn from_str(text: &str) -> Result<Self, FieldChoiceError> {
        let syntax = || FieldChoiceError::Syntax(escaped(text));
        let (field, key) = text.split_once('=').ok_or_else(syntax)?;
        let (field, key) = (field.trim(), key.trim());
        if key.is_empty() {
            return Err(syntax());
        }
        let field = aliases::event_field(field).ok_or_else(|| FieldChoiceError::Field(escaped(field)))?;
        Ok(Self { field, key: key.to_owned() })
    }
}

impl FieldChoice {
    /// The key or column.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether a key of a record holds the value, or an object with it.
    pub(super) fn is_in(&self, key: &str) -> bool {
        let first = self.key.split('.').next().unwrap_or_default();
        [&self.key, first].iter().any(|own| key.trim().eq_ignore_ascii_case(own))
    }

    /// The value that a record has for it, if any; null and blank text are none.
    pub(super) fn value_in<'r>(&self, record: &'r Record) -> Option<&'r Value> {
        let of_key = |record: &'r Record, key: &str| {
            record.get(key).or_else(|| Some(record.iter().find(|(own, _)| own.trim().eq_ignore_ascii_case(key))?.1))
        };
        let nested = || {
            let mut keys = self.key.split('.');
            let first = of_key(record, keys.next()?);
            keys.try_fold(first?, |value, key| match value {
                Value::Array(list) => list.get(key.parse::<usize>().ok()?),
                other => of_key(other.as_object()?, key),
            })
        };
        let value = of_key(record, &self.key).or_else(nested)?;
        let is_blank = value.as_str().is_some_and(|text| text.trim().is_empty());
        (!value.is_null() && !is_blank).then_some(value)
    }
}
