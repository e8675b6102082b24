//! The contents of each kind of message: its fields, named as in JSON.
//!
//! All fields are required. Two may be null: `affected_area` for the whole grid, and `trigger_event_id`
//! if no event is the reason. `affected_cells` is omitted above [`AFFECTED_CELLS_LIMIT`];
//! `cells_changed` is their number.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Body, wire};
use crate::clock::BoundaryKind;
use crate::event::{Event, EventId, EventKey};
use crate::geo::{BoundingBox, LatLon};
use crate::layers;
use crate::listings::native::{EventRecord, changed_fields};

/// The most cells that are listed.
pub const AFFECTED_CELLS_LIMIT: usize = 1000;

/// A new hour, day, week or month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeChange {
    /// The previous time: that of the boundary before, or from which the time was changed.
    #[serde(with = "wire::time")]
    pub previous_time: DateTime<FixedOffset>,
    /// The time of the boundary.
    #[serde(with = "wire::time")]
    pub new_time: DateTime<FixedOffset>,
    /// What is new.
    pub boundary_type: BoundaryKind,
}

/// An event was added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventAdded {
    /// The event.
    pub event_data: EventRecord,
    /// Its source, such as `eventbrite`.
    pub source: String,
    /// Where it is.
    #[serde(with = "wire::place")]
    pub location: LatLon,
}

impl EventAdded {
    /// The message about a new event; its times are written with the offsets of `zone`.
    pub fn new(event: Event, zone: Tz) -> Self {
        Self { source: event.source.clone(), location: event.place, event_data: EventRecord::new(event, zone) }
    }
}

/// An event changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventUpdated {
    /// The event's id.
    pub updated_event_id: EventId,
    /// Its source.
    pub source: String,
    /// The event as it was.
    pub old_data: EventRecord,
    /// The event as it is now.
    pub new_data: EventRecord,
    /// The fields in which they differ, by their names in pdpe's own format.
    pub changed_fields: Vec<String>,
}

impl EventUpdated {
    /// The message about a change from `old` to `new`; times are written with the offsets of `zone`.
    pub fn new(old: Event, new: Event, zone: Tz) -> Self {
        Self {
            updated_event_id: new.id.clone(),
            source: new.source.clone(),
            changed_fields: changed_fields(&old, &new).into_iter().map(str::to_owned).collect(),
            old_data: EventRecord::new(old, zone),
            new_data: EventRecord::new(new, zone),
        }
    }
}

/// Why an event was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovalReason {
    /// It does not take place.
    Cancelled,
    /// Its source deleted it.
    Deleted,
    /// Its source no longer shows it.
    Unpublished,
    /// It is over.
    Expired,
    /// Another listing of the same crowd counts.
    ListedTwice,
}

impl fmt::Display for RemovalReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cancelled => "cancelled",
            Self::Deleted => "deleted",
            Self::Unpublished => "unpublished",
            Self::Expired => "expired",
            Self::ListedTwice => "listed twice",
        })
    }
}

/// An event was removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventRemoved {
    /// The event's id.
    pub removed_event_id: EventId,
    /// Its source.
    pub source: String,
    /// Its place.
    #[serde(with = "wire::place")]
    pub location: LatLon,
    /// Why.
    pub reason: RemovalReason,
}

impl EventRemoved {
    /// The message about a removed event.
    pub fn new(event: &Event, reason: RemovalReason) -> Self {
        Self { removed_event_id: event.id.clone(), source: event.source.clone(), location: event.place, reason }
    }
}

/// The name of a layer of the model, or [`LayerType::ALL`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct LayerType(Cow<'static, str>);

impl LayerType {
    /// All layers.
    pub const ALL: Self = Self(Cow::Borrowed(layers::ALL));

