//! Messages about what happens, each with its time and cause, and their JSON.
//!
//! A [`Message`] is a [`Body`] with an id, a time and a [`Cause`]. The set of kinds is closed; `custom`
//! is for extensions. In JSON a message is one flat object:
//!
//! ```
//! use pdpe::live::message::{Body, Message};
//! let json = r#"{"message_id": 7, "timestamp": "2026-10-03T19:00:00-05:00", "type": "time_change",
//!     "previous_time": "2026-10-03T18:00:00-05:00", "new_time": "2026-10-03T19:00:00-05:00",
//!     "boundary_type": "hour", "cause": "clock"}"#;
//! let message: Message = serde_json::from_str(json)?;
//! assert!(matches!(message.body, Body::TimeChange(_)));
//! assert_eq!(serde_json::from_str::<Message>(&serde_json::to_string(&message)?)?, message);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # Adding a kind of message
//! Use [`Custom`] for other kinds: a name, and data of any type.
//! ```
//! use chrono::DateTime;
//! use pdpe::live::bus::{Bus, BusSettings};
//! use pdpe::live::message::{Body, Cause, Custom, Draft, Kind};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct TruckParked {
//!     truck: String,
//!     cell_id: String,
//! }
//!
//! impl TruckParked {
//!     const NAME: &str = "truck_parked";
//! }
//!
//! let parked = std::cell::RefCell::new(Vec::new());
//! let mut bus = Bus::new(BusSettings::default());
//! bus.subscribe("parking list", Kind::Custom, |message| {
//!     if let Body::Custom(custom) = &message.body
//!         && custom.name == TruckParked::NAME
//!     {
//!         parked.borrow_mut().push(custom.read::<TruckParked>()?);
//!     }
//!     Ok(Vec::new())
//! });
//!
//! let truck = TruckParked { truck: "Tacos 2".into(), cell_id: "33_42".into() };
//! let at = DateTime::parse_from_rfc3339("2026-10-03T19:00:00-05:00")?;
//! bus.publish(Draft::new(at, Cause::User, Custom::new(TruckParked::NAME, &truck)?));
//! # drop(bus);
//! assert_eq!(parked.into_inner(), [truck]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//! A kind that others depend on can be added here: a variant of [`Kind`] and of [`Body`], a struct in
//! `message/body.rs`, and a line in the tests of `tests/live/message.rs`, which iterate over
//! [`Kind::ALL`].

mod body;
mod wire;

use std::fmt;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

pub use body::{
    AFFECTED_CELLS_LIMIT, AssumptionLayerUpdate, Custom, EventAdded, EventRemoved, EventUpdated, GridUpdate, LayerType,
    RemovalReason, TimeChange, UpdateType, VisualizationType, VisualizationUpdate, WebhookReceived, event_changes,
};

/// The number of a message on its bus, counted from 1; the same run gives the same numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub u64);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The cause of a message.
///
/// In JSON: `"clock"`, `"replay"`, `"user"`, `{"message": 17}`, or
/// `{"delivery": {"source": "eventbrite", "seq": 4}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The clock.
    Clock,
    /// A replay.
    Replay,
    /// A user: a command, a file of events.
    User,
    /// Another message.
    Message(MessageId),
    /// A webhook request.
    Delivery {
        /// The service that sent it.
        source: String,
        /// Its number in the journal of deliveries.
        seq: u64,
    },
}

/// A message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Its number, unique on its bus and above those of all earlier messages.
    pub message_id: MessageId,
    /// When it happened.
    #[serde(with = "wire::time")]
    pub timestamp: DateTime<FixedOffset>,
    /// Its content; in JSON its `type` and fields are at the top level.
    #[serde(flatten)]
    pub body: Body,
    /// Its cause.
    pub cause: Cause,
}

impl Message {
    /// The kind of its content.
    pub fn kind(&self) -> Kind {
        self.body.kind()
    }
}

/// A message without a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// When it happened.
    pub timestamp: DateTime<FixedOffset>,
    /// Its cause.
    pub cause: Cause,
    /// Its content.
    pub body: Body,
}

impl Draft {
    /// A message without a number.
    pub fn new(timestamp: DateTime<FixedOffset>, cause: Cause, body: impl Into<Body>) -> Self {
        Self { timestamp, cause, body: body.into() }
    }

    /// Adds the number.
    pub fn numbered(self, message_id: MessageId) -> Message {
        Message { message_id, timestamp: self.timestamp, body: self.body, cause: self.cause }
    }
}

/// The chain of causes that leads to a message: the first has a cause that is not a message, or that
/// `find` does not know. Empty if the message itself is not known.
pub fn chain<'m>(id: MessageId, find: impl Fn(MessageId) -> Option<&'m Message>) -> Vec<&'m Message> {
    let mut chain: Vec<&Message> = Vec::new();
    let mut next = Some(id);
    while let Some(message) = next.and_then(&find) {
        next = match message.cause {
            // A cause is older than its effect. A message read from JSON might violate this, and the chain might not
            // end.
            Cause::Message(cause) if cause < message.message_id => Some(cause),
            _ => None,
        };
        chain.push(message);
    }
    chain.reverse();
    chain
}

/// Declares the kinds once: their variants, structs and wire names.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident($content:ty) = $name:literal,)*) => {
        /// The kinds of messages.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Kind {
            $($(#[$doc])* #[serde(rename = $name)] $kind,)*
        }

        impl Kind {
            /// All kinds.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$kind),*];

            /// The name it has as `type` in JSON, such as `time_change`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }

        /// What happened.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "type")]
        pub enum Body {
            $($(#[$doc])* #[serde(rename = $name)] $kind($content),)*
        }

        impl Body {
            /// The kind of it.
            pub fn kind(&self) -> Kind {
                match self {
                    $(Self::$kind(_) => Kind::$kind,)*
                }
            }
        }
    };
}

impl Body {
    /// Whether it adds, changes or removes an event.
    pub fn changes_events(&self) -> bool {
        matches!(self, Self::EventAdded(_) | Self::EventUpdated(_) | Self::EventRemoved(_))
    }

    /// Whether an engine acts on it when it is published: it changes events or the time, or asks for a
    /// recalculation.
    pub fn changes_state(&self) -> bool {
        let asks = matches!(self, Self::TimeChange(_) | Self::AssumptionLayerUpdate(_) | Self::GridUpdate(_));
        asks || self.changes_events()
    }
}

kinds! {
    /// A new hour, day, week or month.
    TimeChange(TimeChange) = "time_change",
    /// An event was added.
    EventAdded(Box<EventAdded>) = "event_added",
    /// An event changed.
    EventUpdated(Box<EventUpdated>) = "event_updated",
    /// An event was removed.
    EventRemoved(EventRemoved) = "event_removed",
    /// The scores of a layer changed.
    AssumptionLayerUpdate(AssumptionLayerUpdate) = "assumption_layer_update",
    /// Cells were scored again.
    GridUpdate(GridUpdate) = "grid_update",
    /// A display should be updated.
    VisualizationUpdate(VisualizationUpdate) = "visualization_update",
    /// A service sent a webhook.
    WebhookReceived(WebhookReceived) = "webhook_received",
    /// An extension.
    Custom(Custom) = "custom",
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
