//! How the engine applies a message, and its answer.
//!
//! | message | effect |
//! |---|---|
//! | `time_change` | moves to the new time; the first of several at one instant does all of it |
//! | `event_added`, `event_updated` | moves to the message's time, adds or replaces the event |
//! | `event_removed` | moves to the message's time, removes the event |
//! | `custom`: [`EVENT_OPENS`], [`EVENT_CLOSES`], [`EVENT_SHIFTS`], [`CLOCK_CHANGED`], [`REFRESH`] | moves to the message's time |
//! | `assumption_layer_update`, published by others | moves to the message's time, calculates that layer again, in its area |
//! | `grid_update`, published by others | moves to the message's time, calculates its cells again; without a list those in reach of its event, or all |
//! | `grid_update` of the engine | answers with a `visualization_update` for displays of the grid |
//!
//! The engine's own updates answer another message, so their cause is a message; updates with any other
//! cause are requests.
//!
//! Several changes of events at once are a call, [`Engine::apply_events`]. Each is answered with an
//! `assumption_layer_update` for every computed layer, or one that says why there is none, and with a
//! `grid_update` if any cell was scored again.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::run::events_of;
use super::{Change, Engine};
use crate::clock::{BoundaryKind, ZonedTime};
use crate::event::{Event, EventId, EventKey};
use crate::geo::{BoundingBox, LatLon, ReachBox};
use crate::layers::followed_at;
use crate::live::bus::{SubscriberError, SubscriberResult};
use crate::live::message::{
    AssumptionLayerUpdate, Body, Cause, Custom, GridUpdate, LayerType, Message, UpdateType, VisualizationType,
    VisualizationUpdate, event_changes,
};

/// The name of the `custom` message for an event that opens; its data are [`TurnData`].
pub const EVENT_OPENS: &str = "event_opens";
/// The name of the `custom` message for an event that closes.
pub const EVENT_CLOSES: &str = "event_closes";
/// The name of the `custom` message for an event that enters a phase with another factor.
pub const EVENT_SHIFTS: &str = "event_shifts";
/// The name of the `custom` message for a clock change within an hour.
pub const CLOCK_CHANGED: &str = "clock_changed";
/// The name of the `custom` message that applies a deferred time change.
pub const REFRESH: &str = "refresh";

/// Which event opens, closes or enters another phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnData {
    /// The event's id.
    pub event_id: String,
    /// Its source.
    #[serde(default)]
    pub source: String,
}

impl Engine {
    /// Applies a message and returns the resulting updates. Ignores messages that concern neither time nor
    /// events.
    ///
    /// # Errors
    /// When an event to be removed, opened or closed is not known, or an update contains the data of another
    /// event, or when a layer, a cell or an event to be calculated again is not known. No event is changed then.
    pub fn apply(&mut self, message: &Message) -> SubscriberResult {
        match &message.body {
            Body::TimeChange(change) => {
                self.caches.time_changed(change);
                Ok(self.follow_clock(self.zoned(change.new_time), change.boundary_type))
            }
            Body::Custom(custom) => self.custom(message, custom),
            Body::EventUpdated(updated) if updated.updated_event_id != updated.new_data.event.id => {
                let (id, new_id) = (&updated.updated_event_id, &updated.new_data.event.id);
                Err(format!("the update of event {id} contains the data of event {new_id}").into())
            }
            Body::EventRemoved(removed) if self.events.get(&removed.key()).is_none() => {
                Err(unknown(&removed.removed_event_id))
            }
            Body::EventAdded(_) | Body::EventUpdated(_) | Body::EventRemoved(_) => {
                Ok(self.apply_events(self.zoned(message.timestamp), std::slice::from_ref(&message.body)))
            }
            Body::GridUpdate(update) if is_answer(message) => Ok(vec![self.show(update)]),
            Body::AssumptionLayerUpdate(asked) if !is_answer(message) => {
                let answers = self.catch_up(self.zoned(message.timestamp));
                Ok([answers, self.recalculate_layer(asked)?].concat())
            }
            Body::GridUpdate(asked) => {
                let answers = self.catch_up(self.zoned(message.timestamp));
                Ok([answers, self.recalculate_cells(asked)?].concat())
            }
            Body::AssumptionLayerUpdate(_) | Body::VisualizationUpdate(_) | Body::WebhookReceived(_) => Ok(Vec::new()),
        }
    }

