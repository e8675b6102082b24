//! The payloads of deliveries: from headers and JSON to a closed set of meanings.
//!
//! ```text
//! headers + body ─▶ Source::read ─▶ type (in the sender's words) + meanings ─▶ the agenda
//! ```
//! A [`Source`] knows the payloads of one service. What is missing in a payload is reported, never
//! guessed. To add a source, write a file with a function from the body to a [`Reading`], and add a
//! variant of [`Source`]; a program that uses the library adds its own with [`own::CustomSource`].

pub mod eventbrite;
pub mod generic;
pub mod own;
pub mod program;
mod size;
mod ticketmaster;
pub mod twitter;
mod webhook_type;

use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use super::headers::Headers;
use super::journal::Delivery;
use crate::event::{Event, EventId, EventKey};
use crate::listings::fields::kind_of;
use crate::live::message::RemovalReason;
use generic::Mapping;
use own::CustomSource;
use size::object_bytes;
use twitter::Tweet;

pub(super) use webhook_type::UNKNOWN;

/// The source of kept answers from Eventbrite. No sender can have this name.
pub const ANSWERS: &str = "eventbrite.api";

/// Longer bodies are not included in messages; the journal has them.
pub const LONGEST_DATA_BYTES: usize = 16 << 10;

/// Nor are those that take more than this in memory: the latest 200 are kept there.
const MOST_DATA_MEMORY_BYTES: usize = 128 << 10;

/// The kind of a sender.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// Eventbrite: names the event, order or attendee that changed, without its data.
    Eventbrite {
        /// Whether its bodies are signed, so that no header may change their meaning.
        is_signed: bool,
    },
    /// Answers from Eventbrite.
    Answers,
    /// Ticketmaster: whole events in the format of its Discovery API.
    Ticketmaster {
        /// Whether its bodies are signed, so that no header may change their meaning.
        is_signed: bool,
    },
    /// Twitter/X: tweets created and deleted.
    Twitter,
    /// Any other sender, described by a mapping.
    Generic(Box<Mapping>),
    /// A source of the program's own.
    Custom {
        /// Its name and its function.
        source: CustomSource,
        /// Whether its bodies are signed, so that no header may change their meaning.
        is_signed: bool,
    },
    /// Messages that the program publishes.
    Program,
}

/// The content of a delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The type in the sender's words, such as `event.updated`; `unknown` if there is none.
    pub webhook_type: String,
    /// The body; if it is longer than [`LONGEST_DATA_BYTES`], or consists of very many small values, only its length:
    /// parsed JSON can take many times its length in memory.
    pub data: Value,
    /// The meanings, at least one.
    pub meanings: Vec<Meaning>,
    /// The request it answers, if it is an answer.
    pub answers: Option<eventbrite::LookUp>,
    /// The number of the latest delivery at the time of that request, if known.
    pub asked_after: Option<u64>,
}

/// A meaning of a delivery. Applying one twice is the same as applying it once.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// Adds an event or replaces it.
    AddOrUpdate(Box<Event>),
    /// Changes the given fields of an event.
    Update {
        /// Which event.
        id: EventKey,
        /// The fields, in pdpe's own names.
        fields: JsonObject,
        /// The zone of local times without one.
        zone: Tz,
    },
    /// Removes an event. Its place is that of the known event.
    Remove {
        /// Which event.
        id: EventKey,
        /// Why.
        reason: RemovalReason,
    },
    /// Postpones an event without a new date.
    Postpone {
        /// Which event.
        id: EventKey,
    },
    /// Sets the attendance of an event.
    SetAttendance {
        /// Which event.
        id: EventKey,
        /// The total number of people.
        attendance: u64,
    },
    /// Something changed, and the service has to be asked for the data.
    LookUp(eventbrite::LookUp),
    /// The sentiment of a tweet; [`Tweet::event_of`] finds its event.
    Sentiment(Box<Tweet>),
    /// A tweet was deleted; its sentiment no longer counts.
    SentimentWithdrawn {
        /// The tweet's id.
        tweet_id: String,
    },
    /// A test of the address.
    Ping,
    /// Nothing that concerns events.
    Unknown,
    /// The function of a program's own source found nothing that concerns events.
    NoStatement,
    /// It concerns an event but cannot be applied.
    Unusable {
        /// The event, if known.
        id: Option<EventId>,
        /// What is wrong or missing.
        reason: String,
    },
}

impl Meaning {
    /// About how many bytes it takes in memory.
    pub(super) fn bytes(&self) -> usize {
        let text = match self {
            Self::AddOrUpdate(event) => event.name.len(),
            Self::Update { fields, .. } => object_bytes(fields),
            Self::Sentiment(tweet) => tweet.text.len() * 2, // a hashtag is part of the text
            _ => 0,
        };
        MEANING_BYTES + text
    }

