//! The bodies of deliveries: what they mean is sound, and made of nothing but what they say.

use chrono_tz::Tz;
use pdpe::watch::settings::from_toml;
use pdpe::watch::testing::Headers;
use pdpe::watch::testing::TweetPlace;
use pdpe::watch::testing::{BodyError, LONGEST_DATA_BYTES, Meaning, Source};
use pdpe::watch::testing::{EventbriteId, LookUp, answers};
use serde_json::{Value, json};

use super::events::assert_sound;
use super::{ZONES, assert_on_one_line, halves};

/// A delivery of Eventbrite's, or an answer to what it makes pdpe ask.
pub fn eventbrite(body: &[u8]) {
    assert_read_well(&Source::of_name("eventbrite"), &Headers::default(), body);
    let id = id_in(body).unwrap_or_else(|| EventbriteId::parse("123456789").unwrap());
    for zone in ZONES {
        for answer in [answers::event(&id, body, zone), answers::attendance(&id, body)] {
            match answer {
                // A series is no event.
                Ok(Meaning::Unknown) => {}
                Ok(meaning) => {
                    assert_eq!(meaning.event_id(), Some(id.event().id), "another event than asked for");
                    assert_meaning(&meaning, zone);
                }
                Err(reason) => assert_on_one_line(&reason),
            }
        }
    }
    match answers::order(&id, body) {
        Ok(event) => assert!(EventbriteId::parse(event.as_str()).is_some()),
        Err(reason) => assert_on_one_line(&reason),
    }
}

/// The id that an answer is about: an answer about another is refused at once.
fn id_in(body: &[u8]) -> Option<EventbriteId> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let id = answer.get("id").or_else(|| answer.pointer("/attendees/0/event_id"))?;
    EventbriteId::parse(id.as_str()?)
}

/// A delivery of Ticketmaster's.
pub fn ticketmaster(body: &[u8]) {
    assert_read_well(&Source::of_name("ticketmaster"), &Headers::default(), body);
}

/// A delivery of Twitter's.
pub fn twitter(body: &[u8]) {
    assert_read_well(&Source::Twitter, &Headers::default(), body);
}

/// `[[sources]]` with any mappings, a zero byte, and a delivery to each of them.
pub fn generic(bytes: &[u8]) {
    let (settings, body) = halves(bytes);
    let headers = Headers::new([("X-Event-Type", String::from_utf8_lossy(&body[..body.len().min(20)]))]);
    for headers in [Headers::default(), headers] {
        assert_read_well(&Source::of_name("box-office"), &headers, body);
        let settings = std::str::from_utf8(settings).ok().and_then(|text| from_toml(text).ok());
        for source in settings.into_iter().flatten().take(3) {
            assert_read_well(&source.source(), &headers, body);
        }
    }
}

fn assert_read_well(source: &Source, headers: &Headers, body: &[u8]) {
    // A byte order mark before it is no part of it.
    let text = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let json = serde_json::from_slice::<Value>(text);
    for zone in [ZONES[0], ZONES[body.len() % ZONES.len()]] {
        let reading = match source.read(headers, body, zone) {
            Ok(reading) => reading,
            Err(BodyError::Empty | BodyError::NotJson(_)) => {
                assert!(json.is_err(), "JSON is taken for none");
                continue;
            }
            Err(BodyError::NotAnObject(_)) => {
                assert!(json.as_ref().is_ok_and(|json| !json.is_object()));
                continue;
            }
        };
        let told = json!({ "omitted_bytes": text.len() });
        // Many small values take more than a hundred times their length.
        let is_long = text.len() > LONGEST_DATA_BYTES || (text.len() > 1000 && reading.data == told);
        assert_eq!(Some(&reading.data), if is_long { Some(&told) } else { json.as_ref().ok() });
        assert!(!reading.meanings.is_empty());
        assert_on_one_line(&reading.webhook_type);
        assert!(reading.webhook_type.len() <= 100 && reading.webhook_type.trim() == reading.webhook_type);
        for meaning in &reading.meanings {
            assert_meaning(meaning, zone);
        }
        // What the journal keeps and what a message carries mean the same.
        if !is_long {
            let written = serde_json::to_vec(&reading.data).unwrap();
            assert_eq!(source.read(headers, &written, zone).as_ref(), Ok(&reading));
        }
    }
}

fn assert_meaning(meaning: &Meaning, zone: Tz) {
    match meaning {
        Meaning::AddOrUpdate(event) => assert_sound(std::slice::from_ref(event), zone),
        Meaning::LookUp(wanted) => {
            let (LookUp::Event { id } | LookUp::Order { id } | LookUp::Attendance { event: id }) = wanted;
            assert!((1..=20).contains(&id.as_str().len()) && id.as_str().bytes().all(|byte| byte.is_ascii_digit()));
            let path = wanted.path();
            assert!(!path.starts_with('/') && !path.contains("..") && !path.contains("//"), "{path}");
        }
        Meaning::Sentiment(tweet) => {
            assert!((-1.0..=1.0).contains(&tweet.sentiment.value()), "{tweet:?}");
            assert!(!tweet.id.is_empty() && tweet.id.bytes().all(|byte| byte.is_ascii_digit()), "{tweet:?}");
            match tweet.place {
                TweetPlace::Point(place) => assert!(place.lat().abs() <= 90.0 && place.lon().abs() <= 180.0),
                TweetPlace::Within(area) => assert!(area.mid_latitude().abs() <= 90.0),
                TweetPlace::Unknown => {}
            }
        }
        Meaning::SentimentWithdrawn { tweet_id } => {
            assert!(!tweet_id.is_empty() && tweet_id.bytes().all(|byte| byte.is_ascii_digit()), "{tweet_id:?}");
        }
        Meaning::Unusable { reason, .. } => assert_on_one_line(reason),
        Meaning::Update { id, .. }
        | Meaning::Remove { id, .. }
        | Meaning::Postpone { id }
        | Meaning::SetAttendance { id, .. } => {
            assert!(!id.as_str().trim().is_empty());
        }
        Meaning::Ping | Meaning::Unknown | Meaning::NoStatement => {}
    }
}