    /// Moves to a time and applies messages about events, in one pass over the cells they reach; returns the
    /// resulting updates. Ignores other messages, and the removal of unknown events.
    pub fn apply_events(&mut self, at: ZonedTime, bodies: &[Body]) -> Vec<Body> {
        let changes = event_changes(bodies);
        let ids: Vec<EventKey> = changes.keys().cloned().collect();
        let mut answers = self.catch_up(at);
        let known =
            |engine: &Self| -> Vec<Event> { ids.iter().filter_map(|id| engine.events.get(id).cloned()).collect() };
        let before = known(self);
        let change = self.change_events(changes);
        let after = known(self);
        let what = match (bodies, after.first().or(before.first())) {
            ([body], Some(event)) => format!("{} {}", named(event), verb(body)),
            _ => format!("{} events changed at once", ids.len()),
        };
        let trigger = if let [_] = bodies { ids.into_iter().next().map(|key| key.id) } else { None };
        answers.extend(self.event_answers(&change, trigger, self.area(before.iter().chain(&after)), what));
        answers
    }

    /// When a deferred time change is due: a [`REFRESH`] should follow then.
    pub fn refresh_due(&self) -> Option<DateTime<Utc>> {
        let (last, _) = self.refreshed.zip(self.put_off)?;
        Some((last + self.min_recalc_interval()).to_utc())
    }

    fn min_recalc_interval(&self) -> TimeDelta {
        TimeDelta::seconds(self.settings.min_recalc_interval_seconds.into())
    }

    pub(super) fn known(&self, key: &EventKey) -> Result<&Event, SubscriberError> {
        self.events.get(key).ok_or_else(|| unknown(key))
    }

    fn zoned(&self, at: DateTime<chrono::FixedOffset>) -> ZonedTime {
        at.with_timezone(&self.model.timezone)
    }

    /// Moves to a new hour, day, week or month, now or later.
    fn follow_clock(&mut self, at: ZonedTime, kind: BoundaryKind) -> Vec<Body> {
        // Further messages of the same instant, and those that go back in time, are never deferred.
        let too_soon = |last: ZonedTime| at > last && at - last < self.min_recalc_interval() && at > self.at;
        if let Some(last) = self.refreshed.filter(|last| too_soon(*last)) {
            self.put_off = Some(at);
            let until = (last + self.min_recalc_interval()).to_rfc3339();
            return vec![layer(LayerType::ALL, None, format!("{kind}: deferred until {until}"))];
        }
        let already = self.at == at;
        let (before, change) = (self.times.clone(), self.go_to(at));
        if !change.layers.is_empty() {
            return self.time_answers(&change, &before, kind.as_str());
        }
        let (only, what) = followed_at(kind);
        let layers = only.map_or(LayerType::ALL, |only| self.layer_type(only));
        let reason = if already {
            format!("{kind}: {what} was applied with another message of this instant")
        } else {
            format!("{kind}: {what} changes no factor, nothing computed")
        };
        vec![layer(layers, None, reason)]
    }

    /// Moves to a time, and drops a deferred change.
    fn go_to(&mut self, at: ZonedTime) -> Change {
        self.put_off = None;
        self.refreshed = Some(at);
        self.move_to(at)
    }

    /// Brings the scores to the time of an event's change.
    fn catch_up(&mut self, at: ZonedTime) -> Vec<Body> {
        if at == self.at {
            return Vec::new();
        }
        let (before, change) = (self.times.clone(), self.go_to(at));
        if change.layers.is_empty() { Vec::new() } else { self.time_answers(&change, &before, "time went on") }
    }

    fn custom(&mut self, message: &Message, custom: &Custom) -> SubscriberResult {
        let at = self.zoned(message.timestamp);
        match custom.name.as_str() {
            EVENT_OPENS | EVENT_CLOSES | EVENT_SHIFTS => {
                let turn: TurnData = custom.read()?;
                let key = EventKey::new(EventId::new(&turn.event_id)?, &turn.source);
                let event = self.known(&key)?;
                let verb = match custom.name.as_str() {
                    EVENT_OPENS => "opens",
                    EVENT_CLOSES => "closes",
                    _ => "enters another phase",
                };
                let (what, area) = (format!("{} {verb}", named(event)), self.area([event]));
                let (before, change) = (self.times.clone(), self.go_to(at));
                // Others may turn at the same instant: the first message does everything.
                let is_alone =
                    change.opened.iter().chain(&change.closed).chain(&change.shifted).all(|turned| *turned == key);
                let is_of_events = change.layers == [events_of(&self.model.layers())];
                if change.layers.is_empty() || is_alone && is_of_events {
                    Ok(self.event_answers(&change, Some(key.id), area, what))
                } else {
                    Ok(self.time_answers(&change, &before, &what))
                }
            }
            CLOCK_CHANGED | REFRESH => {
                let why = if custom.name == REFRESH { "deferred before" } else { "clocks were set" };
                let (before, change) = (self.times.clone(), self.go_to(at));
                if change.layers.is_empty() {
                    return Ok(vec![layer(
                        LayerType::ALL,
                        None,
                        format!("{why}: no factor changes, nothing computed"),
                    )]);
                }
                Ok(self.time_answers(&change, &before, why))
            }
            _ => Ok(Vec::new()),
        }
    }

