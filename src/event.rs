//! Events, such as concerts, games and meetups: their place, and when and how far they have an effect.

mod crowd;
mod phase;

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::geo::LatLon;

pub use crowd::Double;
pub(crate) use crowd::{CrowdStart, doubles_of};
pub use phase::{Phase, Phases, Stage, edges};

/// The id of an event at its source; never empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct EventId(String);

/// The longest id an event can have.
pub const LONGEST_ID_BYTES: usize = 256;

/// Why an [`Event`] cannot have a value.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EventError {
    /// The id is empty or white space.
    #[error("the id is empty")]
    EmptyId,
    /// The id is too long. pdpe keeps ids in memory, so their length has a limit.
    #[error("the id is {0} bytes long; {LONGEST_ID_BYTES} are the most")]
    LongId(usize),
    /// The event ends before it starts.
    #[error("it ends ({end}) before it starts ({start})")]
    EndBeforeStart {
        /// When it starts.
        start: DateTime<Utc>,
        /// Its end.
        end: DateTime<Utc>,
    },
    /// The radius is not above 0 and at most 20000.
    #[error("radius_km {0} is not above 0 and at most 20000")]
    Radius(f64),
    /// The sentiment is not between −1 and 1.
    #[error("sentiment {0} is not between -1 and 1")]
    Sentiment(f64),
}

impl TryFrom<String> for EventId {
    type Error = EventError;

    fn try_from(text: String) -> Result<Self, EventError> {
        Self::new(&text)
    }
}

impl EventId {
    /// An id without surrounding white space.
    ///
    /// # Errors
    /// [`EventError::EmptyId`] if nothing is left, [`EventError::LongId`] if it is too long.
    pub fn new(text: &str) -> Result<Self, EventError> {
        match text.trim() {
            "" => Err(EventError::EmptyId),
            id if id.len() > LONGEST_ID_BYTES => Err(EventError::LongId(id.len())),
            id => Ok(Self(id.to_owned())),
        }
    }

    /// The id of one of several dates of the event with this id: `ID_20261003T190000Z`, as in Google Calendar.
    ///
    /// # Errors
    /// [`EventError::LongId`] if it is too long.
    pub fn occurrence(&self, start: DateTime<Utc>) -> Result<Self, EventError> {
        Self::new(&format!("{}_{}", self.0, start.format("%Y%m%dT%H%M%SZ")))
    }

    /// The id of one of several days: `ID_20261003`.
    ///
    /// # Errors
    /// [`EventError::LongId`] if it is too long.
    pub fn occurrence_on(&self, day: NaiveDate) -> Result<Self, EventError> {
        Self::new(&format!("{}_{}", self.0, day.format("%Y%m%d")))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The identity of an event: ids count within a source, so two sources may use the same one.
///
/// Ordered by id, then by source. As text it is the id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey {
    /// The id at the source.
    pub id: EventId,
    /// The source, such as `eventbrite`; empty if it is not known.
    pub source: String,
}

impl EventKey {
    /// The event of a source with an id.
    #[must_use]
    pub fn new(id: EventId, source: &str) -> Self {
        Self { id, source: source.to_owned() }
    }

    /// A key before all others in their order. No event has it.
    #[must_use]
    pub(crate) fn least() -> Self {
        Self::first_of("")
    }

    /// The first possible key with an id.
    fn first_of(id: &str) -> Self {
        Self { id: EventId(id.to_owned()), source: String::new() }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.id.as_str()
    }

    /// Whether a user means this event by `name`: its id, the id of which it is an
    /// [occurrence](EventId::occurrence), or either after the source and a colon.
    #[must_use]
    pub fn is_meant_by(&self, name: &str) -> bool {
        let has_id = |id: &str| self.as_str().strip_prefix(id).is_some_and(|rest| rest.is_empty() || is_date(rest));
        let in_source = || name.strip_prefix(&self.source).and_then(|rest| rest.strip_prefix(':'));
        has_id(name) || in_source().is_some_and(has_id)
    }
}

impl fmt::Display for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

/// When an event takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// No time is known: always open, unless the event is postponed.
    Untimed,
    /// From an instant to another, if known. The end is not before the start.
    Span {
        /// The start of the event itself.
        start: DateTime<Utc>,
        /// The end, if known.
        end: Option<DateTime<Utc>>,
    },
    /// Only the date is known: whole local days, from the first midnight to the end of the last day.
    WholeDays {
        /// Start of the first local day.
        from: DateTime<Utc>,
        /// End of the last local day.
        until: DateTime<Utc>,
    },
}

