//! What a delivery says and what it means: from headers and JSON to a closed set of meanings.
//!
//! ```text
//! headers + body ─▶ Source::read ─▶ type (in the sender's word) + meanings ─▶ the engine
//! ```
//! A [`Source`] knows the habits of one service. What it cannot use it says so of; it invents
//! neither a place nor a time. To add a source: a file with a function from its body to a
//! [`Reading`], and a variant of [`Source`].

pub mod eventbrite;
pub mod generic;
mod ticketmaster;
pub mod twitter;
mod webhook_type;

use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use super::headers::Headers;
use super::journal::Delivery;
use crate::event::{Event, EventId};
use crate::listings::fields::kind_of;
use crate::live::message::RemovalReason;
use generic::Mapping;
use twitter::Tweet;

pub(super) use webhook_type::UNKNOWN;

/// The source of what Eventbrite answered when it was asked: kept like a delivery, so that nobody
/// has to be asked again. No sender can have this name.
pub const ANSWERS: &str = "eventbrite.api";

/// Bodies longer than this are not in messages that tell of them; the journal has them.
pub const LONGEST_DATA_BYTES: usize = 16 << 10;

/// Whose habits a delivery follows.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// Eventbrite: says which event, order or attendee changed, and nothing of it.
    Eventbrite {
        /// Whether its bodies are signed, so that no header may change their meaning.
        is_signed: bool,
    },
    /// What Eventbrite answered to a question.
    Answers,
    /// Ticketmaster: whole events in the shape of its Discovery API.
    Ticketmaster {
        /// Whether its bodies are signed, so that no header may change their meaning.
        is_signed: bool,
    },
    /// Twitter/X: tweets made and deleted.
    Twitter,
    /// Any other, as its mapping says.
    Generic(Box<Mapping>),
}

/// What a delivery says.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What happened, in the sender's own word, such as `event.updated`; `unknown` without one.
    pub webhook_type: String,
    /// All of the body; of one longer than [`LONGEST_DATA_BYTES`] only how long it is, since as JSON in
    /// memory it may take many times that.
    pub data: Value,
    /// What it means, at least one thing.
    pub meanings: Vec<Meaning>,
    /// The question it answers, if a service was asked.
    pub answers: Option<eventbrite::LookUp>,
    /// The number of the latest delivery when that was asked, if it is known.
    pub asked_after: Option<u64>,
}

/// What a delivery means for the events. Applying one twice is the same as applying it once.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// The event is as said, known before or not.
    AddOrUpdate(Box<Event>),
    /// What is said of the event is so now; what is not said stays as it is.
    Update {
        /// Which event.
        id: EventId,
        /// What is said, in pdpe's own fields.
        fields: Record,
        /// The zone of wall times without one.
        zone: Tz,
    },
    /// The event is gone. Its place is that of the event as it is known.
    Remove {
        /// Which event.
        id: EventId,
        /// Why.
        reason: RemovalReason,
    },
    /// The event is put off without a new date, and nothing else of it is known.
    Postpone {
        /// Which event.
        id: EventId,
    },
    /// So many people are expected.
    SetAttendance {
        /// Which event.
        id: EventId,
        /// How many people in all.
        attendance: u64,
    },
    /// Something changed, and the service has to be asked what.
    LookUp(eventbrite::LookUp),
    /// What a tweet thinks; [`Tweet::event_of`] says of which event.
    Sentiment(Box<Tweet>),
    /// A tweet is deleted; what it thought no longer counts.
    SentimentWithdrawn {
        /// The tweet's id.
        tweet_id: String,
    },
    /// A trial of the address.
    Ping,
    /// Nothing that concerns the events.
    Unknown,
    /// It concerns an event and lacks something, so that it changes nothing.
    Unusable {
        /// Which event, if that can be told.
        id: Option<EventId>,
        /// What is wrong or missing.
        reason: String,
    },
}

impl Meaning {
    /// The event it is about, as far as the delivery itself says.
    pub fn event_id(&self) -> Option<EventId> {
        match self {
            Self::AddOrUpdate(event) => Some(event.id.clone()),
            Self::Update { id, .. }
            | Self::Remove { id, .. }
            | Self::Postpone { id }
            | Self::SetAttendance { id, .. } => Some(id.clone()),
            Self::LookUp(wanted) => wanted.event_id(),
            Self::Unusable { id, .. } => id.clone(),
            Self::Sentiment(_) | Self::SentimentWithdrawn { .. } | Self::Ping | Self::Unknown => None,
        }
    }
}

/// Why a body is no delivery at all; for the sender, with status 400.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// Nothing in it.
    #[error("the body is empty; send a JSON object")]
    Empty,
    /// Not JSON.
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    /// Another kind of JSON.
    #[error("the body is {0} where a JSON object is expected")]
    NotAnObject(&'static str),
}

/// A JSON object.
pub type Record = Map<String, Value>;

/// A delivery that is JSON, before anybody knows what it means.
#[derive(Clone, Copy)]
struct JsonDelivery<'a> {
    /// What stands in [`Source::header`].
    header: Option<&'a str>,
    record: &'a Record,
    /// Whether the record is signed, which the header never is.
    is_signed: bool,
    /// The zone of wall times without one.
    zone: Tz,
}

