//! A source of a program's own: its function turns deliveries into statements about events.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use chrono_tz::Tz;
use serde_json::Value;

use super::generic::KEYS;
use super::webhook_type::{self, UNKNOWN};
use super::{JsonDelivery, JsonObject, Meaning};
use crate::event::{Event, EventId, EventKey};
use crate::listings::fields::kind_of;
use crate::live::message::RemovalReason;
use crate::text::escaped;

/// Why a function cannot read a delivery.
pub type CustomSourceError = Box<dyn std::error::Error + Send + Sync>;

type Read = dyn Fn(&Payload) -> Result<Vec<Statement>, CustomSourceError> + Send + Sync;

/// A source with a function of your own. Its address is `POST /webhooks/NAME`.
///
/// Its deliveries are handled like those of any other source: they are verified, written to the journal,
/// acknowledged, and applied in the order of their numbers. A restart reads them from the journal and calls
/// the function again. So the result must depend on the payload only: not on the clock, on random numbers
/// or on earlier calls.
///
/// | result of the function | state of the delivery |
/// |---|---|
/// | statements | `applied`, or `unresolved` while it names an unknown event |
/// | no statements | `ignored` |
/// | an error, a panic, or an invalid event | `dead`, with the reason; nothing of it is applied |
///
/// ```
/// use pdpe::watch::run::{CustomSource, Statement};
/// let source = CustomSource::new("box_office", |payload| {
///     let show = payload.body.get("show").and_then(|show| show.as_object()).ok_or("no show")?;
///     Ok(vec![Statement::added(show, payload.zone)?])
/// });
/// assert_eq!(source.name(), "box_office");
/// ```
#[derive(Clone)]
pub struct CustomSource {
    name: String,
    read: Arc<Read>,
}

/// The content of a delivery.
#[derive(Clone, Copy, Debug)]
pub struct Payload<'a> {
    /// The type: the header `X-Event-Type`, or `config.action`, `type`, `event` or `action` of the body;
    /// `unknown` if none of them is text.
    pub webhook_type: &'a str,
    /// The body.
    pub body: &'a JsonObject,
    /// The model's zone: that of local times without an offset.
    pub zone: Tz,
}

/// A statement about an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// The event is new, or replaces the one with its id.
    Added(Box<Event>),
    /// Some fields of an event changed, named as in pdpe's own format; the others stay.
    Updated {
        /// Which event.
        id: EventId,
        /// The new values.
        fields: JsonObject,
    },
    /// The event is gone.
    Removed {
        /// Which event.
        id: EventId,
        /// Why.
        reason: RemovalReason,
    },
}

impl Statement {
    /// The event in a record in pdpe's own format: `id`, `lat` and `lon`, and optionally `name`, `start`,
    /// `end`, `attendance`, `radius_km`, `sentiment` and `status`. Local times are in `zone`.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub fn added(record: &JsonObject, zone: Tz) -> Result<Self, String> {
        let event = crate::listings::read_record(record, crate::listings::ListingFormat::Native, zone)?;
        Ok(Self::Added(Box::new(event)))
    }
}

impl CustomSource {
    /// A source with a name, the last step of its address: 1…64 of `a-z0-9_-`, and not the name of a
    /// built-in source.
    pub fn new(
        name: &str,
        read: impl Fn(&Payload) -> Result<Vec<Statement>, CustomSourceError> + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.to_owned(), read: Arc::new(read) }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn read(&self, body: JsonDelivery) -> (Option<String>, Vec<Meaning>) {
        let kind = webhook_type::find(body, KEYS);
        let webhook_type = kind.as_deref().unwrap_or(UNKNOWN);
        let payload = Payload { webhook_type, body: body.record, zone: body.zone };
        // After a panic the delivery is kept as dead: a restart with a corrected function applies it.
        let said = catch_unwind(AssertUnwindSafe(|| (self.read)(&payload)));
        let meanings = said.map_or_else(
            |_| Err("the function of the source panicked".to_owned()),
            |said| {
                let statements = said.map_err(|error| error.to_string())?;
                if statements.is_empty() {
                    return Ok(vec![Meaning::NoStatement]);
                }
                statements.into_iter().map(|statement| self.meaning(statement, body.zone)).collect()
            },
        );
        let unusable = |reason: String| vec![Meaning::Unusable { id: None, reason: escaped(&reason) }];
        (kind, meanings.unwrap_or_else(unusable))
    }

    fn meaning(&self, statement: Statement, zone: Tz) -> Result<Meaning, String> {
        Ok(match statement {
            Statement::Added(event) => {
                event.check().map_err(|error| format!("event {}: {error}", event.id))?;
                // No source speaks for another.
                Meaning::AddOrUpdate(Box::new(Event { source: self.name.clone(), ..*event }))
            }
            Statement::Updated { id, mut fields } => {
                if let Some((key, value)) = fields.iter().find(|(_, value)| value.is_array() || value.is_object()) {
                    return Err(format!("event {id}: {key} is {}, not text or a number", kind_of(value)));
                }
                fields.insert("id".into(), Value::String(id.to_string()));
                fields.insert("source".into(), Value::String(self.name.clone()));
                Meaning::Update { id: EventKey::new(id, &self.name), fields, zone }
            }
            Statement::Removed { id, reason } => Meaning::Remove { id: EventKey::new(id, &self.name), reason },
        })
    }
}

impl fmt::Debug for CustomSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomSource").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The same source, not one that does the same.
impl PartialEq for CustomSource {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && Arc::ptr_eq(&self.read, &other.read)
    }
}