impl Timing {
    /// A span; checks the end against the start.
    ///
    /// # Errors
    /// [`EventError::EndBeforeStart`].
    pub fn span(start: DateTime<Utc>, end: Option<DateTime<Utc>>) -> Result<Self, EventError> {
        match end {
            Some(end) if end < start => Err(EventError::EndBeforeStart { start, end }),
            _ => Ok(Self::Span { start, end }),
        }
    }
}

/// The status of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Takes place as announced.
    #[default]
    Scheduled,
    /// Moved to another date, which the event has.
    Rescheduled,
    /// Postponed; open only if it has a date.
    Postponed,
    /// Does not take place.
    #[serde(alias = "canceled")]
    Cancelled,
}

impl Status {
    /// The name in pdpe's own formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Rescheduled => "rescheduled",
            Self::Postponed => "postponed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// An event. Its numbers are checked where it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Unique at its source.
    pub id: EventId,
    /// The name; may be empty.
    pub name: String,
    /// The place.
    pub place: LatLon,
    /// The time.
    pub timing: Timing,
    /// The number of people expected, if known.
    pub attendance: Option<u64>,
    /// The radius, if not the model's `radius_km`.
    pub radius_km: Option<f64>,
    /// The sentiment, −1…1; 0 is neutral or unknown.
    pub sentiment: f64,
    /// The status.
    pub status: Status,
    /// The source, such as `eventbrite`.
    pub source: String,
}

/// How events attract people.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Proximity {
    /// Distance at which the bonus of an event ends, unless the event has its own radius.
    pub radius_km: f64,
    /// Minutes before the start in which an event counts.
    pub lead_minutes: u32,
    /// Minutes after the end in which an event counts.
    pub tail_minutes: u32,
    /// Duration of an event with an unknown end.
    pub default_duration_minutes: u32,
    /// The factors of the phases of an event; all 1 if left out.
    #[serde(default)]
    pub phases: Phases,
    /// Share added per power of ten of attendance; unused with `attendance_exponent`.
    pub attendance_strength: f64,
    /// The factor is (attendance ÷ `reference_attendance`) to this power; `None` means the logarithm above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendance_exponent: Option<f64>,
    /// The attendance whose factor is 1; required with an exponent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_attendance: Option<f64>,
    /// The attendance if it is unknown; `None` means `reference_attendance`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_attendance: Option<f64>,
    /// Share added at sentiment 1, and subtracted at −1.
    pub sentiment_strength: f64,
}

/// The time in which an event counts: from `opens` to before `closes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Window {
    /// First instant; `None`: no start.
    pub opens: Option<DateTime<Utc>>,
    /// First instant after it; `None`: no end.
    pub closes: Option<DateTime<Utc>>,
}

impl Window {
    /// Whether it contains an instant from the first to the last.
    #[must_use]
    pub fn touches(&self, first: DateTime<Utc>, last: DateTime<Utc>) -> bool {
        self.opens.is_none_or(|opens| opens <= last) && self.closes.is_none_or(|closes| first < closes)
    }

    /// Whether it contains an instant.
    #[must_use]
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.opens.is_none_or(|opens| opens <= at) && self.closes.is_none_or(|closes| at < closes)
    }
}

impl Event {
    /// Checks the numbers of an event that was not read from a file.
    ///
    /// # Errors
    /// [`EventError`] for a radius, a sentiment or an end that no event can have.
    pub fn check(&self) -> Result<(), EventError> {
        if let Some(radius_km) = self.radius_km.filter(|radius_km| !(*radius_km > 0.0 && *radius_km <= 20_000.0)) {
            return Err(EventError::Radius(radius_km));
        }
        if !(-1.0..=1.0).contains(&self.sentiment) {
            return Err(EventError::Sentiment(self.sentiment));
        }
        match self.timing {
            Timing::Span { start, end } => Timing::span(start, end).map(drop),
            Timing::WholeDays { from, until } if until < from => {
                Err(EventError::EndBeforeStart { start: from, end: until })
            }
            Timing::Untimed | Timing::WholeDays { .. } => Ok(()),
        }
    }

    /// When it starts; the first midnight if only its days are known.
    #[must_use]
    pub fn start(&self) -> Option<DateTime<Utc>> {
        match self.timing {
            Timing::Untimed => None,
            Timing::Span { start, .. } | Timing::WholeDays { from: start, .. } => Some(start),
        }
    }

    /// The id and the source, which no other event of a set has.
    #[must_use]
    pub fn key(&self) -> EventKey {
        EventKey::new(self.id.clone(), &self.source)
    }