    /// A layer by its name in the model's table.
    pub fn of(name: &str) -> Self {
        Self(Cow::Owned(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for LayerType {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let is_name = !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
        if is_name { Ok(Self(Cow::Owned(name))) } else { Err(format!("`{name}` is not the name of a layer")) }
    }
}

/// The scores of a layer changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssumptionLayerUpdate {
    /// Which layer.
    pub layer_type: LayerType,
    /// Where; null (`None`) is the whole grid.
    #[serde(with = "wire::area")]
    pub affected_area: Option<BoundingBox>,
    /// Why, for people.
    pub recalculation_reason: String,
}

/// How much of the grid was scored again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateType {
    /// Every cell, every layer.
    Full,
    /// The cells that something reaches.
    Incremental,
    /// Every cell, only the layers whose factors changed.
    AssumptionOnly,
}

/// Cells were scored again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridUpdate {
    /// Ids of the cells with a changed score, in the order of the grid; see [`GridUpdate::listed`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affected_cells: Option<Vec<String>>,
    /// How many were scored again.
    pub cells_rescored: usize,
    /// How many of these have a new score.
    pub cells_changed: usize,
    /// How much of the grid that is.
    pub update_type: UpdateType,
    /// The event that is the reason; null (`None`) if none is.
    #[serde(deserialize_with = "Option::deserialize")] // null, but not missing
    pub trigger_event_id: Option<EventId>,
}

impl GridUpdate {
    /// The ids, or `None` above [`AFFECTED_CELLS_LIMIT`].
    pub fn listed<'a>(ids: impl ExactSizeIterator<Item = &'a str>) -> Option<Vec<String>> {
        (ids.len() <= AFFECTED_CELLS_LIMIT).then(|| ids.map(str::to_owned).collect())
    }
}

/// What is shown of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisualizationType {
    /// The scores as a surface.
    Heatmap,
    /// The cells.
    Grid,
    /// Both.
    Combined,
    /// Whatever is shown.
    All,
}

/// A display should be updated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisualizationUpdate {
    /// What is shown.
    pub visualization_type: VisualizationType,
    /// The data for the display.
    pub update_data: Value,
    /// Whether it happens now, rather than in a replay.
    pub real_time: bool,
}

/// A service sent a webhook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WebhookReceived {
    /// The service, such as `eventbrite`.
    pub source: String,
    /// Its type as the service names it, such as `event.updated`.
    pub webhook_type: String,
    /// The body.
    pub webhook_data: Value,
}

/// An extension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Custom {
    /// Its name.
    pub name: String,
    /// Its data.
    pub data: Value,
}

impl Custom {
    /// Serializes data of any type.
    ///
    /// # Errors
    /// When the data cannot be JSON, such as a map whose keys are not text.
    pub fn new(name: &str, data: &impl Serialize) -> Result<Self, serde_json::Error> {
        Ok(Self { name: name.to_owned(), data: serde_json::to_value(data)? })
    }

    /// Deserializes the data.
    ///
    /// # Errors
    /// When it is not of that type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(&self.data)
    }
}

impl EventRemoved {
    /// Which event was removed.
    pub fn key(&self) -> EventKey {
        EventKey::new(self.removed_event_id.clone(), &self.source)
    }
}

/// The events after some messages; `None` for a removed event. Of several messages about one event the
/// last counts; other messages are ignored.
pub fn event_changes<'b>(bodies: impl IntoIterator<Item = &'b Body>) -> BTreeMap<EventKey, Option<Event>> {
    let mut changes = BTreeMap::new();
    for body in bodies {
        let new = match body {
            Body::EventAdded(added) => &added.event_data.event,
            Body::EventUpdated(updated) => {
                // With another source it is another event.
                changes.insert(updated.old_data.event.key(), None);
                &updated.new_data.event
            }
            Body::EventRemoved(removed) => {
                changes.insert(removed.key(), None);
                continue;
            }
            _ => continue,
        };
        changes.insert(new.key(), Some(new.clone()));
    }
    changes
}

macro_rules! into_body {
    ($($kind:ident),*) => {
        $(impl From<$kind> for Body {
            fn from(content: $kind) -> Self {
                Self::$kind(content.into())
            }
        })*
    };
}

into_body!(
    TimeChange,
    EventAdded,
    EventUpdated,
    EventRemoved,
    AssumptionLayerUpdate,
    GridUpdate,
    VisualizationUpdate,
    WebhookReceived,
    Custom
);