    /// One update for each computed layer, and one for the grid.
    fn time_answers(&self, change: &Change, before: &[f64], why: &str) -> Vec<Body> {
        let (cells, layers) = (self.grid.len(), self.model.layers());
        let list = |verb: &str, ids: &[EventKey]| {
            let names: Vec<String> = ids.iter().filter_map(|id| self.events.get(id)).map(named).collect();
            if names.is_empty() { String::new() } else { format!(", {verb}: {}", names.join(", ")) }
        };
        let turned = || change.opened.iter().chain(&change.closed).filter_map(|id| self.events.get(id));
        let update = |&computed: &usize| {
            let (area, what, cells) = match layers[computed].product() {
                Some(product) => (None, format!(": {}", product.turned(before[computed], self.times[computed])), cells),
                None => (
                    self.area(turned()),
                    list("opened", &change.opened) + &list("closed", &change.closed),
                    change.cells_reached,
                ),
            };
            layer(self.layer_type(computed), area, format!("{why}{what}, {cells} cells computed"))
        };
        let mut answers: Vec<Body> = change.layers.iter().map(update).collect();
        let whole = change.cells_rescored == cells && change.layers != [events_of(&layers)];
        let all = change.layers.len() == layers.len();
        let update_type = match (whole, all) {
            (true, true) => UpdateType::Full,
            (true, false) => UpdateType::AssumptionOnly,
            (false, _) => UpdateType::Incremental,
        };
        answers.push(self.grid_update(change, update_type, None));
        answers
    }

    /// The update of the events' layer, and of the grid if the events reach any cell.
    fn event_answers(
        &self,
        change: &Change,
        trigger: Option<EventId>,
        area: Option<BoundingBox>,
        what: String,
    ) -> Vec<Body> {
        if change.cells_rescored == 0 {
            return vec![layer(self.events_layer(), area, what + ", nothing left to compute")];
        }
        let reason = format!("{what}, {} cells computed", change.cells_rescored);
        vec![layer(self.events_layer(), area, reason), self.grid_update(change, UpdateType::Incremental, trigger)]
    }

    /// The name of a layer in messages.
    pub(super) fn layer_type(&self, layer: usize) -> LayerType {
        LayerType::of(self.model.layers()[layer].name)
    }

    fn events_layer(&self) -> LayerType {
        self.layer_type(events_of(&self.model.layers()))
    }

    pub(super) fn grid_update(
        &self,
        change: &Change,
        update_type: UpdateType,
        trigger_event_id: Option<EventId>,
    ) -> Body {
        let ids = change.cells_changed.iter().map(|&cell| self.grid.id(cell));
        GridUpdate {
            affected_cells: GridUpdate::listed(ids),
            cells_rescored: change.cells_rescored,
            cells_changed: change.cells_changed.len(),
            update_type,
            trigger_event_id,
        }
        .into()
    }

    /// The data of an update for a display of the grid.
    fn show(&self, update: &GridUpdate) -> Body {
        let summary = self.summary();
        let best = summary.map(|summary| {
            let place: LatLon = self.grid.place(summary.best);
            serde_json::json!({ "cell_id": self.grid.id(summary.best), "lat": place.lat(), "lon": place.lon(), "combined_score": summary.max })
        });
        VisualizationUpdate {
            visualization_type: if update.update_type == UpdateType::Incremental {
                VisualizationType::Grid
            } else {
                VisualizationType::All
            },
            update_data: serde_json::json!({
                "cells_changed": update.cells_changed,
                "mean": summary.map(|summary| summary.mean),
                "best": best,
            }),
            real_time: self.settings.real_time,
        }
        .into()
    }

    /// The box around the reach of some events; none (the whole grid) without events.
    pub(super) fn area<'e>(&self, events: impl IntoIterator<Item = &'e Event>) -> Option<BoundingBox> {
        let reach = |event: &Event| ReachBox::new(event.place, event.reach_km(&self.model.proximity)).bounds();
        events.into_iter().map(reach).reduce(BoundingBox::and)
    }
}

/// Whether a message answers another one.
fn is_answer(message: &Message) -> bool {
    matches!(message.cause, Cause::Message(_))
}

fn layer(layer_type: LayerType, affected_area: Option<BoundingBox>, recalculation_reason: String) -> Body {
    AssumptionLayerUpdate { layer_type, affected_area, recalculation_reason }.into()
}

pub(super) fn unknown(id: impl std::fmt::Display) -> SubscriberError {
    format!("event {id} is not known").into()
}

/// The change of an event in a message, in words.
fn verb(body: &Body) -> String {
    match body {
        Body::EventUpdated(updated) => format!("updated ({})", updated.changed_fields.join(", ")),
        Body::EventRemoved(removed) => format!("removed: {}", removed.reason),
        _ => "added".to_owned(),
    }
}

/// The name of an event in messages.
fn named(event: &Event) -> String {
    if event.name.is_empty() { event.id.to_string() } else { format!("{} ({})", event.name, event.id) }
}