    /// The name, or the id if the name is empty.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.name.is_empty() { self.id.as_str() } else { &self.name }
    }

    /// When the event counts under a model; `None` if it is cancelled, or postponed without a date.
    ///
    /// Lead and tail widen known times. An unknown end is the start plus the default duration. A date without a time of
    /// day is the whole local day.
    #[must_use]
    pub fn window(&self, model: &Proximity) -> Option<Window> {
        if self.status == Status::Cancelled {
            return None;
        }
        let minutes = |count: u32| Duration::minutes(i64::from(count));
        match self.timing {
            Timing::Untimed if self.status == Status::Postponed => None,
            Timing::Untimed => Some(Window { opens: None, closes: None }),
            Timing::WholeDays { from, until } => Some(Window { opens: Some(from), closes: Some(until) }),
            Timing::Span { start, end } => Some(Window {
                opens: Some(later(start, -minutes(model.lead_minutes))),
                closes: Some(later(model.end(start, end), minutes(model.tail_minutes))),
            }),
        }
    }

    /// Whether the event counts at an instant.
    #[must_use]
    pub fn is_open(&self, model: &Proximity, at: DateTime<Utc>) -> bool {
        self.window(model).is_some_and(|window| window.contains(at))
    }

    /// Distance at which the bonus reaches zero, in kilometres.
    #[must_use]
    pub fn reach_km(&self, model: &Proximity) -> f64 {
        self.radius_km.unwrap_or(model.radius_km)
    }

    /// The scale of the bonus, without the factor of the phase: the [crowd](Event::crowd) × (1 + 0.25·sentiment), with
    /// the strength from the model.
    #[must_use]
    pub fn scale(&self, model: &Proximity) -> f64 {
        self.crowd(model) * (1.0 + model.sentiment_strength * self.sentiment)
    }

    /// The factor of the attendance: (attendance ÷ reference)^exponent if the model has an exponent. Otherwise 1 +
    /// 0.1·log10(1 + attendance) with the strength from the model, and 1 if the attendance is unknown.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a crowd of 2^53 does not meet")]
    pub fn crowd(&self, model: &Proximity) -> f64 {
        let people = self.attendance.map(|people| people as f64);
        match (model.attendance_exponent, model.reference_attendance) {
            (Some(exponent), Some(reference)) => {
                let people = people.or(model.unknown_attendance).unwrap_or(reference);
                (people / reference).powf(exponent).min(MOST_CROWD)
            }
            _ => 1.0 + model.attendance_strength * people.map_or(0.0, |people| (1.0 + people).log10()),
        }
    }
}

/// The greatest factor of an attendance, so that products stay finite.
const MOST_CROWD: f64 = 1e12;

impl Proximity {
    /// The end of an event, or the default end if it is unknown.
    fn end(&self, start: DateTime<Utc>, end: Option<DateTime<Utc>>) -> DateTime<Utc> {
        end.unwrap_or_else(|| later(start, Duration::minutes(i64::from(self.default_duration_minutes))))
    }
}

/// `at` plus `by`, limited to representable times.
fn later(at: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    let end_of_time = if by < Duration::zero() { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
    at.checked_add_signed(by).unwrap_or(end_of_time)
}

/// Whether a text is what an occurrence has behind its id: `_20261003T190000Z` or `_20261003`.
fn is_date(text: &str) -> bool {
    let Some(date) = text.strip_prefix('_') else { return false };
    matches!(date.len(), 8 | 16)
        && date.bytes().enumerate().all(|(place, byte)| match place {
            8 => byte == b'T',
            15 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        })
}

/// Events in the order of their ids and sources, which is the order in which bonuses combine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Events(BTreeMap<EventKey, Event>);

impl Events {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an event. Replaces and returns an event of the same source with the same id.
    pub fn insert(&mut self, event: Event) -> Option<Event> {
        self.0.insert(event.key(), event)
    }

    /// Removes an event.
    pub fn remove(&mut self, key: &EventKey) -> Option<Event> {
        self.0.remove(key)
    }

    /// The event with a key.
    #[must_use]
    pub fn get(&self, key: &EventKey) -> Option<&Event> {
        self.0.get(key)
    }

    /// The events with an id, one of each source that has it.
    pub fn with_id(&self, id: &str) -> impl Iterator<Item = &Event> {
        let from_id = self.0.range(EventKey::first_of(id)..);
        from_id.take_while(move |(key, _)| key.as_str() == id).map(|(_, event)| event)
    }

    /// Removes the events that a user [means](EventKey::is_meant_by) by `name`; returns their number.
    pub fn exclude(&mut self, name: &str) -> usize {
        let before = self.len();
        self.0.retain(|key, _| !key.is_meant_by(name));
        before - self.len()
    }

    /// All events in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Event> {
        self.0.values()
    }

    /// The number of events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Event> for Events {
    fn from_iter<I: IntoIterator<Item = Event>>(events: I) -> Self {
        Self(events.into_iter().map(|event| (event.key(), event)).collect())
    }
}
