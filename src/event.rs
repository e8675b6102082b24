//! A concert, a game, a meetup: where it is, when it is open and how far it reaches.

mod phase;

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::geo::LatLon;

pub use phase::{Phase, Phases, Stage, edges};

/// The name an event goes by at its source; never empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct EventId(String);

/// The longest id an event can have.
pub const LONGEST_ID_BYTES: usize = 256;

/// Why a value cannot stand in an [`Event`].
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EventError {
    /// Nothing but white space.
    #[error("the id is empty")]
    EmptyId,
    /// No service has ids of such a length; what is kept of each event would grow with it.
    #[error("the id is {0} bytes long; {LONGEST_ID_BYTES} are the most")]
    LongId(usize),
    /// It would close before it opens.
    #[error("it ends ({end}) before it starts ({start})")]
    EndBeforeStart {
        /// When it starts.
        start: DateTime<Utc>,
        /// When it is said to end.
        end: DateTime<Utc>,
    },
    /// A radius of zero, below zero or not a number.
    #[error("radius_km {0} is not above 0 and at most 20000")]
    Radius(f64),
    /// A sentiment beyond ±1 or not a number.
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
    /// An id without the white space around it.
    ///
    /// # Errors
    /// [`EventError::EmptyId`] when nothing is left, [`EventError::LongId`] when too much is.
    pub fn new(text: &str) -> Result<Self, EventError> {
        match text.trim() {
            "" => Err(EventError::EmptyId),
            id if id.len() > LONGEST_ID_BYTES => Err(EventError::LongId(id.len())),
            id => Ok(Self(id.to_owned())),
        }
    }

    /// Before every id in their order; no event has it.
    #[must_use]
    pub(crate) fn least() -> Self {
        Self(String::new())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for EventId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// When an event takes place, as far as its source knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// No time was given: open at any moment (postponed events excepted).
    Untimed,
    /// It starts at an instant; the end may be unknown. The end is not before the start.
    Span {
        /// First instant of the event itself.
        start: DateTime<Utc>,
        /// Last instant, if the source says.
        end: Option<DateTime<Utc>>,
    },
    /// The date is known, the time of day is not: whole local days, from the
    /// first midnight to the one that ends the last day.
    WholeDays {
        /// Start of the first local day.
        from: DateTime<Utc>,
        /// End of the last local day.
        until: DateTime<Utc>,
    },
}

impl Timing {
    /// A span whose end is checked against its start.
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

/// Whether an event still goes ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// As announced.
    #[default]
    Scheduled,
    /// Moved to the date it now carries.
    Rescheduled,
    /// Put off; open only if it carries a date.
    Postponed,
    /// Does not take place.
    #[serde(alias = "canceled")]
    Cancelled,
}

impl Status {
    /// The word pdpe's own formats use.
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

/// One event; the numbers in it are checked where it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Unique within a set; a later event with the same id replaces the earlier.
    pub id: EventId,
    /// For people; may be empty.
    pub name: String,
    /// Where it is.
    pub place: LatLon,
    /// When it is.
    pub timing: Timing,
    /// How many people are expected, if known.
    pub attendance: Option<u64>,
    /// How far it reaches, if it is not the model's `radius_km`.
    pub radius_km: Option<f64>,
    /// What is said about it, −1…1; 0 is neutral or unknown.
    pub sentiment: f64,
    /// Whether it goes ahead.
    pub status: Status,
    /// Where the event comes from, such as `eventbrite`.
    pub source: String,
}

/// How events draw a crowd.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Proximity {
    /// Distance at which the bonus of an event ends, unless the event says otherwise.
    pub radius_km: f64,
    /// How long before its start an event counts.
    pub lead_minutes: u32,
    /// How long after its end it still counts.
    pub tail_minutes: u32,
    /// How long an event takes whose end is unknown.
    pub default_duration_minutes: u32,
    /// The factors of the phases of an event; all 1 if left out.
    #[serde(default)]
    pub phases: Phases,
    /// Share added per power of ten of attendance; of no effect beside `attendance_exponent`.
    pub attendance_strength: f64,
    /// Power of attendance ÷ `reference_attendance` that the crowd grows with; none: the logarithm above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendance_exponent: Option<f64>,
    /// The attendance whose factor is 1; there is one if there is an exponent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_attendance: Option<f64>,
    /// The attendance of an event that does not say it; none: `reference_attendance`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_attendance: Option<f64>,
    /// Share added at sentiment 1, taken off at −1.
    pub sentiment_strength: f64,
}

/// The instants between which an event counts: open at `opens`, closed again at `closes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Window {
    /// First open instant; none: since ever.
    pub opens: Option<DateTime<Utc>>,
    /// First closed instant after it; none: for ever.
    pub closes: Option<DateTime<Utc>>,
}

impl Window {
    /// Whether `at` lies in the half-open span `[opens, closes)`.
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

    /// What people are shown: the name, or the id of an event without one.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.name.is_empty() { self.id.as_str() } else { &self.name }
    }

    /// When the event counts under a model; `None` if it never does (cancelled, or postponed
    /// without a date).
    ///
    /// Known times are widened by the model's lead and tail; an unknown end is the start plus
    /// the model's default duration; a day without a time of day is that whole local day.
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

    /// Distance at which its bonus reaches zero, in kilometres.
    #[must_use]
    pub fn reach_km(&self, model: &Proximity) -> f64 {
        self.radius_km.unwrap_or(model.radius_km)
    }

    /// What the bonus is scaled by, besides the phase: the [crowd](Event::crowd) × (1 + 0.25·sentiment),
    /// with the model's strength of the sentiment.
    #[must_use]
    pub fn scale(&self, model: &Proximity) -> f64 {
        self.crowd(model) * (1.0 + model.sentiment_strength * self.sentiment)
    }

    /// The factor of the attendance: (attendance ÷ reference)^exponent in a model with an exponent, else
    /// 1 + 0.1·log10(1 + attendance) with the model's strength, 1 if it is unknown.
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

/// The greatest factor of an attendance, so that every product with it stays finite.
const MOST_CROWD: f64 = 1e12;

impl Proximity {
    /// When an event is over that starts at `start` and may not say its end.
    fn end(&self, start: DateTime<Utc>, end: Option<DateTime<Utc>>) -> DateTime<Utc> {
        end.unwrap_or_else(|| later(start, Duration::minutes(i64::from(self.default_duration_minutes))))
    }
}

/// `at` plus `by`, held at the ends of representable time.
fn later(at: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    let end_of_time = if by < Duration::zero() { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
    at.checked_add_signed(by).unwrap_or(end_of_time)
}

/// Events by id. Their order, that of the ids, is the order in which bonuses combine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Events(BTreeMap<EventId, Event>);

impl Events {
    /// None at all.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an event; one with the same id is replaced and returned.
    pub fn insert(&mut self, event: Event) -> Option<Event> {
        self.0.insert(event.id.clone(), event)
    }

    /// Takes an event out.
    pub fn remove(&mut self, id: &str) -> Option<Event> {
        self.0.remove(id)
    }

    /// The event of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Event> {
        self.0.get(id)
    }

    /// All events in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Event> {
        self.0.values()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Event> for Events {
    fn from_iter<I: IntoIterator<Item = Event>>(events: I) -> Self {
        Self(events.into_iter().map(|event| (event.id.clone(), event)).collect())
    }
}
