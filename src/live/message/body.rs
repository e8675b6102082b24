//! What each kind of message says: its fields, named as in JSON.
//!
//! Every field has to be there. Two may be null: `affected_area` for the whole grid, and
//! `trigger_event_id` where no event is the reason. One may be left out: `affected_cells`,
//! where there are more than [`AFFECTED_CELLS_LIMIT`]; `cells_changed` still says how many.

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
use crate::event::{Event, EventId};
use crate::geo::{BoundingBox, LatLon};
use crate::layers;
use crate::listings::native::{EventRecord, changed_fields};

/// Cells above this number are counted, not listed.
pub const AFFECTED_CELLS_LIMIT: usize = 1000;

/// An hour, a day, a week or a month turned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeChange {
    /// The time before: of the boundary before this one, or from which time was moved on.
    #[serde(with = "wire::time")]
    pub previous_time: DateTime<FixedOffset>,
    /// The time of the boundary.
    #[serde(with = "wire::time")]
    pub new_time: DateTime<FixedOffset>,
    /// What turned.
    pub boundary_type: BoundaryKind,
}

/// An event is new.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventAdded {
    /// The event.
    pub event_data: EventRecord,
    /// Who knows of it, such as `eventbrite`.
    pub source: String,
    /// Where it is.
    #[serde(with = "wire::place")]
    pub location: LatLon,
}

impl EventAdded {
    /// Says that an event is new; its times are written with the offsets of `zone`.
    pub fn new(event: Event, zone: Tz) -> Self {
        Self { source: event.source.clone(), location: event.place, event_data: EventRecord::new(event, zone) }
    }
}

/// An event is not what it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventUpdated {
    /// The event's id.
    pub updated_event_id: EventId,
    /// Who knows of it.
    pub source: String,
    /// The event as it was.
    pub old_data: EventRecord,
    /// The event as it is now.
    pub new_data: EventRecord,
    /// The fields in which they differ, by their names in pdpe's own format.
    pub changed_fields: Vec<String>,
}

impl EventUpdated {
    /// Says that an event changed from `old` to `new`; times are written with the offsets of `zone`.
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

/// Why an event is gone.
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
}

impl fmt::Display for RemovalReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cancelled => "cancelled",
            Self::Deleted => "deleted",
            Self::Unpublished => "unpublished",
            Self::Expired => "expired",
        })
    }
}

/// An event does not take place, or is no longer known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventRemoved {
    /// The event's id.
    pub removed_event_id: EventId,
    /// Who knew of it.
    pub source: String,
    /// Where it was to be.
    #[serde(with = "wire::place")]
    pub location: LatLon,
    /// Why it is gone.
    pub reason: RemovalReason,
}

impl EventRemoved {
    /// Says that an event is gone.
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
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self(Cow::Owned(name.to_owned()))
    }

    /// The name.
    #[must_use]
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

/// A layer has other scores than before.
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
    /// Ids of the cells that have another score now, in the order of the grid; see
    /// [`GridUpdate::listed`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affected_cells: Option<Vec<String>>,
    /// How many were scored again.
    pub cells_rescored: usize,
    /// How many of these have another score now.
    pub cells_changed: usize,
    /// How much of the grid that is.
    pub update_type: UpdateType,
    /// The event that is the reason; null (`None`) if none is.
    #[serde(with = "wire::event_id_or_null")]
    pub trigger_event_id: Option<EventId>,
}

impl GridUpdate {
    /// The ids as they are to be listed: not at all above [`AFFECTED_CELLS_LIMIT`].
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

/// What is shown should change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisualizationUpdate {
    /// What is shown.
    pub visualization_type: VisualizationType,
    /// What a display of it needs to know.
    pub update_data: Value,
    /// Whether it happens now, and not in a replay.
    pub real_time: bool,
}

/// A service sent a webhook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WebhookReceived {
    /// The service, such as `eventbrite`.
    pub source: String,
    /// What it says happened, in its own word, such as `event.updated`.
    pub webhook_type: String,
    /// All it sent.
    pub webhook_data: Value,
}

/// Something that only those who named it know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Custom {
    /// What it is called.
    pub name: String,
    /// What it says.
    pub data: Value,
}

impl Custom {
    /// Packs data of any type.
    ///
    /// # Errors
    /// When the data cannot be JSON, such as a map whose keys are no text.
    pub fn new(name: &str, data: &impl Serialize) -> Result<Self, serde_json::Error> {
        Ok(Self { name: name.to_owned(), data: serde_json::to_value(data)? })
    }

    /// Unpacks the data.
    ///
    /// # Errors
    /// When it is not of that type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(&self.data)
    }
}

/// What messages about events make of each event: the event as it is now, `None` where it is removed.
/// Of several messages about one event the last counts; other messages are ignored.
pub fn event_changes<'b>(bodies: impl IntoIterator<Item = &'b Body>) -> BTreeMap<EventId, Option<Event>> {
    let put = |record: &EventRecord| (record.event.id.clone(), Some(record.event.clone()));
    let change = |body: &Body| match body {
        Body::EventAdded(added) => Some(put(&added.event_data)),
        Body::EventUpdated(updated) => Some(put(&updated.new_data)),
        Body::EventRemoved(removed) => Some((removed.removed_event_id.clone(), None)),
        _ => None,
    };
    bodies.into_iter().filter_map(change).collect()
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
