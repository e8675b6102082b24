//! Twitter's deliveries (Account Activity): tweets created, with their sentiment, and tweets deleted.

mod about;
mod moods;
mod sentiment;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{JsonDelivery, JsonObject, Meaning, webhook_type};
use crate::clock::is_leap_second;
use crate::geo::{BoundingBox, LatLon};
use crate::listings::fields::{self, object, present, text};

pub use moods::Moods;
pub use sentiment::{Sentiment, sentiment_of};

/// A tweet, reduced to what can relate it to an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Tweet {
    /// Its id, digits.
    pub id: String,
    /// When it was written, if known.
    pub at: Option<DateTime<Utc>>,
    /// Where it was written.
    pub place: TweetPlace,
    /// Its text.
    pub text: String,
    /// Its hashtags without `#`.
    pub hashtags: Vec<String>,
    /// Its sentiment.
    pub sentiment: Sentiment,
}

/// Where a tweet was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TweetPlace {
    /// At a point.
    Point(LatLon),
    /// Within a box: a stadium, a quarter, a city.
    Within(BoundingBox),
    /// Unknown.
    Unknown,
}

/// The most tweets read from one delivery; Twitter sends one. Each is compared with every event.
const MOST_TWEETS: usize = 100;

pub(super) fn read(body: JsonDelivery) -> (Option<String>, Vec<Meaning>) {
    let made = || listed(body.record, "tweet_create_events").filter_map(made);
    let deleted = listed(body.record, "tweet_delete_events").map(deleted);
    let mut meanings: Vec<Meaning> = made().chain(deleted).take(MOST_TWEETS + 1).collect();
    if meanings.len() > MOST_TWEETS {
        meanings.truncate(MOST_TWEETS);
        let reason = format!("more than {MOST_TWEETS} tweets in one delivery; the others are left out");
        meanings.push(Meaning::Unusable { id: None, reason });
    }
    (kind(body), meanings)
}

/// The type is the key that holds the tweets.
fn kind(body: JsonDelivery) -> Option<String> {
    let is_kind = |key: &&String| key.ends_with("_events") || *key == "user_event";
    let by_shape = body.record.keys().find(is_kind).and_then(|key| webhook_type::plain(key));
    by_shape.or_else(|| webhook_type::find(body, &["action", "type", "event"]))
}

fn listed<'a>(record: &'a JsonObject, key: &str) -> impl Iterator<Item = &'a JsonObject> {
    record.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// The meaning of a new tweet; none if its language is not supported.
fn made(tweet: &JsonObject) -> Option<Meaning> {
    let id = match id_of(tweet) {
        Ok(id) => id,
        Err(reason) => return Some(Meaning::Unusable { id: None, reason: format!("a tweet: {reason}") }),
    };
    if text(tweet, "lang").is_some_and(|language| !can_read(language)) {
        return None;
    }
    // Long tweets have their full text elsewhere.
    let whole = object(tweet, "extended_tweet");
    let said = whole.and_then(|whole| text(whole, "full_text")).or_else(|| text(tweet, "full_text"));
    let said = said.or_else(|| text(tweet, "text"))?;
    Some(Meaning::Sentiment(Box::new(Tweet {
        id,
        at: made_at(tweet),
        place: place(tweet),
        text: said.to_owned(),
        hashtags: hashtags(whole.unwrap_or(tweet)),
        sentiment: sentiment_of(said),
    })))
}

/// English, or unknown to Twitter: `und`, `zxx`, and `q…` for tweets of hashtags or emoji.
fn can_read(language: &str) -> bool {
    let is_unknown = matches!(language, "und" | "zxx") || (language.len() == 3 && language.starts_with('q'));
    is_unknown || language.split('-').next() == Some("en")
}

fn deleted(deletion: &JsonObject) -> Meaning {
    match object(deletion, "status").ok_or_else(|| "no status".to_owned()).and_then(id_of) {
        Ok(tweet_id) => Meaning::SentimentWithdrawn { tweet_id },
        Err(reason) => Meaning::Unusable { id: None, reason: format!("a deleted tweet: {reason}") },
    }
}

/// Prefers `id_str`: the number in `id` may have lost digits as a double.
fn id_of(tweet: &JsonObject) -> Result<String, String> {
    let id = fields::id(present(tweet, "id_str").or_else(|| present(tweet, "id")))?;
    let is_id = id.as_str().len() <= 20 && id.as_str().bytes().all(|byte| byte.is_ascii_digit());
    if is_id { Ok(id.as_str().to_owned()) } else { Err("its id is not digits".into()) }
}

fn made_at(tweet: &JsonObject) -> Option<DateTime<Utc>> {
    let milliseconds = text(tweet, "timestamp_ms").and_then(|text| text.parse().ok());
    let exact = milliseconds.and_then(DateTime::from_timestamp_millis);
    exact.or_else(|| {
        let text = text(tweet, "created_at")?;
        DateTime::parse_from_str(text, "%a %b %d %H:%M:%S %z %Y")
            .ok()
            .filter(|at| !is_leap_second(at))
            .map(|at| at.to_utc())
    })
}

/// `coordinates` are [lon, lat], the older `geo` is [lat, lon].
fn place(tweet: &JsonObject) -> TweetPlace {
    let pair = |key| object(tweet, key)?.get("coordinates")?.as_array();
    let point = |lat: Option<&Value>, lon: Option<&Value>| fields::place(lat, lon).ok();
    let exact = pair("coordinates")
        .and_then(|pair| point(pair.get(1), pair.first()))
        .or_else(|| pair("geo").and_then(|pair| point(pair.first(), pair.get(1))));
    if let Some(at) = exact {
        return TweetPlace::Point(at);
    }
    object(tweet, "place").and_then(within).map_or(TweetPlace::Unknown, TweetPlace::Within)
}

/// The box around a place, from a polygon in [lon, lat].
fn within(place: &JsonObject) -> Option<BoundingBox> {
    let ring = object(place, "bounding_box")?.get("coordinates")?.get(0)?.as_array()?;
    let corner = |pair: &Value| fields::place(pair.get(1), pair.get(0)).ok();
    let corners: Vec<LatLon> = ring.iter().map(corner).collect::<Option<_>>()?;
    let ends = |of: fn(LatLon) -> f64| {
        let values = || corners.iter().map(|corner| of(*corner));
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    };
    let ((south, north), (west, east)) = (ends(LatLon::lat), ends(LatLon::lon));
    BoundingBox::new(LatLon::new(south, west).ok()?, LatLon::new(north, east).ok()?).ok()
}

fn hashtags(tweet: &JsonObject) -> Vec<String> {
    let tags = object(tweet, "entities").and_then(|entities| entities.get("hashtags")).and_then(Value::as_array);
    let tags = tags.into_iter().flatten().filter_map(Value::as_object);
    tags.filter_map(|tag| text(tag, "text")).map(str::to_owned).collect()
}
