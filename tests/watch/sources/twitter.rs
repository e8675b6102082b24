//! Tweets: what they say, what they think, which event they are about, and taking them back.

use chrono::{DateTime, Utc};
use pdpe::event::{Event, EventId, EventKey, Events, Status, Timing};
use pdpe::model::Model;
use pdpe::watch::testing::Meaning;
use pdpe::watch::testing::{Moods, Sentiment, Tweet, TweetPlace, sentiment_of};
use proptest::prelude::*;

use super::{fixture, json, read, said, utc};

fn tweet(body: &str) -> Tweet {
    match &read("twitter", body).meanings[..] {
        [Meaning::Sentiment(tweet)] => (**tweet).clone(),
        other => panic!("{other:?}"),
    }
}

fn captured(name: &str) -> String {
    String::from_utf8(fixture(&format!("webhooks/{name}"))).unwrap()
}

#[test]
fn composed_and_documented_deliveries() {
    let point = tweet(&captured("twitter_create_point.json"));
    assert_eq!(point.id, "887453193294282752");
    assert_eq!(point.at, Some(utc("2017-07-18T23:25:04Z")));
    assert_eq!(point.place, TweetPlace::Point("40.01736548,-105.27786886".parse().unwrap()));
    assert_eq!(point.sentiment, Sentiment::default());

    let place = tweet(&captured("twitter_create_place.json"));
    assert_eq!(place.place, TweetPlace::Within("39.953552,-105.301776,40.094411,-105.183597".parse().unwrap()));

    assert_eq!(said("twitter", &captured("twitter_delete.json")), "tweet_delete_events: no tweet 1045405559317569537");
    assert_eq!(said("twitter", &captured("twitter_revoke.json")), "user_event: unknown");
    assert_eq!(said("twitter", r#"{"favorite_events":[{"id":"1"}]}"#), "favorite_events: unknown");
    assert_eq!(said("twitter", "{}"), "unknown: unknown");
}

/// A delivery of one tweet with these fields.
fn created(fields: &str) -> String {
    format!(r#"{{"tweet_create_events":[{{{fields}}}]}}"#)
}

#[test]
fn ids_are_those_in_text() {
    let id = |fields: &str| said("twitter", &created(&format!(r#"{fields},"text":"x y""#)));
    assert_eq!(
        id(r#""id":887453193294282800,"id_str":"887453193294282752""#),
        "tweet_create_events: tweet 887453193294282752 0.0000"
    );
    assert_eq!(id(r#""id":887453193294282753"#), "tweet_create_events: tweet 887453193294282753 0.0000");
    assert!(id(r#""id":8.87453193294282752e17"#).contains("unusable: a tweet: the id is a number too long"));
    assert!(id(r#""id_str":"1\n2""#).contains("unusable: a tweet: its id is not digits"));
    assert!(id(r#""user":{}"#).contains("unusable: a tweet: no id"));
    assert_eq!(
        said("twitter", r#"{"tweet_delete_events":[{"status":{"id":"5"}},{"status":{}},{}]}"#),
        "tweet_delete_events: no tweet 5 + unusable: a deleted tweet: no id + unusable: a deleted tweet: no status"
    );
}

#[test]
fn places_are_longitude_first_but_for_the_old_ones() {
    let place = |fields: &str| tweet(&created(&format!(r#""id_str":"1","text":"x y",{fields}"#))).place;
    let point = TweetPlace::Point("39.1,-94.5".parse().unwrap());
    assert_eq!(place(r#""coordinates":{"coordinates":[-94.5,39.1]}"#), point);
    assert_eq!(place(r#""geo":{"coordinates":[39.1,-94.5]}"#), point);
    assert_eq!(place(r#""coordinates":{"coordinates":[-94.5,39.1]},"geo":{"coordinates":[0,0]}"#), point);
    for none in [
        r#""coordinates":null,"geo":null,"place":null"#,
        r#""coordinates":{"coordinates":[0,0]}"#,
        r#""coordinates":{"coordinates":["NaN",39.1]}"#,
        r#""coordinates":{"coordinates":[-94.5]}"#,
        r#""coordinates":{"coordinates":[39.1,-94.5,1]},"x":1"#,
        r#""place":{"bounding_box":{"coordinates":[[]]}}"#,
        r#""place":{"bounding_box":{"coordinates":[[[1,2]]]}}"#,
        r#""place":{"bounding_box":{"coordinates":[[[1,2],[3,"x"]]]}}"#,
    ] {
        assert_eq!(place(none), TweetPlace::Unknown, "{none}");
    }
}

#[test]
fn the_whole_text_counts_and_only_what_can_be_read() {
    let long = tweet(&created(
        r#""id_str":"1","text":"cut off…","truncated":true,
           "extended_tweet":{"full_text":"I love it","entities":{"hashtags":[{"text":"Show"}]}}"#,
    ));
    assert_eq!((long.text.as_str(), long.hashtags), ("I love it", vec!["Show".to_owned()]));
    for (language, is_read) in
        [("en", true), ("en-gb", true), ("und", true), ("qht", true), ("de", false), ("ja", false)]
    {
        let body = created(&format!(r#""id_str":"1","text":"die Show","lang":"{language}""#));
        assert_eq!(matches!(read("twitter", &body).meanings[..], [Meaning::Sentiment(_)]), is_read, "{language}");
    }
}

/// Nearly: the library counts a word such as "very" twice where three words stand before it, and
/// its list of words is an older one.
#[test]
fn sentiment_is_that_of_the_original_in_python() {
    let texts = json("webhooks/vader.json");
    let texts = texts.as_array().unwrap();
    assert_eq!(texts.len(), 24);
    for text in texts {
        let (text, expected) = (text["text"].as_str().unwrap(), text["compound"].as_f64().unwrap());
        let found = sentiment_of(text).value();
        let is_same_mood = found.total_cmp(&0.0) == expected.total_cmp(&0.0);
        assert!(is_same_mood && (found - expected).abs() < 0.04, "{text}: {found}, not {expected}");
    }
}

#[test]
fn sentiment_of_odd_texts() {
    for text in ["", " ", "!", "!!!", "???", "\u{0}", "a", "Doors at 7!!!", "https://t.co/x", "🎸", "مرحبا"] {
        assert_eq!(sentiment_of(text), Sentiment::default(), "{text}");
    }
    // Two phrases with values of their own: the library would take either, by chance.
    assert_eq!(sentiment_of("oh well yeah right the bomb is good"), Sentiment::default());
    let long = format!("{}{}", "good ".repeat(80), "bad ".repeat(50_000));
    assert_eq!(sentiment_of(&long), sentiment_of(&"good ".repeat(80)));
    assert_eq!(Sentiment::new(f64::NAN), Sentiment::default());
    assert_eq!(Sentiment::new(1.5), Sentiment::default());
    assert!((Sentiment::new(-1.0).value() + 1.0).abs() < 1e-12);
}

fn event(id: &str, name: &str, place: &str, start: &str) -> Event {
    Event {
        id: EventId::new(id).unwrap(),
        name: name.into(),
        place: place.parse().unwrap(),
        timing: Timing::span(utc(start), None).unwrap(),
        attendance: None,
        radius_km: None,
        sentiment: 0.0,
        status: Status::Scheduled,
        source: String::new(),
    }
}

const STADIUM: &str = "39.0489,-94.4839";
const HALL: &str = "39.0942,-94.5879";
const EVENING: &str = "2026-10-03T00:30:00Z";

fn events() -> Events {
    let mut cancelled = event("off", "Cancelled Symphony", HALL, EVENING);
    cancelled.status = Status::Cancelled;
    [
        event("game", "Chiefs vs. Raiders", STADIUM, EVENING),
        event("rite-fri", "The Rite of Spring", HALL, EVENING),
        event("rite-sun", "The Rite of Spring", HALL, "2026-10-04T19:00:00Z"),
        event("spring", "Of Spring", "39.2,-94.6", EVENING),
        event("it", "It", "39.3,-94.6", EVENING),
        event("evita", "Evita", "39.3,-94.7", EVENING),
        event("dont", "Don’t Stop", "39.3,-94.8", EVENING),
        cancelled,
    ]
    .into_iter()
    .collect()
}

/// The event a tweet of that time is about.
fn about(tweet: &Tweet, at: &str) -> Option<String> {
    let tweet = Tweet { at: None, ..tweet.clone() };
    tweet.event_of(&events(), &Model::published().proximity, utc(at)).map(|id| id.to_string())
}

fn saying(text: &str, hashtags: &[&str], place: TweetPlace) -> Tweet {
    let hashtags = hashtags.iter().map(|tag| (*tag).to_owned()).collect();
    Tweet { id: "1".into(), at: None, place, text: text.into(), hashtags, sentiment: Sentiment::default() }
}

#[test]
fn a_tweet_is_about_the_event_it_names() {
    let about = |text: &str, hashtags: &[&str], at: &str| about(&saying(text, hashtags, TweetPlace::Unknown), at);
    for (text, hashtags, expected) in [
        ("So good: THE RITE OF SPRING!", &[][..], Some("rite-fri")),
        ("tonight", &["TheRiteOfSpring"], Some("rite-fri")),
        ("chiefs vs raiders, wow", &[], Some("game")),
        ("signs of spring", &[], Some("spring")),
        ("it was great", &["It"], None),
        ("evita", &["evita"], None),
        ("don't stop and Don‘t stop", &[], Some("dont")),
        ("chiefs vs raiderss", &[], None),
        ("Cancelled Symphony", &["CancelledSymphony"], None),
        ("", &[], None),
    ] {
        assert_eq!(about(text, hashtags, EVENING).as_deref(), expected, "{text} {hashtags:?}");
    }
    // Of several with a title, the nearest in time; of those as near, the least id.
    assert_eq!(about("The Rite of Spring", &[], "2026-10-04T20:00:00Z").as_deref(), Some("rite-sun"));
    assert_eq!(about("The Rite of Spring", &[], "2027-01-01T00:00:00Z").as_deref(), Some("rite-sun"));
    assert_eq!(about("The Rite of Spring", &[], "2026-01-01T00:00:00Z").as_deref(), Some("rite-fri"));
}

#[test]
fn a_tweet_is_about_the_event_it_was_made_at() {
    let at = |place: TweetPlace, at: &str| about(&saying("wow", &[], place), at);
    let point = |text: &str| TweetPlace::Point(text.parse().unwrap());
    let within = |text: &str| TweetPlace::Within(text.parse().unwrap());
    assert_eq!(at(point("39.0500,-94.4850"), EVENING).as_deref(), Some("game"));
    assert_eq!(at(point("39.0600,-94.4850"), EVENING), None); // more than 1 km
    assert_eq!(at(point("39.0500,-94.4850"), "2026-10-03T12:00:00Z"), None); // not open
    assert_eq!(at(within("39.04,-94.49,39.06,-94.47"), EVENING).as_deref(), Some("game"));
    assert_eq!(at(within("38.95,-94.74,39.15,-94.47"), EVENING), None); // a city
    let mut two = events();
    two.insert(event("fair", "Fair", "39.0490,-94.4830", EVENING));
    let stadium = saying("wow", &[], within("39.04,-94.49,39.06,-94.47"));
    assert_eq!(stadium.event_of(&two, &Model::published().proximity, utc(EVENING)), None);
    // Its own time comes before that of the delivery.
    let made = Tweet { at: Some(utc(EVENING)), ..saying("wow", &[], point(STADIUM)) };
    let later: DateTime<Utc> = utc("2026-12-01T00:00:00Z");
    let found = made.event_of(&events(), &Model::published().proximity, later);
    assert_eq!(found.unwrap().as_str(), "game");
}

fn key(id: &str) -> EventKey {
    EventKey::new(EventId::new(id).unwrap(), "box")
}

#[test]
fn a_tweet_taken_back_leaves_no_trace() {
    let (show, game) = (key("show"), key("game"));
    let mut moods = Moods::default();
    assert_eq!(moods.mean_of(&show), None);
    assert_eq!(moods.add("1", &show, Sentiment::new(0.1)), Some(0.1));
    assert_eq!(moods.add("1", &show, Sentiment::new(0.9)), None); // the same tweet again
    assert_eq!(moods.add("2", &show, Sentiment::new(0.2)), Some(0.15));
    assert_eq!(moods.add("3", &game, Sentiment::new(-1.0)), Some(-1.0));
    assert_eq!(moods.take_back("2"), Some((show.clone(), 0.1)));
    assert_eq!(moods.take_back("2"), None);
    assert_eq!(moods.take_back("1"), Some((show.clone(), 0.0)));
    assert_eq!((moods.mean_of(&show), moods.mean_of(&game)), (None, Some(-1.0)));
    // Deleted before it came.
    assert_eq!(moods.take_back("9"), None);
    assert_eq!(moods.add("9", &show, Sentiment::new(1.0)), None);
    moods.forget(&game);
    assert_eq!((moods.mean_of(&game), moods.take_back("3")), (None, None));
}

proptest! {
    /// Tweets and deletions in any order, each any number of times, give the mean of those left.
    #[test]
    fn the_order_of_tweets_does_not_matter(
        tweets in prop::collection::vec((-1.0..=1.0_f64, 0..3_usize, any::<bool>()), 1..20),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..80),
    ) {
        let id = |event: usize| key(&format!("e{event}"));
        let mut steps: Vec<(usize, bool)> = order.iter().map(|index| (index.index(tweets.len()), true)).collect();
        steps.extend((0..tweets.len()).map(|tweet| (tweet, true)));
        for (tweet, (_, _, is_deleted)) in tweets.iter().enumerate() {
            if *is_deleted {
                steps.insert(tweet * 7 % (steps.len() + 1), (tweet, false));
            }
        }
        let mut moods = Moods::default();
        for (tweet, is_made) in steps {
            let (sentiment, event, _) = tweets[tweet];
            if is_made {
                moods.add(&tweet.to_string(), &id(event), Sentiment::new(sentiment));
            } else {
                moods.take_back(&tweet.to_string());
            }
        }
        for event in 0..3 {
            let left: Vec<f64> = tweets.iter().filter(|tweet| tweet.1 == event && !tweet.2).map(|tweet| Sentiment::new(tweet.0).value()).collect();
            let found = moods.mean_of(&id(event));
            prop_assert_eq!(found.is_some(), !left.is_empty());
            if let Some(mean) = found {
                prop_assert!((-1.0..=1.0).contains(&mean));
                prop_assert!((mean * f64::from(u32::try_from(left.len()).unwrap()) - left.iter().sum::<f64>()).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn of_very_many_tweets_in_one_delivery_the_first_hundred_count_and_that_is_said() {
    let tweet = |id: usize| format!(r#"{{"id_str":"{id}","text":"great","lang":"en"}}"#);
    let body = |count: usize| {
        let tweets: Vec<String> = (1..=count).map(tweet).collect();
        format!(r#"{{"tweet_create_events":[{}]}}"#, tweets.join(","))
    };
    assert_eq!(read("twitter", &body(100)).meanings.len(), 100);
    let reading = read("twitter", &body(101));
    assert_eq!(reading.meanings.len(), 101);
    let last = reading.meanings.last().unwrap();
    assert!(matches!(last, Meaning::Unusable { reason, .. } if reason.contains("more than 100 tweets")), "{last:?}");
}