impl Source {
    /// The source that has `name` as its address; for a name that belongs to no service, a
    /// generic one whose fields have their usual names.
    pub fn of_name(name: &str) -> Self {
        match name {
            "eventbrite" => Self::Eventbrite { is_signed: false },
            ANSWERS => Self::Answers,
            "ticketmaster" => Self::Ticketmaster { is_signed: false },
            "twitter" => Self::Twitter,
            other => Self::Generic(Box::new(Mapping::usual(other))),
        }
    }

    /// The one header of a sender's that it reads beside the body, in lower case; none if it reads none.
    /// It has to be kept with a delivery, or that would be read differently at a restart.
    pub fn header(&self) -> Option<&'static str> {
        match self {
            Self::Eventbrite { .. } => Some("x-eventbrite-event"),
            Self::Answers => Some(eventbrite::answers::ASKED_HEADER),
            Self::Ticketmaster { .. } => Some("x-ticketmaster-event"),
            Self::Twitter => None,
            Self::Generic(_) => Some("x-event-type"),
        }
    }

    /// Whether its bodies are signed; of what is not a sender's, it does not matter.
    fn is_signed(&self) -> bool {
        match self {
            Self::Eventbrite { is_signed } | Self::Ticketmaster { is_signed } => *is_signed,
            Self::Generic(mapping) => mapping.is_signed,
            Self::Answers | Self::Twitter => false,
        }
    }

    /// Reads a delivery. Local times without a zone of their own are wall times in `zone`.
    ///
    /// # Errors
    /// [`BodyError`] when the body is no JSON object. A delivery of which something is missing is
    /// no error but [`Meaning::Unusable`], one that says nothing of events [`Meaning::Unknown`].
    ///
    /// ```
    /// use pdpe::watch::testing::{Headers, Meaning, Source};
    /// let body = br#"{"api_url": "https://www.eventbriteapi.com/v3/events/123456789/",
    ///                 "config": {"event_id": "123456789", "action": "event.created"}}"#;
    /// let reading = Source::of_name("eventbrite").read(&Headers::default(), body, chrono_tz::America::Chicago)?;
    /// assert_eq!(reading.webhook_type, "event.created");
    /// assert_eq!(reading.event_id().as_ref().map(|id| id.as_str()), Some("123456789"));
    /// assert!(matches!(reading.meanings[..], [Meaning::LookUp(_)]));
    /// # Ok::<(), pdpe::watch::testing::BodyError>(())
    /// ```
    pub fn read(&self, headers: &Headers, body: &[u8], zone: Tz) -> Result<Reading, BodyError> {
        if body.trim_ascii().is_empty() {
            return Err(BodyError::Empty);
        }
        let record = match serde_json::from_slice(body) {
            Ok(Value::Object(record)) => record,
            Ok(other) => return Err(BodyError::NotAnObject(kind_of(&other))),
            Err(error) => return Err(BodyError::NotJson(error.to_string())),
        };
        let header = self.header().and_then(|name| headers.get(name));
        let delivery = JsonDelivery { header, record: &record, is_signed: self.is_signed(), zone };
        let (mut answers, mut asked_after) = (None, None);
        let (webhook_type, mut meanings) = match self {
            Self::Answers => {
                answers = header.and_then(eventbrite::LookUp::of_path);
                let after = headers.get(eventbrite::answers::ASKED_AFTER_HEADER);
                asked_after = after.and_then(|seq| seq.parse().ok());
                (header.map(str::to_owned), eventbrite::answers::read(answers.as_ref(), body, zone))
            }
            Self::Eventbrite { .. } => eventbrite::read(delivery),
            Self::Ticketmaster { .. } => ticketmaster::read(delivery),
            Self::Twitter => twitter::read(delivery),
            Self::Generic(mapping) => mapping.read(delivery),
        };
        if meanings.is_empty() {
            meanings.push(Meaning::Unknown);
        }
        let is_long = body.len() > LONGEST_DATA_BYTES;
        Ok(Reading {
            webhook_type: webhook_type.unwrap_or_else(|| webhook_type::UNKNOWN.into()),
            data: if is_long { json!({ "omitted_bytes": body.len() }) } else { Value::Object(record) },
            meanings,
            answers,
            asked_after,
        })
    }

    /// Reads a delivery as it is kept; as [`Source::read`].
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn read_kept(&self, delivery: &Delivery, zone: Tz) -> Result<Reading, BodyError> {
        self.read(&Headers::new(delivery.headers.clone()), &delivery.body, zone)
    }
}

impl Reading {
    /// The first event it is about, as far as the delivery itself says.
    pub fn event_id(&self) -> Option<EventId> {
        self.meanings.iter().find_map(Meaning::event_id)
    }
}

/// Whether a text can be the type of a delivery as it stands.
pub(super) fn is_type(text: &str) -> bool {
    webhook_type::plain(text).is_some_and(|plain| plain == text)
}
