//! Which event a tweet is about: one whose title it names, else one that it was made at.

use chrono::{DateTime, Duration, Utc};

use super::{Tweet, TweetPlace};
use crate::event::{Event, EventId, Events, Window};
use crate::geo::{BoundingBox, LatLon};
use crate::model::Proximity;

/// A tweet from farther off is not from the event.
const NEAR_KM: f64 = 1.0;

/// A box wider than this, such as that of a city, says too little.
const WIDEST_KM: f64 = 5.0;

/// A title of fewer letters, such as "It", is a word like any other; also one that is a single
/// word of fewer than [`SHORTEST_WORD`] letters.
const SHORTEST_TITLE: usize = 4;
const SHORTEST_WORD: usize = 7;

impl Tweet {
    /// The event it is about, if one of `events` is.
    ///
    /// 1. An event whose title it says or has as a hashtag; the longest title first, then the one
    ///    nearest in time.
    /// 2. Of those open when it was made, the nearest within 1 km of its point, or the only one
    ///    in its box, if that is not wider than 5 km.
    ///
    /// A tweet that does not say when it was made is taken for one of `received`. Events that are
    /// never open (cancelled ones) are not thought of.
    pub fn event_of(&self, events: &Events, model: &Proximity, received: DateTime<Utc>) -> Option<EventId> {
        let at = self.at.unwrap_or(received);
        let live = || events.iter().filter_map(|event| Some((event, event.window(model)?)));
        let said = Said::by(self);
        let named = live().filter_map(|(event, window)| {
            let letters = said.letters_of(&event.name)?;
            Some((std::cmp::Reverse(letters), gap(window, at), event))
        });
        // The first of equals, so the least id.
        if let Some((_, _, event)) = named.min_by_key(|(letters, gap, _)| (*letters, *gap)) {
            return Some(event.id.clone());
        }
        let open = live().filter(|(_, window)| window.contains(at)).map(|(event, _)| event);
        match self.place {
            TweetPlace::Point(point) => nearest(open, point),
            TweetPlace::Within(area) => only(open, area),
            TweetPlace::Unknown => None,
        }
    }
}

fn nearest<'e>(open: impl Iterator<Item = &'e Event>, point: LatLon) -> Option<EventId> {
    let near = open.map(|event| (event.place.distance_km(point), event)).filter(|(km, _)| *km <= NEAR_KM);
    near.min_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, event)| event.id.clone())
}

fn only<'e>(open: impl Iterator<Item = &'e Event>, area: BoundingBox) -> Option<EventId> {
    let corner = |lat, lon| LatLon::new(lat, lon).ok();
    if corner(area.south, area.west)?.distance_km(corner(area.north, area.east)?) > WIDEST_KM {
        return None;
    }
    let is_inside = |place: LatLon| {
        (area.south..=area.north).contains(&place.lat()) && (area.west..=area.east).contains(&place.lon())
    };
    let mut inside = open.filter(|event| is_inside(event.place));
    let first = inside.next()?;
    if inside.next().is_some() { None } else { Some(first.id.clone()) }
}

/// How far a time is from a window; 0 within it.
fn gap(window: Window, at: DateTime<Utc>) -> Duration {
    let before = window.opens.map_or(Duration::zero(), |opens| opens.signed_duration_since(at));
    let after = window.closes.map_or(Duration::zero(), |closes| at.signed_duration_since(closes));
    before.max(after).max(Duration::zero())
}

/// What a tweet says, fit to look for titles in.
struct Said {
    /// The words, a blank before and after each.
    words: String,
    /// The hashtags, letters and digits alone.
    hashtags: Vec<String>,
}

impl Said {
    fn by(tweet: &Tweet) -> Self {
        let hashtags = tweet.hashtags.iter().map(|tag| words(tag).concat()).collect();
        Self { words: format!(" {} ", words(&tweet.text).join(" ")), hashtags }
    }

    /// How many letters of a title it says; none if it does not say all of them.
    fn letters_of(&self, title: &str) -> Option<usize> {
        let words = words(title);
        let joined = words.concat();
        let letters = joined.chars().count();
        let is_telling = letters >= if words.len() > 1 { SHORTEST_TITLE } else { SHORTEST_WORD };
        let is_said = || self.words.contains(&format!(" {} ", words.join(" "))) || self.hashtags.contains(&joined);
        (is_telling && is_said()).then_some(letters)
    }
}

/// The words of a text in small letters, without punctuation; an apostrophe, of whatever kind,
/// does not end one.
fn words(text: &str) -> Vec<String> {
    let apostrophe = |char: char| matches!(char, '\'' | '’' | '‘' | '`');
    let text: String = text.chars().filter(|char| !apostrophe(*char)).flat_map(char::to_lowercase).collect();
    let words = text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}
