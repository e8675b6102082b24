//! Eventbrite's deliveries: `api_url` and `config`, which name what changed without its data.
//!
//! So most of them mean a [`LookUp`]: a known event is used as it is; else it is requested, from an
//! address made of the id alone; else the delivery waits until the event is known. [`answers`] reads
//! the answers.

pub mod answers;

use std::fmt;

use super::{JsonDelivery, JsonObject, Meaning, webhook_type};
use crate::event::{EventId, EventKey};
use crate::listings::fields::{self, object, present, text};
use crate::live::message::RemovalReason;
use crate::text::escaped;

/// An id of Eventbrite: 1 to 20 digits, so that it is safe in an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventbriteId(String);

impl EventbriteId {
    /// Parses an id.
    pub fn parse(text: &str) -> Option<Self> {
        let is_id = (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        is_id.then(|| Self(text.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The event of Eventbrite with this id.
    pub fn event(&self) -> EventKey {
        EventKey::new(EventId::new(&self.0).expect("it has a digit"), "eventbrite")
    }
}

impl fmt::Display for EventbriteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A request to Eventbrite.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LookUp {
    /// An event with its venue; read by [`answers::event`].
    Event {
        /// Which event.
        id: EventbriteId,
    },
    /// An order, to find its event; read by [`answers::order`].
    Order {
        /// Which order.
        id: EventbriteId,
    },
    /// The attendees of an event, to count them; read by [`answers::attendance`].
    Attendance {
        /// Which event.
        event: EventbriteId,
    },
}

impl LookUp {
    /// The path below `https://www.eventbriteapi.com/v3/`: made of the id, and nothing else that a sender
    /// wrote.
    pub fn path(&self) -> String {
        match self {
            Self::Event { id } => format!("events/{id}/?expand=venue"),
            Self::Order { id } => format!("orders/{id}/"),
            Self::Attendance { event } => format!("events/{event}/attendees/?status=attending"),
        }
    }

    /// The request with a path.
    pub fn of_path(path: &str) -> Option<Self> {
        let (kind, rest) = path.split_once('/')?;
        let id = EventbriteId::parse(rest.split('/').next()?)?;
        let wanted = match kind {
            "orders" => Self::Order { id },
            _ if rest.contains("/attendees/") => Self::Attendance { event: id },
            _ => Self::Event { id },
        };
        (wanted.path() == path).then_some(wanted)
    }

    /// The event it is about, if known before the answer.
    pub fn event(&self) -> Option<EventKey> {
        match self {
            Self::Event { id } | Self::Attendance { event: id } => Some(id.event()),
            Self::Order { .. } => None,
        }
    }
}

pub(super) fn read(body: JsonDelivery) -> (Option<String>, Vec<Meaning>) {
    let kind = webhook_type::find(body, &["action", "type", "event"]);
    let meaning = match kind.as_deref() {
        Some("event.created" | "event.published" | "event.updated") => {
            of_event(body.record, |id| Ok(Meaning::LookUp(LookUp::Event { id })))
        }
        Some("event.cancelled" | "event.canceled") => of_event(body.record, removed(RemovalReason::Cancelled)),
        Some("event.deleted") => of_event(body.record, removed(RemovalReason::Deleted)),
        Some("event.unpublished") => of_event(body.record, removed(RemovalReason::Unpublished)),
        Some("order.placed" | "order.updated") => of_order(body.record),
        // Eventbrite's dashboard calls the same `barcode.checked_in`.
        Some("attendee.updated" | "attendee.checked_in" | "barcode.checked_in") => {
            of_event(body.record, |id| attendance(body.record, id))
        }
        Some("test") => Ok(Meaning::Ping),
        _ => Ok(Meaning::Unknown),
    };
    let meaning = meaning.unwrap_or_else(|reason| Meaning::Unusable { id: None, reason });
    (kind, vec![meaning])
}

fn removed(reason: RemovalReason) -> impl FnOnce(EventbriteId) -> Result<Meaning, String> {
    move |id| Ok(Meaning::Remove { id: id.event(), reason })
}

fn of_event(
    record: &JsonObject,
    meaning: impl FnOnce(EventbriteId) -> Result<Meaning, String>,
) -> Result<Meaning, String> {
    let id = Named::by(record)?.event.ok_or("no event: neither api_url nor config.event_id names one")?;
    meaning(id)
}

fn of_order(record: &JsonObject) -> Result<Meaning, String> {
    match Named::by(record)? {
        Named { event: Some(event), .. } => attendance(record, event),
        Named { order: Some(id), .. } => Ok(Meaning::LookUp(LookUp::Order { id })),
        Named { .. } => Err("no order: api_url names none".into()),
    }
}

/// The attendance if the delivery contains it; else a request for it.
fn attendance(record: &JsonObject, event: EventbriteId) -> Result<Meaning, String> {
    let in_config = object(record, "config").and_then(|config| present(config, "attendance"));
    match in_config.or_else(|| present(record, "attendance")) {
        Some(value) => {
            let attendance = fields::count("attendance", value)?;
            Ok(Meaning::SetAttendance { id: event.event(), attendance })
        }
        None => Ok(Meaning::LookUp(LookUp::Attendance { event })),
    }
}

/// The ids in a delivery.
#[derive(Default)]
struct Named {
    event: Option<EventbriteId>,
    order: Option<EventbriteId>,
}

impl Named {
    fn by(record: &JsonObject) -> Result<Self, String> {
        let mut named = text(record, "api_url").map(Self::in_address).unwrap_or_default();
        let Some(value) = object(record, "config").and_then(|config| present(config, "event_id")) else {
            return Ok(named);
        };
        let id = fields::id(Some(value)).map_err(|reason| format!("config.event_id: {reason}"))?;
        let id = EventbriteId::parse(id.as_str())
            .ok_or_else(|| format!("config.event_id: `{}` is not an id of Eventbrite's", escaped(id.as_str())))?;
        match named.event.replace(id.clone()) {
            Some(other) if other != id => Err(format!("api_url names event {other}, config.event_id event {id}")),
            _ => Ok(named),
        }
    }

    /// The ids in an address such as `https://…/v3/events/N/attendees/M/`; the rest of it is ignored.
    fn in_address(address: &str) -> Self {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let steps = path.split_once("/v3/").map(|(_, path)| path.split('/').collect::<Vec<_>>());
        let id = |text: &str| EventbriteId::parse(text);
        match steps.as_deref() {
            Some(["events", event, ..]) => Self { event: id(event), order: None },
            Some(["orders", order, ..]) => Self { event: None, order: id(order) },
            _ => Self::default(),
        }
    }
}