    /// The event it is about, if the delivery names it.
    pub fn event_id(&self) -> Option<EventId> {
        match self {
            Self::AddOrUpdate(event) => Some(event.id.clone()),
            Self::Update { id, .. }
            | Self::Remove { id, .. }
            | Self::Postpone { id }
            | Self::SetAttendance { id, .. } => Some(id.id.clone()),
            Self::LookUp(wanted) => wanted.event().map(|event| event.id),
            Self::Unusable { id, .. } => id.clone(),
            Self::Sentiment(_) | Self::SentimentWithdrawn { .. } | Self::Ping | Self::Unknown | Self::NoStatement => {
                None
            }
        }
    }
}

/// Why a body is not a delivery; answered with status 400.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// An empty body.
    #[error("the body is empty; send a JSON object")]
    Empty,
    /// Not JSON.
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    /// JSON other than an object.
    #[error("the body is {0} where a JSON object is expected")]
    NotAnObject(&'static str),
}

/// Bytes of a meaning, with ids as long as they may be.
const MEANING_BYTES: usize = 500;

/// A JSON object.
pub type JsonObject = Map<String, Value>;

/// A delivery as parsed JSON.
#[derive(Clone, Copy)]
struct JsonDelivery<'a> {
    /// The value of [`Source::header`].
    header: Option<&'a str>,
    record: &'a JsonObject,
    /// Whether the body is signed; headers never are.
    is_signed: bool,
    /// The zone of local times without one.
    zone: Tz,
}

impl Source {
    /// The source with a name; a name that belongs to no service gives a generic source with the usual
    /// field names.
    pub fn of_name(name: &str) -> Self {
        match name {
            "eventbrite" => Self::Eventbrite { is_signed: false },
            ANSWERS => Self::Answers,
            program::PROGRAM => Self::Program,
            "ticketmaster" => Self::Ticketmaster { is_signed: false },
            "twitter" => Self::Twitter,
            other => Self::Generic(Box::new(Mapping::usual(other))),
        }
    }

    /// The one header that it reads, in lower case; none if it reads none. The header is kept with the
    /// delivery, so that a restart reads the delivery in the same way.
    pub fn header(&self) -> Option<&'static str> {
        match self {
            Self::Eventbrite { .. } => Some("x-eventbrite-event"),
            Self::Answers => Some(eventbrite::answers::ASKED_HEADER),
            Self::Ticketmaster { .. } => Some("x-ticketmaster-event"),
            Self::Twitter | Self::Program => None,
            Self::Generic(_) | Self::Custom { .. } => Some("x-event-type"),
        }
    }

    /// Whether its bodies are signed; false where it does not matter.
    fn is_signed(&self) -> bool {
        match self {
            Self::Eventbrite { is_signed } | Self::Ticketmaster { is_signed } | Self::Custom { is_signed, .. } => {
                *is_signed
            }
            Self::Generic(mapping) => mapping.is_signed,
            Self::Answers | Self::Twitter | Self::Program => false,
        }
    }

    /// Reads a delivery. Local times without a zone are in `zone`.
    ///
    /// # Errors
    /// [`BodyError`] when the body is not a JSON object. A delivery with missing fields is not an error but
    /// [`Meaning::Unusable`]; one that does not concern events is [`Meaning::Unknown`].
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
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
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
            Self::Custom { source, .. } => source.read(delivery),
            Self::Program => program::read(body),
        };
        if meanings.is_empty() {
            meanings.push(Meaning::Unknown);
        }
        let is_long = body.len() > LONGEST_DATA_BYTES || object_bytes(&record) > MOST_DATA_MEMORY_BYTES;
        Ok(Reading {
            webhook_type: webhook_type.unwrap_or_else(|| webhook_type::UNKNOWN.into()),
            data: if is_long { json!({ "omitted_bytes": body.len() }) } else { Value::Object(record) },
            meanings,
            answers,
            asked_after,
        })
    }

    /// Reads a kept delivery, as [`Source::read`].
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn read_kept(&self, delivery: &Delivery, zone: Tz) -> Result<Reading, BodyError> {
        self.read(&Headers::new(delivery.headers.clone()), &delivery.body, zone)
    }
}

impl Reading {
    /// About how many bytes it takes in memory.
    pub fn bytes(&self) -> usize {
        let data = self.data.as_object().map_or(0, object_bytes);
        data + self.meanings.iter().map(Meaning::bytes).sum::<usize>()
    }

    /// The first event it is about, if the delivery names one.
    pub fn event_id(&self) -> Option<EventId> {
        self.meanings.iter().find_map(Meaning::event_id)
    }
}

/// Whether a text is valid as the type of a delivery.
pub(super) fn is_type(text: &str) -> bool {
    webhook_type::plain(text).is_some_and(|plain| plain == text)
}
